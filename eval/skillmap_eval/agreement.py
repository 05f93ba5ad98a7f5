"""How far two passes of labels agree: Cohen's kappa and Krippendorff's alpha, with intervals over cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmap_eval.gold import FIELDS, LABELS, read_labels
from skillmap_eval.result import Figure

ALL = "all"
RESAMPLES = 2000
SEED = 13
LEVEL = 0.95
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PassAgreement:
    """Agreement of both passes on one kind of judgement, in one field or in all.

    The coefficients are nan where both passes gave one and the same label throughout: chance would agree too.
    """

    what: str
    """``outcomes`` or ``awards``."""
    field: str
    """``all`` for the fields together."""
    judgements: int
    same: float
    """Share of judgements with the same label."""
    kappa: Figure
    """Cohen 1960."""
    weighted_kappa: Figure
    """Cohen 1968 with linear weights: a label two steps away counts twice as much as the next one."""
    alpha: Figure
    """Krippendorff, ordinal."""


def agreement(folder: Path, fields: Sequence[str] = FIELDS) -> tuple[PassAgreement, ...]:
    """Return the agreement on outcomes and on awards, each over all fields first and then by field.

    Intervals resample whole cases, because the judgements of one case hang together.

    Raises:
        TaskAbsentError: a pass of a field is not there.
    """
    found = []
    for what, labels in LABELS.items():
        tables_of = {}
        for field in fields:
            first, second = read_labels(folder, field, what, "agreement recognition")
            tables_of[field] = tables_by_case(first, second, len(labels))
        found.append(_agreement(what, ALL, np.concatenate(list(tables_of.values()))))
        found += [_agreement(what, field, tables) for field, tables in tables_of.items()]
    return tuple(found)


def kappa(table: Table) -> float:
    """Return Cohen's kappa of a table of counts, the first rater in rows."""
    return _kappa(table, 1.0 - np.eye(len(table)))


def weighted_kappa(table: Table) -> float:
    """Return Cohen's kappa with linear weights, labels in rising order."""
    steps = np.arange(len(table))
    return _kappa(table, np.abs(np.subtract.outer(steps, steps)).astype(np.float64))


def ordinal_alpha(coincidences: Table) -> float:
    """Return Krippendorff's alpha for ordered labels from a table of coincidences.

    For two raters that is the table of counts plus its transpose. After Krippendorff, Computing
    Krippendorff's Alpha-Reliability, 2011.
    """
    totals = coincidences.sum(axis=0)
    # Ranks between two labels: all values from the one to the other, less half of those at both ends.
    middle = np.cumsum(totals) - totals / 2
    distance = np.subtract.outer(middle, middle) ** 2
    expected = (distance * np.outer(totals, totals)).sum() / (totals.sum() - 1)
    return _one_minus((distance * coincidences).sum(), expected)


def tables_by_case(
    first: Mapping[tuple[str, ...], int], second: Mapping[tuple[str, ...], int], labels: int
) -> Table:
    """Return counts of label pairs by case in order of id, shape (cases, labels, labels).

    The case is the first part of a key.
    """
    place = {case: number for number, case in enumerate(sorted({key[0] for key in first}))}
    tables = np.zeros((len(place), labels, labels))
    for key, label in first.items():
        tables[place[key[0]], label, second[key]] += 1
    return tables


def _agreement(what: str, field: str, by_case: Table) -> PassAgreement:
    total = by_case.sum(axis=0)
    return PassAgreement(
        what=what,
        field=field,
        judgements=int(total.sum()),
        same=float(np.trace(total) / total.sum()),
        kappa=_figure(kappa, by_case),
        weighted_kappa=_figure(weighted_kappa, by_case),
        alpha=_figure(lambda table: ordinal_alpha(table + table.T), by_case),
    )


def _figure(coefficient: Callable[[Table], float], by_case: Table) -> Figure:
    cases, value = len(by_case), coefficient(by_case.sum(axis=0))
    if np.isnan(value):
        return Figure(value, value, value, cases)
    generator = np.random.default_rng(SEED)
    drawn = [coefficient(by_case[generator.integers(0, cases, cases)].sum(axis=0)) for _ in range(RESAMPLES)]
    # In a small field a resample can hold one label only; it says nothing about agreement and is passed over,
    # which is why this is not bootstrap.interval_of.
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(value, float(low), float(high), cases)


def _kappa(table: Table, costs: Table) -> float:
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return _one_minus((costs * table).sum(), (costs * expected).sum())


def _one_minus(observed: float, expected: float) -> float:
    return float(1.0 - observed / expected) if expected > 0 else float("nan")
