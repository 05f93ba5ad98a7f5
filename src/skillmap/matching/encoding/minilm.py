"""all-MiniLM-L6-v2 in ONNX Runtime, float32: the default, without torch.

Its vectors equal those of sentence-transformers to about 2e-7 (a test holds it to 1e-5), and a text's
vector does not depend on the texts encoded with it, which a suggestion that is kept on record needs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np

from skillmap.matching.encoder import Vectors, batches, encoders, padded
from skillmap.matching.models import model_path, read_model_manifest

MAX_TOKENS = 256
"""The length the model was published with; longer texts are cut there."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    tokenizer: Any
    session: Any


class OnnxEncoder:
    """A sentence encoder whose graph holds pooling and normalisation."""

    languages = frozenset({"en"})

    def __init__(self, name: str, folder: Path, fingerprint: str, dim: int) -> None:
        self.name = name
        self.dim = dim
        self.fingerprint = fingerprint
        self._folder = folder
        self._loading = Lock()
        self._loaded: _Loaded | None = None
        self._is_started = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text, in order, as float32 of shape (n_texts, dim).

        An empty text gives a zero row.
        """
        rows = np.zeros((len(texts), self.dim), np.float32)
        filled = [position for position, text in enumerate(texts) if text.strip()]
        if not filled:
            return rows
        encodings = self._load().tokenizer.encode_batch_fast([texts[position] for position in filled])
        for batch in batches([len(encoding.ids) for encoding in encodings]):
            vectors = self._run([encodings[index].ids for index in batch])
            rows[[filled[index] for index in batch]] = vectors
        return rows

    def _run(self, ids: list[list[int]]) -> Vectors:
        (vectors,) = self._load().session.run(None, padded(ids))
        result: Vectors = vectors
        return result

    def start(self) -> None:
        """Begin to load tokenizer and graph in another thread; the first ``encode`` waits for it."""
        if not self._is_started:
            self._is_started = True
            Thread(target=self._load, name=f"load-{self.name}").start()

    def _load(self) -> _Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = _Loaded(self._make_tokenizer(), self._make_session())
            return self._loaded

    def _make_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    def _make_session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("SKILLMAP_THREADS", "0"))
        # Spinning threads take the cores away from the rest of a busy machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            str(self._folder / "minilm.onnx"), options, providers=["CPUExecutionProvider"]
        )


@encoders.register("minilm")
def minilm() -> OnnxEncoder:
    """all-MiniLM-L6-v2 (22 million parameters, English), offline, in ONNX Runtime."""
    manifest = read_model_manifest("minilm")
    weights = next(file["sha256"] for file in manifest["files"] if file["path"].endswith(".safetensors"))
    return OnnxEncoder("minilm", model_path("minilm"), f"minilm-{weights[:16]}-{MAX_TOKENS}", manifest["dim"])
