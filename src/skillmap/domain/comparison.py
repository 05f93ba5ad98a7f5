"""Two levels or two volumes of learning held against each other, each way of doing so kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.recognition import Verdict
from skillmap.domain.volume import Credit, Hours, Level


class LevelPath(StrEnum):
    """By what two levels were compared."""

    SAME_FRAMEWORK = "same framework"
    PUBLISHED_PAIR = "published pair"
    """A comparison that the two frameworks' bodies publish themselves."""
    EQF = "EQF"
    NONE = "none"
    """Nothing compares them."""


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """Whether one level reaches another; a best-fit comparison for information, never an equivalence."""

    held: Level
    asked: Level
    verdict: Verdict
    via: LevelPath
    why: str
    """One sentence for staff."""
    held_eqf: tuple[int, int] | None
    """Lowest and highest EQF level that the held level is compared to; None where it is not."""
    asked_eqf: tuple[int, int] | None
    sources: tuple[str, ...] = ()


class VolumeMethod(StrEnum):
    """Which of the two ways to compare credit binds; a policy says so."""

    HOURS = "hours"
    """Notional hours against notional hours."""
    YEAR_SHARE = "year_share"
    """Shares of a full-time year."""
    LOWER_OF = "lower_of"
    """The less favourable of the two."""
    REVIEWER = "reviewer"
    """Yes or no only where both agree; else a person decides."""


@dataclass(frozen=True, slots=True)
class Volume:
    """What a credential or a module says of its size."""

    credit: Credit | None = None
    hours: Hours | None = None
    """Only notional hours are compared, never contact hours or a provider's own estimate."""
    country: str | None = None
    """Two letters (ISO 3166) of the country whose hours per credit apply; None where not known."""
    units_per_year: float | None = None
    """Units of a full-time year, for schemes that each institution sets itself."""


@dataclass(frozen=True, slots=True)
class VolumeComparison:
    """Whether volumes together reach another, by hours and by shares of a full-time year."""

    verdict: Verdict
    """What the method makes of the two."""
    method: VolumeMethod
    tolerance: float
    """Share of the asked volume that may be missing, from 0 to 1."""
    by_hours: Verdict
    held_hours: Hours | None
    """Hours that are known of all that is held; None where none are."""
    asked_hours: Hours | None
    by_year_share: Verdict | None
    """None where the asked volume states no credit, so that there is no share to compare with."""
    held_share: float | None
    """Share of a full-time year of all that is held whose share is known; None where no share is."""
    asked_share: float | None
    words: str
    """Two or three sentences for staff."""
    missing: tuple[str, ...] = ()
    """What could not be counted, and why."""
    sources: tuple[str, ...] = ()
