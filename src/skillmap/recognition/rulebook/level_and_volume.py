"""Rules about how deep and how much: the level and the volume of learning against those of a module."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import Credential, Hours, Module, RuleInput, Verdict
from skillmap.frameworks import eqf_interval, is_at_least
from skillmap.recognition.learning_hours import hours_asked, hours_held
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, fact_of, joined, module_of, rule

METHODS = ("hours", "year_share", "lower_of", "reviewer")
"""Ways of comparing volumes of learning; the policy says which binds."""


@rule("level_is_reached", Scope.MODULE, "R07")
def level_is_reached(facts: Facts) -> Answer:
    """Each credential is at the module's level or above."""
    module = module_of(facts)
    answers = [_reaches(credential, module) for credential in facts.credentials]
    verdict = joined([answer for answer, _ in answers])
    inputs = (
        RuleInput("level of the module", _level_word(module), None),
        *(fact_of(credential, "level", credential.level) for credential in facts.credentials),
    )
    told = " ".join(words for _, words in answers) or "No credential is relied on."
    change = {
        Verdict.YES: "",
        Verdict.NO: "Evidence of the same learning at the module's level.",
        Verdict.UNKNOWN: _level_change(facts.credentials, module),
    }[verdict]
    return Answer(verdict, inputs, told, told, change)


@rule(
    "volume_is_reached",
    Scope.MODULE,
    "R08",
    Needs(limits=("volume_tolerance",), settings={"credit_method": SettingKind.WORD}),
)
def volume_is_reached(facts: Facts) -> Answer:
    """The credentials together hold about as much learning as the module."""
    module = module_of(facts)
    tolerance = facts.limit("volume_tolerance").value
    method = facts.word("credit_method", METHODS)
    asked = hours_asked(module)
    held = [hours_held(credential) for credential in facts.credentials]
    inputs = (
        RuleInput("hours of the module", "not stated" if asked is None else str(asked)),
        RuleInput("volume that may be missing", f"{tolerance:.0%}"),
        RuleInput("way of comparing", method.replace("_", " ")),
        *(
            fact_of(credential, "hours" if credential.hours is not None else "credit", hours, "hours")
            for credential, hours in zip(facts.credentials, held, strict=True)
        ),
    )
    if asked is None or None in held:
        silent = [c.title for c, h in zip(facts.credentials, held, strict=True) if h is None]
        told = "The volume of learning is not stated in notional hours or in a known credit scheme."
        change = f"The notional hours of {' and '.join(map(repr, silent)) or repr(module.title)}."
        return Answer(Verdict.UNKNOWN, inputs, told, told, change)
    verdict, told, change = _compared(
        [hours for hours in held if hours is not None], asked, method, tolerance
    )
    return Answer(verdict, inputs, told, told, change)


def _compared(held: Sequence[Hours], asked: Hours, method: str, tolerance: float) -> tuple[Verdict, str, str]:
    """Return the verdict by hours, with words and what would change it; other ways need a person."""
    low, high = sum(hours.low for hours in held), sum(hours.high for hours in held)
    needed = (1 - tolerance) * asked.low
    told = f"{_span(low, high)} h against {asked}; at least {needed:g} h are asked."
    if method != "hours":
        told += f" The policy compares by {method.replace('_', ' ')}, which a person has to do."
        return Verdict.UNKNOWN, told, "A comparison of the credit by a person."
    if low >= needed:
        return Verdict.YES, told, ""
    if high >= needed:
        return Verdict.UNKNOWN, told, "The exact notional hours of the credentials."
    return Verdict.NO, told, f"Evidence of about {needed - high:g} more hours of learning."


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


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
