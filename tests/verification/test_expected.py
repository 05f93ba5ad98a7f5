"""The real signed samples against the table that was written before the code.

See ``tests/data/verification``. The samples are third parties' and not in the repository:
``SKILLMAP_EVAL_DATA`` names the folder that holds ``credentials`` and ``credential-samples``. They are copied
under random names first, so that nothing can hang on a name.
"""

from __future__ import annotations

import csv
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillmap.domain import Check, CheckState, Verification
from skillmap.errors import FormatError
from skillmap.resources import sha256_of_file
from skillmap.verification import VerificationSettings, Verifier, load_known_documents

TABLES = Path(__file__).parents[1] / "data/verification"
FOLDERS = ("credentials", "credential-samples")
REAL = os.environ.get("SKILLMAP_EVAL_DATA")
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
REFUSED = "refused"

needs_samples = pytest.mark.skipif(
    REAL is None or not all((Path(REAL) / folder).is_dir() for folder in FOLDERS),
    reason="SKILLMAP_EVAL_DATA names no folder with the signed samples",
)

Key = tuple[str, str, str, str]
"""Hash of the file, part, what is given, check."""


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def expected() -> dict[Key, str]:
    return {
        (row["sha256"], row["part"], row["given"], check.value): row[check.value.replace(" ", "_")]
        for row in rows("expected.csv")
        for check in Check
    }


def departures() -> dict[Key, str]:
    return {
        (row["sha256"], row["part"], row["given"], row["check"]): row["found"]
        for row in rows("departures.csv")
    }


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sample once, under a random name of its own ending."""
    folder = tmp_path_factory.mktemp("samples")
    for place in FOLDERS:
        for file in sorted((Path(REAL or "") / place).rglob("*")):
            if file.is_file():
                shutil.copyfile(file, folder / f"{uuid.uuid4().hex}{file.suffix}")
    return folder


@pytest.fixture(scope="module")
def found(samples: Path) -> dict[Key, str]:
    wanted = {row["sha256"] for row in rows("expected.csv")}
    by_hash = {sha256_of_file(file): file for file in samples.iterdir()}
    given = load_known_documents(samples)
    verifiers = {
        "nothing": Verifier(VerificationSettings(at=AT)),
        "folder": Verifier(VerificationSettings(keys=given, statuses=given, at=AT)),
    }
    return {
        (sha256, part, how, check): state
        for how, verifier in verifiers.items()
        for sha256 in sorted(wanted)
        for part, check, state in states(verifier, by_hash[sha256])
    }


def states(verifier: Verifier, file: Path) -> Iterator[tuple[str, str, str]]:
    try:
        verifications = verifier.verify_file(file)
    except FormatError:
        yield from (("$", check.value, REFUSED) for check in Check)
        return
    for verification in verifications:
        yield from (
            (verification.part, result.check.value, result.state.value) for result in verification.results
        )


def test_a_departure_is_from_a_row_of_the_table_and_says_why() -> None:
    table = expected()

    for row in rows("departures.csv"):
        key = (row["sha256"], row["part"], row["given"], row["check"])
        assert table[key] == row["expected"] != row["found"]
        assert len(row["why"]) > 20


@needs_samples
def test_every_check_is_as_the_table_says_or_departs_as_written_down(found: dict[Key, str]) -> None:
    wanted = expected() | departures()

    assert {key: (found.get(key), state) for key, state in wanted.items() if found.get(key) != state} == {}


@needs_samples
def test_at_least_fifty_samples_are_what_was_signed(found: dict[Key, str]) -> None:
    passed = {
        key[0]
        for key, state in found.items()
        if key[2:] == ("folder", Check.INTEGRITY.value) and state == CheckState.PASS.value
    }

    assert len(passed) >= 50


@needs_samples
def test_every_file_gives_eight_answers_or_one_line(samples: Path) -> None:
    verifier = Verifier(VerificationSettings(at=AT))
    outcomes: Counter[str] = Counter()

    for file in sorted(samples.iterdir()):
        try:
            verifications: tuple[Verification, ...] = verifier.verify_file(file)
        except FormatError as error:
            outcomes["refused" if "\n" not in str(error) else "refused in several lines"] += 1
        else:
            assert all(len(verification.results) == 8 for verification in verifications)
            outcomes["verified"] += 1

    assert set(outcomes) == {"refused", "verified"}
    assert outcomes["verified"] > 200
