"""The readers of documents of text: PDF, Word, HTML, plain text and Markdown.

One reader for each kind of file recognises it and decides by the whole text what the document is: a module
descriptor, a CV, or a free document with statements (``free_document.meaning_of``). Where it decides wrongly,
a reader asked for by name takes any of these files for what its name says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from skillmap.domain import Document, Finding, Severity, Source
from skillmap.errors import FormatError
from skillmap.formats import schema_org, transcript_pdf
from skillmap.formats.curriculum_vitae_europass import europass_document
from skillmap.formats.document_text import DocumentText
from skillmap.formats.free_document import Meaning, meaning_of, read_as
from skillmap.formats.html_text import is_html, read_html
from skillmap.formats.pdf_text import is_pdf, read_pdf
from skillmap.formats.plain_text import decoded, read_text
from skillmap.formats.reader import AnotherReaderError, Reader, by_name_only, readers
from skillmap.formats.word_text import is_word, read_word
from skillmap.resources import sha256_of

_DATA_ENDINGS = frozenset(
    ".csv .tsv .json .jsonld .ttl .nt .n3 .nq .rdf .owl .xml .xsd .svg .yaml .yml .toml .ini .jwt .py .js "
    ".sql .tex .bib .eml .log".split()
)
_DATA_START = re.compile(
    r"\s*(?:[{<]|\[\s*[\[{\"\d\]]|%PDF|PK\x03|@prefix\b|@base\b|PREFIX\b|BASE\b|#!|BEGIN:V)"
)
_DELIMITERS = ",;\t"
_FEWEST_CELLS = 3
_ROWS_LOOKED_AT = 3
_WHAT = "a module descriptor, CV or other text about learning"
_TAKEN_FOR = {
    Meaning.CV: "a CV, since it has sections on work or education and on other topics of a CV",
    Meaning.STATEMENTS: "a free document, since it is neither a module descriptor nor a CV",
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of file that holds a document of text."""

    title: str
    sniff: Callable[[str, bytes], bool]
    read: Callable[[str, bytes], DocumentText]
    called: str = ""
    """Put before a refusal, where the ending of the file does not say what it is."""


def _sniff_pdf(name: str, head: bytes) -> bool:
    """Return True for a PDF, unless it is called a transcript."""
    return is_pdf(head) and not transcript_pdf.sniff(name, head)


def _sniff_html(name: str, head: bytes) -> bool:
    """Return True for a web page, unless it carries data about a course, which is read instead."""
    return is_html(head) and not schema_org.sniff(name, head)


def _sniff_text(name: str, head: bytes) -> bool:
    """Return True for a text that is surely no data and in which something can be read."""
    try:
        text = _read_prose(name, head)
    except FormatError:
        return False
    return meaning_of(name, text) is not Meaning.NOTHING


def _read_prose(name: str, content: bytes) -> DocumentText:
    """Return the lines of a text that is no data.

    Raises:
        FormatError: not text, or a table, JSON, XML or RDF by its name or beginning.
    """
    text = decoded(name, content)
    if PurePath(name).suffix.lower() in _DATA_ENDINGS or _DATA_START.match(text) or _is_table(text):
        raise FormatError(name, "", "is data (a table, JSON, XML or RDF), not text to read")
    return read_text(name, content)


def _is_table(text: str) -> bool:
    """Return True when the first lines have the same number of commas, semicolons or tabs, two or more."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_ROWS_LOOKED_AT]
    for delimiter in _DELIMITERS:
        counts = {line.count(delimiter) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and min(counts) + 1 >= _FEWEST_CELLS:
            return True
    return False


_KINDS = {
    "document-pdf": _Kind(f"{_WHAT} as PDF", _sniff_pdf, read_pdf),
    "document-word": _Kind(f"{_WHAT} in Word (.docx)", is_word, read_word),
    "document-html": _Kind(f"{_WHAT} as a web page (HTML)", _sniff_html, read_html, "a web page; "),
    "document-text": _Kind(f"{_WHAT} as plain text or Markdown", _sniff_text, _read_prose),
}
_BY_NAME = {
    "module-descriptor": ("any document, taken for a module descriptor", Meaning.MODULE),
    "curriculum-vitae": ("any document, taken for a CV", Meaning.CV),
    "free-document": ("any document, taken for a text with statements on learning", Meaning.STATEMENTS),
}


def _read(reader: str, name: str, content: bytes) -> Document:
    """Read a document as what it says it is.

    Raises:
        FormatError: not a file of this kind, or nothing in it that can be used.
        LimitError: larger or slower to read than a document of text.
        AnotherReaderError: a PDF that is a transcript.
    """
    text = _KINDS[reader].read(name, content)
    source = Source(name, reader, sha256_of(content))
    if text.europass:
        return europass_document(name, text.europass, source)
    if _is_transcript(text):
        raise AnotherReaderError(name, "is a transcript", transcript_pdf.NAME)
    meaning = meaning_of(name, text)
    if meaning is Meaning.NOTHING:
        raise FormatError(name, "", f"{_KINDS[reader].called}{_nothing_in(text)}")
    document = read_as(meaning, name, text, source)
    if meaning in _TAKEN_FOR:
        others = " or ".join(name for name, (_, other) in _BY_NAME.items() if other is not meaning)
        message = (
            f"Taken for {_TAKEN_FOR[meaning]}. Where that is wrong, ask for the reader {others} by name."
        )
        return replace(document, findings=(Finding(Severity.INFO, "document", message), *document.findings))
    return document


def _read_by_name(reader: str, name: str, content: bytes) -> Document:
    """Read a document as what the reader's name says.

    Raises:
        FormatError: not a document of text, or nothing of that in it.
        LimitError: larger or slower to read than a document of text.
    """
    _, meaning = _BY_NAME[reader]
    text = _text_of(name, content)
    source = Source(name, reader, sha256_of(content))
    if text.europass and meaning is Meaning.CV:
        return europass_document(name, text.europass, source)
    return read_as(meaning, name, text, source)


def _text_of(name: str, content: bytes) -> DocumentText:
    if is_pdf(content):
        return read_pdf(name, content)
    if is_word(name, content):
        return read_word(name, content)
    return read_html(name, content) if is_html(content) else _read_prose(name, content)


def _is_transcript(text: DocumentText) -> bool:
    lines = (*text.repeated, *(line.text for line in text.lines if line.page))
    return any(map(transcript_pdf.names_columns, lines))


def _nothing_in(text: DocumentText) -> str:
    left_out = f" ({text.remarks[0][1].rstrip('.')})" if text.remarks else ""
    return f"no learning outcome, skill or module fact found in {text.size} of text{left_out}"


for _name, _kind in _KINDS.items():
    readers.register(_name)(Reader(_kind.title, _kind.sniff, partial(_read, _name)))
for _name, (_title, _) in _BY_NAME.items():
    readers.register(_name)(Reader(_title, by_name_only, partial(_read_by_name, _name)))
