"""PDFs from strangers: what is read of them, and what ends the process that reads them."""

from __future__ import annotations

import io
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from pdf_writer import DESCRIPTOR, pdf, pdf_of
from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import pdf_process, pdf_text
from skillmap.formats.pdf_text import read_pdf

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEXT = "BT /F1 11 Tf 72 700 Td (Module title: Bread) Tj ET "
MOST_WAITING = 40
"""Seconds on the clock, as the machine may be busy; the limit is one of processor time."""


def stream(body: str, entries: str = "") -> str:
    return f"<< {entries} /Length {len(body)} >>\nstream\n{body}\nendstream"


def page(content: str, resources: str = "/Font << /F1 3 0 R >>", *more: str) -> bytes:
    return pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            FONT,
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << {resources} >> /Contents 5 0 R >>",
            content,
            *more,
        ]
    )


def forms_in_forms(depth: int) -> bytes:
    """A page that draws a form ten times, which draws another ten times, and so on."""
    forms = []
    for number in range(depth):
        body = f"/X{number + 1} Do " * 10 if number < depth - 1 else TEXT
        resources = f"/Font << /F1 3 0 R >> /XObject << /X{number + 1} {7 + number} 0 R >>"
        forms.append(
            stream(body, f"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << {resources} >>")
        )
    return page(stream("/X0 Do"), "/Font << /F1 3 0 R >> /XObject << /X0 6 0 R >>", *forms)


def packed(body: bytes) -> bytes:
    """A page whose content is packed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([("One",)]))))
    content = DecodedStreamObject()
    content.set_data(body)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content.flate_encode())
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_lines_keep_their_page_and_repeated_ones_are_set_aside() -> None:
    text = read_pdf("descriptor.pdf", pdf(DESCRIPTOR))

    assert text.lines[0].text == "Module title: Community Energy Planning"
    assert (text.lines[-1].place, text.lines[-1].page) == ("page 2", 2)
    assert text.repeated == ("Lakeside College",)
    assert text.size == "2 pages"


def test_a_bomb_in_the_content_is_refused() -> None:
    bomb = packed(b" " * 400_000_000)
    assert len(bomb) < 1_000_000

    with pytest.raises(FormatError, match=r"memory to read|damaged"):
        read_pdf("bomb.pdf", bomb)


def test_forms_that_draw_forms_that_draw_forms_are_ended() -> None:
    begun = time.perf_counter()
    with pytest.raises(LimitError, match="takes more than 5 s or 400 MB to read"):
        read_pdf("loop.pdf", forms_in_forms(12))

    assert time.perf_counter() - begun < MOST_WAITING


def test_a_dictionary_half_a_million_deep_is_refused() -> None:
    begun = time.perf_counter()
    with pytest.raises(SkillmapError):
        read_pdf("deep.pdf", b"%PDF-1.4\n1 0 obj\n" + b"<< /A " * 500_000 + b"\ntrailer << /Root 1 0 R >>")

    assert time.perf_counter() - begun < MOST_WAITING


def test_after_a_process_was_ended_the_next_pdf_is_read() -> None:
    read_pdf("one.pdf", pdf(DESCRIPTOR))
    ended = pdf_process._process
    assert ended is not None
    ended.kill()
    ended.wait()

    assert read_pdf("two.pdf", pdf(DESCRIPTOR)).lines
    assert pdf_process._process is not ended


def test_pages_that_hold_themselves_are_refused() -> None:
    loop = pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"])

    with pytest.raises(FormatError, match="has no pages"):
        read_pdf("loop.pdf", loop)


def test_of_thousands_of_pages_the_first_are_read() -> None:
    text = read_pdf("book.pdf", pdf([(f"Line {number}",) for number in range(3_000)]))

    assert len(text.lines) == pdf_text.MAX_PAGES
    assert text.remarks == (
        (f"page {pdf_text.MAX_PAGES}", f"Only the first {pdf_text.MAX_PAGES} pages of 3,000 were read."),
    )


def test_a_scan_is_told_from_an_empty_pdf() -> None:
    image = stream(
        "0" * 12,
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
    )
    scan = page(stream("q 500 0 0 700 0 0 cm /I0 Do Q"), "/XObject << /I0 6 0 R >>", image)

    with pytest.raises(FormatError, match=r"holds images of text only; run OCR first"):
        read_pdf("scan.pdf", scan)
    with pytest.raises(FormatError, match=r"holds no text \(a scan\?\)"):
        read_pdf("empty.pdf", page(stream("")))


def test_files_read_at_the_same_time_do_not_mix() -> None:
    files = {f"{name}.pdf": pdf([(f"Module title: {name}",)]) for name in ("Bread", "Milk", "Salt", "Beans")}

    with ThreadPoolExecutor(4) as pool:
        texts = dict(zip(files, pool.map(read_pdf, files, files.values()), strict=True))

    assert {name: text.lines[0].text for name, text in texts.items()} == {
        name: f"Module title: {name.removesuffix('.pdf')}" for name in files
    }


def test_where_no_process_can_be_started_the_pdf_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise OSError("no processes here")

    monkeypatch.setattr(pdf_process, "_process", None)
    monkeypatch.setattr(subprocess, "Popen", refused)

    assert read_pdf("descriptor.pdf", pdf(DESCRIPTOR)).lines


def test_a_library_that_hangs_costs_no_more_than_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "_MOST_WAITING", 0.5)

    with pytest.raises(LimitError, match="takes more than"):
        read_pdf("loop.pdf", forms_in_forms(12))


def test_the_table_of_a_page_covered_with_lines_is_not_looked_for() -> None:
    text = read_pdf("grid.pdf", page(stream(TEXT + "1 1 5 5 re f " * 6_000)))

    assert [line.text for line in text.lines] == ["Module title: Bread"]
    assert text.tables == ()


def test_the_content_of_a_packed_page_is_read() -> None:
    assert read_pdf("packed.pdf", packed(TEXT.encode())).lines[0].text == "Module title: Bread"
