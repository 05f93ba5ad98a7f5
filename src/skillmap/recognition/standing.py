"""What became of each credential, in words."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import Award, CredentialStanding, Extent, GeneralAward, Module, Recommendation
from skillmap.recognition.application import Application

_ASSESSMENT = "an assessment"


def standings(
    application: Application,
    recommendations: Sequence[Recommendation],
    general: Sequence[GeneralAward] = (),
) -> tuple[CredentialStanding, ...]:
    """Return what became of each credential, in the order given."""
    return tuple(
        _standing(application, p, recommendations, general) for p in range(len(application.credentials))
    )


def _standing(
    application: Application,
    position: int,
    recommendations: Sequence[Recommendation],
    general: Sequence[GeneralAward],
) -> CredentialStanding:
    credential = application.credentials[position]
    without_module = [g for g in general if credential.id in g.credential_ids and not g.module_ids]
    supports = tuple(r.module_id for r in recommendations if credential.id in r.credential_ids)
    nearest = _nearest(application, position)
    return CredentialStanding(
        credential=credential,
        standing=application.standing(position),
        rules=application.rules[position],
        supports=supports,
        nearest_module_id=nearest.id if nearest is not None else None,
        nearest_coverage=application.cover.coverage(nearest, (position,)) if nearest is not None else None,
        note=_note(
            application,
            position,
            nearest,
            [
                *_supported([r for r in recommendations if r.module_id in supports]),
                *(
                    f"{_ASSESSMENT if g.award is Award.ASSESS else g.award} ({g.landing.place})"
                    for g in without_module
                ),
            ],
        ),
    )


def _supported(recommendations: Sequence[Recommendation]) -> list[str]:
    """Return the awards with their modules; the titles only where one module is named."""
    told = []
    for award, held in dict.fromkeys((r.award, r.is_held_back) for r in recommendations):
        modules = [r for r in recommendations if (r.award, r.is_held_back) == (award, held)]
        alone = f" {modules[0].module_title}" if len(modules) == 1 else ""
        beside = " (not counting)" if held else ""
        word = _ASSESSMENT if award is Award.ASSESS else award.value
        told.append(f"{word}{beside} for {', '.join(r.module_id for r in modules)}{alone}")
    return told


def _nearest(application: Application, position: int) -> Module | None:
    cover = application.cover
    if not cover.reads(position) or not application.programme.modules:
        return None
    return max(
        application.programme.modules, key=lambda module: (cover.nearness(module, (position,)), module.id)
    )


def _note(application: Application, position: int, nearest: Module | None, supported: Sequence[str]) -> str:
    if supported:
        return "Supports: " + "; ".join(supported)
    if nearest is None:
        return "Could not read: no learning outcome that can be compared."
    coverage = application.cover.coverage(nearest, (position,))
    best = max(
        (found.match.similarity for found in coverage.outcomes if found.match is not None), default=0.0
    )
    met = coverage.count(Extent.MET)
    told = (
        f"nearest module {nearest.id} {nearest.title}: {met} of {len(coverage.outcomes)} outcomes met, "
        f"{coverage.count(Extent.PARTLY)} partly; best similarity {best:.2f}, "
        f"{application.cover.thresholds.met:.2f} counts as met"
    )
    blocking = [result for result in application.rules[position] if result.blocks]
    if blocking:
        return f"{blocking[0].for_staff} Nothing suggested; {told}."
    return f"Nothing suggested; {told}."
