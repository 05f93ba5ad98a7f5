"""What a list of required information finds in a credential, and what it has to ask the issuer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.source import Origin


class Requirement(StrEnum):
    """How much a profile wants an item."""

    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class ItemState(StrEnum):
    """What a credential says about one item; only ``present`` needs no further look."""

    PRESENT = "present"
    UNCLEAR = "unclear"
    """Something hints at it: words without a field, or a number without a unit. A person must read it."""
    EMPTY = "empty"
    """The source does not say."""
    UNPARSABLE = "unparsable"
    """A value stands there but cannot be read."""
    NOT_MET = "not met"
    """The source says something else than the profile asks for, e.g. that nothing was assessed."""
    NOT_APPLICABLE = "not applicable"
    """The item cannot arise here; the reason says why."""


SETTLED = frozenset({ItemState.PRESENT, ItemState.NOT_APPLICABLE})
"""States of an item about which nothing is left to be done."""


@dataclass(frozen=True, slots=True)
class CompletenessItem:
    """One item of a profile, and what a credential says about it."""

    number: str
    """As the document numbers it; ours where it has no numbers."""
    key: str
    """Short name, e.g. ``workload``."""
    name: str
    requirement: Requirement
    state: ItemState
    value: str
    """What the source says, on one line; empty where it says nothing."""
    origin: Origin | None
    """Where that stands; None where nothing was found."""
    reason: str
    """Why the state is what it is; empty where the value says it all."""
    question: str
    """What to ask the issuer; empty where nothing is left to be asked."""
    reference: str
    """Document and place that ask for the item."""
    confirmed: bool
    """False where the item stands on memory: the document must be looked at before it is relied on."""
    note: str = ""
    """Anything else about the item itself, e.g. which definitions name it."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """What one profile finds in one credential."""

    profile: str
    """Name of the profile, e.g. ``eu-recommendation-2022``."""
    profile_title: str
    credential_id: str
    credential_title: str
    items: tuple[CompletenessItem, ...]
    """In the order of the profile."""

    def count(self, state: ItemState, requirement: Requirement | None = None) -> int:
        """Return how many items have a state; of one requirement where it is given."""
        return sum(
            item.state is state and (requirement is None or item.requirement is requirement)
            for item in self.items
        )

    @property
    def unsettled(self) -> tuple[CompletenessItem, ...]:
        """The items that are neither present nor inapplicable, mandatory ones first."""
        order = list(Requirement)
        left = [item for item in self.items if item.state not in SETTLED]
        return tuple(sorted(left, key=lambda item: order.index(item.requirement)))

    @property
    def has_all_mandatory(self) -> bool:
        """True when every mandatory item is present or cannot arise; says nothing about its quality."""
        return all(item.requirement is not Requirement.MANDATORY for item in self.unsettled)
