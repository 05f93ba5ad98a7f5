"""``evidence``: experience that an applicant claims, and what people judged of the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.case import columns_option, programme_option
from skillmap.cli.matching import encoder_option
from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, say, table
from skillmap.domain import EvidenceSheet, EvidenceState, Finding, OutcomeEvidence, Portfolio, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group()
def evidence() -> None:
    """Map evidence of experience to module outcomes. People judge it; the software judges nothing."""


@dataclass(frozen=True)
class _Case:
    """What one applicant brings, and which modules it is held against."""

    files: tuple[Path, ...]
    evidence: Path | None
    programme: Path
    columns: str | None
    modules: tuple[str, ...]


@evidence.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@programme_option
@columns_option
@click.option("--module", "modules", multiple=True, help="Code of a module; may be given more than once.")
@click.option(
    "--evidence",
    "evidence_file",
    type=click.Path(path_type=Path),
    help="Items and judgements (CSV, Excel; see template evidence).",
)
@click.option(
    "--policy",
    default="example-university",
    show_default=True,
    help="Policy that says from which similarity a claim is near: a name, or a TOML file.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the sheet; today if left out.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write a page to read and print.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Also write a table.")
@encoder_option
@json_option
def sheet(
    files: tuple[Path, ...],
    programme: Path,
    columns: str | None,
    modules: tuple[str, ...],
    evidence_file: Path | None,
    policy: str,
    on: datetime | None,
    html: Path | None,
    csv_file: Path | None,
    encoder: str,
    json: bool,
) -> None:
    """Show for each outcome of a module what is claimed, offered, judged and missing, with a suggested task.

    FILES are documents in which the applicant claims skills or experience, such as a CV. Claims never count
    as evidence. The exit code is 1 where no outcome is shown.
    """
    if not files and evidence_file is None:
        raise click.UsageError("give a CV or --evidence, or both")
    case = _Case(files, evidence_file, programme, columns, modules)
    sheets = _sheets(case, policy, on.date() if on is not None else None, encoder)
    _write(sheets, html, csv_file)
    if json:
        as_json(sheets)
    else:
        _show(sheets)
    if not any(one.count(EvidenceState.SHOWN) for one in sheets):
        raise click.exceptions.Exit(NOTHING_FOUND)


def _sheets(case: _Case, policy: str, on: date | None, encoder: str) -> tuple[EvidenceSheet, ...]:
    from skillmap.engine import Engine
    from skillmap.formats import read_programme

    portfolio, noticed = _portfolio(case)
    with progress_bar() as progress:
        engine = Engine(policy=policy, on=on, encoder=encoder, progress=progress)
        programme, findings = read_programme(case.programme, progress=progress, columns=case.columns)
        sheets = engine.evidence_sheets(portfolio, programme, case.modules)
    return tuple(replace(one, findings=(*noticed, *findings, *one.findings)) for one in sheets)


def _portfolio(case: _Case) -> tuple[Portfolio, tuple[Finding, ...]]:
    from skillmap.formats import read_document, read_evidence

    portfolio, findings = read_evidence(case.evidence) if case.evidence is not None else (Portfolio(), ())
    documents = [read_document(file) for file in case.files]
    without = tuple(
        Finding(Severity.WARNING, document.source.name, "holds no claims of skills or experience")
        for document in documents
        if not document.claims
    )
    claims = tuple(claim for document in documents for claim in document.claims)
    noticed = tuple(finding for document in documents for finding in document.findings)
    return replace(portfolio, claims=claims), (*findings, *without, *noticed)


def _write(sheets: Sequence[EvidenceSheet], html: Path | None, csv_file: Path | None) -> None:
    from skillmap.report import evidence_csv, render_evidence
    from skillmap.resources import replace_file

    if html is not None:
        replace_file(html, render_evidence(sheets).encode())
    if csv_file is not None:
        replace_file(csv_file, evidence_csv(sheets))


def _show(sheets: Sequence[EvidenceSheet]) -> None:
    for one in sheets:
        shown = one.count(EvidenceState.SHOWN)
        table(
            f"{one.module_id} {one.module_title}: {shown} of {len(one.outcomes)} outcomes shown",
            ("outcome", "state", "text", "nearest claim", "evidence"),
            [_row(outcome) for outcome in one.outcomes],
        )
        for outcome in one.outcomes:
            for gap in outcome.gaps:
                say(f"  {outcome.key}: {gap}")
            if outcome.challenge is not None:
                say(f"  {outcome.key}, suggested task: {outcome.challenge.task}")
    for finding in dict.fromkeys(finding for one in sheets for finding in one.findings):
        say(f"{finding.severity.value}: {finding.place}: {finding.message}")
    say("People judge the evidence; a claim alone never counts.")


def _row(outcome: OutcomeEvidence) -> tuple[str, ...]:
    nearest = next((f"{match.statement} ({match.similarity:.2f})" for match in outcome.claims), "")
    items = ", ".join(f"{judged.item.id}: {judged.state}" for judged in outcome.items if judged.offered)
    return outcome.key, outcome.state.value, outcome.outcome.text, nearest, items
