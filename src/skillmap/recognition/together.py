"""From the suggestions for single modules to those that may stand together.

An award that there is no room for stays an award: it is shown as not counting, with the limit that binds and
the awards that were preferred. So loosening a limit moves awards, and never makes one disappear.
"""

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
from skillmap.recognition.reasons import not_counting_reason, reason_of
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
    question: Question
    """What the set was chosen from."""


def choose(application: Application, suggested: Sequence[Recommendation]) -> Together:
    """Return the best set of awards that may stand together; the others stay, as awards that do not count."""
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
    held_back = _held_back(suggested, picked)
    judge = _Judge(application, question, selection, chosen, tuple(each.module_id for each in held_back))
    for each in picked:
        by_module[each.module_id] = judge.kept(each, by_module[each.module_id])
    for each in held_back:
        by_module[each.module_id] = judge.held_back(each)
    electives = Electives(application.programme)
    placed = _placed(application, [by_module[each.module_id] for each in suggested], electives)
    return Together(placed, chosen, caps, selection.caps, electives, selection.best_proven, question)


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
        shown: tuple[str, ...],
    ) -> None:
        self._application = application
        self._question = question
        self._selection = selection
        self._chosen = chosen
        self._shown = shown
        self._by_id = {credential.id: credential for credential in application.credentials}

    def kept(self, suggested: Recommendation, alone: Recommendation) -> Recommendation:
        """Return a chosen award with the rules about all awards; one that refers makes it an assessment."""
        others = tuple(each for each in self._chosen if each.module.id != suggested.module_id)
        capped = _capped(suggested, self._results(suggested, others))
        if alone.award is not Award.SPECIFIED_CREDIT or capped.award is not Award.EXEMPTION:
            return capped
        titles = " and ".join(repr(self._by_id[name].title) for name in alone.credential_ids)
        told = f"Specified credit instead, on {titles}, by giving up another award that rests on it."
        return replace(capped, changes=(told, *capped.changes))

    def held_back(self, suggested: Recommendation) -> Recommendation:
        """Return an award that does not fit beside the chosen ones as one that does not count, and why.

        Room says nothing of the learning, so the award stays; what else a rule says of it counts as ever.
        """
        results, passed = self._results(suggested, self._chosen), self._passed(suggested)
        # Any other rule speaks of the learning, or of a fact that is open whichever awards stand beside it.
        about_room = {ONCE, *(cap.rule for cap in passed)}
        room = [result for result in results if _stops(result) and result.rule in about_room]
        named = {result.rule for result in room}
        added = [_over(cap, suggested) for cap in passed if cap.rule not in named]
        if not room and not added:
            added = [self._used_already(suggested)]
        own = tuple(result for result in results if result not in room)
        why = (*room, *added)[0]
        module = candidate_of(self._application, suggested).module
        landing = not_counting(module, self._no_room(suggested, why), why.reference)
        found = _capped(suggested, own)
        reason = not_counting_reason(found.coverage, landing) if found.award in AWARDED else found.reason
        changes = dict.fromkeys([*_named(own), *_named(room), *_named(added), *suggested.changes])
        return replace(
            found,
            rules=(*suggested.rules, *results, *added),
            reason=reason,
            changes=tuple(changes),
            landing=landing,
        )

    def _no_room(self, suggested: Recommendation, why: RuleResult) -> str:
        """Return in words what leaves no room for an award, and which awards were preferred to it."""
        candidate = candidate_of(self._application, suggested)
        caps = [cap for cap in self._question.caps if cap.rule == why.rule and cap.allowed is not None]
        if any(cap.counted(candidate) > (cap.allowed or 0.0) + 1e-6 for cap in caps):
            return f"{why.for_staff} By itself it passes this limit."
        names = set(suggested.credential_ids)
        rivals = [
            each.module.id
            for each in self._chosen
            if (
                any(cap.counted(each) > 0 and cap.counted(candidate) > 0 for cap in caps)
                if caps
                else names & set(each.credential_ids)
            )
        ]
        if not rivals:
            return why.for_staff
        proven = "; no other set of awards is worth more" if self._selection.best_proven else ""
        return f"{why.for_staff} Preferred to it: the award for {', '.join(rivals)}{proven}."

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
            shown=self._shown,
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
        if each.award in AWARDED and not each.is_held_back:
            landing = electives.place(modules[each.module_id])
        found = replace(each, landing=landing)
        if landing is not None and found.is_held_back:
            found = replace(found, reason=not_counting_reason(found.coverage, landing))
        placed.append(found)
    return tuple(placed)
