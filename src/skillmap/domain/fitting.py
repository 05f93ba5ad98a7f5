"""The reverse of a gap: which roles ask for what a person shows, and what would open more of them."""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.domain.pathway import TargetKind
from skillmap.domain.ranking import EvidenceKind


@dataclass(frozen=True, slots=True)
class FitEvidence:
    """What shows one need of a role."""

    need_id: str
    need: str
    essential: bool
    statement: str
    """The words that show it; empty where an issuer names the very skill."""
    source_id: str
    """Id of the statement, or of the credential whose issuer names the skill."""
    kind: EvidenceKind
    similarity: float | None
    """How near the words are; None where an issuer names the very skill."""


@dataclass(frozen=True, slots=True)
class NearNeed:
    """An essential need and the statement that comes nearest to it; near is not the same as shown."""

    need_id: str
    need: str
    statement: str
    source_id: str
    nearness: float
    """Cosine of the two texts, in [-1, 1]; not a probability."""


@dataclass(frozen=True, slots=True)
class FitLikeness:
    """How alike a profile and a role are in words; roles are in the order of ``value``."""

    value: float
    """The three parts together; not a probability, and only to be compared within one shortlist."""
    asked: float
    """How near what the role asks for comes to what is said: mean over the statements."""
    shown: float
    """How near what is said comes to what the role asks for: mean over essential needs, rare ones first."""
    title: float
    """How near the title comes to all that is said."""
    nearest: tuple[NearNeed, ...]
    """Needs that something comes nearest to, nearest first."""


@dataclass(frozen=True, slots=True)
class RoleFit:
    """One role and how many of its needs are shown; a person judges whether it fits."""

    id: str
    title: str
    kind: TargetKind
    place: int
    """1 for the first; roles of the same likeness and counts share a place."""
    essential_shown: int
    essential_of: int
    optional_shown: int
    optional_of: int
    shown: tuple[FitEvidence, ...]
    """Essential needs first; the strongest evidence for each."""
    missing: tuple[tuple[str, str], ...]
    """Essential needs that nothing shows, as (id, label)."""
    likeness: FitLikeness | None = None
    """What the order follows; None where counts alone give it."""

    @property
    def share(self) -> float:
        """Essential needs shown, of all essential needs."""
        return self.essential_shown / self.essential_of


@dataclass(frozen=True, slots=True)
class Opening:
    """One skill or module that is not held yet, and the roles that it would open."""

    id: str
    label: str
    opens: tuple[tuple[str, str], ...]
    """Roles that reach the stated share with it and do not without, as (id, title)."""
    asked_by: int
    """Roles of the shortlist that miss it as an essential need, or miss something that it teaches."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Roles beside one profile: a shortlist to talk about, never a verdict."""

    source: str
    """Taxonomy with version, or what the roles were read from."""
    considered: int
    """Roles with at least one essential need."""
    fits: tuple[RoleFit, ...]
    reach: float
    """Share of essential needs from which a role counts as open; a choice of whoever asks."""
    open_now: int
    """Roles that reach it already."""
    skills: tuple[Opening, ...]
    """Single skills that open most, first."""
    modules: tuple[Opening, ...]
    """Single modules that open most, first; empty where no catalogue was given."""
    unread: tuple[tuple[str, str], ...]
    """Statements and files that could not be read, as (which, why)."""
    notes: tuple[str, ...]
    fingerprint: str
