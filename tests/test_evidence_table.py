"""The form for evidence and judgements: what it gives, and how bad cells are refused. All invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.domain import EvidenceRule, Verdict
from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import evidence_table
from skillmap.formats.forms import form_in

HEADER = "item,title,outcomes,kind,made,valid,authentic,current,sufficient,judged_by,judged_on,note\n"


def read(rows: str, header: str = HEADER):
    return evidence_table.evidence_from("evidence.csv", (header + rows).encode())


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_form_reads_as_its_own_examples(ending: str) -> None:
    portfolio, findings = evidence_table.evidence_from(f"form{ending}", form_in("evidence", ending))

    assert [item.id for item in portfolio.items] == ["E1", "E2"]
    assert portfolio.items[0].outcomes == ("DAT101/1", "DAT101/2")
    assert portfolio.items[0].made == date(2026, 2, 14)
    (judgement,) = portfolio.judgements
    assert judgement.verdict(EvidenceRule.CURRENT) is Verdict.YES
    assert judgement.verdict(EvidenceRule.SUFFICIENT) is Verdict.NO
    assert (judgement.outcome, judgement.assessor) == ("DAT101/1", "assessor 1")
    assert judgement.note == "one data set only"
    assert findings == ()


def test_rows_of_one_item_are_joined_and_blank_answers_stay_unknown() -> None:
    portfolio, _ = read(
        "E1,A plan,M/1,,2026-01-02,yes,,unknown,,assessor 1,2026-05-01,\n"
        "E1,,M/2,plan,,no,,,,assessor 2,2026-05-02,\n"
    )

    (item,) = portfolio.items
    assert (item.kind, item.outcomes) == ("plan", ("M/1", "M/2"))
    first = portfolio.judgements[0]
    assert [first.verdict(rule).value for rule in EvidenceRule] == ["yes", "unknown", "unknown", "unknown"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "E1,A,M/1,,,maybe,,,,assessor,2026-05-01,",
            "row 2, column valid: 'maybe' is not yes, no or unknown",
        ),
        ("E1,A,M/1,,,yes,,,,,2026-05-01,", "row 2, column judged_by: is empty"),
        ("E1,A,M/1,,,yes,,,,assessor,,", "row 2, column judged_on: is empty"),
        ("E1,A,M/1,,,yes,,,,assessor,May,", "row 2, column judged_on: 'May' is not a date"),
        ("E1,A,M/1; M/2,,,yes,,,,assessor,2026-05-01,", "row 2, column outcomes: a judgement is of one"),
        ("E1,,M/1,,,,,,,,,", "row 2, column title: is empty"),
        (",A,M/1,,,,,,,,,", "row 2, column item: is empty"),
        ("E1,A,M/1,,soon,,,,,,,", "row 2, column made: 'soon' is not a date"),
        ("E1,A,M/1,,,,,,,,,\nE1,B,M/1,,,,,,,,,", "row 3, column title: B is not what an earlier row says"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(row: str, said: str) -> None:
    with pytest.raises(FormatError, match=r"evidence\.csv") as refused:
        read(row + "\n")

    assert said in str(refused.value)


def test_an_assessor_without_an_answer_is_told_and_is_no_judgement() -> None:
    portfolio, findings = read("E1,A,M/1,,,,,,,assessor,2026-05-01,\n")

    assert portfolio.judgements == ()
    assert "not a judgement" in findings[0].message


def test_an_empty_table_and_a_foreign_one_are_refused() -> None:
    with pytest.raises(FormatError, match="has a header but no rows"):
        read("")
    with pytest.raises(FormatError, match="needs item, title, outcomes"):
        read("x,y\n", "name,points\n")


def test_more_rows_than_a_portfolio_has_are_refused() -> None:
    rows = "".join(f"E{number},A,M/1,,,,,,,,,\n" for number in range(evidence_table.MOST_ROWS + 1))

    with pytest.raises(LimitError, match="more than 5,000 rows"):
        read(rows)


@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(lambda text: (HEADER + text).encode("utf-8", "replace"))
)
def test_any_bytes_give_a_portfolio_or_one_line(content: bytes) -> None:
    problem = ""
    try:
        portfolio, _ = evidence_table.evidence_from("evidence.csv", content)
    except SkillmapError as refused:
        problem = str(refused)

    assert problem or portfolio.items
    assert "\n" not in problem
