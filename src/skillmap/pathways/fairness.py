"""Adverse impact: how often groups are selected, side by side. Groups come from outside and never rank."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from skillmap.domain import AdverseImpact, GroupRate, Ranking

FOUR_FIFTHS = 0.8
"""Ratio of selection rates under which the US Uniform Guidelines see evidence of adverse impact
(29 CFR 1607.4 D)."""
_Z = 1.959964
"""Of the 95 % interval."""
FEWEST = 5
"""Fewer in a group and its rate says next to nothing."""


def adverse_impact(
    ranking: Ranking, groups: Mapping[str, str], *, attribute: str, selected_up_to: int
) -> AdverseImpact:
    """Return the selection rate of each group and its ratio to that of the group selected most often.

    Args:
        ranking: candidates in their order.
        groups: the group of each candidate by id, from a list kept apart from the ranking; candidates
            without one are left out.
        attribute: what the groups are, e.g. ``sex``.
        selected_up_to: the last place that counts as selected; a tie across it is selected as a whole.
    """
    of = Counter(
        groups[each.evidence.candidate_id] for each in ranking.placed if each.evidence.candidate_id in groups
    )
    taken = Counter(
        groups[each.evidence.candidate_id]
        for each in ranking.placed
        if each.evidence.candidate_id in groups and each.place <= selected_up_to
    )
    rates = tuple(_rate(group, taken[group], of[group]) for group in sorted(of))
    if not rates:
        return AdverseImpact(attribute, selected_up_to, (), "", (), (), "No candidate has a group.")
    reference = max(rates, key=lambda rate: (rate.rate, rate.of, rate.group))
    ratios = tuple(
        (
            rate.group,
            rate.rate / reference.rate if reference.rate else 1.0,
            fisher(rate.selected, rate.of, reference.selected, reference.of),
        )
        for rate in rates
        if rate.group != reference.group
    )
    below = tuple(group for group, ratio, _ in ratios if ratio < FOUR_FIFTHS)
    return AdverseImpact(
        attribute, selected_up_to, rates, reference.group, ratios, below, _words(rates, below, attribute)
    )


def _rate(group: str, selected: int, of: int) -> GroupRate:
    low, high = wilson(selected, of)
    return GroupRate(group, selected, of, selected / of, low, high)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def fisher(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """Return the two-sided p value of Fisher's exact test for two shares."""
    total, taken = of + other_of, hits + other_hits
    whole = math.comb(total, taken)

    def chance(first: int) -> int:
        return math.comb(of, first) * math.comb(other_of, taken - first)

    seen = chance(hits)
    possible = range(max(0, taken - other_of), min(of, taken) + 1)
    return min(1.0, sum(chance(first) for first in possible if chance(first) <= seen) / whole)


def _words(rates: tuple[GroupRate, ...], below: tuple[str, ...], attribute: str) -> str:
    small = [rate.group for rate in rates if rate.of < FEWEST]
    told = (
        f"Selected less than four fifths as often as the reference: {', '.join(below)}."
        if below
        else "No group is selected less than four fifths as often as the reference."
    )
    if small:
        told += f" Fewer than {FEWEST} candidates in: {', '.join(small)}; their rates say next to nothing."
    return f"By {attribute}: {told} A ratio is a reason to look, not a proof."
