"""The best legal set of offers that closes a gap, put in terms."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    Objective,
    Offer,
    Pathway,
    PathwayChoices,
    PlanLimits,
    SkillNeed,
)
from skillmap.pathways.plan_ask import PlanAsk, Sifted, distance, sift
from skillmap.pathways.plan_model import Found, Level, Search, best_set
from skillmap.pathways.plan_start import greedy
from skillmap.pathways.plan_words import Answer, conflicting, pathway_of

SECONDS = 20.0
"""How long a plan may take; most take a small part of it."""
_NO_TIME = "time: no plan that closes all essential needs was found, which does not show that there is none"
_TIES = 0.05
"""Share of the time that settling one kind of tie may take."""


@dataclass(frozen=True, slots=True)
class _Solved:
    """What came of one question."""

    chosen: frozenset[int] | None
    first: Found
    ties_settled: bool


def plan(
    needs: Sequence[SkillNeed],
    offers: Sequence[Offer],
    limits: PlanLimits | None = None,
    *,
    by: Objective = Objective.CHEAPEST,
    seconds: float = SECONDS,
) -> Pathway:
    """Return the best set of offers that closes the needs within the limits, term by term.

    Essential needs must be closed; where no plan can, the one that closes most of them is returned, with
    what stands in the way. The answer does not depend on the order of what is given.

    Args:
        needs: what is open, e.g. ``Gap.open_needs``.
        offers: what is on offer.
        limits: what the plan must keep to.
        by: what the plan is to be best for.
        seconds: when to stop and return the best found so far, with how far it may be from the best.
    """
    asked = limits or PlanLimits()
    ends = time.monotonic() + seconds
    if by is Objective.FASTEST:
        return _fastest(needs, offers, asked, ends)
    sifted = sift(needs, offers, asked)
    solved = _solve(sifted.ask, measures(sifted.ask, by), ends)
    if solved.chosen is None:
        return _partial(sifted, by, ends, solved)
    return _told(sifted, by, solved)


def alternatives(
    needs: Sequence[SkillNeed],
    offers: Sequence[Offer],
    limits: PlanLimits | None = None,
    *,
    seconds: float = SECONDS,
) -> PathwayChoices:
    """Return one plan for each objective, and which of them are the same.

    Args:
        needs: what is open.
        offers: what is on offer.
        limits: what the plans must keep to.
        seconds: for each of them.
    """
    plans = tuple(plan(needs, offers, limits, by=by, seconds=seconds) for by in Objective)
    sets: dict[frozenset[str], list[Objective]] = {}
    for each in plans:
        sets.setdefault(frozenset(item.offer.id for item in each.items), []).append(each.by)
    return PathwayChoices(plans, tuple(tuple(alike) for alike in sets.values()))


def measures(ask: PlanAsk, by: Objective) -> tuple[Level, ...]:
    """Return what an objective makes least, first things first."""
    worth = ask.limits.optional_worth
    none = (0.0,) * len(ask.needs)
    optional = tuple(float(not need.essential) for need in ask.needs)
    items = Level("offers", (1.0,) * len(ask.offers), none)
    opened = Level("optional needs left open", (0.0,) * len(ask.offers), optional)
    far = Level("distance of outcomes from needs", tuple(map(distance, ask.offers)), none)
    cost = _cost(ask, tuple(worth * each for each in optional))
    if by is Objective.FEWEST:
        return (items, *cost, opened, far)
    if by is Objective.CREDIT:
        bare = tuple(float(not offer.credit or not offer.credit.amount) for offer in ask.offers)
        return (Level("offers that bear no credit", bare, none), *cost, opened, items, far)
    return (*cost, opened, items, far)


def _cost(ask: PlanAsk, worth: tuple[float, ...]) -> tuple[Level, ...]:
    """Return the cost, offers without one first; where no cost is stated, the volume of study instead."""
    priced = [offer.cost for offer in ask.offers if offer.cost is not None]
    if priced:
        bare = tuple(float(offer.cost is None) for offer in ask.offers)
        amounts = tuple(offer.cost.amount if offer.cost is not None else 0.0 for offer in ask.offers)
        opened = f", {max(worth):g} added for each optional need left open" if any(worth) else ""
        cost = Level(f"cost in {priced[0].currency}{opened}", amounts, worth)
        none = (0.0,) * len(worth)
        return (Level("offers that state no cost", bare, none), cost) if any(bare) else (cost,)
    credits = [offer.credit for offer in ask.offers]
    schemes = {credit.scheme for credit in credits if credit is not None}
    if len(schemes) == 1 and all(credit is not None for credit in credits):
        volume = tuple(credit.amount for credit in credits if credit is not None)
        return (Level(f"credits to study ({schemes.pop()}), since no cost is stated", volume, worth),)
    return (Level("offers, since no cost is stated", (1.0,) * len(ask.offers), worth),)


def _soft(ask: PlanAsk) -> frozenset[int]:
    return frozenset(number for number, need in enumerate(ask.needs) if not need.essential)


def _solve(ask: PlanAsk, levels: Sequence[Level], ends: float, soft: frozenset[int] | None = None) -> _Solved:
    """Make one measure after the other least, none at the price of one before it."""
    search = Search(ask, _soft(ask) if soft is None else soft, ends)
    chosen = _start(search, levels)
    first: Found | None = None
    settled = True
    for level in levels:
        if first is not None and chosen is not None and level.value(ask, chosen) == 0:
            search.fixed.append((level, 0.0))
            continue
        if first is not None:
            search.ends = min(ends, time.monotonic() + _TIES * max(0.0, ends - time.monotonic()))
        found = best_set(search, level, chosen)
        first = first or found
        chosen = found.chosen
        if not found.proven or chosen is None:
            settled = False
            break
        search.fix(level, found.value)
    return _Solved(chosen, first or Found(frozenset(), 0.0, 0.0, True), settled)


def _start(search: Search, levels: Sequence[Level]) -> frozenset[int] | None:
    """Return the greedy plan where it is legal."""
    ask = search.ask
    weights = next((level for level in levels if any(level.offers)), levels[0])
    worth = max((each for level in levels for each in level.needs), default=0.0)
    found = greedy(ask, weights.offers, worth, _soft(ask))
    return frozenset(found) if search.is_legal(found) else None


def _fastest(needs: Sequence[SkillNeed], offers: Sequence[Offer], limits: PlanLimits, ends: float) -> Pathway:
    """Try one term, then two and so on; the first that suffices is the least."""
    whole = sift(needs, offers, limits, in_terms=True)
    essential = {need.id for need in whole.ask.needs if need.essential}
    undecided: int | None = None
    tight: _Solved | None = None
    for terms in range(0 if not essential else 1, whole.ask.horizon + 1):
        sifted = sift(needs, offers, replace(limits, last_term=max(terms, 1)), in_terms=True)
        if not essential <= {need.id for need in sifted.ask.needs}:
            continue
        ask = sifted.ask
        solved = _solve(ask, measures(ask, Objective.CHEAPEST), ends)
        if solved.chosen is None:
            if not solved.first.impossible and undecided is None:
                undecided = terms
            tight = solved
            continue
        low = float(terms if undecided is None else undecided)
        first = Found(solved.chosen, float(terms), low, undecided is None)
        told = replace(sifted, refused=whole.refused)
        return _told(told, Objective.FASTEST, replace(solved, first=first))
    unsolved = tight or _Solved(None, Found(None, 0.0, 0.0, False), ties_settled=False)
    return _partial(whole, Objective.FASTEST, ends, unsolved)


def _partial(
    sifted: Sifted,
    by: Objective,
    ends: float,
    tried: _Solved,
) -> Pathway:
    """Return the plan that closes most essential needs, and the limits that cannot all be kept."""
    ask = sifted.ask
    left = max(1.0, ends - time.monotonic())
    binding = conflicting(ask, _soft(ask), left / 2) if tried.first.impossible else (_NO_TIME,)
    essential = tuple(float(need.essential) for need in ask.needs)
    most = Level("essential needs left open", (0.0,) * len(ask.offers), essential)
    everything = frozenset(range(len(ask.needs)))
    ends = time.monotonic() + left
    solved = _solve(ask, (most, *measures(ask, by)), ends, everything)
    return _told(sifted, by, solved, (most.words, binding))


def _told(
    sifted: Sifted,
    by: Objective,
    solved: _Solved,
    partial: tuple[str, Collection[str]] = ("", ()),
) -> Pathway:
    """Return a plan in words; ``partial``: what was made least where not all can be closed, and why."""
    measure, binding = partial
    words = measure or ("terms" if by is Objective.FASTEST else "")
    ask = sifted.ask
    levels = measures(ask, by)
    answer = Answer(
        sifted,
        by,
        solved.chosen or frozenset(),
        words or levels[0].words,
        solved.first,
        tuple(binding),
        solved.ties_settled,
    )
    return pathway_of(answer)
