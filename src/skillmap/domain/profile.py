"""What a person can show: skills held, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.credential import Credential
from skillmap.domain.match import Match, StatementMatches
from skillmap.domain.skill import Skill


class HoldingBasis(StrEnum):
    """Why a skill is thought to be held."""

    ASSERTED = "asserted"
    """The issuer names the skill."""
    INFERRED = "inferred"
    """Matched from an outcome by the software."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One skill with what supports it."""

    skill: Skill
    basis: HoldingBasis
    credential_ids: tuple[str, ...]
    matches: tuple[Match, ...]
    """Strongest first; empty for an asserted skill."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The skills that a set of credentials supports."""

    credentials: tuple[Credential, ...]
    holdings: tuple[Holding, ...]
    """Asserted ones first, then by similarity."""
    statements: tuple[StatementMatches, ...]
    """Every outcome with its candidates, those without a match included."""
    taxonomy: str
    """Name and version."""
    fingerprint: str
