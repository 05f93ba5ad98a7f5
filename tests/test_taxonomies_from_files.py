"""Taxonomies that were installed from a file: kept whole, found again, checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from esco_zip import JOB, SKILL, esco_zip
from skillmap.cli.app import app
from skillmap.domain import Document, RelationKind, Skill, Source
from skillmap.errors import ChecksumError, FormatError, UnknownNameError
from skillmap.formats import read_document_from
from skillmap.resources import cache_root
from skillmap.taxonomy import (
    Taxonomy,
    framework_names,
    install_framework,
    installed_frameworks,
    verify_framework,
)

NAME = "esco-1.2.0-en"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def document() -> Document:
    return read_document_from("ESCO dataset - v1.2.0 - classification - en - csv.zip", esco_zip())


def test_a_framework_is_opened_with_skills_occupations_and_relations(document: Document) -> None:
    install_framework(document, NAME, "1.2.0")

    taxonomy = Taxonomy.open(NAME)

    assert [skill.label for skill in taxonomy] == ["paper weights", "fold paper boats"]
    assert taxonomy.search("boats of paper")[0][0].id == f"{SKILL}a2"
    assert [group.label for group in taxonomy.groups] == ["working with paper"]
    job = next(job for job in taxonomy.occupations if job.id == f"{JOB}o1")
    assert (job.label, job.alt_labels, job.code) == ("paper boat maker", ("boat folder",), "7317.9")
    assert job.broader == ("http://data.europa.eu/esco/isco/C7317",)
    assert set(taxonomy.relations) == set(document.relations)
    essential = [
        link for link in taxonomy.relations_of(f"{JOB}o1") if link.kind is RelationKind.ESSENTIAL_FOR
    ]
    assert [link.origin for link in essential] == [f"{SKILL}a2"]


def test_what_is_installed_is_listed_with_its_origin(document: Document) -> None:
    install_framework(document, NAME, "1.2.0")

    (entry,) = installed_frameworks()

    assert (entry.name, entry.skills, entry.occupations, entry.relations) == (NAME, 2, 2, 5)
    assert document.source.sha256 in entry.origin
    assert "European Commission" in entry.attribution


def test_a_changed_file_is_found_by_verify(document: Document) -> None:
    install_framework(document, NAME, "1.2.0")
    relations = cache_root() / "frameworks" / NAME / "relations.tsv"
    relations.write_bytes(relations.read_bytes().replace(b"essential", b"optional "))

    with pytest.raises(ChecksumError, match=r"relations\.tsv"):
        verify_framework(NAME)


def test_installing_again_replaces_what_was_there(document: Document) -> None:
    install_framework(document, NAME, "1.2.0")
    other = Document(Source("own.json", "case-package", "0" * 64), skills=(Skill("urn:1", "juggle"),))

    install_framework(other, NAME, "2")

    assert [skill.label for skill in Taxonomy.open(NAME)] == ["juggle"]
    assert Taxonomy.open(NAME).relations == ()
    verify_framework(NAME)


@pytest.mark.parametrize("name", ["", "..", "../x", "A B", "x" * 65, "-x"])
def test_a_name_that_could_be_a_path_is_refused(name: str, document: Document) -> None:
    with pytest.raises(FormatError, match="no name for a taxonomy"):
        install_framework(document, name, "1")


def test_an_unknown_name_is_answered_with_those_there_are(document: Document) -> None:
    install_framework(document, NAME, "1.2.0")

    with pytest.raises(UnknownNameError, match=f"esco, {NAME}"):
        Taxonomy.open("esko")


def test_two_skills_of_one_id_are_refused() -> None:
    twice = Document(
        Source("own.json", "case-package", "0" * 64), skills=(Skill("urn:1", "a"), Skill("urn:1", "b"))
    )

    with pytest.raises(FormatError, match="urn:1 stands for two skills"):
        install_framework(twice, "own", "1")

    assert framework_names() == ()


def test_tabs_and_line_breaks_in_names_do_not_break_the_tables() -> None:
    odd = Document(Source("own.json", "case-package", "0" * 64), skills=(Skill("urn:1", "a\tb", ("c\nd",)),))
    install_framework(odd, "own", "1")

    assert Taxonomy.open("own").skill_at(0).alt_labels == ("c d",)


def test_the_command_installs_verifies_and_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ESCO dataset - v1.2.0 - classification - en - csv.zip"
    file.write_bytes(esco_zip())

    assert run("taxonomies", "install", "esco", "--file", str(file)) == 0
    assert run("taxonomies", "verify") == 0
    assert run("taxonomies", "show", f"{SKILL}a2", "--taxonomy", NAME) == 0
    shown = capsys.readouterr().out

    assert "2 skills, 1 groups, 2 occupations, 5 relations" in shown
    assert f"{NAME} | whole" in shown
    assert f"essential for | paper boat maker ({JOB}o1)" in shown


def test_a_file_whose_version_nobody_gives_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "esco.zip"
    file.write_bytes(esco_zip())

    with pytest.raises(FormatError, match="say which with --version"):
        app(["taxonomies", "install", "--file", str(file)], standalone_mode=False)


def run(*words: str) -> int:
    try:
        app(list(words))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
