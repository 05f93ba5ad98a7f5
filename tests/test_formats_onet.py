"""Tables of the O*NET database; every occupation and rating here is made up."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from skillmap.domain import Document, RelationKind, Skill, SkillType
from skillmap.errors import FormatError, LimitError
from skillmap.formats import onet, onet_tables, read_document, read_document_from, read_onet_folder, readers

SAMPLE = Path(__file__).parent / "data/samples/onet.txt"
RATING = "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tRecommend Suppress\tNot Relevant"
RELEASE = {
    "Read Me.txt": "O*NET 31.0 Database\nAn invented release\n",
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n"
    "53-9901.00\tHarbour Hands\tLook after boats.\n53-9903.00\tRope Makers\t\n",
    "Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\tDate\n"
    "53-9901.00\t1\tMoor boats.\tCore\t03/2026\n53-9901.00\t2\tScrub hulls.\tn/a\t03/2026\n",
    "Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
    "53-9901.00\tDock Assistant (DA)\tDA\t09\n53-9901.00\tHarbour Hands\tn/a\t09\n",
    "Job Zones.txt": "O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n53-9901.00\t2\t03/2026\tInvented\n",
    "Skills.txt": f"{RATING}\n53-9901.00\t2.B.9.a\tMooring\tIM\t4.25\tN\tn/a\n",
    "Content Model Reference.txt": "Element ID\tElement Name\tDescription\n"
    "2\tWorker Requirements\tAll that workers bring.\n2.B\tCross-Functional Skills\tSkills for all.\n"
    "2.B.9\tBoat Skills\tSkills for boats.\n2.B.9.a\tMooring\tMaking a boat fast.\n"
    "4.A.9.a\tHandling Boats\tMoving boats about.\n",
    "IWA Reference.txt": "Element ID\tIWA ID\tIWA Title\n4.A.9.a\t4.A.9.a.I01\tMove boats.\n",
    "DWA Reference.txt": "Element ID\tIWA ID\tDWA ID\tDWA Title\n"
    "4.A.9.a\t4.A.9.a.I01\t4.A.9.a.I01.D01\tTow boats.\n",
    "Tasks to DWAs.txt": "O*NET-SOC Code\tTask ID\tDWA ID\tDate\n53-9901.00\t1\t4.A.9.a.I01.D01\t03/2026\n",
    "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\t"
    'In Demand\n53-9901.00\t"Tide" tables 12"\t43239999\tTide software\tY\tN\n',
    "Related Occupations.txt": "O*NET-SOC Code\tRelated O*NET-SOC Code\tRelatedness Tier\tIndex\n"
    "53-9901.00\t53-9903.00\tPrimary-Short\t1\n",
    "Skills to Work Activities.txt": "Skills Element ID\tSkills Element Name\tWork Activities Element ID\t"
    "Work Activities Element Name\n2.B.9.a\tMooring\t4.A.9.a\tHandling Boats\n",
    "Work Context.txt": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tCategory\tData Value\n"
    "53-9901.00\t4.C.1\tWet Decks\tCX\tn/a\t4.00\n",
    "Notes.txt": "nothing of O*NET\n",
}


def read(table: str) -> Document:
    return read_document_from("table.txt", table.encode())


def links(document: Document, kind: RelationKind) -> set[tuple[str, str, float | None]]:
    return {(one.origin, one.target, one.weight) for one in document.relations if one.kind is kind}


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"db_31_0_text/{name}", content)
    return packed.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "db_31_0_text"
    place.mkdir()
    for name, content in RELEASE.items():
        (place / name).write_text(content, encoding="utf-8")
    return place


@pytest.fixture
def release(folder: Path) -> Document:
    return read_onet_folder(folder)


def test_a_rated_skill_is_related_with_its_importance_and_called_no_more_than_that() -> None:
    document = read_document(SAMPLE)

    assert links(document, RelationKind.RELATED) == {
        ("2.B.9.a", "53-9901.00", 4.25),
        ("2.C.9.b", "53-9901.00", 3.88),
        ("1.A.9.a", "53-9901.00", None),
        ("2.C.9.b", "53-9902.00", 2.75),
        ("1.A.9.a", "53-9902.00", 3.0),
    }
    assert {one.kind for one in document.relations} == {RelationKind.RELATED}


def test_a_rating_flagged_as_too_imprecise_gives_no_weight_and_one_not_relevant_no_relation() -> None:
    said = " ".join(messages(read_document(SAMPLE)))

    assert "O*NET recommends not to show a rating; its relation has no weight." in said
    assert "flagged as not relevant for an occupation; not related." in said
    assert "A level rating (LV) was not kept; the weight is the importance. (6 times" in said


def test_what_an_element_is_follows_from_its_place_in_the_content_model() -> None:
    kinds = {skill.code: skill.type for skill in read_document(SAMPLE).skills}

    assert kinds == {
        "2.B.9.a": SkillType.SKILL,
        "2.C.9.b": SkillType.KNOWLEDGE,
        "1.A.9.a": SkillType.UNKNOWN,
    }


def test_an_occupation_whose_title_is_in_another_table_is_called_by_its_code() -> None:
    document = read_document(SAMPLE)

    assert [job.label for job in document.occupations] == ["53-9901.00", "53-9902.00"]
    assert any("by its code only. (2 times" in message for message in messages(document))


def test_tables_made_from_the_spreadsheets_give_titles_themselves() -> None:
    document = read(
        "O*NET-SOC Code\tTitle\tElement ID\tElement Name\tScale ID\tScale Name\tData Value\r\n"
        "53-9901.00\tHarbour Hands\t2.B.9.a\tMooring\tIM\tImportance\t4.25\r\n"
    )

    assert [job.label for job in document.occupations] == ["Harbour Hands"]
    assert links(document, RelationKind.RELATED) == {("2.B.9.a", "53-9901.00", 4.25)}


def test_elements_that_are_no_skills_are_counted_and_left_out() -> None:
    document = read(
        f"{RATING}\n1\t2.B.9.a\tMooring\tIM\t4\tN\tn/a\n1\t1.B.1.a\tRealistic\tOI\t2\tN\tn/a\n"
        "1\t2.D.1\tEducation\tRL\t2\tN\tn/a\n"
    )

    assert [skill.label for skill in document.skills] == ["Mooring"]
    assert any(
        "neither skill, knowledge" in message and "2 times" in message for message in messages(document)
    )


def test_a_row_with_a_cell_too_few_or_too_many_is_left_out_and_said() -> None:
    document = read(
        "O*NET-SOC Code\tTitle\tDescription\n1\tHands\tDo.\n2\tMakers\n3\tX\tY\tZ\n4\t\tno title\n\n5\tE\tF\n"
    )

    assert [job.code for job in document.occupations] == ["1", "5"]
    assert (
        "A row of occupations has a cell too few or too many; it was not read. (3 times"
        in messages(document)[0]
    )


def test_a_rating_that_is_no_number_is_said() -> None:
    document = read(f"{RATING}\n1\t2.B.9.a\tMooring\tIM\tmuch\tN\tn/a\n")

    assert links(document, RelationKind.RELATED) == {("2.B.9.a", "1", None)}
    assert "A rating is not a number; its relation has no weight." in messages(document)


def test_a_release_is_joined_by_code(release: Document) -> None:
    hands, makers = release.occupations

    assert (hands.label, hands.description) == ("Harbour Hands", "Look after boats.")
    assert hands.tasks == ("Moor boats.", "Scrub hulls.")
    assert hands.alt_labels == ("Dock Assistant (DA)", "DA")
    assert hands.details == (("Job Zone", "2"),)
    assert (makers.label, makers.tasks) == ("Rope Makers", ())


def test_a_release_has_the_hierarchy_of_its_content_model(release: Document) -> None:
    skills: dict[str, Skill] = {skill.id: skill for skill in release.skills}

    assert skills["2.B.9.a"].broader == ("2.B.9",)
    assert skills["2.B.9"].broader == ("2.B",)
    assert skills["4.A.9.a.I01.D01"].broader == ("4.A.9.a.I01",)
    assert skills["4.A.9.a.I01"].broader == ("4.A.9.a",)
    assert {one.type for one in (skills["2.B"], skills["2.B.9"])} == {SkillType.GROUP}
    assert skills["2.B.9.a"].type is SkillType.SKILL
    assert skills["2.B.9.a"].description == "Making a boat fast."


def test_technology_stands_under_its_commodity_and_a_quotation_mark_is_an_inch(release: Document) -> None:
    tables = next(skill for skill in release.skills if "tables" in skill.label)

    assert (tables.label, tables.broader, tables.type) == (
        '"Tide" tables 12"',
        ("43239999",),
        SkillType.SKILL,
    )
    assert tables.details == (("Hot Technology", "Y"),)
    assert next(skill for skill in release.skills if skill.id == "43239999").type is SkillType.GROUP


def test_all_links_of_a_release_are_kept(release: Document) -> None:
    assert links(release, RelationKind.RELATED) == {
        ("2.B.9.a", "53-9901.00", 4.25),
        ('"Tide" tables 12"', "53-9901.00", None),
        ("4.A.9.a.I01.D01", "53-9901.00", None),
        ("53-9901.00", "53-9903.00", None),
        ("2.B.9.a", "4.A.9.a", None),
    }


def test_tables_without_skills_are_counted(release: Document) -> None:
    (note,) = [one for one in release.findings if "say nothing of skills" in one.message]

    assert note.message.startswith("2 file(s)")
    assert note.place == "Notes.txt"


def test_the_title_is_that_of_the_release_and_places_name_the_file(release: Document) -> None:
    assert release.framework_title == "O*NET 31.0"
    assert release.occupations[0].place == "Occupation Data.txt, row 2"


def test_a_zip_archive_is_read_like_the_folder(release: Document, tmp_path: Path) -> None:
    archive = tmp_path / "db_31_0_text.zip"
    archive.write_bytes(zipped(RELEASE))

    joined = read_onet_folder(archive)

    assert (len(joined.skills), len(joined.occupations)) == (len(release.skills), len(release.occupations))
    assert set(joined.relations) == set(release.relations)
    assert read_document(archive) == joined
    assert joined.source.envelope == "ZIP archive"
    assert joined.source.sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_the_folder_above_a_release_may_be_named(folder: Path, release: Document) -> None:
    above = read_onet_folder(folder.parent)

    assert set(above.relations) == set(release.relations)
    assert above.framework_title == "O*NET 31.0"


def test_the_hash_of_a_folder_changes_with_any_of_its_files(folder: Path, release: Document) -> None:
    assert read_onet_folder(folder).source.sha256 == release.source.sha256

    (folder / "Skills.txt").write_text(RELEASE["Skills.txt"] + "\n", encoding="utf-8")
    assert read_onet_folder(folder).source.sha256 != release.source.sha256


@pytest.mark.parametrize("name", [name for name in RELEASE if name not in ("Read Me.txt", "Notes.txt")])
def test_each_table_is_recognised_by_its_header_and_by_this_reader_only(name: str) -> None:
    head = RELEASE[name].encode()

    assert [one for one in readers.names() if readers.get(one).sniff("x.txt", head)] == ["onet"]


def test_a_table_of_other_things_is_refused_by_name() -> None:
    with pytest.raises(FormatError, match=r"O\*NET's table of work context, education and training"):
        read(RELEASE["Work Context.txt"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"O*NET-SOC Code,Title,Description\n1,a,b\n", "expected the header of an O.NET table"),
        (b"O*NET-SOC Code\tTitle\tDescription\n", "found none"),
        (b"O*NET-SOC Code\tTitle\tDescription\n1\t\xff\tb\n", "byte 0xff that is not UTF-8"),
        (
            b"O*NET-SOC Code\tTitle\tDescription\n1\t" + b"x" * 200_000 + b"\tb\n",
            "more than 100,000 characters",
        ),
        (zipped({"Notes.txt": "x"}), "found none"),
        (zipped(RELEASE)[:-60], "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(content: bytes, problem: str) -> None:
    with pytest.raises(FormatError, match=problem) as refusal:
        onet.read("x", content)

    assert "\n" not in str(refusal.value)


def test_a_folder_that_is_none_or_holds_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no such folder or ZIP archive"):
        read_onet_folder(tmp_path / "nowhere")
    with pytest.raises(FormatError, match="found none"):
        read_onet_folder(tmp_path)


def test_more_than_a_release_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "O*NET-SOC Code\tTitle\tDescription\n" + "".join(f"{n}\ta\tb\n" for n in range(4))
    monkeypatch.setattr(onet_tables, "MAX_CONCEPTS", 3)
    with pytest.raises(LimitError, match="more than 3 skills and occupations"):
        read(table)

    monkeypatch.setattr(onet_tables, "MAX_ROWS", 2)
    with pytest.raises(LimitError, match="more than 2 rows"):
        read(table)


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(LimitError, match="zip bomb"):
        onet.read("x.zip", zipped({**RELEASE, "Big.txt": "x" * 20_000_000}))
