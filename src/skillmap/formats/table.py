"""Tables in CSV files, row by row: columns by name, cells by type, problems by row and column."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import BinaryIO, TypeVar

from skillmap.domain import Credit, Level, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders
from skillmap.formats.facts import Findings
from skillmap.formats.text import clean
from skillmap.resources import CHUNK

Value = TypeVar("Value")

_DELIMITERS = ",;\t"
_STATEMENT_BREAK = re.compile(r"\s\|\s|^\||\|$|[\r\n]+")
_BULLET = re.compile(r"^\s*(?:[-*•‣▪·]|\(?\d{1,2}[.)])\s+")
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


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
        """Return True when a header has every required column and none of another kind's."""
        return set(self.required) <= set(header) and not set(self.unlike) & set(header)


class Problems:
    """Cells that cannot be read: the first is named, the others are counted."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._first: tuple[str, str] | None = None
        self._count = 0

    def add(self, place: str, problem: str) -> None:
        """Keep a problem."""
        self._first = self._first or (place, problem)
        self._count += 1

    def raise_any(self) -> None:
        """Raise one FormatError when there was any problem."""
        if self._first is None:
            return
        place, problem = self._first
        others = {0: "", 1: " (and one more bad cell)"}.get(
            self._count - 1, f" (and {self._count - 1} more bad cells)"
        )
        raise FormatError(self.source, place, problem + others)


class Row:
    """One row of a table; a cell that cannot be read counts as empty and is kept as a problem."""

    def __init__(self, number: int, cells: dict[str, str], problems: Problems) -> None:
        self.number = number
        self._cells = cells
        self._problems = problems

    def place(self, column: str) -> str:
        """Return where a cell stands, counting the header as row 1."""
        return f"row {self.number}, column {column}"

    def refuse(self, column: str, problem: str) -> None:
        """Keep a problem with a cell."""
        self._problems.add(self.place(column), problem)

    def text(self, column: str) -> str:
        """Return a cell on one line."""
        return clean(self._cells.get(column, ""))

    def needed(self, column: str) -> str:
        """Return a cell that must not be empty."""
        text = self.text(column)
        if not text:
            self.refuse(column, "is empty")
        return text

    def word(self, column: str) -> str | None:
        """Return a cell whose few values repeat from row to row; None when empty."""
        return intern(self.text(column)) or None

    def number_in(self, column: str) -> float | None:
        """Return a number, or None when empty."""
        return self._parsed(column, ladders.number, "a number")

    def date_in(self, column: str) -> date | None:
        """Return a date, or None when empty."""
        return self._parsed(column, ladders.day, "a date like 2026-03-31")

    def yes_no(self, column: str) -> bool | None:
        """Return an answer, or None when empty."""
        text = self.text(column).lower()
        if text in _YES or text in _NO:
            return text in _YES
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
        pieces = _STATEMENT_BREAK.split(self._cells.get(column, "").strip())
        texts = (clean(_BULLET.sub("", piece)) for piece in pieces)
        return [(text, place) for text in texts if text]

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


def sniff_table(head: bytes, layout: Layout) -> bool:
    """Return True when a file begins with a header that fits."""
    first = _first_line(head.decode("utf-8-sig", errors="replace").splitlines())
    return any(layout.fits(_split_header(first, delimiter)) for delimiter in _DELIMITERS)


def read_rows(stream: BinaryIO, layout: Layout, findings: Findings, problems: Problems) -> Iterator[Row]:
    """Yield the rows of a table; only one is held at a time.

    Raises:
        FormatError: the file is not UTF-8, its header lacks a column, or a quotation mark is not closed.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        numbered = _numbered(problems.source, text)
        header = _checked_header(problems.source, next(numbered, (1, []))[1], layout, findings)
        for number, cells in numbered:
            if not any(cells):
                continue
            if any(cell.strip() for cell in cells[len(header) :]):
                problems.add(f"row {number}", f"has {len(cells)} cells, but the header has {len(header)}")
            yield Row(number, dict(zip(header, cells, strict=False)), problems)
    finally:
        # The stream belongs to the caller; the wrapper would close it.
        text.detach()


def table_source(name: str, reader: str, stream: BinaryIO) -> Source:
    """Return where a table comes from; the stream is read once, in pieces, for its hash."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(CHUNK):
        digest.update(piece)
    return Source(name, reader, digest.hexdigest())


def template(layout: Layout, examples: Sequence[dict[str, str]]) -> str:
    """Return a table with every column and the rows given, as the text of a CSV file."""
    written = io.StringIO()
    rows = csv.DictWriter(written, layout.columns, lineterminator="\n")
    rows.writeheader()
    rows.writerows(examples)
    return written.getvalue()


def _numbered(source: str, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number as a spreadsheet shows it; leading blank lines count."""
    number = 0
    try:
        delimiter = _delimiter(_first_line(text))
        text.seek(0)
        for cells in csv.reader(text, delimiter=delimiter, strict=True):
            number += 1
            if number > 1 or cells:
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
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [clean(cell).lower().replace(" ", "_") for cell in cells]


def _checked_header(source: str, cells: list[str], layout: Layout, findings: Findings) -> list[str]:
    header = [intern(clean(cell).lower().replace(" ", "_")) for cell in cells]
    named = [name for name in header if name]
    missing = [name for name in layout.required if name not in header]
    if missing:
        wanted = f"a {layout.what} table needs {', '.join(layout.required)}"
        raise FormatError(source, "row 1", f"no column {', '.join(missing)}; {wanted}")
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise FormatError(source, "row 1", f"column {twice[0]} stands twice")
    for name in named:
        if name not in layout.columns:
            message = f"There is no column {name!r} in this format; it was not read."
            findings.warn(f"row 1, column {name}", message)
    return header
