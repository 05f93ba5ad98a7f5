"""Each word of a statement in its context, against skills: what the model ``context`` adds to the encoder.

A statement is encoded as a whole once more, by the same encoder with the small changes that were learned on
the project's own sentences; each of its tokens keeps a vector. A skill is compared with the token that speaks
for it most, and with the statement as a whole. Data, figures and limits: ``models/context/README.md``.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Span
from skillmap.matching.encoder import Encoder, Vectors, batches, padded
from skillmap.matching.models import ADAPTER, model_path, read_model_manifest
from skillmap.resources import data_root

NAME = "context"
BLOCK = 4096
"""Targets scored in one product: the result stays in the processor's cache."""
MAX_TOKENS = 96
"""The length it was trained with; a longer statement is cut there."""


@dataclass(frozen=True)
class Context:
    """One statement, read in context."""

    tokens: Vectors
    """One unit-length row per token, to be compared with labels; of shape (n_tokens, dim)."""
    whole: Vectors
    """The statement as a whole, unit length, to be compared with labels."""
    described: Vectors
    """The statement as a whole, to be compared with descriptions."""
    spans: tuple[Span, ...]
    """Where each token stands in the statement."""


class ContextModel:
    """The model, over the encoder that it was trained with."""

    def __init__(self, folder: Path, adapter: dict[str, NDArray[np.float32]], fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._folder = folder
        self._token_map = adapter["head.tokens"]
        self._whole_map = adapter["head.whole"]
        token, whole, described, sharpness = (float(value) for value in adapter["head.scales"])
        total = token + whole + described
        self.weights = (token / total, whole / total, described / total)
        """How much the nearest token, the whole and the description count; they add up to 1."""
        self.sharpness = sharpness
        """How much the nearest token outweighs the others."""
        self._loading = Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    def start(self) -> None:
        """Begin to load the graph in another thread; the first ``read`` waits for it."""
        if self._session is None:
            Thread(target=self._load, name="load-context").start()

    def read(self, texts: Sequence[str]) -> list[Context]:
        """Return each text in context, in order; none of them may be empty."""
        self._load()
        encodings = self._tokenizer.encode_batch(list(texts))
        read: dict[int, Context] = {}
        for batch in batches([len(encoding.ids) for encoding in encodings]):
            chosen = [encodings[place] for place in batch]
            hidden, whole = self._session.run(None, padded([encoding.ids for encoding in chosen]))
            for row, place in enumerate(batch):
                read[place] = self._context(chosen[row], hidden[row], whole[row])
        return [read[place] for place in range(len(texts))]

    def scores(self, context: Context, labels: Vectors, descriptions: Vectors) -> NDArray[np.float32]:
        """Return a weighted mean of cosines for each target, from its label and description vectors."""
        scores: NDArray[np.float32] = self.scores_together([context], labels, descriptions)[0]
        return scores

    def scores_together(
        self, contexts: Sequence[Context], labels: Vectors, descriptions: Vectors
    ) -> NDArray[np.float32]:
        """Return the scores of several statements, of shape (statements, targets).

        One product for all of them reads the targets' vectors once.
        """
        token, whole, described = self.weights
        tokens = np.concatenate([context.tokens for context in contexts])
        starts = np.cumsum([0, *(len(context.tokens) for context in contexts)])
        wholes = np.stack([context.whole for context in contexts])
        for_descriptions = np.stack([context.described for context in contexts])
        scores = np.empty((len(contexts), len(labels)), np.float32)
        for low in range(0, len(labels), BLOCK):
            part = slice(low, low + BLOCK)
            cosines = tokens @ labels[part].T
            total = whole * (wholes @ labels[part].T) + described * (for_descriptions @ descriptions[part].T)
            for row, (first, last) in enumerate(itertools.pairwise(starts)):
                total[row] += token * self._soft_maximum(cosines[first:last])
            scores[:, part] = total
        return scores

    def _soft_maximum(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return, for each label, how near the tokens come, from their cosines of shape (tokens, labels)."""
        top = cosines.max(axis=0)
        cosines -= top
        cosines *= np.float32(self.sharpness)
        spread = np.exp(cosines, out=cosines).sum(axis=0)
        near: NDArray[np.float32] = top + np.log(spread) / np.float32(self.sharpness)
        return near

    def _context(self, encoding: Any, hidden: Vectors, whole: Vectors) -> Context:
        tokens = hidden[: len(encoding.ids)] @ self._token_map
        tokens /= np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-12)
        spans = tuple(Span(start, end) for start, end in encoding.offsets)
        return Context(tokens.astype(np.float32), whole, whole @ self._whole_map, spans)

    def _load(self) -> None:
        with self._loading:
            if self._session is None:
                self._make()

    def _make(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("SKILLMAP_THREADS", "0"))
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph = str(self._folder / "context.onnx")
        self._tokenizer = tokenizer
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def context_of(encoder: Encoder) -> ContextModel | None:
    """Return the model for an encoder, or None where it was trained with another.

    Raises:
        NotInstalledError: the encoder is in the cache, but from before the model.
    """
    manifest = read_model_manifest(NAME)
    return _shipped() if encoder.fingerprint == manifest["encoder"] else None


@cache
def _shipped() -> ContextModel:
    from safetensors.numpy import load_file

    manifest = read_model_manifest(NAME)
    adapter = load_file(data_root() / "models" / NAME / ADAPTER)
    heads = {name: values.astype(np.float32) for name, values in adapter.items() if name.startswith("head.")}
    sha256 = next(file["sha256"] for file in manifest["files"] if file["path"] == ADAPTER)
    return ContextModel(model_path("minilm"), heads, f"context-{sha256[:16]}")
