"""Hours of learning in ISO 8601 durations."""

from __future__ import annotations

import re

_DURATION = re.compile(
    r"P(?=.)(?P<calendar>(?:[\d.]+Y)?(?:[\d.]+M)?(?:[\d.]+W)?(?:[\d.]+D)?)"
    r"(?:T(?:(?P<hours>\d{1,6}(?:\.\d{1,4})?)H)?(?:(?P<minutes>\d{1,6})M)?(?:\d+(?:\.\d+)?S)?)?$"
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
    if found["calendar"]:
        meant = " (60 hours are written PT60H)" if found["calendar"].endswith("M") else ""
        raise NotHoursError(f"{text!r} is calendar time, years, months or days, and not hours of work{meant}")
    total = float(found["hours"] or 0) + float(found["minutes"] or 0) / 60
    if total <= 0:
        raise NotHoursError(f"{text[:40]!r} gives no hours")
    return total
