"""Spelling: the stretch of words and the name that mean most alike, letter by letter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from rapidfuzz import fuzz

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Alignment, Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name


class Spelling:
    """How alike two stretches of words are in spelling; never a verdict, since a part is not the whole."""

    def __init__(self, name: str, ratio: Callable[[str, str], float]) -> None:
        self._name = name
        self._ratio = ratio

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``; meant for a short list."""
        chosen = np.arange(len(index)) if rows is None else rows
        return np.array([self._score(found) for found in query.alignments(index, chosen)], np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the two stretches compared."""
        (seen,) = query.alignments(index, np.array([row]))
        span = span_in_name(index.targets[row], seen.name)
        return Reason(self._name, self._score(seen), seen.window.text, seen.name, seen.window.span, span)

    def _score(self, seen: Alignment) -> float:
        return self._ratio(seen.window.text.lower(), seen.name.lower()) / 100


class LetterRatio(Spelling):
    """Spelling of the best stretch of words and the best name, letter by letter (RapidFuzz ratio)."""


class WordRatio(Spelling):
    """Spelling of the best stretch and the best name with their words sorted (RapidFuzz token_sort_ratio)."""


scorers.register("letters")(LetterRatio("letters", fuzz.ratio))
scorers.register("sorted-words")(WordRatio("sorted-words", fuzz.token_sort_ratio))
