"""Credit as hours of learning, an interval; never a factor from one scheme to another."""

from __future__ import annotations

from functools import cache

from skillmap.domain import Credit, Hours, HoursBasis
from skillmap.frameworks.table import rows_of


def hours_of(credit: Credit) -> Hours | None:
    """Return the notional hours behind an amount of credit, or None where the scheme is not known."""
    if credit.scheme is None or credit.scheme.upper() not in _schemes():
        return None
    low, high = _schemes()[credit.scheme.upper()]
    return Hours(credit.amount * low, credit.amount * high, HoursBasis.NOTIONAL)


@cache
def _schemes() -> dict[str, tuple[float, float]]:
    return {
        row["scheme"]: (float(row["hours_low"]), float(row["hours_high"]))
        for row in rows_of("credit", "schemes.csv")
    }
