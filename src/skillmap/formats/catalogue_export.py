"""Exports of catalogues and registers, read by a column map: CSV, Excel, JSON lists and JSON lines.

An export is somebody else's file, so a cell that cannot be read is told and its field stays unknown; the same
oddity in many rows is one finding with their number.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from os import PathLike
from sys import intern
from typing import Any, BinaryIO

from skillmap.domain import Credential, Document, Module, Source
from skillmap.errors import FormatError
from skillmap.formats import credential_table, module_table, spreadsheet, table
from skillmap.formats.column_map import ColumnMap, available_maps, column_key, find_map
from skillmap.formats.export_fields import Cells, FieldReader, Oddities
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import load_json, looks_like_json, top_level
from skillmap.formats.reader import HEAD_BYTES, Reader, readers
from skillmap.formats.table import Table, TableKind
from skillmap.formats.text import clean
from skillmap.formats.transcript import is_header

NAME = "catalogue-export"

_LONGEST_LINE = 5_000_000
_MOST_COMPARED = 10
"""Earlier rows of one id that a row is compared with."""


def sniff(name: str, head: bytes) -> bool:
    """Return True for a table or JSON records with the columns of a known column map."""
    return any(_fitting(header) for header in _headers(head))


def read(name: str, content: bytes) -> Document:
    """Read an export by the column map that knows its columns."""
    return read_stream(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read an export row by row, by the column map that knows its columns.

    Raises:
        FormatError: no map or more than one knows the columns, or the file is damaged.
    """
    stream.seek(0)
    headers = _headers(stream.read(HEAD_BYTES))
    found = list(
        {column_map.name: column_map for header in headers for column_map in _fitting(header)}.values()
    )
    if not found:
        raise FormatError(name, "", "no column map knows these columns; write one: skillmap template columns")
    if len(found) > 1:
        names = " and ".join(column_map.name for column_map in found)
        raise FormatError(name, "", f"fits the column maps {names}; say which with --columns")
    return _read(found[0], name, stream)


def read_by(columns: str | PathLike[str], name: str, stream: BinaryIO) -> Document:
    """Read an export by a column map: one of those known, by name, or a TOML file.

    Raises:
        FormatError: the map says something that cannot be, or the export has not its columns.
        UnknownNameError: there is no map of that name.
    """
    return _read(find_map(columns), name, stream)


def kinds() -> tuple[TableKind, ...]:
    """Return what the known column maps read, as kinds of tables that an Excel sheet may hold."""
    return tuple(_kind(column_map) for column_map in available_maps())


def _kind(column_map: ColumnMap) -> TableKind:
    return TableKind(column_map.title, column_map.fits, partial(_read_table, column_map))


def _headers(head: bytes) -> list[list[str]]:
    if not looks_like_json(head):
        return table.headers(head)
    start = head.find(b"{")
    return [sorted(top_level(head[start:]).keys)] if start >= 0 else []


def _fitting(header: Sequence[str]) -> list[ColumnMap]:
    """Return the maps that know a header, the most particular ones; our own forms need none."""
    if module_table.LAYOUT.fits(header) or credential_table.LAYOUT.fits(header) or is_header(header):
        return []
    found = [column_map for column_map in available_maps() if column_map.fits(header)]
    most = max((len(column_map.header) for column_map in found), default=0)
    return [column_map for column_map in found if len(column_map.header) == most]


def _read(column_map: ColumnMap, name: str, stream: BinaryIO) -> Document:
    source = table.table_source(name, NAME, stream)
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if spreadsheet.looks_like_workbook(name, head):
        stream.seek(0)
        return spreadsheet.read_sheets(stream.read(), source, (_kind(column_map),))
    if looks_like_json(head):
        reading = _Reading(column_map, source, Findings())
        records = _json_records(name, stream, head)
        first = next(records, None)
        if first is None:
            raise FormatError(name, "", "holds no JSON objects")
        reading.check_header(list(first.values), first.at)
        reading.read(chain((first,), records))
        return reading.document()
    with table.open_csv(name, stream, column_map.encoding) as opened:
        return _read_table(column_map, opened, source, Findings())


def _read_table(column_map: ColumnMap, opened: Table, source: Source, findings: Findings) -> Document:
    reading = _Reading(column_map, source, findings)
    place = opened.where(opened.header_row)
    reading.check_header(opened.header, place)
    reading.read(_table_records(opened, reading))
    return reading.document()


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the columns of a file are written, and where a cell of one stands."""

    titles: Mapping[str, str]
    between: str = ", column "

    def place(self, at: str, column: str) -> str:
        return f"{at}{self.between}{self.titles.get(column, column)}"


def _table_records(opened: Table, reading: _Reading) -> Iterator[Cells]:
    keys = [intern(column_key(title)) for title in opened.header]
    shape = _Shape({key: clean(title) for key, title in zip(keys, opened.header, strict=True)})
    for number, cells in opened.rows:
        if not any(cells):
            continue
        at = opened.where(number)
        if any(cell.strip() for cell in cells[len(keys) :]):
            # A comma that is not quoted moves all cells after it into wrong columns.
            reading.oddities.warn(at, "Has more cells than the header; the row was not read.")
            continue
        yield Cells(at, dict(zip(keys, cells, strict=False)), shape.place)


def _json_records(name: str, stream: BinaryIO, head: bytes) -> Iterator[Cells]:
    shape = _Shape({}, ".")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
        stream.seek(0)
        listed = load_json(name, stream.read())
        records: Iterable[tuple[str, Any]] = ((f"$[{n}]", item) for n, item in enumerate(listed))
    else:
        records = _json_lines(name, stream)
    for at, record in records:
        if not isinstance(record, dict):
            raise FormatError(name, at, "is not a JSON object, expected one for each course or credential")
        yield Cells(at, {column_key(key): value for key, value in record.items()}, shape.place)


def _json_lines(name: str, stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    stream.seek(0)
    number = 0
    while line := stream.readline(_LONGEST_LINE + 1):
        number += 1
        at = f"line {number}"
        if len(line) > _LONGEST_LINE:
            raise FormatError(
                name, at, f"has more than {_LONGEST_LINE:,} bytes, expected one JSON object a line"
            )
        if line.strip():
            try:
                yield f"{at}, $", load_json(name, line)
            except FormatError as error:
                problem = f"{error.problem}; expected one JSON object a line, or a list of objects"
                raise FormatError(name, at, problem) from error


class _Reading:
    """An export on the way to a document."""

    def __init__(self, column_map: ColumnMap, source: Source, findings: Findings) -> None:
        self._map = column_map
        self._source = source
        self._findings = findings
        self.oddities = Oddities()
        self._fields = FieldReader(column_map, self.oddities)
        self._known = {column.partition(".")[0] for column in column_map.known_columns}
        self._items: dict[str, Credential | Module] = {}
        self._alike: dict[str, list[Credential | Module]] = {}
        self._unknown: dict[str, str] = {}
        self._holder: dict[str, str] = {}
        self._skipped = 0

    def check_header(self, header: Sequence[str], place: str) -> None:
        """Raise FormatError when the columns of the map are not there, or one of a table stands twice."""
        keys = [column_key(title) for title in header]
        missing = sorted(self._map.header - set(keys))
        if missing:
            problem = f"no column {', '.join(missing)}, by which {self._map.title} is known"
            raise FormatError(self._source.name, place, problem)
        twice = sorted({key for key in keys if key and keys.count(key) > 1})
        if twice:
            raise FormatError(self._source.name, place, f"column {twice[0]} stands twice")
        absent = sorted(self._needed_columns() - set(keys))
        if absent:
            self._findings.note(place, f"Columns of the map that are not there: {', '.join(absent)}.")

    def read(self, records: Iterator[Cells]) -> None:
        """Read the rows."""
        for cells in records:
            self._look_at_columns(cells)
            if any(skip.pattern.search(cells.text(skip.column)) for skip in self._map.skip):
                self._skipped += 1
                continue
            self._check_holder(cells)
            self._add(cells)

    def document(self) -> Document:
        """Return what was read.

        Raises:
            FormatError: there are no rows, or none with an id and a title.
        """
        if not self._items:
            problem = f"holds no row that can be read as one of the {self._map.kind}"
            raise FormatError(self._source.name, "", problem)
        self._findings.note("columns", f"Read with the column map {self._map.name}: {self._map.title}.")
        for column, place in self._unknown.items():
            self._findings.warn(
                place, f"The column map says nothing about column {column!r}; it was not read."
            )
        if self._skipped:
            self._findings.note("rows", f"{self._skipped:,} row(s) were skipped, as the column map says.")
        self.oddities.report(self._findings)
        items = tuple(self._items.values())
        programme = self._map.constants.get("programme")
        return Document(
            source=self._source,
            credentials=tuple(item for item in items if isinstance(item, Credential)),
            modules=tuple(item for item in items if isinstance(item, Module)),
            findings=self._findings.all(),
            programme_title=programme if isinstance(programme, str) else None,
        )

    def _needed_columns(self) -> set[str]:
        return {
            column.partition(".")[0]
            for rules in self._map.rules.values()
            for rule in rules
            for column in rule.all_columns
        }

    def _look_at_columns(self, cells: Cells) -> None:
        for key in cells.values:
            if key and key not in self._known and key not in self._unknown:
                self._unknown[key] = cells.place(key)

    def _check_holder(self, cells: Cells) -> None:
        for column in self._map.holder:
            told = cells.text(column).casefold()
            if told and self._holder.setdefault(column, told) != told:
                problem = "names another person than the rows above; expected the credentials of one person"
                raise FormatError(self._source.name, cells.place(column), problem)

    def _add(self, cells: Cells) -> None:
        facts = Facts()
        self._fields.fill(facts, cells)
        missing = [name for name in ("id", "title") if not facts.value(name)]
        if missing:
            self.oddities.warn(cells.at, f"Has no {' and no '.join(missing)}; the row was not read.")
            return
        item = facts.module(self._source) if self._map.kind == "modules" else facts.credential(self._source)
        alike = self._alike.setdefault(item.id, [])
        if any(_says_the_same(item, other) for other in alike[:_MOST_COMPARED]):
            self.oddities.note(cells.at, "Says the same as an earlier row; it was read once.")
            return
        alike.append(item)
        if item.id in self._items:
            self.oddities.warn(
                cells.at, "Has the id of an earlier row but says something else; a number was added."
            )
            item = self._renamed(item)
        self._items[item.id] = item

    def _renamed(self, item: Credential | Module) -> Credential | Module:
        number = len(self._alike[item.id])
        while (identifier := f"{item.id} ({number})") in self._items:
            number += 1
        outcomes = tuple(
            replace(outcome, id=f"{identifier}.{position}")
            for position, outcome in enumerate(item.outcomes, start=1)
        )
        return replace(item, id=identifier, outcomes=outcomes)


def _says_the_same(one: Credential | Module, other: Credential | Module) -> bool:
    return replace(one, origins=()) == replace(other, origins=())


readers.register(NAME)(
    Reader(
        "the export of a catalogue or register that a column map knows (CSV, JSON)", sniff, read, read_stream
    )
)
