"""skillmap's own JSON: what was read comes back equal, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import (
    Credential,
    Credit,
    Document,
    Hours,
    Level,
    Origin,
    Relation,
    RelationKind,
    Source,
)
from skillmap.errors import FormatError
from skillmap.formats import read_document, read_document_from, readers
from skillmap.formats.skillmap_document import document_from, write_document

SAMPLES = sorted((Path(__file__).parent / "data/samples").iterdir())
SAMPLE = Path(__file__).parent / "data/samples/skillmap-document.json"
MINIMAL = {"skillmap_document": 1, "credentials": [{"id": "c", "title": "Bread"}]}

amounts = st.floats(0, 1e9)
st.register_type_strategy(Credit, st.builds(Credit, amounts, st.none() | st.text()))
st.register_type_strategy(Level, st.builds(Level, st.none() | st.text(), amounts))
relations = st.builds(Relation, st.text(), st.sampled_from(RelationKind), st.text(), st.none() | amounts)
st.register_type_strategy(Relation, relations)
st.register_type_strategy(Hours, amounts.map(lambda amount: Hours(amount, amount + 1)))


def refusal(value: object) -> str:
    with pytest.raises(FormatError) as error:
        read_document_from("kept.json", json.dumps(value).encode(), reader="skillmap-document")
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_what_was_read_from_any_format_is_written_and_read_again_equal(file: Path) -> None:
    document = read_document(file)
    written = write_document(document)

    again = read_document_from("kept.json", written)

    assert document_from("kept.json", written) == document
    assert again.source.format == "skillmap-document"
    assert replace(again, source=document.source) == document


@settings(max_examples=25, deadline=None)
@given(st.from_type(Document))
def test_any_document_at_all_is_written_and_read_again_equal(document: Document) -> None:
    assert document_from("kept.json", write_document(document)) == document


def test_a_lone_surrogate_survives() -> None:
    source = Source("a.json", "open-badges-3", "0" * 64)
    document = Document(source, (Credential("c", "half of a \ud83d character", source),))

    assert document_from("kept.json", write_document(document)) == document


def test_what_names_no_source_has_the_file_itself() -> None:
    document = read_document_from("kept.json", json.dumps(MINIMAL).encode())

    (credential,) = document.credentials
    assert credential.source == document.source
    assert credential.origins == (
        Origin("id", "$.credentials[0].id"),
        Origin("title", "$.credentials[0].title"),
    )


def test_what_the_command_prints_as_json_can_be_read() -> None:
    shown = {"skillmap_document": 1} | json.loads(write_document(read_document(SAMPLE)))

    assert read_document_from("kept.json", json.dumps(shown).encode()).credentials


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"skillmap_document": 2}, "$.skillmap_document: is 2; this version reads 1"),
        ({"skillmap_document": True}, "is True"),
        ({"colour": "red"}, "$.colour: is no member known here; there are: source"),
        ({"credentials": {}}, "$.credentials: is an object, expected a list"),
        ({"credentials": [7]}, "$.credentials[0]: is 7, expected an object"),
        ({"credentials": [{"id": "c"}]}, "$.credentials[0].title: is missing"),
        ({"credentials": [{"id": "c", "title": None}]}, "$.credentials[0].title: is null, expected a text"),
        (
            {"credentials": [{"id": "c", "title": "x", "assessed": 1}]},
            "assessed: is 1, expected true or false",
        ),
        ({"credentials": [{"id": "c", "title": "x", "awarded": "2026-02-30"}]}, "awarded: is '2026-02-30'"),
        ({"credentials": [{"id": "c", "title": "x", "awarded": "2026-02-03T10:00:00"}]}, "expected a date"),
        (
            {"credentials": [{"id": "c", "title": "x", "credit": {"amount": -1, "scheme": None}}]},
            "is negative",
        ),
        ({"credentials": [{"id": "c", "title": "x", "credit": {"amount": "5", "scheme": None}}]}, "a number"),
        (
            {"credentials": [{"id": "c", "title": "x", "credit": {"amount": True, "scheme": None}}]},
            "a number",
        ),
        ({"credentials": [{"id": "c", "title": "x", "hours": {"low": 9, "high": 2}}]}, "not an interval"),
        ({"credentials": [{"id": "c", "title": "x", "origins": [{"field": "id", "place": "$"}]}]}, "source"),
        ({"claims": [{"id": "c", "text": "x", "kind": "rumour"}]}, "expected one of skill, experience"),
    ],
    ids=range(16),
)
def test_what_has_no_place_in_it_is_refused_in_one_line(change: dict, words: str) -> None:
    assert words in refusal(MINIMAL | change)


@pytest.mark.parametrize("value", [[], {}, None, "text", {"credentials": []}])
def test_what_is_no_document_of_ours_is_refused(value) -> None:
    assert "expected a document written by skillmap" in refusal(value)


def test_a_credential_can_be_kept_with_skills_linked() -> None:
    (credential,) = read_document(SAMPLE).credentials
    write = readers.get("skillmap-document").write

    again = read_document_from("kept.json", write(credential, credential.alignments * 2))

    assert again.credentials[0].alignments == credential.alignments * 2
