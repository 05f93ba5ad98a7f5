"""What one person brings in a request."""

from __future__ import annotations

from dataclasses import replace

import skillmap
from skillmap.domain import Credential, RoleCandidate
from skillmap.pathways import candidate_of
from skillmap_api.uploads import Upload, read


def brought(pseudonym: str, uploads: list[Upload]) -> tuple[RoleCandidate, list[Credential]]:
    """Return a person's statements and credentials; a document that cannot be read is listed as such.

    It is listed by its number, since the name of a file may be the name of a person.
    """
    documents, refused = [], []
    for number, upload in enumerate(uploads, 1):
        try:
            documents.append(read(upload))
        except skillmap.SkillmapError as error:
            told = str(error).replace(upload.name, "it") if upload.name else str(error)
            refused.append((f"document {number}", told))
    credentials = [credential for document in documents for credential in document.credentials]
    claims = [claim for document in documents for claim in document.claims]
    candidate = candidate_of(pseudonym, credentials, claims)
    return replace(candidate, unreadable=tuple(refused)), credentials
