"""Texts in several languages: which is taken, and what is no language map."""

from __future__ import annotations

import pytest

from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, joined, language_tag, tags_of


@pytest.mark.parametrize(
    ("value", "text", "language", "place"),
    [
        ({"fr": "Pain", "en-GB": "Bread"}, "Bread", "en-gb", "$.en-GB"),
        ({"en": ["Bread", "and butter"]}, "Bread and butter", "en", "$.en"),
        ({"en": ["Bread"]}, "Bread", "en", "$.en[0]"),
        ([{"fr": "Pain"}, {"en": "Bread"}], "Bread", "en", "$[1].en"),
        ({"@value": "Bread", "@language": "en"}, "Bread", "en", "$.@value"),
        (
            [{"@value": "Pain", "@language": "fr"}, {"@value": "Bread", "@language": "en"}],
            "Bread",
            "en",
            "$[1].@value",
        ),
        ({"@value": 3}, "3", None, "$.@value"),
        (["Bread", "Rolls"], "Bread", None, "$[0]"),
        ({"id": "Roti"}, "Roti", "id", "$.id"),
    ],
)
def test_a_text_is_taken_in_english_with_its_language_and_place(value, text, language, place) -> None:
    found = Languages().wording(Node(value))

    assert (found.text, found.language, found.place) == (text, language, place)


@pytest.mark.parametrize(
    "value",
    [
        {"id": "urn:epass:note:1"},
        {"id": "x", "type": "Concept"},
        {"prefLabel": {"en": "Bread"}},
        {"en": {}},
        [],
        None,
        True,
    ],
)
def test_what_is_no_text_gives_none(value) -> None:
    assert not Languages("fr").wording(Node(value))


def test_each_of_several_texts_is_taken_in_one_language() -> None:
    values = [
        {"@value": "pan", "@language": "es"},
        {"@value": "bread", "@language": "en"},
        {"@value": "dough", "@language": "en"},
    ]

    assert [found.text for found in Languages().wordings(Node(values))] == ["bread", "dough"]
    assert [found.text for found in Languages().wordings(Node({"en": ["a", "b"], "fr": "c"}))] == ["a", "b"]
    assert [found.text for found in Languages().wordings(Node(["a", {"fr": "b"}]))] == ["a", "b"]


def test_the_languages_of_a_text_are_listed_in_the_order_of_the_source() -> None:
    assert tags_of(Node({"fr": "Pain", "und": "x", "en": "Bread"})) == ["fr", "en"]


@pytest.mark.parametrize(
    ("text", "tag"), [("English", "en"), ("en-US", "en-us"), ("Klingon speech", None), ("", None)]
)
def test_a_language_is_read_from_its_tag_or_common_name(text: str, tag: str | None) -> None:
    assert language_tag(text) == tag


def test_what_repeats_a_label_is_left_out_of_the_joined_text() -> None:
    assert joined("Baking", "Bake bread", "baking") == "Baking: Bake bread"
    assert joined("Bake", "Bake bread") == "Bake bread"
