"""What two courses are about as a whole."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.known_as import names_alone, names_reason
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Gist:
    """Meaning of title and passages together, less what all entries of the catalogue have in common.

    Where the statement is no more than a title, the names that the courses have elsewhere stand for them too.
    Taking the common part away keeps the style of a catalogue from counting as content. The cosine, from
    -1 to 1, is brought to 0 to 1.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        gists = index.gists if rows is None else index.gists[rows]
        cosines = gists @ query.gist(index.centre)
        named = names_alone(query, index)
        if named is not None:
            cosines = np.maximum(cosines, named if rows is None else named[rows])
        found: Scores = np.clip((cosines + 1) / 2, 0, 1).astype(np.float32)
        return found

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with both titles: it speaks of the whole."""
        score = float(self.scores(query, index, np.array([row]))[0])
        named = names_alone(query, index)
        if named is not None and (named[row] + 1) / 2 >= score - 1e-6:
            return names_reason("gist", score, query, index, row)
        title = index.title_words.titles[row]
        return Reason(
            "gist", score, query.windows[0].text, title, None, span_in_name(index.targets[row], title)
        )


scorers.register("gist")(Gist())
