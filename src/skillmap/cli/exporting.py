"""``export`` and ``letter``: suggestions as files for other people and programs."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.case import Case, advise, case_options
from skillmap.cli.matching import taxonomy_option
from skillmap.cli.show import fail, say

_LETTERS = (".pdf", ".html")


@click.command()
@case_options
@click.option("--to", "output_name", required=True, help="csv, sssom, ctdl, letter-html or letter-pdf.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
@taxonomy_option
def export(case: Case, output_name: str, out: Path, taxonomy: str) -> None:
    """Write the suggestions for FILES, one applicant's credentials, for another program or a spreadsheet.

    csv: one row for each module and outcome, then the awards that name no module. sssom: the matches as a
    mapping set (SSSOM/TSV), those to skills included. ctdl: suggested credit as transfer value profiles
    (JSON-LD). letter-html, letter-pdf: a draft of a letter.
    """
    from skillmap.report import outputs
    from skillmap.resources import replace_file

    output = outputs.get(output_name)
    _must_be_new(out)
    advice, attribution = advise(case, taxonomy if output.shows_skills else None)
    if attribution:
        click.echo(attribution, err=True)
    replace_file(out, output.write(advice))
    say(f"wrote {out}: {output.title}. Suggestions, not decisions.")


@click.command()
@case_options
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write: .pdf or .html.")
@click.option(
    "--appeal", default="", help="What your rules say of reviews and appeals; a line to fill in else."
)
def letter(case: Case, out: Path, appeal: str) -> None:
    """Write a draft letter to the applicant who brings FILES: what is suggested, why, what would change it.

    It is a draft: staff fill in the applicant and the decision, and sign. It never turns anybody down.
    """
    from skillmap.report import letter_pdf, render_letter
    from skillmap.resources import replace_file

    if out.suffix.lower() not in _LETTERS:
        raise click.UsageError(f"--out must end in {' or '.join(_LETTERS)}")
    _must_be_new(out)
    advice, _ = advise(case, None)
    as_pdf = out.suffix.lower() == ".pdf"
    content = letter_pdf(advice, appeal=appeal) if as_pdf else render_letter(advice, appeal=appeal).encode()
    replace_file(out, content)
    say(f"wrote {out}: a draft; a person decides, fills in the applicant and signs.")


def _must_be_new(out: Path) -> None:
    if out.exists():
        fail(f"{out} exists already; choose another name")
