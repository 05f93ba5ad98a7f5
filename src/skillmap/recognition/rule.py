"""What every rule is given and gives back, and the registry of rules."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from skillmap.domain import (
    Award,
    Circumstances,
    Coverage,
    Credential,
    Effect,
    Module,
    Portfolio,
    Precedent,
    Programme,
    RuleInput,
    RuleResult,
    Verdict,
    Verification,
)
from skillmap.errors import PolicyError
from skillmap.recognition.bound import DecidedCases
from skillmap.recognition.policy import LimitValue, Policy, PolicyRule, SettingData, SettingKind, SettingValue
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
class AwardCandidate:
    """An award for a module that could be suggested, were it alone."""

    module: Module
    award: Award
    credential_ids: tuple[str, ...]
    amount: float
    """Credit of the module in the programme's scheme; 0 where it states none in it."""
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
    candidate: AwardCandidate | None = None
    """Under scope ``programme``: the award that is asked about."""
    chosen: tuple[AwardCandidate, ...] = ()
    """Under scope ``programme``: the awards suggested beside it."""
    shown: tuple[str, ...] = ()
    """Under scope ``programme``: ids of modules with an award that does not count beside the others."""
    circumstances: Circumstances = field(default_factory=Circumstances)
    verifications: Mapping[str, Verification] = field(default_factory=dict)
    """By id of the credential; one that is not there was not checked."""
    precedents: tuple[Precedent, ...] = ()
    portfolio: Portfolio = field(default_factory=Portfolio)
    decided: DecidedCases | None = None
    """Decided cases that tell how often suggestions are wrong; None where there are none."""
    brought: tuple[Credential, ...] = ()
    """Everything that the applicant brings, as far as the caller says; a rule about awards beside each other
    looks up their credentials here."""
    asking: str = ""
    """Name of the rule that looks at them, for the message of an error."""

    def limit(self, name: str) -> LimitValue:
        """Return the policy's limit in force on the date."""
        return self.policy.limit(name, self.on, self.asking)

    def setting(self, name: str) -> SettingValue:
        """Return the policy's setting in force on the date."""
        return self.policy.setting(name, self.on, self.asking)

    def word(self, name: str, known: Sequence[str] = ()) -> str:
        """Return a setting that is a word, one of the known ones where there are any."""
        value = self._of_kind(name, SettingKind.WORD)
        if known and value not in known:
            told = f"the setting {name!r} is {value!r}; one of {', '.join(known)} is expected"
            raise PolicyError(f"policy {self.policy.name!r}, rule {self.asking!r}: {told}")
        return str(value)

    def says(self, name: str) -> bool:
        """Return a setting that is true or false."""
        return bool(self._of_kind(name, SettingKind.SWITCH))

    def words(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list of words."""
        value = self._of_kind(name, SettingKind.WORDS)
        return value if isinstance(value, tuple) else ()

    def numbers(self, name: str) -> Mapping[str, float]:
        """Return a setting that is a table of names to numbers."""
        value = self._of_kind(name, SettingKind.NUMBERS)
        table = value if isinstance(value, Mapping) else {}
        return {key: number for key, number in table.items() if isinstance(number, float)}

    def words_by_name(self, name: str) -> Mapping[str, str]:
        """Return a setting that is a table of names to words; a number in it is read as a word."""
        value = self._of_kind(name, SettingKind.WORDS_BY_NAME)
        table = value if isinstance(value, Mapping) else {}
        return {key: word if isinstance(word, str) else f"{word:g}" for key, word in table.items()}

    def _of_kind(self, name: str, kind: SettingKind) -> SettingData:
        value = self.setting(name).value
        if not kind.fits(value):
            raise _misfit(self.policy, self.asking, name, kind)
        return value


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
class Needs:
    """What a rule asks of a policy."""

    limits: tuple[str, ...] = ()
    settings: Mapping[str, SettingKind] = field(default_factory=dict)
    """By name, with the form that is needed."""
    office_fact: bool = False
    """True where the office itself holds the fact and settles it before a decision (identity, authenticity,
    dates of its own terms, its own records); only such a rule may be told to show an unknown and go on."""
    never_blocks: bool = False
    """True where a "no" says nothing against the evidence, so that no policy may turn it into one."""


_NOTHING = Needs()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named question about facts; its function's docstring is shown to users."""

    scope: Scope
    ask: Callable[[Facts], Answer]
    code: str = ""
    """Number of the kind of rule, e.g. ``R05``; several rules may have one."""
    needs: Needs = field(default_factory=Needs)

    @property
    def question(self) -> str:
        """What the rule asks, in plain words."""
        return " ".join((self.ask.__doc__ or "").partition("\n\n")[0].split())


rules: Registry[Rule] = Registry("rule", "skillmap.recognition.rulebook")
"""Every rule by name."""


def rule(
    name: str,
    scope: Scope,
    code: str = "",
    needs: Needs = _NOTHING,
) -> Callable[[Callable[[Facts], Answer]], Callable[[Facts], Answer]]:
    """Decorate a function to file it as a rule."""

    def file(ask: Callable[[Facts], Answer]) -> Callable[[Facts], Answer]:
        rules.register(name)(Rule(scope, ask, code, needs))
        return ask

    return file


def apply_rules(scope: Scope, facts: Facts) -> tuple[RuleResult, ...]:
    """Ask every rule of the policy that has this scope, in the policy's order."""
    asked = [(entry, rules.get(entry.name)) for entry in facts.policy.rules]
    return tuple(
        _result(entry, found.ask(replace(facts, asking=entry.name)), facts)
        for entry, found in asked
        if found.scope is scope
    )


def check_needs(policy: Policy) -> None:
    """Raise where a rule of a policy does not exist, or lacks a limit or setting that it needs.

    Raises:
        UnknownNameError: there is no rule of a name; lists those there are.
        PolicyError: a limit or setting is missing or of another form; names the rule.
    """
    for entry in policy.rules:
        needs = rules.get(entry.name).needs
        for limit in needs.limits:
            if limit not in policy.limits:
                policy.limit(limit, date.max, entry.name)
        for name, kind in needs.settings.items():
            if name not in policy.settings:
                told = f"the setting {name!r} is missing; {kind.value} is expected"
                raise PolicyError(f"policy {policy.name!r}, rule {entry.name!r}: {told}")
            if not all(kind.fits(value.value) for value in policy.settings[name].values):
                raise _misfit(policy, entry.name, name, kind)
        if entry.effect is Effect.BLOCK and needs.never_blocks:
            told = "it says nothing against the evidence; 'refer' or 'info' is expected as its effect"
            raise PolicyError(f"policy {policy.name!r}, rule {entry.name!r}: {told}")
        if entry.when_unknown is Effect.INFO and not needs.office_fact:
            told = "an unknown of this rule is about the evidence and always refers; leave out 'when_unknown'"
            raise PolicyError(f"policy {policy.name!r}, rule {entry.name!r}: {told}")


def _misfit(policy: Policy, asking: str, name: str, kind: SettingKind) -> PolicyError:
    told = f"the setting {name!r} has another form; {kind.value} is expected"
    return PolicyError(f"policy {policy.name!r}, rule {asking!r}: {told}")


def _result(entry: PolicyRule, answer: Answer, facts: Facts) -> RuleResult:
    subject = facts.module.id if facts.module is not None else facts.credentials[0].id
    unknown_is_shown = answer.verdict is Verdict.UNKNOWN and entry.when_unknown is Effect.INFO
    return RuleResult(
        rule=entry.name,
        subject=subject,
        verdict=answer.verdict,
        effect=Effect.INFO if unknown_is_shown else entry.effect,
        inputs=answer.inputs,
        for_applicant=answer.for_applicant,
        for_staff=answer.for_staff,
        reference=entry.reference,
        change=answer.change,
    )


def module_of(facts: Facts) -> Module:
    """Return the module that a rule is asked about."""
    if facts.module is None:
        raise ValueError("a rule about modules was asked without one")
    return facts.module


def anniversary(day: date, years: float) -> date:
    """Return the day some years later; the last of the month where that month has no such day."""
    month = day.month - 1 + round(years * 12)
    year, month = day.year + month // 12, month % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def joined(verdicts: Sequence[Verdict]) -> Verdict:
    """Return no if any says no, else unknown if any is, else yes."""
    for verdict in (Verdict.NO, Verdict.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.YES


def fact_of(credential: Credential, field: str, value: object, name: str = "") -> RuleInput:
    """Return a credential's fact as a rule input, with the place where it was read."""
    shown = "not stated" if value is None or value == "" else str(value)
    return RuleInput(f"{name or field} of {credential.title!r}", shown, credential.origin_of(field))
