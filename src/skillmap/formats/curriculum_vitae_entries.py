"""The entries of a section of a CV: a position or course, when it was, and what was done in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from skillmap.formats.curriculum_vitae_dates import Period, period_in
from skillmap.formats.document_text import Line
from skillmap.formats.holder import STAND_IN
from skillmap.formats.redaction import A_PERSON
from skillmap.formats.text import clean, sentences

_BULLET = re.compile(r"(?:[•‣▪▫●○◦■□➢✓·*–—-]|[\uf000-\uf0ff]|\(cid:\d+\)|o(?= [A-Z]))\s*(?P<text>\S.*)$")
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+(?P<text>\D.*)$")
# Facts about the employer or school, the address of it, and captions that stand alone.
_BESIDE_THE_POINT = re.compile(
    r"(?i:business or sector|sector|branche|department|abteilung|address|adresse|anschrift|city|ort|country|"
    r"land|website|webseite|e-?mail(?: address)?|telephone|phone|links?|fields? of study|studienfach|"
    r"level in eqf|eqf level|niveau|final grade|grade|note|abschlussnote|type of credits|number of credits|"
    r"gpa|mark)(?:\s*:\s*(?=\S)|(?=[A-ZÄÖÜ]|https?:))"
)
_DUTIES_CAPTION = re.compile(
    r"(?:main |key |principal |current |past |haupt)?(?:activities|responsibilities|duties|tasks|"
    r"achievements|aufgaben|tätigkeiten|verantwortlichkeiten|activités|responsabilités|actividades|mansioni|attività)"
    r"(?:(?: and| und| et| y| e) (?:activities|responsibilities|duties|achievements|verantwortlichkeiten|"
    r"zuständigkeiten|responsabilités|responsabilidades|responsabilità))?\s*:\s*",
    re.IGNORECASE,
)
# A stop after these ends no sentence, even before a capital letter; German has one at every noun.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:\w|bzw|inkl|incl|ca|etc|usw|vgl|nr|str|prof|dr|st|inc|ltd|co|approx|z\. ?b|u\. ?a|d\. ?h|"
    r"evtl|ggf|mind|max|min|div|allg)\.$",
    re.IGNORECASE,
)
# A name at the beginning of a sentence has become words that begin with no capital letter.
_BEFORE_STAND_IN = re.compile(rf"(?<=[.!?])\s+(?={re.escape(A_PERSON)}|{STAND_IN}\b)")
_LONGEST_HEADER = 120
_MOST_HEADERS = 4
_HEADERS_WITH_DATE = 2
_HAS_PARTS = re.compile(r"[,|@\u2013\u2014]|\s(?:-|at|bei|chez)\s")
IN_CAPITALS = re.compile(r"[^\W\d_a-z]{4,}(?!\w)")
"""A line whose first word is in capitals, as titles are in a Europass CV."""
_LOOK_AHEAD = 3
_WORDS_OF_A_SENTENCE = 2
_FULL_LINE = 70
"""Characters of a line that probably goes on below, when it ends without a stop."""


@dataclass
class Entry:
    """One position, course or project, while it is read."""

    headers: list[str] = field(default_factory=list)
    """What stands above the duties, the dates aside."""
    place: str = ""
    period: Period | None = None
    period_place: str = ""
    duties: list[tuple[str, str]] = field(default_factory=list)
    """What was done, as (text, place), one statement each."""


def entries(lines: Sequence[Line], *, day_first: bool | None) -> list[Entry]:
    """Return the entries of a section in order.

    An entry begins with a line that holds dates, or with up to three short lines above such a line. Bullets
    and sentences below are its duties; a line that goes on from the one above is joined to it.
    """
    reader = _Entries(lines, day_first)
    for position, line in enumerate(lines):
        reader.take(position, line)
    return [_with_sentences(entry) for entry in reader.found if entry.headers or entry.duties]


def statements_of(lines: Sequence[Line]) -> list[str]:
    """Return what a description says, item by item and sentence by sentence; captions are left out."""
    found: list[str] = []
    for line in lines:
        text = _without_caption(bullet_in(line) or line.text)
        if not text.endswith(":") and not _BESIDE_THE_POINT.match(text):
            found += _sentences(text)
    return found


def bullet_in(line: Line) -> str | None:
    """Return the text of a list item, or None for a line that is none."""
    found = _BULLET.match(line.text) or _NUMBERED.match(line.text)
    text = found["text"] if found else line.text
    if (found is None and not line.item) or _is_dated(text):
        return None
    return text


def _is_dated(text: str) -> bool:
    """Return True for ``2019-2021: Analyst`` and ``Analyst, 2019-2021``, but not with dates in brackets."""
    period = period_in(text, day_first=True)
    if period is None or period.problem:
        return False
    return period.start == 0 or not text[period.stop :].strip(" .,;:|")


class _Entries:
    def __init__(self, lines: Sequence[Line], day_first: bool | None) -> None:
        self.found: list[Entry] = []
        self._lines = lines
        self._day_first = day_first
        self._last = ""

    def take(self, position: int, line: Line) -> None:
        bullet = bullet_in(line)
        period = None if bullet is not None else period_in(line.text, day_first=self._day_first)
        if line.heading and period is None:
            self._begin(line)
        elif bullet is not None:
            self._current(line).duties.append((bullet, line.place))
        elif period is not None and not _is_prose(line.text) and not self._goes_on_over(line, period):
            self._take_dated(line, period)
        elif not _BESIDE_THE_POINT.match(line.text):
            self._take_plain(position, line)
        self._last = line.text

    def _goes_on_over(self, line: Line, period: Period) -> bool:
        """Return True for the rest of a duty that happens to hold dates."""
        has_duties = bool(self.found) and bool(self.found[-1].duties)
        return has_duties and period.start > 0 and not line.is_apart and line.text[0].islower()

    def _current(self, line: Line) -> Entry:
        if not self.found:
            self.found.append(Entry(place=line.place))
        return self.found[-1]

    def _begin(self, line: Line) -> None:
        self.found.append(Entry(headers=[line.text], place=line.place))

    def _take_dated(self, line: Line, period: Period) -> None:
        entry = self._current(line)
        if entry.period is not None or entry.duties:
            entry = Entry(place=line.place)
            self.found.append(entry)
        entry.period, entry.period_place = period, line.place
        rest = f"{line.text[: period.start]} {line.text[period.stop :]}"
        header = _trimmed(_without_bullet(rest))
        if header:
            entry.headers.append(header)
            entry.place = entry.place if len(entry.headers) > 1 else line.place

    def _take_plain(self, position: int, line: Line) -> None:
        entry = self._current(line)
        text = _without_caption(line.text)
        if not text or text.endswith(":"):
            return
        if text != line.text:
            entry.duties.append((text, line.place))
        elif entry.duties:
            self._take_below_duties(position, line, entry)
        elif self._is_header(position, line, entry):
            entry.headers.append(_trimmed(text))
        else:
            entry.duties.append((text, line.place))

    def _take_below_duties(self, position: int, line: Line, entry: Entry) -> None:
        if self._goes_on(line):
            text, place = entry.duties[-1]
            entry.duties[-1] = (f"{text} {line.text}", place)
        elif self._announces_dates(position):
            self._begin(line)
        elif line.is_apart or _is_prose(line.text):
            entry.duties.append((line.text, line.place))
        else:
            text, place = entry.duties[-1]
            entry.duties[-1] = (f"{text} {line.text}", place)

    def _goes_on(self, line: Line) -> bool:
        if line.is_apart:
            return False
        is_open = len(self._last) >= _FULL_LINE and not self._last.endswith((".", ";", "!", ":"))
        return is_open or line.text[0].islower()

    def _announces_dates(self, position: int) -> bool:
        """Return True when dates follow within a few short lines: then this is the head of another entry."""
        here = self._lines[position].place
        for line in self._lines[position : position + _LOOK_AHEAD + 1]:
            # The rows of a table hold one entry each.
            is_next_row = here.startswith("table") and line.place != here
            if is_next_row or bullet_in(line) is not None or _is_prose(line.text):
                return False
            if period_in(line.text, day_first=self._day_first) is not None:
                return True
        return False

    def _goes_on_below(self, position: int) -> bool:
        below = self._lines[position + 1] if position + 1 < len(self._lines) else None
        return below is not None and not (below.is_apart or below.item) and below.text[0].islower()

    def _is_header(self, position: int, line: Line, entry: Entry) -> bool:
        if _is_prose(line.text) or len(entry.headers) >= _MOST_HEADERS or self._goes_on_below(position):
            return False
        if entry.period is None or IN_CAPITALS.match(line.text):
            return True
        # "Baker, Corner Bakery" is whole; below "Baker" stands the bakery.
        return len(entry.headers) < _HEADERS_WITH_DATE and not any(map(_HAS_PARTS.search, entry.headers))


def _without_bullet(text: str) -> str:
    found = _BULLET.match(text.strip())
    return found["text"] if found else text


def _without_caption(text: str) -> str:
    found = _DUTIES_CAPTION.match(text)
    return text[found.end() :] if found else text


def _is_prose(text: str) -> bool:
    ends = text.endswith(".") and not _ABBREVIATED.search(text)
    return len(text) > _LONGEST_HEADER or (ends and len(text.split()) >= _WORDS_OF_A_SENTENCE)


def _trimmed(text: str) -> str:
    text = re.sub(r"\(\s*\)|\[\s*\]", "", clean(text))
    text = re.sub(r"\s*([|,;\u2013\u2014-])(?:\s+[|,;\u2013\u2014-])+(?=\s|$)", r" \1", text)
    return text.strip(" ,;:|\u00b7\u2022-\u2013\u2014")


def _with_sentences(entry: Entry) -> Entry:
    entry.duties = [(sentence, place) for text, place in entry.duties for sentence in _sentences(text)]
    return entry


def _sentences(text: str) -> Iterator[str]:
    held = ""
    for piece in (part for sentence in sentences(text) for part in _BEFORE_STAND_IN.split(sentence)):
        held = f"{held} {piece}" if held else piece
        if not _ABBREVIATED.search(held):
            yield held.rstrip(" ;,")
            held = ""
    if held:
        yield held.rstrip(" ;,")
