"""Limits on awards taken together: numbers that an optimiser can add up, and rules about one award more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import Award, Credit, Effect, RuleInput, Verdict
from skillmap.recognition.rule import Answer, AwardCandidate, Facts, Needs, Rule, Scope, rules

_ABOUT = 1e-6
"""Sums of credit that differ by less are equal."""


@dataclass(frozen=True, slots=True)
class CapOf:
    """A limit on the sum of what awards count for."""

    rule: str
    code: str
    reference: str
    effect: Effect
    allowed: float | None
    """None where the fact that it is taken of is not stated."""
    counted: Callable[[AwardCandidate], float]
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class CapTerms:
    """What a limit allows and how awards count against it."""

    allowed: float | None
    """None where the fact that it is taken of is not stated."""
    counted: Callable[[AwardCandidate], float]
    unit: str
    words: str
    """One sentence: the limit."""
    inputs: tuple[RuleInput, ...] = ()
    missing: str = ""
    """The fact that is not stated, where ``allowed`` is None."""
    doubt: Callable[[AwardCandidate], str] = lambda candidate: ""
    """A sentence where it is not known how much an award counts; else empty."""
    perhaps: float | None = None
    """Where ``missing`` decides between two limits, the looser; ``allowed`` is the stricter and is kept."""


Terms = Callable[[Facts], Sequence[CapTerms]]
_terms: dict[str, Terms] = {}


def cap(name: str, code: str, needs: Needs | None = None) -> Callable[[Terms], Terms]:
    """Decorate a function that gives the terms of a limit, to file it as a rule about one award more.

    A rule may hold several limits, such as one for each stage.
    """

    def file(terms: Terms) -> Terms:
        def ask(facts: Facts) -> Answer:
            return _answer(terms(facts), facts)

        ask.__doc__ = terms.__doc__
        rules.register(name)(Rule(Scope.PROGRAMME, ask, code, needs or Needs()))
        _terms[name] = terms
        return terms

    return file


def caps_of(facts: Facts) -> tuple[CapOf, ...]:
    """Return the limits on awards taken together that the policy states, in its order."""
    found = []
    for entry in facts.policy.rules:
        rule = rules.get(entry.name)
        for terms in _terms.get(entry.name, _none)(replace(facts, asking=entry.name)):
            found.append(
                CapOf(
                    rule=entry.name,
                    code=rule.code,
                    reference=entry.reference,
                    effect=entry.effect,
                    allowed=terms.allowed,
                    counted=terms.counted,
                    unit=terms.unit,
                    words=terms.words,
                )
            )
    return tuple(found)


def candidate_of(facts: Facts) -> AwardCandidate:
    """Return the award that is asked about; credit for the module where the caller names none."""
    if facts.candidate is not None:
        return facts.candidate
    if facts.module is None:
        raise ValueError("a rule about awards taken together was asked without a module")
    whole = facts.programme.credit if facts.programme is not None else None
    amount = amount_in(facts.module.credit, whole)
    names = tuple(credential.id for credential in facts.credentials)
    return AwardCandidate(facts.module, Award.SPECIFIED_CREDIT, names, amount)


def amount_in(credit: Credit | None, whole: Credit | None) -> float:
    """Return an amount of credit in the scheme of the whole programme; 0 where it is not stated in it.

    Nothing is converted: what is not known in the programme's scheme is left to ``credit_doubt``.
    """
    return credit.amount if credit is not None and _same_scheme(credit, whole) else 0.0


def credit_doubt(candidate: AwardCandidate, whole: Credit | None) -> str:
    """Return a sentence where the credit of an award is not known in the scheme of the programme."""
    credit = candidate.module.credit
    if candidate.award is Award.UNSPECIFIED_CREDIT or (credit is not None and _same_scheme(credit, whole)):
        return ""
    stated = "not stated" if credit is None else f"stated as {credit}"
    return f"The credit of {candidate.module.title!r} is {stated}, so it cannot be counted in the programme."


def _same_scheme(credit: Credit, whole: Credit | None) -> bool:
    return whole is None or (credit.scheme is not None and credit.scheme == whole.scheme)


def _none(facts: Facts) -> Sequence[CapTerms]:
    return ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One limit with one award more."""

    terms: CapTerms
    verdict: Verdict
    words: str
    used: float


def _answer(terms: Sequence[CapTerms], facts: Facts) -> Answer:
    candidate = candidate_of(facts)
    asked = [_asked(each, candidate, facts) for each in terms]
    if not asked:
        told = "The programme has nothing that this limit speaks of."
        return Answer(Verdict.YES, (), told, told)
    # The worst answer is given; of limits that say the same, the one with least room left.
    order = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)
    worst = min(asked, key=lambda each: (order.index(each.verdict), _room(each)))
    inputs = (
        *worst.terms.inputs,
        RuleInput("taken up by the awards beside it", f"{worst.used:g} {worst.terms.unit}"),
        RuleInput("counted for this award", f"{worst.terms.counted(candidate):g} {worst.terms.unit}"),
    )
    change = {
        Verdict.YES: "",
        Verdict.NO: "Giving up another suggested award, or an exception to the limit.",
        Verdict.UNKNOWN: worst.terms.doubt(candidate) or worst.terms.missing,
    }[worst.verdict]
    return Answer(worst.verdict, inputs, worst.words, worst.words, change)


def _asked(terms: CapTerms, candidate: AwardCandidate, facts: Facts) -> _Asked:
    used = facts.suggested_before
    if facts.candidate is not None:
        used = sum(terms.counted(each) for each in facts.chosen)
    counted = terms.counted(candidate)
    total = used + counted
    doubt = terms.doubt(candidate)
    if doubt:
        return _Asked(terms, Verdict.UNKNOWN, doubt, used)
    if terms.allowed is None and (counted > 0 or candidate.amount == 0):
        return _Asked(terms, Verdict.UNKNOWN, f"{_open(terms)} {terms.words}", used)
    if terms.allowed is None:
        return _Asked(terms, Verdict.YES, f"It does not count against this limit. {terms.words}", used)
    told = f"With this award {total:g} of at most {terms.allowed:g} {terms.unit}. {terms.words}"
    # An award that does not count against a limit is never held back by it.
    passed = total > terms.allowed + _ABOUT and counted > 0
    if passed and terms.perhaps is not None and total <= terms.perhaps + _ABOUT:
        return _Asked(terms, Verdict.UNKNOWN, f"{_open(terms)} {told}", used)
    return _Asked(terms, Verdict.NO if passed else Verdict.YES, told, used)


def _open(terms: CapTerms) -> str:
    return f"Not known: {terms.missing[:1].lower()}{terms.missing[1:]}"


def _room(asked: _Asked) -> float:
    return (asked.terms.allowed or 0.0) - asked.used
