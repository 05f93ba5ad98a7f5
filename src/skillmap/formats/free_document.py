"""Any other document of text: what it says that somebody learned, can do or did, as claims.

A certificate in prose, the page of a course, a reference letter. Statements are taken from sections that
announce them ("Learning outcomes", "You will learn", "Skills gained", "Her tasks included:") and from
sentences that say what a learner can do. Nothing else in the document is read, and nothing in it is evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto

from skillmap.domain import ClaimKind, Document, Source
from skillmap.errors import FormatError
from skillmap.formats.curriculum_vitae import CvClaims, Said, cv_document, looks_like_cv, skills_in
from skillmap.formats.document_text import DocumentText, Line
from skillmap.formats.facts import Findings
from skillmap.formats.module_descriptor import Descriptor
from skillmap.formats.redaction import Redactor, titled_names
from skillmap.formats.sections import Part, Section, outcomes_of, part_of, sections
from skillmap.formats.text import sentences
from skillmap.formats.wording import outcomes_in

NOT_EVIDENCE = (
    "What stands here is what the document says; nothing in it is evidence that somebody learned it."
)

_ABOUT_SKILLS = re.compile(r"skill|competenc|kompetenz|fähigkeit|kenntnis|knowledge", re.IGNORECASE)
_LEARNER = (
    r"(?:(?:the|each|every|all) )?(?:students?|learners?|participants?|earners?|recipients?|candidates?|"
    r"graduates?|holders?|he|she|teilnehmende|studierende|absolvent(?:in|en|innen)?|"
    r"(?:die|der) (?:teilnehmer(?:in|innen)?|studierenden|absolvent(?:in|en|innen)?)|sie|er)"
)
# "You can apply until May" says nothing of what anybody is able to do.
_CAN = r"(?:can|could|kann|können|konnten?)"
_ABLE = (
    r"(?:will be able to|(?:is|are|was|were) able to|know how to|knows how to|"
    r"(?:has|have) (?:shown|demonstrated|acquired|gained|learn(?:ed|t)|mastered|developed)|"
    r"(?:shows?|demonstrates?|understands?|masters?)|will (?:know|understand|learn|gain|acquire|develop)|"
    r"(?:ist|sind|war|waren) in der lage|beherrsch(?:t|en|te|ten)|"
    r"verfüg(?:t|en|te) über|lern(?:t|en|te|ten)|"
    r"(?:hat|haben)\b.{1,80}\b(?:erworben|gelernt|gezeigt|nachgewiesen))"
)
_BY_THE_END = (
    r"(?:(?:by|on|after|upon|at|nach|am)\s+(?:the\s+)?(?:end|successful completion|completion|completing|"
    r"ende|abschluss)\b[^,:]{0,80},?\s+)?"
)
_SAYS_ABLE = re.compile(
    rf"{_BY_THE_END}(?:{_LEARNER}\s+(?:\w+ly )?(?:{_CAN}|{_ABLE})|(?:you|they)\s+{_ABLE})\b", re.IGNORECASE
)
_DUTIES = re.compile(
    r"(?:responsible for|in charge of|(?:tasks|duties|responsibilities|work) (?:included?|were|was|"
    r"comprised?|consisted of)|(?:zuständig|verantwortlich) für|"
    r"aufgaben (?:gehörten|gehörte|zählten|zählte|umfassten|waren)|"
    r"aufgabengebiet umfasste|folgende[rn]? aufgaben)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:certif(?:y|ies) that|awarded to|presented to|conferred (?:up)?on|granted to|issued to|"
    r"(?:bescheinigt|bestätigt|bestätigen),? dass|verliehen an)\s*:?\s+"
    r"(?P<name>[^\W\d_a-z][\w'.’-]*(?:\s+[^\W\d_a-z][\w'.’-]*){1,3})"
)
_INLINE = re.compile(r"(?P<heading>[^:]{3,60}):\s+(?P<rest>\S.*)$")
_LONGEST_SENTENCE = 600
_LINES_WITH_NAMES = 60


class Meaning(Enum):
    """What a document of text is taken for."""

    MODULE = auto()
    CV = auto()
    STATEMENTS = auto()
    NOTHING = auto()


def meaning_of(name: str, text: DocumentText) -> Meaning:
    """Return what a document is, by what it says.

    In this order: a module descriptor, when it has a list of learning outcomes and a fact about a module
    (``Descriptor.looks_like_one``); a CV, when it has sections on at least two topics of a CV, work or
    education among them, with dates (``looks_like_cv``); a free document, when it makes at least one
    statement about learning, skills or duties. Else nothing.
    """
    if Descriptor(name, text, Findings()).looks_like_one():
        return Meaning.MODULE
    if looks_like_cv(name, text):
        return Meaning.CV
    return Meaning.STATEMENTS if next(_statements(text.lines), None) is not None else Meaning.NOTHING


def read_as(meaning: Meaning, name: str, text: DocumentText, source: Source) -> Document:
    """Return a document taken for what the caller says it is.

    Raises:
        FormatError: nothing of that in it.
    """
    findings = Findings()
    for place, remark in text.remarks:
        findings.warn(place, remark)
    if meaning is Meaning.MODULE:
        return Descriptor(name, text, findings).document(source)
    if meaning is Meaning.CV:
        return cv_document(name, text, source, findings)
    return _statement_document(name, text, source, findings)


def _statement_document(name: str, text: DocumentText, source: Source, findings: Findings) -> Document:
    claims = CvClaims(source, findings, Redactor(_names(text.lines)))
    claims.language = text.language
    claims.language_place = "language of the document"
    for said in _statements(text.lines):
        claims.add(said)
    if not claims.all():
        raise FormatError(name, "", f"no learning outcome, skill or module fact found in {text.size} of text")
    findings.note("document", NOT_EVIDENCE)
    return Document(source=source, claims=claims.all(), findings=findings.all())


def _statements(lines: Sequence[Line]) -> Iterator[Said]:
    """Yield what a document states, section by section, and then the sentences outside of them."""
    opened = list(_with_inline_headings(lines))
    taken: set[str] = set()
    for section in sections(opened):
        if section.part in (Part.OUTCOMES, Part.PROMISES):
            for said in _announced(section):
                taken.add(said.place + said.text)
                yield said
    for said in (*_duties(opened), *_sentences(opened)):
        if said.place + said.text not in taken:
            taken.add(said.place + said.text)
            yield said


def _announced(section: Section) -> Iterator[Said]:
    is_skills = section.part is Part.PROMISES and _ABOUT_SKILLS.search(section.title)
    kind = ClaimKind.SKILL if is_skills else ClaimKind.OTHER
    for text, line in outcomes_of(section):
        if not outcomes_in(f"- {text}"):
            # A step that earns the award, such as "Pass the final exam".
            continue
        place = section.place_of(line)
        if not is_skills:
            yield Said(text, place, kind, section.title, section.place)
            continue
        for caption, skill, level in skills_in(text):
            context = f"{section.title}, {caption}" if caption else section.title
            yield Said(skill, place, kind, context, section.place, level)


def _duties(lines: Sequence[Line]) -> Iterator[Said]:
    """Yield the list below "Her tasks included:"."""
    lead: Line | None = None
    for line in lines:
        if line.text.endswith(":") and _DUTIES.search(line.text[:_LONGEST_SENTENCE]):
            lead = line
        elif lead is not None and (line.item or re.match(r"[-•*–·▪]\s", line.text)):
            text = line.text.lstrip("-•*–·▪ ")
            yield Said(text, line.place, ClaimKind.EXPERIENCE, lead.text.rstrip(":"), lead.place)
        else:
            lead = None


def _sentences(lines: Sequence[Line]) -> Iterator[Said]:
    for line in _paragraphs(lines):
        for sentence in sentences(line.text):
            if len(sentence) > _LONGEST_SENTENCE or sentence.endswith(":"):
                continue
            if _SAYS_ABLE.match(sentence):
                for text in outcomes_in(sentence):
                    yield Said(text, line.place, ClaimKind.OTHER)
                continue
            duty = _DUTIES.search(sentence)
            if duty is not None:
                # Without its subject, which is most often a name.
                yield Said(sentence[duty.start() :], line.place, ClaimKind.EXPERIENCE)


def _paragraphs(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines of prose, joined where a paragraph goes on from line to line."""
    held: Line | None = None
    for line in lines:
        if line.heading or line.item or line.cells:
            if held is not None:
                yield held
            held = None
        elif held is not None and not line.is_apart and len(held.text) < _LONGEST_SENTENCE:
            held = replace(held, text=f"{held.text} {line.text}")
        else:
            if held is not None:
                yield held
            held = line
    if held is not None:
        yield held


def _with_inline_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, ``Skills gained: Python, SQL`` as a heading and what it announces."""
    for line in lines:
        found = _INLINE.match(line.text) if not line.cells else None
        if found is not None and part_of(found["heading"]) in (Part.OUTCOMES, Part.PROMISES):
            yield replace(line, text=found["heading"], is_apart=True)
            yield replace(line, text=found["rest"], heading=0, is_apart=True)
        else:
            yield line


def _names(lines: Sequence[Line]) -> list[str]:
    texts = [line.text[:_LONGEST_SENTENCE] for line in lines[:_LINES_WITH_NAMES]]
    return [*(found["name"] for found in _NAMED.finditer(" ".join(texts))), *titled_names(texts)]
