"""What was compared and what was seen: statements, targets, reasons, matches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A text to be matched: an outcome, a sentence of a job advertisement, a badge criterion, a course."""

    id: str
    text: str
    language: str | None = None
    title: str = ""
    """What it is called, where it is a course or a credential."""
    parts: tuple[str, ...] = ()
    """Its learning outcomes, where it has some; each stands in the text too."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something a statement can match; a skill or a module outcome looks the same from here."""

    id: str
    names: tuple[str, ...]
    """Preferred name first; at least one."""
    description: str = ""
    parts: tuple[str, ...] = ()
    """What it is made of: the learning outcomes of a course."""


@dataclass(frozen=True, slots=True)
class Influence:
    """One fact that moved a candidate up or down among the others."""

    name: str
    amount: float
    """Added to the log-odds that it is right, against a usual candidate; below 0 it counts against it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one scorer measured on one pair, and the very words it saw."""

    scorer: str
    score: float
    """In [0, 1]; comparable only within this scorer."""
    source_text: str
    """The part of the statement that was scored."""
    target_text: str
    """The name, phrase or description of the target that was scored."""
    source_span: Span | None = None
    """Where ``source_text`` stands in the statement; None for the whole of it."""
    target_span: Span | None = None
    """Where ``target_text`` stands in the target's preferred name; None when it is another name."""
    lowers: bool = False
    """True for an objection: its score multiplies the similarity of the whole."""
    influences: tuple[Influence, ...] = ()
    """What moved it most, strongest first; only where several facts were weighed together."""


class MatchRelation(StrEnum):
    """How a target relates to what a statement says, after SKOS."""

    EXACT = "exact"
    """A name of the target stands in the statement, word for word."""
    CLOSE = "close"
    """The same words in another form or order."""
    BROAD = "broad"
    """The target is wider than what the statement says; it is never counted as the whole."""
    NARROW = "narrow"
    """The target is narrower than what the statement says."""
    RELATED = "related"
    """They have to do with each other, but neither is the other or a part of it."""

    @property
    def is_the_whole(self) -> bool:
        """True when what the statement says can stand for the whole target."""
        return self in (MatchRelation.EXACT, MatchRelation.CLOSE)


@dataclass(frozen=True, slots=True)
class Match:
    """A scored link from one statement to one target."""

    statement_id: str
    statement: str
    target_id: str
    target: str
    """Preferred name of the target."""
    similarity: float
    """What the scorers measured, in [0, 1]; comparable only under the same fingerprint."""
    confidence: float | None
    """Estimated probability that a qualified person would agree; None where none was fitted."""
    reasons: tuple[Reason, ...]
    """One for each scorer that counts, strongest first; then those that lowered the whole, e.g. a denial."""
    fingerprint: str
    """Hash of everything that shaped the score: version, encoder, recipe, targets."""
    relation: MatchRelation | None = None
    """As far as words or the taxonomy show it; None where nothing but likeness was measured."""
    relation_reason: str = ""
    """What shows the relation."""
    confidence_reason: str = ""
    """What the confidence is the probability of and what it was fitted on; or why there is none."""


class MatchState(StrEnum):
    """What became of a statement."""

    MATCHED = "matched"
    NO_MATCH = "no match"
    """Nothing reached the threshold; the nearest candidates are listed."""
    UNREAD = "could not read"
    """The statement is empty or in a language that the encoder does not cover."""


@dataclass(frozen=True, slots=True)
class WiderConcept:
    """A concept above several candidates, for a statement that none of them is near enough to."""

    id: str
    label: str
    shared_by: tuple[str, ...]
    """Ids of the candidates that stand under it."""
    of: int
    """How many near candidates were looked at."""


@dataclass(frozen=True, slots=True)
class StatementMatches:
    """The candidates for one statement, best first."""

    statement: Statement
    state: MatchState
    candidates: tuple[Match, ...]
    note: str = ""
    """Why the state is not ``matched``, or why the best candidate is not the whole."""
    wider: WiderConcept | None = None
    """A suggestion where the state is ``no match`` and the taxonomy came with its hierarchy."""
