"""What a learner brings: a credential as its issuer described it, and the document it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.learning import LearningOutcome, Module, Stage
from skillmap.domain.skill import Occupation, Relation, RetiredConcept, Skill
from skillmap.domain.source import Finding, Origin, Source
from skillmap.domain.volume import Credit, Hours, Level


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation named in a credential."""

    name: str
    id: str | None = None
    """URI, DID or registration number as the source gives it."""
    country: str | None = None


_NO_SKILL = ("CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel", "ceterms:Credential")


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link to a skill or competency: asserted by the issuer on reading, or ours on writing."""

    label: str
    uri: str | None = None
    framework: str | None = None
    description: str = ""
    code: str | None = None
    """The framework's own code for it."""
    kind: str | None = None
    """The source's word for what is linked to, e.g. ``CFItem`` or ``ceterms:Credential``."""
    outcome: str | None = None
    """Id of the learning outcome it belongs to; None for the credential as a whole."""

    @property
    def names_a_skill(self) -> bool:
        """False for a link to a rubric or to a whole credential, which nobody holds as a skill."""
        return self.kind not in _NO_SKILL


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
    """The issuer's word for what it is, e.g. ``MicroCredential``; ``completed module`` in a transcript."""
    code: str | None = None
    """The provider's own code for the course or achievement."""
    credit: Credit | None = None
    """Earned; where the source says only what the course carries, that."""
    credit_offered: Credit | None = None
    """What the course carries, where the source states it beside the credit earned."""
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
    term: str | None = None
    """Term or session of study in the source's words, e.g. ``2024-25 Semester 1``."""
    fields: tuple[str, ...] = ()
    """ISCED-F codes."""
    quality_assurance: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    entry_requirements: str = ""
    """What was asked of those who enrolled, in the issuer's words."""
    stackability: str = ""
    """What it is a part of or counts towards, in the issuer's words."""
    homepage: str | None = None
    """Where the issuer describes it."""
    holder_identified: bool | None = None
    """True when the source says who holds it; who that is, is not kept. False for one on offer, which
    nobody holds."""
    language: str | None = None
    origins: tuple[Origin, ...] = ()
    """One for each field that was read."""

    def origin_of(self, field: str) -> Origin | None:
        """Return where a field was read, or None when it was not."""
        return next((origin for origin in self.origins if origin.field == field), None)


class ClaimKind(StrEnum):
    """What a person says of themselves."""

    SKILL = "skill"
    EXPERIENCE = "experience"
    """Work, voluntary or other, with the duties named."""
    EDUCATION = "education"
    LANGUAGE = "language"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a person says they can do or have done; nothing shows it yet."""

    id: str
    text: str
    kind: ClaimKind
    context: str = ""
    """The position, course or heading it stands under, without names of people."""
    begun: date | None = None
    ended: date | None = None
    level: str = ""
    """The person's own word for how well, e.g. ``B2`` or ``advanced``."""
    language: str | None = None
    source: Source | None = None
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything read from one file."""

    source: Source
    credentials: tuple[Credential, ...] = ()
    offers: tuple[Credential, ...] = ()
    """Credentials that can be earned and that nobody holds, such as a badge class; never evidence."""
    modules: tuple[Module, ...] = ()
    skills: tuple[Skill, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    relations: tuple[Relation, ...] = ()
    """Links between the skills and occupations of a framework."""
    retired: tuple[RetiredConcept, ...] = ()
    """Concepts that the framework lists as no longer in use and that are not among its skills."""
    claims: tuple[Claim, ...] = ()
    """Skills and experience that a person claims, e.g. in a CV; never evidence by themselves."""
    findings: tuple[Finding, ...] = ()
    programme_title: str | None = None
    """Name of the programme its modules belong to, where the file says so."""
    programme_credit: Credit | None = None
    programme_level: Level | None = None
    """Level of the programme's award."""
    programme_kind: str = ""
    """The institution's word for the award, e.g. ``honours degree``."""
    programme_electives: Credit | None = None
    """How much credit of free choice counts towards the award."""
    programme_stages: tuple[Stage, ...] = ()
    framework_title: str | None = None
    """Name and version of the framework its skills belong to, where the file says so."""
