"""Hours of learning, in ISO 8601 durations and in words."""

from __future__ import annotations

import re

_DURATION = re.compile(
    r"P(?=.)(?P<calendar>(?:[\d.]{1,9}Y)?(?:[\d.]{1,9}M)?(?:[\d.]{1,9}W)?(?:[\d.]{1,9}D)?)"
    r"(?:T(?:(?P<hours>\d{1,6}(?:\.\d{1,4})?)H)?(?:(?P<minutes>\d{1,6})M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?$"
)
_MONTHS = re.compile(r"P(\d{1,5})M$")
_WORDS = re.compile(
    r"(?P<low>\d{1,5}(?:[.,]\d{1,2})?)(?:\s*(?:-|\u2013|to)\s*(?P<high>\d{1,5}(?:[.,]\d{1,2})?))?"
    r"\s*(?:h|hrs?|hours?)?\.?$",
    re.IGNORECASE,
)


class NotHoursError(ValueError):
    """A duration that does not say how many hours; the message says why."""


def hours_in(text: str) -> float:
    """Return the hours of a duration such as ``PT60H`` or ``PT1H30M``.

    Raises:
        NotHoursError: no ISO duration, or one of calendar time. ``P60M`` means 60 months; it is often
            written where 60 hours were meant, so it is neither.
    """
    found = _DURATION.match(text.strip())
    if found is None:
        raise NotHoursError(f"{text[:40]!r} is not a duration like PT60H")
    # Some programs write every unit: P0Y0M0DT60H0M0S.
    if re.search("[1-9]", found["calendar"]):
        meant = " (60 hours are written PT60H)" if found["calendar"].endswith("M") else ""
        raise NotHoursError(f"{text!r} is calendar time, years, months or days, and not hours of work{meant}")
    total = float(found["hours"] or 0) + float(found["minutes"] or 0) / 60
    if total <= 0:
        raise NotHoursError(f"{text[:40]!r} gives no hours")
    return total


def months_in(text: str) -> int | None:
    """Return the months of a duration of months alone, e.g. 60 for ``P60M``; None for any other text.

    The Commission's own samples write ``P60M`` and ``P2M`` where 60 and 2 hours are meant.
    """
    found = _MONTHS.match(text.strip())
    return int(found[1]) if found else None


def hours_in_words(text: str) -> tuple[float, float] | None:
    """Return the lowest and highest number of a text such as ``30``, ``30 hours`` or ``20-30 h``."""
    found = _WORDS.match(text.strip())
    if found is None:
        return None
    low = float(found["low"].replace(",", "."))
    high = float((found["high"] or found["low"]).replace(",", "."))
    return (low, high) if 0 < low <= high else None


def duration_of(hours: float) -> str:
    """Return hours as an ISO 8601 duration, in minutes where they are not whole: ``PT1H30M``."""
    minutes = hours * 60
    if hours == int(hours):
        return f"PT{int(hours)}H"
    if abs(minutes - round(minutes)) < 1e-6:
        whole, rest = divmod(round(minutes), 60)
        return f"PT{whole}H{rest}M" if whole else f"PT{rest}M"
    return f"PT{hours:.4f}H"
