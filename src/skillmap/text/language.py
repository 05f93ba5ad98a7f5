"""Whether a text is in a language that an encoder covers."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection


def is_covered(text: str, language: str | None, languages: Collection[str]) -> bool:
    """Return True when the stated language is among ``languages`` (or the first part of its tag is).

    Without a stated language only the script is looked at: a text mostly in letters that are not Latin is
    not covered by an encoder for Latin-script languages.
    """
    if language is not None:
        return language.lower().partition("-")[0] in languages
    letters = [character for character in text if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return 2 * latin >= len(letters)
