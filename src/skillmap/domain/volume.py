"""How much and how deep: credit, hours, levels. Different scales never add or compare by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Level:
    """A place on a named ladder; levels of different frameworks compare only through a mapping."""

    framework: str | None
    """Short name, e.g. ``EQF`` or ``SCQF``; None when the source gives a number without a framework."""
    value: float

    def __str__(self) -> str:
        return f"{self.framework or 'level, framework not stated:'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Credit:
    """A volume of learning; amounts of different schemes do not add."""

    amount: float
    scheme: str | None
    """Short name, e.g. ``ECTS`` or ``CATS``; None when the source gives a number without a unit."""

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"credit amount {self.amount} is negative")

    def __str__(self) -> str:
        return f"{self.amount:g} {self.scheme or 'credits (scheme not stated)'}"


class HoursBasis(StrEnum):
    """What a number of hours counts."""

    NOTIONAL = "notional"
    """All learning, assessment included."""
    CONTACT = "contact"
    """Taught hours only; never turned into credit."""
    SELF_DECLARED = "self_declared"
    """The provider's own estimate, unregulated."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of learning as an interval; one figure gives equal ends."""

    low: float
    high: float
    basis: HoursBasis = HoursBasis.UNKNOWN

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"hours {self.low} to {self.high} are not an interval of positive numbers")

    def __str__(self) -> str:
        span = f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}"
        return f"{span} h ({self.basis.value.replace('_', ' ')})"
