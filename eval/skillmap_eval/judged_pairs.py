"""Judged pairs behind a confidence: what the matcher shows for each statement, and whether people agreed.

Which pairs are looked at decides every figure on them: among all pairs of a programme most are far apart and
easily told wrong. So each task names the pairs that a user is shown, and measures the surest ones apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import skillmap
from skillmap.errors import UnknownNameError
from skillmap.matching import Candidate, candidate_of, features_of
from skillmap_eval.catalogue import read_rows, tasks
from skillmap_eval.gold import FIT, TEST, GoldCase, GoldField, gold_folder, lower_of, read_field, read_labels
from skillmap_eval.shipped import gold_root
from skillmap_eval.systems.ours import RECIPES
from skillmap_eval.task import Task

Marks = NDArray[np.bool_]

SHORTLIST = 8
"""Skills of a statement that are looked at: those that were judged for our own sentences."""
NEAREST = 3
"""Module outcomes of a credential outcome that are looked at."""
BEST = "the best"
"""The part of the pairs that holds the best candidate of each query."""
MET, ASSESS, GRANTED = 2, 1, 2
"""Grades of the gold set from which a person agrees: an outcome is met, a module is at least assessed."""
SETS = {"fit": FIT, "test": TEST}
SKILL_FIELDS = {
    "fit": (
        *("agriculture", "arts", "business", "computing", "construction", "education", "engineering"),
        *("environment", "health", "hospitality", "law", "sales", "social", "transport"),
    ),
    "test": (
        *("architecture", "beauty", "chemistry", "fashion", "finance", "food", "forestry"),
        *("journalism", "library", "management", "music", "security", "sport", "veterinary"),
    ),
}
"""Fields of our own sentences, the test fields written and judged after the form of the curve stood."""


@dataclass(frozen=True)
class JudgedPairs:
    """Candidates with a judgement each, and who brought them."""

    name: str
    """What they are, e.g. ``gold fields engineering, hospitality, environment, media``."""
    split: str
    candidates: tuple[Candidate, ...]
    right: Marks
    groups: tuple[str, ...]
    """The sentence or the applicant of each pair: pairs of one group are not independent."""
    populations: Mapping[str, Marks]
    """Parts of the pairs by name; the first is the one that a confidence is fitted and judged on."""
    targets: tuple[str, ...]
    """Id of the target of each pair."""
    sources: Mapping[str, str]
    """sha256 by name of the task or field that the pairs come from."""

    @property
    def shown(self) -> Marks:
        """The pairs that a confidence is fitted and judged on."""
        return next(iter(self.populations.values()))

    @property
    def best(self) -> Marks:
        """The best candidate of each query, as far as it was judged."""
        return self.populations[BEST]

    def features(self, names: Iterable[str]) -> NDArray[np.float64]:
        """Return the named facts of each candidate, of shape (n_pairs, n_names)."""
        wanted = tuple(names)
        return np.array([features_of(candidate, wanted) for candidate in self.candidates], np.float64)


@dataclass(frozen=True, slots=True)
class ConfidenceTask:
    """One kind of match that has a confidence."""

    name: str
    claim: str
    """What the confidence is the probability of."""
    features: tuple[str, ...]
    """What it is read from; chosen by cross-validation on the fitting pairs only."""
    fitted_on: str
    """The fitting pairs in a clause."""
    splits: tuple[str, ...]
    """The fitting split first, then those for reporting only."""
    gather: Callable[[str, Path | None], JudgedPairs]


@dataclass(frozen=True, slots=True)
class _Row:
    candidate: Candidate
    right: bool
    group: str
    rank: int
    target: str
    is_nearest_to_target: bool = False


@cache
def engine() -> skillmap.Engine:
    """Return the engine as users get it: what is fitted and measured is what they see."""
    return skillmap.Engine()


def fitted_for(task: str) -> str:
    """Return the fingerprint of recipe, encoder and learned models that the engine uses for a task now."""
    if task == "statement-to-skill":
        return engine().skill_matcher.recipe_fingerprint
    return _matcher(task, [_target("t", ("anything",))]).recipe_fingerprint


def skill_pairs(split: str, data: Path | None) -> JudgedPairs:
    """Return the best skills of each sentence, right where a reader, or an annotator of vacancies, agrees."""
    if split in SKILL_FIELDS:
        rows, sources = _read_skill_rows(split)
        name = f"gold set confidence, {len(SKILL_FIELDS[split])} fields"
    else:
        task = tasks.get(split)(data)
        rows, sources, name = list(_annotated_skill_rows(task)), {task.name: task.sha256}, task.title
    ranks = np.array([row.rank for row in rows])
    populations = {f"{SHORTLIST} best": ranks < SHORTLIST, "3 best": ranks < 3, BEST: ranks == 0}
    return _pairs(name, split, rows, populations, sources)


def outcome_pairs(split: str, data: Path | None) -> JudgedPairs:
    """Return credential outcomes with the module outcomes judged for them, right where judged met."""
    fields = _fields(split, data)
    rows = [row for field in fields for row in _outcome_rows(field, data)]
    ranks = np.array([row.rank for row in rows])
    populations = {
        f"{NEAREST} nearest": ranks < NEAREST,
        "nearest to each module outcome": np.array([row.is_nearest_to_target for row in rows], np.bool_),
        BEST: ranks == 0,
        "all": ranks >= 0,
    }
    return _pairs(_named(fields), split, rows, populations, _hashes(f"gold-outcomes-{split}", data))


def module_pairs(split: str, data: Path | None) -> JudgedPairs:
    """Return applicants with the seven modules of a programme, right where at least assessment was judged."""
    fields = _fields(split, data)
    rows = [row for field in fields for row in _module_rows(field, data)]
    ranks = np.array([row.rank for row in rows])
    populations = {"all modules": ranks >= 0, "the two nearest": ranks < 2, BEST: ranks == 0}
    return _pairs(_named(fields), split, rows, populations, _hashes(f"gold-modules-{split}", data))


TASKS = {
    task.name: task
    for task in (
        ConfidenceTask(
            "statement-to-skill",
            "a careful reader would say that the statement speaks of this skill",
            ("similarity", "context"),
            "the eight best skills of 84 sentences in 14 fields, judged for this alone",
            (*SKILL_FIELDS, "tech", "skillskape"),
            skill_pairs,
        ),
        ConfidenceTask(
            "outcome-to-outcome",
            "a careful admissions officer would judge the module outcome met",
            ("similarity", "behind", "best"),
            "the fit fields of the gold set recognition, programmes of seven modules",
            tuple(SETS),
            outcome_pairs,
        ),
        ConfidenceTask(
            "credential-to-module",
            "a careful admissions officer would at least assess for this module",
            ("similarity", "behind", "best"),
            "the fit fields of the gold set recognition, programmes of seven modules",
            tuple(SETS),
            module_pairs,
        ),
    )
}


def confidence_task(name: str) -> ConfidenceTask:
    """Return a task by name.

    Raises:
        UnknownNameError: no such task has a confidence.
    """
    if name not in TASKS:
        raise UnknownNameError("task with a confidence", name, TASKS)
    return TASKS[name]


def programme_matcher(field: GoldField) -> skillmap.Matcher:
    """Return a matcher over all module outcomes of a field's programme, as the engine makes one."""
    targets = [_target(one.id, (one.text,)) for module in field.modules for one in module.outcomes]
    return _matcher("outcome-to-outcome", targets)


def _pairs(
    name: str, split: str, rows: Sequence[_Row], populations: Mapping[str, Marks], sources: Mapping[str, str]
) -> JudgedPairs:
    return JudgedPairs(
        name=name,
        split=split,
        candidates=tuple(row.candidate for row in rows),
        right=np.array([row.right for row in rows], np.bool_),
        groups=tuple(row.group for row in rows),
        populations=populations,
        targets=tuple(row.target for row in rows),
        sources=sources,
    )


def _read_skill_rows(split: str) -> tuple[list[_Row], dict[str, str]]:
    """Return the judged candidates of our own sentences; others, of a later recipe, are left out.

    Right is what both judges took for right.
    """
    folder = gold_root() / "confidence"
    files = {name: folder / f"{name}.tsv" for name in ("sentences", "judgements")}
    sentences = read_rows(files["sentences"], ("id", "field", "text"), "\t")
    labels = {
        (row["sentence"], row["skill"]): row["first"] == row["second"] == "yes"
        for row in read_rows(files["judgements"], ("sentence", "skill", "first", "second"), "\t")
    }
    asked = [
        skillmap.Statement(row["id"], row["text"], "en")
        for row in sentences
        if row["field"] in SKILL_FIELDS[split]
    ]
    rows = [
        row
        for row in _candidate_rows(engine().skill_matcher, asked, lambda pair: labels.get(pair, False))
        if (row.group, row.target) in labels
    ]
    hashes = {f"{path.stem}.tsv": hashlib.sha256(path.read_bytes()).hexdigest() for path in files.values()}
    return rows, hashes


def _annotated_skill_rows(task: Task) -> Iterator[_Row]:
    own = engine().skill_matcher
    targets = [_target(item.id, item.names, item.description) for item in task.targets]
    index = skillmap.build_index(targets, engine().store, with_terms=True, reading=own.recipe.reading)
    matcher = skillmap.Matcher(index, own.encoder, own.recipe, own.learned)
    asked = [skillmap.Statement(query.id, query.text, query.language) for query in task.queries]
    yield from _candidate_rows(matcher, asked, lambda pair: pair[1] in task.relevant_of(pair[0]))


def _candidate_rows(
    matcher: skillmap.Matcher,
    asked: Sequence[skillmap.Statement],
    is_right: Callable[[tuple[str, str]], bool],
) -> Iterator[_Row]:
    for found in matcher.match(asked, limit=SHORTLIST):
        for rank, match in enumerate(found.candidates):
            candidate = candidate_of(match, found.candidates[0].similarity)
            pair = (found.statement.id, match.target_id.rpartition("/")[2])
            yield _Row(candidate, is_right(pair), pair[0], rank, pair[1])


def _outcome_rows(field: GoldField, data: Path | None) -> Iterator[_Row]:
    folder = gold_folder(data)
    labels = lower_of(read_labels(folder, field.name, "outcomes", "gold-outcomes"))
    matcher = programme_matcher(field)
    targets = matcher.index.targets
    for case in field.cases:
        outcomes = [outcome for credential in case.credentials for outcome in credential.outcomes]
        compared = matcher.compare([skillmap.Statement(one.id, one.text, "en") for one in outcomes])
        nearest = compared.scores.max(axis=0)
        for row, outcome in enumerate(outcomes):
            scores = compared.scores[row]
            for rank, place in enumerate(np.argsort(-scores, kind="stable")):
                grade = labels.get((case.id, outcome.id, targets[place].id))
                if grade is None:
                    continue  # a module that this case was not judged against
                candidate = Candidate(_five(scores[place]), _five(scores.max()), None)
                is_nearest = bool(scores[place] == nearest[place])
                yield _Row(candidate, grade >= MET, case.id, rank, targets[place].id, is_nearest)


def _module_rows(field: GoldField, data: Path | None) -> Iterator[_Row]:
    labels = lower_of(read_labels(gold_folder(data), field.name, "awards", "gold-modules"))
    targets = [
        skillmap.Target(
            one.id, (one.title,), one.description, tuple(outcome.text for outcome in one.outcomes)
        )
        for one in field.modules
    ]
    matcher = _matcher("credential-to-module", targets)
    for case in field.cases:
        scores = matcher.compare([_applicant(case)]).scores[0]
        for rank, place in enumerate(np.argsort(-scores, kind="stable")):
            grade = labels[case.id, targets[place].id]
            candidate = Candidate(_five(scores[place]), _five(scores.max()), None)
            yield _Row(candidate, grade >= ASSESS, case.id, rank, targets[place].id)


def _applicant(case: GoldCase) -> skillmap.Statement:
    outcomes = tuple(outcome.text for credential in case.credentials for outcome in credential.outcomes)
    title = "; ".join(credential.title for credential in case.credentials)
    return skillmap.Statement(case.id, "\n".join((title, *outcomes)), "en", title, outcomes)


def _matcher(task: str, targets: Sequence[skillmap.Target]) -> skillmap.Matcher:
    recipe = RECIPES[task]
    index = skillmap.build_index(
        targets, engine().store, with_terms=recipe.needs_terms, reading=recipe.reading
    )
    return skillmap.Matcher(index, engine().encoder, recipe)


def _target(id: str, names: tuple[str, ...], description: str = "") -> skillmap.Target:
    return skillmap.Target(id, names, description)


def _five(value: float) -> float:
    return round(float(value), 5)


def _fields(split: str, data: Path | None) -> list[GoldField]:
    return [read_field(gold_folder(data), name, "gold") for name in SETS[split]]


def _named(fields: Sequence[GoldField]) -> str:
    return "gold set recognition, fields " + ", ".join(field.name for field in fields)


def _hashes(task: str, data: Path | None) -> dict[str, str]:
    return {task: tasks.get(task)(data).sha256}


__all__ = [
    "TASKS",
    "ConfidenceTask",
    "JudgedPairs",
    "confidence_task",
    "fitted_for",
    "module_pairs",
    "outcome_pairs",
    "programme_matcher",
    "skill_pairs",
]
