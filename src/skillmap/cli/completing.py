"""``completeness`` and ``registers``: what a credential leaves open, and published facts beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, say, table
from skillmap.domain import (
    Completeness,
    CompletenessItem,
    Credential,
    Document,
    ItemState,
    Register,
    RegisterEntry,
    Requirement,
)
from skillmap.text import clipped

if TYPE_CHECKING:
    from skillmap.frameworks import CompletenessProfile

DEFAULT_PROFILE = "eu-recommendation-2022"
ALL = "all"
_UNCONFIRMED_MARK = "*"
_LONGEST_VALUE = 160
_LONGEST_PLACE = 22


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    default=(DEFAULT_PROFILE,),
    show_default=True,
    help="Name of a profile (skillmap taxonomies list), a TOML file, or all; may be given more than once.",
)
@click.option("--questions", is_flag=True, help="Write a letter to the issuer in place of the tables.")
@json_option
def completeness(files: tuple[Path, ...], profiles: tuple[str, ...], questions: bool, json: bool) -> None:
    """Say which information the credentials in FILES have, lack, or leave unclear, and where it stands.

    The exit code is 1 where a mandatory item is neither present nor inapplicable.
    """
    from skillmap.formats import read_credentials
    from skillmap.frameworks import completeness_profile_names, load_completeness_profile

    names = completeness_profile_names() if ALL in profiles else profiles
    loaded = [load_completeness_profile(name) for name in names]
    found = [
        (document, credential, _assessed(document, credential, loaded))
        for document in read_credentials(*files)
        for credential in document.credentials
    ]
    if questions:
        _write_letters([(credential, each) for _, credential, each in found], json)
    elif json:
        as_json([completeness for _, _, each in found for completeness in each])
    else:
        for document, credential, each in found:
            say(f"{credential.title} ({document.source.name}, {document.source.format})")
            for completeness in each:
                show_completeness(completeness)
    if not all(completeness.has_all_mandatory for _, _, each in found for completeness in each):
        raise click.exceptions.Exit(NOTHING_FOUND)


@click.command()
@click.argument("name", required=False)
@click.argument("entry", required=False)
@json_option
def registers(name: str | None, entry: str | None, json: bool) -> None:
    """Show registers of published facts: all of them, one by NAME, or an ENTRY of one in full.

    A part of the entry's name is enough. "unclear" means that the source does not say.
    """
    from skillmap.frameworks import find_entries, load_register, register_names

    if name is None:
        found = [load_register(known) for known in register_names()]
        if json:
            as_json(found)
        else:
            rows = [(register.name, str(len(register.entries)), register.title) for register in found]
            table("Registers", ("name", "entries", "title"), rows)
        return
    register = load_register(name)
    entries = find_entries(register, entry) if entry is not None else register.entries
    if json:
        as_json(entries if entry is not None else register)
    elif entry is not None:
        for one in entries:
            _show_entry(register, one)
    else:
        show_register(register)


def show_completeness(completeness: Completeness) -> None:
    """Write what one profile found, an item a row."""
    rows = [
        (
            item.number + ("" if item.confirmed else _UNCONFIRMED_MARK),
            item.name,
            item.state.value,
            _found_words(item),
            _end_of(item.origin.place) if item.origin is not None else "",
        )
        for item in completeness.items
    ]
    table(completeness.profile_title, ("no.", "item", "state", "found", "read at"), rows)
    for requirement in Requirement:
        if total := sum(item.requirement is requirement for item in completeness.items):
            say(f"  {requirement.value}: {_counts(completeness, requirement)} of {total}")
    _say_unconfirmed([item.confirmed for item in completeness.items])


def show_profile(profile: CompletenessProfile) -> None:
    """Write what a profile asks for, an item a row."""
    rows = [
        (
            item.number + ("" if item.confirmed else _UNCONFIRMED_MARK),
            item.key,
            f"{item.name} ({item.note})" if item.note else item.name,
            item.requirement.value,
            item.reference,
        )
        for item in profile.items
    ]
    table(f"{len(rows)} items", ("no.", "key", "item", "", "source"), rows)
    if profile.variants:
        say(f"  parts: {', '.join(f'{profile.name}:{code}' for code in profile.variants)}")
    _say_unconfirmed([item.confirmed for item in profile.items])


def show_register(register: Register) -> None:
    """Write the brief columns of a register, an entry a row."""
    brief = [column for column in register.columns if column.brief]
    rows = [
        (
            entry.name + ("" if entry.confirmed else _UNCONFIRMED_MARK),
            *(entry.facts[column.key] for column in brief),
        )
        for entry in register.entries
    ]
    table(register.title, ("name", *(column.title for column in brief)), rows)
    say(f"  every fact and its source: skillmap registers {register.name} NAME")
    _say_unconfirmed([entry.confirmed for entry in register.entries])


def _assessed(
    document: Document, credential: Credential, loaded: Sequence[CompletenessProfile]
) -> list[Completeness]:
    from skillmap.frameworks import assess

    return [assess(credential, profile, document.findings) for profile in loaded]


def _write_letters(found: Sequence[tuple[Credential, list[Completeness]]], json: bool) -> None:
    from skillmap.report import questions_to_issuer

    letters = [(credential, questions_to_issuer(credential, each)) for credential, each in found]
    if json:
        as_json([{"credential_id": credential.id, "letter": letter} for credential, letter in letters])
        return
    texts = [letter for _, letter in letters if letter]
    if not texts:
        say("nothing is left to be asked")
    click.echo(f"\n{'-' * 72}\n\n".join(texts), nl=False)


def _show_entry(register: Register, entry: RegisterEntry) -> None:
    facts = [(column.title, entry.facts[column.key]) for column in register.columns]
    status = "seen" if entry.confirmed else "unconfirmed"
    facts += [("note", entry.note)] if entry.note else []
    facts += [("source", f"{entry.source} ({entry.date}, {status})")]
    table(entry.name, ("", ""), facts)


def _counts(completeness: Completeness, requirement: Requirement) -> str:
    counts = [(state, completeness.count(state, requirement)) for state in ItemState]
    return ", ".join(f"{count} {state.value}" for state, count in counts if count)


def _end_of(place: str) -> str:
    """Return the last steps of a long path, which tell it from others; all of it outside a terminal."""
    if len(place) <= _LONGEST_PLACE or " " in place or not sys.stdout.isatty():
        return place
    steps = place.split(".")
    while len(steps) > 1 and len(".".join(steps)) >= _LONGEST_PLACE:
        steps = steps[1:]
    return f"….{'.'.join(steps)}"


def _found_words(item: CompletenessItem) -> str:
    """Return value and reason on one line; that a source does not say is told by the state already."""
    reason = "" if item.state is ItemState.EMPTY else item.reason
    return " – ".join(part for part in (clipped(item.value, _LONGEST_VALUE), reason) if part)


def _say_unconfirmed(confirmed: Sequence[bool]) -> None:
    if not all(confirmed):
        say(f"  {_UNCONFIRMED_MARK} not confirmed against its source yet: check before you rely on it")
