"""Credit-transfer decisions of two universities on courses of partner universities: titles only.

A query is a title, however many partners use it: nothing else is known of the course, and the same text
would get the same ranking. Its relevant targets are those of all decisions on that title. A query
without a match was only ever given credit without a named course; that says that no course was named for
these applicants, not that none fits, so read abstention on these tasks with care.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.catalogue import length_of, present, read_json, read_rows, tasks, tidy
from skillmap_eval.task import Item, Query, Task, check_task

HKU = "decisions-hku/credit_transfer.csv"
HKU_COLUMNS = ("Exchange-Course-Title", "HKU-Course-Code", "HKU-Course-Title")
HKU_CODE = re.compile(r"[A-Z]{4}\d{4}[A-Z]?")
NO_TITLE = frozenset({"", "-"})
PLACEHOLDER_CODE = re.compile(r"XXX|^ELECTIVE$")
PLACEHOLDER_TITLE = re.compile(
    r"\belectives?\b|^unmapped |^global citizenship for social sciences$|^exchange enrichment ", re.IGNORECASE
)
"""Names of credit, not of a course."""
NOTE = re.compile(r"\s*\([^)]*(exclusive|cannot|credit|review|elective)[^)]*\)?", re.IGNORECASE)
"""Remarks on how a course counts, written into its title."""
NUS = "decisions-nus/Database.json"


@dataclass(frozen=True, slots=True)
class Decision:
    """A partner's course and what was given for it."""

    title: str
    code: str | None
    """None for credit without a named course."""
    course: str
    """Title of the course that was given; empty where the source has none."""
    slices: Mapping[str, str]


@tasks.register("hku")
def hku(data: Path | None) -> Task:
    """Course titles of partner universities to courses of Hong Kong University, or unspecified credit."""
    rows = read_rows(present("hku", data, HKU), HKU_COLUMNS)
    decisions = [decision for row in rows if (decision := _hku_decision(row)) is not None]
    title = "HKU credit transfer: course titles to HKU courses; no match = unspecified credit only"
    return _task("hku", title, "MIT", decisions)


@tasks.register("nus")
def nus(data: Path | None) -> Task:
    """Module titles of partner universities to modules of the National University of Singapore."""
    path = present("nus", data, NUS)
    title = "NUS exchange mappings: module titles to NUS modules (some titles are cut at 30 characters)"
    return _task("nus", title, "no licence stated", _nus_decisions(path))


@tasks.register("nus-titles")
def nus_titles(data: Path | None) -> Task:
    """Every approved NUS mapping whose two titles differ, to the distinct titles of the NUS side."""
    decisions = _nus_decisions(present("nus-titles", data, NUS), with_placeholders=True)
    named = [decision for decision in decisions if decision.course]
    ids: dict[str, str] = {}
    for decision in named:
        ids.setdefault(decision.course.lower(), decision.course)
    rows = [decision for decision in named if decision.title.lower() != decision.course.lower()]
    queries = tuple(
        Query(
            f"nus-row-{number:04}", row.title, None, {"length": length_of(row.title), **row.slices}, row.title
        )
        for number, row in enumerate(rows, 1)
    )
    task = Task(
        name="nus-titles",
        title="NUS exchange mappings with two different titles, each a query, to the distinct NUS titles",
        kind="course-to-course",
        split="test",
        licence="no licence stated",
        queries=queries,
        targets=tuple(Item(key, (ids[key],)) for key in sorted(ids)),
        judgements={query.id: {row.course.lower(): 1} for query, row in zip(queries, rows, strict=True)},
        grades={0: "not given", 1: "given"},
    )
    check_task(task)
    return task


def _hku_decision(row: Mapping[str, str]) -> Decision | None:
    """Return None for a row that does not say clearly what was asked or what was given."""
    asked = tidy(row["Exchange-Course-Title"])
    code = "".join(row["HKU-Course-Code"].split()).upper()
    course = tidy(NOTE.sub("", row["HKU-Course-Title"]))
    if asked in NO_TITLE:
        return None
    if PLACEHOLDER_CODE.search(code) or PLACEHOLDER_TITLE.search(course):
        return Decision(asked, None, "", {})
    if HKU_CODE.fullmatch(code) is None:
        return None
    return Decision(asked, code, "" if course in NO_TITLE else course, {})


def _nus_decisions(path: Path, with_placeholders: bool = False) -> list[Decision]:
    """Read ``{code: {Title, Credits, country: {university: {Modules: [{Module Title, ...}]}}}}``."""
    content = read_json(path)
    if not isinstance(content, dict):
        raise FormatError(path.name, "", "is not a table of modules by code")
    decisions = []
    for code, module in content.items():
        try:
            course, given = tidy(module["Title"]), tidy(module["Credits"])
            countries = [(name, value) for name, value in module.items() if isinstance(value, dict)]
            partners = [
                (country, partner)
                for country, universities in countries
                for university in universities.values()
                for partner in university["Modules"]
            ]
            for country, partner in partners:
                asked = tidy(partner["Module Title"])
                slices = {
                    "country": country,
                    "partner credits": tidy(partner["Module Credits"]),
                    "NUS credits": given,
                }
                placeholder = PLACEHOLDER_TITLE.search(course) is not None
                if with_placeholders:
                    slices["decision"] = "unspecified credit" if placeholder else "specified course"
                named = None if placeholder and not with_placeholders else code
                if asked not in NO_TITLE:
                    decisions.append(Decision(asked, named, course, slices))
        except (AttributeError, KeyError, TypeError) as error:
            raise FormatError(path.name, code, f"is not a module with its mappings: {error!r}") from error
    return decisions


def _task(name: str, title: str, licence: str, decisions: Sequence[Decision]) -> Task:
    target_of, targets = _targets(decisions)
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        # A course whose title the source never gives cannot be found by title.
        if decision.code is None or decision.code in target_of:
            grouped.setdefault(decision.title.lower(), []).append(decision)
    queries, judgements = [], {}
    for number, group in enumerate(grouped.values(), 1):
        asked = group[0].title
        query = Query(f"{name}-{number:04}", asked, None, _slices(group), asked)
        queries.append(query)
        found = {target_of[decision.code] for decision in group if decision.code is not None}
        if found:
            judgements[query.id] = dict.fromkeys(sorted(found), 1)
    task = Task(
        name=name,
        title=title,
        kind="course-to-course",
        split="test",
        licence=licence,
        queries=tuple(queries),
        targets=targets,
        judgements=judgements,
        grades={0: "not given", 1: "given"},
    )
    check_task(task)
    return task


def _slices(group: Sequence[Decision]) -> dict[str, str]:
    """Give what all decisions on a title agree on, and ``several`` where they do not."""
    given = {"specified course" if decision.code else "unspecified credit" for decision in group}
    slices = {
        "length": length_of(group[0].title),
        "decision": given.pop() if len(given) == 1 else "both",
    }
    for key in group[0].slices:
        values = {decision.slices[key] for decision in group}
        slices[key] = values.pop() if len(values) == 1 else "several"
    return {key: value for key, value in slices.items() if value}


def _targets(decisions: Iterable[Decision]) -> tuple[dict[str, str], tuple[Item, ...]]:
    """Return the target id of each course code, and the targets.

    Courses of the same title are one target, under the first of their codes: universities renumber, and two
    equal titles cannot be told apart by anybody who has titles only.
    """
    titles: dict[str, Counter[str]] = {}
    for decision in decisions:
        if decision.code is not None and decision.course:
            titles.setdefault(decision.code, Counter())[decision.course] += 1
    target_of: dict[str, str] = {}
    first_with: dict[str, str] = {}
    names: dict[str, dict[str, None]] = {}
    for code in sorted(titles):
        ordered = sorted(titles[code], key=lambda title: (-titles[code][title], title))
        target = first_with.setdefault(ordered[0].lower(), code)
        target_of[code] = target
        for title in ordered:
            known = {name.lower() for name in names.get(target, ())}
            if title.lower() not in known:
                names.setdefault(target, {})[title] = None
    return target_of, tuple(Item(target, tuple(names[target])) for target in sorted(names))
