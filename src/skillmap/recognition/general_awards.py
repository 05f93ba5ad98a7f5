"""Awards that name no module: credit for electives, a whole stage, entry to a stage or the programme."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import (
    Award,
    Credential,
    Credit,
    Effect,
    GeneralAward,
    Landing,
    LandingPlace,
    Level,
    Module,
    Programme,
    Recommendation,
    RuleResult,
    Stage,
    Standing,
)
from skillmap.frameworks import is_at_least
from skillmap.recognition.application import Application
from skillmap.recognition.award_kinds import award_kinds_of
from skillmap.recognition.caps import CapOf, amount_in
from skillmap.recognition.landing import CATALOGUE, Electives
from skillmap.recognition.rule import AwardCandidate
from skillmap.recognition.suggestion import AWARDED

_ABOUT = 1e-6
"""Sums of credit that differ by less are equal."""
ENTRY_LEVEL = "entry_level"
"""The limit of a policy that says from which level of the EQF learning may admit to a programme."""


def general_awards(
    application: Application,
    suggested: Sequence[Recommendation],
    electives: Electives,
    caps: Sequence[CapOf],
    chosen: Sequence[AwardCandidate],
) -> tuple[GeneralAward, ...]:
    """Return the awards that name no module, given those that do."""
    kinds = award_kinds_of(application.policy, application.on)
    found: list[GeneralAward] = []
    if kinds.block_credit:
        found += _blocks(application.programme, suggested)
    if kinds.advanced_standing:
        found += _advanced_standing(application.programme, suggested)
    if kinds.general_credit:
        found += _unspecified(application, suggested, electives, _Room(tuple(caps), list(chosen)))
    if not found and all(each.award is Award.NONE_FOUND for each in suggested):
        found += _admission(application)
    return tuple(found)


def _blocks(programme: Programme, suggested: Sequence[Recommendation]) -> list[GeneralAward]:
    return [
        GeneralAward(
            award=Award.BLOCK_CREDIT,
            credential_ids=_relied_on(suggested, modules),
            credit=stage.credit or _sum_of(modules),
            landing=Landing(
                LandingPlace.STAGE, stage.name, "Every module of the stage is covered.", CATALOGUE
            ),
            rules=_rules_of(suggested, modules),
            reason=f"{len(modules)} modules suggested for award make up the stage {stage.name!r}.",
            changes=("Giving up an award for one of its modules would leave the stage incomplete.",),
            module_ids=tuple(module.id for module in modules),
        )
        for stage in programme.stages
        # An exemption carries no credit, so a stage with one in it has no credit as a whole either.
        if (modules := _completed(programme, stage, suggested)) and _all_carry_credit(suggested, modules)
    ]


def _all_carry_credit(suggested: Sequence[Recommendation], modules: Sequence[Module]) -> bool:
    credited = {each.module_id for each in suggested if each.award is Award.SPECIFIED_CREDIT}
    return all(module.id in credited for module in modules)


def _advanced_standing(programme: Programme, suggested: Sequence[Recommendation]) -> list[GeneralAward]:
    done: list[Module] = []
    entered = 0
    for stage in programme.stages:
        modules = _completed(programme, stage, suggested)
        if not modules:
            break
        done += modules
        entered += 1
    if not 0 < entered < len(programme.stages):
        return []
    into = programme.stages[entered].name
    before = ", ".join(repr(stage.name) for stage in programme.stages[:entered])
    told = f"Every stage before it is covered: {before}."
    return [
        GeneralAward(
            award=Award.ADVANCED_STANDING,
            credential_ids=_relied_on(suggested, done),
            credit=None,
            landing=Landing(LandingPlace.STAGE, into, told, CATALOGUE),
            rules=_rules_of(suggested, done),
            reason=f"Entry to the stage {into!r}: {told}",
            module_ids=tuple(module.id for module in done),
        )
    ]


def _completed(programme: Programme, stage: Stage, suggested: Sequence[Recommendation]) -> tuple[Module, ...]:
    """Return the awarded modules of a stage if they make it up, else nothing.

    A stage is made up when every module that all students take is awarded and counts there, and the awarded
    ones reach the credit of the stage: a catalogue may list only some of its modules. Where the credit of the
    stage cannot be compared, all of them are asked.
    """
    awarded = {
        each.module_id
        for each in suggested
        if each.award in AWARDED
        and not (each.landing is not None and each.landing.place is LandingPlace.NOT_COUNTING)
    }
    modules = [module for module in programme.modules if module.stage.casefold() == stage.name.casefold()]
    taken = tuple(module for module in modules if module.id in awarded)
    if any(module.core is not False and module.id not in awarded for module in modules):
        return ()
    reached = _sum_of(taken)
    if stage.credit is None or reached is None or reached.scheme != stage.credit.scheme:
        return taken if len(taken) == len(modules) else ()
    return taken if reached.amount >= stage.credit.amount - _ABOUT else ()


def _sum_of(modules: Sequence[Module]) -> Credit | None:
    credits = [module.credit for module in modules if module.credit is not None]
    schemes = {credit.scheme for credit in credits}
    if len(credits) < len(modules) or len(schemes) != 1:
        return None
    return Credit(sum(credit.amount for credit in credits), schemes.pop())


def _relied_on(suggested: Sequence[Recommendation], modules: Sequence[Module]) -> tuple[str, ...]:
    codes = {module.id for module in modules}
    return tuple(sorted({id for each in suggested if each.module_id in codes for id in each.credential_ids}))


def _rules_of(suggested: Sequence[Recommendation], modules: Sequence[Module]) -> tuple[RuleResult, ...]:
    codes = {module.id for module in modules}
    return tuple(dict.fromkeys(rule for each in suggested if each.module_id in codes for rule in each.rules))


class _Room:
    """What the limits leave while credit without a module is added."""

    def __init__(self, caps: tuple[CapOf, ...], taken: list[AwardCandidate]) -> None:
        self._caps = caps
        self._taken = taken

    def passed_by(self, candidate: AwardCandidate) -> CapOf | None:
        """Return a limit that a further award would pass, or None and count the award."""
        for cap in self._caps:
            if cap.allowed is None or cap.effect is Effect.INFO or cap.counted(candidate) <= 0:
                continue
            if sum(cap.counted(each) for each in (*self._taken, candidate)) > cap.allowed + _ABOUT:
                return cap
        self._taken.append(candidate)
        return None


def _unspecified(
    application: Application, suggested: Sequence[Recommendation], electives: Electives, room: _Room
) -> list[GeneralAward]:
    used = {id for each in suggested for id in each.credential_ids}
    # A document that was handed in twice is one credential.
    first: dict[str, int] = {}
    for position in application.pool(Standing.CLEAR, Standing.REFER):
        first.setdefault(application.credentials[position].id, position)
    awards = [
        _towards_electives(application, position, electives, room)
        for name, position in sorted(first.items())
        if name not in used
    ]
    return [award for award in awards if award is not None]


def _towards_electives(
    application: Application, position: int, electives: Electives, room: _Room
) -> GeneralAward | None:
    credential, rules = application.credentials[position], application.rules[position]
    if not credential.assessed or credential.credit is None:
        return None
    reached = _reaches_lowest(credential, application.programme)
    if reached is False:
        return None
    if reached is None or application.standing(position) is Standing.REFER:
        return _to_be_settled(credential, rules, reached)
    landing, credit = electives.place_general(credential.credit)
    if landing.place is LandingPlace.ELECTIVE_POOL:
        stand_in = Module("", credential.title, (), credit, core=False)
        amount = amount_in(credit, application.programme.credit)
        cap = room.passed_by(AwardCandidate(stand_in, Award.UNSPECIFIED_CREDIT, (credential.id,), amount))
        if cap is not None:
            electives.free(amount)
            told = f"More than a limit allows: {cap.words}"
            landing, credit = Landing(LandingPlace.NOT_COUNTING, "", told, cap.reference), None
    return GeneralAward(
        award=Award.UNSPECIFIED_CREDIT,
        credential_ids=(credential.id,),
        credit=credit,
        landing=landing,
        rules=rules,
        reason=f"Assessed learning ({credential.credit}) that covers no module of the programme enough.",
        changes=("A module of the programme with the same outcomes.",),
    )


def _to_be_settled(
    credential: Credential, rules: tuple[RuleResult, ...], reached: bool | None
) -> GeneralAward:
    changes = [rule.change for rule in rules if rule.refers and rule.change]
    if reached is None:
        changes.append(
            f"The level of {credential.title!r}, in a framework that compares with the programme's."
        )
    told = "Credit without a module could be suggested once these facts are settled."
    return GeneralAward(
        award=Award.ASSESS,
        credential_ids=(credential.id,),
        credit=None,
        landing=Landing(LandingPlace.NOT_COUNTING, "", "Nothing counts before a person has looked.", ""),
        rules=rules,
        reason=f"{credential.title!r} covers no module enough. {told}",
        changes=tuple(changes),
    )


def _reaches_lowest(credential: Credential, programme: Programme) -> bool | None:
    """Say whether a credential is at the level of some module; None where that cannot be told."""
    levels = {module.level for module in programme.modules if module.level is not None}
    if credential.level is None or not levels:
        return None
    answers = [is_at_least(credential.level, level) for level in levels]
    if True in answers:
        return True
    return None if None in answers else False


def _admission(application: Application) -> list[GeneralAward]:
    policy, on = application.policy, application.on
    if ENTRY_LEVEL not in policy.limits:
        return []
    limit = policy.limit(ENTRY_LEVEL, on)
    entry = Level("EQF", limit.value)
    ids = [
        application.credentials[position].id
        for position in application.pool(Standing.CLEAR)
        if (level := application.credentials[position].level) is not None and is_at_least(level, entry)
    ]
    if not ids:
        return []
    told = f"Learning at {entry} or above may admit to the programme."
    landing = Landing(LandingPlace.ENTRY, application.programme.title, told, limit.reference)
    return [
        GeneralAward(
            award=Award.ADMISSION_ONLY,
            credential_ids=tuple(sorted(ids)),
            credit=None,
            landing=landing,
            rules=(),
            reason=f"No module is covered. {told}",
            changes=("Evidence for the outcomes of a module.",),
        )
    ]
