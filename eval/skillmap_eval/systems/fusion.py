"""Plain fusion: what anybody gets from two well-known rankings and no further thought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

import skillmap
from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.systems.scored import ranked
from skillmap_eval.task import Item, Query, Task

K = 20
"""Constant of reciprocal rank fusion."""


@systems.register("plain-fusion")
class PlainFusionSystem:
    """Reciprocal ranks of all-MiniLM-L6-v2 and of TF-IDF, both over name and description, added."""

    name = "plain-fusion"

    def __init__(self) -> None:
        self._encoder = skillmap.make_encoder("minilm")

    @property
    def fingerprint(self) -> str:
        """Changes with the encoder and scikit-learn."""
        return f"plain-fusion-{K}-{self._encoder.fingerprint}-{version('scikit-learn')}"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        documents = [_document(item) for item in task.targets]
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
        table = words.fit_transform(documents).T
        vectors = skillmap.VectorStore(self._encoder).vectors_of(documents)
        for query in queries:
            meaning = self._encoder.encode([query.text])[0] @ vectors.T
            terms = (words.transform([query.text]) @ table).toarray()[0]
            yield ranked(task, query, _reciprocal(meaning) + _reciprocal(terms), depth)


def _document(item: Item) -> str:
    return f"{item.names[0]}. {item.description}" if item.description else item.names[0]


def _reciprocal(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    ranks = np.empty(len(scores), np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.asarray(1 / (K + ranks), np.float32)
