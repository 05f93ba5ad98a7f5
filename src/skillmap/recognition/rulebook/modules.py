"""Rules about a module and the credentials that would cover it."""

from __future__ import annotations

from skillmap.domain import (
    Credential,
    Credit,
    Extent,
    Hours,
    HoursBasis,
    Module,
    RuleInput,
    Verdict,
)
from skillmap.frameworks import eqf_interval, hours_of, is_at_least
from skillmap.recognition.rule import Answer, Facts, Scope, fact_of, joined, rule


@rule("outcomes_are_covered", Scope.MODULE)
def outcomes_are_covered(facts: Facts) -> Answer:
    """Enough of the module's outcomes are met."""
    coverage = facts.coverage
    limit = facts.limit("min_coverage")
    if coverage is None or not coverage.outcomes:
        return Answer(
            Verdict.UNKNOWN,
            (),
            "The module states no learning outcomes.",
            "The module states no learning outcomes to compare.",
            "The module's learning outcomes.",
        )
    met, total = coverage.count(Extent.MET), len(coverage.outcomes)
    told = f"{met} of {total} outcomes met, {coverage.count(Extent.PARTLY)} partly"
    inputs = (
        RuleInput("outcomes met", f"{met} of {total}"),
        RuleInput("share asked", f"{limit.value:.0%}"),
        RuleInput("similarity for met", f"{facts.limit('outcome_met').value:g}"),
    )
    if coverage.share >= limit.value:
        return Answer(Verdict.YES, inputs, f"Your learning covers {met} of {total} outcomes.", f"{told}.")
    return Answer(
        Verdict.NO,
        inputs,
        f"Your learning covers {met} of {total} outcomes; {limit.value:.0%} are asked.",
        f"{told}; {limit.value:.0%} must be met.",
        "Evidence for the outcomes that are missing or partly met.",
    )


@rule("level_is_reached", Scope.MODULE)
def level_is_reached(facts: Facts) -> Answer:
    """Each credential is at the module's level or above."""
    module = _module_of(facts)
    answers = [_reaches(credential, module) for credential in facts.credentials]
    verdict = joined([answer for answer, _ in answers])
    inputs = (
        RuleInput("level of the module", _level_word(module), None),
        *(fact_of(credential, "level", credential.level) for credential in facts.credentials),
    )
    told = " ".join(words for _, words in answers)
    change = {
        Verdict.YES: "",
        Verdict.NO: "Evidence of the same learning at the module's level.",
        Verdict.UNKNOWN: _level_change(facts.credentials, module),
    }[verdict]
    return Answer(verdict, inputs, told, told, change)


@rule("volume_is_reached", Scope.MODULE)
def volume_is_reached(facts: Facts) -> Answer:
    """The credentials together hold about as many hours of learning as the module, hours against hours."""
    module = _module_of(facts)
    tolerance = facts.limit("volume_tolerance")
    asked = module.hours or (hours_of(module.credit) if module.credit is not None else None)
    held = [_hours(credential) for credential in facts.credentials]
    inputs = (
        RuleInput("hours of the module", "not stated" if asked is None else str(asked)),
        RuleInput("hours that may be missing", f"{tolerance.value:.0%}"),
        *(
            fact_of(credential, "hours" if credential.hours is not None else "credit", hours, "hours")
            for credential, hours in zip(facts.credentials, held, strict=True)
        ),
    )
    known = [hours for hours in held if hours is not None]
    if asked is None or len(known) < len(held):
        silent = [c.title for c, h in zip(facts.credentials, held, strict=True) if h is None]
        told = "The volume of learning is not stated in notional hours or in a known credit scheme."
        change = f"The notional hours of {' and '.join(map(repr, silent)) or repr(module.title)}."
        return Answer(Verdict.UNKNOWN, inputs, told, told, change)
    low, high = sum(hours.low for hours in known), sum(hours.high for hours in known)
    needed = (1 - tolerance.value) * asked.low
    told = f"{_span(low, high)} h against {asked}; at least {needed:g} h are asked."
    if low >= needed:
        return Answer(Verdict.YES, inputs, told, told)
    if high >= needed:
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The exact notional hours of the credentials.")
    short = f"Evidence of about {needed - high:g} more hours of learning."
    return Answer(Verdict.NO, inputs, told, told, short)


@rule("module_may_be_awarded", Scope.MODULE)
def module_may_be_awarded(facts: Facts) -> Answer:
    """The module is not one that must be taken here, such as a capstone, dissertation or thesis."""
    module = _module_of(facts)
    barred = sorted({"capstone", "dissertation", "thesis"} & {tag.lower() for tag in module.tags})
    inputs = (RuleInput("tags of the module", ", ".join(module.tags) or "none"),)
    if barred:
        told = f"This module must be taken here ({', '.join(barred)})."
        return Answer(Verdict.NO, inputs, told, told, "Nothing: the policy keeps this module out.")
    return Answer(Verdict.YES, inputs, "The module can be awarded.", "Not a capstone.")


@rule("share_of_programme", Scope.PROGRAMME)
def share_of_programme(facts: Facts) -> Answer:
    """With the awards suggested before it, the module stays within the programme's limit."""
    module = _module_of(facts)
    limit = facts.limit("max_share")
    whole = facts.programme.credit if facts.programme is not None else None
    inputs = (
        RuleInput("credit of the programme", "not stated" if whole is None else str(whole)),
        RuleInput("suggested before", f"{facts.suggested_before:g}"),
        RuleInput("credit of the module", "not stated" if module.credit is None else str(module.credit)),
        RuleInput("greatest share", f"{limit.value:.0%}"),
    )
    if whole is None or module.credit is None or not _same_scheme(whole, module.credit):
        told = "The credit of the programme or the module is not stated in one scheme."
        return Answer(Verdict.UNKNOWN, inputs, told, told, "The credit of the whole programme.")
    total, most = facts.suggested_before + module.credit.amount, limit.value * whole.amount
    told = f"With this module {total:g} of at most {most:g} {whole.scheme}."
    if total <= most:
        return Answer(Verdict.YES, inputs, told, told)
    change = "Giving up another suggested award, or an exception to the limit."
    return Answer(Verdict.NO, inputs, told, told, change)


def _module_of(facts: Facts) -> Module:
    if facts.module is None:
        raise ValueError("a rule about modules was asked without one")
    return facts.module


def _reaches(credential: Credential, module: Module) -> tuple[Verdict, str]:
    if credential.level is None:
        return Verdict.UNKNOWN, f"{credential.title!r} states no level."
    if module.level is None:
        return Verdict.UNKNOWN, "The module states no level."
    reached = is_at_least(credential.level, module.level)
    pair = f"{credential.level} against {module.level}"
    if reached is None:
        return Verdict.UNKNOWN, f"The levels cannot be compared: {pair}."
    return (Verdict.YES, f"Level reached: {pair}.") if reached else (Verdict.NO, f"Level below: {pair}.")


def _level_word(module: Module) -> str:
    if module.level is None:
        return "not stated"
    interval = eqf_interval(module.level)
    return str(module.level) if interval is None else f"{module.level} (EQF {_span(*interval)})"


def _level_change(credentials: tuple[Credential, ...], module: Module) -> str:
    silent = [repr(credential.title) for credential in credentials if credential.level is None]
    if silent:
        return f"The level of {' and '.join(silent)}, from its issuer."
    if module.level is None or module.level.framework is None:
        return "The framework of the module's level."
    return "A published comparison of the two level frameworks, or the level in one both know."


def _hours(credential: Credential) -> Hours | None:
    """Hours stated as notional, else those behind the credit; contact hours are no measure of the whole."""
    stated = credential.hours
    if stated is not None and stated.basis is HoursBasis.NOTIONAL:
        return stated
    return hours_of(credential.credit) if credential.credit is not None else None


def _same_scheme(one: Credit, other: Credit) -> bool:
    return one.scheme is not None and one.scheme == other.scheme


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
