"""What is kept of the nearest targets: the same answers, asked for once, lost without harm."""

from __future__ import annotations

import pytest

import skillmap
from hashing_encoder import HashingEncoder
from skillmap.domain import Statement, Target
from skillmap.matching import STATEMENT_TO_SKILL, Matcher, StoringEncoder, build_index, nearest_kept

NAMES = ("bake bread", "collect data", "play the flute", "sell bread at the market")
STATEMENTS = [
    Statement("a", "Bake bread for a market.", "en"),
    Statement("b", "Collect data on bread.", "en"),
    Statement("c", "Bake bread for a market.", "en"),
    Statement("d", "", "en"),
]


@pytest.fixture
def matcher(tmp_path) -> Matcher:
    encoder = HashingEncoder()
    targets = [Target(f"t:{number}", (name,)) for number, name in enumerate(NAMES)]
    store = skillmap.VectorStore(encoder, tmp_path / "vectors")
    return Matcher(build_index(targets, store, with_terms=True), encoder, STATEMENT_TO_SKILL)


def test_kept_answers_are_those_that_are_found(matcher, tmp_path) -> None:
    found = matcher.nearest(STATEMENTS, 2)

    assert nearest_kept(matcher, 2, tmp_path, STATEMENTS) == found
    assert nearest_kept(matcher, 2, tmp_path, STATEMENTS) == found
    assert found["a"] == found["c"]
    assert found["d"] == frozenset()
    assert all(len(found[id]) == 2 for id in "abc")


def test_the_nearest_are_the_candidates_of_a_match(matcher) -> None:
    found = matcher.nearest(STATEMENTS[:2], 3)

    for result in matcher.match(STATEMENTS[:2], limit=3):
        assert found[result.statement.id] == {match.target_id for match in result.candidates}


def test_a_statement_is_asked_about_once(matcher, tmp_path, monkeypatch) -> None:
    nearest_kept(matcher, 2, tmp_path, STATEMENTS)
    asked: list[str] = []
    find = matcher.nearest
    monkeypatch.setattr(
        matcher,
        "nearest",
        lambda found, limit: (asked.extend(one.id for one in found), find(found, limit))[1],
    )

    nearest_kept(matcher, 2, tmp_path, [*STATEMENTS, Statement("e", "Play the flute.", "en")])

    assert asked == ["e"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"k": 3}', '{"k": [3]}', "\x00\xff"])
def test_a_broken_file_is_begun_anew(matcher, tmp_path, content: str) -> None:
    nearest_kept(matcher, 2, tmp_path, STATEMENTS)
    (path,) = tmp_path.glob("nearest-*.json")
    path.write_text(content, encoding="latin-1")

    assert nearest_kept(matcher, 2, tmp_path, STATEMENTS) == matcher.nearest(STATEMENTS, 2)


def test_what_another_matcher_kept_is_not_used_and_deleted(matcher, tmp_path) -> None:
    other = tmp_path / "nearest-2-0123456789abcdef.json"
    other.write_text("{}", encoding="utf-8")

    nearest_kept(matcher, 2, tmp_path, STATEMENTS)

    assert [path.name for path in tmp_path.glob("nearest-*.json")] == [
        f"nearest-2-{matcher.fingerprint}.json"
    ]


def test_a_full_disk_costs_no_answer(matcher, tmp_path, monkeypatch) -> None:
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillmap.matching.kept_nearest.replace_file", full)

    assert nearest_kept(matcher, 2, tmp_path, STATEMENTS) == matcher.nearest(STATEMENTS, 2)


def test_nothing_that_was_said_is_kept(matcher, tmp_path) -> None:
    nearest_kept(matcher, 2, tmp_path, STATEMENTS)

    (path,) = tmp_path.glob("nearest-*.json")
    assert "market" not in path.read_text(encoding="utf-8")


def test_a_storing_encoder_gives_the_same_vectors_and_keeps_them(tmp_path) -> None:
    encoder = HashingEncoder()
    store = skillmap.VectorStore(encoder, tmp_path / "vectors")
    storing = StoringEncoder(encoder, store)

    assert (storing.encode(["bake bread", "play"]) == encoder.encode(["bake bread", "play"])).all()
    assert storing.encode([]).shape == (0, encoder.dim)
    assert storing.fingerprint == encoder.fingerprint
    assert (store.known_rows(["bake bread", "play"]) >= 0).all()
