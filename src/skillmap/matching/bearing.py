"""Whether a statement speaks of something a person can do or know, before any skill is looked for.

Similarity alone cannot say "no match": a remark about a kettle comes closer to *fill kettle* than many a good
outcome to its skill. A small logistic regression on the statement's vector says how likely it is that the
statement bears a skill at all; its data, figures and limits are in ``models/bearing/README.md``.
"""

from __future__ import annotations

import json
from functools import cache

import numpy as np
from numpy.typing import NDArray

from skillmap.matching.encoder import Encoder, Vectors
from skillmap.resources import data_root

THRESHOLD = 0.3
"""Chance below which a statement is taken for a remark.

Chosen so that no labelled sentence of the TECH and HOUSE validation sets falls below it.
"""


class Bearing:
    """The model, for the encoder that it was fitted with."""

    def __init__(self, encoder: str, coefficients: NDArray[np.float32], intercept: float) -> None:
        self.encoder = encoder
        """Fingerprint of the encoder."""
        self._coefficients = coefficients
        self._intercept = intercept

    def chances(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return, for each row of whole-statement vectors, the chance in [0, 1] that it bears a skill."""
        logits = vectors @ self._coefficients + np.float32(self._intercept)
        chances: NDArray[np.float32] = 1 / (1 + np.exp(-logits))
        return chances


def bearing_of(encoder: Encoder) -> Bearing | None:
    """Return the model, or None where it was fitted with another encoder."""
    model = _shipped()
    return model if model.encoder == encoder.fingerprint else None


@cache
def _shipped() -> Bearing:
    path = data_root() / "models" / "bearing" / "weights.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Bearing(raw["encoder"], np.array(raw["coefficients"], np.float32), raw["intercept"])
