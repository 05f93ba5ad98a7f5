"""Rare words and letter runs that a statement shares with a target's name."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class Terms:
    """Words and runs of letters shared with the preferred name, rare ones counting more (TF-IDF)."""

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``; zeros without a term table."""
        found = np.clip(query.term_scores(index), 0, 1)
        return found if rows is None else found[rows]

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both texts whole."""
        score = float(self.scores(query, index, np.array([row]))[0])
        name = index.targets[row].names[0]
        return Reason("terms", score, query.windows[0].text, name, None, Span(0, len(name)))


scorers.register("terms")(Terms())
