"""Texts that a source gives in several languages."""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.formats.json_text import Node

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
_NO_LANGUAGE = frozenset({"und", "none", "@none", "mul", "zxx"})


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
        """Return the text of a language map, or of a plain text; of a list, the first item counts."""
        node = node.one()
        if not isinstance(node.value, dict):
            return Wording(node.text(), None, node.place, node.raw_text())
        wanted = [tag for tag in ("en", self.primary) if tag]
        tags = sorted(node.value, key=lambda tag: _rank(tag, wanted))
        for tag in tags:
            chosen = node.get(tag)
            if chosen.text():
                language = None if tag.lower() in _NO_LANGUAGE else tag.lower()
                return Wording(chosen.text(), language, chosen.place, chosen.raw_text())
        return Wording("", None, node.place)

    def label(self, node: Node) -> Wording:
        """Return the label of a concept."""
        return self.wording(node.get("prefLabel"))


def two_letter_tag(uri: str) -> str | None:
    """Return the language tag for a URI of the EU's language list, e.g. ``.../language/ENG``."""
    return _TWO_LETTERS.get(uri.rstrip("/").rpartition("/")[2].upper())


def _rank(tag: str, wanted: list[str]) -> int:
    base = tag.lower().partition("-")[0]
    return wanted.index(base) if base in wanted else len(wanted)
