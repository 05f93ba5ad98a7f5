"""Where a scored text stands in the target's preferred name."""

from __future__ import annotations

from skillmap.domain import Span, Target


def span_in_name(target: Target, text: str) -> Span | None:
    """Return the span of ``text`` when it is the preferred name, None when it is another name."""
    return Span(0, len(text)) if text == target.names[0] else None
