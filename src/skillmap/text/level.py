"""How deep a text says that something is learnt: its level words, its levels by number, its verbs.

Three scales, each read only where the text uses it: words and verbs from 1 (introduction, awareness,
"name") to 3 (advanced, mastery, "design"); the numbers of named frameworks ("EQF level 7", "
""C1"); the number of a
part of a sequence ("Accounting II"). None is guessed from another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from skillmap.domain import Span
from skillmap.text.words import stem, words

_DEGREE = (
    r"(?:degree|level|standard|grasp|command|ability|knowledge|understanding|skills?|proficiency|mastery)"
)
_WORDED = (
    (
        1.0,
        r"introduct(?:ion|ory)|introduces?|intro\b|beginn(?:ers?|ing)\b|basics?\b|elementary|rudiment\w*|primer|"
        r"preliminary|fundamentals?\b|foundations? (?:of|level|course|in|for)|foundational|entry[- ]level|"
        r"awareness|(?:be(?:ing)?|becom\w+) aware|familiari\w+|overview|acquainted|novice|"
        r"first (?:course|steps?|"
        r"ideas?|look|notions?|glance|principles|impressions?|contact)|(?:very )?first \w+s (?:on|in|"
        r"with|of)\b|"
        r"apprentice|trainee|amateur|hobby(?:ist)?|junior|starter|taster|"
        rf"(?:limited|poor|low|weak|little|slight|some|partial|modest|minimal|superficial) {_DEGREE}|"
        r"slight(?:ly)?\b|superficial(?:ly)?|pre-?intermediate|absolute beginn\w+|gentle start|\b101\b|"
        r"simple(?:st)?\b",
    ),
    (2.0, r"intermediate|working knowledge|competent(?:ly)?|sound knowledge|practitioner|journeyman"),
    (
        3.0,
        r"advanced|expert(?:ise|ly)?\b|master(?:y|s|ful\w*)?\b|specialist|specialised|specialized|proficient(?:ly)?|"
        r"proficiency|senior|professional(?:ly)?|fluen(?:t|tly|cy)\b|experienced|excellent|"
        r"in[- ]depth|in depth|"
        rf"(?:high|strong|deep|thorough|outstanding|superior|full|great|extensive) (?:level of |"
        rf"degree of )?{_DEGREE}|"
        r"high(?:ly)? (?:degree|level|skilled|experienced|competent)|highest|postgraduate|graduate[- ]level|"
        r"complex|rigorous(?:ly)?|virtuos\w+|strategic(?:ally)?",
    ),
)
_WORDS_AT = tuple((depth, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for depth, pattern in _WORDED)
_AT_LEVEL = re.compile(
    r"\bat (?:an? |the )?([a-z-]+)['’]?s? (?:level|standard)\b|\b([a-z-]+) level (?:of|in)\b|"
    r"\b(?:at the )?level of (?:an? |the )?([a-z-]+)\b",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(
    r"\b(EQF|NQF|RQF|SCQF|QQI|AQF|FHEQ|CQFW|ISCED|NVQ|SFIA|grade|level|stage|step)\s*(?:level\s*)?(\d{1,2})\b|"
    r"\b([ABC][12])\b(?!\s*:)",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(
    r"\b(?:part|module|course|unit|level|volume|semester|year)?\s*\b(IV|V|VI|I{1,3}|[1-9])\s*"
    r"(?=$|[:.;)]|\s-\s|:\s|\()",
)
# Narrower than above: "Complex Analysis" and "Professional Ethics" are subjects.
_TITLE_WORDS = (
    (
        1.0,
        r"introduct(?:ion|ory)|intro\b\.?|elementary|basics?\b|beginn(?:ers?|ing)\b|fundamentals?\b|foundations?\b|"
        r"(?:a )?first (?:course|steps?)|primer|\b101\b|entry[- ]level|essentials?\b|preliminary|level 1\b",
    ),
    (2.0, r"intermediate\b"),
    (
        3.0,
        r"advanced?\b|adv\b\.?|expert\b|mastering|graduate\b|final[- ]year|honours\b|further\b|level c[12]",
    ),
)
_TITLE_AT = tuple((depth, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for depth, pattern in _TITLE_WORDS)
_LEADING = re.compile(
    r"^\s*(?:(?:an?|the)\s+)?(?:(?:introduct(?:ion|ory)|intro\.?|elementary|basics?|beginning|fundamentals?|"
    r"foundations?|principles|essentials?|elements|concepts|advanced?|adv\.?|intermediate|further|"
    r"(?:a )?first (?:course|steps?)|topics|special topics|studies|issues|survey|overview)(?![^\W_])\s*"
    r"(?:(?:topics|concepts|studies|course|issues)\b\s*)?(?:(?:to|of|in|on|and|for)\b\s*)?(?:the\s+)?)+(?=\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s*[:,(-]\s*|\s+)(?:(?:an?\s+)?(?:introduction|introductory|advanced|intermediate|"
    r"(?:a )?first course|"
    r"for (?:absolute )?beginners|fundamentals|basics|101|(?:part|level|module|course|"
    r"unit)\s*(?:[1-9]|[IV]+)|"
    r"(?:[1-9]|I{1,3}|IV|VI?)[A-D]?))\s*\)?\s*$"
)
_NUMERALS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_VERBS = {
    1.0: """name list recall recognise recognize state identify label match define locate recite memorise
    memorize quote tell note see hear view visit watch meet follow observe know""",
    1.4: """describe explain understand discuss summarise summarize outline classify illustrate interpret
    paraphrase report indicate comment review appreciate""",
    1.8: """use apply carry perform prepare operate make calculate solve measure demonstrate run write draw
    practise practice cook build install collect record implement execute read conduct employ complete
    handle keep""",
    2.2: """analyse analyze compare contrast test examine differentiate investigate distinguish diagnose model
    organise organize relate question appraise select choose adapt""",
    2.6: """evaluate critique criticise criticize assess judge justify defend argue design create develop
    devise formulate compose invent engineer direct lead prove construct plan produce synthesise synthesize
    master research pioneer originate architect optimise optimize""",
}
_DEPTH_OF = {stem(verb): depth for depth, verbs in _VERBS.items() for verb in verbs.split()}
_OPENING = 4
"""Words from the beginning of a clause in which a verb is looked for."""
_CLAUSE = re.compile(r"[,;:.]|\b(?:and|or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or number that states a level."""

    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class Depth:
    """What a text says of its level, on each scale; None where it says nothing."""

    worded: Cue | None = None
    """From 1 to 3 by level words."""
    verb: Cue | None = None
    """From 1 to 3 by the most demanding verb that begins a clause."""
    framework: tuple[str, Cue] | None = None
    """Name of the scale in capitals, and the number on it."""
    sequence: Cue | None = None
    """Number of a part of a sequence, from the end of a title."""
    named: tuple[str, Cue] | None = None
    """Stem of the word in "at ... level", whatever it is; the value is 0."""


@lru_cache(maxsize=4096)
def depth_of(text: str) -> Depth:
    """Read the level that a text states."""
    return Depth(_worded(text), _verb(text), _framework(text), _sequence(text), _named(text))


def _worded(text: str) -> Cue | None:
    """The word that stands first decides: "an introduction to advanced ceramics" introduces."""
    found = [
        Cue(depth, Span(place.start(), place.end()))
        for depth, pattern in _WORDS_AT
        for place in pattern.finditer(text)
    ]
    return min(found, key=lambda cue: (cue.span.start, -cue.span.end), default=None)


def _verb(text: str) -> Cue | None:
    found = []
    start = 0
    for end in [*(gap.end() for gap in _CLAUSE.finditer(text)), len(text)]:
        opening = list(words(text[start:end]))[:_OPENING]
        for word, span in opening:
            if (depth := _DEPTH_OF.get(stem(word))) is not None:
                found.append(Cue(depth, Span(start + span.start, start + span.end)))
                break
        start = end
    return max(found, key=lambda cue: cue.value, default=None)


def _framework(text: str) -> tuple[str, Cue] | None:
    place = _FRAMEWORK.search(text)
    if place is None:
        return None
    span = Span(place.start(), place.end())
    if place[3]:
        written = place[3].upper()
        return "CEFR", Cue(2.0 * "ABC".index(written[0]) + int(written[1]), span)
    return place[1].upper(), Cue(float(place[2]), span)


def _sequence(text: str) -> Cue | None:
    place = _SEQUENCE.search(text)
    if place is None or _framework(text) is not None:
        return None
    number = place[1]
    return Cue(float(_NUMERALS.get(number) or number), Span(place.start(1), place.end(1)))


def _named(text: str) -> tuple[str, Cue] | None:
    place = _AT_LEVEL.search(text)
    if place is None:
        return None
    group = next(number for number in (1, 2, 3) if place[number])
    return stem(place[group].lower()), Cue(0.0, Span(place.start(group), place.end(group)))


def opens_with_deed(word: str) -> bool:
    """Return True for a verb of what is done with what is learnt: "assess", "explains", "building"."""
    return stem(word) in _DEPTH_OF


def title_level(title: str) -> Cue | None:
    """Return the level that the words of a course title state, from 1 to 3, or None."""
    found = [
        Cue(depth, Span(place.start(), place.end()))
        for depth, pattern in _TITLE_AT
        for place in pattern.finditer(title)
    ]
    return min(found, key=lambda cue: cue.span.start, default=None)


@lru_cache(maxsize=16384)
def subject_of(title: str) -> str:
    """Return a title without its level: "Introduction to Botany II" is of botany.

    >>> [subject_of(title) for title in ("Introduction to Botany", "Italian II", "Europe after 1945")]
    ['Botany', 'Italian', 'Europe after 1945']
    """
    bare = _LEADING.sub("", _TRAILING.sub("", title)).strip(" -:,.")
    return bare if any(letter.isalpha() for letter in bare) else title
