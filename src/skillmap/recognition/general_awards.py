"""Awards that name no module: credit for electives, a whole stage, entry to a stage or the programme.

A stage that the learning covers, but not all of which may count, stays in sight as an award that does not
count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from skillmap.recognition.selection import Question, can_stand_together
from skillmap.recognition.suggestion import AWARDED
from skillmap.recognition.together import Together

_ABOUT = 1e-6
"""Sums of credit that differ by less are equal."""
_CREDIT = frozenset({Award.SPECIFIED_CREDIT})
ENTRY_LEVEL = "entry_level"
"""The limit of a policy that says from which level of the EQF learning may admit to a programme."""


def general_awards(
    application: Application,
    together: Together,
) -> tuple[GeneralAward, ...]:
    """Return the awards that name no module, given those that do."""
    suggested = together.recommendations
    stages = _Stages(application.programme, suggested, together.question)
    kinds = award_kinds_of(application.policy, application.on)
    found: list[GeneralAward] = []
    if kinds.block_credit:
        found += stages.blocks()
    if kinds.advanced_standing:
        found += stages.entries()
    if kinds.general_credit:
        room = _Room(together.caps, list(together.chosen))
        found += _unspecified(application, suggested, together.electives, room)
    if not found and all(each.award is Award.NONE_FOUND for each in suggested):
        found += _admission(application)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Stages:
    """Which stages the awards make up, and whether with awards that count."""

    programme: Programme
    suggested: Sequence[Recommendation]
    question: Question

    def blocks(self) -> list[GeneralAward]:
        """Return credit for each stage that the awards make up."""
        made_up = ((stage, self._credited(stage)) for stage in self.programme.stages)
        return [self._block(stage, modules) for stage, modules in made_up if modules]

    def _credited(self, stage: Stage) -> tuple[Module, ...]:
        """Return modules with credit that make up a stage, those that count first; else nothing."""
        # An exemption carries no credit, so a stage with one in it has no credit as a whole either.
        counting = self._completed(stage, counting=True)
        if counting and not self._exempt(counting):
            return counting
        possible = self._completed(stage, counting=False)
        return possible if possible and self._suffice([possible], _CREDIT) else ()

    def _exempt(self, modules: Sequence[Module]) -> list[str]:
        codes = {module.id for module in modules}
        return [e.module_id for e in self.suggested if e.module_id in codes and e.award is Award.EXEMPTION]

    def _block(self, stage: Stage, modules: tuple[Module, ...]) -> GeneralAward:
        told = "Every module of the stage is covered."
        return GeneralAward(
            award=Award.BLOCK_CREDIT,
            credential_ids=_relied_on(self.suggested, modules),
            credit=stage.credit or _sum_of(modules),
            landing=self._landing(stage, modules, told, self._exempt(modules)),
            rules=_rules_of(self.suggested, modules),
            reason=f"{len(modules)} modules suggested for award make up the stage {stage.name!r}.",
            changes=("Giving up an award for one of its modules would leave the stage incomplete.",),
            module_ids=tuple(module.id for module in modules),
        )

    def entries(self) -> list[GeneralAward]:
        """Return entry to the stage after those that are made up; a later one as one that does not count."""
        last = len(self.programme.stages) - 1
        counting = self._run_of_stages(counting=True)[:last]
        possible = self._run_of_stages(counting=False)[:last]
        runs = [counting] if len(counting) >= len(possible) else [counting, possible]
        return [self._entry(run) for run in runs if run]

    def _entry(self, run: Sequence[tuple[Module, ...]]) -> GeneralAward:
        modules = [module for stage in run for module in stage]
        into = self.programme.stages[len(run)]
        before = ", ".join(repr(stage.name) for stage in self.programme.stages[: len(run)])
        told = f"Every stage before it is covered: {before}."
        return GeneralAward(
            award=Award.ADVANCED_STANDING,
            credential_ids=_relied_on(self.suggested, modules),
            credit=None,
            landing=self._landing(into, modules, told),
            rules=_rules_of(self.suggested, modules),
            reason=f"Entry to the stage {into.name!r}: {told}",
            module_ids=tuple(module.id for module in modules),
        )

    def _run_of_stages(self, *, counting: bool) -> list[tuple[Module, ...]]:
        """Return the modules of the first stages that are made up, one after another."""
        run: list[tuple[Module, ...]] = []
        for stage in self.programme.stages:
            modules = self._completed(stage, counting=counting)
            if not modules or not (counting or self._suffice([*run, modules], AWARDED)):
                break
            run.append(modules)
        return run

    def _suffice(self, run: Sequence[Sequence[Module]], kinds: frozenset[Award]) -> bool:
        """Return whether the learning suffices for all of these modules together, limits aside."""
        return can_stand_together(self.question, {module.id for modules in run for module in modules}, kinds)

    def _landing(
        self, stage: Stage, modules: Sequence[Module], told: str, exempt: Sequence[str] = ()
    ) -> Landing:
        codes = {module.id for module in modules}
        held = [each for each in self.suggested if each.module_id in codes and each.is_held_back]
        if exempt and not held:
            why = f"{told} The learning with credit for {', '.join(exempt)} is relied on for another award."
            return Landing(LandingPlace.NOT_COUNTING, stage.name, why, CATALOGUE)
        if not held or held[0].landing is None:
            return Landing(LandingPlace.STAGE, stage.name, told, CATALOGUE)
        named = ", ".join(each.module_id for each in held)
        why = f"{told} Of its modules {named} cannot count: {held[0].landing.reason}"
        return Landing(LandingPlace.NOT_COUNTING, stage.name, why, held[0].landing.reference)

    def _completed(self, stage: Stage, *, counting: bool) -> tuple[Module, ...]:
        """Return the awarded modules of a stage if they make it up, else nothing.

        A stage is made up when every module that all students take is awarded, and the awarded ones reach the
        credit of the stage: a catalogue may list only some of its modules. Where the credit of the stage
        cannot be compared, all of them are asked.

        Args:
            stage: of the programme.
            counting: whether only awards that count are looked at, or all of them.
        """
        awarded = {
            each.module_id
            for each in self.suggested
            if each.counts or (each.award in AWARDED and not counting)
        }
        modules = [
            module for module in self.programme.modules if module.stage.casefold() == stage.name.casefold()
        ]
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
