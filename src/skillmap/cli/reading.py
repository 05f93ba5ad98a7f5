"""``read`` and ``template``: what is in a file, and a form to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, say, table
from skillmap.domain import Credential, Document, Module


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reader", help="Name of the reader, where guessing fails.")
@click.option("--columns", help="Column map of another system's export: a name, or a TOML file.")
@json_option
def read(file: Path, reader: str | None, columns: str | None, json: bool) -> None:
    """Show what can be read from FILE, and where each fact stands in it.

    FILE is a credential, a module catalogue or a module descriptor.
    """
    from skillmap.formats import read_document

    document = read_document(file, reader=reader, columns=columns)
    if json:
        as_json(document)
        return
    say(f"{document.source.name}: {document.source.format}, sha256 {document.source.sha256}")
    for credential in document.credentials:
        _show(credential.title, credential, ("issuer", "awarding_body"))
    for module in document.modules:
        _show(f"{module.id} {module.title}", module, ())
    _show_findings(document)
    if not (document.credentials or document.modules or document.skills):
        raise click.exceptions.Exit(NOTHING_FOUND)


@click.command()
@click.argument("kind", default="modules")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write; else the screen.")
def template(kind: str, output: Path | None) -> None:
    """Write a form with example rows; KIND is modules, credentials, transcript or columns.

    A file that ends in .xlsx is written for Excel, any other as CSV. The form "columns" is a map (TOML) that
    says what the columns of another system's export mean.
    """
    from skillmap.formats.forms import form_in

    if output is None:
        click.echo(form_in(kind, ".csv").decode(), nl=False)
        return
    if output.exists():
        raise click.UsageError(f"{output} exists already; choose another name")
    output.write_bytes(form_in(kind, output.suffix.lower()))
    say(f"wrote {output}")


def _show(title: str, item: Credential | Module, parties: tuple[str, ...]) -> None:
    rows = []
    for origin in item.origins:
        if "[" in origin.field:
            continue
        value = getattr(item, origin.field.partition(".")[0], None)
        if origin.field.partition(".")[0] in parties and value is not None:
            value = value.name
        if isinstance(value, tuple):
            value = f"{len(value)} found"
        rows.append((origin.field, _short(value), origin.place))
    for number, outcome in enumerate(item.outcomes):
        place = next((o.place for o in item.origins if o.field == f"outcomes[{number}]"), "")
        rows.append((f"outcome {number + 1}", outcome.text, place))
    table(title, ("field", "value", "read at"), rows)


def _short(value: object, width: int = 160) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _show_findings(document: Document) -> None:
    if document.findings:
        rows = [(finding.severity.value, finding.place, finding.message) for finding in document.findings]
        table("Findings", ("severity", "where", "what"), rows)
