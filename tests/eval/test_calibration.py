"""Calibrators and their measures against scikit-learn and worked examples."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, precision_recall_fscore_support

from skillmap.errors import FormatError, SkillmapError, UnknownNameError
from skillmap_eval.calibration import (
    Abstention,
    FittedOn,
    Isotonic,
    Platt,
    RiskPoint,
    Share,
    abstention,
    brier,
    ece,
    fit_isotonic,
    fit_platt,
    load,
    reliability_table,
    risk_coverage,
    save,
    wilson,
    wrongly_suggested,
)

FITS = pytest.mark.parametrize("fit", [fit_isotonic, fit_platt])
ANYWHERE = np.linspace(-3, 4, 141)


class FirstColumn(ClassifierMixin, BaseEstimator):
    """A classifier whose decision value is its only feature, so that scikit-learn calibrates bare scores."""

    def fit(self, features, labels):
        self.classes_ = np.unique(labels)
        return self

    def decision_function(self, features):
        return features[:, 0]

    def predict(self, features):
        return features[:, 0] > 0


def scored(count: int = 200, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and truths that are likelier the higher the score."""
    generator = np.random.default_rng(seed)
    scores = generator.random(count)
    return scores, generator.random(count) < scores**2


def test_platt_agrees_with_scikit_learn() -> None:
    scores, correct = scored()
    column = scores[:, None]
    model = CalibratedClassifierCV(FrozenEstimator(FirstColumn().fit(column, correct)), ensemble=False)
    expected = model.fit(column, correct).predict_proba(ANYWHERE[:, None])[:, 1]

    assert fit_platt(scores, correct).apply(ANYWHERE) == pytest.approx(expected, abs=1e-4)


def test_isotonic_agrees_with_scikit_learn() -> None:
    scores, correct = scored()
    expected = IsotonicRegression(out_of_bounds="clip").fit(scores, correct).predict(ANYWHERE)

    assert fit_isotonic(scores, correct).apply(ANYWHERE) == pytest.approx(expected)


@FITS
@settings(deadline=None, max_examples=50)  # the first example imports scikit-learn
@given(pairs=st.lists(st.tuples(st.floats(-50, 50, width=16), st.booleans()), min_size=1, max_size=15))
def test_a_higher_score_never_gets_a_lower_probability(fit, pairs: list) -> None:
    calibrator = fit([score for score, _ in pairs], [right for _, right in pairs])

    probabilities = calibrator.apply(np.linspace(-60, 60, 50))

    assert (np.diff(probabilities) >= 0).all()
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_beyond_its_points_isotonic_stays_level() -> None:
    assert Isotonic((0.2, 0.8), (0.1, 0.9), n=2).apply([-9, 0.5, 9]).tolist() == [0.1, 0.5, 0.9]


def test_platt_is_the_logistic_curve_and_does_not_overflow() -> None:
    probabilities = Platt(slope=2.0, intercept=-1.0, n=1).apply([0.0, 0.5, 1e6, -1e6])

    assert probabilities.tolist() == pytest.approx([1 / (1 + np.e), 0.5, 1.0, 0.0])


def test_platt_stays_finite_when_scores_part_right_from_wrong() -> None:
    assert fit_platt([0.1, 0.2, 0.8, 0.9], [False, False, True, True]).apply([0.9])[0] < 0.9


def test_platt_is_level_when_higher_scores_are_not_more_often_right() -> None:
    fitted = fit_platt([0.1, 0.2, 0.8, 0.9], [True, True, False, False])

    assert fitted.apply([0.0, 1.0]) == pytest.approx([0.5, 0.5])


@FITS
def test_a_calibrator_is_the_same_after_saving_and_loading(fit, tmp_path: Path) -> None:
    fitted = fit(*scored(), fitted_on=FittedOn("esco-sentences", "ab" * 32))

    save(fitted, tmp_path / "calibrator.json")

    assert load(tmp_path / "calibrator.json") == fitted


def test_a_saved_calibrator_says_what_it_was_fitted_on(tmp_path: Path) -> None:
    save(Platt(1.5, -0.5, 40, FittedOn("esco-sentences", "ab")), tmp_path / "platt.json")

    assert json.loads((tmp_path / "platt.json").read_text()) == {
        "kind": "platt",
        "slope": 1.5,
        "intercept": -0.5,
        "n": 40,
        "fitted_on": {"task": "esco-sentences", "task_sha256": "ab"},
    }


def test_an_unknown_kind_of_calibrator_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text('{"kind": "beta"}')

    with pytest.raises(UnknownNameError, match="no calibrator 'beta'; there are: isotonic, platt"):
        load(tmp_path / "new.json")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"kind": "platt", "slope": 1, "intercept": 0, "n": 3}',
        '{"kind": "platt", "slope": -1, "intercept": 0, "n": 3, "fitted_on": {}}',
        '{"kind": "platt", "slope": "a", "intercept": 0, "n": 3, "fitted_on": {}}',
        '{"kind": "isotonic", "x": [0, 1], "y": [0], "n": 3, "fitted_on": {}}',
        '{"kind": "isotonic", "x": [1, 0], "y": [0, 1], "n": 3, "fitted_on": {}}',
        '{"kind": "isotonic", "x": [0, 1], "y": [1, 0], "n": 3, "fitted_on": {}}',
        '{"kind": "isotonic", "x": [0, 1], "y": [0, 2], "n": 3, "fitted_on": {}}',
        '{"kind": "isotonic", "x": 1, "y": 0, "n": 3, "fitted_on": {}}',
    ],
)
def test_a_damaged_calibrator_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(content)

    with pytest.raises(FormatError, match=r"bad\.json"):
        load(tmp_path / "bad.json")


def test_a_missing_calibrator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        load(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_gives_the_published_intervals(count: int, of: int, low: float, high: float) -> None:
    share = wilson(count, of)

    assert (share.low, share.high) == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_is_unknown() -> None:
    assert wilson(0, 0) == Share(0, 0, None, 0.0, 1.0)


def test_bins_hold_equally_many_cases() -> None:
    table = reliability_table(*scored(100))

    assert [each.observed.of for each in table] == [10] * 10


def test_bins_agree_with_scikit_learn() -> None:
    probabilities, correct = scored(100)
    observed, promised = calibration_curve(correct, probabilities, n_bins=10, strategy="quantile")

    table = reliability_table(probabilities, correct)

    assert [each.observed.value for each in table] == pytest.approx(observed)
    assert [each.mean_probability for each in table] == pytest.approx(promised)


def test_equal_probabilities_stay_in_one_bin_in_any_order() -> None:
    probabilities, correct = [0.3] * 5 + [0.1, 0.9, 0.9], [True, False, False, True, False, False, True, True]

    table = reliability_table(probabilities, correct, bins=4)

    assert [(each.low, each.high, each.observed.count, each.observed.of) for each in table] == [
        (0.1, 0.1, 0, 1),
        (0.3, 0.3, 2, 5),
        (0.9, 0.9, 2, 2),
    ]
    assert reliability_table(probabilities[::-1], correct[::-1], bins=4) == table


def test_a_table_without_bins_is_refused() -> None:
    with pytest.raises(SkillmapError, match="0 bins"):
        reliability_table([0.5], [True], bins=0)


def test_brier_agrees_with_scikit_learn() -> None:
    probabilities, correct = scored()

    figure = brier(probabilities, correct)

    assert figure.value == pytest.approx(brier_score_loss(correct, probabilities))
    assert figure.low < figure.value < figure.high


def test_ece_of_a_worked_example() -> None:
    # Two bins of two: |0.15 - 0.5| and |0.85 - 1|, each with half of the cases.
    figure = ece([0.1, 0.2, 0.8, 0.9], [False, True, True, True], bins=2)

    assert figure.value == pytest.approx(0.25)


def test_ece_is_the_weighted_gap_of_the_reliability_table() -> None:
    probabilities, correct = scored(150)
    table = reliability_table(probabilities, correct)
    gaps = [abs(each.mean_probability - each.observed.value) * each.observed.of for each in table]

    assert ece(probabilities, correct).value == pytest.approx(sum(gaps) / 150)


def test_the_interval_of_ece_comes_near_0_for_a_perfect_calibrator() -> None:
    generator = np.random.default_rng(2)
    probabilities = generator.random(300)

    figure = ece(probabilities, generator.random(300) < probabilities)

    assert figure.low < 0.01 < figure.value <= figure.high


def test_risk_and_coverage_of_a_worked_example() -> None:
    curve = risk_coverage([0.9, 0.4, 0.8, 0.4], [True, True, False, False])

    assert curve.points == (
        RiskPoint(0.9, 0.25, 0.0),
        RiskPoint(0.8, 0.5, 0.5),
        RiskPoint(0.4, 1.0, 0.5),
    )
    assert curve.aurc.value == pytest.approx((0 + 0.5 + 0.5 + 0.5) / 4)


def test_the_area_is_the_mean_risk_over_the_cases() -> None:
    confidences, correct = scored(80)
    risks = [1 - correct[confidences >= confidence].mean() for confidence in confidences]

    assert risk_coverage(confidences, correct).aurc.value == pytest.approx(np.mean(risks))


def test_the_last_point_covers_everything_at_the_error_rate() -> None:
    confidences, correct = scored(80)

    last = risk_coverage(confidences, correct).points[-1]

    assert (last.coverage, last.risk) == pytest.approx((1.0, 1 - correct.mean()))


def test_abstention_of_a_worked_example() -> None:
    found = abstention([0.1, 0.2, 0.6, 0.3, 0.9], [False, True, False, True, True], threshold=0.3)

    assert found == Abstention(0.3, abstained=2, no_match=2, both=1, precision=0.5, recall=0.5, f1=0.5)


def test_abstention_agrees_with_scikit_learn() -> None:
    scores, has_match = scored()
    precision, recall, f1, _ = precision_recall_fscore_support(~has_match, scores < 0.6, average="binary")

    found = abstention(scores, has_match, 0.6)

    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))


def test_abstention_is_unknown_where_there_is_nothing_to_count() -> None:
    found = abstention([0.8, 0.9], [True, True], threshold=0.5)

    assert (found.precision, found.recall, found.f1) == (None, None, None)


def test_a_probability_at_the_threshold_is_suggested() -> None:
    some, none = wrongly_suggested([0.95, 0.9, 0.9, 0.2], [True, False, True, False], [0.9, 0.99])

    assert (some.suggested, some.wrong) == (3, wilson(1, 3))
    assert (none.suggested, none.wrong.value) == (0, None)


@pytest.mark.parametrize(
    ("probabilities", "correct", "message"),
    [
        ([], [], "one or more; got 0 numbers"),
        ([0.5], [True, False], "got 1 numbers and 2 truths"),
        ([1.2], [True], "1.2 is not a probability"),
        ([float("nan")], [True], "not finite"),
    ],
    ids=["none", "lengths", "range", "nan"],
)
@pytest.mark.parametrize("measure", [brier, ece, reliability_table])
def test_cases_that_cannot_be_measured_are_refused(measure, probabilities, correct, message: str) -> None:
    with pytest.raises(SkillmapError, match=message):
        measure(probabilities, correct)
