import pytest

from skillmap.domain import Level, LevelPath, Verdict
from skillmap.frameworks import compare_levels, eqf_interval, framework_level, is_at_least, level_named

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
SAME, PAIR, EQF, NONE = LevelPath.SAME_FRAMEWORK, LevelPath.PUBLISHED_PAIR, LevelPath.EQF, LevelPath.NONE


def level(text: str) -> Level:
    framework, _, value = text.rpartition(" ")
    return Level(framework or None, float(value))


@pytest.mark.parametrize(
    ("held", "asked", "verdict", "via"),
    [
        ("SCQF 9", "SCQF 10", NO, SAME),
        ("SCQF 10", "scqf 9", YES, SAME),
        ("NZQCF 8", "NZQCF 7", YES, SAME),
        ("NLQF 4", "NLQF 5", NO, SAME),
        ("EQF 9", "EQF 8", UNKNOWN, NONE),
        ("AQF 8", "NZQCF 8", YES, PAIR),
        ("NZQCF 7", "AQF 8", NO, PAIR),
        ("RQF 4", "FHEQ 4", YES, PAIR),
        ("RQF 4", "CQFW 5", NO, PAIR),
        ("NFQ 8", "NZQCF 7", YES, PAIR),
        ("NFQ 7", "NZQCF 7", UNKNOWN, PAIR),
        ("NZQCF 7", "NFQ 7", YES, PAIR),
        ("NZQCF 7", "NFQ 8", UNKNOWN, PAIR),
        ("NZQCF 9", "NFQ 8", YES, PAIR),
        ("NFQ 6", "NZQCF 7", NO, PAIR),
        ("EQF 6", "FHEQ 6", YES, EQF),
        ("EQF 5", "SCQF 9", NO, EQF),
        ("SCQF 11", "NFQ 8", YES, EQF),
        ("SCQF 9", "NFQ 8", UNKNOWN, EQF),
        ("SCQF 10", "NFQ 8", UNKNOWN, EQF),
        ("SCQF 10", "NFQ 7", YES, EQF),
        ("SCQF 9", "RQF 6", UNKNOWN, EQF),
        ("RQF 6", "SCQF 9", YES, EQF),
        ("NZQCF 8", "EQF 6", UNKNOWN, EQF),
        ("EQF 6", "AQF 8", UNKNOWN, EQF),
        ("QF-EHEA 1", "DQF 6", YES, EQF),
        ("MQF 6", "EQF 6", UNKNOWN, EQF),
        ("EQF 8", "ISCED 6", UNKNOWN, EQF),
        ("NLQF 4", "EQF 4", UNKNOWN, NONE),
        (" 6", "EQF 6", UNKNOWN, NONE),
        (" 6", " 6", UNKNOWN, NONE),
    ],
)
def test_levels_compare_by_framework_then_pair_then_eqf(
    held: str, asked: str, verdict: Verdict, via: LevelPath
) -> None:
    found = compare_levels(level(held), level(asked))

    assert (found.verdict, found.via) == (verdict, via), found.why
    assert is_at_least(level(held), level(asked)) is {YES: True, NO: False, UNKNOWN: None}[verdict]


def test_two_levels_inside_one_eqf_level_say_so() -> None:
    found = compare_levels(Level("SCQF", 9), Level("NFQ", 8))

    assert (found.held_eqf, found.asked_eqf) == ((6, 6), (6, 6))
    assert "EQF 6 also holds SCQF 10 and NFQ 7" in found.why
    assert len(found.sources) == 2
    assert "published_comparison" in found.sources[0]


def test_an_unlevelled_level_names_its_neighbours_and_keeps_no_eqf_figure() -> None:
    found = compare_levels(Level("NZQCF", 8), Level("EQF", 7))

    assert found.held_eqf is None
    assert "not levelled to the EQF (NZQCF 7 is compared to EQF 6, NZQCF 9 is compared to EQF 7)" in found.why


def test_what_is_convention_only_is_said_and_left_to_a_person() -> None:
    found = compare_levels(Level("MQF", 6), Level("EQF", 6))

    assert "by convention only" in found.why
    assert found.held_eqf == (6, 6)
    assert eqf_interval(Level("MQF", 6)) is None


def test_a_derived_figure_names_what_it_was_derived_through() -> None:
    known = framework_level(Level("AQF", 7))

    assert known is not None
    assert (known.status, known.eqf) == ("derived", (6, 6))
    assert "Through AQF = NZQCF" in known.source


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("first cycle", Level("QF-EHEA", 1)),
        ("Short  Cycle", Level("QF-EHEA", 0)),
        ("Entry 3", None),
        ("", None),
    ],
)
def test_a_level_is_known_by_a_name_that_only_one_framework_has(name: str, found: Level | None) -> None:
    assert level_named(name) == found
