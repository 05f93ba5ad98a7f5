"""TOML from files that others wrote, read within bounds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from typing import Any

_MOST_STOPS = 200
"""Full stops in a line. The TOML reader takes minutes over a key of thousands of parts."""
_MOST_BITS = 64
"""Of a whole number, as TOML asks for; Python cannot even show one of some thousand digits."""
_LONGEST_REASON = 120


def tables_in(content: bytes) -> dict[str, Any]:
    """Return what TOML in UTF-8 holds.

    Raises:
        ValueError: it is not TOML, or not such as anybody writes by hand; says why in one line.
    """
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.count(b".") > _MOST_STOPS:
            raise ValueError(
                f"line {number}: more than {_MOST_STOPS} full stops; a long list goes on several lines"
            )
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError as error:  # UnicodeDecodeError and TOMLDecodeError are kinds of it
        raise ValueError(shown(str(error), _LONGEST_REASON)) from error
    if any(number.bit_length() >= _MOST_BITS for number in _whole_numbers(found)):
        raise ValueError(f"a whole number has more than {_MOST_BITS} bits")
    return found


def shown(text: str, longest: int = 60) -> str:
    """Return a text of another's file on one line and cut, as a message names it."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _whole_numbers(value: object) -> Iterable[int]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, int):
            yield one
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
