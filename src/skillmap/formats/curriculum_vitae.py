"""A CV in any kind of document: what a person says of themselves, line by line, as claims.

Who the person is, is not read: what stands above the first section, the section of personal information, the
profile, referees, publications and hobbies are left out, contact details and names of people are cut out of
the lines that are kept. Nothing in a CV is evidence, so no credential comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import Claim, ClaimKind, Document, Source
from skillmap.errors import FormatError
from skillmap.formats.curriculum_vitae_dates import Period, period_in, writes_day_first
from skillmap.formats.curriculum_vitae_entries import IN_CAPITALS, Entry, bullet_in, entries
from skillmap.formats.curriculum_vitae_headings import CvParts, CvSection, Topic, cv_parts, is_called_cv
from skillmap.formats.document_text import DocumentText, Line
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.holder import STAND_IN
from skillmap.formats.redaction import A_PERSON, Redactor, names_at_top

MOST_CLAIMS = 1_000
"""Claims that are kept of one document; a long CV makes two hundred."""

LONGEST_CLAIM = 2_000
"""Characters of one claim; a longer text is a page of prose that nothing divides."""

NOT_EVIDENCE = "What stands here is what a person says of themselves; nothing in it is evidence."

_WITH_ENTRIES = {
    Topic.EXPERIENCE: ClaimKind.EXPERIENCE,
    Topic.VOLUNTEERING: ClaimKind.EXPERIENCE,
    Topic.PROJECTS: ClaimKind.EXPERIENCE,
    Topic.EDUCATION: ClaimKind.EDUCATION,
    Topic.TRAINING: ClaimKind.EDUCATION,
}
_TOLD = frozenset((*_WITH_ENTRIES, Topic.SKILLS, Topic.LANGUAGES))
_READ = _TOLD | {Topic.DRIVING}
_LEVEL_WORDS = (
    r"(?:(?:very )?good|basics?(?: knowledge| user)?|beginner|elementary|(?:(?:upper|pre)[- ])?intermediate|"
    r"advanced|proficient(?: user)?|independent user|fluent|native(?: speaker)?|mother tongue|bilingual|"
    r"expert|"
    r"professional|conversational|working knowledge|full professional|limited working|"
    r"(?:sehr )?gute?(?: kenntnisse)?|grundkenntnisse|anfänger|fortgeschritten(?:e kenntnisse)?|"
    r"fließend|verhandlungssicher|muttersprach(?:e|ler(?:in)?|lich)|experte|expertin|in wort und schrift|"
    r"débutant|intermédiaire|avancé|courant|langue maternelle|bilingue|notions|"
    r"básico|intermedio|avanzado|fluido|nativo|lengua materna|"
    r"base|avanzato|fluente|madrelingua|ottimo|buono)"
)
_CEFR = r"[ABC][12]\+?(?:[.-][ABC]?[12]\+?)?"
_LEVELS = rf"(?:{_LEVEL_WORDS}|{_CEFR})(?:[\s,/(]+(?:{_LEVEL_WORDS}|{_CEFR})\)?)*"
_SET_OFF = r"(?:\s*[\[(]\s*|\s*[:,\u2013\u2014-]\s+|\s*:\s*)"
_LEVEL = re.compile(rf"(?:{_SET_OFF}(?P<set_off>{_LEVELS})|\s+(?P<code>{_CEFR}))\s*[\])]?\.?$", re.IGNORECASE)
_LEVEL_OF_LANGUAGE = re.compile(rf"(?:{_SET_OFF}|\s+)(?P<level>{_LEVELS})\s*[\])]?\.?$", re.IGNORECASE)
_ONLY_LEVELS = re.compile(rf"(?:{_LEVEL_WORDS}|{_CEFR}|[-\u2013\s,|/:;.]|and|und|user)+$", re.IGNORECASE)
_GRID_WORDS = re.compile(
    r"(?:understanding|speaking|writing|listening|reading|spoken (?:interaction|production)|verstehen|"
    r"sprechen|"
    r"schreiben|hören|lesen|an gesprächen teilnehmen|zusammenhängendes sprechen|comprendre|parler|"
    r"écrire|comprensión|comprensione|self-assessment|information processing|content creation|safety|"
    r"problem solving|communication|\s|[|,/])+$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"levels?\s*:\s*a1|niveaus?\s*:?\s*a1|stufen\s*:?\s*a1|niveles\s*:?\s*a1|livelli\s*:?\s*a1|"
    r"common european framework|gemeinsamer? europäischer? referenzrahmen",
    re.IGNORECASE,
)
_MOTHER_TONGUE = re.compile(
    r"mother tongues?|native languages?|muttersprachen?|langues? maternelles?|lenguas? maternas?|"
    r"lingua madre|lingue madri",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?P<caption>[^:]{2,50}):\s+(?P<rest>\S.*)$")
_SEPARATOR = re.compile(r"\s*[;|\u2022\u00b7]\s*|,\s+(?![^()]*\))")
_LONGEST_LISTED = 5
"""Words of a part of an enumeration; a longer part is a clause of a sentence."""
_SAYS_SOMETHING = re.compile(r"[^\W\d_]")
# "Supervisor: [a person]" says nothing either.
_STAND_INS = re.compile(rf"(?:[^:]{{1,30}}:\s*)?(?:{re.escape(A_PERSON)}|{re.escape(STAND_IN)})")
_LONGEST_CONTEXT = 200
_LONGEST_LIST = 1_000
_LONGEST_PARAGRAPH = 20_000
_LONGEST_WITH_LEVEL = 150


def looks_like_cv(name: str, text: DocumentText) -> bool:
    """Return True for sections on at least two topics of a CV, work or education among them.

    Besides, a work, education or training section must show dates, or the file name or a line at the top
    must call it a CV.
    """
    parts = cv_parts(text.lines)
    topics = {section.topic for section in parts.sections if section.lines} & _TOLD
    if len(topics) < 2 or not topics & {Topic.EXPERIENCE, Topic.EDUCATION}:
        return False
    return is_called_cv(name, text.lines) or any(
        period_in(line.text, day_first=True) is not None
        for section in parts.sections
        if section.topic in _WITH_ENTRIES
        for line in section.lines
    )


def cv_document(name: str, text: DocumentText, source: Source, findings: Findings) -> Document:
    """Return a CV as a document of claims.

    Raises:
        FormatError: no section of a CV in it.
    """
    parts = cv_parts(text.lines)
    claims = CvClaims(source, findings, Redactor(names_at_top(line.text for line in parts.top)))
    claims.language = text.language or parts.language
    claims.language_place = "language of the document" if text.language else parts.language_place
    day_first = _day_first(text, parts)
    for section in parts.sections:
        _read_section(section, claims, day_first)
    if not claims.all():
        known = "work experience, education, skills or languages"
        raise FormatError(name, "", f"no section of a CV with anything in it was found (looked for {known})")
    _say_what_was_left_out(parts, findings)
    return Document(source=source, claims=claims.all(), findings=findings.all())


@dataclass(frozen=True, slots=True)
class Said:
    """One claim on the way: its words and what they stand under."""

    text: str
    place: str
    kind: ClaimKind
    context: str = ""
    context_place: str = ""
    level: str = ""
    period: Period | None = None
    period_place: str = ""


class CvClaims:
    """Collects the claims of one document, without contact details and names of people."""

    def __init__(self, source: Source, findings: Findings, redactor: Redactor) -> None:
        self.language: str | None = None
        self.language_place = ""
        self._source = source
        self._findings = findings
        self._redactor = redactor
        self._claims: list[Claim] = []
        self._reported: set[tuple[str, str]] = set()
        self._is_vague = self._is_full = False

    def add(self, said: Said) -> None:
        """Keep one claim; one without a letter in it is not kept."""
        text = self.kept(said.text, said.place)
        if not _SAYS_SOMETHING.search(_STAND_INS.sub("", text)) or self._fills_up(said.place):
            return
        if len(text) > LONGEST_CLAIM:
            self._leave_out(said.place, text)
            return
        place = self._safe(said.place)
        context_place = self._safe(said.context_place or said.place)
        facts = Facts()
        facts.add("id", f"{said.kind.value}-{len(self._claims) + 1}", place)
        facts.add("text", text, place)
        facts.add("kind", said.kind, context_place)
        facts.add("context", self.kept(said.context, context_place)[:_LONGEST_CONTEXT], context_place)
        facts.add("level", said.level, place)
        facts.add("language", self.language, self.language_place)
        if said.period is not None:
            self._add_period(facts, said.period, self._safe(said.period_place or said.place))
        self._claims.append(facts.claim(self._source))

    def kept_lines(self, lines: Iterable[Line]) -> list[Line]:
        """Return lines as they may be kept, before they are cut into sentences: "Prof. X" holds a stop."""
        kept = []
        for line in lines:
            if len(line.text) > _LONGEST_PARAGRAPH:
                self._leave_out(line.place, line.text)
            else:
                kept.append(replace(line, text=self.kept(line.text, line.place)))
        return [line for line in kept if line.text]

    def kept(self, text: str, place: str) -> str:
        """Return a text as it may be kept; what was cut out of it is a finding."""
        redacted = self._redactor.clean(text)
        for what in redacted.cut:
            if self._is_new(place, what):
                self._findings.note(self._safe(place), f"Cut out: {what}.")
        return redacted.text

    def all(self) -> tuple[Claim, ...]:
        """Return the claims in the order of reading."""
        return tuple(self._claims)

    def _add_period(self, facts: Facts, period: Period, place: str) -> None:
        facts.add("begun", period.begun, place)
        facts.add("ended", period.ended, place)
        if period.problem and self._is_new(place, "dates"):
            # The words of the dates are safe to show; they hold digits and months.
            self._findings.unparsable("begun", place, f"Dates left out: {period.problem}.")
        if period.is_vague and not self._is_vague:
            self._is_vague = True
            message = "Dates without a day are read as the widest span, from the first day to the last."
            self._findings.note(place, message)

    def _safe(self, place: str) -> str:
        """Return a place without what tells who somebody is: places of a web page quote its headings."""
        return self._redactor.clean(place).text

    def _leave_out(self, place: str, text: str) -> None:
        message = f"A text of {len(text):,} characters is no claim; it was left out."
        self._findings.warn(self._safe(place), message)

    def _is_new(self, place: str, what: str) -> bool:
        is_new = (place, what) not in self._reported
        self._reported.add((place, what))
        return is_new

    def _fills_up(self, place: str) -> bool:
        is_full = len(self._claims) >= MOST_CLAIMS
        if is_full and not self._is_full:
            self._findings.warn(self._safe(place), f"Only the first {MOST_CLAIMS:,} claims are kept.")
        self._is_full = is_full
        return is_full


def add_entry(claims: CvClaims, entry: Entry, kind: ClaimKind) -> None:
    """Keep what was done in a position, or where nothing is said, the position itself; of a course both."""
    context = ", ".join(header for header in entry.headers if header)
    shared = Said("", entry.place, kind, context, entry.place, "", entry.period, entry.period_place)
    if entry.headers and (kind is ClaimKind.EDUCATION or not entry.duties):
        # Europass puts the town beside the dates, and the title below in capitals.
        title = next((header for header in entry.headers if IN_CAPITALS.match(header)), entry.headers[0])
        rest = ", ".join(header for header in entry.headers if header != title)
        claims.add(replace(shared, text=title, context=rest))
    for text, place in entry.duties:
        claims.add(replace(shared, text=text, place=place))


def skills_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the skills of a line as (caption, skill, level): ``IT: Excel (good), SQL`` names two."""
    caption = _CAPTION.match(text)
    head, rest = (caption["caption"], caption["rest"]) if caption else ("", text)
    if caption and _is_level(rest):
        yield "", head, rest.strip()
        return
    parts = [part.strip(" .") for part in _listed(rest) if part.strip(" .")]
    if len(parts) > 1 and all(len(part.split()) <= _LONGEST_LISTED for part in parts):
        for part in parts:
            yield (head, *with_level(part))
    else:
        yield (head, *with_level(rest))


def with_level(text: str) -> tuple[str, str]:
    """Return a skill without the word for how well, which must be set off from it, and that word."""
    return _split_level(text, _LEVEL)


def _split_level(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.search(text) if len(text) <= _LONGEST_WITH_LEVEL else None
    name = text[: found.start()].strip(" ,:-\u2013\u2014(") if found is not None else ""
    if found is None or not name:
        return text, ""
    level = next(group for group in found.groups() if group).strip()
    codes = set(re.split(r"[\s,/]+", level))
    # A grid that gives the same level five times gives one level.
    return name, codes.pop() if len(codes) == 1 else level


def _read_section(section: CvSection, claims: CvClaims, day_first: bool | None) -> None:
    if section.topic not in _READ:
        return
    section = replace(section, lines=tuple(claims.kept_lines(_placed(section))))
    if section.topic in _WITH_ENTRIES:
        for entry in entries(section.lines, day_first=day_first):
            add_entry(claims, entry, _WITH_ENTRIES[section.topic])
    elif section.topic is Topic.SKILLS:
        _read_skills(section, claims)
    elif section.topic is Topic.LANGUAGES:
        _read_languages(section, claims)
    elif section.topic is Topic.DRIVING:
        for line in section.lines:
            claims.add(Said(f"{section.heading.text.rstrip(':')}: {line.text}", line.place, ClaimKind.OTHER))


def _placed(section: CvSection) -> Iterator[Line]:
    """Yield lines whose place names the section where a page alone would say too little."""
    for line in section.lines:
        yield replace(line, place=f"{line.place}, {section.heading.text.rstrip(':')}") if line.page else line


def _read_skills(section: CvSection, claims: CvClaims) -> None:
    heading = section.heading.text.rstrip(":")
    for line in _joined(section.lines):
        text = bullet_in(line) or line.text
        if line.heading:
            heading = text.rstrip(":")
            continue
        if text.endswith(":") or _is_level(text) or _GRID_WORDS.match(text) or _FOOTNOTE.match(text):
            continue
        for caption, skill, level in skills_in(text):
            context = f"{heading}, {caption}" if caption else heading
            said = Said(skill, line.place, ClaimKind.SKILL, context, section.heading.place, level)
            claims.add(said)


def _read_languages(section: CvSection, claims: CvClaims) -> None:
    heading = section.heading
    tongue = heading.text.rstrip(":") if _MOTHER_TONGUE.match(heading.text) else ""
    for line in section.lines:
        text = bullet_in(line) or line.text
        if _GRID_WORDS.match(text) or _FOOTNOTE.search(text) or _is_level(text):
            continue
        caption = _CAPTION.match(text)
        own = tongue
        if caption and _MOTHER_TONGUE.match(caption["caption"]):
            own, text = caption["caption"], caption["rest"]
        elif caption and "(s)" in caption["caption"]:
            text = caption["rest"]
        for part in _languages(text):
            name, level = _split_level(part, _LEVEL_OF_LANGUAGE)
            claims.add(
                Said(
                    name,
                    line.place,
                    ClaimKind.LANGUAGE,
                    heading.text.rstrip(":"),
                    heading.place,
                    level or own,
                )
            )


def _languages(text: str) -> list[str]:
    if text.endswith(":"):
        return []
    parts = [part for part in _listed(text) if part.strip()]
    # "English: fluent, C1" is one language; "English (fluent), French (basic)" are two.
    if any(_is_level(part) for part in parts[1:]):
        return [text]
    return parts


def _listed(text: str) -> list[str]:
    return _SEPARATOR.split(text) if len(text) <= _LONGEST_LIST else [text]


def _is_level(text: str) -> bool:
    return len(text) <= 100 and bool(_ONLY_LEVELS.match(text))


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines with those joined to the bullet above that go on from it."""
    held: Line | None = None
    for line in lines:
        goes_on = held is not None and not line.is_apart and not line.item and bullet_in(line) is None
        if goes_on and held is not None and bullet_in(held) is not None and line.text[0].islower():
            held = replace(held, text=f"{held.text} {line.text}")
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _day_first(text: DocumentText, parts: CvParts) -> bool | None:
    told = writes_day_first(line.text for line in text.lines)
    if told is None and (parts.language not in (None, "en") or "europass" in _top_words(text)):
        return True
    return told


def _top_words(text: DocumentText) -> str:
    return " ".join(line.text[:200] for line in text.lines[:6]).lower()


def _say_what_was_left_out(parts: CvParts, findings: Findings) -> None:
    findings.note("document", NOT_EVIDENCE)
    if parts.top:
        findings.note("document", "What stands above the first section was not read: it says who it is.")
    for section in parts.sections:
        if section.lines and section.topic is Topic.UNKNOWN:
            # Neither its words nor its place are shown: an unknown heading may be a name.
            findings.note("document", "A section with a heading that is not known was not read.")
        elif section.lines and section.topic not in _READ:
            message = f"The section {section.heading.text[:60]!r} was not read."
            findings.note(section.heading.place, message)
