"""What a learner or an employer aims at, what lies in between, and the way there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.profile import HoldingBasis
from skillmap.domain.ranking import EvidenceKind
from skillmap.domain.source import Origin
from skillmap.domain.volume import Credit, Hours, Level


class NeedBasis(StrEnum):
    """How a target is known to ask for a skill."""

    STATED = "stated"
    """The source names it: a role profile, an official relation of a taxonomy, an outcome of a module."""
    INFERRED = "inferred"
    """Matched by the software from a text."""


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """One skill that a target asks for."""

    id: str
    """URI of a skill of a taxonomy, or an id within the target."""
    label: str
    essential: bool = True
    basis: NeedBasis = NeedBasis.STATED
    level: Level | None = None
    names: tuple[str, ...] = ()
    """Other names."""
    description: str = ""
    origin: Origin | None = None
    """Where the target says so."""
    similarity: float | None = None
    """How near the text is from which it was inferred; None for a stated one."""


class TargetKind(StrEnum):
    """What is aimed at."""

    OCCUPATION = "occupation"
    ADVERTISEMENT = "job advertisement"
    PROGRAMME = "programme"
    MODULE = "module"
    ROLE = "role profile"


@dataclass(frozen=True, slots=True)
class PathTarget:
    """Something to get to, as a list of needs."""

    id: str
    title: str
    kind: TargetKind
    needs: tuple[SkillNeed, ...]
    source: str = ""
    """Taxonomy with version, or the file it was read from."""
    notes: tuple[str, ...] = ()
    """What a reader must know, e.g. that its skills are inferred."""


class GapState(StrEnum):
    """How far a need is met by what a person can show."""

    HAVE = "have"
    PARTLY = "partly"
    """A part of it, a wider or narrower skill, a lower level, or too old; never counted as the whole."""
    MISSING = "missing"
    """Nothing that was read shows it."""
    UNREAD = "could not read"
    """Nothing that was read shows it, and there is evidence that could not be read."""


@dataclass(frozen=True, slots=True)
class GapEvidence:
    """One thing that bears on a need."""

    credential_id: str
    """Of the credential, or the id of the statement or claim."""
    said: str
    """The skill held, or the statement."""
    kind: EvidenceKind
    """What stands behind it."""
    basis: HoldingBasis
    """Whether the issuer names it, or the software inferred it from a text."""
    counts_as: GapState
    """What this alone would make of the need; ``missing`` for a related skill, shown and not counted."""
    why: str
    """What links it to the need, and what holds it back."""
    similarity: float | None = None
    level: Level | None = None
    awarded: date | None = None
    hours: Hours | None = None
    """Hours of the credential shared equally over the skills it supports; None where none are stated."""


@dataclass(frozen=True, slots=True)
class GapItem:
    """One need of a target beside what a person can show for it."""

    need: SkillNeed
    state: GapState
    evidence: tuple[GapEvidence, ...]
    """What counts most first; related skills last."""
    why: str
    """One line for the person."""
    level_gap: str = ""
    """Level held beside the level asked for, where it is lower or cannot be compared."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between a person and a target."""

    target: PathTarget
    items: tuple[GapItem, ...]
    """One for each need, in the order of the target."""
    notes: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    """What could not be read, as (which, why)."""

    def of(self, state: GapState) -> tuple[GapItem, ...]:
        """Return the items of one state."""
        return tuple(item for item in self.items if item.state is state)

    @property
    def open_needs(self) -> tuple[SkillNeed, ...]:
        """Return the needs that are not met as a whole."""
        return tuple(item.need for item in self.items if item.state is not GapState.HAVE)


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount of money; amounts of different currencies do not add."""

    amount: float
    currency: str
    """ISO 4217 code as the source gives it."""

    def __post_init__(self) -> None:
        if not 0 <= self.amount < math.inf:
            raise ValueError(f"cost {self.amount} is not an amount")

    def __str__(self) -> str:
        return f"{self.amount:,.2f}".removesuffix(".00") + f" {self.currency}"


@dataclass(frozen=True, slots=True)
class Taught:
    """A need that an offer teaches."""

    need_id: str
    similarity: float = 1.0
    """How near the nearest outcome is to the need."""
    outcome: str = ""
    """The outcome that is nearest; empty where the catalogue itself names the skill."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A module or micro-credential that can be taken."""

    id: str
    title: str
    teaches: tuple[Taught, ...] = ()
    credit: Credit | None = None
    cost: Cost | None = None
    """None where nobody states a price, which is not the same as free."""
    hours: Hours | None = None
    terms: int = 1
    """How many terms it lasts."""
    starts: tuple[int, ...] = ()
    """Terms in which it begins, the first term of the plan being 1; empty for any term."""
    language: str | None = None
    mode: str | None = None
    prerequisites: tuple[tuple[str, ...], ...] = ()
    """Groups of ids: of every group one is to be held already or finished in an earlier term."""
    excludes: tuple[str, ...] = ()
    """Ids of offers that cannot be taken beside it."""
    provider: str = ""
    part_of: str = ""
    """The larger award it counts towards."""
    recognition: str = ""
    """What an institution is likely to make of it, in words; never a promise."""

    def __post_init__(self) -> None:
        if self.terms < 1 or any(term < 1 for term in self.starts):
            raise ValueError(f"offer {self.id!r}: terms count from 1")


class Objective(StrEnum):
    """What a plan is made best for; the words say how ties are broken."""

    CHEAPEST = "cheapest"
    """Least cost, then most optional needs, then fewest offers, then outcomes nearest to the needs."""
    FASTEST = "fastest"
    """Fewest terms, then as cheapest."""
    FEWEST = "fewest"
    """Fewest offers, then least cost, then most optional needs."""
    CREDIT = "credit"
    """Fewest offers that bear no credit, then as cheapest."""


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """What a plan must keep to; what is left out is not limited."""

    credits_per_term: Credit | None = None
    cost: Cost | None = None
    last_term: int | None = None
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    """Ids of offers that the learner has passed; they count as prerequisites and are not planned again."""
    most_items: int | None = None
    optional_worth: float = 0.0
    """How much more a plan may cost for each optional need that it closes, in the unit of the cost."""


@dataclass(frozen=True, slots=True)
class PlannedOffer:
    """One offer in a plan."""

    offer: Offer
    term: int
    """In which it begins, from 1."""
    last_term: int
    adds: tuple[str, ...]
    """Ids of the needs that it is the first to close."""


class PlanState(StrEnum):
    """What is known of a plan."""

    PROVEN = "proven best"
    FOUND = "found, not proven best"
    PARTIAL = "closes a part of the gap"
    """No plan that keeps the limits closes all essential needs, or none was found in time (``binding`` says
    which). This one closes as many as was found."""


@dataclass(frozen=True, slots=True)
class UncoveredNeed:
    """A need that a plan leaves open."""

    need: SkillNeed
    why: str


@dataclass(frozen=True, slots=True)
class Stacking:
    """How far a plan gets in a larger award."""

    award: str
    parts: int
    """Parts of it held or planned."""
    of: int
    """Parts of it on offer."""

    def __str__(self) -> str:
        return f"{self.parts} of {self.of} parts on offer of {self.award}"


@dataclass(frozen=True, slots=True)
class Pathway:
    """A plan that leads from what is held to what is aimed at."""

    by: Objective
    items: tuple[PlannedOffer, ...]
    """By term, then by id."""
    state: PlanState
    gap: float
    """By how much of its measure the plan may be worse than the best, in [0, 1]; 0 where proven."""
    measure: str
    """What was made least, in words."""
    value: float
    """Of the measure."""
    bound: float
    """No plan has less of the measure."""
    cost: Cost | None
    """Sum of the stated costs; None where none is stated."""
    unpriced: int
    """How many items state no cost."""
    credits: tuple[Credit, ...]
    """One sum for each scheme."""
    hours: Hours | None
    """Sum over the items that state hours."""
    terms: int
    """Last term in use."""
    binding: tuple[str, ...]
    """Limits that are used up, or that no plan can keep together with all essential needs."""
    uncovered: tuple[UncoveredNeed, ...]
    stacks: tuple[Stacking, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathwayChoices:
    """Plans for one gap, each best for something else."""

    pathways: tuple[Pathway, ...]
    """In the order of ``Objective``."""
    same: tuple[tuple[Objective, ...], ...]
    """Objectives that lead to the same set of offers, together."""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What is known of an offer beside the file it was read from; None where nothing is said."""

    id: str
    cost: Cost | None = None
    terms: int | None = None
    starts: tuple[int, ...] | None = None
    language: str | None = None
    mode: str | None = None
    prerequisites: tuple[tuple[str, ...], ...] | None = None
    excludes: tuple[str, ...] | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class SkillSet:
    """A badge, module, programme or role as the skills it is about."""

    id: str
    title: str
    kind: str
    """What it is, e.g. ``badge`` or ``module``."""
    skills: tuple[tuple[str, str], ...]
    """URI and label of each skill, each once."""
    hours: Hours | None = None
    """Of the whole; None where none are stated."""
    level: Level | None = None
    unmatched: tuple[str, ...] = ()
    """Statements that point to no skill; what they are about is not compared."""

    @property
    def hours_each(self) -> Hours | None:
        """Return the hours shared equally over the skills."""
        if self.hours is None or not self.skills:
            return None
        share = len(self.skills)
        return Hours(self.hours.low / share, self.hours.high / share, self.hours.basis)


@dataclass(frozen=True, slots=True)
class ComparedSkill:
    """One skill in several things."""

    id: str
    label: str
    within: tuple[str, ...]
    """Ids of the things that are about it, in the order given."""
    wider_or_narrower: tuple[tuple[str, str], ...] = ()
    """Skills of the others that are above or below it, as (id of the thing, label); never shared."""


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """One module of a programme beside something that might stand there."""

    module_id: str
    title: str
    shared: tuple[tuple[str, str], ...]
    """Skills that both are about, as (URI, label)."""
    near: tuple[tuple[str, str], ...]
    """Pairs of labels, one of the thing and one of the module, where one is wider than the other."""
    skills: int
    """How many skills the module is about."""
    similarity: float | None
    """How near the two are as whole texts; None where the module is not among the nearest."""
    hours: Hours | None
    level: str
    """How the two levels compare, in words."""
    stage: str = ""
    """Stage of the programme that the module belongs to; empty when not stated."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where in a programme something would fit: modules to look at, and never an award."""

    thing_id: str
    programme_id: str
    places: tuple[ModulePlace, ...]
    """Best first: by skills shared, then by wider and narrower ones, then by the whole text."""
    covered: int
    """Skills of the thing that some module is about, too."""
    of: int
    adds: tuple[tuple[str, str], ...]
    """Skills of the thing that no module is about, as (URI, label)."""
    note: str
    """What a reader must know of the order."""


@dataclass(frozen=True, slots=True)
class SkillComparison:
    """Two or three things side by side by their skills."""

    sets: tuple[SkillSet, ...]
    shared: tuple[ComparedSkill, ...]
    """In all of them, by label."""
    some: tuple[ComparedSkill, ...]
    """In two of three."""
    only: tuple[tuple[str, tuple[ComparedSkill, ...]], ...]
    """What is in one alone, by its id, in the order given."""
    levels: tuple[str, ...]
    """How the levels compare, in words, each pair once."""
    notes: tuple[str, ...]
    placements: tuple[Placement, ...] = ()
    """For each thing beside each programme: where in it the thing would fit."""
