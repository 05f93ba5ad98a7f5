"""Lists of published facts about micro-credentials, each row with its source."""

from __future__ import annotations

from dataclasses import dataclass

UNCLEAR = "unclear"
"""What a register says where its source does not: neither yes nor no."""


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One fact that a register has about each of its entries."""

    key: str
    title: str
    meaning: str
    brief: bool
    """True where it is shown in the list of all entries."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One row: an issuer, a format, a definition or a volume."""

    name: str
    facts: dict[str, str]
    """By column; ``unclear`` where the source does not say."""
    note: str
    """Where the source contradicts itself, and anything else to know; may be empty."""
    source: str
    """Document and place."""
    date: str
    """Of the source, ISO 8601; ``2024-05`` for a month."""
    confirmed: bool
    """False where the row still has to be checked against its source; the note says why."""


@dataclass(frozen=True, slots=True)
class Register:
    """A list of published facts."""

    name: str
    title: str
    columns: tuple[RegisterColumn, ...]
    entries: tuple[RegisterEntry, ...]
