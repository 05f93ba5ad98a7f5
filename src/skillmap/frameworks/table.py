"""Small tables of facts that ship in ``taxonomies/``."""

from __future__ import annotations

import csv
from functools import cache

from skillmap.resources import data_root


@cache
def rows_of(taxonomy: str, file: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a shipped CSV file as dictionaries by column."""
    with (data_root() / "taxonomies" / taxonomy / file).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))
