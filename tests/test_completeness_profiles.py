"""Every profile that ships, and what a profile of one's own needs."""

from dataclasses import fields
from pathlib import Path

import pytest

from skillmap.domain import Credential, Requirement, Source
from skillmap.errors import FormatError, UnknownNameError
from skillmap.frameworks import assess, completeness_profile_names, load_completeness_profile
from skillmap.frameworks.item_tests import kind_of_test, kinds_of_test

PROFILES = completeness_profile_names()
FIELDS = {field.name for field in fields(Credential)}
OWN = """
title = "What we ask"
document = "Our admission rules"
date = "2026-10-01"

[[items]]
number = "1"
key = "volume"
name = "At least ten hours"
requirement = "mandatory"
tests = [{ test = "within_hours", field = "hours", low = 10 }]
question = "How many hours does it take?"
source = "Our admission rules, section 4"
date = "2026-10-01"
status = "seen"
"""


@pytest.mark.parametrize("name", PROFILES)
def test_every_item_names_its_document_and_asks_a_question(name: str) -> None:
    profile = load_completeness_profile(name)

    assert profile.items
    for item in profile.items:
        assert item.reference.endswith(")"), item.key
        assert item.question.endswith((".", "?")), item.key
        assert item.name == item.name.strip() != ""


@pytest.mark.parametrize("name", PROFILES)
def test_numbers_and_keys_of_a_profile_are_distinct(name: str) -> None:
    items = load_completeness_profile(name).items

    assert len({item.key for item in items}) == len({item.number for item in items}) == len(items)


@pytest.mark.parametrize("name", PROFILES)
def test_every_test_looks_at_a_field_that_a_credential_has(name: str) -> None:
    for item in load_completeness_profile(name).items:
        assert {test.field for test in item.tests} <= FIELDS, item.key


def test_every_kind_of_test_says_what_it_does_and_is_asked_for() -> None:
    asked = {
        test.test
        for name in PROFILES
        for item in load_completeness_profile(name).items
        for test in (*item.tests, *filter(None, (item.inapplicable,)))
    }

    assert asked == set(kinds_of_test())
    assert all(kind_of_test(kind).__doc__ for kind in kinds_of_test())


def test_annex_one_has_eleven_mandatory_and_five_optional_items() -> None:
    items = load_completeness_profile("eu-recommendation-2022").items

    assert [item.number for item in items if item.requirement is Requirement.MANDATORY] == [
        str(number) for number in range(1, 12)
    ]
    assert sum(item.requirement is Requirement.OPTIONAL for item in items) == 5
    assert len(items) == 16


def test_the_ten_aspects_are_named_by_eight_definitions_as_table_four_has_it() -> None:
    profile = load_completeness_profile("ecctis-aspects")

    named = {item.key: len(item.named_by) for item in profile.items}
    assert len(profile.variants) == 8
    assert named == {
        "assessment-standards": 8,
        "coherent-skills": 1,
        "credit-bearing": 4,
        "focused-learning": 8,
        "industry-recognition": 3,
        "learning-outcomes": 6,
        "online-modules": 3,
        "national-framework": 4,
        "recognised-provider": 7,
        "small-volume": 8,
    }
    assert all(item.confirmed is (len(item.named_by) == 8) for item in profile.items)


@pytest.mark.parametrize(
    ("code", "count"),
    [("AU", 7), ("CA", 6), ("EC", 7), ("IN", 6), ("nz", 7), ("UK", 7), ("UNESCO", 5), ("US", 7)],
)
def test_a_part_of_a_profile_has_the_aspects_of_one_definition_all_mandatory(code: str, count: int) -> None:
    part = load_completeness_profile(f"ecctis-aspects:{code}")

    assert len(part.items) == count
    assert {item.requirement for item in part.items} == {Requirement.MANDATORY}
    assert part.name == f"ecctis-aspects:{code.upper()}"


def test_what_stands_on_memory_says_so() -> None:
    items = load_completeness_profile("australia-microcredentials").items

    unconfirmed = {item.number for item in items if not item.confirmed}
    assert unconfirmed == {item.number for item in items if "critical information" in item.reference}
    assert len(unconfirmed) == 13


def test_a_profile_of_ones_own_is_one_file(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    credential = Credential("c1", "Dashboards", Source("a.json", "open-badges-3", "0" * 64))

    completeness = assess(credential, load_completeness_profile(str(file)))

    assert (completeness.profile, completeness.profile_title) == ("ours", "What we ask")
    assert completeness.items[0].question == "How many hours does it take?"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title = ", "not TOML"),
        ("title = 'x'", "'document' is missing"),
        (OWN.replace('key = "volume"\n', ""), "item 1: 'key' is missing"),
        (OWN.replace('"mandatory"', '"compulsory"'), "item 1: 'compulsory' is not a valid Requirement"),
        (OWN.replace('"seen"', '"maybe"'), "status 'maybe' is neither 'seen' nor 'unconfirmed'"),
        (OWN.replace("[[items]]", "[items]"), "is not a completeness profile"),
        (OWN + "\n[[variants]]\ncode = 'A'", "'title' is missing"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_in_one_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(FormatError) as refusal:
        load_completeness_profile(str(file))

    assert problem in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_misspelt_kind_of_test_is_told_on_loading(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN.replace("within_hours", "within_days"), encoding="utf-8")

    with pytest.raises(UnknownNameError, match=r"no kind of test 'within_days'; there are: .*within_hours"):
        load_completeness_profile(str(file))


def test_a_missing_file_and_an_unknown_part_are_told() -> None:
    with pytest.raises(FormatError, match="there is no such file"):
        load_completeness_profile("nowhere.toml")
    with pytest.raises(UnknownNameError, match="no variant of ecctis-aspects 'XX'; there are: AU, CA"):
        load_completeness_profile("ecctis-aspects:XX")
