"""From similarity to the probability that a qualified person would agree.

A logistic curve over a few facts of a candidate: its similarity, how far it lies behind the best one, whether
it is the best, whether it is named. It was fitted by ``skillmap eval calibrate`` on judged pairs, used for
nothing else, for one recipe and one encoder; with any other there is no confidence. Data, figures and
limits: ``models/confidence/README.md``.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from skillmap.domain import Match, MatchRelation
from skillmap.errors import FormatError, UnknownNameError
from skillmap.matching.encoder import Encoder
from skillmap.matching.recipe import Recipe
from skillmap.resources import data_root

FOLDER = "confidence"
DIGITS = 4
"""More would look surer than the pairs allow."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a confidence is read from: one candidate among those of its statement."""

    similarity: float
    best: float
    """Similarity of the statement's best candidate."""
    relation: MatchRelation | None = None
    """As the words show it."""
    context: float = 0.0
    """Score of the scorer ``context``; 0 where the recipe does without it."""

    @property
    def behind(self) -> float:
        """How far it lies behind the best; 0 for the best."""
        return max(0.0, self.best - self.similarity)


def _similarity(candidate: Candidate) -> float:
    return candidate.similarity


def _behind(candidate: Candidate) -> float:
    return candidate.behind


def _is_best(candidate: Candidate) -> float:
    return float(candidate.behind == 0)


def _is_named(candidate: Candidate) -> float:
    return float(candidate.relation is not None and candidate.relation.is_the_whole)


def _in_context(candidate: Candidate) -> float:
    return candidate.context


FEATURES: Mapping[str, Callable[[Candidate], float]] = {
    "similarity": _similarity,
    "behind": _behind,
    "best": _is_best,
    "named": _is_named,
    "context": _in_context,
}
"""What a confidence may be read from, by name."""


def candidate_of(match: Match, best: float) -> Candidate:
    """Return what a confidence is read from, given the similarity of the statement's best candidate."""
    context = next((reason.score for reason in match.reasons if reason.scorer == "context"), 0.0)
    return Candidate(match.similarity, best, match.relation, context)


def features_of(candidate: Candidate, names: Iterable[str]) -> tuple[float, ...]:
    """Return the named facts of a candidate as numbers, in order."""
    return tuple(FEATURES[name](candidate) for name in names)


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A fitted curve, and what it was fitted for and on."""

    task: str
    """``statement-to-skill``, ``outcome-to-outcome`` or ``credential-to-module``."""
    fitted_for: str
    """Recipe and encoder, as ``recipe_fingerprint`` gives them."""
    claim: str
    """What it is the probability of."""
    fitted_on: str
    """The pairs, in a clause."""
    features: tuple[str, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def __post_init__(self) -> None:
        unknown = next((name for name in self.features if name not in FEATURES), None)
        if unknown is not None:
            raise UnknownNameError("fact of a confidence", unknown, FEATURES)
        if len(self.features) != len(self.coefficients):
            raise ValueError(f"{len(self.features)} features, but {len(self.coefficients)} coefficients")
        if not all(math.isfinite(value) for value in (*self.coefficients, self.intercept)):
            raise ValueError("a coefficient is not finite")

    def chance(self, candidate: Candidate) -> float:
        """Return the probability, in [0, 1]."""
        values = features_of(candidate, self.features)
        logit = self.intercept + sum(a * b for a, b in zip(self.coefficients, values, strict=True))
        return (1 + math.tanh(logit / 2)) / 2


@dataclass(frozen=True, slots=True)
class Confidence:
    """The curve for one recipe and encoder, or why there is none."""

    model: ConfidenceModel | None
    why: str
    """What the confidence is the probability of and what it was fitted on; or why there is none."""

    @property
    def facts(self) -> str:
        """Changes with the curve."""
        return "" if self.model is None else repr(self.model)

    def of(self, candidate: Candidate) -> float | None:
        """Return the confidence in a candidate; None where there is no curve."""
        return None if self.model is None else round(self.model.chance(candidate), DIGITS)


NOT_ASKED = Confidence(None, "no confidence was asked for")


def recipe_fingerprint(recipe: Recipe, encoder: Encoder, learned: Iterable[str] = ()) -> str:
    """Hash what shapes a similarity whatever the targets are: recipe, encoder and learned models.

    No version of the software is in it, so that a confidence outlives a release.

    Args:
        recipe: name, weights and the rest.
        encoder: by its fingerprint.
        learned: fingerprints of the models that the recipe uses besides.
    """
    facts = (
        encoder.fingerprint,
        recipe.name,
        recipe.reading.value,
        *(f"{name} {weight:g}" for name, weight in (*recipe.weights, *recipe.short_list_weights)),
        str(recipe.short_list),
        *recipe.factors,
        *recipe.tables,
        *learned,
    )
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]


def confidence_of(task: str, fitted_for: str) -> Confidence:
    """Return the shipped confidence of a task, with the reason where there is none for this recipe.

    Raises:
        UnknownNameError: no such task has a confidence.
    """
    model = shipped_confidence(task)
    if model.fitted_for != fitted_for:
        return Confidence(None, "no confidence was fitted for this recipe and encoder")
    return Confidence(model, f"probability that {model.claim}; fitted on {model.fitted_on}")


def confidence_tasks() -> tuple[str, ...]:
    """Return the tasks that have a confidence."""
    folder = data_root() / "models" / FOLDER
    return tuple(sorted(path.stem for path in folder.glob("*-to-*.json")))


def read_confidence(path: Path) -> ConfidenceModel:
    """Read a curve from its JSON file.

    Raises:
        FormatError: it is not one; says what is wrong.
    """
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return ConfidenceModel(
            task=str(raw["task"]),
            fitted_for=str(raw["fitted_for"]),
            claim=str(raw["claim"]),
            fitted_on=str(raw["fitted_on"]["said"]),
            features=tuple(raw["features"]),
            coefficients=tuple(float(value) for value in raw["coefficients"]),
            intercept=float(raw["intercept"]),
        )
    except (OSError, KeyError, TypeError, ValueError, UnknownNameError) as error:
        raise FormatError(path.name, "", f"is not a fitted confidence: {error}") from error


@cache
def shipped_confidence(task: str) -> ConfidenceModel:
    """Return the curve of a task that ships, whatever recipe it was fitted for.

    Raises:
        UnknownNameError: no such task has a confidence.
    """
    if task not in confidence_tasks():
        raise UnknownNameError("task with a confidence", task, confidence_tasks())
    return read_confidence(data_root() / "models" / FOLDER / f"{task}.json")
