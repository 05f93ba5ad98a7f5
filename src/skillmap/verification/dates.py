"""Whether a credential is valid at a moment, by its own dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmap.domain.verification import Check, CheckResult, CheckState
from skillmap.verification.moments import day_of, moment
from skillmap.verification.presented import Kind

_OF_BADGES = (("issuedOn",), ("expires",))
_OF_CREDENTIALS = (("validFrom", "issuanceDate"), ("validUntil", "expirationDate"))


def check_in_date(kind: Kind, credential: dict[str, Any], at: datetime) -> CheckResult:
    """Return whether a credential has begun to be valid and has not expired.

    Where it says both in the words of two versions of the standard, the later beginning and the earlier end
    count.
    """
    begins_names, ends_names = _OF_BADGES if kind is Kind.OPEN_BADGE_2 else _OF_CREDENTIALS
    begins = {name: moment(credential[name]) for name in begins_names if credential.get(name) is not None}
    ends = {
        name: moment(credential[name], end_of_day=True)
        for name in ends_names
        if credential.get(name) is not None
    }
    unread = [name for name, found in (begins | ends).items() if found is None]
    begin = max((found for found in begins.values() if found is not None), default=None)
    end = min((found for found in ends.values() if found is not None), default=None)
    return _judged(begin, end, unread, at)


def _judged(begin: datetime | None, end: datetime | None, unread: list[str], at: datetime) -> CheckResult:
    if begin is not None and end is not None and end < begin:
        return _result(CheckState.FAIL, f"It ends on {day_of(end)}, before it begins on {day_of(begin)}.")
    if end is not None and at > end:
        return _result(CheckState.FAIL, f"It expired on {day_of(end)}.")
    if begin is not None and at < begin:
        return _result(CheckState.FAIL, f"It is not valid before {day_of(begin)}.")
    if unread:
        return _result(CheckState.NOT_CHECKED, f"Its {' and '.join(unread)} cannot be read as a date.")
    if begin is None and end is None:
        return _result(CheckState.NOT_CHECKED, "It has no date of validity.")
    since = f"It is valid since {day_of(begin)}" if begin else "It says no beginning"
    until = f"until {day_of(end)}" if end else "without an end"
    return _result(CheckState.PASS, f"{since}, {until}; judged for {day_of(at)}.")


def _result(state: CheckState, reason: str) -> CheckResult:
    return CheckResult(Check.IN_DATE, state, reason)
