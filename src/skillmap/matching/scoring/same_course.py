"""Titles that name one course at different places."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.known_as import by_names, names_reason
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class SameCourse:
    """Meaning of the two titles, each also under the names that the course has elsewhere: *Strength of
    Materials* is *Mechanics of Solids*.

    A name from elsewhere counts where it is near, and never lowers a score: without one this is the cosine
    of the titles.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        found: Scores = np.clip(by_names(query, index), 0, 1)
        return found if rows is None else found[rows]

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the two names that are nearest: "title = other name"."""
        score = float(self.scores(query, index, np.array([row]))[0])
        return names_reason("same-course", score, query, index, row)


scorers.register("same-course")(SameCourse())
