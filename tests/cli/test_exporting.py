"""``export`` and ``letter`` as a user runs them, on the examples that ship with skillmap."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from skillmap.examples import credential_files, programme_file

CASE = (*credential_files(), "--programme", programme_file(), "--on", "2026-11-24")


def skillmap(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("ending", [".pdf", ".html"])
def test_a_letter_is_written_as_its_ending_says_and_never_over_another(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"letter{ending}"

    done = skillmap("letter", *CASE, "--out", out, "--appeal", "Ask the registry within ten days.")
    again = skillmap("letter", *CASE, "--out", out)

    assert done.returncode == 0, done.stderr
    assert "a draft; a person decides" in done.stdout
    assert out.read_bytes().startswith(b"%PDF" if ending == ".pdf" else b"<!doctype html>")
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_the_table_of_suggestions_opens_as_one(tmp_path: Path) -> None:
    out = tmp_path / "suggestions.csv"

    done = skillmap("export", *CASE, "--to", "csv", "--out", out)

    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert done.returncode == 0, done.stderr
    assert {row["module_id"] for row in rows} >= {"DS101", "DS102"}
    assert {row["as_of"] for row in rows} == {"2026-11-24"}


def test_credit_can_be_taken_over_as_transfer_value_profiles(tmp_path: Path) -> None:
    out = tmp_path / "transfer.jsonld"

    done = skillmap("export", *CASE, "--to", "ctdl", "--out", out)

    assert done.returncode == 0, done.stderr
    kinds = [node["@type"] for node in json.loads(out.read_text(encoding="utf-8"))["@graph"]]
    assert kinds.count("ceterms:TransferValueProfile") >= 1


def test_matches_to_modules_and_skills_are_one_mapping_set(tmp_path: Path) -> None:
    out = tmp_path / "matches.sssom.tsv"

    done = skillmap("export", *CASE, "--to", "sssom", "--out", out)

    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "outcome of module DS101" in text
    assert "skill of esco" in text
    assert "ESCO classification" in done.stderr


def test_wrong_names_and_endings_are_one_line(tmp_path: Path) -> None:
    unknown = skillmap("export", *CASE, "--to", "xml", "--out", tmp_path / "x")
    ending = skillmap("letter", *CASE, "--out", tmp_path / "x.doc")

    assert unknown.returncode == ending.returncode == 2
    assert "no output 'xml'; there are: csv, ctdl, letter-html, letter-pdf, sssom" in unknown.stderr
    assert "--out must end in .pdf or .html" in ending.stderr


def test_evidence_is_placed_in_the_programme_and_counts_in_the_table(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.csv"
    evidence.write_text(
        "item,title,outcomes,valid,authentic,current,sufficient,judged_by,judged_on\n"
        "E1,Invented plan,DS103/1,yes,yes,yes,yes,assessor 1,2026-05-01\n",
        encoding="utf-8",
    )
    out = tmp_path / "suggestions.csv"

    done = skillmap("export", *CASE, "--evidence", evidence, "--to", "csv", "--out", out)

    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert done.returncode == 0, done.stderr
    assert [row["outcome_id"] for row in rows if row["evidence_items"] == "E1"] == ["DS103.1"]


def test_a_badge_is_written_with_the_module_outcomes_that_it_meets(tmp_path: Path) -> None:
    (badge,) = (file for file in credential_files() if "stewardship" in file.name)
    out = tmp_path / "badge.json"

    done = skillmap(
        *("write", badge, "--as", "open-badges-3", "--issuer-skills-only", "-o", out),
        *("--programme", programme_file()),
    )

    assert done.returncode == 0, done.stderr
    links = json.loads(out.read_text(encoding="utf-8"))["alignment"]
    codes = {link.get("targetCode") for link in links if link.get("targetType") == "ceasn:Competency"}
    assert codes >= {"DS101/DS101.1", "DS101/DS101.2"}
