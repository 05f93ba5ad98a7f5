"""Readers: a file of any known format becomes a document with credentials, modules or skills."""

from skillmap.formats.circumstances_file import circumstances_in, read_circumstances
from skillmap.formats.compared import compared_from, read_compared
from skillmap.formats.decided_table import read_decided
from skillmap.formats.evidence_table import read_evidence
from skillmap.formats.holder import Holder, Identifier, holder_in, holder_of
from skillmap.formats.limits_file import LimitsFile, limits_from, read_limits
from skillmap.formats.onet import read_onet_folder
from skillmap.formats.precedent_table import read_precedents
from skillmap.formats.reader import Reader, readers
from skillmap.formats.reading import (
    Reading,
    content_of,
    holds,
    read_credentials,
    read_document,
    read_document_from,
    read_documents_together,
    read_programme,
)
from skillmap.formats.role_file import read_role, role_bytes, role_from, write_role
from skillmap.formats.skillmap_document import document_from, write_document
from skillmap.formats.stored_matches import read_stored_matches, write_stored_matches
from skillmap.formats.writing import (
    alignments_from,
    alignments_to_modules,
    credential_address,
    mapped_pairs,
    outcome_address,
    unwritten,
)

__all__ = [
    "Holder",
    "Identifier",
    "LimitsFile",
    "Reader",
    "Reading",
    "alignments_from",
    "alignments_to_modules",
    "circumstances_in",
    "compared_from",
    "content_of",
    "credential_address",
    "document_from",
    "holder_in",
    "holder_of",
    "holds",
    "limits_from",
    "mapped_pairs",
    "outcome_address",
    "read_circumstances",
    "read_compared",
    "read_credentials",
    "read_decided",
    "read_document",
    "read_document_from",
    "read_documents_together",
    "read_evidence",
    "read_limits",
    "read_onet_folder",
    "read_precedents",
    "read_programme",
    "read_role",
    "read_stored_matches",
    "readers",
    "role_bytes",
    "role_from",
    "unwritten",
    "write_document",
    "write_role",
    "write_stored_matches",
]
