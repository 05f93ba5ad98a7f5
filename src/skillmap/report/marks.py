"""Texts cut at the words that matched."""

from __future__ import annotations

from collections.abc import Iterable

from skillmap.domain import Span


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
