"""Documents as they come in a request."""

from __future__ import annotations

from dataclasses import dataclass

import skillmap


@dataclass(frozen=True, slots=True)
class Upload:
    """A text document, as it stands in its file."""

    name: str
    """File name; it is what messages call the document."""
    content: str
    """The document's text, e.g. the JSON of an Open Badge or the CSV of a catalogue."""


def bytes_of(upload: Upload) -> bytes:
    """Return the text in UTF-8; half a character pair, which JSON can smuggle in, is replaced."""
    return upload.content.encode("utf-8", "replace")


def read(upload: Upload) -> skillmap.Document:
    """Return the document of an upload, or raise what its reader raises."""
    return skillmap.read_document_from(upload.name, bytes_of(upload))
