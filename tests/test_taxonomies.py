"""Every manifest that ships, and ESCO as ``make install`` put it into the cache."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from skillmap.domain import SkillType
from skillmap.errors import NotInstalledError, UnknownNameError
from skillmap.matching.models import model_names, read_model_manifest, verify_model
from skillmap.resources import data_root, sha256_of, sha256_of_file
from skillmap.taxonomy import (
    Taxonomy,
    UnknownSkillError,
    read_manifest,
    shipped_taxonomies,
    taxonomy_names,
    verify,
)

ESCO = "http://data.europa.eu/esco/skill/"
SHA256 = re.compile(r"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def esco() -> Taxonomy:
    try:
        return Taxonomy.open("esco")
    except NotInstalledError as error:
        pytest.fail(f"{error}; or run: make install")


@pytest.fixture(scope="module")
def esco_facts() -> dict[str, Any]:
    return tomllib.loads((data_root() / "taxonomies" / "esco" / "manifest.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", taxonomy_names())
def test_a_taxonomy_names_its_licence_and_origin(name: str) -> None:
    manifest = read_manifest(name)

    assert manifest.name == name
    assert manifest.title
    assert manifest.version
    assert manifest.licence
    assert manifest.licence_url.startswith("https://")
    assert manifest.origin
    assert (manifest.folder / "README.md").is_file()


@pytest.mark.parametrize("name", taxonomy_names())
def test_the_files_of_a_taxonomy_are_those_of_its_manifest(name: str) -> None:
    manifest = read_manifest(name)
    not_data = {"manifest.toml", "README.md", "make_boundaries.py"}

    shipped = {path.name for path in manifest.folder.iterdir() if path.is_file()} - not_data
    assert shipped == {file.path for file in manifest.files}
    for file in manifest.files:
        assert (manifest.folder / file.path).stat().st_size == file.bytes
        assert sha256_of_file(manifest.folder / file.path) == file.sha256


@pytest.mark.parametrize("name", taxonomy_names("skills"))
def test_boundaries_have_one_row_for_each_skill_and_no_text(name: str) -> None:
    manifest = read_manifest(name)
    assert manifest.skills is not None
    comment, *lines = (manifest.folder / manifest.skills.boundaries).read_text(encoding="ascii").splitlines()

    assert comment.startswith("#")
    assert len(lines) == manifest.skills.count == sum(manifest.skills.counts_by_type.values())
    assert all(re.fullmatch(r"[0-9a-f]{8}\t[sk-]\t\d+\t[\d ]*", line) for line in lines)


def test_a_taxonomy_that_is_no_list_of_skills_is_listed_but_not_opened() -> None:
    kinds = {entry.name: (entry.kind, entry.state) for entry in shipped_taxonomies()}

    assert kinds["levels"] == ("levels", "ships with skillmap")
    with pytest.raises(UnknownNameError, match="no skills taxonomy 'levels'; there are: esco"):
        Taxonomy.open("levels")


def test_an_unknown_taxonomy_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"there are: .*esco"):
        Taxonomy.open("esko")


@pytest.mark.parametrize("name", model_names())
def test_a_model_names_its_licence_and_the_hash_of_each_file(name: str) -> None:
    manifest = read_model_manifest(name)

    assert manifest["name"] == name
    assert manifest["licence"]
    assert manifest["origin"]
    assert all(SHA256.fullmatch(file["sha256"]) for file in manifest["files"])
    assert "wheel" not in manifest or SHA256.fullmatch(manifest["wheel"]["sha256"])
    assert (data_root() / "models" / name / "README.md").is_file()
    assert not list((data_root() / "models" / name).glob("*.pkl"))


@pytest.mark.parametrize("name", [name for name in model_names() if "wheel" not in read_model_manifest(name)])
def test_the_files_of_a_shipped_model_are_those_of_its_manifest(name: str) -> None:
    for file in read_model_manifest(name)["files"]:
        content = (data_root() / "models" / name / file["path"]).read_bytes()
        assert (len(content), sha256_of(content)) == (file["bytes"], file["sha256"]), file["path"]


def test_the_installed_model_is_whole() -> None:
    try:
        verify_model("minilm")
    except NotInstalledError as error:
        pytest.fail(f"{error}; or run: make install")


def test_the_installed_esco_is_whole(esco: Taxonomy) -> None:
    verify("esco")


def test_esco_has_as_many_skills_of_each_type_as_the_manifest_says(
    esco: Taxonomy, esco_facts: dict[str, Any]
) -> None:
    counts = Counter(skill.type.value for skill in esco)

    assert len(esco) == 13_939
    assert counts == esco_facts["skills"]["counts_by_type"]
    assert counts == {"skill/competence": 10_715, "knowledge": 3_219, "unknown": 5}


@pytest.mark.parametrize(
    ("row", "uuid", "text_sha256"),
    [
        (
            0,
            "0005c151-5b5a-4a66-8aac-60e734beb1ab",
            "6d990e11c34b04ff6b6e2cf06f0b094a4373166612396761ba0c364ef406a92e",
        ),
        (
            9,
            "001d46db-035e-4b92-83a3-ed8771e0c123",
            "15236076f773b66cff9fb89b58f3bd552507721f2cb203409567ae35a6fdac23",
        ),
        (
            13_938,
            "fff74a70-4f82-4949-9c3b-b335904cf927",
            "09fdc165c7361020aab77959c0dfb2d16d2d4db2683e1308d739a2c46be66a3a",
        ),
    ],
    ids=["first", "tenth", "last"],
)
def test_skills_of_esco_are_where_and_what_they_were(
    esco: Taxonomy, row: int, uuid: str, text_sha256: str
) -> None:
    skill = esco.skill_at(row)
    text = "\n".join((skill.label, *skill.alt_labels, skill.description))

    assert skill.id == ESCO + uuid
    assert sha256_of(text.encode()) == text_sha256


def test_the_manifest_pins_the_labels_of_esco(esco: Taxonomy, esco_facts: dict[str, Any]) -> None:
    expected = esco_facts["skills"]["expected"]

    found = [esco.skill_at(entry["row"] - 1) for entry in expected]
    assert [(skill.id, skill.label) for skill in found] == [
        (entry["id"], entry["label"]) for entry in expected
    ]


def test_every_skill_of_esco_is_found_again_by_its_uri(esco: Taxonomy) -> None:
    skills = list(esco)

    assert [skill.id for skill in skills] == sorted({skill.id for skill in skills})
    assert all(esco.get(skill.id) == skill for skill in skills[::97])


def test_names_and_description_of_a_row_are_those_of_its_skill(esco: Taxonomy) -> None:
    for row in range(0, len(esco), 211):
        skill = esco.skill_at(row)
        assert esco.names_of(row) == (skill.label, *skill.alt_labels)
        assert esco.description_of(row) == skill.description
        assert skill.label not in skill.alt_labels


def test_a_group_without_type_is_shown_as_unknown(esco: Taxonomy) -> None:
    ((skill, _),) = esco.search("problem-solving with digital tools", limit=1)

    assert skill.type is SkillType.UNKNOWN


def test_an_unknown_uri_says_how_to_find_one(esco: Taxonomy) -> None:
    with pytest.raises(UnknownSkillError, match=r"no skill 'x:y' in ESCO 1\.2\.0; find its URI with"):
        esco.get("x:y")


@pytest.mark.parametrize(
    "text",
    [
        ESCO + "0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "0005C151-5B5A-4A66-8AAC-60E734BEB1AB",
        "  manage musical staff ",
        "MANAGE  Musical Staff",
    ],
)
def test_a_skill_is_found_by_uri_uuid_and_label(esco: Taxonomy, text: str) -> None:
    skill, matched = esco.search(text)[0]

    assert (skill.id[-36:], matched) == ("0005c151-5b5a-4a66-8aac-60e734beb1ab", "manage musical staff")


@pytest.mark.parametrize(
    ("text", "label", "matched"),
    [
        ("direct musical staff", "manage musical staff", "direct musical staff"),
        ("python", "Python (computer programming)", "Python"),
        ("C++", "C++", "C++"),
        ("manage musical st", "manage musical staff", "manage musical staff"),
        ("of musical staff", "manage musical staff", "coordinate duties of musical staff"),
        ("staff food waste", "train staff to reduce food waste", "train staff to reduce food waste"),
        ("manag musical stafff", "manage musical staff", "manage musical staff"),
    ],
    ids=["alternative label", "short name", "signs", "start", "phrase", "words in any order", "misspelt"],
)
def test_a_skill_is_found_by_what_people_call_it(esco: Taxonomy, text: str, label: str, matched: str) -> None:
    skill, name = esco.search(text)[0]

    assert (skill.label, name) == (label, matched)


def test_the_same_name_comes_before_a_longer_one(esco: Taxonomy) -> None:
    names = [name.casefold() for _, name in esco.search("machine learning")]

    assert names[0] == "machine learning"
    assert len(names) > 1


def test_a_skill_is_found_once_however_many_names_match(esco: Taxonomy) -> None:
    found = [skill.id for skill, _ in esco.search("musical", limit=50)]

    assert len(found) == len(set(found))


def test_a_longer_list_starts_with_the_shorter_one(esco: Taxonomy) -> None:
    assert esco.search("use data", limit=20)[:5] == esco.search("use data", limit=5)


@pytest.mark.parametrize("text", ["", "   ", "zzzzqqqxxx"])
def test_nothing_is_found_for_nothing(esco: Taxonomy, text: str) -> None:
    assert esco.search(text) == []
    assert esco.search("python", limit=0) == []


def test_no_description_of_esco_is_empty(esco: Taxonomy) -> None:
    assert all(esco.description_of(row) for row in range(len(esco)))


def test_the_attribution_of_esco_is_the_sentence_asked_for(esco: Taxonomy) -> None:
    assert esco.attribution == "This service uses the ESCO classification of the European Commission."


def test_no_shipped_manifest_names_a_path_of_a_machine() -> None:
    manifests: list[Path] = sorted(data_root().glob("*/*/manifest.toml"))

    assert manifests
    assert not [path for path in manifests if "/home/" in path.read_text(encoding="utf-8")]
