"""A deterministic encoder for tests: no model, real vectors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np


class HashingEncoder:
    """Counts words in 256 buckets: texts that share words are alike, whatever their order."""

    name = "hashing"
    dim = 256
    languages = frozenset({"en"})
    fingerprint = "hashing-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []
        """Every text that was ever encoded, in order."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:1])] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=rows, where=lengths > 0)
