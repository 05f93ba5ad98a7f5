"""What became of the concepts of a taxonomy from one version to another, and of the matches kept to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.match import Match, MatchState, Statement


class ConceptKind(StrEnum):
    """What part of a taxonomy a concept stands in."""

    SKILL = "skill"
    GROUP = "group"
    OCCUPATION = "occupation"


class ConceptChange(StrEnum):
    """What became of a concept."""

    UNCHANGED = "unchanged"
    RENAMED = "renamed"
    """The same id with another preferred label."""
    CHANGED = "changed"
    """The same id and preferred label; other names, description, type or relations differ."""
    REPLACED = "replaced"
    """The publisher states what it was replaced by."""
    GONE = "gone"
    """No longer there, or marked as retired, with no successor that the publisher states."""
    NEW = "new"


class SuccessorBasis(StrEnum):
    """Why a concept is named as the successor of another."""

    STATED = "stated by the publisher"
    SAME_LABEL = "suggested: has the same label"
    OTHER_NAME = "suggested: has the old label as another name"
    FORMER_NAME = "suggested: its label was another name of the old concept"


@dataclass(frozen=True, slots=True)
class Successor:
    """A concept of the new version that takes, or may take, the place of an old one."""

    id: str
    label: str
    kind: ConceptKind
    basis: SuccessorBasis

    @property
    def is_stated(self) -> bool:
        """True when the publisher says so; else it is a suggestion by name, for a person to judge."""
        return self.basis is SuccessorBasis.STATED


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a field of a concept lost and gained."""

    field: str
    """``label``, ``other names``, ``description``, ``type`` or ``relations``."""
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptDifference:
    """One concept in the old and in the new version."""

    id: str
    kind: ConceptKind
    change: ConceptChange
    old_label: str | None
    """None for a new concept."""
    new_label: str | None
    """None for a concept that is not in the new version, retired ones included."""
    fields: tuple[FieldChange, ...] = ()
    successors: tuple[Successor, ...] = ()
    """Those that the publisher states; only where there is none, those suggested by name."""
    status: str = ""
    """The new version's own word for a concept it no longer uses, e.g. ``obsolete``."""
    new_kind: ConceptKind | None = None
    """Where the concept stands in the new version; None where it does not."""

    @property
    def is_text_changed(self) -> bool:
        """True when names or description differ, on which a similarity is measured."""
        return any(change.field in ("label", "other names", "description") for change in self.fields)


@dataclass(frozen=True, slots=True)
class TaxonomyVersion:
    """Which taxonomy, to the byte."""

    name: str
    """Under which it is installed, or name of its file."""
    title: str
    version: str
    """Empty where a file does not say it."""
    language: str
    """BCP 47 tag of its labels; empty where it is not known."""
    sha256: str
    """Of the table of skills as installed, or of the file."""

    @property
    def words(self) -> str:
        """Name and version as a profile names its taxonomy."""
        return f"{self.name} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class TaxonomyDifference:
    """Every concept of two versions of a taxonomy, by kind and id."""

    old: TaxonomyVersion
    new: TaxonomyVersion
    concepts: tuple[ConceptDifference, ...]
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""

    def count(self, change: ConceptChange) -> int:
        """Return how many concepts changed in that way."""
        return sum(concept.change is change for concept in self.concepts)


class MigrationOutcome(StrEnum):
    """What a migration did with one stored link."""

    STAYS = "stays"
    RENAMED = "renamed"
    MOVED = "moved to its successor"
    """The publisher states exactly one successor."""
    GONE = "gone"
    """Left to a person: there is no successor that the publisher states."""
    AMBIGUOUS = "ambiguous"
    """Left to a person: the publisher states several successors."""
    UNKNOWN = "unknown"
    """Left as it was: the old version does not hold the concept."""


@dataclass(frozen=True, slots=True)
class MigrationStep:
    """What one migration did with one link, and why."""

    old: str
    """Name and version of the taxonomy it came from."""
    new: str
    outcome: MigrationOutcome
    concept_id: str
    """What the link led to before."""
    concept: str
    reason: str
    suggestions: tuple[Successor, ...] = ()
    """For a person, where the outcome is ``gone`` or ``ambiguous``."""


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link to a concept that was kept: a match, or a skill that an issuer named."""

    concept_id: str | None
    """What it leads to now; None where a migration left it to a person."""
    concept: str | None
    """The label now."""
    match: Match | None = None
    """As it was measured, never altered: its target is the concept of that time, and its similarity holds
    under its fingerprint only. None for a skill that an issuer named."""
    credential_ids: tuple[str, ...] = ()
    """Who named the skill; empty for a match."""
    is_as_measured: bool = True
    """False since the concept, its names or its description are not those that were measured: match again
    before the similarity is used."""
    steps: tuple[MigrationStep, ...] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement with the links that were kept, best first."""

    statement: Statement
    state: MatchState
    links: tuple[StoredLink, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration of a file of stored matches."""

    old: TaxonomyVersion
    new: TaxonomyVersion
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMatches:
    """Matches that were kept, and every migration they went through."""

    taxonomy: str | None
    """Name and version that the links belong to; None where the file does not say."""
    statements: tuple[StoredStatement, ...]
    asserted: tuple[StoredLink, ...] = ()
    """Skills that issuers named."""
    origin: str = ""
    """Name of the file that was migrated first."""
    origin_sha256: str = ""
    migrations: tuple[Migration, ...] = ()
    """Oldest first."""

    @property
    def links(self) -> tuple[StoredLink, ...]:
        """Every link, those of the statements first."""
        return (*(link for statement in self.statements for link in statement.links), *self.asserted)
