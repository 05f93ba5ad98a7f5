"""``recommend`` and ``demo``: credentials against a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from skillmap.cli.matching import EncoderOption, TaxonomyOption
from skillmap.cli.reading import JsonOption
from skillmap.cli.show import NOTHING_FOUND, as_json, progress_bar, table
from skillmap.domain import Advice, Award, Extent, Recommendation

PolicyOption = Annotated[str, typer.Option(help="Name of a shipped policy, or a TOML file.")]
NEAREST = 3
"""Modules without a suggestion that are still named."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command()(recommend)
    app.command()(demo)


def recommend(
    files: Annotated[list[Path], typer.Argument(help="One applicant's credentials.")],
    programme: Annotated[
        Path, typer.Option(help="Module catalogue (CSV), descriptor (PDF) or a folder of them.")
    ],
    policy: PolicyOption = "example-university",
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date of the application; today if left out."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a one-file report.")] = None,
    taxonomy: TaxonomyOption = "esco",
    encoder: EncoderOption = "minilm",
    json: JsonOption = False,
) -> None:
    """Suggest awards for the modules of a programme, with reasons. A person decides."""
    advice, attribution = _advise(
        files, programme, _Choice(policy, on.date() if on else None, taxonomy, encoder)
    )
    if html is not None:
        _write(html, advice, attribution)
    if json:
        as_json(advice)
    else:
        _show(advice)
        if html is not None:
            typer.echo(f"report: {html}")
    if all(found.award is Award.NONE_FOUND for found in advice.recommendations):
        raise typer.Exit(NOTHING_FOUND)


def demo(
    html: Annotated[Path, typer.Option(help="Where to write the report.")] = Path("out/report.html"),
    json: JsonOption = False,
) -> None:
    """Run the main job on the examples that ship with skillmap."""
    from skillmap.examples import credential_files, programme_file

    recommend(credential_files(), programme_file(), html=html, json=json)


@dataclass(frozen=True)
class _Choice:
    """Policy, date, taxonomy and encoder of one run."""

    policy: str
    on: date | None
    taxonomy: str
    encoder: str


def _advise(files: list[Path], programme: Path, choice: _Choice) -> tuple[Advice, str]:
    from skillmap.engine import Engine
    from skillmap.formats import read_credentials, read_programme

    documents = read_credentials(*files)
    modules, findings = read_programme(programme)
    with progress_bar() as progress:
        engine = Engine(
            policy=choice.policy,
            on=choice.on,
            taxonomy=choice.taxonomy,
            encoder=choice.encoder,
            progress=progress,
        )
        profile = engine.profile([c for document in documents for c in document.credentials])
        read = tuple(finding for document in documents for finding in document.findings)
        advice = engine.recommend(profile, modules, (*read, *findings))
    return advice, engine.taxonomy.attribution


def _write(html: Path, advice: Advice, attribution: str) -> None:
    from skillmap.report import render_advice
    from skillmap.resources import replace_file

    replace_file(html, render_advice(advice, attributions=(attribution,)).encode())


def _show(advice: Advice) -> None:
    typer.echo(f"{advice.programme.title}: suggestions on {advice.on}, not decisions")
    typer.echo(f"policy {advice.policy} ({advice.policy_status})")
    suggested = [found for found in advice.recommendations if found.award is not Award.NONE_FOUND]
    rows = [
        (
            found.module_id,
            found.module_title,
            found.award.value if found.award is not Award.ASSESS else "refer (assess)",
            str(found.credit) if found.credit is not None else "",
            found.reason,
        )
        for found in suggested
    ]
    if rows:
        table(
            f"{len(rows)} modules with a suggestion", ("code", "module", "suggested", "credit", "why"), rows
        )
    else:
        typer.echo("no module is suggested for an award")
        nearest = advice.recommendations[:NEAREST]
        table(
            "nearest modules",
            ("code", "module", "nearness", "why not"),
            [(r.module_id, r.module_title, f"{r.nearness:.2f}", r.reason) for r in nearest],
        )
    for found in suggested or advice.recommendations[:1]:
        _show_outcomes(found)
    table(
        "credentials",
        ("credential", "standing", "what became of it"),
        [(s.credential.title, s.standing.value, s.note) for s in advice.standings],
    )
    for finding in advice.findings:
        typer.echo(f"{finding.severity.value}: {finding.place}: {finding.message}")


def _show_outcomes(found: Recommendation) -> None:
    rows = [
        (
            covered.extent.value,
            covered.outcome.text,
            covered.match.statement
            if covered.match is not None and covered.extent is not Extent.MISSING
            else "",
        )
        for covered in found.coverage.outcomes
    ]
    table(f"{found.module_id} {found.module_title}", ("extent", "module outcome", "credential outcome"), rows)
    for change in found.changes:
        typer.echo(f"  would change the answer: {change}")
