"""The fields of one row of an export, as a column map says they stand there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from sys import intern
from typing import Any

from skillmap.domain import Alignment, Assessment, Credit, Hours, Level, Party
from skillmap.formats import ladders
from skillmap.formats.column_map import (
    ANSWERS,
    DATES,
    HOURS_PER_CEU,
    LISTS,
    PARTIES,
    ColumnMap,
    ColumnRule,
    column_key,
)
from skillmap.formats.duration import NotHoursError, hours_in
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.table import NO, YES, Fault, statements
from skillmap.formats.text import clean

_RANGE = re.compile(
    r"(?P<low>\d+(?:[.,]\d+)?)(?:\s*(?:-|–|—|to)\s*(?P<high>\d+(?:[.,]\d+)?))?\s*(?P<word>[a-z]+)?\.?$", re.I
)
_UNIT_WORDS = {
    "hours": ("h", "hr", "hrs", "hour", "hours"),
    "hours per week": ("h", "hr", "hrs", "hour", "hours"),
    "minutes": ("m", "min", "mins", "minute", "minutes"),
    "CEU": ("ceu", "ceus"),
}
_PER_UNIT = {"hours": 1.0, "minutes": 1 / 60, "CEU": float(HOURS_PER_CEU), "hours per week": 1.0}
_TORN = re.compile(r"(?:and|or|&)\s", re.I)
_WEB = re.compile(r"https?://\S+$")
_STAND_IN = "\0"
_LONG_OUTCOME = 400
"""Characters; hardly any single outcome is longer."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of an export; columns are called by their titles in small letters."""

    at: str
    """Where the row stands."""
    values: Mapping[str, Any]
    place_of: Callable[[str, str], str]

    def place(self, column: str) -> str:
        """Return where a cell stands."""
        return self.place_of(self.at, column)

    def value(self, column: str) -> Any:
        """Return a cell; ``a.b`` is what stands under ``b`` in the object under ``a``."""
        if column in self.values:
            return self.values[column]
        value: Any = self.values
        for step in column.split("."):
            if not isinstance(value, Mapping):
                return None
            value = next((item for key, item in value.items() if column_key(str(key)) == step), None)
        return value

    def text(self, column: str) -> str:
        """Return a cell on one line; empty for a list or an object."""
        return clean(_scalar(self.value(column)) or "")


class Oddities:
    """What is odd in many rows, told once each with the number of rows."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str, str], str] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def note(self, place: str, message: str, field: str = "") -> None:
        """Count something worth knowing that changes no answer; what is odd of two fields is told of each."""
        self._add("note", place, message, field)

    def warn(self, place: str, message: str, field: str = "") -> None:
        """Count something that a person who relies on the export should look at."""
        self._add("warn", place, message, field)

    def unparsable(self, field: str, place: str, message: str) -> None:
        """Count that a value stands there for a field, but cannot be read."""
        self._add("unparsable", place, message, field)

    def report(self, findings: Findings) -> None:
        """Make one finding of each, in the order in which they were met."""
        for key, place in self._first.items():
            severity, message, field = key
            count = self._counts[key]
            words = message if count == 1 else f"{message} ({count:,} rows; the first is named.)"
            if severity == "unparsable":
                findings.unparsable(field, place, words)
            else:
                (findings.note if severity == "note" else findings.warn)(place, words)

    def _add(self, severity: str, place: str, message: str, field: str) -> None:
        key = (severity, message, field)
        self._first.setdefault(key, place)
        self._counts[key] += 1


class FieldReader:
    """Reads the fields of rows by one column map."""

    def __init__(self, column_map: ColumnMap, oddities: Oddities) -> None:
        self._map = column_map
        self._oddities = oddities

    def fill(self, facts: Facts, cells: Cells) -> None:
        """Add every field that a row or the map itself states."""
        # The outcomes are called by the id and share the language.
        for name in sorted(self._map.rules, key=lambda name: (name not in ("id", "title", "language"), name)):
            self._add(facts, cells, name)
        if not self._map.rules.get("outcomes"):
            facts.add_outcomes(str(facts.value("id") or ""), ())
        self._add_assessment(facts, cells)
        for name, constant in self._map.constants.items():
            if name != "programme":
                value = Party(str(constant)) if name in PARTIES else constant
                facts.add(name, value, f"column map {self._map.name}, {name}")
        if any(cells.text(column) for column in self._map.holder):
            column = next(column for column in self._map.holder if cells.text(column))
            facts.add("holder_identified", True, cells.place(column))

    def _add(self, facts: Facts, cells: Cells, name: str) -> None:
        if name in ("assessment", "grade"):
            return
        if name == "outcomes":
            self._add_outcomes(facts, cells)
            return
        for rule in self._map.rules[name]:
            if name in LISTS:
                items = self._items(rule, cells)
                value: object = self._listed(rule, cells, items) if items else None
            else:
                text = self._text(rule, cells)
                value = self._value(rule, text, cells) if text else None
            if value is not None:
                facts.add(name, value, cells.place(rule.columns[0]))
                return

    def _value(self, rule: ColumnRule, text: str, cells: Cells) -> object:
        if rule.name in PARTIES:
            return Party(intern(text))
        if rule.name in DATES:
            return self._read(rule, cells, _date(text, rule.date_format), "a date as the map gives it")
        if rule.name in ANSWERS:
            answer = text.lower()
            known = answer in YES if answer in YES or answer in NO else None
            return self._read(rule, cells, known, "yes or no; the map can say what its words stand for")
        if rule.name == "level":
            return self._read(rule, cells, self._level(rule, text, cells), "a level")
        if rule.name in ("credit", "credit_offered"):
            return self._read(rule, cells, self._credit(rule, text, cells), "an amount of credit")
        if rule.name == "hours":
            return self._hours(rule, text, cells)
        if rule.name == "homepage":
            return self._read(rule, cells, text if _WEB.match(text) else None, "a web address")
        return intern(text) if rule.name in ("kind", "language", "mode", "term") else text

    def _read(self, rule: ColumnRule, cells: Cells, value: object, wanted: str) -> object:
        if value is None:
            place = cells.place(rule.columns[0])
            self._oddities.unparsable(rule.name, place, f"The cell is not {wanted}.")
        return value

    def _level(self, rule: ColumnRule, text: str, cells: Cells) -> Level | None:
        named = cells.text(rule.framework_column) if rule.framework_column else ""
        framework = (ladders.framework_name(named) or named) if named else rule.framework
        return ladders.level_from_words(text, framework)

    def _credit(self, rule: ColumnRule, text: str, cells: Cells) -> Credit | None:
        amount = ladders.number(text)
        named = ladders.scheme_name(cells.text(rule.scheme_column)) if rule.scheme_column else rule.scheme
        return None if amount is None else ladders.credit(amount, named)

    def _hours(self, rule: ColumnRule, text: str, cells: Cells) -> Hours | None:
        found = self._read(rule, cells, _span(text, rule.unit), f"learning time in {rule.unit}")
        if not isinstance(found, tuple):
            return None
        low, high = found
        if rule.weeks:
            weeks = _span(cells.text(rule.weeks), "weeks")
            if weeks is None:
                message = "Hours are given per week, but not for how many weeks."
                self._oddities.unparsable("hours", cells.place(rule.weeks), message)
                return None
            low, high = low * weeks[0], high * weeks[1]
        return ladders.hours(low, high, rule.basis)

    def _listed(self, rule: ColumnRule, cells: Cells, items: Sequence[str]) -> object:
        if rule.name != "alignments":
            return tuple(map(intern, items))
        named = cells.text(rule.framework_column) if rule.framework_column else ""
        framework = named or rule.framework
        return tuple(Alignment(intern(item), item if _WEB.match(item) else None, framework) for item in items)

    def _add_outcomes(self, facts: Facts, cells: Cells) -> None:
        for rule in self._map.rules["outcomes"]:
            items = self._items(rule, cells)
            if items:
                place = cells.place(rule.columns[0])
                language = str(facts.value("language") or self._map.constants.get("language") or "") or None
                facts.add_outcomes(str(facts.value("id") or ""), [(item, place) for item in items], language)
                if len(items) == 1 and len(items[0]) > _LONG_OUTCOME:
                    message = (
                        "The only outcome is a long text; it may hold several that could not be told apart."
                    )
                    self._oddities.warn(place, message)
                return
        facts.add_outcomes("", ())
        place = cells.place(self._map.rules["outcomes"][0].columns[0])
        self._oddities.warn(place, "No learning outcome is given; nothing can be compared.")

    def _add_assessment(self, facts: Facts, cells: Cells) -> None:
        said: dict[str, tuple[str, str]] = {}
        for name in ("assessment", "grade"):
            for rule in self._map.rules.get(name, ()):
                text = self._text(rule, cells)
                if text:
                    said.setdefault(name, (text, cells.place(rule.columns[0])))
        if said:
            kind = said.get("assessment", ("", ""))[0]
            grade = said["grade"][0] if "grade" in said else None
            facts.add("assessment", Assessment(kind, grade), next(iter(said.values()))[1])

    def _text(self, rule: ColumnRule, cells: Cells) -> str:
        """Return what a cell says, in the words that stand for it; empty when nothing."""
        text = clean(rule.join.join(part for part in self._parts(rule, cells) if part))
        if not self._says_something(rule, text, cells):
            return ""
        if rule.pattern is not None:
            found = rule.pattern.search(text)
            text = clean(found[1] if found.re.groups else found[0]) if found is not None else ""
            if found is None:
                self._oddities.unparsable(
                    rule.name, cells.place(rule.columns[0]), "The cell is not like the pattern of the map."
                )
        return self._meant(rule, text, cells)

    def _meant(self, rule: ColumnRule, text: str, cells: Cells) -> str:
        if not rule.values or not text:
            return text
        meant = rule.values.get(column_key(text), "")
        if not meant:
            self._oddities.unparsable(
                rule.name, cells.place(rule.columns[0]), "The cell is none of the values of the map."
            )
        return meant

    def _items(self, rule: ColumnRule, cells: Cells) -> list[str]:
        """Return the items of a list, each once."""
        listed = cells.value(rule.columns[0]) if len(rule.columns) == 1 else None
        if isinstance(listed, list):
            items = [item for part in self._parts(rule, cells) for item in self._split(rule, part)]
        else:
            text = rule.join.join(part for part in self._parts(rule, cells) if part)
            items = self._split(rule, text) if self._says_something(rule, clean(text), cells) else []
        # Items are on one line already, so small letters alone make them comparable.
        once: dict[str, str] = {}
        for item in items:
            once.setdefault(item.casefold(), item)
        said = [item for key, item in once.items() if key not in rule.empty]
        kept = list(dict.fromkeys(self._meant(rule, item, cells) for item in said)) if rule.values else said
        self._tell_doubles(rule, cells, len(once) < len(items), kept)
        return [item for item in kept if item]

    def _tell_doubles(self, rule: ColumnRule, cells: Cells, has_doubles: bool, kept: list[str]) -> None:
        place = cells.place(rule.columns[0])
        if has_doubles:
            self._oddities.note(place, "The cell says the same twice or more; each was read once.", rule.name)
        if rule.separators and any(_TORN.match(item) for item in kept[1:]):
            message = (
                "An item that begins with 'and' may be torn from the one before; see 'whole' in the map."
            )
            self._oddities.warn(place, message, rule.name)

    def _split(self, rule: ColumnRule, text: str) -> list[str]:
        if rule.lead_in is not None:
            text = rule.lead_in.sub("", text.strip(), count=1)
        if rule.pattern is not None:
            found = [match[1] if match.re.groups else match[0] for match in rule.pattern.finditer(text)]
            return [item for item in map(clean, found) if item]
        if rule.numbered:
            numbered = _numbered(text)
            if numbered:
                return numbered
        if rule.separators:
            return _separated(text, rule.separators, rule.whole)
        return statements(text)

    def _parts(self, rule: ColumnRule, cells: Cells) -> list[str]:
        parts: list[str] = []
        for column in rule.columns:
            value = cells.value(column)
            if isinstance(value, Fault):
                self._oddities.unparsable(rule.name, cells.place(column), f"The cell {value}.")
                continue
            for item in value if isinstance(value, list) else [value]:
                text = _scalar(item)
                if text is None:
                    message = "Holds an object or a list in a list, expected a text."
                    self._oddities.unparsable(rule.name, cells.place(column), message)
                else:
                    parts.append(text)
        return parts

    def _says_something(self, rule: ColumnRule, text: str, cells: Cells) -> bool:
        if not text or column_key(text) in rule.empty:
            return False
        if rule.unless is not None and rule.unless.search(text):
            message = "The map says not to read a cell like this one."
            self._oddities.unparsable(rule.name, cells.place(rule.columns[0]), message)
            return False
        return True


def _scalar(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value) if isinstance(value, str | int) else None


def _date(text: str, form: str) -> date | None:
    if not form:
        return ladders.day(text)
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _span(text: str, unit: str) -> tuple[float, float] | None:
    """Return hours, or for ``weeks`` weeks, as an interval."""
    if unit == "ISO 8601":
        try:
            hours = hours_in(text)
        except NotHoursError:
            return None
        return hours, hours
    found = _RANGE.match(text)
    if found is None:
        return None
    word = (found["word"] or "").lower()
    if word and word not in _UNIT_WORDS.get(unit, ("week", "weeks")):
        return None
    low = float(found["low"].replace(",", "."))
    high = float((found["high"] or found["low"]).replace(",", "."))
    factor = _PER_UNIT.get(unit, 1.0)
    return (low * factor, high * factor) if low <= high else None


def _separated(text: str, separators: Sequence[str], whole: Sequence[str]) -> list[str]:
    kept = {f"{_STAND_IN}{number}{_STAND_IN}": item for number, item in enumerate(whole)}
    text = text.replace(_STAND_IN, "")
    for mark, item in sorted(kept.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(item, mark)
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    items = []
    for part in text.split(separators[0]):
        for mark, item in kept.items():
            part = part.replace(mark, item)
        items.extend(statements(part))
    return items


def _numbered(text: str) -> list[str]:
    """Return what stands between 1. 2. 3. in one run of text; nothing when there is no 1. and 2."""
    first = re.search(r"(?<!\d)(?<!\d[.,])1\s?([.:)])(?!\d)", text)
    if first is None:
        return []
    marks = [(first.start(), first.end())]
    while True:
        number = re.compile(rf"(?<!\d)(?<!\d[.,]){len(marks) + 1}\s?{re.escape(first[1])}(?!\d)")
        found = number.search(text, marks[-1][1])
        if found is None:
            break
        marks.append((found.start(), found.end()))
    if len(marks) < 2:
        return []
    ends = [start for start, _ in marks[1:]] + [len(text)]
    before = clean(text[: marks[0][0]])
    items = [clean(text[end:stop]).rstrip(" ;") for (_, end), stop in zip(marks, ends, strict=True)]
    # Words before the first number that announce the list are none of its items.
    return [item for item in ([] if before.endswith(":") else [before]) + items if item]
