"""Readers: a file of any known format becomes a document with credentials, modules or skills."""

from skillmap.formats.reader import Reader, readers
from skillmap.formats.reading import (
    Reading,
    read_credentials,
    read_document,
    read_document_from,
    read_documents_together,
    read_programme,
)

__all__ = [
    "Reader",
    "Reading",
    "read_credentials",
    "read_document",
    "read_document_from",
    "read_documents_together",
    "read_programme",
    "readers",
]
