"""The application: one engine, its routes, and one table from errors to status codes."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import skillmap
from skillmap.errors import (
    FormatError,
    LimitError,
    NotInstalledError,
    PolicyError,
    UnknownNameError,
)
from skillmap_api.compare import router as compare_router
from skillmap_api.fitting import router as fitting_router
from skillmap_api.pathway import router as pathway_router
from skillmap_api.rank import router as rank_router
from skillmap_api.recommend import router as recommend_router

STATUS = {
    FormatError: 422,
    LimitError: 413,
    NotInstalledError: 503,
    PolicyError: 422,
    UnknownNameError: 404,
}
"""Status code of each error; any other SkillmapError is a fault of the installation."""


def create_app(engine: skillmap.Engine | None = None) -> FastAPI:
    """Return the service over an engine; over the default one when none is given."""
    app = FastAPI(
        title="skillmap",
        version=skillmap.__version__,
        description="Skills profiling and recognition of prior learning. A suggestion is never a decision.",
    )
    app.state.engine = engine or skillmap.Engine()
    app.include_router(recommend_router)
    app.include_router(rank_router)
    app.include_router(pathway_router)
    app.include_router(fitting_router)
    app.include_router(compare_router)
    app.add_exception_handler(skillmap.SkillmapError, _refuse)
    return app


def _refuse(request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return JSONResponse({"detail": str(error)}, status)
