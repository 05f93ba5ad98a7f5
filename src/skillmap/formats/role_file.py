"""A role profile as a TOML file: what a role needs, settled before anyone is compared with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from skillmap.domain import Level, NeedBasis, Origin, PathTarget, SkillNeed, TargetKind
from skillmap.errors import FormatError, LimitError
from skillmap.formats.reading import content_of
from skillmap.resources import replace_file
from skillmap.toml_tables import shown, tables_in

MOST_NEEDS = 500
_LARGEST = 1_000_000
"""Bytes; five hundred needs with long descriptions."""

TEMPLATE = """# What a role needs. Settle it before you look at anyone.
title = "Data analyst"

[[needs]]
label = "query relational databases with SQL"
essential = true

[[needs]]
label = "present findings to non-specialists with charts"
essential = false               # desirable; counts after the essential needs
id = "charts"                   # a URI of a skill, or any name; made from the place in the list if left out
level = 6                       # only where a level is asked for
level_framework = "EQF"
"""

_KNOWN = (
    "id",
    "label",
    "essential",
    "level",
    "level_framework",
    "names",
    "description",
    "basis",
    "similarity",
)


def read_role(path: str | Path) -> PathTarget:
    """Return the role profile in a TOML file.

    Raises:
        FormatError: it is not TOML, names nothing that is needed, or a value is of another kind.
    """
    return role_from(*content_of(path))


def role_from(name: str, content: bytes) -> PathTarget:
    """Return the role profile in the bytes of a TOML file.

    Raises:
        FormatError: it is not TOML, names nothing that is needed, or a value is of another kind.
        LimitError: it is larger than any such file.
    """
    if len(content) > _LARGEST:
        raise LimitError(f"{name}: has {len(content):,} bytes; a role profile has at most {_LARGEST:,}")
    try:
        raw = tables_in(content)
    except ValueError as error:
        raise FormatError(name, "", f"is not TOML: {error}") from error
    unknown = sorted(set(raw) - {"title", "needs"})
    if unknown:
        raise FormatError(name, shown(unknown[0]), "is not known here; expected title, needs")
    title, listed = raw.get("title"), raw.get("needs")
    if not isinstance(title, str) or not title.strip():
        raise FormatError(name, "title", "is missing; expected what the role is called")
    if not isinstance(listed, list) or not listed or len(listed) > MOST_NEEDS:
        raise FormatError(name, "needs", f"expected 1 to {MOST_NEEDS} tables [[needs]] with a label")
    needs = tuple(_need(name, place, each) for place, each in enumerate(listed, 1))
    ids = [need.id for need in needs]
    doubled = next((id for id in ids if ids.count(id) > 1), None)
    if doubled is not None:
        raise FormatError(name, f"needs, id {shown(doubled)!r}", "stands twice")
    return PathTarget(name, title.strip(), TargetKind.ROLE, needs, name)


def _need(name: str, place: int, raw: Any) -> SkillNeed:
    at = f"needs[{place}]"
    if not isinstance(raw, dict):
        raise FormatError(name, at, "expected a table with a label")
    unknown = sorted(set(raw) - set(_KNOWN))
    if unknown:
        raise FormatError(
            name, shown(f"{at}.{unknown[0]}"), f"is not known here; expected {', '.join(_KNOWN)}"
        )
    label = raw.get("label")
    if not isinstance(label, str) or not label.strip():
        raise FormatError(name, f"{at}.label", "is missing; expected what is needed, in words")
    essential = raw.get("essential", True)
    if not isinstance(essential, bool):
        raise FormatError(name, f"{at}.essential", f"is {essential!r:.40}, expected true or false")
    names = raw.get("names", [])
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise FormatError(name, f"{at}.names", "expected a list of texts")
    return SkillNeed(
        _text(name, f"{at}.id", raw.get("id", f"need-{place}")),
        label.strip(),
        essential,
        _basis(name, at, raw.get("basis", NeedBasis.STATED.value)),
        _level(name, at, raw),
        tuple(names),
        _text(name, f"{at}.description", raw.get("description", "")),
        Origin("needs", f"{name}, {at}"),
        _number(name, f"{at}.similarity", raw.get("similarity")),
    )


def _basis(name: str, at: str, value: Any) -> NeedBasis:
    try:
        return NeedBasis(value)
    except ValueError as error:
        known = " or ".join(NeedBasis)
        raise FormatError(name, f"{at}.basis", f"is {value!r:.40}, expected {known}") from error


def _level(name: str, at: str, raw: dict[str, Any]) -> Level | None:
    value = _number(name, f"{at}.level", raw.get("level"))
    if value is None:
        return None
    return Level(_text(name, f"{at}.level_framework", raw.get("level_framework", "")) or None, value)


def _number(name: str, at: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 100:
        raise FormatError(name, at, f"is {value!r:.40}, expected a number from 0 to 100")
    return float(value)


def _text(name: str, at: str, value: Any) -> str:
    if not isinstance(value, str):
        raise FormatError(name, at, f"is {value!r:.40}, expected a text")
    return value


def write_role(path: Path, target: PathTarget) -> None:
    """Write a target as a role profile, to be read and corrected before it is used."""
    replace_file(path, role_bytes(target))


def role_bytes(target: PathTarget) -> bytes:
    """Return a target as the TOML of a role profile; reading it gives the same needs."""
    lines = ["# Read and correct this before anyone is compared with it.", f"title = {_quoted(target.title)}"]
    for need in target.needs:
        lines += [
            "",
            "[[needs]]",
            f"label = {_quoted(need.label)}",
            f"essential = {str(need.essential).lower()}",
        ]
        lines += [f"id = {_quoted(need.id)}", f"basis = {_quoted(need.basis.value)}"]
        if need.names:
            lines.append(f"names = [{', '.join(map(_quoted, need.names))}]")
        if need.description:
            lines.append(f"description = {_quoted(need.description)}")
        if need.similarity is not None:
            lines.append(f"similarity = {need.similarity:g}")
        if need.level is not None:
            lines.append(f"level = {need.level.value:g}")
            lines += [f"level_framework = {_quoted(need.level.framework)}"] if need.level.framework else []
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for one control character that TOML does not take as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
