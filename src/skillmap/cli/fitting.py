"""``targets fitting``: the reverse of a target, from what a person shows to the roles that ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.matching import encoder_option, taxonomy_option
from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, say, table
from skillmap.domain import Fitting, Module, Opening, PathTarget, RoleFit
from skillmap.errors import FormatError

_MOST_ROLES = 5_000
_NAMED = 3


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--roles",
    type=click.Path(path_type=Path, exists=True),
    help="A folder of role profiles (TOML), or a catalogue of modules; else the occupations of the taxonomy.",
)
@click.option(
    "--modules",
    type=click.Path(path_type=Path, exists=True),
    help="A catalogue: which single module of it opens most roles.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Roles to show.")
@click.option(
    "--reach",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help="Share of essential needs from which a role counts as open.",
)
@click.option("--html", type=click.Path(path_type=Path), help="Also write a one-file report.")
@click.option("--verify", is_flag=True, help="Run the checks of verify first, without a network.")
@taxonomy_option
@encoder_option
@json_option
def fitting(
    files: tuple[Path, ...],
    roles: Path | None,
    modules: Path | None,
    limit: int,
    reach: float,
    html: Path | None,
    verify: bool,
    taxonomy: str,
    encoder: str,
    json: bool,
) -> None:
    """Show which roles ask for what FILES show, and which one skill or module would open more of them.

    FILES are one person's credentials and CV, or folders of them. A shortlist to talk about: a role is never
    ruled out, and a person decides.
    """
    from skillmap.engine import Engine
    from skillmap.formats import read_documents_together
    from skillmap.pathways import FitTerms, candidate_of, named_skills

    targets = _targets(roles) if roles is not None else ()
    offered = _modules(modules) if modules is not None else ()
    paths = [file for place in files for file in _files(place)]
    with progress_bar() as progress:
        engine = Engine(taxonomy=taxonomy, encoder=encoder, progress=progress)
        readings = read_documents_together(*paths)
        documents = [reading.document for reading in readings if reading.document is not None]
        credentials = [credential for document in documents for credential in document.credentials]
        claims = [claim for document in documents for claim in document.claims]
        checks = by_credential(credentials, checked_files(paths, engine.on)[0]) if verify else {}
        refused = tuple((reading.path.name, reading.refusal) for reading in readings if reading.refusal)
        holder = replace(candidate_of("holder", credentials, claims, checks), unreadable=refused)
        named = named_skills(credentials, checks)
        found = engine.fitting(holder, named, targets, FitTerms(limit, reach), offered)
    attributions = () if targets else (engine.taxonomy.attribution,)
    if html is not None:
        _write_report(html, found, attributions)
    if json:
        as_json(found)
    else:
        _show(found)
        if html is not None:
            say(f"report: {html}")
        for attribution in filter(None, attributions):
            say(attribution)
    if not found.fits:
        raise click.exceptions.Exit(NOTHING_FOUND)


def _files(place: Path) -> list[Path]:
    return sorted(file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]


def _targets(place: Path) -> tuple[PathTarget, ...]:
    from skillmap.formats import read_role
    from skillmap.pathways import module_target

    profiles = sorted(place.glob("*.toml")) if place.is_dir() else []
    if len(profiles) > _MOST_ROLES:
        raise FormatError(place.name, "", f"holds more than {_MOST_ROLES} role profiles")
    if profiles:
        return tuple(map(read_role, profiles))
    return tuple(module_target(module) for module in _modules(place))


def _modules(place: Path) -> tuple[Module, ...]:
    from skillmap.formats import read_programme

    return read_programme(place)[0].modules


def _write_report(path: Path, found: Fitting, attributions: tuple[str, ...]) -> None:
    from skillmap.report import render_fitting
    from skillmap.resources import replace_file

    replace_file(path, render_fitting(found, attributions=attributions).encode())


def _show(found: Fitting) -> None:
    head = f"{len(found.fits)} of {found.considered} roles ({found.source})"
    columns = (
        "place",
        "role",
        "nearness",
        "essential shown",
        "optional shown",
        "because of",
        "missing",
        "id",
    )
    table(head, columns, [_row(fit) for fit in found.fits])
    say(f"{found.open_now} roles have {found.reach:.0%} or more of their essential needs shown")
    for what, openings in (("skill", found.skills), ("module", found.modules)):
        rows = [(each.label, str(len(each.opens)), str(each.asked_by), _some(each)) for each in openings]
        if rows:
            title = (
                f"one more {what}: roles that it brings to {found.reach:.0%}, and how many shown here miss it"
            )
            table(title, (what, "opens", "missed by", "e.g."), rows)
    for which, why in found.unread:
        say(f"could not read: {which} ({why})")
    for note in found.notes:
        say(note)


def _row(fit: RoleFit) -> Sequence[str]:
    because = dict.fromkeys(each.need for each in fit.shown)
    if not because and fit.likeness is not None:
        because = dict.fromkeys(f"near: {each.need}" for each in fit.likeness.nearest)
    return (
        str(fit.place),
        fit.title,
        f"{fit.likeness.value:.2f}" if fit.likeness is not None else "",
        f"{fit.essential_shown} of {fit.essential_of}",
        f"{fit.optional_shown} of {fit.optional_of}",
        "; ".join(list(because)[:_NAMED]),
        "; ".join(label for _, label in fit.missing[:_NAMED]),
        fit.id,
    )


def _some(opening: Opening) -> str:
    return "; ".join(title for _, title in opening.opens[:_NAMED])
