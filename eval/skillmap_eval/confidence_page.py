"""Reliability and risk-coverage of confidences as one HTML page that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap_eval.confidence_measures import ConfidenceResult
from skillmap_eval.report import page_of, risk_view


def render_confidences(results: Sequence[ConfidenceResult]) -> str:
    """Return the results as a page; the same values give the same bytes."""
    shown = [(result, *risk_view(result.risk_coverage)) for result in results]
    return page_of("confidence.html", shown=shown)
