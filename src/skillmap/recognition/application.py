"""One applicant before one programme: what is brought, what it covers, what rules say of each credential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from skillmap.domain import (
    Circumstances,
    Credential,
    Module,
    Portfolio,
    Precedent,
    Programme,
    RuleResult,
    Standing,
    Verification,
)
from skillmap.errors import SkillmapError
from skillmap.matching import Matcher
from skillmap.recognition.bound import DecidedCases
from skillmap.recognition.coverage import Cover, compare
from skillmap.recognition.experience import placed_in, settled
from skillmap.recognition.policy import Policy
from skillmap.recognition.precedents import by_module, plain
from skillmap.recognition.rule import Facts, Scope, apply_rules
from skillmap.recognition.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of an application beside its credentials; empty where nothing is."""

    circumstances: Circumstances = field(default_factory=Circumstances)
    verifications: Mapping[str, Verification] = field(default_factory=dict)
    """By id of the credential; one that is not there was not checked."""
    precedents: tuple[Precedent, ...] = ()
    portfolio: Portfolio = field(default_factory=Portfolio)
    decided: DecidedCases | None = None
    """Decided cases that tell how often suggestions are wrong; None where nobody brings any."""


@dataclass(frozen=True)
class Application:
    """One applicant's credentials before one programme, with what the rules said of each credential."""

    cover: Cover
    policy: Policy
    on: date
    rules: tuple[tuple[RuleResult, ...], ...]
    """For each credential, the results of the rules about credentials."""
    dossier: Dossier = field(default_factory=Dossier)

    @property
    def programme(self) -> Programme:
        """The programme applied to."""
        return self.cover.programme

    def precedents_on(self, module: Module) -> tuple[Precedent, ...]:
        """Return the earlier decisions on a module, so that no rule has to look through all of them."""
        return tuple(self._precedents.get(plain(module.id), ()))

    @cached_property
    def _precedents(self) -> Mapping[str, Sequence[Precedent]]:
        return by_module(self.dossier.precedents)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """What the applicant brings."""
        return self.cover.credentials

    def facts(self, credentials: tuple[Credential, ...]) -> Facts:
        """Return what a rule may look at, before any module."""
        known = facts_of(self.policy, self.on, credentials, self.programme, self.dossier)
        return replace(known, brought=self.credentials)

    def standing(self, position: int) -> Standing:
        """Return whether a credential can support an award at all."""
        return self._standings[position]

    @cached_property
    def _standings(self) -> tuple[Standing, ...]:
        return tuple(_standing_by(results) for results in self.rules)

    def pool(self, *standings: Standing) -> tuple[int, ...]:
        """Return the positions of the credentials with one of these standings."""
        return tuple(p for p in range(len(self.credentials)) if self.standing(p) in standings)


def _standing_by(results: tuple[RuleResult, ...]) -> Standing:
    if any(result.blocks for result in results):
        return Standing.SET_ASIDE
    return Standing.REFER if any(result.refers for result in results) else Standing.CLEAR


def facts_of(
    policy: Policy, on: date, credentials: tuple[Credential, ...], programme: Programme, dossier: Dossier
) -> Facts:
    """Return what a rule may look at, before any module."""
    return Facts(
        policy,
        on,
        credentials,
        programme,
        circumstances=dossier.circumstances,
        verifications=dossier.verifications,
        precedents=dossier.precedents,
        portfolio=dossier.portfolio,
        decided=dossier.decided,
    )


def consider(cover: Cover, policy: Policy, on: date, dossier: Dossier | None = None) -> Application:
    """Ask the rules about each credential of a coverage that is known already.

    A portfolio counts by what all assessors together say, with outcomes named as the programme names them.

    Raises:
        SkillmapError: two modules of the programme have one id.
    """
    ids = Counter(module.id for module in cover.programme.modules)
    twice = sorted(name for name, times in ids.items() if times > 1)
    if twice:
        title, told = cover.programme.title, ", ".join(map(repr, twice[:5]))
        raise SkillmapError(f"programme {title!r}: {told} is the id of two modules; each needs its own")
    dossier = dossier or Dossier()
    placed, _ = placed_in(dossier.portfolio, cover.programme)
    dossier = replace(dossier, portfolio=settled(placed))
    rules = tuple(
        apply_rules(Scope.CREDENTIAL, facts_of(policy, on, (credential,), cover.programme, dossier))
        for credential in cover.credentials
    )
    return Application(cover, policy, on, rules, dossier)


def thresholds_of(policy: Policy, on: date) -> Thresholds:
    """Return the similarities from which a policy counts an outcome."""
    return Thresholds(policy.limit("outcome_met", on).value, policy.limit("outcome_partly", on).value)


def apply(
    credentials: tuple[Credential, ...], programme: Programme, matcher: Matcher, policy: Policy, on: date
) -> Application:
    """Compare the credentials with the programme and ask the rules about each credential."""
    return consider(compare(credentials, programme, matcher, thresholds_of(policy, on)), policy, on)
