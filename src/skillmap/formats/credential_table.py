"""Credentials as a CSV table: one credential a row, for providers that issue no badges."""

from __future__ import annotations

import io
from typing import BinaryIO

from skillmap.domain import Alignment, Assessment, Credential, Document, Hours, HoursBasis, Party, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, table
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import Form, Layout, Problems, Row, Table, TableKind

NAME = "credential-table"

LAYOUT = Layout(
    what="credential",
    required=("id", "title", "outcomes"),
    optional=(
        "issuer",
        "awarding_body",
        "kind",
        "description",
        "level",
        "level_framework",
        "credits",
        "credit_scheme",
        "hours",
        "hours_basis",
        "assessed",
        "assessment",
        "grade",
        "participation_only",
        "mode",
        "awarded",
        "expires",
        "language",
        "skills",
        "quality_assurance",
    ),
    unlike=("code",),
)

_EXAMPLES = (
    {
        "id": "short-course-17",
        "title": "Dashboards for Beginners",
        "outcomes": "Choose a chart that suits a question | Build a dashboard from a spreadsheet",
        "issuer": "Harbour Learning Centre",
        "awarding_body": "Harbour Learning Centre",
        "kind": "MicroCredential",
        "description": "A six-week evening course.",
        "level": "4",
        "level_framework": "EQF",
        "credits": "2",
        "credit_scheme": "ECTS",
        "hours": "50",
        "hours_basis": "notional",
        "assessed": "yes",
        "assessment": "project, marked by the tutor",
        "grade": "pass",
        "participation_only": "no",
        "mode": "Blended",
        "awarded": "2026-03-31",
        "language": "en",
        "quality_assurance": "Reviewed each year by an outside examiner",
    },
    {
        "id": "open-evening-3",
        "title": "Open Evening on Data Ethics",
        "outcomes": "Name three risks of automated decisions",
        "issuer": "Harbour Learning Centre",
        "hours": "2",
        "hours_basis": "contact",
        "assessed": "no",
        "participation_only": "yes",
        "mode": "Presential",
        "awarded": "2026-04-15",
        "language": "en",
    },
)


FORM = Form(LAYOUT.columns, _EXAMPLES)


def template() -> str:
    """Return an example table with every column, to be filled in."""
    return table.as_csv(FORM)


def sniff(name: str, head: bytes) -> bool:
    """Return True for a table with the columns id, title and outcomes."""
    return table.sniff_table(head, LAYOUT)


def read(name: str, content: bytes) -> Document:
    """Read a table of credentials from its bytes."""
    return read_stream(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read a table of credentials row by row.

    Raises:
        FormatError: a cell cannot be read, or two rows have one id.
    """
    source = table.table_source(name, NAME, stream)
    with table.open_csv(name, stream) as opened:
        return read_table(opened, source, Findings())


def read_table(opened: Table, source: Source, findings: Findings) -> Document:
    """Read a table of credentials in any kind of file.

    Raises:
        FormatError: a cell cannot be read, or two rows have one id.
    """
    problems = Problems(source.name)
    credentials: dict[str, Credential] = {}
    for row in table.rows_of(opened, LAYOUT, findings, problems):
        credential = _credential(row, source, findings)
        if credential.id in credentials:
            row.refuse("id", f"{credential.id!r} stands in an earlier row, too")
        credentials[credential.id] = credential
    problems.raise_any()
    if not credentials:
        raise FormatError(source.name, "", "the table has a header but no rows")
    return Document(source=source, credentials=tuple(credentials.values()), findings=findings.all())


def _credential(row: Row, source: Source, findings: Findings) -> Credential:
    facts = Facts()
    identifier = row.needed("id")
    # Added even when empty, so that the other cells of a bad row are looked at as well.
    facts.add("id", identifier or row.at, row.place("id"))
    facts.add("title", row.needed("title") or identifier or "?", row.place("title"))
    language = row.word("language")
    statements = row.statements("outcomes")
    if not statements:
        findings.warn(row.place("outcomes"), "No learning outcome is given; nothing can be compared.")
    facts.add_outcomes(identifier, statements, language)
    facts.add("language", language, row.place("language"))
    _add_words(facts, row)
    _add_volume(facts, row, findings)
    _add_assessment(facts, row, findings)
    return facts.credential(source)


def _add_words(facts: Facts, row: Row) -> None:
    for field in ("issuer", "awarding_body"):
        name = row.word(field)
        facts.add(field, Party(name) if name else None, row.place(field))
    for field in ("kind", "mode"):
        facts.add(field, row.word(field), row.place(field))
    facts.add("description", row.text("description"), row.place("description"))
    # A URI may hold no blank and, in practice, no semicolon.
    uris = row.parts("skills", separators="; ")
    facts.add("alignments", tuple(Alignment(label=uri, uri=uri) for uri in uris), row.place("skills"))
    facts.add("quality_assurance", row.parts("quality_assurance"), row.place("quality_assurance"))
    for field in ("awarded", "expires"):
        facts.add(field, row.date_in(field), row.place(field))


def _add_volume(facts: Facts, row: Row, findings: Findings) -> None:
    facts.add("level", row.level(), row.place("level"))
    facts.add("hours", _hours(row), row.place("hours"))
    credit, place = row.credit(), row.place("credits")
    contact = ladders.contact_hours(credit)
    if contact is None:
        facts.add("credit", credit, place)
        return
    findings.note(place, f"{credit} counts hours of contact and is no credit; it was read as {contact}.")
    if facts.value("hours") is None:
        facts.add("hours", contact, place)


def _hours(row: Row) -> Hours | None:
    basis = HoursBasis.UNKNOWN
    word = (row.word("hours_basis") or basis.value).lower().replace(" ", "_").replace("-", "_")
    known = [basis.value for basis in HoursBasis]
    if word in known:
        basis = HoursBasis(word)
    else:
        row.refuse("hours_basis", f"{word!r} is none of {', '.join(known)}")
    return ladders.same_hours(row.number_in("hours"), basis)


def _add_assessment(facts: Facts, row: Row, findings: Findings) -> None:
    assessed, participation = row.yes_no("assessed"), row.yes_no("participation_only")
    if assessed and participation:
        findings.warn(row.place("participation_only"), "Says both assessed and participation only.")
    facts.add("assessed", assessed, row.place("assessed"))
    facts.add("participation_only", participation, row.place("participation_only"))
    kind, grade = row.text("assessment"), row.text("grade") or None
    if kind or grade:
        facts.add("assessment", Assessment(kind, grade), row.place("assessment" if kind else "grade"))


KIND = TableKind("credentials", LAYOUT.fits, read_table)

readers.register(NAME)(
    Reader("a table of credentials (CSV, columns id, title, outcomes ...)", sniff, read, read_stream)
)
