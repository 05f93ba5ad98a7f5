"""The clauses of a learning outcome, wherever its adjunct stands.

"In French, greet guests and take bookings" says what "greet guests and take bookings in French" says: what
stands before the first verb, up to a comma, belongs to every clause after it and is no thing of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillmap.domain import Span
from skillmap.text.verbs import is_verb
from skillmap.text.windows import Window, phrases

# After "to" an object must follow: "to plan, cook and serve" is a list of verbs.
_FRONTED = re.compile(
    r"(?P<adjunct>(?:in|with|within|without|under|for|by|using|from|on|at|during|after|before|through|to\s+\w+)"
    r"\s+[^,;:.()]{2,80}),\s+(?P<verb>[a-z]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fronted:
    """An adjunct that stands before the clauses it belongs to, and these."""

    adjunct: str
    clauses: tuple[Window, ...]


def fronted(text: str) -> Fronted | None:
    """Return the adjunct that a text begins with, or None.

    >>> found = fronted("In French, greet guests and take bookings.")
    >>> found.adjunct, [clause.text for clause in found.clauses]
    ('in French', ['greet guests', 'take bookings'])
    """
    found = _FRONTED.match(text)
    if found is None or not _is_deed(found["verb"].lower()):
        return None
    start = found.start("verb")
    rest = tuple(
        Window(part.text, Span(part.span.start + start, part.span.end + start))
        for part in phrases(text[start:])
    )
    adjunct = found["adjunct"]
    return Fronted(adjunct[0].lower() + adjunct[1:], rest)


def clauses(text: str) -> tuple[Window, ...]:
    """Return the phrases of a text, a fronted adjunct with the last of them, as if it stood at the end.

    Its words then count with that phrase, whose span stays that of its own words.
    """
    found = fronted(text)
    if found is None:
        return phrases(text)
    *others, last = found.clauses
    return (*others, with_adjunct(found, last))


def with_adjunct(found: Fronted, clause: Window) -> Window:
    """Return a clause with the adjunct after it; the span stays that of the clause."""
    return Window(f"{clause.text} {found.adjunct}", clause.span)


def _is_deed(word: str) -> bool:
    return is_verb(word) or is_verb(word.removeprefix("re"))
