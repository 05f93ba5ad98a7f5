import pytest

from skillmap.domain import Credit, Hours, HoursBasis, Level
from skillmap.frameworks import eqf_interval, hours_of, is_at_least


@pytest.mark.parametrize(
    ("level", "interval"),
    [
        (Level("SCQF", 9), (6, 6)),
        (Level("scqf", 10), (6, 6)),
        (Level("FHEQ", 4), (5, 5)),
        (Level("NZQCF", 8), None),
        (Level(None, 5), None),
        (Level("EQF", 9), None),
    ],
)
def test_eqf_interval_is_what_was_published_or_nothing(
    level: Level, interval: tuple[int, int] | None
) -> None:
    assert eqf_interval(level) == interval


@pytest.mark.parametrize(
    ("level", "required", "answer"),
    [
        (Level("SCQF", 9), Level("SCQF", 10), False),
        (Level("SCQF", 10), Level("SCQF", 9), True),
        (Level("NZQCF", 8), Level("NZQCF", 7), True),
        (Level("EQF", 6), Level("FHEQ", 6), True),
        (Level("EQF", 5), Level("SCQF", 9), False),
        (Level("NZQCF", 8), Level("EQF", 6), None),
        (Level(None, 6), Level("EQF", 6), None),
        (Level(None, 6), Level(None, 6), None),
    ],
)
def test_levels_compare_inside_a_framework_or_through_the_eqf(
    level: Level, required: Level, answer: bool | None
) -> None:
    assert is_at_least(level, required) is answer


def test_credit_becomes_an_interval_of_hours_and_an_unknown_scheme_no_number() -> None:
    assert hours_of(Credit(5, "ECTS")) == Hours(125, 150, HoursBasis.NOTIONAL)
    assert hours_of(Credit(15, "CATS")) == Hours(150, 150, HoursBasis.NOTIONAL)
    assert hours_of(Credit(3, None)) is None
    assert hours_of(Credit(1, "CEU")) is None
