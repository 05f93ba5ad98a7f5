"""CVs as data: JSON Resume, and Europass XML by itself or beside the pages of a PDF."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from pdf_writer import DESCRIPTOR, pdf
from skillmap.domain import Claim, Document
from skillmap.errors import FormatError, LimitError
from skillmap.formats import read_document, read_document_from

SAMPLES = Path(__file__).parent / "data/samples"
RESUME = SAMPLES / "json-resume.json"
CANDIDATE = SAMPLES / "europass-cv.xml"

ROOT = '<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass">'
PASSPORT = """<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="de">
 <LearnerInfo>
  <Identification>
   <PersonName><FirstName>Kim</FirstName><Surname>Erfunden</Surname></PersonName>
   <ContactInfo><Email><Contact>kim@example.org</Contact></Email></ContactInfo>
  </Identification>
  <Headline><Description><Label>Bäckerin gesucht</Label></Description></Headline>
  <WorkExperienceList><WorkExperience>
   <Period><From year="2016" month="--03" day="---09"/><Current>true</Current></Period>
   <Position><Label>Bäckerin</Label></Position>
   <Activities>&lt;ul&gt;&lt;li&gt;Brot backen&lt;/li&gt;
    &lt;li&gt;Kim Erfunden fragen&lt;/li&gt;&lt;/ul&gt;</Activities>
   <Employer><Name>Bäckerei Beispiel</Name></Employer>
  </WorkExperience></WorkExperienceList>
  <EducationList><Education>
   <Period><From year="2008"/><To year="2011" month="--06"/></Period>
   <Title>Ausbildung</Title><Organisation><Name>Berufsschule</Name></Organisation>
  </Education></EducationList>
  <Skills>
   <Linguistic>
    <MotherTongueList><MotherTongue>
     <Description><Label>Deutsch</Label></Description>
    </MotherTongue></MotherTongueList>
    <ForeignLanguageList><ForeignLanguage><Description><Label>Englisch</Label></Description>
     <ProficiencyLevel><Listening>B2</Listening><SpokenInteraction>B1</SpokenInteraction></ProficiencyLevel>
    </ForeignLanguage></ForeignLanguageList>
   </Linguistic>
   <Computer><Description>Excel (gut), Kassensysteme</Description></Computer>
   <Driving><Description><Licence>B</Licence><Licence>BE</Licence></Description></Driving>
  </Skills>
  <AchievementList>
   <Achievement><Title><Label>Projekte</Label></Title><Description>Ofen gebaut</Description></Achievement>
   <Achievement><Title><Label>Publikationen</Label></Title><Description>Brotbuch</Description></Achievement>
  </AchievementList>
 </LearnerInfo>
</SkillsPassport>
"""


def triples(document: Document) -> list[tuple[str, str, str]]:
    return [(claim.kind.value, claim.text, claim.level) for claim in document.claims]


def under(document: Document, text: str) -> Claim:
    (claim,) = [claim for claim in document.claims if claim.text.startswith(text)]
    return claim


def resume(**changes: Any) -> bytes:
    return json.dumps(json.loads(RESUME.read_text()) | changes).encode()


def test_a_json_resume_is_read_item_by_item() -> None:
    document = read_document(RESUME)

    assert triples(document) == [
        ("experience", "Reports for 40 district offices.", ""),
        ("experience", "the holder leads them.", ""),
        ("experience", "Build dashboards with SQL", ""),
        ("experience", "Train colleagues; write to", ""),
        ("experience", "Shop assistant", ""),
        ("experience", "Repair kettles", ""),
        ("experience", "A map of heat losses.", ""),
        ("education", "BSc Geography", ""),
        ("education", "Maps and projections", ""),
        ("education", "First aid", ""),
        ("skill", "Python", "advanced"),
        ("skill", "SQL", "advanced"),
        ("skill", "Project planning", ""),
        ("language", "English", "native speaker"),
        ("language", "German", "B2"),
    ]
    dashboards = under(document, "Build dashboards")
    assert dashboards.context == "Data analyst, Lakeside Energy Ltd"
    assert (dashboards.begun, dashboards.ended) == (date(2019, 3, 1), None)
    assert dashboards.origins[1].place == "$.work[0].highlights[0]"
    assert under(document, "Python").context == "Programming"


def test_who_the_person_of_a_json_resume_is_is_not_read() -> None:
    shown = repr(read_document(RESUME))

    for word in ("Robin", "Fictional", "7946", "Invented Street", "born", "Erika", "careful"):
        assert word not in shown


def test_a_description_is_cut_into_items_and_sentences_and_names_nobody() -> None:
    summary = "Reported to Prof. Erika Beispiel. Baked bread.\n- Sold bread\nMain tasks:\n- Kept accounts"

    document = read_document_from("cv.json", resume(work=[{"position": "Baker", "summary": summary}]))

    assert [claim.text for claim in document.claims if claim.context == "Baker"] == [
        "Reported to [a person].",
        "Baked bread.",
        "Sold bread",
        "Kept accounts",
    ]


def test_dates_of_a_json_resume_that_cannot_be_read_are_findings() -> None:
    document = read_document_from("cv.json", resume(work=[{"position": "Baker", "startDate": "soon"}]))

    assert under(document, "Baker").begun is None
    assert ("begun", "Dates left out: 'soon' is not a date.") in [
        (f.field, f.message) for f in document.findings
    ]


@pytest.mark.parametrize(
    "content",
    [
        resume(work=[], volunteer=[], education=[], skills=[], languages=[], projects=[], certificates=[]),
        resume(
            work=3,
            volunteer="x",
            education={"a": []},
            skills=[None],
            languages=[[]],
            projects=None,
            certificates=1,
        ),
    ],
)
def test_a_json_resume_that_says_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match="says nothing about work, education or skills"):
        read_document_from("cv.json", content, reader="json-resume")


def test_json_that_only_has_a_word_in_common_is_not_taken_for_a_cv() -> None:
    with pytest.raises(FormatError, match="not read yet"):
        read_document_from(
            "x.json", b'{"basics": {"name": "x"}, "@context": "https://x.example", "work": []}'
        )


def test_a_candidate_of_europass_is_read() -> None:
    document = read_document(CANDIDATE)

    assert triples(document) == [
        ("experience", "Bake bread & rolls for three shops", ""),
        ("experience", "Train apprentices with [a person]", ""),
        ("education", "Apprenticeship as a baker", ""),
        ("language", "English", "mother tongue"),
        ("language", "German", "listening B2, interaction B1"),
        ("skill", "Spreadsheets", ""),
        ("skill", "Stock keeping software", "advanced"),
        ("other", "Driving licence B", ""),
        ("education", "Food hygiene", ""),
        ("education", "Keep a kitchen clean.", ""),
    ]
    bread = under(document, "Bake bread")
    assert (bread.context, bread.begun, bread.language) == ("Baker, Lakeside Bakery", date(2019, 3, 1), "en")
    assert (
        bread.origins[1].place
        == "CandidateProfile/EmploymentHistory/EmployerHistory/PositionHistory/Description"
    )
    for word in ("Robin", "Fictional", "example.org", "1990", "Erika"):
        assert word not in repr(document)


def test_a_skills_passport_is_read() -> None:
    document = read_document_from("cv.xml", PASSPORT.encode())

    assert triples(document) == [
        ("experience", "Brot backen", ""),
        ("experience", "the holder fragen", ""),
        ("education", "Ausbildung", ""),
        ("language", "Deutsch", "mother tongue"),
        ("language", "Englisch", "listening B2, spoken interaction B1"),
        ("skill", "Excel", "gut"),
        ("skill", "Kassensysteme", ""),
        ("other", "Driving licence B", ""),
        ("other", "Driving licence BE", ""),
        ("experience", "Ofen gebaut", ""),
    ]
    assert under(document, "Brot").begun == date(2016, 3, 9)
    assert under(document, "Ausbildung").ended == date(2011, 6, 30)
    assert {claim.language for claim in document.claims} == {"de"}
    assert "Erfunden" not in repr(document)
    assert "gesucht" not in repr(document)


def test_the_xml_beside_the_pages_of_a_pdf_is_read_instead_of_them() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([("WORK EXPERIENCE", "Garbled by columns")]))))
    writer.add_attachment("attachment.xml", CANDIDATE.read_bytes())
    written = io.BytesIO()
    writer.write(written)

    document = read_document_from("cv.pdf", written.getvalue())

    assert triples(document) == triples(read_document(CANDIDATE))
    assert document.source.format == "document-pdf"
    assert {claim.source for claim in document.claims} == {document.source}


def test_another_attachment_of_a_pdf_does_no_harm() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(DESCRIPTOR))))
    writer.add_attachment("invoice.xml", b"<invoice/>")
    written = io.BytesIO()
    writer.write(written)

    assert read_document_from("x.pdf", written.getvalue()).modules[0].id == "ENG2040"


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (
            PASSPORT.replace("<SkillsPassport", "<!DOCTYPE a [<!ENTITY b 'c'>]><SkillsPassport"),
            FormatError,
            "entities",
        ),
        (PASSPORT[:900], FormatError, "cut off"),
        (f"{ROOT}<LearnerInfo/></SkillsPassport>", FormatError, "says nothing about work"),
        (ROOT + "<a/>" * 250_000, LimitError, "more than 200,000 tags"),
        ("<notes><europass/></notes>", FormatError, "is not a Europass CV"),
    ],
)
def test_xml_that_is_no_cv_is_refused(content: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as refused:
        read_document_from("cv.xml", content.encode(), reader="europass-cv")

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
