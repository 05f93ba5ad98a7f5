"""How the three parts of the likeness of roles are weighed, searched on occupations set apart for choices.

python eval/choices/likeness.py DATA

DATA holds the sets of ``roles-from-tasks-fit``. Prints recall@10 for some weights, with all tasks of an
occupation and with five of them, beside the order by counts alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

import skillmap
from skillmap.domain import PathTarget, SkillNeed, TargetKind
from skillmap.matching import VectorStore
from skillmap.pathways import Likeness, likeness_of, needs_of_targets
from skillmap_eval.catalogue import tasks
from skillmap_eval.task import Query, Task
from skillmap_eval.tasks.occupations import FROM_TASKS_FIT, few

DEPTH = 10
WEIGHTS = (
    *((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0.5, 0)),
    *((1, 1, 0.5), (1, 1, 1), (1, 0.5, 0.25), (1, 0.5, 0.5), (1, 0.7, 0.5)),
)


def recall(found: Iterable[tuple[Query, Likeness]], task: Task, weights: tuple[float, float, float]) -> float:
    """Return the mean share of linked roles among the first ten under some weights."""
    ids = np.array([item.id for item in task.targets])
    shares = []
    for query, alike in found:
        parts = (alike.asked, alike.shown, alike.title)
        value = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        first = ids[np.lexsort((ids, -np.round(value, 6)))[:DEPTH]]
        linked = task.judgements[query.id]
        shares.append(len(linked.keys() & set(first)) / len(linked))
    return float(np.mean(shares))


def main(data: Path) -> None:
    """Print the figures."""
    task = tasks.get(FROM_TASKS_FIT)(data)
    encoder = skillmap.make_encoder("minilm")
    store = VectorStore(encoder)
    roles = [
        PathTarget(item.id, item.names[0], TargetKind.OCCUPATION, tuple(SkillNeed(p, p) for p in item.parts))
        for item in task.targets
    ]
    table = needs_of_targets(roles, task.name)
    for title, chosen in (("all tasks", list), ("five tasks", few)):
        found = []
        for query in task.queries:
            said = [skillmap.Statement(str(n), part) for n, part in enumerate(chosen(list(query.parts)))]
            alike = likeness_of(table, said, encoder.encode, store.vectors_of)
            if alike is not None:
                found.append((query, alike))
        sys.stdout.write(f"{title}, {len(found)} occupations\n")
        for weights in WEIGHTS:
            sys.stdout.write(f"  {weights}: {recall(found, task, weights):.3f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
