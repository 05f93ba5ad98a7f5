"""``targets`` and ``rank``: what a role needs, and candidates beside it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.fitting import fitting
from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap.domain import NeedBasis, PathTarget, Ranking, RoleCandidate, Showing
from skillmap.errors import FormatError

if TYPE_CHECKING:
    pass

_MARKS = {Showing.SHOWN: "shown", Showing.PARTLY: "partly", Showing.NOT_SHOWN: "", Showing.UNREAD: "not read"}
_output = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Write a role profile (TOML) to read and correct."
)


@click.group()
def targets() -> None:
    """What can be aimed at: an occupation, a job advertisement, a role profile; and what fits a profile."""


targets.add_command(fitting)


@targets.command()
@click.argument("name")
@_output
@taxonomy_option
@encoder_option
@json_option
def occupation(name: str, output: Path | None, taxonomy: str, encoder: str, json: bool) -> None:
    """Show what an occupation needs: NAME is its name, code or URI in the taxonomy."""
    from skillmap.engine import Engine

    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        _answer(engine.occupation_target(name), output, json)


@targets.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What to call it; the file's name if left out.")
@_output
@taxonomy_option
@encoder_option
@json_option
def advertisement(
    file: Path, title: str, output: Path | None, taxonomy: str, encoder: str, json: bool
) -> None:
    """Show what a job advertisement asks for; FILE is plain text. What it gives is inferred."""
    from skillmap.engine import Engine

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(file.name, "", "cannot be read as text in UTF-8") from error
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        _answer(engine.advertisement_target(text, title or file.stem), output, json)


@targets.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def role(file: Path, json: bool) -> None:
    """Show a role profile (TOML), as ``rank`` reads it."""
    from skillmap.formats import read_role

    _answer(read_role(file), None, json)


def _answer(target: PathTarget, output: Path | None, json: bool) -> None:
    from skillmap.formats import write_role

    if output is not None:
        if output.exists():
            raise click.UsageError(f"{output} exists already; choose another name")
        write_role(output, target)
    if json:
        as_json(target)
        return
    inferred = sum(need.basis is NeedBasis.INFERRED for need in target.needs)
    said = f", {inferred} of them inferred" if inferred else ""
    rows = [
        ("essential" if need.essential else "optional", need.label, need.basis.value, need.id)
        for need in target.needs
    ]
    table(f"{target.title}: {len(rows)} needs{said}", ("", "need", "basis", "id"), rows)
    for note in target.notes:
        say(note)
    if output is not None:
        say(f"wrote {output}")


@click.command()
@click.argument("candidates", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--role", "role_file", required=True, type=click.Path(path_type=Path), help="Role profile (TOML)."
)
@click.option(
    "--by",
    default="",
    help="Criteria in the order in which they count, with commas between; the usual four if left out.",
)
@click.option("--verify", is_flag=True, help="Run the eight checks of verify first, without a network.")
@click.option("--untrained", is_flag=True, help="Switch trained parts off: no chances, no ranges of places.")
@click.option(
    "--key", type=click.Path(path_type=Path), help="Write which letter stands for which path (CSV)."
)
@click.option(
    "--groups",
    type=click.Path(path_type=Path),
    help="Adverse-impact report: CSV with the columns path and group. Never used to rank.",
)
@click.option(
    "--selected", default=1, show_default=True, help="Last place that counts as selected, for --groups."
)
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@encoder_option
@json_option
def rank(
    candidates: tuple[Path, ...],
    role_file: Path,
    by: str,
    verify: bool,
    untrained: bool,
    key: Path | None,
    groups: Path | None,
    selected: int,
    html: Path | None,
    encoder: str,
    json: bool,
) -> None:
    """Put candidates beside a role: evidence first, then an order by stated criteria. A person decides.

    Each of CANDIDATES is a file or a folder of one person's credentials and CV. They are called A, B, C in
    the order of their paths; names of files are not shown, since they may be names of people.
    """
    from skillmap.engine import Engine
    from skillmap.formats import read_role
    from skillmap.pathways import STATED, Terms

    target = read_role(role_file)
    if key is not None and key.exists():
        raise click.UsageError(f"{key} exists already; choose another name")
    # A path that is given twice is one candidate.
    paths = sorted(set(candidates), key=str)
    letters = {path: _letters(number) for number, path in enumerate(paths, 1)}
    terms = Terms(tuple(filter(None, (each.strip() for each in by.split(",")))) or STATED, not untrained)
    with progress_bar() as progress:
        engine = Engine(encoder=encoder, progress=progress)
        engine.start()
        people = [_candidate(letters[path], path, verify, engine.on) for path in paths]
        ranking = engine.rank(people, target, terms)
    if key is not None:
        _write_key(key, letters)
    if html is not None:
        _write_report(html, ranking, target)
        if not json:
            say(f"report: {html}")
    if json:
        as_json(ranking)
    else:
        _show(ranking)
    if groups is not None:
        _show_groups(ranking, groups, letters, selected)


def _letters(number: int) -> str:
    from skillmap.report.html import letters

    return letters(number)


def _candidate(letter: str, path: Path, verify: bool, on: date) -> RoleCandidate:
    from skillmap.formats import read_documents_together
    from skillmap.pathways import candidate_of

    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    if not files:
        raise FormatError(letter, "", "the folder of this candidate is empty")
    readings = read_documents_together(*files)
    documents = [reading.document for reading in readings if reading.document is not None]
    # The name of a file may be the name of a person.
    refused = tuple(
        (f"file {number}", _without_name(reading.refusal, reading.path))
        for number, reading in enumerate(readings, 1)
        if reading.refusal
    )
    credentials = [credential for document in documents for credential in document.credentials]
    claims = [claim for document in documents for claim in document.claims]
    checked = {}
    if verify:
        holding = [r.path for r in readings if r.document is not None and r.document.credentials]
        # A refusal names a file, which may be named after a person: it only counts as not checked.
        checked = by_credential(credentials, checked_files(holding, on)[0])
    return replace(candidate_of(letter, credentials, claims, checked), unreadable=refused)


def _without_name(refusal: str, path: Path) -> str:
    return refusal.replace(str(path), "it").replace(path.name, "it")


def _write_key(path: Path, letters: dict[Path, str]) -> None:
    import io

    from skillmap.resources import replace_file

    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("candidate", "path"))
    rows.writerows((letter, _no_formula(str(each))) for each, letter in letters.items())
    replace_file(path, written.getvalue().encode("utf-8", "surrogateescape"))
    # It says who is who: for whoever wrote it alone.
    path.chmod(0o600)


def _no_formula(path: str) -> str:
    """Return a path that a spreadsheet does not calculate and that leads to the same place."""
    return path if path[:1].isalnum() or path[:1] in "./" else f"./{path}"


def _write_report(path: Path, ranking: Ranking, target: PathTarget) -> None:
    from skillmap.report import render_ranking
    from skillmap.resources import replace_file

    replace_file(path, render_ranking(ranking, target).encode())


def _show(ranking: Ranking) -> None:
    rows = [
        (each.evidence.candidate_id, *(_MARKS[need.showing] for need in each.evidence.needs))
        for each in sorted(ranking.placed, key=lambda each: each.evidence.candidate_id)
    ]
    heads = [need.need for need in ranking.placed[0].evidence.needs] if ranking.placed else []
    table(f"{ranking.role}: evidence for each need", ("", *heads), rows)
    say("order by: " + "; ".join(question for _, question in ranking.criteria))
    table(
        "places (suggested, not decided)",
        ("place", "candidate", "range", "why"),
        [
            (
                f"{each.place}{' (tied)' if each.tied_with else ''}",
                each.evidence.candidate_id,
                "" if each.places is None else f"{each.places[0]}-{each.places[1]}",
                "; ".join(value.words for value in each.values),
            )
            for each in ranking.placed
        ],
    )
    for each in ranking.placed:
        for change in each.changes[:2]:
            say(f"  {each.evidence.candidate_id}, would change the place: {change}")
    for note in ranking.notes:
        say(note)


def _show_groups(ranking: Ranking, file: Path, letters: dict[Path, str], selected: int) -> None:
    from skillmap.pathways import adverse_impact

    impact = adverse_impact(ranking, _groups(file, letters), attribute="group", selected_up_to=selected)
    table(
        f"selected up to place {selected}, by group",
        ("group", "selected", "rate", "95 % interval"),
        [
            (r.group, f"{r.selected} of {r.of}", f"{r.rate:.0%}", f"{r.low:.0%}-{r.high:.0%}")
            for r in impact.rates
        ],
    )
    say(impact.words)


def _groups(file: Path, letters: dict[Path, str]) -> dict[str, str]:
    try:
        rows: Sequence[dict[str, str]] = list(
            csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
        )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FormatError(file.name, "", "cannot be read as CSV in UTF-8") from error
    found: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        given, group = row.get("path"), row.get("group")
        if given is None or group is None:
            raise FormatError(file.name, "row 1", "expected the columns path and group")
        path = Path(given)
        if path not in letters:
            raise FormatError(
                file.name, f"row {number}", "is no path of a candidate as given on the command line"
            )
        found[letters[path]] = group
    return found
