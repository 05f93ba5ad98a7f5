"""What two courses are about as a whole."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Gist:
    """Meaning of title and passages together, less what all entries of the catalogue have in common.

    Taking the common part away keeps the style of a catalogue from counting as content. The cosine, from
    -1 to 1, is brought to 0 to 1.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        gists = index.gists if rows is None else index.gists[rows]
        found: Scores = np.clip((gists @ query.gist(index.centre) + 1) / 2, 0, 1).astype(np.float32)
        return found

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both titles: it speaks of the whole."""
        score = float(self.scores(query, index, np.array([row]))[0])
        title = index.title_words.titles[row]
        return Reason(
            "gist", score, query.windows[0].text, title, None, span_in_name(index.targets[row], title)
        )


scorers.register("gist")(Gist())
