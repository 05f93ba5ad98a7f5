"""Where a fact was read, and what a reader noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Source:
    """The document that something was read from."""

    name: str
    """File name or caller's label; never a folder of the machine."""
    format: str
    """Name of the reader, e.g. ``open-badges-3``."""
    sha256: str
    """Hash of the bytes as they came, 64 hexadecimal digits."""
    envelope: str = ""
    """What the content was wrapped in, outermost first, e.g. ``baked PNG, JWT``; empty when in nothing."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The place in a source where one field was read."""

    field: str
    """Field of the domain object, e.g. ``title`` or ``outcomes[2]``."""
    place: str
    """JSON path, ``row 4, column title``, or ``page 1, table 1``."""


class Severity(StrEnum):
    """How much a finding matters to whoever relies on the document."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader noticed that a person should know: repaired, odd, or left unread."""

    severity: Severity
    place: str
    """Where, in the words of ``Origin.place``."""
    message: str
    """One sentence: what was found and what was made of it."""
    field: str = ""
    """Field of the domain object whose value stands there but cannot be read; empty for other findings."""
