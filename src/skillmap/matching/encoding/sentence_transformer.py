"""Any sentence-transformers model by name or folder: the general door and the reference."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from skillmap.errors import MissingExtraError, NotInstalledError
from skillmap.matching.encoder import Vectors, encoders
from skillmap.matching.models import model_path
from skillmap.resources import sha256_of_file


class SentenceTransformerEncoder:
    """A model that sentence-transformers loads, from a folder or, where a network is there, by name."""

    def __init__(self, model: str, languages: frozenset[str] = frozenset({"en"})) -> None:
        self.name = f"sentence-transformers:{model}"
        self.languages = languages
        self._path = model

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the weights where they lie in a folder, else of the model's name."""
        weights = Path(self._path) / "model.safetensors"
        identity = sha256_of_file(weights) if weights.is_file() else self._path
        return "sentence-transformers-" + hashlib.sha256(identity.encode()).hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text, in order, as float32 of shape (n_texts, dim).

        An empty text gives a zero row.
        """
        rows = np.zeros((len(texts), self.dim), np.float32)
        filled = [position for position, text in enumerate(texts) if text.strip()]
        if filled:
            rows[filled] = self._model.encode(
                [texts[position] for position in filled], normalize_embeddings=True, show_progress_bar=False
            )
        return rows

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise MissingExtraError("sentence-transformers", "sentence-transformers") from None
        try:
            return SentenceTransformer(self._path, device="cpu")
        except OSError as error:
            reason = str(error).strip().splitlines()[0]
            raise NotInstalledError(f"sentence-transformers cannot load {self._path!r}: {reason}") from error


@encoders.register("minilm-reference")
def minilm_reference() -> SentenceTransformerEncoder:
    """The default model, run by sentence-transformers (needs the extra): the reference."""
    return SentenceTransformerEncoder(str(model_path("minilm")))
