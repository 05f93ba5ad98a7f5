"""Statements as text: windows of words, content words, levels, denials, prose, language."""

from skillmap.text.clauses import clauses, fronted, with_adjunct
from skillmap.text.impersonal import impersonal
from skillmap.text.language import LANGUAGE_NAMES, detected, is_covered, possible_languages, seems_foreign
from skillmap.text.level import Depth, depth_of, subject_of, title_level
from skillmap.text.negation import Denial, denials
from skillmap.text.neutral import clipped, neutral
from skillmap.text.prose import NO_PROSE, Prose, content_of, is_prose, learn_prose, sentences
from skillmap.text.titles import TitleWord, alike, expanded, title_words_of, vocabulary_of
from skillmap.text.verbs import Deed, deed_of
from skillmap.text.windows import Window, content_words, phrases, windows
from skillmap.text.words import bare_words, stem, words

__all__ = [
    "LANGUAGE_NAMES",
    "NO_PROSE",
    "Deed",
    "Denial",
    "Depth",
    "Prose",
    "TitleWord",
    "Window",
    "alike",
    "bare_words",
    "clauses",
    "clipped",
    "content_of",
    "content_words",
    "deed_of",
    "denials",
    "depth_of",
    "detected",
    "expanded",
    "fronted",
    "impersonal",
    "is_covered",
    "is_prose",
    "learn_prose",
    "neutral",
    "phrases",
    "possible_languages",
    "seems_foreign",
    "sentences",
    "stem",
    "subject_of",
    "title_level",
    "title_words_of",
    "vocabulary_of",
    "windows",
    "with_adjunct",
    "words",
]
