"""Why an award is suggested, and what would change that."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import (
    AssessmentRoute,
    Award,
    Coverage,
    Extent,
    Landing,
    LearningOutcome,
    RuleResult,
)

COVERAGE_RULES = frozenset({"outcomes_are_covered"})
"""Rules whose words the count of outcomes says already."""


def route_of(enough: bool, coverage: Coverage, offered: Sequence[str]) -> AssessmentRoute:
    """Return how a person gets from ``assess`` to a decision.

    Args:
        enough: whether enough outcomes are met, so that only facts are open.
        coverage: of the module.
        offered: items of a portfolio that are offered for the module.
    """
    if enough:
        return AssessmentRoute.FACTS
    if offered:
        return AssessmentRoute.PORTFOLIO
    return AssessmentRoute.PART if coverage.count(Extent.MET) else AssessmentRoute.CHALLENGE


def reason_of(award: Award, coverage: Coverage, results: Sequence[RuleResult]) -> str:
    """Return in one sentence why an award is suggested, or why none is."""
    counted = _counted(coverage)
    blocking = [result for result in results if result.blocks]
    if blocking:
        return f"{counted}, but: {blocking[0].for_staff}"
    referring = [result for result in results if result.refers and result.rule not in COVERAGE_RULES]
    too_few = any(result.refers and result.rule in COVERAGE_RULES for result in results)
    rest = " for the rest" if too_few and coverage.count(Extent.MET) else ""
    if award is Award.ASSESS and referring:
        told = dict.fromkeys(result.for_staff for result in referring)
        also = ", who also has to settle" if too_few else ""
        return f"{counted}; refer to an assessor{rest}{also}: {' '.join(told)}"
    if award is Award.ASSESS:
        return f"{counted}; refer to an assessor{rest}."
    if award is Award.NONE_FOUND:
        return f"{counted}: too few to suggest anything."
    return f"{counted}; no rule of the policy stands in the way."


def not_counting_reason(coverage: Coverage, landing: Landing) -> str:
    """Return in one sentence why an award that its own rules allow does not count."""
    return (
        f"{_counted(coverage)}; no rule about it stands in the way, but it does not count: {landing.reason}"
    )


def _counted(coverage: Coverage) -> str:
    counted = f"{coverage.count(Extent.MET)} of {len(coverage.outcomes)} outcomes met"
    if coverage.count(Extent.PARTLY):
        counted += f", {coverage.count(Extent.PARTLY)} partly"
    return counted


def change_for(outcome: LearningOutcome) -> str:
    """Return what would change an answer where an outcome is not met."""
    return f"Evidence for: {outcome.text}"


def changes_of(
    coverage: Coverage, results: Sequence[RuleResult], more: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return what would change an answer: facts, limits, evidence set aside, outcomes not met."""
    missing = [
        change_for(covered.outcome) for covered in coverage.outcomes if covered.extent is not Extent.MET
    ]
    from_rules = [
        result.change
        for result in results
        if (result.blocks or result.refers) and result.change and result.rule not in COVERAGE_RULES
    ]
    return tuple(dict.fromkeys([*from_rules, *more, *missing]))
