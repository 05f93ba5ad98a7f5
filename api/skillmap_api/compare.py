"""``POST /v1/compare``: badges, modules, programmes and roles side by side by their skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

import skillmap
from skillmap.domain import SkillComparison
from skillmap.formats import compared_from
from skillmap_api.uploads import Upload, bytes_of

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class ComparedUpload:
    """One thing to compare."""

    document: Upload
    """A credential, a catalogue of modules (the programme), or a role profile in TOML."""
    part: str = ""
    """Code of one module of the catalogue, or id of one credential where the document holds several."""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """Two or three things."""

    things: Annotated[list[ComparedUpload], Field(min_length=2, max_length=3)]


@router.post("/compare")
def compare(body: CompareRequest, request: Request) -> SkillComparison:
    """Give the skills that two or three things share and those in one alone, with hours and level.

    Beside a programme it says where in it each of the others would fit. Only the very skill is shared.
    """
    engine: skillmap.Engine = request.app.state.engine
    things = [compared_from(each.document.name, bytes_of(each.document), each.part) for each in body.things]
    return engine.compare_skills(*things)
