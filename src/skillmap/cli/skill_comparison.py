"""``compare``: two or three badges, modules, programmes or roles side by side by their skills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import as_json, json_option, progress_bar, say, table
from skillmap.domain import ComparedSkill, SkillComparison, SkillSet
from skillmap.errors import FormatError, UnknownNameError

if TYPE_CHECKING:
    from skillmap.domain import Credential, Module, PathTarget, Programme

    Thing = Credential | Module | Programme | PathTarget

_PART = "#"


@click.command()
@click.argument("things", nargs=-1, required=True)
@taxonomy_option
@encoder_option
@json_option
def compare(things: tuple[str, ...], taxonomy: str, encoder: str, json: bool) -> None:
    """Put two or three THINGS side by side: which skills they share, and which stand in one alone.

    A thing is a file with one credential, a module catalogue (the programme), a role profile (TOML), or
    FILE#CODE for one module of a catalogue or one credential of a file. Skills are those that it names, else
    the best one of each outcome: for a person to read.
    """
    from skillmap.engine import Engine

    if not 2 <= len(things) <= 3:
        raise click.UsageError("give two or three things")
    found = [_thing(each) for each in things]
    with progress_bar() as progress:
        comparison = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress).compare_skills(*found)
    if json:
        as_json(comparison)
    else:
        _show(comparison)


def _thing(named: str) -> Thing:
    from skillmap.formats import read_document, read_programme, read_role

    place, _, code = named.partition(_PART)
    path = Path(place)
    if path.suffix.lower() == ".toml":
        return read_role(path)
    if path.is_dir():
        return _one_of(read_programme(path)[0].modules, code, path) if code else read_programme(path)[0]
    document = read_document(path)
    if document.modules:
        programme = read_programme(path)[0]
        return _one_of(programme.modules, code, path) if code else programme
    credentials = (*document.credentials, *document.offers)
    if code:
        return _one_of(credentials, code, path)
    if len(credentials) != 1:
        told = f"holds {len(credentials)} credentials; name one as {path.name}{_PART}ID"
        raise FormatError(path.name, "", told)
    return credentials[0]


def _one_of(things: Sequence[Credential] | Sequence[Module], code: str, path: Path) -> Credential | Module:
    for thing in things:
        if thing.id == code:
            return thing
    raise UnknownNameError(f"part of {path.name}", code, [thing.id for thing in things])


def _show(comparison: SkillComparison) -> None:
    titles = {each.id: each.title for each in comparison.sets}
    table(
        "compared",
        ("what", "title", "skills", "hours", "hours for each skill", "level"),
        [_facts(each) for each in comparison.sets],
    )
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
