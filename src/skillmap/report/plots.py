"""Where the marks of a plot stand: bars, spans and dots in rows; a template draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmap.domain import (
    Fitting,
    Gap,
    GapState,
    Pathway,
    Ranking,
    SkillComparison,
    SkillSet,
)
from skillmap.text import clipped

WIDTH = 720
"""Units of the drawing; it is as wide as its place on the page."""
LABEL = 232
"""Left edge of the marks; labels stand before it."""
RIGHT = 600
"""Right edge of the marks; what a row adds up to stands behind it."""
ROW = 26
BAR = 16
MOST_ROWS = 60
"""Rows that a plot shows; the table beside it has all."""
_LETTERS = 31
_LETTER, _AROUND = 7, 6
"""Units that a letter in a bar takes, and those to be kept free beside it."""

KINDS = {
    "have": "have",
    "planned": "closed by the plan",
    "partly": "partly",
    "missing": "missing",
    "unread": "could not read",
    "shown": "shown",
    "open": "not shown",
    "shared": "in all",
    "some": "in two of three",
    "only": "in this alone",
    "span": "takes place",
    "range": "range of places",
}
"""What each kind of mark is called in the legend."""
_STATES = {
    GapState.HAVE: "have",
    GapState.PARTLY: "partly",
    GapState.MISSING: "missing",
    GapState.UNREAD: "unread",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar of a row."""

    x: float
    width: float
    kind: str
    words: str = ""
    """Inside the bar, where there is room."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a plot."""

    label: str
    marks: tuple[Mark, ...]
    words: str = ""
    """Behind the marks: what the row says as text."""
    dot: float | None = None

    @property
    def short(self) -> str:
        """The label as far as there is room."""
        return clipped(self.label, _LETTERS)


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows over a scale."""

    title: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...] = ()
    left_out: int = 0
    """Rows that are in the table alone."""

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """The kinds of marks that occur, for the legend."""
        seen = {mark.kind for row in self.rows for mark in row.marks}
        return tuple((kind, words) for kind, words in KINDS.items() if kind in seen)

    @property
    def top(self) -> int:
        """Where the first row begins."""
        return 20 if self.ticks else 2

    @property
    def height(self) -> int:
        """Units of the drawing."""
        return self.top + ROW * len(self.rows) + 4

    @property
    def told(self) -> str:
        """The plot in words, for those who do not see it."""
        return "; ".join(f"{row.label}: {row.words}" for row in self.rows)


def _plot(title: str, rows: Sequence[Row], ticks: tuple[tuple[float, str], ...] = ()) -> Plot:
    return Plot(title, tuple(rows[:MOST_ROWS]), ticks, max(0, len(rows) - MOST_ROWS))


def _stacked(parts: Sequence[tuple[str, float, str]], whole: float) -> tuple[Mark, ...]:
    """Return bars side by side, each as wide as its share of the whole."""
    marks, at = [], float(LABEL)
    for kind, amount, words in parts:
        width = (RIGHT - LABEL) * amount / whole if whole else 0.0
        if width > 0:
            marks.append(
                Mark(
                    round(at, 2),
                    round(width, 2),
                    kind,
                    words if width >= _LETTER * len(words) + _AROUND else "",
                )
            )
        at += width
    return tuple(marks)


def gap_plot(gap: Gap) -> Plot:
    """Return how many essential and optional needs are had, partly had and missing."""
    rows = []
    for is_essential, name in ((True, "Essential"), (False, "Optional")):
        states = [item.state for item in gap.items if item.need.essential is is_essential]
        if states:
            counts = [(kind, states.count(state)) for state, kind in _STATES.items()]
            told = ", ".join(f"{count} {KINDS[kind]}" for kind, count in counts if count)
            rows.append(Row(f"{name} needs", _counted(counts, len(states)), told))
    return _plot("Needs that are had, partly had and missing", rows)


def _counted(counts: Sequence[tuple[str, int]], whole: float) -> tuple[Mark, ...]:
    return _stacked([(kind, count, str(count)) for kind, count in counts], whole)


def schedule_plot(plan: Pathway) -> Plot:
    """Return which offer takes place in which term."""
    step = (RIGHT - LABEL) / max(plan.terms, 1)
    rows = [
        Row(
            item.offer.title or item.offer.id,
            (
                Mark(
                    round(LABEL + step * (item.term - 1) + 2, 2),
                    round(step * (item.last_term - item.term + 1) - 4, 2),
                    "span",
                ),
            ),
            f"term {item.term}" if item.term == item.last_term else f"terms {item.term} to {item.last_term}",
        )
        for item in plan.items
    ]
    ticks = tuple(
        (round(LABEL + step * (term - 0.5), 2), f"Term {term}" if plan.terms <= 8 else str(term))
        for term in range(1, plan.terms + 1)
    )
    return _plot("Offers by term", rows, ticks)


def coverage_plot(gap: Gap, plan: Pathway) -> Plot:
    """Return how the essential needs are closed, term by term."""
    needs = {item.need.id: _STATES[item.state] for item in gap.items if item.need.essential}
    closed: set[str] = set()
    rows = [_coverage_row("Now", needs, closed)]
    for term in range(1, plan.terms + 1):
        closed |= {id for item in plan.items if item.last_term == term for id in item.adds if id in needs}
        rows.append(_coverage_row(f"After term {term}", needs, closed))
    return _plot("Essential needs closed, term by term", rows)


def _coverage_row(label: str, needs: dict[str, str], closed: set[str]) -> Row:
    states = ["planned" if id in closed else state for id, state in needs.items()]
    kinds = ("have", "planned", "partly", "missing", "unread")
    counts = [(kind, states.count(kind)) for kind in kinds]
    met = states.count("have") + states.count("planned")
    return Row(label, _counted(counts, len(needs)), f"{met} of {len(needs)}")


def places_plot(ranking: Ranking) -> Plot:
    """Return the place of each candidate with the range that is left open."""
    last = len(ranking.placed)
    step = (RIGHT - LABEL) / max(last, 1)

    def at(place: int) -> float:
        return round(LABEL + step * (place - 0.5), 2)

    rows = []
    for each in ranking.placed:
        low, high = each.places or (each.place, each.place)
        marks = (Mark(at(low) - 5, at(high) - at(low) + 10, "range"),) if each.places else ()
        told = f"place {each.place}"
        told += f" (tied with {', '.join(each.tied_with)})" if each.tied_with else ""
        told += f", {low} to {high}" if each.places and low != high else ""
        rows.append(Row(each.evidence.candidate_id, marks, told, at(each.place)))
    every = max(1, -(-last // 12))
    ticks = tuple((at(place), str(place)) for place in range(1, last + 1, every))
    return _plot("Places (dots) and the range that is left open (bars)", rows, ticks)


def fitting_plot(fitting: Fitting) -> Plot:
    """Return how many essential needs of each role are shown."""
    rows = [
        Row(
            fit.title,
            _counted(
                [("shown", fit.essential_shown), ("open", fit.essential_of - fit.essential_shown)],
                fit.essential_of,
            ),
            f"{fit.essential_shown} of {fit.essential_of}",
        )
        for fit in fitting.fits
    ]
    return _plot("Essential needs shown, role by role", rows)


def hours_plot(comparison: SkillComparison) -> Plot:
    """Return the hours of each thing by how its skills are shared; numbers of skills without hours."""
    in_hours = all(each.hours is not None and each.skills for each in comparison.sets)
    largest = max((_size(each, in_hours) for each in comparison.sets), default=0.0)
    rows = [_hours_row(each, comparison, in_hours, largest) for each in comparison.sets]
    return _plot("Hours by shared skills" if in_hours else "Skills shared", rows)


def _size(one: SkillSet, in_hours: bool) -> float:
    if in_hours and one.hours is not None:
        return (one.hours.low + one.hours.high) / 2
    return float(len(one.skills))


def _hours_row(one: SkillSet, comparison: SkillComparison, in_hours: bool, largest: float) -> Row:
    each = _size(one, in_hours) / len(one.skills) if one.skills else 0.0
    counts = (
        ("shared", len(comparison.shared)),
        ("some", sum(one.id in skill.within for skill in comparison.some)),
        ("only", len(dict(comparison.only)[one.id])),
    )
    unit = " h" if in_hours else ""
    parts = [(kind, count * each, f"{count * each:.0f}{unit}") for kind, count in counts]
    told = ", ".join(f"{words} {KINDS[kind]}" for (kind, amount, words) in parts if amount)
    return Row(one.title, _stacked(parts, largest), told or "no skill found")
