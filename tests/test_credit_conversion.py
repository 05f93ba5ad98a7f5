import re

import pytest

from skillmap.domain import Credit, CreditConversion, Hours, HoursBasis, NoConversion
from skillmap.frameworks import consistent, convert, credit_scheme, hours_of


def converted(amount: float, scheme: str, to: str, **options: object) -> CreditConversion:
    found = convert(Credit(amount, scheme), to, **options)
    assert isinstance(found, CreditConversion), found
    return found


@pytest.mark.parametrize(
    ("amount", "scheme", "to", "hours", "by_hours", "year_share"),
    [
        (15, "CATS", "ECTS", (150, 150), ("5.0", "6.0"), "7.5"),
        (3, "US semester", "ECTS", (135, 135), ("4.5", "5.4"), "6.0"),
        (6, "ECTS", "US semester", (150, 180), ("3.3", "4.0"), "3.0"),
        (5, "ECTS", "CATS", (125, 150), ("12.5", "15.0"), "10.0"),
        (2, "NCrF", "ECTS", (60, 60), ("2.0", "2.4"), "3.0"),
        (20, "NZQCF", "ECTS", (200, 200), ("6.7", "8.0"), "10.0"),
    ],
)
def test_the_worked_cases_come_out_to_the_printed_digit_and_the_two_ways_disagree(
    amount: float,
    scheme: str,
    to: str,
    hours: tuple[float, float],
    by_hours: tuple[str, str],
    year_share: str,
) -> None:
    found = converted(amount, scheme, to)

    assert found.hours == Hours(*hours, HoursBasis.NOTIONAL)
    assert (f"{found.low:.1f}", f"{found.high:.1f}") == by_hours
    assert f"{found.year_share:.1f}" == year_share
    assert found.agreement is False
    assert "disagree" in found.words


def test_nothing_is_rounded_and_words_that_leave_digits_out_say_about() -> None:
    found = converted(20, "NZQCF", "ECTS")

    assert found.low == 20 / 3
    assert found.words.startswith("20 NZQCF come to about 6.67 to 8 ECTS by hours (200 h)")


def test_the_two_ways_agree_where_the_year_share_lies_in_the_interval() -> None:
    found = converted(30, "CATS", "SCQF")

    assert (found.low, found.high, found.year_share, found.agreement) == (30, 30, 30, True)
    assert found.words.endswith("the two agree.")


def test_a_country_with_its_own_hours_goes_before_the_general_ones() -> None:
    assert converted(5, "ECTS", "CATS", country="IT").hours == Hours(125, 125, HoursBasis.NOTIONAL)
    assert converted(5, "ECTS", "CATS", country="hu").hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert converted(5, "ECTS", "CATS", country="GR").hours == Hours(125, 150, HoursBasis.NOTIONAL)
    assert converted(15, "CATS", "ECTS", to_country="NL").low == 150 / 28


def test_a_year_of_1600_hours_is_kept_exactly() -> None:
    assert converted(60, "ECTS", "CATS", country="FI").low == 160


@pytest.mark.parametrize(
    ("credit", "to", "reason"),
    [
        (Credit(3, None), "ECTS", "states no unit"),
        (
            Credit(3, "points"),
            "ECTS",
            "Nothing is published for the credit scheme 'points'; known: ECTS, CATS",
        ),
        (Credit(3, "ECTS"), "points", "Nothing is published for the credit scheme 'points'"),
        (Credit(2, "CEU"), "ECTS", "ten contact hours .* never turned into credit"),
        (Credit(2, "Continuing Education Units"), "ECTS", "never turned into credit"),
        (Credit(30, "contact hours"), "ECTS", "count teaching, not all learning"),
        (Credit(6, "AU units"), "ECTS", "how many are a full-time year there must be given"),
        (Credit(3, "CA units"), "US semester", "must be given"),
        (Credit(3, "UCTS"), "CA units", "must be given"),
        (Credit(float("nan"), "ECTS"), "CATS", "nan is no amount"),
        (Credit(float("inf"), "ECTS"), "CATS", "inf is no amount"),
        (Credit(1e300, "ECTS"), "CATS", "no amount"),
    ],
)
def test_without_published_figures_there_is_no_number_but_a_reason(
    credit: Credit, to: str, reason: str
) -> None:
    found = convert(credit, to)

    assert isinstance(found, NoConversion)
    assert re.search(reason, found.reason)
    assert "\n" not in found.reason


def test_units_of_an_australian_institution_are_1200_hours_over_the_units_of_its_year() -> None:
    found = converted(6, "AU units", "ECTS", units_per_year=48)

    assert found.hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert (found.low, found.high, found.year_share) == (5, 6, 7.5)


def test_units_of_a_canadian_institution_have_a_share_of_the_year_and_no_hours() -> None:
    found = converted(3, "CA units", "ECTS", units_per_year=30)

    assert (found.hours, found.low, found.high, found.agreement) == (None, None, None, None)
    assert found.year_share == 6


@pytest.mark.parametrize("units", [0, -48, float("nan"), float("inf"), 1e300, 1e-300])
def test_an_impossible_number_of_units_a_year_gives_no_number(units: float) -> None:
    found = convert(Credit(6, "AU units"), "ECTS", units_per_year=units)

    assert isinstance(found, NoConversion)
    assert "cannot be a full-time year" in found.reason


def test_units_of_two_institutions_need_the_year_of_each() -> None:
    found = convert(Credit(6, "AU units"), "CA units", units_per_year=48)

    assert isinstance(found, NoConversion)


def test_a_scheme_that_publishes_no_year_has_hours_alone() -> None:
    found = converted(3, "UCTS", "HKQF")

    assert (found.low, found.high, found.year_share, found.agreement) == (11.4, 14.4, None, None)


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("UK credits", "CATS"),
        ("cats  points", "CATS"),
        ("ECTS credits", "ECTS"),
        ("Semester Hours", "US semester"),
        ("QuarterHour", "US quarter"),
        ("credits", None),
        ("US credits", None),
        ("", None),
    ],
)
def test_a_scheme_is_known_by_the_names_that_say_which_it_is(name: str, scheme: str | None) -> None:
    assert credit_scheme(name) == scheme


@pytest.mark.parametrize(
    ("hours", "basis", "answer"),
    [
        (60, HoursBasis.NOTIONAL, True),
        (50, HoursBasis.NOTIONAL, True),
        (1, HoursBasis.NOTIONAL, False),
        (61, HoursBasis.NOTIONAL, False),
        (1, HoursBasis.SELF_DECLARED, False),
        (20, HoursBasis.CONTACT, None),
        (20, HoursBasis.UNKNOWN, None),
    ],
)
def test_stated_hours_must_lie_in_what_the_credit_stands_for(
    hours: float, basis: HoursBasis, answer: bool | None
) -> None:
    assert consistent(Hours(hours, hours, basis), Credit(2, "ECTS")) is answer


def test_hours_cannot_be_held_against_credit_of_an_unknown_scheme() -> None:
    assert consistent(Hours(60, 60, HoursBasis.NOTIONAL), Credit(2, None)) is None


def test_hours_of_credit_know_the_same_names_and_countries() -> None:
    assert hours_of(Credit(3, "Semester Hour")) == Hours(135, 135, HoursBasis.NOTIONAL)
    assert hours_of(Credit(2, "ECTS"), country="NL") == Hours(56, 56, HoursBasis.NOTIONAL)
    assert hours_of(Credit(2, "CEU")) is None
