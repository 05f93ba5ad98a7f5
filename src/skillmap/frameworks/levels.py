"""Comparing qualification levels: inside one framework by number, across frameworks through the EQF."""

from __future__ import annotations

from functools import cache

from skillmap.domain import Level
from skillmap.frameworks.table import rows_of


def eqf_interval(level: Level) -> tuple[int, int] | None:
    """Return the lowest and highest EQF level it is compared to, or None where no comparison is published."""
    if level.framework is None:
        return None
    return _intervals().get((level.framework.upper(), level.value))


def is_at_least(level: Level, required: Level) -> bool | None:
    """Say whether a level reaches another; None when the frameworks cannot tell.

    Within one framework the numbers decide. Across frameworks the EQF intervals do, and two national
    levels inside one EQF level (SCQF 9 and 10) leave the question open only when the intervals overlap
    without one reaching the other.
    """
    if level.framework is not None and level.framework.upper() == (required.framework or "").upper():
        return level.value >= required.value
    own, asked = eqf_interval(level), eqf_interval(required)
    if own is None or asked is None:
        return None
    if own[0] >= asked[1]:
        return True
    return False if own[1] < asked[0] else None


@cache
def _intervals() -> dict[tuple[str, float], tuple[int, int]]:
    return {
        (row["framework"], float(row["level"])): (int(row["eqf_low"]), int(row["eqf_high"]))
        for row in rows_of("levels", "levels.csv")
    }
