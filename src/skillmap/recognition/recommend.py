"""From coverage and rules to a suggestion for each module, and for the programme as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmap.domain import CapState, GeneralAward, Recommendation
from skillmap.recognition.application import Application
from skillmap.recognition.general_awards import general_awards
from skillmap.recognition.precedents import by_module, with_precedents
from skillmap.recognition.suggestion import AWARDED, suggest, with_near_modules
from skillmap.recognition.together import choose


@dataclass(frozen=True, slots=True)
class Suggested:
    """Everything suggested for one application, before it is put into words for each credential."""

    recommendations: tuple[Recommendation, ...]
    """One for each module: awards that count, the strongest first; then those that do not count; then the
    others by nearness."""
    general: tuple[GeneralAward, ...]
    """Awards that name no module."""
    caps: tuple[CapState, ...]
    best_proven: bool | None
    """True when no other legal set of awards is worth more; None where nothing had to be chosen."""


def suggest_all(application: Application) -> Suggested:
    """Return the best set of awards that may stand together, and those that name no module."""
    alone = sorted((suggest(application, module) for module in application.programme.modules), key=_strength)
    together = choose(application, alone)
    general = general_awards(application, together)
    near = [with_near_modules(application, each) for each in together.recommendations]
    recommendations = _beside_precedents(application, near)
    return Suggested(
        tuple(sorted(recommendations, key=_strength)), general, together.states, together.best_proven
    )


def recommend(application: Application) -> tuple[Recommendation, ...]:
    """Return one suggestion for each module: awards first, the strongest first; then by nearness."""
    return suggest_all(application).recommendations


def _beside_precedents(
    application: Application, recommendations: Sequence[Recommendation]
) -> Sequence[Recommendation]:
    precedents = by_module(application.dossier.precedents)
    if not precedents:
        return recommendations
    modules = {module.id: module for module in application.programme.modules}
    return [
        with_precedents(each, modules[each.module_id], application.credentials, precedents)
        for each in recommendations
    ]


def _strength(recommendation: Recommendation) -> tuple[float | str, ...]:
    awarded = recommendation.award in AWARDED
    return (
        0 if recommendation.counts else 1 if awarded else 2,
        -recommendation.coverage.share if awarded else 0.0,
        -recommendation.nearness,
        recommendation.module_id,
    )
