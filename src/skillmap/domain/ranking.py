"""Candidates beside a role: evidence first, an order only by criteria that were stated beforehand.

A candidate is an id and statements. Names, issuers, countries, pronouns as data: nothing of the kind has a
field here, so nothing of the kind can count.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmap.domain.match import Match, Statement


class EvidenceKind(StrEnum):
    """What stands behind a statement, strongest first."""

    VERIFIED = "verified"
    """Of a credential whose integrity was checked and holds."""
    DOCUMENTED = "documented"
    """Of a credential that was not checked."""
    CLAIMED = "claimed"
    """Said by the candidate; nothing shows it yet."""


class Showing(StrEnum):
    """How far a statement shows what a role needs."""

    SHOWN = "shown"
    PARTLY = "partly shown"
    """A part of it, a lower level of it, or near enough that a person should look."""
    NOT_SHOWN = "not shown"
    """Nothing that was read shows it; that says nothing of what the candidate can do."""
    UNREAD = "could not read"
    """Nothing that was read shows it, and there is evidence that could not be read."""


@dataclass(frozen=True, slots=True)
class CandidateStatement:
    """One thing that a candidate can show or claims."""

    statement: Statement
    kind: EvidenceKind


@dataclass(frozen=True, slots=True)
class RoleCandidate:
    """A person in a comparison: an id that stands for them and what they bring."""

    id: str
    """A pseudonym; never a name."""
    statements: tuple[CandidateStatement, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    """Files that could not be read, as (which, why)."""


@dataclass(frozen=True, slots=True)
class NeedEvidence:
    """What one candidate brings for one need."""

    need_id: str
    need: str
    essential: bool
    showing: Showing
    kind: EvidenceKind | None
    """What stands behind the best statement; None where nothing shows the need."""
    match: Match | None
    """The nearest statement with its reasons, also one that falls short; None if nothing was compared."""
    others: tuple[Match, ...] = ()
    """Further statements that show the need or a part of it, nearest first."""


@dataclass(frozen=True, slots=True)
class CandidateEvidence:
    """One row of the evidence table."""

    candidate_id: str
    needs: tuple[NeedEvidence, ...]
    """One for each need of the role, in its order."""
    unread: tuple[tuple[str, str], ...] = ()
    """Statements and files that could not be read, as (which, why)."""

    def count(self, showing: Showing, *, essential: bool) -> int:
        """Return how many essential (or optional) needs have this showing."""
        return sum(need.showing is showing and need.essential is essential for need in self.needs)


@dataclass(frozen=True, slots=True)
class CriterionValue:
    """What a criterion counted for one candidate."""

    criterion: str
    value: int
    words: str
    """E.g. ``3 of 4 essential needs shown``."""


@dataclass(frozen=True, slots=True)
class PlacedCandidate:
    """Where a candidate stands under the stated criteria, and how sure that is."""

    evidence: CandidateEvidence
    place: int
    """1 for the first; candidates that are equal in every criterion share a place."""
    tied_with: tuple[str, ...]
    """Ids of the candidates on the same place."""
    values: tuple[CriterionValue, ...]
    """One for each criterion, in the order in which they count."""
    places: tuple[int, int] | None
    """The best and worst place that the chance of a wrong match leaves open; None without fitted chances."""
    changes: tuple[str, ...]
    """What would change this place: evidence for a need, a document for a claim, a text to be translated."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates beside a role; a person decides whom to invite."""

    role: str
    criteria: tuple[tuple[str, str], ...]
    """Name and question of each criterion, in the order in which they count; stated before anyone is seen."""
    placed: tuple[PlacedCandidate, ...]
    """By place, then by id."""
    share: float
    """How much of the chance the places in ``places`` cover, e.g. 0.9."""
    trained: bool
    """False where the trained parts were switched off."""
    notes: tuple[str, ...]
    """What a reader must know: what was not used, what could not be read, what is not calibrated."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How many of a group were selected."""

    group: str
    selected: int
    of: int
    rate: float
    low: float
    high: float
    """Ends of the 95 % interval of the rate (Wilson)."""


@dataclass(frozen=True, slots=True)
class AdverseImpact:
    """Selection rates of groups side by side; groups come from outside and are never used to rank."""

    attribute: str
    selected_up_to: int
    """Last place that counts as selected."""
    rates: tuple[GroupRate, ...]
    """By group."""
    reference: str
    """The group with the highest rate."""
    ratios: tuple[tuple[str, float, float], ...]
    """For every other group: its rate over that of the reference, and the p value of Fisher's exact test."""
    below_four_fifths: tuple[str, ...]
    """Groups whose ratio is under 0.8, the rule of thumb of the US Uniform Guidelines (29 CFR 1607.4 D)."""
    words: str
