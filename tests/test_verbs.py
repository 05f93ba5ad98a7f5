import pytest

from skillmap.text.verbs import says_what_is_done


@pytest.mark.parametrize(
    "statement",
    [
        "Choose a chart that suits a question",
        "Estimates the energy use of a street",
        "Designing relational databases",
        "Planned and carried out a survey",
        "Confidently and safely apply the rules of the workshop",
        "On completion of the module, students will critically evaluate sources",
        "The learner will be able to do the accounts of a small firm",
        "To write a letter of complaint",
        "Dispose of chemical waste",
        "Knowledge of how to triage patients",
    ],
)
def test_a_statement_that_says_what_is_done_is_recognised(statement: str) -> None:
    assert says_what_is_done(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "–",
        "Spreadsheets",
        "Data ethics",
        "Types of grain",
        "Use of special tools",
        "Understanding of tax law",
        "Knowledge of SQL",
        "A six-week evening course.",
        "For teachers who work with displaced children.",
    ],
)
def test_a_statement_that_only_names_a_subject_is_not(statement: str) -> None:
    assert not says_what_is_done(statement)


def test_a_very_long_statement_takes_no_time() -> None:
    assert not says_what_is_done("ly " * 1_000_000)
    assert not says_what_is_done("a" * 1_000_000)
