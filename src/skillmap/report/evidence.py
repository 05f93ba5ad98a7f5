"""The evidence-mapping sheet of a module: as a page to print, and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import EvidenceRule, EvidenceSheet, EvidenceState, OutcomeEvidence
from skillmap.report.cells import csv_bytes
from skillmap.report.html import page

STATE_MARKS = {
    EvidenceState.SHOWN: "met",
    EvidenceState.NOT_SHOWN: "no",
    EvidenceState.DISPUTED: "unknown",
    EvidenceState.OPEN: "unknown",
    EvidenceState.NONE_OFFERED: "missing",
}
"""The sign that stands beside each state."""

COLUMNS = (
    *("programme", "module", "module_title", "outcome", "outcome_text", "state", "nearest_claims"),
    *("item", "item_title", "item_kind", "item_made", "offered", "item_state"),
    *(rule.value for rule in EvidenceRule),
    *("item_note", "gaps", "suggested_task", "suggested_questions", "as_of"),
)
"""Columns of the table, in their order; ``outcome`` names the outcome as the form for evidence does."""


def render_evidence(sheets: Sequence[EvidenceSheet]) -> str:
    """Return the sheets of one applicant and programme as one HTML page to read, print and fill in."""
    return page(
        "evidence.html",
        (),
        sheets=tuple(sheets),
        findings=tuple(dict.fromkeys(finding for sheet in sheets for finding in sheet.findings)),
        rules=tuple(EvidenceRule),
        states=tuple(EvidenceState),
        marks={state.value: mark for state, mark in STATE_MARKS.items()},
    )


def evidence_csv(sheets: Sequence[EvidenceSheet]) -> bytes:
    """Return the sheets as CSV: one row for each item of an outcome, and one for an outcome without any."""
    return csv_bytes(
        COLUMNS,
        [
            (*_outcome_cells(sheet, outcome), *item, *_foot_cells(sheet, outcome))
            for sheet in sheets
            for outcome in sheet.outcomes
            for item in _item_cells(outcome)
        ],
    )


def _outcome_cells(sheet: EvidenceSheet, outcome: OutcomeEvidence) -> tuple[str, ...]:
    claims = "; ".join(f"{match.statement} (similarity {match.similarity:.2f})" for match in outcome.claims)
    return (
        sheet.programme_title,
        sheet.module_id,
        sheet.module_title,
        outcome.key,
        outcome.outcome.text,
        outcome.state.value,
        claims,
    )


def _item_cells(outcome: OutcomeEvidence) -> list[tuple[str, ...]]:
    if not outcome.items:
        return [("",) * (7 + len(EvidenceRule))]
    return [
        (
            judged.item.id,
            judged.item.title,
            judged.item.kind,
            judged.item.made.isoformat() if judged.item.made is not None else "",
            "yes" if judged.offered else "no",
            judged.state.value,
            *(answer.words or answer.verdict.value for answer in judged.answers),
            judged.words,
        )
        for judged in outcome.items
    ]


def _foot_cells(sheet: EvidenceSheet, outcome: OutcomeEvidence) -> tuple[str, ...]:
    challenge = outcome.challenge
    return (
        " ".join(outcome.gaps),
        challenge.task if challenge is not None else "",
        " ".join(challenge.questions) if challenge is not None else "",
        sheet.on.isoformat(),
    )
