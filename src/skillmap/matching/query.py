"""A statement made ready for scoring: its windows and their vectors."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from skillmap.domain import Statement
from skillmap.matching.encoder import Encoder, Vectors
from skillmap.matching.index import TargetIndex
from skillmap.text import Window, windows

BLOCK = 4096
"""Names scored in one product: the result stays in the processor's cache."""
WINDOWS_AT_ONCE = 512
"""Windows scored in one pass over the names; more of them would need more memory, not less time."""


@dataclass(frozen=True)
class Query:
    """One statement, its windows (the whole first) and one vector for each."""

    statement: Statement
    windows: tuple[Window, ...]
    vectors: Vectors
    _name_scores: dict[int, tuple[Vectors, Vectors]] = field(default_factory=dict)
    _aligned: dict[tuple[int, int], Alignment] = field(default_factory=dict)

    def name_scores(self, index: TargetIndex) -> tuple[Vectors, Vectors]:
        """Return, for each distinct name, the cosine of the best window and of the whole statement."""
        if id(index) not in self._name_scores:
            score_names([self], index)
        return self._name_scores[id(index)]

    def alignment(self, index: TargetIndex, row: int) -> Alignment:
        """Return the window and the name of one target that are nearest; the whole counts half."""
        key = (id(index), row)
        if key not in self._aligned:
            columns = index.name_columns[index.starts[row] : index.starts[row + 1]]
            cosines = self.vectors @ index.name_vectors[columns].T
            mixed = (cosines.max(axis=0) + cosines[0]) / 2
            name = int(mixed.argmax())
            window = self.windows[int(cosines[:, name].argmax())]
            self._aligned[key] = Alignment(window, index.targets[row].names[name], float(mixed[name]))
        return self._aligned[key]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of words and the name of a target that mean most alike."""

    window: Window
    name: str
    score: float


def score_names(queries: Sequence[Query], index: TargetIndex) -> None:
    """Compute the name scores of several statements in one pass over the names.

    One product for all of them costs a third of one for each.
    """
    waiting = [query for query in queries if id(index) not in query._name_scores]
    while waiting:
        batch = [waiting.pop(0)]
        while waiting and sum(len(query.windows) for query in (*batch, waiting[0])) <= WINDOWS_AT_ONCE:
            batch.append(waiting.pop(0))
        best, whole = _scored(batch, index.name_vectors)
        for query, row, own in zip(batch, best, whole, strict=True):
            query._name_scores[id(index)] = row, own


def _scored(batch: Sequence[Query], names: Vectors) -> tuple[Vectors, Vectors]:
    """Return the best window's and the whole statement's cosine, each of shape (queries, names)."""
    vectors = np.concatenate([query.vectors for query in batch])
    starts = np.cumsum([0, *(len(query.windows) for query in batch)])
    best = np.empty((len(batch), len(names)), np.float32)
    whole = np.empty_like(best)
    # One buffer for all blocks: fresh pages for each cost more than the product itself.
    buffer = np.empty((len(vectors), min(BLOCK, len(names))), np.float32)
    for low in range(0, len(names), BLOCK):
        block = names[low : low + BLOCK]
        cosines = np.matmul(vectors, block.T, out=buffer[:, : len(block)])
        for row, (first, last) in enumerate(itertools.pairwise(starts)):
            cosines[first:last].max(axis=0, out=best[row, low : low + BLOCK])
            whole[row, low : low + BLOCK] = cosines[first]
    return best, whole


def prepare(statements: Sequence[Statement], encoder: Encoder) -> list[Query]:
    """Cut statements into windows and encode each distinct window once.

    The vectors are not stored: what an applicant brings leaves no trace in the cache.
    """
    cut = [windows(statement.text) for statement in statements]
    texts = list(dict.fromkeys(window.text for found in cut for window in found))
    vectors = encoder.encode(texts)
    row = {text: position for position, text in enumerate(texts)}
    return [
        Query(statement, found, np.asarray(vectors[[row[window.text] for window in found]]))
        for statement, found in zip(statements, cut, strict=True)
    ]
