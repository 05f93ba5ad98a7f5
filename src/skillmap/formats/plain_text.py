"""Plain text and Markdown as lines: headings, lists and tables are taken from the marks that people type."""

from __future__ import annotations

import re
from dataclasses import replace

from skillmap.errors import FormatError
from skillmap.formats.document_text import DocumentText, Line, Table, bounded, counted, row_lines
from skillmap.formats.text import clean

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.01
"""Share of control characters above which a file is not text."""
_SAMPLE = 20_000
_MOST_CHARACTERS = 4_000_000
_LONGEST_MARKUP = 2_000
"""Characters of a line in which Markdown is looked for."""

_HEADING = re.compile(r"\s{0,3}(?P<level>#{1,6})\s+(?P<text>.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{3,})\s*$")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>[^*_]{1,100})\1:?\s*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7\uf0b7])\s+(?P<text>\S.*)$")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()]{0,500}\)")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3}|`)(?=\S)([^*_`]{1,300})(?<=\S)\1(?![\w*_])")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


def read_text(name: str, content: bytes) -> DocumentText:
    """Return the lines of a text or Markdown file.

    Raises:
        FormatError: not text.
    """
    text = decoded(name, content)
    reader = _Reader()
    numbered = list(enumerate(text[:_MOST_CHARACTERS].splitlines(), start=1))
    for position, (number, raw) in enumerate(numbered):
        following = numbered[position + 1][1] if position + 1 < len(numbered) else ""
        reader.take(number, raw, following)
    reader.end_table()
    lines, remarks = bounded(reader.lines)
    if len(text) > _MOST_CHARACTERS and not remarks:
        remarks = (("document", "The text is longer than what is read; the rest was left out."),)
    return DocumentText(
        lines=lines, tables=tuple(reader.tables), size=counted(len(lines), "line"), remarks=remarks
    )


def decoded(name: str, content: bytes) -> str:
    """Return a text in UTF-8, UTF-16 with a byte order mark, or else Windows-1252.

    Raises:
        FormatError: the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace")
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if not is_text(text):
        raise FormatError(name, "", "is not text")
    return text


def is_text(text: str) -> bool:
    """Return True when hardly any character of the beginning is a control character."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) <= _MOST_CONTROL * len(sample)


class _Reader:
    """Reads line by line; a table and a fenced block are open until they end."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._rows: list[tuple[int, tuple[str, ...]]] = []
        self._indents: list[int] = []
        self._is_apart = True
        self._is_fenced = False

    def take(self, number: int, raw: str, following: str) -> None:
        line = raw[:_LONGEST_MARKUP]
        if _FENCE.match(line):
            self._is_fenced = not self._is_fenced
        elif _ROW.match(line) and not self._is_fenced:
            self._take_row(number, line)
        elif not line.strip() or _is_rule(line):
            self.end_table()
            self._is_apart = True
        else:
            self.end_table()
            self._take_line(number, raw, following)

    def end_table(self) -> None:
        rows, self._rows = self._rows, []
        if not rows:
            return
        self.tables.append(Table(f"table {len(self.tables) + 1}", tuple(cells for _, cells in rows)))
        for number, cells in rows:
            place = f"line {number}"
            marked = [[Line(cell, place)] if cell else [] for cell in cells]
            self.lines.extend(row_lines(place, marked))

    def _take_row(self, number: int, line: str) -> None:
        if not _RULE.match(line):
            cells = tuple(clean(_plain(cell)) for cell in line.strip().strip("|").split("|"))
            self._rows.append((number, cells))
        self._is_apart = True

    def _take_line(self, number: int, raw: str, following: str) -> None:
        line = _line(raw, f"line {number}")
        if not line.text:
            return
        if line.item:
            line = replace(line, item=self._depth(line.item))
        elif self._is_apart:
            self._indents = []
        is_heading = self._is_apart and not line.item and _is_underlined(line.text, following)
        if is_heading and not line.heading:
            line = replace(line, heading=1 if following.lstrip().startswith("=") else 2)
        starts = self._is_apart or line.item or line.heading
        self.lines.append(replace(line, is_apart=bool(starts)))
        self._is_apart = bool(line.heading)

    def _depth(self, indent: int) -> int:
        """Return the depth of an item from its indent and those of the items above it."""
        while self._indents and self._indents[-1] > indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < indent:
            self._indents.append(indent)
        return len(self._indents)


def _line(raw: str, place: str) -> Line:
    """Return one line; the ``item`` of a bulleted one is its column, which is made a depth later."""
    if len(raw) > _LONGEST_MARKUP:
        return Line(clean(raw), place)
    heading = _HEADING.match(raw)
    if heading is not None:
        return Line(clean(_plain(heading["text"])), place, heading=len(heading["level"]))
    bold = _BOLD_LINE.match(raw)
    if bold is not None:
        return Line(clean(bold["text"]), place, heading=6)
    bullet = _BULLET.match(raw.expandtabs(4))
    if bullet is not None:
        return Line(clean(_plain(bullet["text"])), place, item=1 + len(bullet["indent"]))
    return Line(clean(_plain(raw)), place)


def _is_underlined(text: str, following: str) -> bool:
    return len(text) <= 100 and bool(_UNDERLINE.match(following))


def _is_rule(line: str) -> bool:
    return bool(_UNDERLINE.match(line)) or bool(re.fullmatch(r"\s*(?:[*_=~-]\s*){3,}", line[:200]))


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    return _EMPHASIS.sub(r"\2", text)
