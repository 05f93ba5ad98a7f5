"""Outcomes that judged evidence of experience shows, kept apart from what credentials cover.

The portfolio is a settled one (see ``experience.settled``), so that the evidence sheet gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from skillmap.domain import (
    Coverage,
    EvidenceJudgement,
    Extent,
    Module,
    OutcomeCoverage,
    Portfolio,
    Verdict,
)
from skillmap.recognition.experience import joined


def shown_outcomes(portfolio: Portfolio, module: Module) -> Mapping[str, tuple[str, ...]]:
    """Return for each outcome id the items that a person judged to show it, by all four rules of evidence."""
    return {
        outcome.id: items
        for outcome in module.outcomes
        if (items := _with_verdict(portfolio, f"{module.id}/{outcome.id}", Verdict.YES))
    }


def contradicted(portfolio: Portfolio, module: Module) -> tuple[str, ...]:
    """Return a sentence for each item that a person judged not to show an outcome of a module."""
    titles = {item.id: item.title for item in portfolio.items}
    return tuple(
        f"A person judged that {titles.get(item, item)!r} does not show: {outcome.text}"
        for outcome in module.outcomes
        for item in _with_verdict(portfolio, f"{module.id}/{outcome.id}", Verdict.NO)
    )


def offered_for(portfolio: Portfolio, module: Module) -> tuple[str, ...]:
    """Return the ids of the items that are offered for an outcome of a module, judged or not."""
    named = {f"{module.id}/{outcome.id}" for outcome in module.outcomes}
    return tuple(item.id for item in portfolio.items if named & set(item.outcomes))


def with_experience(coverage: Coverage, shown: Mapping[str, tuple[str, ...]]) -> Coverage:
    """Return a coverage in which what judged items show counts as met, with the items named."""
    return replace(coverage, outcomes=tuple(_counted(outcome, shown) for outcome in coverage.outcomes))


def _counted(covered: OutcomeCoverage, shown: Mapping[str, tuple[str, ...]]) -> OutcomeCoverage:
    items = shown.get(covered.outcome.id, ())
    return replace(covered, extent=Extent.MET, evidence_ids=items) if items else covered


def _with_verdict(portfolio: Portfolio, outcome: str, verdict: Verdict) -> tuple[str, ...]:
    said: dict[str, list[EvidenceJudgement]] = {}
    for judgement in portfolio.judgements:
        if judgement.outcome == outcome:
            said.setdefault(judgement.item_id, []).append(judgement)
    return tuple(sorted(item for item, judgements in said.items() if _overall(judgements) is verdict))


def _overall(judgements: Sequence[EvidenceJudgement]) -> Verdict:
    said = [answer.verdict for answer in joined(judgements)]
    if Verdict.NO in said:
        return Verdict.NO
    return Verdict.UNKNOWN if Verdict.UNKNOWN in said else Verdict.YES
