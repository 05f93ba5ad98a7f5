"""CASE 1.0 and 1.1; every framework here is made up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from skillmap.domain import Document, RelationKind, Severity, Skill, SkillType
from skillmap.errors import FormatError, LimitError
from skillmap.formats import case_package, read_document, read_document_from

SAMPLE = Path(__file__).parent / "data/samples/case-package.json"


def item(identifier: str, statement: str = "Row a boat", **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "uri": f"urn:{identifier}", "fullStatement": statement, **more}


def link(kind: str, origin: str, target: str) -> dict[str, Any]:
    return {
        "associationType": kind,
        "originNodeURI": {"identifier": origin, "uri": f"urn:{origin}"},
        "destinationNodeURI": {"identifier": target, "uri": f"urn:{target}", "title": f"title of {target}"},
    }


def package(items: Any, associations: Any = (), **framework: Any) -> dict[str, Any]:
    described = {"identifier": "D", "uri": "urn:D", "title": "Boats", **framework}
    return {"CFDocument": described, "CFItems": items, "CFAssociations": associations}


def read(value: Any) -> Document:
    return read_document_from("framework.json", json.dumps(value).encode())


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


@pytest.fixture(scope="module")
def harbour() -> Document:
    return read_document(SAMPLE)


def by_code(document: Document) -> dict[str | None, Skill]:
    return {skill.code: skill for skill in document.skills}


def test_every_item_is_a_skill_with_its_code_and_place(harbour: Document) -> None:
    stated = json.loads(SAMPLE.read_text(encoding="utf-8"))["CFItems"]

    assert [skill.code for skill in harbour.skills] == [one["humanCodingScheme"] for one in stated]
    assert [skill.id for skill in harbour.skills] == [one["uri"] for one in stated]
    assert [skill.place for skill in harbour.skills] == [f"$.CFItems[{n}]" for n in range(len(stated))]


def test_a_short_statement_is_the_label_and_the_full_one_the_description(harbour: Document) -> None:
    boats = by_code(harbour)["HB.1"]

    assert (boats.label, boats.description) == ("Boat care", "Keep boats in working order.")


def test_a_short_statement_that_is_a_cut_off_full_one_is_no_label(harbour: Document) -> None:
    engine = by_code(harbour)["HB.1.2"]

    assert engine.label == "Name the parts of an outboard engine and what each does."
    assert engine.alt_labels == ("Outboard engine parts",)


def test_the_item_type_says_what_kind_of_skill_it_is_only_where_it_does(harbour: Document) -> None:
    kinds = {code: skill.type for code, skill in by_code(harbour).items()}

    assert kinds["HB.1.2"] is SkillType.KNOWLEDGE
    assert kinds["HB.1.1"] is SkillType.SKILL
    assert kinds["HB.1"] is SkillType.UNKNOWN


def test_level_keywords_and_dates_of_status_are_kept_in_the_words_of_the_source(harbour: Document) -> None:
    hull = by_code(harbour)["HB.1.1"]

    assert hull.details == (
        ("CFItemType", "Skill"),
        ("educationLevel", "05"),
        ("educationLevel", "06"),
        ("conceptKeywords", "hull"),
        ("conceptKeywords", "paint"),
        ("statusStartDate", "2026-01-01"),
        ("exactMatchOf", "Look after a hull"),
    )


def test_an_association_leads_from_origin_to_destination(harbour: Document) -> None:
    code = {skill.id: skill.code for skill in harbour.skills}
    links = {(code[one.origin], one.kind, code.get(one.target, one.target)) for one in harbour.relations}

    assert links == {
        ("HB.1.1", RelationKind.BROADER, "HB.1"),
        ("HB.1.2", RelationKind.BROADER, "HB.1"),
        ("HB.1.3", RelationKind.BROADER, "HB.1"),
        ("HB.1.2", RelationKind.PRECEDES, "HB.1.3"),
        ("HB.0.3", RelationKind.REPLACED_BY, "HB.1.3"),
        ("HB.1.1", RelationKind.RELATED, "HB.1.3"),
        (
            "HB.1.1",
            RelationKind.EXACT_MATCH,
            "https://other.example.org/uri/0ff00000-0000-4000-8000-000000000009",
        ),
    }


def test_an_item_under_the_framework_itself_stands_at_the_top(harbour: Document) -> None:
    assert by_code(harbour)["HB.1"].broader == ()
    assert by_code(harbour)["HB.1.1"].broader == (by_code(harbour)["HB.1"].id,)


def test_what_is_left_out_is_said_with_its_number(harbour: Document) -> None:
    said = " ".join(messages(harbour))

    assert "1 rubric(s) were not read" in said
    assert "'exemplar' has no counterpart here" in said
    assert "'ext:supports' has no counterpart here" in said
    assert "isPeerOf was kept as related" in said
    assert "status 'Draft'" in said


@pytest.mark.parametrize(
    ("framework", "said"),
    [
        ({"caseVersion": "1.1"}, "This is a CASE 1.1 package."),
        ({"uri": "https://x.example/ims/case/v1p0/CFDocuments/1"}, "This is a CASE 1.0 package."),
        ({"CFPackageURI": {"uri": "https://x.example/ims/case/v1p1/CFPackages/1"}}, "CASE 1.1"),
        ({"CFPackageURI": "https://x.example/ims/case/v1p0/CFPackages/1"}, "CASE 1.0"),
        ({}, "names no version of CASE"),
    ],
)
def test_the_version_is_said_where_the_package_says_it(framework: dict[str, Any], said: str) -> None:
    assert said in messages(read(package([item("1")], **framework)))[0]


def test_the_title_of_the_framework_has_its_version(harbour: Document) -> None:
    assert harbour.framework_title == "Harbour Skills 2"
    assert read({"CFItems": [item("1")]}).framework_title is None


def test_one_item_need_not_stand_in_a_list() -> None:
    document = read(package(item("1"), link("isRelatedTo", "1", "2")))

    assert [skill.place for skill in document.skills] == ["$.CFItems"]
    assert len(document.relations) == 1


def test_the_id_of_the_drafts_before_the_standard_is_understood() -> None:
    one, other = ({"sourcedId": name, "fullStatement": name} for name in ("a", "b"))
    ends = {"originNodeURI": {"sourcedId": "a"}, "destinationNodeURI": "b"}

    document = read(package([one, other], [{"associationType": "isChildOf", **ends}]))

    assert [skill.broader for skill in document.skills] == [("b",), ()]


def test_a_package_may_be_wrapped_in_its_own_name() -> None:
    assert len(read({"CFPackage": package([item("1")])}).skills) == 1


def test_a_parent_that_is_not_in_the_package_is_kept_and_said() -> None:
    document = read(package([item("1"), item("2")], [link("isChildOf", n, "far") for n in "12"]))

    assert document.skills[0].broader == ("urn:far",)
    (warning,) = [one for one in document.findings if one.severity is Severity.WARNING]
    assert warning.message == (
        "An item stands under one that is not in this package. (2 times; the first is here.)"
    )
    assert warning.place == "$.CFAssociations[0]"


def test_a_loop_in_the_hierarchy_is_said() -> None:
    links = [link("isChildOf", "1", "2"), link("isChildOf", "2", "1")]

    document = read(package([item("1"), item("2")], links))

    assert any("closes a loop (urn:1 > urn:2 > urn:1)" in message for message in messages(document))


def test_items_that_cannot_be_told_apart_or_say_nothing_are_left_out_and_said() -> None:
    items = [item("1"), item("1", "Steer a boat"), {"identifier": "3"}, {"fullStatement": "Swim"}, 4]

    document = read(package(items))

    assert [skill.label for skill in document.skills] == ["Row a boat"]
    counted = Counter(message.partition(".")[0] for message in messages(document))
    assert counted["An item has the identifier of an earlier one; it was not read"] == 1
    assert any("(3 times; the first is here.)" in message for message in messages(document))


def test_an_item_without_a_full_statement_is_called_by_its_code() -> None:
    document = read(package([{"identifier": "1", "humanCodingScheme": "HB.9"}]))

    assert (document.skills[0].label, document.skills[0].description) == ("HB.9", "")
    assert any("no fullStatement" in message for message in messages(document))


def test_an_association_that_links_nothing_here_is_said() -> None:
    links = [link("precedes", "8", "9"), {"associationType": "precedes"}, {}]

    document = read(package([item("1")], links))

    assert document.relations == ()
    assert [one.place for one in document.findings[1:]] == ["$.CFAssociations[0]", "$.CFAssociations[1]"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"CFDocument": {"title": "x"}}, r"\$\.CFItems: expected the items of a framework, found none"),
        ({"CFItems": []}, "found none"),
        ({"CFItems": [{}, None, 3]}, "found none"),
        ({"CFItems": "text"}, "found none"),
        ({"CFPackage": 3}, "expected a CFPackage"),
    ],
)
def test_a_package_without_items_is_refused_in_one_line(value: Any, problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        case_package.read("x.json", json.dumps(value).encode())


def test_more_items_than_a_framework_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_package, "MAX_ITEMS", 2)
    monkeypatch.setattr(case_package, "MAX_ASSOCIATIONS", 1)

    with pytest.raises(LimitError, match="more than 2 items"):
        read(package([item(str(n)) for n in range(3)]))
    with pytest.raises(LimitError, match="more than 1 associations"):
        read(package([item("1")], [link("precedes", "1", "2")] * 2))


@pytest.mark.parametrize(
    "head",
    [
        b'{"$schema": "x", "properties": {"CFDocument": {}}, "CFItems": 1}',
        b'{"openapi": "3", "CFDocument": {}}',
        b'{"type": "CFItem", "alignment": [{"CFItems": 1}]}',
        b'["CFItems"]',
        b"CFItems,CFDocument\n1,2\n",
    ],
)
def test_what_only_speaks_of_case_is_not_taken_for_a_package(head: bytes) -> None:
    assert not case_package.sniff("x.json", head)


def test_more_objects_than_memory_is_kept_for_are_refused_before_they_are_read() -> None:
    with pytest.raises(LimitError, match="more than 1,500,000 values"):
        case_package.read("x.json", b'{"CFItems": [' + b"{}," * 1_000_001 + b"{}]}")
