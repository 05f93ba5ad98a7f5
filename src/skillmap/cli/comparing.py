"""``credit`` and ``level``: what credit comes to in another scheme, and whether one level reaches another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from skillmap.cli.show import NOTHING_FOUND, WRONG_USE, as_json, fail, json_option, say

if TYPE_CHECKING:
    from skillmap.domain import CreditConversion, Level, LevelComparison

_UNITS = "Units of a full-time year at the institution, for schemes that each one sets (Australia, Canada)."


@click.command()
@click.argument("amount", type=click.FloatRange(min=0))
@click.argument("scheme", nargs=-1, required=True)
@click.option("--to", required=True, metavar="SCHEME", help="Scheme to convert to, e.g. ECTS.")
@click.option("--country", metavar="CC", help="Country that awarded the credit, two letters.")
@click.option("--to-country", metavar="CC", help="Country of the scheme converted to, two letters.")
@click.option("--units-per-year", type=float, metavar="UNITS", help=_UNITS)
@json_option
def credit(
    amount: float,
    scheme: tuple[str, ...],
    to: str,
    country: str | None,
    to_country: str | None,
    units_per_year: float | None,
    json: bool,
) -> None:
    """Say what credit comes to in another scheme, by hours and by share of a full-time year.

    AMOUNT and SCHEME as the credential states them, e.g. 15 CATS or 3 semester hours. Both ways are shown
    and nothing is rounded: which one binds, and how to round, is for the institution to say.

    Exit code 1 when there is no number, 2 for a scheme that is not known.
    """
    from skillmap.domain import Credit, NoConversion
    from skillmap.frameworks import convert, credit_scheme

    held = Credit(amount, " ".join(scheme))
    found = convert(held, to, country=country, to_country=to_country, units_per_year=units_per_year)
    known = all(credit_scheme(name) is not None for name in (held.scheme or "", to))
    code = NOTHING_FOUND if known else WRONG_USE
    if json:
        as_json(found)
        if isinstance(found, NoConversion):
            raise click.exceptions.Exit(code)
    elif isinstance(found, NoConversion):
        fail(found.reason, code)
    else:
        _show_conversion(found)
        _tell_of_countries((scheme, country), ((to,), to_country))


def _show_conversion(found: CreditConversion) -> None:
    from skillmap.frameworks.credit import shown, span

    say(found.words)
    if found.low is not None and found.high is not None:
        say(f"  by hours: {span(found.low, found.high)} {found.to}")
    else:
        say("  by hours: not known")
    share = "not known" if found.year_share is None else f"{shown(found.year_share)} {found.to}"
    say(f"  by share of a full-time year: {share}")
    agreement = {True: "yes", False: "no", None: "cannot be told"}[found.agreement]
    say(f"  the two agree: {agreement}")
    for source in found.sources:
        say(f"  source: {source}")


def _tell_of_countries(*asked: tuple[tuple[str, ...], str | None]) -> None:
    from skillmap.frameworks import CreditRate, credit_rate

    for scheme, country in asked:
        rate = credit_rate(" ".join(scheme), country=country)
        if country and isinstance(rate, CreditRate) and not rate.country:
            say(f"  note: no figures of {rate.scheme} for {country}; the general ones are used")


@click.command()
@click.argument("stated", metavar="LEVEL")
@click.option("--against", metavar="LEVEL", help="Level to be reached.")
@json_option
def level(stated: str, against: str | None, json: bool) -> None:
    """Show a qualification level beside the EQF, and whether it reaches another.

    LEVEL is a framework and its level, e.g. "SCQF 9" or "first cycle". The answer is yes, no or unknown:
    best-fit comparisons for information, never equivalences.
    """
    from skillmap.frameworks import compare_levels, framework_level

    held = _level(stated)
    if against is None:
        known = framework_level(held)
        if known is None:
            fail(f"{held} is not in the table; {_known()}")
        if json:
            as_json(known)
        else:
            say(str(known))
        return
    found = compare_levels(held, _level(against))
    if json:
        as_json(found)
    else:
        _show_comparison(found)


def _show_comparison(found: LevelComparison) -> None:
    say(f"{found.held} against {found.asked}: {found.verdict.value}")
    say(f"  why: {found.why}")
    say(f"  compared by: {found.via.value}")
    for one, eqf in ((found.held, found.held_eqf), (found.asked, found.asked_eqf)):
        say(f"  {one}: EQF {'not compared' if eqf is None else _interval(eqf)}")
    for source in found.sources:
        say(f"  source: {source}")


def _interval(eqf: tuple[int, int]) -> str:
    return str(eqf[0]) if eqf[0] == eqf[1] else f"{eqf[0]}-{eqf[1]}"


def _level(stated: str) -> Level:
    """Read a level as the readers do; one that names no framework cannot be compared."""
    from skillmap.formats.ladders import level_from_words, national_level
    from skillmap.frameworks import level_named

    found = level_named(stated) or level_from_words(stated) or national_level(stated)
    if found is None or found.framework is None:
        fail(f"{stated!r} is no level with its framework, such as 'SCQF 9'; {_known()}")
    return found


def _known() -> str:
    from skillmap.frameworks import level_frameworks

    return f"known frameworks: {', '.join(level_frameworks())}"
