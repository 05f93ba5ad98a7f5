"""The weights of two recipes and the two limits of the example policy, searched again on the fit fields.

python eval/choices/weights.py

Prints the figure of the weights in use beside the best that a coordinate search finds. The search sees the
fit fields of our own gold sets only; the weights in use were chosen with more in sight (see their
docstrings), so that a difference within the noise of some 200 queries is no reason to change them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import skillmap
from skillmap.domain import Statement, Target
from skillmap.recognition import load_policy
from skillmap_eval.catalogue import tasks
from skillmap_eval.task import Task

COURSE_TASKS = tuple(
    f"gold-{kind}-fit"
    for kind in ("courses", "courses-titles", "courses-house", "courses-surface", "modules")
)
OUTCOME_TASK = "gold-outcomes-fit"
STEPS = (0.10, 0.05, 0.02)
"""How much one weight is moved at once; the others give way in proportion."""
LIMITS = np.round(np.arange(0.20, 0.90, 0.01), 2)
MET, PARTLY = 2, 1
Scores = NDArray[np.float32]
Weights = dict[str, float]


@dataclass(frozen=True)
class Pairs:
    """Every judged pair of one task: what each scorer gives, what the factors leave, and the grade."""

    name: str
    by_scorer: Mapping[str, Scores]
    factor: Scores
    grades: NDArray[np.int64]
    queries: NDArray[np.int64]
    """Number of the query of each pair; pairs of one query stand together."""

    def similarities(self, weights: Weights) -> Scores:
        """Return the similarity of each pair."""
        total = sum(weight * self.by_scorer[name] for name, weight in weights.items())
        return np.asarray(total * self.factor, np.float32)


def weights_of(recipe: skillmap.Recipe) -> Weights:
    """Return every weight of a recipe by scorer."""
    return dict((*recipe.weights, *recipe.short_list_weights))


def pairs_of(task: Task, recipe: skillmap.Recipe, encoder: skillmap.Encoder) -> Pairs:
    """Score every pair of a task with every scorer of a recipe."""
    store = skillmap.VectorStore(encoder)
    targets = [Target(item.id, item.names, item.description, item.parts) for item in task.targets]
    asked = [Statement(each.id, each.text, each.language, each.title, each.parts) for each in task.queries]
    index = skillmap.build_index(targets, store, with_terms=recipe.needs_terms, reading=recipe.reading)
    compared = skillmap.Matcher(index, encoder, recipe).compare(asked)
    place = {item.id: row for row, item in enumerate(task.targets)}
    every = np.arange(len(index))
    found: dict[str, list[Scores]] = {name: [] for name in (*weights_of(recipe), *recipe.factors)}
    grades: list[int] = []
    queries: list[int] = []
    for number, query in enumerate(compared.queries):
        judged = task.judgements[query.statement.id]
        ids = task.pools.get(query.statement.id) or tuple(place)
        rows = np.array([place[id] for id in ids])
        for name, column in found.items():
            column.append(skillmap.scorers.get(name).scores(query, index, every)[rows])
        grades += [judged.get(id, 0) for id in ids]
        queries += [number] * len(ids)
    columns = {name: np.concatenate(column) for name, column in found.items()}
    factor = np.prod([columns[name] for name in recipe.factors], axis=0)
    kept = {name: columns[name] for name in weights_of(recipe)}
    return Pairs(task.name, kept, np.asarray(factor, np.float32), np.array(grades), np.array(queries))


def reciprocal_rank(similarities: Scores, pairs: Pairs) -> float:
    """Return the mean reciprocal rank of the first target of the highest grade; ties count against it."""
    ranks = []
    for number in np.unique(pairs.queries):
        own = pairs.queries == number
        right = own & (pairs.grades == MET)
        if right.any():
            before = own & ~right & (similarities >= similarities[right].max())
            ranks.append(1 / (1 + before.sum()))
    return float(np.mean(ranks))


def told_apart(similarities: Scores, grades: NDArray[np.int64], least: int) -> float:
    """Return how often a pair of a grade or above is nearer than one below (area under the curve)."""
    right, wrong = similarities[grades >= least], similarities[grades < least]
    above = (right[:, None] > wrong).mean() + (right[:, None] == wrong).mean() / 2
    return float(above)


def agreement(similarities: Scores, grades: NDArray[np.int64], met: float, partly: float) -> float:
    """Return kappa with quadratic weights between the three extents by two limits and the grades."""
    extents = (similarities >= met).astype(np.int64) + (similarities >= partly)
    table = np.zeros((3, 3))
    np.add.at(table, (extents, grades), 1)
    costs = np.subtract.outer(np.arange(3), np.arange(3)) ** 2
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(1 - (costs * table).sum() / (costs * by_chance).sum())


def search(start: Weights, figure: Callable[[Weights], float]) -> Weights:
    """Return the weights at which no step of one of them gives a better figure."""
    best, reached = start, figure(start)
    for step in STEPS:
        improved = True
        while improved:
            tried = [moved(best, name, sign * step) for name in best for sign in (1, -1)]
            figures = [figure(one) for one in tried]
            improved = max(figures) > reached + 1e-9
            if improved:
                reached = max(figures)
                best = tried[figures.index(reached)]
    return best


def moved(weights: Weights, name: str, step: float) -> Weights:
    """Return weights with one of them moved and the others in proportion, adding up to 1."""
    own = min(1.0, max(0.0, weights[name] + step))
    rest = 1 - weights[name]
    return {
        other: own if other == name else weight * (1 - own) / rest if rest else (1 - own) / (len(weights) - 1)
        for other, weight in weights.items()
    }


def show(what: str, recipe: skillmap.Recipe, figure: Callable[[Weights], float]) -> None:
    """Print the figure of the weights in use, of equal weights and of the best found."""
    used = weights_of(recipe)
    equal = dict.fromkeys(used, 1 / len(used))
    found = max((search(used, figure), search(equal, figure)), key=figure)
    print(f"{recipe.name}: {what}")
    for name, weights in (("in use", used), ("equal", equal), ("found", found)):
        told = ", ".join(f"{scorer} {weight:.2f}" for scorer, weight in weights.items())
        print(f"  {name:7} {figure(weights):.4f}  {told}")


def show_limits(similarities: Scores, grades: NDArray[np.int64]) -> None:
    """Print the agreement at the limits in use and at the best."""
    policy = load_policy("example-university")
    limits = [(met, partly) for met in LIMITS for partly in LIMITS if partly <= met]
    found = max(limits, key=lambda pair: agreement(similarities, grades, *pair))
    used = tuple(policy.limits[name].values[-1].value for name in ("outcome_met", "outcome_partly"))
    print("limits met and partly: weighted kappa with the labels; share of the met by limit that are not met")
    for name, (met, partly) in (("in use", used), ("found", found)):
        wrong = float((grades[similarities >= met] < MET).mean())
        print(
            f"  {name:7} {met:.2f} {partly:.2f}  "
            f"{agreement(similarities, grades, met, partly):.4f}  {wrong:.3f}"
        )


def main() -> None:
    """Search all of it."""
    encoder = skillmap.make_encoder("minilm")
    outcomes = pairs_of(tasks.get(OUTCOME_TASK)(None), skillmap.OUTCOME_TO_OUTCOME, encoder)

    def outcome_figure(weights: Weights) -> float:
        similarities = outcomes.similarities(weights)
        both = [told_apart(similarities, outcomes.grades, least) for least in (PARTLY, MET)]
        return sum(both) / len(both)

    show(
        f"mean area under the curve, met and partly, {OUTCOME_TASK}",
        skillmap.OUTCOME_TO_OUTCOME,
        outcome_figure,
    )
    show_limits(outcomes.similarities(weights_of(skillmap.OUTCOME_TO_OUTCOME)), outcomes.grades)
    courses = [pairs_of(tasks.get(name)(None), skillmap.COURSE_TO_COURSE, encoder) for name in COURSE_TASKS]

    def course_figure(weights: Weights) -> float:
        return sum(reciprocal_rank(each.similarities(weights), each) for each in courses) / len(courses)

    show(f"mean of MRR over {', '.join(COURSE_TASKS)}", skillmap.COURSE_TO_COURSE, course_figure)


if __name__ == "__main__":
    main()
