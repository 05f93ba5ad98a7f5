"""Every reader, by existing: a sample named after it stands in ``tests/data/samples``."""

from __future__ import annotations

import random
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import pytest

from skillmap.domain import Document
from skillmap.errors import SkillmapError
from skillmap.formats import read_document, read_document_from, readers
from skillmap.formats.reader import HEAD_BYTES, by_name_only

SAMPLES = Path(__file__).parents[1] / "data/samples"
CUTS = 40

DOCUMENTS = [name for name in readers.names() if name.startswith("document-")]
BY_NAME = [name for name in readers.names() if readers.get(name).sniff is by_name_only]
"""Readers that take a document for what they are asked to; one of DOCUMENTS recognises it."""


def sample(name: str) -> Path:
    (found,) = SAMPLES.glob(f"{name}.*")
    return found


def items(document: Document) -> list:
    """What a document holds that names its source and the origin of each field."""
    return [*document.credentials, *document.modules, *document.claims]


def concepts(document: Document) -> list:
    """The skills and occupations of a framework, which name one place each."""
    return [*document.skills, *document.occupations]


@pytest.mark.parametrize("name", readers.names())
def test_a_sample_is_recognised_by_its_own_reader_and_no_other(name: str) -> None:
    file = sample(name)
    head = file.read_bytes()[:HEAD_BYTES]

    found = [other for other in readers.names() if readers.get(other).sniff(file.name, head)]

    assert len(found) == 1
    assert found[0] in (DOCUMENTS if name in BY_NAME else [name])


@pytest.mark.parametrize("name", readers.names())
def test_a_sample_gives_something_under_the_readers_own_name(name: str) -> None:
    document = read_document(sample(name), reader=name)

    assert items(document) or concepts(document)
    assert all(concept.place for concept in concepts(document))
    assert document.source.format == name
    assert {item.source.format for item in items(document)} <= {name}


@pytest.mark.parametrize("name", readers.names())
def test_every_field_that_is_set_has_one_origin(name: str) -> None:
    for item in items(read_document(sample(name), reader=name)):
        expected = {f"outcomes[{position}]" for position in range(len(getattr(item, "outcomes", ())))}
        for field in fields(item):
            unset = getattr(item, field.name) in (None, "", ())
            if field.name not in ("source", "origins", "outcomes") and not unset:
                expected.add(field.name)

        assert sorted(origin.field for origin in item.origins) == sorted(expected)
        assert all(origin.place for origin in item.origins)


@pytest.mark.parametrize("name", readers.names())
def test_the_hash_is_that_of_the_bytes_as_they_came(name: str) -> None:
    file = sample(name)

    assert read_document(file).source.sha256 == sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", readers.names())
def test_a_file_and_its_bytes_read_alike(name: str) -> None:
    file = sample(name)

    assert read_document_from(file.name, file.read_bytes()) == read_document(file)


@pytest.mark.parametrize("name", readers.names())
def test_outcome_ids_are_distinct(name: str) -> None:
    document = read_document(sample(name), reader=name)
    ids = [outcome.id for item in items(document) for outcome in getattr(item, "outcomes", ())]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", readers.names())
def test_a_cut_off_file_is_read_or_refused_in_one_line(name: str) -> None:
    content = sample(name).read_bytes()
    positions = random.Random(7).sample(range(1, len(content)), CUTS)

    for position in positions:
        read_or_refused(name, content[:position])


@pytest.mark.parametrize("name", readers.names())
def test_a_file_with_a_changed_byte_is_read_or_refused_in_one_line(name: str) -> None:
    content = sample(name).read_bytes()
    generator = random.Random(11)

    for _ in range(CUTS):
        changed = bytearray(content)
        changed[generator.randrange(len(content))] = generator.randrange(256)
        read_or_refused(name, bytes(changed))


@pytest.mark.parametrize("name", readers.names())
def test_every_reader_refuses_what_is_not_its_own_in_one_line(name: str) -> None:
    # Documents differ in what they are taken for; what each reader of them refuses has tests of its own.
    family = {*DOCUMENTS, *BY_NAME}
    others = [
        sample(other).read_bytes()
        for other in readers.names()
        if other != name and not {other, name} <= family
    ]

    for content in [
        b"\0\1\2\3",
        b"[]",
        b"{}",
        b"null",
        b'{"type": 3}',
        b"\xff\xfe{\0}\0",
        b"a,b\n1,2\n",
        *others,
    ]:
        with pytest.raises(SkillmapError) as refusal:
            readers.get(name).read("strange.file", content)
        assert "\n" not in str(refusal.value)


def read_or_refused(name: str, content: bytes) -> None:
    try:
        readers.get(name).read("sample", content)
    except SkillmapError as error:
        line = str(error)
    else:
        line = ""
    assert "\n" not in line
