"""Occupations of O*NET and of ESCO, judged by the official crosswalk between them.

The crosswalk is that of the ESCO secretariat and the US Department of Labor. It links one occupation to
many, at any of the relations of SKOS, and all of them count as relevant; what it does not link may still be
near. Ids whose hash is even are for choices, the others for reporting only. The weights of
``course-to-course`` were chosen, among others, on titles of occupations in two classifications: these titles
are no strangers to it.

``profile-to-role`` asks the reverse: the tasks of an O*NET occupation stand for what a person shows, and the
ESCO occupations that the crosswalk links are the roles to be found by the skills that ESCO states for them.
``roles-from-tasks-fit`` is for choices, ``roles-from-tasks`` for reporting only; so is
``roles-from-few-tasks``, where five tasks of each of the same occupations are all that is known of a person.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.catalogue import length_of, present, read_rows, tasks, tidy
from skillmap_eval.task import Item, Query, Task, check_task

LICENCE = "ESCO: European Union, reuse authorised; O*NET: CC BY 4.0, USDOL/ETA; crosswalk: ESCO secretariat"
CROSSWALK = "melo/crosswalk_esco_onet.csv"
OCCUPATIONS = "esco-1.2.0/raw/occupations_en.csv"
RELATIONS = "esco-1.2.0/occupationSkillRelations_reconstructed.csv"
TASKS = "onet-29.2/txt/Task Statements.txt"
GRADES = {0: "not linked", 1: "linked"}
ONE_IN = 3
"""Of the occupations for reporting, one in so many is asked for by its tasks, so that a run takes minutes."""
FROM_TASKS, FROM_TASKS_FIT = "roles-from-tasks", "roles-from-tasks-fit"
FROM_FEW_TASKS = "roles-from-few-tasks"
FEW = 5
"""Tasks of a thin profile, chosen by their hash: a badge names about as many outcomes."""
_HEAD = "O*NET Id"

Links = dict[str, set[str]]


def _register(name: str, build: Callable[[Path | None, str], Task], doc: str) -> None:
    def builder(data: Path | None) -> Task:
        return build(data, name)

    builder.__doc__ = doc
    tasks.register(name)(builder)


def _to_esco(data: Path | None, name: str) -> Task:
    links, onet = _crosswalk(data, name)
    esco = _esco(data, name)
    queries = [_query(code, onet[code]) for code in sorted(links) if _split(code) == name.rpartition("-")[2]]
    items = [Item(uri, names, text) for uri, (names, text) in esco.items()]
    return _task(name, "Occupations of O*NET to those of ESCO", queries, items, links)


def _to_onet(data: Path | None, name: str) -> Task:
    links, onet = _crosswalk(data, name)
    esco = _esco(data, name)
    back: Links = defaultdict(set)
    for code, uris in links.items():
        for uri in uris:
            back[uri].add(code)
    queries = [
        _query(uri, (esco[uri][0][0], esco[uri][1]))
        for uri in sorted(back)
        if uri in esco and _split(uri) == name.rpartition("-")[2]
    ]
    items = [Item(code, (title,), text) for code, (title, text) in sorted(onet.items())]
    return _task(name, "Occupations of ESCO to those of O*NET", queries, items, back)


def _from_tasks(data: Path | None, name: str) -> Task:
    links, onet = _crosswalk(data, name)
    stated = _essential(data, name)
    done: dict[str, list[str]] = {}
    for row in read_rows(present(name, data, TASKS), ("O*NET-SOC Code", "Task"), "\t"):
        done.setdefault(row["O*NET-SOC Code"], []).append(tidy(row["Task"]))
    if name == FROM_FEW_TASKS:
        done = {code: few(said) for code, said in done.items()}
    half = "fit" if name == FROM_TASKS_FIT else "test"
    codes = [code for code in sorted(links) if _split(code) == half and code in done][::ONE_IN]
    queries = [
        Query(
            code, " ".join(done[code]), "en", {"tasks": _many(done[code])}, onet[code][0], tuple(done[code])
        )
        for code in codes
    ]
    names = _esco(data, name)
    # Other systems read the label and the very skills that ours counts.
    items = [
        Item(uri, (names[uri][0][0], *skills), "", skills) for uri, skills in stated.items() if uri in names
    ]
    return _task(name, "Tasks of O*NET occupations to the ESCO occupations", queries, items, links)


_register(
    "occupations-to-esco-fit", _to_esco, "Occupations of O*NET to those of ESCO; choices may look at it."
)
_register("occupations-to-esco-test", _to_esco, "Occupations of O*NET to those of ESCO; for reporting only.")
_register(
    "occupations-to-onet-fit", _to_onet, "Occupations of ESCO to those of O*NET; choices may look at it."
)
_register("occupations-to-onet-test", _to_onet, "Occupations of ESCO to those of O*NET; for reporting only.")
_register(FROM_TASKS, _from_tasks, "What a person does to the roles that ask for it; for reporting only.")
_register(FROM_FEW_TASKS, _from_tasks, "Five things a person does to the roles that ask; for reporting only.")
_register(FROM_TASKS_FIT, _from_tasks, "What a person does to the roles that ask; choices may look at it.")


def _task(name: str, title: str, queries: list[Query], items: list[Item], links: Links) -> Task:
    known = {item.id for item in items}
    judgements = {query.id: {id: 1 for id in sorted(links[query.id] & known)} for query in queries}
    task = Task(
        name=name,
        title=title,
        kind="profile-to-role" if name.startswith("roles-") else "course-to-course",
        split="fit" if name.endswith("-fit") else "test",
        licence=LICENCE,
        # Links to groups of ISCO alone leave nothing to be found.
        queries=tuple(query for query in queries if judgements[query.id]),
        targets=tuple(items),
        judgements={id: graded for id, graded in judgements.items() if graded},
        grades=GRADES,
    )
    check_task(task)
    return task


def _query(id: str, occupation: tuple[str, str]) -> Query:
    title, text = occupation
    return Query(id, f"{title}\n{text}", "en", {"length": length_of(title)}, title)


def _split(id: str) -> str:
    return "test" if hashlib.sha256(id.encode()).digest()[-1] % 2 else "fit"


def few(said: list[str]) -> list[str]:
    """Return what is left of a profile that is thin, in its order."""
    chosen = sorted(said, key=lambda task: hashlib.sha256(task.encode()).digest())[:FEW]
    return [task for task in said if task in chosen]


def _many(statements: list[str]) -> str:
    return "up to 15" if len(statements) <= 15 else "more than 15"


def _crosswalk(data: Path | None, task: str) -> tuple[Links, dict[str, tuple[str, str]]]:
    path = present(task, data, CROSSWALK)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(path.name, "", f"cannot be read: {error}") from error
    start = next((place for place, row in enumerate(rows) if row[0] == _HEAD), None)
    if start is None:
        raise FormatError(path.name, "", f"expected a row of headings that begins with {_HEAD!r}")
    links: Links = defaultdict(set)
    onet: dict[str, tuple[str, str]] = {}
    for code, title, text, uri, *_ in rows[start + 1 :]:
        links[code].add(uri)
        onet[code] = tidy(title), tidy(text)
    return links, onet


def _esco(data: Path | None, task: str) -> Mapping[str, tuple[tuple[str, ...], str]]:
    path = present(task, data, OCCUPATIONS)
    columns = ("conceptUri", "preferredLabel", "altLabels", "description", "status")
    found = {}
    for row in sorted(read_rows(path, columns), key=lambda row: row["conceptUri"]):
        if row["status"] == "released":
            others = map(tidy, row["altLabels"].splitlines())
            names = tuple(dict.fromkeys(filter(None, (tidy(row["preferredLabel"]), *others))))
            found[row["conceptUri"]] = names, tidy(row["description"])
    return found


def _essential(data: Path | None, task: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    path = present(task, data, RELATIONS)
    for row in read_rows(path, ("occupationUri", "relationType", "skillLabel")):
        if row["relationType"] == "essential" and row["skillLabel"]:
            found[row["occupationUri"]].add(tidy(row["skillLabel"]))
    return {uri: tuple(sorted(labels)) for uri, labels in sorted(found.items())}
