"""Is one system better than another? Paired tests on the values that two runs have for the same queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import SkillmapError, UnknownNameError
from skillmap_eval.bootstrap import batches, interval
from skillmap_eval.result import Run

EXACT_UP_TO = 12
"""Differences whose 2^12 = 4096 signs are all tried; more are sampled."""
FLIPS = 10_000
ROUNDING = 1e-9
"""Sums of the same numbers in another order differ by far less, as a share of their total size."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second run has over the first, by one metric."""

    metric: str
    first: str
    """Name of the system compared against."""
    second: str
    difference: float
    """Mean of second minus first: above 0 the second is better."""
    low: float
    """Lower end of the 95 % bootstrap interval of the difference over queries."""
    high: float
    p: float
    """Two-sided, by sign flips: how often chance alone gives a difference at least this large."""
    adjusted_p: float
    """The same after Holm's correction for all comparisons made together."""
    queries: int


@dataclass(frozen=True, slots=True)
class ChangedQuery:
    """A query that two runs answer differently well."""

    query_id: str
    first: float
    second: float
    difference: float
    """Second minus first."""


def compare(
    first: Run, second: Run, metrics: Sequence[str] | None = None, *, seed: int = 13
) -> tuple[Comparison, ...]:
    """Compare two runs by some metrics (all that both have, if none are named), corrected for their number.

    Raises:
        SkillmapError: the runs are not on the same task and queries.
        UnknownNameError: a run has no values for a metric.
    """
    return compare_many([(first, second)], metrics, seed=seed)


def compare_many(
    pairs: Iterable[tuple[Run, Run]], metrics: Sequence[str] | None = None, *, seed: int = 13
) -> tuple[Comparison, ...]:
    """Compare pairs of runs by some metrics; Holm's correction is over all pairs and metrics together.

    The result is in the order of the pairs, then of the metrics.

    Raises:
        SkillmapError: the runs of a pair are not on the same task and queries.
        UnknownNameError: a run has no values for a metric.
    """
    single = [
        _compare_by(name, first, second, seed)
        for first, second in pairs
        for name in (_shared_metrics(first, second) if metrics is None else metrics)
    ]
    adjusted = holm([comparison.p for comparison in single])
    return tuple(replace(one, adjusted_p=p) for one, p in zip(single, adjusted, strict=True))


def changed_queries(first: Run, second: Run, metric: str) -> tuple[ChangedQuery, ...]:
    """Return the queries whose value differs, the largest difference either way first, ties by id.

    Raises:
        SkillmapError: the runs are not on the same task and queries.
        UnknownNameError: a run has no values for the metric.
    """
    changed = [
        ChangedQuery(query_id, before, after, after - before)
        for query_id, before, after in _paired(first, second, metric)
        if before != after
    ]
    return tuple(sorted(changed, key=lambda query: (-abs(query.difference), query.query_id)))


def permutation_p(differences: Sequence[float] | NDArray[np.float64], *, seed: int = 13) -> float:
    """Return the two-sided p of a paired permutation test: were the two runs interchangeable?

    Signs of the differences are flipped at random; p is the share of flips whose sum is at least as far
    from 0 as the sum seen. Up to 12 differences other than 0, every flip is tried and p is exact; beyond,
    10,000 seeded flips, with the one seen counted as well so that p is never 0 (Phipson and Smyth 2010).
    Smucker, Allan and Carterette, A comparison of statistical significance tests for information
    retrieval evaluation, CIKM 2007.
    """
    values = np.asarray(differences, dtype=np.float64)
    values = values[values != 0]
    if not len(values):
        return 1.0
    seen = abs(values.sum()) - ROUNDING * np.abs(values).sum()
    if len(values) <= EXACT_UP_TO:
        return float(np.mean(np.abs(_all_signs(len(values)) @ values) >= seen))
    generator = np.random.default_rng(seed)
    as_far = sum(
        int(np.sum(np.abs(_random_signs(generator, size, len(values)) @ values) >= seen))
        for size in batches(FLIPS, len(values))
    )
    return (as_far + 1) / (FLIPS + 1)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted so that the chance of any false finding among them stays at the level.

    Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6, 1979.
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for done, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        largest = max(largest, min(1.0, (len(p_values) - done) * p_values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def _compare_by(metric: str, first: Run, second: Run, seed: int) -> Comparison:
    differences = [after - before for _, before, after in _paired(first, second, metric)]
    figure = interval(differences, seed=seed)
    p = permutation_p(differences, seed=seed)
    return Comparison(
        metric, first.system, second.system, figure.value, figure.low, figure.high, p, p, figure.queries
    )


def _paired(first: Run, second: Run, metric: str) -> Iterator[tuple[str, float, float]]:
    _check_comparable(first, second)
    for run in (first, second):
        if metric not in run.per_query:
            raise UnknownNameError(f"metric in the run of {run.system}", metric, run.per_query)
    after = dict(zip(second.scored_queries, second.per_query[metric], strict=True))
    for query_id, before in zip(first.scored_queries, first.per_query[metric], strict=True):
        yield query_id, before, after[query_id]


def _check_comparable(first: Run, second: Run) -> None:
    problem = f"{first.system} and {second.system} cannot be compared: "
    if first.task_sha256 != second.task_sha256:
        tasks = " and ".join(f"{run.task} (sha256 {run.task_sha256[:12]})" for run in (first, second))
        raise SkillmapError(f"{problem}they ran on {tasks}; expected the same task")
    alone = sorted(set(first.scored_queries) ^ set(second.scored_queries))
    if alone:
        raise SkillmapError(
            f"{problem}{len(alone)} queries are scored in one run only, the first {alone[0]!r}; "
            "expected the same queries"
        )


def _shared_metrics(first: Run, second: Run) -> list[str]:
    shared = [name for name in first.per_query if name in second.per_query]
    if not shared:
        raise SkillmapError(f"{first.system} and {second.system} have no metric in common")
    return shared


def _all_signs(count: int) -> NDArray[np.float64]:
    places = np.arange(2**count)[:, None] >> np.arange(count)
    return np.where(places & 1, 1.0, -1.0)


def _random_signs(generator: np.random.Generator, rows: int, count: int) -> NDArray[np.float64]:
    return np.where(generator.random((rows, count)) < 0.5, 1.0, -1.0)
