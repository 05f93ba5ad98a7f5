"""The eight checks beside another command, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from skillmap.domain import CheckState, Credential, Verification
from skillmap.errors import SkillmapError


def checked_files(
    files: Sequence[Path], on: date
) -> tuple[tuple[Verification, ...], tuple[tuple[Path, str], ...]]:
    """Run the eight checks on files as on the last moment of a day, without a network.

    Returns:
        The checks, and the files that are of no kind that can be checked, each with why; nothing in them
        counts as checked, and they stop no other.
    """
    from skillmap.verification import VerificationSettings, Verifier

    verifier = Verifier(VerificationSettings(at=datetime.combine(on, time.max, UTC)))
    found: list[Verification] = []
    refused: list[tuple[Path, str]] = []
    for file in files:
        try:
            found += verifier.verify_file(file)
        except SkillmapError as error:
            refused.append((file, str(error)))
    return tuple(found), tuple(refused)


def by_credential(
    credentials: Sequence[Credential], checked: Sequence[Verification]
) -> dict[str, Verification]:
    """Return the checks by id of the credential; where it is unclear whose they are, none counts as checked.

    That is so of several with one title in one document. Where several documents bear one id, a copy must not
    pass for checked because another is whole, nor hide that another failed: only a failure counts.
    """
    documents: dict[str, set[str]] = {}
    found: dict[str, Verification] = {}
    for credential in credentials:
        documents.setdefault(credential.id, set()).add(credential.source.sha256)
        own = _own_checks(credential, credentials, checked)
        if own is not None and (credential.id not in found or _failed(own)):
            found[credential.id] = own
    return {name: one for name, one in found.items() if len(documents[name]) == 1 or _failed(one)}


def _own_checks(
    credential: Credential, credentials: Sequence[Credential], checked: Sequence[Verification]
) -> Verification | None:
    inside = [one for one in checked if one.source.sha256 == credential.source.sha256]
    fitting = [one for one in inside if one.title == credential.title] if len(inside) > 1 else inside
    alone = sum(c.source.sha256 == credential.source.sha256 for c in credentials) == 1
    if len(fitting) == 1 and (alone or fitting[0].title == credential.title):
        return fitting[0]
    return None


def _failed(one: Verification) -> bool:
    return any(result.state is CheckState.FAIL for result in one.results)
