"""``evidence sheet`` as a user runs it; the CV and the evidence are invented."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from skillmap.examples import programme_file

CV = """Curriculum Vitae

Work experience
2021-2024 Archive assistant, Town Museum
- Drew up a data management plan for the digital archive

Skills
Python, spreadsheets
"""
EVIDENCE = """item,title,outcomes,valid,authentic,current,sufficient,judged_by,judged_on
E1,Plan for the museum archive,DS101/1,yes,yes,yes,yes,assessor 1,2026-05-01
"""


def skillmap(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "cv.txt").write_text(CV, encoding="utf-8")
    (tmp_path / "evidence.csv").write_text(EVIDENCE, encoding="utf-8")
    return tmp_path


def test_a_sheet_names_claims_judgements_and_tasks_and_writes_page_and_table(files: Path) -> None:
    done = skillmap(
        *("evidence", "sheet", files / "cv.txt", "--programme", programme_file(), "--module", "DS101"),
        *("--evidence", files / "evidence.csv", "--html", files / "s.html", "--csv", files / "s.csv"),
    )

    assert done.returncode == 0
    assert "DS101 Data Management: 1 of 5 outcomes shown" in done.stdout
    assert "DS101/DS101.1 | shown" in done.stdout
    assert "Drew up a data management plan for the digital archive (0." in done.stdout
    assert "DS101/DS101.5, suggested task: Bring a piece of work" in done.stdout
    assert (files / "s.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (files / "s.csv").read_bytes().startswith(b"\xef\xbb\xbfprogramme,module")


def test_claims_alone_show_nothing_and_the_exit_code_says_so(files: Path) -> None:
    done = skillmap(
        *("evidence", "sheet", files / "cv.txt", "--programme", programme_file(), "--module", "DS101"),
        "--json",
    )

    assert done.returncode == 1
    (sheet,) = json.loads(done.stdout)
    assert {outcome["state"] for outcome in sheet["outcomes"]} == {"no evidence offered"}
    assert sheet["outcomes"][0]["claims"][0]["similarity"] > 0.4


def test_nothing_to_look_at_and_a_wrong_module_are_one_line(files: Path) -> None:
    nothing = skillmap("evidence", "sheet", "--programme", programme_file())
    wrong = skillmap(
        *("evidence", "sheet", files / "cv.txt", "--programme", programme_file(), "--module", "XX9")
    )

    assert nothing.returncode == wrong.returncode == 2
    assert "give a CV or --evidence, or both" in nothing.stderr
    assert wrong.stderr.splitlines()[-1].startswith("skillmap: no module 'XX9'; there are: DS101")
