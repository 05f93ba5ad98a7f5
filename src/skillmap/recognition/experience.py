"""Recognition by experience: what is claimed, what is offered to show it, and what people judged of that.

The software judges nothing. It joins what people said of each item by the four rules of evidence (valid,
authentic, current, sufficient: Standards for RTOs 2015, table 1.8-2), says where they differ or have not
answered, and measures which claims come near an outcome. A claim alone never counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from skillmap.domain import (
    Claim,
    ClaimKind,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    EvidenceSheet,
    EvidenceState,
    Finding,
    JoinedAnswer,
    JudgedItem,
    Match,
    Module,
    OutcomeEvidence,
    Portfolio,
    Programme,
    Severity,
    Statement,
    Verdict,
)
from skillmap.errors import UnknownNameError
from skillmap.matching import Matcher
from skillmap.recognition.challenge import challenge_for

NEAREST_CLAIMS = 3
"""Claims that are shown beside an outcome."""
_OF_ITSELF = (EvidenceRule.VALID, EvidenceRule.AUTHENTIC, EvidenceRule.CURRENT)
"""Rules that an item meets by itself; sufficient are all items of an outcome together."""
_WORDS_ALONE = ("reference", "testimonial", "cv", "curriculum vitae", "resume", "self-assessment")
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Nearness:
    """From where a claim is shown beside an outcome, and who measures it."""

    matcher: Matcher
    """Over the module outcomes of the programme."""
    least: float
    """Similarity from which a claim is near; taken from the policy."""


def evidence_sheets(
    portfolio: Portfolio, programme: Programme, nearness: Nearness, on: date, modules: Sequence[str] = ()
) -> tuple[EvidenceSheet, ...]:
    """Return one sheet for each module asked for, in the order of the programme; for all without any.

    Raises:
        UnknownNameError: the programme has no such module.
    """
    chosen = _chosen(programme, modules)
    placed, findings = placed_in(portfolio, programme)
    near, unread = _near_claims(placed.claims, chosen, nearness)
    brought = _Brought(placed)
    fingerprint = nearness.matcher.fingerprint if placed.claims else ""
    return tuple(
        EvidenceSheet(
            programme.title,
            module.id,
            module.title,
            tuple(
                _evidence(brought, module, position, near.get(f"{module.id}/{outcome.id}", ()))
                for position, outcome in enumerate(module.outcomes)
            ),
            (*findings, *unread),
            on,
            fingerprint,
        )
        for module in chosen
    )


def placed_in(portfolio: Portfolio, programme: Programme) -> tuple[Portfolio, tuple[Finding, ...]]:
    """Return a portfolio whose outcomes are named as the programme names them, and what has no place in it.

    ``MODULE/2`` stands for the second outcome, where none has that id; an outcome's own id will do where only
    one module has it. Capitals do not matter.
    """
    names = _Names(programme)
    items = tuple(
        replace(item, outcomes=tuple(dict.fromkeys(names.known(name) for name in item.outcomes)))
        for item in portfolio.items
    )
    judgements = tuple(
        replace(judgement, outcome=names.known(judgement.outcome)) for judgement in portfolio.judgements
    )
    placed = replace(portfolio, items=items, judgements=judgements)
    return placed, tuple(_unplaced(placed, names))


def settled(portfolio: Portfolio) -> Portfolio:
    """Return a portfolio with one judgement for each item and outcome: what all assessors together say.

    What they differ on is unknown in it, and a judgement of an item that is not there is left out, so that
    whoever counts by it finds no other answer than the sheet gives. Settling twice changes nothing.
    """
    known = {item.id for item in portfolio.items}
    said: dict[tuple[str, str], list[EvidenceJudgement]] = {}
    for judgement in portfolio.judgements:
        if judgement.item_id in known:
            said.setdefault((judgement.item_id, judgement.outcome), []).append(judgement)
    answers = {key: joined(judgements) for key, judgements in said.items()}
    by_outcome: dict[str, list[Sequence[JoinedAnswer]]] = {}
    for (_, outcome), found in answers.items():
        by_outcome.setdefault(outcome, []).append(found)
    disputed = {outcome for outcome, found in by_outcome.items() if _differ(found)}
    return replace(
        portfolio,
        judgements=tuple(
            _together(judgements, answers[key], enough_is_disputed=key[1] in disputed)
            for key, judgements in said.items()
        ),
    )


def _together(
    judgements: Sequence[EvidenceJudgement], answers: Sequence[JoinedAnswer], *, enough_is_disputed: bool
) -> EvidenceJudgement:
    first = judgements[0]
    return EvidenceJudgement(
        first.item_id,
        first.outcome,
        tuple(
            (answer.rule, answer.verdict)
            for answer in answers
            if not (enough_is_disputed and answer.rule is EvidenceRule.SUFFICIENT)
        ),
        ", ".join(sorted({judgement.assessor for judgement in judgements})),
        max(judgement.on for judgement in judgements),
        "; ".join(dict.fromkeys(judgement.note for judgement in judgements if judgement.note)),
    )


def outcome_evidence(
    portfolio: Portfolio, module: Module, position: int, claims: tuple[Match, ...] = ()
) -> OutcomeEvidence:
    """Return what is claimed, offered and judged for one outcome of a module.

    Args:
        portfolio: with outcomes named as ``MODULE/OUTCOME``, see ``placed_in``.
        module: whose outcome it is.
        position: of the outcome in the module, from 0.
        claims: that come near it, nearest first.
    """
    return _evidence(_Brought(portfolio), module, position, claims)


class _Brought:
    """A portfolio, arranged so that what belongs to one outcome is found without looking at the rest."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._order = {item.id: place for place, item in enumerate(portfolio.items)}
        self._items = {item.id: item for item in portfolio.items}
        self._offered: dict[str, set[str]] = {}
        self._claiming: dict[str, set[str]] = {}
        self._judgements: dict[tuple[str, str], list[EvidenceJudgement]] = {}
        for item in portfolio.items:
            for name in item.outcomes:
                self._offered.setdefault(name, set()).add(item.id)
            for claim in item.claims:
                self._claiming.setdefault(claim, set()).add(item.id)
        for judgement in portfolio.judgements:
            if judgement.item_id in self._items:
                key = (judgement.item_id, judgement.outcome)
                self._judgements.setdefault(key, []).append(judgement)
                self._offered.setdefault(judgement.outcome, set()).add(judgement.item_id)

    def judged_items(self, key: str, claims: Sequence[str]) -> tuple[JudgedItem, ...]:
        """Return the items for an outcome, in their order: offered, judged, or meant for a claim near it."""
        offered = self._offered.get(key, set())
        meant = {item for claim in claims for item in self._claiming.get(claim, ())}
        return tuple(
            _judged(self._items[item], item in offered, self._judgements.get((item, key), ()))
            for item in sorted(offered | meant, key=self._order.__getitem__)
        )


def _evidence(brought: _Brought, module: Module, position: int, claims: tuple[Match, ...]) -> OutcomeEvidence:
    outcome = module.outcomes[position]
    key = f"{module.id}/{outcome.id}"
    items = brought.judged_items(key, [match.statement_id for match in claims])
    state = _state(items)
    shown = state is EvidenceState.SHOWN
    gaps = () if shown else (*_gaps(items), *_words_alone(items))
    return OutcomeEvidence(
        outcome, key, claims, items, state, gaps, None if shown else challenge_for(outcome)
    )


def joined(judgements: Sequence[EvidenceJudgement]) -> tuple[JoinedAnswer, ...]:
    """Return what several judgements of one item for one outcome say together, one answer for each rule.

    A later judgement by the same assessor replaces the earlier one. Where assessors differ, or one gives two
    answers on one day, nothing is known until they agree.
    """
    counted = _latest(judgements)
    return tuple(_joined(rule, counted) for rule in EvidenceRule)


def _latest(judgements: Sequence[EvidenceJudgement]) -> list[EvidenceJudgement]:
    last = {
        assessor: max(judgement.on for judgement in judgements if judgement.assessor == assessor)
        for assessor in {judgement.assessor for judgement in judgements}
    }
    # In an order of their own, so that the order in which they were written down never matters.
    counted = [judgement for judgement in judgements if judgement.on == last[judgement.assessor]]
    return sorted(counted, key=lambda judgement: (judgement.on, judgement.assessor, repr(judgement.answers)))


def _joined(rule: EvidenceRule, judgements: Sequence[EvidenceJudgement]) -> JoinedAnswer:
    said = [judgement for judgement in judgements if judgement.verdict(rule) is not Verdict.UNKNOWN]
    verdicts = {judgement.verdict(rule) for judgement in said}
    words = "; ".join(dict.fromkeys(_said(judgement, rule) for judgement in said))
    if len(verdicts) == 1:
        return JoinedAnswer(rule, verdicts.pop(), False, words)
    return JoinedAnswer(rule, Verdict.UNKNOWN, bool(said), words)


def _said(judgement: EvidenceJudgement, rule: EvidenceRule) -> str:
    note = f": {judgement.note}" if judgement.note else ""
    return f"{judgement.verdict(rule)} ({judgement.assessor}, {judgement.on.isoformat()}{note})"


def _judged(item: EvidenceItem, offered: bool, judgements: Sequence[EvidenceJudgement]) -> JudgedItem:
    answers = joined(judgements)
    state = _item_state(answers)
    return JudgedItem(item, offered, answers, state, _item_words(item, offered, answers, state))


def _item_state(answers: Sequence[JoinedAnswer]) -> EvidenceState:
    if any(answer.verdict is Verdict.NO for answer in answers):
        return EvidenceState.NOT_SHOWN
    if any(answer.disputed for answer in answers):
        return EvidenceState.DISPUTED
    if all(answer.verdict is Verdict.YES for answer in answers):
        return EvidenceState.SHOWN
    return EvidenceState.OPEN


def _item_words(
    item: EvidenceItem, offered: bool, answers: Sequence[JoinedAnswer], state: EvidenceState
) -> str:
    title = f"“{item.title}”"
    if state is EvidenceState.SHOWN:
        return f"{title} shows it: every rule of evidence is answered yes."
    if state is EvidenceState.NOT_SHOWN:
        denied = [a for a in answers if a.verdict is Verdict.NO]
        return f"{title} does not show it: " + "; ".join(f"{a.rule}: {a.words}" for a in denied) + "."
    if state is EvidenceState.DISPUTED:
        disputed = [a for a in answers if a.disputed]
        differ = "; ".join(f"{a.rule}: {a.words}" for a in disputed)
        return f"{title}: assessors differ, so it counts as unknown until they agree ({differ})."
    if not offered:
        return f"{title} is meant to show a claim near it, but is not offered for it."
    open_rules = [a.rule.value for a in answers if a.verdict is Verdict.UNKNOWN]
    return f"{title} is not judged yet: {', '.join(open_rules)}."


def _state(items: Sequence[JudgedItem]) -> EvidenceState:
    """Return what all items together say of an outcome."""
    offered = [item for item in items if item.offered]
    if not offered:
        return EvidenceState.NONE_OFFERED
    if _differ_on_enough(items):
        return EvidenceState.DISPUTED
    states = {item.state for item in offered}
    order = (EvidenceState.SHOWN, EvidenceState.DISPUTED, EvidenceState.OPEN)
    return next((state for state in order if state in states), EvidenceState.NOT_SHOWN)


def _differ_on_enough(items: Sequence[JudgedItem]) -> bool:
    """Return True when the items that are good by themselves are said to be enough and not to be enough.

    Sufficient is a word on all of them together, so two answers to it contradict each other.
    """
    return _differ([item.answers for item in items])


def _differ(items: Sequence[Sequence[JoinedAnswer]]) -> bool:
    said = set()
    for answers in items:
        verdicts = {answer.rule: answer.verdict for answer in answers}
        if all(verdicts[rule] is Verdict.YES for rule in _OF_ITSELF):
            said.add(verdicts[EvidenceRule.SUFFICIENT])
    return {Verdict.YES, Verdict.NO} <= said


def _gaps(items: Sequence[JudgedItem]) -> tuple[str, ...]:
    gaps = [item.words for item in items if item.state is not EvidenceState.SHOWN]
    if not any(item.offered for item in items):
        gaps.insert(0, "No evidence is offered for it.")
    if _differ_on_enough(items):
        gaps.insert(0, "Of the items together it is said that they are sufficient and that they are not.")
    return tuple(gaps)


def _words_alone(items: Sequence[JudgedItem]) -> tuple[str, ...]:
    kinds = [item.item.kind.lower().strip() for item in items if item.offered]
    if kinds and all(kind.startswith(_WORDS_ALONE) for kind in kinds):
        return ("All that is offered is words about the applicant; another kind of evidence is usual.",)
    return ()


def _near_claims(
    claims: Sequence[Claim], modules: Sequence[Module], nearness: Nearness
) -> tuple[Mapping[str, tuple[Match, ...]], tuple[Finding, ...]]:
    """Return the nearest claims by outcome, and a finding for each claim that cannot be compared."""
    # Education and languages are shown by certificates, which are read as credentials.
    compared = [claim for claim in claims if claim.kind in (ClaimKind.SKILL, ClaimKind.EXPERIENCE)]
    statements = [Statement(claim.id, claim.text, claim.language) for claim in compared]
    matcher = nearness.matcher
    findings = tuple(
        Finding(Severity.WARNING, f"claim {statement.id}", f"could not read: {why}")
        for statement in statements
        if (why := matcher.unread(statement))
    )
    comparison = matcher.compare(statements)
    wanted = {f"{module.id}/{outcome.id}" for module in modules for outcome in module.outcomes}
    near = {}
    for column, target in enumerate(matcher.index.targets):
        if target.id not in wanted:
            continue
        scores = comparison.scores[:, column]
        best = sorted(np.flatnonzero(scores >= nearness.least).tolist(), key=lambda row: (-scores[row], row))
        near[target.id] = tuple(comparison.match(row, column) for row in best[:NEAREST_CLAIMS])
    return near, findings


class _Names:
    """The names under which the outcomes of a programme are known."""

    def __init__(self, programme: Programme) -> None:
        self._keys: dict[str, str] = {}
        single: dict[str, list[str]] = {}
        for module in programme.modules:
            for position, outcome in enumerate(module.outcomes, start=1):
                key = f"{module.id}/{outcome.id}"
                single.setdefault(_spelt(outcome.id), []).append(key)
                self._keys.setdefault(_spelt(f"{module.id}/{position}"), key)
        self._keys |= {name: keys[0] for name, keys in single.items() if len(keys) == 1}
        # Last, so that an outcome's full name wins over any other reading of it.
        self._keys |= {_spelt(key): key for keys in single.values() for key in keys}
        self._full = frozenset(self._keys.values())

    def known(self, name: str) -> str:
        """Return the full name of an outcome, or the name as it is where the programme has no such one."""
        return self._keys.get(_spelt(name), name)

    def __contains__(self, name: str) -> bool:
        return name in self._full


def _spelt(name: str) -> str:
    return "".join(name.casefold().split())


def _unplaced(portfolio: Portfolio, names: _Names) -> list[Finding]:
    known_items = {item.id for item in portfolio.items}
    known_claims = {claim.id for claim in portfolio.claims}
    found = []
    for item in portfolio.items:
        for name in item.outcomes:
            if name not in names:
                found.append((f"evidence {item.id}", f"is offered for {name!r}, which is no module outcome"))
        lost = [claim for claim in item.claims if claim not in known_claims]
        if lost:
            named = ", ".join(lost[:_MOST_NAMED])
            found.append((f"evidence {item.id}", f"names claims that are in no file given: {named}"))
    for judgement in portfolio.judgements:
        place = f"judgement of {judgement.item_id} by {judgement.assessor}"
        if judgement.item_id not in known_items:
            found.append((place, "is about an item that is not in the portfolio"))
        if judgement.outcome not in names:
            found.append((place, f"is for {judgement.outcome!r}, which is no module outcome"))
    return [Finding(Severity.WARNING, place, message) for place, message in dict.fromkeys(found)]


def _chosen(programme: Programme, modules: Sequence[str]) -> tuple[Module, ...]:
    known = {module.id.casefold(): module for module in programme.modules}
    for name in modules:
        if name.casefold() not in known:
            raise UnknownNameError("module", name, [module.id for module in programme.modules])
    wanted = {name.casefold() for name in modules}
    return tuple(m for m in programme.modules if not wanted or m.id.casefold() in wanted)
