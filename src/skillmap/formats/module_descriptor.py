"""A module descriptor in any kind of document: one module.

Key facts come from tables, or from lines such as ``Credits: 20``; learning outcomes from the section with
that heading. Where a second library read the same document (PDF) and the two disagree, a fact is left out,
not chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import PurePath

from skillmap.domain import Document, Module, Source
from skillmap.errors import FormatError
from skillmap.formats import module_descriptor_facts as facts
from skillmap.formats.document_text import DocumentText, Line
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.module_descriptor_facts import Fact
from skillmap.formats.sections import Part, Section, outcomes_of, sections

_GENERIC = re.compile(
    r"(?:module|course|unit) (?:specification|descriptor|description|outline|handbook|guide|catalogue)|"
    r"modulbeschreibung|modulhandbuch|"
    r"(?:BSc|BA|MSc|MA|BEng|MEng|PhD|Bachelor|Master)\b|university|key information",
    re.IGNORECASE,
)
_CALLED_DESCRIPTOR = re.compile(
    r"\b(?:module|course|unit) (?:specification|descriptor|description|outline|handbook)\b|"
    r"\bmodul(?:beschreibung|handbuch)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:none|nil|no|n/?a|not applicable|keine|entfällt|-|\u2013|\u2014)\.?$", re.IGNORECASE)
_LINES_FOR_CODE, _LINES_FOR_TITLE, _LINES_FOR_HEADING = 5, 6, 40
_LONGEST_TITLE = 200
_KEY_FACTS = frozenset(("title", "code", "level", "credit", "hours"))


class Descriptor:
    """A module descriptor on the way to a module."""

    def __init__(self, name: str, text: DocumentText, findings: Findings) -> None:
        self._name = name
        self._text = text
        self._first = facts.facts_of_lines(text.lines) | facts.facts_of_tables(text.tables)
        self._second = facts.facts_of_lines(text.second_lines)
        self._findings = findings
        self._facts = Facts()

    def looks_like_one(self) -> bool:
        """Return True for a list of outcomes with a fact about a module, or for a title with two more facts.

        Facts about a module are its title, code, level, credit and hours, each with its caption, and
        words such as "module specification" or a module code at the top.
        """
        announced = _KEY_FACTS & self._first.keys()
        if self._lists:
            top = [line.text[:_LONGEST_TITLE] for line in self._top(_LINES_FOR_CODE)]
            return bool(announced) or any(
                _CALLED_DESCRIPTOR.search(text) or facts.code_in(text) for text in top
            )
        return "title" in announced and len(announced) > 2

    def document(self, source: Source) -> Document:
        """Return the document with its one module.

        Raises:
            FormatError: nothing in it describes a module.
        """
        module = self.module(source)
        return Document(source=source, modules=(module,), findings=self._findings.all())

    def module(self, source: Source) -> Module:
        """Return the module.

        Raises:
            FormatError: neither a title is announced nor outcomes are found.
        """
        code = self._add_code()
        has_title = self._add_title(code)
        self._add("level", facts.level_of)
        self._add("credit", facts.credit_of)
        self._add("hours", facts.hours_of)
        self._add_prerequisites(code)
        found = self._add_outcomes(code)
        self._add_description()
        if not found and not has_title:
            problem = "names no module title and no learning outcomes; is this a module specification?"
            raise FormatError(self._name, "", problem)
        return self._facts.module(source)

    @cached_property
    def _sections(self) -> list[Section]:
        return sections(self._text.lines)

    @cached_property
    def _lists(self) -> list[tuple[Section, list[tuple[str, Line]]]]:
        """The lists of outcomes, those under a heading that says so before those of a prospectus."""
        parts = (Part.OUTCOMES, Part.PROMISES)
        ranked = [section for part in parts for section in self._sections if section.part is part]
        return [(section, found) for section in ranked if (found := outcomes_of(section))]

    def _top(self, count: int) -> list[Line]:
        return [line for line in self._text.lines if line.page < 2][:count]

    def _add_code(self) -> str:
        fact = self._agreed("code", _same_text)
        if fact is not None:
            self._facts.add("id", fact.text, fact.place)
            return fact.text
        places = [("file name", self._name)]
        places += [(_place_at_top(line), line.text) for line in self._top(_LINES_FOR_CODE)]
        for place, text in places:
            code = facts.code_in(text)
            if code is not None:
                self._facts.add("id", code, place)
                return code
        stem = PurePath(self._name).stem or "module"
        self._findings.note("file name", f"The document shows no module code, so it is called {stem!r}.")
        self._facts.add("id", stem, "file name")
        return stem

    def _add_title(self, code: str) -> bool:
        """Keep the title; return whether a caption announces it."""
        fact = self._agreed("title", _same_title)
        if fact is not None:
            self._facts.add("title", fact.text, fact.place)
            return True
        line = self._title_line(code) if "title" not in self._first else None
        if line is None:
            self._findings.warn(
                self._beginning(), "The title could not be read; the module is called by its code."
            )
            self._facts.add("title", code, self._facts.place_of("id"))
            return False
        if not line.heading:
            self._findings.warn(
                self._beginning(), "No title is announced; a line at the top was taken for it."
            )
        self._facts.add("title", _without(code, line), _place_at_top(line))
        return False

    def _title_line(self, code: str) -> Line | None:
        headings = [line for line in self._top(_LINES_FOR_HEADING) if line.heading == 1]
        for line in headings or self._top(_LINES_FOR_TITLE):
            is_short = len(line.text) <= _LONGEST_TITLE and len(_without(code, line)) > 3
            if is_short and not _GENERIC.search(line.text) and not facts.captions_in(line.text):
                return line
        return None

    def _beginning(self) -> str:
        first = next(iter(self._text.lines), None)
        return first.place if first is not None else "document"

    def _add(self, field: str, parse: Callable[[Fact], object | None]) -> None:
        fact = self._agreed(field, lambda one, other: parse(one) == parse(other))
        if fact is None:
            return
        value = parse(fact)
        if value is None:
            message = f"{fact.text[:40]!r} could not be read as {field}."
            self._findings.unparsable(field, fact.place, message)
        self._facts.add(field, value, fact.place)

    def _agreed(self, field: str, same: Callable[[Fact, Fact], bool]) -> Fact | None:
        first, second = self._first.get(field), self._second.get(field)
        if first is None or second is None or same(first, second):
            return first or second
        message = (
            f"Two readings of the {field} differ, {first.text[:40]!r} and {second.text[:40]!r}: left out."
        )
        self._findings.unparsable(field, first.place, message)
        return None

    def _add_prerequisites(self, code: str) -> None:
        fact = self._agreed("prerequisites", lambda one, other: _codes(one, code) == _codes(other, code))
        fact = fact or self._prerequisites_below_heading()
        if fact is None or _NONE.match(fact.text):
            return
        codes = _codes(fact, code)
        if not codes:
            message = "Prerequisites are given in words, without the code of a module; they were not read."
            self._findings.unparsable("prerequisites", fact.place, message)
        self._facts.add("prerequisites", codes, fact.place)

    def _prerequisites_below_heading(self) -> Fact | None:
        for section in self._sections:
            if section.part is Part.PREREQUISITES and section.lines:
                text = " ".join(line.text for line in section.lines if not line.heading)
                return Fact(section.title, text, section.place)
        return None

    def _add_outcomes(self, code: str) -> bool:
        if not self._lists:
            self._findings.warn("document", "No list of learning outcomes was found.")
            self._facts.add_outcomes(code, ())
            return False
        section, found = self._lists[0]
        placed = [(text, section.place_of(line)) for text, line in found]
        self._facts.add_outcomes(code, placed, self._text.language)
        for other, _ in self._lists[1:]:
            self._findings.warn(other.place, "A second list of learning outcomes was not read.")
        return True

    def _add_description(self) -> None:
        aims = (section for section in self._sections if section.part is Part.AIMS and section.prose())
        section = next(aims, None)
        if section is not None:
            self._facts.add("description", section.prose(), section.place)
        if self._text.language is not None:
            self._facts.add("language", self._text.language, "language of the document")


def _codes(fact: Fact, own: str) -> tuple[str, ...]:
    return tuple(code for code in facts.codes_in(fact.text) if code != own)


def _without(code: str, line: Line) -> str:
    return line.text.replace(code, "").strip(" :-\u2013\u2014")


def _place_at_top(line: Line) -> str:
    return f"page {line.page}, {line.text[:60]!r}" if line.page else line.place


def _same_text(one: Fact, other: Fact) -> bool:
    return one.text.casefold() == other.text.casefold()


def _same_title(one: Fact, other: Fact) -> bool:
    """Return True for equal titles, and for one that the second reading shows only the first line of."""
    return one.text.casefold().startswith(other.text.casefold())
