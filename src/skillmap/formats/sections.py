"""The parts of a description by their headings, and the list of outcomes in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from skillmap.formats.document_text import Line

_NUMBERING = r"(?:(?:section\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+|[A-Z][.)]\s+)?"
_OF_MODULE = r"(?:\s+(?:for|of|in|covered in)\s+(?:the|this)\s+(?:module|course|unit|programme))?"
_WHOLE = r"(?:module|course|unit|intended|expected|key|main|specific|educational|summary of|rationale and)"
_YOU = r"(?:you(?:'|\u2019)?(?:ll| will)?|(?:students|learners|participants) will)"
_LONGEST_HEADING = 80
_LONGEST_LEAD_IN = 300


class Part(Enum):
    """What a section of a description is about."""

    OUTCOMES = auto()
    PROMISES = auto()
    """What learners will learn or gain, in the words of a prospectus or certificate."""
    AIMS = auto()
    PREREQUISITES = auto()
    OTHER = auto()


def _heading(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUMBERING}(?:{_WHOLE}\s+)*(?:{words}){_OF_MODULE}\s*:?$", re.IGNORECASE)


_HEADINGS = (
    (
        Part.OUTCOMES,
        _heading(
            r"(?:intended\s+)?learning (?:outcomes?|objectives)(?:\s*\([A-Z]{2,4}s?\))?|outcomes|"
            r"(?:angestrebte )?lernergebnisse(?: des moduls)?|lernziele|qualifikationsziele(?: des moduls)?"
        ),
    ),
    (
        Part.PROMISES,
        _heading(
            rf"what {_YOU} (?:learn|gain|be able to do)|{_YOU} learn|(?:course )?objectives|"
            r"(?:course )?learning goals|"
            rf"skills? {_YOU} (?:gain|learn|acquire|develop|practi[cs]e)|"
            r"(?:skills?|competenc(?:es|ies)) (?:and knowledge )?(?:gained|acquired|covered|developed|"
            r"certified|earned|demonstrated)|what (?:you|i|participants) learn(?:ed|t)|"
            r"(?:knowledge|skills) and (?:skills|knowledge|competenc(?:es|ies))|competenc(?:es|ies)|"
            r"(?:erworbene |vermittelte )?(?:kompetenzen|fähigkeiten|kenntnisse)|"
            r"(?:das|was sie) lernen(?: sie)?(?: werden)?"
        ),
    ),
    (
        Part.AIMS,
        _heading(r"aims?(?: and objectives)?|aims? & objectives|description|overview|summary|synopsis"),
    ),
    (
        Part.PREREQUISITES,
        _heading(
            r"(?:module )?pre-?requisites?(?: modules?| courses?| and co-?requisites?)?|voraussetzungen"
        ),
    ),
    (
        Part.OTHER,
        _heading(
            r"rationale|key (?:information|facts)|syllabus.*|topics?(?: covered)?|"
            r"(?:indicative |outline )?content|assessments?\b.{0,40}|summative.{0,30}|formative.{0,30}|"
            r"(?:learning |reading |recommended |key )?resources|"
            r"(?:essential |indicative |recommended )?(?:readings?|reading list|texts|references)|"
            r"bibliography|"
            r"(?:learning and )?teaching.{0,40}|delivery.{0,30}|transferable skills|employability.{0,30}|"
            r"(?:pre-?requisites?|co-?requisites?|entry requirements?).{0,30}|pass mark|contact hours|"
            r"workload|study (?:hours|time)|timetable|staff(?:ing)?|further information|notes?|contacts?|"
            r"equality.{0,30}|"
            r"special requirements|graduate attributes.{0,30}|version.{0,30}"
        ),
    ),
)
_COMPLETION = re.compile(
    r"(?:on|upon|by|after|at)\s+(?:the\s+)?(?:successful(?:ly)?\s+)?(?:complet\w+|end)\b.*"
    r"(?:able to|will|should|can|have)\b.*:?$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[•‣▪▫●○◦■□➢✓·*–—-]|[\uf000-\uf0ff]|\(cid:\d+\)|o(?= [A-Z]))\s*(?P<text>\S.*)$")
_NUMBERED = re.compile(
    r"\(?(?:(?:M|I|C)?LO|K|S|C)?\s?(?P<number>\d{1,2})(?:[.):\]]+\s*|\s+[-–]\s+|\s+)(?P<text>[^\W\d].*)$"
)
# "Skills:" between two lists is neither an outcome nor the end of one.
_GROUP = re.compile(r"[A-Z][^.;:]{2,60}:$")
_LETTERED = re.compile(r"\(?(?P<letter>[a-z])[.)]\s*(?P<text>\S.*)$")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines below one heading."""

    part: Part
    heading: Line
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The words of the heading, cut where they are many."""
        return self.heading.text.rstrip(":")[:60]

    @property
    def place(self) -> str:
        """Where the section begins."""
        return self.place_of(self.heading)

    def place_of(self, line: Line) -> str:
        """Return where a line stands; a page alone would say too little, so the heading goes with it."""
        return f"{line.place}, {self.title}" if line.page else line.place

    def prose(self) -> str:
        """Return the lines as one text."""
        return " ".join(line.text for line in self.lines if not (line.heading or line.cells))


def sections(lines: Sequence[Line]) -> list[Section]:
    """Return the sections of a document in order; what stands before the first heading is left out."""
    found: list[tuple[Part, Line, list[Line]]] = []
    for line in lines:
        part, heading, below = _opened(line, found[-1][:2] if found else None)
        if part is not None and not (found and _continues_list(found[-1], line)):
            found.append((part, heading, below))
        elif found:
            found[-1][2].append(line)
    return [Section(part, heading, tuple(below)) for part, heading, below in found]


def outcomes_of(section: Section) -> list[tuple[str, Line]]:
    """Return the learning outcomes of a section in order, each with the line on which it begins.

    Items are numbered, lettered, bulleted or marked, and lines that follow belong to the item above. A
    section without any item gives its lines, the lead-in aside.
    """
    items: list[tuple[str, Line]] = []
    expected = _Expected()
    lines = [line for line in _columns_of_outcomes(section.lines) if not line.heading]
    for line in lines:
        text = expected.item_in(line)
        if text is not None:
            items.append((text, line))
        elif items and _goes_on(line):
            items[-1] = (f"{items[-1][0]} {line.text}", items[-1][1])
    return items or [(line.text, line) for line in _unmarked(lines)]


def part_of(text: str, *, is_marked: bool = False) -> Part | None:
    """Return what a heading announces, or None when the text is no heading that we know."""
    if len(text) > _LONGEST_HEADING or text.endswith((".", ",", ";")):
        return None
    if not is_marked and not re.match(r"[A-Z\d]", text):
        return None
    return next((part for part, pattern in _HEADINGS if pattern.match(text)), None)


class _Expected:
    """Tells items from lines that happen to begin with a number, by what number must come next."""

    def __init__(self) -> None:
        self._number = 1
        self._letter = "a"
        self._kind: str | None = None

    def item_in(self, line: Line) -> str | None:
        """Return the text of an item that begins on this line, or None."""
        text = line.text
        if line.item == 1 and self._kind in (None, "marked"):
            self._kind = "marked"
            found = _BULLET.match(text) or _NUMBERED.match(text)
            return found["text"] if found else text
        for kind, found in (
            ("number", _NUMBERED.match(text)),
            ("bullet", _BULLET.match(text)),
            ("letter", _LETTERED.match(text)),
        ):
            # A list inside an item (bullets below numbers) belongs to the item.
            if found and self._kind in (None, kind) and self._is_next(kind, found):
                self._kind = kind
                return found["text"]
        return None

    def _is_next(self, kind: str, found: re.Match[str]) -> bool:
        if kind == "number":
            number = int(found["number"])
            # A list in groups (knowledge, skills) may begin again at 1.
            is_next = number in (1, self._number)
            self._number = number + 1 if is_next else self._number
            return is_next
        if kind == "letter":
            is_next = found["letter"] in ("a", self._letter)
            self._letter = chr(ord(found["letter"]) + 1) if is_next else self._letter
            return is_next
        return True


def _opened(line: Line, open_section: tuple[Part, Line] | None) -> tuple[Part | None, Line, list[Line]]:
    """Return the section that a line opens, with its heading and what stands beside it; or None."""
    for position, cell in enumerate(line.cells):
        part = part_of(cell)
        if part is not None and (position == 0 or part is Part.OUTCOMES):
            # Beside a heading stands its content; a heading further on is the head of a column.
            beside = [replace(line, text=text, cells=()) for text in line.cells[1:] if text]
            heading = replace(line, text=cell, cells=())
            return part, heading, [line] if position else beside
    part = part_of(line.text, is_marked=line.heading > 0)
    if part is None and (open_section is None or open_section[0] is not Part.OUTCOMES):
        part = Part.OUTCOMES if _announces_a_list(line) else None
    if part is None and line.heading:
        is_below = open_section is not None and 0 < open_section[1].heading < line.heading
        part = None if is_below else Part.OTHER
    return part, line, []


def _continues_list(open_section: tuple[Part, Line, list[Line]], line: Line) -> bool:
    """Return True when a line like a numbered heading is the next item of a numbered list of outcomes."""
    part, _, below = open_section
    numbered = _NUMBERED.match(line.text)
    if part is not Part.OUTCOMES or numbered is None:
        return False
    before = [int(found["number"]) for found in (_NUMBERED.match(item.text) for item in below) if found]
    return bool(before) and int(numbered["number"]) == max(before) + 1


def _goes_on(line: Line) -> bool:
    return bool(line.item) or not (line.is_apart or _GROUP.match(line.text))


def _columns_of_outcomes(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with each row of a table as one item: what stands in its column of outcomes."""
    has_list = any(line.item for line in lines)
    for is_row, run in groupby(lines, key=lambda line: bool(line.cells)):
        rows = list(run)
        if not is_row:
            yield from rows
            continue
        heads = [part_of(cell) is Part.OUTCOMES for cell in rows[0].cells]
        if any(heads):
            yield from _column(rows[1:], heads.index(True))
        elif not has_list:
            yield from _column(rows, max(range(len(rows[-1].cells)), key=lambda n: _width(rows, n)))


def _column(rows: Sequence[Line], column: int) -> Iterator[Line]:
    for row in rows:
        if column < len(row.cells) and row.cells[column]:
            yield replace(row, text=row.cells[column], item=1, cells=())


def _width(rows: Sequence[Line], column: int) -> int:
    return sum(len(row.cells[column]) for row in rows if column < len(row.cells))


def _unmarked(lines: Sequence[Line]) -> Iterator[Line]:
    held: Line | None = None
    for line in lines:
        if line.text.endswith(":") or _is_lead_in(line.text):
            continue
        if held is not None and not line.is_apart and not line.text[0].isupper():
            held = replace(held, text=f"{held.text} {line.text}")
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _announces_a_list(line: Line) -> bool:
    """Return True for "On completion you will be able to"; a whole sentence announces nothing."""
    is_open = not line.is_apart or line.text.rstrip(" .\u2026").endswith((":", " to", " can", " will"))
    return is_open and _is_lead_in(line.text)


def _is_lead_in(text: str) -> bool:
    return len(text) <= _LONGEST_LEAD_IN and bool(_COMPLETION.match(text))
