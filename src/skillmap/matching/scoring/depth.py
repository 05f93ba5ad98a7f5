"""Whether what is offered goes as deep as what is asked for."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import Depth, depth_of
from skillmap.text.level import Cue

WORDED, MIXED, VERBS = 0.24, 0.10, 0.06
"""What one step of depth costs: both sides by level words, one of them, none; a verb is the weaker sign."""
NAMED = 0.15
"""What two differing named levels cost where nothing says which is higher."""
FRAMEWORK, MOST = 0.08, 0.5
"""What one level of a framework costs, and the most that depth costs at all."""


class DepthGap:
    """Lowers the similarity where the statement stays below the level that the target names.

    "Introduction to" against "advanced", "awareness of" against "mastery of", "list" against "
    ""design", A1 against
    C1. A statement above the target's level loses nothing: who masters it has met it.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return one factor for each target, or for the targets in ``rows``."""
        chosen = range(len(index)) if rows is None else [int(row) for row in rows]
        own = depth_of(query.statement.text)
        found = [1 - _cost(own, depth_of(index.targets[row].names[0]))[0] for row in chosen]
        return np.array(found, np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the factor for one target, with the words that state the two levels."""
        name, text = index.targets[row].names[0], query.statement.text
        cost, own, other = _cost(depth_of(text), depth_of(name))
        return Reason("depth", round(1 - cost, 5), _text(text, own), _text(name, other), own, other)


def _cost(own: Depth, other: Depth) -> tuple[float, Span | None, Span | None]:
    """Return what the gap costs and the words that show it: the costliest scale on which both speak."""
    found = [_frameworks(own, other), _worded(own, other), _named(own, other)]
    return max(found, key=lambda cost: cost[0])


def _worded(own: Depth, other: Depth) -> tuple[float, Span | None, Span | None]:
    mine, asked = own.worded or own.verb, other.worded or other.verb
    if mine is None or asked is None:
        return 0.0, None, None
    by_words = (own.worded is not None) + (other.worded is not None)
    step = (VERBS, MIXED, WORDED)[by_words]
    return min(MOST, step * max(0.0, asked.value - mine.value)), mine.span, asked.span


def _frameworks(own: Depth, other: Depth) -> tuple[float, Span | None, Span | None]:
    if own.framework is None or other.framework is None or own.framework[0] != other.framework[0]:
        return 0.0, None, None
    mine, asked = own.framework[1], other.framework[1]
    return min(MOST, FRAMEWORK * max(0.0, asked.value - mine.value)), mine.span, asked.span


def _named(own: Depth, other: Depth) -> tuple[float, Span | None, Span | None]:
    if own.named is None or other.named is None or own.named[0] == other.named[0]:
        return 0.0, None, None
    if own.worded is not None and other.worded is not None:  # both are on the scale, which says more
        return 0.0, None, None
    mine: Cue = own.named[1]
    return NAMED, mine.span, other.named[1].span


def _text(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span else text


scorers.register("depth")(DepthGap())
