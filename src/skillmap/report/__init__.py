"""Any result in plain words or as one offline HTML page; adds no facts."""

from skillmap.report.html import render_advice, render_profile
from skillmap.report.words import explain

__all__ = ["explain", "render_advice", "render_profile"]
