"""Vectors on disk: each distinct text is encoded once, and an interrupted run loses a second of work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.matching.encoder import Encoder, Vectors
from skillmap.resources import cache_root

FLUSH = 1024
"""Rows between two writes; what an interruption can lose."""
KEY_BYTES = 16

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it, and how much there is."""

_KEY = np.dtype([("high", ">u8"), ("low", ">u8")])


def key_of(text: str) -> bytes:
    """Return the 16-byte hash under which a text's vector is kept."""
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def mapped(path: Path) -> NDArray[Any]:
    """Return an array mapped from a ``.npy`` file, as a plain array: the memmap class slows small slices."""
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    return array


class VectorStore:
    """The vectors of one encoder, by hash of the text, in two files that only grow.

    ``rows.f32`` holds float32 rows and ``keys.bin`` their hashes, in the same order. Rows are written
    before keys, so that a row without a key, left by a killed process, is cut off by the next writer.
    Nothing but hashes of the texts is stored.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self.folder = folder or cache_root() / "vectors" / encoder.fingerprint
        self._rows_path = self.folder / "rows.f32"
        self._keys_path = self.folder / "keys.bin"

    def __len__(self) -> int:
        """Return how many rows are whole: those with a key and all their numbers."""
        if not (self._keys_path.exists() and self._rows_path.exists()):
            return 0
        row_bytes = 4 * self._encoder.dim
        return min(self._keys_path.stat().st_size // KEY_BYTES, self._rows_path.stat().st_size // row_bytes)

    @cached_property
    def rows(self) -> Vectors:
        """Every stored vector, mapped from disk, of shape (len(self), dim)."""
        if not len(self):
            return np.zeros((0, self._encoder.dim), np.float32)
        shape = (len(self), self._encoder.dim)
        return np.memmap(self._rows_path, np.float32, "r", shape=shape).view(np.ndarray)

    def keys_at(self, rows: NDArray[np.int64]) -> bytes:
        """Return the hashes at the given rows, joined; shorter than asked when a row is not there."""
        keys = self._keys[0]
        return keys[rows[rows < len(keys)]].tobytes()

    def rows_of(
        self, texts: Sequence[str], progress: Progress | None = None, job: str = ""
    ) -> NDArray[np.int64]:
        """Return the row number of each text, encoding and storing first those that are new."""
        found = self._find(texts)
        missing = list(dict.fromkeys(texts[int(index)] for index in np.flatnonzero(found < 0)))
        if missing:
            self._append(missing, progress, job)
            found = self._find(texts)
        return found

    def known_rows(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the row number of each text, -1 for one that is not in the store; nothing is encoded."""
        return self._find(texts)

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts of shape (n_texts, dim), encoding and storing those that are new."""
        rows = self.rows_of(texts)  # first, since it may add rows and so replace the map
        return np.asarray(self.rows[rows])

    def _find(self, texts: Sequence[str]) -> NDArray[np.int64]:
        found = np.full(len(texts), -1, np.int64)
        keys, order = self._keys
        if not len(keys) or not texts:
            return found
        wanted = np.frombuffer(b"".join(map(key_of, texts)), _KEY)
        places = np.searchsorted(keys["high"], wanted["high"], sorter=order)
        rows = order[np.minimum(places, len(keys) - 1)]
        hit = keys[rows] == wanted
        found[hit] = rows[hit]
        return found

    @cached_property
    def _keys(self) -> tuple[NDArray[np.void], NDArray[np.int64]]:
        if not len(self):
            return np.zeros(0, _KEY), np.zeros(0, np.int64)
        keys = np.fromfile(self._keys_path, _KEY, len(self))
        return keys, np.argsort(keys["high"], kind="stable")

    def _append(self, texts: list[str], progress: Progress | None, job: str) -> None:
        # Imported here: reading needs no lock, and the package costs 15 ms.
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "lock"):
            self._forget()
            # Another process may have stored some of them while this one waited for the lock.
            new = [text for text, row in zip(texts, self._find(texts), strict=True) if row < 0]
            self._cut_loose_rows()
            for start in range(0, len(new), FLUSH):
                if progress is not None:
                    progress(job, start, len(new))
                self._write(new[start : start + FLUSH])
            if progress is not None:
                progress(job, len(new), len(new))
        self._forget()

    def _write(self, texts: list[str]) -> None:
        vectors = self._encoder.encode(texts)
        with self._rows_path.open("ab") as rows:
            rows.write(vectors.tobytes())
        with self._keys_path.open("ab") as keys:
            keys.write(b"".join(map(key_of, texts)))

    def _cut_loose_rows(self) -> None:
        """Bring both files back to whole rows that have whole keys."""
        whole = len(self)
        sizes = ((self._keys_path, whole * KEY_BYTES), (self._rows_path, whole * 4 * self._encoder.dim))
        for path, size in sizes:
            if path.exists() and path.stat().st_size != size:
                with path.open("r+b") as stream:
                    stream.truncate(size)
                self._forget()

    def _forget(self) -> None:
        for name in ("rows", "_keys"):
            self.__dict__.pop(name, None)


class StoringEncoder:
    """An encoder that keeps each vector in a store, on disk: for texts that come again, as of a catalogue."""

    def __init__(self, encoder: Encoder, store: VectorStore) -> None:
        self._store = store
        self.name = encoder.name
        self.dim = encoder.dim
        self.languages = encoder.languages
        self.fingerprint = encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text; those that are new are encoded and stored first."""
        return self._store.vectors_of(texts)
