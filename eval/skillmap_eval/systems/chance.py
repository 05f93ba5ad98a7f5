"""A random order: what any figure must beat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.systems.scored import ranked
from skillmap_eval.task import Query, Task

SEED = 13


@systems.register("random")
class RandomSystem:
    """Targets in a seeded random order, another for each query."""

    name = "random"
    fingerprint = f"random-{SEED}"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give a random order for each query; the same query always gets the same."""
        for query in queries:
            seed = [SEED, *query.id.encode()]
            yield ranked(
                task, query, np.random.default_rng(seed).random(len(task.targets), np.float32), depth
            )
