"""What is taught: learning outcomes, modules, programmes."""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.domain.source import Origin, Source
from skillmap.domain.volume import Credit, Hours, Level


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """One statement of what a learner knows, understands or can do."""

    id: str
    text: str
    language: str | None = None
    """BCP 47 tag; None when the source does not say."""


@dataclass(frozen=True, slots=True)
class Module:
    """One unit of a programme."""

    id: str
    """Code in the catalogue."""
    title: str
    outcomes: tuple[LearningOutcome, ...]
    credit: Credit | None = None
    level: Level | None = None
    hours: Hours | None = None
    description: str = ""
    core: bool | None = None
    """True when every student takes it; None when the source does not say."""
    prerequisites: tuple[str, ...] = ()
    """Codes of modules to be held first."""
    tags: tuple[str, ...] = ()
    """Free words of the catalogue, e.g. ``capstone``."""
    language: str | None = None
    source: Source | None = None
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A degree or other award made of modules."""

    id: str
    title: str
    modules: tuple[Module, ...]
    credit: Credit | None = None
    """Volume of the whole award; None when not stated (modules offered may exceed modules taken)."""
