"""Plans held against judged coverage: what a plan says it closes, and what it truly closes.

Targets are the modules of the gold set ``recognition``; on offer are the credentials of all cases of the
field. What a credential closes was judged by people before any plan was made; a pair that nobody judged,
because the credential does not come near the module, counts as not closed. A plan is made from texts alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import skillmap
from skillmap.domain import Document, Objective, PlanLimits, SkillNeed, Source
from skillmap.pathways import offers_of, plan
from skillmap_eval.awards import SPLITS, gold_applications
from skillmap_eval.bootstrap import interval
from skillmap_eval.gold import LABELS, gold_folder, lower_of, read_labels
from skillmap_eval.result import Figure

MET = LABELS["outcomes"].index("met")
SEED = 13
Closes = Mapping[str, frozenset[str]]
"""Ids of the needs that each offer truly closes."""


@dataclass(frozen=True, slots=True)
class PathTask:
    """A module to be reached with the credentials on offer in its field."""

    id: str
    field: str
    needs: tuple[SkillNeed, ...]
    offers: tuple[skillmap.Credential, ...]
    closes: Closes

    @property
    def closable(self) -> frozenset[str]:
        """Needs that some offer truly closes."""
        return frozenset().union(*self.closes.values())

    @property
    def fewest(self) -> int:
        """Offers of a best plan: the fewest that close all that can be closed."""
        useful = [offer for offer, needs in self.closes.items() if needs]
        for size in range(1, len(useful) + 1):
            for chosen in combinations(useful, size):
                if frozenset().union(*(self.closes[offer] for offer in chosen)) == self.closable:
                    return size
        return 0


@dataclass(frozen=True, slots=True)
class PathResult:
    """What one plan came to."""

    task: str
    chosen: tuple[str, ...]
    claimed: int | None
    """Needs that the plan says it closes; None for a system that says nothing."""
    closed: float
    """Share of the closable needs that are truly closed."""
    right: float | None
    """Share of the claimed needs that are truly closed; None where nothing was claimed."""


Planner = Callable[[PathTask], tuple[tuple[str, ...], int | None]]
"""Gives the ids of the offers chosen, and how many needs it says they close."""


def path_tasks(split: str, data: Path | None = None) -> tuple[PathTask, ...]:
    """Return one task for each module of which something can be closed, in the order of the fields."""
    folder = gold_folder(data)
    tasks: list[PathTask] = []
    for field in SPLITS[split]:
        labels = lower_of(read_labels(folder, field, "outcomes", f"pathways-{split}"))
        met = {(credential, outcome) for (_, credential, outcome), label in labels.items() if label == MET}
        applications = [each for each in gold_applications(split, data) if each.field == field]
        offers = tuple(credential for each in applications for credential in each.credentials)
        for module in applications[0].programme.modules:
            needs = tuple(SkillNeed(outcome.id, outcome.text) for outcome in module.outcomes)
            closes = {
                offer.id: frozenset(
                    need.id for need in needs if any((own.id, need.id) in met for own in offer.outcomes)
                )
                for offer in offers
            }
            task = PathTask(module.id, field, needs, offers, closes)
            if task.closable:
                tasks.append(task)
    return tuple(tasks)


def run_planner(tasks: Sequence[PathTask], planner: Planner) -> tuple[PathResult, ...]:
    """Return what the plans of one planner came to, in the order of the tasks."""
    return tuple(_result(task, *planner(task)) for task in tasks)


def _result(task: PathTask, chosen: tuple[str, ...], claimed: int | None) -> PathResult:
    truly = frozenset().union(*(task.closes[offer] for offer in chosen)) if chosen else frozenset()
    closed = len(truly) / len(task.closable)
    right = min(1.0, len(truly) / claimed) if claimed else None
    return PathResult(task.id, chosen, claimed, closed, right)


def figures(results: Sequence[PathResult]) -> dict[str, Figure]:
    """Return the mean of each measure with its interval, drawn by target."""
    found = {
        "closed": interval([each.closed for each in results]),
        "offers": interval([float(len(each.chosen)) for each in results]),
    }
    said = [each.right for each in results if each.right is not None]
    return found | ({"right": interval(said)} if said else {})


def planners(engine: skillmap.Engine) -> dict[str, Planner]:
    """Return skillmap's planner and what it is held against, by name.

    ``nearest`` takes as many offers as skillmap does, those whose title and outcomes lie nearest to the
    target by whole-sentence MiniLM; ``random`` draws as many; ``best`` knows the judgements.
    """
    plans: dict[str, tuple[tuple[str, ...], int]] = {}

    def ours(task: PathTask) -> tuple[tuple[str, ...], int]:
        if task.id not in plans:
            plans[task.id] = _planned(engine, task)
        return plans[task.id]

    def nearest(task: PathTask) -> tuple[tuple[str, ...], None]:
        texts = [". ".join((o.title, *(x.text for x in o.outcomes))) for o in task.offers]
        target = ". ".join(need.label for need in task.needs)
        vectors = engine.encoder.encode([target, *texts])
        scores = vectors[1:] @ vectors[0]
        ranked = sorted(range(len(texts)), key=lambda place: (-scores[place], task.offers[place].id))
        return tuple(task.offers[place].id for place in ranked[: len(ours(task)[0])]), None

    def drawn(task: PathTask) -> tuple[tuple[str, ...], None]:
        ids = sorted(offer.id for offer in task.offers)
        return tuple(random.Random(f"{SEED} {task.id}").sample(ids, len(ours(task)[0]))), None

    return {"skillmap": ours, "nearest": nearest, "random": drawn, "best": _best}


def _planned(engine: skillmap.Engine, task: PathTask) -> tuple[tuple[str, ...], int]:
    source = Source(f"offers of {task.field}", "gold-set", "0" * 64)
    offered = offers_of([Document(source, offers=task.offers)], task.needs, engine.need_matcher(task.needs))
    found = plan(task.needs, offered.offers, PlanLimits(), by=Objective.FEWEST)
    closed = {need for item in found.items for need in item.adds}
    return tuple(item.offer.id for item in found.items), len(closed)


def _best(task: PathTask) -> tuple[tuple[str, ...], int]:
    useful = [offer for offer, needs in task.closes.items() if needs]
    for chosen in combinations(useful, task.fewest):
        if frozenset().union(*(task.closes[offer] for offer in chosen)) == task.closable:
            return chosen, len(task.closable)
    return (), 0
