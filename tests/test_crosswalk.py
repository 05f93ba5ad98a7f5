"""One taxonomy matched to another. Every occupation and skill here is invented."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    Crosswalk,
    CrosswalkKind,
    Document,
    MatchRelation,
    MatchState,
    Occupation,
    Relation,
    RelationKind,
    Skill,
    Source,
)
from skillmap.errors import NotInstalledError
from skillmap.matching import COURSE_TO_COURSE, Matcher, VectorStore, build_index
from skillmap.pathways import (
    Crossing,
    CrosswalkTerms,
    OccupationHierarchy,
    concepts_of,
    names_of,
    occupation_targets,
)
from skillmap.report import crosswalk_sssom
from skillmap.taxonomy import Taxonomy, install_framework

OURS = (
    Occupation("99-0001.00", "Paper Boat Folders", description="Fold boats of paper that float."),
    Occupation("99-0002.00", "Quill Sharpeners", description="Sharpen quills for scribes."),
    Occupation("99-0003.00", "Xylophone Zealots", description=""),
)
THEIRS = (
    Occupation("http://example.org/o/1", "paper boat folder", ("boat maker",), "Folds boats of paper."),
    Occupation("http://example.org/o/2", "sharpener of quills", (), "Sharpens quills for scribes."),
    Occupation("http://example.org/o/3", "baker", (), "Bakes bread in an oven."),
)
LINKS = (Relation("http://example.org/s/1", RelationKind.ESSENTIAL_FOR, "http://example.org/o/1"),)


def installed(name: str, occupations: tuple[Occupation, ...]) -> Taxonomy:
    source = Source("invented.ttl", "skos", "0" * 64)
    skills = (Skill("http://example.org/s/1", "fold paper"),)
    install_framework(Document(source, skills=skills, occupations=occupations, relations=LINKS), name, "1")
    return Taxonomy.open(name)


@pytest.fixture
def crossing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crossing:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    ours, theirs = installed("ours", OURS), installed("theirs", THEIRS)
    kind, encoder = CrosswalkKind.OCCUPATIONS, HashingEncoder()
    index = build_index(
        occupation_targets(theirs), VectorStore(encoder), with_terms=True, reading=COURSE_TO_COURSE.reading
    )
    hierarchy = OccupationHierarchy(theirs)
    matcher = Matcher(index, encoder, COURSE_TO_COURSE, hierarchy=hierarchy)
    names = names_of(concepts_of(theirs, kind))
    terms = CrosswalkTerms(0.4)
    return Crossing(concepts_of(ours, kind), matcher, names, hierarchy, terms, kind, "ours 1", "theirs 1")


def test_each_concept_has_a_row_and_what_is_not_near_has_no_match(crossing: Crossing) -> None:
    found = crossing.crosswalk()

    assert [(row.label, [match.target for match in row.matches]) for row in found.rows] == [
        ("Paper Boat Folders", ["paper boat folder"]),
        ("Quill Sharpeners", ["sharpener of quills"]),
        ("Xylophone Zealots", []),
    ]
    assert found.count(MatchState.NO_MATCH) == 1
    assert "below 0.40" in found.rows[2].note


def test_a_relation_is_shown_by_names_and_never_by_descriptions(crossing: Crossing) -> None:
    rows = crossing.crosswalk().rows

    assert rows[0].matches[0].relation is MatchRelation.CLOSE
    assert rows[1].matches[0].relation is None


def test_what_is_done_is_not_matched_again(crossing: Crossing) -> None:
    whole = crossing.crosswalk()

    rest = list(crossing.rows(frozenset({"99-0001.00"})))

    assert [row.concept_id for row in rest] == ["99-0002.00", "99-0003.00"]
    assert crossing.crosswalk([*rest, whole.rows[0]]) == whole


def read(content: bytes) -> tuple[dict, list[dict[str, str]]]:
    lines = content.decode().splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    body = io.StringIO("\n".join(line for line in lines if not line.startswith("#")))
    return head, list(csv.DictReader(body, delimiter="\t"))


def test_the_mapping_set_marks_everything_as_inferred(crossing: Crossing) -> None:
    head, rows = read(crosswalk_sssom(crossing.crosswalk(), date(2026, 11, 25)))

    assert head["subject_source_version"] == "ours 1"
    assert head["object_source_version"] == "theirs 1"
    assert "1 have no match from a similarity of 0.4" in head["comment"]
    named = {row["subject_label"]: row for row in rows}
    assert named["Paper Boat Folders"]["predicate_id"] == "skos:closeMatch"
    assert named["Paper Boat Folders"]["mapping_justification"] == "semapv:LexicalMatching"
    assert named["Quill Sharpeners"]["predicate_id"] == "skos:mappingRelation"
    assert named["Quill Sharpeners"]["mapping_justification"] == "semapv:SemanticSimilarityThresholdMatching"
    assert all("confidence" not in row and float(row["similarity_score"]) >= 0.4 for row in rows)
    prefix, _, local = named["Paper Boat Folders"]["subject_id"].partition(":")
    assert head["curie_map"][prefix] + local == "https://www.onetonline.org/link/summary/99-0001.00"


def test_a_group_that_holds_occupations_and_needs_no_skill_is_not_matched(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    group = Occupation("http://example.org/isco/1", "paper workers")
    wider = Occupation("http://example.org/o/1", "paper boat folder", broader=(group.id,))
    narrower = Occupation("http://example.org/o/9", "paper ship folder", broader=(wider.id,))

    found = concepts_of(installed("theirs", (group, wider, narrower)), CrosswalkKind.OCCUPATIONS)

    assert [concept.label for concept in found] == ["paper boat folder", "paper ship folder"]


def test_a_taxonomy_without_occupations_says_how_to_bring_them(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))

    with pytest.raises(NotInstalledError, match="came without occupations; install it"):
        concepts_of(installed("bare", ()), CrosswalkKind.OCCUPATIONS)


def test_an_empty_crosswalk_is_a_whole_mapping_set() -> None:
    empty = Crosswalk("a 1", "b 1", CrosswalkKind.SKILLS, 0.5, (), "f1")

    head, rows = read(crosswalk_sssom(empty, date(2026, 11, 25)))

    assert rows == []
    assert json.dumps(head["mapping_date"], default=str) == '"2026-11-25"'
