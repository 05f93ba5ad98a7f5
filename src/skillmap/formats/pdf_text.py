"""What a PDF says: its lines and tables by one library, and its text by a second one to check the first.

Both run in a process of their own (``pdf_process``), as a hostile PDF can keep them busy for hours.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from skillmap.errors import FormatError, LimitError
from skillmap.formats import pdf_process
from skillmap.formats.document_text import DocumentText, Line, Table, bounded, counted
from skillmap.formats.text import clean

MAX_PAGES = 25
"""Pages that are read, at a tenth of a second each; a module specification has three or four, a CV two, a
handbook hundreds."""

TABLE_PAGES = 2
"""Key facts stand at the beginning, and finding tables is slow."""

_SECONDS = 2.5
"""Processor time after which no further page is begun, for pages that are slow to read."""
_MOST_RULES = 5_000
"""Drawn lines and boxes of a page in which tables are looked for; the time grows with their square."""
_LARGEST_ATTACHMENT = 10_000_000
_EDGE_LINES = 3
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE)
_MAGIC_WITHIN = 1024
JOB = "pdf_text"
"""What the process that reads PDFs is asked for, see ``pdf_process.ask``."""


@dataclass
class Pages:
    """What the libraries saw, before anything is made of it; it travels between processes as JSON."""

    count: int = 0
    """Pages that the PDF has."""
    read: list[list[str]] = field(default_factory=list)
    """Lines of each page that was read, in order."""
    tables: list[tuple[int, int, list[list[str]]]] = field(default_factory=list)
    """Page, position on the page (both from 1) and rows of each table."""
    second: list[list[str]] = field(default_factory=list)
    """Lines of each page by the second library; empty when it could not read the file."""
    images: list[int] = field(default_factory=list)
    """Pages on which stands an image and no text."""
    europass: str = ""
    """The Europass XML in its attachment."""
    problem: str = ""
    """Why nothing could be read."""


def is_pdf(head: bytes) -> bool:
    """Return True for a file that begins like a PDF, a few stray bytes allowed."""
    return b"%PDF-" in head[:_MAGIC_WITHIN]


def read_pdf(name: str, content: bytes) -> DocumentText:
    """Return the text of a PDF.

    Raises:
        FormatError: not a PDF, damaged, encrypted, or without a text layer.
        LimitError: reading it takes more time or memory than a document of text does.
    """
    if not is_pdf(content):
        raise FormatError(name, "", "is not a PDF")
    pages = Pages(**read_by(JOB, name, content))
    _check(name, pages)
    lines, remarks = bounded(list(_body(pages.read)))
    return DocumentText(
        lines=lines,
        tables=tuple(
            Table(f"page {page}, table {number}", tuple(map(tuple, rows)), has_pages=True)
            for page, number, rows in pages.tables
        ),
        second_lines=tuple(_body(pages.second)),
        size=counted(len(pages.read), "page"),
        repeated=tuple(_repeated(pages.read)),
        remarks=(*_remarks(pages), *remarks),
        europass=pages.europass.encode(),
    )


def read_by(job: str, name: str, content: bytes) -> dict[str, Any]:
    """Return what a module sees in a PDF, in the process that reads PDFs (``pdf_process.ask``).

    Raises:
        LimitError: reading it takes more time or memory than a document of text does.
    """
    answer = pdf_process.ask(job, content)
    if answer is None:
        raise LimitError(
            f"{name} takes more than {pdf_process.MOST_SECONDS} s or {pdf_process.MOST_MEGABYTES} MB to "
            "read; print it to a new PDF of text, or send fewer pages"
        )
    return answer


def seen_in(content: bytes) -> dict[str, Any]:
    """Return what both libraries see in a PDF, whatever it is, as the values of ``Pages``."""
    pages = Pages()
    with quiet("pypdf", "pdfminer"):
        pages.europass = _europass(content)
        if not pages.europass:
            _read_first(content, pages)
            pages.second = _second_reading(content, len(pages.read)) if not pages.problem else []
    return asdict(pages)


def _check(name: str, pages: Pages) -> None:
    if pages.problem:
        raise FormatError(name, "", pages.problem)
    if pages.europass or any(pages.read):
        return
    if pages.images:
        raise FormatError(name, "", "the PDF holds images of text only; run OCR first")
    raise FormatError(name, "", "the PDF holds no text (a scan?); make the text readable with OCR first")


def _remarks(pages: Pages) -> Iterator[tuple[str, str]]:
    read = len(pages.read)
    if read < pages.count and not pages.europass:
        yield f"page {read}", f"Only the first {counted(read, 'page')} of {pages.count:,} were read."
    for page in pages.images:
        yield f"page {page}", "The page holds an image and no text; it was not read."


def _read_first(content: bytes, pages: Pages) -> None:
    # Imported here: reading a CSV or a badge must not wait for a PDF library.
    import pdfplumber

    begun = time.process_time()
    wanted = list(range(1, MAX_PAGES + 1))
    try:
        with pdfplumber.open(io.BytesIO(content), pages=wanted) as pdf:
            pages.count = max(_stated_count(pdf), len(pdf.pages))
            for page in pdf.pages:
                if pages.read and time.process_time() - begun > _SECONDS:
                    break
                _read_page(page, pages)
    except broken_file_errors() as error:
        pages.problem = problem_with(error)
        return
    if not pages.read:
        pages.problem = "the PDF has no pages; the file may be damaged or cut off"


def _read_page(page: Any, pages: Pages) -> None:
    lines = _lines(page.extract_text())
    pages.read.append(lines)
    if not lines and page.images:
        pages.images.append(page.page_number)
    if (
        page.page_number <= TABLE_PAGES
        and len(page.rects) + len(page.lines) + len(page.curves) <= _MOST_RULES
    ):
        pages.tables += _tables(page)
    # Keeps one page in memory at a time.
    page.close()


def _stated_count(pdf: Any) -> int:
    from pdfminer.pdftypes import resolve1

    tree = resolve1(pdf.doc.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    return count if isinstance(count, int) else 0


def _second_reading(content: bytes, count: int) -> list[list[str]]:
    from pypdf import PdfReader

    try:
        pages = islice(PdfReader(io.BytesIO(content)).pages, count)
        return [_lines(page.extract_text()) for page in pages]
    except broken_file_errors():
        # The first reading stands alone then; every fact of it is used unchecked.
        return []


def _europass(content: bytes) -> str:
    """Return the XML that Europass puts beside the pages of a CV, or nothing."""
    if b"/EmbeddedFile" not in content and b"/ObjStm" not in content:
        return ""
    from pypdf import PdfReader

    try:
        attached = PdfReader(io.BytesIO(content)).attachments
        for name, files in attached.items():
            if name.lower().endswith(".xml") and files and len(files[0]) <= _LARGEST_ATTACHMENT:
                text = files[0].decode("utf-8-sig")
                if "europass" in text[:2000].lower():
                    return text
    except broken_file_errors():
        return ""
    return ""


def problem_with(error: Exception) -> str:
    """Return in words why a library gave a PDF up."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    causes = (error, *error.args)
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return "the PDF is encrypted; save it without a password"
    if any(isinstance(cause, MemoryError) for cause in causes):
        return f"takes more than {pdf_process.MOST_MEGABYTES} MB of memory to read"
    return "cannot be read as a PDF; the file may be damaged or cut off"


def broken_file_errors() -> tuple[type[Exception], ...]:
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


def _tables(page: Any) -> Iterator[tuple[int, int, list[list[str]]]]:
    for number, rows in enumerate(page.extract_tables(), start=1):
        yield page.page_number, number, [[clean(cell or "") for cell in row] for row in rows]


def _repeated(pages: Sequence[Sequence[str]]) -> list[str]:
    edges = [{*page[:_EDGE_LINES], *page[-_EDGE_LINES:]} for page in pages]
    counts = Counter(line for edge in edges for line in edge)
    return sorted(line for line, count in counts.items() if count == len(pages) > 1)


def _body(pages: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Yield the lines without those that stand at the edge of every page, and without page numbers."""
    repeated = set(_repeated(pages))
    for number, page in enumerate(pages, start=1):
        for position, line in enumerate(page):
            at_edge = position < 1 or position == len(page) - 1
            if line not in repeated and not (at_edge and _PAGE_NUMBER.match(line)):
                yield Line(line, f"page {number}", number)


@contextmanager
def quiet(*names: str) -> Iterator[None]:
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
