"""Excel files for tests: sheets of rows, and parts of a workbook replaced byte by byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(
    *sheets: tuple[str, Sequence[Sequence[Any]]], change: Callable[[Any], None] | None = None
) -> bytes:
    """Return a workbook of sheets given as (title, rows); ``change`` may touch it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content: bytes, part: str, body: bytes | str) -> bytes:
    """Return a workbook with one part replaced or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(part, body)
    return written.getvalue()


def part_of(content: bytes, part: str = SHEET) -> str:
    """Return one part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def sheet_of(rows: str, after: str = "") -> str:
    """Return the XML of a sheet with the given rows and what stands after them."""
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"
