"""What is suggested, by which rule, and what is missing. Only a person's decision awards or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmap.domain.credential import Credential
from skillmap.domain.learning import LearningOutcome, Programme
from skillmap.domain.match import Match
from skillmap.domain.profile import Profile
from skillmap.domain.source import Finding, Origin
from skillmap.domain.volume import Credit


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
    """Volume suggested; None where no credit is suggested."""
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
    """One for each module: awards first, the strongest first; then the others by nearness."""
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
