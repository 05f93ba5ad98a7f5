"""``verify``: eight checks of each credential, and never one answer for all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import NOTHING_FOUND, WRONG_USE, as_json, json_option, progress_bar, say, table
from skillmap.errors import FormatError, SkillmapError

if TYPE_CHECKING:
    from skillmap.domain import CheckResult, Verification
    from skillmap.verification import KnownDocuments, VerificationSettings

# Heads of the columns when many credentials are shown, in the order of the checks.
_COLUMNS = ("parsed", "schema", "integrity", "key", "in date", "not revoked", "trusted", "holder")
# The commonest answer is the longest: written out eight times it would leave no room for names.
_MARKS = {"not checked": "–"}
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


class _At(click.ParamType[datetime]):
    """A day, or a day with a time; a day stands for its last moment."""

    name = "date"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return a moment in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-09-01", param, ctx)
        if len(value) == len("2026-09-01"):
            found = datetime.combine(found.date(), time.max) - timedelta(microseconds=999_999)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE|FOLDER...")
@click.option("--keys", type=_FOLDER, help="Folder of DID documents, issuer profiles, keys and certificates.")
@click.option("--status", type=_FOLDER, help="Folder of status lists, hosted badges and their parts.")
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path),
    help="List of issuers that you trust: TOML, JSON or CSV; can be given more than once.",
)
@click.option(
    "--holder",
    multiple=True,
    help="Email address, DID or name of the applicant; can be given more than once.",
)
@click.option("--at", type=_At(), help="Day for which dates are judged; today if left out.")
@click.option("--fetch", is_flag=True, help="Fetch what is not at hand from the web, over HTTPS only.")
@json_option
def verify(
    files: tuple[Path, ...],
    keys: Path | None,
    status: Path | None,
    trust: tuple[Path, ...],
    holder: tuple[str, ...],
    at: datetime | None,
    fetch: bool,
    json: bool,
) -> None:
    """Check how far credentials can be trusted: eight answers for each, never one for all.

    FILE is a credential in any form (JSON, token, badge image, sealed file); of a FOLDER every file is taken.
    Nothing is fetched unless you say so, so put what the checks need into the folders.

    Exit code 1 when a check failed, else 2 when a file could not be read.
    """
    settings = _settings(keys, status, trust, holder, at, fetch)
    _tell(settings.keys, settings.statuses)
    verified, refused = _verified(files, settings)
    if json:
        as_json({"verifications": verified, "refused": [{"name": n, "reason": r} for n, r in refused]})
    elif len(verified) == 1 and not refused:
        _show_one(verified[0])
    else:
        _show_many(verified, refused)
    if any(_failed(verification) for verification in verified):
        raise click.exceptions.Exit(NOTHING_FOUND)
    if refused:
        raise click.exceptions.Exit(WRONG_USE)


def _settings(
    keys: Path | None,
    status: Path | None,
    trust: tuple[Path, ...],
    holder: tuple[str, ...],
    at: datetime | None,
    fetch: bool,
) -> VerificationSettings:
    from skillmap.verification import (
        KnownDocuments,
        VerificationSettings,
        load_known_documents,
        load_trust_list,
    )

    fetcher = None
    if fetch:
        from skillmap.verification import Fetcher

        fetcher = Fetcher()
    return VerificationSettings(
        keys=load_known_documents(keys) if keys else KnownDocuments(),
        statuses=load_known_documents(status) if status else KnownDocuments(),
        trust=tuple(load_trust_list(path) for path in trust),
        applicant=holder,
        at=at,
        fetcher=fetcher,
    )


def _tell(*folders: KnownDocuments) -> None:
    for documents in folders:
        for note in documents.notes:
            click.echo(f"skillmap: {_plain(note)}", err=True)


def _verified(
    paths: tuple[Path, ...], settings: VerificationSettings
) -> tuple[list[Verification], list[tuple[str, str]]]:
    from skillmap.verification import Verifier
    from skillmap.verification.known_documents import files_in

    verifier = Verifier(settings)
    files = [
        file
        for path in paths
        for file in ([(inner, path) for inner in files_in(path)] if path.is_dir() else [(path, path.parent)])
    ]
    verified: list[Verification] = []
    refused: list[tuple[str, str]] = []
    with progress_bar() as move:
        for done, (file, folder) in enumerate(files):
            if len(files) > 1:
                move("verifying", done, len(files))
            try:
                verified += verifier.verify_file(file)
            except SkillmapError as error:
                refused.append((_inside(file, folder), _why(error)))
    return verified, refused


def _why(error: SkillmapError) -> str:
    """Return why a file was refused, without its name, which stands beside it."""
    if isinstance(error, FormatError):
        return f"{error.place}: {error.problem}" if error.place else error.problem
    return str(error)


def _inside(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name


def _show_one(verification: Verification) -> None:
    source = verification.source
    envelope = f" in {source.envelope}" if source.envelope else ""
    say(f"{source.name}: {source.format}{envelope}, sha256 {source.sha256}")
    rows = [
        (
            result.check.value,
            result.state.value,
            result.reason,
            "; ".join(f"{one.what} {one.id}" for one in result.evidence),
        )
        for result in verification.results
    ]
    table(verification.title, ("check", "answer", "why", "relied on"), rows)


def _show_many(verified: list[Verification], refused: list[tuple[str, str]]) -> None:
    rows, failures = [], []
    for verification in verified:
        part = "" if verification.part == "$" else f", {verification.part}"
        name = f"{verification.source.name}{part}"
        states = [_MARKS.get(result.state.value, result.state.value) for result in verification.results]
        rows.append((name, verification.title, *states))
        failures += [(name, result.check.value, result.reason) for result in _failed(verification)]
    if rows:
        table(
            f"{len(rows)} credentials (–: not checked; --json says why)",
            ("credential", "title", *_COLUMNS),
            rows,
        )
    if failures:
        table(f"{len(failures)} failed checks", ("credential", "check", "why"), failures)
    if refused:
        table(f"{len(refused)} not verified", ("file", "why"), refused)


def _failed(verification: Verification) -> list[CheckResult]:
    from skillmap.domain import CheckState

    return [result for result in verification.results if result.state is CheckState.FAIL]


def _plain(text: str) -> str:
    from skillmap.text import neutral

    return " ".join(neutral(text).split())
