"""The credentials of ``data/issuers``, read and judged: what must come out was written before the code."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from skillmap.domain import Credential, Document, HoursBasis
from skillmap.formats import read_document
from skillmap.frameworks import assess, find_entries, hours_of, load_register

FOLDER = Path(__file__).parent / "data/issuers"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))["issuer"]
every_file = pytest.mark.parametrize("expected", EXPECTED, ids=[case["file"] for case in EXPECTED])


def read(expected: dict[str, Any]) -> tuple[Document, Credential]:
    document = read_document(FOLDER / expected["file"])
    (credential,) = document.credentials
    return document, credential


def test_every_file_has_an_expectation_and_a_source() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"expected.toml", "SOURCES.md"}

    assert files == {case["file"] for case in EXPECTED}
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert all(f"`{file}`" in sources for file in files)


@every_file
def test_annex_one_finds_what_the_report_implies(expected: dict[str, Any]) -> None:
    document, credential = read(expected)
    items = {item.key: item for item in assess(credential, "eu-recommendation-2022", document.findings).items}

    assert {key: items[key].state.value for key in expected["states"]} == expected["states"]
    for key, words in expected.get("says", {}).items():
        assert words in f"{items[key].value} {items[key].reason}"
        assert items[key].origin is not None


@every_file
def test_the_aspects_find_what_the_report_implies(expected: dict[str, Any]) -> None:
    document, credential = read(expected)
    items = {item.key: item for item in assess(credential, "ecctis-aspects", document.findings).items}

    assert {key: items[key].state.value for key in expected["aspects"]} == expected["aspects"]


@every_file
def test_what_the_report_leaves_open_is_asked_and_nowhere_guessed(expected: dict[str, Any]) -> None:
    _, credential = read(expected)
    open_keys = {key for key, state in expected["states"].items() if state in ("empty", "unclear")}

    asked = {item.key for item in assess(credential, "eu-recommendation-2022").unsettled if item.question}
    assert open_keys <= asked
    assert credential.level is None
    assert credential.credit is None or credential.credit.scheme is None
    assert credential.participation_only in (None, False)


@every_file
def test_contact_hours_are_the_only_volume_that_a_ceu_gives(expected: dict[str, Any]) -> None:
    _, credential = read(expected)
    if "contact_hours" not in expected:
        assert credential.hours is None
        return

    assert credential.hours is not None
    assert (credential.hours.low, credential.hours.basis) == (expected["contact_hours"], HoursBasis.CONTACT)
    assert credential.credit is None
    assert credential.credit_offered is None


@every_file
def test_the_register_has_the_facts_of_the_report(expected: dict[str, Any]) -> None:
    facts = dict(expected["register"])
    (entry,) = find_entries(load_register("micro-credential-issuers"), facts.pop("name"))

    assert {key: entry.facts[key] for key in facts} == facts


def test_an_amount_without_a_scheme_gives_no_hours() -> None:
    _, nova = read(next(case for case in EXPECTED if case["file"].startswith("nova")))

    assert nova.credit is not None
    assert nova.credit.amount == 10
    assert hours_of(nova.credit) is None


def test_the_steps_that_earn_the_harvard_certificate_are_no_outcomes_of_learning() -> None:
    _, harvard = read(next(case for case in EXPECTED if case["file"].startswith("harvard")))
    items = {item.key: item for item in assess(harvard, "unesco-2022").items}

    assert items["achievement"].state == "unclear"
    assert "within one year" in harvard.description
