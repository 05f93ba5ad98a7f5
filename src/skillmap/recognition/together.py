"""From the suggestions for single modules to those that may stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    AssessmentRoute,
    Award,
    CapState,
    Effect,
    Landing,
    Recommendation,
    RuleInput,
    RuleResult,
    Verdict,
)
from skillmap.recognition.application import Application
from skillmap.recognition.award_kinds import award_kinds_of
from skillmap.recognition.caps import CapOf, caps_of
from skillmap.recognition.landing import Electives, not_counting
from skillmap.recognition.learning_hours import hours_asked, hours_held
from skillmap.recognition.reasons import reason_of
from skillmap.recognition.rule import AwardCandidate, Scope, apply_rules
from skillmap.recognition.selection import Choice, Question, Selection, is_legal, select
from skillmap.recognition.suggestion import AWARDED, alternatives, candidate_of

ONCE = "learning_counts_once"
"""The name under which the use of one credential for several modules is reported."""
_ONCE_REFERENCE = "Built in: an hour of learning is credited once"


@dataclass(frozen=True)
class Together:
    """Suggestions for all modules that keep every limit, and what limited them."""

    recommendations: tuple[Recommendation, ...]
    chosen: tuple[AwardCandidate, ...]
    caps: tuple[CapOf, ...]
    states: tuple[CapState, ...]
    electives: Electives
    """What the awards leave of free choice."""
    best_proven: bool | None


def choose(application: Application, suggested: Sequence[Recommendation]) -> Together:
    """Return the best set of awards that may stand together, and a word on those held back."""
    whole = application.facts(application.credentials)
    caps = caps_of(whole)
    by_module = {each.module_id: each for each in suggested}
    options = [each for each in suggested if each.award in AWARDED]
    question = _question(application, options, caps)
    if not is_legal(question, range(len(question.choices))):
        options = _with_alternatives(application, options)
        question = _question(application, options, caps)
    ordered = _ordered(options)
    selection = select(question)
    picked = [ordered[place] for place in selection.chosen]
    chosen = tuple(question.choices[place].candidate for place in selection.chosen)
    judge = _Judge(application, question, selection, chosen)
    for each in picked:
        by_module[each.module_id] = judge.kept(each)
    for each in _held_back(suggested, picked):
        by_module[each.module_id] = judge.held_back(each)
    electives = Electives(application.programme)
    placed = _placed(application, [by_module[each.module_id] for each in suggested], electives)
    return Together(placed, chosen, caps, selection.caps, electives, selection.best_proven)


def _held_back(suggested: Sequence[Recommendation], picked: Sequence[Recommendation]) -> list[Recommendation]:
    taken = {each.module_id for each in picked}
    return [each for each in suggested if each.award in AWARDED and each.module_id not in taken]


def _with_alternatives(application: Application, options: Sequence[Recommendation]) -> list[Recommendation]:
    """Return the awards with others for the same modules that rest on other credentials."""
    modules = {module.id: module for module in application.programme.modules}
    found = list(options)
    for option in options:
        others = alternatives(application, modules[option.module_id])
        found += [other for other in others if set(other.credential_ids) != set(option.credential_ids)]
    return found


def _ordered(options: Sequence[Recommendation]) -> list[Recommendation]:
    return sorted(options, key=lambda option: (option.module_id, option.credential_ids))


def _question(
    application: Application, options: Sequence[Recommendation], caps: tuple[CapOf, ...]
) -> Question:
    held = {credential.id: hours_held(credential) for credential in application.credentials}
    supply = {name: hours.low if hours is not None else None for name, hours in held.items()}
    return Question(
        choices=tuple(_choice(application, option, supply) for option in _ordered(options)),
        caps=caps,
        supply=supply,
        reuse_with_unknown_hours=award_kinds_of(application.policy, application.on).reuse_with_unknown_hours,
    )


def _choice(application: Application, option: Recommendation, supply: Mapping[str, float | None]) -> Choice:
    candidate = candidate_of(application, option)
    asked = hours_asked(candidate.module)
    if asked is None:
        return Choice(candidate, option.coverage.share, None)
    policy, on = application.policy, application.on
    spared = policy.limit("volume_tolerance", on).value if "volume_tolerance" in policy.limits else 0.0
    needed = (1 - spared) * asked.low
    held = [supply[name] for name in candidate.credential_ids]
    known = [hours for hours in held if hours is not None]
    # A policy that asks for no volume may award more than the credentials hold; that takes up all they hold.
    return Choice(
        candidate, option.coverage.share, min(needed, sum(known)) if len(known) == len(held) else needed
    )


class _Judge:
    """Asks the rules about each award beside the others."""

    def __init__(
        self,
        application: Application,
        question: Question,
        selection: Selection,
        chosen: tuple[AwardCandidate, ...],
    ) -> None:
        self._application = application
        self._question = question
        self._selection = selection
        self._chosen = chosen
        self._by_id = {credential.id: credential for credential in application.credentials}

    def kept(self, suggested: Recommendation) -> Recommendation:
        """Return a chosen award with the rules about all awards; one that refers makes it an assessment."""
        others = tuple(each for each in self._chosen if each.module.id != suggested.module_id)
        return _capped(suggested, self._results(suggested, others))

    def held_back(self, suggested: Recommendation) -> Recommendation:
        """Return what becomes of an award that does not fit beside the chosen ones, and why."""
        results = self._results(suggested, self._chosen)
        passed = [
            cap for cap in self._passed(suggested) if cap.rule not in {r.rule for r in results if _stops(r)}
        ]
        results = (*results, *(_over(cap, suggested) for cap in passed))
        if not any(_stops(result) for result in results):
            results = (*results, self._used_already(suggested))
        why = next(result for result in results if _stops(result))
        module = candidate_of(self._application, suggested).module
        capped = _capped(suggested, results)
        return replace(capped, landing=not_counting(module, why.for_staff, why.reference))

    def _results(
        self, suggested: Recommendation, others: tuple[AwardCandidate, ...]
    ) -> tuple[RuleResult, ...]:
        application = self._application
        candidate = candidate_of(application, suggested)
        relied = tuple(self._by_id[name] for name in suggested.credential_ids)
        facts = replace(
            application.facts(relied),
            module=candidate.module,
            coverage=suggested.coverage,
            suggested_before=sum(each.amount for each in others),
            candidate=candidate,
            chosen=others,
        )
        return apply_rules(Scope.PROGRAMME, facts)

    def _passed(self, suggested: Recommendation) -> list[CapOf]:
        """Return the limits that an award would pass beside the chosen ones."""
        candidate = candidate_of(self._application, suggested)
        return [
            cap
            for cap in self._question.caps
            if cap.allowed is not None
            and cap.effect is not Effect.INFO
            and sum(cap.counted(each) for each in (*self._chosen, candidate)) > cap.allowed + 1e-6
        ]

    def _used_already(self, suggested: Recommendation) -> RuleResult:
        names = set(suggested.credential_ids)
        users = [each for each in self._chosen if names & set(each.credential_ids)]
        asked = hours_asked(candidate_of(self._application, suggested).module)
        titles = " and ".join(repr(self._by_id[name].title) for name in suggested.credential_ids)
        codes = ", ".join(each.module.id for each in users)
        held = tuple(
            RuleInput(
                f"hours of {self._by_id[name].title!r}", str(hours_held(self._by_id[name]) or "not stated")
            )
            for name in suggested.credential_ids
        )
        told = f"The learning of {titles} is credited for {codes} already; an hour of learning counts once."
        return RuleResult(
            rule=ONCE,
            subject=suggested.module_id,
            verdict=Verdict.NO,
            effect=Effect.REFER,
            inputs=(*held, RuleInput("hours of the module", str(asked or "not stated"))),
            for_applicant=told,
            for_staff=told,
            reference=_ONCE_REFERENCE,
            change=f"{self._short_of(suggested, users)}, or giving up the award for {codes}.",
        )

    def _short_of(self, suggested: Recommendation, users: Sequence[AwardCandidate]) -> str:
        supply = [self._question.supply.get(name) for name in suggested.credential_ids]
        hours = {choice.candidate.module.id: choice.hours for choice in self._question.choices}
        asked = [hours.get(code) for code in (suggested.module_id, *(user.module.id for user in users))]
        known = [each for each in supply if each is not None]
        wanted = [each for each in asked if each is not None]
        if len(known) < len(supply) or len(wanted) < len(asked):
            return "The notional hours of the credential and of the modules"
        short = sum(wanted) - sum(known)
        return f"Evidence of about {short:g} more hours of learning" if short > 0 else "Other evidence"


def _named(results: Sequence[RuleResult]) -> list[str]:
    return [result.change for result in results if _stops(result) and result.change]


def _stops(result: RuleResult) -> bool:
    return result.blocks or result.refers


def _over(cap: CapOf, suggested: Recommendation) -> RuleResult:
    told = f"With this module more than the limit of {cap.allowed:g} {cap.unit}: {cap.words}"
    change = f"A higher limit ({cap.reference}), or giving up another suggested award."
    return RuleResult(
        cap.rule, suggested.module_id, Verdict.NO, cap.effect, (), told, told, cap.reference, change
    )


def _capped(suggested: Recommendation, results: tuple[RuleResult, ...]) -> Recommendation:
    rules = (*suggested.rules, *results)
    award = suggested.award
    if any(result.blocks for result in results):
        award = Award.NONE_FOUND
    elif any(result.refers for result in results):
        award = Award.ASSESS
    return replace(
        suggested,
        award=award,
        credit=suggested.credit if award is Award.SPECIFIED_CREDIT else None,
        rules=rules,
        reason=reason_of(award, suggested.coverage, rules),
        changes=tuple(dict.fromkeys([*_named(results), *suggested.changes])),
        route=AssessmentRoute.FACTS if award is Award.ASSESS else None,
    )


def _placed(
    application: Application, suggested: Sequence[Recommendation], electives: Electives
) -> tuple[Recommendation, ...]:
    modules = {module.id: module for module in application.programme.modules}
    placed = []
    for each in suggested:
        landing: Landing | None = each.landing
        if each.award in AWARDED:
            landing = electives.place(modules[each.module_id])
        placed.append(replace(each, landing=landing))
    return tuple(placed)
