"""How the texts of both sides are cut before they are compared."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from skillmap.domain import Span, Statement, Target
from skillmap.text import NO_PROSE, Prose, Window, content_of, fronted, phrases, windows, with_adjunct


class Reading(StrEnum):
    """What kind of text stands on the side of the statement."""

    STATEMENT = "statement"
    """Any text: the whole of it and its short stretches of words."""
    OUTCOME = "outcome"
    """A learning outcome on both sides: as a statement, without the lead-in of catalogue prose."""
    COURSE = "course"
    """A course on both sides: its title without the level, then each passage that says what is taught."""


def cut(statement: Statement, reading: Reading, prose: Prose) -> tuple[Window, ...]:
    """Return the stretches of a statement that are compared, the one for the whole of it first."""
    if reading is Reading.COURSE:
        return _course(statement, prose)
    if reading is Reading.OUTCOME:
        content = content_of(statement.text)
        found = (*windows(content.text), *_joined(content.text))
        return tuple(_moved(window, content.span.start) for window in found)
    return windows(statement.text)


def name_text(name: str, reading: Reading, prose: Prose = NO_PROSE) -> str:
    """Return the part of a target's name that is compared."""
    if reading is Reading.COURSE:
        return prose.subject(name)
    return content_of(name).text if reading is Reading.OUTCOME else name


def turned(text: str) -> str:
    """Return a text with its clauses in the opposite order.

    >>> turned("Cut, sand and varnish timber.")
    'varnish timber, sand, Cut'
    """
    moved = fronted(text)
    if moved is not None:
        return f"{', '.join(clause.text for clause in reversed(moved.clauses))} {moved.adjunct}"
    return ", ".join(part.text for part in reversed(phrases(text))) or text


def target_passages(target: Target, prose: Prose) -> tuple[Window, ...]:
    """Return what the description and the outcomes of a course say is taught; each text once.

    Spans count from the beginning of the passage's own text: a description has no place in a name.
    """
    found = [*prose.passages(target.description), *map(content_of, target.parts)]
    return tuple({_key(window.text): window for window in found}.values())


def _joined(text: str) -> Iterator[Window]:
    """Give each clause together with the adjunct that stands before all of them."""
    found = fronted(text)
    if found is not None:
        yield from (with_adjunct(found, clause) for clause in found.clauses)


def _course(statement: Statement, prose: Prose) -> tuple[Window, ...]:
    if not statement.text.strip():
        return ()
    title = statement.title or statement.text
    subject = prose.subject(title) if statement.title else title
    first = Window(subject, Span(0, len(title)))
    body = len(title) if statement.title and statement.text.startswith(title) else 0
    passages = [window for piece in _pieces(statement, body) for window in _passages(piece, prose)]
    return tuple({_key(window.text): window for window in (first, *passages)}.values())


def _passages(piece: Window, prose: Prose) -> Iterator[Window]:
    for window in prose.passages(piece.text):
        yield _moved(window, piece.span.start)


def _pieces(statement: Statement, start: int) -> Iterator[Window]:
    """Give the text after the title, cut where an outcome begins and ends."""
    text = statement.text
    for part in statement.parts:
        place = text.find(part, start)
        if place < 0:
            continue
        yield Window(text[start:place], Span(start, place))
        yield Window(part, Span(place, place + len(part)))
        start = place + len(part)
    yield Window(text[start:], Span(start, len(text)))


def _moved(window: Window, by: int) -> Window:
    return Window(window.text, Span(window.span.start + by, window.span.end + by)) if by else window


def _key(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".;,")
