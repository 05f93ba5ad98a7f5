"""A release of O*NET as a folder, installed as a user does it. The release is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmap.cli.app import app
from skillmap.errors import FormatError


def install(folder: Path, *more: str) -> None:
    app(["taxonomies", "install", "boats", "--file", str(folder), *more], standalone_mode=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    release = tmp_path / "release"
    release.mkdir()
    (release / "Technology Skills.txt").write_text(
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\n"
        "99-9901.00\tFoldCAD\t43230000\tFolding software\tN\n",
        encoding="utf-8",
    )
    return release


def test_a_release_in_a_folder_is_installed_under_its_name(folder: Path, capsys) -> None:
    install(folder, "--version", "0")

    assert "1 skills, 1 groups, 1 occupations" in capsys.readouterr().out


def test_a_folder_that_names_no_version_is_refused(folder: Path) -> None:
    with pytest.raises(FormatError, match="gives no version; say which with --version"):
        install(folder)
