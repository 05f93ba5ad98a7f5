"""European Digital Credentials: paths, languages, durations, claims, and that nobody is named."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from skillmap.domain import Alignment, Assessment, Credential, Credit, Hours, HoursBasis, Level, Party
from skillmap.errors import FormatError
from skillmap.formats import read_document_from, readers
from skillmap.formats.duration import NotHoursError, hours_in

SAMPLE = Path(__file__).parent / "data/samples/european-digital-credential.jsonld"


def read(claim: dict | list, **root):
    credential = {
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": {"legalName": {"en": "Seal Service"}},
        "credentialSubject": {"type": "Person", "hasClaim": claim},
    }
    return read_document_from("credential.jsonld", json.dumps(credential | root).encode())


def achievement(specification: dict | None = None, **claim) -> dict:
    return {
        "type": "LearningAchievement",
        "title": {"en": "Bread"},
        "specifiedBy": {"learningOutcome": {"title": {"en": "Bake bread"}}} | (specification or {}),
    } | claim


def only(*args, **kwargs):
    (credential,) = read(*args, **kwargs).credentials
    return credential


def test_everything_of_the_sample_is_read() -> None:
    (credential,) = read_document_from("c.jsonld", SAMPLE.read_bytes()).credentials

    assert [outcome.text for outcome in credential.outcomes] == [
        "Estimate the energy use of a street",
        "Compare heating options with residents",
    ]
    assert credential.credit == Credit(2, "ECTS")
    assert credential.hours == Hours(50, 50, HoursBasis.NOTIONAL)
    assert credential.level == Level("EQF", 5)
    assert credential.assessment == Assessment("project work", "Merit", True, True, "Lakeside College")
    assert (credential.assessed, credential.participation_only) == (True, False)
    assert credential.issuer == Party("Seal Service", "VATXX-0001", "IRL")
    assert credential.awarding_body == Party("Lakeside College", "https://college.example")
    assert credential.quality_assurance == ("Institutional review by Coastal Quality Board",)
    assert (credential.mode, credential.kind) == ("Blended", "Short learning programme")
    assert credential.fields == ("0713",)
    assert credential.alignments[0].framework == "ESCO"
    assert (credential.awarded, credential.activity_end) == (date(2026, 3, 30), date(2026, 3, 20))
    assert (credential.valid_from, credential.expires) == (date(2026, 4, 1), date(2031, 4, 1))


def test_the_sample_names_no_holder() -> None:
    shown = repr(read_document_from("c.jsonld", SAMPLE.read_bytes()))

    for secret in ("Nora", "Ficticia", "1990", "559913", "post.example", "person:77310"):
        assert secret not in shown


def test_single_values_and_lists_read_alike() -> None:
    credit = {"framework": {"prefLabel": {"und": "ects"}}, "point": "2.5"}
    single = only(achievement({"creditPoint": credit}))
    listed = only(
        [achievement({"creditPoint": [credit], "learningOutcome": [{"title": {"en": "Bake bread"}}]})]
    )

    assert single.credit == listed.credit == Credit(2.5, "ECTS")
    assert single.outcomes == listed.outcomes


def test_an_activity_that_nothing_proves_is_participation_only() -> None:
    credential = only({"type": "LearningActivity", "title": {"en": "Bread Day"}, "workload": "PT2H"})

    assert (credential.assessed, credential.participation_only) == (False, True)
    assert credential.hours == Hours(2, 2, HoursBasis.NOTIONAL)


def test_an_activity_that_an_assessment_proves_is_not() -> None:
    proof = {"title": {"en": "Test"}, "grade": {"noteLiteral": {"en": "Pass"}}}
    credential = only({"type": "LearningActivity", "title": {"en": "Bread Day"}, "provenBy": proof})

    assert (credential.assessed, credential.participation_only) == (True, False)
    assert credential.assessment == Assessment("Test", "Pass")


def test_an_achievement_without_a_proof_stays_unknown() -> None:
    credential = only(achievement())

    assert (credential.assessed, credential.participation_only) == (None, None)


def test_a_failed_assessment_is_a_finding() -> None:
    document = read(achievement(provenBy={"gradeStatus": {"prefLabel": {"en": "fail"}}}))

    assert any(finding.message == "The assessment was failed." for finding in document.findings)


def test_each_claim_is_a_credential_and_entitlements_are_left_out() -> None:
    document = read([achievement(), achievement(), {"type": "LearningEntitlement", "title": {"en": "Go on"}}])

    assert [credential.id for credential in document.credentials] == [
        "urn:credential:1",
        "urn:credential:1#2",
    ]
    assert "entitlement" in document.findings[0].message


@pytest.mark.parametrize(
    ("title", "primary", "text", "language"),
    [
        ({"fr": "Pain", "en": "Bread"}, "FRA", "Bread", "en"),
        ({"de": "Brot", "fr": "Pain"}, "FRA", "Pain", "fr"),
        ({"de": "Brot", "fr": "Pain"}, None, "Brot", "de"),
        ({"en-IE": "Bread"}, None, "Bread", "en-ie"),
        ({"und": "Bread"}, None, "Bread", None),
        ("Bread", None, "Bread", None),
    ],
)
def test_english_comes_first_then_the_documents_language(title, primary, text, language) -> None:
    display = {
        "primaryLanguage": {"id": f"http://publications.europa.eu/resource/authority/language/{primary}"}
    }
    document = read(achievement({"learningOutcome": {"title": title}}, title=title), displayParameter=display)

    (credential,) = document.credentials
    assert (credential.title, credential.language) == (text, language)
    assert (credential.outcomes[0].text, credential.outcomes[0].language) == (text, language)
    told = any("no English version" in finding.message for finding in document.findings)
    assert told == (language in ("fr", "de"))


def test_months_where_hours_were_meant_are_not_used_but_the_sibling_is() -> None:
    activity = {"specifiedBy": {"volumeOfLearning": "P60M"}, "workload": "PT60H"}
    document = read(achievement(influencedBy=activity))

    assert document.credentials[0].hours == Hours(60, 60, HoursBasis.NOTIONAL)
    (finding,) = [finding for finding in document.findings if "P60M" in finding.message]
    assert finding.message.endswith("says 'PT60H', so 60 hours were meant.")
    assert finding.place.endswith(".influencedBy.specifiedBy.volumeOfLearning")


def test_contact_hours_are_named_as_such() -> None:
    assert only(achievement({"contactHour": "12"})).hours == Hours(12, 12, HoursBasis.CONTACT)


@pytest.mark.parametrize(
    ("text", "hours"), [("PT60H", 60), ("PT1H30M", 1.5), ("PT90M", 1.5), ("PT7.5H", 7.5), ("PT0030H", 30)]
)
def test_durations_in_hours(text: str, hours: float) -> None:
    assert hours_in(text) == hours


@pytest.mark.parametrize(
    "text", ["P60M", "P2M", "P1Y", "P3D", "P2W", "P1DT2H", "PT0H", "P", "PT", "60", "sixty hours"]
)
def test_durations_that_are_not_hours(text: str) -> None:
    with pytest.raises(NotHoursError):
        hours_in(text)


def test_the_european_level_wins_and_the_national_one_is_told() -> None:
    document = read(
        achievement(
            {
                "eqfLevel": {"id": "http://data.europa.eu/snb/eqf/6"},
                "nqfLevel": [{"prefLabel": {"en": "RQF Level 6"}}],
            }
        )
    )

    assert document.credentials[0].level == Level("EQF", 6)
    assert any("'RQF Level 6'" in finding.message for finding in document.findings)


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("SCQF Level 8", Level("SCQF", 8)),
        ("XYZ Level 8", Level("XYZ", 8)),
        ("DQR-Niveau 6", Level("DQF", 6)),
        ("Level 6", Level(None, 6)),
        ("Higher certificate", None),
    ],
)
def test_a_national_level_alone_is_used_and_keeps_an_unknown_framework(label: str, level) -> None:
    document = read(achievement({"nqfLevel": {"prefLabel": {"en": label}}}))

    assert document.credentials[0].level == level
    unreadable = [finding for finding in document.findings if finding.field == "level"]
    assert bool(unreadable) == (level is None)


@pytest.mark.parametrize(
    ("label", "supervised", "verified"),
    [
        ("Unsupervised without ID Verification", False, False),
        ("Supervised without ID Verification", True, False),
        ("Supervised online with ID Verification", True, True),
        ("Otherwise", None, None),
    ],
)
def test_supervision_and_identity_come_from_the_label(label: str, supervised, verified) -> None:
    credential = only(achievement(provenBy={"idVerification": {"prefLabel": {"en": label}}}))

    assert (credential.assessment.supervised, credential.assessment.identity_verified) == (
        supervised,
        verified,
    )


def test_a_summary_serves_only_where_there_is_no_list() -> None:
    summary = {
        "learningOutcomeSummary": {"noteLiteral": {"en": "The learner can:\n- bake bread\n- sell bread"}}
    }
    listed = only(achievement(summary))
    document = read(achievement(summary | {"learningOutcome": []}))

    assert [outcome.text for outcome in listed.outcomes] == ["Bake bread"]
    assert [outcome.text for outcome in document.credentials[0].outcomes] == ["bake bread", "sell bread"]
    assert any("the summary was taken" in finding.message for finding in document.findings)


def test_an_assessment_of_the_awarding_process_counts() -> None:
    used = {"title": {"en": "Exam"}, "grade": {"noteLiteral": {"und": "5"}}}

    assert only(achievement(awardedBy={"used": used})).assessment == Assessment("Exam", "5")


def test_a_sealed_file_is_read_and_the_seal_is_not_vouched_for() -> None:
    content = SAMPLE.read_text()
    sealed = json.dumps({"payload": content, "signatures": [{"protected": "e30", "signature": "x"}]})

    document = read_document_from("sealed.jsonld", sealed.encode())

    assert document.credentials[0].title == "Community Energy Planning"
    assert document.credentials[0].origin_of("id").place == "$.payload.id"
    assert document.findings[0].message == "The seal (signature) was not checked."


def test_a_sealed_file_in_base64_is_read() -> None:
    payload = base64.urlsafe_b64encode(SAMPLE.read_bytes()).decode().rstrip("=")

    document = read_document_from("sealed.json", json.dumps({"payload": payload, "signatures": []}).encode())

    assert document.credentials[0].title == "Community Energy Planning"


def test_a_sealed_file_around_something_else_is_refused() -> None:
    with pytest.raises(FormatError, match=r"\$.payload.type: expected EuropeanDigitalCredential"):
        read_document_from("s.json", json.dumps({"payload": '{"type": "Other"}', "signatures": []}).encode())


def test_the_upload_wrapper_is_read() -> None:
    wrapped = json.dumps({"credential": json.loads(SAMPLE.read_text()), "deliveryDetails": {}})

    document = read_document_from("upload.json", wrapped.encode())

    assert document.credentials[0].origin_of("id").place == "$.credential.id"


def test_a_key_with_a_greek_iota_is_repaired_and_told() -> None:
    issuer = {"legalName": {"en": "Seal Service"}, "eIDAS\u0399dentifier": {"notation": "VATXX-1"}}
    document = read(achievement(), issuer=issuer)

    assert document.credentials[0].issuer.id == "VATXX-1"
    assert any("read as eIDASIdentifier" in finding.message for finding in document.findings)


def test_a_mandate_is_not_evidence() -> None:
    kind = {"id": "http://data.europa.eu/snb/evidence-type/c_18016257"}
    mandate = {"dcType": kind, "evidenceStatement": "The seal stands for the college."}
    document = read(achievement(), evidence=mandate)

    assert document.credentials[0].evidence == ()
    assert any("mandate" in finding.message for finding in document.findings)
    assert "The mandate says: The seal stands for the college." in messages(document)


def test_a_credential_without_a_claim_is_refused() -> None:
    with pytest.raises(FormatError, match=r"\$.credentialSubject.hasClaim: holds no claim about learning"):
        read([])


def test_a_country_of_the_holder_does_not_erase_the_issuers() -> None:
    country = {
        "id": "http://publications.europa.eu/resource/authority/country/ITA",
        "prefLabel": {"en": "Italy"},
    }
    issuer = {"legalName": {"en": "Italy Seal Service"}, "location": {"address": {"countryCode": country}}}
    subject = {"nationalID": {"notation": "ZZ-1234", "spatial": country}, "hasClaim": achievement()}

    document = read(achievement(), issuer=issuer, credentialSubject=subject)

    assert document.credentials[0].issuer == Party("Italy Seal Service", None, "ITA")


def messages(document) -> list[str]:
    return [finding.message for finding in document.findings]


def unreadable(document) -> list[str]:
    return [finding.field for finding in document.findings if finding.field]


def test_each_skill_is_linked_to_its_learning_outcome() -> None:
    outcomes = [
        {
            "id": "urn:o:1",
            "relatedSkill": {"id": "https://skills.example/9", "prefLabel": {"en": "kneading"}},
        },
        {
            "title": {"en": "Bake bread"},
            "relatedESCOSkill": {
                "id": "http://data.europa.eu/esco/skill/made-up",
                "notation": "Skill",
                "prefLabel": {"en": "bake"},
            },
            "relatedSkill": [
                {"id": "http://data.europa.eu/snb/dcf/made-up", "prefLabel": {"en": "weigh digitally"}},
                {
                    "id": "https://skills.example/7",
                    "notation": "B.7",
                    "prefLabel": {"en": "proving"},
                    "definition": {"en": "Let dough rise"},
                    "inScheme": {"id": "https://skills.example"},
                },
                {"id": "urn:epass:skill:4", "prefLabel": {"en": "ovens"}},
            ],
        },
    ]
    alignments = only(achievement({"learningOutcome": outcomes})).alignments

    own = "urn:credential:1.1"
    assert alignments == (
        Alignment("kneading", "https://skills.example/9"),
        Alignment("bake", "http://data.europa.eu/esco/skill/made-up", "ESCO", kind="Skill", outcome=own),
        Alignment("weigh digitally", "http://data.europa.eu/snb/dcf/made-up", "DigComp", outcome=own),
        Alignment(
            "proving",
            "https://skills.example/7",
            "https://skills.example",
            "Let dough rise",
            "B.7",
            outcome=own,
        ),
        Alignment("ovens", outcome=own),
    )


def test_what_explains_an_outcome_stands_behind_its_title() -> None:
    note = {"noteLiteral": {"en": "Bake three kinds of bread unaided"}}
    outcomes = [
        {"title": {"en": "Baking"}, "additionalNote": note},
        {"title": {"en": "Sell"}, "additionalNote": []},
    ]

    read_outcomes = only(achievement({"learningOutcome": outcomes})).outcomes

    assert [outcome.text for outcome in read_outcomes] == [
        "Baking: Bake three kinds of bread unaided",
        "Sell",
    ]


def test_the_type_of_an_outcome_is_told() -> None:
    typed = {
        "title": {"en": "Yeasts"},
        "dcType": {"id": "http://data.europa.eu/snb/skill-type/knowledge"},
        "reusabilityLevel": {"prefLabel": {"en": "sector specific"}},
    }
    document = read(achievement({"learningOutcome": [typed, {"title": {"en": "Bake"}}, typed]}))

    assert "Learning outcomes 1, 3 are typed as 'knowledge'." in messages(document)
    assert "Learning outcomes 1, 3 are said to be 'sector specific'." in messages(document)


def test_another_title_of_the_specification_is_told() -> None:
    document = read(achievement({"title": {"en": "Baker's Certificate"}}, title={"en": "Bread"}))

    assert document.credentials[0].title == "Bread"
    assert """By its specification it is called "Baker's Certificate".""" in messages(document)


def test_parts_are_credentials_of_their_own_with_their_own_places() -> None:
    part = achievement(title={"en": "Dough"}, id="urn:part:1", hasPart=achievement(title={"en": "Yeast"}))
    document = read(achievement(title={"en": "Bread"}, hasPart=[part, {"type": "LearningAchievement"}]))

    assert [(item.title, item.stackability) for item in document.credentials] == [
        ("Bread", ""),
        ("Dough", "part of Bread"),
        ("Yeast", "part of Dough"),
    ]
    assert [item.id for item in document.credentials] == [
        f"urn:credential:1{end}" for end in ("", "#2", "#3")
    ]
    place = document.credentials[2].origin_of("title").place
    assert place == "$.credentialSubject.hasClaim.hasPart[0].hasPart.title.en"
    assert any("2 parts, read as credentials of their own" in message for message in messages(document))
    assert "A claim without a title was not read." in messages(document)


def test_an_assessment_in_parts_is_one_credential() -> None:
    proof = {
        "title": {"en": "Exam"},
        "hasPart": [{"title": {"en": "Oral"}, "grade": {"noteLiteral": {"en": "fail"}}}],
    }
    document = read(achievement(provenBy=proof))

    assert len(document.credentials) == 1
    assert "A further assessment: 'Oral', grade fail." in messages(document)
    assert "A part of the assessment was failed." in messages(document)


def test_the_parts_of_a_claim_that_is_an_assessment_are_told_with_it() -> None:
    part = {"type": "LearningAssessment", "title": {"en": "Oral"}}
    document = read({"type": "LearningAssessment", "title": {"en": "Exam"}, "hasPart": part})

    (credential,) = document.credentials
    assert (credential.title, credential.assessed) == ("Exam", True)
    assert "A further assessment: 'Oral'." in messages(document)


def test_credit_received_and_credit_offered_are_kept_apart() -> None:
    ects = {"framework": {"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af"}}
    credential = only(
        achievement({"creditPoint": ects | {"point": "5"}}, creditReceived=ects | {"point": "4.0"})
    )

    assert (credential.credit, credential.credit_offered) == (Credit(4, "ECTS"), Credit(5, "ECTS"))
    assert credential.origin_of("credit").place.endswith("hasClaim.creditReceived.point")


def test_of_several_credits_the_european_one_is_taken_and_the_other_told() -> None:
    points = [
        {"framework": {"prefLabel": {"en": "Swedish credits"}}, "point": "9"},
        {"framework": {"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af"}, "point": "6"},
    ]
    document = read(achievement({"creditPoint": points}))

    assert document.credentials[0].credit == Credit(6, "ECTS")
    assert "A second credit, 9 Swedish credits, was not used." in messages(document)


@pytest.mark.parametrize(
    ("point", "credit", "field"),
    [("5 ECTS", Credit(5, "ECTS"), []), ("7,5", Credit(7.5, None), []), ("a few", None, ["credit"])],
)
def test_credit_is_read_as_written_or_named_as_unreadable(point: str, credit, field: list[str]) -> None:
    document = read(achievement({"creditPoint": {"point": point}}))

    assert (document.credentials[0].credit, unreadable(document)) == (credit, field)


def test_months_that_nothing_explains_are_an_unreadable_figure_of_hours() -> None:
    document = read(achievement({"volumeOfLearning": "P60M"}))

    assert document.credentials[0].hours is None
    (finding,) = [finding for finding in document.findings if finding.field == "hours"]
    assert "60 hours are written PT60H" in finding.message


def test_months_where_minutes_were_meant_are_told_as_minutes() -> None:
    document = read(achievement({"volumeOfLearning": "PT1H"}, influencedBy={"workload": "P60M"}))

    assert any(message.endswith("so 60 minutes were meant.") for message in messages(document))


def test_hours_of_several_activities_are_not_added_up() -> None:
    document = read(achievement(influencedBy=[{"workload": "PT20H"}, {"workload": "PT10H"}]))

    assert document.credentials[0].hours is None
    assert unreadable(document) == ["hours"]


def test_a_differing_figure_of_hours_is_told() -> None:
    document = read(achievement({"volumeOfLearning": "PT50H"}, influencedBy={"workload": "PT45H"}))

    assert document.credentials[0].hours == Hours(50, 50, HoursBasis.NOTIONAL)
    assert any(message.startswith("PT45H of learning is stated as well") for message in messages(document))


def test_contact_hours_of_an_activity_are_told_beside_the_hours_of_learning() -> None:
    activity = {"specifiedBy": {"contactHour": "12 hours"}}
    beside = read(achievement({"volumeOfLearning": "PT50H"}, influencedBy=activity))
    alone = only(achievement(influencedBy=activity))

    assert "Of the hours, 12 hours are taught (contact hours)." in messages(beside)
    assert alone.hours == Hours(12, 12, HoursBasis.CONTACT)


@pytest.mark.parametrize(
    ("uri", "supervised", "verified"),
    [
        ("c598449d64", False, False),
        ("70be69aaf9", True, True),
        ("df2880c5cb", False, True),
        ("44314532f9", None, True),
        ("0000000000", None, None),
    ],
)
def test_supervision_and_identity_come_from_the_european_list_by_address(
    uri: str, supervised, verified
) -> None:
    concept = {"id": f"http://data.europa.eu/snb/supervision-verification/{uri}"}
    found = only(achievement(provenBy={"title": {"en": "Exam"}, "idVerification": concept})).assessment

    assert (found.supervised, found.identity_verified) == (supervised, verified)


def test_a_planned_assessment_says_how_but_not_that_it_took_place() -> None:
    document = read(achievement({"provenBy": {"title": {"en": "Portfolio"}}}))

    (credential,) = document.credentials
    assert (credential.assessed, credential.assessment) == (None, Assessment("Portfolio"))
    assert any("none is said to have taken place" in message for message in messages(document))


def test_entry_place_among_others_page_and_code_are_read() -> None:
    specification = {
        "entryRequirement": {"noteLiteral": {"en": "A baker's licence"}},
        "isPartOf": {"title": {"en": "Baker's Diploma"}},
        "isPartialQualification": True,
        "homepage": [{"contentURL": "https://college.example/bread"}],
        "qualificationCode": {"notation": "BRD-1"},
    }
    credential = only(achievement(specification, entitlesTo={"title": {"en": "Enter the guild"}}))

    assert credential.entry_requirements == "A baker's licence"
    assert (
        credential.stackability
        == "entitles to Enter the guild; part of Baker's Diploma; a partial qualification"
    )
    assert (credential.homepage, credential.code) == ("https://college.example/bread", "BRD-1")


def test_a_whole_qualification_is_said_to_be_no_part_of_one() -> None:
    assert only(achievement({"isPartialQualification": False})).stackability == "not a partial qualification"


def test_of_the_identifiers_of_a_claim_only_that_of_the_course_is_a_code() -> None:
    identifiers = [
        {"schemeName": "certificate number", "notation": "C-77"},
        {"schemeName": "local", "notation": "BRD-2"},
    ]
    assert only(achievement(identifier=identifiers)).code == "BRD-2"
    assert only(achievement(identifier=identifiers[:1])).code is None


@pytest.mark.parametrize(
    ("subject", "identified"),
    [
        ({"fullName": {"en": "Nora Ficticia"}}, True),
        ({"nationalID": {"notation": "ZZ-1"}}, True),
        ({"id": "urn:epass:person:1", "fullName": {}}, False),
        ({}, False),
    ],
)
def test_whether_somebody_is_named_is_kept_and_who_it_is_is_not(subject: dict, identified: bool) -> None:
    credential = only([], credentialSubject={"type": "Person", "hasClaim": achievement()} | subject)

    assert credential.holder_identified is identified
    assert credential.origin_of("holder_identified").place == "$.credentialSubject"
    assert "Ficticia" not in repr(credential)


def test_several_activities_give_the_last_day_and_unreadable_days_are_named() -> None:
    activities = [
        {
            "title": {"en": "One"},
            "temporal": [{"startDate": "2026-01-05T00:00:00Z", "endDate": "2026-02-01"}],
        },
        {"title": {"en": "Two"}, "temporal": {"endDate": "2026-03-01"}, "levelOfCompletion": 80},
    ]
    document = read(achievement(influencedBy=activities), validFrom="soon")

    assert document.credentials[0].activity_end == date(2026, 3, 1)
    assert unreadable(document) == ["valid_from"]
    assert "Activity: 'One', from 2026-01-05 to 2026-02-01." in messages(document)
    assert "An activity was completed to 80 % only." in messages(document)


def test_facts_without_a_field_are_told() -> None:
    specification = {
        "learningSetting": {"prefLabel": {"en": "non-formal learning"}},
        "maximumDuration": "P1M",
        "supplementaryDocument": {"title": {"en": "Syllabus"}, "contentURL": "https://college.example/s.pdf"},
    }
    found = messages(read(achievement(specification)))

    assert "Learning setting: non-formal learning" in found
    assert "Longest time allowed: P1M" in found
    assert "Further document: Syllabus https://college.example/s.pdf" in found


def test_evidence_is_read_and_an_accreditation_is_quality_assurance() -> None:
    evidence = [
        {
            "title": {"en": "Portfolio"},
            "embeddedEvidence": {
                "title": {"en": "Photo"},
                "content": "A" * 500,
                "contentURL": "https://p.example",
            },
        },
        {
            "dcType": {"prefLabel": {"en": "Accreditation"}},
            "accreditation": {"title": {"en": "Licence to teach"}},
        },
    ]
    credential = only(achievement(), evidence=evidence)

    assert [(piece.title, piece.uri) for piece in credential.evidence] == [
        ("Portfolio", None),
        ("Photo", "https://p.example"),
    ]
    assert credential.quality_assurance == ("Licence to teach",)
    assert "AAAA" not in repr(credential)


def test_a_title_in_two_languages_is_told_and_the_outcome_keeps_its_own() -> None:
    document = read(achievement(title={"de": "Brot", "en": "Bread"}))

    assert "The title is given in de, en; one was taken." in messages(document)


def test_where_the_content_was_wrapped_is_kept() -> None:
    content = SAMPLE.read_text()
    sealed = json.dumps({"payload": content, "signatures": []})
    upload = json.dumps({"credential": json.loads(content), "deliveryDetails": {}})

    envelopes = [
        read_document_from("c.json", text.encode()).credentials[0].source.envelope
        for text in (content, sealed, upload)
    ]
    assert envelopes == ["", "JAdES seal", "upload wrapper"]


def test_a_sealed_badge_of_another_format_is_not_claimed() -> None:
    payload = json.dumps({"type": ["VerifiableCredential", "OpenBadgeCredential"]})
    encoded = base64.urlsafe_b64encode(payload.encode()).decode()

    for text in (payload, encoded):
        head = json.dumps({"payload": text, "signatures": [{}]}).encode()
        assert not readers.get("european-digital-credential").sniff("c.json", head)


def test_a_store_about_several_people_is_refused() -> None:
    store = {str(number): {"document_data": json.loads(SAMPLE.read_text())} for number in (1, 2)}

    with pytest.raises(FormatError, match="store of 2 documents about several people"):
        read_document_from("store.json", json.dumps(store).encode())


def test_flattened_json_ld_is_refused() -> None:
    flat = {"@graph": [{"id": "urn:1", "type": ["EuropeanDigitalCredential"], "credentialSubject": "urn:2"}]}

    with pytest.raises(FormatError, match=r"\$.@graph: is flattened JSON-LD; expected the nested form"):
        read_document_from("flat.jsonld", json.dumps(flat).encode())


def test_more_values_than_any_real_credential_holds_are_refused() -> None:
    with pytest.raises(FormatError, match="holds more than 50,000 values"):
        read(achievement({"learningOutcome": [{}] * 60_000}))


def bare(record: dict):
    return read_document_from("record.jsonld", json.dumps(record).encode())


def test_an_achievement_without_a_credential_around_it_is_read_and_says_so() -> None:
    document = bare(achievement(id="urn:achievement:1"))

    (credential,) = document.credentials
    assert (credential.id, credential.title) == ("urn:achievement:1", "Bread")
    assert credential.holder_identified is False
    assert messages(document)[0].startswith("The record stands without a credential")


@pytest.mark.parametrize("kind", ["Qualification", "LearningAchievementSpecification"])
def test_a_specification_is_an_offer_that_nobody_holds(kind: str) -> None:
    document = bare({"type": kind, "title": {"en": "Bread"}, "learningOutcome": {"title": {"en": "Bake"}}})

    assert document.credentials[0].outcomes[0].text == "Bake"
    assert document.credentials[0].holder_identified is False
    assert "This is what a provider offers; nobody holds it." in messages(document)


def test_a_learning_opportunity_is_read_with_its_specifications() -> None:
    opportunity = {
        "type": "LearningOpportunity",
        "title": {"en": "Bread in spring"},
        "providedBy": {"legalName": {"en": "Lakeside College"}},
        "learningAchievementSpecification": {"learningOutcome": {"title": {"en": "Bake"}}},
        "learningActivitySpecification": {
            "volumeOfLearning": "PT30H",
            "mode": {"prefLabel": {"en": "Online"}},
        },
    }
    (credential,) = bare(opportunity).credentials

    assert (credential.title, credential.awarding_body.name) == ("Bread in spring", "Lakeside College")
    assert [outcome.text for outcome in credential.outcomes] == ["Bake"]
    assert (credential.hours, credential.mode) == (Hours(30, 30, HoursBasis.NOTIONAL), "Online")


WRITER = readers.get("european-digital-credential").write


def written(credential: Credential, *alignments: Alignment) -> Credential:
    (back,) = read_document_from("w.jsonld", WRITER(credential, alignments)).credentials
    return back


def test_what_is_written_reads_back_alike() -> None:
    credential = only(
        achievement({"learningOutcome": [{"title": {"en": text}} for text in ("Bake", "Sell")]})
    )
    links = (
        Alignment(
            "bake goods",
            "http://data.europa.eu/esco/skill/made-up",
            "ESCO",
            outcome=credential.outcomes[0].id,
        ),
        Alignment(
            "sell", "https://x.example/1", "Trade Skills", "To sell", "T.1", outcome=credential.outcomes[1].id
        ),
        Alignment("count", None, None, outcome=credential.outcomes[1].id),
        Alignment("teamwork", "https://x.example/2", "https://x.example"),
    )
    back = written(credential, *links)

    assert (back.id, back.title, back.outcomes) == (credential.id, credential.title, credential.outcomes)
    assert back.alignments == links
    assert back.holder_identified is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", Level("EQF", 6)),
        ("level", Level("SCQF", 8)),
        ("level", Level("XYZ", 3)),
        ("level", Level(None, 4)),
        ("credit", Credit(2.5, "ECTS")),
        ("credit", Credit(30, "Swedish credits")),
        ("credit", Credit(4, None)),
        ("hours", Hours(60, 60, HoursBasis.NOTIONAL)),
        ("hours", Hours(1.5, 1.5, HoursBasis.NOTIONAL)),
        ("hours", Hours(12, 14, HoursBasis.CONTACT)),
        ("participation_only", True),
        ("mode", "Online"),
        ("fields", ("0721",)),
        ("quality_assurance", ("Institutional review by Coastal Quality Board",)),
        ("code", "BRD-1"),
        ("entry_requirements", "A licence"),
        ("homepage", "https://college.example"),
        ("awarding_body", Party("Lakeside College", "https://college.example", "IRL")),
        ("description", "On bread"),
    ],
)
def test_each_field_that_the_model_holds_survives_writing(field: str, value) -> None:
    credential = replace(only(achievement()), **{field: value})

    assert getattr(written(credential), field) == value


def test_credit_earned_and_offered_survive_writing() -> None:
    credential = replace(only(achievement()), credit=Credit(4, "ECTS"), credit_offered=Credit(5, "ECTS"))

    back = written(credential)
    assert (back.credit, back.credit_offered) == (Credit(4, "ECTS"), Credit(5, "ECTS"))


def test_an_assessment_survives_writing() -> None:
    assessment = Assessment("project", "Merit", True, False, "Lakeside College")
    credential = replace(only(achievement()), assessed=True, assessment=assessment)

    back = written(credential)
    assert (back.assessed, back.assessment) == (True, assessment)


@pytest.mark.parametrize(
    "hours", [Hours(18, 30, HoursBasis.NOTIONAL), Hours(20, 20, HoursBasis.SELF_DECLARED), Hours(0, 0)]
)
def test_hours_that_the_model_would_make_more_of_are_left_out(hours: Hours) -> None:
    assert written(replace(only(achievement()), hours=hours)).hours is None


def test_the_written_record_names_no_holder_and_no_issuer_seal() -> None:
    (credential,) = read_document_from("c.jsonld", SAMPLE.read_bytes()).credentials
    text = WRITER(credential, credential.alignments).decode()

    assert json.loads(text)["type"] == "LearningAchievement"
    for secret in ("Nora", "Ficticia", "proof", "credentialSubject", "VATXX"):
        assert secret not in text
