"""Open Badges 2.0: embedded, referenced and on offer; what extensions add; and that nobody is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from badge_images import OB2, baked_png, baked_svg, token
from skillmap.domain import Alignment, Assessment, Credit, Evidence, Hours, HoursBasis, Level, Party
from skillmap.errors import FormatError
from skillmap.formats import read_credentials, read_document, read_document_from, read_documents_together

SAMPLE = Path(__file__).parent / "data/samples/open-badges-2.json"
BADGE = {
    "type": "BadgeClass",
    "id": "https://x.example/bread",
    "name": "Bread",
    "description": "About bread.",
    "criteria": {"narrative": "- Bake a loaf of bread", "id": "https://x.example/bread/how"},
    "issuer": {"type": "Issuer", "id": "https://x.example", "name": "Oven School"},
}
ASSERTION = {
    "type": "Assertion",
    "id": "https://x.example/a/1",
    "recipient": {"type": "email", "identity": "sha256$ab12", "hashed": True, "salt": "pepper"},
    "issuedOn": "2026-01-02T23:00:00Z",
    "verification": {"type": "hosted"},
}


def read(badge: object = None, **assertion):
    """Read a small assertion; the arguments are laid over it."""
    inside = BADGE | badge if isinstance(badge, dict) else (badge or BADGE)
    return read_document_from("badge.json", json.dumps(ASSERTION | {"badge": inside} | assertion).encode())


def only(*args, **kwargs):
    (credential,) = read(*args, **kwargs).credentials
    return credential


def write(folder: Path, **documents: dict) -> list[Path]:
    for name, value in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    return [folder / f"{name}.json" for name in documents]


def test_an_assertion_that_holds_everything_is_read_at_once() -> None:
    document = read()

    (credential,) = document.credentials
    assert (credential.id, credential.title) == ("https://x.example/a/1", "Bread")
    assert [outcome.text for outcome in credential.outcomes] == ["Bake a loaf of bread"]
    assert credential.issuer == Party("Oven School", "https://x.example")
    assert (credential.awarded, credential.expires) == (date(2026, 1, 2), None)
    assert credential.homepage == "https://x.example/bread/how"
    assert credential.holder_identified is True
    assert (credential.credit, credential.level, credential.hours, credential.kind) == (
        None,
        None,
        None,
        None,
    )
    assert document.findings == ()


def test_parts_in_other_files_are_found_by_their_address(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        one=ASSERTION | {"badge": BADGE["id"]},
        two=BADGE | {"issuer": "https://x.example", "endorsement": "https://x.example/e/1"},
        three=BADGE["issuer"],
        four={"type": "Endorsement", "id": "https://x.example/e/1", "issuer": {"name": "Bread Council"}},
    )

    (document,) = read_credentials(*files)

    (credential,) = document.credentials
    assert (credential.title, credential.issuer.name) == ("Bread", "Oven School")
    assert credential.quality_assurance == ("endorsed by Bread Council",)
    assert credential.origin_of("title").place == "two.json, $.name"
    assert credential.origin_of("issuer").place == "three.json, $"
    assert credential.origin_of("awarded").place == "$.issuedOn"
    assert document.findings == ()


def test_of_several_files_each_is_told_what_became_of_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        assertion=ASSERTION | {"badge": BADGE["id"]},
        badge=BADGE | {"issuer": "https://x.example"},
        issuer=BADGE["issuer"],
        stray={"type": "Issuer", "id": "https://y.example", "name": "Other School"},
    )

    readings = {reading.path.name: reading for reading in read_documents_together(tmp_path)}

    assert readings["assertion.json"].document.credentials[0].title == "Bread"
    assert readings["badge.json"].document.offers[0].issuer.name == "Oven School"
    assert readings["badge.json"].used_by == ("assertion.json",)
    assert readings["issuer.json"].used_by == ("assertion.json", "badge.json")
    assert "an Open Badges 2.0 issuer profile" in readings["stray.json"].refusal
    assert readings["stray.json"].used_by == ()


def test_two_parts_with_one_address_and_different_words_count_neither(tmp_path: Path) -> None:
    files = write(tmp_path, a=ASSERTION | {"badge": BADGE["id"]}, b=BADGE, c=BADGE | {"name": "Cake"})

    document = read_documents_together(*files)[0].document

    assert document.credentials[0].title == "https://x.example/bread"


def test_a_badge_named_by_address_only_gives_what_there_is_and_says_what_is_missing() -> None:
    document = read("https://x.example/bread", evidence="https://x.example/loaf")

    (credential,) = document.credentials
    assert credential.title == "https://x.example/bread"
    assert credential.outcomes == ()
    assert credential.evidence == (Evidence(uri="https://x.example/loaf"),)
    assert "https://x.example/bread" in document.findings[0].message
    assert "nothing is fetched" in document.findings[0].message


def test_an_issuer_named_by_address_only_is_a_finding() -> None:
    document = read({"issuer": "https://x.example"})

    assert document.credentials[0].issuer == Party("https://x.example", "https://x.example")
    assert "https://x.example, without a name" in document.findings[0].message


def test_a_badge_class_alone_is_on_offer_and_held_by_nobody() -> None:
    document = read_document_from("badge.json", json.dumps(BADGE).encode())

    assert document.credentials == ()
    (offer,) = document.offers
    assert (offer.title, offer.holder_identified, offer.awarded) == ("Bread", False, None)
    assert "nobody is said to hold it" in document.findings[0].message


def test_what_is_on_offer_is_no_evidence(tmp_path: Path) -> None:
    (file,) = write(tmp_path, badge=BADGE)

    with pytest.raises(FormatError, match="holds 1 credential on offer but no credential"):
        read_credentials(file)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (ASSERTION, "$.badge.name: is missing; a badge needs a name"),
        (ASSERTION | {"badge": BADGE | {"name": ""}}, "$.badge.name: is missing"),
        (ASSERTION | {"badge": [[]]}, "$.badge"),
        (ASSERTION | {"recipient": "nora@post.example", "badge": BADGE}, "Open Badges 0.5 and 1.0"),
        ({"type": "Issuer", "name": "Oven School"}, "an Open Badges 2.0 issuer profile"),
        ({"type": "Sticker", "badge": {}, "recipient": {}}, "whose type is not Assertion"),
    ],
    ids=range(6),
)
def test_what_is_no_badge_is_refused_in_one_line(value: dict, words: str) -> None:
    with pytest.raises(FormatError) as refusal:
        read_document_from("badge.json", json.dumps(value).encode())

    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "nora" not in str(refusal.value)


@pytest.mark.parametrize(
    "assertion",
    [
        {"type": None, "@type": "Assertion"},
        {"type": ["obi:Assertion"]},
        {"type": "https://w3id.org/openbadges#Assertion"},
        {"type": None, "verify": {"type": "hosted"}, "id": None, "uid": "https://x.example/a/1"},
        {"type": ["Assertion", "extensions:RecipientProfile"]},
    ],
)
def test_the_type_may_be_written_in_many_ways(assertion: dict) -> None:
    assert only(**assertion).id == "https://x.example/a/1"


@pytest.mark.parametrize(
    "alignment",
    [
        {"targetName": "bake", "targetUrl": "https://s.example/bake", "targetDescription": "in an **oven**"},
        {"name": "bake", "url": "https://s.example/bake", "description": "in an oven"},
        [{"targetName": "bake", "targetUrl": "https://s.example/bake", "targetDescription": "in an oven"}],
        [{"targetName": "bake", "targetUrl": "https://s.example/bake", "targetDescription": "in an oven"}]
        * 2,
    ],
    ids=["object", "names of 1.1", "list", "twice"],
)
def test_an_alignment_is_read_in_its_old_and_new_words(alignment) -> None:
    assert only({"alignment": alignment}).alignments == (
        Alignment("bake", "https://s.example/bake", description="in an oven"),
    )


def test_an_alignment_to_a_level_is_the_level() -> None:
    alignment = {"targetName": "EQF Level 4", "targetUrl": "http://data.europa.eu/snb/eqf/4"}
    document = read({"alignment": [alignment, alignment | {"targetUrl": "http://data.europa.eu/snb/eqf/5"}]})

    assert document.credentials[0].level == Level("EQF", 4)
    assert document.credentials[0].alignments == ()
    assert "A second level, EQF 5" in document.findings[0].message


@pytest.mark.parametrize(
    ("criteria", "outcomes", "homepage"),
    [
        ("https://x.example/how", ["Shows how to bake bread by hand."], "https://x.example/how"),
        ("- Bake a loaf of bread", ["Bake a loaf of bread"], None),
        ({"narrative": "- Bake a loaf of bread"}, ["Bake a loaf of bread"], None),
        ({"id": "_:b0", "narrative": "- Bake a loaf of bread"}, ["Bake a loaf of bread"], None),
        (None, ["Shows how to bake bread by hand."], None),
    ],
)
def test_criteria_may_be_an_address_a_text_or_an_object(criteria, outcomes: list, homepage) -> None:
    credential = only({"criteria": criteria, "description": "Shows how to bake bread by hand."})

    assert [outcome.text for outcome in credential.outcomes] == outcomes
    assert credential.homepage == homepage


@pytest.mark.parametrize(
    ("evidence", "kept"),
    [
        ("https://x.example/loaf", (Evidence(uri="https://x.example/loaf"),)),
        ({"id": "_:b1", "narrative": "Baked it."}, (Evidence(description="Baked it."),)),
        (
            [{"name": "Loaf", "description": "rye"}, "https://x.example/loaf"],
            (Evidence("Loaf", None, "rye"), Evidence(uri="https://x.example/loaf")),
        ),
        ([], ()),
    ],
)
def test_evidence_may_be_an_address_an_object_or_a_list(evidence, kept: tuple) -> None:
    assert only(evidence=evidence).evidence == kept


@pytest.mark.parametrize(
    ("issued", "awarded"),
    [
        ("2026-01-02T23:59:59.99+05:00", date(2026, 1, 2)),
        ("2026-01-02", date(2026, 1, 2)),
        (1_767_394_800, date(2026, 1, 2)),
        ("soon", None),
        (True, None),
        (10**15, None),
    ],
)
def test_the_day_of_award_is_a_date_or_seconds_of_unix_time(issued, awarded: date | None) -> None:
    document = read(issuedOn=issued)

    assert document.credentials[0].awarded == awarded
    assert [finding.field for finding in document.findings] == ([] if awarded else ["awarded"])


def test_a_revocation_is_told() -> None:
    document = read(revoked=True, revocationReason="Issued by mistake.")

    assert document.findings[0].message == "The issuer says that it was revoked: 'Issued by mistake.'."


def extension(name: str, context: str = "https://x.example/context.json", **members) -> dict:
    return {
        f"extensions:{name}": {"@context": context, "type": ["Extension", f"extensions:{name}"]} | members
    }


def test_extensions_in_wide_use_are_read() -> None:
    document = read(
        extension("ECTSExtension", ECTS=2.5)
        | extension("EQFExtension", EQF=6)
        | extension("LanguageExtension", Language="nl_NL")
        | extension("LearningOutcomeExtension", LearningOutcome="You can:\n* knead dough,\n* bake it")
        | extension("StudyLoadExtension", "https://api.edubadges.nl/extensions/c.json", StudyLoad=70)
        | extension("CategoryExtension", Category="competency")
    )

    (credential,) = document.credentials
    assert credential.credit == Credit(2.5, "ECTS")
    assert credential.level == Level("EQF", 6)
    assert credential.language == "nl"
    assert [outcome.text for outcome in credential.outcomes] == ["knead dough,", "bake it"]
    assert credential.hours == Hours(70, 70, HoursBasis.SELF_DECLARED)
    assert credential.kind == "competency"
    assert document.findings == ()


def test_hours_without_a_unit_are_not_guessed() -> None:
    document = read(extension("StudyLoadExtension", StudyLoad=60))

    assert document.credentials[0].hours is None
    assert document.findings[0].field == "hours"
    assert "some issuers mean hours, others minutes" in document.findings[0].message


@pytest.mark.parametrize("level", [0, 9, "high", {}])
def test_a_level_outside_the_framework_is_unparsable(level) -> None:
    document = read(extension("EQFExtension", EQF=level))

    assert document.credentials[0].level is None
    assert document.findings[0].field == "level"


def test_competencies_of_an_extension_are_alignments() -> None:
    competency = {
        "name": "bake bread",
        "description": "by hand",
        "framework": "esco",
        "framework_identifier": "http://data.europa.eu/esco/skill/1",
        "category": "skill",
        "studyLoad": 60,
    }
    credential = only(
        {"extensions:CompetencyExtension": [competency, competency | {"framework_identifier": ""}]}
    )

    assert credential.alignments == (
        Alignment("bake bread", "http://data.europa.eu/esco/skill/1", "esco", "by hand", None, "skill"),
        Alignment("bake bread", None, "esco", "by hand", None, "skill"),
    )


def test_an_assessment_extension_means_assessed() -> None:
    assessment = {
        "type": "Exam",
        "description": "An exam.",
        "assessmentOutput": "a written paper",
        "rubrics": {
            "title": "Crust",
            "caseUri": "https://s.example/crust",
            "rubricCriteria": [{"description": "Colour", "caseUri": "https://s.example/colour"}],
        },
    }
    credential = only(extension("assessmentExtension", description="Exam", assessments=assessment))

    assert credential.assessed is True
    assert credential.assessment == Assessment("Exam: a written paper")
    assert [(found.label, found.kind) for found in credential.alignments] == [
        ("Crust", "CFRubric"),
        ("Colour", "CFRubricCriterion"),
    ]


def test_a_category_of_participation_means_taking_part() -> None:
    assert only(extension("CategoryExtension", Category="participation")).participation_only is True


def test_what_no_field_has_a_place_for_is_listed_once() -> None:
    document = read(
        {"tags": ["bread", "rye"], "related": {"id": "x"}} | extension("Other", size="x"), partner="y"
    )

    (finding,) = document.findings
    assert finding.message == (
        "Not read: badge tags ('bread, rye'); badge related; badge extensions:Other; assertion partner."
    )


def test_the_recipient_is_nowhere_in_the_document() -> None:
    document = read(
        {"description": "For Nora Ficticia."},
        **{"extensions:recipientProfile": {"name": "Nora Ficticia"}},
        recipient={"type": "email", "identity": "nora@post.example", "hashed": False, "salt": "pepperoni"},
        narrative="Nora Ficticia (NORA@post.example) baked it.",
    )

    shown = repr(document).lower()
    for secret in ("nora", "ficticia", "post.example", "pepperoni"):
        assert secret not in shown
    assert document.credentials[0].holder_identified is True
    assert document.findings[0].message == "A text named the holder; the name was taken out."


def test_an_assertion_without_a_recipient_leaves_the_holder_open() -> None:
    assert only(recipient=None).holder_identified is None


@pytest.mark.parametrize(
    ("wrap", "envelope"),
    [
        (lambda value: baked_png(json.dumps(value), "openbadges"), "baked PNG"),
        (lambda value: baked_svg(json.dumps(value), namespace=OB2), "baked SVG"),
        (lambda value: token(value).encode(), "JWT"),
        (lambda value: baked_png(token(value), "openbadges"), "baked PNG, JWT"),
    ],
    ids=["png", "svg", "jws", "jws in png"],
)
def test_a_baked_or_signed_assertion_reads_like_the_bare_one(wrap, envelope: str) -> None:
    value = ASSERTION | {"badge": BADGE}
    document = read_document_from("badge.png", wrap(value))

    assert document.source.envelope == envelope
    assert document.credentials[0].outcomes == only().outcomes
    assert document.credentials[0].origins == only().origins


def test_everything_of_the_sample_is_read() -> None:
    document = read_document(SAMPLE)

    (credential,) = document.credentials
    assert credential.alignments == (
        Alignment(
            "repair fishing nets",
            "https://skills.example/repair-fishing-nets",
            "Example Skills",
            "Mend nets by hand.",
            "ES-204",
        ),
        Alignment("Mending", "https://skills.example/rubrics/mending", kind="CFRubric"),
    )
    assert (credential.credit, credential.level) == (Credit(2.5, "ECTS"), Level("EQF", 3))
    assert credential.quality_assurance == (
        "issuer accredited by Coastal Quality Board",
        "endorsed by Guild of Net Makers",
    )
    assert len(credential.evidence) == 2
    for secret in ("Inventado", "Tomas", "sea-and-salt", "beef"):
        assert secret not in repr(document)
