"""Levels, credit and hours as sources write them."""

from __future__ import annotations

import pytest

from skillmap.domain import Credit, Level
from skillmap.formats.duration import duration_of, hours_in, hours_in_words, months_in
from skillmap.formats.ladders import credit_in_words, national_level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("RQF Level 6", Level("RQF", 6)),
        ("NLQF niveau 4", Level("NLQF", 4)),
        ("DQR-Niveau 6", Level("DQF", 6)),
        ("The Scottish Credit and Qualifications Framework level 7", Level("SCQF", 7)),
        ("Niveau 6", Level(None, 6)),
        ("6", Level(None, 6)),
        ("Certificate 3", None),
        ("Grado superior", None),
        ("Level six", None),
    ],
)
def test_a_national_level_keeps_the_words_of_its_framework(text: str, level: Level | None) -> None:
    assert national_level(text) == level


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("5 ECTS credits", Credit(5, "ECTS")),
        ("7,5 ects", Credit(7.5, "ECTS")),
        ("10 UK credits", Credit(10, "CATS")),
        ("3 semester hours", Credit(3, "semester hours")),
        ("2.5 credit points", Credit(2.5, None)),
        ("4", Credit(4, None)),
        ("120 hours of work", None),
        ("6 weeks", None),
        ("several", None),
    ],
)
def test_credit_in_words_has_a_unit_only_where_one_is_written(text: str, credit: Credit | None) -> None:
    assert credit_in_words(text) == credit


@pytest.mark.parametrize(
    ("text", "months"), [("P60M", 60), ("P2M", 2), ("PT60M", None), ("P1Y2M", None), ("60", None)]
)
def test_months_alone_are_recognised(text: str, months: int | None) -> None:
    assert months_in(text) == months


def test_a_duration_that_writes_every_unit_is_read() -> None:
    assert hours_in("P0Y0M0DT60H0M0S") == 60


@pytest.mark.parametrize("hours", [0.25, 1, 1.5, 7.2, 60, 1200])
def test_a_duration_that_we_write_is_read_back(hours: float) -> None:
    assert hours_in(duration_of(hours)) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("30 hours", (30, 30)),
        ("20-30 h", (20, 30)),
        ("12", (12, 12)),
        ("3 hours a week", None),
        ("30-20", None),
        ("0", None),
    ],
)
def test_hours_in_words_are_an_interval(text: str, hours) -> None:
    assert hours_in_words(text) == hours
