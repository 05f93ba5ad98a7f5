"""A statement made ready for scoring: its windows and their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from skillmap.domain import Statement
from skillmap.matching.encoder import Encoder, Vectors
from skillmap.matching.index import TargetIndex
from skillmap.text import Window, windows


@dataclass(frozen=True)
class Query:
    """One statement, its windows (the whole first) and one vector for each."""

    statement: Statement
    windows: tuple[Window, ...]
    vectors: Vectors
    _name_scores: dict[int, tuple[Vectors, Vectors]] = field(default_factory=dict)

    def name_scores(self, index: TargetIndex) -> tuple[Vectors, Vectors]:
        """Return, for each distinct name, the cosine of the best window and that of the whole statement."""
        if id(index) not in self._name_scores:
            cosines = self.vectors @ index.name_vectors.T
            self._name_scores[id(index)] = cosines.max(axis=0), cosines[0]
        return self._name_scores[id(index)]


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
