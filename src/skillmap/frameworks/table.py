"""Small tables of facts that ship in ``taxonomies/``."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from typing import Any

from skillmap.resources import data_root


@cache
def rows_of(taxonomy: str, file: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a shipped CSV file as dictionaries by column."""
    with (data_root() / "taxonomies" / taxonomy / file).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def manifests_of(kind: str) -> dict[str, dict[str, Any]]:
    """Return the manifests of one kind by name, sorted."""
    found = {}
    for path in sorted((data_root() / "taxonomies").glob("*/manifest.toml")):
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
        if manifest["kind"] == kind:
            found[path.parent.name] = manifest
    return found
