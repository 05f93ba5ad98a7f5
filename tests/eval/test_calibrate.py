"""From the scores of a run to probabilities."""

from dataclasses import replace

import pytest

from made_up_runs import make_run, make_task
from skillmap.errors import SkillmapError
from skillmap_eval.calibrate import KINDS, THRESHOLDS, fit, measure, top_scores
from skillmap_eval.calibration import FittedOn
from skillmap_eval.result import Ranked

FIT, TEST = make_task("fit", "fit", 200, seed=1), make_task("test", "test", 200, seed=2)
FIT_RUN, TEST_RUN = make_run(FIT, "toy", skill=0.2), make_run(TEST, "toy", skill=0.2)


def test_fitting_on_a_test_split_is_refused() -> None:
    with pytest.raises(SkillmapError, match=r"task 'test' is a test split; fit on validation or fit data"):
        fit(TEST_RUN, TEST, "platt")


@pytest.mark.parametrize("kind", KINDS)
def test_a_calibrator_says_what_it_was_fitted_on(kind: str) -> None:
    assert fit(FIT_RUN, FIT, kind).fitted_on == FittedOn("fit", FIT.sha256)


def test_the_first_target_of_each_query_counts_and_no_match_is_wrong() -> None:
    scores, right = top_scores(FIT_RUN, FIT)

    assert len(scores) == 200
    for ranked, score, hit in zip(FIT_RUN.rankings, scores, right, strict=True):
        assert score == ranked.scores[0]
        assert hit == (ranked.target_ids[0] in FIT.judgements.get(ranked.query_id, {}))
    assert not right[9]


def test_a_query_without_a_ranking_is_left_out() -> None:
    silent = (Ranked(FIT_RUN.rankings[0].query_id, (), ()), *FIT_RUN.rankings[1:])

    assert len(top_scores(replace(FIT_RUN, rankings=silent), FIT)[0]) == 199


def test_a_run_without_any_ranking_cannot_be_fitted() -> None:
    silent = tuple(Ranked(ranked.query_id, (), ()) for ranked in FIT_RUN.rankings)

    with pytest.raises(SkillmapError, match="got 0 numbers and 0 truths"):
        fit(replace(FIT_RUN, rankings=silent), FIT, "platt")


@pytest.mark.parametrize("kind", KINDS)
def test_measured_on_a_run_every_value_is_a_share(kind: str) -> None:
    found = measure(fit(FIT_RUN, FIT, kind), TEST_RUN, TEST)

    assert (found.task, found.split, found.system, found.kind) == ("test", "test", "toy", kind)
    assert found.fitted_on.task == "fit"
    for figure in (found.brier, found.ece):
        assert 0 <= figure.low <= figure.high <= 1
    assert sum(one.observed.of for one in found.reliability) == 200
    assert tuple(one.threshold for one in found.wrongly_suggested) == THRESHOLDS


@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_fitted_on_like_data_are_nearer_than_always_even(kind: str) -> None:
    assert measure(fit(FIT_RUN, FIT, kind), TEST_RUN, TEST).brier.value < 0.25
