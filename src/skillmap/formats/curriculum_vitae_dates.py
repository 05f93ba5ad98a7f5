"""From when to when, as CVs write it: ``03/2019 - present``, ``März 2019 bis heute``, ``2019-2021``."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    # English, German, French, Spanish, Italian; the first three or four letters are the abbreviation.
    1: "january januar jänner janvier enero gennaio jan janv ene gen",
    2: "february februar feber février fevrier febrero febbraio feb fév fev",
    3: "march märz maerz mars marzo mar mär mrz",
    4: "april avril abril aprile apr avr abr",
    5: "may mai mayo maggio mag",
    6: "june juni juin junio giugno jun giu",
    7: "july juli juillet julio luglio jul juil lug",
    8: "august août aout agosto aug ago",
    9: "september septembre septiembre settembre sep sept set",
    10: "october oktober octobre octubre ottobre oct okt ott",
    11: "november novembre noviembre nov",
    12: "december dezember décembre decembre diciembre dicembre dec dez déc dic",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|{_YEAR}-\d{{2}}-\d{{2}}|{_YEAR}-\d{{2}}(?![\d-])|"
    rf"\d{{1,2}}[./-]{_YEAR}|(?:\d{{1,2}}\.?\s+)?(?:{_NAMES})\.?,?\s+(?:de\s+)?{_YEAR}|{_YEAR})(?!\d)"
)
_PRESENT = (
    r"(?:present|current(?:ly)?|now|ongoing|today|to date|heute|jetzt|laufend|aktuell|dato|"
    r"aujourd['\u2019]hui|en cours|présent|à ce jour|actualidad|actualmente|presente|in corso|"
    r"attuale|oggi|ad oggi)(?!\w)"
)
_TO = r"\s*(?:[-\u2010-\u2015\u2212]+|to|until|till|bis(?: zum?)?|à|au|jusqu['\u2019]en|hasta|al?|fino a)\s*"
_SINCE = r"(?:since|from|seit|ab|depuis|desde|dal?)"
_RANGE = re.compile(
    rf"(?<![\w/.-])(?:from |von |vom |de |du |dal? )?(?P<start>{_DATE}){_TO}(?P<end>{_DATE}|{_PRESENT})",
    re.IGNORECASE,
)
_SHORT_RANGE = re.compile(
    rf"(?<![\w/.-])(?P<start>{_YEAR})\s*(?P<sign>[-/\u2010-\u2015])\s*(?P<end>\d\d)(?![\d./-])"
)
_BEFORE = r"(?:^|(?<=[,(|])\s*|(?<=[\u2013\u2014-]\s))"
_OPEN = re.compile(
    rf"{_BEFORE}{_SINCE}\s+(?P<start>{_DATE})|(?<![\w/.-])(?P<bare>{_DATE})\s*[-\u2010-\u2015](?=\s*$)",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"^(?P<first>{_DATE})(?=$|\s*[:|,\u2013\u2014-]?\s+\S)|(?:^|[,(|]\s*|\s[\u2013\u2014-]\s)(?P<last>{_DATE})(?=\)?$)",
    re.IGNORECASE,
)
_SEASON = r"(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst)"
_LIKE_A_RANGE = re.compile(
    rf"(?:{_SEASON}\s+)?{_YEAR}[^\d]{{0,20}}[-\u2010-\u2015][^\d]{{0,20}}{_YEAR}", re.IGNORECASE
)
_NUMERIC = re.compile(rf"(?P<first>\d{{1,2}})(?P<sign>[./-])(?P<second>\d{{1,2}})[./-](?P<year>{_YEAR})$")
_ISO = re.compile(rf"(?P<year>{_YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?$")
_MONTH_YEAR = re.compile(rf"(?P<month>\d{{1,2}})[./-](?P<year>{_YEAR})$")
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\.?\s+)?(?P<name>{_NAMES})\.?,?\s+(?:de\s+)?(?P<year>{_YEAR})$", re.I
)
_LONGEST = 400
"""Characters of a line in which dates are looked for."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as it stands in a line; what cannot be read is None and has a problem."""

    begun: date | None
    ended: date | None
    """None also while it goes on."""
    start: int
    """Where it begins in the line."""
    stop: int
    is_vague: bool = False
    """True where only months or years are given, so that the widest span was taken."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    year: int
    month: int | None = None
    day: int | None = None

    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def period_in(text: str, *, day_first: bool | None) -> Period | None:
    """Return the first stretch of time in a line, or None when there is none.

    Months and years without a day are taken at their widest: from the first day, to the last one. Whether
    ``03/04/2019`` is in March or April is asked of ``day_first``; None leaves it unread.
    """
    if len(text) > _LONGEST:
        return None
    found = _RANGE.search(text)
    short = _SHORT_RANGE.search(text)
    if short is not None and (found is None or short.start() < found.start()):
        return _short(short)
    if found is not None:
        return _period(found["start"], found["end"], found.span(), day_first)
    found = _OPEN.search(text)
    if found is not None:
        return _period(found["start"] or found["bare"], "", found.span(), day_first)
    found = _LIKE_A_RANGE.search(text)
    if found is not None:
        return Period(None, None, *found.span(), problem=f"{found[0]!r} could not be read as dates")
    return _single(text)


def widest(begun: str, ended: str) -> Period:
    """Return the span of two dates of a data format, such as ``2019``, ``2019-03`` and ``2019-03-01``.

    An empty text is no date; one that is not a date is a problem.
    """
    problems, days = [], []
    for text in (begun, ended):
        day = _day(text[:10], day_first=True) if text else None
        days.append(day)
        if text and day is None:
            problems.append(f"{text[:40]!r} is not a date")
    return _span(days[0], days[1], (0, 0), "; ".join(problems))


def writes_day_first(texts: Iterable[str]) -> bool | None:
    """Return whether dates such as ``13/04/2019`` put the day first, or None when none tells."""
    for text in texts:
        for found in re.finditer(rf"(?<!\d)(\d{{1,2}})([./])(\d{{1,2}})\2{_YEAR}", text[:_LONGEST]):
            if found[2] == "." or int(found[1]) > 12:
                return True
            if int(found[3]) > 12:
                return False
    return None


def _single(text: str) -> Period | None:
    found = _SINGLE.search(text)
    if found is None:
        return None
    group = "first" if found["first"] else "last"
    problem = f"{found[group]!r} alone does not say whether something began or ended then"
    return Period(None, None, *found.span(group), problem=problem)


def _short(found: re.Match[str]) -> Period | None:
    start, end = int(found["start"]), int(found["end"])
    year = start - start % 100 + end
    if found["sign"] == "-" and end <= 12:
        problem = f"{found[0]!r} may be a month or a span of years"
        return Period(None, None, *found.span(), problem=problem)
    return _span(_Day(start), _Day(year), found.span(), "")


def _period(start: str, end: str, span: tuple[int, int], day_first: bool | None) -> Period:
    begun = _day(start, day_first=day_first)
    is_open = not end or re.fullmatch(_PRESENT, end, re.IGNORECASE) is not None
    ended = None if is_open else _day(end, day_first=day_first)
    unread = [text for text, day in ((start, begun), ("" if is_open else end, ended)) if text and day is None]
    problem = f"{' and '.join(map(repr, unread))} could not be read as a date" if unread else ""
    return _span(begun, ended, span, problem)


def _span(begun: _Day | None, ended: _Day | None, span: tuple[int, int], problem: str) -> Period:
    first = begun.first() if begun else None
    last = ended.last() if ended else None
    if first is not None and last is not None and last < first:
        return Period(None, None, *span, problem=f"ends ({last}) before it begins ({first})")
    is_vague = any(day is not None and day.day is None for day in (begun, ended))
    return Period(first, last, *span, is_vague=is_vague, problem=problem)


def _day(text: str, *, day_first: bool | None) -> _Day | None:
    text = text.strip()
    for pattern, parse in (
        (_NUMERIC, lambda found: _numeric(found, day_first)),
        (_ISO, lambda found: (found["year"], found["month"], found["day"])),
        (_MONTH_YEAR, lambda found: (found["year"], found["month"], None)),
        (_NAMED, lambda found: (found["year"], _MONTH_OF[found["name"].lower()], found["day"])),
        (re.compile(rf"({_YEAR})$"), lambda found: (found[1], None, None)),
    ):
        found = pattern.match(text)
        if found is not None:
            return _checked(parse(found))
    return None


def _numeric(found: re.Match[str], day_first: bool | None) -> tuple[str, str | None, str | None] | None:
    first, second = found["first"], found["second"]
    if found["sign"] == "." or int(first) > 12 or first == second:
        day_first = True
    elif int(second) > 12:
        day_first = False
    if day_first is None:
        return None
    return (found["year"], second, first) if day_first else (found["year"], first, second)


def _checked(parts: tuple[object, object, object] | None) -> _Day | None:
    if parts is None:
        return None
    year, month, day = (int(str(part)) if part is not None else None for part in parts)
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return _Day(year or 0, month, day)
