"""Suggestions that people have decided on, as a CSV table: the score then given, and what was decided.

From enough of them follows how often suggestions are wrong. ``skillmap export --to csv`` gives the score of
each suggestion; the applicant is a pseudonym, so that several cases of one person are counted together.
"""

from __future__ import annotations

import io
from pathlib import Path

from skillmap.domain import Award, DecidedCase
from skillmap.errors import FormatError, LimitError
from skillmap.formats import table
from skillmap.formats.facts import Findings
from skillmap.formats.precedent_table import AWARDS
from skillmap.formats.reading import content_of
from skillmap.formats.table import Form, Layout, Problems, Row

NAME = "decided-table"
_LARGEST = 10_000_000
"""Bytes; some 400,000 cases."""
_AWARDED = (Award.SPECIFIED_CREDIT.value, Award.EXEMPTION.value)
"""What the suggestion of an award was right about."""

LAYOUT = Layout(what="decided", required=("score", "decided"), optional=("applicant", "case"))

_EXAMPLES = (
    {"score": "0.71", "decided": "specified credit", "applicant": "A-104", "case": "2025-014"},
    {"score": "0.55", "decided": "refused", "applicant": "A-104", "case": "2025-015"},
    {"score": "0.83", "decided": "exemption", "applicant": "A-220", "case": "2025-031"},
)

FORM = Form(LAYOUT.columns, _EXAMPLES)


def read_decided(path: str | Path) -> tuple[DecidedCase, ...]:
    """Return the decided cases in a CSV file, in its order.

    Raises:
        FormatError: the file cannot be read, lacks a column or has a cell that cannot be read.
        LimitError: it is larger than ten megabytes.
    """
    return decided_from(*content_of(path))


def decided_from(name: str, content: bytes) -> tuple[DecidedCase, ...]:
    """Return the decided cases in the bytes of a CSV file, in its order.

    Raises:
        FormatError: the table lacks a column or has a cell that cannot be read.
        LimitError: it is larger than ten megabytes.
    """
    if len(content) > _LARGEST:
        raise LimitError(
            f"{name}: has {len(content):,} bytes; a table of decided cases has at most {_LARGEST:,}"
        )
    problems = Problems(name)
    with table.open_csv(name, io.BytesIO(content)) as opened:
        found = [_case(row) for row in table.rows_of(opened, LAYOUT, Findings(), problems)]
    problems.raise_any()
    if not found:
        raise FormatError(name, "", "the table has a header but no rows")
    return tuple(case for case in found if case is not None)


def _case(row: Row) -> DecidedCase | None:
    row.needed("score")
    score, decided = row.share_in("score"), row.needed("decided").lower()
    if decided and decided not in AWARDS:
        row.refuse("decided", f"{row.text('decided')!r} is not one of {', '.join(AWARDS)}")
    if score is None:
        return None
    return DecidedCase(score, decided in _AWARDED, row.text("applicant"))
