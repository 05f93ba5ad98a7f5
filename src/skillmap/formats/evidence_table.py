"""Evidence of experience and what people judged of it, as a table (CSV or Excel).

A row is one item of evidence, offered for one or more module outcomes. A row with answers to the rules of
evidence is a judgement too; it is of one outcome, and says by which role and when it was made. An item may
have several rows: one for each outcome that was judged, and one for each assessor.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillmap.domain import (
    Document,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    Finding,
    Portfolio,
    Source,
    Verdict,
)
from skillmap.errors import FormatError, LimitError
from skillmap.formats import spreadsheet, table
from skillmap.formats.facts import Findings
from skillmap.formats.reader import HEAD_BYTES
from skillmap.formats.reading import content_of
from skillmap.formats.table import NO, YES, Form, Layout, Problems, Row, Table, TableKind
from skillmap.resources import sha256_of

NAME = "evidence-table"
MOST_ROWS = 5_000
"""Rows of one portfolio; a person brings some dozens."""

LAYOUT = Layout(
    what="evidence",
    required=("item", "title", "outcomes"),
    optional=(
        "kind",
        "description",
        "made",
        "claims",
        *(rule.value for rule in EvidenceRule),
        "judged_by",
        "judged_on",
        "note",
    ),
)

_UNKNOWN = frozenset({"unknown", "?", "not judged"})
_EXAMPLES = (
    {
        "item": "E1",
        "title": "Monthly sales dashboard of a bakery",
        "outcomes": "DAT101/1; DAT101/2",
        "kind": "work product",
        "description": "Spreadsheet, script and a page that explains them.",
        "made": "2026-02-14",
    },
    {
        "item": "E1",
        "title": "Monthly sales dashboard of a bakery",
        "outcomes": "DAT101/1",
        "valid": "yes",
        "authentic": "yes",
        "current": "yes",
        "sufficient": "no",
        "judged_by": "assessor 1",
        "judged_on": "2026-05-04",
        "note": "one data set only",
    },
    {
        "item": "E2",
        "title": "Letter of the shop manager",
        "outcomes": "DAT101/1",
        "kind": "reference",
        "made": "2026-03-01",
    },
)

FORM = Form(LAYOUT.columns, _EXAMPLES)


def read_evidence(path: str | Path) -> tuple[Portfolio, tuple[Finding, ...]]:
    """Return the items and judgements in a CSV or Excel file, without claims, and what was noticed.

    Raises:
        FormatError: the file cannot be read, lacks a column or has a cell that cannot be read.
        LimitError: it has more rows than a portfolio can have.
    """
    return evidence_from(*content_of(path))


def evidence_from(name: str, content: bytes) -> tuple[Portfolio, tuple[Finding, ...]]:
    """Return the items and judgements in the bytes of a CSV or Excel file, and what was noticed.

    Raises:
        FormatError: the table lacks a column or has a cell that cannot be read.
        LimitError: it has more rows than a portfolio can have.
    """
    read: list[Portfolio] = []

    def keep(opened: Table, source: Source, findings: Findings) -> Document:
        read.append(_portfolio(opened, source.name, findings))
        return Document(source, findings=findings.all())

    source = Source(name, NAME, sha256_of(content))
    if spreadsheet.looks_like_workbook(name, content[:HEAD_BYTES]):
        document = spreadsheet.read_sheets(content, source, (TableKind("evidence", LAYOUT.fits, keep),))
    else:
        with table.open_csv(name, io.BytesIO(content)) as opened:
            document = keep(opened, source, Findings())
    return read[0], document.findings


@dataclass
class _Collected:
    """Items by id, in the order of their first rows, and judgements."""

    items: dict[str, EvidenceItem] = field(default_factory=dict)
    judgements: list[EvidenceJudgement] = field(default_factory=list)


def _portfolio(opened: Table, name: str, findings: Findings) -> Portfolio:
    problems = Problems(name)
    collected = _Collected()
    for row in _bounded(name, table.rows_of(opened, LAYOUT, findings, problems)):
        _add_item(collected, row)
        _add_judgement(collected, row, findings)
    problems.raise_any()
    if not collected.items:
        raise FormatError(name, "", "the table has a header but no rows")
    return Portfolio((), tuple(collected.items.values()), tuple(collected.judgements))


def _bounded(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise LimitError(f"{name} has more than {MOST_ROWS:,} rows of evidence; split it by module")
        yield row


def _add_item(collected: _Collected, row: Row) -> None:
    identifier = row.needed("item")
    earlier = collected.items.get(identifier)
    read = EvidenceItem(
        id=identifier,
        title=row.text("title"),
        kind=row.text("kind"),
        description=row.text("description"),
        made=row.date_in("made"),
        claims=row.parts("claims"),
        outcomes=row.parts("outcomes"),
    )
    if earlier is None:
        row.needed("title")
        collected.items[identifier] = read
        return
    for column in ("title", "kind", "description", "made"):
        said, before = getattr(read, column), getattr(earlier, column)
        if said and before and said != before:
            row.refuse(column, f"{said} is not what an earlier row says of {identifier!r}: {before}")
    collected.items[identifier] = replace(
        earlier,
        kind=earlier.kind or read.kind,
        description=earlier.description or read.description,
        made=earlier.made or read.made,
        claims=tuple(dict.fromkeys((*earlier.claims, *read.claims))),
        outcomes=tuple(dict.fromkeys((*earlier.outcomes, *read.outcomes))),
    )


def _add_judgement(collected: _Collected, row: Row, findings: Findings) -> None:
    answers = tuple((rule, _answer(row, rule.value)) for rule in EvidenceRule)
    given = tuple((rule, verdict) for rule, verdict in answers if verdict is not None)
    if not given:
        if row.text("judged_by") or row.text("judged_on"):
            findings.warn(
                row.place("judged_by"), "Names an assessor or a day but no answer; not a judgement."
            )
        return
    outcomes, judged_on = row.parts("outcomes"), row.date_in("judged_on")
    if len(outcomes) != 1:
        row.refuse("outcomes", "a judgement is of one outcome; give each judged outcome a row of its own")
    judged_by = row.needed("judged_by")
    if judged_on is None:
        row.needed("judged_on")
    elif len(outcomes) == 1:
        collected.judgements.append(
            EvidenceJudgement(row.text("item"), outcomes[0], given, judged_by, judged_on, row.text("note"))
        )


def _answer(row: Row, column: str) -> Verdict | None:
    text = row.text(column).lower()
    if text in YES:
        return Verdict.YES
    if text in NO:
        return Verdict.NO
    if text and text not in _UNKNOWN:
        row.refuse(column, f"{row.text(column)!r} is not yes, no or unknown")
    return Verdict.UNKNOWN if text else None
