"""Stored matches carried from one version of a taxonomy to the next; everything here is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmap.cli.app import app
from skillmap.domain import (
    Document,
    Holding,
    HoldingBasis,
    Match,
    MatchState,
    MigrationOutcome,
    Profile,
    Relation,
    RelationKind,
    Skill,
    SkillType,
    Source,
    Statement,
    StatementMatches,
    StoredLink,
    StoredMatches,
    TaxonomyDifference,
)
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats import read_stored_matches, write_stored_matches
from skillmap.json_values import plain
from skillmap.taxonomy import diff, install_framework, migrate

LABELS = {
    "bake": "bake bread",
    "fax": "send faxes",
    "sing": "sing",
    "type": "type texts",
    "wall": "build walls",
    "weave": "weave",
}
OLD = tuple(Skill(f"urn:s:{key}", label) for key, label in LABELS.items())
NEW = (
    Skill("urn:s:bake", "bake bread"),
    Skill("urn:s:mail", "send e-mail"),
    Skill("urn:s:sing", "sing songs"),
    Skill("urn:s:key", "use keyboards"),
    Skill("urn:s:dictate", "dictate texts"),
    Skill("urn:s:mason", "lay bricks", ("build walls",)),
    Skill("urn:s:weave", "weave", type=SkillType.GROUP),
)
STATED = (
    Relation("urn:s:fax", RelationKind.REPLACED_BY, "urn:s:mail"),
    Relation("urn:s:type", RelationKind.REPLACED_BY, "urn:s:key"),
    Relation("urn:s:type", RelationKind.REPLACED_BY, "urn:s:dictate"),
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def difference() -> TaxonomyDifference:
    old = Document(Source("own-1", "skos", "1" * 64), skills=OLD)
    return diff(old, Document(Source("own-2", "skos", "2" * 64), skills=NEW, relations=STATED))


def match_to(key: str) -> Match:
    label = LABELS.get(key, key)
    return Match("o1", "the statement", f"urn:s:{key}", label, 0.71, None, (), "fingerprint-1")


def kept(*keys: str) -> StoredMatches:
    statement = Statement("o1", "the statement")
    found = StatementMatches(statement, MatchState.MATCHED, tuple(map(match_to, keys)))
    return read_stored_matches("kept.json", json.dumps(plain([found])).encode())


@pytest.mark.parametrize(
    ("key", "outcome", "leads_to", "is_as_measured"),
    [
        ("bake", MigrationOutcome.STAYS, ("urn:s:bake", "bake bread"), True),
        ("sing", MigrationOutcome.RENAMED, ("urn:s:sing", "sing songs"), False),
        ("fax", MigrationOutcome.MOVED, ("urn:s:mail", "send e-mail"), False),
        ("type", MigrationOutcome.AMBIGUOUS, (None, None), False),
        ("wall", MigrationOutcome.GONE, (None, None), False),
        ("weave", MigrationOutcome.GONE, (None, None), False),
        ("juggle", MigrationOutcome.UNKNOWN, ("urn:s:juggle", "juggle"), True),
    ],
)
def test_each_link_stays_or_follows_what_is_stated_or_is_left_to_a_person(
    difference, key, outcome, leads_to, is_as_measured
) -> None:
    (link,) = migrate(kept(key), difference).links

    assert link.steps[-1].outcome is outcome
    assert (link.concept_id, link.concept) == leads_to
    assert link.is_as_measured is is_as_measured
    assert link.match == match_to(key)


def test_a_person_gets_the_stated_successors_or_those_suggested_by_name(difference) -> None:
    several, by_name = migrate(kept("type", "wall"), difference).links

    assert [(one.id, one.is_stated) for one in several.steps[-1].suggestions] == [
        ("urn:s:dictate", True),
        ("urn:s:key", True),
    ]
    assert [(one.id, one.is_stated) for one in by_name.steps[-1].suggestions] == [("urn:s:mason", False)]


def test_a_file_that_calls_a_concept_otherwise_was_measured_on_another_version(difference) -> None:
    stored = kept("bake")
    odd = StoredLink("urn:s:bake", "make loaves", match_to("bake"))

    (link,) = migrate(StoredMatches(None, (), (odd,), stored.origin, stored.origin_sha256), difference).links

    assert link.is_as_measured is False


def test_a_second_migration_goes_on_from_the_first_and_keeps_its_history(difference) -> None:
    again = write_stored_matches(migrate(kept(*LABELS), difference))
    new = Document(Source("own-2", "skos", "2" * 64), skills=NEW, relations=STATED)
    third = Document(Source("own-3", "skos", "3" * 64), skills=NEW[2:])

    stored = migrate(read_stored_matches("again.json", again), diff(new, third))

    by_start = {link.steps[0].concept_id: link for link in stored.links}
    assert [step.outcome for step in by_start["urn:s:fax"].steps] == ["moved to its successor", "gone"]
    assert len(by_start["urn:s:wall"].steps) == 1
    assert by_start["urn:s:sing"].is_as_measured is False
    assert [migration.new.name for migration in stored.migrations] == ["own-2", "own-3"]
    assert (stored.origin, len(stored.origin_sha256)) == ("kept.json", 64)
    assert stored.taxonomy == "own-3"


def test_what_is_written_reads_back_equal(difference) -> None:
    migrated = migrate(kept(*LABELS), difference)

    assert read_stored_matches("x.json", write_stored_matches(migrated)) == migrated


def test_a_profile_keeps_its_unread_statements_and_the_skills_that_issuers_name(difference) -> None:
    unread = StatementMatches(Statement("o2", "Brot backen", "de"), MatchState.UNREAD, (), "language de")
    found = StatementMatches(Statement("o1", "the statement"), MatchState.MATCHED, (match_to("fax"),))
    named = Holding(OLD[0], HoldingBasis.ASSERTED, ("c1",), ())
    own = Holding(Skill("urn:label:Juggling", "Juggling"), HoldingBasis.ASSERTED, ("c1",), ())
    inferred = Holding(OLD[1], HoldingBasis.INFERRED, ("c1",), (match_to("fax"),))
    profile = Profile((), (named, own, inferred), (found, unread), "own-1", "fingerprint-1")

    stored = migrate(read_stored_matches("profile.json", json.dumps(plain(profile)).encode()), difference)

    assert [(one.state, one.note) for one in stored.statements] == [
        ("matched", ""),
        (unread.state, "language de"),
    ]
    assert [(link.concept, link.credential_ids) for link in stored.asserted] == [
        ("bake bread", ("c1",)),
        ("Juggling", ("c1",)),
    ]
    assert [link.steps[0].outcome for link in stored.links] == ["moved to its successor", "stays", "unknown"]


def test_a_profile_of_another_taxonomy_is_refused(difference) -> None:
    profile = plain(Profile((), (), (), "esco 1.2.0", "f"))

    with pytest.raises(
        FormatError, match=r"p\.json: belongs to esco 1\.2\.0, not to own-1; give --from esco"
    ):
        migrate(read_stored_matches("p.json", json.dumps(profile).encode()), difference)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "holds no matches; expected what skillmap match --json"),
        (b"[1]", r"\$\[0\]: is 1, expected an object"),
        (b'{"skillmap_stored_matches": 2}', "is 2; this version reads 1"),
        (b'{"skillmap_stored_matches": 1, "surprise": 1}', "surprise: is no member known here"),
        (b'{"skillmap_stored_matches": 1', "ends too early"),
        (b"[" * 200_000, "nested more than 100 levels deep"),
    ],
)
def test_what_holds_no_matches_is_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(SkillmapError, match=message) as refused:
        read_stored_matches("x.json", content)

    assert "\n" not in str(refused.value)


def test_the_command_says_what_it_did_and_writes_only_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install_framework(Document(Source("1", "skos", "1" * 64), skills=OLD), "own-1", "1")
    second = Document(Source("2", "skos", "2" * 64), skills=NEW, relations=STATED)
    install_framework(second, "own-2", "2")
    file, out = tmp_path / "kept.json", tmp_path / "moved.json"
    found = StatementMatches(Statement("o1", "s"), MatchState.MATCHED, tuple(map(match_to, LABELS)))
    file.write_text(json.dumps(plain([found])))
    words = ["taxonomies", "migrate", str(file), "--from", "own-1", "--to", "own-2"]

    app(words, standalone_mode=False)
    told = capsys.readouterr().out
    app([*words, "-o", str(out)], standalone_mode=False)

    assert "1 stays, 1 renamed, 1 moved to its successor, 2 gone, 1 ambiguous, 0 unknown" in told
    assert "3 left to a person" in told
    assert "nothing was written" in told
    assert sorted(tmp_path.glob("*.json")) == [file, out]
    assert read_stored_matches("x", out.read_bytes()).taxonomy == "own-2 2"
    with pytest.raises(SystemExit):
        app([*words, "-o", str(out)], standalone_mode=False)
