"""Module specifications as PDF, in layouts that we make up here."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from pdf_writer import DESCRIPTOR, pdf
from skillmap.domain import Credit, Hours, HoursBasis, Level, Source
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
from skillmap.formats.document_text import DocumentText, Line, Table
from skillmap.formats.facts import Findings
from skillmap.formats.module_descriptor import Descriptor
from skillmap.formats.pdf_text import MAX_PAGES

FACTS = ("Module title: Bread", "Module code: BRD101")


def read(*lines: str, name: str = "module.pdf"):
    return read_document_from(name, pdf([lines]))


def outcomes(*lines: str) -> list[str]:
    (module,) = read(*FACTS, *lines).modules
    return [outcome.text for outcome in module.outcomes]


def from_text(tables: tuple[Table, ...] = (), first: tuple[str, ...] = (), second: tuple[str, ...] = ()):
    """Read what two libraries are said to have seen, so that they can be made to disagree."""
    findings = Findings()
    text = DocumentText(lines(*first), tables, lines(*second))
    module = Descriptor("BRD101.pdf", text, findings).module(Source("BRD101.pdf", "document-pdf", "0" * 64))
    return module, findings.all()


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, "page 1", 1) for text in texts)


def table(number: int, *rows: tuple[str, ...]) -> Table:
    return Table(f"page 1, table {number}", rows, has_pages=True)


def test_facts_in_lines_and_outcomes_over_two_pages_are_read() -> None:
    (module,) = read_document_from("module.pdf", pdf(DESCRIPTOR)).modules

    assert (module.id, module.title) == ("ENG2040", "Community Energy Planning")
    assert module.level == Level("FHEQ", 5)
    assert module.credit == Credit(15, None)
    assert module.hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert module.description == "This module shows how a street plans its heating together."
    assert [outcome.text for outcome in module.outcomes] == [
        "Estimate the energy use of a street from bills and plans, stating how sure the estimate is",
        "Compare heating options with residents",
        "Write a plan in 3 stages with costs",
        "Judge a plan that others wrote",
    ]
    assert [origin.place for origin in module.origins if origin.field == "outcomes[3]"] == [
        "page 2, Learning outcomes"
    ]


@pytest.mark.parametrize(
    ("lines", "level", "credit"),
    [
        (("Level: 4", "Credits: 20"), Level(None, 4), Credit(20, None)),
        (("Level 6 Credit value 15",), Level(None, 6), Credit(15, None)),
        (("Academic level: SCQF 9", "ECTS: 7.5"), Level("SCQF", 9), Credit(7.5, "ECTS")),
        (("Level of study: 7 (FHEQ)", "Credit rating: 30 CATS"), Level("FHEQ", 7), Credit(30, "CATS")),
        (("Level: advanced", "Credits: none"), None, None),
        (("This course at level 4 gives many credits",), None, None),
    ],
)
def test_level_and_credit_in_other_words(lines, level, credit) -> None:
    (module,) = read(*FACTS, *lines, "Learning outcomes", "1. Bake bread").modules

    assert (module.level, module.credit) == (level, credit)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Learning Outcomes", "1. Bake bread", "2. Sell bread"), ["Bake bread", "Sell bread"]),
        (
            ("3. Intended Learning Outcomes", "LO1: Bake bread", "LO2: Sell bread", "4. Assessment", "Essay"),
            ["Bake bread", "Sell bread"],
        ),
        (("Module Learning Outcomes:", "a) Bake bread", "b) Sell bread"), ["Bake bread", "Sell bread"]),
        (
            ("Learning outcomes", "\u2022 Bake bread", "every day", "\u2022 Sell bread"),
            ["Bake bread every day", "Sell bread"],
        ),
        (
            ("On completion of this module students will be able to:", "- Bake bread", "- Sell bread"),
            ["Bake bread", "Sell bread"],
        ),
        (
            ("Learning outcomes", "Students will be able to:", "Bake bread in", "a stone oven", "Sell bread"),
            ["Bake bread in a stone oven", "Sell bread"],
        ),
        (
            (
                "Learning outcomes",
                "1. Bake bread in",
                "3 ovens",
                "2. Sell bread",
                "Indicative content",
                "1. Flour",
            ),
            ["Bake bread in 3 ovens", "Sell bread"],
        ),
        (
            ("Learning outcomes", "Knowledge:", "1. Name flours", "Skills:", "1. Bake bread"),
            ["Name flours", "Bake bread"],
        ),
    ],
)
def test_lists_of_outcomes_in_other_shapes(lines: tuple[str, ...], expected: list[str]) -> None:
    assert outcomes(*lines) == expected


def test_a_code_may_stand_in_the_file_name() -> None:
    (module,) = read(
        "Module title: Bread", "Learning outcomes", "1. Bake bread", name="BRD 1001_Spec.pdf"
    ).modules

    assert module.id == "BRD 1001"
    assert module.origins[0].place == "file name"


def test_without_a_code_the_file_gives_its_name_and_a_finding() -> None:
    document = read("Module title: Bread", "Learning outcomes", "1. Bake bread", name="bread.pdf")

    assert document.modules[0].id == "bread"
    assert "no module code" in document.findings[0].message


def test_a_title_without_a_caption_is_a_finding() -> None:
    document = read("Module Specification", "BRD101: Baking Bread", "Learning outcomes", "1. Bake bread")

    assert document.modules[0].title == "Baking Bread"
    assert "No title is announced" in document.findings[0].message


def test_key_facts_come_from_tables_whatever_wraps() -> None:
    facts = table(
        2,
        ("Module title", "", "Bread"),
        ("", "Level", "4"),
        ("Notional study hours and duration of course", "", "150"),
    )
    module, findings = from_text(
        (facts,), first=("Bread", "Module title"), second=("Module title Bread", "Level 4")
    )

    assert (module.title, module.level) == ("Bread", Level(None, 4))
    assert module.hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert module.origins[1].place == "page 1, table 2, Module title"
    assert [finding.message for finding in findings] == ["No list of learning outcomes was found."]


def test_a_table_with_captions_above_its_values_is_read() -> None:
    facts = table(1, ("Module code", "Module title", "Level", "Credits"), ("BRD9", "Bread", "5", "10 ECTS"))
    module, _ = from_text((facts,))

    assert (module.id, module.title) == ("BRD9", "Bread")
    assert (module.level, module.credit) == (Level(None, 5), Credit(10, "ECTS"))


def test_a_fact_on_which_two_readings_differ_is_left_out() -> None:
    module, findings = from_text(
        first=("Module title: Bread", "Credits: 15"), second=("Module title: Bread", "Credits: 75")
    )

    assert module.credit is None
    assert any("Two readings of the credit differ" in finding.message for finding in findings)


def test_a_title_that_wraps_in_one_reading_is_still_the_same() -> None:
    facts = table(1, ("Module title", "Bread and the art of patience"))
    module, _ = from_text((facts,), second=("Module title Bread and the art", "of patience"))

    assert module.title == "Bread and the art of patience"


def test_a_pdf_about_something_else_is_refused() -> None:
    content = pdf([("Invoice", "Ten loaves, 30 euro")])

    with pytest.raises(
        FormatError, match="no learning outcome, skill or module fact found in 1 page of text"
    ):
        read_document_from("invoice.pdf", content)
    with pytest.raises(FormatError, match="is this a module specification"):
        read_document_from("invoice.pdf", content, reader="module-descriptor")


def test_a_scan_without_text_is_refused() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)

    with pytest.raises(FormatError, match=r"scan.pdf: the PDF holds no text \(a scan\?\)"):
        read_document_from("scan.pdf", written(writer))


def test_an_encrypted_pdf_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(DESCRIPTOR))))
    writer.encrypt("secret", algorithm="RC4-128")

    with pytest.raises(FormatError, match=r"locked.pdf: the PDF is encrypted"):
        read_document_from("locked.pdf", written(writer))


def test_of_a_long_document_the_first_pages_are_read_and_a_finding_says_so() -> None:
    pages = [DESCRIPTOR[0], *([("Notes",)] * MAX_PAGES)]

    document = read_document_from("handbook.pdf", pdf(pages))

    assert document.modules[0].id == "ENG2040"
    assert [finding.message for finding in document.findings] == [
        f"Only the first {MAX_PAGES} pages of {MAX_PAGES + 1} were read."
    ]
    with pytest.raises(FormatError, match=f"Only the first {MAX_PAGES} pages of {MAX_PAGES + 1}"):
        read_document_from("book.pdf", pdf([("Page",)] * (MAX_PAGES + 1)))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n", b"%PDF-1.7\ngarbage\n%%EOF", b"\n\n%PDF-1.4" + b"\0" * 500]
)
def test_a_damaged_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError, match="damaged or cut off"):
        read_document_from("broken.pdf", content)


def test_a_file_called_pdf_that_is_none_is_refused() -> None:
    with pytest.raises(FormatError, match="was not recognised"):
        read_document_from("module.pdf", b"Module title: Bread")


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
