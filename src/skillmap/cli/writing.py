"""``write``: a credential with skills linked, for an issuer to take over."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import fail, progress_bar
from skillmap.domain import Alignment, Credential
from skillmap.errors import FormatError, UnknownNameError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "format_name", required=True, help="Format, e.g. open-badges-3 or open-badges-2.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write; else the screen.")
@click.option("--credential", "number", type=click.IntRange(min=1), help="Which of several, from 1.")
@click.option("--issuer-skills-only", is_flag=True, help="Link only the skills that the issuer names.")
@click.option(
    "--programme",
    type=click.Path(path_type=Path),
    help="Module catalogue: link the module outcomes that the credential's outcomes meet, too.",
)
@click.option(
    "--policy",
    default="example-university",
    show_default=True,
    help="Policy that says from when a module outcome is met; a name, or a TOML file.",
)
@taxonomy_option
@encoder_option
def write(
    file: Path,
    format_name: str,
    output: Path | None,
    number: int | None,
    issuer_skills_only: bool,
    programme: Path | None,
    policy: str,
    taxonomy: str,
    encoder: str,
) -> None:
    """Write the credential of FILE as a definition with skills linked: unsigned, and naming no holder.

    Links that skillmap suggests say so, with the outcome and the similarity; a person should confirm them.
    """
    from skillmap.formats import readers

    write_as = readers.get(format_name).write
    if write_as is None:
        able = [name for name in readers.names() if readers.get(name).write is not None]
        raise UnknownNameError("format to write", format_name, able)
    if output is not None and output.exists():
        fail(f"{output} exists already; choose another name")
    credential = _chosen(file, number)
    links = credential.alignments if issuer_skills_only else _links(credential, taxonomy, encoder)
    if programme is not None:
        links = (*links, *_module_links(credential, programme, policy, encoder))
    content = write_as(credential, links)
    _tell(credential, links, content, format_name)
    if output is None:
        click.echo(content.decode("utf-8"), nl=False)
    else:
        output.write_bytes(content)
        click.echo(f"wrote {output}", err=True)


def _chosen(file: Path, number: int | None) -> Credential:
    from skillmap.formats import holds, read_document

    document = read_document(file)
    found = (*document.credentials, *document.offers)
    if not found:
        raise FormatError(file.name, "", f"holds {holds(document)} but no credential")
    if number is None and len(found) > 1:
        titles = "; ".join(f"{place} {item.title[:60]}" for place, item in enumerate(found[:20], 1))
        raise FormatError(file.name, "", f"holds {holds(document)}; choose one by --credential: {titles}")
    if number is not None and number > len(found):
        raise FormatError(file.name, "", f"has no credential {number}; it holds {holds(document)}")
    return found[(number or 1) - 1]


def _links(credential: Credential, taxonomy: str, encoder: str) -> tuple[Alignment, ...]:
    from skillmap.engine import Engine
    from skillmap.formats import alignments_from

    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        profile = engine.profile([credential])
    click.echo(engine.taxonomy.attribution, err=True)
    return alignments_from(credential, profile)


def _module_links(
    credential: Credential, programme: Path, policy: str, encoder: str
) -> tuple[Alignment, ...]:
    from skillmap.engine import Engine
    from skillmap.formats import alignments_to_modules, read_programme

    with progress_bar() as progress:
        engine = Engine(policy=policy, encoder=encoder, progress=progress)
        modules, _ = read_programme(programme, progress=progress)
        advice = engine.recommend([credential], modules)
    return alignments_to_modules(credential, advice)


def _tell(credential: Credential, links: tuple[Alignment, ...], content: bytes, format_name: str) -> None:
    from skillmap.formats import read_document_from, unwritten

    document = read_document_from(credential.source.name, content, reader=format_name)
    (again,) = (*document.credentials, *document.offers)
    own = len(credential.alignments)
    click.echo(f"{own} skills named by the issuer, {len(links) - own} suggested", err=True)
    left_out = ", ".join(unwritten(credential, again))
    if left_out:
        click.echo(f"{format_name} has no place for, or a definition has no: {left_out}", err=True)
