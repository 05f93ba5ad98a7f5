"""Limits on awards taken together, as numbers that an optimiser can add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillmap.domain import Effect
from skillmap.recognition.rule import Candidate, Facts


@dataclass(frozen=True, slots=True)
class CapOf:
    """A limit on the sum of what awards count for."""

    rule: str
    code: str
    reference: str
    effect: Effect
    allowed: float | None
    """None where the fact that it is taken of is not stated."""
    counted: Callable[[Candidate], float]
    unit: str
    words: str


def caps_of(facts: Facts) -> tuple[CapOf, ...]:
    """Return the limits on awards taken together that the policy states for a programme."""
    return tuple(
        _share_of_programme(facts, rule.effect, rule.reference)
        for rule in facts.policy.rules
        if rule.name == "share_of_programme"
    )


def _share_of_programme(facts: Facts, effect: Effect, reference: str) -> CapOf:
    limit = facts.limit("max_share")
    whole = facts.programme.credit if facts.programme is not None else None
    allowed = None if whole is None else limit.value * whole.amount
    scheme = (whole.scheme if whole is not None else None) or "credits"
    words = f"At most {limit.value:.0%} of the programme by prior learning."
    return CapOf("share_of_programme", "R01", reference, effect, allowed, _amount, scheme, words)


def _amount(candidate: Candidate) -> float:
    return candidate.amount
