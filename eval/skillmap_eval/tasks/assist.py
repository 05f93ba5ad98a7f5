"""Articulation agreements of Santa Monica College and UC San Diego (ASSIST.org, 2024-25).

An agreement is kept from the side of the receiving university: "for our course X bring your course Y", or
"for X nothing of yours will do". So ``assist`` asks from that side too: it is the only side on which
the absence of a match is on record. ``assist-catalogue`` asks the way an applicant does, from the course
that was taken to the whole catalogue of the receiving university; every query there has a match. Credit
of a two-year college is for the first two years of a degree: ``assist-lower`` asks the same against the
lower-division courses alone, those numbered below 100.

An agreement may need several courses on either side. Targets are always single courses; each course
of the group is relevant (grade 1), and the slice ``courses needed`` keeps such queries apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.catalogue import length_of, present, read_json, read_rows, tasks, tidy
from skillmap_eval.task import Item, Query, Task, check_task

PAIRS = "assist-smc-ucsd/pairs.csv"
CATALOGUE = "assist-smc-ucsd/ucsd_courses_raw.json"
LICENCE = "ASSIST.org and the two catalogues; no licence stated"
ARTICULATED = "articulated"
COLUMNS = (
    *("decision", "sending_code", "sending_title", "sending_units_semester", "sending_description"),
    *("receiving_code", "receiving_title", "receiving_units_quarter", "receiving_description"),
)
QUARTER_UNITS_IN_SEMESTER_UNIT = 1.5
UPPER_DIVISION = 100
"""Number from which a course of UC San Diego is upper-division."""


@dataclass(frozen=True, slots=True)
class Courses:
    """One side of an agreement: a course, or several that count together."""

    courses: tuple[Item, ...]
    units: str

    @property
    def id(self) -> str:
        """The codes in order of the alphabet: the source names one group in several orders."""
        return " + ".join(sorted(course.id for course in self.courses))

    @property
    def title(self) -> str:
        """The titles, one after another."""
        return "; ".join(course.names[0] for course in self.courses)

    @property
    def text(self) -> str:
        """Title and description of each course."""
        return " ".join(_sentence(course.names[0], course.description) for course in self.courses)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is needed for a receiving course; no sending courses where nothing will do."""

    decision: str
    sending: Courses
    receiving: Courses


@tasks.register("assist")
def assist(data: Path | None) -> Task:
    """UC San Diego courses to Santa Monica College courses, with the courses that nothing articulates to."""
    agreements = _agreements(present("assist", data, PAIRS))
    title = "ASSIST: receiving course (UC San Diego) to sending courses (Santa Monica College)"
    asked = [(agreement.receiving, agreement.sending, agreement) for agreement in agreements]
    sending = _courses(agreement.sending for agreement in agreements)
    return _task("assist", title, asked, {code: (item,) for code, item in sending.items()})


@tasks.register("assist-catalogue")
def assist_catalogue(data: Path | None) -> Task:
    """Santa Monica College courses to the whole catalogue of UC San Diego; every query has a match."""
    return _to_catalogue("assist-catalogue", data)


def _to_catalogue(name: str, data: Path | None) -> Task:
    agreements = _agreements(present(name, data, PAIRS))
    catalogue = _catalogue(present(name, data, CATALOGUE))
    receiving = _courses(agreement.receiving for agreement in agreements)
    # Some courses stand in agreements only; they join the catalogue.
    targets = {code: (item,) for code, item in receiving.items() if code not in catalogue} | catalogue
    title = "ASSIST: sending courses (Santa Monica College) to the catalogue of UC San Diego"
    asked = [
        (agreement.sending, agreement.receiving, agreement)
        for agreement in agreements
        if agreement.decision == ARTICULATED
    ]
    return _task(name, title, asked, targets)


@tasks.register("assist-lower")
def assist_lower(data: Path | None) -> Task:
    """Santa Monica College courses to the lower-division courses of UC San Diego."""
    whole = _to_catalogue("assist-lower", data)
    targets = tuple(item for item in whole.targets if is_lower_division(item.id))
    kept = {item.id for item in targets}
    judgements = {
        query: lower
        for query, graded in whole.judgements.items()
        if (lower := {target: grade for target, grade in graded.items() if target in kept})
    }
    task = replace(
        whole,
        title="ASSIST: sending courses (Santa Monica College) to lower-division courses of UC San Diego",
        queries=tuple(query for query in whole.queries if query.id in judgements),
        targets=targets,
        judgements=judgements,
    )
    check_task(task)
    return task


def is_lower_division(code: str) -> bool:
    """Return True for a course of the first two years, by its number."""
    number = re.search(r"\d+", code)
    return number is not None and int(number[0]) < UPPER_DIVISION


def _task(
    name: str,
    title: str,
    asked: Sequence[tuple[Courses, Courses, Agreement]],
    items_of: Mapping[str, tuple[Item, ...]],
) -> Task:
    """Build a task from (asked for, answer, agreement); ``items_of`` gives the targets of a course code."""
    grouped: dict[str, list[tuple[Courses, Courses, Agreement]]] = {}
    for row in asked:
        grouped.setdefault(row[0].id, []).append(row)
    judgements = {}
    for query_id, rows in grouped.items():
        codes = [course.id for _, answer, _ in rows for course in answer.courses]
        if codes:
            judgements[query_id] = {item.id: 1 for code in codes for item in items_of[code]}
    task = Task(
        name=name,
        title=title,
        kind="course-to-course",
        split="test",
        licence=LICENCE,
        queries=tuple(
            _query(query_id, rows[0][0], [row[2] for row in rows]) for query_id, rows in grouped.items()
        ),
        targets=tuple({item.id: item for items in items_of.values() for item in items}.values()),
        judgements=judgements,
        grades={0: "not articulated", 1: "articulated"},
    )
    check_task(task)
    return task


def _query(query_id: str, asked: Courses, agreements: Sequence[Agreement]) -> Query:
    return Query(query_id, asked.text, "en", _slices(asked.text, agreements), asked.title)


def _slices(text: str, agreements: Sequence[Agreement]) -> dict[str, str]:
    """Units as published: semester units on the sending side, quarter units on the receiving side."""
    first = agreements[0]
    slices = {"length": length_of(text), "decision": first.decision}
    slices["receiving units (quarter)"] = _one_of(agreement.receiving.units for agreement in agreements)
    if first.decision == ARTICULATED:
        needed = max(len(agreement.sending.courses) for agreement in agreements)
        slices["courses needed"] = "one" if needed == 1 else "several"
        slices["sending units (semester)"] = _one_of(agreement.sending.units for agreement in agreements)
        slices["volume"] = _one_of(_volume(agreement) for agreement in agreements)
    return slices


def _volume(agreement: Agreement) -> str:
    """Compare both sides in quarter units."""
    try:
        sending = float(agreement.sending.units) * QUARTER_UNITS_IN_SEMESTER_UNIT
        receiving = float(agreement.receiving.units)
    except ValueError:
        return "unknown"
    return "sending is smaller" if sending < receiving else "sending is not smaller"


def _one_of(values: Iterable[str]) -> str:
    found = sorted(set(values))
    return found[0] if len(found) == 1 else "several"


def _agreements(path: Path) -> list[Agreement]:
    return [
        Agreement(
            row["decision"],
            _side(row, "sending", row["sending_units_semester"]),
            _side(row, "receiving", row["receiving_units_quarter"]),
        )
        for row in read_rows(path, COLUMNS)
    ]


def _side(row: Mapping[str, str], side: str, units: str) -> Courses:
    """Split one side of a row: codes and titles are joined with `` + ``, descriptions with `` || ``."""
    codes = [tidy(code) for code in row[f"{side}_code"].split(" + ") if code.strip()]
    titles = row[f"{side}_title"].split(" + ")
    descriptions = row[f"{side}_description"].split(" || ")
    # With fewer descriptions than courses nobody can say whose they are.
    if len(descriptions) != len(codes):
        descriptions = []
    parts = zip_longest(codes, titles[: len(codes)], descriptions, fillvalue="")
    return Courses(tuple(Item(code, (tidy(title),), tidy(text)) for code, title, text in parts), units)


def _courses(sides: Iterable[Courses]) -> dict[str, Item]:
    """Every course by code, in order of first mention, with a description where any row gives one."""
    found: dict[str, Item] = {}
    for side in sides:
        for course in side.courses:
            if course.id not in found or not found[course.id].description:
                found[course.id] = course
    return found


def _catalogue(path: Path) -> dict[str, tuple[Item, ...]]:
    """Items of the catalogue by course code; an entry for a series stands under each of its codes."""
    content = read_json(path)
    if not isinstance(content, list):
        raise FormatError(path.name, "", "is not a list of courses")
    items: dict[str, Item] = {}
    for number, course in enumerate(content, 1):
        if not isinstance(course, dict) or not {"number", "name", "description"} <= course.keys():
            raise FormatError(path.name, f"course {number}", "has no number, name and description")
        code = tidy(course["number"])
        # Departments that share a course list it twice; the first listing stays.
        items.setdefault(code, Item(code, (tidy(course["name"]),), tidy(course["description"] or "")))
    found: dict[str, tuple[Item, ...]] = {code: (item,) for code, item in items.items()}
    for code, item in items.items():
        for single in codes_in(code):
            found.setdefault(single, (item,))
    return found


def codes_in(number: str) -> list[str]:
    """Return the course codes that a catalogue entry stands for.

    >>> codes_in("HILD 2A-B-C")
    ['HILD 2A', 'HILD 2B', 'HILD 2C']
    >>> codes_in("POLI 10 or 10D")
    ['POLI 10', 'POLI 10D']
    >>> codes_in("EDS 31/CHEM 96")
    ['EDS 31', 'CHEM 96']
    """
    department, digits, codes = "", "", []
    for part in re.split(r"\s+or\s+|[/-]", number):
        match = re.fullmatch(r"(?:([A-Z]+) ?)??(\d*)([A-Z]*)", part.strip())
        if match is None:
            return []
        # A part without a department or a number goes on with those before it.
        department, digits = match[1] or department, match[2] or digits
        if match[2] or match[3]:
            codes.append(f"{department} {digits}{match[3]}")
    return codes


def _sentence(title: str, description: str) -> str:
    return f"{title}. {description}" if description else f"{title}."
