"""Whether the statement speaks of as many things as the target asks for."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import phrases

MOST = 0.15
"""What it would cost to speak of none of the things; one of two costs half of it.

Chosen on the fit fields of the gold set ``recognition``.
"""


class FewerThings:
    """Lowers the similarity where the target asks for more things than the statement speaks of.

    Things are stretches between commas, "and" and "or": a part is not the whole, however near its words are.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return one factor for each target, or for the targets in ``rows``."""
        asked = np.diff(index.part_starts)
        asked = asked if rows is None else asked[rows]
        spoken = max(1, len(phrases(query.windows[0].text)))
        return np.asarray(1 - MOST * np.clip(1 - spoken / asked, 0, 1), np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the factor for one target, with the thing asked for that the statement is furthest from."""
        low, high = index.part_starts[row], index.part_starts[row + 1]
        best = (query.vectors @ index.part_vectors[low:high].T).max(axis=0)
        missing = index.parts[row][int(best.argmin())]
        score = float(self.scores(query, index, np.array([row]))[0])
        whole = query.windows[0]
        return Reason("fewer-things", score, whole.text, missing.text, whole.span, missing.span)


scorers.register("fewer-things")(FewerThings())
