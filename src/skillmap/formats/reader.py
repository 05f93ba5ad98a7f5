"""What a reader is, and where readers are filed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from skillmap.domain import Alignment, Credential, Document
from skillmap.errors import FormatError
from skillmap.formats.companions import Companions
from skillmap.registry import Registry

HEAD_BYTES = 64 * 1024
"""Most that a sniffer is shown of a file."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: how it is recognised and how it is read."""

    title: str
    """What the format is called in messages, e.g. ``an Open Badges 3.0 credential``."""
    sniff: Callable[[str, bytes], bool]
    """Whether a file is of this format, from its name and its first 64 KiB."""
    read: Callable[[str, bytes], Document]
    """Reads a file from its name and its bytes."""
    read_stream: Callable[[str, BinaryIO], Document] | None = None
    """Reads from an open file that can be read twice, for formats whose files may be large; None where
    the format needs the whole file at once."""
    read_with: Callable[[str, bytes, Companions], Document] | None = None
    """Reads a file whose parts may stand in other files given with it; None where a file says it all."""
    write: Callable[[Credential, Sequence[Alignment]], bytes] | None = None
    """Writes what a credential says, with skills linked to it, as an unsigned document of this format;
    None where the format cannot hold that."""


class AnotherReaderError(FormatError):
    """A file that only looked like one of this reader's; ``reader`` names the one that reads it."""

    def __init__(self, source: str, problem: str, reader: str) -> None:
        self.reader = reader
        super().__init__(source, "", f"{problem}; the reader for it is {reader}")


def by_name_only(name: str, head: bytes) -> bool:
    """Recognise nothing: for a reader that takes files of other readers for something else when asked."""
    return False


readers: Registry[Reader] = Registry("reader", "skillmap.formats")
