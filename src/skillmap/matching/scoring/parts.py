"""How many of a target's own parts a statement reaches."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers


class Parts:
    """For each phrase of the target, the best stretch of the statement; the mean over the phrases.

    A module outcome that asks for two things is not met by a statement that names one of them: this
    score falls, while the meaning of the whole may stay close.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        best = (query.vectors @ index.part_vectors.T).max(axis=0)
        sums = np.add.reduceat(best, index.part_starts[:-1])
        means = sums / np.diff(index.part_starts)
        return np.clip(means if rows is None else means[rows], 0, 1).astype(np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with its phrase that is reached best and the words that do."""
        low, high = index.part_starts[row], index.part_starts[row + 1]
        cosines = query.vectors @ index.part_vectors[low:high].T
        part = int(cosines.max(axis=0).argmax())
        window = query.windows[int(cosines[:, part].argmax())]
        phrase = index.parts[row][part]
        score = float(np.clip(cosines.max(axis=0).mean(), 0, 1))
        return Reason("parts", score, window.text, phrase.text, window.span, phrase.span)


scorers.register("parts")(Parts())
