"""A plan in words: what each offer adds, the totals, what stands in the way and what stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from skillmap.domain import (
    Cost,
    Credit,
    Hours,
    HoursBasis,
    Objective,
    Offer,
    Pathway,
    PlannedOffer,
    PlanState,
    SkillNeed,
    Stacking,
    UncoveredNeed,
)
from skillmap.pathways.plan_ask import TERMS_AHEAD, PlanAsk, Sifted
from skillmap.pathways.plan_model import BEFORE, CLASH, COST, ITEMS, LOAD, Found, Level, Search, build
from skillmap.pathways.plan_schedule import schedule

_NAMED = 2
"""Offers that are named as examples of what is ruled out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, before it is told."""

    sifted: Sifted
    by: Objective
    chosen: frozenset[int]
    measure: str
    first: Found
    binding: tuple[str, ...]
    """Limits that cannot all be kept; empty where a plan closes everything that must be."""
    ties_settled: bool


def pathway_of(answer: Answer) -> Pathway:
    """Return a plan with its schedule, totals and words."""
    ask = answer.sifted.ask
    items = _items(ask, answer.chosen)
    uncovered = _uncovered(answer)
    open_essential = any(each.need.essential for each in uncovered)
    state = PlanState.PROVEN if answer.first.proven else PlanState.FOUND
    taken = [item.offer for item in items]
    costs = [offer.cost for offer in taken if offer.cost is not None]
    return Pathway(
        by=answer.by,
        items=items,
        state=PlanState.PARTIAL if open_essential else state,
        gap=_gap(answer.first),
        measure=answer.measure,
        value=answer.first.value,
        bound=answer.first.bound,
        cost=Cost(round(sum(cost.amount for cost in costs), 2), costs[0].currency) if costs else None,
        unpriced=sum(offer.cost is None for offer in taken),
        credits=_credits(taken),
        hours=_hours(taken),
        terms=max((item.last_term for item in items), default=0),
        binding=answer.binding or _used_up(ask, items),
        uncovered=uncovered,
        stacks=_stacks(items, answer.sifted.offers, ask.limits.held),
        notes=_notes(answer, open_essential),
    )


def _gap(first: Found) -> float:
    if first.proven or first.chosen is None or first.value <= first.bound:
        return 0.0
    return min(1.0, (first.value - max(0.0, first.bound)) / first.value)


def _items(ask: PlanAsk, chosen: Collection[int]) -> tuple[PlannedOffer, ...]:
    terms = schedule(ask, chosen) or {}
    closed: set[int] = set()
    items = []
    for m in sorted(terms, key=lambda m: (terms[m], m)):
        adds = tuple(ask.needs[need].id for need in ask.teaches[m] if need not in closed)
        closed.update(ask.teaches[m])
        last = terms[m] + ask.length(m) - 1
        items.append(PlannedOffer(ask.offers[m], terms[m], last, adds))
    return tuple(items)


def _credits(taken: Sequence[Offer]) -> tuple[Credit, ...]:
    sums: dict[str | None, float] = {}
    for offer in taken:
        if offer.credit is not None:
            sums[offer.credit.scheme] = sums.get(offer.credit.scheme, 0.0) + offer.credit.amount
    return tuple(Credit(round(sums[each], 6), each) for each in sorted(sums, key=str))


def _hours(taken: Sequence[Offer]) -> Hours | None:
    stated = [offer.hours for offer in taken if offer.hours is not None]
    if not stated:
        return None
    bases = {each.basis for each in stated}
    basis = bases.pop() if len(bases) == 1 else HoursBasis.UNKNOWN
    return Hours(sum(each.low for each in stated), sum(each.high for each in stated), basis)


def _stacks(
    items: Sequence[PlannedOffer], offers: Sequence[Offer], held: Collection[str]
) -> tuple[Stacking, ...]:
    mine = {item.offer.id for item in items} | set(held)
    parts: dict[str, set[str]] = {}
    for offer in offers:
        if offer.part_of:
            parts.setdefault(offer.part_of, set()).add(offer.id)
    planned = {item.offer.part_of for item in items}
    return tuple(
        Stacking(award, len(parts[award] & mine), len(parts[award]))
        for award in sorted(filter(None, planned))
    )


def _used_up(ask: PlanAsk, items: Sequence[PlannedOffer]) -> tuple[str, ...]:
    """Return the limits that leave no room at all."""
    limits, found = ask.limits, []
    spent = sum(item.offer.cost.amount for item in items if item.offer.cost is not None)
    if limits.cost is not None and spent >= limits.cost.amount:
        found.append(f"cost: all of {limits.cost} is used")
    if limits.most_items is not None and len(items) >= limits.most_items:
        found.append(f"most items: all {limits.most_items} are used")
    if limits.last_term is not None and any(item.last_term >= limits.last_term for item in items):
        found.append(f"last term: term {limits.last_term} is in use")
    cap = limits.credits_per_term
    if cap is not None and (full := _full_terms(items, cap.amount)):
        found.append(f"credits per term: all of {cap} is used in term {', '.join(map(str, full))}")
    return tuple(found)


def _full_terms(items: Sequence[PlannedOffer], cap: float) -> list[int]:
    loads: Counter[int] = Counter()
    for item in items:
        if item.offer.credit is not None:
            for term in range(item.term, item.last_term + 1):
                loads[term] += item.offer.credit.amount / item.offer.terms  # type: ignore[assignment]
    return sorted(term for term, load in loads.items() if load >= cap - 1e-6)


def conflicting(ask: PlanAsk, soft: frozenset[int], seconds: float) -> tuple[str, ...]:
    """Return in words which limits cannot all be kept together with all essential needs.

    Args:
        ask: the question, which has no answer.
        soft: needs that may stay open.
        seconds: for the search.
    """
    import time

    search = Search(ask, soft, time.monotonic() + seconds)
    level = Level("", (0.0,) * len(ask.offers), (0.0,) * len(ask.needs))
    names = (ITEMS, COST, LOAD, CLASH, BEFORE)
    model, _, _ = build(search, level)
    found = model.conflict(seconds=seconds / 2, among=names)
    if not found and ask.timed:
        in_terms, _, _ = build(search, level, in_terms=True)
        found = in_terms.conflict(seconds=seconds / 2, among=names)
        found = tuple(dict.fromkeys((*found, LOAD))) if ask.cap is not None and not found else found
        found = (*found, "last term")
    return tuple(_limit(ask, name) for name in found)


def _limit(ask: PlanAsk, name: str) -> str:
    limits = ask.limits
    told: Mapping[str, str] = {
        ITEMS: f"at most {limits.most_items} items",
        COST: f"cost at most {limits.cost}",
        LOAD: f"at most {limits.credits_per_term} a term until term {ask.horizon}",
        CLASH: "offers that exclude each other",
        BEFORE: "prerequisites",
        "last term": f"nothing after term {ask.horizon}",
    }
    return f"{told[name]}: no plan keeps this and closes all essential needs"


def _uncovered(answer: Answer) -> tuple[UncoveredNeed, ...]:
    ask = answer.sifted.ask
    closed = {ask.needs[need].id for m in answer.chosen for need in ask.teaches[m]}
    reachable = {need.id for need in ask.needs}
    return tuple(
        UncoveredNeed(need, _why(answer, need, need.id in reachable))
        for need in answer.sifted.needs
        if need.id not in closed
    )


def _why(answer: Answer, need: SkillNeed, reachable: bool) -> str:
    limits = answer.sifted.ask.limits
    if reachable and need.essential:
        return "what teaches it does not fit into the limits beside what closes the other needs"
    if reachable:
        worth = f"{limits.optional_worth:g}" if limits.optional_worth else "nothing"
        return f"it is optional, and closing one is worth {worth} here (optional_worth)"
    refused = answer.sifted.refused
    teachers = sorted(
        offer.id for offer in answer.sifted.offers if any(each.need_id == need.id for each in offer.teaches)
    )
    if not teachers:
        return "nothing on offer teaches it"
    named = "; ".join(f"{id} {refused.get(id, 'cannot be taken')}" for id in teachers[:_NAMED])
    more = f"; and {len(teachers) - _NAMED} more" if len(teachers) > _NAMED else ""
    return f"all that teaches it is ruled out: {named}{more}"


def _notes(answer: Answer, open_essential: bool) -> tuple[str, ...]:
    ask, first = answer.sifted.ask, answer.first
    notes = list(answer.sifted.notes)
    if first.chosen is None:
        notes.append("No plan was found in the time given; that does not show that there is none.")
    elif not first.proven:
        notes.append(
            f"Not proven best: {answer.measure} {first.value:g}, and no plan has less than {first.bound:g}."
        )
    elif not answer.ties_settled:
        notes.append("Proven best in its first measure; plans that are equal in it were not all compared.")
    if open_essential and first.proven:
        notes.append("Of what can be closed, this is the proven best plan.")
    if ask.timed and ask.limits.last_term is None:
        notes.append(f"Plans of up to {TERMS_AHEAD} terms were looked at.")
    if ask.cap is not None:
        notes.append("Credits of an offer of several terms are shared equally over them.")
    if not ask.limits.credits_per_term and len(first.chosen or ()) > 1:
        notes.append(
            "No limit on the credits of a term was given, so offers stand in the first term that they can "
            "begin in: set one to spread them over terms."
        )
    if any(not need.essential for need in ask.needs):
        notes.append(
            f"An optional need may add {ask.limits.optional_worth:g} to the cost."
            if ask.limits.optional_worth
            else "Nothing is taken for an optional need alone; those that come along are listed."
        )
    return tuple(notes)
