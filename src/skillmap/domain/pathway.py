"""What a learner or an employer aims at: the skills that a target asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.source import Origin
from skillmap.domain.volume import Level


class NeedBasis(StrEnum):
    """How a target is known to ask for a skill."""

    STATED = "stated"
    """The source names it: a role profile, an official relation of a taxonomy, an outcome of a module."""
    INFERRED = "inferred"
    """Matched by the software from a text."""


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """One skill that a target asks for."""

    id: str
    """URI of a skill of a taxonomy, or an id within the target."""
    label: str
    essential: bool = True
    basis: NeedBasis = NeedBasis.STATED
    level: Level | None = None
    names: tuple[str, ...] = ()
    """Other names."""
    description: str = ""
    origin: Origin | None = None
    """Where the target says so."""
    similarity: float | None = None
    """How near the text is from which it was inferred; None for a stated one."""


class TargetKind(StrEnum):
    """What is aimed at."""

    OCCUPATION = "occupation"
    ADVERTISEMENT = "job advertisement"
    PROGRAMME = "programme"
    MODULE = "module"
    ROLE = "role profile"


@dataclass(frozen=True, slots=True)
class PathTarget:
    """Something to get to, as a list of needs."""

    id: str
    title: str
    kind: TargetKind
    needs: tuple[SkillNeed, ...]
    source: str = ""
    """Taxonomy with version, or the file it was read from."""
    notes: tuple[str, ...] = ()
    """What a reader must know, e.g. that its skills are inferred."""
