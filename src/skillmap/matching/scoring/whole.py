"""A whole statement against a whole target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class Whole:
    """Meaning of the whole statement against the whole preferred name."""

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        _, whole = query.label_scores(index)
        return np.clip(whole if rows is None else whole[rows], 0, 1)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both texts whole."""
        cosine = index.label_vectors[row] @ query.vectors[0]
        name = index.targets[row].names[0]
        score = float(np.clip(cosine, 0, 1))
        return Reason("whole", score, query.windows[0].text, name, None, Span(0, len(name)))


scorers.register("whole")(Whole())
