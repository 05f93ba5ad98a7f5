"""The fewest credentials that cover a module as far as all of them together do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from skillmap.recognition.thresholds import Thresholds

MOST_TRIED = 5_000
"""Sets that are looked at one by one; where there may be more, HiGHS finds the same answer."""
_ABOUT = 1e-6


def smallest_cover(
    strengths: NDArray[np.float32],
    thresholds: Thresholds,
    names: Sequence[str],
    most_tried: int = MOST_TRIED,
) -> tuple[int, ...]:
    """Return the rows of the smallest set that meets and partly meets as many outcomes as all rows together.

    Among sets of one size the one with the greater mean strength wins, then the one whose names come first;
    the rows are returned in the order of their names, so that the order of the rows never matters.

    Args:
        strengths: one row for each credential, one column for each outcome, in [0, 1].
        thresholds: from which strength an outcome is met or partly met.
        names: of the rows, for ties.
        most_tried: sets that may be looked at one by one before the solver is asked.
    """
    ordered = sorted(range(len(names)), key=lambda row: (names[row], row))
    useful = [row for row in ordered if (strengths[row] >= thresholds.partly).any()]
    if not useful:
        return ()
    own = strengths[useful]
    marks = [_marks(row, own.max(axis=0), thresholds) for row in own]
    wanted = 0
    for mark in marks:
        wanted |= mark
    found = _tried(own, marks, wanted, most_tried)
    if found is None:
        found = _solved(own, marks, wanted)
    return tuple(useful[place] for place in found)


def _marks(row: NDArray[np.float32], best: NDArray[np.float32], thresholds: Thresholds) -> int:
    """Return as bits the outcomes that a credential covers as far as any does."""
    asked = np.where(best >= thresholds.met, thresholds.met, thresholds.partly)
    return sum(1 << int(column) for column in np.flatnonzero(row >= asked))


def _tried(
    own: NDArray[np.float32], marks: Sequence[int], wanted: int, most_tried: int
) -> tuple[int, ...] | None:
    tried = 0
    for size in range(1, len(marks) + 1):
        tried += comb(len(marks), size)
        if tried > most_tried:
            return None
        enough = [
            chosen for chosen in combinations(range(len(marks)), size) if _union(marks, chosen) == wanted
        ]
        if enough:
            values = [_value(own, chosen) for chosen in enough]
            # Rounding tells no sets apart: the first of equals is kept, in the order of the names.
            near = [c for c, value in zip(enough, values, strict=True) if value >= max(values) - _ABOUT]
            return near[0]
    return tuple(range(len(marks)))


def _union(marks: Sequence[int], chosen: Sequence[int]) -> int:
    covered = 0
    for place in chosen:
        covered |= marks[place]
    return covered


def _solved(own: NDArray[np.float32], marks: Sequence[int], wanted: int) -> tuple[int, ...]:
    """Set cover, smallest first; then the greatest mean; then names, one credential after another."""
    size = len(_best_of(own, marks, wanted, None, {}))
    strongest = _best_of(own, marks, wanted, size, {})
    value = _value(own, strongest)
    kept: dict[int, bool] = {}
    for place in range(len(marks)):
        if sum(kept.values()) == size:
            break
        tried = _best_of(own, marks, wanted, size, {**kept, place: True})
        kept[place] = bool(tried) and _value(own, tried) >= value - _ABOUT
    return tuple(place for place, taken in kept.items() if taken)


def _value(own: NDArray[np.float32], chosen: Sequence[int]) -> float:
    return float(own[list(chosen)].max(axis=0).astype(float).sum())


def _best_of(
    own: NDArray[np.float32], marks: Sequence[int], wanted: int, size: int | None, fixed: dict[int, bool]
) -> tuple[int, ...]:
    """Return the smallest covering set, or of one size the strongest; empty where there is none."""
    # Imported here: few modules need more than a look at single credentials.
    from skillmap.optimum import LinearModel

    model = LinearModel()
    taken = [model.choice(1.0 if size is None else 0.0) for _ in marks]
    for column in range(own.shape[1]):
        if wanted >> column & 1:
            covering = [(taken[place], 1.0) for place, mark in enumerate(marks) if mark >> column & 1]
            model.row("covered", covering, low=1.0)
    for place, kept in fixed.items():
        model.row("fixed", [(taken[place], 1.0)], low=float(kept), high=float(kept))
    if size is not None:
        model.row("size", [(each, 1.0) for each in taken], low=size, high=size)
        for column in range(own.shape[1]):
            used = [model.variable(-float(strength), 0.0, 1.0) for strength in own[:, column]]
            model.row("one", [(each, 1.0) for each in used], high=1.0)
            for place, each in enumerate(used):
                model.row("taken", [(each, 1.0), (taken[place], -1.0)], high=0.0)
    values = model.solve().values
    return tuple(place for place, each in enumerate(taken) if values and values[each] > 0.5)
