"""``read`` and ``template``: what is in a file, and a form to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillmap.cli.show import NOTHING_FOUND, as_json, table
from skillmap.domain import Credential, Document, Module

JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command()(read)
    app.command()(template)


def read(
    file: Annotated[Path, typer.Argument(help="A credential, a catalogue, a module descriptor.")],
    reader: Annotated[str | None, typer.Option(help="Name of the reader, where guessing fails.")] = None,
    json: JsonOption = False,
) -> None:
    """Show what can be read from a file, and where each fact stands in it."""
    from skillmap.formats import read_document

    document = read_document(file, reader=reader)
    if json:
        as_json(document)
        return
    typer.echo(f"{document.source.name}: {document.source.format}, sha256 {document.source.sha256}")
    for credential in document.credentials:
        _show(credential.title, credential, ("issuer", "awarding_body"))
    for module in document.modules:
        _show(f"{module.id} {module.title}", module, ())
    _show_findings(document)
    if not (document.credentials or document.modules or document.skills):
        raise typer.Exit(NOTHING_FOUND)


def template(
    kind: Annotated[str, typer.Argument(help="modules or credentials.")] = "modules",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; else the screen.")
    ] = None,
) -> None:
    """Write a CSV form for a module catalogue or a list of credentials, with example rows."""
    from skillmap.errors import UnknownNameError
    from skillmap.formats import credential_table, module_table

    forms = {"modules": module_table.template, "credentials": credential_table.template}
    if kind not in forms:
        raise UnknownNameError("template", kind, sorted(forms))
    text = forms[kind]()
    if output is None:
        typer.echo(text, nl=False)
        return
    if output.exists():
        raise typer.BadParameter(f"{output} exists already; choose another name")
    output.write_text(text, encoding="utf-8", newline="")
    typer.echo(f"wrote {output}")


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
