"""What every rule is given and gives back, and the registry of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skillmap.domain import (
    Award,
    Circumstances,
    Coverage,
    Credential,
    Module,
    Portfolio,
    Precedent,
    Programme,
    RuleInput,
    RuleResult,
    Verdict,
    Verification,
)
from skillmap.recognition.policy import LimitValue, Policy, PolicyRule
from skillmap.registry import Registry


class Scope(StrEnum):
    """What a rule is asked about."""

    CREDENTIAL = "credential"
    """Each credential alone, before any module."""
    MODULE = "module"
    """A module with the credentials that would cover it."""
    PROGRAMME = "programme"
    """A module's award beside the awards suggested before it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An award for a module that could be suggested, were it alone."""

    module: Module
    award: Award
    credential_ids: tuple[str, ...]
    amount: float
    """Credit of the module in the programme's scheme; 0 where it states none."""
    by_experience: bool = False
    """True when it rests on a judged portfolio."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a rule may look at."""

    policy: Policy
    on: date
    credentials: tuple[Credential, ...]
    """One under scope ``credential``; else those that the suggestion rests on."""
    programme: Programme | None = None
    module: Module | None = None
    coverage: Coverage | None = None
    suggested_before: float = 0.0
    """Credit of the awards already suggested, in the programme's scheme."""
    candidate: Candidate | None = None
    """Under scope ``programme``: the award that is asked about."""
    chosen: tuple[Candidate, ...] = ()
    """Under scope ``programme``: the awards suggested beside it."""
    circumstances: Circumstances = field(default_factory=Circumstances)
    verifications: Mapping[str, Verification] = field(default_factory=dict)
    """By id of the credential; one that is not there was not checked."""
    precedents: tuple[Precedent, ...] = ()
    portfolio: Portfolio = field(default_factory=Portfolio)

    def limit(self, name: str) -> LimitValue:
        """Return the policy's limit in force on the date."""
        return self.policy.limit(name, self.on)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says, in words for both sides of the desk."""

    verdict: Verdict
    inputs: tuple[RuleInput, ...]
    for_applicant: str
    for_staff: str
    change: str = ""
    """What would change a verdict other than yes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named question about facts; its function's docstring is shown to users."""

    scope: Scope
    ask: Callable[[Facts], Answer]


rules: Registry[Rule] = Registry("rule", "skillmap.recognition.rulebook")
"""Every rule by name."""


def rule(name: str, scope: Scope) -> Callable[[Callable[[Facts], Answer]], Callable[[Facts], Answer]]:
    """Decorate a function to file it as a rule."""

    def file(ask: Callable[[Facts], Answer]) -> Callable[[Facts], Answer]:
        rules.register(name)(Rule(scope, ask))
        return ask

    return file


def apply_rules(scope: Scope, facts: Facts) -> tuple[RuleResult, ...]:
    """Ask every rule of the policy that has this scope, in the policy's order."""
    asked = [(entry, rules.get(entry.name)) for entry in facts.policy.rules]
    return tuple(_result(entry, found.ask(facts), facts) for entry, found in asked if found.scope is scope)


def _result(entry: PolicyRule, answer: Answer, facts: Facts) -> RuleResult:
    subject = facts.module.id if facts.module is not None else facts.credentials[0].id
    return RuleResult(
        rule=entry.name,
        subject=subject,
        verdict=answer.verdict,
        effect=entry.effect,
        inputs=answer.inputs,
        for_applicant=answer.for_applicant,
        for_staff=answer.for_staff,
        reference=entry.reference,
        change=answer.change,
    )


def joined(verdicts: Sequence[Verdict]) -> Verdict:
    """Return no if any says no, else unknown if any is, else yes."""
    for verdict in (Verdict.NO, Verdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.YES


def fact_of(credential: Credential, field: str, value: object, name: str = "") -> RuleInput:
    """Return a credential's fact as a rule input, with the place where it was read."""
    shown = "not stated" if value is None else str(value)
    return RuleInput(f"{name or field} of {credential.title!r}", shown, credential.origin_of(field))
