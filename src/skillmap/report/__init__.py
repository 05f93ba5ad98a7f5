"""Any result in plain words, as values that JSON knows, or as one offline HTML page; adds no facts."""

from skillmap.report.html import render_advice, render_pathway, render_profile, render_ranking
from skillmap.report.questions import questions_to_issuer
from skillmap.report.words import explain

__all__ = [
    "explain",
    "questions_to_issuer",
    "render_advice",
    "render_pathway",
    "render_profile",
    "render_ranking",
]
