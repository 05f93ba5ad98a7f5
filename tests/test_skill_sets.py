"""Badges, modules, programmes and roles side by side. Everything in here is invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    Alignment,
    Credential,
    Credit,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    PathTarget,
    Placement,
    Programme,
    SkillNeed,
    SkillSet,
    Source,
    Target,
    TargetKind,
)
from skillmap.matching import STATEMENT_TO_SKILL, Matcher, VectorStore, build_index
from skillmap.pathways import compare_skills, module_sets, placement, skill_set
from skillmap.pathways.skill_sets import distinct_sets

SKILLS = {"s:boats": "fold paper boats", "s:quills": "sharpen quills", "s:glue": "boil glue"}


class Links:
    """Tugs are boats."""

    def broader(self, concept: str) -> Sequence[str]:
        return ("s:boats",) if concept == "s:tugs" else ()

    def related(self, concept: str) -> Sequence[str]:
        return ()

    def label(self, concept: str) -> str | None:
        return concept


def matcher() -> Matcher:
    encoder = HashingEncoder()
    targets = [Target(id, (name,)) for id, name in SKILLS.items()]
    return Matcher(build_index(targets, VectorStore(encoder), with_terms=True), encoder, STATEMENT_TO_SKILL)


def outcomes(*texts: str) -> tuple[LearningOutcome, ...]:
    return tuple(LearningOutcome(str(n), text, "en") for n, text in enumerate(texts, 1))


def made(id: str, *skills: str, **values: object) -> SkillSet:
    return SkillSet(id, id.title(), "badge", tuple((f"s:{each}", each) for each in skills), **values)  # type: ignore[arg-type]


def labels(rows: Sequence[object]) -> list[str]:
    return [row.label for row in rows]  # type: ignore[attr-defined]


def test_shared_skills_and_those_of_one_alone_are_told_apart() -> None:
    found = compare_skills([made("a", "x", "y", "z"), made("b", "y", "z", "w"), made("c", "z", "x")])

    assert labels(found.shared) == ["z"]
    assert labels(found.some) == ["x", "y"]
    assert [(id, labels(rows)) for id, rows in found.only] == [("a", []), ("b", ["w"]), ("c", [])]


def test_a_narrower_skill_is_named_and_not_shared() -> None:
    found = compare_skills([made("a", "boats"), made("b", "tugs")], Links())

    assert found.shared == ()
    assert found.only[0][1][0].wider_or_narrower == (("b", "tugs"),)
    assert found.only[1][1][0].wider_or_narrower == (("a", "boats"),)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (Level("EQF", 6), Level("EQF", 5), "A (EQF 6) is above B (EQF 5)"),
        (Level("EQF", 5), Level("EQF", 6), "B (EQF 6) is above A (EQF 5)"),
        (Level("EQF", 5), Level("EQF", 5), "A (EQF 5) and B (EQF 5) are of one level"),
        (Level("EQF", 5), Level("MADE-UP", 5), "EQF 5 and MADE-UP 5 cannot be compared"),
        (Level("EQF", 5), None, "B: no level is stated"),
    ],
)
def test_levels_are_compared_only_where_they_can_be(one: Level, other: Level | None, words: str) -> None:
    found = compare_skills([made("a", "x", level=one), made("b", "x", level=other)])

    assert found.levels == (words,)


@pytest.mark.parametrize("ids", ["a", "abcd", "aa"])
def test_only_two_or_three_different_things_are_compared(ids: str) -> None:
    with pytest.raises(ValueError, match="two or three"):
        compare_skills([made(id, "x") for id in ids])


def test_a_module_and_a_badge_become_sets_with_hours_and_what_points_to_no_skill() -> None:
    module = Module(
        "M", "Paper", outcomes("fold paper boats", "hum a tune"), Credit(4, "ECTS"), Level("EQF", 6)
    )
    badge = Credential(
        "B",
        "Badge",
        Source("b.json", "0" * 64, "invented"),
        outcomes("sharpen quills"),
        alignments=(Alignment("boil glue", "s:glue"),),
    )
    taught, held = (skill_set(each, matcher(), 0.6) for each in (module, badge))

    assert taught.skills == (("s:boats", "fold paper boats"),)
    assert taught.unmatched == ("hum a tune",)
    assert taught.hours_each == Hours(100, 120, HoursBasis.NOTIONAL)
    assert [id for id, _ in held.skills] == ["s:glue", "s:quills"]
    assert (held.hours, held.hours_each) == (None, None)


def test_hours_of_a_programme_are_unknown_where_those_of_a_module_are() -> None:
    one = Module("1", "One", outcomes("fold paper boats"), hours=Hours(10, 10))
    two = Module("2", "Two", outcomes("sharpen quills"))

    assert skill_set(Programme("p", "P", (one,)), matcher(), 0.6).hours == Hours(10, 10)
    assert skill_set(Programme("p", "P", (one, two)), matcher(), 0.6).hours is None


def test_needs_of_a_taxonomy_are_taken_as_they_are_and_others_are_matched() -> None:
    needs = (SkillNeed("s:own", "own skill"), SkillNeed("need-2", "sharpen quills"))
    role = PathTarget("r", "Role", TargetKind.ROLE, needs)

    assert [id for id, _ in skill_set(role, matcher(), 0.6).skills] == ["s:own", "s:quills"]


def test_two_things_of_one_id_are_told_apart() -> None:
    one, other = distinct_sets([made("a", "x"), made("a", "y")])

    assert (one.id, other.id, other.title) == ("a", "a (2)", "A (2)")


PAPER = Programme(
    "p",
    "Paper",
    (
        Module("M1", "Boats", outcomes("fold paper boats"), level=Level("EQF", 6), stage="Year 1"),
        Module("M2", "Both", outcomes("fold paper boats", "boil glue")),
        Module("M3", "Songs", outcomes("hum a tune")),
    ),
)


def placed(badge: SkillSet, nearest: dict[str, float], hierarchy: Links | None = None) -> Placement:
    return placement(badge, PAPER, module_sets(PAPER, matcher(), 0.6), nearest, hierarchy)


def test_a_badge_fits_where_most_of_its_skills_are_taught() -> None:
    found = placed(made("badge", "boats", "glue", "song", level=Level("EQF", 5)), {"M3": 0.9, "M1": 0.5})

    assert [(each.module_id, len(each.shared), each.skills) for each in found.places] == [
        ("M2", 2, 2),
        ("M1", 1, 1),
    ]
    assert found.places[1].stage == "Year 1"
    assert found.places[1].level == "Boats (EQF 6) is above Badge (EQF 5)"
    assert (found.covered, found.of, [id for id, _ in found.adds]) == (2, 3, ["s:song"])


def test_a_narrower_skill_places_a_badge_and_is_not_counted_as_shared() -> None:
    found = placed(made("badge", "tugs"), {}, Links())

    assert [(each.module_id, each.shared, each.near) for each in found.places] == [
        ("M1", (), (("tugs", "fold paper boats"),)),
        ("M2", (), (("tugs", "fold paper boats"),)),
    ]
    assert found.covered == 0


@pytest.mark.parametrize(
    ("nearest", "ids", "note"),
    [({"M3": 0.7, "M1": 0.4}, ["M3", "M1"], "whole texts, which says little"), ({}, [], "were not compared")],
)
def test_without_a_shared_skill_the_whole_text_orders_and_says_so(
    nearest: dict[str, float], ids: list[str], note: str
) -> None:
    found = placed(made("badge", "song"), nearest)

    assert [each.module_id for each in found.places] == ids
    assert note in found.note
