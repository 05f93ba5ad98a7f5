"""Bootstrap intervals over queries: how far a mean could move had other queries been drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import SkillmapError
from skillmap_eval.result import Figure

Rows = NDArray[np.float64]
Statistic = Callable[[Rows], float]

LARGEST_BATCH = 2_000_000
"""Numbers drawn at a time: 16 MB of indices and as much of values."""


def interval(
    values: Sequence[float] | Rows, *, seed: int = 13, resamples: int = 2000, level: float = 0.95
) -> Figure:
    """Return the mean of one value per query with its percentile bootstrap interval.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13. Same values and seed give the
    same interval, and lists of one length are resampled alike whatever they measure.

    Raises:
        SkillmapError: there are no values, or one is not a finite number.
    """
    rows = _checked(values)
    if rows.ndim != 1:
        raise SkillmapError(f"bootstrap: expected one value per query, got an array of shape {rows.shape}")
    generator = np.random.default_rng(seed)
    means = [
        rows[generator.integers(0, len(rows), (size, len(rows)))].mean(axis=1)
        for size in batches(resamples, len(rows))
    ]
    return _figure(float(rows.mean()), np.concatenate(means), level, len(rows))


def interval_of(
    statistic: Statistic,
    rows: Sequence[float] | Rows,
    *,
    seed: int = 13,
    resamples: int = 2000,
    level: float = 0.95,
) -> Figure:
    """Return any statistic with its percentile bootstrap interval.

    Args:
        statistic: called with rows drawn with replacement, as many as given; once for each resample.
        rows: one row per query; an array of shape (queries, columns) keeps the columns of a query together.

    Raises:
        SkillmapError: there are no rows, or a number in them is not finite.
    """
    rows = _checked(rows)
    generator = np.random.default_rng(seed)
    drawn = [statistic(rows[generator.integers(0, len(rows), len(rows))]) for _ in range(resamples)]
    return _figure(float(statistic(rows)), np.array(drawn), level, len(rows))


def batches(rows: int, width: int) -> Iterator[int]:
    """Yield sizes that add up to ``rows``, so that a batch of rows of ``width`` numbers stays small."""
    largest = max(1, LARGEST_BATCH // max(1, width))
    for start in range(0, rows, largest):
        yield min(largest, rows - start)


def _checked(values: Sequence[float] | Rows) -> Rows:
    rows = np.asarray(values, dtype=np.float64)
    if not len(rows):
        raise SkillmapError("bootstrap: there are no values; expected one or more per query")
    if not np.isfinite(rows).all():
        raise SkillmapError("bootstrap: a value is not a finite number")
    return rows


def _figure(value: float, drawn: Rows, level: float, queries: int) -> Figure:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Figure(value, float(low), float(high), queries)
