"""Rules about what is claimed by experience and shown by a portfolio that a person judged."""

from __future__ import annotations

from skillmap.domain import EvidenceRule, RuleInput, Verdict
from skillmap.recognition.rule import Answer, Facts, Scope, joined, module_of, rule


@rule("evidence_is_judged_sufficient", Scope.MODULE, "R19")
def evidence_is_judged_sufficient(facts: Facts) -> Answer:
    """A person found each item of experience that counts to be valid, authentic, current and sufficient."""
    module = module_of(facts)
    outcomes = facts.coverage.outcomes if facts.coverage is not None else ()
    relied = [(item, f"{module.id}/{each.outcome.id}") for each in outcomes for item in each.evidence_ids]
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
    told = f"No assessor has answered yet for {shown}."
    return Answer(verdict, inputs, told, told, "An assessor's judgement of the evidence.")


def _said(facts: Facts, item: str, outcome: str, asked: EvidenceRule) -> Verdict:
    """Return the last answer to one rule of evidence; of two on one day, the one given later."""
    about = [j for j in facts.portfolio.judgements if j.item_id == item and j.outcome == outcome]
    last = max(enumerate(about), key=lambda pair: (pair[1].on, pair[0]), default=None)
    return Verdict.UNKNOWN if last is None else last[1].verdict(asked)
