"""Transcripts as PDFs, written by ``placed_pdf``; people, numbers and courses are invented."""

from __future__ import annotations

import io
import time
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from pdf_writer import DESCRIPTOR, pdf
from placed_pdf import COLUMNS, COURSES, LEADING, TITLES, TOP, Page, listed, placed_pdf, ruled, sample
from skillmap.domain import Credit, Severity
from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import read_document_from, transcript_pdf
from skillmap.formats.transcript_pdf import names_columns


def read(*pages: Page):
    return transcript_pdf.read("transcript.pdf", placed_pdf(pages))


def summary(document) -> list[tuple]:
    return [
        (c.code, c.title, c.assessment.grade if c.assessment else None, c.term) for c in document.credentials
    ]


def warnings(document) -> list[str]:
    return [finding.message for finding in document.findings if finding.severity is Severity.WARNING]


EXPECTED = [
    ("ENG1010", "Energy in the Home", "B", "Autumn Semester 2022"),
    ("ENG1020", "Drawing and Reading Plans", "F", "Autumn Semester 2022"),
    ("ENG1020", "Drawing and Reading Plans", "C", "Spring Semester 2023"),
    ("ENG2040", "Community Energy Planning", "A", "Spring Semester 2023"),
]


def test_lines_are_read_under_the_titles_of_their_columns() -> None:
    document = read(listed([TITLES, *COURSES]))

    assert summary(document) == EXPECTED
    assert document.credentials[0].credit == Credit(5, "ECTS")
    assert document.credentials[0].awarded == date(2022, 12, 16)
    assert document.credentials[0].origin_of("title").place == "page 1, line 3, column Course title"
    assert document.credentials[1].kind == "module not completed"
    assert warnings(document) == ["The course was not passed; it is kept and marked as such."]


def test_a_ruled_table_is_read_by_its_cells() -> None:
    document = read(ruled([TITLES, *COURSES], Page(), TOP))

    assert summary(document) == EXPECTED
    assert document.credentials[0].origin_of("title").place == "page 1, table 1, row 3, column Course title"


def test_a_table_that_rules_its_columns_only_is_read_by_its_lines() -> None:
    document = read(ruled([TITLES, *COURSES], Page(), TOP, across=False))

    assert summary(document) == EXPECTED
    assert document.credentials[0].origin_of("title").place.startswith("page 1, line 3")


def test_a_term_above_a_ruled_table_is_that_of_its_courses() -> None:
    page = Page()
    for number, term in enumerate(("Autumn Semester 2022", "Spring Semester 2023")):
        top = TOP - number * 120
        page.row(top + 6, [term])
        ruled([TITLES, (f"ENG10{number}0", "Energy", "B", "5")], page, top)

    assert [(c.code, c.term) for c in read(page).credentials] == [
        ("ENG1000", "Autumn Semester 2022"),
        ("ENG1010", "Spring Semester 2023"),
    ]


def test_a_page_without_titles_goes_on_under_those_before() -> None:
    lines = read(listed([TITLES, *COURSES[:4]]), listed(COURSES[4:]))
    tables = read(ruled([TITLES, *COURSES[:4]], Page(), TOP), ruled(COURSES[4:], Page(), TOP))

    assert summary(lines) == summary(tables) == EXPECTED
    assert lines.credentials[3].origin_of("title").place == "page 2, line 3, column Course title"


def test_two_columns_of_courses_side_by_side_are_read_one_after_the_other() -> None:
    titles = ("Code", "Title", "Grade", "Credits")
    lefts = (40, 90, 210, 250, 310, 360, 480, 520)
    left = [titles, ("Fall 2022",), ("A101", "Baking", "B", "3"), ("A102", "Brewing", "C", "3")]
    right = [titles, ("Spring 2023",), ("B201", "Milling", "A", "4")]
    page = listed(left, lefts=lefts[:4])
    for number, cells in enumerate(right):
        page.row(TOP - number * LEADING, cells, lefts[4:])

    document = read(page)

    assert summary(document) == [
        ("A101", "Baking", "B", "Fall 2022"),
        ("A102", "Brewing", "C", "Fall 2022"),
        ("B201", "Milling", "A", "Spring 2023"),
    ]
    assert document.credentials[2].credit == Credit(4, None)


def test_cells_need_not_stand_right_under_their_titles() -> None:
    page = listed([("Course", "Description", "Attempted", "Earned", "Grade")], lefts=(60, 140, 330, 400, 460))
    page.row(
        TOP - LEADING,
        ("MATH 101", "Linear Algebra and Geometry", "3.00", "3.00", "A-"),
        (55, 122, 345, 408, 470),
    )
    (course,) = read(page).credentials

    assert (course.code, course.title, course.assessment.grade) == (
        "MATH 101",
        "Linear Algebra and Geometry",
        "A-",
    )
    assert (course.credit, course.credit_offered) == (Credit(3, None), Credit(3, None))


def test_a_code_and_a_title_one_blank_apart_are_two_cells() -> None:
    page = listed([("Code", "Title", "Grade")], lefts=(60, 110, 400))
    page.row(TOP - LEADING, ("ENG1010 Energy in the Home", "B"), (60, 400))

    assert summary(read(page))[0][:3] == ("ENG1010", "Energy in the Home", "B")


def test_the_rest_of_a_long_title_is_added_and_told() -> None:
    rows = [
        TITLES,
        ("ENG1010", "Energy in the Home, in the", "B", "5"),
        ("", "Street and in the Town"),
        *COURSES[4:6],
    ]

    document = read(listed(rows))

    assert document.credentials[0].title == "Energy in the Home, in the Street and in the Town"
    assert ("page 1, line 3", "The line was read as the rest of the course title above it.") in [
        (finding.place, finding.message) for finding in document.findings
    ]


def test_a_course_in_progress_is_kept() -> None:
    document = read(listed([TITLES, ("ENG1010", "Energy", "IP", "5"), ("ENG1011", "Heat", "", "5")]))

    assert [course.kind for course in document.credentials] == [
        "module not completed",
        "module, result not stated",
    ]


def test_who_holds_it_is_dropped_wherever_it_stands() -> None:
    page = listed(
        [
            ("Name: Rosa Invented   Student ID: S-99887",),
            TITLES,
            ("ENG1010", "Thesis by Rosa Invented", "B", "5"),
            ("99887123", "Rosa Invented"),
            ("Printed for Rosa Invented, 12 Invented Street",),
        ]
    )
    document = read(page)

    assert document.credentials[0].holder_identified is True
    assert document.credentials[0].origin_of("holder_identified").place == "page 1, line 1"
    assert document.credentials[0].title == "Thesis by the holder"
    assert len(document.credentials) == 1
    assert "Rosa" not in repr(document)
    assert "99887" not in repr(document)
    assert "2 line(s) could not be read as a course" in warnings(document)[0]


def test_a_transcript_that_names_nobody_says_nothing_of_a_holder() -> None:
    assert read(listed([TITLES, *COURSES])).credentials[0].holder_identified is None


def test_a_page_without_column_titles_is_refused_and_not_guessed_at() -> None:
    with pytest.raises(FormatError, match="no line or table has the column titles of a transcript"):
        read(listed(COURSES))


def test_titles_without_courses_are_refused() -> None:
    with pytest.raises(FormatError, match="names the columns of a transcript but no course"):
        read(listed([TITLES, ("Total", "", "", "0")]))


def test_a_pdf_is_called_a_transcript_by_its_name_or_title() -> None:
    assert transcript_pdf.sniff("Transcript of records.pdf", b"%PDF-1.4")
    assert transcript_pdf.sniff("x.pdf", b"%PDF-1.4 << /Title (Academic Transcript) >>")
    assert not transcript_pdf.sniff("x.pdf", b"%PDF-1.4 (the transcript of the hearing) Tj")
    assert not transcript_pdf.sniff("transcript.txt", b"a transcript")


@pytest.mark.parametrize("name", ["transcript.pdf", "scan17.pdf", "academic_record.pdf"])
def test_a_transcript_is_recognised_whatever_it_is_called(name: str) -> None:
    for content in (placed_pdf([listed([TITLES, *COURSES])]), sample()):
        document = read_document_from(name, content)

        assert document.source.format == "transcript-pdf"
        assert summary(document) == EXPECTED


def test_a_module_descriptor_is_still_one() -> None:
    assert read_document_from("descriptor.pdf", pdf(DESCRIPTOR)).modules[0].id == "ENG2040"


def test_a_reader_that_was_named_is_not_changed() -> None:
    content = placed_pdf([listed([TITLES, *COURSES])])

    with pytest.raises(FormatError, match="is a transcript; the reader for it is transcript-pdf"):
        read_document_from("scan.pdf", content, reader="document-pdf")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Course code Course title Grade ECTS Date", True),
        ("Course Description Attempted Earned Grade Points", True),
        ("Code Title Grade Credits Code Title Grade Credits", True),
        ("Module title: Community Energy Planning", False),
        ("The final grade of the course is the mean of two marks and counts for five credits", False),
        ("ENG1010 Energy in the Home B 5", False),
        ("", False),
    ],
)
def test_a_line_of_column_titles_is_recognised(line: str, answer: bool) -> None:
    assert names_columns(line) is answer


def test_a_long_document_is_refused() -> None:
    with pytest.raises(LimitError, match="has 41 pages; a transcript has at most 40"):
        read(*[Page()] * 41)


def test_a_bomb_is_refused_without_taking_the_memory() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sample())))
    content = DecodedStreamObject()
    content.set_data(b" " * 400_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content.flate_encode())
    bomb = io.BytesIO()
    writer.write(bomb)

    with pytest.raises(SkillmapError, match=r"memory to read|damaged|takes"):
        read_document_from("transcript.pdf", bomb.getvalue())


def test_a_page_of_too_many_words_is_refused_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_pdf, "MAX_WORDS", 500)
    page = Page(words=[(60 + x * 20, 40 + y * 12, "x") for x in range(20) for y in range(60)])

    begun = time.perf_counter()
    with pytest.raises(LimitError, match="longer to read than a transcript"):
        read(page)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        b"no PDF",
        sample()[:400],
        sample().replace(b"Tj", b"(("),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(SkillmapError) as error:
        transcript_pdf.read("transcript.pdf", content)
    assert "\n" not in str(error.value)


def test_the_columns_of_the_sample_are_where_they_are_said_to_be() -> None:
    document = transcript_pdf.read("t.pdf", sample())

    assert summary(document) == EXPECTED
    assert len(COLUMNS) == len(TITLES)
