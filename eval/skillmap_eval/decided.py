"""The decided cases that ship for the bound on wrong suggestions: fit fields of our own gold set only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import skillmap
from skillmap_eval.gold import FIT, GoldField, gold_folder, lower_of, read_field, read_labels
from skillmap_eval.judged_pairs import GRANTED, fitted_for, outcome_pairs, programme_matcher

ABOUT = {
    "outcome": (
        "Module outcomes of the fit fields of the gold set recognition with the nearest credential outcome: "
        "its similarity, whether it was judged met, and the case."
    ),
    "award": (
        "Modules of the fit fields of the gold set recognition: mean similarity of their outcomes to the "
        "nearest credential outcomes, whether exemption or credit was judged right, and the case."
    ),
}


def decided_sets(data: Path | None) -> list[dict[str, Any]]:
    """Return the decided cases of each kind as they stand in the shipped file."""
    fingerprint = fitted_for("outcome-to-outcome")
    cases = {"outcome": _outcomes(data), "award": _awards(data)}
    return [
        {"kind": kind, "fitted_for": fingerprint, "about": about, "cases": sorted(cases[kind], reverse=True)}
        for kind, about in ABOUT.items()
    ]


def _outcomes(data: Path | None) -> Iterator[tuple[float, int, str]]:
    pairs = outcome_pairs("fit", data)
    nearest = pairs.populations["nearest to each module outcome"]
    for place in np.flatnonzero(nearest):
        score = min(1.0, max(0.0, pairs.candidates[place].similarity))
        yield score, int(pairs.right[place]), pairs.groups[place]


def _awards(data: Path | None) -> Iterator[tuple[float, int, str]]:
    folder = gold_folder(data)
    for name in FIT:
        yield from _awards_of(read_field(folder, name, "gold"), folder)


def _awards_of(field: GoldField, folder: Path) -> Iterator[tuple[float, int, str]]:
    labels = lower_of(read_labels(folder, field.name, "awards", "gold-modules"))
    matcher = programme_matcher(field)
    owners = np.array([module.id for module in field.modules for _ in module.outcomes])
    for case in field.cases:
        statements = [
            skillmap.Statement(outcome.id, outcome.text, "en")
            for credential in case.credentials
            for outcome in credential.outcomes
        ]
        best = np.round(matcher.compare(statements).scores.max(axis=0), 5)
        for module in field.modules:
            score = float(best[owners == module.id].mean())
            yield round(min(1.0, max(0.0, score)), 5), int(labels[case.id, module.id] >= GRANTED), case.id
