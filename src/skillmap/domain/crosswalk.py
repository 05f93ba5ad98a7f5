"""One taxonomy beside another, concept by concept, as far as the software can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.match import Match, MatchState


class CrosswalkKind(StrEnum):
    """Which concepts are matched."""

    OCCUPATIONS = "occupations"
    SKILLS = "skills"


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """What one concept was matched to."""

    concept_id: str
    label: str
    state: MatchState
    matches: tuple[Match, ...]
    """Those that reach the threshold, best first, without their reasons; all of them inferred."""
    note: str = ""
    """Why there is none."""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A mapping from one taxonomy to another that was inferred and that nobody has checked."""

    origin: str
    """Name and version of the taxonomy that is matched."""
    target: str
    """Name and version of the taxonomy that it is matched to."""
    kind: CrosswalkKind
    threshold: float
    """Similarity below which a concept has no match."""
    rows: tuple[CrosswalkRow, ...]
    """One for each concept, by its id."""
    fingerprint: str

    def count(self, state: MatchState) -> int:
        """Return how many concepts are in a state."""
        return sum(row.state is state for row in self.rows)
