"""What every encoder offers, and the registry of encoders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from skillmap.registry import Registry

Vectors = NDArray[np.float32]
BATCH_TOKENS = 256
"""Tokens run at once, padding counted. Measured on two cores, 128 to 4096: within 4 % of the best for names
and descriptions, and the best for short windows; above 2048 it is twice as slow."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """What a user types to choose it."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str]:
        """BCP 47 primary tags of the languages it was made for; empty where its makers do not say."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when the vectors would; part of every result's fingerprint and of the cache's path."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text, in order, as float32 of shape (n_texts, dim).

        An empty text gives a zero row. The row of a text does not depend on its neighbours.
        """
        ...


@runtime_checkable
class Startable(Protocol):
    """An encoder that can load its model while other work goes on."""

    def start(self) -> None:
        """Begin to load; the first ``encode`` waits for it."""
        ...


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Give the places of texts that are run together, from their lengths in tokens.

    Texts of like length go together: padding costs as much as words do (1.8 times the speed).
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def padded(ids: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """Return the inputs of a graph for texts as token numbers, filled up to the longest."""
    tokens = np.zeros((len(ids), max(map(len, ids))), np.int64)
    mask = np.zeros_like(tokens)
    for row, words in enumerate(ids):
        tokens[row, : len(words)] = words
        mask[row, : len(words)] = 1
    return {"input_ids": tokens, "attention_mask": mask}


encoders: Registry[Callable[[], Encoder]] = Registry("encoder", "skillmap.matching.encoding")
"""Every encoder by name, as a function that makes it."""


def make_encoder(name: str) -> Encoder:
    """Return the encoder of that name; ``sentence-transformers:MODEL`` names any model or folder.

    Raises:
        UnknownNameError: no encoder of that name.
        NotInstalledError: its model is not in the cache.
        MissingExtraError: it needs a package that is not installed.
    """
    kind, _, model = name.partition(":")
    if model:
        from skillmap.matching.encoding.sentence_transformer import SentenceTransformerEncoder

        if kind == "sentence-transformers":
            return SentenceTransformerEncoder(model)
    return encoders.get(name)()


class RememberingEncoder:
    """An encoder that keeps the vectors of the texts it saw last, in memory only.

    The windows of a credential's outcomes are asked for twice, for skills and for modules.
    """

    def __init__(self, encoder: Encoder, most: int = 20_000) -> None:
        self._encoder = encoder
        self._most = most
        self._kept: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """Name of the encoder behind."""
        return self._encoder.name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._encoder.dim

    @property
    def languages(self) -> frozenset[str]:
        """Languages of the encoder behind."""
        return self._encoder.languages

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the encoder behind."""
        return self._encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text, as the encoder behind gives it."""
        kept = self._kept
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        if new:
            if len(kept) + len(new) > self._most:
                # A new table and not a cleared one: another thread may be reading the old.
                kept = {text: kept[text] for text in texts if text in kept}
            kept = {**kept, **dict(zip(new, self._encoder.encode(new), strict=True))}
            self._kept = kept
        return np.stack([kept[text] for text in texts]) if len(texts) else np.zeros((0, self.dim), np.float32)
