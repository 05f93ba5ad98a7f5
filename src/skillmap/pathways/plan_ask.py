"""A question to the planner in numbers: needs, and the offers that can be taken, in the order of ids.

Whatever is left out here is left out for a reason that is kept, so that an open need can say why it is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from skillmap.domain import Offer, PlanLimits, SkillNeed

TERMS_AHEAD = 12
"""How many terms a plan may take where no last term is set; four to six years of study."""


@dataclass(frozen=True, slots=True)
class PlanAsk:
    """Offers and needs by number; every sequence is in the order of ids."""

    offers: tuple[Offer, ...]
    needs: tuple[SkillNeed, ...]
    """Those that something usable teaches."""
    teaches: tuple[tuple[int, ...], ...]
    """Numbers of needs, for each offer."""
    groups: tuple[tuple[tuple[int, ...], ...], ...]
    """Groups of prerequisites that are not held already, as numbers of offers."""
    clashes: tuple[tuple[int, int], ...]
    """Pairs that cannot both be taken, each once."""
    loads: tuple[float, ...]
    """Credit in each term that it lasts; 0 where none is stated."""
    starts: tuple[tuple[int, ...], ...]
    """Terms in which it can begin so that prerequisites fit before it; empty where terms do not matter."""
    limits: PlanLimits
    horizon: int
    """Last term."""
    timed: bool
    """Whether the terms can rule a set of offers out."""

    def length(self, offer: int) -> int:
        """Return how many terms an offer lasts."""
        return self.offers[offer].terms

    @property
    def cap(self) -> float | None:
        """Return the credit that fits into one term."""
        asked = self.limits.credits_per_term
        return asked.amount if asked is not None else None


@dataclass(slots=True)
class Sifted:
    """Which offers can be taken, and why the others cannot."""

    ask: PlanAsk
    refused: Mapping[str, str]
    """Why an offer cannot be taken, by id."""
    needs: Sequence[SkillNeed]
    """All that are open."""
    offers: Sequence[Offer]
    """All that are on offer."""
    notes: list[str] = field(default_factory=list)


def sift(
    needs: Sequence[SkillNeed], offers: Sequence[Offer], limits: PlanLimits, *, in_terms: bool = False
) -> Sifted:
    """Return the question in numbers: what cannot be taken or teaches nothing that is missing is left out.

    Args:
        needs: what is open.
        offers: what is on offer, in any order; of two with one id the first by content counts.
        limits: what the plan must keep to.
        in_terms: whether terms matter even where no limit speaks of them.
    """
    by_id = {offer.id: offer for offer in sorted(offers, key=repr, reverse=True)}
    currency = _currency(by_id.values(), limits)
    refused = {id: why for id, offer in by_id.items() if (why := _refusal(offer, limits, currency))}
    left = {id: offer for id, offer in sorted(by_id.items()) if id not in refused}
    timed = in_terms or _timed(left.values(), limits)
    horizon = limits.last_term or TERMS_AHEAD
    begins = _begins(left, limits, horizon, refused, timed)
    left = {id: offer for id, offer in left.items() if id in begins}
    useful = _useful(left, needs, limits)
    kept = [left[id] for id in sorted(useful)]
    ask = _numbered(kept, needs, limits, begins)
    ask = replace(ask, horizon=horizon, timed=timed)
    return Sifted(without_dominated(ask), refused, needs, offers, _notes(kept, limits))


def _timed(offers: Iterable[Offer], limits: PlanLimits) -> bool:
    return bool(limits.credits_per_term or limits.last_term or any(offer.starts for offer in offers))


def _currency(offers: Iterable[Offer], limits: PlanLimits) -> str:
    """Return the currency of the plan: that of the limit, else the one that most offers are priced in."""
    if limits.cost is not None:
        return limits.cost.currency
    priced = Counter(offer.cost.currency for offer in offers if offer.cost is not None)
    return min(priced, key=lambda name: (-priced[name], name), default="")


def _refusal(offer: Offer, limits: PlanLimits, currency: str) -> str:
    """Return why one offer by itself breaks the limits; empty if it does not."""
    if offer.id in limits.held:
        return "is held already"
    if limits.languages and not _speaks(offer.language, limits.languages):
        return (
            f"is in {offer.language or 'a language that is not stated'}, not in {_any_of(limits.languages)}"
        )
    if limits.modes and (offer.mode or "").casefold() not in {mode.casefold() for mode in limits.modes}:
        return f"is taught {offer.mode or 'in a mode that is not stated'}, not {_any_of(limits.modes)}"
    return _dear(offer, limits, currency) or _heavy(offer, limits)


def _dear(offer: Offer, limits: PlanLimits, currency: str) -> str:
    if offer.cost is None:
        return "states no cost, and the cost is limited" if limits.cost is not None else ""
    if offer.cost.currency != currency:
        return f"costs {offer.cost}, which does not add to costs in {currency}"
    if limits.cost is None:
        return ""
    return f"costs {offer.cost}, more than {limits.cost}" if offer.cost.amount > limits.cost.amount else ""


def _heavy(offer: Offer, limits: PlanLimits) -> str:
    cap = limits.credits_per_term
    if cap is None or offer.credit is None:
        return ""
    if (offer.credit.scheme or "").upper() != (cap.scheme or "").upper():
        return f"carries {offer.credit}, which cannot be held against a limit in {cap.scheme}"
    a_term = offer.credit.amount / offer.terms
    return f"takes {a_term:g} credits a term, more than {cap.amount:g}" if a_term > cap.amount else ""


def _speaks(tag: str | None, wanted: Sequence[str]) -> bool:
    if tag is None:
        return False
    spoken = tag.lower().partition("-")[0]
    return any(spoken == each.lower().partition("-")[0] for each in wanted)


def _any_of(names: Sequence[str]) -> str:
    return " or ".join(names)


def _begins(
    offers: Mapping[str, Offer], limits: PlanLimits, horizon: int, refused: dict[str, str], timed: bool
) -> dict[str, tuple[int, ...]]:
    """Return the terms in which each offer can begin, prerequisites first; note those that never can.

    An offer gets its first term once every group has a member that ends before; what a loop of
    prerequisites keeps waiting never does.
    """
    last = horizon if timed else 10**6
    waiting = dict(offers)
    first: dict[str, int] = {}
    held = set(limits.held)
    for _ in range(len(offers) + 1):
        changed = False
        for id, offer in waiting.items():
            opens = _opens(offer, held, first, offers)
            if opens is None:
                continue
            fitting = _fitting(offer, opens, last)
            if fitting is not None and fitting < first.get(id, last + 1):
                first[id] = fitting
                changed = True
        if not changed:
            break
    for id, offer in offers.items():
        if id not in first:
            refused[id] = _never(offer, held, first, last)
    if not timed:
        return dict.fromkeys(first, ())
    return {id: _window(offers[id], opens, last) for id, opens in first.items()}


def _opens(offer: Offer, held: set[str], first: Mapping[str, int], offers: Mapping[str, Offer]) -> int | None:
    """Return the term from which the prerequisites can be behind; None while a group has no member."""
    opens = 1
    for group in offer.prerequisites:
        if held.intersection(group):
            continue
        ends = [first[id] + offers[id].terms for id in group if id in first and id != offer.id]
        if not ends:
            return None
        opens = max(opens, min(ends))
    return opens


def _fitting(offer: Offer, opens: int, last: int) -> int | None:
    latest = last - offer.terms + 1
    if not offer.starts:
        return opens if opens <= latest else None
    return min((term for term in offer.starts if opens <= term <= latest), default=None)


def _window(offer: Offer, opens: int, last: int) -> tuple[int, ...]:
    terms = offer.starts or range(1, last + 1)
    return tuple(sorted({term for term in terms if opens <= term <= last - offer.terms + 1}))


def _never(offer: Offer, held: set[str], first: Mapping[str, int], last: int) -> str:
    for group in offer.prerequisites:
        if not held.intersection(group) and not any(id in first for id in group):
            return f"needs {_any_of(group)} first, which is neither held nor can be taken"
    return f"does not end by term {last}"


def _useful(offers: Mapping[str, Offer], needs: Sequence[SkillNeed], limits: PlanLimits) -> set[str]:
    """Return ids of the offers that teach an open need, and of all that could be needed before them."""
    wanted = {need.id for need in needs}
    held = set(limits.held)
    pending = [id for id, offer in offers.items() if any(each.need_id in wanted for each in offer.teaches)]
    found: set[str] = set()
    while pending:
        id = pending.pop()
        if id in found or id not in offers:
            continue
        found.add(id)
        pending += [
            member for group in offers[id].prerequisites if not held.intersection(group) for member in group
        ]
    return found


def _numbered(
    offers: Sequence[Offer],
    needs: Sequence[SkillNeed],
    limits: PlanLimits,
    begins: Mapping[str, tuple[int, ...]],
) -> PlanAsk:
    taught = {each.need_id for offer in offers for each in offer.teaches}
    asked = sorted((need for need in needs if need.id in taught), key=lambda need: need.id)
    need_at = {need.id: number for number, need in enumerate(asked)}
    at = {offer.id: number for number, offer in enumerate(offers)}
    held = set(limits.held)
    groups = [
        tuple(
            tuple(sorted({at[id] for id in group if id in at and at[id] != number}))
            for group in offer.prerequisites
            if not held.intersection(group)
        )
        for number, offer in enumerate(offers)
    ]
    clashes = {
        (min(number, at[id]), max(number, at[id]))
        for number, offer in enumerate(offers)
        for id in offer.excludes
        if id in at and at[id] != number
    }
    return PlanAsk(
        tuple(offers),
        tuple(asked),
        tuple(
            tuple(sorted({need_at[each.need_id] for each in offer.teaches if each.need_id in need_at}))
            for offer in offers
        ),
        tuple(groups),
        tuple(sorted(clashes)),
        tuple(offer.credit.amount / offer.terms if offer.credit is not None else 0.0 for offer in offers),
        tuple(begins[offer.id] for offer in offers),
        limits,
        limits.last_term or TERMS_AHEAD,
        False,
    )


def without_dominated(ask: PlanAsk) -> PlanAsk:
    """Leave out every offer that another can stand in for in any plan, at no more of anything.

    The other teaches at least the same, costs, weighs and lasts no more, is no farther from what is needed,
    bears credit if this one does, begins whenever this one can, asks for no prerequisite and excludes
    nothing; and nobody asks for this one as a prerequisite. Of equals the first by id stays. A best plan is
    left, so a proof stays a proof.
    """
    asked_for = {member for groups in ask.groups for group in groups for member in group}
    masks = [sum(1 << need for need in taught) for taught in ask.teaches]
    clashing = {each for pair in ask.clashes for each in pair}
    free = [n for n in range(len(masks)) if not ask.groups[n] and n not in clashing]
    by_need: dict[int, list[int]] = {}
    for number in free:
        for need in ask.teaches[number]:
            by_need.setdefault(need, []).append(number)
    gone = {
        number
        for number, taught in enumerate(ask.teaches)
        if number not in asked_for
        and taught
        and any(
            _stands_in(ask, masks, other, number)
            for other in min((by_need.get(need, []) for need in taught), key=len)
            if other != number
        )
    }
    return _kept(ask, gone) if gone else ask


def _stands_in(ask: PlanAsk, masks: Sequence[int], other: int, number: int) -> bool:
    if masks[number] & ~masks[other]:
        return False
    ours, theirs = _weights(ask, number), _weights(ask, other)
    if any(more > less for more, less in zip(theirs, ours, strict=True)):
        return False
    if not set(ask.starts[number]) <= set(ask.starts[other]):
        return False
    same = masks[number] == masks[other] and ours == theirs and ask.starts[number] == ask.starts[other]
    # Of equals the first stays, unless the first asks for more in ways that are not weighed here.
    return not same or other < number or bool(ask.groups[number]) or _clashes(ask, number)


def _clashes(ask: PlanAsk, number: int) -> bool:
    return any(number in pair for pair in ask.clashes)


def _weights(ask: PlanAsk, number: int) -> tuple[float, ...]:
    offer = ask.offers[number]
    return (
        offer.cost.amount if offer.cost is not None else 0.0,
        float(offer.cost is None),
        float(not offer.credit or not offer.credit.amount),
        ask.loads[number],
        float(offer.terms),
        distance(offer),
    )


def distance(offer: Offer) -> float:
    """Return how far the outcomes of an offer are from the needs it teaches, on average, in hundredths."""
    if not offer.teaches:
        return 0.0
    return round(sum(1.0 - each.similarity for each in offer.teaches) / len(offer.teaches), 2)


def _kept(ask: PlanAsk, gone: set[int]) -> PlanAsk:
    kept = [number for number in range(len(ask.offers)) if number not in gone]
    at = {number: place for place, number in enumerate(kept)}
    return replace(
        ask,
        offers=tuple(ask.offers[number] for number in kept),
        teaches=tuple(ask.teaches[number] for number in kept),
        groups=tuple(
            tuple(tuple(at[member] for member in group) for group in ask.groups[number]) for number in kept
        ),
        clashes=tuple((at[one], at[two]) for one, two in ask.clashes if one in at and two in at),
        loads=tuple(ask.loads[number] for number in kept),
        starts=tuple(ask.starts[number] for number in kept),
    )


def _notes(offers: Sequence[Offer], limits: PlanLimits) -> list[str]:
    notes = []
    if limits.credits_per_term is not None:
        bare = sum(offer.credit is None for offer in offers)
        if bare:
            notes.append(f"{bare} offers state no credit: they are not held against the credits per term")
    return notes
