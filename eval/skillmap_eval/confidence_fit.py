"""Fitting the confidences that ship, and writing them with what they were fitted on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from skillmap.errors import SkillmapError
from skillmap.matching import ConfidenceModel, read_confidence, shipped_confidence
from skillmap_eval.confidence_measures import ConfidenceResult, measured
from skillmap_eval.decided import decided_sets
from skillmap_eval.judged_pairs import ConfidenceTask, JudgedPairs, fitted_for

STRENGTH = 1.0
"""Inverse strength of the ridge penalty on standardised facts: scikit-learn's own, never tuned."""
_SIGNS = {"similarity": 1, "behind": -1, "best": 1, "named": 1, "context": 1}
"""Which way each fact may move a confidence."""
DIGITS = 5
DECIDED = "decided.json"
MANIFEST = """\
kind = "calibrator"
name = "confidence"
title = "How likely a qualified person would agree with a match, and decided cases for a bound on error"
version = "1"
trained_on = "Fit fields of our own gold sets confidence and recognition"
languages = ["en"]
licence = "Apache-2.0"
licence_url = "https://www.apache.org/licenses/LICENSE-2.0"
attribution = ""
origin = "Fitted by the skillmap project with skillmap eval calibrate --task all --write models/confidence"
"""


def fit_confidence(task: ConfidenceTask, pairs: JudgedPairs) -> ConfidenceModel:
    """Fit the curve of a task on the shown pairs.

    Raises:
        SkillmapError: the pairs are not those to fit on, or all were judged alike.
    """
    if pairs.split != task.splits[0]:
        raise SkillmapError(f"{task.name}: split {pairs.split!r} is for reporting; fit on {task.splits[0]!r}")
    shown = pairs.shown
    right = pairs.right[shown]
    if right.all() or not right.any():
        raise SkillmapError(f"{task.name}: all {len(right)} pairs are judged alike; nothing can be fitted")
    coefficients, intercept = _curve(pairs.features(task.features)[shown], right, task.features)
    return ConfidenceModel(
        task=task.name,
        fitted_for=fitted_for(task.name),
        claim=task.claim,
        fitted_on=task.fitted_on,
        features=task.features,
        coefficients=tuple(round(float(value), DIGITS) for value in coefficients),
        intercept=round(intercept, DIGITS),
    )


def _curve(
    values: np.ndarray[Any, np.dtype[np.float64]],
    right: np.ndarray[Any, np.dtype[np.bool_]],
    features: Sequence[str],
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], float]:
    """Return coefficients and intercept; a fact whose coefficient would have the wrong sign gets none.

    A more similar candidate must never be less sure, whatever some hundred pairs say by chance.
    """
    from sklearn.linear_model import LogisticRegression

    middle, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0  # a fact that never varies gets no weight
    standard = (values - middle) / spread
    kept = list(range(len(features)))
    while True:
        model = LogisticRegression(C=STRENGTH, tol=1e-8, max_iter=1000).fit(standard[:, kept], right)
        wrong = [
            place
            for place, value in zip(kept, model.coef_[0], strict=True)
            if value * _SIGNS[features[place]] < 0
        ]
        if not wrong:
            break
        kept = [place for place in kept if place not in wrong]
    coefficients = np.zeros(len(features))
    coefficients[kept] = model.coef_[0] / spread[kept]
    return coefficients, float(model.intercept_[0]) - float(coefficients @ middle)


def chances_of(model: ConfidenceModel, pairs: JudgedPairs) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the confidence of each pair."""
    return np.array([model.chance(candidate) for candidate in pairs.candidates], np.float64)


def measure_confidence(model: ConfidenceModel, pairs: JudgedPairs) -> tuple[ConfidenceResult, ...]:
    """Measure a curve on each part of the pairs, the shown ones first."""
    chances = chances_of(model, pairs)
    return tuple(
        replace(
            measured(
                chances[marks],
                pairs.right[marks],
                [group for group, is_in in zip(pairs.groups, marks, strict=True) if is_in],
            ),
            task=model.task,
            pairs=pairs.name,
            split=pairs.split,
            population=name,
        )
        for name, marks in pairs.populations.items()
    )


def as_json(model: ConfidenceModel, pairs: JudgedPairs) -> str:
    """Return the file of a fitted curve."""
    shown = pairs.shown
    content = {
        "task": model.task,
        "fitted_for": model.fitted_for,
        "claim": model.claim,
        "fitted_on": {
            "said": model.fitted_on,
            "sources": dict(pairs.sources),
            "pairs": int(shown.sum()),
            "right": int(pairs.right[shown].sum()),
            "groups": len({group for group, is_in in zip(pairs.groups, shown, strict=True) if is_in}),
        },
        "features": model.features,
        "coefficients": model.coefficients,
        "intercept": model.intercept,
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


def decided_as_json(sets: Sequence[Mapping[str, Any]]) -> str:
    """Return the file of decided cases, a case on each line."""
    blocks = []
    for one in sets:
        head = json.dumps({key: value for key, value in one.items() if key != "cases"}, indent=2)
        rows = ",\n".join(f"    {json.dumps(case)}" for case in one["cases"])
        blocks.append(head.rstrip("}\n ") + f',\n  "cases": [\n{rows}\n  ]\n}}')
    return '{"sets": [\n' + ",\n".join(blocks) + "\n]}\n"


def model_in_use(task: ConfidenceTask, folder: Path | None) -> ConfidenceModel:
    """Return the curve of a task: from a folder, or the one that ships.

    Raises:
        SkillmapError: it was fitted for another recipe or encoder than the one in use.
    """
    model = shipped_confidence(task.name) if folder is None else read_confidence(folder / f"{task.name}.json")
    if model.fitted_for != fitted_for(task.name):
        raise SkillmapError(
            f"{task.name}: the confidence was fitted for another recipe or encoder; fit it anew with "
            "skillmap eval calibrate --task all --write models/confidence"
        )
    return model


def refit(chosen: Sequence[ConfidenceTask], folder: Path, data: Path | None) -> list[Path]:
    """Fit confidences and the decided cases anew, write them, and bring the manifest up to date.

    Raises:
        TaskAbsentError: the data of a task is not there; nothing is written for any.
    """
    fitted = []
    for task in chosen:
        pairs = task.gather(task.splits[0], data)
        fitted.append((folder / f"{task.name}.json", as_json(fit_confidence(task, pairs), pairs)))
    fitted.append((folder / DECIDED, decided_as_json(decided_sets(data))))
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in fitted:
        path.write_text(text, encoding="utf-8")
    (folder / "manifest.toml").write_text(manifest_of(folder), encoding="utf-8")
    return [path for path, _ in fitted]


def manifest_of(folder: Path) -> str:
    """Return the manifest of the JSON files in a folder."""
    blocks = [MANIFEST]
    for path in sorted(folder.glob("*.json")):
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        blocks.append(f'[[files]]\npath = "{path.name}"\nbytes = {len(content)}\nsha256 = "{sha256}"\n')
    return "\n".join(blocks)
