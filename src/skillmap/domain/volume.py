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


@dataclass(frozen=True, slots=True)
class CreditConversion:
    """An amount of credit in another scheme, by two ways that are shown side by side and never merged.

    Nothing is rounded: rounding is a rule of the institution that awards.
    """

    credit: Credit
    to: str
    """Short name of the scheme converted to."""
    hours: Hours | None
    """Notional hours behind the credit; None where either scheme publishes none."""
    low: float | None
    """By hours: fewest hours over most hours per credit of the other scheme."""
    high: float | None
    """By hours: most hours over fewest hours per credit of the other scheme."""
    year_share: float | None
    """By share of a full-time year; None where the credits of a year are not published for both."""
    agreement: bool | None
    """Whether the year share lies in the interval by hours; None where one of the two is missing."""
    words: str
    """One sentence for staff."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoConversion:
    """Credit that cannot be put into another scheme: no number, and why."""

    credit: Credit
    to: str
    reason: str
