"""Words of a text with their places, and the stem that forms of one word share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from skillmap.domain import Span

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’.+#](?=[^\W_])|[+#])*")
# Longest first; what is left must keep three letters.
_ENDINGS = (
    *("isations", "izations", "isation", "ization", "ational", "fulness", "iveness", "ations", "ation"),
    *(
        "ments",
        "ment",
        "ically",
        "ingly",
        "ities",
        "ness",
        "ings",
        "ions",
        "ical",
        "ity",
        "ies",
        "ing",
        "ion",
    ),
    *("ors", "ers", "ed", "es", "er", "or", "al", "ic", "ly", "y", "e", "s"),
)
_SHORTEST = 3
# A word is held against the endings in its last letter only; their order stays.
_ENDINGS_IN = {
    last: tuple(end for end in _ENDINGS if end[-1] == last) for last in {end[-1] for end in _ENDINGS}
}


def words(text: str) -> Iterator[tuple[str, Span]]:
    """Give each word of a text in lower case, with its place."""
    for found in _WORD.finditer(text):
        yield found[0].lower(), Span(found.start(), found.end())


def bare_words(text: str) -> list[str]:
    """Return the words of a text in lower case, where no places are asked for: a third of the time."""
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return what forms of a word have in common, by taking off its endings.

    Rough on purpose: ``translate``, ``translating`` and ``translation`` agree, and so may words that only
    look related.

    >>> stem("translation") == stem("translate") == stem("translating")
    True
    """
    bare = word.removesuffix("'s").removesuffix("’s")
    for _ in range(2):
        for ending in _ENDINGS_IN.get(bare[-1:], ()):
            if bare.endswith(ending) and len(bare) - len(ending) >= _SHORTEST:
                bare = bare[: len(bare) - len(ending)]
                break
    return bare
