"""Text from other people's documents, made harmless to show on a page or a terminal."""

from __future__ import annotations

import re

# Characters that reorder, hide or control text: C0 and C1 controls (newline and tab stay; an escape would
# steer a terminal), soft hyphen,
# Arabic letter mark, zero-width space, left-to-right and right-to-left marks, bidi embeddings, overrides and
# isolates, invisible operators, byte order mark, interlinear marks, tag characters. Joiners (U+200C, U+200D)
# stay: Persian and Indic words need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LINE = re.compile("\r\n?|[\u2028\u2029]")
# Half of a character pair, which JSON can smuggle in and UTF-8 cannot hold.
_HALF = re.compile("[\ud800-\udfff]")


def neutral(text: str) -> str:
    """Return the text without characters that reorder, hide or control other text."""
    return _HALF.sub("\ufffd", _UNSEEN.sub("", _LINE.sub("\n", text)))


def clipped(text: str, length: int) -> str:
    """Return the text on one line, cut at a word within ``length`` characters and closed with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
