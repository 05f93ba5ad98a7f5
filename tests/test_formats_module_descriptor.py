"""Module descriptors in Word, HTML and text: the same facts and outcomes whatever they are written in."""

from __future__ import annotations

from typing import Any

import pytest

from pdf_writer import pdf
from skillmap.domain import Credit, Hours, HoursBasis, Level, Module
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
from word_writer import add_table, word

FACTS = [
    ("Module title", "Repairing Bicycles"),
    ("Module code", "BIK1010"),
    ("Level", "EQF 4"),
    ("ECTS credits", "7,5"),
    ("Workload (hours)", "187"),
    ("Prerequisites", "BIK1001, BIK1002"),
]
AIMS = "This module shows how to keep a bicycle safe."
LEAD_IN = "On completion, students will be able to:"
OUTCOMES = ["Judge whether a bicycle is safe to ride", "True a wheel", "Explain a repair to its owner"]
REMARK = "All outcomes are assessed."
ASSESSMENT = "Repair of one bicycle (100 %)"


def as_pdf() -> bytes:
    lines = [f"{caption}: {value}" for caption, value in FACTS]
    numbered = [f"{number}. {text}" for number, text in enumerate(OUTCOMES, start=1)]
    body = ["Aims", AIMS, "Learning outcomes", LEAD_IN, *numbered, "Assessment", ASSESSMENT]
    return pdf([[*lines, *body]])


def as_word() -> bytes:
    def write(document: Any) -> None:
        add_table(document, FACTS)
        document.add_heading("Aims", 1)
        document.add_paragraph(AIMS)
        document.add_heading("Learning outcomes", 1)
        document.add_paragraph(LEAD_IN)
        for text in OUTCOMES:
            document.add_paragraph(text, style="List Number")
        document.add_paragraph(REMARK)
        document.add_heading("Assessment", 1)
        document.add_paragraph(ASSESSMENT, style="List Bullet")

    return word(write)


def as_html() -> bytes:
    rows = "".join(f"<tr><th>{caption}</th><td>{value}</td></tr>" for caption, value in FACTS)
    items = "".join(f"<li>{text}</li>" for text in OUTCOMES)
    body = (
        f"<table>{rows}</table><h2>Aims</h2><p>{AIMS}</p><h2>Learning outcomes</h2><p>{LEAD_IN}</p>"
        f"<ol>{items}</ol><p>{REMARK}</p><h2>Assessment</h2><ul><li>{ASSESSMENT}</ul>"
    )
    return f"<!doctype html><html><body>{body}</body></html>".encode()


def as_text() -> bytes:
    lines = [f"{caption}: {value}" for caption, value in FACTS]
    numbered = [f"{number}. {text}" for number, text in enumerate(OUTCOMES, start=1)]
    body = ["", "Aims", AIMS, "", "Learning outcomes", LEAD_IN, "", *numbered, "", REMARK, "", "Assessment"]
    return "\n".join([*lines, *body, f"- {ASSESSMENT}", ""]).encode()


def as_markdown() -> bytes:
    lines = [f"| {caption} | {value} |" for caption, value in FACTS]
    items = [f"* {text}" for text in OUTCOMES]
    body = [
        "",
        "## Aims",
        AIMS,
        "",
        "## Learning outcomes",
        LEAD_IN,
        "",
        *items,
        "",
        REMARK,
        "",
        "## Assessment",
    ]
    return "\n".join([*lines, *body, ASSESSMENT, ""]).encode()


WRITTEN = {
    "bike.pdf": as_pdf,
    "bike.docx": as_word,
    "bike.html": as_html,
    "bike.txt": as_text,
    "bike.md": as_markdown,
}


def only_module(name: str, content: bytes) -> Module:
    document = read_document_from(name, content)
    assert document.claims == ()
    (module,) = document.modules
    return module


@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_descriptor_gives_the_same_module_in_every_format(name: str) -> None:
    module = only_module(name, WRITTEN[name]())

    assert (module.id, module.title) == ("BIK1010", "Repairing Bicycles")
    assert (module.level, module.credit) == (Level("EQF", 4), Credit(7.5, "ECTS"))
    assert module.hours == Hours(187, 187, HoursBasis.NOTIONAL)
    assert module.prerequisites == ("BIK1001", "BIK1002")
    assert module.description == AIMS
    assert [outcome.text for outcome in module.outcomes] == OUTCOMES


@pytest.mark.parametrize(
    ("name", "credit", "outcome"),
    [
        ("bike.pdf", "page 1, ECTS credits", "page 1, Learning outcomes"),
        ("bike.docx", "table 1, row 4", "paragraph 6"),
        ("bike.html", "table 1, row 4", "h2 'Learning outcomes', item 2"),
        ("bike.txt", "line 4", "line 15"),
        ("bike.md", "table 1, row 4", "line 15"),
    ],
)
def test_places_are_those_of_the_format(name: str, credit: str, outcome: str) -> None:
    module = only_module(name, WRITTEN[name]())

    places = {origin.field: origin.place for origin in module.origins}
    assert (places["credit"], places["outcomes[1]"]) == (credit, outcome)


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Learning outcomes</h2><table><tr><th>No.<th>Learning outcome<th>Assessed by</tr>"
        "<tr><td>1<td>Bake bread<td>Bread</tr><tr><td>2<td>Sell bread<td>Report</tr></table>",
        "<h2>Learning outcomes</h2><table><tr><td>LO1<td>Bake bread</tr>"
        "<tr><td>LO2<td>Sell bread</tr></table>",
        "<table><tr><th>Learning outcomes<td><ol><li>Bake bread<li>Sell bread</ol></tr>"
        "<tr><th>Assessment<td>Bread</table>",
        "<table><tr><th>Learning outcomes<td><p>1. Bake bread</p><p>2. Sell bread</p></tr></table>",
        "<h2>Learning outcomes</h2><h3>Knowledge</h3><ul><li>Bake bread</ul>"
        "<h3>Skills</h3><ul><li>Sell bread</ul>",
        "<p>On completion of this module you will be able to:</p><ul><li>Bake bread<li>Sell bread</ul>",
        "<h2>Learning outcomes</h2><p>LO1: Bake bread</p><p>LO2: Sell bread</p>",
        "<h2>Learning outcomes</h2><p>Bake bread</p><p>Sell bread</p><h2>Reading week</h2><p>Rest</p>",
        "<h2>Lernergebnisse</h2><ul><li>Bake bread<li>Sell bread</ul>",
        "<h2>What you'll learn</h2><ul><li>Bake bread<li>Sell bread</ul>",
    ],
)
def test_outcomes_in_the_shapes_that_descriptors_have(markup: str) -> None:
    page = f"<html><p>Module code: BRD101</p><p>Module title: Bread</p>{markup}</html>"

    module = only_module("page.html", page.encode())

    assert [outcome.text for outcome in module.outcomes] == ["Bake bread", "Sell bread"]


def test_outcomes_come_before_what_a_prospectus_promises() -> None:
    page = (
        b"<html><p>Module code: BRD101</p><h2>What you will learn</h2><ul><li>Bread!</ul>"
        b"<h2>Learning outcomes</h2><ul><li>Bake bread</ul></html>"
    )

    document = read_document_from("page.html", page)

    assert [outcome.text for outcome in document.modules[0].outcomes] == ["Bake bread"]
    assert "A second list of learning outcomes was not read." in [f.message for f in document.findings]


def test_a_heading_is_a_title_without_a_caption() -> None:
    page = (
        b"<html lang=en><h1>Baking Bread</h1><p>Credits: 10 ECTS</p>"
        b"<h2>Learning outcomes</h2><ul><li>Bake</ul>"
    )

    document = read_document_from("BRD101.html", page)

    assert document.modules[0].title == "Baking Bread"
    assert document.modules[0].language == "en"
    assert document.modules[0].outcomes[0].language == "en"
    assert document.findings == ()


def test_german_captions_are_known() -> None:
    text = (
        "Modulbeschreibung\nModultitel: Brot und Geduld\nModulnummer: BRD101\nLeistungspunkte: 7,5 ECTS\n"
        "Arbeitsaufwand: 225 Stunden\nVoraussetzungen: keine\n\nLernergebnisse\n- Brot backen\n"
    )

    module = only_module("modul.txt", text.encode())

    assert (module.id, module.title) == ("BRD101", "Brot und Geduld")
    assert (module.credit, module.hours) == (Credit(7.5, "ECTS"), Hours(225, 225, HoursBasis.NOTIONAL))
    assert module.prerequisites == ()


@pytest.mark.parametrize(
    ("line", "codes", "message"),
    [
        ("Prerequisites: DAT100 and DAT110", ("DAT100", "DAT110"), None),
        ("Prerequisites: DAT100 or (before 2020) DAT101", ("DAT100",), None),
        ("Prerequisites: None.", (), None),
        ("Prerequisites: some programming", (), "without the code of a module"),
    ],
)
def test_prerequisites_are_codes_or_a_finding(line: str, codes: tuple[str, ...], message: str | None) -> None:
    text = f"Module title: Data\nModule code: DAT101\n{line}\n\nLearning outcomes\n- Read data\n"

    document = read_document_from("dat.txt", text.encode())

    assert document.modules[0].prerequisites == codes
    assert [finding.field for finding in document.findings] == (["prerequisites"] if message else [])
    assert all(message and message in finding.message for finding in document.findings)


def test_a_value_that_cannot_be_read_is_a_finding_with_its_field() -> None:
    text = "Module title: Data\nCredits: 1234567.891\nLevel: 40\n\nLearning outcomes\n- Read data\n"

    document = read_document_from("DAT101.txt", text.encode())

    assert document.modules[0].level is None
    assert "level" in [finding.field for finding in document.findings]


def test_a_file_of_another_kind_is_refused_by_each_reader() -> None:
    for reader in ("document-pdf", "document-word", "document-html"):
        for name, write in WRITTEN.items():
            if {"document-pdf": "pdf", "document-word": "docx", "document-html": "html"}[reader] not in name:
                with pytest.raises(FormatError, match="is not a"):
                    read_document_from(name, write(), reader=reader)
    for name in ("bike.pdf", "bike.docx", "bike.html"):
        with pytest.raises(FormatError, match=r"is not text|is data"):
            read_document_from(name, WRITTEN[name](), reader="document-text")
