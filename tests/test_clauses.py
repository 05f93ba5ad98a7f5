"""A fronted adjunct belongs to every clause after it, wherever it stands."""

from __future__ import annotations

import pytest

from skillmap.domain import Statement
from skillmap.matching.reading import Reading, cut, turned
from skillmap.text import NO_PROSE, clauses, fronted


@pytest.mark.parametrize(
    ("text", "adjunct"),
    [
        ("To keep costs low, plan shifts.", "to keep costs low"),
        ("With a lathe, turn and polish wood.", "with a lathe"),
        ("Under supervision, redraw maps.", "under supervision"),
    ],
)
def test_what_stands_before_the_first_verb_and_a_comma_is_an_adjunct(text: str, adjunct: str) -> None:
    found = fronted(text)

    assert found is not None
    assert found.adjunct == adjunct


@pytest.mark.parametrize(
    "text",
    [
        "To plan, cook and serve meals.",
        "In hospitals, clinics and schools, assess risks.",
        "Plan, cook and serve.",
        "In French and German.",
        "",
    ],
)
def test_a_list_is_no_adjunct(text: str) -> None:
    assert fronted(text) is None


def test_a_fronted_adjunct_is_no_clause_of_its_own() -> None:
    text = "With a lathe, turn and polish wood."

    found = clauses(text)

    assert [clause.text for clause in found] == ["turn", "polish wood with a lathe"]
    assert [text[clause.span.start : clause.span.end] for clause in found] == ["turn", "polish wood"]


def test_each_clause_of_an_outcome_is_compared_together_with_its_adjunct() -> None:
    statement = Statement("a", "Students will be able to: with a lathe, turn and polish wood.")

    found = {window.text for window in cut(statement, Reading.OUTCOME, NO_PROSE)}

    assert {"turn with a lathe", "polish wood with a lathe"} <= found


def test_a_text_turned_round_ends_with_its_adjunct() -> None:
    assert turned("With a lathe, turn and polish wood.") == "polish wood, turn with a lathe"
