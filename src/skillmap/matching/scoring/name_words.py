"""How many of a name's words stand in the statement."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from skillmap.domain import Reason
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.spans import span_in_name
from skillmap.text import bare_words, stem, words

_SMALL_WORDS = frozenset("a an the of and or to in for on with by at from as is are be".split())


class NameWords:
    """The share of a name's words that the statement has in any form, for the name that fares best.

    "Analyse the market" has both words of *market analysis*; "sell at a market" has one of them.
    """

    def scores(self, query: Query, index: TargetIndex, rows: Rows | None = None) -> Scores:
        """Return the score of each target, or of the targets in ``rows``; meant for a short list."""
        chosen = np.arange(len(index)) if rows is None else rows
        said = _stems(query.statement.text)
        begins = _beginning_with(said)
        return np.array([_highest(said, begins, index.targets[int(row)].names) for row in chosen], np.float32)

    def reason(self, query: Query, index: TargetIndex, row: int) -> Reason:
        """Return the score for one target, with the name and the statement."""
        target = index.targets[row]
        score, name = self._best(_stems(query.statement.text), target.names)
        shared = _stems(name) & _stems(query.statement.text)
        seen = [word for word, _ in words(query.statement.text) if stem(word) in shared]
        text = " ".join(dict.fromkeys(seen)) or query.windows[0].text
        return Reason("name-words", score, text, name, None, span_in_name(target, name))

    def _best(self, said: frozenset[str], names: tuple[str, ...]) -> tuple[float, str]:
        # Of equals the first: the preferred name.
        return max(((_share(said, name), name) for name in names), key=lambda found: found[0])


def _highest(said: frozenset[str], begins: re.Pattern[str], names: tuple[str, ...]) -> float:
    """Return the best share of some names."""
    return max([_share(said, name) for name in names if begins.search(name.lower())], default=0.0)


def _beginning_with(stems: frozenset[str]) -> re.Pattern[str]:
    """Return what finds a word with one of the stems or more: a stem begins its word.

    Most names have none, and finding that out costs a tenth of stemming them.
    """
    either = "|".join(map(re.escape, sorted(stems))) or r"(?!)"
    return re.compile(rf"(?<![^\W_])(?:{either})")


def _share(said: frozenset[str], name: str) -> float:
    own = _stems(name)
    return len(own & said) / len(own) if own else 0.0


@lru_cache(maxsize=32768)  # the names of a short list come back with the next statement of a credential
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in bare_words(text) if word not in _SMALL_WORDS)


scorers.register("name-words")(NameWords())
