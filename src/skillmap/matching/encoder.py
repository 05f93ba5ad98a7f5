"""What every encoder offers, and the registry of encoders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from skillmap.registry import Registry

Vectors = NDArray[np.float32]


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
