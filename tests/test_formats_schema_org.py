"""Courses and credentials of schema.org: in a file, a graph or a web page; workload, credit, levels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmap.domain import Alignment, Credential, Credit, Hours, HoursBasis, LearningOutcome, Level, Party
from skillmap.errors import FormatError
from skillmap.formats import read_document_from, read_programme

SAMPLE = Path(__file__).parent / "data/samples/schema-org.jsonld"
BASE = "https://college.example/courses/bees"


def course(**members) -> dict:
    return {"@context": "https://schema.org", "@type": "Course", "@id": "#bread", "name": "Bread"} | members


def read(value):
    return read_document_from("course.jsonld", json.dumps(value).encode())


def page(*scripts: str, rest: str = "") -> bytes:
    tags = "".join(f'<script type="application/ld+json">{text}</script>' for text in scripts)
    return f"<!DOCTYPE html><html><head>{rest}{tags}</head><body>Bread</body></html>".encode()


def only(**members) -> Credential:
    (credential,) = read(course(**members)).credentials
    return credential


def messages(document) -> list[str]:
    return [finding.message for finding in document.findings]


def unreadable(document) -> list[str]:
    return [finding.field for finding in document.findings if finding.field]


def test_everything_of_the_sample_is_read() -> None:
    document = read_document_from("c.jsonld", SAMPLE.read_bytes())

    (credential,) = document.credentials
    own = f"{BASE}#course"
    assert (credential.id, credential.title, credential.code) == (own, "Keeping Bees", "BEE-1")
    assert credential.outcomes == (
        LearningOutcome(f"{own}.1", "Inspect a hive and judge the health of its colony", "en"),
        LearningOutcome(f"{own}.2", "Harvest honey: Take honey without harm to the colony", "en"),
    )
    esco = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000beef"
    assert credential.alignments == (
        Alignment(
            *(
                "Harvest honey",
                None,
                "Lakeside Apiary Skills",
                "Take honey without harm to the colony",
                "B.2",
            ),
            outcome=f"{own}.2",
        ),
        Alignment(esco, esco, "ESCO"),
    )
    assert credential.issuer == Party("Lakeside College", "https://college.example/#college", "IE")
    assert (credential.credit, credential.level) == (Credit(2, "ECTS"), Level("EQF", 4))
    assert credential.hours == Hours(50, 50, HoursBasis.SELF_DECLARED)
    assert (credential.mode, credential.homepage) == ("Onsite", BASE)
    assert credential.entry_requirements == "No allergy to stings"
    assert credential.stackability == "awards Certificate in Beekeeping"
    assert document.modules[0].tags == ("bees", "honey")


def test_an_offer_is_held_by_nobody_and_says_so() -> None:
    document = read(course())

    assert document.credentials[0].holder_identified is False
    assert "This describes what is offered; nobody holds it." in messages(document)


def test_a_course_with_a_code_serves_as_a_module_through_the_door_for_programmes(tmp_path: Path) -> None:
    courses = [
        {"@type": "Course", "name": "Bread", "courseCode": "B1"},
        {
            "@type": "Course",
            "name": "Cake",
            "courseCode": "B2",
            "coursePrerequisites": {"@type": "Course", "courseCode": "B1", "name": "Bread"},
            "teaches": "Bake a cake",
        },
        {"@type": "Course", "name": "Tasting"},
    ]
    program = {
        "@type": "EducationalOccupationalProgram",
        "name": "Baking",
        "numberOfCredits": 60,
        "hasCourse": courses,
    }
    file = tmp_path / "programme.jsonld"
    file.write_text(json.dumps({"@context": "https://schema.org"} | program))

    programme, _ = read_programme(file)

    assert (programme.title, programme.credit) == ("Baking", Credit(60, None))
    assert [module.id for module in programme.modules] == ["B1", "B2"]
    assert programme.modules[1].prerequisites == ("B1",)
    assert programme.modules[1].outcomes == (LearningOutcome("B2.1", "Bake a cake"),)


@pytest.mark.parametrize(
    "value",
    [
        {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebPage"}, {"@type": "Course", "name": "Bread"}],
        },
        {"@context": "http://schema.org/", "@type": ["Course"], "name": ["Bread"]},
        {"@context": {"schema": "http://schema.org/"}, "@type": "schema:Course", "schema:name": "Bread"},
        {"@type": "https://schema.org/Course", "https://schema.org/name": [{"@value": "Bread"}]},
        [
            {
                "@context": "https://schema.org",
                "@type": "Course",
                "name": {"@language": "en", "@value": "Bread"},
            }
        ],
        {
            "@context": "https://schema.org",
            "@type": "ItemList",
            "itemListElement": [{"@type": "ListItem", "item": {"@type": "Course", "name": "Bread"}}],
        },
    ],
)
def test_a_course_is_found_wherever_json_ld_puts_it(value) -> None:
    assert [item.title for item in read(value).credentials] == ["Bread"]


def test_a_course_is_read_from_a_web_page_with_its_place() -> None:
    content = page('{"@context":"https://schema.org","@type":"WebSite"}', json.dumps(course(courseCode="B1")))
    document = read_document_from("bread.html", content)

    (credential,) = document.credentials
    assert credential.source.envelope == "web page"
    assert credential.origin_of("code").place == "script 2, $.courseCode"


def test_a_script_that_is_no_json_is_told_and_the_others_are_read() -> None:
    document = read_document_from("bread.html", page("{'@type': 'Course'}", json.dumps(course())))

    assert [item.title for item in document.credentials] == ["Bread"]
    assert document.findings[0].place == "script 1, $"
    assert document.findings[0].message.startswith("JSON-LD of the page could not be read: not JSON")


def test_a_script_that_is_commented_out_does_not_count() -> None:
    hidden = f"<!-- {page(json.dumps(course(name='Old'))).decode()} -->"
    document = read_document_from("bread.html", page(json.dumps(course()), rest=hidden))

    assert [item.title for item in document.credentials] == ["Bread"]


def test_a_course_that_a_page_repeats_is_read_once() -> None:
    document = read_document_from(
        "bread.html", page(json.dumps(course()), json.dumps(course(teaches="Bake")))
    )

    assert len(document.credentials) == 1
    assert any("it was read once" in message for message in messages(document))


@pytest.mark.parametrize(
    ("instance", "hours", "field"),
    [
        ({"courseWorkload": "PT22H"}, None, ["hours"]),
        ({"courseWorkload": "5 hours"}, None, ["hours"]),
        ({"courseWorkload": "5 hours per week"}, None, ["hours"]),
        ({"courseWorkload": "2 hours of lectures and 3 hours of labs per week"}, None, ["hours"]),
        ({"courseWorkload": "40-50 hours in total"}, Hours(40, 50, HoursBasis.SELF_DECLARED), []),
        (
            {
                "courseWorkload": "3-4 hours/week",
                "courseSchedule": {"repeatFrequency": "P1W", "repeatCount": 6},
            },
            Hours(18, 24, HoursBasis.SELF_DECLARED),
            [],
        ),
        (
            {"courseSchedule": {"duration": "PT3H", "repeatFrequency": "Daily", "repeatCount": 10}},
            Hours(30, 30, HoursBasis.SELF_DECLARED),
            [],
        ),
        ({"courseSchedule": {"duration": "PT3H", "repeatFrequency": "Monthly", "repeatCount": 10}}, None, []),
    ],
)
def test_a_workload_counts_only_where_it_is_clear_for_how_long(instance, hours, field) -> None:
    document = read(course(hasCourseInstance={"@type": "CourseInstance"} | instance))

    assert (document.credentials[0].hours, unreadable(document)) == (hours, field)


def test_the_time_required_is_the_total_and_a_workload_beside_it_is_told() -> None:
    document = read(course(timeRequired="PT30H", hasCourseInstance={"courseWorkload": "PT22H"}))

    assert document.credentials[0].hours == Hours(30, 30, HoursBasis.SELF_DECLARED)
    assert "The workload is given as 'PT22H'." in messages(document)
    assert unreadable(read(course(timeRequired="P6W"))) == ["hours"]


@pytest.mark.parametrize(
    ("credits", "credit", "field"),
    [
        (3, Credit(3, None), []),
        ("3", Credit(3, None), []),
        ("5 ECTS credits", Credit(5, "ECTS"), []),
        ({"@type": "StructuredValue", "value": 7.5, "unitText": "ECTS"}, Credit(7.5, "ECTS"), []),
        ({"@type": "StructuredValue", "value": 3, "name": "Semester hours"}, Credit(3, "Semester hours"), []),
        ({"@type": "StructuredValue", "name": "ECTS"}, None, ["credit"]),
        ("on request", None, ["credit"]),
    ],
)
def test_a_number_of_credits_has_a_unit_only_where_one_is_given(credits, credit, field) -> None:
    document = read(course(numberOfCredits=credits))

    assert (document.credentials[0].credit, unreadable(document)) == (credit, field)
    unit_missing = any("names no unit" in message for message in messages(document))
    assert unit_missing == (credit is not None and credit.scheme is None)


@pytest.mark.parametrize(
    ("level", "found"),
    [
        ("Beginner", None),
        ("EQF Level 5", Level("EQF", 5)),
        ("http://data.europa.eu/snb/eqf/6", Level("EQF", 6)),
        ({"@type": "DefinedTerm", "name": "Level 7", "inDefinedTermSet": {"name": "SCQF"}}, Level("SCQF", 7)),
        (
            {"@type": "DefinedTerm", "termCode": "4", "name": "Higher", "inDefinedTermSet": "NFQ"},
            Level("NFQ", 4),
        ),
        ("Level 3", None),
    ],
)
def test_a_level_needs_a_framework(level, found) -> None:
    document = read(course(educationalLevel=level))

    assert document.credentials[0].level == found
    assert unreadable(document) == ([] if found else ["level"])


def test_educational_alignments_are_sorted_by_what_they_say() -> None:
    def aligned(kind: str, name: str, **members) -> dict:
        return {"@type": "AlignmentObject", "alignmentType": kind, "targetName": name} | members

    document = read(
        course(
            educationalAlignment=[
                aligned(
                    "teaches",
                    "Bake bread",
                    targetUrl="https://x.example/1",
                    educationalFramework="Trade Skills",
                ),
                aligned("educationalLevel", "Level 5", educationalFramework="EQF"),
                aligned("requires", "A licence"),
                aligned("educationalSubject", "Food", targetUrl="https://x.example/f"),
            ]
        )
    )
    (credential,) = document.credentials

    assert [item.text for item in credential.outcomes] == ["Bake bread"]
    assert credential.alignments == (
        Alignment("Bake bread", "https://x.example/1", "Trade Skills", kind="teaches", outcome="#bread.1"),
        Alignment("Food", "https://x.example/f", kind="educationalSubject"),
    )
    assert (credential.level, credential.entry_requirements) == (Level("EQF", 5), "A licence")


def test_a_list_written_as_one_text_gives_its_items() -> None:
    lines = "You will be able to:\n- bake bread\n- sell bread"

    assert [item.text for item in only(teaches=lines).outcomes] == ["bake bread", "sell bread"]


def test_entries_of_a_taxonomy_are_outcomes_only_where_nothing_else_is_taught() -> None:
    skill = {"@type": "DefinedTerm", "name": "bake goods", "url": "http://data.europa.eu/esco/skill/made-up"}

    assert [item.text for item in only(teaches=skill).outcomes] == ["bake goods"]
    assert [item.text for item in only(teaches=[skill, "Sell bread"]).outcomes] == ["Sell bread"]


def test_a_course_that_says_nothing_of_what_it_teaches_has_no_outcome_and_says_so() -> None:
    document = read(course(description="The best course on bread in town."))

    assert document.credentials[0].outcomes == ()
    assert "'Bread' does not say what is taught, so nothing can be compared." in messages(document)


def test_a_credential_is_read_with_its_category_and_who_recognises_it() -> None:
    value = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": "Baker",
        "url": "https://guild.example/baker",
        "credentialCategory": {"@type": "DefinedTerm", "name": "Professional Certificate"},
        "competencyRequired": ["Bake bread"],
        "recognizedBy": [{"@type": "Organization", "name": "Guild of Bakers"}],
        "validFor": "P5Y",
        "validIn": {"@type": "Country", "name": "Ireland"},
    }
    document = read(value)

    (credential,) = document.credentials
    assert (credential.id, credential.kind) == ("https://guild.example/baker", "Professional Certificate")
    assert [item.text for item in credential.outcomes] == ["Bake bread"]
    assert credential.quality_assurance == ("recognised by Guild of Bakers",)
    assert credential.expires is None
    assert "Valid for, once awarded: P5Y" in messages(document)
    assert "Valid in: Ireland" in messages(document)


def test_what_is_assessed_and_what_is_attended_are_told_apart() -> None:
    assessed = only(assesses="Bake bread")
    attended = only(educationalCredentialAwarded="Certificate of attendance")
    neither = only()

    assert (assessed.assessed, assessed.participation_only) == (True, False)
    assert (attended.assessed, attended.participation_only) == (None, True)
    assert (neither.assessed, neither.participation_only) == (None, None)


def test_references_are_followed_inside_the_file_and_a_person_is_no_provider() -> None:
    provider = {"@id": "#org", "@type": "Organization", "name": "Lakeside College"}
    graph = [course(provider={"@id": "#org"}), provider]
    organised = read({"@context": "https://schema.org", "@graph": graph}).credentials[0]
    private = only(provider={"@type": "Person", "name": "Nora Ficticia"})

    assert organised.issuer == Party("Lakeside College", "#org")
    assert private.issuer is None
    assert "Ficticia" not in repr(private)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"@context": "https://schema.org", "@type": "Course", "description": "No name"}).encode(),
        page('{"@context":"https://schema.org","@type":"Course"}'),
        page('{"@context":"https://schema.org","@type":"Course", broken'),
    ],
)
def test_a_file_without_a_course_that_has_a_name_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match="describes no course and no credential; expected a Course"):
        read_document_from("c.html", content, reader="schema-org")


def test_more_than_a_page_can_mean_is_refused() -> None:
    with pytest.raises(FormatError, match="more than 200 scripts"):
        read_document_from("c.html", page(*[json.dumps(course())] * 201))
    with pytest.raises(FormatError, match="holds more than 50,000 values"):
        read(course(teaches=["Bake"] * 60_000))
    with pytest.raises(FormatError, match="one offer more than the 2,000 allowed"):
        read(
            {
                "@context": "https://schema.org",
                "@graph": [{"@type": "Course", "name": f"C{n}"} for n in range(2_001)],
            }
        )


def test_a_page_without_a_course_is_not_claimed() -> None:
    with pytest.raises(FormatError, match="a web page; no learning outcome"):
        read_document_from(
            "p.html", page('{"@context":"https://schema.org","@type":"Recipe","name":"Bread"}')
        )
