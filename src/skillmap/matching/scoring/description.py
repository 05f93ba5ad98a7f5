"""A statement against the description of a target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex, described
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class Description:
    """Meaning of the whole statement, against the target's name and description together."""

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        cosines = query.description_scores(index)
        return np.clip(cosines if rows is None else cosines[rows], 0, 1)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with its description."""
        score = float(np.clip(index.description_vectors[row] @ query.vectors[0], 0, 1))
        return Reason("description", score, query.windows[0].text, described(index.targets[row]))


scorers.register("description")(Description())
