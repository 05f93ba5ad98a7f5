"""How a target relates to a statement: by words, by the taxonomy, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from esco_zip import FILES, SKILL, esco_zip, table
from skillmap.domain import (
    Credential,
    Extent,
    LearningOutcome,
    MatchRelation,
    MatchState,
    Module,
    Programme,
    Source,
    Statement,
    Target,
)
from skillmap.formats import read_document_from
from skillmap.matching import OUTCOME_TO_OUTCOME, STATEMENT_TO_SKILL, Matcher, build_index
from skillmap.matching.hierarchy import above
from skillmap.matching.relation import relation_of
from skillmap.recognition.coverage import Thresholds, compare
from skillmap.report import explain
from skillmap.taxonomy import Taxonomy, install_framework
from skillmap.taxonomy_targets import TaxonomyHierarchy

EXACT, CLOSE, BROAD = MatchRelation.EXACT, MatchRelation.CLOSE, MatchRelation.BROAD
NARROW, RELATED = MatchRelation.NARROW, MatchRelation.RELATED


@pytest.mark.parametrize(
    ("statement", "names", "relation"),
    [
        ("Apply statistics to trials", ("statistics",), EXACT),
        ("Apply relevant statistics", ("statistics",), EXACT),
        ("Knowledge of statistics is required", ("statistics",), EXACT),
        ("Statistics skills", ("statistics",), EXACT),
        ("They write SQL", ("SQL (query language)",), EXACT),
        ("Teach children, lay bricks", ("masonry", "lay bricks"), EXACT),
        ("Manage the waste", ("manage waste",), EXACT),
        ("Bake bread and cakes", ("bake bread and cakes",), EXACT),
        ("Managing waste", ("manage waste",), CLOSE),
        ("Bake two loaves", ("bake loaf", "bake loaves"), CLOSE),
        ("The analysis of data", ("data of analysis",), CLOSE),
        ("Apply medical statistics", ("statistics",), BROAD),
        ("Medical statistics", ("statistics",), BROAD),
        ("Plan, then manage medical waste", ("manage waste",), BROAD),
        ("Management of waste", ("management",), BROAD),
        ("Bake bread", ("bake",), BROAD),
        ("Lead waste management and statistics", ("management",), BROAD),
        ("Statistics, design", ("medical statistics",), NARROW),
        ("Manage waste", ("manage hazardous waste",), NARROW),
        ("Knowledge of statistics", ("medical statistics",), NARROW),
        ("Know waste management", ("waste",), RELATED),
        ("Manage waste collection", ("manage waste",), RELATED),
        ("Design a garden", ("statistics",), None),
        ("Project management", ("management",), None),
        ("Experience of performing audits", ("audits",), None),
        ("Describe waste", ("describe",), BROAD),
        ("!", ("!",), None),
        ("", ("statistics",), None),
    ],
)
def test_the_relation_rests_on_the_words_of_both(statement, names, relation) -> None:
    found = relation_of(statement, Target("t", names))

    assert found.relation is relation
    assert bool(found.reason) is (relation is not None)


def test_the_strongest_relation_of_all_phrases_and_names_counts() -> None:
    target = Target("t", ("management", "leading people"))

    assert relation_of("waste management, management", target).relation is EXACT
    assert relation_of("waste management, lead people", target).relation is CLOSE


def test_the_reason_names_the_longer_phrase() -> None:
    found = relation_of("Apply medical statistics to trial data", Target("t", ("statistics",)))

    assert found.reason == "'statistics' is wider than 'medical statistics'"


def test_words_that_are_concepts_themselves_are_a_list_and_show_no_relation() -> None:
    python = Target("t", ("Python",))

    assert relation_of("Java Python", python).relation is BROAD
    assert relation_of("Java Python", python, {"java"}).relation is None


@pytest.mark.parametrize("statement", ["a " * 5000, "waste management " * 2000, "'" * 10_000, "x" * 50_000])
def test_a_long_statement_is_compared_in_time(statement: str) -> None:
    relation_of(statement, Target("t", ("manage waste", "waste", "management of waste")))


def test_a_match_says_broad_and_why_and_the_ranking_stays(store, encoder) -> None:
    targets = (
        Target("t:statistics", ("statistics",)),
        Target("t:sing", ("singing",)),
        Target("t:sew", ("sewing",)),
    )
    matcher = Matcher(build_index(targets, store, with_terms=True), encoder, STATEMENT_TO_SKILL)

    (found,) = matcher.match([Statement("s", "medical statistics")], threshold=0.1)

    best = found.candidates[0]
    assert (found.state, best.relation) == (MatchState.MATCHED, BROAD)
    assert found.note == "the nearest is only broad: 'statistics' is wider than 'medical statistics'"
    assert "a broader concept, never counted as the whole" in explain(best)
    assert best.similarity == pytest.approx(
        sum(dict((*STATEMENT_TO_SKILL.weights, *STATEMENT_TO_SKILL.short_list_weights))[r.scorer] * r.score
            for r in best.reasons), abs=1e-4
    )  # fmt: skip


def test_a_relation_does_not_turn_on_how_many_candidates_are_asked_for(store, encoder) -> None:
    targets = tuple(Target(f"t:{name}", (name,)) for name in ("java", "python", "singing", "sewing"))
    matcher = Matcher(build_index(targets, store, with_terms=True), encoder, STATEMENT_TO_SKILL)
    statement = [Statement("s", "java python")]

    (one,), (many,) = matcher.match(statement, limit=1), matcher.match(statement, limit=4)

    assert one.candidates[0] == many.candidates[0]
    assert [match.relation for match in many.candidates[:2]] == [None, None]


@pytest.mark.parametrize(
    ("brought", "asked", "extent"),
    [
        ("Apply medical statistics", "Apply medical statistics", Extent.MET),
        ("Apply medical statistics", "Apply statistics", Extent.PARTLY),
        ("Apply statistics", "Apply medical statistics", Extent.PARTLY),
    ],
)
def test_a_wider_or_narrower_outcome_is_never_counted_as_the_whole(
    store, encoder, brought, asked, extent
) -> None:
    source = Source("c.json", "json", "0" * 64)
    credential = Credential("c", "Statistics", source, outcomes=(LearningOutcome("1", brought),))
    programme = Programme("p", "P", (Module("M", "Statistics", outcomes=(LearningOutcome("1", asked),)),))
    targets = (Target("M/1", (asked,)),)
    matcher = Matcher(
        build_index(targets, store, reading=OUTCOME_TO_OUTCOME.reading), encoder, OUTCOME_TO_OUTCOME
    )

    grid = compare((credential,), programme, matcher, Thresholds(met=0.6, partly=0.2))
    (covered,) = grid.coverage(programme.modules[0], [0]).outcomes

    assert covered.extent is extent
    assert covered.match is not None
    assert covered.match.similarity == pytest.approx(float(grid.comparison.scores[0, 0]), abs=1e-5)
    assert covered.match.similarity >= 0.6


@dataclass
class Links:
    """A hierarchy as two tables."""

    parents: dict[str, Sequence[str]]
    links: dict[str, Sequence[str]] = field(default_factory=dict)

    def broader(self, concept: str) -> Sequence[str]:
        return self.parents.get(concept, ())

    def related(self, concept: str) -> Sequence[str]:
        return self.links.get(concept, ())

    def label(self, concept: str) -> str | None:
        return f"label of {concept}"


def test_what_stands_above_a_named_concept_is_broad_below_narrow_and_linked_related(store, encoder) -> None:
    targets = (
        Target("t:bake", ("bake bread",)),
        Target("t:food", ("prepare bread and food",)),
        Target("t:rye", ("make loaves of rye bread",)),
        Target("t:oven", ("heat ovens for bread",)),
        Target("t:sell", ("sell bread",)),
    )
    links = Links({"t:bake": ["g"], "g": ["t:food"], "t:rye": ["t:bake"]}, {"t:oven": ["t:bake"]})
    index = build_index(targets, store, with_terms=True)

    (found,) = Matcher(index, encoder, STATEMENT_TO_SKILL, hierarchy=links).match(
        [Statement("s", "bake bread")]
    )
    (without,) = Matcher(index, encoder, STATEMENT_TO_SKILL).match([Statement("s", "bake bread")])

    relations = {match.target_id: match.relation for match in found.candidates}
    assert relations == {
        "t:bake": EXACT,
        "t:food": BROAD,
        "t:rye": NARROW,
        "t:oven": RELATED,
        "t:sell": None,
    }
    assert [m.similarity for m in found.candidates] == [m.similarity for m in without.candidates]


def test_where_nothing_is_near_enough_the_shared_parent_is_suggested_in_the_note(store, encoder) -> None:
    targets = tuple(
        Target(f"t:{n}", (f"bread {word}",)) for n, word in enumerate("rye oat white flat".split())
    )
    links = Links({"t:0": ["g:bread"], "t:1": ["g:bread"], "t:2": ["g:bread"], "t:3": ["g:flat"]})
    index = build_index(targets, store, with_terms=True)

    def of(hierarchy: Links | None, limit: int):
        matcher = Matcher(index, encoder, STATEMENT_TO_SKILL, hierarchy=hierarchy)
        return matcher.match([Statement("s", "bread sour")], limit=limit, threshold=0.65)[0]

    found = of(links, 1)

    assert found.state is MatchState.NO_MATCH
    assert found.wider is not None
    assert (found.wider.id, found.wider.of, sorted(found.wider.shared_by)) == (
        "g:bread",
        4,
        ["t:0", "t:1", "t:2"],
    )
    assert "3 of the 4 nearest stand under 'label of g:bread', a broader concept" in found.note
    assert of(links, 4).wider == found.wider
    assert of(None, 1).wider is None
    assert of(Links({"t:0": ["g"], "t:1": ["g"]}), 1).wider is None


def test_a_loop_in_a_hierarchy_ends() -> None:
    assert above("a", Links({"a": ["b"], "b": ["c"], "c": ["a"]})) == {"b", "c"}


def test_links_of_one_concept_are_found_in_the_installed_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    header, rows = FILES["broaderRelationsSkillPillar"]
    more = [{"conceptUri": f"{SKILL}g1", "broaderUri": f"{SKILL}a1"}, *rows]
    content = esco_zip(changed={"broaderRelationsSkillPillar": table(header, more)})
    install_framework(read_document_from("esco-v1.2.0.zip", content), "own", "1")
    taxonomy = Taxonomy.open("own")
    hierarchy = TaxonomyHierarchy(taxonomy)

    origins = {link.origin for link in taxonomy.relations}

    assert len(origins) == 4
    for origin in (*origins, "", "http:", "zzz", f"{SKILL}a"):
        expected = tuple(link for link in taxonomy.relations if link.origin == origin)
        assert taxonomy.relations_from(origin) == expected
    assert hierarchy.broader(f"{SKILL}a2") == (f"{SKILL}g1",)
    assert above(f"{SKILL}a2", hierarchy) == {f"{SKILL}g1", f"{SKILL}a1"}
    assert (hierarchy.label(f"{SKILL}g1"), hierarchy.label("nothing")) == ("working with paper", None)


def test_scores_below_met_are_never_changed(store, encoder) -> None:
    source = Source("c.json", "json", "0" * 64)
    outcomes = tuple(
        LearningOutcome(str(n), text) for n, text in enumerate(("bake rye bread", "sing", "draw"))
    )
    credential = Credential("c", "C", source, outcomes=outcomes)
    programme = Programme("p", "P", (Module("M", "M", outcomes=(LearningOutcome("1", "bake bread"),)),))
    matcher = Matcher(
        build_index((Target("M/1", ("bake bread",)),), store, reading=OUTCOME_TO_OUTCOME.reading),
        encoder,
        OUTCOME_TO_OUTCOME,
    )

    grid = compare((credential,), programme, matcher, Thresholds(met=0.6, partly=0.2))

    assert grid.scores[0, 0] == np.nextafter(np.float32(0.6), np.float32(0))
    assert np.array_equal(grid.scores[1:], grid.comparison.scores[1:])
