"""What is had, partly had and missing, and what is on offer. Everything in here is invented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hashing_encoder import HashingEncoder
from skillmap.cli.app import app
from skillmap.domain import (
    Alignment,
    Check,
    CheckResult,
    CheckState,
    Claim,
    ClaimKind,
    Cost,
    Credential,
    Credit,
    Document,
    EvidenceKind,
    Gap,
    GapItem,
    GapState,
    Holding,
    HoldingBasis,
    Hours,
    LearningOutcome,
    Level,
    Match,
    Module,
    Offer,
    OfferFacts,
    PathTarget,
    PlanLimits,
    Profile,
    Programme,
    Skill,
    SkillNeed,
    Source,
    TargetKind,
    Verification,
)
from skillmap.errors import FormatError, UnknownNameError
from skillmap.formats.limits_file import TEMPLATE, limits_from
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, VectorStore, build_index
from skillmap.pathways import (
    Bounds,
    Bringing,
    candidate_of,
    evidence_table,
    gap_of,
    need_targets,
    offers_of,
    with_facts,
)

SOURCE = Source("invented.json", "0" * 64, "invented")
BOATS = SkillNeed("s:boats", "fold paper boats")


class Links:
    """Folding is above boats, boats above tugs; glue has to do with boats."""

    up = {"s:boats": ("s:folding",), "s:tugs": ("s:boats",)}

    def broader(self, concept: str) -> Sequence[str]:
        return self.up.get(concept, ())

    def related(self, concept: str) -> Sequence[str]:
        return ("s:glue",) if concept == "s:boats" else ()

    def label(self, concept: str) -> str | None:
        return concept


def matcher(needs: Sequence[SkillNeed]) -> Matcher:
    encoder = HashingEncoder()
    index = build_index(need_targets(needs), VectorStore(encoder), reading=OUTCOME_TO_OUTCOME.reading)
    return Matcher(index, encoder, OUTCOME_TO_OUTCOME)


def credential(id: str = "c", *outcomes: str, **values: object) -> Credential:
    listed = tuple(LearningOutcome(str(n), text, "en") for n, text in enumerate(outcomes, 1))
    return Credential(id, f"Title of {id}", SOURCE, listed, **values)  # type: ignore[arg-type]


def holding(skill: str, basis: HoldingBasis = HoldingBasis.ASSERTED, *ids: str) -> Holding:
    return Holding(Skill(skill, skill.partition(":")[2]), basis, ids or ("c",), ())


def gap(
    need: SkillNeed, holdings: Sequence[Holding] = (), given: Credential | None = None, **values: object
) -> Gap:
    one = given or credential()
    profile = Profile((one,), tuple(holdings), (), "paper 1", "f")
    brought = Bringing((one,), profile=profile, hierarchy=Links(), **values)  # type: ignore[arg-type]
    return gap_of(PathTarget("t", "Folder", TargetKind.ROLE, (need,)), brought)


def only(found: Gap) -> GapItem:
    (item,) = found.items
    return item


@pytest.mark.parametrize(
    ("skill", "state", "word"),
    [
        ("s:boats", GapState.HAVE, "the issuer names it"),
        ("s:tugs", GapState.PARTLY, "narrower"),
        ("s:folding", GapState.PARTLY, "wider"),
        ("s:glue", GapState.MISSING, "related"),
        ("s:quills", GapState.MISSING, "nothing that was read"),
    ],
)
def test_only_the_very_skill_counts_as_the_whole(skill: str, state: GapState, word: str) -> None:
    item = only(gap(BOATS, [holding(skill)]))

    assert item.state is state
    assert word in item.why


def test_all_narrower_skills_together_are_still_a_part() -> None:
    found = gap(BOATS, [holding("s:tugs"), holding("s:folding"), holding("s:glue")])

    assert only(found).state is GapState.PARTLY
    assert [one.counts_as for one in only(found).evidence] == [
        GapState.PARTLY,
        GapState.PARTLY,
        GapState.MISSING,
    ]
    assert found.open_needs == (BOATS,)


def test_an_inferred_skill_is_marked_and_stands_after_an_asserted_one() -> None:
    item = only(gap(BOATS, [holding("s:boats", HoldingBasis.INFERRED), holding("s:boats")]))

    assert [one.basis for one in item.evidence] == [HoldingBasis.ASSERTED, HoldingBasis.INFERRED]


def test_a_narrower_skill_that_was_inferred_is_shown_with_the_words_it_comes_from() -> None:
    match = Match("1", "Pull a paper tug", "s:tugs", "tugs", 0.6, None, (), "f")
    held = Holding(Skill("s:tugs", "tugs"), HoldingBasis.INFERRED, ("c",), (match,))

    assert "'tugs', inferred from 'Pull a paper tug', is a narrower skill" in only(gap(BOATS, [held])).why


@pytest.mark.parametrize(
    ("held", "state", "words"),
    [
        (Level("EQF", 6), GapState.HAVE, ""),
        (Level("EQF", 4), GapState.PARTLY, "EQF 4 is shown, EQF 6 is asked for"),
        (Level("MADE-UP", 4), GapState.HAVE, "MADE-UP 4 cannot be compared with EQF 6"),
        (None, GapState.HAVE, "EQF 6 is asked for; no level is stated"),
    ],
    ids=["reached", "lower", "unknown framework", "not stated"],
)
def test_a_lower_level_is_a_part_and_an_unknown_one_is_said(
    held: Level | None, state: GapState, words: str
) -> None:
    need = replace(BOATS, level=Level("EQF", 6))
    item = only(gap(need, [holding("s:boats")], credential(level=held)))

    assert (item.state, item.level_gap) == (state, words)


def test_age_counts_only_where_it_is_set() -> None:
    old = credential(awarded=date(2016, 1, 1))
    off = gap(BOATS, [holding("s:boats")], old, on=date(2026, 1, 1))
    on = gap(BOATS, [holding("s:boats")], old, on=date(2026, 1, 1), fades_after_years=5.0)

    assert only(off).state is GapState.HAVE
    assert "Age is shown and not counted" in off.notes[0]
    assert only(on).state is GapState.PARTLY
    assert "10.0 years ago, and counts in full for 5 years" in only(on).why


def test_evidence_without_a_date_does_not_fade_and_it_is_said() -> None:
    found = gap(BOATS, [holding("s:boats")], on=date(2026, 1, 1), fades_after_years=5.0)

    assert only(found).state is GapState.HAVE
    assert "age is unknown" in found.notes[0]


def test_hours_are_shared_equally_over_the_skills_of_a_credential() -> None:
    given = credential(hours=Hours(30, 60))
    found = gap(BOATS, [holding("s:boats"), holding("s:glue"), holding("s:quills")], given)

    assert only(found).evidence[0].hours == Hours(10, 20)
    assert any("shared equally" in note for note in found.notes)


def test_taking_part_and_a_broken_seal_bring_nothing() -> None:
    results = tuple(
        CheckResult(check, CheckState.FAIL if check is Check.INTEGRITY else CheckState.NOT_CHECKED, "made up")
        for check in Check
    )
    failed = Verification(SOURCE, "$", "c", results, datetime(2026, 1, 1, tzinfo=UTC))

    assert only(gap(BOATS, [holding("s:boats")], credential(participation_only=True))).evidence == ()
    assert only(gap(BOATS, [holding("s:boats")], verifications={"c": failed})).evidence == ()


def stated(need: SkillNeed, given: Sequence[Credential] = (), claims: Sequence[Claim] = ()) -> GapItem:
    table = evidence_table([candidate_of("A", given, claims)], [need], matcher([need]), Bounds(0.9, 0.5))
    brought = Bringing(tuple(given), table[0])
    return only(gap_of(PathTarget("t", "Folder", TargetKind.ROLE, (need,)), brought))


def test_statements_show_a_need_or_a_part_of_it() -> None:
    assert stated(BOATS, [credential("c", "fold paper boats")]).state is GapState.HAVE
    assert stated(BOATS, [credential("c", "fold paper planes")]).state is GapState.PARTLY
    assert stated(BOATS, [credential("c", "sing at dawn")]).state is GapState.MISSING


def test_a_claim_is_told_as_a_claim() -> None:
    item = stated(BOATS, claims=[Claim("1", "fold paper boats", ClaimKind.SKILL, language="en")])

    assert (item.state, item.evidence[0].kind) == (GapState.HAVE, EvidenceKind.CLAIMED)
    assert "nothing shows it yet" in item.why


def test_what_cannot_be_read_is_no_gap_and_no_evidence() -> None:
    german = "Die Studierenden können aus einem Blatt Papier verschiedene Schiffe falten und erklären."

    assert stated(BOATS, [credential("c", german)]).state is GapState.UNREAD


MODULES = Programme(
    "p",
    "Paper",
    (
        Module(
            "P1",
            "Boats",
            (LearningOutcome("1", "fold paper boats", "en"),),
            Credit(5, "ECTS"),
            prerequisites=("P0",),
            language="en",
        ),
        Module("P0", "Basics", ()),
    ),
)


def test_modules_teach_what_their_outcomes_show() -> None:
    found = offers_of([MODULES], [BOATS], matcher([BOATS]), Bounds(0.9, 0.5))
    boats, basics = found.offers

    assert [(each.need_id, each.outcome) for each in boats.teaches] == [("s:boats", "fold paper boats")]
    assert (boats.prerequisites, boats.credit, boats.language) == ((("P0",),), Credit(5, "ECTS"), "en")
    assert boats.hours is not None
    assert basics.teaches == ()
    assert "1 of 2 offers have no outcome that could be read" in found.notes[0]


def test_a_credential_on_offer_teaches_the_skills_that_it_names() -> None:
    badge = credential(
        "b", alignments=(Alignment("boats", "s:boats"), Alignment("rubric", "s:quills", kind="CFRubric"))
    )
    needs = [BOATS, SkillNeed("s:quills", "sharpen quills")]
    found = offers_of([Document(SOURCE, offers=(badge,))], needs, matcher(needs))

    assert [each.need_id for each in found.offers[0].teaches] == ["s:boats"]
    assert "states no credit" in found.offers[0].recognition


def test_facts_fill_in_what_a_catalogue_does_not_say() -> None:
    facts = OfferFacts("P1", Cost(40, "EUR"), starts=(2,), prerequisites=())
    (told,) = with_facts([Offer("P1", "Boats", mode="Online", prerequisites=(("P0",),))], [facts])

    assert (told.cost, told.starts, told.prerequisites, told.mode) == (Cost(40, "EUR"), (2,), (), "Online")


def test_a_fact_on_what_is_not_on_offer_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="P1"):
        with_facts([Offer("P1", "Boats")], [OfferFacts("P11")])


def test_the_template_of_limits_is_read_with_its_commented_offer() -> None:
    text = TEMPLATE.replace("# [offers", "[offers")
    at = text.index("[offers")
    text = text[:at] + text[at:].replace("\n# ", "\n")
    read = limits_from("limits.toml", text.encode())

    assert read.limits == PlanLimits(Credit(30, "ECTS"), Cost(900, "EUR"), 4, ("en",), (), (), 8, 0.0)
    assert read.facts == (
        OfferFacts(
            "ABC101",
            Cost(450, "EUR"),
            2,
            (1, 3),
            "en",
            "Online",
            (("ABC100", "XYZ100"), ("STA100",)),
            ("ABC102",),
            "Certificate in Data",
        ),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("cost = 5", "currency"),
        ('cost = -1\ncurrency = "EUR"', "from 0"),
        ('cost = nan\ncurrency = "EUR"', "from 0"),
        ("credits_per_term = 30", "credit_scheme"),
        ("last_term = 0", "whole number"),
        ("last_term = true", "whole number"),
        ('languages = "en"', "list of texts"),
        ("price = 3", "is not known here"),
        ("[offers.A]\nprerequisites = [[]]", "list of groups"),
        ("[offers.A]\nstarts = [0]", "list of terms"),
        ("offers = 3", "expected tables"),
        ("[", "is not TOML"),
        ("\udcff", "is not TOML"),
    ],
)
def test_wrong_limits_say_what_and_where(text: str, word: str) -> None:
    with pytest.raises(FormatError, match=word):
        limits_from("limits.toml", text.encode("utf-8", "surrogateescape"))


ROLE = 'title = "Folder"\n[[needs]]\nlabel = "{}"\nid = "boats"\n'


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    Path("role.toml").write_text(ROLE.format("fold paper boats"))
    Path("modules.csv").write_text(
        "code,title,outcomes,credits,credit_scheme\nP1,<b>Boats,fold paper boats,5,ECTS\n"
    )
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout or done.stderr


def test_the_command_plans_from_a_catalogue_and_limits(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skillmap.engine.make_encoder", lambda _: HashingEncoder())
    Path("limits.toml").write_text('currency = "EUR"\n[offers.P1]\ncost = 40\nstarts = [2]\n')
    words = ["pathway", "--target", "role.toml", "--offers", "modules.csv", "--limits", "limits.toml"]

    code, out = run(*words, "--json")
    found = json.loads(out)

    assert code == 0
    assert [(item["offer"]["id"], item["term"]) for item in found["pathway"]["items"]] == [("P1", 2)]
    assert found["pathway"]["cost"] == {"amount": 40.0, "currency": "EUR"}
    assert found["gap"]["items"][0]["state"] == "missing"
    assert "proven best" in run(*words, "--html", "plan.html")[1]
    assert "the same offers: cheapest, fastest, fewest, credit" in run(*words, "--alternatives")[1]
    page = Path("plan.html").read_text()
    assert "fold paper boats" in page
    assert "40 EUR" in page
    assert "&lt;b&gt;Boats" in page
    assert "<b>" not in page


def test_the_gap_command_asks_for_one_target(files: Path) -> None:
    code, out = run("gap")

    assert code == 2
    assert "either --target ROLE.toml or --occupation" in out
