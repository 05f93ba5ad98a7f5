"""A first plan, quickly: most needs for the least, what must come before included."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from skillmap.pathways.plan_ask import PlanAsk

_SMALL = 1e-6
"""What an offer without a price still weighs, so that fewer offers are better than more."""


@dataclass(frozen=True, slots=True)
class _Steps:
    ask: PlanAsk
    costs: Sequence[float]
    before: Sequence[frozenset[int]]
    """Each offer with all that comes before it."""


def in_order(ask: PlanAsk, chosen: Collection[int]) -> list[int]:
    """Return the chosen offers that can be taken one after the other, prerequisites first.

    Shorter than what was chosen where some wait for what is not chosen, or for each other.
    """
    waiting = sorted(chosen)
    done: set[int] = set()
    listed: list[int] = []
    while True:
        ready = [m for m in waiting if all(done.intersection(group) for group in ask.groups[m])]
        if not ready:
            return listed
        listed += ready
        done.update(ready)
        waiting = [m for m in waiting if m not in done]


def greedy(ask: PlanAsk, costs: Sequence[float], worth: float, optional: Collection[int]) -> set[int]:
    """Return a set of offers that closes what it can, the most needs for the cost first.

    Keeps to prerequisites, exclusions, cost and number of items; the terms are not looked at.

    Args:
        ask: the question.
        costs: what each offer counts.
        worth: what closing an optional need may count.
        optional: numbers of the optional needs.
    """
    if not ask.offers:
        return set()
    steps = _Steps(ask, costs, _before(ask, costs))
    free = set(optional)
    wanted = set(range(len(ask.needs))) - free
    chosen: set[int] = set()
    _take(steps, wanted, chosen, math.inf)
    if worth > 0 and free:
        covered = {need for m in chosen for need in ask.teaches[m]}
        _take(steps, free - covered, chosen, worth)
    return _without_needless(ask, costs, chosen, free if worth <= 0 else set())


def _before(ask: PlanAsk, costs: Sequence[float]) -> list[frozenset[int]]:
    """Return for each offer itself and the cheapest way through its prerequisites."""
    size = len(ask.offers)
    total = [math.inf] * size
    changed = True
    while changed:
        changed = False
        for m in range(size):
            through = costs[m] + _SMALL + sum(min(total[q] for q in group) for group in ask.groups[m])
            if through < total[m] - _SMALL / 2:
                total[m], changed = through, True
    found: list[frozenset[int] | None] = [None] * size
    for m in sorted(range(size), key=lambda m: (total[m], m)):
        members = {m}
        for group in ask.groups[m]:
            best = min(group, key=lambda q: (total[q], q))
            members |= found[best] or {best}
        found[m] = frozenset(members)
    return [each or frozenset() for each in found]


def _take(steps: _Steps, wanted: set[int], chosen: set[int], most: float) -> None:
    """Add to what is chosen until nothing is wanted, or a need would cost more than it may."""
    ask, costs, before = steps.ask, steps.costs, steps.before
    open_needs = set(wanted)
    teaches = [{need for q in before[m] for need in ask.teaches[q]} for m in range(len(before))]

    def price(m: int) -> tuple[float, int]:
        gain = len(teaches[m] & open_needs)
        cost = sum(costs[q] + _SMALL for q in before[m] if q not in chosen)
        return (cost / gain if gain else math.inf, m)

    heap = [price(m) for m in range(len(before))]
    heapq.heapify(heap)
    while open_needs and heap:
        _, m = heapq.heappop(heap)
        now = price(m)
        if now[0] > most + 1e-3 or math.isinf(now[0]):
            continue
        if heap and now > heap[0]:
            heapq.heappush(heap, now)
            continue
        if _fits(ask, chosen | before[m]):
            chosen |= before[m]
            open_needs -= teaches[m]


def _fits(ask: PlanAsk, chosen: Collection[int]) -> bool:
    limits = ask.limits
    if limits.most_items is not None and len(chosen) > limits.most_items:
        return False
    if limits.cost is not None:
        spent = sum(offer.cost.amount for m in chosen if (offer := ask.offers[m]).cost is not None)
        if spent > limits.cost.amount + _SMALL:
            return False
    if ask.cap is not None:
        volume = sum(ask.loads[m] * ask.length(m) for m in chosen)
        if volume > ask.cap * ask.horizon + _SMALL:
            return False
    return not any(one in chosen and two in chosen for one, two in ask.clashes)


def _without_needless(
    ask: PlanAsk, costs: Sequence[float], chosen: Iterable[int], free: Collection[int]
) -> set[int]:
    kept = set(chosen)
    count = [0] * len(ask.needs)
    for m in kept:
        for need in ask.teaches[m]:
            count[need] += 1
    for m in sorted(kept, key=lambda m: (-costs[m], m)):
        if any(count[need] == 1 and need not in free for need in ask.teaches[m]):
            continue
        rest = kept - {m}
        if len(in_order(ask, rest)) == len(rest):
            kept = rest
            for need in ask.teaches[m]:
                count[need] -= 1
    return kept
