import pytest

from skillmap.errors import UnknownNameError
from skillmap.frameworks import find_entries, load_register, register_names

NAMES = register_names()
ANSWERS = {"yes", "no", "sometimes", "unclear"}


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_every_fact_and_names_its_source(name: str) -> None:
    register = load_register(name)

    assert len({entry.name for entry in register.entries}) == len(register.entries)
    for entry in register.entries:
        assert set(entry.facts) == {column.key for column in register.columns}
        assert all(entry.facts.values()), entry.name
        assert entry.source.startswith("Ecctis")
        assert entry.date == "2024-05"


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_what_it_means_and_a_few_are_brief(name: str) -> None:
    columns = load_register(name).columns

    assert all(column.title and column.meaning for column in columns)
    assert 3 <= sum(column.brief for column in columns) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_that_is_not_confirmed_says_why(name: str) -> None:
    for entry in load_register(name).entries:
        assert entry.confirmed or "compare with the table in print" in entry.note, entry.name


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("micro-credential-formats", 12, "Bootcamp", "XSeries"),
        ("micro-credential-issuers", 9, "Childhood Education International", "Teacher Career Pathways"),
        (
            "micro-credential-definitions",
            21,
            "Australia, Department of Education, Skills and Employment",
            "United States, National Education Association",
        ),
        ("micro-credential-volumes", 11, "Any micro-credential, in practice", "Non-credit training"),
    ],
)
def test_a_register_has_the_entries_of_the_report(name: str, count: int, first: str, last: str) -> None:
    entries = load_register(name).entries

    assert (len(entries), entries[0].name, entries[-1].name) == (count, first, last)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("micro-credential-issuers", ("academic_credit", "professional_credit", "stackable")),
        ("micro-credential-formats", ("online",)),
        ("micro-credential-volumes", ("is_credit",)),
        (
            "micro-credential-definitions",
            ("official", "credit_bearing", "small_volume", "national_framework"),
        ),
    ],
)
def test_a_question_of_yes_or_no_can_be_unclear_and_nothing_else(name: str, columns: tuple[str, ...]) -> None:
    entries = load_register(name).entries

    for column in columns:
        assert {entry.facts[column] for entry in entries} <= ANSWERS, column


def test_academic_credit_of_the_nine_issuers_is_what_table_eleven_has() -> None:
    answers = {
        entry.name: entry.facts["academic_credit"]
        for entry in load_register("micro-credential-issuers").entries
    }

    assert {name for name, answer in answers.items() if answer == "yes"} == {
        "Harvard Extension School",
        "Nova Academy",
        "SUNY Buffalo State",
    }
    assert [name for name, answer in answers.items() if answer == "sometimes"] == [
        "Friday Institute at NC State"
    ]
    assert sum(answer == "no" for answer in answers.values()) == 5


def test_three_aspects_are_named_by_each_definition_that_was_compared() -> None:
    entries = [e for e in load_register("micro-credential-definitions").entries if not e.confirmed]

    assert len(entries) == 8
    for column in ("assessment_standards", "focused_learning", "small_volume"):
        assert {entry.facts[column] for entry in entries} == {"yes"}


def test_the_unit_of_contact_hours_is_never_called_credit() -> None:
    for entry in load_register("micro-credential-volumes").entries:
        if "CEU" in entry.facts["unit"] or "contact" in entry.facts["unit"]:
            assert entry.facts["is_credit"] == "no", entry.name


def test_an_entry_is_found_by_a_part_of_its_name() -> None:
    register = load_register("micro-credential-issuers")

    assert [entry.name for entry in find_entries(register, "depaul")] == ["DePaul College of Education"]
    with pytest.raises(
        UnknownNameError, match="no entry of micro-credential-issuers 'yale'; there are: Child"
    ):
        find_entries(register, "yale")


def test_an_unknown_register_lists_those_there_are() -> None:
    with pytest.raises(
        UnknownNameError, match="no register 'badges'; there are: micro-credential-definitions"
    ):
        load_register("badges")
