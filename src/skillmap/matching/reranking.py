"""A second look at the best candidates of a statement: which of them is right, beside the others.

The scorers look at one skill at a time. A person who is shown the list sees more: that three candidates live
off the same two words, that a name has words nobody said, that one stands out and the rest do not. An
additive model (boosted stumps: one step function for each feature) adds up what such facts have been worth on
labelled statements, in log-odds. Nothing in it interacts, so what moved a candidate is its list of terms,
exactly. Data, figures and limits: ``models/rerank/README.md``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Influence
from skillmap.matching.context import ContextModel
from skillmap.matching.encoder import Encoder
from skillmap.matching.mentions import NO_MENTIONS, Mentions, read_mentions
from skillmap.matching.models import read_model_manifest
from skillmap.resources import data_root

NAME = "rerank"
WEIGHTS, MENTIONS = "weights.json", "mentions.tsv"
DEPTH = 100
"""Candidates of the scorers that are looked at; those behind them keep their order."""
ADDED = 20
"""Targets looked at besides: those whose mentions elsewhere are nearest to the statement."""
LOWEST, HIGHEST = -6.0, 2.0
"""Log-odds that count as 0 and 1: about 1 in 400, and 7 in 8. Beyond them the scorers alone decide."""
SHOWN = 4
"""Influences named for one candidate."""
_FAINT = 0.05
"""Log-odds below which an influence is not worth a word."""


@dataclass(frozen=True)
class Step:
    """What one feature adds to the log-odds: constant between thresholds."""

    feature: str
    thresholds: NDArray[np.float32]
    """Rising; a value equal to one belongs below it."""
    values: NDArray[np.float32]
    """One more than thresholds."""

    def of(self, column: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the term of each value."""
        return self.values[np.searchsorted(self.thresholds, column, side="left")]


@dataclass(frozen=True)
class Standings:
    """What the re-ranker makes of the best candidates of one statement."""

    rows: NDArray[np.int64]
    """Targets, best of the scorers first."""
    log_odds: NDArray[np.float32]
    influences: tuple[str, ...]
    """Names of the columns of ``terms``."""
    terms: NDArray[np.float32]
    """What each influence adds to the log-odds, of shape (n_rows, n_influences)."""

    @property
    def scores(self) -> NDArray[np.float32]:
        """The log-odds brought to [0, 1], on a straight line between ``LOWEST`` and ``HIGHEST``."""
        return scaled(self.log_odds)

    def of(self, row: int) -> tuple[float, tuple[Influence, ...]]:
        """Return the score of a target and what moved it most; 0 and nothing where it was not looked at."""
        (places,) = np.nonzero(self.rows == row)
        if not len(places):
            return 0.0, ()
        terms = self.terms[places[0]]
        order = sorted(range(len(terms)), key=lambda column: (-abs(terms[column]), self.influences[column]))
        named = tuple(
            Influence(self.influences[column], round(float(terms[column]), 2))
            for column in order[:SHOWN]
            if abs(terms[column]) >= _FAINT
        )
        return float(self.scores[places[0]]), named


class Reranker:
    """The model, for the encoder and the scorers that it was fitted with."""

    def __init__(
        self,
        steps: Sequence[Step],
        intercept: float,
        share: float,
        fingerprint: str,
        mentions: Mentions = NO_MENTIONS,
    ) -> None:
        self.steps = tuple(steps)
        self.intercept = intercept
        self.share = share
        """How much of the similarity it decides, in [0, 1]."""
        self.fingerprint = fingerprint
        self.mentions = mentions
        """How vacancies ask for skills: facts that it was fitted with."""

    def look(self, rows: NDArray[np.int64], features: dict[str, NDArray[np.float32]]) -> Standings:
        """Return what the model makes of candidates, from one column for each feature."""
        # "label@lead" says of the label score how far it is behind the best: one influence with "label".
        names = tuple(dict.fromkeys(step.feature.partition("@")[0] for step in self.steps))
        terms = np.zeros((len(rows), len(names)), np.float32)
        for step in self.steps:
            terms[:, names.index(step.feature.partition("@")[0])] += step.of(features[step.feature])
        log_odds = (np.float32(self.intercept) + terms.sum(axis=1)).astype(np.float32)
        return Standings(rows, log_odds, names, terms)


def scaled(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log-odds as scores in [0, 1]."""
    scores: NDArray[np.float32] = np.clip((log_odds - LOWEST) / (HIGHEST - LOWEST), 0, 1).astype(np.float32)
    return scores


def chances(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log-odds as chances in [0, 1] that a candidate is right."""
    found: NDArray[np.float32] = (1 / (1 + np.exp(-log_odds))).astype(np.float32)
    return found


def reranker_of(encoder: Encoder, context: ContextModel | None) -> Reranker | None:
    """Return the model, or None where it was fitted with another encoder or another ``context``."""
    raw = _shipped()
    if context is None or (raw["encoder"], raw["context"]) != (encoder.fingerprint, context.fingerprint):
        return None
    return read_reranker(raw, _mentions())


def read_reranker(raw: dict[str, Any], mentions: Mentions = NO_MENTIONS) -> Reranker:
    """Return the model that a ``weights.json`` holds."""
    steps = [
        Step(each["feature"], np.array(each["thresholds"], np.float32), np.array(each["values"], np.float32))
        for each in raw["steps"]
    ]
    return Reranker(steps, raw["intercept"], raw["share"], raw["fingerprint"], mentions)


@cache
def _shipped() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((data_root() / "models" / NAME / WEIGHTS).read_text(encoding="utf-8"))
    hashes = {file["path"]: file["sha256"] for file in read_model_manifest(NAME)["files"]}
    # Both make the model: other mentions are other features.
    return raw | {"fingerprint": f"{NAME}-{hashes[WEIGHTS][:16]}-{hashes[MENTIONS][:8]}"}


@cache
def _mentions() -> Mentions:
    return read_mentions(data_root() / "models" / NAME / MENTIONS)
