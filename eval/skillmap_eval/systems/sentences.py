"""Whole sentences as vectors: the usual baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import skillmap
from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.systems.scored import ranked
from skillmap_eval.task import Query, Task

BATCH = 256


class SentenceSystem:
    """Cosine of the whole query and the target's preferred name, by any encoder."""

    def __init__(self, encoder: str, name: str | None = None) -> None:
        self.name = name or encoder
        self._encoder = skillmap.make_encoder(encoder)

    @property
    def fingerprint(self) -> str:
        """Changes with the encoder."""
        return f"sentence-{self._encoder.fingerprint}"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query; the targets' vectors are kept in the cache."""
        store = skillmap.VectorStore(self._encoder)
        targets = store.vectors_of([item.names[0] for item in task.targets])
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            scores = self._encoder.encode([query.text for query in batch]) @ targets.T
            for query, row in zip(batch, scores, strict=True):
                yield ranked(task, query, row, depth)


@systems.register("minilm-sentence")
def minilm_sentence() -> SentenceSystem:
    """all-MiniLM-L6-v2 on whole sentences and preferred names."""
    return SentenceSystem("minilm", "minilm-sentence")
