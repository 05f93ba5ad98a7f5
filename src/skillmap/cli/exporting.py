"""``export`` and ``letter``: suggestions as files for other people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.dossiers import dossier_of
from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import fail, progress_bar, say
from skillmap.domain import Advice

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTERS = (".pdf", ".html")


@dataclass(frozen=True)
class _Case:
    """One applicant's documents, and what they are held against."""

    files: tuple[Path, ...]
    programme: Path
    columns: str | None
    policy: str
    on: date | None
    encoder: str
    precedents: Path | None
    circumstances: Path | None
    evidence: Path | None
    decided: Path | None
    taxonomy: str | None = None
    """None where skills are not shown, so that no taxonomy need be installed."""


def _case_options(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option(
            "--programme",
            required=True,
            type=click.Path(path_type=Path),
            help="Module catalogue (CSV, Excel), descriptor (PDF) or a folder of them.",
        ),
        click.option("--columns", help="Column map for the catalogue, if another system exported it."),
        click.option(
            "--policy",
            default="example-university",
            show_default=True,
            help="Name of a shipped policy, or a TOML file.",
        ),
        click.option(
            "--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the application; today if left out."
        ),
        click.option(
            "--precedents", type=click.Path(path_type=Path), help="Earlier decisions (template precedents)."
        ),
        click.option(
            "--circumstances",
            type=click.Path(path_type=Path),
            help="What is known beside the documents (template circumstances).",
        ),
        click.option(
            "--evidence",
            type=click.Path(path_type=Path),
            help="Evidence of experience and judgements (template evidence).",
        ),
        click.option(
            "--decided",
            type=click.Path(path_type=Path),
            help="Suggestions that people decided on, to bound the error (template decided).",
        ),
        encoder_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_case_options
@click.option("--to", "output_name", required=True, help="csv, sssom, ctdl, letter-html or letter-pdf.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
@taxonomy_option
def export(
    files: tuple[Path, ...],
    programme: Path,
    columns: str | None,
    policy: str,
    on: datetime | None,
    precedents: Path | None,
    circumstances: Path | None,
    evidence: Path | None,
    decided: Path | None,
    encoder: str,
    output_name: str,
    out: Path,
    taxonomy: str,
) -> None:
    """Write the suggestions for FILES, one applicant's credentials, for another program or a spreadsheet.

    csv: one row for each module and outcome, then the awards that name no module. sssom: the matches as a
    mapping set (SSSOM/TSV), those to skills included. ctdl: suggested credit as transfer value profiles
    (JSON-LD). letter-html, letter-pdf: a draft of a letter.
    """
    from skillmap.report import outputs
    from skillmap.resources import replace_file

    output = outputs.get(output_name)
    _must_be_new(out)
    day = on.date() if on is not None else None
    skills = taxonomy if output.shows_skills else None
    advice = _advice(
        _Case(
            files,
            programme,
            columns,
            policy,
            day,
            encoder,
            precedents,
            circumstances,
            evidence,
            decided,
            skills,
        )
    )
    replace_file(out, output.write(advice))
    say(f"wrote {out}: {output.title}. Suggestions, not decisions.")


@click.command()
@_case_options
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write: .pdf or .html.")
@click.option(
    "--appeal", default="", help="What your rules say of reviews and appeals; a line to fill in else."
)
def letter(
    files: tuple[Path, ...],
    programme: Path,
    columns: str | None,
    policy: str,
    on: datetime | None,
    precedents: Path | None,
    circumstances: Path | None,
    evidence: Path | None,
    decided: Path | None,
    encoder: str,
    out: Path,
    appeal: str,
) -> None:
    """Write a draft letter to the applicant who brings FILES: what is suggested, why, what would change it.

    It is a draft: staff fill in the applicant and the decision, and sign. It never turns anybody down.
    """
    from skillmap.report import letter_pdf, render_letter
    from skillmap.resources import replace_file

    if out.suffix.lower() not in _LETTERS:
        raise click.UsageError(f"--out must end in {' or '.join(_LETTERS)}")
    _must_be_new(out)
    day = on.date() if on is not None else None
    advice = _advice(
        _Case(files, programme, columns, policy, day, encoder, precedents, circumstances, evidence, decided)
    )
    as_pdf = out.suffix.lower() == ".pdf"
    content = letter_pdf(advice, appeal=appeal) if as_pdf else render_letter(advice, appeal=appeal).encode()
    replace_file(out, content)
    say(f"wrote {out}: a draft; a person decides, fills in the applicant and signs.")


def _must_be_new(out: Path) -> None:
    if out.exists():
        fail(f"{out} exists already; choose another name")


def _advice(case: _Case) -> Advice:
    from skillmap.engine import Engine
    from skillmap.formats import read_credentials, read_programme

    dossier, unread = dossier_of(case.circumstances, case.precedents, case.evidence, case.decided)
    with progress_bar() as progress:
        engine = Engine(
            policy=case.policy,
            on=case.on or dossier.circumstances.applied,
            taxonomy=case.taxonomy or "esco",
            encoder=case.encoder,
            progress=progress,
        )
        documents = read_credentials(*case.files)
        programme, findings = read_programme(case.programme, progress=progress, columns=case.columns)
        credentials = [credential for document in documents for credential in document.credentials]
        noticed = (*(f for document in documents for f in document.findings), *findings, *unread)
        brought = engine.profile(credentials) if case.taxonomy is not None else credentials
        advice = engine.recommend(brought, programme, noticed, dossier=dossier)
        if case.taxonomy is not None:
            click.echo(engine.taxonomy.attribution, err=True)
    return advice
