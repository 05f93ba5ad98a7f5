"""Credit as hours of learning, an interval, and as a share of a full-time year; never a single factor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import isfinite

from skillmap.domain import Credit, CreditConversion, Hours, HoursBasis, NoConversion
from skillmap.frameworks.table import rows_of

_MOST_CREDIT = 1e9
"""More is a slip or an attack; below it no figure leaves the range of floats."""
_UNITS_PER_YEAR = (1.0, 1e4)


@dataclass(frozen=True, slots=True)
class CreditRate:
    """What one credit of a scheme stands for."""

    scheme: str
    country: str
    """Two letters where the figures are a country's own, else empty."""
    hours_low: Fraction | None
    hours_high: Fraction | None
    year: Fraction | None
    """Credits of a full-time year."""
    status: str
    source: str
    institutional: bool = False
    """Each institution sets its own units: two of them are never the same."""

    def __str__(self) -> str:
        """Return the figures with their source, as shown to staff."""
        name = f"{self.scheme} in {self.country}" if self.country else self.scheme
        figures = []
        if self.hours_low is not None and self.hours_high is not None:
            figures.append(f"{span(self.hours_low, self.hours_high)} h per credit")
        if self.year is not None:
            figures.append(f"{shown(self.year)} credits a full-time year")
        return f"{name}: {', '.join(figures)} ({self.status}; {self.source})"


def credit_schemes() -> tuple[str, ...]:
    """Return the short names of the schemes with published figures, and of those that institutions set."""
    return tuple(dict.fromkeys(name for name, _ in _rates())) + tuple(_institutional())


def credit_scheme(name: str) -> str | None:
    """Return the short name of a credit scheme as sources write it, or None for one that is not known.

    >>> credit_scheme("UK credit"), credit_scheme("semester hours"), credit_scheme("points")
    ('CATS', 'US semester', None)
    """
    return _names().get(" ".join(name.split()).casefold())


def credit_rate(
    scheme: str | None, *, country: str | None = None, units_per_year: float | None = None
) -> CreditRate | str:
    """Return what one credit stands for, or the reason why that is not known.

    A country's own figures go before the general ones; a country without its own has the general ones.
    """
    if scheme is None:
        return "The credit states no unit, so there is no number."
    name = credit_scheme(scheme)
    if name is None:
        return f"Nothing is published for the credit scheme {scheme!r}; known: {', '.join(credit_schemes())}."
    if name in _not_credit():
        return f"{_not_credit()[name]} It is never turned into credit."
    if name in _institutional():
        return _rate_of_institution(name, units_per_year)
    return _rates().get((name, (country or "").upper())) or _rates()[name, ""]


def hours_of(credit: Credit, *, country: str | None = None) -> Hours | None:
    """Return the notional hours behind an amount of credit, or None where the scheme is not known."""
    rate = credit_rate(credit.scheme, country=country)
    return None if isinstance(rate, str) else hours_at(credit.amount, rate)


def hours_at(amount: float, rate: CreditRate) -> Hours | None:
    """Return the notional hours behind an amount at a rate; None where the scheme publishes no hours."""
    if rate.hours_low is None or rate.hours_high is None or not is_amount(amount):
        return None
    exact = exactly(amount)
    return Hours(float(exact * rate.hours_low), float(exact * rate.hours_high), HoursBasis.NOTIONAL)


def consistent(hours: Hours, credit: Credit, *, country: str | None = None) -> bool | None:
    """Say whether stated hours can be those behind stated credit; None where that cannot be told.

    Hours of contact, and hours of which it is not said what they count, may well be fewer.
    """
    expected = hours_of(credit, country=country)
    if expected is None or hours.basis in (HoursBasis.CONTACT, HoursBasis.UNKNOWN):
        return None
    return hours.low <= expected.high and expected.low <= hours.high


def convert(
    credit: Credit,
    to: str,
    *,
    country: str | None = None,
    to_country: str | None = None,
    units_per_year: float | None = None,
) -> CreditConversion | NoConversion:
    """Put credit into another scheme, by hours and by share of a full-time year.

    Args:
        credit: what is held.
        to: scheme to convert to, by its short name or a name that sources use.
        country: two letters of the country that awarded the credit, for schemes whose hours differ.
        to_country: the same for the scheme converted to.
        units_per_year: units of a full-time year at the institution, for a scheme that each one sets.
    """
    own = credit_rate(credit.scheme, country=country, units_per_year=units_per_year)
    if isinstance(own, str):
        return NoConversion(credit, to, own)
    other = credit_rate(to, country=to_country, units_per_year=units_per_year)
    if isinstance(other, str):
        return NoConversion(credit, to, other)
    if not is_amount(credit.amount):
        return NoConversion(credit, to, f"{credit.amount:g} is no amount of credit.")
    if own.institutional and other.institutional:
        return NoConversion(credit, to, "Units of two institutions need the units of a year of each.")
    return _converted(credit, own, other)


def _converted(credit: Credit, own: CreditRate, other: CreditRate) -> CreditConversion | NoConversion:
    hours = hours_at(credit.amount, own)
    by_hours = _by_hours(exactly(credit.amount), own, other)
    share = None
    if own.year is not None and other.year is not None:
        share = exactly(credit.amount) / own.year * other.year
    if by_hours is None and share is None:
        reason = f"{own.scheme} and {other.scheme} publish neither hours nor credits of a year in common."
        return NoConversion(credit, other.scheme, reason)
    agreement = None if by_hours is None or share is None else by_hours[0] <= share <= by_hours[1]
    return CreditConversion(
        credit=credit,
        to=other.scheme,
        hours=None if by_hours is None else hours,
        low=None if by_hours is None else float(by_hours[0]),
        high=None if by_hours is None else float(by_hours[1]),
        year_share=None if share is None else float(share),
        agreement=agreement,
        words=_words(credit, other.scheme, hours, by_hours, share),
        sources=tuple(dict.fromkeys((str(own), str(other)))),
    )


def _by_hours(amount: Fraction, own: CreditRate, other: CreditRate) -> tuple[Fraction, Fraction] | None:
    if own.hours_low is None or own.hours_high is None or other.hours_low is None or other.hours_high is None:
        return None
    return amount * own.hours_low / other.hours_high, amount * own.hours_high / other.hours_low


def _words(
    credit: Credit,
    to: str,
    hours: Hours | None,
    by_hours: tuple[Fraction, Fraction] | None,
    share: Fraction | None,
) -> str:
    parts = []
    if by_hours is not None and hours is not None:
        parts.append(f"{span(*by_hours)} {to} by hours ({span(hours.low, hours.high)} h)")
    if share is not None:
        parts.append(f"{shown(share)} {to} by share of a full-time year")
    if by_hours is None or share is None:
        ending = "the other way is not published"
    elif by_hours[0] <= share <= by_hours[1]:
        ending = "the two agree"
    else:
        ending = "the two disagree, so the policy or a person says which binds"
    return f"{credit} come to {' and '.join(parts)}; {ending}."


def is_amount(amount: float) -> bool:
    """Return False for what no credential can state: not a number, endless, or more than 1e9."""
    return isfinite(amount) and amount <= _MOST_CREDIT


def exactly(amount: float) -> Fraction:
    """Return a number as it is written in decimals, so that 0.1 counts as one tenth."""
    return Fraction(repr(float(amount)))


def shown(number: Fraction | float) -> str:
    """Return a number with at most two decimals; ``about`` where that leaves something out.

    >>> shown(7.5), shown(Fraction(20, 3))
    ('7.5', 'about 6.67')
    """
    exact = exactly(number) if isinstance(number, float) else number
    short = f"{float(exact):.2f}".rstrip("0").rstrip(".")
    return short if Fraction(short) == exact else f"about {short}"


def span(low: Fraction | float, high: Fraction | float) -> str:
    """Return an interval, as one number where its ends are equal."""
    if low == high:
        return shown(low)
    ends = shown(low), shown(high)
    about = "about " if any(end.startswith("about") for end in ends) else ""
    return about + " to ".join(end.removeprefix("about ") for end in ends)


def _rate_of_institution(name: str, units_per_year: float | None) -> CreditRate | str:
    row = _institutional()[name]
    if units_per_year is None:
        return f"Each institution sets its {name}: how many are a full-time year there must be given."
    fewest, most = _UNITS_PER_YEAR
    if not fewest <= units_per_year <= most:
        return f"{units_per_year:g} units cannot be a full-time year; from {fewest:g} to {most:g} can."
    year = exactly(units_per_year)
    hours = Fraction(row["year_hours"]) / year if row["year_hours"] else None
    return CreditRate(name, "", hours, hours, year, row["status"], row["source"], institutional=True)


@cache
def _rates() -> dict[tuple[str, str], CreditRate]:
    return {
        (row["scheme"], row["country"]): CreditRate(
            row["scheme"],
            row["country"],
            Fraction(row["hours_low"]),
            Fraction(row["hours_high"]),
            Fraction(row["year"]) if row["year"] else None,
            row["status"],
            row["source"],
        )
        for row in rows_of("credit", "schemes.csv")
    }


@cache
def _institutional() -> dict[str, dict[str, str]]:
    return {row["scheme"]: row for row in rows_of("credit", "institutional.csv")}


@cache
def _not_credit() -> dict[str, str]:
    return {row["scheme"]: row["why"] for row in rows_of("credit", "not_credit.csv")}


@cache
def _names() -> dict[str, str]:
    own = [*credit_schemes(), *_not_credit()]
    others = {row["name"].casefold(): row["scheme"] for row in rows_of("credit", "names.csv")}
    return others | {name.casefold(): name for name in own}
