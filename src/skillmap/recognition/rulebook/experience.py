"""Rules about what is claimed by experience and shown by a portfolio that a person judged."""

from __future__ import annotations

from skillmap.domain import EvidenceRule, RuleInput, Verdict
from skillmap.recognition.experience import joined as said_together
from skillmap.recognition.rule import Answer, Facts, Scope, joined, module_of, rule


@rule("evidence_is_judged_sufficient", Scope.MODULE, "R19")
def evidence_is_judged_sufficient(facts: Facts) -> Answer:
    """A person found each item of experience that counts to be valid, authentic, current and sufficient."""
    relied = relied_on(facts)
    if not relied:
        told = "Nothing of what is suggested rests on experience."
        return Answer(Verdict.YES, (), told, told)
    said = [
        (item, asked, _said(facts, item, outcome, asked))
        for item, outcome in relied
        for asked in EvidenceRule
    ]
    titles = {item.id: item.title for item in facts.portfolio.items}
    inputs = tuple(
        RuleInput(f"{titles.get(item, item)!r} is {asked.value}", verdict.value)
        for item, asked, verdict in said
    )
    verdict = joined([verdict for _, _, verdict in said])
    open_ones = [(item, asked) for item, asked, answer in said if answer is verdict]
    shown = "; ".join(
        dict.fromkeys(f"{titles.get(item, item)!r}: {asked.value}" for item, asked in open_ones)
    )
    if verdict is Verdict.YES:
        told = "An assessor found the evidence of experience valid, authentic, current and sufficient."
        return Answer(verdict, inputs, told, told)
    if verdict is Verdict.NO:
        told = f"An assessor answered no for {shown}."
        return Answer(verdict, inputs, told, told, "Other or further evidence of the same learning.")
    told = f"No assessor has answered yet, or assessors differ, for {shown}."
    return Answer(verdict, inputs, told, told, "An assessor's judgement of the evidence.")


def relied_on(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return the items of a portfolio that coverage rests on, each with the outcome that it shows."""
    module = module_of(facts)
    outcomes = facts.coverage.outcomes if facts.coverage is not None else ()
    return tuple((item, f"{module.id}/{each.outcome.id}") for each in outcomes for item in each.evidence_ids)


def judged(facts: Facts, asked: EvidenceRule) -> Verdict:
    """Return what a person said of one rule of evidence, of all items that count together."""
    said = [_said(facts, item, outcome, asked) for item, outcome in relied_on(facts)]
    return joined(said) if said else Verdict.UNKNOWN


def _said(facts: Facts, item: str, outcome: str, asked: EvidenceRule) -> Verdict:
    """Return what the assessors together say to one rule of evidence; unknown where they differ."""
    about = [j for j in facts.portfolio.judgements if j.item_id == item and j.outcome == outcome]
    return next(answer.verdict for answer in said_together(about) if answer.rule is asked)
