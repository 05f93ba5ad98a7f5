"""The report in a real browser. CI installs it with ``make browser``; without it the test is skipped."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

import skillmap
from skillmap.examples import credential_files, programme_file

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=2000",
]


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium; run: make browser")
def test_the_report_opens_without_a_complaint_and_shows_the_suggestion(tmp_path: Path) -> None:
    engine = skillmap.Engine(on=date(2026, 11, 23))
    documents = skillmap.read_credentials(*credential_files())
    programme, _ = skillmap.read_programme(programme_file())
    advice = engine.recommend([c for d in documents for c in d.credentials], programme)
    page = tmp_path / "report.html"
    page.write_text(skillmap.render_advice(advice), encoding="utf-8")

    command = [
        str(CHROMIUM),
        *OPTIONS,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0
    assert "Data Management" in done.stdout
    assert "participation only" in done.stdout.lower()
    assert "CONSOLE" not in done.stderr
