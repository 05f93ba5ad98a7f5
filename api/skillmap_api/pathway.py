"""``POST /v1/gap`` and ``POST /v1/pathway``: what is missing for a target, and a plan that closes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request

import skillmap
from skillmap.domain import Gap, Objective, Pathway, PlanLimits
from skillmap.errors import FormatError
from skillmap.formats import LimitsFile, limits_from, role_from
from skillmap.pathways import Bringing
from skillmap_api.candidates import brought
from skillmap_api.uploads import Upload, bytes_of, read

router = APIRouter(prefix="/v1")
_HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class GapRequest:
    """What a person brings, and what they aim at."""

    target: Upload
    """A role profile in TOML; ``skillmap template role`` writes a form."""
    documents: list[Upload] = field(default_factory=list)
    """Credentials and CVs; without any, all that the target needs is open."""


@dataclass(frozen=True, slots=True)
class PathwayRequest:
    """What a person brings, what they aim at, and what is on offer."""

    target: Upload
    offers: list[Upload]
    """Catalogues of modules or of credentials on offer."""
    documents: list[Upload] = field(default_factory=list)
    limits: Upload | None = None
    """What the plan must keep to, in TOML; ``skillmap template limits`` writes a form."""
    by: Objective = Objective.CHEAPEST


@dataclass(frozen=True, slots=True)
class PathwayAnswer:
    """The gap and the plan that closes it."""

    gap: Gap
    pathway: Pathway


@router.post("/gap")
def gap(body: GapRequest, request: Request) -> Gap:
    """Give what a person has, partly has and lacks of what a target needs, with the evidence."""
    return _gap(request.app.state.engine, body.target, body.documents)


@router.post("/pathway")
def pathway(body: PathwayRequest, request: Request) -> PathwayAnswer:
    """Plan the best legal set of offers that closes the gap to a target; a suggestion."""
    engine: skillmap.Engine = request.app.state.engine
    found = _gap(engine, body.target, body.documents)
    catalogues = [read(upload) for upload in body.offers]
    for catalogue in catalogues:
        if not catalogue.modules and not catalogue.offers:
            raise FormatError(catalogue.source.name, "", "holds no modules and no credentials on offer")
    limits = (
        limits_from(body.limits.name, bytes_of(body.limits))
        if body.limits is not None
        else LimitsFile(PlanLimits())
    )
    offered = engine.offers(found.open_needs, catalogues, limits.facts)
    return PathwayAnswer(found, engine.pathway(found, offered, limits.limits, body.by))


def _gap(engine: skillmap.Engine, target: Upload, uploads: list[Upload]) -> Gap:
    aim = role_from(target.name, bytes_of(target))
    holder, credentials = brought(_HOLDER, uploads)
    return engine.gap(holder, aim, credentials, Bringing(on=engine.on))
