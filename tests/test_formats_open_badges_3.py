"""Open Badges 3.0: what is taken from where, what stays unknown, and that nobody is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from badge_images import baked_png, baked_svg, token
from skillmap.domain import Alignment, Credit, Evidence, Level, Party
from skillmap.errors import FormatError
from skillmap.formats import open_badges_3, read_credentials, read_document, read_document_from

SAMPLE = Path(__file__).parent / "data/samples/open-badges-3.json"


def read(achievement: dict | None = None, subject: dict | None = None, **root):
    """Read a small badge; the arguments are laid over it."""
    base = {
        "name": "Bread",
        "description": "About bread.",
        "criteria": {"narrative": "- Bake a loaf of bread"},
    }
    badge = {
        "id": "urn:badge:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://x.example", "name": "Oven School"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"achievement": base | (achievement or {})} | (subject or {}),
    }
    return read_document_from("badge.json", json.dumps(badge | root).encode())


def only(*args, **kwargs):
    (credential,) = read(*args, **kwargs).credentials
    return credential


def texts(narrative: str, **achievement) -> list[str]:
    return [outcome.text for outcome in only({"criteria": {"narrative": narrative}} | achievement).outcomes]


def test_single_values_and_lists_read_alike() -> None:
    alignment = {"targetName": "bake", "targetUrl": "https://s.example/bake"}
    single = only({"alignment": alignment}, type="OpenBadgeCredential")
    listed = only({"alignment": [alignment]}, type=["OpenBadgeCredential"])

    assert single.alignments == listed.alignments == (Alignment("bake", "https://s.example/bake"),)


def test_what_is_missing_stays_unknown() -> None:
    credential = only()

    assert (credential.credit, credential.hours, credential.level) == (None, None, None)
    assert (credential.assessed, credential.participation_only, credential.assessment) == (None, None, None)
    assert (credential.awarded, credential.expires, credential.language) == (None, None, None)


@pytest.mark.parametrize(
    ("issuer", "party"),
    [
        ("https://x.example", Party("https://x.example", "https://x.example")),
        ({"id": "did:web:x.example"}, Party("did:web:x.example", "did:web:x.example")),
        (
            [{"name": "Oven School", "address": {"addressCountryCode": "NZ"}}],
            Party("Oven School", None, "NZ"),
        ),
        ({}, None),
        (None, None),
    ],
)
def test_an_issuer_may_be_a_text_or_an_object(issuer, party) -> None:
    assert only(issuer=issuer).issuer == party


def test_dates_of_both_data_models_are_read() -> None:
    new = only(validFrom="2026-01-02T23:59:59.123456789Z", validUntil="2027-01-02", awardedDate="2025-12-31")
    old = only(
        validFrom=None, issuanceDate="2026-01-02T00:00:00+02:00", expirationDate="2027-01-02T00:00:00Z"
    )

    assert (new.valid_from, new.expires, new.awarded) == (
        date(2026, 1, 2),
        date(2027, 1, 2),
        date(2025, 12, 31),
    )
    assert (old.valid_from, old.expires, old.awarded) == (date(2026, 1, 2), date(2027, 1, 2), None)


def test_a_date_that_is_none_is_a_finding() -> None:
    document = read(validUntil="next year")

    assert document.credentials[0].expires is None
    assert document.findings[0].message == "'next year' is not a date."
    assert document.findings[0].field == "expires"


def test_credit_has_no_unit_and_the_finding_says_so() -> None:
    document = read({"creditsAvailable": 5.0}, {"creditsEarned": 4})

    assert document.credentials[0].credit == Credit(4, None)
    assert "no unit for credit" in document.findings[0].message


@pytest.mark.parametrize(
    ("alignment", "level"),
    [
        ({"targetName": "x", "targetUrl": "http://data.europa.eu/snb/eqf/6"}, Level("EQF", 6)),
        (
            {
                "targetName": "x",
                "targetUrl": "https://q.example",
                "targetFramework": "SCQF",
                "targetCode": "7",
            },
            Level("SCQF", 7),
        ),
        (
            {"targetName": "Level 5", "targetUrl": "https://q.example", "targetFramework": "FHEQ"},
            Level("FHEQ", 5),
        ),
        ({"targetName": "EQF Level 4", "targetUrl": "https://q.example"}, Level("EQF", 4)),
        ({"targetName": "Grade 4", "targetUrl": "https://q.example", "targetCode": "4"}, None),
    ],
)
def test_an_alignment_to_a_level_framework_is_the_level(alignment: dict, level: Level | None) -> None:
    credential = only({"alignment": [alignment]})

    assert credential.level == level
    assert len(credential.alignments) == (level is None)


@pytest.mark.parametrize(
    ("achievement", "subject"),
    [
        ({}, {"result": [{"value": "A"}]}),
        ({}, {"result": {"status": "Completed"}}),
        ({"resultDescription": [{"requiredValue": "C"}]}, {}),
        ({"resultDescription": {"rubricCriterionLevel": [{"name": "Good"}]}}, {}),
        ({"criteria": {"narrative": "- Bake bread\n\nLearners passed a written exam."}}, {}),
        ({"criteria": {"narrative": "Complete the course and score at least 70% in the quiz."}}, {}),
        ({"criteria": {"narrative": "- Bake bread\n\n## Assessment\n\n- Portfolio of three loaves"}}, {}),
        ({"criteria": {"narrative": "The learner was assessed on baking bread."}}, {}),
    ],
)
def test_a_result_a_rubric_or_plain_words_mean_assessed(achievement: dict, subject: dict) -> None:
    credential = only(achievement, subject)

    assert credential.assessed is True
    assert credential.participation_only is False


@pytest.mark.parametrize(
    "narrative",
    ["Bake bread together. There is no assessment.", "Attendance only", "The course is not graded."],
)
def test_only_clear_words_mean_not_assessed(narrative: str) -> None:
    assert only({"criteria": {"narrative": narrative}}).assessed is False


@pytest.mark.parametrize(
    "narrative",
    [
        "Bake bread",
        "- Carry out a risk assessment\n- Perform practical tests on materials",
        "The learner can:\n- design a final exam\n- assess learners fairly",
        "Write unit tests and pass data between functions.",
    ],
)
def test_outcomes_about_tests_do_not_mean_assessed(narrative: str) -> None:
    assert only({"criteria": {"narrative": narrative}}).assessed is None


@pytest.mark.parametrize(
    "achievement",
    [
        {"achievementType": "ext:Participation"},
        {"achievementType": "ext:AttendanceBadge"},
        {"name": "Certificate of Attendance: Bread Day"},
        {"name": "Bread Day participation badge"},
        {"criteria": {"narrative": "The holder attended Bread Day 2026."}},
    ],
)
def test_taking_part_is_recognised(achievement: dict) -> None:
    assert only(achievement).participation_only is True


def test_a_certificate_of_completion_is_not_one_of_participation() -> None:
    assert only({"achievementType": "CertificateOfCompletion"}).participation_only is None


def test_attendance_in_the_title_with_a_result_is_left_open() -> None:
    document = read({"name": "Certificate of Attendance"}, {"result": [{"value": "A"}]})

    assert document.credentials[0].assessed is True
    assert document.credentials[0].participation_only is None
    assert "left open" in document.findings[0].message


def test_a_failed_result_is_not_an_assessment_passed() -> None:
    assert only(subject={"result": [{"status": "Failed", "value": "F"}]}).assessed is None


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        (
            "The learner can:\n- bake bread\n* sell bread\n1. buy flour",
            ["bake bread", "sell bread", "buy flour"],
        ),
        (
            "# Outcomes\n\n1) Bake **rye** bread\n2) [Sell](https://x.example) it",
            ["Bake rye bread", "Sell it"],
        ),
        (
            "- bake bread that rises\n  even in winter\n\n- sell it",
            ["bake bread that rises even in winter", "sell it"],
        ),
        (
            "<p>You will be able to:</p><ul><li>bake bread</li><li>sell bread &amp; rolls</li></ul>",
            ["bake bread", "sell bread & rolls"],
        ),
        ("Skills:\n- bake bread\n\nReading:\n- The Book of Bread", ["bake bread"]),
        (
            "To earn this badge, the learner must:\n- complete all modules\n- bake a rye loaf",
            ["bake a rye loaf"],
        ),
        (
            "Learners bake bread by hand. They sell it at the market.",
            ["Learners bake bread by hand.", "They sell it at the market."],
        ),
        (
            "By the end learners can: bake bread by hand; sell bread at a market; and keep accounts",
            ["bake bread by hand", "sell bread at a market", "keep accounts"],
        ),
        (
            "This badge is awarded to learners who can bake bread by hand.",
            ["can bake bread by hand."],
        ),
    ],
)
def test_outcomes_come_from_the_lists_or_sentences_of_the_narrative(
    narrative: str, expected: list[str]
) -> None:
    assert texts(narrative) == expected


def test_short_parts_of_a_sentence_are_not_outcomes() -> None:
    assert texts("Bake three loaves of bread. Well done!") == ["Bake three loaves of bread."]


@pytest.mark.parametrize(
    "narrative",
    [
        "",
        "Complete all coursework, pass assessments with 80% or higher, and complete a capstone project",
        "Learners are nominated for this badge by their peers.",
        "# Requirements\nStudents must complete the course.",
    ],
)
def test_steps_that_earn_the_award_are_not_outcomes_so_the_description_is_taken(narrative: str) -> None:
    document = read({"criteria": {"narrative": narrative}, "description": "Shows how to bake bread by hand."})

    assert [outcome.text for outcome in document.credentials[0].outcomes] == [
        "Shows how to bake bread by hand."
    ]
    assert (
        document.credentials[0].origin_of("outcomes[0]").place
        == "$.credentialSubject.achievement.description"
    )
    assert "the description was taken" in document.findings[0].message


def test_a_badge_that_says_nothing_has_no_outcome_and_a_finding() -> None:
    document = read({"criteria": {"id": "https://x.example/criteria"}, "description": "Bread"})

    assert document.credentials[0].outcomes == ()
    assert "Neither criteria nor description" in document.findings[0].message


def test_evidence_and_endorsements_are_kept() -> None:
    endorsement = {"type": "EndorsementCredential", "issuer": {"name": "Bread Council"}}
    credential = only(
        {"endorsement": endorsement},
        evidence=[{"id": "https://x.example/loaf", "name": "A loaf", "description": "rye"}],
    )

    assert credential.evidence == (Evidence("A loaf", "https://x.example/loaf", "rye"),)
    assert credential.quality_assurance == ("endorsed by Bread Council",)


def test_several_subjects_are_several_credentials() -> None:
    subject = {"achievement": {"name": "Bread", "criteria": {"narrative": "- Bake bread"}}}

    document = read(credentialSubject=[subject, subject])

    assert [credential.id for credential in document.credentials] == ["urn:badge:1", "urn:badge:1#2"]
    assert document.credentials[1].origin_of("title").place == "$.credentialSubject[1].achievement.name"


def test_a_badge_without_an_achievement_is_refused() -> None:
    with pytest.raises(FormatError, match=r"badge.json, \$.credentialSubject.achievement: is missing"):
        read(credentialSubject={"id": "did:x:1"})


def test_a_badge_without_a_name_is_refused() -> None:
    with pytest.raises(FormatError, match=r"\$.credentialSubject.achievement.name: is missing"):
        read({"name": " "})


def test_an_endorsement_inside_does_not_hide_a_badge_nor_a_badge_inside_make_one() -> None:
    endorsed = json.dumps({"endorsement": [{"type": "EndorsementCredential"}], "type": "OpenBadgeCredential"})
    record = json.dumps(
        {"type": ["ClrCredential"], "credentialSubject": {"x": {"type": "OpenBadgeCredential"}}}
    )

    assert open_badges_3.sniff("a.json", endorsed.encode())
    assert not open_badges_3.sniff("b.json", record.encode())


def test_images_are_not_kept() -> None:
    image = "data:image/png;base64," + "iVBORw0KGgo" * 50
    document = read({"image": {"id": image}}, evidence=[{"id": image, "name": "x", "description": "Q" * 400}])

    assert "iVBOR" not in repr(document)
    assert "QQQQ" not in repr(document)


HOLDER = {
    "id": "did:example:nora-1",
    "name": "Nora Ficticia",
    "email": "nora@post.example",
    "givenName": "Nora",
    "familyName": "Ficticia",
    "studentId": "S-4711",
    "identifier": [{"type": "IdentityObject", "identityHash": "sha256$abc123def", "salt": "pepperoni"}],
}


def test_the_holder_is_nowhere_in_the_document() -> None:
    document = read(
        {
            "name": "Bread, for Nora Ficticia",
            "description": "Given to NORA  FICTICIA (nora@post.example, S-4711).",
            "criteria": {"narrative": "- Nora bakes bread\n- Ms Ficticia sells it"},
        },
        HOLDER | {"source": {"name": "Ficticia and Daughters"}},
        evidence=[{"id": "https://x.example/nora@post.example", "name": "Loaf of did:example:nora-1"}],
        name="Nora Ficticia's badge",
    )

    shown = repr(document).lower()
    for secret in ("nora", "ficticia", "s-4711", "post.example", "abc123def", "pepperoni", "did:example"):
        assert secret not in shown
    assert document.credentials[0].title == "Bread, for the holder"
    assert "the holder bakes bread" in [outcome.text for outcome in document.credentials[0].outcomes]
    assert document.findings[0].message == "A text named the holder; the name was taken out."


def test_a_name_that_is_also_a_word_is_taken_out_only_where_it_is_a_name() -> None:
    credential = only(
        {"criteria": {"narrative": "- Will can bake bread\n- bread that will rise"}}, {"givenName": "Will"}
    )

    assert [outcome.text for outcome in credential.outcomes] == [
        "the holder can bake bread",
        "bread that will rise",
    ]


def test_the_sample_names_no_holder() -> None:
    shown = repr(read_document_from("badge.json", SAMPLE.read_bytes()))

    for secret in ("Nora", "Ficticia", "holder-7731", "9f2c00000000", "pepper"):
        assert secret not in shown


def test_everything_of_the_sample_is_read() -> None:
    (credential,) = read_document_from("badge.json", SAMPLE.read_bytes()).credentials

    assert [outcome.text for outcome in credential.outcomes] == [
        "choose a chart that suits a question",
        "build a dashboard from a spreadsheet",
        "explain a dashboard to people who did not make it",
    ]
    assert {outcome.language for outcome in credential.outcomes} == {"en"}
    assert credential.level == Level("EQF", 4)
    assert credential.assessment.grade == "B"
    assert (credential.code, credential.term, credential.fields) == ("HLC-31", "Spring 2026", ("0612",))
    assert (credential.credit, credential.credit_offered) == (Credit(2, None), Credit(2, None))
    assert credential.homepage == "https://harbour.example/achievements/dashboards"
    assert credential.holder_identified is True
    assert credential.alignments == (
        Alignment(
            "present data visually",
            "https://skills.example/present-data-visually",
            "Example Skills",
            "Show data in charts.",
            "ES-118",
            "ceasn:Competency",
        ),
        Alignment("explain results to others", "https://skills.example/explain-results", kind="CFItem"),
    )
    assert credential.awarded == date(2026, 3, 31)
    assert credential.quality_assurance == ("endorsed by Coastal Quality Board",)


def test_credit_earned_and_credit_offered_are_kept_apart() -> None:
    both = only({"creditsAvailable": "36.0"}, {"creditsEarned": 42})
    offered = only({"creditsAvailable": 5})

    assert (both.credit, both.credit_offered) == (Credit(42, None), Credit(36, None))
    assert (offered.credit, offered.credit_offered) == (Credit(5, None), None)


def test_an_amount_that_is_no_number_is_unparsable() -> None:
    document = read({"creditsAvailable": {"value": 5}}, {"creditsEarned": "a lot"})

    assert document.credentials[0].credit is None
    assert [finding.field for finding in document.findings[:2]] == ["credit", "credit_offered"]
    assert document.findings[0].message == "'a lot' is not a number of credits."


def test_the_credit_of_an_extension_in_use_has_its_scheme() -> None:
    document = read({"ECTS": 2.5, "participationType": "blended"})

    assert document.credentials[0].credit == Credit(2.5, "ECTS")
    assert document.credentials[0].mode == "blended"
    assert document.findings == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ({"en": "Bread", "nl": "Brood"}, "Bread"),
        ({"nl": "Brood"}, "Brood"),
        ({"@value": "Brood", "@language": "nl"}, "Brood"),
        ([{"@value": "Brood", "@language": "nl"}, {"@value": "Bread", "@language": "en-GB"}], "Bread"),
        (["Bread", "Bun"], "Bread"),
        (7, "7"),
    ],
)
def test_a_text_may_come_in_several_languages(name, title: str) -> None:
    assert only({"name": name}).title == title


def test_outcomes_keep_the_language_of_their_text_where_the_badge_names_none() -> None:
    credential = only({"criteria": {"narrative": {"nl": "- Brood bakken"}}})

    assert [(outcome.text, outcome.language) for outcome in credential.outcomes] == [("Brood bakken", "nl")]
    assert credential.origin_of("outcomes[0]").place.endswith("criteria.narrative.nl")


@pytest.mark.parametrize(
    "criteria",
    [
        "- Bake a loaf of bread",
        ["https://x.example/how", "- Bake a loaf of bread"],
        [{"narrative": "- Bake a loaf of bread"}],
    ],
    ids=["text", "list", "objects"],
)
def test_criteria_may_be_a_text_an_address_or_objects(criteria) -> None:
    assert [outcome.text for outcome in only({"criteria": criteria}).outcomes] == ["Bake a loaf of bread"]


RUBRIC = {
    "resultDescription": [
        {
            "id": "urn:r1",
            "resultType": "RubricCriterionLevel",
            "alignment": {"targetName": "bake", "targetUrl": "https://s.example/bake"},
            "rubricCriterionLevel": [
                {
                    "id": "urn:low",
                    "name": "Flat",
                    "alignment": {"targetName": "low", "targetUrl": "https://s.example/low"},
                },
                {
                    "id": "urn:high",
                    "name": "Risen",
                    "alignment": {"targetName": "high", "targetUrl": "https://s.example/high"},
                },
            ],
        }
    ]
}


def test_only_the_level_of_the_rubric_that_was_reached_counts() -> None:
    credential = only(RUBRIC, {"result": {"resultDescription": "urn:r1", "achievedLevel": "urn:high"}})

    assert credential.assessment.grade == "Risen"
    assert [alignment.label for alignment in credential.alignments] == ["bake", "high"]


def test_what_a_failed_result_links_to_is_not_held() -> None:
    result = {"resultDescription": "urn:r1", "status": "Failed", "achievedLevel": "urn:low"}
    document = read(RUBRIC, {"result": result})

    assert document.credentials[0].alignments == ()
    assert "A result is 'Failed'." in [finding.message for finding in document.findings]


def test_a_second_result_is_told() -> None:
    document = read(subject={"result": [{"status": "Completed"}, {"value": "A"}, {"value": "B"}]})

    assert document.credentials[0].assessment.grade == "A"
    assert [finding.message for finding in document.findings] == [
        "A further result, 'Completed', was not used.",
        "A further result, 'B', was not used.",
    ]


def test_a_signed_endorsement_names_its_issuer() -> None:
    signed = token({"vc": {"issuer": {"name": "Bread Council"}, "type": ["EndorsementCredential"]}})
    document = read({"endorsementJwt": [signed, "eyJ.x.y"]})

    assert document.credentials[0].quality_assurance == ("endorsed by Bread Council",)
    assert "'eyJ.x.y'" in document.findings[0].message


def test_what_no_field_has_a_place_for_is_listed_once() -> None:
    document = read(
        {"tag": ["bread", "rye"], "version": "2", "related": [{"id": "urn:x"}], "ext:size": None},
        {"role": "Head Baker"},
        partner={"name": "Mill"},
    )

    (finding,) = document.findings
    assert finding.message == (
        "Not read: achievement tag ('bread, rye'); achievement version ('2'); achievement related; "
        "subject role; credential partner."
    )


def test_field_of_study_is_a_code_or_is_told_in_words() -> None:
    document = read({"fieldOfStudy": ["0721", "Bakery"]})

    assert document.credentials[0].fields == ("0721",)
    assert document.findings[0].message == "The field of study is given in words: 'Bakery'."


def test_a_subject_that_names_nobody_leaves_the_holder_open() -> None:
    assert only().holder_identified is None
    assert only(subject={"id": "did:x:1"}).holder_identified is True
    assert (
        only(credentialSubject=[{"id": "did:x:1", "achievement": {"name": "Bread"}}]).holder_identified
        is True
    )


def test_an_achievement_alone_is_on_offer_and_nobody_holds_it() -> None:
    achievement = {"id": "https://x.example/bread", "type": ["Achievement"], "name": "Bread", "tag": "rye"}
    document = read_document_from("achievement.json", json.dumps(achievement).encode())

    assert document.credentials == ()
    (offer,) = document.offers
    assert (offer.id, offer.title, offer.holder_identified) == ("https://x.example/bread", "Bread", False)
    assert "nobody is said to hold it" in document.findings[0].message


def test_an_achievement_named_by_address_only_is_refused_unless_its_file_is_given(tmp_path: Path) -> None:
    address = "https://x.example/bread"
    badge = {"type": "OpenBadgeCredential", "credentialSubject": {"achievement": address}, "id": "urn:1"}
    (tmp_path / "badge.json").write_text(json.dumps(badge))
    achievement = {
        "id": address,
        "type": "Achievement",
        "name": "Bread",
        "criteria": {"narrative": "- Bake it"},
    }
    (tmp_path / "achievement.json").write_text(json.dumps(achievement))

    with pytest.raises(FormatError, match=f"is given as '{address}' only"):
        read_document(tmp_path / "badge.json")
    (document,) = read_credentials(tmp_path / "badge.json", tmp_path / "achievement.json")
    assert document.credentials[0].title == "Bread"
    assert document.credentials[0].origin_of("title").place == "achievement.json, $.name"


def test_a_badge_in_an_image_or_token_reads_like_the_bare_one() -> None:
    badge = json.loads(SAMPLE.read_text())
    bare = read_document_from("badge.json", SAMPLE.read_bytes())

    for content, envelope in [
        (baked_png(json.dumps(badge)), "baked PNG"),
        (token({"vc": badge}).encode(), "JWT"),
        (baked_svg(token(badge), verify=True), "baked SVG, JWT"),
    ]:
        document = read_document_from("badge.json", content)
        assert document.source == replace(bare.source, sha256=sha256(content).hexdigest(), envelope=envelope)
        (credential,) = document.credentials
        assert credential == replace(bare.credentials[0], source=document.source)


def test_the_holder_of_a_token_is_taken_out_even_where_only_the_token_names_it() -> None:
    badge = {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {
            "achievement": {"name": "Bread for mailto:nora@post.example", "criteria": "- Bake"}
        },
    }
    document = read_document_from("b.jwt", token({"vc": badge, "sub": "mailto:nora@post.example"}).encode())

    assert "nora" not in repr(document)
    assert document.credentials[0].holder_identified is True


def test_a_badge_that_names_thousands_of_achievements_is_refused() -> None:
    with pytest.raises(FormatError, match="names 201 achievements"):
        read(credentialSubject=[{"achievement": {"name": "Bread"}}] * 201)


def test_a_list_of_alignments_without_end_is_cut_and_told() -> None:
    alignments = [
        {"targetName": f"skill {number}", "targetUrl": "https://s.example"} for number in range(5_001)
    ]
    document = read({"alignment": alignments})

    assert len(document.credentials[0].alignments) == 5_000
    assert "Only the first 5,000" in document.findings[0].message


def test_more_identities_than_can_be_looked_for_are_refused() -> None:
    identifier = [{"identityHash": f"hash-{number}"} for number in range(501)]

    with pytest.raises(FormatError, match=r"\$.credentialSubject: has 501 names and identifiers"):
        read(subject={"identifier": identifier})


def test_a_narrative_of_megabytes_is_cut_and_told() -> None:
    document = read({"criteria": {"narrative": "- bake bread\n\n" + "More words. " * 200_000}})

    assert [outcome.text for outcome in document.credentials[0].outcomes] == ["bake bread"]
    assert "Only the first 20,000 characters" in document.findings[0].message
