"""Our own gold set ``courses``: courses of one college to those of others, written to set traps.

Every course asked for has one course of the same content, and a near miss by level, by part or by topic that
counts as partly the same. A third course shares its surface: the words of its title, the prose of its
house, or both. DATASHEET.md of the set says how it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.errors import FormatError
from skillmap_eval.catalogue import TaskAbsentError, length_of, read_json, read_rows, tasks, tidy
from skillmap_eval.shipped import gold_root
from skillmap_eval.task import Item, Query, Task, check_task

FIT = ("computing", "business", "health", "education")
TEST = ("engineering", "arts", "environment", "society")
LICENCE = "Apache-2.0; written by the skillmap project"
GRADES = {0: "other", 1: "near", 2: "same"}
COLUMNS = ("id", "field", "side", "house", "title", "content", "outcomes", "same", "near", "apart")
PLAIN = "south"
"""The house without prose of its own."""
CUT_AT = 30


@dataclass(frozen=True, slots=True)
class Course:
    """A course in the words of its writer, before its house puts its prose around them."""

    id: str
    field: str
    house: str
    title: str
    content: str
    outcomes: tuple[str, ...]
    same: str
    near: str
    apart: str


@dataclass(frozen=True, slots=True)
class Houses:
    """The prose of each house."""

    prose: Mapping[str, Mapping[str, str]]

    def description(self, course: Course, house: str) -> str:
        """Return what the catalogue of a house says of a course, without its outcomes."""
        frame = self.prose[house]
        return tidy(f"{frame['before']} {course.content} {frame['after']}")

    def outcomes(self, course: Course, house: str) -> tuple[str, ...]:
        """Return the outcomes as a house words them."""
        frame = self.prose[house]
        return tuple(tidy(f"{frame['outcome']}{outcome}.") for outcome in course.outcomes)

    def item(self, course: Course, house: str, item_id: str) -> Item:
        """Return a course as something to find."""
        outcomes = self.outcomes(course, house)
        return Item(
            item_id, (course.title,), " ".join((self.description(course, house), *outcomes)), outcomes
        )

    def query(self, course: Course, house: str) -> Query:
        """Return a course as something asked for."""
        outcomes = self.outcomes(course, house)
        text = " ".join((f"{course.title}.", self.description(course, house), *outcomes))
        slices = {"field": course.field, "house": house, "near miss": "yes" if course.near else "no"}
        return Query(course.id, text, "en", slices | {"length": length_of(text)}, course.title, outcomes)


Builder = Callable[[Sequence[Course], Sequence[Course], Houses], dict[str, Any]]


def whole(queries: Sequence[Course], targets: Sequence[Course], houses: Houses) -> dict[str, Any]:
    """Every course in the words of its own house, against all targets of the split."""
    return {
        "queries": tuple(houses.query(course, course.house) for course in queries),
        "targets": tuple(houses.item(course, course.house, course.id) for course in targets),
        "judgements": {course.id: _grades(course) for course in queries},
    }


def titles(queries: Sequence[Course], targets: Sequence[Course], houses: Houses) -> dict[str, Any]:
    """Titles alone, those that are looked through cut at 30 characters."""
    return {
        "queries": tuple(
            Query(
                *(course.id, course.title, "en"),
                {"field": course.field, "length": length_of(course.title)},
                course.title,
            )
            for course in queries
        ),
        "targets": tuple(Item(course.id, (course.title[:CUT_AT].strip(),)) for course in targets),
        "judgements": {course.id: _grades(course) for course in queries},
    }


def house(queries: Sequence[Course], targets: Sequence[Course], houses: Houses) -> dict[str, Any]:
    """Institutional bias: every wrong course in the prose of the asking house, the right one in another's."""
    used = [name for name in houses.prose if name != PLAIN]
    asked = {course.id: used[row % len(used)] for row, course in enumerate(queries)}
    other = {course.id: used[(row + 1) % len(used)] for row, course in enumerate(queries)}
    pools = {
        course.id: tuple(
            f"{target.id}@{(other if target.id == course.same else asked)[course.id]}" for target in targets
        )
        for course in queries
    }
    return {
        "queries": tuple(houses.query(course, asked[course.id]) for course in queries),
        "targets": tuple(
            houses.item(target, name, f"{target.id}@{name}") for target in targets for name in used
        ),
        "judgements": {course.id: {f"{course.same}@{other[course.id]}": 2} for course in queries},
        "pools": pools,
    }


def plain(queries: Sequence[Course], targets: Sequence[Course], houses: Houses) -> dict[str, Any]:
    """The measure for ``house``: the same courses, none with prose."""
    return {
        "queries": tuple(houses.query(course, PLAIN) for course in queries),
        "targets": tuple(houses.item(course, PLAIN, course.id) for course in targets),
        "judgements": {course.id: {course.same: 2} for course in queries},
    }


def surface(queries: Sequence[Course], targets: Sequence[Course], houses: Houses) -> dict[str, Any]:
    """Superficial matching: the course of the same content beside the one of the same surface."""
    made = whole(queries, targets, houses)
    return made | {
        "judgements": {course.id: {course.same: 2} for course in queries},
        "pools": {course.id: tuple(sorted((course.same, course.apart))) for course in queries},
    }


def _grades(course: Course) -> dict[str, int]:
    return {course.same: 2} | ({course.near: 1} if course.near else {})


_KINDS: dict[str, tuple[Builder, str]] = {
    "": (whole, "Courses to courses of other houses with the same content"),
    "-titles": (titles, "Titles of courses to titles of the same content, those cut at 30 characters"),
    "-house": (house, "Courses to one of the same content; all others in the prose of the asking house"),
    "-plain": (plain, "Courses to one of the same content; none with catalogue prose"),
    "-surface": (surface, "Courses to one of the same content or one of the same surface"),
}


def _register(kind: str, builder: Builder, title: str, split: str, fields: Sequence[str]) -> None:
    name = f"gold-courses{kind}-{split}"

    def build(data: Path | None) -> Task:
        queries, targets, houses = _read(courses_folder(data), name, fields)
        task = Task(
            name=name,
            title=title,
            kind="course-to-course",
            split=split,
            licence=LICENCE,
            grades=GRADES,
            relevant=2,
            **builder(queries, targets, houses),
        )
        check_task(task)
        return task

    build.__doc__ = f"{title}."
    tasks.register(name)(build)


for _kind, (_builder, _title) in _KINDS.items():
    for _split, _fields in (("fit", FIT), ("test", TEST)):
        _register(_kind, _builder, _title, _split, _fields)


def courses_folder(data: Path | None) -> Path:
    """Return the folder of the set: ``courses`` of the user's data, or else the one that ships."""
    if data is not None and (data / "courses" / "courses.tsv").is_file():
        return data / "courses"
    return gold_root() / "courses"


def _read(folder: Path, task: str, fields: Sequence[str]) -> tuple[list[Course], list[Course], Houses]:
    for file in ("courses.tsv", "houses.json"):
        if not (folder / file).is_file():
            raise TaskAbsentError(task, file, folder)
    prose = read_json(folder / "houses.json")
    rows = read_rows(folder / "courses.tsv", COLUMNS, "\t")
    if not isinstance(prose, dict):
        raise FormatError("houses.json", "", "is not a table of houses")
    queries: list[Course] = []
    targets: list[Course] = []
    for number, row in enumerate(rows, 2):
        if row["field"] not in (*FIT, *TEST) or row["house"] not in prose:
            raise FormatError("courses.tsv", f"row {number}", "names a field or house that is not known")
        if row["field"] in fields:
            (queries if row["side"] == "query" else targets).append(_course(row))
    return queries, targets, Houses(prose)


def _course(row: Mapping[str, str]) -> Course:
    outcomes = tuple(tidy(outcome) for outcome in row["outcomes"].split(" | ") if outcome.strip())
    return Course(
        id=row["id"],
        field=row["field"],
        house=row["house"],
        title=tidy(row["title"]),
        content=tidy(row["content"]),
        outcomes=outcomes,
        same=row["same"],
        near=row["near"],
        apart=row["apart"],
    )
