"""skillmap's own JSON: everything that was read from a file, to be kept and read again.

What was read keeps its source and the places in it. A file written by another program may leave both out:
then the file itself is the source.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, cast

from skillmap.domain import Alignment, Credential, Document, Source
from skillmap.errors import FormatError
from skillmap.formats.json_text import load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.typed_json import value_of
from skillmap.json_values import plain
from skillmap.resources import sha256_of

NAME = "skillmap-document"
MARK = "skillmap_document"
"""Member whose value is the version of this layout."""
VERSION = 1

_WITH_SOURCE = ("credentials", "offers", "modules", "claims")


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON that calls itself a document of skillmap."""
    return MARK in top_level(head).keys


def read(name: str, content: bytes) -> Document:
    """Read what ``write_document`` wrote; each credential keeps the source that it first came from.

    Raises:
        FormatError: not JSON, of another version, or with a member or value that has no place in it.
    """
    source = Source(name, NAME, sha256_of(content))
    value = _unmarked(name, load_json(name, content))
    for key in _WITH_SOURCE:
        items = value.get(key)
        for position, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and item.get("source") is None:
                _give_source(item, source, f"$.{key}[{position}]")
    return dataclasses.replace(_document(name, {"source": plain(source)} | value), source=source)


def write_document(document: Document) -> bytes:
    """Return a document as JSON from which ``document_from`` makes an equal one."""
    text = json.dumps({MARK: VERSION, **_filled(document)}, ensure_ascii=False, indent=1)
    # A lone surrogate cannot be written in UTF-8; its escape is what JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def document_from(name: str, content: bytes) -> Document:
    """Return the very document that was written.

    Raises:
        FormatError: not JSON, of another version, or with a member or value that has no place in it.
    """
    return _document(name, _unmarked(name, load_json(name, content)))


def _write(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    linked = dataclasses.replace(credential, alignments=tuple(alignments))
    return write_document(Document(source=credential.source, credentials=(linked,)))


def _document(name: str, value: dict[str, Any]) -> Document:
    return cast(Document, value_of(Document, value, name, "$"))


def _unmarked(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or MARK not in value:
        raise FormatError(name, f"$.{MARK}", "is missing; expected a document written by skillmap")
    if value[MARK] != VERSION or isinstance(value[MARK], bool):
        raise FormatError(name, f"$.{MARK}", f"is {value[MARK]!r:.40}; this version reads {VERSION}")
    return {key: item for key, item in value.items() if key != MARK}


def _give_source(item: dict[str, Any], source: Source, place: str) -> None:
    """Make the file itself the source of what names none, and its members the places."""
    if item.get("origins"):
        return  # places without a source: refused with the missing source
    outcomes = item.get("outcomes")
    count = len(outcomes) if isinstance(outcomes, list) else 0
    fields = [key for key, value in item.items() if value not in (None, "", []) and key != "outcomes"]
    named = [*fields, *(f"outcomes[{position}]" for position in range(count))]
    item["source"] = plain(source)
    item["origins"] = [{"field": field, "place": f"{place}.{field}"} for field in named]


def _filled(value: Any) -> Any:
    """Return a value as JSON without the members that have their usual value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _filled(item) for field, item in pairs if item != field.default}
    if isinstance(value, tuple):
        return [_filled(item) for item in value]
    return plain(value)


readers.register(NAME)(Reader("a document written by skillmap (JSON)", sniff, read, write=_write))
