"""JSON of documents that are verified: bounded more closely than for reading, and whole characters only.

A document is walked many times here, by its schema, by what it refers to, and term for term by its signature.
"""

from __future__ import annotations

import json
import re
from typing import Any

from skillmap.errors import FormatError, LimitError
from skillmap.formats.json_text import load_json

MOST_OBJECTS = 200_000
"""Objects and lists of one document; a transcript of hundreds of credentials has some ten thousand."""
MOST_MEMBERS = 1_000_000

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def load_whole_json(name: str, content: bytes) -> Any:
    """Return the value that JSON holds.

    Raises:
        LimitError: the document has too many parts.
        FormatError: as ``load_json``, and for half a character (a lone surrogate), which no other form of
            text can hold, so that neither hashing nor comparing it has one meaning.
    """
    # Counted in the text, where marks inside texts count as well: that errs on the safe side.
    if content.count(b"{") + content.count(b"[") > MOST_OBJECTS or content.count(b",") > MOST_MEMBERS:
        raise LimitError(
            f"{name} has more than {MOST_OBJECTS:,} parts, or {MOST_MEMBERS:,} members, to verify"
        )
    value = load_json(name, content)
    if _HALF.search(content):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise FormatError(name, "", "a text holds half a character (a lone surrogate)") from error
    return value
