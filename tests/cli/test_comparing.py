"""``credit`` and ``level`` as a user runs them."""

import json
import subprocess
import sys

import pytest


def skillmap(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_credit_shows_both_ways_whether_they_agree_and_the_sources() -> None:
    done = skillmap("credit", "15", "CATS", "--to", "ECTS")

    assert done.returncode == 0
    assert "by hours: 5 to 6 ECTS" in done.stdout
    assert "by share of a full-time year: 7.5 ECTS" in done.stdout
    assert "the two agree: no" in done.stdout
    assert "source: CATS: 10 h per credit, 120 credits a full-time year (guide; QAA" in done.stdout
    assert "source: ECTS: 25 to 30 h per credit" in done.stdout


def test_a_scheme_of_two_words_and_a_country_without_figures_of_its_own() -> None:
    done = skillmap(
        "credit", "3", "semester", "hours", "--to", "ECTS", "--country", "US", "--to-country", "NL"
    )

    assert "3 semester hours come to about 4.82 ECTS by hours (135 h)" in done.stdout
    assert "note: no figures of US semester for US; the general ones are used" in done.stdout
    assert "ECTS in NL" in done.stdout


def test_credit_in_json_is_the_whole_conversion() -> None:
    done = skillmap("credit", "5", "ECTS", "--to", "UK credit", "--country", "it", "--json")

    found = json.loads(done.stdout)
    assert (found["to"], found["low"], found["high"], found["year_share"]) == ("CATS", 12.5, 12.5, 10.0)
    assert found["agreement"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (
            ("3", "points"),
            2,
            "skillmap: Nothing is published for the credit scheme 'points'; known: ECTS, CATS",
        ),
        (("2", "CEU"), 1, "skillmap: One CEU is ten contact hours"),
        (("6", "AU", "units"), 1, "skillmap: Each institution sets its AU units"),
        (("nan", "ECTS"), 1, "skillmap: nan is no amount"),
    ],
)
def test_where_there_is_no_number_one_line_says_why(arguments: tuple[str, ...], code: int, told: str) -> None:
    done = skillmap("credit", *arguments, "--to", "CATS")

    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


def test_in_json_too_the_reason_comes_with_its_exit_code() -> None:
    done = skillmap("credit", "2", "CEU", "--to", "ECTS", "--json")

    assert done.returncode == 1
    assert "never turned into credit" in json.loads(done.stdout)["reason"]


def test_level_shows_the_answer_why_and_by_what() -> None:
    done = skillmap("level", "SCQF 9", "--against", "NFQ 8")

    assert done.returncode == 0
    assert done.stdout.startswith("SCQF 9 against NFQ 8: unknown\n")
    assert "EQF 6 also holds SCQF 10 and NFQ 7" in done.stdout
    assert "compared by: EQF" in done.stdout
    assert done.stdout.count("source: ") == 2


def test_level_alone_shows_its_eqf_level_with_status_and_source() -> None:
    assert skillmap("level", "first cycle").stdout.startswith("QF-EHEA 1 (first cycle): EQF 6 (published")
    assert skillmap("level", "NZQCF Level 8").stdout.startswith(
        "NZQCF 8: not levelled to the EQF (unlevelled;"
    )
    assert json.loads(skillmap("level", "RQF 4", "--json").stdout)["eqf"] == [5, 5]


@pytest.mark.parametrize("stated", ["Level 6", "advanced", "", "FOO 3", "SCQF 99"])
def test_a_level_that_is_not_in_the_table_is_refused_in_one_line_with_the_frameworks(stated: str) -> None:
    done = skillmap("level", stated)

    assert (done.returncode, done.stdout) == (2, "")
    assert "known frameworks: EQF, QF-EHEA, RQF" in done.stderr
    assert done.stderr.count("\n") == 1
