"""JSON back to the values that it was made from, strictly: no unknown member, no other kind of value."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from skillmap.errors import FormatError

_WORDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def value_of(kind: Any, value: Any, name: str, place: str) -> Any:
    """Return a JSON value as one of a type built of dataclasses, tuples, enums, dates, texts and numbers.

    Args:
        kind: the type, as a field of a dataclass states it.
        value: what ``json.loads`` gave.
        name: what messages call the file.
        place: JSON path of the value.

    Raises:
        FormatError: a value of another kind, a member that the type does not have or lacks, or one that the
            type itself refuses.
    """
    if get_origin(kind) in (Union, UnionType):
        return _either(kind, value, name, place)
    if get_origin(kind) is tuple:
        return _several(get_args(kind)[0], value, name, place)
    if dataclasses.is_dataclass(kind):
        return _object(kind, value, name, place)
    if issubclass(kind, Enum):
        return _member(kind, value, name, place)
    if kind is date:
        return _day(value, name, place)
    return _plain(kind, value, name, place)


def _either(kind: Any, value: Any, name: str, place: str) -> Any:
    if value is None:
        return None
    (one,) = (choice for choice in get_args(kind) if choice is not NoneType)
    return value_of(one, value, name, place)


def _several(kind: Any, value: Any, name: str, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _unexpected(value, "a list", name, place)
    return tuple(value_of(kind, item, name, f"{place}[{position}]") for position, item in enumerate(value))


def _object(kind: Any, value: Any, name: str, place: str) -> Any:
    if not isinstance(value, dict):
        raise _unexpected(value, "an object", name, place)
    types = _types_of(kind)
    unknown = sorted(value.keys() - types.keys())
    if unknown:
        known = ", ".join(types)
        raise FormatError(name, f"{place}.{unknown[0][:60]}", f"is no member known here; there are: {known}")
    members = {key: value_of(types[key], item, name, f"{place}.{key}") for key, item in value.items()}
    missing = [key for key in _required(kind) if key not in members]
    if missing:
        raise FormatError(name, f"{place}.{missing[0]}", "is missing")
    try:
        return kind(**members)
    except ValueError as error:
        raise FormatError(name, place, str(error)) from error


def _member(kind: type[Enum], value: Any, name: str, place: str) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(str(member.value) for member in kind)
        raise _unexpected(value, f"one of {known}", name, place) from error


def _day(value: Any, name: str, place: str) -> date:
    try:
        # Longer forms would lose their time of day.
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _unexpected(value, "a date such as 2026-01-31", name, place)


def _plain(kind: Any, value: Any, name: str, place: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise _unexpected(value, _WORDS[kind], name, place)
    return value


def _unexpected(value: Any, expected: str, name: str, place: str) -> FormatError:
    kinds = {dict: "an object", list: "a list", NoneType: "null"}
    seen = kinds.get(type(value)) or repr(value)[:60]
    return FormatError(name, place, f"is {seen}, expected {expected}")


@cache
def _types_of(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@cache
def _required(kind: Any) -> tuple[str, ...]:
    nothing = dataclasses.MISSING
    return tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is nothing and field.default_factory is nothing
    )
