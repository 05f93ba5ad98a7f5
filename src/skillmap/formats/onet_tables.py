"""The tables of the O*NET database, row by row, and the picture they give together."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import BinaryIO

from skillmap.domain import Document, Occupation, Relation, RelationKind, Skill, SkillType, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats.facts import Findings
from skillmap.formats.ladders import number
from skillmap.formats.tally import Tally
from skillmap.formats.text import clean

MAX_ROWS = 750_000
"""Rows of all tables together; of a whole release, some 500,000 are read."""

MAX_CONCEPTS = 50_000
"""Skills and occupations together; a release has some 13,000."""

_CODE, _ELEMENT = "O*NET-SOC Code", "Element ID"
_IMPORTANCE, _LEVEL = "IM", "LV"
_LONGEST_LINE = 100_000
_NO_VALUE = frozenset(("", "n/a"))


@dataclass(slots=True)
class _Job:
    """What the tables say of one occupation."""

    place: str
    title: str = ""
    description: str = ""
    names: dict[str, None] = field(default_factory=dict)
    tasks: dict[str, None] = field(default_factory=dict)
    zone: str = ""


@dataclass(slots=True)
class _Element:
    """What the tables say of one skill, group of skills, or technology."""

    place: str
    label: str = ""
    description: str = ""
    broader: dict[str, None] = field(default_factory=dict)
    type: SkillType = SkillType.UNKNOWN
    code: str | None = None
    is_hot: bool = False
    is_rated: bool = False


class Picture:
    """What all tables read so far say together."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings = Findings()
        self._tally = Tally()
        self._jobs: dict[str, _Job] = {}
        self._elements: dict[str, _Element] = {}
        self._links: dict[tuple[str, str], float | None] = {}
        """Weight by element or occupation, and the occupation or element it is related to."""
        self._irrelevant: set[tuple[str, str]] = set()
        self._rows = 0

    def read_table(self, kind: Table, stream: BinaryIO, file: str) -> None:
        """Take in one table; ``file`` is its name where it is one of several."""
        before = f"{file}, " if file else ""
        needed = [column for column in kind.columns if column not in kind.may_be_empty]
        for row_number, row in _rows(self.source.name, kind, stream, file):
            self._rows += 1
            if self._rows > MAX_ROWS:
                raise LimitError(f"{self.source.name} holds more than {MAX_ROWS:,} rows; split it")
            place = f"{before}row {row_number}"
            if row is None or not all(row[column] for column in needed) or kind.take is None:
                self._tally.warn(
                    place, f"A row of {kind.what} has a cell too few or too many; it was not read."
                )
            else:
                kind.take(self, row, place)

    def document(self, title: str) -> Document:
        """Return everything read, joined by code.

        Raises:
            FormatError: nothing was read.
        """
        if not self._jobs and not self._elements:
            problem = "expected O*NET tables with skills or occupations, found none"
            raise FormatError(self.source.name, "", problem)
        self._place_in_outline()
        occupations = tuple(self._occupation(code, job) for code, job in self._jobs.items())
        skills = tuple(self._skill(identifier, element) for identifier, element in self._elements.items())
        self._tally.report(self.findings)
        return Document(
            source=self.source,
            skills=skills,
            occupations=occupations,
            relations=tuple(self._relations()),
            findings=self.findings.all(),
            framework_title=title,
        )

    def job(self, row: Mapping[str, str], place: str) -> _Job:
        """Return what is known of the occupation that a row is about, beginning with its code."""
        known = self._jobs.get(row[_CODE])
        if known is None:
            known = self._jobs[intern(row[_CODE])] = _Job(place)
            self._check_size()
        # The text files give titles in one table only, the spreadsheets in every one.
        known.title = known.title or row.get("Title", "")
        return known

    def element(self, identifier: str, place: str) -> _Element:
        """Return what is known of a skill, beginning with its id."""
        known = self._elements.get(identifier)
        if known is None:
            known = self._elements[intern(identifier)] = _Element(place)
            self._check_size()
        return known

    def rate(self, identifier: str, code: str, row: Mapping[str, str], place: str) -> None:
        """Take in one rating of a skill for an occupation."""
        pair = intern(identifier), intern(code)
        scale = row["Scale ID"]
        if row.get("Not Relevant") == "Y":
            self._irrelevant.add(pair)
            self._tally.note(place, "An element is flagged as not relevant for an occupation; not related.")
        if scale == _IMPORTANCE:
            self._links[pair] = self._importance(row, place)
        elif scale == _LEVEL:
            self._links.setdefault(pair, None)
            self._tally.note(place, "A level rating (LV) was not kept; the weight is the importance.")
        else:
            self._tally.note(place, f"A rating on the scale {scale[:10]!r} was not kept.")

    def relate(self, origin: str, target: str) -> None:
        """Take in that two are linked, without a measure."""
        self._links.setdefault((intern(origin), intern(target)), None)

    def note(self, place: str, message: str) -> None:
        """Keep an oddity of a row."""
        self._tally.note(place, message)

    def _check_size(self) -> None:
        if len(self._jobs) + len(self._elements) > MAX_CONCEPTS:
            limit = f"{MAX_CONCEPTS:,} skills and occupations"
            raise LimitError(f"{self.source.name} holds more than {limit}; split it")

    def _importance(self, row: Mapping[str, str], place: str) -> float | None:
        value = number(row["Data Value"])
        if value is None:
            self._tally.warn(place, "A rating is not a number; its relation has no weight.")
        elif row.get("Recommend Suppress") == "Y":
            self._tally.note(place, "O*NET recommends not to show a rating; its relation has no weight.")
            return None
        return value

    def _occupation(self, code: str, job: _Job) -> Occupation:
        if not job.title:
            self._tally.note(job.place, "An occupation is given by its code only.")
        return Occupation(
            code,
            job.title or code,
            alt_labels=tuple(name for name in job.names if name != job.title),
            description=job.description,
            code=code,
            tasks=tuple(job.tasks),
            language="en",
            place=job.place,
            details=(("Job Zone", job.zone),) if job.zone else (),
        )

    def _place_in_outline(self) -> None:
        """Put each element that names no parent under the nearest one above it in the content model."""
        groups = set()
        for identifier, element in self._elements.items():
            if element.broader or _kind_of(identifier) is None:
                continue
            above = identifier.rpartition(".")[0]
            while above and above not in self._elements:
                above = above.rpartition(".")[0]
            if above:
                element.broader[above] = None
                groups.add(above)
        for identifier in groups:
            if not self._elements[identifier].is_rated:
                self._elements[identifier].type = SkillType.GROUP

    def _skill(self, identifier: str, element: _Element) -> Skill:
        if any(parent not in self._elements for parent in element.broader):
            self._tally.note(element.place, "An element stands under one that is not in what was read.")
        return Skill(
            identifier,
            element.label or identifier,
            description=element.description,
            type=element.type,
            broader=tuple(element.broader),
            code=element.code,
            language="en",
            place=element.place,
            details=(("Hot Technology", "Y"),) if element.is_hot else (),
        )

    def _relations(self) -> Iterator[Relation]:
        for identifier, element in self._elements.items():
            for parent in element.broader:
                yield Relation(identifier, RelationKind.BROADER, parent)
        for pair, weight in self._links.items():
            if pair not in self._irrelevant:
                yield Relation(pair[0], RelationKind.RELATED, pair[1], weight)


Take = Callable[[Picture, Mapping[str, str], str], None]

_KINDS = (
    ("1.A", SkillType.UNKNOWN),  # abilities
    ("1.C", SkillType.UNKNOWN),  # work styles
    ("2.A", SkillType.SKILL),
    ("2.B", SkillType.SKILL),
    ("2.C", SkillType.KNOWLEDGE),
    ("4.A", SkillType.UNKNOWN),  # work activities
)
"""Parts of the content model that are skills in our sense, by their place in its outline."""


def _kind_of(identifier: str) -> SkillType | None:
    return next(
        (kind for part, kind in _KINDS if identifier == part or identifier.startswith(f"{part}.")), None
    )


def _take_occupation(picture: Picture, row: Mapping[str, str], place: str) -> None:
    job = picture.job(row, place)
    if job.title and job.title != row["Title"]:
        picture.note(place, "An occupation has a second title; the first was kept.")
        return
    job.title, job.description, job.place = row["Title"], row["Description"], place


def _take_task(picture: Picture, row: Mapping[str, str], place: str) -> None:
    picture.job(row, place).tasks[row["Task"]] = None
    if row["Task Type"] not in _NO_VALUE:
        picture.note(place, "Whether a task is core or supplemental was not kept.")


def _take_name(picture: Picture, row: Mapping[str, str], place: str) -> None:
    names = picture.job(row, place).names
    for column in ("Alternate Title", "Short Title", "Reported Job Title"):
        if row.get(column, "") not in _NO_VALUE:
            names[row[column]] = None


def _take_zone(picture: Picture, row: Mapping[str, str], place: str) -> None:
    picture.job(row, place).zone = row["Job Zone"]


def _take_rating(picture: Picture, row: Mapping[str, str], place: str) -> None:
    identifier = row[_ELEMENT]
    kind = _kind_of(identifier)
    if kind is None:
        picture.note(
            place, "A rated element is neither skill, knowledge, ability, style nor activity; not read."
        )
        return
    element = picture.element(identifier, place)
    element.label, element.type, element.code = row["Element Name"], kind, identifier
    element.is_rated = True
    picture.job(row, place)
    picture.rate(identifier, row[_CODE], row, place)


def _take_element(picture: Picture, row: Mapping[str, str], place: str) -> None:
    identifier = row[_ELEMENT]
    kind = _kind_of(identifier)
    if kind is None:
        picture.note(place, "An element is neither skill, knowledge, ability, style nor activity; not read.")
        return
    element = picture.element(identifier, place)
    element.label, element.type, element.code = row["Element Name"], kind, identifier
    element.description, element.place = row["Description"], place


def _take_activity(picture: Picture, row: Mapping[str, str], place: str) -> None:
    narrow, above = ("DWA", row["IWA ID"]) if row.get("DWA ID") else ("IWA", row[_ELEMENT])
    identifier = row[f"{narrow} ID"]
    element = picture.element(identifier, place)
    element.label, element.code, element.place = row[f"{narrow} Title"], identifier, place
    element.broader[above] = None


def _take_activity_link(picture: Picture, row: Mapping[str, str], place: str) -> None:
    picture.job(row, place)
    element = picture.element(row["DWA ID"], place)
    element.code = row["DWA ID"]
    element.label = element.label or row.get("DWA Title", "")
    picture.relate(row["DWA ID"], row[_CODE])


def _take_technology(picture: Picture, row: Mapping[str, str], place: str) -> None:
    picture.job(row, place)
    commodity = picture.element(row["Commodity Code"], place)
    commodity.label, commodity.type = row["Commodity Title"], SkillType.GROUP
    commodity.code = row["Commodity Code"]
    # O*NET gives technologies no code, so the name is what identifies one.
    element = picture.element(row["Example"], place)
    element.label, element.type = row["Example"], SkillType.SKILL
    element.broader[row["Commodity Code"]] = None
    element.is_hot = element.is_hot or row.get("Hot Technology") == "Y"
    if row.get("In Demand") == "Y":
        picture.note(place, "A technology is in demand for an occupation; a relation does not say so.")
    picture.relate(row["Example"], row[_CODE])


def _take_related_job(picture: Picture, row: Mapping[str, str], place: str) -> None:
    picture.job(row, place)
    picture.relate(row[_CODE], row["Related O*NET-SOC Code"])
    picture.note(place, "How closely two occupations are related was not kept.")


def _take_element_link(picture: Picture, row: Mapping[str, str], place: str) -> None:
    ends = []
    for column, identifier in row.items():
        if column.endswith("Element ID"):
            ends.append(identifier)
            element = picture.element(identifier, place)
            element.label = row.get(column.removesuffix("ID") + "Name", "") or element.label
            element.type, element.code = _kind_of(identifier) or SkillType.UNKNOWN, identifier
    picture.relate(ends[0], ends[1])


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table."""

    what: str
    columns: tuple[str, ...]
    """Columns that tell it; of several kinds that fit a header, the one with most of them is meant."""
    take: Take | None = None
    """Takes in one row; None for a table that holds neither skills nor occupations."""
    may_be_empty: tuple[str, ...] = ()


_TABLES = (
    Table("occupations", (_CODE, "Title", "Description"), _take_occupation, ("Description",)),
    Table("tasks", (_CODE, "Task ID", "Task", "Task Type"), _take_task, ("Task ID", "Task Type")),
    Table("alternate titles", (_CODE, "Alternate Title"), _take_name),
    Table("reported titles", (_CODE, "Reported Job Title"), _take_name),
    Table("job zones", (_CODE, "Job Zone"), _take_zone),
    Table("related occupations", (_CODE, "Related O*NET-SOC Code"), _take_related_job),
    Table("ratings", (_CODE, _ELEMENT, "Element Name", "Scale ID", "Data Value"), _take_rating),
    Table(
        "content model elements", (_ELEMENT, "Element Name", "Description"), _take_element, ("Description",)
    ),
    Table("intermediate work activities", (_ELEMENT, "IWA ID", "IWA Title"), _take_activity),
    Table("detailed work activities", (_ELEMENT, "IWA ID", "DWA ID", "DWA Title"), _take_activity),
    Table(
        "links of tasks to work activities", (_CODE, "Task ID", "DWA ID"), _take_activity_link, ("Task ID",)
    ),
    Table(
        "technology skills",
        (_CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology"),
        _take_technology,
        ("Hot Technology",),
    ),
    Table(
        "links of abilities to work activities",
        ("Abilities Element ID", "Work Activities Element ID"),
        _take_element_link,
    ),
    Table(
        "links of skills to work activities",
        ("Skills Element ID", "Work Activities Element ID"),
        _take_element_link,
    ),
    Table("tools", (_CODE, "Example", "Commodity Code", "Commodity Title")),
    Table("tasks proposed for later surveys", (_CODE, "Task", "Category")),
    Table("task ratings", (_CODE, "Task ID", "Scale ID", "Data Value")),
    Table(
        "work context, education and training",
        (_CODE, _ELEMENT, "Element Name", "Scale ID", "Category", "Data Value"),
    ),
    Table("survey metadata", (_CODE, "Item", "Response")),
    Table("commodity codes", ("Commodity Code", "Commodity Title", "Class Code", "Class Title")),
    Table("scales", ("Scale ID", "Scale Name", "Minimum", "Maximum")),
    Table("scale anchors", (_ELEMENT, "Element Name", "Scale ID", "Anchor Value")),
    Table("survey item numbers", (_ELEMENT, "Element Name", "Survey Item Number")),
    Table("rating categories", ("Scale ID", "Category", "Category Description")),
    Table("job zone descriptions", ("Job Zone", "Name", "Experience", "Education")),
    Table("interest keywords", (_ELEMENT, "Element Name", "Keyword")),
    Table("interest examples", (_ELEMENT, "Element Name", "Interest Type")),
    Table("links to work context", ("Abilities Element ID", "Work Context Element ID")),
    Table("links to work context", ("Skills Element ID", "Work Context Element ID")),
    Table("interest groups", ("Basic Interests Element ID", "RIASEC Element ID")),
)
_ALSO_READ = (
    *("Title", "Not Relevant", "Recommend Suppress", "Short Title", "In Demand", "DWA Title"),
    *("Abilities Element Name", "Skills Element Name", "Work Activities Element Name"),
)
"""Columns that older or newer releases lack, or that only some tables of a kind have."""


def header_of(head: bytes) -> list[str]:
    """Return the column names in the first line of a file."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    return [clean(cell) for cell in line.decode("utf-8", errors="replace").split("\t")]


def table_of(header: list[str]) -> Table | None:
    """Return which kind of table has this header; None for what is not of O*NET."""
    fitting = [kind for kind in _TABLES if set(kind.columns) <= set(header)]
    return max(fitting, key=lambda kind: len(kind.columns), default=None)


def _rows(name: str, kind: Table, stream: BinaryIO, file: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Yield the rows of a table with the columns that are read; None for one with a cell too many or too few.

    The cells of O*NET are not quoted: a quotation mark is an inch.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
    place = file
    try:
        header = [clean(cell) for cell in text.readline(_LONGEST_LINE).split("\t")]
        read = [(header.index(column), column) for column in (*kind.columns, *_ALSO_READ) if column in header]
        for row_number, line in enumerate(iter(lambda: text.readline(_LONGEST_LINE), ""), start=2):
            place = f"{file}, row {row_number}" if file else f"row {row_number}"
            if len(line) == _LONGEST_LINE:
                raise FormatError(name, place, f"has more than {_LONGEST_LINE:,} characters")
            cells = line.split("\t")
            if len(cells) == len(header):
                yield row_number, {column: clean(cells[position]) for position, column in read}
            elif line.strip():
                yield row_number, None
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]
        raise FormatError(name, f"after {place}", f"holds a byte 0x{wrong:02x} that is not UTF-8") from error
    finally:
        # The stream belongs to the caller; the wrapper would close it.
        text.detach()
