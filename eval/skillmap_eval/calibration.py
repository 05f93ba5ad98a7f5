"""From score to probability, and how far such a probability can be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import FormatError, SkillmapError, UnknownNameError
from skillmap_eval.bootstrap import interval, interval_of
from skillmap_eval.result import Figure

Floats = NDArray[np.float64]
Numbers = Sequence[float] | Floats
Truths = Sequence[bool] | NDArray[np.bool_]


class Calibrator(Protocol):
    """Turns scores of one system into probabilities of being right."""

    def apply(self, scores: Numbers) -> Floats:
        """Return a probability for each score, in order; a higher score never gets a lower one."""
        ...


@dataclass(frozen=True, slots=True)
class FittedOn:
    """The task that a calibrator learned from: it must not be judged on the same one."""

    task: str = ""
    task_sha256: str = ""


NOT_SAID = FittedOn()


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A rising line through points; beyond the first and last score it stays level."""

    x: tuple[float, ...]
    """Scores, rising."""
    y: tuple[float, ...]
    """The probability at each of them, never falling."""
    n: int
    """Pairs that it was fitted on."""
    fitted_on: FittedOn = NOT_SAID

    def __post_init__(self) -> None:
        x, y = np.array(self.x), np.array(self.y)
        if not len(x) or len(x) != len(y) or not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise SkillmapError("isotonic: expected as many finite x as y, one or more")
        if (np.diff(x) <= 0).any() or (np.diff(y) < 0).any() or y[0] < 0 or y[-1] > 1:
            raise SkillmapError("isotonic: expected x to rise, and y to rise or stay within 0 and 1")

    def apply(self, scores: Numbers) -> Floats:
        """Return a probability for each score, between points on the straight line that joins them."""
        return np.interp(_floats(scores), self.x, self.y)


@dataclass(frozen=True, slots=True)
class Platt:
    """The curve 1 / (1 + exp(-(slope * score + intercept)))."""

    slope: float
    """0 or more."""
    intercept: float
    n: int
    """Pairs that it was fitted on."""
    fitted_on: FittedOn = NOT_SAID

    def __post_init__(self) -> None:
        if not (np.isfinite(self.slope) and np.isfinite(self.intercept) and self.slope >= 0):
            raise SkillmapError("platt: expected a finite slope of 0 or more and a finite intercept")

    def apply(self, scores: Numbers) -> Floats:
        """Return a probability for each score; far out it comes to 0 or 1 without overflow."""
        # The logistic curve as a hyperbolic tangent, which numpy keeps finite at both ends.
        half: Floats = np.tanh((self.slope * _floats(scores) + self.intercept) / 2)
        return (half + 1) / 2


_KINDS: Mapping[str, type[Isotonic] | type[Platt]] = {"isotonic": Isotonic, "platt": Platt}


def fit_isotonic(scores: Numbers, correct: Truths, *, fitted_on: FittedOn = NOT_SAID) -> Isotonic:
    """Fit the rising step curve nearest to what was right; wants some hundreds of pairs.

    Zadrozny and Elkan, Transforming classifier scores into accurate multiclass probability estimates,
    KDD 2002. Its ends are often exactly 0 and 1, which small data does not bear out.

    Raises:
        SkillmapError: there are no pairs, or the two lists differ in length.
    """
    from sklearn.isotonic import IsotonicRegression

    values, right = _pairs(scores, correct)
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(values, right)
    x, y = fitted.X_thresholds_.tolist(), fitted.y_thresholds_.tolist()
    return Isotonic(tuple(x), tuple(y), len(values), fitted_on)


def fit_platt(scores: Numbers, correct: Truths, *, fitted_on: FittedOn = NOT_SAID) -> Platt:
    """Fit a logistic curve; two numbers, so some tens of pairs are enough.

    Platt, Probabilistic outputs for support vector machines, 1999, with his targets (N+ + 1) / (N+ + 2) and
    1 / (N- + 2), which keep it finite where scores part right from wrong without fault. Where higher scores
    are not more often right, it is level at their mean: the best curve that does not fall.

    Raises:
        SkillmapError: there are no pairs, or the two lists differ in length.
    """
    values, right = _pairs(scores, correct)
    positive = float(right.sum())
    targets = np.where(right == 1, (positive + 1) / (positive + 2), 1 / (len(right) - positive + 2))
    slope, intercept = _logistic(values, targets)
    if slope <= 0:
        mean = float(targets.mean())
        slope, intercept = 0.0, float(np.log(mean / (1 - mean)))
    return Platt(slope, intercept, len(values), fitted_on)


def save(calibrator: Isotonic | Platt, path: Path) -> None:
    """Write a calibrator as JSON; ``load`` gives an equal one back, to the last bit."""
    kind = next(kind for kind, known in _KINDS.items() if isinstance(calibrator, known))
    text = json.dumps({"kind": kind, **asdict(calibrator)}, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def load(path: Path) -> Isotonic | Platt:
    """Read a calibrator that ``save`` wrote.

    Raises:
        UnknownNameError: its kind is not known here.
        FormatError: it is not JSON, or a part is missing or not as expected.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FormatError(path.name, "", f"cannot be read as JSON: {error}") from error
    if not isinstance(fields, dict) or "kind" not in fields:
        raise FormatError(path.name, "kind", f"is missing; expected one of {', '.join(_KINDS)}")
    kind = str(fields.pop("kind"))
    if kind not in _KINDS:
        raise UnknownNameError("calibrator", kind, _KINDS)
    return _rebuilt(path.name, kind, fields)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases with the 95 % Wilson interval."""

    count: int
    of: int
    value: float | None
    """None when there are no cases: the interval is then 0 to 1."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Cases of like probability: what was promised, and what came true."""

    low: float
    """Smallest probability in the bin."""
    high: float
    """Largest."""
    mean_probability: float
    observed: Share
    """How many of them were right."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What is answered, and how much of it is wrong, when only confidences from a threshold up count."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The price of answering more."""

    points: tuple[RiskPoint, ...]
    """One for each distinct confidence, the highest first; coverage rises to 1."""
    aurc: Figure
    """Area under the curve: the mean risk over the thresholds that the cases set; lower is better."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well "no match" is said when the best score is below a threshold."""

    threshold: float
    abstained: int
    """Queries answered "no match"."""
    no_match: int
    """Queries that have no match."""
    both: int
    """Queries rightly answered "no match"."""
    precision: float | None
    """None when nothing was answered "no match"."""
    recall: float | None
    """None when every query has a match."""
    f1: float | None
    """None when both are."""


@dataclass(frozen=True, slots=True)
class WronglySuggested:
    """How much is suggested from a probability up, and how much of that is wrong."""

    threshold: float
    suggested: int
    wrong: Share
    """Among those suggested. Cases count as independent: pairs of one query are less than that."""


def wilson(count: int, of: int, *, level: float = 0.95) -> Share:
    """Return a share with its Wilson score interval, sound for few cases and for shares near 0 and 1.

    Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927; Brown, Cai
    and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16, 2001.
    """
    if not of:
        return Share(count, of, None, 0.0, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = count / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * (share * (1 - share) / of + z**2 / (4 * of**2)) ** 0.5
    # With no case or all cases the end is 0 or 1 by algebra; rounding must not move it.
    low = 0.0 if count == 0 else middle - half
    high = 1.0 if count == of else middle + half
    return Share(count, of, share, low, high)


def reliability_table(
    probabilities: Numbers, correct: Truths, *, bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Return bins of about as many cases each, from the lowest probability up.

    Equal probabilities stay in one bin, so there can be fewer bins than asked and the order of the cases
    does not matter.

    Raises:
        SkillmapError: no cases, lists of different length, or a probability outside 0 to 1.
    """
    chances, right = _sorted(*_judged_probabilities(probabilities, correct))
    starts = _bin_starts(chances, bins)
    return tuple(
        _reliability_bin(chances[start:end], right[start:end])
        for start, end in zip(starts, [*starts[1:], len(chances)], strict=True)
    )


def brier(probabilities: Numbers, correct: Truths, *, seed: int = 13) -> Figure:
    """Return the mean squared distance of probability and outcome with its bootstrap interval; 0 is best.

    Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78, 1950.

    Raises:
        SkillmapError: no cases, lists of different length, or a probability outside 0 to 1.
    """
    chances, right = _judged_probabilities(probabilities, correct)
    return interval((chances - right) ** 2, seed=seed)


def ece(probabilities: Numbers, correct: Truths, *, bins: int = 10, seed: int = 13) -> Figure:
    """Return the expected calibration error over equal-mass bins with its bootstrap interval; 0 is best.

    The value is too high on few cases, and resampling adds the same bias once more: a percentile interval
    never reaches 0, even for a perfect calibrator. The interval is therefore the basic one, mirrored at the
    value (Davison and Hinkley 1997, 5.2), and made to hold the value; it still holds the truth less often
    than 95 times in 100, least of all near perfect calibration. Naeini, Cooper and Hauskrecht, AAAI 2015;
    Roelofs et al., Mitigating bias in calibration error estimation, AISTATS 2022.

    Raises:
        SkillmapError: no cases, lists of different length, or a probability outside 0 to 1.
    """
    rows = np.column_stack(_judged_probabilities(probabilities, correct))
    drawn = interval_of(lambda some: calibration_error(some, bins), rows, seed=seed)
    low, high = 2 * drawn.value - drawn.high, 2 * drawn.value - drawn.low
    return Figure(
        drawn.value, max(0.0, min(drawn.value, low)), min(1.0, max(drawn.value, high)), drawn.queries
    )


def risk_coverage(confidences: Numbers, correct: Truths, *, seed: int = 13) -> RiskCoverage:
    """Return the risk at every coverage that a threshold can reach, and the area under that curve.

    Equal confidences are answered together. Geifman and El-Yaniv, Selective classification for deep neural
    networks, NeurIPS 2017; the area as in Geifman, Uziel and El-Yaniv, ICLR 2019.

    Raises:
        SkillmapError: no cases, or lists of different length.
    """
    values, right = _pairs(confidences, correct)
    aurc = interval_of(_area, np.column_stack((values, right)), seed=seed)
    ends, risks, falling = _risks(values, right)
    points = (
        RiskPoint(float(falling[end - 1]), float(end / len(values)), float(risk))
        for end, risk in zip(ends, risks, strict=True)
    )
    return RiskCoverage(tuple(points), aurc)


def abstention(scores: Numbers, has_match: Truths, threshold: float) -> Abstention:
    """Say "no match" to each query whose best score is below the threshold, and count how often rightly.

    Raises:
        SkillmapError: no queries, or lists of different length.
    """
    values, matched = _pairs(scores, has_match)
    silent, without = values < threshold, matched == 0
    abstained, no_match, both = int(silent.sum()), int(without.sum()), int((silent & without).sum())
    return Abstention(
        threshold,
        abstained,
        no_match,
        both,
        precision=both / abstained if abstained else None,
        recall=both / no_match if no_match else None,
        f1=2 * both / (abstained + no_match) if abstained + no_match else None,
    )


def wrongly_suggested(
    probabilities: Numbers, correct: Truths, thresholds: Sequence[float]
) -> tuple[WronglySuggested, ...]:
    """Return, for each threshold in order, what is suggested from it up and how much of that is wrong.

    Raises:
        SkillmapError: no cases, lists of different length, or a probability outside 0 to 1.
    """
    chances, right = _judged_probabilities(probabilities, correct)
    results = []
    for threshold in thresholds:
        suggested = right[chances >= threshold]
        wrong = wilson(int((suggested == 0).sum()), len(suggested))
        results.append(WronglySuggested(threshold, len(suggested), wrong))
    return tuple(results)


def _logistic(values: Floats, targets: Floats) -> tuple[float, float]:
    """Slope and intercept of the likeliest logistic curve for targets between 0 and 1."""
    from sklearn.linear_model import LogisticRegression

    if values.min() == values.max():
        return 0.0, 0.0
    middle, spread = float(values.mean()), float(values.std())
    # A target of 0.9 is nine parts right and one part wrong; scikit-learn takes such parts as weights.
    scaled = np.concatenate((values, values))[:, None]
    labels = np.repeat([1, 0], len(values))
    model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000)
    model.fit((scaled - middle) / spread, labels, sample_weight=np.concatenate((targets, 1 - targets)))
    slope = float(model.coef_[0, 0]) / spread
    return slope, float(model.intercept_[0]) - slope * middle


def _rebuilt(file: str, kind: str, fields: dict[str, Any]) -> Isotonic | Platt:
    try:
        fitted_on = FittedOn(**fields.pop("fitted_on"))
        numbers = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        build: Callable[..., Isotonic | Platt] = _KINDS[kind]
        return build(**numbers, fitted_on=fitted_on)
    except (KeyError, TypeError, ValueError, SkillmapError) as error:
        raise FormatError(file, kind, f"is not a calibrator of that kind: {error}") from error


def _floats(values: Numbers) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _pairs(values: Numbers, truths: Truths) -> tuple[Floats, Floats]:
    numbers, right = _floats(values), np.asarray(truths, dtype=np.bool_).astype(np.float64)
    if not len(numbers) or numbers.shape != right.shape or numbers.ndim != 1:
        found = f"{len(numbers)} numbers and {len(right)} truths"
        raise SkillmapError(f"calibration: expected as many numbers as truths, one or more; got {found}")
    if not np.isfinite(numbers).all():
        raise SkillmapError("calibration: a number is not finite")
    return numbers, right


def _judged_probabilities(probabilities: Numbers, correct: Truths) -> tuple[Floats, Floats]:
    chances, right = _pairs(probabilities, correct)
    outside = chances[(chances < 0) | (chances > 1)]
    if len(outside):
        raise SkillmapError(f"calibration: {outside[0]} is not a probability; expected 0 to 1")
    return chances, right


def _sorted(chances: Floats, right: Floats) -> tuple[Floats, Floats]:
    order = np.lexsort((right, chances))
    return chances[order], right[order]


def _bin_starts(rising: Floats, bins: int) -> list[int]:
    """Where each bin begins among sorted values: at even steps, moved back to the first of equal values."""
    if bins < 1:
        raise SkillmapError(f"calibration: {bins} bins cannot hold the cases; expected 1 or more")
    even = (np.arange(bins) * len(rising)) // bins
    return [int(start) for start in np.unique(np.searchsorted(rising, rising[even], side="left"))]


def _reliability_bin(chances: Floats, right: Floats) -> ReliabilityBin:
    observed = wilson(int(right.sum()), len(right))
    return ReliabilityBin(float(chances[0]), float(chances[-1]), float(chances.mean()), observed)


def calibration_error(rows: Floats, bins: int) -> float:
    """Return the mean gap between promised and true over bins; a row is a probability and 1 or 0."""
    chances, right = _sorted(rows[:, 0], rows[:, 1])
    gaps = np.add.reduceat(chances - right, _bin_starts(chances, bins))
    return float(np.abs(gaps).sum() / len(rows))


def _risks(values: Floats, right: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """For each distinct value from the top: cases so far, share of them wrong; and all values, falling."""
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    ends = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1) + 1
    risks = np.cumsum(1 - right[order])[ends - 1] / ends
    return ends, risks, falling


def _area(rows: Floats) -> float:
    ends, risks, _ = _risks(rows[:, 0], rows[:, 1])
    return float((risks * np.diff(ends, prepend=0)).sum() / len(rows))
