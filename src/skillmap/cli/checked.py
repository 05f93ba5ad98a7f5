"""The eight checks beside another command, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from skillmap.domain import Credential, Verification


def checked_files(files: Sequence[Path], on: date) -> tuple[Verification, ...]:
    """Run the eight checks on files as on the last moment of a day, without a network."""
    from skillmap.verification import VerificationSettings, Verifier

    at = datetime.combine(on, time.max, UTC)
    verifier = Verifier(VerificationSettings(at=at))
    return tuple(found for file in files for found in verifier.verify_file(file))


def by_credential(
    credentials: Sequence[Credential], checked: Sequence[Verification]
) -> dict[str, Verification]:
    """Return the checks by credential; of several with one title in one document none counts as checked."""
    found = {}
    for credential in credentials:
        inside = [one for one in checked if one.source.sha256 == credential.source.sha256]
        fitting = [one for one in inside if one.title == credential.title] if len(inside) > 1 else inside
        alone = sum(c.source.sha256 == credential.source.sha256 for c in credentials) == 1
        if len(fitting) == 1 and (alone or fitting[0].title == credential.title):
            found[credential.id] = fitting[0]
    return found
