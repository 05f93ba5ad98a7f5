"""Recognition by experience: what is claimed, what shows it, and what a person says of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.credential import Claim
from skillmap.domain.learning import LearningOutcome
from skillmap.domain.match import Match
from skillmap.domain.recognition import Verdict
from skillmap.domain.source import Finding


class EvidenceRule(StrEnum):
    """The four rules of evidence (Standards for RTOs 2015, table 1.8-2)."""

    VALID = "valid"
    """It bears on the outcome, at its level."""
    AUTHENTIC = "authentic"
    """It is the applicant's own work."""
    CURRENT = "current"
    SUFFICIENT = "sufficient"
    """With the other items for the same outcome there is enough of it."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A piece of work, a reference, a record of practice that an applicant brings."""

    id: str
    title: str
    kind: str = ""
    """E.g. ``work product``, ``reference``, ``workplace assessment``, ``certificate of attendance``."""
    description: str = ""
    made: date | None = None
    """When the work was done; None when not stated."""
    claims: tuple[str, ...] = ()
    """Ids of the claims it is meant to show."""
    outcomes: tuple[str, ...] = ()
    """Module outcomes it is offered for, as ``MODULE/OUTCOME``; empty where the applicant names none."""


@dataclass(frozen=True, slots=True)
class EvidenceJudgement:
    """What a person says of one item for one module outcome; a rule without an answer is unknown."""

    item_id: str
    outcome: str
    """``MODULE/OUTCOME``."""
    answers: tuple[tuple[EvidenceRule, Verdict], ...]
    assessor: str
    """The role of who judged, never a name."""
    on: date
    note: str = ""

    def verdict(self, rule: EvidenceRule) -> Verdict:
        """Return what was said of one rule of evidence."""
        return next((verdict for asked, verdict in self.answers if asked is rule), Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that one applicant claims by experience."""

    claims: tuple[Claim, ...] = ()
    items: tuple[EvidenceItem, ...] = ()
    judgements: tuple[EvidenceJudgement, ...] = ()


class EvidenceState(StrEnum):
    """What people have said so far of the evidence for one module outcome."""

    SHOWN = "shown"
    """All four rules of evidence are answered yes."""
    NOT_SHOWN = "not shown"
    """A person answered a rule of evidence with no."""
    DISPUTED = "assessors differ"
    """One says yes and another no; unknown until they agree."""
    OPEN = "not judged in full"
    """A rule of evidence has no answer yet."""
    NONE_OFFERED = "no evidence offered"


@dataclass(frozen=True, slots=True)
class JoinedAnswer:
    """What all assessors together say of one rule of evidence, for one item and one outcome."""

    rule: EvidenceRule
    verdict: Verdict
    """Unknown where nobody answered, and where assessors differ."""
    disputed: bool
    words: str
    """Who said what and when; empty where nobody answered."""


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item beside one module outcome, with the judgements of it joined."""

    item: EvidenceItem
    offered: bool
    """False where the applicant did not name the outcome; the item is meant to show a claim near it."""
    answers: tuple[JoinedAnswer, ...]
    """One for each rule of evidence, in their order."""
    state: EvidenceState
    words: str
    """One sentence."""

    def verdict(self, rule: EvidenceRule) -> Verdict:
        """Return what the assessors together say of one rule of evidence."""
        return next(answer.verdict for answer in self.answers if answer.rule is rule)


@dataclass(frozen=True, slots=True)
class ChallengeTask:
    """A suggestion of how a person could show an outcome; the assessor sets the real one."""

    task: str
    questions: tuple[str, ...]
    """What the assessor could ask."""
    verb: str
    """The verb of the outcome that it is built from."""


@dataclass(frozen=True, slots=True)
class OutcomeEvidence:
    """One module outcome with what is claimed, offered and judged for it."""

    outcome: LearningOutcome
    key: str
    """``MODULE/OUTCOME``, as evidence names it."""
    claims: tuple[Match, ...]
    """The nearest claims, nearest first, with measured similarity; they never count as evidence."""
    items: tuple[JudgedItem, ...]
    state: EvidenceState
    gaps: tuple[str, ...]
    """What is still missing, a sentence each; empty where the outcome is shown."""
    challenge: ChallengeTask | None
    """None where the outcome is shown, or names no deed that can be read."""


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """The evidence for one module, outcome by outcome."""

    programme_title: str
    module_id: str
    module_title: str
    outcomes: tuple[OutcomeEvidence, ...]
    findings: tuple[Finding, ...]
    """What of the portfolio has no place on the sheet, and why."""
    on: date
    fingerprint: str
    """Hash of what shaped the similarities; empty where there was no claim to compare."""

    def count(self, state: EvidenceState) -> int:
        """Return how many outcomes are in this state."""
        return sum(outcome.state is state for outcome in self.outcomes)
