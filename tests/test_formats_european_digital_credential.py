"""European Digital Credentials: paths, languages, durations, claims, and that nobody is named."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path

import pytest

from skillmap.domain import Assessment, Credit, Hours, HoursBasis, Level, Party
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
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
    assert any("'P60M' is calendar time" in finding.message for finding in document.findings)


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


def test_a_national_level_alone_is_used_when_its_framework_is_known() -> None:
    known = only(achievement({"nqfLevel": {"prefLabel": {"en": "SCQF Level 8"}}}))
    unknown = only(achievement({"nqfLevel": {"prefLabel": {"en": "XYZ Level 8"}}}))

    assert (known.level, unknown.level) == (Level("SCQF", 8), None)


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
    mandate = {"dcType": {"id": "http://data.europa.eu/snb/evidence-type/c_18016257"}}
    document = read(achievement(), evidence=mandate)

    assert document.credentials[0].evidence == ()
    assert any("mandate" in finding.message for finding in document.findings)


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
