"""Words that two titles share, abbreviated or not."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class SharedTitleWords:
    """Words that both titles share, rare ones counting more; abbreviations and cut words count nearly
    whole."""

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        found = index.title_words.scores(query.windows[0].text)
        return found if rows is None else found[rows]

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both titles."""
        score = float(self.scores(query, index, np.array([row]))[0])
        title = index.title_words.titles[row]
        span = span_in_name(index.targets[row], title)
        return Reason("title-words", score, query.windows[0].text, title, query.windows[0].span, span)


scorers.register("title-words")(SharedTitleWords())
