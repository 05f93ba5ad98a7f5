"""How vacancies ask for skills: the words that did so in sentences that were judged, skill by skill.

A taxonomy names a skill once or a few times; vacancies ask for it in words of their own ("team player",
"spot on with numbers"), and for some skills far more often than for others. Both are facts that a list of
names lacks. The mentions ship with the re-ranker (``models/rerank/mentions.tsv``: label, words, sentence) and
reach a target by its preferred name, so they serve every taxonomy that has a skill of that name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from skillmap.errors import FormatError
from skillmap.matching.encoder import Vectors

if TYPE_CHECKING:
    from pathlib import Path

    from skillmap.matching.index import Rows, TargetIndex
    from skillmap.matching.query import Query
    from skillmap.matching.scorer import Scores
    from skillmap.matching.vectors import Progress
    from skillmap.text import Window

UNASKED = -1.0
"""Likeness of a skill that no words are known for."""
WHOLE = "*"
"""Stands for the words where only the whole sentence asks for the skill."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a sentence asks for a skill."""

    label: str
    """Preferred name of the skill."""
    words: str
    """The shortest stretch that asks for it; ``WHOLE`` where only the sentence does."""
    sentence: str
    """Id of the sentence that was judged."""


@dataclass(frozen=True, slots=True)
class NearestMention:
    """Words that asked for a skill elsewhere, and those of a statement that are nearest to them."""

    words: str
    window: Window
    cosine: float


@dataclass(frozen=True)
class Asked:
    """The mentions of the targets of one index."""

    counts: NDArray[np.float32]
    """How often each target is asked for; of shape (n_targets,)."""
    words: tuple[str, ...]
    """Those of each mention that has words of its own, target by target."""
    vectors: Vectors
    """One unit-length row for each of them, of shape (n_words, dim)."""
    targets: Rows
    """Row of the target of each of them, rising."""

    def likeness(self, query: Query) -> Scores:
        """Return for each target the cosine of its nearest mention with any window of the statement.

        ``UNASKED`` where no mention is known; of shape (n_targets,).
        """
        if id(self) in query.likeness:
            return query.likeness[id(self)]
        found = query.likeness[id(self)] = np.full(len(self.counts), UNASKED, np.float32)
        if len(self.words):
            nearest = (self.vectors @ query.vectors.T).max(axis=1)
            begins = np.flatnonzero(np.diff(self.targets, prepend=-1))
            found[self.targets[begins]] = np.maximum.reduceat(nearest, begins)
        return found

    def nearest_rows(self, query: Query, limit: int) -> Rows:
        """Return the targets whose mentions are nearest to the statement, nearest first."""
        likeness = self.likeness(query)
        rows: Rows = np.argsort(-likeness, kind="stable")[:limit]
        return rows[likeness[rows] > UNASKED]

    def nearest(self, query: Query, row: int) -> NearestMention | None:
        """Return the mention of a target that is nearest to the statement; None where there is none."""
        places = np.flatnonzero(self.targets == row)
        if not len(places):
            return None
        cosines = self.vectors[places] @ query.vectors.T
        mention, window = np.unravel_index(int(cosines.argmax()), cosines.shape)
        return NearestMention(
            self.words[places[mention]], query.windows[int(window)], float(cosines[mention, window])
        )


class Mentions:
    """All mentions, whatever the taxonomy."""

    def __init__(self, mentions: Sequence[Mention] = ()) -> None:
        self.mentions = tuple(mentions)

    def at(self, index: TargetIndex, progress: Progress | None = None) -> Asked:
        """Return those of the targets of an index; words that are new to its store are encoded first."""
        row = self._rows(index)
        known = [mention for mention in self.mentions if mention.label in row]
        counts = Counter(row[mention.label] for mention in known)
        # Equal words of one target count once: only the nearest matters.
        own = sorted({(row[one.label], one.words) for one in known if one.words != WHOLE})
        words = tuple(text for _, text in own)
        index.store.rows_of(words, progress, "words that ask for skills")
        total = np.zeros(len(index), np.float32)
        total[list(counts)] = list(counts.values())
        return Asked(
            total,
            words,
            index.store.vectors_of(words),
            np.array([target for target, _ in own], np.int64),
        )

    def _rows(self, index: TargetIndex) -> dict[str, int]:
        """Return the row of each label that is the preferred name of a target.

        By the rows of the store, where those names already are: to read every target would take longer.
        """
        labels = sorted({mention.label for mention in self.mentions})
        stored = index.store.known_rows(labels)
        preferred = index.name_rows[index.starts[:-1]]
        order = np.argsort(preferred, kind="stable")
        places = np.searchsorted(preferred, stored, sorter=order)
        found = order[np.minimum(places, len(order) - 1)] if len(order) else places
        return {
            label: int(target)
            for label, row, target in zip(labels, stored, found, strict=True)
            if row >= 0 and len(preferred) and preferred[target] == row
        }


def read_mentions(path: Path) -> Mentions:
    """Return the mentions of a file with the columns label, words, sentence and no header.

    Raises:
        FormatError: a line has another number of columns.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 3:
            raise FormatError(path.name, f"line {number}", "expected label, words and sentence")
        found.append(Mention(*columns))
    return Mentions(found)


NO_MENTIONS = Mentions()
