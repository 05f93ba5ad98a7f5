"""Needs that are skills of a taxonomy are shown only where the whole taxonomy agrees. All is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from hashing_encoder import HashingEncoder
from skillmap.domain import SkillNeed, Statement
from skillmap.matching import OUTCOME_TO_OUTCOME, Learned, Reading, VectorStore, build_index
from skillmap.pathways import SkillNeedMatcher, need_targets
from skillmap.pathways.evidence_table import PARTLY, SHOWN

NEEDS = (SkillNeed("s:query", "query languages"), SkillNeed("own", "query languages"))
ASKED: list[str] = []


def matcher(known: Mapping[str, frozenset[str]]) -> SkillNeedMatcher:
    def nearest(statements: Sequence[Statement]) -> Mapping[str, frozenset[str]]:
        ASKED.extend(statement.id for statement in statements)
        return known

    encoder = HashingEncoder()
    index = build_index(need_targets(NEEDS), VectorStore(encoder), reading=Reading.OUTCOME)
    made = SkillNeedMatcher(index, encoder, OUTCOME_TO_OUTCOME, Learned(), nearest)
    made.skills = frozenset({"s:query"})
    return made


def test_a_skill_among_the_nearest_keeps_its_similarity() -> None:
    scores = matcher({"a": frozenset({"s:query"})}).compare([Statement("a", "query languages")]).scores

    assert scores[0, 0] == scores[0, 1] >= SHOWN


def test_a_skill_that_the_taxonomy_does_not_list_is_partly_shown_at_most() -> None:
    scores = matcher({"a": frozenset({"s:other"})}).compare([Statement("a", "query languages")]).scores

    assert PARTLY <= scores[0, 0] < SHOWN
    assert scores[0, 1] >= SHOWN, "a need in words of its own is compared alone"


@pytest.mark.parametrize("more", range(0, 40, 4))
def test_likeness_alone_counts_one_step_less(more: int) -> None:
    text = " ".join(["query", "languages", *(f"word{n}" for n in range(more))])
    held, plain = matcher({}).compare([Statement("a", text)]).scores[0]

    if plain >= SHOWN:
        assert PARTLY <= held < SHOWN
    else:
        assert held == min(plain, held) < PARTLY


def test_the_taxonomy_is_asked_only_about_statements_that_come_near() -> None:
    ASKED.clear()
    matcher({}).compare([Statement("far", "bake bread"), Statement("near", "query languages")])

    assert ASKED == ["near"]


def test_nothing_to_compare_is_no_error() -> None:
    assert np.asarray(matcher({}).compare([]).scores).shape == (0, 2)
