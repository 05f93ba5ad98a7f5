"""What every row of the tables of credit schemes and of qualification levels keeps to."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.domain import Credit, CreditConversion, Level, Verdict
from skillmap.frameworks import (
    compare_levels,
    convert,
    credit_scheme,
    credit_schemes,
    framework_level,
    hours_of,
)
from skillmap.frameworks.table import rows_of

SCHEMES = rows_of("credit", "schemes.csv")
INSTITUTIONAL = rows_of("credit", "institutional.csv")
NOT_CREDIT = rows_of("credit", "not_credit.csv")
LEVELS = rows_of("levels", "levels.csv")
PAIRS = rows_of("levels", "pairs.csv")

CREDIT_STATUS = {"regulation", "guide", "convention", "derived"}
COMPARED = {"definition", "official_referencing", "published_comparison", "derived", "convention"}

amounts = st.decimals(min_value=0, max_value=1000, places=2).map(float)
rows = st.sampled_from(SCHEMES)


def converted(amount: float, scheme: str, to: str, **countries: str) -> CreditConversion:
    found = convert(Credit(amount, scheme), to, **countries)
    assert isinstance(found, CreditConversion)
    return found


@pytest.mark.parametrize("row", SCHEMES, ids=lambda row: f"{row['scheme']} {row['country']}".strip())
def test_a_scheme_has_ordered_hours_a_status_and_a_source(row: dict[str, str]) -> None:
    assert 0 < Fraction(row["hours_low"]) <= Fraction(row["hours_high"])
    assert row["year"] == "" or Fraction(row["year"]) > 0
    assert row["status"] in CREDIT_STATUS
    assert row["source"]
    assert row["checked"] == "" or date.fromisoformat(row["checked"])
    assert row["country"] == "" or (len(row["country"]) == 2 and row["country"].isupper())


def test_a_scheme_has_one_row_for_each_country_and_one_for_all() -> None:
    keys = [(row["scheme"], row["country"]) for row in SCHEMES]

    assert len(keys) == len(set(keys))
    assert {scheme for scheme, country in keys if not country} == {scheme for scheme, _ in keys}


@pytest.mark.parametrize("row", [*INSTITUTIONAL, *NOT_CREDIT], ids=lambda row: row["scheme"])
def test_what_is_no_scheme_with_figures_says_so_with_a_source(row: dict[str, str]) -> None:
    assert row["source"]
    assert row.get("why") or row["status"] in CREDIT_STATUS


@pytest.mark.parametrize("row", rows_of("credit", "names.csv"), ids=lambda row: row["name"])
def test_a_name_leads_to_a_scheme_that_there_is(row: dict[str, str]) -> None:
    assert row["name"] == row["name"].casefold()
    assert credit_scheme(row["name"].upper()) == row["scheme"]
    assert row["scheme"] in {*credit_schemes(), *(one["scheme"] for one in NOT_CREDIT)}


def test_no_name_is_given_twice() -> None:
    names = [row["name"] for row in rows_of("credit", "names.csv")]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", SCHEMES, ids=lambda row: f"{row['scheme']} {row['country']}".strip())
@given(amount=amounts)
def test_a_scheme_in_itself_holds_the_amount(row: dict[str, str], amount: float) -> None:
    found = converted(amount, row["scheme"], row["scheme"], country=row["country"], to_country=row["country"])

    assert found.low is not None
    assert found.high is not None
    assert found.low <= amount <= found.high
    assert found.year_share == (amount if row["year"] else None)
    assert found.agreement in (True, None)


@given(amount=amounts, own=rows, other=rows)
def test_there_and_back_holds_the_start(amount: float, own: dict[str, str], other: dict[str, str]) -> None:
    there = converted(
        amount, own["scheme"], other["scheme"], country=own["country"], to_country=other["country"]
    )
    back = [
        converted(end, other["scheme"], own["scheme"], country=other["country"], to_country=own["country"])
        for end in (there.low, there.high)
        if end is not None
    ]

    # The ends pass through floats once, so a part in 1e12 is allowed.
    assert back[0].low <= amount * (1 + 1e-12)
    assert amount <= back[1].high * (1 + 1e-12)


@given(first=amounts, second=amounts, row=rows)
def test_more_credit_is_more_hours(first: float, second: float, row: dict[str, str]) -> None:
    less, more = (
        hours_of(Credit(one, row["scheme"]), country=row["country"]) for one in sorted((first, second))
    )

    assert less is not None
    assert more is not None
    assert (less.low, less.high) <= (more.low, more.high)


@pytest.mark.parametrize("row", LEVELS, ids=lambda row: f"{row['framework']} {row['level']}")
def test_a_level_has_a_status_and_a_source_and_eqf_figures_unless_unlevelled(row: dict[str, str]) -> None:
    assert row["source"]
    if row["status"] == "unlevelled":
        assert (row["eqf_low"], row["eqf_high"]) == ("", "")
    else:
        assert row["status"] in COMPARED
        assert 1 <= int(row["eqf_low"]) <= int(row["eqf_high"]) <= 8


@pytest.mark.parametrize("framework", sorted({row["framework"] for row in LEVELS}))
def test_a_higher_level_of_a_framework_is_never_lower_in_the_eqf(framework: str) -> None:
    own = [row for row in LEVELS if row["framework"] == framework]
    compared = [row for row in own if row["eqf_low"]]

    values = [float(row["level"]) for row in own]
    assert values == sorted(set(values))
    for lower, higher in pairwise(compared):
        assert int(lower["eqf_low"]) <= int(higher["eqf_low"])
        assert int(lower["eqf_high"]) <= int(higher["eqf_high"])


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: " ".join(list(row.values())[:4]))
def test_a_pair_has_two_known_levels_that_the_eqf_does_not_part(row: dict[str, str]) -> None:
    ends = [
        framework_level(Level(row["framework"], float(row["level"]))),
        framework_level(Level(row["other"], float(row["other_level"]))),
    ]

    assert row["status"] in COMPARED
    assert row["source"]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0].eqf == ends[1].eqf


@pytest.mark.parametrize("row", LEVELS, ids=lambda row: f"{row['framework']} {row['level']}")
def test_a_level_reaches_itself(row: dict[str, str]) -> None:
    level = Level(row["framework"], float(row["level"]))

    assert compare_levels(level, level).verdict is Verdict.YES


levels = st.sampled_from([Level(row["framework"], float(row["level"])) for row in LEVELS])


@given(held=levels, higher=levels, asked=levels)
def test_a_higher_level_of_the_same_framework_never_reaches_less(
    held: Level, higher: Level, asked: Level
) -> None:
    if held.framework != higher.framework or higher.value < held.value:
        return
    order = {Verdict.NO: 0, Verdict.UNKNOWN: 1, Verdict.YES: 2}
    first, second = compare_levels(held, asked), compare_levels(higher, asked)
    if second.held_eqf is None or first.held_eqf is None:
        return  # An unlevelled level says nothing, though it lies between two that do.

    assert order[first.verdict] <= order[second.verdict]


@given(one=levels, other=levels)
def test_two_levels_are_never_each_below_the_other(one: Level, other: Level) -> None:
    verdicts = {compare_levels(one, other).verdict, compare_levels(other, one).verdict}

    assert verdicts != {Verdict.NO}


@given(held=levels, asked=levels)
def test_a_comparison_says_why_and_names_a_source_for_every_yes_and_no(held: Level, asked: Level) -> None:
    found = compare_levels(held, asked)

    assert found.why.endswith(".")
    assert found.verdict is Verdict.UNKNOWN or found.sources or held.framework == asked.framework
