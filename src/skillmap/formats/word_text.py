"""Word documents (.docx) as lines: paragraphs, lists, tables and text boxes in reading order.

python-docx opens the file and knows its styles; the body is walked here, because the library leaves out what
stands in content controls, text boxes and tracked insertions, where templates of CVs put most of their text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError, LimitError
from skillmap.formats.document_text import DocumentText, Line, Table, bounded, counted, row_lines
from skillmap.formats.text import clean
from skillmap.formats.zip_guard import check_xml_parts, check_zip

MOST_XML = 16_000_000
"""Bytes of all XML parts together when unpacked; a thesis of 300 pages has about ten million."""

MOST_TAGS = 400_000
"""Tags in all XML parts; each costs some 200 bytes of memory."""

_ZIP = b"PK\x03\x04"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted or moved text, what Word falls back to where it cannot draw, and settings.
_UNREAD = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr", f"{_W}sdtPr", f"{_W}instrText")
)
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
_TEXT_BOX = f"{_W}txbxContent"
_MOST_STYLES_ON_THE_WAY = 20


def is_word(name: str, head: bytes) -> bool:
    """Return True for a ZIP archive with a Word document in it, as far as its beginning shows."""
    if not head.startswith(_ZIP):
        return False
    if b"word/" in head:
        return b"word/document" in head or name.lower().endswith((".docx", ".docm", ".dotx"))
    return name.lower().endswith((".docx", ".docm", ".dotx")) and b"xl/" not in head and b"ppt/" not in head


def read_word(name: str, content: bytes) -> DocumentText:
    """Return the text of a Word document, without headers, footers, notes, comments and deleted text.

    Raises:
        FormatError: not a Word document, damaged, protected, or with entities in its XML.
        LimitError: too large when unpacked.
    """
    if not content.startswith(_ZIP):
        raise FormatError(name, "", "is not a Word document (.docx)")
    check_zip(name, content)
    check_xml_parts(name, content)
    _check_size(name, content)
    body, styles = _opened(name, content)
    walk = _Walk(_Styles(styles))
    walk.take_all(body)
    lines, remarks = bounded(walk.lines)
    return DocumentText(
        lines=lines, tables=tuple(walk.tables), size=counted(len(lines), "paragraph"), remarks=remarks
    )


def _check_size(name: str, content: bytes) -> None:
    size = tags = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith((".xml", ".rels")):
                size += entry.file_size
                if size > MOST_XML:
                    raise LimitError(f"{name} holds more than {MOST_XML / 1e6:g} MB of text and marks")
                tags += archive.read(entry).count(b"<")
    if tags > MOST_TAGS:
        raise LimitError(f"{name} holds more than {MOST_TAGS:,} marks; save it as smaller documents")


def _opened(name: str, content: bytes) -> tuple[Any, Any]:
    # Imported here: reading a CSV or a badge must not wait for a Word library.
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(content))
        return document.element.body, document.styles.element
    except (PythonDocxError, OpcError, LxmlError, zipfile.BadZipFile, *_slips()) as error:
        problem = "cannot be read as a Word document; the file may be damaged, or be something else"
        raise FormatError(name, "", problem) from error


def _slips() -> tuple[type[Exception], ...]:
    """Return what the library's own code runs into where a part is missing or of another kind."""
    return (KeyError, ValueError, AttributeError, IndexError, TypeError, AssertionError, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    outline: int
    """Level of a heading, 1 the highest; 0 for other paragraphs."""
    is_list: bool


class _Styles:
    """The paragraph styles of a document by their id, with what they take from those they are based on."""

    def __init__(self, styles: Any) -> None:
        self._elements = {style.get(f"{_W}styleId"): style for style in styles.iterchildren(f"{_W}style")}
        self._known: dict[str | None, _Style] = {}

    def get(self, style_id: str | None) -> _Style:
        if style_id not in self._known:
            self._known[style_id] = self._resolved(style_id)
        return self._known[style_id]

    def _resolved(self, style_id: str | None) -> _Style:
        name, outline, is_list = "", 0, False
        for _ in range(_MOST_STYLES_ON_THE_WAY):
            element = self._elements.get(style_id)
            if element is None:
                break
            own = (_value(element, "name") or "").lower()
            name = name or own
            outline = outline or _heading_level(own) or _outline(element.find(f"{_W}pPr"))
            is_list = is_list or own.startswith("list ") or _list_depth(element.find(f"{_W}pPr")) > 0
            style_id = _value(element, "basedOn")
        return _Style(name, outline, is_list and not outline)


class _Walk:
    """Goes through a document in reading order and collects its lines and tables."""

    def __init__(self, styles: _Styles) -> None:
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._styles = styles
        self._paragraphs = self._boxes = 0

    def take_all(self, parent: Any) -> None:
        for element in parent.iterchildren():
            if element.tag == f"{_W}p":
                self._take_paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._take_table(element)
            elif element.tag not in _UNREAD:
                self.take_all(element)

    def _take_paragraph(self, paragraph: Any) -> None:
        texts = _texts(paragraph)
        if any(texts):
            self._paragraphs += 1
            self.lines.extend(self._marked(paragraph, texts, f"paragraph {self._paragraphs}"))
        for box in _boxes(paragraph):
            self._boxes += 1
            place = f"text box {self._boxes}"
            self.lines.extend(self._paragraph_lines(box, place))

    def _take_table(self, table: Any) -> None:
        number = len(self.tables) + 1
        # The place is taken before tables inside this one are numbered.
        self.tables.append(Table(f"table {number}", ()))
        rows = []
        for position, row in enumerate(_below(table, f"{_W}tr"), start=1):
            cells = list(_below(row, f"{_W}tc"))
            place = f"table {number}, row {position}"
            if any(cell.find(f".//{_W}tbl") is not None for cell in cells):
                # A table that holds tables only arranges the page.
                for cell in cells:
                    self.take_all(cell)
                continue
            written = [self._paragraph_lines(cell, place) for cell in cells]
            rows.append(tuple(" ".join(line.text for line in lines) for lines in written))
            self.lines.extend(row_lines(place, written))
        self.tables[number - 1] = Table(f"table {number}", tuple(rows))

    def _paragraph_lines(self, parent: Any, place: str) -> list[Line]:
        found: list[Line] = []
        for paragraph in parent.iter(f"{_W}p"):
            if not _is_deleted(paragraph, parent):
                found.extend(self._marked(paragraph, _texts(paragraph), place))
        return found

    def _marked(self, paragraph: Any, texts: Sequence[str], place: str) -> Iterator[Line]:
        properties = paragraph.find(f"{_W}pPr")
        style_id = _value(properties, "pStyle") if properties is not None else None
        style = self._styles.get(style_id)
        heading = _outline(properties) or style.outline
        own_depth = _list_depth(properties)
        item = own_depth or int(style.is_list and not _leaves_list(properties))
        for position, text in enumerate(text for text in texts if text):
            begins = position == 0
            # A line break inside an item or heading does not begin another one.
            yield Line(
                text,
                place,
                heading=heading if begins else 0,
                item=item if begins and not heading else 0,
                is_apart=begins or not item,
            )


def _below(parent: Any, tag: str) -> Iterator[Any]:
    """Yield rows or cells, also those inside content controls, but not those of a table further in."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _below(child, tag)


def _texts(paragraph: Any) -> list[str]:
    """Return the lines of a paragraph as they read with all changes accepted."""
    pieces: list[str] = []
    _collect(paragraph, pieces)
    return [clean(line) for line in "".join(pieces).split("\n")]


def _collect(element: Any, pieces: list[str]) -> None:
    for child in element.iterchildren():
        if child.tag in _UNREAD or child.tag == _TEXT_BOX:
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_W}tab":
            pieces.append(" ")
        elif child.tag in _BREAKS:
            pieces.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif child.tag != f"{_W}r" or not _is_hidden(child):
            _collect(child, pieces)


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_TEXT_BOX):
        ancestors = list(box.iterancestors())
        inside = [ancestor.tag for ancestor in ancestors[: ancestors.index(paragraph)]]
        if f"{_MC}Fallback" not in inside and _TEXT_BOX not in inside:
            yield box


def _is_deleted(element: Any, within: Any) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is within:
            return False
        if ancestor.tag in _UNREAD:
            return True
    return False


def _is_hidden(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    vanish = properties.find(f"{_W}vanish") if properties is not None else None
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off")


def _value(parent: Any, tag: str) -> str | None:
    found = parent.find(f"{_W}{tag}")
    return found.get(f"{_W}val") if found is not None else None


def _heading_level(style: str) -> int:
    """Return the level of a built-in style; their names are English in every edition of Word."""
    if style == "title":
        return 1
    kind, _, level = style.partition(" ")
    return int(level) if kind == "heading" and level.isdecimal() and 1 <= int(level) <= 9 else 0


def _outline(properties: Any) -> int:
    level = _value(properties, "outlineLvl") if properties is not None else None
    return int(level) + 1 if level is not None and level.isdecimal() and int(level) < 9 else 0


def _list_depth(properties: Any) -> int:
    """Return the depth of a list item, 1 the outermost; 0 outside lists."""
    numbering = properties.find(f"{_W}numPr") if properties is not None else None
    if numbering is None or _value(numbering, "numId") in (None, "0"):
        return 0
    level = _value(numbering, "ilvl")
    return 1 + (int(level) if level is not None and level.isdecimal() else 0)


def _leaves_list(properties: Any) -> bool:
    numbering = properties.find(f"{_W}numPr") if properties is not None else None
    return numbering is not None and _value(numbering, "numId") == "0"
