"""Titles that name one course at different places."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.encoder import Vectors
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name

NEAR = 0.8
"""Cosine from which a name that a course has elsewhere counts; below it the titles alone do.

Chosen on the fit part of the gold set ``recognition``: without it the names pull credentials to modules that
they only touch.
"""


class SameCourse:
    """Meaning of the two titles, each also under the names that the course has elsewhere: *Strength of
    Materials* is *Mechanics of Solids*.

    A name from elsewhere counts where it is near, and never lowers a score: without one this is the cosine
    of the titles.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``."""
        titles = index.label_vectors @ query.vectors[0]
        names = _names_of(query)
        best = (index.label_vectors @ names.T).max(axis=1)
        if len(index.other_name_vectors):
            owners = np.repeat(np.arange(len(index)), [len(names) for names in index.other_names])
            np.maximum.at(best, owners, (index.other_name_vectors @ names.T).max(axis=1))
        best = np.where(best >= NEAR, best, titles)
        found: Scores = np.clip(best if rows is None else best[rows], 0, 1).astype(np.float32)
        return found

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the two names that are nearest: "title = other name"."""
        title, elsewhere = index.label_texts[row], index.other_names[row]
        first = sum(map(len, index.other_names[:row]))
        vectors = [index.label_vectors[row : row + 1]]
        if elsewhere:
            vectors.append(index.other_name_vectors[first : first + len(elsewhere)])
        cosines = _names_of(query) @ np.concatenate(vectors).T
        mine, other = (int(place) for place in np.unravel_index(int(cosines.argmax()), cosines.shape))
        if cosines[mine, other] < NEAR:
            mine = other = 0
        asked = query.windows[0].text
        return Reason(
            "same-course",
            float(np.clip(cosines[mine, other], 0, 1)),
            f"{asked} = {query.other_names[mine - 1]}" if mine else asked,
            f"{title} = {elsewhere[other - 1]}" if other else title,
            None if mine else query.windows[0].span,
            None if other else span_in_name(index.targets[row], title),
        )


def _names_of(query: Query) -> Vectors:
    own = query.vectors[:1]
    return own if query.other_name_vectors is None else np.concatenate([own, query.other_name_vectors])


scorers.register("same-course")(SameCourse())
