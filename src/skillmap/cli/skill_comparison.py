"""``compare``: two or three badges, modules, programmes or roles side by side by their skills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap.domain import ComparedSkill, Placement, SkillComparison, SkillSet

if TYPE_CHECKING:
    from skillmap.formats.compared import Compared

_PART = "#"


@click.command()
@click.argument("things", nargs=-1, required=True)
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@taxonomy_option
@encoder_option
@json_option
def compare(things: tuple[str, ...], html: Path | None, taxonomy: str, encoder: str, json: bool) -> None:
    """Put two or three THINGS side by side: which skills they share, and which stand in one alone.

    A thing is a file with one credential, a module catalogue (the programme), a role profile (TOML), or
    FILE#CODE for one module of a catalogue or one credential of a file. Skills are those that it names, else
    the best one of each outcome: for a person to read. Beside a programme it says in which modules the others
    would fit, and what no module is about; whether anything is awarded is for recommend.
    """
    from skillmap.engine import Engine

    if not 2 <= len(things) <= 3:
        raise click.UsageError("give two or three things")
    found = [_thing(each) for each in things]
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        comparison = engine.compare_skills(*found)
    if html is not None:
        from skillmap.report import render_comparison
        from skillmap.resources import replace_file

        report = render_comparison(comparison, attributions=(engine.taxonomy.attribution,))
        replace_file(html, report.encode())
    if json:
        as_json(comparison)
        return
    _show(comparison)
    if html is not None:
        say(f"report: {html}")


def _thing(named: str) -> Compared:
    from skillmap.formats import read_compared

    place, _, part = named.partition(_PART)
    return read_compared(place, part)


def _show(comparison: SkillComparison) -> None:
    titles = {each.id: each.title for each in comparison.sets}
    table(
        "compared",
        ("what", "title", "skills", "hours", "hours for each skill", "level"),
        [_facts(each) for each in comparison.sets],
    )
    for found in comparison.placements:
        _show_placement(found, titles)
    _table("shared by all", comparison.shared, titles)
    if comparison.some:
        _table("in two of three", comparison.some, titles)
    for name, skills in comparison.only:
        _table(f"only in {titles[name]}", skills, titles)
    for line in (*comparison.levels, *comparison.notes):
        say(line)
    for each in comparison.sets:
        for text in each.unmatched:
            say(f"points to no skill, {each.title}: {text}")


def _show_placement(found: Placement, titles: dict[str, str]) -> None:
    thing, programme = titles[found.thing_id], titles[found.programme_id]
    rows = [
        (
            f"{place.module_id} {place.title}",
            place.stage,
            f"{len(place.shared)} of {place.skills}: {'; '.join(label for _, label in place.shared)}",
            "; ".join(f"{one} beside {other}" for one, other in place.near),
            f"{place.similarity:.2f}" if place.similarity is not None else "",
            str(place.hours) if place.hours is not None else "not stated",
            place.level,
        )
        for place in found.places
    ]
    heads = ("module", "stage", "its skills shared", "wider or narrower", "whole text", "hours", "level")
    table(f"where {thing} would fit in {programme}", heads, rows)
    say(found.note)
    say(f"{found.covered} of {found.of} skills of {thing} were found in a module")
    if found.adds:
        say(f"not found in any, though other words may say it: {'; '.join(label for _, label in found.adds)}")


def _facts(one: SkillSet) -> tuple[str, ...]:
    hours, each = one.hours, one.hours_each
    return (
        one.kind,
        one.title,
        str(len(one.skills)),
        str(hours) if hours is not None else "not stated",
        f"{each.low:.0f}-{each.high:.0f}" if each is not None else "",
        str(one.level) if one.level is not None else "not stated",
    )


def _table(title: str, skills: Sequence[ComparedSkill], titles: dict[str, str]) -> None:
    rows = [
        (
            skill.label,
            "; ".join(f"beside {label} in {titles[name]}" for name, label in skill.wider_or_narrower),
        )
        for skill in skills
    ]
    table(f"{title}: {len(rows)}", ("skill", "wider or narrower"), rows)
