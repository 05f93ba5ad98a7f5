"""A module catalogue as a CSV table: one module a row."""

from __future__ import annotations

import io
from typing import BinaryIO

from skillmap.domain import Credit, Document, HoursBasis, Level, Module, Source, Stage
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
        "stage",
        "pool",
        "professional_body",
        "starts",
        "fields",
        "version",
        "programme_kind",
        "programme_level",
        "programme_electives",
        "programme_stages",
    ),
)

_COUNTS = {"counts for class": True, "not for class": False}
_FINAL = {"final": True, "not final": False}

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
        "stage": "Year 1",
        "starts": "2026-09-21",
        "fields": "0613",
        "version": "2026",
        "programme_kind": "honours degree",
        "programme_level": "FHEQ 6",
        "programme_electives": "30",
        "programme_stages": "Year 1: 120: not for class | Year 2: 120: counts for class | "
        "Year 3: 120: counts for class, final",
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
        "stage": "Year 2",
        "pool": "statistics options",
        "professional_body": "Invented Society of Statisticians",
        "starts": "2027-09-20",
        "fields": "0542",
        "version": "2026",
        "programme_kind": "honours degree",
        "programme_level": "FHEQ 6",
        "programme_electives": "30",
        "programme_stages": "Year 1: 120: not for class | Year 2: 120: counts for class | "
        "Year 3: 120: counts for class, final",
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
    _check_stages(modules, award.stages, findings)
    return Document(
        source=source,
        modules=tuple(modules.values()),
        findings=findings.all(),
        programme_title=award.title,
        programme_credit=award.credit,
        programme_level=award.level,
        programme_kind=award.kind,
        programme_electives=award.electives,
        programme_stages=award.stages,
    )


class _Award:
    """The programme that the rows name; what is named first counts."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.credit: Credit | None = None
        self.level: Level | None = None
        self.kind = ""
        self.electives: Credit | None = None
        self.stages: tuple[Stage, ...] = ()

    def read(self, row: Row, findings: Findings) -> None:
        scheme = ladders.scheme_name(row.text("credit_scheme"))
        for name, column, value in (
            ("title", "programme", row.word("programme")),
            ("credit", "programme_credits", _credit(row, "programme_credits", scheme)),
            ("level", "programme_level", _level(row)),
            ("kind", "programme_kind", row.text("programme_kind")),
            ("electives", "programme_electives", _credit(row, "programme_electives", scheme)),
            ("stages", "programme_stages", _stages(row, scheme)),
        ):
            self._keep(name, value, row.place(column), findings)

    def _keep(self, name: str, value: object, place: str, findings: Findings) -> None:
        earlier = getattr(self, name)
        if value is None or value == "" or value == ():
            return
        if earlier and value != earlier:
            findings.warn(place, _differs(name, value, earlier))
        elif not earlier:
            setattr(self, name, value)


def _differs(name: str, value: object, earlier: object) -> str:
    if name == "title":
        return f"Names {value!r}, but an earlier row {earlier!r}."
    if name == "stages":
        return "Names other stages than an earlier row."
    return f"Says {value}, but an earlier row {earlier}."


def _credit(row: Row, column: str, scheme: str | None) -> Credit | None:
    amount = row.number_in(column)
    return None if amount is None else ladders.credit(amount, scheme)


def _level(row: Row) -> Level | None:
    text = row.text("programme_level")
    named = row.word("level_framework")
    framework = (ladders.framework_name(named) or named) if named else None
    level = ladders.level_from_words(text, framework) if text else None
    if text and level is None:
        row.refuse("programme_level", f"{text!r} is not a level")
    return level


def _stages(row: Row, scheme: str | None) -> tuple[Stage, ...]:
    """Read ``name: credit: flags``, one stage after another; credit and flags may be left out."""
    return tuple(_stage(row, text, scheme) for text, _ in row.statements("programme_stages"))


def _stage(row: Row, text: str, scheme: str | None) -> Stage:
    name, amount, flags = ([part.strip() for part in text.split(":")] + ["", ""])[:3]
    number = ladders.number(amount) if amount else None
    words = [word.strip().lower() for word in flags.split(",") if word.strip()]
    unknown = [word for word in words if word not in _COUNTS and word not in _FINAL]
    if not name or text.count(":") > 2 or (amount and number is None) or unknown:
        expected = f"name: credit: {', '.join((*_COUNTS, *_FINAL))}"
        row.refuse("programme_stages", f"{text!r} is not a stage such as {expected}")
        return Stage(name)
    return Stage(
        name,
        None if number is None else ladders.credit(number, scheme),
        next((_COUNTS[word] for word in words if word in _COUNTS), None),
        next((_FINAL[word] for word in words if word in _FINAL), None),
    )


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
    facts.add("stage", row.word("stage"), row.place("stage"))
    facts.add("pool", row.word("pool"), row.place("pool"))
    facts.add("professional_body", row.word("professional_body"), row.place("professional_body"))
    facts.add("starts", row.date_in("starts"), row.place("starts"))
    facts.add("fields", tuple(map(_field, row.parts("fields"))), row.place("fields"))
    facts.add("version", row.word("version"), row.place("version"))
    return facts.module(source)


def _field(code: str) -> str:
    """Return an ISCED-F code with the zero that spreadsheets take away: no broad field is above 10."""
    lost = code.isdecimal() and len(code) < 4 and (len(code) == 1 or int(code[:2]) > 10)
    return f"0{code}" if lost else code


def _check_stages(modules: dict[str, Module], stages: tuple[Stage, ...], findings: Findings) -> None:
    named = {stage.name for stage in stages}
    for module in modules.values():
        if named and module.stage and module.stage not in named:
            origin = next(item for item in module.origins if item.field == "stage")
            findings.warn(origin.place, f"Names {module.stage!r}, which is not a stage of the programme.")


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
