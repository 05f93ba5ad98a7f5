"""A set of offers put in terms: prerequisites before, terms of teaching kept, no term too full."""

from __future__ import annotations

from collections.abc import Collection

from skillmap.optimum import LinearModel, OptimumState
from skillmap.pathways.plan_ask import PlanAsk
from skillmap.pathways.plan_start import in_order

_WITHIN = 1e-6
_SECONDS = 10.0
_TRIES = 40
"""Offers that are left out one by one to see which are too many."""


class UndecidedError(Exception):
    """The time did not suffice to say whether a set fits into the terms."""


def schedule(ask: PlanAsk, chosen: Collection[int]) -> dict[int, int] | None:
    """Return the term in which each chosen offer begins, early rather than late; None if they do not fit.

    Raises:
        UndecidedError: neither was found in the time given.
    """
    early = _early(ask, chosen)
    if early is None or ask.cap is None:
        return early
    ordered = in_order(ask, chosen)
    filled = _filled(ask, ordered)
    return filled if filled is not None else _solved(ask, ordered)


def _early(ask: PlanAsk, chosen: Collection[int]) -> dict[int, int] | None:
    """Begin each as early as its prerequisites allow; without a cap nothing can begin earlier."""
    terms: dict[int, int] = {}
    moved = True
    while moved:
        moved = False
        for m in sorted(chosen):
            opens = _opens(ask, m, terms)
            if opens is None:
                continue
            term = _first(ask, m, opens)
            if term is not None and term < terms.get(m, term + 1):
                terms[m], moved = term, True
    return terms if len(terms) == len(set(chosen)) else None


def _first(ask: PlanAsk, m: int, opens: int) -> int | None:
    return next((term for term in ask.starts[m] if term >= opens), None) if ask.timed else opens


def _opens(ask: PlanAsk, m: int, terms: dict[int, int]) -> int | None:
    """Return the term from which the prerequisites are behind; None while they are not."""
    opens = 1
    for group in ask.groups[m]:
        ends = [terms[q] + ask.length(q) for q in group if q in terms]
        if not ends:
            return None
        opens = max(opens, min(ends))
    return opens


def _filled(ask: PlanAsk, ordered: list[int]) -> dict[int, int] | None:
    """Put each in the first term with room, those that others wait for first."""
    waiting = _waiting_for(ask, ordered)
    room = {term: ask.cap or 0.0 for term in range(1, ask.horizon + 1)}
    terms: dict[int, int] = {}
    left = list(ordered)
    while left:
        ready = {m: opens for m in left if (opens := _opens(ask, m, terms)) is not None}
        m = max(ready, key=lambda m: (waiting[m], ask.loads[m], -m))
        opens = ready[m]
        term = next((t for t in ask.starts[m] if t >= opens and _has_room(ask, m, t, room)), None)
        if term is None:
            return None
        for each in range(term, term + ask.length(m)):
            room[each] -= ask.loads[m]
        terms[m] = term
        left.remove(m)
    return terms


def _has_room(ask: PlanAsk, m: int, term: int, room: dict[int, float]) -> bool:
    return all(room[each] >= ask.loads[m] - _WITHIN for each in range(term, term + ask.length(m)))


def _waiting_for(ask: PlanAsk, ordered: list[int]) -> dict[int, int]:
    """Return for each offer how many terms of others hang on it."""
    hanging = dict.fromkeys(ordered, 0)
    for m in reversed(ordered):
        for group in ask.groups[m]:
            for q in group:
                if q in hanging:
                    hanging[q] = max(hanging[q], hanging[m] + ask.length(m))
    return hanging


def _solved(ask: PlanAsk, ordered: list[int]) -> dict[int, int] | None:
    model = LinearModel()
    at = {m: {term: model.choice(float(term)) for term in ask.starts[m]} for m in ordered}
    running: dict[int, list[tuple[int, float]]] = {}
    for m, places in at.items():
        model.row("once", [(place, 1.0) for place in places.values()], low=1.0, high=1.0)
        for term, place in places.items():
            for each in range(term, term + ask.length(m)):
                running.setdefault(each, []).append((place, ask.loads[m]))
            for group in ask.groups[m]:
                behind = [
                    (other, 1.0)
                    for q in group
                    for begun, other in at.get(q, {}).items()
                    if begun + ask.length(q) <= term
                ]
                model.row("before", [*behind, (place, -1.0)], low=0.0)
    for loads in running.values():
        model.row("load", loads, high=ask.cap or 0.0)
    answer = model.solve(seconds=_SECONDS)
    if answer.state is OptimumState.INFEASIBLE:
        return None
    if not answer.values:
        raise UndecidedError
    return {
        m: next(t for t, place in places.items() if answer.values[place] > 0.5) for m, places in at.items()
    }


def unschedulable(ask: PlanAsk, chosen: Collection[int]) -> frozenset[int]:
    """Return a part of a set that does not fit into the terms either, small where that is quickly seen.

    An offer is left out only with all that wait for it, so that what is left stays in order.
    """
    core = frozenset(chosen)
    for m in sorted(chosen)[:_TRIES]:
        if m not in core:
            continue
        rest = frozenset(in_order(ask, core - {m}))
        if rest and not _may_fit(ask, rest):
            core = rest
    return core


def _may_fit(ask: PlanAsk, chosen: Collection[int]) -> bool:
    try:
        return schedule(ask, chosen) is not None
    except UndecidedError:
        return True
