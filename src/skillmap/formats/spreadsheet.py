"""Excel workbooks as tables: the first sheet whose header is known; what else is in the file is told.

openpyxl opens them. What it would need much time or memory for is counted in the bytes and refused before.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from posixpath import normpath
from typing import Any

from skillmap.domain import Document, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats.facts import Findings
from skillmap.formats.table import Day, Fault, Form, Table, TableKind
from skillmap.formats.text import clean
from skillmap.formats.zip_guard import check_xml_parts, check_zip

HEADER_WITHIN = 30
"""Rows from the top of a sheet in which its header is looked for."""

MAX_TAGS = 1_600_000
"""Marks of all parts together: about 400,000 cells, or 33,000 rows of twelve."""
MAX_COSTLY = 150_000
"""Elements of one part that are neither cells nor plain texts; each costs as much as twenty cells."""
MAX_ROW_TAGS = 70_000
"""Marks of one row; Excel has 16,384 columns."""
MAX_CELLS = 2_000_000
"""Cells of one sheet, the empty ones before others included."""
MAX_ROWS = 1_048_576
"""Rows of a sheet in Excel."""
MAX_COLUMNS = 1_000
"""Columns among which those of a known header are looked for."""
MAX_SHEETS = 200

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_BINARY_WORKBOOK = b"xl/workbook.bin"
_WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_OLD_NAMES = (".xls", ".xlt", ".xlsx", ".xlsm")
_SMALL_PART = 50_000
_CHEAP = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:row|c|v|f|t|si|is)[\s/>]")
_ROW_MARK = re.compile(rb"</?(?:[\w.-]{1,20}:)?row[\s/>]")
_HAS_ODDITIES = re.compile(rb"""hidden=["'](?:1|true)["']|mergeCell\b|<(?:[\w.-]{1,20}:)?f[\s/>]""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PADDED = re.compile(r"0{2,}$")
_NAMED_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: its first rows, and of which kind the table in it is."""

    title: str
    hidden: bool
    kind: TableKind | None
    header_row: int
    """0 when no header is known."""
    is_empty: bool
    """Nothing stands in its first rows."""

    @property
    def place(self) -> str:
        return f"sheet {self.title!r}"


@dataclass(frozen=True, slots=True)
class _Oddities:
    """What a reader of cells alone would not notice in a sheet."""

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: int = 0
    merged: tuple[tuple[int, int, int], ...] = ()
    """Cells of one column that are one, as (column, first row, last row)."""
    merged_across: tuple[int, ...] = ()
    """Rows in which cells of several columns are one."""
    uncounted: frozenset[tuple[int, int]] = frozenset()
    """Formulas without a value, as (row, column)."""


def looks_like_workbook(name: str, head: bytes) -> bool:
    """Return True for an Excel file, and for its relatives that are refused in words."""
    if head.startswith(_OLE):
        return name.lower().endswith(_OLD_NAMES)
    return head.startswith(_ZIP) and (
        _OPEN_DOCUMENT in head[:200]
        or (
            any(part.startswith(b"xl/") for part in _part_names(head))
            and not any(part.startswith((b"word/", b"ppt/")) for part in _part_names(head))
        )
    )


def read_sheets(content: bytes, source: Source, kinds: Sequence[TableKind]) -> Document:
    """Read the first visible sheet that holds a table of one of the kinds.

    Raises:
        FormatError: not an Excel file of today's kind, damaged, or no sheet holds a table that is known.
        LimitError: a sheet is too large.
    """
    _check_format(source.name, content)
    check_zip(source.name, content)
    check_xml_parts(source.name, content)
    _check_parts(source.name, content)
    findings = Findings()
    with _library(source.name):
        import openpyxl

        # Links to other workbooks and macros are not wanted; values as last shown are.
        workbook = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        if len(workbook.worksheets) > MAX_SHEETS:
            raise LimitError(
                f"{source.name} has {len(workbook.worksheets)} sheets, more than the limit of {MAX_SHEETS}"
            )
        sheets = [_looked_at(worksheet, kinds) for worksheet in workbook.worksheets]
        chosen = _chosen(source.name, sheets, kinds)
        worksheet = workbook.worksheets[sheets.index(chosen)]
        oddities = _oddities(content, worksheet.title)
        rows = _rows(source.name, worksheet, chosen, oddities or _Oddities())
        workbook.close()
    if _holds_macros(content):
        findings.note("workbook", "The file holds macros; they were neither read nor run.")
    _tell_others(sheets, chosen, findings)
    _tell_oddities(chosen, oddities, findings)
    if chosen.kind is None:  # pragma: no cover - a chosen sheet has a kind
        raise FormatError(source.name, chosen.place, "holds no table")
    header = rows[0][1] if rows else []
    table = Table(header, chosen.header_row, iter(rows[1:]), (chosen.place + ", row {}").format)
    return chosen.kind.read(table, source, findings)


def as_workbook(form: Form, title: str) -> bytes:
    """Return a form as an Excel file with one sheet; numbers and dates are typed as such."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    sheet.append(list(form.columns))
    for example in form.examples:
        sheet.append([_typed(example.get(column, "")) for column in form.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for position, column in enumerate(form.columns, start=1):
        width = 60 if column in ("outcomes", "title", "description") else max(12, len(column) + 2)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _part_names(head: bytes) -> Iterator[bytes]:
    start = head.find(_ZIP)
    while start >= 0:
        length = int.from_bytes(head[start + 26 : start + 28], "little")
        yield head[start + 30 : start + 30 + length]
        start = head.find(_ZIP, start + 4)


def _check_format(name: str, content: bytes) -> None:
    if content.startswith(_OLE):
        problem = "is an old Excel file (.xls) or protected by a password; save it as .xlsx without one"
        raise FormatError(name, "", problem)
    if _OPEN_DOCUMENT in content[:200]:
        raise FormatError(name, "", "is an OpenDocument spreadsheet, which is not read; save it as .xlsx")
    if _BINARY_WORKBOOK in content:
        raise FormatError(name, "", "is a binary Excel file (.xlsb), which is not read; save it as .xlsx")
    if not content.startswith(_ZIP):
        raise FormatError(name, "", "is not an Excel workbook (.xlsx)")


def _check_parts(name: str, content: bytes) -> None:
    """Refuse a part whose elements would take the library too long; their kind decides what each costs."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.file_size > _SMALL_PART:
                body = archive.read(entry)
                total += body.count(b"<")
                if total > MAX_TAGS or _costly(body) > MAX_COSTLY or _widest_row(body) > MAX_ROW_TAGS:
                    raise LimitError(
                        f"{name}, part {entry.filename[:80]!a}: holds more than can be read of an Excel file "
                        "(about 400,000 cells of plain text, 16,384 in a row); save the table as CSV, which "
                        "is read row by row"
                    )


def _costly(body: bytes) -> int:
    return body.count(b"<") - body.count(b"</") - sum(1 for _ in _CHEAP.finditer(body))


def _widest_row(body: bytes) -> int:
    widest = 0
    begun: int | None = None
    for mark in _ROW_MARK.finditer(body):
        if begun is not None:
            widest = max(widest, body.count(b"<", begun, mark.start()))
        begun = mark.start()
    return widest


def _looked_at(worksheet: Any, kinds: Sequence[TableKind]) -> _Sheet:
    # The size that a sheet announces need not be true; a large one would make a million empty rows.
    worksheet.reset_dimensions()
    kind, header_row, is_empty = None, 0, True
    for number, cells in enumerate(islice(worksheet.iter_rows(max_row=HEADER_WITHIN), HEADER_WITHIN), 1):
        header = [_cell_text(cell) for cell in cells[:MAX_COLUMNS]]
        is_empty = is_empty and not any(header)
        kind = next((kind for kind in kinds if kind.fits(header)), None)
        if kind is not None:
            header_row = number
            break
    title = clean(worksheet.title)
    return _Sheet(title, worksheet.sheet_state != "visible", kind, header_row, is_empty)


def _chosen(name: str, sheets: Sequence[_Sheet], kinds: Sequence[TableKind]) -> _Sheet:
    fitting = [sheet for sheet in sheets if sheet.kind is not None]
    visible = [sheet for sheet in fitting if not sheet.hidden]
    if visible:
        return visible[0]
    if fitting:
        problem = "holds a table but is hidden; show the sheet if it is the one to be read"
        raise FormatError(name, fitting[0].place, problem)
    looked = ", ".join(repr(sheet.title) for sheet in sheets[:5])
    whats = [kind.what for kind in kinds]
    others = f" or one of {len(whats) - 3} known exports" if len(whats) > 3 else ""
    wanted = ", ".join(whats[:3]) + others
    problem = (
        f"no header that is known in the first {HEADER_WITHIN} rows of {looked or 'any sheet'}; expected the "
        f"columns of a list of {wanted}"
    )
    raise FormatError(name, "", problem)


def _rows(name: str, worksheet: Any, sheet: _Sheet, oddities: _Oddities) -> list[tuple[int, list[str]]]:
    """Return the header and what stands below it; merged cells are filled downwards."""
    rows: list[tuple[int, list[str]]] = []
    carried: dict[int, tuple[int, str]] = {}
    ends = {(first, column): last for column, first, last in oddities.merged}
    visited = 0
    for number, cells in enumerate(worksheet.iter_rows(max_row=MAX_ROWS), start=1):
        visited += len(cells)
        if visited > MAX_CELLS:
            raise LimitError(f"{name}, {sheet.place}: has more than {MAX_CELLS:,} cells; save it as CSV")
        if number < sheet.header_row or not cells:
            continue
        texts = [
            Fault("holds a formula without a value; open and save the file in a spreadsheet program")
            if (number, column) in oddities.uncounted
            else _cell_text(cell)
            for column, cell in enumerate(cells, start=1)
        ]
        if number > sheet.header_row and ends and any(texts):
            _fill(texts, number, ends, carried)
        rows.append((number, texts))
    return rows


def _fill(
    texts: list[str], number: int, ends: dict[tuple[int, int], int], carried: dict[int, tuple[int, str]]
) -> None:
    for column, text in enumerate(texts, start=1):
        last = ends.get((number, column))
        if last is not None:
            carried[column] = (last, text)
    for column, (last, text) in list(carried.items()):
        if number > last:
            del carried[column]
            continue
        texts.extend([""] * (column - len(texts)))
        texts[column - 1] = texts[column - 1] or text


def _cell_text(cell: Any) -> str:
    """Return what a cell shows, as far as that is the cell's own value."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return Fault(f"holds the error {clean(str(value))[:20]} of the spreadsheet")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return Day(value.date().isoformat() if at_midnight else value.isoformat(timespec="minutes"))
    if isinstance(value, date):
        return Day(value.isoformat())
    if isinstance(value, timedelta):
        return _number_text(value.total_seconds() / 3600, "")
    text = str(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number_text(value: float, shown_as: str) -> str:
    if shown_as.endswith("%"):
        return f"{value * 100:.10g}%"
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{Decimal(repr(value)):f}"
    # 00000 shows a code such as 00123 with its zeros.
    return text.zfill(len(shown_as)) if _PADDED.match(shown_as) else text


def _typed(text: str) -> object:
    from skillmap.formats import ladders

    number = ladders.number(text)
    return ladders.day(text) or (text or None if number is None else number)


def _oddities(content: bytes, title: str) -> _Oddities | None:
    """Return the oddities of a sheet; None when its part is not where such files have it."""
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, title)
        if part is None:
            return None
        body = archive.read(part)
    if not _HAS_ODDITIES.search(body):
        return _Oddities()
    found = _OddityFinder()
    for _, element in iterparse(io.BytesIO(body)):
        found.look(element)
    return found.oddities()


class _OddityFinder:
    """Goes through the elements of a sheet, each after those in it."""

    def __init__(self) -> None:
        self._hidden_rows: list[int] = []
        self._hidden_columns = 0
        self._merged: list[tuple[int, int, int]] = []
        self._merged_across: list[int] = []
        self._uncounted: set[tuple[int, int]] = set()
        self._row = 0

    def look(self, element: Any) -> None:
        tag = element.tag.rpartition("}")[2]
        hidden = element.get("hidden") in ("1", "true")
        if tag == "c":
            self._look_at_cell(element)
        elif tag == "row":
            if hidden:
                self._hidden_rows.append(int(element.get("r") or 0))
            element.clear()
        elif tag == "col" and hidden:
            self._hidden_columns += 1
        elif tag == "mergeCell":
            self._look_at_merge(element.get("ref") or "")

    def _look_at_cell(self, element: Any) -> None:
        tags = {child.tag.rpartition("}")[2]: child for child in element}
        value = tags.get("v")
        place = _row_and_column(element.get("r") or "")
        if "f" in tags and (value is None or not value.text) and element.get("t") != "str" and place:
            self._uncounted.add(place)

    def _look_at_merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        begun, ended = _row_and_column(first), _row_and_column(last)
        if begun is None or ended is None:
            return
        if begun[1] == ended[1]:
            self._merged.append((begun[1], begun[0], ended[0]))
        else:
            self._merged_across.append(begun[0])

    def oddities(self) -> _Oddities:
        return _Oddities(
            tuple(self._hidden_rows),
            self._hidden_columns,
            tuple(self._merged),
            tuple(self._merged_across),
            frozenset(self._uncounted),
        )


def _row_and_column(ref: str) -> tuple[int, int] | None:
    found = _NAMED_CELL.match(ref)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _part_of(archive: zipfile.ZipFile, title: str) -> str | None:
    from defusedxml.ElementTree import fromstring

    parts = set(archive.namelist())
    if not {_WORKBOOK, _LINKS} <= parts:
        return None
    links = {link.get("Id"): link.get("Target") or "" for link in fromstring(archive.read(_LINKS))}
    for sheet in fromstring(archive.read(_WORKBOOK)).iter():
        if sheet.tag.rpartition("}")[2] == "sheet" and sheet.get("name") == title:
            target = next(
                (links.get(value, "") for key, value in sheet.attrib.items() if key.endswith("}id")), ""
            )
            part = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            return part if part in parts else None
    return None


def _holds_macros(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(part.lower().endswith("vbaproject.bin") for part in archive.namelist())


def _tell_others(sheets: Sequence[_Sheet], chosen: _Sheet, findings: Findings) -> None:
    for sheet in sheets:
        if sheet is chosen or sheet.is_empty:
            continue
        which = "The sheet is hidden" if sheet.hidden else "Only the first sheet with a known header is read"
        if sheet.kind is not None:
            findings.warn(
                sheet.place, f"{which}; its list of {sheet.kind.what} was not read. Save it as its own file."
            )
        else:
            hidden = "The hidden sheet" if sheet.hidden else "The sheet"
            findings.note(sheet.place, f"{hidden} holds no list of a known kind; it was not read.")


def _tell_oddities(sheet: _Sheet, oddities: _Oddities | None, findings: Findings) -> None:
    if oddities is None:
        findings.note(sheet.place, "Hidden rows, merged cells and formulas could not be looked for.")
        return
    if sheet.header_row > 1:
        findings.note(
            sheet.place, f"The header stands in row {sheet.header_row}; rows above it were not read."
        )
    below = [row for row in oddities.hidden_rows if row > sheet.header_row]
    if below:
        message = f"{len(below)} hidden row(s) were read like the others; the first is row {below[0]}."
        findings.warn(sheet.place, message)
    if oddities.hidden_columns:
        findings.warn(sheet.place, "Hidden columns were read like the others.")
    filled = [first for _, first, _ in oddities.merged if first > sheet.header_row]
    if filled:
        message = (
            f"{len(filled)} merged cell(s) span several rows; each value was read in all of them. "
            f"The first begins in row {min(filled)}."
        )
        findings.note(sheet.place, message)
    across = [row for row in oddities.merged_across if row > sheet.header_row]
    if across:
        message = (
            f"{len(across)} merged cell(s) span several columns; each value was read in the first one only. "
            f"The first stands in row {min(across)}."
        )
        findings.warn(sheet.place, message)


@contextmanager
def _library(name: str) -> Iterator[None]:
    """Turn what the library runs into in a broken file into one line, and keep its remarks to itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (
        *(zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, TypeError, LookupError, AttributeError),
        *(AssertionError, ArithmeticError, RecursionError, EOFError, NotImplementedError, OSError),
    ) as error:
        problem = "cannot be read as an Excel workbook; the file may be damaged"
        raise FormatError(name, "", problem) from error
