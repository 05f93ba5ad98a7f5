"""How far confidences can be trusted, with pairs of one statement or applicant kept together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import SkillmapError
from skillmap_eval.bootstrap import interval_of
from skillmap_eval.calibration import (
    ReliabilityBin,
    RiskCoverage,
    calibration_error,
    reliability_table,
    risk_coverage,
)
from skillmap_eval.compare import permutation_p
from skillmap_eval.result import Figure

Floats = NDArray[np.float64]
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class ConfidenceResult:
    """What probabilities promised on one part of the pairs, and what came true."""

    task: str
    pairs: str
    """Where they come from."""
    split: str
    population: str
    """Which of the pairs."""
    n: int
    groups: int
    """Statements or applicants behind them."""
    right: int
    ece: Figure
    """Expected calibration error over bins of about as many pairs each; interval over groups."""
    ece_at_most: float
    """Upper end of the percentile interval, which is too high: resampling adds to the error."""
    ece_by_chance: float
    """What the error would come to, on average, were every probability exactly true: it is not 0."""
    brier: Figure
    base: Figure
    """Brier score of always answering the share of right ones among these very pairs."""
    gain: Figure
    """Base minus Brier, paired; above 0 the confidence is better."""
    p: float
    """Two-sided, by sign flips of whole groups."""
    reliability: tuple[ReliabilityBin, ...]
    risk_coverage: RiskCoverage


def measured(
    chances: Floats, right: NDArray[np.bool_], groups: Sequence[str], *, bins: int = 10, seed: int = 13
) -> ConfidenceResult:
    """Measure probabilities against what people judged; the caller names task, pairs, split and population.

    Raises:
        SkillmapError: there are no pairs, or the lists differ in length.
    """
    if not len(chances) or not len(chances) == len(right) == len(groups):
        found = f"{len(chances)} probabilities, {len(right)} judgements and {len(groups)} groups"
        raise SkillmapError(f"confidence: expected as many of each, one or more; got {found}")
    truth = right.astype(np.float64)
    errors = (chances - truth) ** 2
    base = (truth.mean() - truth) ** 2
    rows = np.column_stack((chances, truth))
    drawn = by_group(lambda some: calibration_error(some, bins), rows, groups, seed=seed)
    return ConfidenceResult(
        task="",
        pairs="",
        split="",
        population="",
        n=len(chances),
        groups=len(set(groups)),
        right=int(truth.sum()),
        ece=_mirrored(drawn),
        ece_at_most=drawn.high,
        ece_by_chance=_by_chance(chances, bins, seed),
        brier=by_group(lambda rows: float(rows[:, 0].mean()), errors[:, None], groups, seed=seed),
        base=by_group(lambda rows: float(rows[:, 0].mean()), base[:, None], groups, seed=seed),
        gain=by_group(lambda rows: float(rows[:, 0].mean()), (base - errors)[:, None], groups, seed=seed),
        p=permutation_p(sums_by_group(base - errors, groups), seed=seed),
        reliability=reliability_table(chances, right, bins=bins),
        risk_coverage=risk_coverage(chances, right, seed=seed),
    )


def by_group(
    statistic: Callable[[Floats], float], rows: Floats, groups: Sequence[str], *, seed: int = 13
) -> Figure:
    """Return a statistic of rows with the bootstrap interval from drawing whole groups of them.

    Field and Welsh, Bootstrapping clustered data, J. R. Statist. Soc. B 69, 2007.
    """
    places = _places(groups)

    def of_drawn(drawn: Floats) -> float:
        return statistic(rows[np.concatenate([places[int(number)] for number in drawn])])

    return interval_of(of_drawn, np.arange(len(places), dtype=np.float64), seed=seed, resamples=RESAMPLES)


def sums_by_group(values: Floats, groups: Sequence[str]) -> Floats:
    """Return the sum of the values of each group, in the order in which groups first come."""
    return np.array([values[places].sum() for places in _places(groups)])


def _places(groups: Sequence[str]) -> list[NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        found.setdefault(group, []).append(place)
    return [np.array(places, np.int64) for places in found.values()]


def _mirrored(drawn: Figure) -> Figure:
    """Give the basic interval, mirrored at the value: see ``calibration.ece`` for why."""
    low, high = 2 * drawn.value - drawn.high, 2 * drawn.value - drawn.low
    return Figure(
        drawn.value, max(0.0, min(drawn.value, low)), min(1.0, max(drawn.value, high)), drawn.queries
    )


def _by_chance(chances: Floats, bins: int, seed: int) -> float:
    """Return the mean calibration error of truths drawn from the probabilities themselves."""
    generator = np.random.default_rng(seed)
    drawn = [
        calibration_error(np.column_stack((chances, generator.random(len(chances)) < chances)), bins)
        for _ in range(200)
    ]
    return float(np.mean(drawn))
