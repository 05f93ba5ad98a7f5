"""Where a scored text stands in the target's preferred name."""

from __future__ import annotations

from skillmap.domain import Span, Target


def span_in_name(target: Target, text: str) -> Span | None:
    """Return the span of ``text`` when it is the preferred name or its end, None when it is another name."""
    name = target.names[0]
    place = name.find(text)
    return Span(place, place + len(text)) if place >= 0 and text else None
