"""Dates and times of credentials as moments that can be compared."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*([Zz]|[+-]\d{2}:?\d{2})?"
)
LATEST = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970."""


def moment(value: Any, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment that a date or date-time text names; None if it names none.

    A time without a zone is taken as UTC. A bare date is its first moment, or its last one if asked.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _DATE.fullmatch(text):
        day = _parsed(text)
        last = timedelta(days=1) - timedelta(microseconds=1)
        return day + last if day is not None and end_of_day and day.year < 9999 else day
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    date, clock, fraction, zone = found.groups()
    leap = clock.endswith(":60")
    clock = clock[:-2] + "59" if leap else clock
    micro = f".{(fraction + '000000')[:6]}" if fraction else ""
    return _parsed(f"{date}T{clock}{micro}{_zone(zone)}")


def moment_of_seconds(value: Any) -> datetime | None:
    """Return the moment of a numeric date (RFC 7519): seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        return None
    return datetime.fromtimestamp(int(value), UTC)


def day_of(value: datetime) -> str:
    """Return a moment as words for a reason: its day, and the time if it is not midnight."""
    at = value.astimezone(UTC)
    plain = at.time().replace(microsecond=0)
    return f"{at:%Y-%m-%d}" if plain in (time(0), time(23, 59, 59)) else f"{at:%Y-%m-%d %H:%M} UTC"


def _zone(zone: str | None) -> str:
    if zone is None or zone in "Zz":
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _parsed(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
