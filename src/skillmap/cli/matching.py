"""``match`` and ``profile``: statements and credentials against a taxonomy."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from skillmap.cli.reading import JsonOption
from skillmap.cli.show import NOTHING_FOUND, as_json, progress_bar, table
from skillmap.domain import MatchState, Statement, StatementMatches
from skillmap.errors import FormatError

TaxonomyOption = Annotated[str, typer.Option(help="Name of the taxonomy.")]
EncoderOption = Annotated[str, typer.Option(help="minilm, or sentence-transformers:MODEL.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command()(match)
    app.command()(profile)


def match(
    statements: Annotated[
        list[str] | None, typer.Argument(help="Statements; with none, one per line from the file or stdin.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A text file with one statement per line.")] = None,
    taxonomy: TaxonomyOption = "esco",
    encoder: EncoderOption = "minilm",
    limit: Annotated[int, typer.Option(min=1, help="Candidates to show for each statement.")] = 5,
    json: JsonOption = False,
) -> None:
    """Find the skills that statements speak of, with the words that matched."""
    from skillmap.engine import Engine

    texts = statements or _lines(file)
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        found = engine.match([Statement(str(n), text) for n, text in enumerate(texts, 1)], limit=limit)
    if json:
        as_json(found)
    else:
        for result in found:
            _show(result)
        typer.echo(engine.taxonomy.attribution)
    if all(result.state is not MatchState.MATCHED for result in found):
        raise typer.Exit(NOTHING_FOUND)


def profile(
    files: Annotated[list[Path], typer.Argument(help="Credentials in any format that skillmap reads.")],
    taxonomy: TaxonomyOption = "esco",
    encoder: EncoderOption = "minilm",
    html: Annotated[Path | None, typer.Option(help="Also write a one-file report.")] = None,
    json: JsonOption = False,
) -> None:
    """Show the skills that credentials support: asserted by the issuer, or inferred from outcomes."""
    from skillmap.engine import Engine
    from skillmap.formats import read_credentials
    from skillmap.resources import replace_file

    documents = read_credentials(*files)
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        made = engine.profile([credential for document in documents for credential in document.credentials])
    if html is not None:
        from skillmap.report import render_profile

        replace_file(html, render_profile(made, attributions=(engine.taxonomy.attribution,)).encode())
    if json:
        as_json(made)
    else:
        rows = [
            (
                holding.skill.label,
                holding.basis.value,
                f"{holding.matches[0].similarity:.2f}" if holding.matches else "",
                holding.matches[0].statement if holding.matches else "named by the issuer",
            )
            for holding in made.holdings
        ]
        table(f"{len(rows)} skills ({made.taxonomy})", ("skill", "basis", "similarity", "because of"), rows)
        for result in made.statements:
            if result.state is not MatchState.MATCHED:
                typer.echo(f"{result.state.value}: {result.statement.text} ({result.note})")
        typer.echo(engine.taxonomy.attribution)
    if not made.holdings:
        raise typer.Exit(NOTHING_FOUND)


def _lines(file: Path | None) -> list[str]:
    if file is None and sys.stdin.isatty():
        raise typer.BadParameter("give statements, --file FILE, or lines on standard input")
    try:
        text = sys.stdin.read() if file is None else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(str(file or "standard input"), "", f"expected UTF-8 text: {error}") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise FormatError(str(file or "standard input"), "", "holds no statement")
    return lines


def _show(result: StatementMatches) -> None:
    head = f"{result.statement.text}  [{result.state.value}]"
    rows = [
        (f"{found.similarity:.2f}", found.target, found.reasons[0].source_text, found.target_id)
        for found in result.candidates
    ]
    table(head + (f" {result.note}" if result.note else ""), ("similarity", "skill", "words", "URI"), rows)
