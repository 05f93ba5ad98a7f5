"""One concept of a skills taxonomy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SkillType(StrEnum):
    """What kind of concept it is, after ESCO."""

    SKILL = "skill/competence"
    KNOWLEDGE = "knowledge"
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
