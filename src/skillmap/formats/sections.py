"""The parts of a module description by their headings, and the list of outcomes in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from skillmap.formats.pdf_text import Line

_NUMBERING = r"(?:(?:section\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+|[A-Z][.)]\s+)?"
_OF_MODULE = r"(?:\s+(?:for|of|in|covered in)\s+(?:the|this)\s+(?:module|course|unit|programme))?"
_WHOLE = r"(?:module|course|unit|intended|expected|key|main|specific|educational|summary of|rationale and)"
_LONGEST_HEADING = 80


class Part(Enum):
    """What a section of a module description is about."""

    OUTCOMES = auto()
    AIMS = auto()
    OTHER = auto()


def _heading(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUMBERING}(?:{_WHOLE}\s+)*(?:{words}){_OF_MODULE}\s*:?$", re.IGNORECASE)


_HEADINGS = (
    (
        Part.OUTCOMES,
        _heading(r"(?:intended\s+)?learning (?:outcomes?|objectives)(?:\s*\([A-Z]{2,4}s?\))?|outcomes"),
    ),
    (
        Part.AIMS,
        _heading(r"aims?(?: and objectives)?|aims? & objectives|description|overview|summary|synopsis"),
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
    heading: str
    page: int
    lines: tuple[Line, ...]

    def prose(self) -> str:
        """Return the lines as one text."""
        return " ".join(line.text for line in self.lines)


def sections(lines: Sequence[Line]) -> list[Section]:
    """Return the sections of a document in order; what stands before the first heading is left out."""
    found: list[tuple[Part, Line, list[Line]]] = []
    for line in lines:
        part = _part(line.text)
        if part is None and _COMPLETION.match(line.text) and not (found and found[-1][0] is Part.OUTCOMES):
            part = Part.OUTCOMES
        if part is not None and not (found and _continues_list(found[-1], line)):
            found.append((part, line, []))
        elif found:
            found[-1][2].append(line)
    return [Section(part, line.text, line.page, tuple(below)) for part, line, below in found]


def outcomes_of(section: Section) -> list[tuple[str, int]]:
    """Return the learning outcomes of a section in order, each with the page on which it begins.

    Items are numbered, lettered or bulleted, and lines that follow belong to the item above. A section
    without any item gives its lines, the lead-in aside.
    """
    items: list[tuple[str, int]] = []
    expected = _Expected()
    for line in section.lines:
        text = expected.item_in(line.text)
        if text is not None:
            items.append((text, line.page))
        elif items and not _GROUP.match(line.text):
            items[-1] = (f"{items[-1][0]} {line.text}", items[-1][1])
    return items or list(_unmarked(section))


class _Expected:
    """Tells items from lines that happen to begin with a number, by what number must come next."""

    def __init__(self) -> None:
        self._number = 1
        self._letter = "a"
        self._kind: str | None = None

    def item_in(self, text: str) -> str | None:
        """Return the text of an item that begins on this line, or None."""
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


def _part(text: str) -> Part | None:
    if len(text) > _LONGEST_HEADING or not re.match(r"[A-Z\d]", text) or text.endswith((".", ",", ";")):
        return None
    return next((part for part, pattern in _HEADINGS if pattern.match(text)), None)


def _continues_list(open_section: tuple[Part, Line, list[Line]], line: Line) -> bool:
    """Return True when a line like a numbered heading is the next item of a numbered list of outcomes."""
    part, _, below = open_section
    numbered = _NUMBERED.match(line.text)
    if part is not Part.OUTCOMES or numbered is None:
        return False
    before = [int(found["number"]) for found in (_NUMBERED.match(item.text) for item in below) if found]
    return bool(before) and int(numbered["number"]) == max(before) + 1


def _unmarked(section: Section) -> Iterator[tuple[str, int]]:
    lines = [
        line for line in section.lines if not line.text.endswith(":") and not _COMPLETION.match(line.text)
    ]
    held: Line | None = None
    for line in lines:
        if held is not None and not line.text[0].isupper():
            held = Line(f"{held.text} {line.text}", held.page)
            continue
        if held is not None:
            yield held.text, held.page
        held = line
    if held is not None:
        yield held.text, held.page
