"""The planner's question as a linear model, in two stages: which offers, and where terms matter, when.

The first stage leaves the terms out but for what they allow as a whole. A set that it finds is put in terms
(``plan_schedule``); where that cannot be done, a row that rules out this set and its like is added and the
first stage is asked again. Every row holds for each legal plan, so a proof of the first stage is a proof.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from skillmap.optimum import LinearModel, Optimum, OptimumState
from skillmap.pathways.plan_ask import PlanAsk
from skillmap.pathways.plan_schedule import UndecidedError, schedule, unschedulable
from skillmap.pathways.plan_start import in_order

LARGE = 4_000
"""Offers from which the search begins among those that the relaxed model finds near."""
CORE = 1_500
"""How many of them."""
ROUNDS = 25
"""How often a set that does not fit into the terms is ruled out before the terms enter the model."""
_WITHIN = 1e-6
_SLACK = 1e-3
"""Kept free for rounding where an offer is dropped as too dear."""
COST, LOAD, ITEMS, CLASH, BEFORE = "cost", "credits per term", "most items", "exclusions", "prerequisites"


@dataclass(frozen=True, slots=True)
class Level:
    """One thing to make least."""

    words: str
    offers: tuple[float, ...]
    """What each offer counts."""
    needs: tuple[float, ...]
    """What each need counts that stays open; every essential need is closed where it may not."""

    def value(self, ask: PlanAsk, chosen: Collection[int]) -> float:
        """Return the measure of a set of offers."""
        closed = {need for m in chosen for need in ask.teaches[m]}
        return sum(self.offers[m] for m in chosen) + sum(
            each for need, each in enumerate(self.needs) if need not in closed
        )

    @property
    def step(self) -> float:
        """Return a number of which every value is a multiple; 0 where none is seen."""
        step = 0
        for each in {*self.offers, *self.needs}:
            hundredths = round(each * 100)
            if abs(each * 100 - hundredths) > _WITHIN:
                return 0.0
            step = math.gcd(step, hundredths)
        return step / 100


@dataclass(slots=True)
class Search:
    """A question, what it must keep to so far, and the time it may take."""

    ask: PlanAsk
    soft: frozenset[int]
    """Needs that may stay open."""
    ends: float
    """On the clock of ``time.monotonic``."""
    fixed: list[tuple[Level, float]] = field(default_factory=list)
    """What was made least before, and may not grow again."""
    rows: list[tuple[str, tuple[tuple[int, float], ...], float]] = field(default_factory=list)
    """Found on the way, over offers: name, terms, least."""
    dear: set[int] = field(default_factory=set)
    """Offers that are in no plan as good as what is fixed."""

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self.ends - time.monotonic()

    def fix(self, level: Level, value: float) -> None:
        """Keep a measure at its least from now on, and drop offers that would lift it above that.

        An offer whose reduced cost lifts the relaxed bound above the value is in no plan of that value.
        """
        if value > 0:
            model, at, _ = build(self, level)
            relaxed = model.relax(seconds=max(0.0, self.left))
            self.dear |= {
                m
                for m, each in enumerate(at)
                if relaxed.reduced and relaxed.bound + relaxed.reduced[each[0]] > value + _SLACK
            }
        self.fixed.append((level, value))

    def is_legal(self, chosen: Collection[int]) -> bool:
        """Say whether a set closes every need that must be, and can be put in terms."""
        closed = {need for m in chosen for need in self.ask.teaches[m]}
        missing = set(range(len(self.ask.needs))) - closed - self.soft
        try:
            return not missing and schedule(self.ask, chosen) is not None
        except UndecidedError:
            return False


@dataclass(frozen=True, slots=True)
class Found:
    """The best set that was found, if any, and what no set can be better than."""

    chosen: frozenset[int] | None
    value: float
    bound: float
    proven: bool
    impossible: bool = False
    """Whether it is proven that no set keeps the limits."""


def best_set(search: Search, level: Level, start: Collection[int] | None) -> Found:
    """Return the set of offers with the least of a measure.

    Args:
        search: the question; what rules sets out is added to it.
        level: what to make least.
        start: a legal set to begin from.
    """
    known = frozenset(start) if start is not None else None
    bound = quick_bound(search, level)
    for _ in range(ROUNDS):
        answer, places = _answered(search, level, known)
        if answer.state is OptimumState.INFEASIBLE:
            return _settled(search, level, known, math.inf)
        bound = max(bound, answer.bound)
        if not answer.values:
            break
        chosen = frozenset(m for m, place in enumerate(places) if answer.values[place] > 0.5)
        try:
            ruled_out = _rule_out(search, chosen)
        except UndecidedError:
            break
        if not ruled_out:
            known = _better(search, level, known, chosen)
            done = answer.state is OptimumState.PROVEN
            return Found(
                known, level.value(search.ask, known), answer.cost if done else _up(level, bound), done
            )
        if search.left <= 0:
            break
    return _in_terms(search, level, known, bound)


def quick_bound(search: Search, level: Level) -> float:
    """Return what no set can be under, without a search: every need at its least share of any offer.

    An offer that teaches n needs lends each of them one nth of its measure; no set costs less than the sum of
    the least shares (they are a feasible answer of the dual of the relaxed model).
    """
    ask = search.ask
    shares = [level.needs[need] if need in search.soft else math.inf for need in range(len(ask.needs))]
    for m, taught in enumerate(ask.teaches):
        for need in taught:
            shares[need] = min(shares[need], level.offers[m] / len(taught))
    return sum(share for share in shares if share < math.inf)


def _settled(search: Search, level: Level, known: frozenset[int] | None, bound: float) -> Found:
    if known is None:
        return Found(None, math.inf, bound, True, impossible=True)
    value = level.value(search.ask, known)
    return Found(known, value, value, True)


def _better(
    search: Search, level: Level, known: frozenset[int] | None, chosen: frozenset[int]
) -> frozenset[int]:
    if known is None or level.value(search.ask, chosen) < level.value(search.ask, known) - _WITHIN:
        return chosen
    return known if level.value(search.ask, chosen) > level.value(search.ask, known) + _WITHIN else chosen


def _up(level: Level, bound: float) -> float:
    step = level.step
    if not step or math.isinf(bound):
        return bound
    return math.ceil(bound / step - 1e-4) * step


def _rule_out(search: Search, chosen: frozenset[int]) -> bool:
    """Add rows that no legal plan breaks and this set does; return False where the set is legal."""
    ask = search.ask
    ordered = in_order(ask, chosen)
    stuck = chosen - set(ordered)
    if stuck:
        # Of a loop one must come first, and that needs a member of its group from outside the loop.
        outside = {q for m in stuck for group in ask.groups[m] for q in group if q not in stuck}
        for m in stuck:
            search.rows.append((BEFORE, ((m, -1.0), *((q, 1.0) for q in sorted(outside))), 0.0))
        return True
    if schedule(ask, chosen) is not None:
        return False
    core = unschedulable(ask, chosen)
    others = {q for m in core for group in ask.groups[m] for q in group if q not in core}
    terms = (*((m, -1.0) for m in sorted(core)), *((q, 1.0) for q in sorted(others)))
    search.rows.append((LOAD, terms, 1.0 - len(core)))
    return True


def _in_terms(search: Search, level: Level, known: frozenset[int] | None, bound: float) -> Found:
    """Ask with the terms in the model, where sets alone led nowhere."""
    if search.left > 0 and search.ask.timed:
        model, places, _ = build(search, level, in_terms=True)
        answer = model.solve(seconds=search.left)
        if answer.state is OptimumState.INFEASIBLE:
            return _settled(search, level, known, math.inf)
        bound = max(bound, answer.bound)
        if answer.values:
            chosen = frozenset(m for m, at in enumerate(places) if any(answer.values[p] > 0.5 for p in at))
            known = _better(search, level, known, chosen)
            if answer.state is OptimumState.PROVEN:
                return Found(known, level.value(search.ask, known), answer.cost, True)
    if known is None:
        return Found(None, math.inf, bound, False)
    value = level.value(search.ask, known)
    return Found(known, value, min(value, _up(level, bound)), False)


def _answered(search: Search, level: Level, known: frozenset[int] | None) -> tuple[Optimum, tuple[int, ...]]:
    model, variables, open_at = build(search, level)
    places = tuple(each[0] for each in variables)
    start = _values(search, places, open_at, known) if known is not None else None
    if len(places) - len(search.dear) < LARGE:
        without = [places[m] for m in search.dear]
        return model.solve(seconds=search.left, start=start, without=without), places
    return _near_first(search, level, model, places, start), places


def _values(
    search: Search, places: Sequence[int], open_at: dict[int, int], known: Collection[int]
) -> list[float]:
    closed = {need for m in known for need in search.ask.teaches[m]}
    values = [0.0] * (len(places) + len(open_at))
    for m in known:
        values[places[m]] = 1.0
    for need, place in open_at.items():
        values[place] = float(need not in closed)
    return values


def _near_first(
    search: Search, level: Level, model: LinearModel, places: Sequence[int], start: list[float] | None
) -> Optimum:
    """Search among the offers that the relaxed model finds near, then drop what is proven too dear.

    An offer whose reduced cost lifts the bound above a plan that is known is in no better plan.
    """
    relaxed = model.relax(seconds=search.left / 2)
    if not relaxed.reduced:
        return model.solve(seconds=search.left, start=start)
    by_cost = sorted(range(len(places)), key=lambda m: (relaxed.reduced[places[m]], m))
    used = {m for m in range(len(places)) if start is not None and start[places[m]] > 0.5}
    core = {*by_cost[:CORE], *used}
    core |= _needed_before(search.ask, core)
    far = [places[m] for m in range(len(places)) if m not in core]
    first = model.solve(seconds=search.left * 0.7, start=start, without=far)
    if not first.values:
        return model.solve(seconds=search.left, start=start)
    bound = _up(level, relaxed.bound)
    if first.cost <= bound + _WITHIN:
        return Optimum(OptimumState.PROVEN, first.cost, first.cost, first.values)
    dear = [place for place in places if relaxed.bound + relaxed.reduced[place] > first.cost + _SLACK]
    last = model.solve(seconds=search.left, start=first.values, without=dear)
    if not last.values or last.cost > first.cost:
        last = Optimum(OptimumState.FOUND, first.cost, bound, first.values)
    if last.state is OptimumState.PROVEN:
        return last
    return Optimum(last.state, last.cost, max(bound, min(last.bound, last.cost)), last.values)


def _needed_before(ask: PlanAsk, chosen: Collection[int]) -> set[int]:
    pending, found = list(chosen), set(chosen)
    while pending:
        for group in ask.groups[pending.pop()]:
            fresh = [q for q in group if q not in found]
            found.update(fresh)
            pending += fresh
    return found


def build(
    search: Search, level: Level, *, in_terms: bool = False
) -> tuple[LinearModel, list[list[int]], dict[int, int]]:
    """Return the model, the variables of each offer (one, or one for each term) and those of open needs."""
    ask, model = search.ask, LinearModel()
    if in_terms:
        at = [[model.choice(level.offers[m]) for _ in ask.starts[m]] for m in range(len(ask.offers))]
    else:
        at = [[model.choice(level.offers[m])] for m in range(len(ask.offers))]
    open_at = {need: model.variable(level.needs[need], 0.0, 1.0) for need in sorted(search.soft)}
    _add_cover(model, ask, at, open_at)
    for one, two in ask.clashes:
        model.row(CLASH, _sum(at, (one, two)), high=1.0)
    if in_terms:
        _add_terms(model, ask, at)
    else:
        _add_before(model, ask, at)
    _add_caps(model, ask, at)
    for name, terms, least in search.rows:
        model.row(name, [(place, weight) for m, weight in terms for place in at[m]], low=least)
    for fixed, most in search.fixed:
        counted = [(place, fixed.offers[m]) for m in range(len(at)) if fixed.offers[m] for place in at[m]]
        counted += [(place, fixed.needs[need]) for need, place in open_at.items() if fixed.needs[need]]
        model.row(fixed.words, counted, high=most + _WITHIN)
    return model, at, open_at


def _sum(at: Sequence[Sequence[int]], offers: Iterable[int]) -> list[tuple[int, float]]:
    return [(place, 1.0) for m in offers for place in at[m]]


def _add_cover(
    model: LinearModel, ask: PlanAsk, at: Sequence[Sequence[int]], open_at: dict[int, int]
) -> None:
    teachers: list[list[int]] = [[] for _ in ask.needs]
    for m, taught in enumerate(ask.teaches):
        for need in taught:
            teachers[need].append(m)
    for need, offers in enumerate(teachers):
        left_open = [(open_at[need], 1.0)] if need in open_at else []
        model.row("needs", [*_sum(at, offers), *left_open], low=1.0)


def _add_before(model: LinearModel, ask: PlanAsk, at: Sequence[Sequence[int]]) -> None:
    for m, groups in enumerate(ask.groups):
        for group in groups:
            model.row(BEFORE, [*_sum(at, group), *((place, -1.0) for place in at[m])], low=0.0)


def _add_caps(model: LinearModel, ask: PlanAsk, at: Sequence[Sequence[int]]) -> None:
    limits, everything = ask.limits, range(len(at))
    if limits.cost is not None:
        priced = [(m, offer.cost.amount) for m in everything if (offer := ask.offers[m]).cost is not None]
        model.row(COST, [(place, amount) for m, amount in priced for place in at[m]], high=limits.cost.amount)
    if limits.most_items is not None:
        model.row(ITEMS, _sum(at, everything), high=float(limits.most_items))
    if ask.cap is not None:
        volumes = [(place, ask.loads[m] * ask.length(m)) for m in everything for place in at[m]]
        model.row(LOAD, volumes, high=ask.cap * ask.horizon)


def _add_terms(model: LinearModel, ask: PlanAsk, at: Sequence[Sequence[int]]) -> None:
    for m, starts in enumerate(ask.starts):
        model.row("once", [(place, 1.0) for place in at[m]], high=1.0)
        for group in ask.groups[m]:
            for number, term in enumerate(starts):
                behind = [
                    (place, 1.0)
                    for q in group
                    for place, begun in zip(at[q], ask.starts[q], strict=True)
                    if begun + ask.length(q) <= term
                ]
                model.row(BEFORE, [*behind, *((place, -1.0) for place in at[m][: number + 1])], low=0.0)
    if ask.cap is None:
        return
    running: dict[int, list[tuple[int, float]]] = {}
    for m, starts in enumerate(ask.starts):
        for place, begun in zip(at[m], starts, strict=True):
            for term in range(begun, begun + ask.length(m)):
                running.setdefault(term, []).append((place, ask.loads[m]))
    for _, loads in sorted(running.items()):
        model.row(LOAD, loads, high=ask.cap)
