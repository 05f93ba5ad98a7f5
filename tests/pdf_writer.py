"""Small PDFs for tests: lines of text in Helvetica, written byte by byte.

No library writes them, so none vouches for itself when it reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LEFT, TOP, LEADING, SIZE = 72, 780, 16, 11

DESCRIPTOR = (
    (
        "Lakeside College",
        "Module title: Community Energy Planning",
        "Module code: ENG2040",
        "FHEQ level: 5",
        "Credit points: 15",
        "Total study hours: 150",
        "Aims of the module",
        "This module shows how a street plans its heating together.",
        "Learning outcomes",
        "On completion of this module a student will be able to:",
        "1. Estimate the energy use of a street from bills and plans,",
        "stating how sure the estimate is",
        "2. Compare heating options with residents",
        "3. Write a plan in 3 stages with costs",
        "Page 1 of 2",
    ),
    (
        "Lakeside College",
        "4. Judge a plan that others wrote",
        "Assessment methods",
        "1. A plan for one street (100 %)",
        "Page 2 of 2",
    ),
)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with the given lines on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        stream = _content(lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf_of(objects)


def _content(lines: Sequence[str]) -> str:
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    return f"BT /F1 {SIZE} Tf {LEADING} TL {LEFT} {TOP} Td\n{shown}ET"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def pdf_of(objects: Sequence[str]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its catalogue."""
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return written + trailer.encode()


if __name__ == "__main__":
    (Path(__file__).parent / "data/samples/document-pdf.pdf").write_bytes(pdf(DESCRIPTOR))
