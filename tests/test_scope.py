"""Denials, levels, lead-ins and short forms in texts, read without any model."""

import doctest
from time import process_time

import pytest

from skillmap.text import (
    content_of,
    denials,
    depth_of,
    expanded,
    learn_prose,
    level,
    negation,
    prose,
    stem,
    subject_of,
    title_level,
    titles,
    words,
)


def denied(text: str) -> list[str]:
    return [text[denial.reach.start : denial.reach.end] for denial in denials(text)]


@pytest.mark.parametrize("module", [prose, level, negation, titles])
def test_the_examples_in_the_documentation_hold(module) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Does not weld pipes.", ["weld pipes"]),
        ("Welding of pipes is not required.", ["Welding of pipes is"]),
        ("Polishes lenses without a machine.", ["a machine"]),
        ("Learners are not expected to weld.", ["to weld"]),
        ("Cooks soup, but no meat.", ["meat"]),
    ],
)
def test_a_cue_denies_what_follows_it_or_the_subject_that_it_speaks_of(text, expected) -> None:
    assert denied(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Explains why smoke does not sink.",
        "Not only plants trees but fells them.",
        "Drives without supervision.",
        "Keeps notes of every cannon fired.",
        "Acts when a child does not breathe.",
    ],
)
def test_a_negative_that_is_what_is_known_denies_nothing(text) -> None:
    assert denied(text) == []


def test_level_words_verbs_and_frameworks_are_separate_scales() -> None:
    deep, shallow = depth_of("Advanced glazing"), depth_of("An introduction to advanced glazing")

    assert deep.worded.value > shallow.worded.value
    assert depth_of("Design a kiln").verb.value > depth_of("Name the parts of a kiln").verb.value
    assert depth_of("Glazing at EQF level 6").framework[1].value == 6
    assert depth_of("Reads Greek at level B1").framework[0] == "CEFR"
    assert depth_of("Glazing II").sequence.value == 2
    assert depth_of("Glazing").worded is None


def test_a_title_is_of_a_subject_at_a_level() -> None:
    assert title_level("Introduction to Glazing").value < title_level("Advanced Glazing").value
    assert title_level("Complex Analysis") is None
    assert subject_of("Potters of Europe before 1945") == "Potters of Europe before 1945"
    assert subject_of("Italian I") == "Italian"
    assert subject_of("Introduction") == "Introduction"
    assert subject_of("Foundational Glazing") == "Foundational Glazing"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("At the end of the unit the learner can glaze pots.", "glaze pots."),
        ("Our weekend prepares trainees so that they are able to glaze pots.", "glaze pots."),
        ("Students will not be able to glaze pots.", "not be able to glaze pots."),
        ("Assess whether learners are able to read.", "Assess whether learners are able to read."),
        ("Students and learners.", "Students and learners."),
        ("2. Glaze pots.", "Glaze pots."),
        ("Put together a plan of what she can do.", "Put together a plan of what she can do."),
    ],
)
def test_only_the_lead_in_of_an_outcome_is_taken_off(text, content) -> None:
    found = content_of(text)

    assert found.text == content
    assert text[found.span.start : found.span.end] == content


def test_a_catalogue_tells_itself_what_it_repeats() -> None:
    repeated = "Guests of the old mill are welcome at every session."
    entries = [[f"Glaze number {number} is mixed and fired. {repeated}"] for number in range(20)]

    learnt = learn_prose([f"Glaze {number}" for number in range(20)], entries)

    assert repeated not in [window.text for window in learnt.passages(f"Kilns are built. {repeated}")]
    assert [window.text for window in learnt.passages("Kilns are built. Prerequisite: clay.")] == [
        "Kilns are built."
    ]
    assert learn_prose(["Glaze"], entries[:1]).repeated == frozenset()


def test_short_forms_are_written_out_from_the_words_of_the_catalogue_only() -> None:
    vocabulary = {"management": 3, "mathematics": 2, "costing": 5}

    assert expanded("Mgmt of Math", vocabulary) == "management of mathematics"
    assert expanded("Cost", vocabulary) == "Cost"
    assert expanded("Zool.", vocabulary) == "Zool."


def test_words_keep_their_place_and_forms_share_a_stem() -> None:
    text = "C++ isn't hard"

    assert [text[span.start : span.end].lower() for _, span in words(text)] == [
        word for word, _ in words(text)
    ]
    assert stem("welding") == stem("welded") == stem("welds")
    assert stem("weld") != stem("glaze")


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    started = process_time()

    for text in ("not " * 20_000, "students can " * 8_000, "introduction to " * 8_000, "not, " * 20_000):
        denials(text)
        content_of(text)
        subject_of(text)
        depth_of(text)

    assert process_time() - started < 5
