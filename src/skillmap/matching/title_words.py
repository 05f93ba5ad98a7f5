"""The words of a catalogue's titles as a table, for titles that share words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from skillmap.text import TitleWord, alike, stem, title_words_of


@dataclass
class TitleWords:
    """The words of a catalogue's titles, rare ones weighing more."""

    titles: Sequence[str]
    _vocabulary: list[str] = field(init=False)
    _rows: NDArray[np.int64] = field(init=False)
    _starts: NDArray[np.int64] = field(init=False)
    _filled: NDArray[np.int64] = field(init=False)
    _weights: NDArray[np.float32] = field(init=False)
    _known: dict[tuple[str, bool], NDArray[np.float32]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = [title_words_of(title) for title in self.titles]
        self._vocabulary = sorted({word.text for title in found for word in title})
        row = {word: place for place, word in enumerate(self._vocabulary)}
        self._rows = np.array([row[word.text] for title in found for word in title], np.int64)
        self._filled = np.array([place for place, title in enumerate(found) if title], np.int64)
        sizes = [len(title) for title in found if title]
        self._starts = np.cumsum([0, *sizes])[:-1]
        counts: dict[str, int] = {}
        for title in found:
            for kept in {stem(word.text) for word in title}:
                counts[kept] = counts.get(kept, 0) + 1
        size = len(self.titles)
        self._weights = np.array(
            [np.log((1 + size) / (1 + counts[stem(word)])) + 1 for word in self._vocabulary], np.float32
        )
        self._unseen = float(np.log(1 + size) + 1)

    def scores(self, title: str) -> NDArray[np.float32]:
        """Return, for each title of the catalogue, the weighted share of words that both titles share."""
        scores = np.zeros(len(self.titles), np.float32)
        asked = title_words_of(title)
        if not asked or not len(self._rows):
            return scores
        table = np.stack([self._likeness(word)[self._rows] for word in asked])
        weights = np.array([self._weight(word) for word in asked], np.float32)
        found = np.maximum.reduceat(table, self._starts, axis=1)
        there = weights @ found / weights.sum()
        own = self._weights[self._rows]
        back = np.add.reduceat(table.max(axis=0) * own, self._starts) / np.add.reduceat(own, self._starts)
        scores[self._filled] = (there + back) / 2
        return scores

    def _likeness(self, word: TitleWord) -> NDArray[np.float32]:
        key = (word.text, word.shortened)
        if key not in self._known:
            self._known[key] = np.array(
                [alike(word.text, other, word.shortened) for other in self._vocabulary], np.float32
            )
        return self._known[key]

    def _weight(self, word: TitleWord) -> float:
        likeness = self._likeness(word)
        best = int(likeness.argmax())
        return float(self._weights[best]) if likeness[best] > 0 else self._unseen
