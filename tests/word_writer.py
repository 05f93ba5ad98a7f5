"""Word documents for tests, written by python-docx from invented content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx

SAMPLES = Path(__file__).parent / "data/samples"
BODY = "word/document.xml"


def word(write: Callable[[Any], None]) -> bytes:
    """Return the bytes of a new document after ``write`` has filled it."""
    document = docx.Document()
    write(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    """Add a table; a line break in a cell begins a paragraph."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            cell.text = first
            for other in others:
                cell.add_paragraph(other)


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a document with one of its parts changed."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            body = old.read(part)
            new.writestr(part, change(body) if part == name else body)
    return changed.getvalue()


def descriptor(document: Any) -> None:
    """Fill a module descriptor."""
    document.add_heading("Module descriptor (invented for tests)", 0)
    add_table(
        document,
        [
            ("Module title", "Repairing Bicycles"),
            ("Module code", "BIK1010"),
            ("Level", "EQF 4"),
            ("Credits", "5 ECTS"),
            ("Workload (hours)", "125"),
            ("Prerequisites", "BIK1001"),
        ],
    )
    document.add_heading("Aims", 1)
    document.add_paragraph("This module shows how to keep a bicycle safe.")
    document.add_heading("Learning outcomes", 1)
    document.add_paragraph("On completion, students will be able to:")
    for text in ("Judge whether a bicycle is safe to ride", "True a wheel", "Explain a repair to its owner"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("All outcomes are assessed.")
    document.add_heading("Assessment", 1)
    document.add_paragraph("Repair of one bicycle (100 %)", style="List Bullet")


def german_cv(document: Any) -> None:
    """Fill a CV in German, in the table that German templates use."""
    document.add_heading("Lebenslauf (für Tests erfunden)", 0)
    document.add_paragraph("Kim Erfunden")
    document.add_paragraph("Erfundene Straße 1, 00000 Nirgendwo, kim.erfunden@example.org, 030 23125 000")
    document.add_heading("Berufserfahrung", 1)
    add_table(
        document,
        [
            (
                "seit 03/2018",
                "Teamleitung Lager, Muster Logistik GmbH\n"
                "Planung der Schichten von zwölf Mitarbeitenden\n"
                "Absprachen mit Herrn Max Beispiel, max@example.org, und dem Einkauf",
            ),
            ("09/2010 - 02/2018", "Fachkraft für Lagerlogistik, Beispiel AG\nVersand von Medikamenten"),
        ],
    )
    document.add_heading("Ausbildung", 1)
    add_table(document, [("2007 - 2010", "Fachkraft für Lagerlogistik, Beispiel AG")])
    document.add_heading("Kenntnisse", 1)
    document.add_paragraph("EDV: Excel (sehr gute Kenntnisse), SAP (Grundkenntnisse)", style="List Bullet")
    document.add_heading("Sprachen", 1)
    add_table(document, [("Deutsch", "Muttersprache"), ("Englisch", "C1")])


if __name__ == "__main__":
    (SAMPLES / "document-word.docx").write_bytes(word(descriptor))
    (SAMPLES / "curriculum-vitae.docx").write_bytes(word(german_cv))
