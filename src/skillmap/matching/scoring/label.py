"""A statement against the preferred name of a target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class Label:
    """Meaning of the statement's best stretch of words, against the target's preferred name."""

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        best, _ = query.label_scores(index)
        return np.clip(best if rows is None else best[rows], 0, 1)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the stretch of words that gave it."""
        cosines = query.vectors @ index.label_vectors[row]
        window = query.windows[int(cosines.argmax())]
        name = index.targets[row].names[0]
        score = float(np.clip(cosines.max(), 0, 1))
        return Reason("label", score, window.text, name, window.span, Span(0, len(name)))


scorers.register("label")(Label())
