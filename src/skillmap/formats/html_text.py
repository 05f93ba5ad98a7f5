"""Web pages as lines: headings, paragraphs, lists and tables that a reader of the page sees.

Every tag is first rewritten without its attributes: they can make a parser take hours (a tag with a hundred
thousand of them), and the page says nothing in them but what is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from skillmap.errors import FormatError, LimitError
from skillmap.formats.document_text import DocumentText, Line, Table, bounded, counted, row_lines
from skillmap.formats.plain_text import decoded
from skillmap.formats.text import clean

MOST_TAGS = 300_000
"""Tags of one page; each costs some 200 bytes of memory."""

_START = 4_096
_CHARSET = re.compile(rb"""<meta\b[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_LATIN_1 = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"))
_IS_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|main|article|section|div|h[1-6]|p|table)\b)",
    re.IGNORECASE | re.DOTALL,
)

# Possessive throughout: what does not match is given up at once, so that no page takes long.
_MARKUP = re.compile(
    r"<!--(?:(?!-->).)*+(?:-->)?"
    r"|<(?P<raw>script|style)\b(?:(?!</(?P=raw)).)*+(?:</(?P=raw)[^<>]*+>?)?"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][\w:.-]*+)(?P<rest>[^<>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^<>\"']*+)*+)>?"
    r"|<[!?][^<>]*+>?",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_HIDDEN = re.compile(r"\shidden(?![\w-])", re.IGNORECASE)
_HIDDEN_BY_VALUE = re.compile(
    r"""\saria-hidden\s*=\s*["']?true|\srole\s*=\s*["']?(?:navigation|search|menu)\b|"""
    r"""\sstyle\s*=\s*["'][^"']*?(?:display\s*:\s*none|visibility\s*:\s*hidden)""",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"""(?:^|\s)(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)""")
_LONGEST_ATTRIBUTES = 4_000
"""Characters in which is looked for what hides an element."""

_UNREAD = frozenset(
    "head script style template noscript nav svg math canvas iframe object audio video picture map dialog "
    "button select textarea input footer".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu"))
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn del em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_DELETED = frozenset(("del", "s", "strike"))


def is_html(head: bytes) -> bool:
    """Return True for a file that begins like a web page."""
    return bool(_IS_HTML.match(_beginning(head)))


def read_html(name: str, content: bytes) -> DocumentText:
    """Return the text of a web page, without what is hidden and without navigation.

    Raises:
        FormatError: not a web page, or nested too deep.
        LimitError: more tags than a page of text has.
    """
    if not is_html(content[:_START]):
        raise FormatError(name, "", "is not a web page (HTML)")
    text = _text(name, content)
    walk = _Walk()
    walk.take(_parsed(name, text))
    lines, remarks = bounded(walk.lines)
    language = _LANGUAGE.search(_first_tag(text))
    return DocumentText(
        lines=lines,
        tables=tuple(walk.tables),
        size=counted(len(lines), "line"),
        language=language[1] if language else None,
        remarks=remarks,
    )


def fragment_lines(name: str, markup: str, place: str) -> list[Line]:
    """Return the lines of a piece of HTML, as it stands in a field of another format, all at one place.

    Raises:
        FormatError: nested too deep.
        LimitError: more tags than a page of text has.
    """
    if not markup.strip():
        return []
    walk = _Walk()
    walk.take(_parsed(name, f"<body>{markup}</body>"))
    return [replace(line, place=place) for line in walk.lines]


def _beginning(head: bytes) -> str:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return head[:_START].decode(encoding, errors="replace")


def _text(name: str, content: bytes) -> str:
    declared = _CHARSET.search(content[:_START])
    if declared is not None and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = declared[1].decode("ascii").lower()
        try:
            # On the web, Latin-1 means Windows-1252.
            return content.decode("cp1252" if encoding in _LATIN_1 else encoding)
        except (LookupError, UnicodeDecodeError):
            # A wrong declaration is frequent; the bytes themselves tell more.
            return decoded(name, content)
    return decoded(name, content)


def _first_tag(text: str) -> str:
    found = re.search(r"<html\b([^<>]{0,2000})>", text[: 4 * _START], re.IGNORECASE)
    return found[1] if found else ""


def _parsed(name: str, text: str) -> Any:
    if text.count("<") > MOST_TAGS:
        raise LimitError(f"{name} has more than {MOST_TAGS:,} tags; save the page without its menus")
    # Imported here: reading a CSV or a badge must not wait for a parser of HTML.
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    plain = _MARKUP.sub(_without_attributes, text).replace("\0", "")
    try:
        root = html.document_fromstring(plain.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise FormatError(name, "", "a web page without any text") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise FormatError(
            name, "", "the web page is nested too deep (250 levels), or a text in it is too long"
        )
    return root


def _without_attributes(found: re.Match[str]) -> str:
    name = (found["name"] or "").lower()
    if not name:
        return " " if found["raw"] else ""
    is_hidden = not found["close"] and _hides(found["rest"][:_LONGEST_ATTRIBUTES])
    is_empty = found["rest"].endswith("/")
    return f"<{found['close']}{name}{' hidden' if is_hidden else ''}{' /' if is_empty else ''}>"


def _hides(attributes: str) -> bool:
    # A class may be called "hidden" and be shown on a wide screen.
    names = _QUOTED.sub("", attributes)
    return bool(_HIDDEN.search(names) or _HIDDEN_BY_VALUE.search(attributes))


class _Walk:
    """Goes through a page in reading order and collects its lines and tables."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._pieces: list[str] = []
        self._place = _Place()
        self._heading = 0
        self._depth = 0
        self._begins = False
        self._arranging: set[Any] = set()

    def take(self, root: Any) -> None:
        """Take everything below an element; it is walked without recursion."""
        from lxml import etree

        self._arranging = _tables_that_arrange(root)
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "start" and not self._start(element):
                events.skip_subtree()
            if event == "end":
                self._end(element)
                if element is not root:
                    self._say(element.tail)
        self._flush()

    def _start(self, element: Any) -> bool:
        """Open an element; return False when what is in it is not to be walked."""
        tag = element.tag
        if tag in _UNREAD or tag in _DELETED or element.get("hidden") is not None:
            return False
        if tag in _INLINE:
            self._say(element.text)
            return True
        self._flush()
        if tag == "table" and element not in self._arranging:
            self._take_table(element)
            return False
        if tag == "dl":
            self._take_terms(element)
            return False
        self._heading = _HEADINGS.get(tag, self._heading)
        self._depth += tag in _LISTS
        self._begins = self._begins or tag == "li"
        self._say(element.text)
        return True

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag in _INLINE:
            return
        self._flush()
        # Whether the subtree was walked or skipped, what it opened is closed here.
        is_walked = not (tag in _UNREAD or element.get("hidden") is not None)
        if is_walked and tag in _HEADINGS:
            self._heading = 0
        if is_walked and tag in _LISTS:
            self._depth -= 1

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def _flush(self) -> None:
        text = clean("".join(self._pieces))
        self._pieces = []
        if not text:
            return
        begins, self._begins = self._begins, False
        item = self._depth if begins and not self._heading else 0
        place = self._place.of(text, self._heading, item)
        self.lines.append(
            Line(text, place, heading=self._heading, item=item, is_apart=not self._depth or begins)
        )

    def _take_table(self, table: Any) -> None:
        number = len(self.tables) + 1
        rows = []
        for position, row in enumerate(_rows(table), start=1):
            place = f"table {number}, row {position}"
            cells = [_cell_lines(cell, place) for cell in row if cell.tag in ("td", "th")]
            rows.append(tuple(" ".join(line.text for line in lines) for lines in cells))
            self.lines.extend(row_lines(place, cells))
        self.tables.append(Table(f"table {number}", tuple(rows)))

    def _take_terms(self, terms: Any) -> None:
        """Take a list of terms and their definitions as a table of two columns."""
        number = len(self.tables) + 1
        rows: list[list[list[Line]]] = []
        for element in _terms(terms):
            if element.tag == "dt" or not rows:
                rows.append([[], []])
            place = f"table {number}, row {len(rows)}"
            rows[-1][element.tag == "dd"] += _cell_lines(element, place)
        for position, cells in enumerate(rows, start=1):
            self.lines.extend(row_lines(f"table {number}, row {position}", cells))
        written = tuple(tuple(" ".join(line.text for line in cell) for cell in row) for row in rows)
        self.tables.append(Table(f"table {number}", written))


class _Place:
    """Counts paragraphs and list items below each heading."""

    def __init__(self) -> None:
        self._below = ""
        self._paragraphs = self._items = 0

    def of(self, text: str, heading: int, item: int) -> str:
        if heading:
            self._below = f"h{heading} {text[:60]!r}"
            self._paragraphs = self._items = 0
            return self._below
        # An item further in belongs to the one that it stands in.
        self._items += item == 1
        self._paragraphs += item == 0
        what = f"item {self._items}" if item else f"paragraph {self._paragraphs}"
        return f"{self._below}, {what}" if self._below else what


def _tables_that_arrange(root: Any) -> set[Any]:
    """Return the tables that hold tables or headings: they arrange a page and say nothing by their rows."""
    found: set[Any] = set()
    for element in root.iter("table", *_HEADINGS):
        for ancestor in element.iterancestors("table"):
            if ancestor in found:
                break
            found.add(ancestor)
    return found


def _terms(terms: Any) -> Iterator[Any]:
    for child in terms:
        yield from (
            element for element in (child if child.tag == "div" else (child,)) if element.tag in ("dt", "dd")
        )


def _rows(table: Any) -> Iterator[Any]:
    for row in table.iter("tr"):
        if row.get("hidden") is None:
            yield row


def _cell_lines(cell: Any, place: str) -> list[Line]:
    walk = _Walk()
    walk.take(cell)
    return [replace(line, place=place) for line in walk.lines]
