"""Which kinds of award, beside those for named modules, a policy offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmap.recognition.policy import Policy


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be suggested; each is a setting of the policy by the same name, or a limit, 0 for no."""

    general_credit: bool
    """Credit towards the programme for learning that covers no module."""
    block_credit: bool
    """Credit for a whole stage when every module of it is covered."""
    advanced_standing: bool
    """Entry to a later stage when every stage before it is covered."""
    reuse_with_unknown_hours: bool
    """Whether a credential whose hours are not stated may stand for more than one module."""


def offers_of(policy: Policy, on: date) -> Offers:
    """Return what a policy offers on a date; what it does not speak of is offered, reuse excepted."""
    return Offers(
        general_credit=_says(policy, on, "general_credit", True),
        block_credit=_says(policy, on, "block_credit", True),
        advanced_standing=_says(policy, on, "advanced_standing", True),
        reuse_with_unknown_hours=_says(policy, on, "reuse_with_unknown_hours", False),
    )


def _says(policy: Policy, on: date, name: str, otherwise: bool) -> bool:
    # Policies of this version hold limits only; one that holds settings too says yes or no there.
    if name in getattr(policy, "settings", {}):
        return bool(policy.setting(name, on).value)  # type: ignore[attr-defined, unused-ignore]
    return policy.limit(name, on).value > 0 if name in policy.limits else otherwise
