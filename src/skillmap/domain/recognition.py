"""What is suggested, by which rule, and what is missing. Only a person's decision awards or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.credential import Credential
from skillmap.domain.error_bound import ErrorBound
from skillmap.domain.learning import LearningOutcome, Programme
from skillmap.domain.match import Match
from skillmap.domain.precedent import PrecedentNote
from skillmap.domain.profile import Profile
from skillmap.domain.source import Finding, Origin
from skillmap.domain.volume import Credit, Hours, Level


class Award(StrEnum):
    """What a programme can grant for prior learning; no value means refusal."""

    EXEMPTION = "exemption"
    """The module need not be taken; no credit or mark."""
    SPECIFIED_CREDIT = "specified credit"
    """Credit for a named module."""
    UNSPECIFIED_CREDIT = "unspecified credit"
    """Credit towards the programme but not for a named module."""
    BLOCK_CREDIT = "block credit"
    """Credit for a whole stage or pathway."""
    ADVANCED_STANDING = "advanced standing"
    """Entry to a later stage."""
    ADMISSION_ONLY = "admission only"
    ASSESS = "assess"
    """Promising, but a person must look first: a portfolio, a challenge test, a missing fact."""
    NONE_FOUND = "none found"
    """Nothing to suggest on what was read; not a refusal."""


class AssessmentRoute(StrEnum):
    """How a person gets from ``assess`` to a decision."""

    FACTS = "a fact to be settled"
    """Outcomes are met; a level, a date or another fact must be established."""
    PART = "the missing outcomes"
    """Part of the outcomes are met; the rest can be assessed by themselves."""
    PORTFOLIO = "portfolio"
    """Evidence of experience is to be judged."""
    CHALLENGE = "challenge assessment"
    """The module's own assessment, or one like it, taken without the teaching."""


class LandingPlace(StrEnum):
    """Where an award counts in the programme."""

    NAMED_MODULE = "named module"
    ELECTIVE_POOL = "elective pool"
    STAGE = "stage"
    ENTRY = "entry to the programme"
    NOT_COUNTING = "not counting"
    """Nothing is counted, or not yet: a limit, the electives or other awards leave no room for it, or a
    person must look first. No word of acceptance, which is a person's to give."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where an award counts, and why there."""

    place: LandingPlace
    name: str
    """Id of the module, name of the pool or stage; empty where there is none."""
    reason: str
    """One sentence."""
    reference: str = ""
    """Where the policy or the catalogue says so."""


@dataclass(frozen=True, slots=True)
class CapState:
    """A limit on awards taken together, and how much of it the suggested ones use."""

    rule: str
    reference: str
    allowed: float | None
    """None where the fact that the limit is taken of is not stated."""
    used: float
    unit: str
    binding: bool
    """True when a further award was held back by it."""
    words: str


@dataclass(frozen=True, slots=True)
class PriorUse:
    """Learning that has been credited before, here or elsewhere."""

    credential: str
    """Id or title of the credential, or its sha256."""
    towards: str
    """The award or module that it was used for."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of an application beside its documents; None or empty where nothing is stated."""

    applied: date | None = None
    """Date of the application; the date of the run where it is None."""
    module_starts: date | None = None
    """When teaching begins, where the catalogue does not say it module by module."""
    stage: str = ""
    """The stage that the applicant wishes to enter or is in, as ``Stage.name``."""
    credit_elsewhere: Credit | None = None
    """Credit that the programme has granted already, e.g. by formal transfer."""
    used: tuple[PriorUse, ...] = ()
    """Awards that the documents have been used for before; empty when none is stated."""
    none_used: bool | None = None
    """True when the applicant declares that no document was used before."""
    failed_modules: tuple[str, ...] = ()
    """Modules that the applicant has failed here."""
    consents: tuple[str, ...] = ()
    """Professional bodies whose consent is on file."""


class Verdict(StrEnum):
    """What a rule says; a missing fact is unknown, never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a verdict other than yes leads to."""

    BLOCK = "block"
    """``no`` means that the evidence cannot support an award; ``unknown`` refers."""
    REFER = "refer"
    """``no`` or ``unknown`` means that a person must look."""
    INFO = "info"
    """Shown, with no effect on the award."""


class Extent(StrEnum):
    """How far one module outcome is covered."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    UNREAD = "could not read"


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A fact that a rule used."""

    name: str
    value: str
    origin: Origin | None = None
    """Where the fact was read; None for a figure of the policy or of the software."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule of a policy said about one credential or module."""

    rule: str
    subject: str
    """Id of the credential or module that was judged."""
    verdict: Verdict
    effect: Effect
    inputs: tuple[RuleInput, ...]
    for_applicant: str
    for_staff: str
    reference: str
    """Where the policy text stands."""
    change: str = ""
    """What would change a verdict other than yes."""

    @property
    def blocks(self) -> bool:
        """True when the evidence cannot support an award under this rule."""
        return self.effect is Effect.BLOCK and self.verdict is Verdict.NO

    @property
    def refers(self) -> bool:
        """True when a person must look because of this rule."""
        if self.effect is Effect.INFO:
            return False
        return self.verdict is Verdict.UNKNOWN or (self.effect is Effect.REFER and self.verdict is Verdict.NO)


@dataclass(frozen=True, slots=True)
class OutcomeCoverage:
    """How one module outcome is covered, and by what."""

    outcome: LearningOutcome
    extent: Extent
    match: Match | None = None
    """The strongest evidence, also when it falls short; None when nothing could be compared."""
    credential_id: str | None = None
    """The credential that the evidence comes from."""
    others: tuple[tuple[str, Match], ...] = ()
    """Further evidence that meets or partly meets the outcome, as (credential id, match)."""
    level: Level | None = None
    """Level of the credential that the evidence comes from; None when not stated."""
    hours: Hours | None = None
    """Notional hours of that credential as a whole, which nothing divides over its outcomes; None when not
    stated."""
    evidence_ids: tuple[str, ...] = ()
    """Items of a portfolio that a person judged to show the outcome, kept apart from credentials."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A module outcome by outcome."""

    module_id: str
    outcomes: tuple[OutcomeCoverage, ...]

    def count(self, extent: Extent) -> int:
        """Return how many outcomes have this extent."""
        return sum(outcome.extent is extent for outcome in self.outcomes)

    @property
    def share(self) -> float:
        """Share of the outcomes that are met, in [0, 1]; partly met ones do not count."""
        return self.count(Extent.MET) / len(self.outcomes) if self.outcomes else 0.0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the software suggests for one module; never a decision."""

    module_id: str
    module_title: str
    award: Award
    credit: Credit | None
    """Volume suggested; None where no credit is suggested. It counts only where ``counts`` says so."""
    credential_ids: tuple[str, ...]
    """The credentials that the suggestion rests on."""
    coverage: Coverage
    rules: tuple[RuleResult, ...]
    reason: str
    """One sentence in plain words."""
    changes: tuple[str, ...]
    """What would change this answer: missing outcomes, unknown facts, limits reached."""
    nearness: float = 0.0
    """How close the credentials come to the module, in [0, 1]; for ordering only, never a threshold."""
    route: AssessmentRoute | None = None
    """Where the award is ``assess``: what the assessor has to do."""
    landing: Landing | None = None
    """Where the award counts, or why it does not; None where none is suggested."""
    evidence_ids: tuple[str, ...] = ()
    """Items of a portfolio that the suggestion rests on, kept apart from credentials."""
    precedents: tuple[PrecedentNote, ...] = ()
    """Earlier decisions on the same credential and module."""
    alternatives: tuple[str, ...] = ()
    """Ids of modules that the same evidence comes near to, nearest first."""
    score: float | None = None
    """Mean similarity of the strongest evidence for each outcome, in [0, 1]: what a bound on error is about.
    None where judged experience counts, which has no similarity."""

    @property
    def counts(self) -> bool:
        """True for an award that counts in the programme beside the others, so that its credit adds up."""
        granted = self.award in (Award.SPECIFIED_CREDIT, Award.EXEMPTION)
        return granted and not self.is_held_back

    @property
    def is_held_back(self) -> bool:
        """True for an award that its own rules allow and that does not count; ``landing`` says why."""
        granted = self.award in (Award.SPECIFIED_CREDIT, Award.EXEMPTION)
        return granted and self.landing is not None and self.landing.place is LandingPlace.NOT_COUNTING


@dataclass(frozen=True, slots=True)
class GeneralAward:
    """A suggestion that names no module: unspecified or block credit, advanced standing, admission."""

    award: Award
    credential_ids: tuple[str, ...]
    credit: Credit | None
    """In the programme's scheme; None where nothing tells how much."""
    landing: Landing
    rules: tuple[RuleResult, ...]
    reason: str
    changes: tuple[str, ...] = ()
    module_ids: tuple[str, ...] = ()
    """The modules that a block or an entry to a later stage stands for."""


class Standing(StrEnum):
    """Whether a credential can support an award at all, before any module is looked at."""

    CLEAR = "clear"
    REFER = "refer"
    """A person must look first; see the rules."""
    SET_ASIDE = "cannot support an award"
    """A blocking rule says no, e.g. it records participation only."""


@dataclass(frozen=True, slots=True)
class CredentialStanding:
    """What became of one credential."""

    credential: Credential
    standing: Standing
    rules: tuple[RuleResult, ...]
    supports: tuple[str, ...]
    """Ids of the modules whose suggested award rests on it."""
    nearest_module_id: str | None
    """The module it comes closest to; None when nothing could be compared."""
    nearest_coverage: Coverage | None
    note: str
    """One sentence: what it supports, or why it supports nothing."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything suggested for one applicant and one programme."""

    programme: Programme
    recommendations: tuple[Recommendation, ...]
    """One for each module: awards that count, the strongest first; then those that do not count; then the
    others by nearness."""
    standings: tuple[CredentialStanding, ...]
    """One for each credential, in the order given."""
    findings: tuple[Finding, ...]
    policy: str
    """Name and version."""
    policy_status: str
    """E.g. ``example``; a policy that an institution has not adopted says so here."""
    on: date
    """The date for which rules were applied."""
    fingerprint: str
    """Hash of version, encoder, recipe, policy, date and the sources' hashes."""
    profile: Profile | None = None
    """The skills that the credentials support, where a taxonomy was asked."""
    general: tuple[GeneralAward, ...] = ()
    """Suggestions that name no module."""
    caps: tuple[CapState, ...] = ()
    """Limits on all awards together, with what is used of them."""
    best_proven: bool | None = None
    """True when no other legal set of awards is worth more; None where nothing had to be chosen."""
    bound: ErrorBound | None = None
    """How often suggested awards may be wrong, as far as decided cases tell; None where the policy does not
    ask for it."""
    appeal: str = ""
    """What the policy says of reviews and appeals; empty where it says nothing."""
