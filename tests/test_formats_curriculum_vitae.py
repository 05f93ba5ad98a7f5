"""CVs that we made up, in English and German, as text, PDF, Word and HTML."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from cv_texts import ENGLISH, EUROPASS_PAGES, GERMAN
from pdf_writer import pdf
from skillmap.domain import Claim, ClaimKind, Document
from skillmap.errors import FormatError
from skillmap.formats import curriculum_vitae, read_document_from
from word_writer import german_cv, word

PRIVATE = (
    *("Robin", "Fictional", "Invented Street", "example.org", "7946", "April", "1990", "linkedin", "married"),
    *("Kim", "Erfundene", "23125", "1985", "Erika", "Muster,", "Max Erfunden", "Klettern"),
)


def read(text: str, name: str = "cv.txt") -> Document:
    return read_document_from(name, text.encode())


def said(document: Document, kind: ClaimKind) -> list[str]:
    return [claim.text for claim in document.claims if claim.kind is kind]


def under(document: Document, text: str) -> Claim:
    (claim,) = [claim for claim in document.claims if claim.text.startswith(text)]
    return claim


def messages(document: Document) -> list[str]:
    return [finding.message for finding in document.findings]


def english(*sections: str) -> str:
    return "Curriculum Vitae\nRobin Fictional\n\n" + "\n\n".join(sections)


WORK = "WORK EXPERIENCE\n2019 - 2021 Baker, Corner Bakery\n- Bake bread"
SCHOOL = "EDUCATION\n2015 - 2018 Apprenticeship as a baker"


@pytest.mark.parametrize("name", ["cv.txt", "cv.pdf"])
def test_an_english_cv_is_read_line_by_line(name: str) -> None:
    content = pdf([ENGLISH.splitlines()]) if name == "cv.pdf" else ENGLISH.encode()
    document = read_document_from(name, content)

    assert document.credentials == ()
    assert document.modules == ()
    assert said(document, ClaimKind.EXPERIENCE) == [
        "Build dashboards for 40 district offices with SQL and a spreadsheet",
        "Train colleagues to read them; questions to",
        "Report to [a person] every month",
        "Answered letters from residents",
        "Kept the register of meters.",
        "Checked it twice a year.",
        "Shop assistant",
    ]
    assert said(document, ClaimKind.EDUCATION) == [
        "BSc Geography, University of Nowhere",
        "Thesis on the heat loss of terraced houses",
    ]
    assert [(claim.text, claim.level) for claim in document.claims if claim.kind is ClaimKind.SKILL] == [
        ("Python", "advanced"),
        ("SQL", ""),
        ("R", "basic"),
        ("Project planning", ""),
        ("Negotiating with suppliers", "good"),
    ]
    assert [(claim.text, claim.level) for claim in document.claims if claim.kind is ClaimKind.LANGUAGE] == [
        ("English", "native speaker"),
        ("German", "B2"),
        ("French", "A2"),
        ("Italian", "A1"),
    ]
    assert {claim.language for claim in document.claims} == {"en"}


def test_a_claim_says_under_what_it_stands_and_when_that_was() -> None:
    document = read(ENGLISH)

    letters = under(document, "Answered letters")
    assert letters.context == "Junior clerk, Nowhere Council"
    assert (letters.begun, letters.ended) == (date(2016, 6, 1), date(2019, 2, 28))
    now = under(document, "Build dashboards")
    assert (now.begun, now.ended) == (date(2019, 3, 1), None)
    assert under(document, "Python").context == "SKILLS, Programming"
    assert {origin.field: origin.place for origin in letters.origins} == {
        "id": "line 20",
        "text": "line 20",
        "kind": "line 18",
        "context": "line 18",
        "begun": "line 19",
        "ended": "line 19",
        "language": "line 6",
    }


def test_a_german_cv_is_read_under_its_german_headings() -> None:
    document = read(GERMAN)

    assert said(document, ClaimKind.EXPERIENCE) == [
        "Planung der Schichten von zwölf Mitarbeitenden",
        "Einführung eines neuen Verfahrens für die Inventur",
        "Kommissionierung und Versand, z. B. von Medikamenten",
        "Ansprechpartnerin für [a person]",
    ]
    assert said(document, ClaimKind.EDUCATION) == [
        "Ausbildung zur Fachkraft für Lagerlogistik, Beispiel AG",
        "Ausbildung der Ausbilder, IHK Nirgendwo",
    ]
    assert [(claim.text, claim.level) for claim in document.claims if claim.level] == [
        ("Excel", "sehr gute Kenntnisse"),
        ("SAP", "Grundkenntnisse"),
        ("Deutsch", "Muttersprache"),
        ("Englisch", "fließend (C1)"),
        ("Polnisch", "A2"),
    ]
    assert said(document, ClaimKind.OTHER) == ["Führerschein: Klasse B"]
    assert under(document, "Planung").begun == date(2018, 3, 1)
    assert {claim.language for claim in document.claims} == {"de"}


def test_a_cv_in_a_word_table_is_read_row_by_row() -> None:
    document = read_document_from("lebenslauf.docx", word(german_cv))

    planning = under(document, "Planung der Schichten")
    assert planning.context == "Teamleitung Lager, Muster Logistik GmbH"
    assert planning.begun == date(2018, 3, 1)
    assert under(document, "Absprachen").text == "Absprachen mit [a person], und dem Einkauf"
    assert under(document, "Versand").context == "Fachkraft für Lagerlogistik, Beispiel AG"
    assert under(document, "Englisch").level == "C1"
    assert under(document, "Versand").origins[1].place == "table 1, row 2"


def test_a_cv_as_a_web_page_is_read_by_its_headings() -> None:
    page = """<!doctype html><html lang="en"><body><h1>Robin Fictional</h1><p>robin.fictional@example.org</p>
    <h2>Experience</h2><h3>Baker, Corner Bakery</h3><p>March 2019 to June 2021</p>
    <ul><li>Bake bread<li>Order flour</ul><h3>Helper</h3><p>2018 – 2019</p><p>Swept the floor every day.</p>
    <h2>Skills</h2><ul><li>Bread<li>Cake (basic)</ul><h2>My cats</h2><p>Tom</p></body></html>"""

    document = read(page, "cv.html")

    assert under(document, "Order flour").context == "Baker, Corner Bakery"
    assert under(document, "Order flour").ended == date(2021, 6, 30)
    assert under(document, "Swept").context == "Helper"
    assert said(document, ClaimKind.SKILL) == ["Bread", "Cake"]
    assert under(document, "Cake").origins[1].place == "h2 'Skills', item 2"
    assert "A section with a heading that is not known was not read." in messages(document)
    for private in ("Tom", "my cats", "My cats", "Robin", "example.org"):
        assert private not in repr(document)


def test_a_printed_europass_is_read() -> None:
    document = read_document_from("cv.pdf", pdf(EUROPASS_PAGES))

    bread = under(document, "Bake bread")
    assert bread.text.endswith("a team of four people and an oven from 1950")
    assert bread.context == "BAKER - LAKESIDE BAKERY - NOWHERE, INVENTED"
    assert (bread.begun, bread.origins[1].place) == (date(2019, 3, 1), "page 1, WORK EXPERIENCE")
    school = under(document, "APPRENTICESHIP")
    assert (school.begun, school.ended) == (date(2015, 9, 4), date(2018, 7, 13))
    assert [(claim.text, claim.level) for claim in document.claims if claim.kind is ClaimKind.LANGUAGE] == [
        ("ENGLISH", "Mother tongue(s)"),
        ("GERMAN", "B2 B1 B1 B1 A2"),
    ]
    assert said(document, ClaimKind.SKILL) == ["Bread of all kinds", "Cake", "Working in a team"]
    assert said(document, ClaimKind.OTHER) == ["Driving licence: B"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.txt", ENGLISH.encode()),
        ("cv.pdf", pdf([ENGLISH.splitlines()])),
        ("cv.txt", GERMAN.encode()),
        ("cv.docx", word(german_cv)),
        ("cv.pdf", pdf(EUROPASS_PAGES)),
    ],
)
def test_nothing_that_says_who_the_person_is_is_kept(name: str, content: bytes) -> None:
    shown = repr(read_document_from(name, content))

    assert [word for word in PRIVATE if word in shown] == []


def test_a_place_in_a_web_page_names_nobody_either() -> None:
    page = (
        "<html><h2>Experience</h2><h3>2019 - 2021 Assistant to Ms Erika Beispiel</h3><p>Wrote letters.</p>"
        "<h2>Education</h2><p>2015 - 2018 School</p></html>"
    )

    letters = under(read(page, "cv.html"), "Wrote letters")

    assert letters.context == "Assistant to [a person]"
    assert letters.origins[1].place == "h3 '2019 - 2021 Assistant to [a person]', paragraph 1"


def test_a_paragraph_that_nothing_divides_is_left_out_and_told() -> None:
    document = read(english(WORK + "\n- " + "bake " * 600, SCHOOL))

    assert said(document, ClaimKind.EXPERIENCE) == ["Bake bread"]
    assert any("is no claim; it was left out" in message for message in messages(document))


def test_what_is_left_out_is_said() -> None:
    document = read(ENGLISH)

    assert curriculum_vitae.NOT_EVIDENCE in messages(document)
    assert "Cut out: an email address." in messages(document)
    assert "Cut out: the name of a person." in messages(document)
    assert "The section 'REFERENCES' was not read." in messages(document)
    assert "What stands above the first section was not read: it says who it is." in messages(document)
    assert any("read as the widest span" in message for message in messages(document))


def test_the_name_of_the_holder_is_cut_out_of_what_they_say() -> None:
    document = read(english(WORK + "\n- Robin Fictional trained the apprentices", SCHOOL))

    assert "the holder trained the apprentices" in said(document, ClaimKind.EXPERIENCE)
    assert "Cut out: the holder's name." in messages(document)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ("2021 - 2019", "ends (2019-12-31) before it begins"),
        ("03/04/2019 - 05/06/2020", "'03/04/2019' and '05/06/2020' could not be read"),
        ("Summer 2019 - Spring 2021", "could not be read as dates"),
        ("2019", "'2019' alone does not say"),
    ],
)
def test_dates_that_cannot_be_read_are_findings_of_their_field(dates: str, words: str) -> None:
    document = read(english(f"WORK EXPERIENCE\n{dates} Baker, Corner Bakery\n- Bake bread", SCHOOL))

    bread = under(document, "Bake bread")
    assert (bread.begun, bread.ended) == (None, None)
    assert bread.context == "Baker, Corner Bakery"
    (finding,) = [finding for finding in document.findings if finding.field == "begun"]
    assert words in finding.message


def test_another_date_of_the_document_tells_whether_the_day_comes_first() -> None:
    work = "WORK EXPERIENCE\n03/04/2019 - 13/06/2020 Baker, Corner Bakery\n- Bake bread"

    assert under(read(english(work, SCHOOL)), "Bake bread").begun == date(2019, 4, 3)


@pytest.mark.parametrize(
    "entry",
    [
        "2019 - 2021 Baker, Corner Bakery\n- Bake bread",
        "Baker, Corner Bakery\n2019 - 2021\n- Bake bread",
        "Baker, Corner Bakery, 2019 - 2021\n• Bake bread",
        "2019 - 2021\nBaker\nCorner Bakery\n* Bake bread",
        "Baker | 2019 - 2021\nCorner Bakery\n\nBake bread with a team of four.",
        "2019 - 2021: Baker, Corner Bakery\nMain tasks: Bake bread",
        "- 2019 - 2021: Baker, Corner Bakery\n  - Bake bread",
    ],
)
def test_entries_in_the_layouts_that_people_choose(entry: str) -> None:
    following = "2016 - 2018 Shop assistant, Corner Shop\n- Sell bread"

    document = read(english(f"WORK EXPERIENCE\n{entry}\n\n{following}", SCHOOL))

    bread, selling = [claim for claim in document.claims if claim.kind is ClaimKind.EXPERIENCE]
    assert bread.text.startswith("Bake bread")
    assert "Baker" in bread.context
    assert "Corner Bakery" in bread.context
    assert (bread.begun, bread.ended) == (date(2019, 1, 1), date(2021, 12, 31))
    assert (selling.text, selling.context) == ("Sell bread", "Shop assistant, Corner Shop")
    assert selling.begun == date(2016, 1, 1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("English (C1), French (B1)", [("English", "C1"), ("French", "B1")]),
        ("English: fluent, C1", [("English", "fluent, C1")]),
        ("English fluent", [("English", "fluent")]),
        ("Englisch – verhandlungssicher", [("Englisch", "verhandlungssicher")]),
        ("Mother tongue: Turkish", [("Turkish", "Mother tongue")]),
        ("ENGLISH C1 C1 C1 C1 C1", [("ENGLISH", "C1")]),
        ("Latin", [("Latin", "")]),
    ],
)
def test_languages_and_how_well(line: str, expected: list[tuple[str, str]]) -> None:
    document = read(english(WORK, SCHOOL, f"LANGUAGES\n{line}"))

    found = [(claim.text, claim.level) for claim in document.claims if claim.kind is ClaimKind.LANGUAGE]
    assert found == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Python, SQL; R", ["Python", "SQL", "R"]),
        ("Writing reports that managers read, and answering their questions about them", None),
        ("Tools: Excel (good), Word", ["Excel", "Word"]),
        ("Chairing meetings", ["Chairing meetings"]),
        ("Excel: advanced", ["Excel"]),
        ("TCP/IP and C++", ["TCP/IP and C++"]),
    ],
)
def test_a_list_of_skills_is_cut_and_a_sentence_is_not(line: str, expected: list[str] | None) -> None:
    document = read(english(WORK, SCHOOL, f"SKILLS\n{line}"))

    assert said(document, ClaimKind.SKILL) == (expected or [line])


@pytest.mark.parametrize(
    ("headings", "language"),
    [
        (("Expérience professionnelle", "Éducation et formation", "Compétences numériques", "Langues"), "fr"),
        (("Experiencia laboral", "Educación y formación", "Competencias digitales", "Idiomas"), "es"),
        (("Esperienza lavorativa", "Istruzione e formazione", "Competenze digitali", "Lingue"), "it"),
        (("Berufserfahrung", "Allgemeine und berufliche Bildung", "Digitale Kompetenzen", "Sprachen"), "de"),
        (("Work Experience", "Education and Training", "Digital Skills", "Language Skills"), "en"),
    ],
)
def test_headings_of_europass_in_five_languages(headings: tuple[str, ...], language: str) -> None:
    bodies = ("2019 - 2021 A, B\n- C d e", "2015 - 2018 F, G", "H, I", "J (C1)")
    text = "\n\n".join(f"{heading}\n{body}" for heading, body in zip(headings, bodies, strict=True))

    document = read("Nobody Invented\n\n" + text)

    assert [claim.kind for claim in document.claims] == [
        ClaimKind.EXPERIENCE,
        ClaimKind.EDUCATION,
        ClaimKind.SKILL,
        ClaimKind.SKILL,
        ClaimKind.LANGUAGE,
    ]
    assert {claim.language for claim in document.claims} == {language}


def test_technologies_below_a_position_belong_to_it() -> None:
    document = read(english(WORK + "\nTechnologies: stone oven, mixer", SCHOOL))

    assert said(document, ClaimKind.SKILL) == []


def test_a_cv_of_thousands_of_lines_is_read_up_to_a_limit() -> None:
    many = "\n".join(f"- Bake loaf {number}" for number in range(curriculum_vitae.MOST_CLAIMS + 50))

    document = read(english(f"WORK EXPERIENCE\n2019 - 2021 Baker\n{many}", SCHOOL), "cv.md")

    assert len(document.claims) == curriculum_vitae.MOST_CLAIMS
    assert any(re.search("Only the first 1,000 claims", message) for message in messages(document))


def test_what_is_no_cv_is_refused_by_the_reader_for_cvs() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Ten loaves, 30 euro")

    with pytest.raises(FormatError, match="no section of a CV with anything in it"):
        read_document_from("invoice.docx", word(write), reader="curriculum-vitae")
