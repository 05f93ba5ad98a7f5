"""Which kinds of award, beside those for named modules, a policy offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmap.errors import PolicyError
from skillmap.recognition.policy import Policy


@dataclass(frozen=True, slots=True)
class AwardKinds:
    """What may be suggested; each is a setting of the policy by the same name, true or false."""

    general_credit: bool
    """Credit towards the programme for learning that covers no module."""
    block_credit: bool
    """Credit for a whole stage when every module of it is covered."""
    advanced_standing: bool
    """Entry to a later stage when every stage before it is covered."""
    reuse_with_unknown_hours: bool
    """Whether a credential whose hours are not stated may stand for more than one module."""


def award_kinds_of(policy: Policy, on: date) -> AwardKinds:
    """Return what a policy offers on a date; what it does not speak of is offered, reuse excepted."""
    return AwardKinds(
        general_credit=_says(policy, on, "general_credit", True),
        block_credit=_says(policy, on, "block_credit", True),
        advanced_standing=_says(policy, on, "advanced_standing", True),
        reuse_with_unknown_hours=_says(policy, on, "reuse_with_unknown_hours", False),
    )


def _says(policy: Policy, on: date, name: str, otherwise: bool) -> bool:
    if name not in policy.settings:
        return otherwise
    value = policy.setting(name, on).value
    if not isinstance(value, bool):
        raise PolicyError(
            f"policy {policy.name!r}: the setting {name!r} is {value!r}; true or false is expected"
        )
    return value
