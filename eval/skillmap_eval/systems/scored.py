"""Ranking by a matrix of scores: what every system without its own order shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skillmap_eval.result import Ranked
from skillmap_eval.task import Query, Task

DIGITS = 6


def ranked(task: Task, query: Query, scores: Sequence[float] | NDArray[np.float32], depth: int) -> Ranked:
    """Return the best targets of one query from one score per target; ties go by target id."""
    values = np.round(np.asarray(scores, np.float64), DIGITS)
    pool = task.pools.get(query.id)
    ids = [item.id for item in task.targets]
    allowed = set(ids if pool is None else pool)
    rows = [row for row, id in enumerate(ids) if id in allowed]
    best = sorted(rows, key=lambda row: (-values[row], ids[row]))[:depth]
    return Ranked(query.id, tuple(ids[row] for row in best), tuple(float(values[row]) for row in best))


def pooled_by_target(task: Task, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the greatest score among each target's names, from one score per name in the last axis."""
    starts = np.cumsum([0, *(len(item.names) for item in task.targets)])[:-1]
    pooled: NDArray[np.float32] = np.maximum.reduceat(scores, starts, axis=-1)
    return pooled


def all_names(task: Task) -> list[str]:
    """Return every name of every target, in order."""
    return [name for item in task.targets for name in item.names]
