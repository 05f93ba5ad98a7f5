"""Recognition by experience: what is claimed, what shows it, and what a person says of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.credential import Claim
from skillmap.domain.recognition import Verdict


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
