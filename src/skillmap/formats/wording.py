"""Learning outcomes, assessment and attendance as issuers put them into prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape

from skillmap.formats.text import clean, clean_lines, sentences

_BULLET = re.compile(r"^\s*(?:[-*+•‣▪●○·–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+(?P<text>\S.*)$")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s+(?P<marked>.+?)\s*#*|\*\*(?P<bold>[^*]+)\*\*:?)\s*$")
_ABOUT_OUTCOMES = re.compile(
    r"learning (?:outcome|objective|goal)|outcomes?\b|competenc|skills?\b|objectives|able to|\bcan\b|"
    r"knowledge|understand|demonstrat|will (?:know|learn)|what (?:you|they|learners|students)",
    re.IGNORECASE,
)
_ABOUT_OTHER = re.compile(
    r"assess|evidence|prerequisite|entry require|resource|reading|syllabus|topics?\b|contents?\b|contact|"
    r"grading|exam|how to (?:earn|apply|get)",
    re.IGNORECASE,
)

_EARNER = (
    r"(?:(?:the|each|every|all)\s+)?"
    r"(?:students?|learners?|participants?|earners?|recipients?|candidates?|holders?|you|they)"
)
_STEP = (
    r"(?:successfully\s+|have\s+|has\s+)?(?:complet(?:e|es|ed|ing|ion of)|pass(?:es|ed|ing)?|"
    r"attend(?:s|ed|ing)?(?! to)|submit(?:s|ted)?|participat(?:e|es|ed)|took part|take part|enrol\w*|"
    r"register\w*|finish(?:es|ed)?|fulfil\w*)"
)
_REACH = (
    r"(?:earn(?:s|ed)?|obtain(?:s|ed)?|achiev(?:e|es|ed)|scor(?:e|es|ed)|receiv(?:e|es|ed)|hold|"
    r"gain(?:s|ed)?)"
)
_THING = (
    r"(?:course(?:s|work)?|modules?|lessons?|units?|exam\w*|assessments?|quiz\w*|tests?|sessions?|lectures?|"
    r"workshops?|webinars?|assignments?|projects?|portfolio|tasks|activities|exercises|requirements?|hours|"
    r"program(?:me)?s?|degree|training|event|conference)"
)
_MARK = r"(?:\d+ ?(?:%|per ?cent)|grade|mark|scores?|credits?|attendance|badges?|certificates?)"
_EARNS = re.compile(
    rf"^{_EARNER}\s+(?:must|should|need to|have to|has to|had to|(?:are|is) required to)\s+{_STEP}\b|"
    rf"^(?:{_EARNER}\s+)?{_STEP}\b(?:\W+(?!risk|needs|impact)[\w%-]+){{0,5}}?\W+{_THING}(?!\w)|"
    rf"^(?:{_EARNER}\s+)?(?:{_STEP}|{_REACH})\b.*?\b{_MARK}(?!\w)",
    re.IGNORECASE,
)
_AWARD = r"\b(?:badge|credential|certificate|award|degree)\b"
_GIVEN = r"\b(?:nominated|awarded|issued|granted|given|earned|conferred|earn this)\b"
_ABOUT_AWARD = re.compile(rf"{_AWARD}.*{_GIVEN}|{_GIVEN}.*{_AWARD}", re.IGNORECASE)
_ABOUT_LEARNING = re.compile(
    r"demonstrat|\bable to\b|\bskill|proficien|knowledge|understanding|\bcan\b|abilit|capab|capacity",
    re.IGNORECASE,
)
_AWARDED_TO_ONE_WHO = re.compile(
    rf"^.*?{_AWARD}.*?\b(?:who|that)\s+(?=(?:has |have )?(?:demonstrated|shown|can|is able|are able)\b)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 200
LONGEST_NARRATIVE = 20_000
"""Characters in which statements are looked for; no badge says more, and patterns take time."""
_LONGEST_STEP = 500
"""Characters of a statement in which its kind must show."""
_SHORTEST_STATEMENT = 3
"""Words; a shorter sentence of prose ("Well done!") says nothing about learning."""
_LEAD_IN = re.compile(
    r"^(?:(?:by|on|after|upon|at)\s+(?:the\s+)?(?:end|complet\w+|successful completion)\b[^,:]{0,80}?,?\s+)?"
    rf"(?:{_EARNER}\s+)?(?:will be able to|is able to|are able to|can|will)\s*:\s*",
    re.IGNORECASE,
)

_TEST = r"(?:exam(?:s|ination|inations)?|assessments?|tests?|quiz(?:zes)?|viva)"
_NOT_ASSESSED = re.compile(
    r"\b(?:no|without(?: any| an?)?)\s+(?:formal\s+|final\s+|graded\s+)?"
    r"(?:assessments?|exam(?:s|inations?)?|quiz|grading)\b|"
    r"\b(?:is|are|was|were|been)\s+(?:not|never)\s+(?:formally\s+|been\s+)*(?:assessed|graded|examined)\b|"
    r"\b(?:unassessed|ungraded)\b|\b(?:attendance|participation) only\b",
    re.IGNORECASE,
)
_LEARNING = (
    r"(?:students?|learners?|participants?|candidates?|earners?|you|learning|outcomes?|course|module|badge|work|"
    r"coursework|projects?|assignments?|submissions?|skills?|competenc\w+|knowledge|portfolio|achievement|"
    r"evidence)"
)
_HOW_ASSESSED = re.compile(
    rf"^\W*(?:(?:the|your|their|all)\s+)?(?:{_LEARNING}\s+(?:is|are|was|were|will be)\s+)?"
    r"(?:\w+ly\s+)?(?:assessed|graded|examined)\s+(?:by|through|via|with|on|against|in|using)\b",
    re.IGNORECASE,
)
_ASSESSED = re.compile(
    rf"\bpass(?:es|ed|ing)?\s+(?:\S+\s+){{0,4}}?{_TEST}\b|\b(?:{_TEST}|portfolio)\s+(?:\w+\s+)?passed\b|"
    rf"\b(?:final|summative|proctored|invigilated|end-of-course)\s+(?:\w+\s+)?{_TEST}\b|"
    rf"\b{_LEARNING}\s+(?:is|are|was|were|has been|have been|will be)\s+(?:\w+ly\s+)?"
    r"(?:assessed|graded|examined)\b|"
    r"^\W*(?:assessments?\s*(?::|$)|assessment methods?\b|assessed\s+(?:by|through|via|with)\b|grading\s*:)|"
    r"\bgraded\s+(?:\w+\s+)?(?:assignments?|projects?|coursework|work|tasks?|exercises?|essays?|portfolio)\b|"
    r"\bportfolio\s+(?:\w+\s+){0,3}?(?:assessed|graded|passed|approved|marked)\b|"
    r"\bscor(?:e|ed|ing)\s+(?:at least |a minimum of |over |above )?\d{1,3}\s?%|"
    r"\b(?:complet(?:e|ed|ing|ion of)|sit|sat|took|taking|take)\s+(?:an?|the|all|final|online)\s+(?:\w+\s+)?"
    r"(?:exam(?:s|inations?)?|quiz(?:zes)?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_PARTICIPATION_TITLE = re.compile(
    r"\b(?:certificate|record|proof|confirmation|statement|letter) of (?:participation|attendance)\b|"
    r"\b(?:participation|attendance|attendee|participant)(?:'s)? (?:badge|certificate|award|record)\b",
    re.IGNORECASE,
)
_PARTICIPATION_TEXT = re.compile(
    r"\b(?:attendance|participation) only\b|\bcertificate of (?:participation|attendance)\b|"
    r"\b(?:attended|attending|participated in|participating in|took part in|taking part in)\b",
    re.IGNORECASE,
)

_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,2000}\)|<img\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]{1,300})\]\([^)]{0,2000}\)")
_LIST_ITEM_TAG = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_HEADING_TAG = re.compile(r"<h[1-6]\b[^>]*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<(?:br|/p|/h[1-6]|/li|/ul|/ol|/div|p|div|ul|ol)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# Markdown: a backslash takes the meaning from a mark. Until the marks are gone such characters stand in the
# private use area, where no pattern sees them.
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_PRIVATE = 0x10F000
_HIDDEN = {_PRIVATE + code: code for code in range(33, 127)}
_MARKS = re.compile(r"[\\`*_\[\]<>&#!]")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3}|`)(?=\S)(.{1,300}?)(?<=\S)\1(?![\w*_])")


class _Section(Enum):
    OUTCOMES = auto()
    OTHER = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A list item, or a paragraph of prose, and what the heading or lead-in above it announces."""

    text: str
    section: _Section
    is_item: bool

    @property
    def is_about_earning(self) -> bool:
        return self.section is _Section.OTHER or not self.is_item or _earns_the_award(self.text)


def outcomes_in(narrative: str) -> list[str]:
    """Return the statements of a narrative that say what a learner knows or can do, in order.

    The items of its lists, or without a list its sentences. Headings, lead-ins ("The learner can:"), lists
    under headings such as "Assessment", and steps that earn the award ("Pass the final exam") are left out.
    """
    pieces = [piece for piece in _pieces(narrative) if piece.section is not _Section.OTHER]
    items = [piece for piece in pieces if piece.is_item]
    chosen = [item.text for item in items if item.section is _Section.OUTCOMES]
    chosen = chosen or [item.text for item in items if not _earns_the_award(item.text)]
    chosen = chosen or [
        text for piece in pieces if not piece.is_item for text in _prose_statements(piece.text)
    ]
    return list(dict.fromkeys(chosen))


def says_assessed(narrative: str) -> bool | None:
    """Return whether a narrative clearly says that learning was, or was not, assessed; else None.

    Outcomes in a list are not looked at: "Design a final exam" says nothing about an assessment.
    """
    text = _earning_text(narrative)
    if _NOT_ASSESSED.search(text):
        return False
    return True if _ASSESSED.search(text) else None


def says_participation(title: str, narrative: str) -> bool:
    """Return True when a title or narrative says that taking part is what is certified."""
    text = _earning_text(narrative)
    return bool(_PARTICIPATION_TITLE.search(title) or _PARTICIPATION_TEXT.search(text))


def plain_line(text: str) -> str:
    """Return a text without Markdown or HTML marks, on one line."""
    if len(text) > LONGEST_NARRATIVE:
        return clean(text)
    lines = (re.sub(r"^\s*#{1,6}\s+", "", line) for line in _plain(text).splitlines())
    return clean(" ".join(_without_emphasis(line) for line in lines)).translate(_HIDDEN)


def with_marks_escaped(text: str) -> str:
    """Return a text in which nothing counts as a mark of Markdown or HTML, so that it reads as it stands."""
    return text if plain_line(text) == text else _MARKS.sub(r"\\\g<0>", text)


def _earning_text(narrative: str) -> str:
    return "\n".join(piece.text for piece in _pieces(narrative) if piece.is_about_earning)


def _earns_the_award(text: str) -> bool:
    text = text[:_LONGEST_STEP]
    if _EARNS.search(text) or _HOW_ASSESSED.search(text):
        return True
    return bool(_ABOUT_AWARD.search(text)) and not _ABOUT_LEARNING.search(text)


def _prose_statements(paragraph: str) -> Iterator[str]:
    for sentence in sentences(paragraph):
        statement = sentence
        if len(sentence) <= _LONGEST_STEP:
            statement = _LEAD_IN.sub("", _AWARDED_TO_ONE_WHO.sub("", sentence))
        # "The learner can: plan a survey; draw a sample" is a list written as a sentence.
        parts = re.split(r";\s*(?:and\s+)?", statement) if statement != sentence else [statement]
        fewest = _SHORTEST_STATEMENT if len(parts) == 1 else 1
        yield from (clean(part) for part in parts if _is_statement(part, fewest))


def _is_statement(text: str, fewest: int) -> bool:
    return len(re.findall(r"\w+", text)) >= fewest and not _earns_the_award(text)


def _pieces(narrative: str) -> list[_Piece]:
    collector = _Pieces()
    for line in clean_lines(_plain(narrative[:LONGEST_NARRATIVE])):
        collector.take(line)
    collector.close()
    return collector.done


class _Pieces:
    """Reads a narrative line by line; a piece is open until the next one begins."""

    def __init__(self) -> None:
        self.done: list[_Piece] = []
        self._section = _Section.UNKNOWN
        self._open: list[str] = []
        self._is_item = False

    def take(self, line: str) -> None:
        heading = _HEADING.match(line) if len(line) <= _LONGEST_HEADING else None
        bullet = _BULLET.match(line)
        if bullet:
            self._begin(bullet["text"], is_item=True)
        elif heading:
            self._announce(heading["marked"] or heading["bold"])
        elif line.rstrip().endswith(":"):
            self._announce(line)
        elif not line.strip():
            self.close()
        elif self._is_item and self._open and not line.startswith(" "):
            self._begin(line, is_item=False)
        else:
            self._is_item = self._is_item and bool(self._open)
            self._open.append(line)

    def close(self) -> None:
        text = clean(" ".join(_without_emphasis(line) for line in self._open)).translate(_HIDDEN)
        if re.search(r"\w", text):
            self.done.append(_Piece(text, self._section, self._is_item))
        self._open = []

    def _begin(self, text: str, *, is_item: bool) -> None:
        self.close()
        self._open, self._is_item = [text], is_item

    def _announce(self, heading: str) -> None:
        before = " ".join(self._open) if not self._is_item else ""
        self._section_of(clean(f"{before} {heading}"))

    def _section_of(self, heading: str) -> None:
        self._open = self._open if self._is_item else []
        self.close()
        if _ABOUT_OUTCOMES.search(heading):
            self._section = _Section.OUTCOMES
        elif _ABOUT_OTHER.search(heading):
            self._section = _Section.OTHER
            self.done.append(_Piece(heading, self._section, False))
        else:
            self._section = _Section.UNKNOWN


def _plain(text: str) -> str:
    """Return Markdown with HTML list items as bullets, and without images, link targets and tags."""
    text = _ESCAPE.sub(lambda found: chr(_PRIVATE + ord(found[1])), text)
    text = _IMAGE.sub("", text)
    text = _HEADING_TAG.sub("\n# ", _LIST_ITEM_TAG.sub("\n- ", text))
    return unescape(_TAG.sub("", _BREAK_TAG.sub("\n", _LINK.sub(r"\1", text))))


def _without_emphasis(line: str) -> str:
    return _EMPHASIS.sub(r"\2", line)
