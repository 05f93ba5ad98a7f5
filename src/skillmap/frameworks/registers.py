"""Registers of published facts about micro-credentials, as tables in ``taxonomies/``."""

from __future__ import annotations

from functools import cache

from skillmap.domain import Register, RegisterColumn, RegisterEntry
from skillmap.errors import UnknownNameError
from skillmap.frameworks.profiles import SEEN
from skillmap.frameworks.table import manifests_of, rows_of

KIND = "register"
DATA_FILE = "register.csv"


def register_names() -> tuple[str, ...]:
    """Return the names of the registers that ship, sorted."""
    return tuple(manifests_of(KIND))


@cache
def load_register(name: str) -> Register:
    """Return a register by name.

    Raises:
        UnknownNameError: there is no register of that name.
    """
    if name not in register_names():
        raise UnknownNameError("register", name, register_names())
    manifest = manifests_of(KIND)[name]
    columns = tuple(
        RegisterColumn(column["key"], column["title"], column["meaning"], column.get("brief", False))
        for column in manifest["columns"]
    )
    entries = tuple(_entry(row, columns) for row in rows_of(name, DATA_FILE))
    return Register(name, manifest["title"], columns, entries)


def find_entries(register: Register, text: str) -> tuple[RegisterEntry, ...]:
    """Return the entries whose name holds a text, whatever its case.

    Raises:
        UnknownNameError: there is none; lists the names there are.
    """
    found = tuple(entry for entry in register.entries if text.strip().lower() in entry.name.lower())
    if not found:
        raise UnknownNameError(f"entry of {register.name}", text, [entry.name for entry in register.entries])
    return found


def _entry(row: dict[str, str], columns: tuple[RegisterColumn, ...]) -> RegisterEntry:
    return RegisterEntry(
        name=row["name"],
        facts={column.key: row[column.key] for column in columns},
        note=row["note"],
        source=row["source"],
        date=row["date"],
        confirmed=row["status"] == SEEN,
    )
