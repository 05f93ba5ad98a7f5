"""Rich skill descriptors as table and as JSON; every descriptor here is made up."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from skillmap.domain import Document, RelationKind, Severity, SkillType
from skillmap.errors import FormatError, LimitError
from skillmap.formats import read_document, read_document_from
from skillmap.formats import rich_skill_descriptors as descriptors

SAMPLE = Path(__file__).parent / "data/samples/rich-skill-descriptors.csv"


def rsd(name: str = "Rowing", **more: Any) -> dict[str, Any]:
    stated = {"id": f"https://osmt.example.org/{name}", "skillName": name, "skillStatement": f"Do {name}."}
    return {**stated, **more}


def read(value: Any) -> Document:
    return read_document_from("skills.json", json.dumps(value).encode())


def read_rows(*rows: dict[str, str]) -> Document:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return read_document_from("skills.csv", written.getvalue().encode())


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


@pytest.fixture(scope="module")
def harbour() -> Document:
    return read_document(SAMPLE)


def test_every_row_is_a_skill_with_its_statement_and_its_place(harbour: Document) -> None:
    rows = list(csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()))

    assert [(one.id, one.label, one.description) for one in harbour.skills] == [
        (row["Canonical URL"], row["RSD Name"], row["Skill Statement"]) for row in rows
    ]
    assert [one.place for one in harbour.skills] == ["row 2", "row 3", "row 4"]
    assert {one.type for one in harbour.skills} == {SkillType.SKILL}


def test_what_a_skill_is_filed_under_is_kept_word_for_word(harbour: Document) -> None:
    assert harbour.skills[0].details == (
        ("author", "Invented Harbour College"),
        ("category", "Boat Care"),
        ("keyword", "hull"),
        ("keyword", "paint"),
        ("keyword", "HSID: 1"),
        ("standard", "IHB_2.1"),
        ("certification", "Invented Hull Licence"),
        ("alignment", "Clean a hull (Other Skills Library)"),
    )


def test_an_author_that_may_be_a_person_is_left_out_and_said(harbour: Document) -> None:
    assert "Robin" not in repr(harbour)
    assert "An author that may be a person was left out." in messages(harbour)


@pytest.mark.parametrize(
    ("author", "is_kept"),
    [
        ("Example State University", True),
        ("Institute of Boats", True),
        ("Boats Inc.", True),
        ("Robin Invented", False),
        ("R. Invented;Harbour Academy", True),
        ("Dr Unionson Groupman", False),
    ],
)
def test_only_an_author_that_is_plainly_an_organisation_is_kept(author: str, is_kept: bool) -> None:
    (skill,) = read(rsd(author=author)).skills

    assert bool(skill.details) is is_kept
    assert "Invented" not in repr(skill)


def test_occupations_are_related_by_their_codes_and_alignments_by_their_addresses(harbour: Document) -> None:
    links = {(one.origin[-1], one.kind, one.target) for one in harbour.relations}

    assert links == {
        (skill, RelationKind.RELATED, target)
        for skill, targets in {
            "1": ("https://other.example.org/concept/17", "53-0000", "53-5022"),
            "2": (
                *("https://other.example.org/concept/21", "https://third.example.org/9"),
                *("49-0000", "53-0000", "49-3051"),
            ),
        }.items()
        for target in targets
    }
    assert [job.code for job in harbour.occupations] == ["53-0000", "53-5022", "49-0000", "49-3051"]


def test_an_alignment_without_an_address_is_kept_by_name(harbour: Document) -> None:
    assert ("alignment", "Knots") in harbour.skills[2].details


def test_occupations_that_come_without_a_title_are_said(harbour: Document) -> None:
    assert "4 occupation(s) are given by their code only." in messages(harbour)


def test_a_row_without_a_name_of_its_own_such_as_an_index_is_no_trouble() -> None:
    document = read_rows({"": "0", "RSD Name": "Rowing", "Skill Statement": "Row.", "Author": "A College"})

    assert document.skills[0].id == "row 2"
    assert document.skills[0].details == (("author", "A College"),)


def test_the_same_table_is_read_from_a_workbook(harbour: Document, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in csv.reader(SAMPLE.read_text(encoding="utf-8").splitlines()):
        book.active.append(row)
    book.save(tmp_path / "skills.xlsx")

    document = read_document(tmp_path / "skills.xlsx")

    assert [replace(skill, place="") for skill in document.skills] == [
        replace(skill, place="") for skill in harbour.skills
    ]
    assert document.relations == harbour.relations


def test_the_sheet_for_batch_import_is_read() -> None:
    document = read_rows(
        {
            "Collection": "Boats",
            "Skill Name": "Rowing",
            "Skill Category": "Sport",
            "Contextualized Skill Statement": "Row a boat.",
            "Keywords": "oar; boat",
            "BLS Detailed Occupation": "53-5022",
            "O*NET Job Role": "53-5022.00",
            "Professional Standards": "IHB_1",
            "Certifications": "",
            "Alignment Title": "Row",
            "Alignment": "https://other.example.org/1",
        }
    )

    (skill,) = document.skills
    assert (skill.label, skill.description) == ("Rowing", "Row a boat.")
    assert {word for word, _ in skill.details} == {
        *("collection", "category", "keyword", "standard", "alignment"),
    }
    assert {one.target for one in document.relations} == {
        *("53-5022", "53-5022.00", "https://other.example.org/1"),
    }


def test_a_single_descriptor_of_version_2_is_read() -> None:
    document = read(
        {
            "@context": "https://rsd.openskillsnetwork.org/context-v1.json",
            "type": "RichSkillDescriptor",
            **rsd(
                category="Sport;Boats",
                status="draft",
                certifications=[{"name": "Oar Licence"}],
                standards=[{"skillName": "IHB_1", "id": "https://ihb.example.org/1"}],
                alignments=[
                    {"id": "https://x.example/1", "skillName": "Row", "isPartOf": {"name": "Library"}}
                ],
                collections=[{"uuid": "1", "name": "Boats"}],
                occupations=[
                    {
                        "code": "53-5022",
                        "targetNodeName": "Boat Operators",
                        "parents": [
                            {"code": "53-0000", "level": "Major"},
                            {"code": "53-5020", "level": "Broad"},
                        ],
                    }
                ],
            ),
        }
    )

    (skill,), (job,) = document.skills, document.occupations
    assert skill.place == "$"
    assert skill.details == (
        *(("category", "Sport"), ("category", "Boats"), ("certification", "Oar Licence")),
        *(("collection", "Boats"), ("status", "draft"), ("standard", "IHB_1")),
        ("alignment", "Row (Library)"),
    )
    assert (job.label, job.broader, job.code) == ("Boat Operators", ("53-5020",), "53-5022")
    assert {one.target for one in document.relations} == {
        *("https://ihb.example.org/1", "https://x.example/1", "53-5022"),
    }
    assert "It has the status 'draft'." in messages(document)


def test_a_collection_gives_the_title_and_a_list_does_not() -> None:
    skills = [rsd("a"), rsd("b", occupations=[{"code": "1", "name": "Sailor", "majorCode": "0"}])]

    collection = read({"type": "RichSkillCollection", "name": "Boats", "skills": skills})
    listed = read(skills)

    assert (collection.framework_title, listed.framework_title) == ("Boats", None)
    assert [one.place for one in collection.skills] == ["$.skills[0]", "$.skills[1]"]
    assert [one.place for one in listed.skills] == ["$[0]", "$[1]"]
    assert listed.occupations[0].broader == ("0",)


def test_an_occupation_is_called_by_the_first_title_given_for_its_code() -> None:
    document = read(
        [rsd("a", occupations=[{"code": "1"}]), rsd("b", occupations=[{"code": "1", "name": "Sailor"}])]
    )

    assert [job.label for job in document.occupations] == ["Sailor"]


def test_a_descriptor_that_stands_twice_is_read_once() -> None:
    same = read([rsd("a"), rsd("a")])
    other = read([rsd("a"), rsd("a", skillStatement="Otherwise.")])

    assert len(same.skills) == len(other.skills) == 1
    assert [one.severity for one in same.findings] == [Severity.INFO]
    assert [one.severity for one in other.findings] == [Severity.WARNING]


def test_what_is_no_descriptor_in_a_list_is_left_out_and_said() -> None:
    document = read([rsd("a"), {"name": "x"}, 3, {"skillName": "", "skillStatement": ""}, {"skillName": "b"}])

    assert [skill.label for skill in document.skills] == ["a", "b"]
    assert len(document.findings) == 3


@pytest.mark.parametrize(
    "content",
    [
        b'{"type": "RichSkillCollection", "skills": []}',
        b'[{"skillName": "", "skillStatement": ""}]',
        b"RSD Name,Skill Statement\n,\n",
        b"RSD Name,Skill Statement\n",
        b"[3]",
    ],
)
def test_a_file_without_a_descriptor_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(FormatError, match="expected rich skill descriptors, found none"):
        descriptors.read("x", content)


def test_more_than_any_library_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descriptors, "MAX_SKILLS", 1)
    monkeypatch.setattr(descriptors, "MAX_DETAILS", 2)

    document = read(rsd(keywords=["a", "b", "c"]))
    with pytest.raises(LimitError, match="more than 1 descriptors"):
        read([rsd("a"), rsd("b")])

    assert len(document.skills[0].details) == 2
    assert "Only the first 2 of its keywords and the like were kept." in messages(document)


@pytest.mark.parametrize(
    "head",
    [b'[{"prompt": "a", "completion": "b"}]', b"SkillTag,SkillLabel\n", b'{"skillName": "a"}', b"[[1]]"],
)
def test_other_lists_of_skills_are_not_taken_for_descriptors(head: bytes) -> None:
    assert not descriptors.sniff("x", head)
