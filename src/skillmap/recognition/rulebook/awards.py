"""Rules about one award beside the others: whole modules, prerequisites, marks, learning that counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from skillmap.domain import Award, Credential, RuleInput, Verdict
from skillmap.recognition.caps import amount_in, candidate_of
from skillmap.recognition.learning_hours import hours_asked, hours_held
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.rule import Answer, AwardCandidate, Facts, Needs, Scope, fact_of, module_of, rule

MOST_TOGETHER = 12
"""Credentials that several awards rest on together and that are still worked out exactly."""
_MARKS = ("none", "ungraded", "transferred")
_ABOUT = 1e-6


@rule("award_is_for_whole_module", Scope.PROGRAMME, "R16")
def award_is_for_whole_module(facts: Facts) -> Answer:
    """The award stands for the whole module; a part of one is not credited."""
    candidate = candidate_of(facts)
    credit = candidate.module.credit
    inputs = (
        RuleInput("award", candidate.award.value),
        RuleInput("credit of the award", f"{candidate.amount:g}"),
        RuleInput("credit of the module", "not stated" if credit is None else str(credit)),
    )
    if candidate.award is Award.EXEMPTION:
        return Answer(
            Verdict.YES, inputs, "The whole module is waived.", "An exemption waives the whole module."
        )
    if credit is None:
        told = "The credit of the module is not stated, so it is not known whether all of it is awarded."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The credit of {candidate.module.title!r}.")
    whole = facts.programme.credit if facts.programme is not None else None
    if credit.amount and not amount_in(credit, whole):
        told = f"{credit} are not in the scheme of the programme, so it is not known how much is awarded."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The credit of {candidate.module.title!r} in it.")
    if candidate.amount >= credit.amount - _ABOUT:
        return Answer(Verdict.YES, inputs, "The whole module is credited.", f"All {credit} are awarded.")
    told = f"Only {candidate.amount:g} of {credit} would be awarded; a part of a module is not credited."
    return Answer(Verdict.NO, inputs, told, told, "Evidence for the rest of the module.")


@rule(
    "prerequisites_are_met",
    Scope.PROGRAMME,
    "R18",
    Needs(settings={"credited_modules_satisfy_prerequisites": SettingKind.SWITCH}),
)
def prerequisites_are_met(facts: Facts) -> Answer:
    """The modules that have to come before this one are credited too, and count as taken.

    One whose learning is shown counts here too where a limit leaves no room to credit it: a prerequisite asks
    for the learning, not for the credit.
    """
    module = module_of(facts)
    credited = {*(each.module.id for each in facts.chosen), *facts.shown}
    before = [code for code in module.prerequisites if code in credited]
    others = [code for code in module.prerequisites if code not in credited]
    counts = facts.says("credited_modules_satisfy_prerequisites")
    inputs = (
        RuleInput("prerequisites", ", ".join(module.prerequisites) or "none"),
        RuleInput("of these suggested for award", ", ".join(before) or "none"),
        RuleInput("credited modules count as taken", "yes" if counts else "no"),
    )
    if before and not counts:
        told = f"{', '.join(before)} would be credited, and credit does not satisfy a prerequisite by itself."
        return Answer(Verdict.NO, inputs, told, told, "A person's word that the prerequisites are met.")
    if others:
        told = f"It is not known whether {', '.join(others)} have been taken."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The applicant's results in {', '.join(others)}.")
    told = f"Met by credit for {', '.join(before)}." if before else "The module has no prerequisites."
    return Answer(Verdict.YES, inputs, told, told)


@rule(
    "award_leaves_marks_alone",
    Scope.PROGRAMME,
    "R21",
    Needs(settings={"mark_of_credited_modules": SettingKind.WORD}),
)
def award_leaves_marks_alone(facts: Facts) -> Answer:
    """The award carries no mark, so the class of the degree rests on what is taken here."""
    effect = facts.word("mark_of_credited_modules", _MARKS)
    grades = [(c, c.assessment.grade if c.assessment is not None else None) for c in facts.credentials]
    inputs = (
        RuleInput("mark of credited modules", effect),
        *(fact_of(credential, "assessment", grade, "grade") for credential, grade in grades),
    )
    if effect != "transferred":
        told = "The module is credited without a mark and left out of the class of the award."
        return Answer(Verdict.YES, inputs, told, told)
    silent = [repr(credential.title) for credential, grade in grades if grade is None]
    if silent:
        told = f"The mark would be carried over, and {' and '.join(silent)} state no grade."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The grade of {' and '.join(silent)}.")
    told = f"The mark is carried over: {', '.join(str(grade) for _, grade in grades)}."
    return Answer(Verdict.NO, inputs, told, told, "A conversion of the mark to the scale used here.")


@rule(
    "learning_counts_once",
    Scope.PROGRAMME,
    "R15",
    Needs(limits=("volume_tolerance",), settings={"reuse_with_unknown_hours": SettingKind.SWITCH}),
)
def learning_counts_once(facts: Facts) -> Answer:
    """The awards that rest on the same credentials take up no more hours of learning than those hold."""
    candidate = candidate_of(facts)
    together = _connected(candidate, facts.chosen)
    uses = _uses(facts, together)
    names = sorted({name for use in uses for name in use.names})
    titles = {credential.id: credential.title for credential in facts.credentials}
    codes = ", ".join(each.module.id for each in together[1:])
    inputs = (
        RuleInput("awards on the same credentials", codes or "none"),
        *(fact_of(c, "hours", hours_held(c), "hours of learning") for c in facts.credentials),
        RuleInput("hours of the module", str(hours_asked(candidate.module) or "not stated")),
    )
    if len(together) == 1:
        told = "No other award rests on the same credentials."
        return Answer(Verdict.YES, inputs, told, told)
    shown = " and ".join(repr(titles.get(name, name)) for name in candidate.credential_ids)
    change = f"Further evidence of learning, or giving up the award for {codes}."
    if not facts.says("reuse_with_unknown_hours") and _stands_alone(facts, candidate, uses):
        told = f"{shown} is credited for {codes} too, and hours are not stated; such learning counts once."
        return Answer(
            Verdict.NO, inputs, told, told, f"The notional hours of {shown} and of the modules. {change}"
        )
    unseen = [name for name in names if _found(facts, name) is None]
    if len(names) > MOST_TOGETHER or unseen:
        told = f"{len(names)} credentials carry {len(together)} awards together; a person has to look."
        return Answer(Verdict.UNKNOWN, inputs, told, told, change)
    short = _short(uses, {name: _supply(facts, name) for name in names})
    if short <= _ABOUT:
        told = f"The hours suffice for this module beside {codes}."
        return Answer(Verdict.YES, inputs, told, told)
    told = f"The learning of {shown} is credited for {codes} already; an hour of learning counts once."
    change = f"Evidence of about {short:g} more hours of learning, or giving up the award for {codes}."
    return Answer(Verdict.NO, inputs, told, told, change)


@dataclass(frozen=True, slots=True)
class _Use:
    names: frozenset[str]
    hours: float | None
    """None where the module does not say."""


def _connected(candidate: AwardCandidate, chosen: Iterable[AwardCandidate]) -> tuple[AwardCandidate, ...]:
    """Return an award and those that share credentials with it, directly or through others."""
    together, left = [candidate], list(chosen)
    names = set(candidate.credential_ids)
    while near := [each for each in left if not names.isdisjoint(each.credential_ids)]:
        left = [each for each in left if names.isdisjoint(each.credential_ids)]
        together += near
        names.update(name for each in near for name in each.credential_ids)
    return tuple(together)


def _uses(facts: Facts, awards: Iterable[AwardCandidate]) -> tuple[_Use, ...]:
    return tuple(_use(facts, award) for award in awards)


def _use(facts: Facts, award: AwardCandidate) -> _Use:
    names = frozenset(award.credential_ids)
    asked = hours_asked(award.module)
    if asked is None:
        return _Use(names, None)
    needed = (1 - facts.limit("volume_tolerance").value) * asked.low
    held = [_supply(facts, name) for name in names]
    known = [hours for hours in held if hours is not None]
    # A policy that asks for no volume may award more than is held; that takes up all that is held.
    return _Use(names, min(needed, sum(known)) if len(known) == len(held) else needed)


def _found(facts: Facts, name: str) -> Credential | None:
    return next((each for each in (*facts.credentials, *facts.brought) if each.id == name), None)


def _supply(facts: Facts, name: str) -> float | None:
    credential = _found(facts, name)
    held = hours_held(credential) if credential is not None else None
    return None if held is None else held.low


def _stands_alone(facts: Facts, candidate: AwardCandidate, uses: tuple[_Use, ...]) -> bool:
    """Return whether a shared credential must count once, as nothing says how much of it is used."""
    own, *others = uses
    return any(
        _supply(facts, name) is None or any(use.hours is None for use in (own, *others) if name in use.names)
        for name in candidate.credential_ids
        if any(name in use.names for use in others)
    )


def _short(uses: tuple[_Use, ...], supply: Mapping[str, float | None]) -> float:
    """Return the hours lacking: 0 or less where no group of credentials is asked for more than it holds."""
    names = sorted(name for name, hours in supply.items() if hours is not None)
    lacking = [
        sum(use.hours or 0.0 for use in uses if use.names and use.names <= set(group))
        - sum(supply[name] or 0.0 for name in group)
        for size in range(1, len(names) + 1)
        for group in combinations(names, size)
    ]
    return max(lacking, default=0.0)
