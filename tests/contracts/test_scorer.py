"""Every scorer, by existing."""

import numpy as np
import pytest

from skillmap.domain import Statement
from skillmap.matching import (
    COURSE_TO_COURSE,
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    build_index,
    scorers,
)
from skillmap.matching.query import prepare

LEARNED = {"context"}
"""Scorers that give nothing without a model that belongs to the encoder; see test_context.py."""
OBJECTING = {
    name for recipe in (STATEMENT_TO_SKILL, OUTCOME_TO_OUTCOME, COURSE_TO_COURSE) for name in recipe.factors
}
"""Scorers that multiply: 1 where they have nothing to object, however far the texts are apart."""
STATEMENTS = ["collect data about bread", "sing", "lay bricks, build walls and bake", "ωμέγα", "x" * 2000]


@pytest.fixture
def index(toy_targets, store):
    return build_index(toy_targets, store, with_terms=True)


@pytest.mark.parametrize("name", scorers.names())
def test_scores_lie_between_zero_and_one(name: str, index, encoder) -> None:
    for query in prepare([Statement(text, text) for text in STATEMENTS], encoder):
        scores = scorers.get(name).scores(query, index)

        assert scores.shape == (len(index),)
        assert (scores >= 0).all()
        assert (scores <= 1 + 1e-6).all()


@pytest.mark.parametrize("name", scorers.names())
def test_a_reason_has_the_score_of_its_target(name: str, index, encoder) -> None:
    for query in prepare([Statement(text, text) for text in STATEMENTS], encoder):
        scores = scorers.get(name).scores(query, index)

        for row in range(len(index)):
            reason = scorers.get(name).reason(query, index, row)
            assert reason.scorer == name
            assert reason.score == pytest.approx(float(scores[row]), abs=1e-5)


@pytest.mark.parametrize("name", scorers.names())
def test_chosen_rows_score_as_they_do_among_all(name: str, index, encoder) -> None:
    rows = np.array([3, 0])
    (query,) = prepare([Statement("s", STATEMENTS[0])], encoder)
    scorer = scorers.get(name)

    assert np.allclose(scorer.scores(query, index, rows), scorer.scores(query, index)[rows])


@pytest.mark.parametrize("name", sorted(set(scorers.names()) - OBJECTING - LEARNED))
def test_the_name_of_a_target_scores_higher_than_an_unrelated_text(name: str, index, encoder) -> None:
    same, other = prepare([Statement("a", "bake bread"), Statement("b", "quantum violet")], encoder)
    scorer = scorers.get(name)

    assert scorer.scores(same, index)[0] > scorer.scores(other, index)[0]


@pytest.mark.parametrize("name", sorted(OBJECTING))
def test_what_only_objects_has_nothing_against_the_same_text(name: str, toy_targets, index, encoder) -> None:
    for row, target in enumerate(toy_targets):
        (same,) = prepare([Statement("s", target.names[0], title=target.names[0])], encoder)

        assert scorers.get(name).scores(same, index)[row] == 1


def test_every_scorer_says_in_its_own_words_what_it_measures() -> None:
    docstrings = [type(scorers.get(name)).__doc__ for name in scorers.names()]

    assert all(docstrings)
    assert len(set(docstrings)) == len(docstrings)
