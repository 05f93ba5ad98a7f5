"""Whether two courses stand at the same level by their titles."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import depth_of, title_level

STEP = 0.06
"""What one step between introductory, intermediate and advanced costs; two for introductory and advanced."""
UNSAID = 0.02
"""What it costs that one title says advanced and the other nothing."""
SEQUENCE = 0.05
"""What it costs that the titles are different parts of a sequence: II is not I."""
ADVANCED = 3.0


class CourseLevel:
    """Lowers the similarity of courses whose titles name different levels or parts: II is not I, nor
    advanced basic.

    Either way: an advanced course does not stand for the introduction, and other institutions number
    otherwise, so the cost is small and only orders what is near.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return one factor for each target, or for the targets in ``rows``."""
        chosen = range(len(index)) if rows is None else [int(row) for row in rows]
        found = [1 - _cost(query.statement.title, index.targets[row].names[0])[0] for row in chosen]
        return np.array(found, np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the factor for one target, with the words or numbers that state the two levels."""
        own, other = query.statement.title, index.targets[row].names[0]
        cost, mine, asked = _cost(own, other)
        shown = own[mine.start : mine.end] if mine else own
        return Reason(
            *("course-level", round(1 - cost, 5), shown, other[asked.start : asked.end] if asked else other),
            *(mine, asked or Span(0, len(other))),
        )


def _cost(own: str, other: str) -> tuple[float, Span | None, Span | None]:
    mine, asked = title_level(own), title_level(other)
    cost = 0.0
    if mine and asked:
        cost = STEP * abs(mine.value - asked.value)
    elif own and any(level is not None and level.value == ADVANCED for level in (mine, asked)):
        cost = UNSAID
    first, second = depth_of(own).sequence, depth_of(other).sequence
    if first and second and first.value != second.value:
        return cost + SEQUENCE, first.span, second.span
    return cost, mine.span if mine else None, asked.span if asked else None


scorers.register("course-level")(CourseLevel())
