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
from skillmap.formats import read_onet_folder, role_bytes, role_from
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


def _rated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ratings: str) -> Taxonomy:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    head = "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tRecommend Suppress\n"
    tables = {
        "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n99-9901.00\tBoat Folders\tFold boats.\n",
        "Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\n99-9901.00\t1\tFold hulls.\tCore\n",
        "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\n"
        "99-9901.00\tFoldCAD\t43230000\tFolding software\tN\n",
    }
    folder = tmp_path / "release"
    folder.mkdir()
    for name, text in (tables | ({"Skills.txt": head + ratings} if ratings else {})).items():
        (folder / name).write_text(text, encoding="utf-8")
    install_framework(read_onet_folder(folder), "onet", "0")
    return Taxonomy.open("onet")


@pytest.mark.parametrize(
    ("element", "value", "suppress", "essential"),
    [
        pytest.param("2.B.9.a", "3.00", "N", True, id="important"),
        pytest.param("2.C.1", "2.99", "N", False, id="somewhat important"),
        pytest.param("2.B.9.a", "1.99", "N", None, id="below somewhat important"),
        pytest.param("2.B.9.a", "4.50", "Y", None, id="too imprecise to show"),
        pytest.param("1.A.1.a", "4.50", "N", None, id="an ability"),
        pytest.param("4.A.1.a", "4.50", "N", None, id="a work activity"),
    ],
)
def test_onet_importance_makes_a_skill_essential_optional_or_no_need(
    element: str, value: str, suppress: str, essential: bool | None, tmp_path: Path, monkeypatch
) -> None:
    ratings = f"99-9901.00\t{element}\tFolding\tIM\t{value}\t{suppress}\n"
    taxonomy = _rated(tmp_path, monkeypatch, ratings)

    target = occupation_target(taxonomy, "Boat Folders", matcher(), 0.5)

    found = {need.label: need.essential for need in target.needs}
    assert found.get("Folding") is essential
    assert found["FoldCAD"] is False
    # Tasks stand in only where nothing is rated as essential.
    assert ("Fold hulls." in found) is (essential is not True)


def test_onet_without_ratings_gives_tasks_as_needs_and_says_so(tmp_path: Path, monkeypatch) -> None:
    target = occupation_target(_rated(tmp_path, monkeypatch, ""), "99-9901.00", matcher(), 0.5)

    assert [(need.label, need.essential, need.basis) for need in target.needs] == [
        ("Fold hulls.", True, NeedBasis.STATED),
        ("FoldCAD", False, NeedBasis.STATED),
    ]
    assert "its tasks stand as needs" in target.notes[0]


def test_onet_with_ratings_says_how_its_scale_was_read(tmp_path: Path, monkeypatch) -> None:
    taxonomy = _rated(tmp_path, monkeypatch, "99-9901.00\t2.B.9.a\tFolding\tIM\t4.25\tN\n")

    target = occupation_target(taxonomy, "99-9901.00", matcher(), 0.5)

    assert "from 3 (important)" in target.notes[0]
    assert target.needs[0].origin is not None
    assert target.needs[0].origin.place == "onet: importance 4.25 for Boat Folders"
    assert taxonomy.attribution.startswith("This page includes information from the O*NET")
