"""From when to when, as CVs in five languages write it."""

from __future__ import annotations

from datetime import date

import pytest

from skillmap.formats.curriculum_vitae_dates import period_in, widest, writes_day_first


@pytest.mark.parametrize(
    ("text", "begun", "ended"),
    [
        ("2012–2016  BSc Geography", date(2012, 1, 1), date(2016, 12, 31)),
        ("2012 - 2016", date(2012, 1, 1), date(2016, 12, 31)),
        ("2019/20", date(2019, 1, 1), date(2020, 12, 31)),
        ("2019-21 Clerk", date(2019, 1, 1), date(2021, 12, 31)),
        ("06/2016 - 02/2019", date(2016, 6, 1), date(2019, 2, 28)),
        ("06.2016 bis 02.2020", date(2016, 6, 1), date(2020, 2, 29)),
        ("2016-06 – 2019-02", date(2016, 6, 1), date(2019, 2, 28)),
        ("2016-06-05 to 2019-02-07", date(2016, 6, 5), date(2019, 2, 7)),
        ("[ 01/03/2019 – 30/06/2022 ] Baker", date(2019, 3, 1), date(2022, 6, 30)),
        ("March 2019 – present", date(2019, 3, 1), None),
        ("Baker, Mar 2019 - Sept. 2020", date(2019, 3, 1), date(2020, 9, 30)),
        ("15 March 2019 to 1 April 2020", date(2019, 3, 15), date(2020, 4, 1)),
        ("1. März 2018 bis 30. Juni 2022", date(2018, 3, 1), date(2022, 6, 30)),
        ("seit 03/2018", date(2018, 3, 1), None),
        ("Analyst, since May 2019", date(2019, 5, 1), None),
        ("03/2018 – heute", date(2018, 3, 1), None),
        ("2018 -", date(2018, 1, 1), None),
        ("janvier 2015 à décembre 2016", date(2015, 1, 1), date(2016, 12, 31)),
        ("de enero de 2015 a diciembre de 2016", date(2015, 1, 1), date(2016, 12, 31)),
        ("dal 2015 al 2016", date(2015, 1, 1), date(2016, 12, 31)),
        ("Marzo 2019 – in corso", date(2019, 3, 1), None),
    ],
)
def test_spans_of_time(text: str, begun: date, ended: date | None) -> None:
    period = period_in(text, day_first=True)

    assert period is not None
    assert (period.begun, period.ended, period.problem) == (begun, ended, "")


@pytest.mark.parametrize(
    "text",
    [
        "Build dashboards for 40 offices",
        "an oven from 1950",
        "Room 2010",
        "Tel. 030 23125-2010-33",
        "",
        "x" * 500 + " 2012-2016",
    ],
)
def test_numbers_that_are_no_span_of_time(text: str) -> None:
    assert period_in(text, day_first=True) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2019 – 2012", "ends (2012-12-31) before it begins (2019-01-01)"),
        ("31/02/2019 – 2020", "could not be read as a date"),
        ("Summer 2019 – Spring 2020", "could not be read as dates"),
        ("2010-12", "may be a month or a span of years"),
        ("2015", "'2015' alone does not say whether something began or ended then"),
        ("2015 First aid course", "'2015' alone"),
        ("First aid course, May 2015", "'May 2015' alone"),
    ],
)
def test_dates_that_cannot_be_read_say_why(text: str, problem: str) -> None:
    period = period_in(text, day_first=True)

    assert period is not None
    assert problem in period.problem
    assert period.ended is None or period.begun is None


@pytest.mark.parametrize(
    ("day_first", "begun", "problem"),
    [
        (True, date(2019, 4, 3), ""),
        (False, date(2019, 3, 4), ""),
        (None, None, "could not be read as a date"),
    ],
)
def test_whether_day_or_month_comes_first_is_not_guessed(day_first, begun, problem) -> None:
    period = period_in("03/04/2019 - 2021", day_first=day_first)

    assert period is not None
    assert period.begun == begun
    assert problem in period.problem


def test_a_document_tells_by_its_other_dates_what_comes_first() -> None:
    assert writes_day_first(["03/04/2019", "13/04/2019"]) is True
    assert writes_day_first(["03/04/2019", "04/13/2019"]) is False
    assert writes_day_first(["03.04.2019"]) is True
    assert writes_day_first(["03/04/2019", "2019"]) is None


def test_dates_of_a_data_format() -> None:
    assert widest("2019", "2020-02").begun == date(2019, 1, 1)
    assert widest("2019", "2020-02").ended == date(2020, 2, 29)
    assert widest("2019", "2020-02").is_vague
    assert not widest("2019-01-02", "").is_vague
    assert widest("soon", "").problem == "'soon' is not a date"
    assert widest("2020", "2019").problem.startswith("ends")
