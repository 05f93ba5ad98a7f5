"""Word documents: what python-docx reads, and what it leaves out and we do not."""

from __future__ import annotations

import io
import os
import zipfile
from typing import Any

import pytest

from skillmap.errors import FormatError, LimitError
from skillmap.formats import word_text
from skillmap.formats.word_text import is_word, read_word
from word_writer import BODY, add_table, with_part, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def document(body: str) -> bytes:
    """A document with the given XML between the tags of its body."""
    content = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return with_part(word(lambda document: None), BODY, lambda _: content.encode())


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def texts(body: str) -> list[str]:
    return [line.text for line in read_word("x.docx", document(body)).lines]


def test_paragraphs_are_counted_and_headings_and_lists_are_marked() -> None:
    def write(document: Any) -> None:
        document.add_heading("Bread", 0)
        document.add_paragraph("")
        document.add_heading("Aims", 2)
        document.add_paragraph("To bake.")
        document.add_paragraph("One", style="List Bullet")
        document.add_paragraph("Two", style="List Bullet 2")

    lines = read_word("x.docx", word(write)).lines

    assert [(line.text, line.place, line.heading, line.item > 0) for line in lines] == [
        ("Bread", "paragraph 1", 1, False),
        ("Aims", "paragraph 2", 2, False),
        ("To bake.", "paragraph 3", 0, False),
        ("One", "paragraph 4", 0, True),
        ("Two", "paragraph 5", 0, True),
    ]


def test_the_depth_of_a_list_item_is_that_of_its_numbering() -> None:
    items = "".join(
        paragraph(run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        for text, level in (("a", 0), ("b", 1), ("c", 0))
    )
    no_item = paragraph(run("d"), '<w:numPr><w:numId w:val="0"/></w:numPr>')

    lines = read_word("x.docx", document(items + no_item)).lines

    assert [(line.text, line.item) for line in lines] == [("a", 1), ("b", 2), ("c", 1), ("d", 0)]


def test_tables_give_rows_and_cells() -> None:
    text = read_word(
        "x.docx", word(lambda d: add_table(d, [("Module code", "BRD1"), ("Aims", "One.\nTwo.")]))
    )

    assert text.tables[0].rows == (("Module code", "BRD1"), ("Aims", "One. Two."))
    assert [(line.text, line.place, line.cells) for line in text.lines] == [
        ("Module code BRD1", "table 1, row 1", ("Module code", "BRD1")),
        ("Aims", "table 1, row 2", ()),
        ("One.", "table 1, row 2", ()),
        ("Two.", "table 1, row 2", ()),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<w:sdt><w:sdtContent>{paragraph(run('kept'))}</w:sdtContent></w:sdt>",
        paragraph(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt>"),
        paragraph(f"<w:ins>{run('kept')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"),
        paragraph(f"<w:hyperlink>{run('kept')}</w:hyperlink>"),
        paragraph(run("kept") + run("gone", "<w:vanish/>")),
        paragraph(run("kept", '<w:vanish w:val="0"/>') + "<w:r><w:instrText>PAGE</w:instrText></w:r>"),
        paragraph(
            "<w:r><mc:AlternateContent><mc:Choice>"
            f"<w:drawing><w:txbxContent>{paragraph(run('kept'))}</w:txbxContent></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><w:txbxContent>{paragraph(run('kept'))}</w:txbxContent></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        ),
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{paragraph(run('kept'))}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{paragraph(run('kept'))}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
    ],
    ids=[
        "content control",
        "content control in a line",
        "tracked changes",
        "link",
        "hidden text",
        "not hidden",
        "text box",
        "row in a content control",
        "table in a table",
    ],
)
def test_text_is_read_wherever_word_shows_it_and_nowhere_else(body: str) -> None:
    assert texts(body) == ["kept"]


def test_a_line_break_parts_lines_and_a_tab_does_not() -> None:
    inner = run("Level:") + "<w:r><w:tab/></w:r>" + run("5") + "<w:r><w:br/></w:r>" + run("Credits: 20")

    assert texts(paragraph(inner)) == ["Level: 5", "Credits: 20"]


def test_a_document_with_entities_is_refused() -> None:
    content = with_part(
        word(lambda document: None),
        BODY,
        lambda body: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + body.partition(b"?>")[2],
    )

    with pytest.raises(FormatError, match="declares a document type"):
        read_word("x.docx", content)


def test_a_bomb_is_refused() -> None:
    with pytest.raises(LimitError, match="times its size"):
        read_word("x.docx", document("<w:p/>" * 3_000_000))


def test_more_text_than_a_document_has_is_refused() -> None:
    text = os.urandom(8_100_000).hex()

    with pytest.raises(LimitError, match="more than 16 MB of text"):
        read_word("x.docx", document(paragraph(run(text))))


def test_more_marks_than_a_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_text, "MOST_TAGS", 1_000)

    with pytest.raises(LimitError, match="more than 1,000 marks"):
        read_word("x.docx", document("<w:p/>" * 1_100))


@pytest.mark.parametrize(
    "content",
    [
        b"no Word",
        b"PK\x03\x04 cut off",
        document("<w:sdt>" * 400 + "</w:sdt>" * 400),
        with_part(word(lambda document: None), BODY, lambda _: b"<other/>"),
        with_part(word(lambda document: None), BODY, lambda body: body[: len(body) // 2]),
        with_part(word(lambda document: None), "[Content_Types].xml", lambda _: b"<Types/>"),
    ],
    ids=["no ZIP", "cut off", "too deep", "another root", "half a part", "no types"],
)
def test_what_is_no_word_document_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(FormatError) as refused:
        read_word("x.docx", content)

    assert "\n" not in str(refused.value)


def test_a_word_document_is_known_by_its_parts() -> None:
    content = word(lambda document: document.add_paragraph("x"))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    assert is_word("upload", content[:65536])
    assert not is_word("table.docx", other.getvalue())
    assert not is_word("notes.docx", b"no ZIP")
