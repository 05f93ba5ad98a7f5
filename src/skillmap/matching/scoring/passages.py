"""What two courses say is taught, passage by passage."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.known_as import names_alone, names_reason
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Passages:
    """For each passage and outcome of one course the nearest of the other, both ways; the mean of all.

    Several may fall to one. Passages that the catalogue repeats, requirements and lead-ins are left out
    first; a course without a description stands for itself by its title. Where the statement is no more
    than a title, the names that the courses have elsewhere stand for them too.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        cosines = query.passages @ index.passage_vectors.T
        starts = index.passage_starts[:-1]
        there = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
        back = np.add.reduceat(cosines.max(axis=0), starts) / np.diff(index.passage_starts)
        both = (there + back) / 2
        named = names_alone(query, index)
        found: Scores = np.clip(both if named is None else np.maximum(both, named), 0, 1).astype(np.float32)
        chosen: Scores = found if rows is None else found[rows]
        return chosen

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the two passages that are nearest."""
        low, high = index.passage_starts[row], index.passage_starts[row + 1]
        cosines = query.passages @ index.passage_vectors[low:high].T
        score = float(np.clip((cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2, 0, 1))
        named = names_alone(query, index)
        if named is not None and named[row] > score:
            return names_reason("passages", float(np.clip(named[row], 0, 1)), query, index, row)
        own, other = np.unravel_index(int(cosines.argmax()), cosines.shape)
        windows = query.windows[1:] or query.windows
        window, passage = windows[int(own)], index.passages[row][int(other)]
        span = span_in_name(index.targets[row], passage.text)
        return Reason("passages", score, window.text, passage.text, window.span, span)


scorers.register("passages")(Passages())
