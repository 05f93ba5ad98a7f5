"""What became of concepts from one version of a taxonomy to the next; every concept here is invented."""

from __future__ import annotations

import csv
import json
import time
from itertools import pairwise
from pathlib import Path

import pytest

from esco_zip import FILES, SKILL, esco_zip, table
from skillmap.cli.app import app
from skillmap.domain import (
    ConceptChange,
    ConceptDifference,
    ConceptKind,
    Document,
    Relation,
    RelationKind,
    RetiredConcept,
    Skill,
    SkillType,
    Source,
    SuccessorBasis,
    TaxonomyDifference,
)
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
from skillmap.taxonomy import Taxonomy, diff, install_framework

OLD = (
    Skill("urn:s:bake", "bake bread", ("make bread",), "Bake loaves."),
    Skill("urn:s:fax", "send faxes", ("use a fax machine",)),
    Skill("urn:s:sing", "sing"),
    Skill("urn:s:type", "type texts"),
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))


def framework(*skills: Skill, name: str = "made-up.json", **more: object) -> Document:
    return Document(Source(name, "case-package", "0" * 64), skills=skills, **more)


def changed(found: TaxonomyDifference, uri: str) -> ConceptDifference:
    return next(concept for concept in found.concepts if concept.id == uri)


@pytest.mark.parametrize(
    ("new", "change", "fields"),
    [
        (OLD[0], ConceptChange.UNCHANGED, []),
        (
            Skill("urn:s:bake", "bake loaves", ("make bread",), "Bake loaves."),
            ConceptChange.RENAMED,
            ["label"],
        ),
        (Skill("urn:s:bake", "bake bread", (), "Bake loaves."), ConceptChange.CHANGED, ["other names"]),
        (Skill("urn:s:bake", "bake bread", ("make bread",), "Bake."), ConceptChange.CHANGED, ["description"]),
        (
            Skill("urn:s:bake", "bake bread", ("make bread",), "Bake loaves.", SkillType.KNOWLEDGE),
            ConceptChange.CHANGED,
            ["type"],
        ),
        (
            Skill("urn:s:bake", "bake  bread ", ("make bread",), "Bake\u200b loaves."),
            ConceptChange.UNCHANGED,
            [],
        ),
    ],
    ids=["same", "label", "other names", "description", "type", "blanks alone"],
)
def test_a_concept_of_the_same_id_is_compared_field_by_field(new, change, fields) -> None:
    found = changed(diff(framework(OLD[0]), framework(new)), "urn:s:bake")

    assert found.change is change
    assert [one.field for one in found.fields] == fields


def test_relations_are_compared_where_both_versions_have_them() -> None:
    wider = Relation("urn:s:bake", RelationKind.BROADER, "urn:s:sing")
    other = Relation("urn:s:bake", RelationKind.RELATED, "urn:s:sing")

    both = diff(framework(*OLD, relations=(wider,)), framework(*OLD, relations=(other,)))
    one = diff(framework(*OLD), framework(*OLD, relations=(other,)))

    (links,) = changed(both, "urn:s:bake").fields
    assert (links.removed, links.added) == (("broader urn:s:sing",), ("related urn:s:sing",))
    assert changed(one, "urn:s:bake").change is ConceptChange.UNCHANGED
    assert one.notes == ("Relations were not compared: made-up.json came without.",)


def test_a_stated_successor_is_followed_to_the_concept_that_is_in_use() -> None:
    steps = (
        Relation("urn:s:fax", RelationKind.REPLACED_BY, "urn:s:mail"),
        Relation("urn:s:mail", RelationKind.REPLACED_BY, "urn:s:message"),
    )
    new = framework(*OLD[2:], Skill("urn:s:message", "send messages"), relations=steps)

    found = changed(diff(framework(*OLD), new), "urn:s:fax")

    assert found.change is ConceptChange.REPLACED
    assert [(one.id, one.is_stated) for one in found.successors] == [("urn:s:message", True)]


@pytest.mark.parametrize(
    "targets",
    [("urn:s:fax",), ("urn:s:mail", "urn:s:fax"), ("urn:s:nowhere",)],
    ids=["self", "loop", "absent"],
)
def test_a_successor_that_leads_to_nothing_in_use_is_none(targets) -> None:
    chain = ("urn:s:fax", *targets)
    steps = tuple(Relation(origin, RelationKind.REPLACED_BY, target) for origin, target in pairwise(chain))

    found = changed(diff(framework(*OLD), framework(*OLD[2:], relations=steps)), "urn:s:fax")

    assert (found.change, found.successors) == (ConceptChange.GONE, ())


@pytest.mark.parametrize(
    ("new", "basis"),
    [
        (Skill("urn:s:new", "Send faxes"), SuccessorBasis.SAME_LABEL),
        (Skill("urn:s:new", "send documents", ("send faxes",)), SuccessorBasis.OTHER_NAME),
        (Skill("urn:s:new", "use a fax machine"), SuccessorBasis.FORMER_NAME),
    ],
)
def test_a_successor_by_name_is_a_suggestion_and_the_concept_stays_gone(new, basis) -> None:
    found = changed(diff(framework(*OLD), framework(OLD[0], new)), "urn:s:fax")

    assert found.change is ConceptChange.GONE
    assert [(one.id, one.basis, one.is_stated) for one in found.successors] == [("urn:s:new", basis, False)]


def test_a_concept_of_another_kind_is_never_suggested() -> None:
    group = Skill("urn:g:fax", "send faxes", type=SkillType.GROUP)

    found = changed(diff(framework(*OLD), framework(OLD[0], group)), "urn:s:fax")

    assert found.successors == ()


def test_a_retired_concept_is_gone_with_the_word_of_its_publisher_and_is_no_successor() -> None:
    retired = (RetiredConcept("urn:s:fax", "send faxes", "obsolete"),)

    found = changed(diff(framework(*OLD), framework(*OLD[2:], retired=retired)), "urn:s:fax")

    assert (found.change, found.status, found.new_label) == (ConceptChange.GONE, "obsolete", None)


def test_a_concept_marked_as_deprecated_where_it_stands_is_gone_too() -> None:
    marked = Skill("urn:s:fax", "send faxes", ("use a fax machine",), details=(("deprecated", "true"),))

    found = diff(framework(*OLD), framework(OLD[0], marked, *OLD[2:]))

    assert changed(found, "urn:s:fax").status == "deprecated"
    assert found.count(ConceptChange.GONE) == 1
    assert changed(diff(framework(OLD[0], marked), framework(OLD[0], marked)), "urn:s:fax").change is (
        ConceptChange.UNCHANGED
    )


def test_kinds_that_one_version_came_without_are_not_called_new_or_gone() -> None:
    with_group = framework(*OLD, Skill("urn:g:1", "working with texts", type=SkillType.GROUP))

    found = diff(framework(*OLD, name="old.json"), with_group)

    assert {concept.kind for concept in found.concepts} == {ConceptKind.SKILL}
    assert "1 group(s) were not compared: old.json has none." in found.notes


def test_two_languages_are_refused() -> None:
    german = framework(Skill("urn:s:bake", "Brot backen", language="de"), name="de.json")

    with pytest.raises(FormatError, match=r"de\.json: is in de, en\.json in en: .* take one language"):
        diff(framework(Skill("urn:s:bake", "bake bread", language="en-GB"), name="en.json"), german)


def test_swapping_old_and_new_swaps_gone_and_new() -> None:
    other = framework(*OLD[1:], Skill("urn:s:draw", "draw"))

    there, back = diff(framework(*OLD), other), diff(other, framework(*OLD))

    assert there.count(ConceptChange.GONE) == back.count(ConceptChange.NEW) == 1
    assert there.count(ConceptChange.NEW) == back.count(ConceptChange.GONE) == 1


def test_skos_and_case_state_successors_as_their_readers_read_them() -> None:
    skos = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:s:fax> a skos:Concept ; skos:prefLabel "send faxes"@en ; owl:deprecated true ;
  dct:isReplacedBy <urn:s:mail> .
<urn:s:mail> a skos:Concept ; skos:prefLabel "send e-mail"@en .
<urn:s:post> a skos:Concept ; skos:prefLabel "post letters"@en ; dct:replaces <urn:s:type> .
"""
    item = {"uri": "urn:s:mail", "fullStatement": "send e-mail"}
    link = {"associationType": "replacedBy", "originNodeURI": "urn:s:fax", "destinationNodeURI": "urn:s:mail"}
    case = {"CFDocument": {"uri": "urn:d"}, "CFItems": [item], "CFAssociations": [link]}

    by_skos = diff(framework(*OLD), read_document_from("new.ttl", skos.encode()))
    by_case = diff(framework(*OLD), read_document_from("new.json", json.dumps(case).encode()))

    for found in (by_skos, by_case):
        assert [one.id for one in changed(found, "urn:s:fax").successors] == ["urn:s:mail"]
    assert [one.id for one in changed(by_skos, "urn:s:type").successors] == ["urn:s:post"]


def test_an_obsolete_concept_of_the_esco_zip_is_told_after_installing() -> None:
    header, rows = FILES["skills"]
    before = [{**row, "status": "released"} for row in rows]
    name = "ESCO dataset - v1.1.0 - classification - en - csv.zip"
    old = read_document_from(name, esco_zip(changed={"skills": table(header, before)}))
    new = read_document_from(name.replace("1.1.0", "1.2.0"), esco_zip())
    install_framework(old, "esco-old", "1.1.0")
    install_framework(new, "esco-new", "1.2.0")

    found = diff(Taxonomy.open("esco-old"), Taxonomy.open("esco-new"))

    quills = changed(found, f"{SKILL}a3")
    assert (quills.change, quills.old_label, quills.status) == (
        ConceptChange.GONE,
        "sharpen quills",
        "obsolete",
    )
    assert [concept.label for concept in Taxonomy.open("esco-new").retired] == ["sharpen quills"]
    assert "sharpen quills" not in [skill.label for skill in Taxonomy.open("esco-new")]
    assert diff(old, new).concepts == found.concepts


def test_the_command_compares_an_installed_taxonomy_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, written = tmp_path / "new.ttl", tmp_path / "diff.csv"
    new.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:s:sing> a skos:Concept ; skos:prefLabel "=sing loudly"@en .\n'
    )
    install_framework(framework(*OLD), "own", "1")

    app(["taxonomies", "diff", "own", str(new), "--csv", str(written)], standalone_mode=False)
    shown = capsys.readouterr().out
    app(["taxonomies", "diff", "own", str(new), "--json"], standalone_mode=False)

    assert "own 1 to new.ttl: 4 of 4 concepts differ" in shown
    assert "skills: 0 unchanged, 1 renamed, 0 changed, 0 replaced, 3 gone, 0 new" in shown
    rows = {row["id"]: row for row in csv.DictReader(written.read_text().splitlines())}
    assert len(rows) == 4
    assert rows["urn:s:sing"]["new label"] == "'=sing loudly"
    assert json.loads(capsys.readouterr().out)["old"]["version"] == "1"


def test_a_name_that_is_neither_installed_nor_a_file_is_answered_with_those_there_are() -> None:
    with pytest.raises(Exception, match="no skills taxonomy 'esko'; there are: esco"):
        app(["taxonomies", "diff", "esko", "esco"], standalone_mode=False)


def test_endless_successors_and_names_held_by_all_are_compared_in_time() -> None:
    skills = tuple(Skill(f"urn:{n:05}", f"label {n}", ("the same name",)) for n in range(20_000))
    chain = tuple(Relation(f"urn:{n:05}", RelationKind.REPLACED_BY, f"urn:{n + 1:05}") for n in range(10_000))
    fan = tuple(Relation("urn:00000", RelationKind.REPLACED_BY, f"urn:{n:05}") for n in range(10_000, 20_000))
    gone = tuple(Skill(f"urn:old:{n}", "the same name") for n in range(5_000))
    begun = time.process_time()

    found = diff(framework(*skills, *gone), framework(*skills, relations=(*chain, *fan)))

    assert time.process_time() - begun < 5
    assert len(changed(found, "urn:old:7").successors) == 5
    assert changed(found, "urn:09990").successors[0].id == "urn:10000"
