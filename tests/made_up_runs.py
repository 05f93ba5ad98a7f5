"""Runs of made-up systems on made-up tasks, seeded, with what they expect and give."""

import random

from skillmap_eval.calibration import (
    FittedOn,
    brier,
    ece,
    fit_platt,
    reliability_table,
    risk_coverage,
    wrongly_suggested,
)
from skillmap_eval.report import CalibrationResult
from skillmap_eval.result import Ranked, Run
from skillmap_eval.run import score
from skillmap_eval.task import Item, Query, Task

VERBS = ("Analyse", "Describe", "Design", "Evaluate", "Explain", "Plan", "Build", "Document")
OBJECTS = (
    "the water balance of a wetland",
    "a relational database for a small clinic",
    "staff rotas under the working time rules",
    "sensor readings with gaps and outliers",
    "a lesson for adults with mixed prior learning",
    "the hygiene plan of a commercial kitchen",
    "customer complaints in writing",
    "load cases of a steel footbridge",
    "short films for a local charity",
    "risk assessments before field work",
)
ENVIRONMENT = {
    "python": "3.12.3",
    "machine": "x86_64",
    "system": "Linux",
    "numpy": "2.1.0",
    "skillmap": "0.1.0",
}


def make_task(name: str, split: str = "test", queries: int = 60, seed: int = 1) -> Task:
    chance = random.Random(seed)
    targets = tuple(
        Item(f"t{number:03}", (f"{verb} {thing}",), f"Covers how to {verb.lower()} {thing} in practice.")
        for number, (verb, thing) in enumerate((verb, thing) for verb in VERBS for thing in OBJECTS)
    )
    asked = tuple(
        Query(
            f"q{number:03}",
            f"{chance.choice(VERBS)} {chance.choice(OBJECTS)}, then write up what was found",
            chance.choice(("en", "en", "de")),
            {
                "field": chance.choice(("health", "engineering", "media")),
                "length": chance.choice(("short", "long")),
            },
        )
        for number in range(queries)
    )
    judgements = {
        # Every tenth query has no match.
        query.id: {item.id: chance.choice((1, 2)) for item in chance.sample(targets, chance.randint(1, 4))}
        for number, query in enumerate(asked)
        if number % 10 != 9
    }
    return Task(
        name,
        f"Made-up outcomes, {name}",
        "outcome-to-outcome",
        split,
        "CC BY 4.0",
        asked,
        targets,
        judgements,
        {0: "not", 1: "partly", 2: "met"},
    )


def make_run(task: Task, system: str, skill: float, seed: int = 1, metrics=("mrr", "rp@5", "ndcg@10")) -> Run:
    rankings = []
    for query in task.queries:
        chance = random.Random(f"{seed} {query.id}")
        own = random.Random(f"{system} {query.id}")
        relevant = task.relevant_of(query.id)
        scores = {
            item.id: 0.8 * chance.random() + 0.2 * own.random() + (skill if item.id in relevant else 0)
            for item in task.targets
        }
        best = sorted(scores, key=lambda id: (-scores[id], id))[:20]
        rankings.append(Ranked(query.id, tuple(best), tuple(round(scores[id], 4) for id in best)))
    made = Run(
        system=system,
        task=task.name,
        split=task.split,
        task_sha256=task.sha256,
        fingerprint=f"{seed:08x}",
        rankings=tuple(rankings),
        per_query={},
        scored_queries=(),
        metrics={},
        environment=ENVIRONMENT,
        seconds=12.5,
    )
    return score(made, task, metrics)


def make_calibration(task: Task, system: str, count: int = 300) -> CalibrationResult:
    chance = random.Random(7)
    scores = [chance.random() for _ in range(count)]
    correct = [chance.random() < 0.2 + 0.6 * value for value in scores]
    fitted_on = FittedOn("made-up-fit", "f" * 64)
    half = count // 2
    chances = fit_platt(scores[:half], correct[:half], fitted_on=fitted_on).apply(scores[half:])
    return CalibrationResult(
        task.name,
        task.split,
        system,
        "platt",
        fitted_on,
        reliability_table(chances, correct[half:], bins=8),
        brier(chances, correct[half:]),
        ece(chances, correct[half:], bins=8),
        risk_coverage(chances, correct[half:]),
        wrongly_suggested(chances, correct[half:], (0.5, 0.6, 0.7, 0.99)),
    )
