"""``match`` and ``profile``: statements and credentials against a taxonomy."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, say, table
from skillmap.domain import MatchState, Statement, StatementMatches
from skillmap.errors import FormatError

if TYPE_CHECKING:
    from skillmap.matching import Costs

taxonomy_option = click.option("--taxonomy", default="esco", show_default=True, help="Name of the taxonomy.")
encoder_option = click.option(
    "--encoder", default="minilm", show_default=True, help="minilm, or sentence-transformers:MODEL."
)


@click.command()
@click.argument("statements", nargs=-1)
@click.option("--file", type=click.Path(path_type=Path), help="A text file with one statement per line.")
@taxonomy_option
@encoder_option
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True, help="Candidates to show.")
@click.option("--language", help="Language of the statements, e.g. de; else their words are looked at.")
@click.option(
    "--cost-wrong", type=float, help="Of a wrong suggestion: no match is said where it costs least."
)
@click.option("--cost-missed", type=float, help="Of a missed one, in the same unit; 1, if left out.")
@click.option("--cost-review", type=float, help="Of a person's look; none is asked for, if left out.")
@json_option
def match(
    statements: tuple[str, ...],
    file: Path | None,
    taxonomy: str,
    encoder: str,
    limit: int,
    language: str | None,
    cost_wrong: float | None,
    cost_missed: float | None,
    cost_review: float | None,
    json: bool,
) -> None:
    """Find the skills that STATEMENTS speak of, with the words that matched.

    With none, statements are read one per line from --file or standard input.
    """
    from skillmap.engine import Engine

    texts = list(statements) or _lines(file)
    costs = _costs(cost_wrong, cost_missed, cost_review)
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        asked = [Statement(str(n), text, language) for n, text in enumerate(texts, 1)]
        found = engine.match(asked, limit=limit, costs=costs)
    if json:
        as_json(found)
    else:
        for result in found:
            _show(result)
        for reason in dict.fromkeys(one.confidence_reason for result in found for one in result.candidates):
            if reason:
                say(f"confidence: {reason}")
        say(engine.taxonomy.attribution)
    if all(result.state is not MatchState.MATCHED for result in found):
        raise click.exceptions.Exit(NOTHING_FOUND)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@taxonomy_option
@encoder_option
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@json_option
def profile(files: tuple[Path, ...], taxonomy: str, encoder: str, html: Path | None, json: bool) -> None:
    """Show the skills that the credentials in FILES support: asserted by the issuer, or inferred."""
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
                (holding.matches[0].relation or "") if holding.matches else "",
                holding.matches[0].statement if holding.matches else "named by the issuer",
            )
            for holding in made.holdings
        ]
        columns = ("skill", "basis", "similarity", "relation", "because of")
        table(f"{len(rows)} skills ({made.taxonomy})", columns, rows)
        for result in made.statements:
            if result.state is not MatchState.MATCHED:
                say(f"{result.state.value}: {result.statement.text} ({result.note})")
        say(engine.taxonomy.attribution)
    if not made.holdings:
        raise click.exceptions.Exit(NOTHING_FOUND)


def _costs(wrong: float | None, missed: float | None, review: float | None) -> Costs | None:
    from skillmap.matching import Costs

    if wrong is None and missed is None and review is None:
        return None
    return Costs(
        1.0 if wrong is None else wrong,
        1.0 if missed is None else missed,
        math.inf if review is None else review,
    )


def _lines(file: Path | None) -> list[str]:
    if file is None and sys.stdin.isatty():
        raise click.UsageError("give statements, --file FILE, or lines on standard input")
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
        (
            f"{found.similarity:.2f}",
            "" if found.confidence is None else f"{found.confidence:.2f}",
            found.relation.value if found.relation is not None else "",
            found.target,
            found.reasons[0].source_text,
            found.target_id,
        )
        for found in result.candidates
    ]
    table(
        head + (f" {result.note}" if result.note else ""),
        ("similarity", "confidence", "relation", "skill", "words", "URI"),
        rows,
    )
