"""``skillmap read`` and ``skillmap write`` as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from badge_images import baked_png, png, token
from skillmap.formats import read_document_from

SAMPLES = Path(__file__).parents[1] / "data/samples"
BADGE = SAMPLES / "open-badges-3.json"
RECORD = SAMPLES / "comprehensive-learner-record.json"


def skillmap(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assertion, its badge class and issuer in files of their own, a baked image, and two strangers."""
    issuer = {"type": "Issuer", "id": "https://x.example", "name": "Oven School"}
    badge = {"type": "BadgeClass", "id": "https://x.example/b", "name": "Bread", "issuer": issuer["id"]}
    assertion = {"type": "Assertion", "badge": badge["id"], "recipient": {"identity": "nora@post.example"}}
    inside = tmp_path / "inside"
    inside.mkdir()
    for name, value in {"a": assertion, "b": badge, "c": issuer}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    (inside / "baked.png").write_bytes(baked_png(token(json.loads(BADGE.read_text()))))
    (inside / "plain.png").write_bytes(png())
    (inside / "broken.json").write_text("{")
    (tmp_path / ".hidden").write_text("{")
    return tmp_path


def test_a_folder_is_told_in_a_table_with_a_row_for_each_file(folder: Path) -> None:
    done = skillmap("read", folder)

    rows = [[cell.strip() for cell in line.split("|")] for line in done.stdout.splitlines()[1:-1]]
    told = {Path(row[0]).name: row[1:] for row in rows}
    assert done.returncode == 0
    assert told["a.json"] == ["open-badges-2", "", "1 credential", "4", "1"]
    assert told["b.json"] == ["open-badges-2", "", "1 credential on offer, a part of a.json", "4", "2"]
    assert told["c.json"] == ["not read", "", "a part of a.json, b.json", "", ""]
    assert told["baked.png"][:3] == ["open-badges-3", "baked PNG, JWT", "1 credential"]
    assert "without a badge baked into it" in told["plain.png"][2]
    assert "ends too early" in told["broken.json"][2]
    assert done.stdout.splitlines()[-1] == "3 read, 3 not"
    assert "reading: 0 of 6" in done.stderr


def test_several_files_as_json_can_be_read_again_one_by_one(folder: Path) -> None:
    done = skillmap("read", "--json", folder / "a.json", folder / "b.json", folder / "inside/plain.png")

    first, second, third = json.loads(done.stdout)
    assert done.returncode == 0
    assert first["document"]["credentials"][0]["title"] == "Bread"
    assert second["used_by"] == ["a.json"]
    assert third["document"] is None
    assert "PNG" in third["refusal"]
    again = read_document_from("kept.json", json.dumps(first["document"]).encode())
    assert again.credentials[0].title == "Bread"
    assert "nora" not in done.stdout


def test_files_of_which_none_can_be_read_end_with_code_2(folder: Path) -> None:
    done = skillmap(
        "read", folder / "inside/plain.png", folder / "inside/broken.json", folder / "nowhere.json"
    )

    assert done.returncode == 2
    assert "0 read, 3 not" in done.stdout
    assert "there is no such file" in done.stdout


def test_one_file_shows_its_envelope_and_what_is_on_offer(folder: Path) -> None:
    baked = skillmap("read", folder / "inside/baked.png")
    record = skillmap("read", RECORD)

    assert "baked.png: open-badges-3 in baked PNG, JWT, sha256" in baked.stdout
    assert "assessment | LetterGrade, RubricCriterionLevel; grade B |" in baked.stdout
    assert "Coastal Skipper (on offer, held by nobody)" in record.stdout
    assert record.returncode == 0


def test_one_file_as_json_can_be_read_again() -> None:
    done = skillmap("read", "--json", BADGE)

    again = read_document_from("kept.json", done.stdout.encode())
    assert again.source.format == "skillmap-document"
    assert again.credentials[0].title == "Dashboards for Beginners"


def test_claims_and_skills_are_shown() -> None:
    kept = skillmap("read", SAMPLES / "skillmap-document.json")

    assert "experience | two seasons on a ferry |" in kept.stdout
    assert kept.returncode == 0


def test_the_holder_is_shown_only_when_asked_for() -> None:
    shown = skillmap("read", BADGE)
    asked = skillmap("read", "--holder", BADGE)
    as_json = skillmap("read", "--holder", "--json", BADGE)

    assert "Ficticia" not in shown.stdout
    assert "name | Nora Ficticia" in asked.stdout
    assert "hashed with salt 'pepper-and-salt'" in asked.stdout
    assert json.loads(as_json.stdout)[0]["holder"]["names"] == ["Nora Ficticia"]


def test_the_holder_of_a_sealed_or_wrapped_credential_is_told_too(folder: Path, tmp_path: Path) -> None:
    value = json.dumps({"credentialSubject": {"fullName": {"en": ["Nora Ficticia"]}}})
    (tmp_path / "sealed.json").write_text(json.dumps({"payload": value, "signatures": []}))
    (tmp_path / "upload.json").write_text(json.dumps({"credential": json.loads(value)}))

    done = skillmap(
        "read", "--holder", folder / "inside/baked.png", tmp_path / "sealed.json", tmp_path / "upload.json"
    )

    assert done.stdout.count("name | Nora Ficticia") == 3


def test_a_file_that_names_nobody_ends_with_code_1(folder: Path) -> None:
    done = skillmap("read", "--holder", folder / "b.json")

    assert done.returncode == 1
    assert "names nobody" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "--reader", "open-badges-3", BADGE, RECORD], "--reader and --columns are for one file"),
        (["read", "--holder", SAMPLES / "module-table.csv"], "not JSON"),
        (["read"], "Missing argument"),
        (["write", BADGE, "--as", "module-table"], "there are: "),
        (["write", BADGE, "--as", "open-badges-9"], "no reader 'open-badges-9'"),
        (
            ["write", SAMPLES / "module-table.csv", "--as", "open-badges-3"],
            "holds 2 modules but no credential",
        ),
        (["write", RECORD, "--as", "open-badges-3"], "choose one by --credential: 1 Tides and Currents; 2"),
        (["write", RECORD, "--as", "open-badges-3", "--credential", 4], "has no credential 4"),
        (["write", BADGE, "--as", "open-badges-3", "-o", BADGE], "exists already"),
    ],
    ids=range(9),
)
def test_wrong_use_is_one_line_and_code_2(arguments: list, words: str) -> None:
    done = skillmap(*arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_a_credential_is_written_with_the_issuers_skills(tmp_path: Path) -> None:
    out = tmp_path / "achievement.json"

    done = skillmap(
        "write", RECORD, "--as", "open-badges-3", "--credential", 2, "--issuer-skills-only", "-o", out
    )

    assert done.returncode == 0
    (offer,) = read_document_from("achievement.json", out.read_bytes()).offers
    assert offer.title == "Signals at Sea"
    assert "0 skills named by the issuer, 0 suggested" in done.stderr
    assert "issuer, valid_from, stackability" in done.stderr


def test_a_credential_is_written_with_the_skills_that_skillmap_suggests() -> None:
    done = skillmap("write", BADGE, "--as", "open-badges-2")

    (offer,) = read_document_from("badge.json", done.stdout.encode()).offers
    suggested = [
        link for link in offer.alignments if (link.uri or "").startswith("http://data.europa.eu/esco/")
    ]
    assert done.returncode == 0
    assert suggested
    assert all("not confirmed by a person" in link.description for link in suggested)
    assert {link.outcome for link in suggested} <= {outcome.id for outcome in offer.outcomes}
    assert "uses the ESCO classification" in done.stderr
    assert "Ficticia" not in done.stdout
