"""``POST /v1/rank``: candidates beside a role, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request

import skillmap
from skillmap.domain import Ranking
from skillmap.errors import FormatError
from skillmap.formats import role_from
from skillmap.pathways import STATED, Terms
from skillmap_api.candidates import brought
from skillmap_api.uploads import Upload, bytes_of

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class CandidateUpload:
    """What one candidate brings."""

    pseudonym: str
    """A letter or number that stands for the person; never a name."""
    documents: list[Upload]
    """Credentials and CVs. One that cannot be read is listed as such and lowers nothing."""


@dataclass(frozen=True, slots=True)
class RankRequest:
    """Candidates, and the role that they are put beside."""

    candidates: list[CandidateUpload]
    role: Upload
    """A role profile in TOML; ``skillmap template role`` writes a form."""
    criteria: list[str] = field(default_factory=lambda: list(STATED))
    """In the order in which they count."""
    trained: bool = True
    """False switches trained parts off; there is no range of places then."""


@router.post("/rank")
def rank(body: RankRequest, request: Request) -> Ranking:
    """Give the evidence of each candidate for each need, then an order by the stated criteria.

    Names, pronouns, countries and issuers are not used. A person decides whom to invite.
    """
    engine: skillmap.Engine = request.app.state.engine
    target = role_from(body.role.name, bytes_of(body.role))
    names = [candidate.pseudonym for candidate in body.candidates]
    if len(set(names)) < len(names):
        # The name itself is not repeated, since it may be somebody's.
        raise FormatError("candidates", "pseudonym", "one stands twice; each needs one of their own")
    people = [brought(candidate.pseudonym, candidate.documents)[0] for candidate in body.candidates]
    return engine.rank(people, target, Terms(tuple(body.criteria), body.trained))
