"""``taxonomies diff`` and ``taxonomies migrate``: from one version of a taxonomy to the next."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from skillmap.cli.show import as_json, fail, json_option, say, table
from skillmap.domain import (
    ConceptChange,
    ConceptDifference,
    ConceptKind,
    MigrationOutcome,
    StoredLink,
    StoredMatches,
    Successor,
    TaxonomyDifference,
)
from skillmap.errors import FormatError
from skillmap.text import clipped

_LONGEST = 60
_COLUMNS = (
    *("id", "kind", "change", "old label", "new label", "changed fields", "status"),
    *("successors", "successor labels", "successor basis"),
)
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Also write every concept as CSV.")
@json_option
def diff_taxonomies(old: str, new: str, csv_file: Path | None, json: bool) -> None:
    """Say what became of each concept from OLD to NEW: names of installed taxonomies, or framework files.

    A successor that the publisher states is marked "stated"; one that only has the same name is marked
    "suggested". ESCO's CSV files do not state successors, so that a concept of ESCO that is gone has
    suggestions at most. SKOS (isReplacedBy, replaces) and CASE (replacedBy) can.
    """
    if csv_file is not None and csv_file.exists():
        fail(f"{csv_file} exists already; choose another name")
    found = _difference(old, new)
    if csv_file is not None:
        csv_file.write_bytes(_as_csv(found))
    if json:
        as_json(found)
        return
    _show(found)
    if csv_file is not None:
        say(f"every concept: {csv_file}")


@click.command("migrate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "old", required=True, help="Taxonomy that the matches were made with, or its file.")
@click.option("--to", "new", required=True, help="Taxonomy to carry them to, or its file.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="File to write; else nothing is written."
)
@json_option
def migrate_matches(file: Path, old: str, new: str, output: Path | None, json: bool) -> None:
    """Carry matches kept in FILE (of match --json, profile --json or an earlier migrate) to another version.

    A match stays, takes the concept's new name, or goes to the one successor that the publisher states;
    everything else is left to a person. Nothing is matched again: similarities stay those of the old version
    and say so.
    """
    from skillmap.formats import content_of, read_stored_matches, write_stored_matches
    from skillmap.taxonomy import migrate

    if output is not None and output.exists():
        fail(f"{output} exists already; choose another name")
    stored = read_stored_matches(*content_of(file))
    migrated = migrate(stored, _difference(old, new))
    if output is not None:
        output.write_bytes(write_stored_matches(migrated))
    if json:
        click.echo(write_stored_matches(migrated), nl=False)
        return
    _show_migrated(migrated)
    say(f"wrote {output}" if output is not None else "nothing was written; choose a file with -o")


def _difference(old: str, new: str) -> TaxonomyDifference:
    from skillmap.domain import Document
    from skillmap.formats import read_document
    from skillmap.taxonomy import Taxonomy, diff, framework_names, taxonomy_names

    def opened(name: str) -> Taxonomy | Document:
        is_installed = name in framework_names() or name in taxonomy_names()
        if is_installed or not Path(name).is_file():
            return Taxonomy.open(name)
        document = read_document(Path(name))
        if not document.skills:
            raise FormatError(document.source.name, "", "holds no skills to compare")
        return document

    return diff(opened(old), opened(new))


def _show(found: TaxonomyDifference) -> None:
    changed = [concept for concept in found.concepts if concept.change is not ConceptChange.UNCHANGED]
    rows = [(one.change.value, one.kind.value, _names(one), _what(one), one.id) for one in changed]
    title = f"{found.old.words} to {found.new.words}: {len(rows)} of {len(found.concepts)} concepts differ"
    table(title, ("change", "kind", "label", "what", "URI"), rows)
    for kind in ConceptKind:
        counts = Counter(concept.change for concept in found.concepts if concept.kind is kind)
        if counts:
            say(f"  {kind}s: " + ", ".join(f"{counts[change]} {change}" for change in ConceptChange))
    for note in found.notes:
        say(f"  {note}")


def _names(concept: ConceptDifference) -> str:
    names = [clipped(name, _LONGEST) for name in (concept.old_label, concept.new_label) if name]
    return " -> ".join(dict.fromkeys(names))


def _what(concept: ConceptDifference) -> str:
    fields = ", ".join(change.field for change in concept.fields)
    parts = (fields, concept.status, _successors(concept.successors))
    return "; ".join(part for part in parts if part)


def _successors(successors: Sequence[Successor]) -> str:
    return "; ".join(f"{clipped(one.label, _LONGEST)} ({one.basis}) {one.id}" for one in successors)


def _as_csv(found: TaxonomyDifference) -> bytes:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for one in found.concepts:
        cells = (
            *(one.id, one.kind.value, one.change.value, one.old_label or "", one.new_label or ""),
            *("; ".join(change.field for change in one.fields), one.status),
            "; ".join(successor.id for successor in one.successors),
            "; ".join(successor.label for successor in one.successors),
            "; ".join(dict.fromkeys(successor.basis.value for successor in one.successors)),
        )
        rows.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return written.getvalue().encode("utf-8", "replace")


def _show_migrated(migrated: StoredMatches) -> None:
    last = migrated.migrations[-1]
    moved = [link for link in migrated.links if link.steps and link.steps[-1].new == last.new.words]
    rows = [
        (
            link.steps[-1].outcome.value,
            clipped(link.match.statement if link.match else "named by the issuer", _LONGEST),
            _led(link),
            f"{link.steps[-1].reason} {_successors(link.steps[-1].suggestions)}".strip(),
        )
        for link in moved
        if link.steps[-1].outcome is not MigrationOutcome.STAYS or not link.is_as_measured
    ]
    title = f"{last.old.words} to {last.new.words}: {len(rows)} of {len(migrated.links)} links need a look"
    table(title, ("done", "statement", "skill", "why"), rows)
    counts = Counter(link.steps[-1].outcome for link in moved)
    say("  " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in MigrationOutcome))
    say(f"  {sum(link.concept_id is None for link in migrated.links)} left to a person")
    measured = sum(link.match is not None and not link.is_as_measured for link in migrated.links)
    say(f"  {measured} similarities were measured on other words; match again before they are used")
    for note in last.notes:
        say(f"  {note}")


def _led(link: StoredLink) -> str:
    before = clipped(link.steps[-1].concept, _LONGEST)
    after = clipped(link.concept, _LONGEST) if link.concept else "a person decides"
    return before if before == after else f"{before} -> {after}"
