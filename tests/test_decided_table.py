"""Suggestions that people decided on, as a table; all of them invented."""

from __future__ import annotations

import pytest

from skillmap.domain import DecidedCase
from skillmap.errors import FormatError, LimitError
from skillmap.formats.decided_table import decided_from
from skillmap.formats.forms import form_in
from skillmap.formats.precedent_table import precedents_from

HEAD = "score,decided,applicant\n"


def test_the_form_of_decided_cases_is_read_and_cases_of_one_applicant_belong_together() -> None:
    found = decided_from("d.csv", form_in("decided", ".csv"))

    assert found == (
        DecidedCase(0.71, right=True, group="A-104"),
        DecidedCase(0.55, right=False, group="A-104"),
        DecidedCase(0.83, right=True, group="A-220"),
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("decided\nrefused\n", "no column score"),
        (HEAD, "has a header but no rows"),
        (HEAD + ",refused,A\n", "row 2, column score: is empty"),
        (HEAD + "high,refused,A\n", "row 2, column score: 'high' is not a number"),
        (HEAD + "1.2,refused,A\n", "row 2, column score: '1.2' is not within 0 and 1"),
        (HEAD + "0.5,,A\n", "row 2, column decided: is empty"),
        (HEAD + "0.5,granted,A\n", "row 2, column decided: 'granted' is not one of"),
    ],
)
def test_a_decided_case_that_cannot_be_read_is_one_line(content: str, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        decided_from("d.csv", content.encode())

    assert says in str(caught.value)


def test_a_table_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitError, match="has at most"):
        decided_from("d.csv", b"x" * 10_000_001)


def test_an_earlier_decision_may_keep_the_score_of_what_was_suggested() -> None:
    first, second = precedents_from("p.csv", form_in("precedents", ".csv"))

    assert (first.score, second.score) == (0.71, None)
