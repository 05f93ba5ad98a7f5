"""Whether suggestions that look like this one are wrong no more often than the policy puts up with."""

from __future__ import annotations

from skillmap.domain import ErrorBound, RuleInput, Verdict
from skillmap.recognition.error_of_awards import DELTA, RISK, RULE, bound_at, score_of, share_of
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, rule


@rule(RULE, Scope.MODULE, "R26", Needs(limits=(RISK, DELTA), office_fact=True, never_blocks=True))
def error_is_bounded(facts: Facts) -> Answer:
    """Decided cases show that suggestions which look like this one are seldom enough wrong."""
    risk, delta = (share_of(facts.policy, facts.limit(name).value, name) for name in (RISK, DELTA))
    bound = bound_at(facts.decided, risk, delta)
    score = score_of(facts.coverage) if facts.coverage is not None else None
    inputs = (
        RuleInput("score of the suggestion", "not known" if score is None else f"{score:.2f}"),
        RuleInput("score from which the bound holds", _threshold(bound)),
        RuleInput("share of wrong suggestions put up with", f"{risk:.0%}"),
        RuleInput("chance that decided cases mislead", f"{delta:.0%}"),
        RuleInput("decided cases or applicants behind it", f"{bound.behind} of {bound.decided}"),
        RuleInput("of them wrong", str(bound.wrong)),
    )
    verdict, told, change = _judged(bound, score)
    seen = "Decided cases speak for suggestions like this one." if verdict is Verdict.YES else _REVIEW
    return Answer(verdict, inputs, seen, told, change)


_REVIEW = "A person reviews suggestions like this one."


def _judged(bound: ErrorBound, score: float | None) -> tuple[Verdict, str, str]:
    if bound.threshold is None:
        return (
            Verdict.UNKNOWN,
            bound.words,
            f"At least {bound.missing} more decided cases, all of them right.",
        )
    if score is None:
        told = "Decided cases are about similar texts, and nothing of the kind is known here: review it."
        return Verdict.UNKNOWN, f"{told} {bound.words}", "A person's review of the suggestion."
    if bound.suggests(score):
        return Verdict.YES, f"Score {score:.2f}. {bound.words}", ""
    told = f"Score {score:.2f}, below {bound.threshold:.2f}: nothing is promised, so review it."
    return Verdict.NO, f"{told} {bound.words}", "A person's review of the suggestion."


def _threshold(bound: ErrorBound) -> str:
    return "none: too few decided cases" if bound.threshold is None else f"{bound.threshold:.2f}"
