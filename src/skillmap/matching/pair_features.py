"""What the re-ranker looks at: facts of a statement and each of its best candidates, beside the others.

Every feature is a plain figure with a name that is shown to users; ``FEATURES`` says what each means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.mentions import UNASKED, Asked
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import stem, words

Columns = dict[str, NDArray[np.float32]]

FEATURES = {
    "scorers together": "the similarity that the scorers give",
    "label": "score of the scorer label",
    "whole": "score of the scorer whole",
    "terms": "score of the scorer terms",
    "description": "score of the scorer description",
    "names": "score of the scorer names",
    "sorted-words": "score of the scorer sorted-words",
    "name-words": "score of the scorer name-words",
    "context": "score of the scorer context",
    "description in context": "the statement read in context, against the description",
    "other names": "how near the statement comes to its names on average",
    "words of its name": "share of the words of its preferred name that the statement has",
    "words not said": "number of words of its preferred name that the statement lacks",
    "named outright": "1 where one of its names stands in the statement word for word",
    "length of its name": "words in its preferred name",
    "number of its names": "logarithm of the number of its names",
    "length of its description": "logarithm of the words in its description",
    "words it rests on": "words in the stretch of the statement that is nearest to its name",
    "others on the same words": "logarithm of the number of the first 50 that rest on those words",
    "nearer ones on the same words": "logarithm of the number whose names are nearer to those words",
    "better ones on the same words": "logarithm of the number of better candidates on those words",
    "behind the best on the same words": "how far it is behind the best that rests on the same words",
    "like the first candidates": "how alike its name is to the names of the first 20 candidates, on average",
    "asked for elsewhere": "logarithm of how often the judged sentences of vacancies ask for it",
    "words that ask for it": "how near the statement comes to words that asked for it there; -1 if none did",
    "name or words that ask for it": "the greater of that and the score of the scorer label",
}
"""What the figures mean, by name. ``NAME@lead`` is how far one is behind the best candidate, and
``NAME@spread`` how many standard deviations from the mean of the candidates."""

RELATIVE = (
    *("scorers together", "label", "whole", "names", "context"),
    *("words that ask for it", "name or words that ask for it"),
)
"""Figures that also count beside those of the other candidates."""
_SAME = 0.5
"""Share of the shorter stretch from which two stretches are the same words."""
_FIRST, _CROWD = 20, 50
_SMALL_WORDS = frozenset("a an the of and or to in for on with by at from as is are be".split())


@dataclass(frozen=True)
class _Words:
    """The words of a statement in the forms that are compared."""

    stems: frozenset[str]
    line: str
    """Word by word in lower case, with a space at each end."""


def pair_features(
    query: Query, index: TargetIndex, rows: Rows, similarities: Scores, asked: Asked | None = None
) -> Columns:
    """Return one column for each feature.

    Args:
        query: a prepared statement, read in context.
        index: what is matched against.
        rows: the candidates, best first.
        similarities: what the scorers give each of them.
        asked: how vacancies ask for the targets; None where that is not known of any.
    """
    columns: Columns = {"scorers together": similarities}
    for name in ("label", "whole", "terms", "description", "names", "sorted-words", "context"):
        columns[name] = scorers.get(name).scores(query, index, rows)
    columns |= _meanings(query, index, rows)
    columns |= _namings(query, index, rows)
    columns |= _rivals(query, index, rows, similarities)
    columns |= _elsewhere(query, rows, columns["label"], asked)
    for name in RELATIVE:
        values = columns[name]
        columns[f"{name}@lead"] = values - values.max()
        columns[f"{name}@spread"] = (values - values.mean()) / (values.std() + np.float32(1e-6))
    return {name: np.asarray(column, np.float32) for name, column in columns.items()}


def _meanings(query: Query, index: TargetIndex, rows: Rows) -> Columns:
    labels = np.asarray(index.label_vectors[rows])
    alike = labels @ labels.T
    np.fill_diagonal(alike, 0)
    first = min(_FIRST, len(rows))
    others = np.maximum(first - (np.arange(len(rows)) < first), 1)
    described = np.zeros(len(rows), np.float32)
    if query.context is not None:
        described = np.asarray(index.description_vectors[rows]) @ query.context.described
    names, begins = index.names_at(rows)
    nearest = (names @ query.vectors.T).max(axis=1)
    return {
        "like the first candidates": alike[:, :first].sum(axis=1) / others,
        "description in context": described,
        "other names": np.add.reduceat(nearest, begins[:-1]) / np.diff(begins),
    }


def _namings(query: Query, index: TargetIndex, rows: Rows) -> Columns:
    said = _Words(*_read(query.statement.text))
    found = np.array([_naming(said, index, int(row)) for row in rows], np.float32)
    names = (
        *("words of its name", "words not said", "name-words", "named outright"),
        *("length of its name", "number of its names", "length of its description"),
    )
    return dict(zip(names, found.T, strict=True))


def _naming(said: _Words, index: TargetIndex, row: int) -> tuple[float, ...]:
    target = index.targets[row]
    read = [_read(name) for name in target.names]
    shares = [len(stems & said.stems) / len(stems) if stems else 0.0 for stems, _ in read]
    return (
        shares[0],
        len(read[0][0] - said.stems),
        max(shares),
        float(any(line in said.line for _, line in read if line.strip())),
        len(read[0][1].split()),
        float(np.log1p(len(target.names))),
        float(np.log1p(len(target.description.split()))),
    )


@lru_cache(maxsize=65_536)
def _read(text: str) -> tuple[frozenset[str], str]:
    found = [word for word, _ in words(text)]
    return frozenset(stem(word) for word in found if word not in _SMALL_WORDS), f" {' '.join(found)} "


def _rivals(query: Query, index: TargetIndex, rows: Rows, similarities: Scores) -> Columns:
    """Who else lives off the same words of the statement."""
    cosines = query.vectors @ np.asarray(index.label_vectors[rows]).T
    best = cosines.argmax(axis=0)
    near = cosines.max(axis=0)
    spans = np.array([(query.windows[place].span.start, query.windows[place].span.end) for place in best])
    starts, ends = spans[:, 0], spans[:, 1]
    shared = np.minimum(ends[:, None], ends) - np.maximum(starts[:, None], starts)
    lengths = ends - starts
    same = shared > _SAME * np.minimum(lengths[:, None], lengths)
    place = np.arange(len(rows))
    before = place[None, :] < place[:, None]
    return {
        "words it rests on": np.array([len(query.windows[one].text.split()) for one in best]),
        "others on the same words": np.log1p(same[:, :_CROWD].sum(axis=1)),
        "nearer ones on the same words": np.log1p((same & (near[None, :] > near[:, None])).sum(axis=1)),
        "better ones on the same words": np.log1p((same & before).sum(axis=1)),
        "behind the best on the same words": similarities - np.where(same, similarities, -1).max(axis=1),
    }


def _elsewhere(query: Query, rows: Rows, label: Scores, asked: Asked | None) -> Columns:
    """How vacancies ask for the candidates."""
    if asked is None:
        counts, likeness = np.zeros(len(rows), np.float32), np.full(len(rows), UNASKED, np.float32)
    else:
        counts, likeness = asked.counts[rows], asked.likeness(query)[rows]
    return {
        "asked for elsewhere": np.log1p(counts),
        "words that ask for it": likeness,
        "name or words that ask for it": np.maximum(likeness, label),
    }
