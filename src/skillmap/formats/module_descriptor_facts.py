"""The key facts of a module in the words of module descriptors: how they are announced, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from skillmap.domain import Credit, Hours, HoursBasis, Level
from skillmap.formats import ladders
from skillmap.formats.document_text import Line, Table

_PAGES_WITH_FACTS = 2
_LINES_WITH_FACTS = 150
"""In a document without pages; in both, key facts stand at the beginning."""
_LONGEST_FACT = 300
"""Characters of a line with key facts; longer lines are prose."""
_FRAMEWORK = r"(?:EQF|FHEQ|RQF|SCQF|CQFW|NFQ|AQF|NZQF|NZQCF|QCF|NQF|DQR|EQR)"
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2,5}[- ]?\d{3,5}[A-Z]?)(?![A-Za-z0-9])")
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:[.,]\d{1,2})?)(?!\d)")
_THOUSANDS = re.compile(r",(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Caption:
    """How a fact is announced, in a table cell and at the start of its value in a line."""

    field: str
    words: re.Pattern[str]
    in_line: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """What stands beside a caption."""

    caption: str
    text: str
    place: str


def _caption(field: str, words: str, value: str, *, bare: str = "") -> Caption:
    """Make a caption; ``bare`` words announce a value in a line only together with a colon."""
    whole = re.compile(rf"(?:{words}|{bare or words})\s*:?$", re.IGNORECASE)
    with_colon = rf"|(?:{bare})(?=\s*:)" if bare else ""
    # In a line a caption begins with a capital letter; "at level 4" in a sentence is none.
    line = re.compile(
        rf"(?:^|(?<=\s))(?=[A-Z])(?P<caption>(?i:{words}{with_colon}))\s*:?\s+(?P<value>{value})"
    )
    return Caption(field, whole, line)


_ANY_NUMBER = r"\d[\d.,]*[^\n]*"
_CAPTIONS = (
    _caption(
        "title",
        r"(?:module|course|unit) (?:title|name)|title of (?:the )?module|modul(?:titel|name|bezeichnung)",
        r"\S.*",
        bare="title|name|modul",
    ),
    _caption(
        "code",
        r"(?:module|course|unit) (?:code|reference|number|id)|modul(?:code|nummer|kürzel)",
        r"[A-Z0-9][\w./-]*\d[\w./-]*",
        bare="code",
    ),
    _caption(
        "level",
        rf"(?:{_FRAMEWORK} |academic |credit |study |module )?level(?: of study)?(?: \({_FRAMEWORK}\))?|"
        rf"{_FRAMEWORK}[- ](?:niveau|stufe)",
        rf"(?:{_FRAMEWORK} )?(?:level )?\d{{1,2}}\b(?: \({_FRAMEWORK}\))?",
    ),
    _caption(
        "credit",
        r"(?:number of |total |UK |ECTS |CATS |module )?"
        r"credit(?:s| value| points| rating| volume)(?: \(?ECTS\)?)?|"
        r"ECTS(?: credits| points|-punkte)?|CATS(?: points)?|leistungspunkte|kreditpunkte",
        _ANY_NUMBER,
        bare="credit",
    ),
    _caption(
        "hours",
        r"(?:total )?notional (?:study |learning |student )?hours"
        r"(?: (?:and duration )?of (?:course|module|learning|study))?|"
        r"total (?:student )?(?:(?:study|learning|workload) )?hours|"
        r"(?:total )?(?:student )?(?:workload|study hours|learning hours|hours of (?:study|learning))"
        r"(?: \(?hours\)?)?|arbeitsaufwand(?: in stunden)?",
        _ANY_NUMBER,
    ),
    _caption(
        "prerequisites", r"(?:module )?pre-?requisites?(?: modules?| courses?)?|voraussetzungen", r"\S.*"
    ),
)


def facts_of_tables(tables: Iterable[Table]) -> dict[str, Fact]:
    """Return the facts that stand right of their captions, or below them, by field; the first one counts."""
    found: dict[str, Fact] = {}
    for table in tables:
        for position, row in enumerate(table.rows):
            below = table.rows[position + 1] if position + 1 < len(table.rows) else ()
            for column, cell in enumerate(row):
                caption = _caption_of(cell)
                if caption is None or caption.field in found:
                    continue
                value = _value_of(row[column + 1 :]) or _value_of(below[column : column + 1])
                if value:
                    place = table.place_of(position, cell.rstrip(": "))
                    found[caption.field] = Fact(cell, value, place)
    return found


def facts_of_lines(lines: Sequence[Line]) -> dict[str, Fact]:
    """Return the facts announced in lines such as ``Credits: 20``, by field; the first one counts."""
    found: dict[str, Fact] = {}
    for line in islice(lines, None if lines and lines[0].page else _LINES_WITH_FACTS):
        if line.page > _PAGES_WITH_FACTS:
            break
        if line.cells:
            continue
        captions = captions_in(line.text)
        for caption, match in captions:
            start = match.start("value")
            ends = [other.start() for _, other in captions if other.start() > start]
            value = line.text[start : min(ends, default=len(line.text))].strip(" |;,")
            if value:
                place = f"{line.place}, {match['caption']}" if line.page else line.place
                found.setdefault(caption.field, Fact(match["caption"], value, place))
    return found


def captions_in(text: str) -> list[tuple[Caption, re.Match[str]]]:
    """Return the captions in a line with their values; none in a line as long as prose."""
    if len(text) > _LONGEST_FACT:
        return []
    found = ((caption, caption.in_line.search(text)) for caption in _CAPTIONS)
    return [(caption, match) for caption, match in found if match is not None]


def code_in(text: str) -> str | None:
    """Return the first module code in a text, such as ``DAT101``."""
    found = _CODE.search(text)
    return found[1] if found else None


def codes_in(text: str) -> tuple[str, ...]:
    """Return every module code in a text, in order, each once."""
    return tuple(dict.fromkeys(_CODE.findall(text)))


def level_of(fact: Fact) -> Level | None:
    """Return the level that a fact gives."""
    value = _number(fact.text)
    if value is None or not 0 < value <= 12:
        return None
    named = re.search(_FRAMEWORK, f"{fact.caption} {fact.text}")
    framework = (ladders.framework_name(named[0]) or named[0]) if named else None
    return ladders.level(value, framework)


def credit_of(fact: Fact) -> Credit | None:
    """Return the volume of credit that a fact gives."""
    amount = _number(fact.text)
    if amount is None:
        return None
    scheme = re.search(r"ECTS|CATS|SCQF", fact.caption) or re.match(
        r"[\d.,]+\s*(?:UK\s+)?(?:credits?\s+)?\(?(ECTS|CATS|SCQF)\b", fact.text
    )
    return ladders.credit(amount, scheme[scheme.lastindex or 0] if scheme else None)


def hours_of(fact: Fact) -> Hours | None:
    """Return the hours of learning that a fact gives."""
    amount = _number(fact.text)
    return ladders.same_hours(amount, HoursBasis.NOTIONAL) if amount else None


def _value_of(cells: Sequence[str]) -> str:
    """Return the first filled cell, unless it announces another fact."""
    value = next((cell for cell in cells if cell), "")
    return "" if _caption_of(value) else value


def _caption_of(cell: str) -> Caption | None:
    if not cell or len(cell) > _LONGEST_FACT:
        return None
    return next((caption for caption in _CAPTIONS if caption.words.match(cell)), None)


def _number(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(_THOUSANDS.sub("", found[1]).replace(",", ".")) if found else None
