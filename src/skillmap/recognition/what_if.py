"""The same credentials under other policies, programmes or dates, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmap.domain import Advice, Award, Credit, Recommendation, RuleResult


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which the case was looked at."""

    name: str
    """What tells it from the others, e.g. the policy and the date."""
    advice: Advice


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one variant suggests for a module; None and empty where it does not have the module."""

    award: Award | None
    credit: Credit | None
    reason: str
    counts: bool = False
    """Whether the award counts in the programme; False too where none is suggested."""


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """The first rule that does not lead to the same in two variants."""

    rule: str
    first: RuleResult | None
    """As the first variant has it; None where it does not ask this rule."""
    other: RuleResult | None
    other_variant: str
    """Name of the variant that differs from the first."""


@dataclass(frozen=True, slots=True)
class ComparedModule:
    """One module in every variant."""

    module_id: str
    module_title: str
    outcomes: tuple[Outcome, ...]
    """One for each variant, in order."""
    difference: RuleDifference | None
    """None where every rule says the same; then the policies ask for other coverage, or nothing differs."""

    @property
    def differs(self) -> bool:
        """True when the variants do not suggest the same award and credit, or it counts only in some."""
        return len({(outcome.award, outcome.credit, outcome.counts) for outcome in self.outcomes}) > 1


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One case in several variants, module by module."""

    variants: tuple[Variant, ...]
    modules: tuple[ComparedModule, ...]
    """Those that differ first, then as the first variant orders them."""


def compare_variants(variants: Sequence[Variant]) -> WhatIf:
    """Return what each variant suggests for each module, and the first rule that tells them apart."""
    by_variant = [{each.module_id: each for each in variant.advice.recommendations} for variant in variants]
    order = dict.fromkeys(code for found in by_variant for code in found)
    modules = [_module(code, by_variant, [variant.name for variant in variants]) for code in order]
    return WhatIf(tuple(variants), tuple(sorted(modules, key=lambda module: not module.differs)))


def _module(
    code: str, by_variant: Sequence[dict[str, Recommendation]], names: Sequence[str]
) -> ComparedModule:
    found = [each.get(code) for each in by_variant]
    title = next(each.module_title for each in found if each is not None)
    return ComparedModule(code, title, tuple(_outcome(each) for each in found), _difference(found, names))


def _outcome(found: Recommendation | None) -> Outcome:
    if found is None:
        return Outcome(None, None, "The programme does not have this module.")
    return Outcome(found.award, found.credit, found.reason, found.counts)


def _difference(found: Sequence[Recommendation | None], names: Sequence[str]) -> RuleDifference | None:
    first = found[0]
    for other, name in zip(found[1:], names[1:], strict=True):
        if first is None or other is None or _suggested(first) == _suggested(other):
            continue
        difference = _first_difference(first, other, name)
        if difference is not None:
            return difference
    return None


def _suggested(found: Recommendation) -> tuple[Award, Credit | None, bool]:
    return found.award, found.credit, found.counts


def _first_difference(first: Recommendation, other: Recommendation, name: str) -> RuleDifference | None:
    own, others = _by_rule(first), _by_rule(other)
    for key in dict.fromkeys((*own, *others)):
        one, two = own.get(key), others.get(key)
        if _weight(one) != _weight(two):
            return RuleDifference(key[0], one, two, name)
    return None


def _by_rule(found: Recommendation) -> dict[tuple[str, str], RuleResult]:
    return {(result.rule, result.subject): result for result in found.rules}


def _weight(result: RuleResult | None) -> tuple[bool, bool]:
    """Return what a rule leads to; one that only informs, or is not asked, explains no other award."""
    return (False, False) if result is None else (result.blocks, result.refers)
