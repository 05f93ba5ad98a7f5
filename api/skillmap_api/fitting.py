"""``POST /v1/fitting``: the reverse of a target, from what a person shows to the roles that ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

import skillmap
from skillmap.domain import Fitting, Module, PathTarget
from skillmap.errors import FormatError
from skillmap.formats import role_from
from skillmap.pathways import REACH, FitTerms, module_target, named_skills
from skillmap_api.candidates import brought
from skillmap_api.uploads import Upload, bytes_of, read

router = APIRouter(prefix="/v1")
_HOLDER = "holder"
_ROLE = ".toml"


@dataclass(frozen=True, slots=True)
class FittingRequest:
    """What a person brings, and what it is put beside."""

    documents: list[Upload]
    """Credentials and CVs. One that cannot be read is listed as such and rules nothing out."""
    roles: list[Upload] = field(default_factory=list)
    """Role profiles in TOML and catalogues of modules; without any, every occupation of the taxonomy."""
    modules: list[Upload] = field(default_factory=list)
    """Catalogues of what could be taken next."""
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    """Roles to show."""
    reach: Annotated[float, Field(gt=0, le=1)] = REACH
    """Share of essential needs from which a role counts as open."""


@router.post("/fitting")
def fitting(body: FittingRequest, request: Request) -> Fitting:
    """Give the roles that ask for what a person shows, and the skill or module that opens most of them.

    A shortlist to talk about: no role is ruled out, and a person decides.
    """
    engine: skillmap.Engine = request.app.state.engine
    holder, credentials = brought(_HOLDER, body.documents)
    roles = [role for upload in body.roles for role in _roles(upload)]
    modules = [module for upload in body.modules for module in _modules(upload)]
    return engine.fitting(holder, named_skills(credentials), roles, FitTerms(body.limit, body.reach), modules)


def _roles(upload: Upload) -> list[PathTarget]:
    if upload.name.lower().endswith(_ROLE):
        return [role_from(upload.name, bytes_of(upload))]
    return [module_target(module) for module in _modules(upload)]


def _modules(upload: Upload) -> tuple[Module, ...]:
    catalogue = read(upload)
    if not catalogue.modules:
        raise FormatError(catalogue.source.name, "", "holds no module")
    return catalogue.modules
