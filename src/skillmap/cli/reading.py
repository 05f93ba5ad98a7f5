"""``read`` and ``template``: what is in files, and a form to fill in."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import (
    NOTHING_FOUND,
    WRONG_USE,
    as_json,
    json_option,
    progress_bar,
    say,
    table,
)
from skillmap.domain import Assessment, Claim, Credential, Document, Module

if TYPE_CHECKING:
    from skillmap.formats import Identifier, Reading

_MOST_CONCEPTS = 20
"""Skills or occupations of a framework that are shown."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reader", help="Name of the reader, where guessing fails; for one file.")
@click.option(
    "--columns", help="Column map of another system's export: a name, or a TOML file; for one file."
)
@click.option("--holder", is_flag=True, help="Show only whom the files name as holder.")
@json_option
def read(files: tuple[Path, ...], reader: str | None, columns: str | None, holder: bool, json: bool) -> None:
    """Show what can be read from FILES, and where each fact stands in them.

    A file is a credential in any known format, a badge image, a CV, a module catalogue or a framework. Of
    several files, or of a folder, each is told in a row; what a badge only names by its address (a badge
    class, an issuer) is looked for among them.
    """
    if holder:
        _show_holders(files, json)
    elif len(files) == 1 and not files[0].is_dir():
        _read_one(files[0], reader, columns, json)
    elif reader is not None or columns is not None:
        raise click.UsageError("--reader and --columns are for one file; leave them out for several")
    else:
        _read_several(files, json)


def _read_one(file: Path, reader: str | None, columns: str | None, json: bool) -> None:
    from skillmap.formats import read_document

    document = read_document(file, reader=reader, columns=columns)
    if json:
        as_json(_marked(document))
    else:
        _show_document(document)
    if not _says_something(document):
        raise click.exceptions.Exit(NOTHING_FOUND)


def _read_several(files: tuple[Path, ...], json: bool) -> None:
    from skillmap.formats import read_documents_together

    with progress_bar() as progress:
        readings = read_documents_together(*files, progress=progress)
    if json:
        as_json([_reading_as_json(reading) for reading in readings])
    else:
        columns = ("file", "format", "envelope", "what was read", "fields", "findings")
        table(f"{len(readings)} files", columns, [_row(reading) for reading in readings])
        count = sum(reading.document is not None for reading in readings)
        say(f"{count} read, {len(readings) - count} not")
    documents = [reading.document for reading in readings if reading.document is not None]
    if not documents:
        raise click.exceptions.Exit(WRONG_USE)
    if not any(map(_says_something, documents)):
        raise click.exceptions.Exit(NOTHING_FOUND)


def _reading_as_json(reading: Reading) -> dict[str, object]:
    return {
        "file": str(reading.path),
        "document": None if reading.document is None else _marked(reading.document),
        "refusal": reading.refusal,
        "used_by": list(reading.used_by),
    }


def _marked(document: Document) -> dict[str, object]:
    """Return a document so that it can be read again, see ``skillmap.formats.skillmap_document``."""
    return {"skillmap_document": 1} | dict(_members(document))


def _members(document: Document) -> list[tuple[str, object]]:
    return [(field.name, getattr(document, field.name)) for field in fields(document)]


def _row(reading: Reading) -> tuple[str, ...]:
    from skillmap.formats import holds

    name, document = str(reading.path), reading.document
    use = f"a part of {', '.join(reading.used_by)}" if reading.used_by else ""
    if document is None:
        return name, "not read", "", use or reading.refusal, "", ""
    what = ", ".join(filter(None, (holds(document), use)))
    count = len(_fields_of(document))
    findings = str(len(document.findings)) if document.findings else ""
    return name, document.source.format, document.source.envelope, what, str(count or ""), findings


def _fields_of(document: Document) -> set[str]:
    items: list[Credential | Module | Claim] = [*document.credentials, *document.offers]
    items += [*document.modules, *document.claims]
    return {origin.field.partition("[")[0] for item in items for origin in item.origins}


def _says_something(document: Document) -> bool:
    from skillmap.formats import holds

    return holds(document) != "nothing"


def _show_holders(files: tuple[Path, ...], json: bool) -> None:
    from skillmap.formats import content_of, holder_in

    holders = [(file, holder_in(*content_of(file))) for file in files]
    if json:
        as_json([{"file": str(file), "holder": holder} for file, holder in holders])
    else:
        for file, holder in holders:
            rows = [("name", name, "") for name in holder.names]
            rows += [(one.kind, one.value, _hashed(one)) for one in holder.identifiers]
            table(f"{file}: {'names its holder' if holder else 'names nobody'}", ("what", "value", ""), rows)
    if not any(holder for _, holder in holders):
        raise click.exceptions.Exit(NOTHING_FOUND)


def _hashed(identifier: Identifier) -> str:
    if not identifier.hashed:
        return ""
    return f"hashed with salt {identifier.salt!r}" if identifier.salt else "hashed"


@click.command()
@click.argument("kind", default="modules")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write; else the screen.")
def template(kind: str, output: Path | None) -> None:
    """Write a form to be filled in.

    KIND is modules, credentials, transcript, evidence, precedents, circumstances, role, limits or columns.

    A file that ends in .xlsx is written for Excel, any other as CSV. The form "columns" is a map (TOML) that
    says what the columns of another system's export mean; "circumstances" (TOML) is what is known of an
    application beside its documents, "role" (TOML) what a role needs, and "limits"
    (TOML) what a pathway must keep to.
    """
    from skillmap.formats.forms import form_in

    if output is None:
        click.echo(form_in(kind, ".csv").decode(), nl=False)
        return
    if output.exists():
        raise click.UsageError(f"{output} exists already; choose another name")
    output.write_bytes(form_in(kind, output.suffix.lower()))
    say(f"wrote {output}")


def _show_document(document: Document) -> None:
    source = document.source
    envelope = f" in {source.envelope}" if source.envelope else ""
    say(f"{source.name}: {source.format}{envelope}, sha256 {source.sha256}")
    for credential in document.credentials:
        _show(credential.title, credential, ("issuer", "awarding_body"))
    for offer in document.offers:
        _show(f"{offer.title} (on offer, held by nobody)", offer, ("issuer", "awarding_body"))
    for module in document.modules:
        _show(f"{module.id} {module.title}", module, ())
    if document.claims:
        rows = [(claim.kind.value, claim.text, _place_of(claim)) for claim in document.claims]
        table(f"{len(rows)} claims", ("kind", "what a person says of themselves", "read at"), rows)
    for what, concepts in (("skills", document.skills), ("occupations", document.occupations)):
        rows = [(concept.label, concept.id, concept.place) for concept in concepts[:_MOST_CONCEPTS]]
        if concepts:
            table(f"{len(concepts)} {what}, the first {len(rows)}:", ("label", "id", "read at"), rows)
    _show_findings(document)


def _place_of(claim: Claim) -> str:
    return next((origin.place for origin in claim.origins if origin.field == "text"), "")


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
        if isinstance(value, Assessment):
            value = _in_words(value)
        rows.append((origin.field, _short(value), origin.place))
    for number, outcome in enumerate(item.outcomes):
        place = next((o.place for o in item.origins if o.field == f"outcomes[{number}]"), "")
        rows.append((f"outcome {number + 1}", outcome.text, place))
    table(title, ("field", "value", "read at"), rows)


def _in_words(assessment: Assessment) -> str:
    known = {
        "": assessment.kind,
        "grade ": assessment.grade,
        "supervised ": _yes_or_no(assessment.supervised),
        "identity verified ": _yes_or_no(assessment.identity_verified),
        "by ": assessment.assessor,
    }
    return "; ".join(f"{word}{value}" for word, value in known.items() if value)


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _short(value: object, width: int = 160) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _show_findings(document: Document) -> None:
    if document.findings:
        rows = [(finding.severity.value, finding.place, finding.message) for finding in document.findings]
        table("Findings", ("severity", "where", "what"), rows)
