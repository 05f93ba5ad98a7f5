"""``POST /v1/recommend``: credentials against a programme, in one call."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request

import skillmap
from skillmap.errors import FormatError
from skillmap_api.uploads import Upload, read

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class RecommendRequest:
    """One applicant's credentials and the programme applied to."""

    credentials: list[Upload]
    """One entry per document; a document may hold several credentials."""
    programme: Upload
    """A module catalogue as CSV; ``skillmap template modules`` writes a form."""


@router.post("/recommend")
def recommend(body: RecommendRequest, request: Request) -> skillmap.Advice:
    """Suggest an award for each module, with coverage, rules and what would change the answer.

    A suggestion is never a decision: only a person awards or refuses.
    """
    engine: skillmap.Engine = request.app.state.engine
    documents = [read(upload) for upload in body.credentials]
    for document in documents:
        if not document.credentials:
            raise FormatError(document.source.name, "", "holds no credential")
    catalogue = read(body.programme)
    if not catalogue.modules:
        raise FormatError(catalogue.source.name, "", "holds no module")
    programme = skillmap.Programme(
        id=catalogue.source.sha256[:16],
        title=catalogue.programme_title or body.programme.name,
        modules=catalogue.modules,
        credit=catalogue.programme_credit,
    )
    credentials = [credential for document in documents for credential in document.credentials]
    findings = [finding for document in (*documents, catalogue) for finding in document.findings]
    return engine.recommend(engine.profile(credentials), programme, findings)
