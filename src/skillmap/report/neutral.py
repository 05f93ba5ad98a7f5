"""Text from other people's documents, made harmless to show, and cut at the words that matched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from skillmap.domain import Span

# Characters that reorder, hide or control text: C0 and C1 controls (newline and tab stay), soft hyphen,
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


def merged(spans: Iterable[Span | None], text: str) -> tuple[Span, ...]:
    """Return the spans in order with overlapping and touching ones joined.

    A span of the whole text says that all of it was compared, not which words mattered, and is left out.
    """
    joined: list[Span] = []
    for span in sorted(_inside(spans, text), key=lambda span: (span.start, span.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def pieces(text: str, spans: Iterable[Span | None]) -> tuple[tuple[str, bool], ...]:
    """Return the text in pieces, each with True when it lies within a span."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for span in merged(spans, text):
        cut += [(text[at : span.start], False), (text[span.start : span.end], True)]
        at = span.end
    cut.append((text[at:], False))
    return tuple((piece, hit) for piece, hit in cut if piece)


def _inside(spans: Iterable[Span | None], text: str) -> list[Span]:
    clipped_spans = [Span(max(0, s.start), min(len(text), s.end)) for s in spans if s is not None]
    whole = text.strip()
    return [s for s in clipped_spans if s.start < s.end and text[s.start : s.end].strip() != whole]
