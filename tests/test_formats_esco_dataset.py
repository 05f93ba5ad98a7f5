"""The official ESCO data set, read from a small one with its headers."""

from __future__ import annotations

import io
import zipfile

import pytest

from esco_zip import FILES, JOB, SKILL, SKILL_HEADER, esco_zip, table
from skillmap.domain import Document, Relation, RelationKind, SkillType
from skillmap.errors import FormatError
from skillmap.formats import read_document_from

NAME = "ESCO dataset - v1.2.0 - classification - en - csv.zip"


def read(content: bytes, name: str = NAME) -> Document:
    return read_document_from(name, content)


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as error:
        read(content)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_skills_groups_and_occupations_are_read_with_their_names() -> None:
    document = read(esco_zip())

    boats, weights, group = document.skills
    assert (boats.label, boats.type) == ("fold paper boats", SkillType.SKILL)
    assert boats.alt_labels == ("make paper boats", "build boats of paper")
    assert boats.description == "Fold a boat that floats."
    assert weights.alt_labels == ("grammage", "weight of paper", "papr weights")
    assert (group.type, group.code) == (SkillType.GROUP, "S9")
    assert [(job.label, job.code) for job in document.occupations] == [
        ("paper boat maker", "7317.9"),
        ("Handicraft workers", "7317"),
    ]
    assert document.framework_title == "ESCO 1.2.0 (en)"
    assert {skill.language for skill in document.skills} == {"en"}


def test_every_kind_of_relation_is_read_in_its_direction() -> None:
    assert read(esco_zip()).relations == (
        Relation(f"{SKILL}a2", RelationKind.ESSENTIAL_FOR, f"{JOB}o1"),
        Relation(f"{SKILL}a1", RelationKind.OPTIONAL_FOR, f"{JOB}o1"),
        Relation(f"{SKILL}a1", RelationKind.OPTIONAL_FOR, f"{SKILL}a2"),
        Relation(f"{SKILL}a2", RelationKind.BROADER, f"{SKILL}g1"),
        Relation(f"{JOB}o1", RelationKind.BROADER, "http://data.europa.eu/esco/isco/C7317"),
    )


def test_what_is_not_released_is_no_skill_but_kept_as_retired_and_counted() -> None:
    document = read(esco_zip())
    messages = [finding.message for finding in document.findings]

    assert (
        "1 concept(s) with the status 'obsolete' are no longer in use: kept, but never matched." in messages
    )
    assert [(one.label, one.status) for one in document.retired] == [("sharpen quills", "obsolete")]
    assert "1 relation(s) 'optional for' name a concept that no file holds; they were left out." in messages


def test_another_language_and_a_folder_in_the_archive_are_read() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("ESCO/skills_fr.csv", table(*FILES["skills"]))

    document = read(content.getvalue(), "esco.zip")

    assert document.framework_title == "ESCO (fr)"
    assert document.skills[0].language == "fr"
    assert any("no file occupations_fr.csv" in finding.message for finding in document.findings)


def test_columns_are_found_by_name_in_any_order() -> None:
    header = ",".join(reversed(SKILL_HEADER.split(",")))

    document = read(esco_zip(changed={"skills": table(header, FILES["skills"][1])}))

    assert document.skills == read(esco_zip()).skills


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (esco_zip(without=["skills"]), "holds no skills_LANGUAGE.csv"),
        (esco_zip(changed={"skills": "a,b\n1,2\n"}), "skills_en.csv, row 1: no column conceptUri"),
        (
            esco_zip(changed={"skills": table(SKILL_HEADER, [{"conceptUri": "x"}])}),
            "row 2: has no URI or no preferred label",
        ),
        (
            esco_zip(
                changed={"skills": table(SKILL_HEADER, [{"conceptUri": "x", "preferredLabel": "y"}] * 2)}
            ),
            "row 3: x stands in an earlier row",
        ),
        (
            esco_zip(
                changed={"skillSkillRelations": "originalSkillUri,relationType,relatedSkillUri\na,maybe,b\n"}
            ),
            "relation 'maybe', expected essential or optional",
        ),
    ],
    ids=["no skills", "other columns", "no label", "twice", "relation"],
)
def test_what_is_not_the_data_set_is_refused_with_file_and_row(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_two_languages_in_one_archive_are_refused() -> None:
    content = io.BytesIO(esco_zip())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("occupations_de.csv", table(*FILES["occupations"]))

    assert "several languages (de, en)" in refusal(content.getvalue())
