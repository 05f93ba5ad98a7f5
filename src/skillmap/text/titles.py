"""Words of titles that abbreviate: "Mgmt" is management, and a title cut at 30 characters ends in half a
word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from skillmap.domain import Span
from skillmap.text.words import stem, words

SAME_STEM, SHORTENED, MISSPELT = 0.95, 0.85, 0.8
SHORTEST = 4
"""Letters from which the beginning of a word stands for the word; three do with a full stop or at a cut."""
LEFT_OUT = 4
"""Letters that an unmarked short form leaves out at least."""
CUT_AT = 30
"""Characters at which some registers cut titles."""
ALIKE = 88
"""RapidFuzz ratio from which two long words are one, misspelt."""
_SMALL = frozenset("a an the and or of in on to for with by at as from its their & de la".split())
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word of a title."""

    text: str
    """In lower case."""
    span: Span
    shortened: bool
    """Ends in a full stop, holds an apostrophe or stands where a register cut the title."""


def title_words_of(title: str) -> list[TitleWord]:
    """Return the words of a title that carry meaning."""
    found = []
    for word, span in words(title):
        if word in _SMALL:
            continue
        short = title[span.end : span.end + 1] == "." or "'" in word.removesuffix("'s")
        cut = span.end == len(title) == CUT_AT
        found.append(TitleWord(word, span, short or cut))
    return found


@lru_cache(maxsize=200_000)
def alike(one: str, other: str, shortened: bool) -> float:
    """Return how surely two words of titles are one word, in [0, 1]."""
    if one == other:
        return 1.0
    if stem(one) == stem(other):
        return SAME_STEM
    from rapidfuzz import fuzz

    short, full = sorted((one, other), key=len)
    least = SHORTEST - 1 if shortened else SHORTEST
    if len(short) >= least and (full.startswith(short) or _contracts(short, full)):
        return SHORTENED
    if len(short) > SHORTEST + 1 and fuzz.ratio(one, other) >= ALIKE:
        return MISSPELT
    return 0.0


def _contracts(short: str, full: str) -> bool:
    """Tell whether a word is another without some of its inner letters, as "mgmt" or "dev't" are."""
    bare = short.replace("'", "").replace("’", "")
    if "'" not in short and "’" not in short and _VOWELS.intersection(bare[1:]):
        return False
    if bare[0] != full[0] or bare[-1] != full[-1] or len(bare) > len(full):
        return False
    rest = iter(full)
    return all(letter in rest for letter in bare)


def vocabulary_of(texts: Iterable[str]) -> Mapping[str, int]:
    """Return how often each word stands in the texts of a catalogue; words it shortens itself are left
    out."""
    return Counter(
        word.text
        for text in texts
        for word in title_words_of(text)
        if not word.shortened and word.text.isalpha()
    )


def expanded(title: str, vocabulary: Mapping[str, int]) -> str:
    """Return a title with its shortened words written out, where the catalogue has a word that they shorten.

    >>> expanded("Intro to Mgmt Acc.", {"introduction": 9, "management": 5, "accounting": 4})
    'introduction to management accounting.'

    A word that the catalogue uses itself is not taken for a short form, unless it is marked as one.
    """
    parts, start = [], 0
    for word in title_words_of(title):
        full = _full(word, vocabulary)
        if full is not None:
            parts += [title[start : word.span.start], full]
            start = word.span.end
    return "".join((*parts, title[start:])) if parts else title


def _full(word: TitleWord, vocabulary: Mapping[str, int]) -> str | None:
    if not word.shortened and (word.text in vocabulary or len(word.text) < SHORTEST - 1):
        return None
    found = [
        (count, full)
        for full, count in vocabulary.items()
        if len(full) > len(word.text) + 1 and full[0] == word.text[0] and _shortens(word, full)
    ]
    return max(found, key=lambda pair: (pair[0], pair[1]))[1] if found else None


def _shortens(word: TitleWord, full: str) -> bool:
    least = SHORTEST - 1 if word.shortened else SHORTEST
    # "Cost" is no short form of "costing": an unmarked one leaves out a good piece.
    missing = 1 if word.shortened else LEFT_OUT
    begins = len(word.text) >= least and full.startswith(word.text) and len(full) - len(word.text) >= missing
    return begins or (len(word.text) >= SHORTEST - 1 and _contracts(word.text, full))
