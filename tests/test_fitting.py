"""The reverse: roles beside a profile. Every role, skill and statement here is invented."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    Alignment,
    CandidateStatement,
    Credential,
    Document,
    EvidenceKind,
    FitEvidence,
    LearningOutcome,
    Module,
    Occupation,
    PathTarget,
    Relation,
    RelationKind,
    RoleCandidate,
    Skill,
    SkillNeed,
    Source,
    Statement,
    TargetKind,
)
from skillmap.errors import NotInstalledError
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, VectorStore, build_index
from skillmap.pathways import (
    FitTerms,
    NeedTable,
    Teaching,
    fitting,
    named_skills,
    needs_of_targets,
    needs_of_taxonomy,
    needs_shown,
    table_targets,
    taught_needs,
)
from skillmap.pathways.fairness import wilson
from skillmap.taxonomy import Taxonomy, install_framework

Roles = dict[str, dict[str, bool]]


def table(roles: Roles) -> NeedTable:
    targets = [
        PathTarget(
            name,
            name,
            TargetKind.ROLE,
            tuple(SkillNeed(f"s:{n}", n, essential) for n, essential in needs.items()),
        )
        for name, needs in roles.items()
    ]
    return needs_of_targets(targets, "invented")


def shows(*skills: str, kind: EvidenceKind = EvidenceKind.CLAIMED) -> list[FitEvidence]:
    return [
        FitEvidence(f"s:{skill}", skill, True, f"I {skill}", f"st:{skill}", kind, 0.6) for skill in skills
    ]


SMITHY = {
    "smith": {"forge": True, "weld": True, "polish": False},
    "welder": {"weld": True, "cut": True, "measure": True, "grind": True},
    "baker": {"bake": True, "knead": True},
}


def test_roles_are_counted_by_essential_and_optional_needs_shown() -> None:
    found = fitting(table(SMITHY), shows("weld", "polish", "sing"))

    assert [(fit.id, fit.essential_shown, fit.essential_of) for fit in found.fits] == [
        ("smith", 1, 2),
        ("welder", 1, 4),
    ]
    assert (found.fits[0].optional_shown, found.fits[0].optional_of) == (1, 1)
    assert found.considered == 3
    assert found.fits[0].missing == (("s:forge", "forge"),)
    assert [each.need for each in found.fits[0].shown] == ["weld", "polish"]


def test_much_evidence_comes_before_a_full_count_of_little() -> None:
    roles: Roles = {"small": {"a": True}, "large": {name: True for name in "abcdefghij"}}

    found = fitting(table(roles), shows(*"abcdefghi"))

    assert [(fit.id, fit.essential_shown) for fit in found.fits] == [("large", 9), ("small", 1)]


def test_roles_with_the_same_counts_share_a_place() -> None:
    roles: Roles = {
        "b": {"x": True, "y": True},
        "a": {"x": True, "z": True},
        "c": {"x": True, "v": True, "w": True},
    }

    found = fitting(table(roles), shows("x"))

    assert [(fit.id, fit.place) for fit in found.fits] == [("a", 1), ("b", 1), ("c", 3)]


def test_the_strongest_evidence_for_a_need_is_named() -> None:
    weak, strong = shows("weld"), shows("weld", kind=EvidenceKind.VERIFIED)

    found = fitting(table(SMITHY), [*weak, *strong, *weak])

    assert found.fits[0].shown[0].kind is EvidenceKind.VERIFIED


def test_nothing_shown_gives_no_role_and_says_so() -> None:
    found = fitting(table(SMITHY), shows("sing"))

    assert found.fits == ()
    assert "Nothing that was read shows a need" in found.notes[-1]


def test_the_skill_that_brings_most_roles_to_the_share_stands_first() -> None:
    roles: Roles = {
        "one": {"a": True, "x": True},
        "two": {"b": True, "x": True},
        "three": {"c": True, "y": True},
    }

    found = fitting(table(roles), shows("a", "b", "c"), FitTerms(reach=1.0))

    assert [(one.label, [title for _, title in one.opens], one.asked_by) for one in found.skills] == [
        ("x", ["one", "two"], 2),
        ("y", ["three"], 1),
    ]


def test_a_module_opens_a_role_that_no_single_skill_would() -> None:
    teaching = (
        Teaching("m1", "Metal", frozenset({"s:cut", "s:grind"})),
        Teaching("m2", "Song", frozenset({"s:sing"})),
    )

    found = fitting(table(SMITHY), shows("weld"), FitTerms(reach=0.75), teaching)

    assert [(one.id, one.opens) for one in found.modules] == [("m1", (("welder", "welder"),))]
    assert all(("welder", "welder") not in one.opens for one in found.skills)


NAMES = st.sampled_from("abcdefgh")
ROLES = st.dictionaries(
    st.sampled_from(["r1", "r2", "r3", "r4"]), st.dictionaries(NAMES, st.booleans()), min_size=1
)


@given(roles=ROLES, held=st.sets(NAMES), reach=st.sampled_from([0.3, 0.5, 1.0]))
def test_counts_order_and_openings_are_those_of_plain_counting(
    roles: Roles, held: set[str], reach: float
) -> None:
    found = fitting(table(roles), shows(*sorted(held)), FitTerms(100, reach))

    counts = {}
    for name, needs in roles.items():
        essential = {need for need, is_essential in needs.items() if is_essential}
        if essential & held:
            counts[name] = (len(essential & held), len(essential), len((needs.keys() - essential) & held))
    assert {
        fit.id: (fit.essential_shown, fit.essential_of, fit.optional_shown) for fit in found.fits
    } == counts
    keys = [
        (round(wilson(one, of)[0], 9), optional) for one, of, optional in (counts[f.id] for f in found.fits)
    ]
    assert keys == sorted(keys, reverse=True)
    opened = {one.label: {title for _, title in one.opens} for one in found.skills}
    assert opened == _opened(roles, held, reach, set(counts))


def _opened(roles: Roles, held: set[str], reach: float, listed: set[str]) -> dict[str, set[str]]:
    def is_open(needs: dict[str, bool], skills: set[str]) -> bool:
        essential = {need for need, is_essential in needs.items() if is_essential}
        return len(essential & skills) >= math.ceil(round(reach * len(essential), 9)) and bool(essential)

    opened = {}
    for skill in {need for needs in roles.values() for need in needs} - held:
        gained = {
            n for n, needs in roles.items() if not is_open(needs, held) and is_open(needs, held | {skill})
        }
        if gained or any(roles[name].get(skill) for name in listed):
            opened[skill] = gained
    return opened


def test_a_taxonomy_is_asked_by_its_stated_relations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    skills = (Skill("s:weld", "weld"), Skill("s:forge", "forge"), Skill("s:sing", "sing"))
    links = (
        Relation("s:weld", RelationKind.ESSENTIAL_FOR, "o:smith"),
        Relation("s:forge", RelationKind.OPTIONAL_FOR, "o:smith"),
        Relation("s:sing", RelationKind.ESSENTIAL_FOR, "s:weld"),
    )
    jobs = (Occupation("o:smith", "smith"), Occupation("o:idle", "idler"))
    source = Source("invented.ttl", "0" * 64, "skos")
    install_framework(Document(source, skills=skills, occupations=jobs, relations=links), "metal", "1")

    found = fitting(needs_of_taxonomy(Taxonomy.open("metal")), shows("weld", "sing"))

    assert [(fit.title, fit.kind, fit.essential_of, fit.optional_of) for fit in found.fits] == [
        ("smith", TargetKind.OCCUPATION, 1, 1)
    ]
    assert found.considered == 1


def test_a_taxonomy_without_stated_skills_is_refused_with_the_way_out(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    source = Source("invented.ttl", "0" * 64, "skos")
    install_framework(Document(source, skills=(Skill("s:weld", "weld"),)), "bare", "1")

    with pytest.raises(NotInstalledError, match="states no skills of occupations; install it"):
        needs_of_taxonomy(Taxonomy.open("bare"))


def _matcher(needs: NeedTable) -> Matcher:
    encoder = HashingEncoder()
    recipe = OUTCOME_TO_OUTCOME
    index = build_index(table_targets(needs), VectorStore(encoder), reading=recipe.reading)
    return Matcher(index, encoder, recipe)


def test_needs_in_words_are_shown_by_statements_that_come_near(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    target = PathTarget(
        "r",
        "boats",
        TargetKind.ROLE,
        (SkillNeed("need-1", "fold paper boats"), SkillNeed("need-2", "sing songs")),
    )
    needs = needs_of_targets([target], "invented")
    said = (Statement("1", "fold paper boats"), Statement("2", ""), Statement("3", "drive large trucks"))
    person = RoleCandidate("A", tuple(CandidateStatement(each, EvidenceKind.CLAIMED) for each in said))

    brought = needs_shown(person, needs, _matcher(needs))

    assert [(each.need, each.source_id) for each in brought.evidence] == [("fold paper boats", "1")]
    assert brought.unread == (("2", "the statement is empty"),)


def test_a_module_teaches_the_needs_that_its_outcomes_show(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    target = PathTarget("r", "boats", TargetKind.ROLE, (SkillNeed("need-1", "fold paper boats"),))
    needs = needs_of_targets([target], "invented")
    modules = (
        Module("B1", "Boats", outcomes=(LearningOutcome("o1", "fold paper boats"),)),
        Module("B2", "Nothing", outcomes=()),
    )

    taught = taught_needs(modules, needs, _matcher(needs))

    assert [(one.id, one.needs) for one in taught] == [("B1", {"fold paper boats"}), ("B2", frozenset())]


def test_equal_needs_of_two_roles_are_one_need() -> None:
    one = PathTarget("r1", "one", TargetKind.ROLE, (SkillNeed("need-1", "Fold  paper boats"),))
    two = PathTarget("r2", "two", TargetKind.ROLE, (SkillNeed("need-7", "fold paper boats"),))

    assert len(needs_of_targets([one, two], "invented").needs) == 1


def test_skills_that_an_issuer_names_need_no_matching(credential: Credential) -> None:
    (found,) = named_skills([credential])

    assert (found.need_id, found.kind, found.similarity) == ("s:weld", EvidenceKind.DOCUMENTED, None)


@pytest.fixture
def credential() -> Credential:
    link = Alignment(label="weld", uri="s:weld")
    return Credential(
        id="c1", title="Welding", source=Source("c.json", "open-badges-3", "0" * 64), alignments=(link,)
    )
