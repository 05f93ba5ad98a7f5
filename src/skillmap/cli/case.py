"""One applicant's case as commands are given it: the options, and the advice on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skillmap.cli.checked import by_credential, checked_files
from skillmap.cli.matching import encoder_option
from skillmap.cli.show import progress_bar
from skillmap.domain import (
    Advice,
    Check,
    CheckState,
    Circumstances,
    Finding,
    Portfolio,
    Programme,
    Severity,
    Verification,
)
from skillmap.errors import SkillmapError

if TYPE_CHECKING:
    from skillmap.recognition import Dossier

_FILE = click.Path(path_type=Path)

programme_option = click.option(
    "--programme",
    required=True,
    type=_FILE,
    help="Module catalogue (CSV, Excel), descriptor (PDF) or a folder of them.",
)
columns_option = click.option(
    "--columns", help="Column map for the catalogue, if another system exported it."
)
_OPTIONS = (
    click.argument("files", nargs=-1, type=_FILE),
    programme_option,
    columns_option,
    click.option(
        "--programme-credit",
        metavar="CREDIT",
        help='Credit of the whole programme, e.g. "180 ECTS", where the catalogue does not state it.',
    ),
    click.option(
        "--policy",
        default="example-university",
        show_default=True,
        help="Name of a shipped policy, or a TOML file.",
    ),
    click.option(
        "--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the application; today if left out."
    ),
    click.option("--verify", is_flag=True, help="Run the eight checks of verify first, without a network."),
    click.option(
        "--precedents",
        type=_FILE,
        help="Earlier decisions (CSV; see template precedents), to be shown beside suggestions.",
    ),
    click.option(
        "--circumstances",
        type=_FILE,
        help="What is known beside the documents (TOML; see template circumstances).",
    ),
    click.option(
        "--evidence",
        type=_FILE,
        help="Evidence of experience and people's judgements of it (CSV, Excel; see template evidence).",
    ),
    click.option(
        "--decided",
        type=_FILE,
        help="Suggestions that people decided on (CSV; see template decided), to bound the error; else ours.",
    ),
    encoder_option,
)


@dataclass(frozen=True)
class Case:
    """One applicant's documents, what they are held against, and what is known beside them."""

    files: tuple[Path, ...]
    programme: Path
    columns: str | None = None
    programme_credit: str | None = None
    policy: str = "example-university"
    on: date | None = None
    verify: bool = False
    precedents: Path | None = None
    circumstances: Path | None = None
    evidence: Path | None = None
    decided: Path | None = None
    encoder: str = "minilm"


def case_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a case, and the case as its parameter ``case``."""

    @wraps(command)
    def with_case(**given: Any) -> None:
        asked = {field.name: given.pop(field.name) for field in fields(Case)}
        if isinstance(asked["on"], datetime):
            asked["on"] = asked["on"].date()
        if not asked["files"] and asked["evidence"] is None:
            raise click.UsageError("give one or more credentials, or --evidence, or both")
        command(case=Case(**asked), **given)

    wrapped: Callable[..., None] = with_case
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def advise(case: Case, taxonomy: str | None = "esco") -> tuple[Advice, str]:
    """Return the advice on a case, and the attribution that its taxonomy asks for.

    Args:
        case: what is asked.
        taxonomy: for the skills that are shown with the advice; None where none are, so that no taxonomy
            need be installed.
    """
    from skillmap.engine import Engine
    from skillmap.formats import read_credentials, read_programme

    dossier, unread = _dossier(case)
    with progress_bar() as progress:
        engine = Engine(
            policy=case.policy,
            on=case.on or dossier.circumstances.applied,
            taxonomy=taxonomy or "esco",
            encoder=case.encoder,
            progress=progress,
        )
        engine.start()  # the model loads while the files are read
        documents = read_credentials(*case.files)
        modules, findings = read_programme(case.programme, progress=progress, columns=case.columns)
        modules = _with_credit(modules, case.programme_credit)
        credentials = [c for document in documents for c in document.credentials]
        noticed = (*(f for document in documents for f in document.findings), *findings, *unread)
        if case.verify:
            checked, refused = checked_files(case.files, engine.on)
            dossier = replace(dossier, verifications=by_credential(credentials, checked))
            noticed = (*noticed, *_failed(checked), *_not_checked(refused))
        brought = engine.profile(credentials) if taxonomy is not None else credentials
        advice = engine.recommend(brought, modules, noticed, dossier=dossier)
    return advice, engine.taxonomy.attribution if taxonomy is not None else ""


def _with_credit(programme: Programme, stated: str | None) -> Programme:
    """Return a programme with the credit that the caller states, where the catalogue states none."""
    from skillmap.formats.ladders import credit_in_words

    if stated is None:
        return programme
    credit = credit_in_words(stated)
    if credit is None or credit.scheme is None:
        raise SkillmapError(f"--programme-credit {stated!r}: an amount and its scheme are expected: 180 ECTS")
    if programme.credit is not None and programme.credit != credit:
        told = f"the catalogue states {programme.credit}; leave the option out, or change the catalogue"
        raise SkillmapError(f"--programme-credit {stated!r}: {told}")
    return replace(programme, credit=credit)


def _dossier(case: Case) -> tuple[Dossier, tuple[Finding, ...]]:
    """Return what is known beside the credentials, and what of the evidence could not be read."""
    from skillmap.formats import read_circumstances, read_decided, read_evidence, read_precedents
    from skillmap.recognition import Dossier, decided_by

    portfolio, findings = read_evidence(case.evidence) if case.evidence is not None else (Portfolio(), ())
    earlier = read_precedents(case.precedents) if case.precedents is not None else ()
    decided = read_decided(case.decided) if case.decided is not None else ()
    known = Dossier(
        circumstances=(
            read_circumstances(case.circumstances) if case.circumstances is not None else Circumstances()
        ),
        precedents=earlier,
        portfolio=portfolio,
        decided=decided_by(decided, earlier, case.decided.name if case.decided is not None else ""),
    )
    return known, findings


def _failed(checked: Sequence[Verification]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            Severity.WARNING,
            f"{one.source.name}, {one.part}",
            f"The check {check.value!r} failed: {result.reason}",
        )
        for one in checked
        for check, result in zip(Check, one.results, strict=True)
        if result.state is CheckState.FAIL
    )


def _not_checked(refused: Sequence[tuple[Path, str]]) -> tuple[Finding, ...]:
    return tuple(Finding(Severity.INFO, file.name, f"Not checked: {why}") for file, why in refused)
