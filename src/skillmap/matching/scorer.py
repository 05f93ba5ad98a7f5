"""What every scorer offers, and the registry of scorers."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.registry import Registry

Scores = NDArray[np.float32]


class Scorer(Protocol):
    """Measures how well a statement fits targets, and says what it saw.

    A scorer's docstring is shown to users.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return one score in [0, 1] for each target, or for the targets in ``rows`` only."""
        ...

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the same score for one target, with the words of both texts that gave it."""
        ...


scorers: Registry[Scorer] = Registry("scorer", "skillmap.matching.scoring")
"""Every scorer by name."""
