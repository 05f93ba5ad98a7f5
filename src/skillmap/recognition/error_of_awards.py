"""The bound on wrong suggestions that a policy asks for, from decided cases; it never turns anything down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from skillmap.domain import Award, Coverage, DecidedCase, ErrorBound, Precedent
from skillmap.errors import PolicyError
from skillmap.recognition.bound import DecidedCases, bound_for, module_score
from skillmap.recognition.policy import Policy

RULE = "error_is_bounded"
RISK, DELTA = "risk_of_wrong_award", "chance_decided_cases_mislead"
"""The limits that it needs."""
MODULE = "module"
"""The kind of decided cases that speak of an award for a module."""
_AWARDED = (Award.SPECIFIED_CREDIT.value, Award.EXEMPTION.value)
_NONE = DecidedCases(MODULE, "", "There are none for the recipe and encoder in use.", ())


def bound_of(policy: Policy, on: date, decided: DecidedCases | None) -> ErrorBound | None:
    """Return the bound under a policy on a date, or None where no rule of the policy asks for it."""
    if RULE not in {rule.name for rule in policy.rules}:
        return None
    risk, delta = (share_of(policy, policy.limit(name, on, RULE).value, name) for name in (RISK, DELTA))
    return bound_at(decided, risk, delta)


def bound_at(decided: DecidedCases | None, risk: float, delta: float) -> ErrorBound:
    """Return the bound from decided cases, with where they come from as the first of its assumptions."""
    known = decided or _NONE
    found = _bound(known.cases, risk, delta)
    return replace(found, assumptions=(f"The decided cases: {known.about}", *found.assumptions))


def share_of(policy: Policy, value: float, name: str) -> float:
    """Return a limit that is a share above 0 and below 1; anything else is an error of the policy."""
    if not 0 < value < 1:
        told = f"the limit {name!r} is {value:g}; a share between 0 and 1 is expected"
        raise PolicyError(f"policy {policy.name!r}, rule {RULE!r}: {told}")
    return value


def score_of(coverage: Coverage) -> float | None:
    """Return the score of a suggestion; None where judged experience counts, which has no similarity."""
    rests_on_experience = any(covered.evidence_ids for covered in coverage.outcomes)
    return None if rests_on_experience or not coverage.outcomes else module_score(coverage)


def decided_by(
    cases: Sequence[DecidedCase], precedents: Sequence[Precedent], name: str = ""
) -> DecidedCases | None:
    """Return an institution's own decided cases, those of its earlier decisions that keep a score included.

    None where it brings none, so that the cases that ship with skillmap are asked.
    """
    scored = [
        DecidedCase(precedent.score, precedent.award in _AWARDED)
        for precedent in precedents
        if precedent.score is not None
    ]
    if not cases and not scored:
        return None
    parts = [f"{len(cases)} from {name or 'the caller'}"] if cases else []
    parts += [f"{len(scored)} earlier decisions that keep a score"] if scored else []
    return DecidedCases(MODULE, "", f"{' and '.join(parts)}.", (*cases, *scored))


@lru_cache(maxsize=64)
def _bound(cases: tuple[DecidedCase, ...], risk: float, delta: float) -> ErrorBound:
    return bound_for(cases, risk, delta)
