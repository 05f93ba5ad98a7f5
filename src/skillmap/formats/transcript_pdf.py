"""A transcript as a PDF: its ruled tables, or else its lines under the titles of their columns.

A line is cut into cells by where the titles stand on the page. A page without a line of titles is never
guessed at. Columns of courses side by side are read one after the other.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from skillmap.domain import Document, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats.facts import Findings
from skillmap.formats.pdf_text import broken_file_errors, problem_with, quiet, read_by
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import Table
from skillmap.formats.text import clean
from skillmap.formats.transcript import columns, is_header, is_sum, is_term, is_title, titles_in
from skillmap.formats.transcript_table import Transcript
from skillmap.resources import sha256_of

NAME = "transcript-pdf"
JOB = "transcript_pdf"
"""What the process that reads PDFs is asked for."""

MAX_PAGES = 40
MAX_WORDS = 100_000
MAX_RULES = 5_000
"""Drawn lines of a page; the time for finding tables grows with their square."""
MAX_SECONDS = 4.0
"""Processor time after which no further page is begun."""

_MAGIC_WITHIN = 1024
_WORDS = "transcript|academic[ _-]record|record[ _-]of[ _-](?:study|studies|courses)"
_CALLED = re.compile(_WORDS, re.IGNORECASE)
_TITLED = re.compile(rb"/Title\s*\([^)]{0,100}?(?:" + _WORDS.encode() + rb")", re.IGNORECASE)
_LEVEL_WITHIN = 3.0
"""Points by which words of one line may stand higher or lower."""
_GAP = 0.6
"""Share of the height of words above which a gap parts two cells; a blank is a quarter to a third."""
_SLACK = 6.0
"""Points by which a word may begin before the title of its column."""
_NEXT_LINE = 1.7
"""Heights of a line within which the rest of a title stands below it."""
_HEADER_ROWS = 4
_MOST_HEADER_WORDS = 24
_LABELLED = re.compile(
    r"(?<!course )(?<!module )(?<!programme )(?<!program )(?<!college )(?<!university )(?<!institution )"
    r"\b(?:name|student(?: id| number| no\.?)?|learner(?: id| number)?|id(?: number)?|"
    r"matriculation (?:no\.?|number)|date of birth|birth ?date|d\.?o\.?b\.?|e-?mail|address)"
    r"\s*:\s*(?P<value>\S.*?)"
    r"(?=\s+(?:student|learner|date|d\.?o\.?b|birth|id\b|number|matric|e-?mail|address|programme?|course|degree|"
    r"major|faculty|school|department|nationality|issued|printed|page|term|level|entry)[^:]{0,25}:|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page, counted from 1 on each page."""

    page: int
    number: int
    words: tuple[_Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def place(self) -> str:
        return f"page {self.page}, line {self.number}"


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns of courses that belong together; a page may have two side by side."""

    columns: tuple[_Column, ...]
    left: float
    right: float

    def holds(self, word: _Word) -> bool:
        middle = (word.left + word.right) / 2
        return self.left <= middle < self.right


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    lines: tuple[_Line, ...]
    tables: tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]
    """Ruled tables as (top, rows)."""


def sniff(name: str, head: bytes) -> bool:
    """Return True for a PDF that its name or its title calls a transcript."""
    return b"%PDF-" in head[:_MAGIC_WITHIN] and bool(_CALLED.search(name) or _TITLED.search(head))


def names_columns(text: str) -> bool:
    """Return True for a line of text that consists of the column titles of a transcript."""
    words = text.split()
    if not 2 < len(words) <= _MOST_HEADER_WORDS:
        return False
    titles = [" ".join(words[first:end]) for first, end in titles_in(words)]
    known = [title for title in titles if is_title(title)]
    return len(known) * 4 >= len(titles) * 3 and is_title(titles[0]) and is_header(titles)


def has_columns(name: str, content: bytes) -> bool:
    """Return True for a PDF with a line of the column titles of a transcript.

    Raises:
        FormatError: not a readable PDF.
        LimitError: reading it takes longer than a transcript does.
    """
    return any(names_columns(line.text) for page in _pages(name, content) for line in page.lines)


def read(name: str, content: bytes) -> Document:
    """Read a transcript.

    Raises:
        FormatError: not a readable PDF with a text layer, or no line or table has the titles of a transcript.
        LimitError: reading it takes longer than a transcript does.
    """
    if b"%PDF-" not in content[:_MAGIC_WITHIN]:
        raise FormatError(name, "", "is not a PDF")
    pages = _pages(name, content)
    if not any(page.lines for page in pages):
        raise FormatError(name, "", "the PDF holds no text (a scan?); make the text readable with OCR first")
    findings = Findings()
    transcript = Transcript(Source(name, NAME, sha256_of(content)), findings)
    _find_holder(pages, transcript)
    reading = _PageReader(transcript, findings)
    for page in pages:
        reading.read(page)
    if not reading.found:
        problem = (
            "no line or table has the column titles of a transcript, such as course code, title, grade and "
            "credits; is this a transcript?"
        )
        raise FormatError(name, "", problem)
    return transcript.document()


class _PageReader:
    """Reads page after page; a page without titles of its own goes on under those of the page before."""

    def __init__(self, transcript: Transcript, findings: Findings) -> None:
        self._transcript = transcript
        self._findings = findings
        self._blocks: tuple[_Block, ...] = ()
        self._ruled: tuple[str, ...] = ()
        self.found = False

    def read(self, page: _Page) -> None:
        """Read one page by its ruled tables, or else by its lines."""
        if not self._read_tables(page):
            self._read_lines(page)

    def _read_tables(self, page: _Page) -> bool:
        known = [(top, rows, _header_row(rows)) for top, rows in page.tables]
        if any(_is_run_together(rows, at) for _, rows, at in known if at is not None):
            return False
        found = False
        last_top = 0.0
        for number, (top, rows, at) in enumerate(known, start=1):
            if at is None and not (self._ruled and len(rows[0]) == len(self._ruled)):
                continue
            self._begin_term(page, last_top, top)
            last_top = top
            self._ruled = rows[at] if at is not None else self._ruled
            below = 0 if at is None else at + 1
            where = f"page {page.number}, table {number}, row {{}}".format
            numbered = iter(list(enumerate(rows, start=1))[below:])
            self._transcript.read(Table(self._ruled, below or 1, numbered, where))
            found = True
        self.found = self.found or found
        return found

    def _begin_term(self, page: _Page, after: float, before: float) -> None:
        above = [line for line in page.lines if line.words and after <= line.words[0].top < before]
        terms = [line for line in above if is_term(line.text) and not is_sum(line.text)]
        if terms:
            self._transcript.begin_term(terms[-1].text, terms[-1].place)

    def _read_lines(self, page: _Page) -> None:
        begun = 0
        for position, line in enumerate(page.lines):
            blocks = _blocks(line)
            if blocks:
                self._read_blocks(page, begun, position)
                self._blocks, begun = blocks, position + 1
        self._read_blocks(page, begun, len(page.lines))

    def _read_blocks(self, page: _Page, begun: int, end: int) -> None:
        lines = page.lines[begun:end]
        header_line = page.lines[begun - 1].number if begun else 1
        for block in self._blocks if lines else ():
            self.found = True
            header = [column.title for column in block.columns]
            rows = list(self._rows(block, lines))
            where = f"page {page.number}, line {{}}".format
            self._transcript.read(Table(header, header_line, iter(rows), where), is_laid_out=True)

    def _rows(self, block: _Block, lines: Sequence[_Line]) -> Iterator[tuple[int, list[str]]]:
        held: tuple[int, list[str]] | None = None
        above: _Word | None = None
        title = _title_position(block)
        for line in lines:
            words = [word for word in line.words if block.holds(word)]
            if not words:
                continue
            cells = _cells(block, words)
            if held is not None and _is_rest_of_title(cells, title, words, above):
                held[1][title] = f"{held[1][title]} {cells[title]}"
                self._findings.note(line.place, "The line was read as the rest of the course title above it.")
            else:
                if held is not None:
                    yield held
                held = (line.number, cells)
            above = words[0]
        if held is not None:
            yield held


def _find_holder(pages: Sequence[_Page], transcript: Transcript) -> None:
    identities = []
    for page in pages:
        for line in page.lines:
            for found in _LABELLED.finditer(line.text):
                words = found["value"].split()
                # What follows a name on its line need not be told apart from it.
                identities += [" ".join(words), *(" ".join(words[:count]) for count in (2, 3))]
                transcript.holder_place = transcript.holder_place or line.place
    transcript.identities = tuple(dict.fromkeys(identities))


def _header_row(rows: Sequence[Sequence[str]]) -> int | None:
    return next((at for at, row in enumerate(rows[:_HEADER_ROWS]) if is_header(row)), None)


def _is_run_together(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Return True for a table that rules its columns only: one cell then holds the codes of many courses."""
    names = columns([clean(cell) for cell in rows[at]])
    position = names.index("code") if "code" in names else names.index("title")
    cells = [row[position].split("\n") for row in rows[at + 1 :] if position < len(row)]
    return any(sum(bool(re.search(r"\d", line)) for line in lines) > 1 for lines in cells)


def _blocks(line: _Line) -> tuple[_Block, ...]:
    """Return the blocks whose column titles a line holds; none for any other line."""
    if not 2 < len(line.words) <= 2 * _MOST_HEADER_WORDS:
        return ()
    found = [_Column(text, left, right) for text, left, right in _titles(line.words)]
    if not is_header([column.title for column in found]):
        return ()
    first = found[0].title.casefold()
    starts = [at for at, column in enumerate(found) if column.title.casefold() == first]
    parts = [found[start:end] for start, end in zip(starts, [*starts[1:], len(found)], strict=True)]
    if not all(is_header([column.title for column in part]) for part in parts):
        parts = [found]
    lefts = [part[0].left - _SLACK for part in parts]
    ends = [*lefts[1:], float("inf")]
    lefts[0] = 0.0
    return tuple(
        _Block(tuple(part), left, right) for part, left, right in zip(parts, lefts, ends, strict=True)
    )


def _titles(words: Sequence[_Word]) -> Iterator[tuple[str, float, float]]:
    for phrase in _phrases(words):
        text = " ".join(word.text for word in phrase)
        parts = [(0, len(phrase))] if is_title(text) else titles_in([word.text for word in phrase])
        for first, end in parts:
            part = phrase[first:end]
            yield " ".join(word.text for word in part), part[0].left, part[-1].right


def _phrases(words: Sequence[_Word]) -> list[list[_Word]]:
    phrases: list[list[_Word]] = []
    for word in words:
        if phrases and word.left - phrases[-1][-1].right <= _GAP * word.height:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _cells(block: _Block, words: Sequence[_Word]) -> list[str]:
    cells: list[list[str]] = [[] for _ in block.columns]
    for phrase in _phrases(words):
        touched = [
            at
            for at, column in enumerate(block.columns)
            if phrase[0].left <= column.right + 1 and phrase[-1].right >= column.left - 1
        ]
        for word in phrase:
            at = touched[0] if len(touched) == 1 else _column_of(block, word)
            cells[at].append(word.text)
    return [" ".join(cell) for cell in cells]


def _column_of(block: _Block, word: _Word) -> int:
    middle = (word.left + word.right) / 2
    begun = [at for at, column in enumerate(block.columns) if column.left - _SLACK <= middle]
    return begun[-1] if begun else 0


def _title_position(block: _Block) -> int:
    return columns([column.title for column in block.columns]).index("title")


def _is_rest_of_title(cells: Sequence[str], title: int, words: Sequence[_Word], above: _Word | None) -> bool:
    """Return True for a line right below that has words under the title only."""
    if above is None or not cells[title] or any(cell for at, cell in enumerate(cells) if at != title):
        return False
    is_near = words[0].top - above.top <= _NEXT_LINE * words[0].height
    return is_near and ":" not in cells[title] and not is_sum(cells[title]) and not is_term(cells[title])


def seen_in(content: bytes) -> dict[str, Any]:
    """Return what stands where on the pages of a PDF, as the values of ``_Page``; see ``pdf_process.ask``."""
    # Imported here: reading a CSV or a badge must not wait for a PDF library.
    import pdfplumber

    seen: dict[str, Any] = {"count": 0, "is_late": False, "problem": "", "pages": []}
    begun = time.process_time()
    try:
        with quiet("pypdf", "pdfminer"), pdfplumber.open(io.BytesIO(content)) as pdf:
            seen["count"] = len(pdf.pages)
            for page in pdf.pages[:MAX_PAGES]:
                seen["is_late"] = time.process_time() - begun > MAX_SECONDS
                if seen["is_late"]:
                    break
                seen["pages"].append(asdict(_page(page)))
                page.close()
    except broken_file_errors() as error:
        seen["problem"] = problem_with(error)
    return seen


def _pages(name: str, content: bytes) -> list[_Page]:
    seen = read_by(JOB, name, content)
    if seen["problem"]:
        raise FormatError(name, "", seen["problem"])
    if seen["count"] > MAX_PAGES:
        raise LimitError(f"{name} has {seen['count']} pages; a transcript has at most {MAX_PAGES}")
    pages = [_page_of(page) for page in seen["pages"]]
    if seen["is_late"] or sum(len(line.words) for page in pages for line in page.lines) > MAX_WORDS:
        raise LimitError(f"{name} takes longer to read than a transcript; send fewer pages")
    return pages


def _page_of(values: dict[str, Any]) -> _Page:
    lines = (
        _Line(line["page"], line["number"], tuple(_Word(**word) for word in line["words"]))
        for line in values["lines"]
    )
    tables = ((top, tuple(tuple(row) for row in rows)) for top, rows in values["tables"])
    return _Page(values["number"], tuple(lines), tuple(tables))


def _page(page: Any) -> _Page:
    words = [
        _Word(clean(word["text"]), word["x0"], word["x1"], word["top"], word["bottom"] - word["top"])
        for word in page.extract_words()
    ]
    tables = []
    if len(page.rects) + len(page.lines) + len(page.curves) <= MAX_RULES:
        for found in page.find_tables():
            rows = tuple(tuple(cell or "" for cell in row) for row in found.extract())
            if rows:
                tables.append((found.bbox[1], rows))
    return _Page(page.page_number, tuple(_lines(page.page_number, words)), tuple(tables))


def _lines(page: int, words: Sequence[_Word]) -> Iterator[_Line]:
    line: list[_Word] = []
    number = 0
    for word in sorted(words, key=lambda word: (word.top, word.left)):
        if line and word.top - line[0].top > _LEVEL_WITHIN:
            number += 1
            yield _Line(page, number, tuple(sorted(line, key=lambda word: word.left)))
            line = []
        line.append(word)
    if line:
        yield _Line(page, number + 1, tuple(sorted(line, key=lambda word: word.left)))


readers.register(NAME)(Reader("a transcript (PDF)", sniff, read))
