"""RDF from strangers, as its triples: Turtle (N-Triples is a part of it), RDF/XML and JSON-LD, within limits.

Read by pyoxigraph: it streams, so that a file of 25 MB needs no gigabyte, and it cannot fetch anything: no
remote context, no import and no external entity is ever loaded. What would make it slow, or overflow its
stack, is refused before it sees the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from skillmap.errors import FormatError, LimitError
from skillmap.formats.json_text import Node, load_json
from skillmap.formats.text import clean

if TYPE_CHECKING:
    from pyoxigraph import Triple

MAX_TRIPLES = 750_000
"""Statements in one file; a file of 25 MB with real labels has about 650,000."""

MAX_HELD = 60_000_000
"""Characters of all things and texts of one file together, each thing counted once."""

MAX_JSON_LD_BYTES = 8_000_000
"""JSON-LD is held as a whole, three times over, before its first triple is known."""

MAX_TERMS = 1_000
"""Terms that the contexts of a JSON-LD file may define, all together."""

MAX_ADDRESS = 1_000
"""Characters of an address that others are built on, such as a prefix."""

MAX_TERM_ADDRESS = 200
"""The same in the context of JSON-LD, where every use of it is held."""

MAX_NESTING = 100
"""Elements within elements; each level of RDF/XML makes all those below it slower."""

MAX_OPEN_BRACKETS = 10_000
"""Brackets of Turtle that are open at once, or that labels leave unpaired."""

MAX_PREFIXES = 1_000
"""Prefixes that an RDF/XML file may declare."""

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_CHUNK = 1 << 16
_LONGEST_MESSAGE = 200
_BRACKETS = b"[](){}"
_NO_BRACKET = bytes(set(range(256)) - set(_BRACKETS))
_INNERMOST_FIRST = 64
_LONG_ADDRESS = re.compile(rb"<[^<>\s\"]{%d}" % MAX_ADDRESS)
_LONG_BASE = re.compile(rb"""(?:xmlns|xml:base)[^=<>]{0,100}=\s*["'][^"']{%d}""" % MAX_ADDRESS)


class Syntax(StrEnum):
    """How the triples are written down."""

    TURTLE = "Turtle"
    RDF_XML = "RDF/XML"
    JSON_LD = "JSON-LD"


@dataclass(frozen=True, slots=True)
class Literal:
    """A text of a graph."""

    text: str
    language: str | None = None
    """Small letters; None when the text has no language."""


Term = str | Literal
"""A thing by its IRI, a nameless thing as ``_:1``, or a text."""


@dataclass(slots=True)
class Graph:
    """The triples of one file whose properties were asked for."""

    subjects: dict[str, str] = field(default_factory=dict)
    """Everything that something is said about, in the order of the file, and where it stands: its path in
    JSON-LD, else the thing itself."""
    said: dict[str, dict[str, list[Term]]] = field(default_factory=dict)
    """Property, subject, values."""
    unread: dict[str, int] = field(default_factory=dict)
    """How often each property stood there that was not asked for."""

    def values(self, subject: str, prop: str) -> Sequence[Term]:
        """Return what a property of a subject says, in the order of the file."""
        said = self.said.get(prop)
        return said.get(subject, ()) if said else ()

    def things(self, subject: str, prop: str) -> list[str]:
        """Return the IRIs and nameless things among the values of a property."""
        return [value for value in self.values(subject, prop) if isinstance(value, str)]

    def texts(self, subject: str, prop: str) -> list[Literal]:
        """Return the texts among the values of a property."""
        return [value for value in self.values(subject, prop) if isinstance(value, Literal)]


def read_graph(name: str, content: bytes, syntax: Syntax, properties: Collection[str]) -> Graph:
    """Return the triples of a file whose property is one of those asked for.

    Relative addresses without a base are kept as they stand.

    Raises:
        FormatError: not of this syntax, with the line; or JSON-LD that leans on a remote context.
        LimitError: larger, or nested deeper, than what a few seconds and 512 MB hold.
    """
    places = _CHECKS[syntax](name, content)
    graph = Graph(said={prop: {} for prop in properties})
    pool = _Pool(name)
    for count, triple in enumerate(_triples(name, content, syntax)):
        if count >= MAX_TRIPLES:
            raise LimitError(f"{name} holds more than {MAX_TRIPLES:,} triples; split it")
        prop = triple.predicate.value
        if prop in graph.said:
            subject = pool.thing(triple.subject)
            graph.subjects.setdefault(subject, places.get(subject, subject))
            graph.said[prop].setdefault(subject, []).append(pool.term(triple.object))
        else:
            prop = pool.thing(triple.predicate)
            graph.unread[prop] = graph.unread.get(prop, 0) + 1
    return graph


def _triples(name: str, content: bytes, syntax: Syntax) -> Iterator[Triple]:
    # Imported here: most files read are no RDF.
    from pyoxigraph import RdfFormat, parse

    formats = {
        Syntax.TURTLE: RdfFormat.TURTLE,
        Syntax.RDF_XML: RdfFormat.RDF_XML,
        Syntax.JSON_LD: RdfFormat.JSON_LD,
    }
    try:
        # Lenient: addresses with blanks and languages with long names are common and harmless.
        yield from parse(content, format=formats[syntax], lenient=True)
    except SyntaxError as error:
        place = f"line {error.lineno}" if error.lineno else ""
        raise FormatError(name, place, f"not {syntax}: {_told(error)}") from error
    except MemoryError as error:
        # What pyoxigraph says of one text or address longer than its buffer of 16 MB.
        raise LimitError(f"{name} holds one value of more than 16 MB") from error
    except (ValueError, OSError) as error:
        raise FormatError(name, "", f"not {syntax}: {_told(error)}") from error


def _told(error: Exception) -> str:
    message = clean(error.msg if isinstance(error, SyntaxError) else str(error))
    message = message.removeprefix("Parser error at ")
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"


class _Pool:
    """The things and texts of a file, each thing held once."""

    def __init__(self, name: str) -> None:
        from pyoxigraph import BlankNode
        from pyoxigraph import Literal as Text

        self._name = name
        self._nameless, self._text = BlankNode, Text
        self._names: dict[str, str] = {}
        self._things: dict[str, str] = {}
        self._held = 0

    def thing(self, node: Any) -> str:
        if isinstance(node, self._nameless):
            # The parser names them at random; the order of the file is the same each time.
            return self._names.setdefault(node.value, f"_:{len(self._names) + 1}")
        address: str = node.value
        known = self._things.get(address)
        if known is None:
            known = self._things[address] = address
            self._hold(address)
        return known

    def term(self, node: Any) -> Term:
        if not isinstance(node, self._text):
            return self.thing(node)
        self._hold(node.value)
        return Literal(node.value, node.language.lower() if node.language else None)

    def _hold(self, text: str) -> None:
        self._held += len(text)
        if self._held > MAX_HELD:
            raise LimitError(f"{self._name} unfolds to more than {MAX_HELD / 1e6:g} million characters")


def _check_turtle(name: str, content: bytes) -> dict[str, str]:
    if _LONG_ADDRESS.search(content):
        raise LimitError(f"{name} holds an address of more than {MAX_ADDRESS:,} characters")
    brackets = content.translate(None, _NO_BRACKET)
    for _ in range(_INNERMOST_FIRST):
        outer = brackets.replace(b"[]", b"").replace(b"()", b"").replace(b"{}", b"")
        if len(outer) == len(brackets):
            break
        brackets = outer
    if sum(map(brackets.count, (b"[", b"(", b"{"))) > MAX_OPEN_BRACKETS:
        raise LimitError(f"{name} has more than {MAX_OPEN_BRACKETS:,} brackets open at once")
    return {}


def _check_json_ld(name: str, content: bytes) -> dict[str, str]:
    """Return where in the file each thing is described."""
    if len(content) > MAX_JSON_LD_BYTES:
        limit = f"{MAX_JSON_LD_BYTES / 1e6:g} MB"
        raise LimitError(f"{name} is JSON-LD of more than {limit}; save it as Turtle or split it")
    root = Node(load_json(name, content))
    places: dict[str, str] = {}
    terms = 0
    for whole in root.each():
        context = _Context(name)
        if isinstance(whole.value, dict):
            terms += context.learn(whole.get("@context"))
        if terms > MAX_TERMS:
            raise LimitError(f"{name} defines more than {MAX_TERMS:,} terms in its context")
        context.find_places(whole, places)
    return places


class _Context:
    """What the terms of a JSON-LD file stand for, as far as it tells addresses."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._addresses: dict[str, str] = {}
        self._id_keys = {"@id"}

    def learn(self, node: Node) -> int:
        """Take in a context and return how many terms it defines."""
        count = 0
        for context in node.each():
            self._refuse_what_is_not_read(context)
            for term, meaning in context.value.items():
                address = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if address == "@id":
                    self._id_keys.add(term)
                elif isinstance(address, str):
                    self._addresses[term] = address
            count += len(context.value)
        self._refuse_long_addresses(node.place)
        return count

    def find_places(self, whole: Node, places: dict[str, str]) -> None:
        """Note where things are described; what only names a thing is passed over."""
        waiting = [whole]
        while waiting:
            node = waiting.pop()
            if isinstance(node.value, list):
                waiting += node.each()
            elif isinstance(node.value, dict):
                if "@context" in node.value and node is not whole:
                    raise self._refusal(node.get("@context"))
                self._note(node, places)
                waiting += [node.get(key) for key in node.value if key != "@context"]

    def _note(self, node: Node, places: dict[str, str]) -> None:
        for key in self._id_keys & node.value.keys():
            if len(node.value) > 1 and isinstance(node.value[key], str):
                places[self._address(node.value[key])] = node.place

    def _address(self, short: str) -> str:
        prefix, colon, rest = short.partition(":")
        if colon and prefix in self._addresses:
            return self._addresses[prefix] + rest
        base = self._addresses.get("@base")
        return urljoin(base, short) if base and not colon else short

    def _refuse_what_is_not_read(self, context: Node) -> None:
        if isinstance(context.value, str):
            problem = f"the context {context.value[:100]!r} is not fetched; put its terms into the file"
            raise FormatError(self._name, context.place, problem)
        if not isinstance(context.value, dict):
            raise FormatError(self._name, context.place, "expected a context with terms")
        scoped = any(isinstance(term, dict) and "@context" in term for term in context.value.values())
        if scoped or "@import" in context.value:
            raise self._refusal(context)

    def _refusal(self, node: Node) -> FormatError:
        problem = "a context for a part of the file is not read; expected one context for the whole"
        return FormatError(self._name, node.place, problem)

    def _refuse_long_addresses(self, place: str) -> None:
        if any(len(address) > MAX_TERM_ADDRESS for address in self._addresses.values()):
            raise FormatError(self._name, place, f"has an address of more than {MAX_TERM_ADDRESS} characters")
        # A term built on a term built on a term: nobody needs it, and the parser follows it without end.
        prefixes = {address.partition(":")[0] for address in self._addresses.values()}
        built_on = prefixes & self._addresses.keys()
        if any(self._addresses[term].partition(":")[0] in built_on - {term} for term in built_on):
            raise FormatError(self._name, place, "defines a term by a term that another term defines")


def _check_xml(name: str, content: bytes) -> dict[str, str]:
    """Refuse entities that unfold without end, elements nested without end, and prefixes without number."""
    from lxml import etree

    if content.count(b"xmlns") > MAX_PREFIXES or _LONG_BASE.search(content):
        limits = f"{MAX_PREFIXES:,} prefixes, or one of more than {MAX_ADDRESS:,} characters"
        raise LimitError(f"{name} declares more than {limits}")
    parser = etree.XMLParser(target=_Depth(name), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise FormatError(name, f"line {error.lineno}", f"not RDF/XML: {_told(error)}") from error
    return {}


class _Depth:
    """Follows how deep elements are nested, and keeps nothing else."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0

    def start(self, tag: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise LimitError(f"{self._name} nests elements more than {MAX_NESTING} levels deep")

    def end(self, tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        pass


_CHECKS: Mapping[Syntax, Callable[[str, bytes], dict[str, str]]] = {
    Syntax.TURTLE: _check_turtle,
    Syntax.RDF_XML: _check_xml,
    Syntax.JSON_LD: _check_json_ld,
}
