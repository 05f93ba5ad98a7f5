"""Earlier decisions as a CSV table: one decision a row."""

from __future__ import annotations

import io
from pathlib import Path

from skillmap.domain import Award, Credit, Precedent
from skillmap.errors import FormatError, LimitError
from skillmap.formats import ladders, table
from skillmap.formats.facts import Findings
from skillmap.formats.reading import content_of
from skillmap.formats.table import Form, Layout, Problems, Row

NAME = "precedent-table"
AWARDS = (*(award.value for award in Award), "refused")
"""What a person may have decided."""

_LARGEST = 10_000_000
"""Bytes; some 100,000 decisions, read in about two seconds."""

LAYOUT = Layout(
    what="precedent",
    required=("id", "credential_title", "issuer", "module", "award", "decided"),
    optional=(
        "credential_code",
        "credential_version",
        "module_version",
        "credits",
        "credit_scheme",
        "policy",
        "reason",
        "score",
    ),
)

_EXAMPLES = (
    {
        "id": "2025-014",
        "credential_title": "Data Stewardship",
        "issuer": "Invented Institute",
        "module": "DAT101",
        "award": "specified credit",
        "decided": "2025-03-31",
        "credential_code": "DS-1",
        "module_version": "2025",
        "credits": "15",
        "credit_scheme": "CATS",
        "policy": "example-university 2026-11",
        "reason": "All outcomes met at the level of the module.",
        "score": "0.71",
    },
    {
        "id": "2025-015",
        "credential_title": "A Day of Data",
        "issuer": "Invented Library",
        "module": "DAT101",
        "award": "refused",
        "decided": "2025-04-02",
        "reason": "Participation only.",
    },
)

FORM = Form(LAYOUT.columns, _EXAMPLES)


def read_precedents(path: str | Path) -> tuple[Precedent, ...]:
    """Return the earlier decisions in a CSV file, in its order.

    Raises:
        FormatError: the file cannot be read, lacks a column or has a cell that cannot be read.
    """
    return precedents_from(*content_of(path))


def precedents_from(name: str, content: bytes) -> tuple[Precedent, ...]:
    """Return the earlier decisions in the bytes of a CSV file, in its order.

    Raises:
        FormatError: the table lacks a column or has a cell that cannot be read.
        LimitError: it is larger than ten megabytes.
    """
    if len(content) > _LARGEST:
        raise LimitError(f"{name}: has {len(content):,} bytes; a precedent table has at most {_LARGEST:,}")
    problems = Problems(name)
    with table.open_csv(name, io.BytesIO(content)) as opened:
        found = [_precedent(row) for row in table.rows_of(opened, LAYOUT, Findings(), problems)]
    problems.raise_any()
    if not found:
        raise FormatError(name, "", "the table has a header but no rows")
    return tuple(precedent for precedent in found if precedent is not None)


def _precedent(row: Row) -> Precedent | None:
    decided = row.date_in("decided")
    needed = {column: row.needed(column) for column in LAYOUT.required}
    award = needed["award"].lower()
    if award and award not in AWARDS:
        row.refuse("award", f"{needed['award']!r} is not one of {', '.join(AWARDS)}")
    if decided is None:
        return None
    amount = row.number_in("credits")
    scheme = ladders.scheme_name(row.text("credit_scheme"))
    credit: Credit | None = None if amount is None else ladders.credit(amount, scheme)
    return Precedent(
        id=needed["id"],
        credential_title=needed["credential_title"],
        issuer=needed["issuer"],
        module_id=needed["module"],
        award=award,
        decided=decided,
        credential_code=row.text("credential_code"),
        credential_version=row.text("credential_version"),
        module_version=row.text("module_version"),
        credit=credit,
        policy=row.text("policy"),
        reason=row.text("reason"),
        score=row.share_in("score"),
    )
