"""JSON from strangers: parsed within limits, and walked with the path of every value at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from skillmap.errors import FormatError, LimitError
from skillmap.formats.text import clean

MAX_DEPTH = 100
"""Levels of nesting allowed; the deepest real credential seen has 17."""

MAX_VALUES = 1_500_000
"""Members and items allowed, counted by their commas and brackets; the fullest real file of 25 MB seen has a
third of that. More would need more memory than a reader may take."""

_ENCODED_FILE = re.compile(r"data:[\w.+/-]{0,120}[;,]|[A-Za-z0-9+/_-]{120,}={0,2}$")

# A string may be cut off by the end of the head, hence the alternative ending.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[{}\[\]:,]|[^\s{}\[\]:,"]++', re.DOTALL)


def load_json(name: str, content: bytes) -> Any:
    """Return the value that a JSON file holds.

    Raises:
        FormatError: not UTF-8, not JSON (with line and column), a number that JSON does not have, or
            nested too deep.
        LimitError: more values than memory is kept for.
    """
    text = decode(name, content)
    if sum(map(text.count, ",{[")) > MAX_VALUES:
        raise LimitError(f"{name}: the JSON text holds more than {MAX_VALUES:,} values; split it")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            raise FormatError(name, place, "the JSON text ends too early; the file may be cut off") from error
        problem = error.msg[:1].lower() + error.msg[1:]
        raise FormatError(name, place, f"not JSON: {problem}") from error
    except RecursionError as error:
        raise _too_deep(name) from error
    except ValueError as error:
        # NaN and Infinity, and whole numbers of thousands of digits.
        raise FormatError(name, "", f"not JSON that can be read: {error}") from error
    if _is_deeper_than(value, MAX_DEPTH):
        raise _too_deep(name)
    return value


def decode(name: str, content: bytes) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark; else raise FormatError."""
    if is_utf16(content):
        raise FormatError(name, "", "the text is UTF-16 (or UTF-32); save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not UTF-8 text"
        raise FormatError(name, f"line {line}", problem) from error


def is_utf16(content: bytes) -> bool:
    """Return True for UTF-16 and UTF-32, with a byte order mark or with every other byte zero."""
    start = content[:4]
    if not any(start):
        return False
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[1::2] == b"\0\0" or start[::2] == b"\0\0"


def looks_like_json(content: bytes) -> bool:
    """Return True when the first visible character opens a JSON object or list."""
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"{", b"[")


@dataclass(frozen=True, slots=True)
class TopLevel:
    """What the beginning of a JSON file says about its outermost object."""

    keys: frozenset[str]
    types: frozenset[str]


def top_level(head: bytes) -> TopLevel:
    """Return the keys and types of the outermost object, as far as the head of a file shows them."""
    if not looks_like_json(head):
        return TopLevel(frozenset(), frozenset())
    keys, types = set(), set()
    depth, key, previous = 0, "", ""
    for token in _TOKEN.findall(head.decode("utf-8-sig", errors="replace")):
        if token == ":" and depth == 1:
            key = previous.strip('"')
            keys.add(key)
        elif token.startswith('"') and key in ("type", "@type"):
            types.add(token.strip('"'))
        elif token == "," and depth == 1:
            key = ""
        depth += (token in "{[") - (token in "}]")
        previous = token
    return TopLevel(frozenset(keys), frozenset(types))


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its path; asking for what is not there gives a node without a value."""

    value: Any
    place: str = "$"

    def __bool__(self) -> bool:
        return self.value is not None

    def get(self, *keys: str) -> Node:
        """Return what stands under a chain of keys; of a list on the way, the first item counts."""
        node = self
        for key in keys:
            held = node.one()
            value = held.value.get(key) if isinstance(held.value, dict) else None
            node = Node(value, f"{held.place}.{key}")
        return node

    def any_of(self, *keys: str) -> Node:
        """Return the first of several keys that has a value."""
        found = [node for node in (self.get(key) for key in keys) if node]
        return found[0] if found else self.get(keys[0])

    def one(self) -> Node:
        """Return the first item of a list, or the node itself."""
        return next(iter(self.each()), self) if isinstance(self.value, list) else self

    def each(self) -> Iterator[Node]:
        """Yield the items of a list, or the value itself when it stands alone."""
        if isinstance(self.value, list):
            for position, item in enumerate(self.value):
                if item is not None:
                    yield Node(item, f"{self.place}[{position}]")
        elif self.value is not None:
            yield self

    def text(self) -> str:
        """Return a text on one line; a number in its digits; empty for anything else.

        Texts that hold a file (``data:`` URIs, Base64) count as empty.
        """
        return clean(self.raw_text())

    def raw_text(self) -> str:
        """Return a text as it stands, with its lines; empty under the same conditions as ``text``."""
        value = self.one().value
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        text = str(value)
        return "" if _ENCODED_FILE.match(text) else text

    def texts(self) -> list[str]:
        """Return the texts of a list, or of a value that stands alone."""
        return [text for text in (item.text() for item in self.each()) if text]

    def types(self) -> set[str]:
        """Return the values of ``type`` or ``@type``."""
        return {*self.get("type").texts(), *self.get("@type").texts()}


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _too_deep(name: str) -> FormatError:
    return FormatError(name, "", f"the JSON text is nested more than {MAX_DEPTH} levels deep")


def _is_deeper_than(value: Any, limit: int) -> bool:
    layer = [value]
    for _ in range(limit):
        layer = [child for item in layer for child in _children(item)]
        if not layer:
            return False
    return True


def _children(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [child for child in inside if isinstance(child, dict | list)]
