"""What a document of text is taken for, by what it says, and the statements of one that is nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cv_texts import ENGLISH
from pdf_writer import DESCRIPTOR, pdf
from skillmap.domain import ClaimKind, Document
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats import read_document, read_document_from, readers
from skillmap.formats.free_document import NOT_EVIDENCE, Meaning, meaning_of
from skillmap.formats.plain_text import read_text
from skillmap.formats.reader import HEAD_BYTES
from word_writer import word

SAMPLES = Path(__file__).parent / "data/samples"
OUTCOMES = "Learning outcomes\n- Bake bread\n- Sell bread\n"
REFERENCE = """Reference for Ms Robin Fictional (invented)

Ms Robin Fictional worked for us from 1 March 2019 to 30 June 2022.
Her tasks included:
- building dashboards for district offices
- training colleagues

Robin Fictional was responsible for the budget of the team. She can explain data to anyone. We wish her well.

M. Beispiel, Head of Data, m.beispiel@example.org
"""
ZEUGNIS = """Arbeitszeugnis (erfunden)

Frau Kim Erfunden, geboren am 1. April 1985, war bei uns als Teamleiterin tätig.
Zu ihren Aufgaben gehörten:
- Planung der Schichten
- Einführung eines neuen Verfahrens

Frau Erfunden war verantwortlich für zwölf Mitarbeitende. Sie beherrscht unsere Software.
"""


def taken_for(text: str, name: str = "x.txt") -> Meaning:
    return meaning_of(name, read_text(name, text.encode()))


def said(document: Document) -> list[tuple[ClaimKind, str]]:
    return [(claim.kind, claim.text) for claim in document.claims]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (f"Module title: Bread\n\n{OUTCOMES}", Meaning.MODULE),
        (f"Credits: 10 ECTS\n\n{OUTCOMES}", Meaning.MODULE),
        (f"Module specification\n\n{OUTCOMES}", Meaning.MODULE),
        (f"BRD101: Baking\n\n{OUTCOMES}", Meaning.MODULE),
        ("Module title: Bread\nModule code: BRD101\nCredits: 10\n\nAims\nTo bake.\n", Meaning.MODULE),
        ("Module title: Bread\nCredits: 10\n", Meaning.NOTHING),
        (f"Certificate\n\n{OUTCOMES}", Meaning.STATEMENTS),
        ("You will learn\n- to bake bread\n", Meaning.STATEMENTS),
        ("Skills gained: baking, selling\n", Meaning.STATEMENTS),
        ("Participants are able to bake bread.\n", Meaning.STATEMENTS),
        ("You can apply until May. You can find us here.\n", Meaning.NOTHING),
        ("You will be able to bake bread.\n", Meaning.STATEMENTS),
        ("WORK EXPERIENCE\n2019 - 2020 Baker\n\nSKILLS\nBaking\n", Meaning.CV),
        ("EDUCATION\nSchool\n\nSKILLS\nBaking\n", Meaning.NOTHING),
        ("Curriculum vitae\n\nEDUCATION\nSchool\n\nSKILLS\nBaking\n", Meaning.CV),
        ("SKILLS\nBaking\n\nLANGUAGES\nEnglish\n2019 - 2020\n", Meaning.NOTHING),
        ("WORK EXPERIENCE\n2019 - 2020 Baker\n", Meaning.NOTHING),
        ("It was a dark night. She walked home and thought of bread.\n", Meaning.NOTHING),
        ("# Skills framework\n\n- Bake bread\n- Sell bread\n", Meaning.NOTHING),
        ("", Meaning.NOTHING),
    ],
)
def test_what_a_document_is_taken_for(text: str, meaning: Meaning) -> None:
    assert taken_for(text) is meaning


def test_a_file_name_may_call_a_document_a_cv() -> None:
    text = "EDUCATION\nSchool\n\nSKILLS\nBaking\n"

    assert taken_for(text, "my_CV.txt") is Meaning.CV
    assert taken_for(text, "Lebenslauf 2024.txt") is Meaning.CV
    assert taken_for(text, "recipes.txt") is Meaning.NOTHING


def test_another_reader_can_be_asked_for_by_name() -> None:
    text = f"Course: Baking\nCredits: 10 ECTS\n\n{OUTCOMES}".encode()

    assert read_document_from("x.txt", text).modules
    assert said(read_document_from("x.txt", text, reader="free-document")) == [
        (ClaimKind.OTHER, "Bake bread"),
        (ClaimKind.OTHER, "Sell bread"),
    ]
    with pytest.raises(FormatError, match="no section of a CV"):
        read_document_from("x.txt", text, reader="curriculum-vitae")
    with pytest.raises(FormatError, match="is this a module specification"):
        read_document_from("cv.txt", ENGLISH.encode(), reader="module-descriptor")


@pytest.mark.parametrize(
    "name", ["document-pdf.pdf", "document-word.docx", "document-html.html", "document-text.md"]
)
def test_a_descriptor_can_be_taken_for_a_text_with_statements(name: str) -> None:
    (module,) = read_document(SAMPLES / name).modules

    document = read_document(SAMPLES / name, reader="free-document")

    assert document.modules == ()
    assert [claim.text for claim in document.claims] == [outcome.text for outcome in module.outcomes]


def test_the_choice_is_told_for_a_cv_and_a_free_document() -> None:
    cv = read_document_from("cv.txt", ENGLISH.encode())
    free = read_document(SAMPLES / "free-document.txt")

    assert cv.findings[0].message.startswith("Taken for a CV")
    assert cv.findings[0].message.endswith("ask for the reader module-descriptor or free-document by name.")
    assert free.findings[0].message.startswith("Taken for a free document")


def test_a_certificate_gives_its_skills_and_outcomes_as_claims() -> None:
    document = read_document(SAMPLES / "free-document.txt")

    assert document.credentials == ()
    assert [(claim.kind.value, claim.text, claim.context, claim.level) for claim in document.claims] == [
        ("skill", "stopping bleeding", "Skills gained", ""),
        ("skill", "calling for help", "Skills gained", ""),
        ("skill", "recovery position", "Skills gained", "basic"),
        ("other", "Recognise an emergency in a workshop", "Learning outcomes", ""),
        ("other", "Decide whom to help first", "Learning outcomes", ""),
        ("other", "Participants can use a defibrillator.", "", ""),
    ]
    assert document.claims[3].origins[1].place == "line 10"
    assert NOT_EVIDENCE in [finding.message for finding in document.findings]
    for private in ("Robin", "Fictional", "example.org", "7946"):
        assert private not in repr(document)


@pytest.mark.parametrize("name", ["x.txt", "x.docx", "x.html", "x.pdf"])
def test_statements_are_the_same_in_every_format(name: str) -> None:
    lines = ["What you will learn", "- Bake bread", "- Sell bread", "Skills gained", "Baking, selling (good)"]
    text = "\n".join(lines).encode()
    content = {
        "x.txt": text,
        "x.docx": word(lambda document: [document.add_paragraph(line) for line in lines]),
        "x.html": ("<html>" + "".join(f"<p>{line}</p>" for line in lines)).encode(),
        "x.pdf": pdf([lines]),
    }[name]

    assert said(read_document_from(name, content)) == [
        (ClaimKind.OTHER, "Bake bread"),
        (ClaimKind.OTHER, "Sell bread"),
        (ClaimKind.SKILL, "Baking"),
        (ClaimKind.SKILL, "selling"),
    ]


def test_a_reference_gives_duties_and_abilities_and_names_nobody() -> None:
    document = read_document_from("reference.txt", REFERENCE.encode())

    assert said(document) == [
        (ClaimKind.EXPERIENCE, "building dashboards for district offices"),
        (ClaimKind.EXPERIENCE, "training colleagues"),
        (ClaimKind.EXPERIENCE, "responsible for the budget of the team."),
        (ClaimKind.OTHER, "She can explain data to anyone."),
    ]
    assert document.claims[0].context == "Her tasks included"
    assert "Fictional" not in repr(document)


def test_a_german_reference_is_read() -> None:
    document = read_document_from("zeugnis.txt", ZEUGNIS.encode())

    assert [text for _, text in said(document)] == [
        "Planung der Schichten",
        "Einführung eines neuen Verfahrens",
        "verantwortlich für zwölf Mitarbeitende.",
        "Sie beherrscht unsere Software.",
    ]
    for private in ("Erfunden", "1985"):
        assert private not in repr(document)


def test_the_statement_after_a_lead_in_is_read_as_a_sentence() -> None:
    text = "By the end of this course, you will be able to\nread energy data. There is tea.\n"

    assert said(read_document_from("x.txt", text.encode()))[0][1].startswith("read energy data.")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("novel.docx", word(lambda d: d.add_paragraph("It was a dark night.")), "in 1 paragraph of text"),
        (
            "page.html",
            b"<html><p>Hello</p><p>you</p></html>",
            "a web page; no learning outcome, skill or module fact",
        ),
        ("novel.pdf", pdf([("It was a dark night.",)] * 3 + [("The end",)]), "found in 4 pages of text"),
        ("notes.txt", b"It was a dark night.", "the format was not recognised"),
    ],
)
def test_a_document_without_statements_is_refused_in_one_line(name: str, content: bytes, words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_document_from(name, content)

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", "skill,level,place\nStudents can bake,1,here\nStudents can sell,2,there\n"),
        ("list", "skill;level;place\nStudents can bake;1;here\nStudents can sell;2;there\n"),
        ("list.tsv", "Learning outcomes\nBake bread\n"),
        ("x.ttl", "@prefix a: <http://x.example/> .\na:b a:learns 'Students can bake' .\n"),
        ("x", "# comment\n@prefix a: <http://x.example/> ."),
        ("x.json", '{"text": "Learning outcomes"}'),
        ("x", '["Students can bake"]'),
        ("x.xml", "<notes>Students can bake.</notes>"),
        ("x.yaml", "Learning outcomes:\n- Bake bread\n"),
        ("framework.md", "# Skills\n\n- Bake bread\n- Sell bread\n"),
        (
            "x.html",
            '<html><script type="application/ld+json">'
            '{"@context":"https://schema.org","@type":"Course"}</script>',
        ),
        ("transcript.pdf", "%PDF-1.4"),
        ("x.bin", "\0\1\2\3"),
    ],
)
def test_what_others_read_or_nobody_does_is_not_claimed(name: str, content: str) -> None:
    documents = [reader for reader in readers.names() if reader.startswith("document-")]

    assert [reader for reader in documents if readers.get(reader).sniff(name, content.encode())] == []


def test_a_page_with_data_about_a_course_is_left_to_the_reader_of_schema_org() -> None:
    page = (
        b'<html><head><script type="application/ld+json">{"@context": "https://schema.org", '
        b'"@type": "Course", "name": "Baking", "teaches": ["Bake bread"]}</script></head>'
        b"<body><h2>Learning outcomes</h2><ul><li>Sell bread</ul></body></html>"
    )

    assert read_document_from("course.html", page).source.format == "schema-org"
    assert said(read_document_from("course.html", page, reader="free-document"))[0][1] == "Sell bread"


@pytest.mark.parametrize("name", ["document-text", "module-descriptor", "curriculum-vitae", "free-document"])
def test_data_is_refused_whoever_is_asked(name: str) -> None:
    for content in (
        b'{"text": "Students can bake."}',
        b"a,b,c\nStudents can bake,1,2\n",
        b"<x>Students can.</x>",
    ):
        with pytest.raises(SkillmapError, match=r"is data|no learning outcome|is not"):
            read_document_from("x", content, reader=name)


def test_only_the_beginning_is_looked_at_to_recognise_a_text() -> None:
    late = ("Nothing yet.\n" * 6_000 + OUTCOMES).encode()

    assert not readers.get("document-text").sniff("x.txt", late[:HEAD_BYTES])
    assert said(read_document_from("x.txt", late, reader="document-text"))[0][1] == "Bake bread"


def test_a_transcript_is_handed_to_its_own_reader() -> None:
    assert read_document(SAMPLES / "transcript-pdf.pdf").source.format == "transcript-pdf"
    assert (
        read_document_from("x.pdf", (SAMPLES / "transcript-pdf.pdf").read_bytes()).source.format
        == "transcript-pdf"
    )
    assert read_document_from("x.pdf", pdf(DESCRIPTOR)).source.format == "document-pdf"
