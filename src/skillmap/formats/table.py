"""Tables, row by row: columns by name, cells by type, problems by row and column; and those of CSV files."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import BinaryIO, TypeVar

from skillmap.domain import Credit, Document, Level, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders
from skillmap.formats.facts import Findings
from skillmap.formats.text import clean
from skillmap.resources import CHUNK

Value = TypeVar("Value")

_DELIMITERS = ",;\t"
_STATEMENT_BREAK = re.compile(r"\s\|\s|^\||\|$|[\r\n]+")
_BULLET = re.compile(r"^\s*(?:[-*•‣▪·]|\(?\d{1,2}[.)])\s+")
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})


NumberedRows = Iterator[tuple[int, Sequence[str]]]
"""Each row with its number as a spreadsheet shows it."""


class Day(str):
    """A date that a spreadsheet marks as one, in ISO 8601."""

    __slots__ = ()


class Fault(str):
    """A cell without a value that can be read; the text says why."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, whatever kind of file they stand in."""

    header: Sequence[str]
    """Titles as written."""
    header_row: int
    rows: NumberedRows
    where: Callable[[int], str] = "row {}".format
    """What a place calls a row, e.g. ``sheet 'Modules', row 4``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a kind of table has."""

    what: str
    """What a row is, e.g. ``module``."""
    required: tuple[str, ...]
    optional: tuple[str, ...]
    unlike: tuple[str, ...] = ()
    """Columns of another kind of table; a table that has one is not of this kind."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, the required ones first."""
        return self.required + self.optional

    def fits(self, header: Sequence[str]) -> bool:
        """Return True when a header, as written, has every required column and none of another kind's."""
        names = {column_name(title) for title in header}
        return set(self.required) <= names and not set(self.unlike) & names


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table: how its header is recognised, and how it is read."""

    what: str
    """What it holds, e.g. ``modules``."""
    fits: Callable[[Sequence[str]], bool]
    read: Callable[[Table, Source, Findings], Document]


def column_name(title: str) -> str:
    """Return a title as columns are called: small letters, underscores for blanks."""
    return intern(clean(title).lower().replace(" ", "_"))


class Problems:
    """Cells that cannot be read: the first is named, the others are counted up to a limit."""

    MOST = 10_000
    """Bad cells after which a table is not read on."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._first: tuple[str, str] | None = None
        self._last = ""
        self._count = 0

    def add(self, place: str, problem: str) -> None:
        """Keep a problem; of several with one cell, the first."""
        if place == self._last:
            return
        self._first = self._first or (place, problem)
        self._last = place
        self._count += 1
        if self._count >= self.MOST:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise one FormatError when there was any problem."""
        if self._first is None:
            return
        place, problem = self._first
        if self._count >= self.MOST:
            raise FormatError(
                self.source, place, f"{problem} (and at least {self.MOST - 1:,} more bad cells)"
            )
        others = {0: "", 1: " (and one more bad cell)"}.get(
            self._count - 1, f" (and {self._count - 1} more bad cells)"
        )
        raise FormatError(self.source, place, problem + others)


class Row:
    """One row of a table; a cell that cannot be read counts as empty and is kept as a problem."""

    def __init__(self, at: str, cells: Mapping[str, str], problems: Problems) -> None:
        self.at = at
        """Where the row stands, e.g. ``row 4``; the header counts."""
        self._cells = cells
        self._problems = problems

    def place(self, column: str) -> str:
        """Return where a cell stands."""
        return f"{self.at}, column {column}"

    def refuse(self, column: str, problem: str) -> None:
        """Keep a problem with a cell."""
        self._problems.add(self.place(column), problem)

    def text(self, column: str) -> str:
        """Return a cell on one line."""
        return clean(self.raw(column))

    def raw(self, column: str) -> str:
        """Return a cell as it stands, with its lines."""
        cell = self._cells.get(column, "")
        if isinstance(cell, Fault):
            self.refuse(column, cell)
            return ""
        return cell

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty, nor a date that a spreadsheet made of a text."""
        text = self.text(column)
        if not text:
            self.refuse(column, "is empty")
        if isinstance(self._cells.get(column), Day):
            self.refuse(column, f"is the date {text}, expected a text (did the spreadsheet change it?)")
        return text

    def word(self, column: str) -> str | None:
        """Return a cell whose few values repeat from row to row; None when empty."""
        return intern(self.text(column)) or None

    def number_in(self, column: str) -> float | None:
        """Return a number, or None when empty."""
        return self._parsed(column, ladders.number, "a number")

    def share_in(self, column: str) -> float | None:
        """Return a number from 0 to 1, or None when empty."""
        value = self.number_in(column)
        if value is None or 0 <= value <= 1:
            return value
        self.refuse(column, f"{self.text(column)!r} is not within 0 and 1")
        return None

    def date_in(self, column: str) -> date | None:
        """Return a date, or None when empty."""
        return self._parsed(column, ladders.day, "a date like 2026-03-31")

    def yes_no(self, column: str) -> bool | None:
        """Return an answer, or None when empty."""
        text = self.text(column).lower()
        if text in YES or text in NO:
            return text in YES
        if text:
            self.refuse(column, f"{self.text(column)!r} is not yes or no")
        return None

    def parts(self, column: str, separators: str = ";") -> tuple[str, ...]:
        """Return what stands between separators; empty parts are left out."""
        text = self.text(column)
        pieces = re.split(f"[{separators}]", text) if text else []
        return tuple(intern(part) for part in (clean(piece) for piece in pieces) if part)

    def statements(self, column: str) -> list[tuple[str, str]]:
        """Return the statements of a cell, one on each line or between `` | ``, as (text, place)."""
        place = self.place(column)
        return [(text, place) for text in statements(self.raw(column))]

    def level(self) -> Level | None:
        """Return the level in the columns ``level`` and ``level_framework``."""
        named = self.word("level_framework")
        framework = (ladders.framework_name(named) or named) if named else None
        return self._parsed("level", lambda text: ladders.level_from_words(text, framework), "a level")

    def credit(self) -> Credit | None:
        """Return the volume in the columns ``credits`` and ``credit_scheme``."""
        amount = self.number_in("credits")
        if amount is None:
            return None
        return ladders.credit(amount, ladders.scheme_name(self.text("credit_scheme")))

    def _parsed(self, column: str, parse: Callable[[str], Value | None], wanted: str) -> Value | None:
        text = self.text(column)
        value = parse(text) if text else None
        if text and value is None:
            self.refuse(column, f"{text!r} is not {wanted}")
        return value


def statements(cell: str) -> list[str]:
    """Return the statements of a cell: one on each line, or between `` | ``, without bullets."""
    pieces = _STATEMENT_BREAK.split(cell.strip())
    return [text for text in (clean(_BULLET.sub("", piece)) for piece in pieces) if text]


def sniff_table(head: bytes, layout: Layout) -> bool:
    """Return True when a file begins with a header that fits."""
    return any(layout.fits(header) for header in headers(head))


def headers(head: bytes) -> list[list[str]]:
    """Return the first line of a file as a header, once for each delimiter that it may have."""
    first = _first_line(head.decode("utf-8-sig", errors="replace").splitlines())
    return [_split_header(first, delimiter) for delimiter in _DELIMITERS]


@contextmanager
def open_csv(name: str, stream: BinaryIO, encoding: str = "utf-8") -> Iterator[Table]:
    """Open a CSV file as a table; only one row is held at a time.

    Raises:
        FormatError: on opening or on reading a row: the file is not UTF-8, or a quotation mark is not
            closed.
    """
    stream.seek(0)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        rows = _numbered(name, text)
        number, header = next(((number, cells) for number, cells in rows if any(cells)), (1, []))
        yield Table(header, number, rows)
    finally:
        # The stream belongs to the caller; the wrapper would close it.
        text.detach()


def rows_of(table: Table, layout: Layout, findings: Findings, problems: Problems) -> Iterator[Row]:
    """Yield the rows of a table under the names of a layout's columns.

    Raises:
        FormatError: the header lacks a column, or names one twice.
    """
    header = _checked_header(table, layout, findings, problems.source)
    return filled_rows(table, header, problems)


def filled_rows(table: Table, header: Sequence[str], problems: Problems) -> Iterator[Row]:
    """Yield the rows that have a cell, under the names given for the columns."""
    for number, cells in table.rows:
        if not any(cells):
            continue
        at = table.where(number)
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.add(at, f"has {len(cells)} cells, but the header has {len(header)}")
        yield Row(at, dict(zip(header, cells, strict=False)), problems)


def table_source(name: str, reader: str, stream: BinaryIO) -> Source:
    """Return where a table comes from; the stream is read once, in pieces, for its hash."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(CHUNK):
        digest.update(piece)
    return Source(name, reader, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Form:
    """A table to be filled in: its columns and some rows that show how."""

    columns: Sequence[str]
    examples: Sequence[Mapping[str, str]] = ()


def as_csv(form: Form) -> str:
    """Return a form as the text of a CSV file."""
    written = io.StringIO()
    rows = csv.DictWriter(written, form.columns, lineterminator="\n")
    rows.writeheader()
    rows.writerows(form.examples)
    return written.getvalue()


def _numbered(source: str, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        delimiter = _delimiter(_first_line(text))
        text.seek(0)
        for cells in csv.reader(text, delimiter=delimiter, strict=True):
            number += 1
            yield number, cells
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]
        problem = f"holds a byte 0x{wrong:02x} that is not UTF-8; save the table as CSV UTF-8"
        raise FormatError(source, f"after row {number}", problem) from error
    except csv.Error as error:
        problem = f"cannot be read as a table row: {error} (is a quotation mark not closed?)"
        raise FormatError(source, f"row {number + 1}", problem) from error


def _first_line(lines: Iterable[str]) -> str:
    return next((line for line in lines if line.strip()), "")


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: len(_split_header(header, delimiter)))


def _split_header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _checked_header(table: Table, layout: Layout, findings: Findings, source: str) -> list[str]:
    place = table.where(table.header_row)
    header = [column_name(title) for title in table.header]
    named = [name for name in header if name]
    missing = [name for name in layout.required if name not in header]
    if missing:
        wanted = f"a {layout.what} table needs {', '.join(layout.required)}"
        raise FormatError(source, place, f"no column {', '.join(missing)}; {wanted}")
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise FormatError(source, place, f"column {twice[0]} stands twice")
    for name in named:
        if name not in layout.columns:
            message = f"There is no column {name!r} in this format; it was not read."
            findings.warn(f"{place}, column {name}", message)
    return header
