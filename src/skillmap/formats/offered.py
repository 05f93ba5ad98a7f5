"""What a provider offers: described like a credential, and held by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skillmap.domain import Credential, Module, Origin

Listed = tuple[tuple[str, ...], str]
"""Several texts, and the place of the first."""

NOTHING: Listed = ((), "")

_SHARED = ("title", "description", "credit", "level", "hours", "language")


def told_of_modules(modules: Sequence[Module]) -> str:
    """Return one sentence on the courses that are modules as well."""
    one = len(modules) == 1
    subject = "1 offer is a course" if one else f"{len(modules)} offers are courses"
    return f"{subject} with a code and can stand in a programme as {'a module' if one else 'modules'}."


def module_of(
    credential: Credential, prerequisites: Listed = NOTHING, tags: Listed = NOTHING
) -> Module | None:
    """Return a course on offer as a module of a programme; None for one without a course code."""
    code = credential.code
    if code is None:
        return None
    outcomes = tuple(
        replace(outcome, id=f"{code}.{position + 1}") for position, outcome in enumerate(credential.outcomes)
    )
    return Module(
        id=code,
        title=credential.title,
        outcomes=outcomes,
        credit=credential.credit,
        level=credential.level,
        hours=credential.hours,
        description=credential.description,
        prerequisites=prerequisites[0],
        tags=tags[0],
        language=credential.language,
        source=credential.source,
        origins=_origins(credential, prerequisites, tags),
    )


def _origins(credential: Credential, prerequisites: Listed, tags: Listed) -> tuple[Origin, ...]:
    kept = [Origin("id", origin.place) for origin in credential.origins if origin.field == "code"]
    kept += [
        origin
        for origin in credential.origins
        if origin.field in _SHARED or origin.field.startswith("outcomes[")
    ]
    also = {"prerequisites": prerequisites, "tags": tags}
    return (*kept, *(Origin(field, place) for field, (texts, place) in also.items() if texts))
