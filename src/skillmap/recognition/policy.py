"""Policies as data: named rules with their effect, and dated limits and settings with their references."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from skillmap.domain import Effect
from skillmap.errors import PolicyError, UnknownNameError
from skillmap.resources import sha256_of
from skillmap.toml_tables import tables_in

_SHIPPED = Path(__file__).parent / "policies"
SCENARIOS = ".scenarios.toml"
"""End of the name of the file of scenarios that lies beside a policy."""
_LARGEST = 250_000
"""Bytes of a policy file; the example, which has every rule, takes a fifteenth of it."""
_STATUSES = ("example", "sample", "adopted")
_LONGEST_SHOWN = 60

SettingData = str | bool | tuple[str, ...] | Mapping[str, float | str]
"""What a setting can be: a word, yes or no, a list of words, or a table of words to numbers or words."""


@dataclass(frozen=True, slots=True)
class LimitValue:
    """A limit as it stands from one date on."""

    start: date
    value: float
    reference: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a rule needs, with its history."""

    name: str
    unit: str
    values: tuple[LimitValue, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A setting as it stands from one date on."""

    start: date
    value: SettingData
    reference: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Something other than a number that a rule needs, with its history."""

    name: str
    meaning: str
    values: tuple[SettingValue, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule of a policy: which, what it leads to, where the text stands."""

    name: str
    effect: Effect
    reference: str
    when_unknown: Effect = Effect.REFER
    """``info`` where the office itself holds the fact and settles it before a decision; else ``refer``."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What an institution asks of prior learning."""

    name: str
    title: str
    version: str
    status: str
    """``example``, ``sample`` (of a published policy, to be checked) or ``adopted``."""
    rules: tuple[PolicyRule, ...]
    limits: Mapping[str, Limit]
    sha256: str
    """Hash of the file."""
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def limit(self, name: str, on: date, asking: str = "") -> LimitValue:
        """Return the value of a limit in force on a date.

        Args:
            name: of the limit.
            on: the date.
            asking: the rule that needs it, for the message of an error.

        Raises:
            PolicyError: the policy has no such limit, or none in force on that date.
        """
        if name not in self.limits:
            told = (
                f"the limit {name!r} is missing; a number with unit, dated values and reference is expected"
            )
            raise PolicyError(f"{self._place(asking)}: {told}")
        return self._in_force(self.limits[name].values, f"limit {name!r}", on, asking)

    def setting(self, name: str, on: date, asking: str = "") -> SettingValue:
        """Return the value of a setting in force on a date; see ``limit``."""
        if name not in self.settings:
            told = f"the setting {name!r} is missing; a meaning with dated values and reference is expected"
            raise PolicyError(f"{self._place(asking)}: {told}")
        return self._in_force(self.settings[name].values, f"setting {name!r}", on, asking)

    def _place(self, asking: str) -> str:
        return f"policy {self.name!r}, rule {asking!r}" if asking else f"policy {self.name!r}"

    def _in_force(self, values: tuple[_Dated, ...], what: str, on: date, asking: str) -> _Dated:
        valid = [value for value in values if value.start <= on]
        if not valid:
            raise PolicyError(f"{self._place(asking)}: {what} begins on {values[0].start}, after {on}")
        return valid[-1]


_Dated = TypeVar("_Dated", LimitValue, SettingValue)


class SettingKind(StrEnum):
    """The form in which a rule needs a setting; the value is shown to whoever writes a policy."""

    WORD = "a word in quotes"
    SWITCH = "true or false"
    WORDS = "a list of words in quotes"
    NUMBERS = "a table of names to numbers"
    WORDS_BY_NAME = "a table of names to words or numbers"

    def fits(self, value: SettingData) -> bool:
        """Return whether a value has this form."""
        match self:
            case SettingKind.WORD:
                return isinstance(value, str)
            case SettingKind.SWITCH:
                return isinstance(value, bool)
            case SettingKind.WORDS:
                return isinstance(value, tuple)
            case SettingKind.NUMBERS:
                return isinstance(value, Mapping) and all(isinstance(v, float) for v in value.values())
            case SettingKind.WORDS_BY_NAME:
                return isinstance(value, Mapping)


def appeal_of(policy: Policy, on: date) -> str:
    """Return what a policy says of reviews and appeals on a date; empty where it says nothing."""
    if "appeal" not in policy.settings:
        return ""
    in_force = [value for value in policy.settings["appeal"].values if value.start <= on]
    text = in_force[-1].value if in_force else ""
    if not isinstance(text, str):
        raise PolicyError(f"policy {policy.name!r}: the setting 'appeal' is {text!r}; words are expected")
    return text


def list_policies() -> tuple[str, ...]:
    """Return the names of the policies that ship with skillmap."""
    files = (path for path in _SHIPPED.glob("*.toml") if not path.name.endswith(SCENARIOS))
    return tuple(sorted(path.stem for path in files))


def policy_file(name: str) -> Path:
    """Return the file of a shipped policy by name, or the path of one that ends in ``.toml``.

    Raises:
        UnknownNameError: no shipped policy of that name.
    """
    if name.endswith(".toml"):
        return Path(name)
    if name not in list_policies():
        raise UnknownNameError("policy", name, list_policies())
    return _SHIPPED / f"{name}.toml"


def load_policy(name: str) -> Policy:
    """Return a shipped policy by name, or one from a TOML file by path.

    Raises:
        UnknownNameError: no shipped policy of that name, or a rule that does not exist.
        PolicyError: the file is not a policy, or lacks what one of its rules needs; says where.
    """
    # Imported here: rules are written in terms of policies, and a policy is checked against its rules.
    from skillmap.recognition.rule import check_needs

    path = policy_file(name)
    policy = parse_policy(content_of_policy(path), path.name)
    check_needs(policy)
    return policy


def parse_policy(content: bytes, file: str) -> Policy:
    """Return the policy that a TOML file holds, without asking whether its rules exist.

    Raises:
        PolicyError: it is not a policy; says where.
    """
    try:
        raw = tables_in(content)
    except ValueError as error:
        raise PolicyError(f"{file}: not TOML: {error}") from error
    return _Reading(file, sha256_of(content)).policy(raw)


def content_of_policy(path: Path) -> bytes:
    """Return the bytes of a policy or of its scenarios.

    Raises:
        PolicyError: the file is missing, cannot be opened or is larger than any such file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise PolicyError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise PolicyError(f"{_shown(str(path))}: cannot be opened: {_reason(error)}") from error
    if len(content) > _LARGEST:
        raise PolicyError(f"{path.name}: more than {_LARGEST:,} bytes, which no policy needs")
    return content


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or "it is no file") if isinstance(error, OSError) else str(error)


T = TypeVar("T")


class _Reading:
    """Reads one file; every complaint names the file, the place in it and what was expected."""

    def __init__(self, file: str, sha256: str) -> None:
        self._file = file
        self._sha256 = sha256

    def policy(self, raw: Mapping[str, Any]) -> Policy:
        self._only(raw, ("name", "title", "version", "status", "rules", "limits", "settings"), "")
        rules = self._list(raw, "rules", "")
        policy = Policy(
            name=self._text(raw, "name", ""),
            title=self._text(raw, "title", ""),
            version=self._text(raw, "version", ""),
            status=self._one_of(raw, "status", _STATUSES, ""),
            rules=tuple(self._rule(rule, f"rule {number}") for number, rule in enumerate(rules, 1)),
            limits=self._tables(raw, "limits", self._limit),
            sha256=self._sha256,
            settings=self._tables(raw, "settings", self._setting),
        )
        names = [rule.name for rule in policy.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise self._wrong("", f"the rule {_shown(twice[0])!r} is listed more than once")
        return policy

    def _rule(self, raw: object, place: str) -> PolicyRule:
        table = self._table(raw, place)
        name = self._text(table, "name", place)
        place = f"rule {_shown(name)!r}"
        self._only(table, ("name", "effect", "reference", "when_unknown"), place)
        effects = tuple(effect.value for effect in Effect)
        when_unknown = Effect.REFER
        if "when_unknown" in table:
            when_unknown = Effect(self._one_of(table, "when_unknown", ("refer", "info"), place))
        effect = Effect(self._one_of(table, "effect", effects, place))
        return PolicyRule(name, effect, self._text(table, "reference", place), when_unknown)

    def _limit(self, name: str, raw: object) -> Limit:
        place = f"limit {_shown(name)!r}"
        table = self._table(raw, place)
        self._only(table, ("unit", "values"), place)
        values = self._values(table, place)
        read = [
            LimitValue(start, self._number(v, place), self._text(v, "reference", place))
            for start, v in values
        ]
        return Limit(name, self._text(table, "unit", place), tuple(read))

    def _setting(self, name: str, raw: object) -> Setting:
        place = f"setting {_shown(name)!r}"
        table = self._table(raw, place)
        self._only(table, ("meaning", "values"), place)
        values = self._values(table, place)
        read = [
            SettingValue(start, self._datum(v, place), self._text(v, "reference", place))
            for start, v in values
        ]
        return Setting(name, self._text(table, "meaning", place), tuple(read))

    def _values(self, table: Mapping[str, Any], place: str) -> list[tuple[date, Mapping[str, Any]]]:
        found = []
        for raw in self._list(table, "values", place):
            value = self._table(raw, place)
            self._only(value, ("from", "value", "reference"), place)
            start = self._need(value, "from", place)
            if type(start) is not date:
                raise self._wrong(
                    place, f"'from' is {_shown(start)!r}; a date such as 2026-09-01 is expected"
                )
            found.append((start, value))
        if not found:
            raise self._wrong(
                place, "'values' is empty; at least one value with a date in 'from' is expected"
            )
        found.sort(key=lambda pair: pair[0])
        for (one, _), (other, _) in pairwise(found):
            if one == other:
                raise self._wrong(place, f"two values begin on {one}")
        return found

    def _number(self, table: Mapping[str, Any], place: str) -> float:
        value = self._need(table, "value", place)
        number = _number_of(value)
        if number is None:
            raise self._wrong(place, f"'value' is {_shown(value)!r}; a number is expected")
        return number

    def _datum(self, table: Mapping[str, Any], place: str) -> SettingData:
        value = self._need(table, "value", place)
        if isinstance(value, str | bool):
            return value
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        if isinstance(value, dict):
            read = {key: v if isinstance(v, str) else _number_of(v) for key, v in value.items()}
            if None not in read.values():
                return {key: v for key, v in read.items() if v is not None}
        expected = f"{', '.join(SettingKind)} is expected; a number alone is a limit"
        raise self._wrong(place, f"'value' is {_shown(value)!r}; {expected}")

    def _tables(self, raw: Mapping[str, Any], key: str, read: Callable[[str, object], T]) -> Mapping[str, T]:
        tables = self._table(raw.get(key, {}), key)
        return {name: read(name, table) for name, table in tables.items()}

    def _table(self, raw: object, place: str) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            raise self._wrong(place, f"{_shown(raw)!r} is no table")
        return raw

    def _list(self, table: Mapping[str, Any], key: str, place: str) -> Sequence[Any]:
        value = self._need(table, key, place)
        if not isinstance(value, list):
            raise self._wrong(place, f"{key!r} is {_shown(value)!r}; a list of tables is expected")
        return value

    def _text(self, table: Mapping[str, Any], key: str, place: str) -> str:
        value = self._need(table, key, place)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(place, f"{key!r} is {_shown(value)!r}; words in quotes are expected")
        return value

    def _one_of(self, table: Mapping[str, Any], key: str, known: Sequence[str], place: str) -> str:
        value = self._need(table, key, place)
        if value not in known:
            raise self._wrong(place, f"{key!r} is {_shown(value)!r}; one of {', '.join(known)} is expected")
        return str(value)

    def _need(self, table: Mapping[str, Any], key: str, place: str) -> Any:
        if key not in table:
            raise self._wrong(place, f"{key!r} is missing")
        return table[key]

    def _only(self, table: Mapping[str, Any], known: Sequence[str], place: str) -> None:
        strange = sorted(set(table) - set(known))
        if strange:
            told = f"{_shown(strange[0])!r} is not known here; there are: {', '.join(known)}"
            raise self._wrong(place, told)

    def _wrong(self, place: str, problem: str) -> PolicyError:
        return PolicyError(f"{self._file}, {place}: {problem}" if place else f"{self._file}: {problem}")


def _number_of(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


def _shown(value: object) -> str:
    """Return a value as one short line."""
    try:
        text = " ".join(str(value).split())
    except (RecursionError, ValueError):  # nested without end, or an integer of thousands of digits
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
