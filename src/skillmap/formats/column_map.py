"""What the columns of another system's export mean: one TOML file per source, no code.

``skillmap template columns`` writes an annotated example.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from skillmap.domain import HoursBasis
from skillmap.errors import FormatError, UnknownNameError
from skillmap.formats import ladders
from skillmap.formats.text import clean
from skillmap.toml_tables import tables_in

FOLDER_VARIABLE = "SKILLMAP_COLUMN_MAPS"
"""Names a folder with maps of one's own; one of the same name as a shipped map takes its place."""

EXAMPLE = Path(__file__).parent / "column_map_example.toml"

_SHIPPED = Path(__file__).parent / "column_maps"
_LARGEST = 200_000
_ENCODINGS = ("utf-8", "cp1252", "latin-1")

TEXTS = frozenset(("id", "title", "description", "language"))
CREDENTIAL_TEXTS = frozenset(
    ("code", "kind", "mode", "term", "entry_requirements", "stackability", "homepage", "assessment", "grade")
)
PARTIES = frozenset(("issuer", "awarding_body"))
DATES = frozenset(("awarded", "valid_from", "expires", "activity_end"))
_BOTH = TEXTS | {"outcomes", "level", "credit", "hours"}
FIELDS: dict[str, frozenset[str]] = {
    "modules": _BOTH | {"core", "prerequisites", "tags"},
    "credentials": _BOTH
    | CREDENTIAL_TEXTS
    | PARTIES
    | DATES
    | {"credit_offered", "alignments", "assessed", "participation_only", "quality_assurance", "fields"},
}
LISTS = frozenset(("outcomes", "alignments", "prerequisites", "tags", "quality_assurance", "fields"))
ANSWERS = frozenset(("core", "assessed", "participation_only"))
_CREDITS = frozenset(("credit", "credit_offered"))
_CONSTANTS: dict[str, frozenset[str]] = {
    "modules": frozenset(("language", "core", "programme")),
    "credentials": frozenset(("language", "kind", "mode", "assessed", "participation_only")) | PARTIES,
}

UNITS = ("hours", "minutes", "hours per week", "CEU", "ISO 8601")
"""What a figure of learning time may count."""
_CALENDAR = frozenset(
    ("weeks", "week", "days", "day", "months", "month", "years", "year", "terms", "semesters")
)
HOURS_PER_CEU = 10
"""One continuing education unit is ten contact hours (IACET); it is never credit."""


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Where one field stands and how its cell is read. Columns are named in small letters."""

    name: str
    """Field of the credential or module."""
    columns: tuple[str, ...]
    join: str = " "
    pattern: re.Pattern[str] | None = None
    """What of the cell is meant: its first group; of a list, every match."""
    empty: frozenset[str] = frozenset()
    """Words that say that nothing is said, in small letters."""
    unless: re.Pattern[str] | None = None
    """A cell in which this is found is not read."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the source's words stand for, by word in small letters; empty where cells speak for themselves."""
    separators: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    """Items that hold a separator themselves."""
    numbered: bool = False
    lead_in: re.Pattern[str] | None = None
    """Words before a list that belong to none of its items."""
    unit: str = "hours"
    basis: HoursBasis = HoursBasis.UNKNOWN
    weeks: str = ""
    """Column with the number of weeks, where hours are given per week."""
    scheme: str | None = None
    scheme_column: str = ""
    framework: str | None = None
    framework_column: str = ""
    date_format: str = ""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column that the rule looks at."""
        others = (self.weeks, self.scheme_column, self.framework_column)
        return (*self.columns, *(column for column in others if column))


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are not wanted: those in whose column the pattern is found."""

    column: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How the exports of one source are recognised and read. Columns are named in small letters."""

    name: str
    title: str
    kind: str
    """``modules`` or ``credentials``."""
    header: frozenset[str]
    """Columns by which the export is known; all must be there."""
    without: frozenset[str]
    """Columns of which none may be there."""
    rules: Mapping[str, tuple[ColumnRule, ...]]
    """For each field one rule or more; the first whose cell says something counts."""
    constants: Mapping[str, str | bool]
    skip: tuple[Skip, ...]
    holder: frozenset[str]
    """Columns that say who holds something."""
    unread: frozenset[str]
    """Columns that are known and not wanted."""
    encoding: str = "utf-8"

    def fits(self, titles: Iterable[str]) -> bool:
        """Return True when a header is that of the source."""
        names = {column_key(title) for title in titles}
        return self.header <= names and not self.without & names

    @property
    def known_columns(self) -> frozenset[str]:
        """Every column that the map says something about."""
        read = {column for rules in self.rules.values() for rule in rules for column in rule.all_columns}
        return frozenset({*read, *self.holder, *self.unread, *(skip.column for skip in self.skip)})


def column_key(title: str) -> str:
    """Return the name by which a column is looked up: its title on one line, in small letters."""
    return clean(title).casefold()


def available_maps() -> tuple[ColumnMap, ...]:
    """Return the shipped maps and those of the user's folder, by name.

    Raises:
        FormatError: a map says something that cannot be; names the file, the key and what was expected.
    """
    return tuple(_load(path) for _, path in sorted(_files().items()))


def find_map(name: str | os.PathLike[str]) -> ColumnMap:
    """Return a map by its name, or from a file whose name ends in ``.toml``.

    Raises:
        FormatError: there is no such file, or the map says something that cannot be.
        UnknownNameError: no map of that name is shipped or in the user's folder.
    """
    text = os.fspath(name)
    if text.endswith(".toml"):
        path = Path(text)
        if not path.is_file():
            raise FormatError(text, "", "there is no such column map")
        return _load(path)
    files = _files()
    if text not in files:
        raise UnknownNameError("column map", text, sorted(files))
    return _load(files[text])


def parse_map(file: str, content: bytes) -> ColumnMap:
    """Return the map that a TOML file holds; ``file`` is its name.

    Raises:
        FormatError: says which key, what stands there and what was expected.
    """
    if len(content) > _LARGEST:
        raise FormatError(file, "", f"has {len(content):,} bytes; a column map has at most {_LARGEST:,}")
    try:
        raw = tables_in(content)
    except ValueError as error:
        raise FormatError(file, "", f"not TOML: {error}") from error
    return _parsed(_Keys(file, "", raw), Path(file).stem)


def _files() -> dict[str, Path]:
    files = {path.stem: path for path in _SHIPPED.glob("*.toml")}
    folder = os.environ.get(FOLDER_VARIABLE, "").strip()
    if folder:
        if not Path(folder).is_dir():
            raise FormatError(folder, "", f"is no folder; {FOLDER_VARIABLE} names one with column maps")
        files |= {path.stem: path for path in sorted(Path(folder).glob("*.toml"))}
    return files


def _load(path: Path) -> ColumnMap:
    try:
        return _load_once(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise FormatError(path.name, "", f"cannot be read: {error.strerror}") from error


@lru_cache(maxsize=64)
def _load_once(path: Path, changed: int) -> ColumnMap:
    return parse_map(path.name, path.read_bytes())


class _Keys:
    """One table of a TOML file; what was not asked for in the end is an error."""

    def __init__(self, file: str, place: str, values: Any) -> None:
        self.file = file
        self.place = place
        if not isinstance(values, dict):
            raise self._wrong("", values, "a table of keys and values")
        self._values = dict(values)

    def wrong(self, key: str, problem: str) -> FormatError:
        """Return an error about one key."""
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        return FormatError(self.file, place, problem)

    def text(self, key: str) -> str:
        """Return a text that may be left out."""
        return str(self._taken(key, lambda value: isinstance(value, str) and value != "", "a text", ""))

    def joiner(self, key: str) -> str:
        """Return what stands between the parts of a joined text, a blank when left out."""
        return str(self._taken(key, lambda value: isinstance(value, str), "a text", " "))

    def needed(self, key: str) -> str:
        """Return a text that must be there."""
        if key not in self._values:
            raise self.wrong(key, "is missing, expected a text")
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return texts, given as a list or as one text; none when left out."""
        value = self._taken(key, _is_texts, "a text or a list of texts", ())
        return (value,) if isinstance(value, str) else tuple(value)

    def columns(self, key: str) -> tuple[str, ...]:
        """Return names of columns."""
        return tuple(column_key(title) for title in self.texts(key))

    def flag(self, key: str) -> bool:
        """Return true or false; false when left out."""
        return bool(self._taken(key, lambda value: isinstance(value, bool), "true or false", False))

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """Return one of several words."""
        value = self.text(key) or default
        if value not in choices:
            raise self.wrong(key, f"is {value!r}, expected one of {', '.join(choices)}")
        return value

    def pattern(self, key: str) -> re.Pattern[str] | None:
        """Return a regular expression, or None when left out."""
        text = self.text(key)
        if not text:
            return None
        try:
            return re.compile(text)
        except (re.error, OverflowError) as error:
            raise self.wrong(key, f"{text!r} is not a regular expression: {error}") from error

    def table(self, key: str) -> _Keys:
        """Return a table in this one; an empty one when left out."""
        return _Keys(self.file, f"{self.place}.{key}" if self.place else key, self._values.pop(key, {}))

    def tables(self, key: str) -> list[_Keys]:
        """Return a list of tables in this one."""
        value = self._taken(key, lambda value: isinstance(value, list), "a list of tables", [])
        place = f"{self.place}.{key}" if self.place else key
        return [_Keys(self.file, f"{place}[{number}]", item) for number, item in enumerate(value)]

    def take(self, key: str) -> Any:
        """Return a value of any type."""
        return self._values.pop(key)

    def rest(self) -> tuple[str, ...]:
        """Return the keys that were not asked for yet."""
        return tuple(self._values)

    def close(self, known: Iterable[str]) -> None:
        """Raise FormatError when a key is left that is not known."""
        for key in sorted(self._values.keys() - set(known)):
            raise self.wrong(key, f"is not a key here; there are: {', '.join(sorted(known))}")

    def _taken(self, key: str, fits: Callable[[Any], bool], wanted: str, default: Any) -> Any:
        if key not in self._values:
            return default
        value = self._values.pop(key)
        if not fits(value):
            raise self._wrong(key, value, wanted)
        return value

    def _wrong(self, key: str, value: object, wanted: str) -> FormatError:
        return self.wrong(key, f"is {clean(repr(value))[:60]}, expected {wanted}")


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )


_TOP_KEYS = ("title", "kind", "recognised", "fields", "constants", "rows", "encoding")


def _parsed(keys: _Keys, name: str) -> ColumnMap:
    title = keys.needed("title")
    kind = keys.choice("kind", tuple(FIELDS), "")
    encoding = keys.choice("encoding", _ENCODINGS, "utf-8")
    recognised, rows = keys.table("recognised"), keys.table("rows")
    rules = _rules(keys.table("fields"), kind)
    constants = _constants(keys.table("constants"), kind)
    keys.close(_TOP_KEYS)
    header, without = frozenset(recognised.columns("header")), frozenset(recognised.columns("without"))
    recognised.close(("header", "without"))
    for needed in ("id", "title"):
        if needed not in rules:
            raise keys.wrong(f"fields.{needed}", f"is missing; every one of the {kind} needs it")
    if not header:
        raise keys.wrong("recognised.header", "is missing, expected the columns by which the export is known")
    for constant in constants:
        if constant in rules:
            raise keys.wrong(f"constants.{constant}", "stands under fields, too; expected it in one place")
    return ColumnMap(
        name=name,
        title=title,
        kind=kind,
        header=header,
        without=without,
        rules=rules,
        constants=constants,
        encoding=encoding,
        **_row_rules(rows),
    )


def _row_rules(keys: _Keys) -> dict[str, Any]:
    skips = []
    for table in keys.tables("skip"):
        column, pattern = column_key(table.needed("column")), table.pattern("pattern")
        if pattern is None:
            raise table.wrong("pattern", "is missing, expected a regular expression")
        table.close(("column", "pattern"))
        skips.append(Skip(column, pattern))
    found = {
        "skip": tuple(skips),
        "holder": frozenset(keys.columns("holder")),
        "unread": frozenset(keys.columns("unread")),
    }
    keys.close(found)
    return found


def _constants(keys: _Keys, kind: str) -> dict[str, str | bool]:
    known = _CONSTANTS[kind]
    found: dict[str, str | bool] = {}
    keys.close(known)
    for key in keys.rest():
        found[key] = keys.flag(key) if key in ANSWERS else keys.text(key)
    return found


def _rules(keys: _Keys, kind: str) -> dict[str, tuple[ColumnRule, ...]]:
    found: dict[str, tuple[ColumnRule, ...]] = {}
    keys.close(FIELDS[kind])
    for name in keys.rest():
        place = f"{keys.place}.{name}"
        value = keys.take(name)
        if isinstance(value, list):
            tables = [(f"{place}[{number}]", item) for number, item in enumerate(value)]
        else:
            tables = [(place, value)]
        if not tables:
            raise keys.wrong(name, "is an empty list, expected a column")
        found[name] = tuple(
            _rule(_Keys(keys.file, at, {"column": item} if isinstance(item, str) else item), name)
            for at, item in tables
        )
    return found


_RULE_KEYS = ("column", "columns", "join", "pattern", "empty", "unless", "values")
_KEYS_OF_SOME: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (LISTS, ("separators", "whole", "numbered", "lead_in")),
    (frozenset(("hours",)), ("unit", "basis", "weeks")),
    (_CREDITS, ("scheme", "scheme_column")),
    (frozenset(("level", "alignments")), ("framework", "framework_column")),
    (DATES, ("format",)),
)


def _rule(keys: _Keys, name: str) -> ColumnRule:
    known = (*_RULE_KEYS, *(key for fields, some in _KEYS_OF_SOME if name in fields for key in some))
    keys.close(known)
    columns = (*keys.columns("column"), *keys.columns("columns"))
    if not columns:
        raise keys.wrong("column", "is missing, expected the title of a column")
    return ColumnRule(
        name=name,
        columns=columns,
        join=keys.joiner("join"),
        pattern=keys.pattern("pattern"),
        empty=frozenset(column_key(word) for word in keys.texts("empty")),
        unless=keys.pattern("unless"),
        values=_values(keys.table("values"), name),
        separators=keys.texts("separators"),
        whole=keys.texts("whole"),
        numbered=keys.flag("numbered"),
        lead_in=keys.pattern("lead_in"),
        date_format=keys.text("format"),
        framework=_framework(keys.text("framework"), name),
        framework_column=column_key(keys.text("framework_column")),
        **_credit_keys(keys),
        **_hours_keys(keys),
    )


def _values(keys: _Keys, name: str) -> dict[str, str]:
    found = {column_key(key): keys.text(key) for key in keys.rest()}
    for word, meaning in found.items():
        if name in ANSWERS and meaning not in ("yes", "no"):
            raise keys.wrong(word, f"is {meaning!r}, expected 'yes' or 'no'")
    return found


def _framework(text: str, name: str) -> str | None:
    if not text:
        return None
    return (ladders.framework_name(text) or text) if name == "level" else text


def _credit_keys(keys: _Keys) -> dict[str, Any]:
    scheme = keys.text("scheme")
    if scheme.lower() in ("ceu", "ceus"):
        problem = (
            "is 'CEU', which counts contact hours and is never credit; give them as "
            'hours = {column = "...", unit = "CEU"}'
        )
        raise keys.wrong("scheme", problem)
    return {
        "scheme": ladders.scheme_name(scheme) if scheme else None,
        "scheme_column": column_key(keys.text("scheme_column")),
    }


def _hours_keys(keys: _Keys) -> dict[str, Any]:
    named = keys.text("unit")
    weeks = column_key(keys.text("weeks"))
    stated = keys.choice("basis", tuple(basis.value for basis in HoursBasis), HoursBasis.UNKNOWN.value)
    basis = HoursBasis(stated)
    if named.lower() in _CALENDAR:
        problem = (
            f"is {named!r}, which is calendar time and not hours of work; give unit = 'hours per week' with "
            "the column of weeks, or leave hours out"
        )
        raise keys.wrong("unit", problem)
    unit = named or "hours"
    if unit not in UNITS:
        raise keys.wrong("unit", f"is {named!r}, expected one of {', '.join(UNITS)}")
    if (unit == "hours per week") != bool(weeks):
        raise keys.wrong("weeks", "expected together with unit = 'hours per week', and only with it")
    if unit == "CEU" and basis not in (HoursBasis.UNKNOWN, HoursBasis.CONTACT):
        raise keys.wrong("basis", f"is {basis.value!r}; a CEU is ten contact hours, expected 'contact'")
    return {"unit": unit, "weeks": weeks, "basis": HoursBasis.CONTACT if unit == "CEU" else basis}
