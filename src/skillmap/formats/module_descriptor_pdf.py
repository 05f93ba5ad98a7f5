"""A module specification as a PDF: one module.

Key facts come from tables, or from lines such as ``Credits: 20``; learning outcomes from the section with
that heading. A second library reads the same facts: where the two disagree a fact is left out, not chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from skillmap.domain import Credit, Document, Hours, HoursBasis, Level, Module, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, transcript_pdf
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.pdf_text import Line, PdfText, Table, read_pdf
from skillmap.formats.reader import AnotherReaderError, Reader, readers
from skillmap.formats.sections import Part, Section, outcomes_of, sections
from skillmap.resources import sha256_of

NAME = "module-descriptor-pdf"

_MAGIC_WITHIN = 1024
_LONGEST_FACT = 300
"""Characters of a line with key facts; longer lines are prose."""
_FRAMEWORK = r"(?:EQF|FHEQ|RQF|SCQF|CQFW|NFQ|AQF|NZQF|NZQCF|QCF|NQF)"
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2,5}[- ]?\d{3,5}[A-Z]?)(?![A-Za-z0-9])")
_GENERIC = re.compile(
    r"(?:module|course|unit) (?:specification|descriptor|description|outline|handbook|guide|catalogue)|"
    r"(?:BSc|BA|MSc|MA|BEng|MEng|PhD|Bachelor|Master)\b|university|key information",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d{1,2})?)")


@dataclass(frozen=True, slots=True)
class _Caption:
    """How a fact is announced, in a table cell and at the start of its value in a line."""

    field: str
    words: re.Pattern[str]
    in_line: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Fact:
    """What stands beside a caption."""

    caption: str
    text: str
    place: str


def _caption(field: str, words: str, value: str, *, bare: str = "") -> _Caption:
    """Make a caption; ``bare`` words announce a value in a line only together with a colon."""
    whole = re.compile(rf"(?:{words}|{bare or words})\s*:?$", re.IGNORECASE)
    with_colon = rf"|(?:{bare})(?=\s*:)" if bare else ""
    # In a line a caption begins with a capital letter; "at level 4" in a sentence is none.
    line = re.compile(
        rf"(?:^|(?<=\s))(?=[A-Z])(?P<caption>(?i:{words}{with_colon}))\s*:?\s+(?P<value>{value})"
    )
    return _Caption(field, whole, line)


_ANY_NUMBER = r"\d[\d.,]*[^\n]*"
_CAPTIONS = (
    _caption(
        "title", r"(?:module|course|unit) (?:title|name)|title of (?:the )?module", r"\S.*", bare="title|name"
    ),
    _caption(
        "code",
        r"(?:module|course|unit) (?:code|reference|number|id)",
        r"[A-Z0-9][\w./-]*\d[\w./-]*",
        bare="code",
    ),
    _caption(
        "level",
        rf"(?:{_FRAMEWORK} |academic |credit |study |module )?level(?: of study)?(?: \({_FRAMEWORK}\))?",
        rf"(?:{_FRAMEWORK} )?(?:level )?\d{{1,2}}\b(?: \({_FRAMEWORK}\))?",
    ),
    _caption(
        "credit",
        r"(?:number of |total |UK |ECTS |CATS |module )?"
        r"credit(?:s| value| points| rating| volume)(?: \(?ECTS\)?)?|"
        r"ECTS(?: credits| points)?|CATS(?: points)?",
        _ANY_NUMBER,
        bare="credit",
    ),
    _caption(
        "hours",
        r"(?:total )?notional (?:study |learning |student )?hours"
        r"(?: (?:and duration )?of (?:course|module|learning|study))?|"
        r"total (?:student )?(?:(?:study|learning|workload) )?hours|"
        r"(?:total )?(?:student )?(?:workload|study hours|learning hours|hours of (?:study|learning))"
        r"(?: \(?hours\)?)?",
        _ANY_NUMBER,
    ),
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for a file that begins like a PDF, a few stray bytes allowed, and is no transcript."""
    return b"%PDF-" in head[:_MAGIC_WITHIN] and not transcript_pdf.sniff(name, head)


def read(name: str, content: bytes) -> Document:
    """Read one module specification.

    Raises:
        FormatError: not a readable PDF with a text layer, or nothing in it that describes a module.
        AnotherReaderError: it is a transcript.
    """
    if b"%PDF-" not in content[:_MAGIC_WITHIN]:
        raise FormatError(name, "", "is not a PDF")
    pdf = read_pdf(name, content)
    if any(transcript_pdf.names_columns(line.text) for line in pdf.lines):
        raise AnotherReaderError(name, "is a transcript", transcript_pdf.NAME)
    findings = Findings()
    try:
        module = _Descriptor(name, pdf, findings).module(Source(name, NAME, sha256_of(content)))
    except FormatError:
        # Column titles that head every page are not among its lines.
        if transcript_pdf.has_columns(name, content):
            raise AnotherReaderError(name, "is a transcript", transcript_pdf.NAME) from None
        raise
    return Document(
        source=module.source or Source(name, NAME, ""), modules=(module,), findings=findings.all()
    )


class _Descriptor:
    """A module specification on the way to a module."""

    def __init__(self, name: str, pdf: PdfText, findings: Findings) -> None:
        self._name = name
        self._pdf = pdf
        self._first = _facts_of_lines(pdf.lines) | _facts_of_tables(pdf.tables)
        self._second = _facts_of_lines(pdf.second_lines)
        self._sections = sections(pdf.lines)
        self._findings = findings
        self._facts = Facts()

    def module(self, source: Source) -> Module:
        code = self._add_code()
        has_title = self._add_title(code)
        self._add("level", _level)
        self._add("credit", _credit)
        self._add("hours", _hours)
        found = self._add_outcomes(code)
        aims = next(
            (section for section in self._sections if section.part is Part.AIMS and section.lines), None
        )
        if aims is not None:
            self._facts.add("description", aims.prose(), _place(aims))
        if not found and not has_title:
            problem = "names no module title and no learning outcomes; is this a module specification?"
            raise FormatError(self._name, "", problem)
        return self._facts.module(source)

    def _add_code(self) -> str:
        fact = self._agreed("code", _same_text)
        if fact is not None:
            self._facts.add("id", fact.text, fact.place)
            return fact.text
        top = [line for line in self._pdf.lines if line.page == 1][:5]
        for place, text in (
            ("file name", self._name),
            *((f"page 1, {line.text!r}", line.text) for line in top),
        ):
            code = _CODE.search(text)
            if code is not None:
                self._facts.add("id", code[1], place)
                return code[1]
        stem = PurePath(self._name).stem
        self._findings.note("file name", f"The document shows no module code, so it is called {stem!r}.")
        self._facts.add("id", stem, "file name")
        return stem

    def _add_title(self, code: str) -> bool:
        fact = self._agreed("title", _same_title)
        if fact is not None:
            self._facts.add("title", fact.text, fact.place)
            return True
        if "title" not in self._first:
            for line in [line for line in self._pdf.lines if line.page == 1][:6]:
                text = line.text.replace(code, "").strip(" :-–—")
                if len(text) > 3 and not _GENERIC.search(line.text) and not _captions_in(line.text):
                    self._findings.warn(
                        "page 1", "No title is announced; a line at the top was taken for it."
                    )
                    self._facts.add("title", text, f"page 1, {line.text[:60]!r}")
                    return False
        self._findings.warn("page 1", "The title could not be read; the module is called by its code.")
        self._facts.add("title", code, self._facts.place_of("id"))
        return False

    def _add(self, field: str, parse: Callable[[_Fact], object | None]) -> None:
        fact = self._agreed(field, lambda one, other: parse(one) == parse(other))
        if fact is None:
            return
        value = parse(fact)
        if value is None:
            self._findings.warn(fact.place, f"{fact.text[:40]!r} could not be read as {field}.")
        self._facts.add(field, value, fact.place)

    def _agreed(self, field: str, same: Callable[[_Fact, _Fact], bool]) -> _Fact | None:
        first, second = self._first.get(field), self._second.get(field)
        if first is None or second is None or same(first, second):
            return first or second
        message = (
            f"Two readings of the {field} differ, {first.text[:40]!r} and {second.text[:40]!r}: left out."
        )
        self._findings.warn(first.place, message)
        return None

    def _add_outcomes(self, code: str) -> bool:
        candidates = [section for section in self._sections if section.part is Part.OUTCOMES]
        lists = [(section, found) for section in candidates if (found := outcomes_of(section))]
        if not lists:
            self._findings.warn("document", "No list of learning outcomes was found.")
            self._facts.add_outcomes(code, ())
            return False
        section, found = lists[0]
        heading = section.heading.rstrip(":")[:60]
        self._facts.add_outcomes(code, [(text, f"page {page}, {heading}") for text, page in found])
        for other, _ in lists[1:]:
            self._findings.warn(_place(other), "A second list of learning outcomes was not read.")
        return True


def _facts_of_tables(tables: Iterable[Table]) -> dict[str, _Fact]:
    found: dict[str, _Fact] = {}
    for table in tables:
        for position, row in enumerate(table.rows):
            below = table.rows[position + 1] if position + 1 < len(table.rows) else ()
            for column, cell in enumerate(row):
                caption = _caption_of(cell)
                if caption is None or caption.field in found:
                    continue
                value = _value_of(row[column + 1 :]) or _value_of(below[column : column + 1])
                if value:
                    place = f"page {table.page}, table {table.number}, {cell.rstrip(': ')}"
                    found[caption.field] = _Fact(cell, value, place)
    return found


def _value_of(cells: Sequence[str]) -> str:
    """Return the first filled cell, unless it announces another fact."""
    value = next((cell for cell in cells if cell), "")
    return "" if _caption_of(value) else value


def _caption_of(cell: str) -> _Caption | None:
    return next((caption for caption in _CAPTIONS if caption.words.match(cell)), None) if cell else None


def _facts_of_lines(lines: Sequence[Line]) -> dict[str, _Fact]:
    found: dict[str, _Fact] = {}
    for line in lines:
        if line.page > 2:
            break
        if len(line.text) > _LONGEST_FACT:
            continue
        for caption, match in _captions_in(line.text):
            value = match["value"]
            ends = [
                other.start() for _, other in _captions_in(line.text) if other.start() > match.start("value")
            ]
            value = line.text[match.start("value") : min(ends, default=len(line.text))].strip(" |;,")
            if value:
                place = f"page {line.page}, {match['caption']}"
                found.setdefault(caption.field, _Fact(match["caption"], value, place))
    return found


def _captions_in(text: str) -> list[tuple[_Caption, re.Match[str]]]:
    found = ((caption, caption.in_line.search(text)) for caption in _CAPTIONS)
    return [(caption, match) for caption, match in found if match is not None]


def _same_text(one: _Fact, other: _Fact) -> bool:
    return one.text.casefold() == other.text.casefold()


def _same_title(one: _Fact, other: _Fact) -> bool:
    """Return True for equal titles, and for one that the second reading shows only the first line of."""
    return one.text.casefold().startswith(other.text.casefold())


def _level(fact: _Fact) -> Level | None:
    value = _NUMBER.search(fact.text)
    if value is None or not 0 < float(value[1].replace(",", "")) <= 12:
        return None
    named = re.search(_FRAMEWORK, f"{fact.caption} {fact.text}")
    framework = (ladders.framework_name(named[0]) or named[0]) if named else None
    return ladders.level(float(value[1]), framework)


def _credit(fact: _Fact) -> Credit | None:
    amount = _number(fact.text)
    if amount is None:
        return None
    scheme = re.search(r"ECTS|CATS|SCQF", fact.caption) or re.match(
        r"[\d.,]+\s*(?:UK\s+)?(?:credits?\s+)?\(?(ECTS|CATS|SCQF)\b", fact.text
    )
    return ladders.credit(amount, scheme[scheme.lastindex or 0] if scheme else None)


def _hours(fact: _Fact) -> Hours | None:
    amount = _number(fact.text)
    return ladders.same_hours(amount, HoursBasis.NOTIONAL) if amount else None


def _number(text: str) -> float | None:
    found = _NUMBER.search(text)
    return float(found[1].replace(",", "")) if found else None


def _place(section: Section) -> str:
    return f"page {section.page}, {section.heading.rstrip(':')[:60]}"


readers.register(NAME)(Reader("a module specification (PDF)", sniff, read))
