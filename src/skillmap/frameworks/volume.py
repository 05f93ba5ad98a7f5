"""Whether volumes of learning together reach another: by hours, and by shares of a full-time year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from skillmap.domain import Hours, HoursBasis, Verdict, Volume, VolumeComparison, VolumeMethod
from skillmap.frameworks.credit import (
    CreditRate,
    credit_rate,
    exactly,
    hours_at,
    is_amount,
    span,
)

_ORDER = (Verdict.NO, Verdict.UNKNOWN, Verdict.YES)


@dataclass(frozen=True, slots=True)
class _Amount:
    """An interval; without an upper end where something of unknown size is part of it."""

    low: Fraction = Fraction(0)
    high: Fraction | None = Fraction(0)

    def __add__(self, other: _Amount) -> _Amount:
        high = None if self.high is None or other.high is None else self.high + other.high
        return _Amount(self.low + other.low, high)

    def times(self, factor: Fraction) -> _Amount:
        return _Amount(self.low * factor, None if self.high is None else self.high * factor)

    def against(self, needed: _Amount) -> Verdict:
        """Wholly above is yes, wholly below is no; an overlap leaves it open."""
        if needed.high is not None and self.low >= needed.high:
            return Verdict.YES
        return Verdict.NO if self.high is not None and self.high < needed.low else Verdict.UNKNOWN


_UNKNOWN_SIZE = _Amount(high=None)


@dataclass(frozen=True, slots=True)
class _Sized:
    """A volume with what is known of it."""

    credit: Fraction | None
    """None without an amount in a scheme with published figures."""
    rate: CreditRate | None
    hours: _Amount | None
    """Notional hours; None where not known."""
    contradicts: bool
    """Its stated hours cannot be those behind its credit."""
    note: str
    """What could not be counted, and why; else empty."""


def at_least(held: Sequence[Volume], asked: Volume, tolerance: float) -> VolumeComparison:
    """Compare hours with hours; the comparison by shares of a full-time year stands beside it."""
    return volume_verdict(held, asked, VolumeMethod.HOURS, tolerance)


def volume_verdict(
    held: Sequence[Volume],
    asked: Volume,
    method: VolumeMethod = VolumeMethod.REVIEWER,
    tolerance: float = 0.0,
) -> VolumeComparison:
    """Say whether volumes together reach the one asked, by the method that a policy names.

    Credit of the scheme that is asked counts as it stands, whatever its hours; all else counts by its
    notional hours, stated before computed, or by its share of a full-time year. What is not known adds
    nothing and rules nothing out, so more evidence never turns a yes into less.

    Args:
        held: what is held, in any order.
        asked: what is to be reached.
        method: which way binds.
        tolerance: share of the asked volume that may be missing, from 0 to 1.

    Raises:
        ValueError: the tolerance is not from 0 to 1.
    """
    if not 0 <= tolerance <= 1:
        raise ValueError(f"a tolerance is from 0 to 1, not {tolerance}")
    wanted, sized = _sized(asked), [_sized(volume) for volume in held]
    share = 1 - exactly(tolerance)
    by_hours = _by_hours(sized, wanted, share)
    by_year = _by_year_share(sized, wanted, share)
    verdict = _verdict(method, by_hours, by_year)
    known_hours = _as_hours(_total([one.hours for one in sized]))
    known_share = _total([_year_share(one) for one in sized])
    asked_share = _year_share(wanted)
    return VolumeComparison(
        verdict=verdict,
        method=method,
        tolerance=tolerance,
        by_hours=by_hours,
        held_hours=known_hours,
        asked_hours=_as_hours(wanted.hours),
        by_year_share=by_year,
        held_share=None if known_share is None else float(known_share.low),
        asked_share=None if asked_share is None else float(asked_share.low),
        words=_words(by_hours, by_year, known_hours, wanted) + _as_it_stands(sized, wanted),
        missing=tuple(one.note for one in (*sized, wanted) if one.note),
        sources=tuple(dict.fromkeys(str(one.rate) for one in (*sized, wanted) if one.rate is not None)),
    )


def _total(amounts: list[_Amount | None]) -> _Amount | None:
    """Return the sum of what is known, or None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _Amount()) if known else None


def _year_share(one: _Sized) -> _Amount | None:
    if one.credit is None or one.rate is None or one.rate.year is None:
        return None
    share = one.credit / one.rate.year
    return _Amount(share, share)


def _words(by_hours: Verdict, by_year: Verdict | None, held: Hours | None, asked: _Sized) -> str:
    """One sentence for the hours, one for the years, one where the two disagree."""
    asked_hours = _as_hours(asked.hours)
    told = [
        f"By hours: {_hours_told(held)} held, {_hours_told(asked_hours)} asked: {by_hours.value}.",
        "By share of a full-time year: " + ("no share is asked." if by_year is None else f"{by_year.value}."),
    ]
    if by_year is not None and by_year is not by_hours:
        told.append("The two do not agree.")
    return " ".join(told)


def _as_it_stands(held: list[_Sized], asked: _Sized) -> str:
    if asked.rate is None or not any(_is_same_scheme(one, asked) for one in held):
        return ""
    return f" Credit in {asked.rate.scheme} counts as it stands, whatever its hours."


def _hours_told(hours: Hours | None) -> str:
    return "unknown hours" if hours is None else f"{span(hours.low, hours.high)} h"


def _by_hours(held: list[_Sized], asked: _Sized, share: Fraction) -> Verdict:
    if asked.hours is None:
        return Verdict.UNKNOWN
    if asked.credit is None:
        total = sum((one.hours or _UNKNOWN_SIZE for one in held), _Amount())
        return total.against(asked.hours.times(share))
    same = [one for one in held if _is_same_scheme(one, asked) and not one.contradicts]
    others = sum((one.hours or _UNKNOWN_SIZE for one in held if one not in same), _Amount())
    lacking = share * asked.credit - sum((one.credit or Fraction(0) for one in same), Fraction(0))
    if lacking <= 0:
        return Verdict.YES
    return others.against(asked.hours.times(lacking / asked.credit))


def _by_year_share(held: list[_Sized], asked: _Sized, share: Fraction) -> Verdict | None:
    if asked.credit is None:
        return None
    total = sum((_in_credit_of(asked, one) for one in held), _Amount())
    needed = share * asked.credit
    return total.against(_Amount(needed, needed))


def _in_credit_of(asked: _Sized, one: _Sized) -> _Amount:
    """Return a volume in credit of the asked scheme; one of hours alone is those hours by either way."""
    if one.credit is not None and one.rate is not None:
        if _is_same_scheme(one, asked):
            return _Amount(one.credit, one.credit)
        if asked.rate is None or asked.rate.year is None or one.rate.year is None:
            return _UNKNOWN_SIZE
        amount = one.credit / one.rate.year * asked.rate.year
        return _Amount(amount, amount)
    if one.hours is None or one.hours.high is None or not asked.credit or asked.hours is None:
        return _UNKNOWN_SIZE
    if not asked.hours.low or not asked.hours.high:
        return _UNKNOWN_SIZE
    return _Amount(
        one.hours.low * asked.credit / asked.hours.high, one.hours.high * asked.credit / asked.hours.low
    )


def _verdict(method: VolumeMethod, by_hours: Verdict, by_year: Verdict | None) -> Verdict:
    if method is VolumeMethod.YEAR_SHARE:
        return Verdict.UNKNOWN if by_year is None else by_year
    if method is VolumeMethod.HOURS or by_year is None:
        return by_hours
    if method is VolumeMethod.LOWER_OF:
        return min(by_hours, by_year, key=_ORDER.index)
    return by_hours if by_hours is by_year else Verdict.UNKNOWN


def _sized(volume: Volume) -> _Sized:
    rate, reason = _rate(volume)
    stated = _notional(volume.hours)
    amount = None if volume.credit is None or rate is None else volume.credit.amount
    behind = None if amount is None or rate is None else hours_at(amount, rate)
    credit = None if amount is None else exactly(amount)
    if stated is None:
        note = "" if behind is not None else _why_unknown(volume, reason)
        return _Sized(credit, rate, _as_amount(behind), contradicts=False, note=note)
    if behind is None or (stated.low <= behind.high and behind.low <= stated.high):
        return _Sized(credit, rate, _as_amount(stated), contradicts=False, note="")
    either = Hours(min(stated.low, behind.low), max(stated.high, behind.high), HoursBasis.NOTIONAL)
    note = f"{volume.credit} cannot be the {span(stated.low, stated.high)} h stated with them."
    return _Sized(credit, rate, _as_amount(either), contradicts=True, note=note)


def _notional(hours: Hours | None) -> Hours | None:
    """Return hours that count all learning; contact hours and a provider's own estimate are none."""
    if hours is None or hours.basis is not HoursBasis.NOTIONAL or not is_amount(hours.high):
        return None
    return hours


def _rate(volume: Volume) -> tuple[CreditRate | None, str]:
    if volume.credit is None:
        return None, "No credit is stated."
    if not is_amount(volume.credit.amount):
        return None, f"{volume.credit.amount:g} is no amount of credit."
    rate = credit_rate(volume.credit.scheme, country=volume.country, units_per_year=volume.units_per_year)
    return (None, rate) if isinstance(rate, str) else (rate, "")


def _why_unknown(volume: Volume, reason: str) -> str:
    reason = reason or "The scheme publishes no hours."
    if volume.hours is not None:
        return f"{volume.hours}: only notional hours are compared. {reason}"
    return reason if volume.credit is None else f"{volume.credit}: {reason}"


def _is_same_scheme(one: _Sized, other: _Sized) -> bool:
    """Units that each institution sets are never the same."""
    if one.rate is None or other.rate is None or one.credit is None or other.credit is None:
        return False
    return one.rate.scheme == other.rate.scheme and not one.rate.institutional


def _as_amount(hours: Hours | None) -> _Amount | None:
    return None if hours is None else _Amount(exactly(hours.low), exactly(hours.high))


def _as_hours(amount: _Amount | None) -> Hours | None:
    if amount is None or amount.high is None:
        return None
    return Hours(float(amount.low), float(amount.high), HoursBasis.NOTIONAL)
