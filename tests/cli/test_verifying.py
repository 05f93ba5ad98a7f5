"""``skillmap verify`` as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ed25519

from skillmap.cli.app import app
from throwaway_issuer import badge, did_key, profile, proven, status_entry, status_list, token

KEY = ed25519.Ed25519PrivateKey.generate()
DID = did_key(KEY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("keys", "status", "sent"):
        (tmp_path / name).mkdir()
    return tmp_path


def write(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def verify(*arguments: Any) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def test_one_file_gives_a_table_of_eight_checks_with_reasons(folder: Path) -> None:
    file = write(folder / "badge.json", proven(badge(DID), KEY))

    done = verify(file, "--at", "2026-01-01")

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("badge.json: open-badges-3, sha256 ")
    assert [line.split(" | ")[:2] for line in lines[2:]] == [
        ["  parsed", "pass"],
        ["  schema", "pass"],
        ["  integrity", "pass"],
        ["  key bound to issuer", "pass"],
        ["  in date", "pass"],
        ["  not revoked", "not checked"],
        ["  issuer trusted", "not checked"],
        ["  holder bound", "not checked"],
    ]


def test_everything_given_answers_every_question(folder: Path) -> None:
    file = write(folder / "badge.json", proven(badge(DID, credentialStatus=status_entry(7)), KEY))
    write(folder / "status" / "anything", proven(status_list(DID), KEY))
    trust = write(folder / "partners.toml", f'[[issuer]]\nid = "{DID}"\n')

    done = verify(
        *(file, "--status", folder / "status", "--keys", folder / "keys", "--trust", trust),
        *("--holder", "did:example:learner", "--at", "2026-01-01", "--json"),
    )

    assert done.exit_code == 0
    (found,) = json.loads(done.stdout)["verifications"]
    assert {result["state"] for result in found["results"]} == {"pass"}
    assert "did:example:learner" not in done.output


def test_a_failed_check_ends_with_code_1(folder: Path) -> None:
    file = write(folder / "badge.json", proven(badge(DID), KEY))

    done = verify(file, "--at", "2020-01-01")

    assert done.exit_code == 1
    assert "not valid before" in done.stdout


def test_a_folder_gives_a_row_for_each_credential_and_one_line_for_each_refusal(folder: Path) -> None:
    write(folder / "sent" / "one.json", proven(badge(DID), KEY))
    write(folder / "sent" / "two.jwt", token({"hello": "world"}))
    write(folder / "sent" / "notes.txt", "hello")
    (folder / "sent" / "deep").mkdir()
    write(folder / "sent" / "deep" / "three.json", badge(DID, name="Baking"))

    done = verify(folder / "sent", "--at", "2026-01-01")

    assert done.exit_code == 2
    assert "2 credentials" in done.stdout
    assert "2 not verified" in done.stdout
    rows = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert len(rows) == 4
    assert rows[1].startswith("  one.json | Welding | pass | pass | pass | pass | pass | –")
    assert any(row.startswith("  notes.txt | the format was not recognised") for row in rows)


def test_what_failed_is_told_below_the_rows(folder: Path) -> None:
    write(folder / "sent" / "one.json", proven(badge(DID), KEY))
    write(folder / "sent" / "two.json", badge(DID, validUntil="2025-01-01T00:00:00Z"))

    done = verify(folder / "sent", "--at", "2026-01-01")

    assert done.exit_code == 1
    assert "1 failed checks" in done.stdout
    assert "  two.json | in date | It expired on 2025-01-01." in done.stdout


def test_nothing_readable_ends_with_code_2(folder: Path) -> None:
    done = verify(write(folder / "x.json", "{"))

    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_missing_file_is_refused_in_one_line(folder: Path) -> None:
    done = verify(folder / "nowhere.json")

    assert done.exit_code == 2
    assert "there is no such file" in done.stdout


def test_documents_that_contradict_each_other_are_told(folder: Path) -> None:
    file = write(folder / "badge.json", badge(DID))
    write(folder / "keys" / "a.json", profile())
    write(folder / "keys" / "b.json", profile(name="Another name"))

    done = verify(file, "--keys", folder / "keys", "--at", "2026-01-01")

    assert "a.json and b.json hold different documents" in done.stderr


def test_a_day_that_is_none_is_refused(folder: Path) -> None:
    done = verify(write(folder / "badge.json", badge(DID)), "--at", "soon")

    assert done.exit_code == 2
    assert "2026-09-01" in done.stderr


def test_a_credential_cannot_steer_the_terminal(folder: Path) -> None:
    evil = badge(DID)
    evil["credentialSubject"]["achievement"]["name"] = "\x1b[2Jgone"
    write(folder / "sent" / "a.json", evil)
    write(folder / "sent" / "b.json", evil)

    assert "\x1b" not in verify(folder / "sent").output
