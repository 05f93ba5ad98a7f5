"""What one text denies and the other asks for."""

from __future__ import annotations

import numpy as np

from skillmap.domain import Reason, Span
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import Denial, denials, is_prose, stem, words

LOWEST = 0.4
"""Factor where everything that the target asks for is denied: a full similarity falls below any limit."""
NEARER = 0.1
"""How much nearer what is denied must be, in cosine, for a phrase of the target to count as denied in
full."""


class Denied:
    """Lowers the similarity where one text denies what the other says: "not required", "without", "fails to".

    The share that is denied is read twice, and the greater one counts: by the target's words that stand
    only in what is denied, and by the target's phrases whose meaning is nearest to it.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return one factor for each target, or for the targets in ``rows``."""
        chosen = range(len(index)) if rows is None else [int(row) for row in rows]
        found = denials(query.statement.text)
        if not found and not any(denials(index.targets[row].names[0]) for row in chosen):
            return np.ones(len(chosen), np.float32)
        return np.array([self._factor(query, index, row) for row in chosen], np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the factor for one target, with the words of denial of each side."""
        name, text = index.targets[row].names[0], query.statement.text
        own, other = _shown(text, denials(text)), _shown(name, denials(name))
        return Reason(
            "denied",
            self._factor(query, index, row),
            text[own.start : own.end] if own else text,
            name[other.start : other.end] if other else name,
            own,
            other or Span(0, len(name)),
        )

    def _factor(self, query: Query, index: TargetIndex, row: int) -> float:
        name, text = index.targets[row].names[0], query.statement.text
        own, other = denials(text), denials(name)
        if not own and not other:
            return 1.0
        asked, refused = _stems(name, other)
        said, denied = _stems(text, own)
        clashing = (asked & denied - said) | (refused & said - denied - asked)
        lexical = len(clashing) / max(1, len(asked | refused))
        share = max(lexical, _denied_phrases(query, index, row, own) if own and not other else 0.0)
        return round(1 - (1 - LOWEST) * min(1.0, share), 5)


def _denied_phrases(query: Query, index: TargetIndex, row: int, own: tuple[Denial, ...]) -> float:
    """Return the share of the target's phrases that are nearer to what is denied than to what is said."""
    low, high = index.part_starts[row], index.part_starts[row + 1]
    cosines = query.vectors @ index.part_vectors[low:high].T
    inside = np.array([_within(window.span, own) for window in query.windows])
    touched = np.array([_touches(window.span, own) for window in query.windows])
    if not inside.any():
        return 0.0
    denied = cosines[inside].max(axis=0)
    said = cosines[~touched].max(axis=0) if (~touched).any() else np.zeros_like(denied)
    return float(np.clip((denied - said) / NEARER, 0, 1).mean())


def _stems(text: str, found: tuple[Denial, ...]) -> tuple[set[str], set[str]]:
    """Return the stems of what a text says and of what it denies."""
    said: set[str] = set()
    denied: set[str] = set()
    for word, span in words(text):
        if not is_prose(word) and not any(_overlap(span, denial.cue) for denial in found):
            (denied if _within(span, found) else said).add(stem(word))
    return said, denied


def _within(span: Span, found: tuple[Denial, ...]) -> bool:
    return any(denial.reach.start <= span.start and span.end <= denial.reach.end for denial in found)


def _touches(span: Span, found: tuple[Denial, ...]) -> bool:
    return any(_overlap(span, denial.reach) or _overlap(span, denial.cue) for denial in found)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _shown(text: str, found: tuple[Denial, ...]) -> Span | None:
    if not found:
        return None
    first = found[0]
    return Span(min(first.cue.start, first.reach.start), max(first.cue.end, first.reach.end))


scorers.register("denied")(Denied())
