"""Each word in its context, and the statement as a whole, against a target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class InContext:
    """What the statement says in its context, against the target's name and description.

    Learned on sentences written for skills, many of which do not name their skill: a weighted mean of the
    word that speaks for the target most, and of the statement as a whole. Zero without the learned model.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``; zeros without the model."""
        found = query.context_scores(index)
        return found if rows is None else found[rows]

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the word that speaks for it most."""
        score = float(self.scores(query, index, np.array([row]))[0])
        name = index.targets[row].names[0]
        span = query.telling_word(index, row)
        text = query.statement.text[span.start : span.end] if span else query.windows[0].text
        return Reason("context", score, text, name, span, Span(0, len(name)))


scorers.register("context")(InContext())
