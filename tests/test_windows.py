import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.text import content_words, is_covered, phrases, windows


def test_a_word_that_holds_and_or_or_is_not_cut() -> None:
    found = [phrase.text for phrase in phrases("Understand standards and explain corporate orders")]

    assert found == ["Understand standards", "explain corporate orders"]


def test_the_whole_statement_comes_first() -> None:
    assert windows("Clean data, then plot it")[0].text == "Clean data, then plot it"


def test_runs_of_empty_words_are_left_out() -> None:
    texts = {window.text for window in windows("ability to work with data")}

    assert "ability to" not in texts
    assert "data" in texts


def test_no_window_is_longer_than_six_words_but_whole_phrases() -> None:
    sentence = "one two three four five six seven eight nine"

    lengths = {len(window.text.split()) for window in windows(sentence)[1:]}

    assert max(lengths) == 6


def test_an_empty_statement_gives_no_window() -> None:
    assert windows(" \n ") == ()


@given(st.text(max_size=80))
def test_every_window_is_the_text_at_its_span(text: str) -> None:
    for window in windows(text):
        assert text[window.span.start : window.span.end] == window.text


@given(st.text(max_size=80))
def test_no_two_windows_have_the_same_letters(text: str) -> None:
    keys = [window.text.lower() for window in windows(text)]

    assert len(keys) == len(set(keys))


def test_content_words_keep_c_sharp_and_drop_filler() -> None:
    assert content_words("Good knowledge of C# and node.js") == {"c#", "node.js"}


@pytest.mark.parametrize(
    ("text", "language", "covered"),
    [
        ("Bake bread", "en", True),
        ("Bake bread", "en-GB", True),
        ("Brot backen", "de", False),
        ("Bake bread", None, True),
        ("Выпекать хлеб", None, False),
        ("2 + 2", None, True),
    ],
)
def test_coverage_follows_the_language_tag_then_the_script(
    text: str, language: str | None, covered: bool
) -> None:
    assert is_covered(text, language, {"en"}) is covered
