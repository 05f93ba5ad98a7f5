"""Any sentence-transformers model by name or folder: the general door and the reference."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from skillmap.errors import MissingExtraError, NotInstalledError
from skillmap.matching.encoder import Vectors, encoders
from skillmap.matching.models import model_path
from skillmap.resources import sha256_of_file

_LONGEST_CARD = 1 << 16
"""Characters of a model card that are read; its head stands first."""
_TAG = re.compile(r"[a-z]{2,3}(?:-|$)")


class SentenceTransformerEncoder:
    """A model that sentence-transformers loads, from a folder or, where a network is there, by name."""

    def __init__(self, model: str) -> None:
        self.name = f"sentence-transformers:{model}"
        self._path = model

    @cached_property
    def languages(self) -> frozenset[str]:
        """Languages that the model card states, by primary tag; empty where it states none.

        A card that says "multilingual" and names no language says nothing that could be held against a text.
        """
        path = self._card_path()
        if path is None:
            return frozenset()
        try:
            with path.open(encoding="utf-8", errors="replace") as stream:
                return _languages_in(stream.read(_LONGEST_CARD))
        except OSError:
            return frozenset()

    def _card_path(self) -> Path | None:
        if Path(self._path).is_dir():
            return Path(self._path) / "README.md"
        try:
            from huggingface_hub import hf_hub_download
            from huggingface_hub.errors import EntryNotFoundError
        except ImportError:
            raise MissingExtraError("sentence-transformers", "sentence-transformers") from None
        # The library's own short names are those of its organisation.
        repository = self._path if "/" in self._path else f"sentence-transformers/{self._path}"
        try:
            return Path(hf_hub_download(repository, "README.md"))
        except (EntryNotFoundError, OSError, ValueError):
            return None  # without a card nothing is known; whether the model is there shows on loading it

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


def _languages_in(card: str) -> frozenset[str]:
    """Return the tags under ``language`` in the YAML head of a model card, by their first part."""
    lines = card.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        return frozenset()
    head = list(itertools.takewhile(lambda line: line.strip() != "---", lines[1:]))
    begin = next((number for number, line in enumerate(head) if line.startswith("language:")), None)
    if begin is None:
        return frozenset()
    items = itertools.takewhile(lambda line: line[:1] in (" ", "-"), head[begin + 1 :])
    stated = " ".join((head[begin].partition(":")[2], *items))
    words = [word.strip("-").lower() for word in re.findall(r"[A-Za-z][A-Za-z-]*", stated)]
    if "multilingual" in words or "mul" in words:
        return frozenset()
    return frozenset(word.partition("-")[0] for word in words if _TAG.match(word))


@encoders.register("minilm-reference")
def minilm_reference() -> SentenceTransformerEncoder:
    """The default model, run by sentence-transformers (needs the extra): the reference."""
    return SentenceTransformerEncoder(str(model_path("minilm")))
