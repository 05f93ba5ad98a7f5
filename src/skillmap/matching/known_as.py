"""Two courses under each of the names that they have at different places."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.encoder import Vectors
from skillmap.matching.index import TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores
from skillmap.matching.spans import span_in_name

NEAR = 0.8
"""Cosine from which a name that a course has elsewhere counts; below it the titles alone do.

Chosen on the fit part of the gold set ``recognition``: without it the names pull credentials to modules that
they only touch.
"""


def by_names(query: Query, index: TargetIndex) -> Scores:
    """Return the cosine of the two titles, or of the nearest two names where these are near.

    A name from elsewhere never lowers it. Of shape (n_targets,).
    """
    titles = index.label_vectors @ query.vectors[0]
    return np.asarray(np.maximum(titles, _elsewhere(query, index)), np.float32)


def names_alone(query: Query, index: TargetIndex) -> Scores | None:
    """Return the same for a course of which no more than the title is known, -1 where the titles alone count.

    None where more is known of it than a title.
    """
    return _elsewhere(query, index) if len(query.windows) == 1 else None


def _elsewhere(query: Query, index: TargetIndex) -> Scores:
    """Return the cosine of the nearest two names of which one is not the title; -1 where none is near."""
    best = np.full(len(index), -1, np.float32)
    if query.other_name_vectors is not None:
        best = (index.label_vectors @ query.other_name_vectors.T).max(axis=1)
    if len(index.other_name_vectors):
        owners = np.repeat(np.arange(len(index)), [len(names) for names in index.other_names])
        np.maximum.at(best, owners, (index.other_name_vectors @ _names_of(query).T).max(axis=1))
    return np.asarray(np.where(best >= NEAR, best, -1), np.float32)


def names_reason(scorer: str, score: float, query: Query, index: TargetIndex, row: int) -> Reason:
    """Return a reason that shows the two names that are nearest: "title = other name"."""
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
        scorer,
        score,
        f"{asked} = {query.other_names[mine - 1]}" if mine else asked,
        f"{title} = {elsewhere[other - 1]}" if other else title,
        None if mine else query.windows[0].span,
        None if other else span_in_name(index.targets[row], title),
    )


def _names_of(query: Query) -> Vectors:
    own = query.vectors[:1]
    return own if query.other_name_vectors is None else np.concatenate([own, query.other_name_vectors])
