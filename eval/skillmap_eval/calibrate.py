"""From a run's scores to probabilities, fitted on one task and measured on another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import SkillmapError
from skillmap_eval.calibration import (
    Abstention,
    FittedOn,
    Isotonic,
    Platt,
    abstention,
    brier,
    ece,
    fit_isotonic,
    fit_platt,
    reliability_table,
    risk_coverage,
    wrongly_suggested,
)
from skillmap_eval.report import CalibrationResult
from skillmap_eval.result import Run
from skillmap_eval.task import Task

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
KINDS = ("isotonic", "platt")


def top_scores(made: Run, task: Task) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return, for each query with a ranking, the score of its first target and whether that is relevant."""
    first = [
        (r.scores[0], r.target_ids[0] in task.relevant_of(r.query_id)) for r in made.rankings if r.scores
    ]
    return np.array([score for score, _ in first]), np.array([right for _, right in first], np.bool_)


def fit(made: Run, task: Task, kind: str) -> Isotonic | Platt:
    """Fit a calibrator on the first targets of a run; never on a test split.

    Raises:
        SkillmapError: the task is a test split.
    """
    if task.split == "test":
        raise SkillmapError(f"task {task.name!r} is a test split; fit on validation or fit data")
    scores, right = top_scores(made, task)
    fitted_on = FittedOn(task.name, task.sha256)
    if kind == "platt":
        return fit_platt(scores, right, fitted_on=fitted_on)
    return fit_isotonic(scores, right, fitted_on=fitted_on)


def abstain(fitted: tuple[Run, Task], tested: tuple[Run, Task]) -> Abstention:
    """Choose the score below which a system abstains on one task, and measure "no match" on another.

    The threshold is the one with the best F1 of "no match" on the fitting task; ties go to the lower one,
    which abstains less.

    Raises:
        SkillmapError: the fitting task is a test split, or has no query without a match.
    """
    fit_run, fit_task = fitted
    if fit_task.split == "test":
        raise SkillmapError(f"task {fit_task.name!r} is a test split; fit on validation or fit data")
    if not fit_task.no_match:
        raise SkillmapError(f"task {fit_task.name!r} has no query without a match to fit on")
    scores, matched = best_scores(fit_run, fit_task)
    found = [abstention(scores, matched, threshold) for threshold in np.unique(scores)]
    best = max(found, key=lambda one: (one.f1 or 0.0, -one.threshold))
    return abstention(*best_scores(*tested), best.threshold)


def best_scores(made: Run, task: Task) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the best score of each query, 0 where nothing was ranked, and whether it has a match."""
    scores = [ranked.scores[0] if ranked.scores else 0.0 for ranked in made.rankings]
    matched = [ranked.query_id not in task.no_match for ranked in made.rankings]
    return np.array(scores), np.array(matched, np.bool_)


def measure(
    calibrator: Isotonic | Platt, made: Run, task: Task, thresholds: Sequence[float] = THRESHOLDS
) -> CalibrationResult:
    """Measure how well a calibrator's probabilities hold on a run."""
    scores, right = top_scores(made, task)
    chances = np.clip(calibrator.apply(scores), 0, 1)
    return CalibrationResult(
        task=task.name,
        split=task.split,
        system=made.system,
        kind="isotonic" if isinstance(calibrator, Isotonic) else "platt",
        fitted_on=calibrator.fitted_on,
        reliability=reliability_table(chances, right),
        brier=brier(chances, right),
        ece=ece(chances, right),
        risk_coverage=risk_coverage(chances, right),
        wrongly_suggested=wrongly_suggested(chances, right, thresholds),
    )
