"""The concepts of a skills taxonomy, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SkillType(StrEnum):
    """What kind of concept it is, after ESCO."""

    SKILL = "skill/competence"
    KNOWLEDGE = "knowledge"
    GROUP = "group"
    """A node of the hierarchy that holds skills; nobody holds it by itself."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, competence or body of knowledge as a taxonomy defines it."""

    id: str
    """URI."""
    label: str
    """Preferred label."""
    alt_labels: tuple[str, ...] = ()
    description: str = ""
    type: SkillType = SkillType.UNKNOWN
    broader: tuple[str, ...] = ()
    """URIs of the parents; empty where the taxonomy came without relations."""
    code: str | None = None
    """The framework's own notation, e.g. ``S4.2.1``."""
    language: str | None = None
    """BCP 47 tag of the label; None when the source does not say."""
    place: str = ""
    """Where in its file it was read; empty for a skill of an installed taxonomy."""
    details: tuple[tuple[str, str], ...] = ()
    """What else its framework says of it, as (the framework's own name for the field, value), e.g.
    ``("educationLevel", "06")``; keywords, certifications and status stand here."""


@dataclass(frozen=True, slots=True)
class RetiredConcept:
    """A concept that its taxonomy no longer uses: old links lead to it, new ones never do."""

    id: str
    label: str
    status: str
    """The taxonomy's own word, e.g. ``obsolete``."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Occupation:
    """A job or group of jobs as a taxonomy defines it."""

    id: str
    """URI or code."""
    label: str
    alt_labels: tuple[str, ...] = ()
    description: str = ""
    code: str | None = None
    """Notation, e.g. an ISCO-08 or O*NET-SOC code."""
    tasks: tuple[str, ...] = ()
    """What people in it do, one statement each."""
    broader: tuple[str, ...] = ()
    language: str | None = None
    place: str = ""
    details: tuple[tuple[str, str], ...] = ()
    """As of a skill, e.g. ``("Job Zone", "4")``."""


class RelationKind(StrEnum):
    """How one concept hangs together with another; read as *origin* KIND *target*."""

    BROADER = "broader"
    """The target is the wider concept."""
    RELATED = "related"
    EXACT_MATCH = "exact match"
    CLOSE_MATCH = "close match"
    BROAD_MATCH = "broad match"
    """The target, of another framework, is wider."""
    NARROW_MATCH = "narrow match"
    ESSENTIAL_FOR = "essential for"
    """The origin is needed for the target, a skill or an occupation."""
    OPTIONAL_FOR = "optional for"
    PRECEDES = "precedes"
    """The origin is learned before the target."""
    REPLACED_BY = "replaced by"
    PART_OF = "part of"


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two concepts, as their framework states it."""

    origin: str
    """Id of a skill or occupation."""
    kind: RelationKind
    target: str
    weight: float | None = None
    """The framework's own measure, e.g. O*NET importance; on the framework's own scale."""
