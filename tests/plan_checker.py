"""A plan held against what it was asked for, apart from the planner, and the best plan by trying all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, product

from skillmap.domain import Offer, Pathway, PlanLimits, SkillNeed


def faults(
    plan: Pathway, needs: Sequence[SkillNeed], offers: Sequence[Offer], limits: PlanLimits
) -> list[str]:
    """Return everything that is wrong with a plan; empty if it is right."""
    known = {offer.id: offer for offer in offers}
    begins = {item.offer.id: item.term for item in plan.items}
    found = []
    if len(begins) != len(plan.items):
        found.append("an offer stands twice")
    found += [f"{id} is not on offer" for id in begins if id not in known]
    found += [f"{id} is held" for id in begins if id in limits.held]
    found += [
        f"{item.offer.id} ends wrongly"
        for item in plan.items
        if item.last_term != item.term + item.offer.terms - 1
    ]
    found += broken([(known[id], term) for id, term in begins.items()], limits)
    closed = {taught.need_id for id in begins for taught in known[id].teaches}
    told_open = {each.need.id for each in plan.uncovered}
    wanted = {need.id for need in needs}
    if wanted - closed != told_open:
        found.append(f"open: {sorted(wanted - closed)}, told: {sorted(told_open)}")
    added = [need for item in plan.items for need in item.adds]
    if sorted(added) != sorted(wanted & closed):
        found.append("what the items add is not what is closed")
    spent = sum(known[id].cost.amount for id in begins if known[id].cost is not None)
    if not math.isclose(spent, plan.cost.amount if plan.cost else 0.0):
        found.append(f"costs {spent}, told {plan.cost}")
    if plan.unpriced != sum(known[id].cost is None for id in begins):
        found.append("unpriced is wrong")
    volume = sum(known[id].credit.amount for id in begins if known[id].credit is not None)
    if not math.isclose(volume, sum(credit.amount for credit in plan.credits)):
        found.append("credits are wrong")
    if plan.terms != max((item.last_term for item in plan.items), default=0):
        found.append("terms are wrong")
    return found


def broken(taken: Sequence[tuple[Offer, int]], limits: PlanLimits) -> list[str]:
    """Return the rules that offers with their terms break."""
    ends = {offer.id: term + offer.terms for offer, term in taken}
    found = []
    for offer, term in taken:
        for group in offer.prerequisites:
            if not any(id in limits.held or ends.get(id, math.inf) <= term for id in group):
                found.append(f"{offer.id} begins in {term} without {group}")
        if offer.starts and term not in offer.starts:
            found.append(f"{offer.id} does not begin in {term}")
        found += [f"{offer.id} excludes {id}" for id in offer.excludes if id in ends and id != offer.id]
        if limits.languages and offer.language not in limits.languages:
            found.append(f"{offer.id} is in {offer.language}")
        if limits.modes and offer.mode not in limits.modes:
            found.append(f"{offer.id} is {offer.mode}")
    return found + _over(taken, limits, max(ends.values(), default=1))


def _over(taken: Sequence[tuple[Offer, int]], limits: PlanLimits, after: int) -> list[str]:
    found = []
    if limits.last_term is not None and after > limits.last_term + 1:
        found.append("too late")
    if limits.most_items is not None and len(taken) > limits.most_items:
        found.append("too many")
    if limits.cost is not None:
        if any(offer.cost is None for offer, _ in taken):
            found.append("a cost is not stated")
        elif sum(offer.cost.amount for offer, _ in taken if offer.cost) > limits.cost.amount + 1e-9:
            found.append("too dear")
    if limits.credits_per_term is not None:
        for now in range(1, after):
            load = sum(
                offer.credit.amount / offer.terms
                for offer, term in taken
                if offer.credit is not None and term <= now < term + offer.terms
            )
            if load > limits.credits_per_term.amount + 1e-9:
                found.append(f"term {now} is too full")
    return found


def least(
    needs: Sequence[SkillNeed], offers: Sequence[Offer], limits: PlanLimits, measure: str, terms: int
) -> float | None:
    """Return the least measure of all plans, by trying every set in all terms; None without one."""
    essential = {need.id for need in needs if need.essential}
    free = [offer for offer in offers if offer.id not in limits.held]
    best: float | None = None
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            if not essential <= {taught.need_id for offer in chosen for taught in offer.teaches}:
                continue
            for begins in product(range(1, terms + 1), repeat=size):
                taken = list(zip(chosen, begins, strict=True))
                after = max((term + offer.terms for offer, term in taken), default=1)
                value = _measured(measure, chosen, needs, limits, after)
                if (best is None or value < best - 1e-9) and not broken(taken, limits):
                    best = value
                    break
                if measure != "fastest" and best is not None and value >= best - 1e-9:
                    break
    return best


def _measured(
    measure: str, chosen: Sequence[Offer], needs: Sequence[SkillNeed], limits: PlanLimits, after: int
) -> float:
    if measure == "fastest":
        return float(after - 1)
    if measure == "fewest":
        return float(len(chosen))
    if measure == "credit":
        return float(sum(not offer.credit or not offer.credit.amount for offer in chosen))
    taught = {each.need_id for offer in chosen for each in offer.teaches}
    left = sum(not need.essential and need.id not in taught for need in needs)
    spent = sum(offer.cost.amount for offer in chosen if offer.cost)
    return spent + limits.optional_worth * left
