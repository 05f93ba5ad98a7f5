"""Statements as text: windows of words, content words, language."""

from skillmap.text.language import LANGUAGE_NAMES, detected, is_covered, possible_languages, seems_foreign
from skillmap.text.neutral import clipped, neutral
from skillmap.text.windows import Window, content_words, phrases, windows

__all__ = [
    "LANGUAGE_NAMES",
    "Window",
    "clipped",
    "content_words",
    "detected",
    "is_covered",
    "neutral",
    "phrases",
    "possible_languages",
    "seems_foreign",
    "windows",
]
