"""A whole outcome against a whole outcome, in whichever order their clauses stand."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class AnyOrder:
    """Meaning of the whole statement against the whole target, each read forwards and with its clauses
    turned round.

    "Cut and plane" asks for what "plane and cut" does; the encoder alone sees two texts.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        vectors = index.any_order_vectors if rows is None else index.any_order_vectors[rows]
        found: Scores = np.clip(vectors @ query.any_order, 0, 1)
        return found

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both texts whole."""
        score = float(self.scores(query, index, np.array([row]))[0])
        name = index.label_texts[row]
        return Reason(
            "any-order", score, query.windows[0].text, name, None, span_in_name(index.targets[row], name)
        )


scorers.register("any-order")(AnyOrder())
