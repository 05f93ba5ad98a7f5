"""A transcript as a table, in whatever kind of file: each course that was taken becomes a credential."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

from skillmap.domain import Assessment, Credential, Credit, Document, Party, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, table
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.holder import STAND_IN
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import Fault, Form, Table, TableKind
from skillmap.formats.text import clean
from skillmap.formats.transcript import (
    Standing,
    columns,
    framework_of,
    is_header,
    is_sum,
    is_term,
    scheme_of,
    standing_of,
    tells_people_apart,
)

NAME = "transcript-table"

COMPLETED = "completed module"
NOT_COMPLETED = "module not completed"
RECOGNISED = "module recognised from elsewhere"
NOT_STATED = "module, result not stated"
# Whether anybody looked at what was learned; a grade of "withdrawn" says that nobody did.
_ASSESSED = {
    Standing.TAKEN: True,
    Standing.FAILED: True,
    Standing.WITHDRAWN: False,
    Standing.UNFINISHED: False,
    Standing.AUDITED: False,
}
_MAY_EARN = frozenset((Standing.TAKEN, Standing.RECOGNISED, Standing.UNKNOWN))
_Placed = tuple[Credit, str]
"""An amount of credit and where it stands."""
_AMOUNT = re.compile(r"(?P<amount>\d[\d.,]*)\s*(?P<scheme>[A-Za-z]{2,10}(?: [A-Za-z]{2,10})?)?$")
_NO_SCHEME = frozenset(
    ("credit", "credits", "cr", "points", "units", "unit", "credit points", "credit hours")
)
_TELLING = ("grade", "status", "credit", "credit_earned", "credit_offered")
_SHORTEST_IDENTITY = 5
"""Characters of a name or number that is looked for in the other cells of its row."""
_DATE_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y")
_CODE_LIKE = re.compile(r"(?=.*\d)[\w./ &-]{2,24}$")

FORM = Form(
    (
        *("code", "title", "grade", "grade_scale", "status", "credits_earned", "credits_attempted"),
        *("credit_scheme", "term", "level", "level_framework", "institution", "date", "language"),
    ),
    (
        {
            "code": "DAT101",
            "title": "Working with Data",
            "grade": "64",
            "grade_scale": "0 to 100, pass mark 40",
            "status": "pass",
            "credits_earned": "15",
            "credits_attempted": "15",
            "credit_scheme": "CATS",
            "term": "2023-24 Semester 1",
            "level": "4",
            "level_framework": "FHEQ",
            "institution": "Harbour University College",
            "date": "2024-02-09",
            "language": "en",
        },
        {
            "code": "DAT205",
            "title": "Statistical Models",
            "grade": "71",
            "grade_scale": "0 to 100, pass mark 40",
            "status": "pass",
            "credits_earned": "15",
            "credits_attempted": "15",
            "credit_scheme": "CATS",
            "term": "2024-25 Semester 2",
            "level": "5",
            "level_framework": "FHEQ",
            "institution": "Harbour University College",
            "date": "2025-06-27",
            "language": "en",
        },
    ),
)


def template() -> str:
    """Return an example transcript with every column, to be filled in; it asks for no name or number."""
    return table.as_csv(FORM)


def sniff(name: str, head: bytes) -> bool:
    """Return True for a table with a title and a grade, a status or credit earned for each course."""
    return any(is_header(header) for header in table.headers(head))


def read(name: str, content: bytes) -> Document:
    """Read a transcript from its bytes."""
    return read_stream(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read a transcript row by row.

    Raises:
        FormatError: the columns are not those of a transcript, it holds no course, or those of several
            people.
    """
    source = table.table_source(name, NAME, stream)
    with table.open_csv(name, stream) as opened:
        return read_table(opened, source, Findings())


def read_table(opened: Table, source: Source, findings: Findings) -> Document:
    """Read a transcript in any kind of file.

    Raises:
        FormatError: the columns are not those of a transcript, it holds no course, or those of several
            people.
    """
    transcript = Transcript(source, findings)
    transcript.read(opened)
    return transcript.document()


class Transcript:
    """A transcript on the way to credentials; it may stand in several tables, one after the other."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._source = source
        self._findings = findings
        self._credentials: dict[str, Credential] = {}
        self._times: Counter[str] = Counter()
        self._term: tuple[str, str] | None = None
        self._sums = 0
        self._others: list[str] = []
        self._holders: dict[str, str] = {}
        self._headers: set[tuple[str, ...]] = set()
        self.place = ""
        """Where the first header stands."""
        self.holder_place = ""
        """Where the file says who holds it, apart from its columns."""
        self.identities: tuple[str, ...] = ()
        """How it calls the holder there; taken out of every cell."""

    def begin_term(self, text: str, place: str) -> None:
        """Take the courses from here on as those of a term."""
        self._term = (text, place)

    def read(self, opened: Table, is_laid_out: bool = False) -> None:
        """Read the rows of one table.

        ``is_laid_out`` says that its rows are lines of a page, among which stand others than courses.

        Raises:
            FormatError: the columns are not those of a transcript, or the rows are of several people.
        """
        at = opened.where(opened.header_row)
        if not is_header(opened.header):
            problem = (
                "names no columns of a transcript; expected a course title and a grade, status or credit"
            )
            raise FormatError(self._source.name, at, problem)
        self.place = self.place or at
        names = columns(opened.header)
        self._tell_columns(at, opened.header, names)
        for number, cells in opened.rows:
            if not any(cells):
                continue
            row = _CourseRow(opened.where(number), cells, names, opened.header)
            row.erase(self.identities)
            self._check_holder(row)
            self._read_row(row, is_laid_out)

    def document(self) -> Document:
        """Return what was read.

        Raises:
            FormatError: no course was found.
        """
        if not self._credentials:
            raise FormatError(
                self._source.name, self.place, "names the columns of a transcript but no course"
            )
        if self._sums:
            message = f"{self._sums} line(s) with totals, averages or remarks were not taken for courses."
            self._findings.note(self.place, message)
        if self._others:
            # Not shown: such lines often say who the holder is.
            message = f"{len(self._others)} line(s) could not be read as a course and were left out."
            self._findings.warn(self._others[0], message)
        message = "A transcript states no learning outcomes; take those of each course from its descriptor."
        self._findings.note(self.place, message)
        return Document(
            source=self._source,
            credentials=tuple(self._credentials.values()),
            findings=self._findings.all(),
        )

    def _tell_columns(self, at: str, header: Sequence[str], names: Sequence[str]) -> None:
        shown = tuple(clean(title) for title in header)
        if shown in self._headers:
            return
        self._headers.add(shown)
        for title, name in zip(shown, names, strict=True):
            place = f"{at}, column {title}"
            if name == "holder":
                self._findings.note(place, "The column says who holds the transcript; it was not kept.")
            elif title and not name:
                self._findings.warn(place, f"There is no column {title!r} in this format; it was not read.")

    def _check_holder(self, row: _CourseRow) -> None:
        for title, value in row.holder.items():
            if tells_people_apart(title) and self._holders.setdefault(title, value) != value:
                problem = (
                    "names another person than the rows above; expected one person's transcript in a file"
                )
                raise FormatError(self._source.name, f"{row.at}, column {title}", problem)

    def _read_row(self, row: _CourseRow, is_laid_out: bool) -> None:
        if row.is_course(needs_result=is_laid_out):
            credential = self._course(row)
            self._credentials[credential.id] = credential
        elif is_sum(row.line):
            self._sums += 1
        elif is_term(row.line):
            self._term = (row.line, row.at)
        else:
            self._others.append(row.at)

    def _course(self, row: _CourseRow) -> Credential:
        facts = Facts()
        standing = standing_of(row.text("grade"), row.text("status"))
        term, term_place = row.term() or self._term or ("", "")
        self._add_id(facts, row, term)
        earned, offered = self._credits(row, standing)
        facts.add("kind", _kind(standing, earned, offered, bool(row.text("credit_earned"))), row.at)
        facts.add("term", term, term_place)
        institution = row.text("institution")
        facts.add("awarding_body", Party(institution) if institution else None, row.place("institution"))
        facts.add("language", row.text("language"), row.place("language"))
        self._add_level(facts, row)
        if earned is not None:
            facts.add("credit", *earned)
        if offered is not None:
            facts.add("credit_offered", *offered)
        self._add_result(facts, row, standing)
        self._add_date(facts, row)
        if row.holder:
            facts.add("holder_identified", True, f"{row.at}, column {next(iter(row.holder))}")
        elif self.holder_place:
            facts.add("holder_identified", True, self.holder_place)
        for name in row.faults:
            field = {"grade": "assessment", "status": "assessment", "code": "code"}.get(name, name)
            self._findings.unparsable(field, row.place(name), f"The cell {row.faults[name]}.")
        return facts.credential(self._source)

    def _add_id(self, facts: Facts, row: _CourseRow, term: str) -> None:
        code, title = row.text("code"), row.text("title")
        place = row.place("code" if code else "title")
        facts.add("id", self._free_id(code or title, term, place), place)
        facts.add("code", code, row.place("code"))
        facts.add("title", title or code, row.place("title") if title else place)
        if not title:
            self._findings.unparsable("title", place, "No title is given; the course is called by its code.")

    def _free_id(self, own: str, term: str, place: str) -> str:
        self._times[own] += 1
        if self._times[own] == 1 and own not in self._credentials:
            return own
        self._findings.note(place, "The course stands in an earlier row, too (taken again?).")
        named = f"{own} ({term})"
        if term and named not in self._credentials:
            return named
        while (numbered := f"{own} ({self._times[own]})") in self._credentials:
            self._times[own] += 1
        return numbered

    def _add_level(self, facts: Facts, row: _CourseRow) -> None:
        text = row.text("level")
        named = row.text("level_framework")
        framework = (ladders.framework_name(named) or named or None) or framework_of(row.title("level"))
        level = ladders.level_from_words(text, framework) if text else None
        if text and level is None:
            self._findings.unparsable("level", row.place("level"), "The cell is not a level.")
        facts.add("level", level, row.place("level"))

    def _credits(self, row: _CourseRow, standing: Standing) -> tuple[_Placed | None, _Placed | None]:
        """Return the credit earned and the credit that the course carries.

        Credit without a word on which of the two it is counts as earned, unless the course was not passed.
        """
        earned, plain, offered = (
            self._credit(row, name) for name in ("credit_earned", "credit", "credit_offered")
        )
        if earned is not None and earned[0].amount == 0:
            self._findings.warn(earned[1], "No credit was earned.")
        if earned is not None or standing not in _MAY_EARN:
            return earned, offered or plain
        return (plain, offered) if plain is not None else (offered, None)

    def _credit(self, row: _CourseRow, name: str) -> _Placed | None:
        text = row.text(name)
        if not text:
            return None
        found = _AMOUNT.match(text)
        amount = ladders.number(found["amount"]) if found is not None else None
        if found is None or amount is None:
            self._findings.unparsable("credit", row.place(name), "The cell is not an amount of credit.")
            return None
        beside = (found["scheme"] or "").lower()
        stated = row.text("credit_scheme") or ("" if beside in _NO_SCHEME else beside)
        scheme = ladders.scheme_name(stated) or scheme_of(row.title(name))
        return ladders.credit(amount, scheme), row.place(name)

    def _add_result(self, facts: Facts, row: _CourseRow, standing: Standing) -> None:
        name = "grade" if row.text("grade") else "status"
        place = row.place(name)
        facts.add("assessed", _ASSESSED.get(standing), place)
        if standing is Standing.AUDITED:
            facts.add("participation_only", True, place)
        grade, scale = row.text(name) or None, row.text("grade_scale")
        if grade or scale:
            kind = f"graded on the scale: {scale}" if scale else ""
            facts.add("assessment", Assessment(kind, grade), place if grade else row.place("grade_scale"))
        if standing not in (Standing.TAKEN, Standing.UNKNOWN):
            self._findings.warn(place, f"The course was {standing.value}; it is kept and marked as such.")
        if standing is Standing.UNKNOWN:
            self._findings.note(row.at, "No grade or status is given for the course.")

    def _add_date(self, facts: Facts, row: _CourseRow) -> None:
        text = row.text("awarded")
        day = _date(text) if text else None
        if text and day is None:
            message = "The cell is not a date that means one day only, like 2026-03-31."
            self._findings.unparsable("awarded", row.place("awarded"), message)
        facts.add("awarded", day, row.place("awarded"))


class _CourseRow:
    """One row under our names for its columns."""

    def __init__(self, at: str, cells: Sequence[str], names: Sequence[str], header: Sequence[str]) -> None:
        self.at = at
        kept = (clean(cell) for name, cell in zip(names, cells, strict=False) if name != "holder")
        self.line = " ".join(text for text in kept if text)
        self.faults: dict[str, str] = {}
        self.holder: dict[str, str] = {}
        """What says who holds the transcript, by title; kept only to tell people apart."""
        self._titles = dict(zip(names, header, strict=True))
        self._cells: dict[str, str] = {}
        for name, title, cell in zip(names, header, cells, strict=False):
            if name == "holder" and clean(cell):
                self.holder[clean(title)] = clean(cell).casefold()
            elif name and isinstance(cell, Fault):
                self.faults[name] = cell
            elif name:
                self._cells[name] = clean(cell)
        self.erase(tuple(self.holder.values()))
        if self._cells.get("subject") and self._cells.get("code", "")[:1].isdigit():
            self._cells["code"] = f"{self._cells['subject']} {self._cells['code']}"

    def erase(self, identities: Sequence[str]) -> None:
        """Take out how somebody is called, wherever it stands in the row."""
        told = sorted((text for text in identities if len(text) >= _SHORTEST_IDENTITY), key=len, reverse=True)
        if told:
            pattern = re.compile("|".join(map(re.escape, told)), re.IGNORECASE)
            self.line = pattern.sub(STAND_IN, self.line)
            self._cells = {name: pattern.sub(STAND_IN, cell) for name, cell in self._cells.items()}

    def text(self, name: str) -> str:
        return self._cells.get(name, "")

    def title(self, name: str) -> str:
        """Return the title of a column as the source writes it."""
        return clean(self._titles.get(name, name))

    def place(self, name: str) -> str:
        return f"{self.at}, column {self.title(name)}"

    def term(self) -> tuple[str, str] | None:
        year, term = self.text("year"), self.text("term")
        if not (year or term):
            return None
        words = term if year in term else f"{year} {term}".strip()
        return words, self.place("term" if term else "year")

    def is_course(self, needs_result: bool) -> bool:
        """Return True when the row names a course: by a code with a figure in it, or by what became of it."""
        code, title = self.text("code"), self.text("title")
        told = any(self.text(name) for name in _TELLING)
        if is_sum(self.line) or not (title or code):
            return False
        if _CODE_LIKE.match(code):
            return told or (bool(title) and not needs_result and not is_term(self.line))
        # A line of a page without a code is a course only where the courses have none.
        has_no_codes = "code" not in self._titles
        return told and bool(title) and not is_sum(title) and (has_no_codes or not needs_result)


def _kind(standing: Standing, earned: _Placed | None, offered: _Placed | None, says_earned: bool) -> str:
    """Return what a course is called; whether credit of no stated kind was earned, nobody says."""
    if standing is Standing.RECOGNISED:
        return RECOGNISED
    has_earned = earned is not None and earned[0].amount > 0
    if standing is Standing.UNKNOWN:
        return COMPLETED if has_earned and says_earned else NOT_STATED
    fell_short = says_earned and not has_earned and offered is not None and offered[0].amount > 0
    return COMPLETED if standing is Standing.TAKEN and not fell_short else NOT_COMPLETED


def _date(text: str) -> date | None:
    found = ladders.day(text)
    for form in _DATE_FORMATS if found is None else ():
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return found


KIND = TableKind("courses of a transcript", is_header, read_table)

readers.register(NAME)(
    Reader("a transcript (CSV, columns code, title, grade, credits ...)", sniff, read, read_stream)
)
