"""Texts of a source, made fit to show and to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLOCK = 1_000_000

# Control characters, soft hyphens, zero-width characters, byte order marks and lone surrogates: none can be
# seen, and a lone surrogate cannot even be written to a file.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_INTERRUPTED = re.compile(r"(?<!e\.g\.)(?<!i\.e\.)(?<=[.!?])\s+(?=[^\W\da-z_])")


def clean(text: str) -> str:
    """Return a text on one line: runs of white space become one blank, invisible characters go."""
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    if len(text) > _BLOCK:
        # Millions of words at once would take many times the memory of the text itself.
        return "".join(_clean_blocks(text)).strip()
    return " ".join(text.split())


def _clean_blocks(text: str) -> Iterator[str]:
    gap = False
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        words = " ".join(block.split())
        gap = gap or block[0].isspace()
        if words:
            yield f" {words}" if gap else words
            gap = False
        gap = gap or block[-1].isspace()


def clean_lines(text: str) -> list[str]:
    """Return the lines of a text, without invisible characters; indents stay."""
    return _INVISIBLE.sub("", text.replace("\t", "    ")).splitlines()


def sentences(text: str) -> list[str]:
    """Return the sentences of a prose text, in order."""
    return [sentence for sentence in (clean(part) for part in _INTERRUPTED.split(text)) if sentence]
