"""schema.org: courses and credentials on offer, as JSON-LD in a file or inside a web page.

A ``Course`` or an ``EducationalOccupationalCredential`` describes an offer: no holder, no date, no signature.
It is read as a credential whose holder is not identified, and says so. Whether a course is what an applicant
took or what a programme teaches depends on who asks: the credentials of a document serve as the former; a
course with a course code is also given as a module, for the door that reads programmes. An
``EducationalOccupationalProgram`` gives its name to those modules.
Terms are those of https://schema.org/Course and https://schema.org/EducationalOccupationalCredential.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillmap.domain import Credential, Document, Module, Source
from skillmap.errors import FormatError
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node, decode, load_json, looks_like_json, top_level
from skillmap.formats.language_map import Languages
from skillmap.formats.linked_json import LinkedObjects, count_values, with_short_names
from skillmap.formats.offered import module_of, told_of_modules
from skillmap.formats.reader import Reader, readers
from skillmap.formats.schema_org_offer import SchemaOffer, credit_of
from skillmap.resources import sha256_of

NAME = "schema-org"

_COURSE = "Course"
_CREDENTIAL = "EducationalOccupationalCredential"
_PROGRAM = "EducationalOccupationalProgram"
_OFFERS = frozenset((_COURSE, _CREDENTIAL))
_TYPED = re.compile(
    rb'"@?type"\s*:\s*(?:\[[^\]{}]{0,200}?)?"(?:https?://schema\.org/|schema:)?'
    rb'(?:Course|EducationalOccupationalCredential|EducationalOccupationalProgram)"'
)
_SCRIPT = re.compile(r"<!--|<script\b([^<>]{0,1000})>", re.IGNORECASE)
_CLOSING = re.compile(r"</script\b", re.IGNORECASE)
_JSON_LD = re.compile(r"type\s*=\s*[\"']?application/ld\+json", re.IGNORECASE)
_VOCABULARY = {"schema.org/": "", "schema:": ""}
# What a course may stand inside; inside a signed credential of another format it is not ours.
_AROUND = frozenset(
    (
        *("WebPage", "ItemPage", "CollectionPage", "WebSite", "ItemList", "Article", "Product"),
        *("Organization", "EducationalOrganization", "CollegeOrUniversity", "School"),
    )
)
_MOST_OFFERS = 2_000
_MOST_SCRIPTS = 200
_MOST_VALUES = 50_000


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON-LD or a web page that holds a course or credential of schema.org."""
    if b"schema.org" not in head or not _TYPED.search(head):
        return False
    if looks_like_json(head):
        types = {kind.rpartition("/")[2].removeprefix("schema:") for kind in top_level(head).types}
        return not types or bool(types & {*_OFFERS, _PROGRAM, *_AROUND})
    return b"<script" in head.lower() and b"ld+json" in head.lower()


def read(name: str, content: bytes) -> Document:
    """Read the courses and credentials that a file or web page describes.

    Raises:
        FormatError: neither JSON-LD nor a page that holds it, or without a course or credential with a name.
    """
    findings = Findings()
    parts = list(_parts(name, content, findings))
    envelope = "" if looks_like_json(content) else "web page"
    source = Source(name, NAME, sha256_of(content), envelope)
    reading = _Reading(source, findings)
    for part in parts:
        reading.take(part)
    if not reading.credentials:
        expected = f"expected a {_COURSE} or {_CREDENTIAL} of schema.org with a name"
        raise FormatError(name, "", f"describes no course and no credential; {expected}")
    return reading.document()


class _Reading:
    """What was found so far in the JSON-LD parts of one file."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._source = source
        self._findings = findings
        self._programs: list[tuple[Node, LinkedObjects]] = []
        self.credentials: list[Credential] = []
        self._modules: list[Module] = []
        self._seen: set[tuple[str, str]] = set()

    def take(self, root: Node) -> None:
        objects = LinkedObjects(root)
        for found in _described(root):
            if _PROGRAM in found.types():
                self._programs.append((found, objects))
            else:
                self._add(found, objects)

    def document(self) -> Document:
        self._findings.warn("$", "This describes what is offered; nobody holds it.")
        if self._modules:
            self._findings.note("$", told_of_modules(self._modules))
        program = self._programs[0] if len(self._programs) == 1 else None
        credit = credit_of(program[0].get("numberOfCredits"), program[1], Findings()) if program else None
        return Document(
            source=self._source,
            credentials=tuple(self.credentials),
            modules=tuple(self._modules),
            findings=self._findings.all(),
            programme_title=Languages().wording(program[0].get("name")).text or None if program else None,
            programme_credit=credit[0] if credit else None,
        )

    def _add(self, node: Node, objects: LinkedObjects) -> None:
        if len(self.credentials) == _MOST_OFFERS:
            problem = f"is one offer more than the {_MOST_OFFERS:,} allowed"
            raise FormatError(self._source.name, node.place, problem)
        offer = SchemaOffer(node, objects, self._findings)
        # Pages repeat a course, in full or in short, in several scripts.
        if offer.identity() in self._seen:
            self._findings.note(node.place, "The same course or credential again; it was read once.")
            return
        self._seen.add(offer.identity())
        credential = offer.credential(self._source, len(self.credentials))
        self.credentials.append(credential)
        module = (
            module_of(credential, offer.prerequisites(), offer.tags()) if _COURSE in node.types() else None
        )
        self._modules += [module] if module else []


def _parts(name: str, content: bytes, findings: Findings) -> Iterator[Node]:
    if looks_like_json(content):
        value = load_json(name, content)
        count_values(name, value, _MOST_VALUES)
        yield Node(with_short_names(value, _VOCABULARY))
        return
    left = _MOST_VALUES
    for position, text in enumerate(_scripts(decode(name, content))):
        place = f"script {position + 1}, $"
        if position == _MOST_SCRIPTS:
            raise FormatError(
                name, "", f"has more than {_MOST_SCRIPTS} scripts of JSON-LD, which is too many"
            )
        try:
            value = load_json(f"{name}, script {position + 1}", text.encode("utf-8", "replace"))
        except FormatError as error:
            findings.warn(place, f"JSON-LD of the page could not be read: {error.problem}.")
        else:
            left -= count_values(name, value, left, place)
            yield Node(with_short_names(value, _VOCABULARY), place)


def _scripts(page: str) -> Iterator[str]:
    """Yield the texts of a page's JSON-LD scripts; what is commented out does not count."""
    position = 0
    while found := _SCRIPT.search(page, position):
        if found[0] == "<!--":
            end = page.find("-->", found.end())
            if end < 0:
                return
            position = end + 3
            continue
        closing = _CLOSING.search(page, found.end())
        if closing is None:
            return
        if _JSON_LD.search(found[1]):
            yield page[found.end() : closing.start()]
        position = closing.end()


def _described(root: Node) -> Iterator[Node]:
    """Yield the courses, credentials and programmes of a document; parts of a course stand for themselves."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, list):
            waiting += reversed(list(node.each()))
        elif isinstance(node.value, dict):
            keys: list[str] = list(node.value)
            if node.types() & {*_OFFERS, _PROGRAM} and Languages().wording(node.get("name")).text:
                yield node
                keys = [key for key in ("hasPart", "hasCourse", "@graph") if key in node.value]
            waiting += [node.get(key) for key in reversed(keys)]


readers.register(NAME)(Reader("a course or credential of schema.org (JSON-LD or web page)", sniff, read))
