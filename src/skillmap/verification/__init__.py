"""How far a credential can be trusted: eight separate checks, never one flag."""

from skillmap.verification.fetch import Fetcher
from skillmap.verification.known_documents import KnownDocuments, load_known_documents
from skillmap.verification.settings import VerificationSettings
from skillmap.verification.trust import TrustEntry, TrustList, load_trust_list, trust_list_from
from skillmap.verification.verify import Verifier, verify_document

__all__ = [
    "Fetcher",
    "KnownDocuments",
    "TrustEntry",
    "TrustList",
    "VerificationSettings",
    "Verifier",
    "load_known_documents",
    "load_trust_list",
    "trust_list_from",
    "verify_document",
]
