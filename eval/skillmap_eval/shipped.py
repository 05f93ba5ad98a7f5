"""Where our own gold sets lie: in the installed package, or in a checkout beside it."""

from __future__ import annotations

from pathlib import Path


def gold_root() -> Path:
    """Return the folder that holds the gold sets."""
    packaged = Path(__file__).parent / "_gold"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "gold"
