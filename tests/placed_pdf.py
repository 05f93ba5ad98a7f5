"""PDFs for tests whose words stand at given places and whose tables are ruled, written byte by byte.

The transcript in it is invented: people, numbers, colleges and courses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TOP, LEFT, LEADING, SIZE = 780, 60, 16, 10
COLUMNS = (60, 130, 360, 420, 480)
TITLES = ("Course code", "Course title", "Grade", "ECTS", "Date")
COURSES = (
    ("Autumn Semester 2022",),
    ("ENG1010", "Energy in the Home", "B", "5", "2022-12-16"),
    ("ENG1020", "Drawing and Reading Plans", "F", "5", ""),
    ("Term total", "", "", "5"),
    ("Spring Semester 2023",),
    ("ENG1020", "Drawing and Reading Plans", "C", "5", "2023-06-02"),
    ("ENG2040", "Community Energy Planning", "A", "10", "2023-06-09"),
)


@dataclass
class Page:
    """Words by where they begin, and ruled lines, in points from the lower left corner."""

    words: list[tuple[float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def row(self, y: float, cells: Sequence[str], lefts: Sequence[float] = COLUMNS) -> None:
        """Place cells side by side."""
        self.words += [(x, y, cell) for x, cell in zip(lefts, cells, strict=False) if cell]


def listed(rows: Iterable[Sequence[str]], top: float = TOP, lefts: Sequence[float] = COLUMNS) -> Page:
    """Return a page with one row under the other."""
    page = Page()
    for number, cells in enumerate(rows):
        page.row(top - number * LEADING, cells, lefts)
    return page


def ruled(rows: Sequence[Sequence[str]], page: Page, top: float, across: bool = True) -> Page:
    """Add a table with drawn lines; without those ``across`` only its columns are ruled."""
    edges = [x - 4 for x in COLUMNS] + [550]
    bottom = top - len(rows) * LEADING
    for number, cells in enumerate(rows):
        page.row(top - number * LEADING - 12, cells)
    ys = (
        [top - number * LEADING for number in range(len(rows) + 1)]
        if across
        else [top, top - LEADING, bottom]
    )
    page.rules += [(edges[0], y, edges[-1], y) for y in ys]
    for number, cells in enumerate(rows):
        # A row of one cell runs over all columns.
        between = edges if sum(map(bool, cells)) > 1 or not across else (edges[0], edges[-1])
        page.rules += [(x, top - number * LEADING, x, top - (number + 1) * LEADING) for x in between]
    return page


def placed_pdf(pages: Sequence[Page]) -> bytes:
    """Return a PDF of the pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = _content(page)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _file(objects)


def sample() -> bytes:
    """Return the sample of the reader: a ruled table, and a page of lines."""
    page = Page()
    page.row(TOP + 30, ["Transcript of records (invented for the tests of skillmap)"])
    page.row(TOP + 14, ["Name: Rosa Invented", "", "Student ID: S-99887"])
    ruled([TITLES, *COURSES[:4]], page, TOP)
    return placed_pdf([page, listed([TITLES, *COURSES[4:], ("End of transcript",)])])


def _content(page: Page) -> str:
    drawn = "".join(f"{x} {y} m {to_x} {to_y} l S\n" for x, y, to_x, to_y in page.rules)
    words = "".join(
        f"BT /F1 {SIZE} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n" for x, y, text in page.words
    )
    return f"0.5 w\n{drawn}{words}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[str]) -> bytes:
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
    (Path(__file__).parent / "data/samples/transcript-pdf.pdf").write_bytes(sample())
