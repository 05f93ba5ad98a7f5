"""A statement against the names of a target."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Names:
    """Meaning of the statement and of its best stretch of words, against every name of the target.

    Half the cosine of the whole statement, half that of its best stretch of up to six words, for the name
    that fits best: a long outcome is found by the part of it that names the skill, and the whole keeps a
    chance word from deciding.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        chosen = np.arange(len(index)) if rows is None else rows
        scores = [found.score for found in query.alignments(index, chosen)]
        return np.clip(np.array(scores, np.float32), 0, 1)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the name and the stretch of words that gave it."""
        (seen,) = query.alignments(index, np.array([row]))
        return Reason(
            "names",
            float(np.clip(seen.score, 0, 1)),
            seen.window.text,
            seen.name,
            seen.window.span,
            span_in_name(index.targets[row], seen.name),
        )


scorers.register("names")(Names())
