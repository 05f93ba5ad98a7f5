"""What is taught: learning outcomes, modules, programmes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    stage: str = ""
    """The stage of the programme it belongs to, as ``Stage.name``; empty when the source does not say."""
    pool: str = ""
    """Name of the pool of modules that it may be chosen from; empty for none."""
    starts: date | None = None
    """When teaching begins."""
    fields: tuple[str, ...] = ()
    """ISCED-F codes."""
    professional_body: str = ""
    """Who must consent to an exemption, where a professional body accredits it."""
    version: str = ""
    """The catalogue's own version or year of the description."""
    source: Source | None = None
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a programme, e.g. a year of study."""

    name: str
    credit: Credit | None = None
    """Volume of the stage; None when not stated."""
    counts_for_class: bool | None = None
    """True when the class of the award rests on it (an award year); None when not stated."""
    final: bool | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A degree or other award made of modules."""

    id: str
    title: str
    modules: tuple[Module, ...]
    credit: Credit | None = None
    """Volume of the whole award; None when not stated (modules offered may exceed modules taken)."""
    level: Level | None = None
    """Level of the award."""
    kind: str = ""
    """The institution's word for the award, e.g. ``honours degree`` or ``taught master``."""
    stages: tuple[Stage, ...] = ()
    electives: Credit | None = None
    """How much credit of free choice counts towards the award; None when not stated."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags of the languages of teaching."""
