"""Stems, against the obvious slow version, and words without their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmap.text import bare_words, stem, words
from skillmap.text.words import _ENDINGS, _SHORTEST


def slow_stem(word: str) -> str:
    bare = word.removesuffix("'s").removesuffix("’s")
    for _ in range(2):
        fitting = [end for end in _ENDINGS if bare.endswith(end) and len(bare) - len(end) >= _SHORTEST]
        bare = bare[: len(bare) - len(fitting[0])] if fitting else bare
    return bare


@given(st.text("abcgilmnorstvyz", max_size=6), st.lists(st.sampled_from(_ENDINGS), max_size=3))
def test_a_stem_loses_the_first_ending_that_fits_twice(start: str, endings: list[str]) -> None:
    word = start + "".join(endings)

    assert stem(word) == slow_stem(word)


@given(st.text(max_size=40))
def test_words_are_the_same_with_and_without_their_places(text: str) -> None:
    assert bare_words(text) == [word for word, _ in words(text)]
