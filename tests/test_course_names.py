"""What courses are called elsewhere: the lookup, the scorer and the table that ships."""

from pathlib import Path

import pytest

from skillmap.domain import Statement, Target
from skillmap.errors import FormatError
from skillmap.matching import COURSE_TO_COURSE, Matcher, build_index, scorers
from skillmap.matching.course_names import (
    NAME,
    PARTS,
    Course,
    CourseNames,
    course_names,
    key_of_title,
    read_course_names,
)
from skillmap.resources import data_root

SHIPPED = sorted((data_root() / "models" / NAME).glob(PARTS))
NAMES = CourseNames(
    [
        Course(("Strength of Materials", "Mechanics of Solids"), ("Fluid Mechanics",)),
        Course(("Calculus II", "Integral Calculus"), ("Calculus I",)),
        Course(("Modern Art", "Contemporary Art")),
        Course(("Contemporary Art", "Art since 1945"), ("Modern Art",)),
    ]
)


def test_a_title_is_found_whatever_its_level_words_its_case_or_its_short_forms() -> None:
    for title in ("MECHANICS OF SOLIDS", "Introduction to the Mechanics of Solids", "Mech. of Solids I"):
        assert NAMES.others(title) == ("Strength of Materials",)


def test_another_part_or_an_advanced_course_is_another_course() -> None:
    assert NAMES.others("Calculus II") == ("Integral Calculus",)
    assert NAMES.others("Calculus") == NAMES.others("Calculus I") == ()
    assert NAMES.others("Advanced Mechanics of Solids") == ()


def test_what_one_line_joins_and_another_parts_stays_apart() -> None:
    assert NAMES.others("Modern Art") == ()
    assert NAMES.others("Contemporary Art") == ("Art since 1945",)


def test_a_description_and_an_empty_title_are_not_looked_up() -> None:
    assert NAMES.others("") == NAMES.others(" ") == ()
    assert NAMES.others("Mechanics of Solids " + "with much more text " * 5) == ()


@pytest.mark.parametrize("line", ["Only one\tOther", "A | B", "A | B\tC\tD"])
def test_a_table_that_is_wrong_names_the_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "part-z.tsv"
    path.write_text(f"Botany | Plant Science\tZoology\n{line}\n", encoding="utf-8")

    with pytest.raises(FormatError, match=r"part-z\.tsv.*line 2.*two names or more"):
        read_course_names(path)


def test_a_course_is_found_by_the_name_that_it_has_elsewhere(store, encoder) -> None:
    targets = [Target("SM", ("Strength of Materials",)), Target("MS", ("Solids and Mechanics of Soil",))]
    index = build_index(targets, store, with_terms=True, reading=COURSE_TO_COURSE.reading)
    matcher = Matcher(index, encoder, COURSE_TO_COURSE)
    statement = Statement("q", "Mechanics of Solids", "en", "Mechanics of Solids")

    (query,) = matcher.prepared([statement])
    scores = scorers.get("same-course").scores(query, index)
    reason = scorers.get("same-course").reason(query, index, 0)

    assert scores[0] == pytest.approx(1, abs=1e-4) == reason.score
    assert "Strength of Materials" in (reason.source_text + reason.target_text)
    assert " = " in reason.source_text + reason.target_text


def test_of_a_title_alone_every_score_of_titles_knows_the_other_names(store, encoder) -> None:
    targets = [Target("SM", ("Strength of Materials",)), Target("MS", ("Solids and Mechanics of Soil",))]
    index = build_index(targets, store, with_terms=True, reading=COURSE_TO_COURSE.reading)
    matcher = Matcher(index, encoder, COURSE_TO_COURSE)
    title = "Mechanics of Solids"
    alone, described = matcher.prepared(
        [Statement("q", title, "en", title), Statement("r", f"{title}. Beams under load.", "en", title)]
    )

    for name in ("gist", "passages"):
        scorer = scorers.get(name)
        assert scorer.scores(alone, index)[0] == pytest.approx(1, abs=1e-4)
        assert scorer.reason(alone, index, 0).score == pytest.approx(1, abs=1e-4)
        assert scorer.scores(described, index)[0] < 0.9


def test_a_name_from_elsewhere_never_lowers_a_score(store, encoder) -> None:
    targets = [Target("a", ("Consumer Psychology",)), Target("b", ("Buying and Selling of Houses",))]
    index = build_index(targets, store, with_terms=True, reading=COURSE_TO_COURSE.reading)
    matcher = Matcher(index, encoder, COURSE_TO_COURSE)
    (query,) = matcher.prepared([Statement("q", "Buyer Behaviour", "en", "Buyer Behaviour")])

    with_names = scorers.get("same-course").scores(query, index)
    titles = index.label_vectors @ query.vectors[0]

    assert query.other_names
    assert (with_names >= titles - 1e-6).all()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_table_says_nothing_twice_and_contradicts_itself_nowhere(path: Path) -> None:
    for course in read_course_names(path):
        keys = [key_of_title(name) for name in course.names]
        assert len(set(keys)) > 1, f"{course.names} are one name in one form"
        assert all(name == name.strip() and name for name in (*course.names, *course.others))
        assert not set(keys) & {key_of_title(name) for name in course.others}, course


def test_the_shipped_names_join_what_universities_join() -> None:
    names = course_names()

    assert "Mechanics of Solids" in names.others("Strength of Materials")
    assert not {"Financial Management", "Financial Accounting"} & set(names.others("Management Accounting"))
