"""Readers: a file of any known format becomes a document with credentials, modules or skills."""

from skillmap.formats.onet import read_onet_folder
from skillmap.formats.reader import Reader, readers
from skillmap.formats.reading import read_credentials, read_document, read_document_from, read_programme

__all__ = [
    "Reader",
    "read_credentials",
    "read_document",
    "read_document_from",
    "read_onet_folder",
    "read_programme",
    "readers",
]
