"""The draft letter to an applicant, as a page and as PDF."""

from __future__ import annotations

from skillmap.domain import Advice
from skillmap.report.letter import render_letter
from skillmap.report.letter_pdf import letter_pdf
from skillmap.report.output import Output, outputs


def write_page(advice: Advice) -> bytes:
    """Return the draft as HTML in UTF-8."""
    return render_letter(advice).encode()


def write_pdf(advice: Advice) -> bytes:
    """Return the draft as PDF."""
    return letter_pdf(advice)


outputs.register("letter-html")(Output("a draft letter to the applicant (HTML)", ".html", write_page))
outputs.register("letter-pdf")(Output("a draft letter to the applicant (PDF)", ".pdf", write_pdf))
