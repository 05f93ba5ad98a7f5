"""What a PDF says: its lines and tables by one library, and its text by a second one to check the first."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError
from skillmap.formats.text import clean

MAX_PAGES = 40
"""A module specification has three or four pages; a longer document is something else."""

TABLE_PAGES = 2
"""Key facts stand at the beginning, and finding tables is slow."""

_EDGE_LINES = 3
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and its page, counted from 1."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table; an empty cell is an empty text."""

    page: int
    number: int
    """Position among the tables of its page, counted from 1."""
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PdfText:
    """What two libraries read in one PDF."""

    lines: tuple[Line, ...]
    """Without page numbers and the headers and footers that repeat."""
    tables: tuple[Table, ...]
    second_lines: tuple[Line, ...]
    """Lines by the second library; empty when it could not read the file."""


def read_pdf(name: str, content: bytes) -> PdfText:
    """Return the text of a PDF.

    Raises:
        FormatError: not a PDF, damaged, encrypted, too long, or without a text layer.
    """
    with _quiet("pypdf", "pdfminer"):
        pages, tables = _first_reading(name, content)
        second = _second_reading(content)
    if not any(pages):
        raise FormatError(name, "", "the PDF holds no text (a scan?); make the text readable with OCR first")
    return PdfText(tuple(_body(pages)), tables, tuple(_body(second)))


def _first_reading(name: str, content: bytes) -> tuple[list[list[str]], tuple[Table, ...]]:
    # Imported here: reading a CSV or a badge must not wait for a PDF library.
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                problem = (
                    f"the PDF has {len(pdf.pages)} pages; a module specification has at most {MAX_PAGES}"
                )
                raise FormatError(name, "", problem)
            pages = [_lines(page.extract_text()) for page in pdf.pages]
            tables = tuple(table for page in pdf.pages[:TABLE_PAGES] for table in _tables(page))
    except _broken_file_errors() as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise FormatError(name, "", "the PDF is encrypted; save it without a password") from error
        raise FormatError(name, "", "cannot be read as a PDF; the file may be damaged or cut off") from error
    if not pages:
        raise FormatError(name, "", "the PDF has no pages; the file may be damaged or cut off")
    return pages, tables


def _second_reading(content: bytes) -> list[list[str]]:
    from pypdf import PdfReader

    try:
        return [_lines(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
    except _broken_file_errors():
        # The first reading stands alone then; every fact of it is used unchecked.
        return []


def _broken_file_errors() -> tuple[type[Exception], ...]:
    """Return what PDF libraries raise on a broken file: besides their own, whatever their code runs into."""
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
    from pypdf.errors import PyPdfError

    return (
        *(PDFException, PSException, PdfminerException, MalformedPDFException, PyPdfError),
        *(zlib.error, struct.error),
        *(ValueError, TypeError, LookupError, AttributeError, AssertionError),
        *(ArithmeticError, RecursionError, EOFError, NotImplementedError, OSError),
    )


def _lines(text: str) -> list[str]:
    return [line for line in map(clean, text.splitlines()) if line]


def _tables(page: Any) -> Iterator[Table]:
    for number, rows in enumerate(page.extract_tables(), start=1):
        cells = tuple(tuple(clean(cell or "") for cell in row) for row in rows)
        yield Table(page.page_number, number, cells)


def _body(pages: list[list[str]]) -> Iterator[Line]:
    """Yield the lines without those that stand at the edge of every page, and without page numbers."""
    edges = [{*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} for page in pages]
    counts = Counter(line for edge in edges for line in edge)
    repeated = {line for line, count in counts.items() if count == len(pages) > 1}
    for number, page in enumerate(pages, start=1):
        for position, line in enumerate(page):
            at_edge = position < 1 or position == len(page) - 1
            if line not in repeated and not (at_edge and _PAGE_NUMBER.match(line)):
                yield Line(line, number)


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keep libraries from writing remarks about a file's insides to the console."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
