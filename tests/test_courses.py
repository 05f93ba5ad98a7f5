"""Whole courses and scope of outcomes through the matcher, with an encoder that counts words."""

import pytest

from skillmap.domain import LearningOutcome, Module, Programme, Statement, Target
from skillmap.matching import COURSE_TO_COURSE, OUTCOME_TO_OUTCOME, Matcher, build_index
from skillmap.recognition import course_statement, module_targets

COURSES = (
    Target(
        "GLZ1", ("Introduction to Glazing",), "Mixing and firing of simple glazes.", ("mix a clear glaze",)
    ),
    Target("GLZ2", ("Advanced Glazing",), "Mixing and firing of copper glazes.", ("mix a copper glaze",)),
    Target("KILN", ("Kiln Management",), "Loading and firing of kilns.", ("load a kiln",)),
    Target("LAW", ("Law of Contract",), "Offers, promises and damages.", ("draft a promise",)),
)


def matcher_of(targets, store, encoder, recipe) -> Matcher:
    index = build_index(targets, store, with_terms=recipe.needs_terms, reading=recipe.reading)
    return Matcher(index, encoder, recipe)


def similarity(text: str, target: str, store, encoder) -> float:
    matcher = matcher_of((Target("t", (target,)),), store, encoder, OUTCOME_TO_OUTCOME)
    return float(matcher.compare([Statement("s", text)]).scores[0, 0])


def course(title: str, text: str = "") -> Statement:
    return Statement("c", f"{title}. {text}", "en", title)


def best(statement: Statement, store, encoder) -> str:
    (found,) = matcher_of(COURSES, store, encoder, COURSE_TO_COURSE).match([statement])
    return found.candidates[0].target_id


def test_a_course_is_found_by_its_title_its_description_or_its_outcomes(store, encoder) -> None:
    assert best(course("Contract Law"), store, encoder) == "LAW"
    assert best(course("Part two", "Offers, promises and damages."), store, encoder) == "LAW"
    assert best(course("Part two", "load a kiln"), store, encoder) == "KILN"


def test_a_shortened_title_is_found(store, encoder) -> None:
    assert best(course("Kiln Mgmt"), store, encoder) == "KILN"


def test_between_two_levels_of_one_subject_the_title_decides(store, encoder) -> None:
    assert best(course("Glazing, Advanced"), store, encoder) == "GLZ2"
    assert best(course("Basic Glazing"), store, encoder) == "GLZ1"


def test_requirements_and_lead_ins_are_not_content(store, encoder) -> None:
    matcher = matcher_of(COURSES, store, encoder, COURSE_TO_COURSE)
    bare = course("Part two", "load a kiln.")
    framed = course("Part two", "Students will be able to load a kiln. Prerequisite: Law of Contract.")

    one, other = (matcher.compare([each]).scores[0] for each in (bare, framed))

    assert other == pytest.approx(one, abs=1e-4)


def test_a_recipe_refuses_an_index_that_was_read_otherwise(store, encoder) -> None:
    with pytest.raises(ValueError, match="reads courses, the index statements"):
        Matcher(build_index(COURSES, store, with_terms=True), encoder, COURSE_TO_COURSE)


def test_a_module_and_a_credential_become_texts_with_their_outcomes() -> None:
    module = Module("K1", "Kilns", (LearningOutcome("1", "load a kiln", "en"),), description="Firing.")

    statement = course_statement(module)

    assert statement.text == "Kilns\nFiring.\nload a kiln"
    assert (statement.title, statement.parts, statement.language) == ("Kilns", ("load a kiln",), "en")
    assert module_targets(Programme("p", "P", (module,))) == (
        Target("K1", ("Kilns",), "Firing.", ("load a kiln",)),
    )


@pytest.mark.parametrize(
    ("weaker", "scorer"),
    [
        ("Does not fire kilns and mix glazes.", "denied"),
        ("An introduction to how to fire kilns and mix glazes.", "depth"),
        ("Fire kilns.", "fewer-things"),
    ],
)
def test_what_objects_lowers_the_similarity_and_shows_its_words(weaker, scorer, store, encoder) -> None:
    target = (Target("t", ("Master how to fire kilns and mix glazes.",)),)
    matcher = matcher_of(target, store, encoder, OUTCOME_TO_OUTCOME)

    (found,) = matcher.match([Statement("s", weaker)])
    match = found.candidates[0]
    objections = {reason.scorer: reason for reason in match.reasons if reason.lowers}

    assert scorer in objections
    weights = dict((*OUTCOME_TO_OUTCOME.weights, *OUTCOME_TO_OUTCOME.short_list_weights))
    whole = sum(weights[reason.scorer] * reason.score for reason in match.reasons if not reason.lowers)
    for reason in objections.values():
        whole *= reason.score
        assert reason.source_text in weaker
    assert match.similarity == pytest.approx(whole, abs=1e-4)


def test_both_sides_denying_the_same_is_no_denial(store, encoder) -> None:
    denying = "Fire a kiln without gas."

    assert similarity(denying, denying, store, encoder) == pytest.approx(1, abs=1e-4)
    assert similarity("Fire a kiln with gas.", denying, store, encoder) < 0.95


def test_the_order_of_clauses_does_not_count_for_much(store, encoder) -> None:
    target = "Stack kilns and glaze pots."

    one = similarity("Glaze pots and stack kilns.", target, store, encoder)

    assert one > 0.9
