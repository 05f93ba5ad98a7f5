"""CTDL, the Credential Transparency Description Language of Credential Engine, as JSON-LD.

A file describes what is offered (credentials, courses and other learning opportunities, assessments) or a
competency framework (CTDL-ASN). An offer is held by nobody; it is read as a credential whose holder is not
identified, and says so. A course with a course code is also read as a module, so that the courses of a
learning program can serve as a programme. A competency framework gives skills with their relations. Terms
are those of https://credreg.net/ctdl/terms and https://credreg.net/ctdlasn/terms. References are followed
inside the file only.
"""

from __future__ import annotations

from collections.abc import Iterator

from skillmap.domain import Credential, Document, Module, Source
from skillmap.errors import FormatError
from skillmap.formats.ctdl_competencies import read_framework
from skillmap.formats.ctdl_offer import Offer
from skillmap.formats.ctdl_terms import (
    ASSESSMENTS,
    COMPETENCY,
    FRAMEWORK,
    OFFERS,
    OTHERS,
    PROGRAM,
    VOCABULARIES,
)
from skillmap.formats.ctdl_writing import write
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node, load_json, looks_like_json, top_level
from skillmap.formats.language_map import Languages
from skillmap.formats.linked_json import LinkedObjects, count_values, with_short_names
from skillmap.formats.offered import module_of, told_of_modules
from skillmap.formats.reader import Reader, readers
from skillmap.resources import sha256_of

NAME = "ctdl"

_PREFIXES = ("ceterms:", "ceasn:")
_FULL = (b"purl.org/ctdl", b"credreg.net/ctdl")
_MOST_OFFERS = 2_000
_MOST_VALUES = 300_000
_MOST_TAUGHT = 20_000


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON whose outermost object, graph or list is in CTDL or CTDL-ASN."""
    if not looks_like_json(head):
        return False
    top = top_level(head)
    if any(word.startswith(_PREFIXES) for word in (*top.keys, *top.types)):
        return True
    if any(start in word for word in (*top.keys, *top.types) for start in VOCABULARIES if "ctdl" in start):
        return True
    # A graph or a list hides the types of its members from the top level.
    is_open = not top.types and (not top.keys or "@graph" in top.keys)
    return is_open and (any(f'"{prefix}'.encode() in head for prefix in _PREFIXES) or _has_full(head))


def read(name: str, content: bytes) -> Document:
    """Read what a CTDL file offers, or the skills of a competency framework.

    Raises:
        FormatError: not JSON, or a description of something that nobody can learn or earn.
    """
    source = Source(name, NAME, sha256_of(content))
    value = load_json(name, content)
    count_values(name, value, _MOST_VALUES)
    root = Node(with_short_names(value, VOCABULARIES))
    findings = Findings()
    if root.value != value:
        findings.note(
            root.place, "Terms written as full addresses are named here with a prefix, e.g. ceterms:name."
        )
    objects = LinkedObjects(root)
    members = list(_members(root))
    offers = _offers(members, objects)
    if offers:
        return _offered(source, offers, objects, findings)
    if any(member.types() & {COMPETENCY, FRAMEWORK} for member in members):
        return read_framework(source, members, objects, findings)
    raise FormatError(name, "", _refusal(members))


def _has_full(content: bytes) -> bool:
    return any(b'"http' + secure + b"://" + start in content for secure in (b"s", b"") for start in _FULL[:1])


def _members(root: Node) -> Iterator[Node]:
    """Yield the objects that a file is about: of a graph or list its members, else the one object."""
    graph = root.get("@graph") if isinstance(root.value, dict) else root
    for member in (graph if graph else root).each():
        if isinstance(member.value, dict):
            yield member


def _offers(members: list[Node], objects: LinkedObjects) -> list[Node]:
    named = [member for member in members if member.types() & OFFERS and _is_named(member)]
    # Blank nodes stand for what other parties offer and an offer merely mentions.
    own = [member for member in named if not member.get("@id").text().startswith("_:")] or named
    required = {
        objects.follow(target).place
        for member in own
        for condition in member.get("ceterms:requires").each()
        for target in condition.get("ceterms:targetAssessment").each()
    }
    return [
        member for member in own if not (member.types() & ASSESSMENTS and member.place in required)
    ] or own


def _offered(source: Source, offers: list[Node], objects: LinkedObjects, findings: Findings) -> Document:
    if len(offers) > _MOST_OFFERS:
        raise FormatError(
            source.name, "", f"describes {len(offers):,} offers; at most {_MOST_OFFERS:,} are read"
        )
    findings.warn("$", "This describes what is offered; nobody holds it.")
    credentials: list[Credential] = []
    modules: list[Module] = []
    taught = 0
    for position, node in enumerate(offers):
        offer = Offer(node, objects, findings)
        credential = offer.credential(source, position)
        credentials.append(credential)
        taught += len(credential.outcomes) + len(credential.alignments)
        if taught > _MOST_TAUGHT:
            raise FormatError(
                source.name, node.place, f"teaches more than the {_MOST_TAUGHT:,} things allowed"
            )
        module = module_of(credential, offer.prerequisites(), offer.tags()) if offer.is_course else None
        modules += [module] if module else []
    if modules:
        findings.note("$", told_of_modules(modules))
    programs = [item for item, node in zip(credentials, offers, strict=True) if PROGRAM in node.types()]
    program = programs[0] if len(programs) == 1 else None
    return Document(
        source=source,
        credentials=tuple(credentials),
        modules=tuple(modules),
        findings=findings.all(),
        programme_title=program.title if program else None,
        programme_credit=program.credit if program else None,
    )


def _refusal(members: list[Node]) -> str:
    types = sorted({kind for member in members for kind in member.types()})
    expected = "expected a credential, learning opportunity, assessment or competency framework"
    if set(types) & OFFERS:
        return f"describes something of type {', '.join(types)[:120]} without a name; {expected} with a name"
    known = [OTHERS[kind] for kind in types if kind in OTHERS]
    if known:
        return f"describes {known[0]}, which is not read; {expected}"
    return f"describes something of type {', '.join(types)[:120] or 'unknown'}; {expected}"


def _is_named(member: Node) -> bool:
    """Return whether an object has a name with letters in it, in some language."""
    return bool(Languages().wording(member.get("ceterms:name")).text)


readers.register(NAME)(
    Reader("a credential, course or competency framework in CTDL (JSON)", sniff, read, write=write)
)
