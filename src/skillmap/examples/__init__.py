"""The demonstration programme and credentials, written by the skillmap project; nothing in them is real."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def programme_file() -> Path:
    """Return the path of the example programme, a module catalogue as CSV."""
    return _FOLDER / "programme.csv"


def credential_files() -> list[Path]:
    """Return the paths of the example credentials, by name."""
    return sorted(file for file in (_FOLDER / "credentials").iterdir() if file.suffix in {".json", ".jsonld"})


__all__ = ["credential_files", "programme_file"]
