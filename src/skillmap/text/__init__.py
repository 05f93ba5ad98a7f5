"""Statements as text: windows of words, content words, language."""

from skillmap.text.language import is_covered
from skillmap.text.neutral import clipped, neutral
from skillmap.text.windows import Window, content_words, phrases, windows

__all__ = ["Window", "clipped", "content_words", "is_covered", "neutral", "phrases", "windows"]
