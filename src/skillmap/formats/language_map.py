"""Texts that a source gives in several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from skillmap.formats.json_text import Node
from skillmap.formats.text import clean

_TWO_LETTERS = {
    "BUL": "bg",
    "CES": "cs",
    "DAN": "da",
    "DEU": "de",
    "ELL": "el",
    "ENG": "en",
    "EST": "et",
    "FIN": "fi",
    "FRA": "fr",
    "GLE": "ga",
    "HRV": "hr",
    "HUN": "hu",
    "ISL": "is",
    "ITA": "it",
    "LAV": "lv",
    "LIT": "lt",
    "MKD": "mk",
    "MLT": "mt",
    "NLD": "nl",
    "NOR": "no",
    "POL": "pl",
    "POR": "pt",
    "RON": "ro",
    "SLK": "sk",
    "SLV": "sl",
    "SPA": "es",
    "SRP": "sr",
    "SWE": "sv",
    "TUR": "tr",
    "UKR": "uk",
}
_NAMES = {
    "english": "en",
    "spanish": "es",
    "español": "es",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "deutsch": "de",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$")
_NO_LANGUAGE = frozenset({"", "und", "none", "@none", "mul", "zxx"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in the language chosen; false when there is no text."""

    text: str
    """On one line."""
    language: str | None
    place: str
    lines: str = ""
    """The text as it stands, with its lines."""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Languages:
    """Which language to take: English where there is English, then the document's own."""

    primary: str | None = None

    def wording(self, node: Node) -> Wording:
        """Return the text of a language map, a JSON-LD language value, or a plain text.

        Of several texts in one language the first counts; the lines of a list in a language map are kept.
        """
        found = [candidate for item in node.each() for candidate in _candidates(item)]
        if not found:
            return Wording("", None, node.one().place)
        tag, chosen = min(found, key=lambda candidate: self._rank(candidate[0]))
        return _worded(tag, chosen)

    def wordings(self, node: Node) -> list[Wording]:
        """Return each of several texts in the language chosen, in order."""
        values = [item for item in node.each() if _is_language_value(item)]
        best = min((self._rank(tag) for item in values for tag, _ in _candidates(item)), default=0)
        found = []
        for item in node.each():
            candidates = _candidates(item)
            if not candidates:
                continue
            tag, chosen = min(candidates, key=lambda candidate: self._rank(candidate[0]))
            if not _is_language_value(item) or self._rank(tag) == best:
                found += [_worded(tag, text) for text in chosen.each() if text.text()]
        return found

    def label(self, node: Node) -> Wording:
        """Return the label of a concept."""
        return self.wording(node.get("prefLabel"))

    def _rank(self, tag: str) -> int:
        base = tag.lower().partition("-")[0]
        wanted = [language for language in ("en", self.primary) if language]
        return wanted.index(base) if base in wanted else len(wanted)


def tags_of(node: Node) -> list[str]:
    """Return the languages in which a text is given, in the order of the source."""
    tags = [tag.lower() for item in node.each() for tag, _ in _candidates(item)]
    return [tag for tag in dict.fromkeys(tags) if tag not in _NO_LANGUAGE]


def joined(*texts: str) -> str:
    """Return a label and what explains it as one text; what only repeats is left out."""
    kept: list[str] = []
    for text in texts:
        if any(text.casefold() in earlier.casefold() for earlier in kept):
            continue
        kept = [earlier for earlier in kept if earlier.casefold() not in text.casefold()] + [text]
    return ": ".join(kept)


def language_tag(text: str) -> str | None:
    """Return the tag of a language given as a tag or by a common name, e.g. ``English``; else None."""
    named = _NAMES.get(text.strip().lower())
    return named or (text.strip().lower() if _TAG.match(text.strip()) else None)


def two_letter_tag(uri: str) -> str | None:
    """Return the language tag for a URI of the EU's language list, e.g. ``.../language/ENG``."""
    return _TWO_LETTERS.get(uri.rstrip("/").rpartition("/")[2].upper())


def _candidates(node: Node) -> list[tuple[str, Node]]:
    """Return the texts of one value, each with its language tag, empty where there is none."""
    if not isinstance(node.value, dict):
        return [("", node)] if node.text() else []
    if _is_language_value(node):
        text = node.get("@value")
        return [(node.get("@language").text(), text)] if text.text() else []
    if not _is_language_map(node.value):
        return []
    return [(tag, text) for tag, text in ((tag, node.get(tag)) for tag in node.value) if text.texts()]


def _is_language_map(value: dict[str, Any]) -> bool:
    if not all(_TAG.match(key) or key.lower() in _NO_LANGUAGE for key in value):
        return False
    # A sole "id" is Indonesian, or the address of something described elsewhere.
    sole = str(value.get("id", "")) if len(value) == 1 else ""
    return ":" not in sole or " " in sole


def _is_language_value(node: Node) -> bool:
    return isinstance(node.value, dict) and "@value" in node.value


def _worded(tag: str, node: Node) -> Wording:
    lines = [item.raw_text() for item in node.each() if item.text()]
    tag = tag.lower()
    text = " ".join(clean(line) for line in lines)
    place = node.place if len(lines) > 1 else next(item for item in node.each() if item.text()).place
    return Wording(text, None if tag in _NO_LANGUAGE else tag, place, "\n".join(lines))
