"""Finding a skill by what people call it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

LEAST_RATIO = 70.0
"""Edit similarity, of 100, from which a name counts as a misspelling of the text searched for."""

NOT_IN_WORDS = re.compile(r"[^\w+#\n]+")
"""What separates words; ``+`` and ``#`` stay, for C++ and C#."""


class Closeness(IntEnum):
    """How a name answers a search, the closest first."""

    SAME = 0
    STARTS_WITH = 1
    HOLDS_PHRASE = 2
    HOLDS_WORDS = 3


class Hit(NamedTuple):
    """One name that answers a search. Sorted as a tuple, the best comes first."""

    closeness: float
    is_alternative: bool
    length: int
    row: int
    position: int
    """Which of the skill's names, the label being 0."""


class NameIndex:
    """The names of every skill, case-folded."""

    def __init__(self, names_by_row: Iterable[Sequence[str]]) -> None:
        self._owners: list[tuple[int, int]] = []
        names: list[str] = []
        for row, own in enumerate(names_by_row):
            names.extend(own)
            self._owners.extend((row, position) for position in range(len(own)))
        self._names = [folded(name) for name in names]
        # All at once: one substitution over a long text is much faster than one for each name.
        self._words = NOT_IN_WORDS.sub(" ", "\n".join(f" {name} " for name in self._names)).split("\n")

    def search(self, text: str, limit: int) -> list[tuple[int, int]]:
        """Return (row, position of the name) of the skills found, best first, each skill once."""
        wanted = folded(text)
        if not wanted or limit < 1:
            return []
        hits = sorted(self._close(wanted)) or sorted(self._similar(wanted))
        best: dict[int, int] = {}
        for hit in hits:
            best.setdefault(hit.row, hit.position)
            if len(best) == limit:
                break
        return list(best.items())

    def _close(self, wanted: str) -> Iterator[Hit]:
        phrase = NOT_IN_WORDS.sub(" ", f" {wanted} ")
        words = [f" {word} " for word in phrase.split()]
        for place, (name, spaced) in enumerate(zip(self._names, self._words, strict=True)):
            if name.startswith(wanted):
                closeness = Closeness.SAME if name == wanted else Closeness.STARTS_WITH
            elif words and phrase in spaced:
                closeness = Closeness.HOLDS_PHRASE
            elif words and all(word in spaced for word in words):
                closeness = Closeness.HOLDS_WORDS
            else:
                continue
            yield self._hit(place, closeness)

    def _similar(self, wanted: str) -> Iterator[Hit]:
        from rapidfuzz import fuzz, process

        found = process.extract_iter(wanted, self._names, scorer=fuzz.ratio, score_cutoff=LEAST_RATIO)
        for _, ratio, place in found:
            yield self._hit(place, -ratio)

    def _hit(self, place: int, closeness: float) -> Hit:
        row, position = self._owners[place]
        return Hit(closeness, position > 0, len(self._names[place]), row, position)


def folded(text: str) -> str:
    """Return a text as it is compared: without regard to case, white space collapsed."""
    return " ".join(text.casefold().split())
