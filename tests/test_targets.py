"""What can be aimed at. Every occupation, skill and advertisement here is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    Document,
    LearningOutcome,
    Level,
    Module,
    NeedBasis,
    Occupation,
    PathTarget,
    Programme,
    Relation,
    RelationKind,
    Skill,
    SkillNeed,
    Source,
    Target,
    TargetKind,
)
from skillmap.errors import FormatError, LimitError, NotInstalledError, UnknownNameError
from skillmap.formats import role_bytes, role_from
from skillmap.formats.role_file import TEMPLATE
from skillmap.matching import STATEMENT_TO_SKILL, Matcher, VectorStore, build_index
from skillmap.pathways import advertisement_target, module_target, occupation_target, programme_target
from skillmap.pathways.targets import advertisement_statements
from skillmap.taxonomy import Taxonomy, install_framework

SKILLS = (
    Skill("s:boats", "fold paper boats", ("make paper boats",), "Fold a boat that floats."),
    Skill("s:weights", "paper weights"),
    Skill("s:quills", "sharpen quills"),
)
JOBS = (
    Occupation("o:folder", "paper folder", ("boat folder",), code="9999"),
    Occupation("o:smith", "quill smith", tasks=("sharpen quills for scribes", "sing at dawn")),
)
LINKS = (
    Relation("s:boats", RelationKind.ESSENTIAL_FOR, "o:folder"),
    Relation("s:weights", RelationKind.OPTIONAL_FOR, "o:folder"),
    Relation("s:gone", RelationKind.ESSENTIAL_FOR, "o:folder"),
)


@pytest.fixture
def taxonomy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Taxonomy:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path))
    source = Source("invented.ttl", "0" * 64, "skos")
    document = Document(source, skills=SKILLS, occupations=JOBS, relations=LINKS, framework_title="Paper")
    install_framework(document, "paper", "1")
    return Taxonomy.open("paper")


def matcher() -> Matcher:
    encoder = HashingEncoder()
    targets = [Target(skill.id, (skill.label, *skill.alt_labels), skill.description) for skill in SKILLS]
    return Matcher(build_index(targets, VectorStore(encoder), with_terms=True), encoder, STATEMENT_TO_SKILL)


@pytest.mark.parametrize("wanted", ["o:folder", "9999", "Paper Folder", "boat folder"])
def test_an_occupation_is_found_by_id_code_and_any_name(wanted: str, taxonomy: Taxonomy) -> None:
    target = occupation_target(taxonomy, wanted, matcher(), 0.5)

    assert (target.title, target.kind) == ("paper folder", TargetKind.OCCUPATION)


def test_stated_skills_are_essential_or_optional_as_the_taxonomy_says(taxonomy: Taxonomy) -> None:
    target = occupation_target(taxonomy, "paper folder", matcher(), 0.5)

    assert [(need.id, need.essential, need.basis) for need in target.needs] == [
        ("s:boats", True, NeedBasis.STATED),
        ("s:weights", False, NeedBasis.STATED),
    ]
    assert target.needs[0].names == ("make paper boats",)


def test_without_stated_skills_they_are_inferred_from_the_tasks_and_it_is_said(taxonomy: Taxonomy) -> None:
    target = occupation_target(taxonomy, "quill smith", matcher(), 0.5)

    assert [(need.id, need.basis) for need in target.needs] == [("s:quills", NeedBasis.INFERRED)]
    assert "inferred" in target.notes[0]


def test_an_unknown_occupation_is_answered_with_the_nearest_ones(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownNameError, match="paper folder"):
        occupation_target(taxonomy, "papre foldr", matcher(), 0.5)


def test_a_taxonomy_without_occupations_says_how_to_get_them() -> None:
    class Bare:
        title, version, occupations = "Bare", "1", ()

    with pytest.raises(NotInstalledError, match="came without occupations"):
        occupation_target(Bare(), "anything", matcher(), 0.5)  # type: ignore[arg-type]


AD = """PAPER FOLDER WANTED

What you will do:
- Fold paper boats for festivals.
- Knowledge of paper weights is desirable.

Nice to have:
- sharpen quills

What we offer:
- fold paper boats in your free time with us
"""


def test_an_advertisement_gives_inferred_needs_and_knows_what_is_desirable() -> None:
    target = advertisement_target(AD, "Folder", matcher(), 0.4)

    assert [(need.id, need.essential) for need in target.needs] == [
        ("s:boats", True),
        ("s:quills", False),
        ("s:weights", False),
    ]
    assert all(need.basis is NeedBasis.INFERRED and need.similarity for need in target.needs)
    assert "read them before anyone is compared" in target.notes[0]


def test_what_an_employer_offers_is_not_asked_for() -> None:
    assert not any("free time" in statement.text for statement, _ in advertisement_statements(AD))


def test_a_need_that_is_asked_for_twice_is_essential_if_one_place_says_so() -> None:
    text = "Ideally you fold paper boats.\nYou fold paper boats."
    (need,) = advertisement_target(text, "Folder", matcher(), 0.3).needs

    assert need.essential


@given(st.text(max_size=400))
def test_any_text_is_an_advertisement_of_some_statements(text: str) -> None:
    for statement, _ in advertisement_statements(text):
        assert statement.text.strip()


def test_modules_and_programmes_ask_for_their_outcomes() -> None:
    outcome = LearningOutcome("1", "Fold a boat.")
    core = Module("M1", "Boats", (outcome,), level=Level("EQF", 5), core=True)
    free = Module("M2", "Planes", (outcome,), core=False)

    assert module_target(core).needs[0].id == "M1/1"
    assert module_target(core).needs[0].level == Level("EQF", 5)
    both = programme_target(Programme("P", "Paper", (core, free)))
    assert [(need.id, need.essential) for need in both.needs] == [("M1/1", True), ("M2/1", False)]


def test_the_role_template_reads() -> None:
    target = role_from("role.toml", TEMPLATE.encode())

    assert target.title == "Data analyst"
    assert [(need.id, need.essential) for need in target.needs] == [("need-1", True), ("charts", False)]
    assert target.needs[1].level == Level("EQF", 6)


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)


@given(st.lists(st.tuples(TEXT, st.booleans(), TEXT), min_size=1, max_size=4, unique_by=lambda n: n[0]), TEXT)
def test_a_written_role_reads_back_equal(drawn: list[tuple[str, bool, str]], title: str) -> None:
    needs = tuple(SkillNeed(id, label, essential) for id, essential, label in drawn)
    read = role_from("r.toml", role_bytes(PathTarget("r", title, TargetKind.ROLE, needs)))

    assert read.title == title
    assert [(need.id, need.label, need.essential) for need in read.needs] == [
        (need.id, need.label, need.essential) for need in needs
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = 1", "title: is missing"),
        ('title = "x"', "expected 1 to 500 tables"),
        ('title = "x"\n[[needs]]', r"needs\[1\].label: is missing"),
        ('title = "x"\n[[needs]]\nlabel="a"\nessential="yes"', "expected true or false"),
        ('title = "x"\n[[needs]]\nlabel="a"\nage=3', "age: is not known here"),
        ('title = "x"\n[[needs]]\nlabel="a"\nlevel="high"', "expected a number"),
        ('title = "x"\n[[needs]]\nlabel="a"\nid="z"\n[[needs]]\nlabel="b"\nid="z"', "stands twice"),
        ("[", "is not TOML"),
        ("title = 0x" + "f" * 6_000, "more than 64 bits"),
        ("a" + ".a" * 50_000 + " = 1", "line 1: more than 200 full stops"),
        ('titel = "x"', "titel: is not known here"),
        ('title = "x"\n[[needs]]\nlabel="a"\nid=[1]', "id: is .1., expected a text"),
        ('title = "x"\n[[needs]]\nlabel="a"\ndescription=1', "description: is 1, expected a text"),
        ('title = "x"\n[[needs]]\nlabel="a"\nlevel=6\nlevel_framework=8', "framework: is 8, expected a text"),
        ('title = "x"\n[[needs]]\nlabel="a"\nlevel=nan', "expected a number"),
        ("#" * 1_000_001, "at most 1,000,000"),
    ],
)
def test_a_wrong_role_profile_is_refused_in_one_line(text: str, told: str) -> None:
    with pytest.raises((FormatError, LimitError), match=told) as error:
        role_from("role.toml", text.encode())

    assert "\n" not in str(error.value)
