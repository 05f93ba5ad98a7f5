"""A module catalogue as a CSV table: one module a row."""

from __future__ import annotations

import io
from typing import BinaryIO

from skillmap.domain import Credit, Document, HoursBasis, Module, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, table
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import Form, Layout, Problems, Row, Table, TableKind

NAME = "module-table"

LAYOUT = Layout(
    what="module",
    required=("code", "title", "outcomes"),
    optional=(
        "level",
        "level_framework",
        "credits",
        "credit_scheme",
        "hours",
        "core",
        "prerequisites",
        "tags",
        "description",
        "language",
        "programme",
        "programme_credits",
    ),
)

_EXAMPLES = (
    {
        "code": "DAT101",
        "title": "Working with Data",
        "outcomes": "Clean a data set with a script | Summarise data with tables and charts",
        "level": "4",
        "level_framework": "FHEQ",
        "credits": "15",
        "credit_scheme": "CATS",
        "hours": "150",
        "core": "yes",
        "description": "A first module on collecting, cleaning and showing data.",
        "language": "en",
        "programme": "BSc Data Practice",
        "programme_credits": "360",
    },
    {
        "code": "DAT205",
        "title": "Statistical Models",
        "outcomes": "Fit a regression model and explain its results | Judge how well a model fits",
        "level": "5",
        "level_framework": "FHEQ",
        "credits": "15",
        "credit_scheme": "CATS",
        "hours": "150",
        "core": "no",
        "prerequisites": "DAT101",
        "tags": "statistics;modelling",
        "description": "Regression from the first line to the diagnosis.",
        "language": "en",
        "programme": "BSc Data Practice",
        "programme_credits": "360",
    },
)


FORM = Form(LAYOUT.columns, _EXAMPLES)


def template() -> str:
    """Return an example catalogue with every column, to be filled in."""
    return table.as_csv(FORM)


def sniff(name: str, head: bytes) -> bool:
    """Return True for a table with the columns code, title and outcomes."""
    return table.sniff_table(head, LAYOUT)


def read(name: str, content: bytes) -> Document:
    """Read a module catalogue from its bytes."""
    return read_stream(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read a module catalogue row by row, so that a large one need not fit into memory as text.

    Raises:
        FormatError: a cell cannot be read, or two rows have one code.
    """
    source = table.table_source(name, NAME, stream)
    with table.open_csv(name, stream) as opened:
        return read_table(opened, source, Findings())


def read_table(opened: Table, source: Source, findings: Findings) -> Document:
    """Read a module catalogue in any kind of file.

    Raises:
        FormatError: a cell cannot be read, or two rows have one code.
    """
    problems = Problems(source.name)
    modules: dict[str, Module] = {}
    award = _Award()
    for row in table.rows_of(opened, LAYOUT, findings, problems):
        module = _module(row, source, findings)
        if module.id and module.id in modules:
            row.refuse("code", f"{module.id!r} stands in an earlier row, too")
        modules[module.id] = module
        award.read(row, findings)
    problems.raise_any()
    if not modules:
        raise FormatError(source.name, "", "the table has a header but no rows")
    _check_prerequisites(modules, findings)
    return Document(
        source=source,
        modules=tuple(modules.values()),
        findings=findings.all(),
        programme_title=award.title,
        programme_credit=award.credit,
    )


class _Award:
    """The programme that the rows name; the first one named counts."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.credit: Credit | None = None

    def read(self, row: Row, findings: Findings) -> None:
        title = row.word("programme")
        amount = row.number_in("programme_credits")
        if title and self.title and title != self.title:
            findings.warn(row.place("programme"), f"Names {title!r}, but an earlier row {self.title!r}.")
        self.title = self.title or title
        if amount is None:
            return
        credit = ladders.credit(amount, ladders.scheme_name(row.text("credit_scheme")))
        if self.credit is not None and credit != self.credit:
            findings.warn(row.place("programme_credits"), f"Says {credit}, but an earlier row {self.credit}.")
        self.credit = self.credit or credit


def _module(row: Row, source: Source, findings: Findings) -> Module:
    facts = Facts()
    code = row.needed("code")
    # Added even when empty, so that the other cells of a bad row are looked at as well.
    facts.add("id", code or row.at, row.place("code"))
    facts.add("title", row.needed("title") or code or "?", row.place("title"))
    language = row.word("language")
    statements = row.statements("outcomes")
    if not statements:
        findings.warn(row.place("outcomes"), f"Module {code} has no learning outcome to compare.")
    facts.add_outcomes(code, statements, language)
    hours = row.number_in("hours")
    facts.add("credit", row.credit(), row.place("credits"))
    facts.add("level", row.level(), row.place("level"))
    facts.add("hours", ladders.same_hours(hours, HoursBasis.NOTIONAL), row.place("hours"))
    facts.add("description", row.text("description"), row.place("description"))
    facts.add("core", row.yes_no("core"), row.place("core"))
    facts.add("prerequisites", row.parts("prerequisites"), row.place("prerequisites"))
    facts.add("tags", row.parts("tags"), row.place("tags"))
    facts.add("language", language, row.place("language"))
    return facts.module(source)


def _check_prerequisites(modules: dict[str, Module], findings: Findings) -> None:
    for module in modules.values():
        for code in module.prerequisites:
            if code not in modules:
                origin = next(item for item in module.origins if item.field == "prerequisites")
                findings.warn(origin.place, f"Names {code!r}, which is not a module of this table.")


KIND = TableKind("modules", LAYOUT.fits, read_table)

readers.register(NAME)(
    Reader("a module catalogue (CSV, columns code, title, outcomes ...)", sniff, read, read_stream)
)
