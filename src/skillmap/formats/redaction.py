"""What tells who somebody is, cut out of lines before anything else looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from skillmap.formats.holder import STAND_IN
from skillmap.formats.text import clean

A_PERSON = "[a person]"
"""Written where a line named somebody with a title, such as a supervisor."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>()|,;]{1,500}|"
    r"\bhttps?:/*(?=\s|$)|"
    r"(?<![\w@])(?:[\w-]{1,63}\.){1,6}(?-i:com|org|edu|eu|de|at|ch|fr|es|it|uk|info|nl|pl)/[^\s<>()|,;]{1,300}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+.,/-])(?:\+|00)\d{1,3}[\s()/.-]{0,3}\d(?:[\s()/.-]{0,3}\d){5,12}(?![\w])|"
    r"(?<![\w+.,/-])\(?0\d{1,5}\)?[\s/-]{1,3}\d(?:[\s/-]?\d){4,10}(?![\w/.])"
)
_LOOKS_LIKE_DATES = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_CAPTIONS = (
    r"(?:e-?mail(?: address)?|tel(?:ephone|efon)?\.?|phone(?: number)?|mobil(?:e|telefon)?|fax|"
    r"web(?:site|seite)?|home ?page|links?|skype|linkedin|github|whatsapp(?: messenger)?)"
)
# What announced something that was cut: with a colon anywhere, without one only where it stands alone.
_CAPTION = re.compile(
    rf"(?:(?:^|(?<=[|;,]))\s*{_CAPTIONS}\s*[:.]?|\b{_CAPTIONS}\s*:)\s*(?=$|[|;,])", re.IGNORECASE
)
# A word with a capital letter; names of three words, of two with a particle, initials.
_NAME_WORD = r"(?:[^\W\d_a-z](?:\.|[\w-]*(?:['\u2019][\w-]+)*))"
_PARTICLE = r"(?:von|van|de|der|den|del|della|di|da|dos|le|la|zu|zur|bin|al)"
_NAME = rf"{_NAME_WORD}(?:(?:\s+{_PARTICLE}(?!\w)){{0,2}}\s+{_NAME_WORD}){{0,2}}"
_TITLE = (
    r"(?:(?:Prof|Dr|Mr|Mrs|Ms|Mx|Ing|Mag|Dipl)\.|(?:Prof|Dr|Mr|Mrs|Ms|Mx|Herrn?|Frau|Professor(?:in)?|"
    r"Monsieur|Madame|Mme|M\.|Señora?|Sra?\.|Signora?|Sig\.(?:ra)?|Dott\.(?:ssa)?|PhD))"
)
_TITLED = re.compile(
    rf"\b{_TITLE}(?:[\s-]+(?:{_TITLE}|(?:rer|phil|med|jur|ing|h|c)\.|nat\.|Ing\.))*\s+"
    rf"(?!(?:degree|thesis|student|programme|studies)\b){_NAME}"
)
_LEADING_TITLES = re.compile(rf"^(?:{_TITLE}\s+)+")
_LONGEST_NAME = 60
_MOST_CAPTIONS = 4
_SHORTEST = 2
_NOT_A_NAME = re.compile(
    r"curriculum|vitae|résumé|resume|lebenslauf|europass|\bcv\b|profile?\b|application|bewerbung|"
    r"personal|persönlich|information|daten|angaben|contact|kontakt|address|adresse|page|seite|invented|"
    r"street|straße|experience|education|skills|summary",
    re.IGNORECASE,
)
_NAME_ALONE = re.compile(
    rf"(?:{_TITLE}\s+)*{_NAME_WORD}(?:\s+(?:{_PARTICLE}|{_NAME_WORD})){{1,4}}$",
)
_NAME_CAPTION = re.compile(
    r"(?P<caption>(?:full |first |last |given |family |sur|vor|nach|familien)?names?(?:\(s\))?(?:\s*/\s*"
    r"(?:first |last |given |family |sur|vor|nach|familien)?names?(?:\(s\))?)?|nom|prénom|nombre|apellidos?|"
    r"nome|cognome)\s*:?\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A line without what was cut out of it."""

    text: str
    cut: tuple[str, ...]
    """What kind of thing was cut out, e.g. ``an email address``; empty where nothing was."""


_BIRTH = re.compile(
    r"(?:\bborn|\bgeboren|\*|\bnée?|\bnacid[oa]|\bnat[oa])\s*(?:on|in|am|le|el|il)?\s*"
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:\d{1,2}\.?\s+)?[^\W\d]{3,12}\s+(?:19|20)\d\d|(?:19|20)\d\d)"
    r"(?:\s+in\s+(?-i:[^\W\d_a-z])[\w-]*)?",
    re.IGNORECASE,
)


class Redactor:
    """Cuts contact details, people named with a title, and the holder's own name out of lines."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = [pattern for name in names for pattern in _patterns(name)]

    def clean(self, text: str) -> Redacted:
        """Return the line as it may be kept."""
        cut = []
        for pattern in self._names:
            text, count = pattern.subn(STAND_IN, text)
            cut += ["the holder's name"] if count else []
        text, count = _EMAIL.subn("", text)
        cut += ["an email address"] if count else []
        text, count = _ADDRESS.subn("", text)
        cut += ["a web address"] if count else []
        phones = [found for found in _PHONE.finditer(text) if not _LOOKS_LIKE_DATES.search(found[0])]
        for found in reversed(phones):
            text = text[: found.start()] + text[found.end() :]
        cut += ["a telephone number"] if phones else []
        text, count = _BIRTH.subn("", text)
        cut += ["a date of birth"] if count else []
        text, count = _TITLED.subn(A_PERSON, text)
        cut += ["the name of a person"] if count else []
        return Redacted(_tidy(text) if cut else text, tuple(dict.fromkeys(cut)))


def names_at_top(texts: Iterable[str]) -> list[str]:
    """Return what looks like the holder's name among the lines above the first section of a CV."""
    found = []
    for text in texts:
        line = clean(text)
        captioned = _NAME_CAPTION.match(line) if len(line) <= 2 * _LONGEST_NAME else None
        if captioned is not None:
            found.append(captioned["name"])
        elif _is_name(line) and not found:
            found.append(line)
    return found


def titled_names(texts: Iterable[str]) -> list[str]:
    """Return the names of two words and more that stand behind a title such as ``Ms`` or ``Herr``."""
    found = [match[0] for text in texts for match in _TITLED.finditer(text)]
    return [name for name in found if len(_LEADING_TITLES.sub("", name).split()) > 1]


def _is_name(line: str) -> bool:
    if len(line) > _LONGEST_NAME or _NOT_A_NAME.search(line) or any(sign.isdigit() for sign in line):
        return False
    return bool(_NAME_ALONE.match(line.title() if line.isupper() else line))


def _patterns(name: str) -> list[re.Pattern[str]]:
    """Return what finds a name in full, the other way round, and as its last part with a title."""
    name = _LEADING_TITLES.sub("", clean(name)).strip(" ,")
    if "," in name:
        family, _, given = name.partition(",")
        name = f"{given.strip()} {family.strip()}"
    words = [word for word in name.split() if len(word) >= _SHORTEST]
    if len(words) < 2:
        return [_whole(name)] if len(name) > _SHORTEST else []
    family = words[-1]
    given = r"\s+".join(map(re.escape, words[:-1]))
    return [
        re.compile(rf"(?<!\w){given}\s+{re.escape(family)}(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w){re.escape(family)},?\s+{given}(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<!\w){_TITLE}\s+(?:{re.escape(words[0])}\s+)?{re.escape(family)}(?!\w)"),
    ]


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _tidy(text: str) -> str:
    """Return a line without the captions and signs that stand alone after a cut."""
    text = re.sub(r"\(\s*\)|\[\s*\]", "", clean(text))
    # Each caption may stand in front of another one.
    for _ in range(_MOST_CAPTIONS):
        text = _CAPTION.sub("", text)
    text = re.sub(r"\s*([|;,])(?:\s*[|;,])+", r"\1", text)
    # A dash in front is the mark of a list item.
    return clean(text).rstrip(" |;,:-\u2013\u2014").lstrip(" |;,:")
