"""Any result in plain words, as values that JSON knows, or as one offline HTML page; adds no facts."""

from skillmap.report.crosswalk import crosswalk_sssom
from skillmap.report.evidence import evidence_csv, render_evidence
from skillmap.report.html import (
    render_advice,
    render_comparison,
    render_fitting,
    render_gap,
    render_pathway,
    render_profile,
    render_ranking,
)
from skillmap.report.letter import render_letter
from skillmap.report.letter_pdf import letter_pdf
from skillmap.report.output import Output, outputs
from skillmap.report.questions import questions_to_issuer
from skillmap.report.words import explain

__all__ = [
    "Output",
    "crosswalk_sssom",
    "evidence_csv",
    "explain",
    "letter_pdf",
    "outputs",
    "questions_to_issuer",
    "render_advice",
    "render_comparison",
    "render_evidence",
    "render_fitting",
    "render_gap",
    "render_letter",
    "render_pathway",
    "render_profile",
    "render_ranking",
]
