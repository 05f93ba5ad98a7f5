"""Our own gold set: credential outcomes to module outcomes, and applicants to modules.

The gold label is the lower of two passes; GUIDELINE.md of the set says how they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.catalogue import length_of, tasks
from skillmap_eval.gold import (
    FIT,
    TEST,
    GoldCredential,
    GoldField,
    GoldModule,
    gold_folder,
    lower_of,
    read_field,
    read_labels,
)
from skillmap_eval.task import Item, Query, Task, check_task

LICENCE = "Apache-2.0; written by the skillmap project"
OUTCOME_GRADES = {0: "not", 1: "partly", 2: "met"}
AWARD_GRADES = {0: "none found", 1: "assess", 2: "exemption or specified credit"}
ISSUERS = {
    "mooc": "MOOC platform",
    "employer": "employer",
    "universit": "university",
    "vendor": "vendor",
    "vocational": "vocational college",
    "professional": "professional body",
    "volunt": "volunteer organisation",
    "charit": "volunteer organisation",
    "public": "public service",
}
"""Kind of issuer by a piece of the writer's word for the credential; the first that is found counts."""


@tasks.register("gold-outcomes-fit")
def gold_outcomes_fit(data: Path | None) -> Task:
    """Credential outcomes to the module outcomes judged for them; choices may look at it."""
    return _outcomes_task("fit", FIT, data)


@tasks.register("gold-outcomes-test")
def gold_outcomes_test(data: Path | None) -> Task:
    """Credential outcomes to the module outcomes judged for them; for reporting only."""
    return _outcomes_task("test", TEST, data)


@tasks.register("gold-modules-fit")
def gold_modules_fit(data: Path | None) -> Task:
    """Applicants' credentials to the modules of a programme; choices may look at it."""
    return _modules_task("fit", FIT, data)


@tasks.register("gold-modules-test")
def gold_modules_test(data: Path | None) -> Task:
    """Applicants' credentials to the modules of a programme; for reporting only."""
    return _modules_task("test", TEST, data)


def _outcomes_task(split: str, names: Sequence[str], data: Path | None) -> Task:
    name, folder = f"gold-outcomes-{split}", gold_folder(data)
    fields = [read_field(folder, field, name) for field in names]
    queries: list[Query] = []
    judgements: dict[str, dict[str, int]] = {}
    pools: dict[str, tuple[str, ...]] = {}
    for field in fields:
        labels = lower_of(read_labels(folder, field.name, "outcomes", name))
        for case in field.cases:
            modules = [module for module in field.modules if module.id in case.pair_modules]
            pool = tuple(outcome.id for module in modules for outcome in module.outcomes)
            for credential in case.credentials:
                for outcome in credential.outcomes:
                    graded = {id: labels.get((case.id, outcome.id, id)) for id in pool}
                    judgements[outcome.id] = _complete(graded, f"{field.name}.outcomes.tsv", outcome.id)
                    pools[outcome.id] = pool
                    queries.append(
                        Query(outcome.id, outcome.text, "en", _slices(field, [credential], outcome.text))
                    )
    task = Task(
        name=name,
        title="Outcomes of invented credentials to outcomes of the two modules nearest to them",
        kind="outcome-to-outcome",
        split=split,
        licence=LICENCE,
        queries=tuple(queries),
        targets=tuple(
            Item(outcome.id, (outcome.text,))
            for field in fields
            for module in field.modules
            for outcome in module.outcomes
        ),
        judgements=judgements,
        grades=OUTCOME_GRADES,
        pools=pools,
    )
    check_task(task)
    return task


def _modules_task(split: str, names: Sequence[str], data: Path | None) -> Task:
    name, folder = f"gold-modules-{split}", gold_folder(data)
    fields = [read_field(folder, field, name) for field in names]
    queries: list[Query] = []
    judgements: dict[str, dict[str, int]] = {}
    pools: dict[str, tuple[str, ...]] = {}
    for field in fields:
        labels = lower_of(read_labels(folder, field.name, "awards", name))
        pool = tuple(module.id for module in field.modules)
        for case in field.cases:
            graded = _complete(
                {id: labels.get((case.id, id)) for id in pool}, f"{field.name}.awards.tsv", case.id
            )
            # Exemption and specified credit differ in what the credential carries, not in what was learnt.
            judgements[case.id] = {id: min(grade, max(AWARD_GRADES)) for id, grade in graded.items()}
            pools[case.id] = pool
            text = " ".join(_credential_text(credential) for credential in case.credentials)
            queries.append(
                _applicant(case.id, text, case.credentials, _slices(field, case.credentials, text))
            )
    task = Task(
        name=name,
        title="Credentials of invented applicants to the modules of one programme, by award",
        kind="credential-to-module",
        split=split,
        licence=LICENCE,
        queries=tuple(queries),
        targets=tuple(_module_item(module) for field in fields for module in field.modules),
        judgements=judgements,
        grades=AWARD_GRADES,
        pools=pools,
    )
    check_task(task)
    return task


def _complete(graded: dict[str, int | None], file: str, query_id: str) -> dict[str, int]:
    """Return the grades, or raise FormatError: an unjudged pair must not read as a refused one."""
    found = {id: grade for id, grade in graded.items() if grade is not None}
    missing = graded.keys() - found.keys()
    if missing:
        raise FormatError(file, query_id, f"is not judged against {min(missing)}")
    return found


def _slices(field: GoldField, credentials: Iterable[GoldCredential], text: str) -> dict[str, str]:
    kinds = sorted({credential.kind for credential in credentials})
    issuers = sorted({issuer_of(kind) for kind in kinds})
    return {
        "field": field.name,
        "issuer": " and ".join(issuers),
        "kind": " and ".join(kinds),
        "length": length_of(text),
    }


def issuer_of(kind: str) -> str:
    """Return the kind of issuer behind a kind of credential; ``other`` where the words do not say."""
    return next((issuer for piece, issuer in ISSUERS.items() if piece in kind.lower()), "other")


def _applicant(
    case_id: str, text: str, credentials: Sequence[GoldCredential], slices: dict[str, str]
) -> Query:
    title = "; ".join(credential.title for credential in credentials)
    outcomes = tuple(outcome.text for credential in credentials for outcome in credential.outcomes)
    return Query(case_id, text, "en", slices, title, outcomes)


def _credential_text(credential: GoldCredential) -> str:
    return " ".join((f"{credential.title}.", *(outcome.text for outcome in credential.outcomes)))


def _module_item(module: GoldModule) -> Item:
    outcomes = tuple(outcome.text for outcome in module.outcomes)
    return Item(module.id, (module.title,), " ".join((module.description, *outcomes)), outcomes)
