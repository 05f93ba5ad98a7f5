"""What a learner brings: a credential as its issuer described it, and the document it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmap.domain.learning import LearningOutcome, Module
from skillmap.domain.skill import Skill
from skillmap.domain.source import Finding, Origin, Source
from skillmap.domain.volume import Credit, Hours, Level


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation named in a credential."""

    name: str
    id: str | None = None
    """URI, DID or registration number as the source gives it."""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A skill or competency that the issuer itself asserts."""

    label: str
    uri: str | None = None
    framework: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """How the learning was assessed, in the issuer's words."""

    kind: str = ""
    grade: str | None = None
    supervised: bool | None = None
    identity_verified: bool | None = None
    assessor: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a person made or did, that the credential points to."""

    title: str = ""
    uri: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """A micro-credential, badge or certificate; None means the source does not say.

    Who holds it is left out: the holder's identity is dropped on reading and never reaches a matcher.
    """

    id: str
    title: str
    source: Source
    outcomes: tuple[LearningOutcome, ...] = ()
    description: str = ""
    issuer: Party | None = None
    """Who signed or sealed it; may differ from the awarding body."""
    awarding_body: Party | None = None
    alignments: tuple[Alignment, ...] = ()
    kind: str | None = None
    """The issuer's word for what it is, e.g. ``MicroCredential``."""
    credit: Credit | None = None
    hours: Hours | None = None
    level: Level | None = None
    assessed: bool | None = None
    assessment: Assessment | None = None
    participation_only: bool | None = None
    """True when it records taking part, not learning shown."""
    mode: str | None = None
    """Form of participation, e.g. ``Online``."""
    awarded: date | None = None
    valid_from: date | None = None
    expires: date | None = None
    activity_end: date | None = None
    fields: tuple[str, ...] = ()
    """ISCED-F codes."""
    quality_assurance: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    language: str | None = None
    origins: tuple[Origin, ...] = ()
    """One for each field that was read."""

    def origin_of(self, field: str) -> Origin | None:
        """Return where a field was read, or None when it was not."""
        return next((origin for origin in self.origins if origin.field == field), None)


@dataclass(frozen=True, slots=True)
class Document:
    """Everything read from one file."""

    source: Source
    credentials: tuple[Credential, ...] = ()
    modules: tuple[Module, ...] = ()
    skills: tuple[Skill, ...] = ()
    findings: tuple[Finding, ...] = ()
    programme_title: str | None = None
    """Name of the programme its modules belong to, where the file says so."""
    programme_credit: Credit | None = None
