"""What a document says, whatever it was written in: its lines in reading order, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

MAX_LINES = 20_000
"""Lines that are read of one document; a handbook of 400 pages has about as many."""

MAX_CHARACTERS = 2_000_000
"""Characters that are read of one document."""

_LONGEST_ROW = 140
"""Characters of a table row that is read as one line."""
_LONGEST_LABEL = 6
"""Characters of a first cell such as ``LO1`` that only counts what stands beside it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph, and where it stands."""

    text: str
    place: str
    """In the words of ``Origin.place``, e.g. ``paragraph 12``."""
    page: int = 0
    """Counted from 1; 0 in documents without pages."""
    heading: int = 0
    """Level of a heading that is marked as one, 1 the highest; 0 for any other line."""
    item: int = 0
    """Depth of a list item that is marked as one, 1 the outermost; 0 for any other line."""
    is_apart: bool = False
    """True when it surely begins anew; False where it may go on from the line above, as in a PDF."""
    cells: tuple[str, ...] = ()
    """The cells of a table row that is read as one line; empty for any other line."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; an empty cell is an empty text."""

    place: str
    """E.g. ``page 1, table 2``."""
    rows: tuple[tuple[str, ...], ...]
    has_pages: bool = False
    """True where rows cannot be counted by whoever looks at the page, so that captions say where."""

    def place_of(self, row: int, caption: str) -> str:
        """Return where a fact beside a caption stands; rows count from 0."""
        return f"{self.place}, {caption}" if self.has_pages else f"{self.place}, row {row + 1}"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    second_lines: tuple[Line, ...] = ()
    """Lines by a second library, to check the first; empty where there is none."""
    size: str = ""
    """How much was read, in words, e.g. ``3 pages``."""
    language: str | None = None
    """BCP 47 tag that the document states."""
    remarks: tuple[tuple[str, str], ...] = ()
    """What was left unread, as (place, sentence)."""
    repeated: tuple[str, ...] = ()
    """What stands at the edge of every page of a PDF, and so is not among its lines."""
    europass: bytes = b""
    """The Europass XML that a PDF carries beside its pages; empty where it carries none."""


def row_lines(place: str, cells: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """Yield a table row as one line where it is short, or else the paragraphs of its cells in order."""
    texts = tuple(" ".join(line.text for line in cell) for cell in cells)
    filled = [text for text in texts if text]
    counts = bool(filled) and len(filled[0]) <= _LONGEST_LABEL
    is_simple = all(len(cell) <= 1 for cell in cells)
    if len(filled) > 1 and is_simple and (counts or len(" ".join(filled)) <= _LONGEST_ROW):
        yield Line(" ".join(filled), place, is_apart=True, cells=texts)
        return
    for cell in cells:
        for line in cell:
            yield replace(line, place=place, is_apart=True)


def bounded(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[tuple[str, str], ...]]:
    """Return the lines that are read, and a remark when there are more."""
    kept: list[Line] = []
    characters = 0
    for line in lines:
        characters += len(line.text)
        if len(kept) == MAX_LINES or characters > MAX_CHARACTERS:
            place = kept[-1].place if kept else line.place
            return tuple(kept), ((place, "The document is longer than what is read; the rest was left out."),)
        kept.append(line)
    return tuple(kept), ()


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, e.g. ``1 page`` or ``3 pages``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
