"""CTDL: offers that nobody holds, references inside the file, competency frameworks, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from skillmap.domain import (
    Alignment,
    Assessment,
    Credential,
    Credit,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Party,
    Relation,
    RelationKind,
    Source,
)
from skillmap.errors import FormatError
from skillmap.formats import read_document_from, read_programme, readers

SAMPLE = Path(__file__).parent / "data/samples/ctdl.jsonld"
BASE = "https://registry.example/resources/ce-11111111-2222-4333-8444-00000000000"


def read(*members: dict):
    graph = members[0] if len(members) == 1 else {"@graph": list(members)}
    content = {"@context": "https://credreg.net/ctdl/schema/context/json"} | graph
    return read_document_from("offer.json", json.dumps(content).encode())


def course(**members) -> dict:
    own = {"@id": "https://r.example/1", "@type": "ceterms:Course", "ceterms:name": {"en": "Bread"}}
    return own | {f"ceterms:{key}": value for key, value in members.items()}


def badge(**members) -> dict:
    return course(**members) | {"@type": "ceterms:MicroCredential"}


def named(name: str, **members) -> dict:
    kind = "ceterms:CredentialAlignmentObject"
    return {"@type": kind, "ceterms:targetNodeName": {"en": name}} | {
        f"ceterms:{k}": v for k, v in members.items()
    }


def only(*members: dict) -> Credential:
    (credential,) = read(*members).credentials
    return credential


def messages(document) -> list[str]:
    return [finding.message for finding in document.findings]


def unreadable(document) -> list[str]:
    return [finding.field for finding in document.findings if finding.field]


def test_everything_of_the_sample_is_read() -> None:
    (credential,) = read_document_from("c.jsonld", SAMPLE.read_bytes()).credentials

    own = f"{BASE}1.1"
    assert (credential.id, credential.title, credential.code) == (f"{BASE}1", "Orchard Pruning", "ORCH-101")
    statement = "Prune fruit trees in winter so that they bear the next year"
    assert credential.outcomes == (LearningOutcome(own, statement, "en"),)
    assert credential.alignments == (
        Alignment(
            *(
                "Prune fruit trees",
                f"{BASE}4",
                "Lakeside Orchard Competencies",
                statement,
                "OR.1",
                "ceasn:Competency",
            ),
            outcome=own,
        ),
        Alignment(
            "look after trees (invented)",
            "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000feed",
            "ESCO",
        ),
    )
    assert credential.awarding_body == credential.issuer == Party("Lakeside College", f"{BASE}2", "Ireland")
    assert credential.credit == Credit(1.5, "Semester Hour")
    assert credential.hours == Hours(40, 50, HoursBasis.SELF_DECLARED)
    assert (credential.assessed, credential.assessment) == (True, Assessment("Performance"))
    assert credential.quality_assurance == ("accredited by Coastal Quality Board",)
    assert credential.entry_requirements == "A tetanus vaccination, Work boots"
    assert credential.stackability == "prepares for Diploma in Fruit Growing"
    assert (credential.mode, credential.kind) == ("Blended Delivery", "Course")


def test_an_offer_is_held_by_nobody_and_says_so() -> None:
    document = read(badge())

    assert document.credentials[0].holder_identified is False
    assert "This describes what is offered; nobody holds it." in messages(document)


def test_a_course_with_a_code_is_a_module_as_well(tmp_path: Path) -> None:
    parts = [course(codedNotation=code) | {"@id": f"https://r.example/{code}"} for code in ("A1", "A2")]
    parts[1]["ceterms:prerequisite"] = ["https://r.example/A1"]
    parts[1]["ceterms:teaches"] = [named("Bake bread")]
    program = course(name={"en": "Baking"}) | {
        "@id": "https://r.example/p",
        "@type": "ceterms:LearningProgram",
    }
    file = tmp_path / "programme.json"
    file.write_text(json.dumps({"@graph": [program, *parts]}))

    programme, findings = read_programme(file)

    assert (programme.title, [module.id for module in programme.modules]) == ("Baking", ["A1", "A2"])
    assert programme.modules[1].prerequisites == ("A1",)
    assert programme.modules[1].outcomes[0].id == "A2.1"
    assert any("2 offers are courses with a code" in finding.message for finding in findings)


def test_a_course_without_a_code_is_no_module() -> None:
    assert read(course()).modules == ()


def test_a_credential_teaches_what_its_required_assessments_and_courses_do() -> None:
    test = {
        "@id": "_:t",
        "@type": "ceterms:AssessmentProfile",
        "ceterms:name": "Baking test",
        "ceterms:isProctored": True,
        "ceterms:assesses": [named("Bake bread")],
    }
    taught = course(teaches=[named("Sell bread")]) | {"@id": "_:c"}
    requires = [
        {"ceterms:targetCompetency": [named("Clean up")]},
        {"ceterms:targetAssessment": ["_:t"], "ceterms:targetLearningOpportunity": ["_:c"]},
    ]
    credential = only(badge(requires=requires), test, taught)

    assert [item.text for item in credential.outcomes] == ["Clean up", "Bake bread", "Sell bread"]
    assert (credential.assessed, credential.assessment) == (True, Assessment("Baking test", supervised=True))


def test_a_required_assessment_in_the_file_is_no_offer_of_its_own() -> None:
    test = {"@id": "https://r.example/t", "@type": "ceterms:AssessmentProfile", "ceterms:name": "Test"}
    required = [{"ceterms:targetAssessment": ["https://r.example/t"]}]

    assert [item.title for item in read(badge(requires=required), test).credentials] == ["Bread"]
    assert only(test).assessed is True


def test_what_a_course_asks_of_learners_is_not_what_it_teaches() -> None:
    asked = {
        "ceterms:targetLearningOpportunity": [
            course(teaches=[named("Knead")]) | {"@id": "https://r.example/0"}
        ]
    }
    credential = only(course(requires=[asked]))

    assert credential.outcomes == ()
    assert credential.entry_requirements == "Bread"


def test_how_a_credential_is_earned_is_told_and_is_no_entry_requirement() -> None:
    conditions = [
        {"ceterms:description": {"en": "Complete 30 credits"}},
        {"ceterms:description": {"en": "Prerequisite: a licence"}, "ceterms:minimumAge": 18},
        {"ceterms:description": "*** Condition PROFILE DESCRIPTION MISSING ***"},
    ]
    document = read(badge(requires=conditions))

    assert document.credentials[0].entry_requirements == "Prerequisite: a licence, minimum age 18"
    assert "To be earned: Complete 30 credits" in messages(document)
    assert not any("MISSING" in message for message in messages(document))


@pytest.mark.parametrize(
    ("value", "credit", "hours", "field"),
    [
        (
            {"schema:value": 3, "ceterms:creditUnitType": [named("Degree Credit")]},
            Credit(3, "Degree Credit"),
            None,
            [],
        ),
        (
            {
                "schema:value": "3",
                "ceterms:creditUnitType": [{"ceterms:targetNode": "creditUnit:QuarterHour"}],
            },
            Credit(3, "Quarter Hour"),
            None,
            [],
        ),
        ({"schema:value": 5, "schema:description": {"en": "ECTS"}}, Credit(5, "ECTS"), None, []),
        ({"schema:value": 5}, Credit(5, None), None, []),
        ({"schema:minValue": 3, "schema:maxValue": 3}, Credit(3, None), None, []),
        ({"schema:minValue": 3, "schema:maxValue": 6}, None, None, ["credit"]),
        ({"schema:description": {"en": "varies"}}, None, None, ["credit"]),
        (
            {
                "schema:value": 2,
                "ceterms:creditUnitType": [{"ceterms:targetNode": "creditUnit:ContinuingEducationUnit"}],
            },
            None,
            Hours(20, 20, HoursBasis.CONTACT),
            [],
        ),
        (
            {
                "schema:value": 20,
                "ceterms:creditUnitType": [{"ceterms:targetNode": "creditUnit:ContactHour"}],
            },
            None,
            Hours(20, 20, HoursBasis.CONTACT),
            [],
        ),
    ],
)
def test_a_credit_value_is_credit_with_its_unit_or_hours(value, credit, hours, field) -> None:
    document = read(course(creditValue=[value]))

    (found,) = document.credentials
    assert (found.credit, found.hours, unreadable(document)) == (credit, hours, field)


def test_the_credit_of_a_credential_stands_in_its_conditions() -> None:
    condition = {
        "ceterms:creditValue": [{"schema:value": 12, "ceterms:creditUnitType": [named("Semester Hour")]}]
    }

    assert only(badge(requires=[condition])).credit == Credit(12, "Semester Hour")


@pytest.mark.parametrize(
    ("profile", "hours", "field"),
    [
        ({"exactDuration": "PT40H"}, Hours(40, 40, HoursBasis.SELF_DECLARED), []),
        (
            {"minimumDuration": "PT20H", "maximumDuration": "PT30H"},
            Hours(20, 30, HoursBasis.SELF_DECLARED),
            [],
        ),
        ({"exactDuration": "P2Y", "timeRequired": "PT9H"}, Hours(9, 9, HoursBasis.SELF_DECLARED), []),
        ({"exactDuration": "P2Y"}, None, ["hours"]),
    ],
)
def test_a_duration_is_the_providers_own_estimate_of_hours(profile, hours, field) -> None:
    document = read(course(estimatedDuration=[{f"ceterms:{key}": text for key, text in profile.items()}]))

    assert (document.credentials[0].hours, unreadable(document)) == (hours, field)


@pytest.mark.parametrize(
    ("key", "concept", "level"),
    [
        ("audienceLevelType", named("Bachelors Degree Level"), None),
        ("atLevel", named("Level 5", frameworkName={"en": "EQF"}), Level("EQF", 5)),
        ("atLevel", named("x", targetNode={"@id": "http://data.europa.eu/snb/eqf/6"}), Level("EQF", 6)),
        ("atLevel", named("SCQF Level 7"), Level("SCQF", 7)),
    ],
)
def test_a_level_needs_a_framework_and_an_audience_is_none(key: str, concept: dict, level) -> None:
    document = read(course(**{key: [concept]}))

    assert document.credentials[0].level == level
    assert unreadable(document) == ([] if level else ["level"])


def test_entries_of_a_taxonomy_are_outcomes_only_where_nothing_else_is_taught() -> None:
    skill = named("bake goods", targetNode="http://data.europa.eu/esco/skill/made-up")
    alone, beside = only(course(teaches=[skill])), only(course(teaches=[skill, named("Sell bread")]))

    assert [item.text for item in alone.outcomes] == ["bake goods"]
    assert [item.text for item in beside.outcomes] == ["Sell bread"]
    assert alone.alignments[0].outcome == "https://r.example/1.1"
    assert beside.alignments[0].outcome is None


def test_a_competency_in_the_file_brings_its_own_links() -> None:
    competency = {
        "@id": "_:k",
        "@type": "ceasn:Competency",
        "ceasn:competencyText": {"en": "Bake bread"},
        "ceasn:exactAlignment": ["https://skills.example/9"],
    }
    credential = only(course(teaches=["_:k"]), competency)

    assert [item.text for item in credential.outcomes] == ["Bake bread"]
    assert credential.alignments == (
        Alignment("https://skills.example/9", "https://skills.example/9", outcome="https://r.example/1.1"),
    )


def test_a_competency_known_by_address_only_is_a_link_without_a_statement() -> None:
    document = read(course(teaches=["https://skills.example/9"]))

    assert document.credentials[0].outcomes == ()
    assert document.credentials[0].alignments[0].uri == "https://skills.example/9"
    assert any("names no competency" in message for message in messages(document))


def test_references_are_followed_by_ctid_whatever_the_address_before_it() -> None:
    ctid = "ce-11111111-2222-4333-8444-555555555555"
    owner = {
        "@id": f"https://one.example/resources/{ctid}",
        "ceterms:ctid": ctid,
        "ceterms:name": "Lakeside College",
    }
    credential = only(badge(ownedBy=[f"https://two.example/graph/{ctid.upper()}"]), owner)

    assert credential.awarding_body == Party("Lakeside College", f"https://one.example/resources/{ctid}")


def test_an_owner_outside_the_file_is_named_by_its_address() -> None:
    document = read(badge(ownedBy=["https://r.example/org"]))

    assert document.credentials[0].issuer == Party("https://r.example/org", "https://r.example/org")
    assert "The owner is given as an address only, without a name." in messages(document)


def test_terms_written_as_full_addresses_are_read() -> None:
    full = "https://purl.org/ctdl/terms/"
    expanded = [
        {
            "@id": "https://r.example/1",
            "@type": [f"{full}Course"],
            f"{full}name": [{"@value": "Brot", "@language": "de"}, {"@value": "Bread", "@language": "en"}],
            f"{full}isNonCredit": [{"@value": True}],
            f"{full}creditValue": [{"http://schema.org/value": [{"@value": 2}]}],
            f"{full}teaches": [{f"{full}targetNodeName": [{"@value": "Bake bread", "@language": "en"}]}],
        }
    ]
    document = read_document_from("expanded.json", json.dumps(expanded).encode())

    (credential,) = document.credentials
    assert (credential.title, credential.language, credential.credit) == ("Bread", "en", Credit(2, None))
    assert [item.text for item in credential.outcomes] == ["Bake bread"]
    assert credential.origin_of("title").place == "$[0].ceterms:name[1].@value"
    assert "By its provider it carries no academic credit." in messages(document)
    assert any("full addresses" in message for message in messages(document))


@pytest.mark.parametrize(
    ("kind", "name", "participation"),
    [
        ("CertificateOfParticipation", "Bread Day", True),
        ("Certificate", "Certificate of attendance", True),
        ("CertificateOfCompletion", "Bread", None),
    ],
)
def test_a_certificate_of_participation_is_known_by_type_or_title(kind, name, participation) -> None:
    assert only({"@type": f"ceterms:{kind}", "ceterms:name": name}).participation_only is participation


def test_a_status_other_than_active_is_a_warning() -> None:
    stopped = read(badge(credentialStatusType=[named("Deprecated", targetNode="credentialStat:Deprecated")]))
    running = read(badge(credentialStatusType=[named("Active")]))

    assert "Its status is 'Deprecated'." in messages(stopped)
    assert not any("status" in message for message in messages(running))


def test_facts_without_a_field_are_told() -> None:
    found = messages(
        read(
            badge(keyword={"en": ["bread", "dough"]}, renewalFrequency="P3Y", occupationType=[named("Baker")])
        )
    )

    assert "Keywords: bread; dough" in found
    assert "To be renewed every: P3Y" in found
    assert "Occupations: Baker" in found


def test_two_offers_without_an_id_get_two() -> None:
    plain = {"@type": "ceterms:Badge", "ceterms:name": "Bread"}

    assert [item.id for item in read(plain, plain).credentials] == ["offer.json", "offer.json#2"]


def competency(number: int, **members) -> dict:
    own = {
        "@id": f"{BASE}{number}",
        "@type": "ceasn:Competency",
        "ceasn:competencyText": {"en": f"Do {number}"},
    }
    return own | {f"ceasn:{key}": value for key, value in members.items()}


def test_a_competency_framework_gives_skills_and_relations() -> None:
    framework = {"@id": f"{BASE}0", "@type": "ceasn:CompetencyFramework", "ceasn:name": {"en": "Baking"}}
    document = read(
        framework,
        competency(1, isTopChildOf=f"{BASE}0", hasChild=[f"{BASE}2"], codedNotation="B"),
        competency(
            2, isChildOf=f"{BASE}1", competencyLabel={"en": "Two"}, prerequisiteAlignment=[f"{BASE}1"]
        ),
        competency(3, exactAlignment=["https://skills.example/9"], isChildOf=f"{BASE}0"),
        {"@id": f"{BASE}4", "@type": "ceasn:Competency"},
    )

    assert document.framework_title == "Baking"
    assert [(skill.id, skill.label, skill.description, skill.code) for skill in document.skills] == [
        (f"{BASE}1", "Do 1", "", "B"),
        (f"{BASE}2", "Two", "Do 2", None),
        (f"{BASE}3", "Do 3", "", None),
    ]
    assert document.skills[1].broader == (f"{BASE}1",)
    assert document.skills[1].place == "$.@graph[2].ceasn:competencyLabel.en"
    assert set(document.relations) == {
        Relation(f"{BASE}2", RelationKind.BROADER, f"{BASE}1"),
        Relation(f"{BASE}1", RelationKind.PRECEDES, f"{BASE}2"),
        Relation(f"{BASE}3", RelationKind.EXACT_MATCH, "https://skills.example/9"),
    }
    assert messages(document) == ["A competency without an id or a text was not read."]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("ceterms:TransferValueProfile", "a transfer value profile"),
        ("ceterms:CredentialOrganization", "an organisation"),
        ("ceterms:Pathway", "a pathway"),
        ("ceterms:HoldersProfile", "of type ceterms:HoldersProfile"),
        ("ceterms:Course", "of type ceterms:Course"),
    ],
)
def test_what_nobody_can_learn_or_earn_is_refused_by_name(kind: str, what: str) -> None:
    with pytest.raises(FormatError, match=f"{what}.*expected a credential, learning opportunity"):
        read({"@type": kind, "ceterms:ctid": "ce-1"})


def test_a_framework_without_a_text_is_refused() -> None:
    with pytest.raises(FormatError, match="without a competency that has a text"):
        read({"@type": "ceasn:CompetencyFramework", "ceasn:name": {"en": "Empty"}})


def test_more_than_anything_real_is_refused() -> None:
    with pytest.raises(FormatError, match="teaches more than the 5,000 things allowed"):
        read(course(teaches=[named(f"Bake {number}") for number in range(5_001)]))
    with pytest.raises(FormatError, match="describes 2,001 offers; at most 2,000 are read"):
        read(*[badge()] * 2_001)


def test_references_in_a_circle_are_followed_once() -> None:
    turning = {
        "@id": "_:k",
        "@type": "ceasn:Competency",
        "ceasn:competencyText": "Turn",
        "ceasn:alignTo": ["_:k"],
    }

    assert [item.text for item in only(course(teaches=["_:k", "_:k"]), turning).outcomes] == ["Turn"]


WRITER = readers.get("ctdl").write


def held(**members) -> Credential:
    source = Source("badge.json", "open-badges-3", "0" * 64)
    outcomes = (
        LearningOutcome("urn:b:1.1", "Bake bread", "en"),
        LearningOutcome("urn:b:1.2", "Sell bread", "en"),
    )
    return replace(Credential("urn:b:1", "Bread", source, outcomes, language="en"), **members)


def written(credential: Credential, *alignments: Alignment) -> Credential:
    (back,) = read_document_from("w.json", WRITER(credential, alignments)).credentials
    return back


def test_what_is_written_reads_back_alike() -> None:
    links = (
        Alignment("bake goods", "http://data.europa.eu/esco/skill/made-up", "ESCO", outcome="urn:b:1.1"),
        Alignment("sell", "https://x.example/1", "Trade Skills", "To sell well", "T.1", outcome="urn:b:1.2"),
        Alignment("bake goods", "http://data.europa.eu/esco/skill/made-up", "ESCO", outcome="urn:b:1.2"),
        Alignment("count", framework="Trade Skills", outcome="urn:b:1.2"),
        Alignment("teamwork", "https://x.example/2"),
    )
    back = written(held(), *links)

    assert (back.id, back.title, back.outcomes) == ("urn:b:1", "Bread", held().outcomes)
    assert set(back.alignments) == set(links)
    assert back.holder_identified is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", Level("EQF", 6)),
        ("level", Level("SCQF", 8)),
        ("level", Level(None, 4)),
        ("credit", Credit(2.5, "ECTS")),
        ("credit", Credit(3, "Semester Hour")),
        ("credit", Credit(4, None)),
        ("hours", Hours(60, 60, HoursBasis.SELF_DECLARED)),
        ("hours", Hours(20, 30, HoursBasis.SELF_DECLARED)),
        ("mode", "Online"),
        ("code", "BRD-1"),
        ("entry_requirements", "A licence"),
        ("homepage", "https://college.example"),
        ("awarding_body", Party("Lakeside College", "https://college.example/org")),
        ("description", "On bread"),
    ],
)
def test_each_field_that_an_offer_can_hold_survives_writing(field: str, value) -> None:
    assert getattr(written(held(**{field: value})), field) == value


def test_what_belongs_to_one_holder_is_not_written() -> None:
    text = WRITER(held(assessed=True, assessment=Assessment("Exam", "93 %")), ()).decode()

    assert "Exam" in text
    assert "93" not in text


def test_the_same_credential_is_written_alike_twice() -> None:
    links = (Alignment("count", outcome="urn:b:1.1"), Alignment("sell"))

    assert WRITER(held(), links) == WRITER(held(), links)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", {}, {"en": ""}, [], True])
def test_an_offer_whose_name_says_nothing_is_refused(name: object) -> None:
    offer = {"@context": "https://credreg.net/ctdl/schema/context/json", "@type": "ceterms:Course"}

    with pytest.raises(FormatError):
        read_document_from("offer.json", json.dumps(offer | {"ceterms:name": name}).encode())
