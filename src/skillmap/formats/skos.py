"""SKOS: a vocabulary of concepts in Turtle, N-Triples, RDF/XML or JSON-LD; ESCO's own terms as well.

Properties after https://www.w3.org/TR/skos-reference/ and http://data.europa.eu/esco/model. A label is taken
in English where there is one, then in the vocabulary's own language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from skillmap.domain import Document, Occupation, Relation, RelationKind, Skill, SkillType, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats.facts import Findings
from skillmap.formats.hierarchy import report_loops
from skillmap.formats.json_text import looks_like_json, top_level
from skillmap.formats.language_map import two_letter_tag
from skillmap.formats.rdf import RDF_TYPE, Graph, Literal, Syntax, read_graph
from skillmap.formats.reader import Reader, readers
from skillmap.formats.tally import Tally
from skillmap.formats.text import clean
from skillmap.resources import sha256_of

NAME = "skos"

MAX_CONCEPTS = 100_000
"""Concepts in one file; all of ESCO has some 20,000."""

SKOS = "http://www.w3.org/2004/02/skos/core#"

MAPPINGS = {
    RelationKind.EXACT_MATCH: f"{SKOS}exactMatch",
    RelationKind.CLOSE_MATCH: f"{SKOS}closeMatch",
    RelationKind.BROAD_MATCH: f"{SKOS}broadMatch",
    RelationKind.NARROW_MATCH: f"{SKOS}narrowMatch",
}
"""How SKOS says that a concept is like one of another framework; for reading and for writing."""

_XL = "http://www.w3.org/2008/05/skos-xl#"
_DCT = "http://purl.org/dc/terms/"
_DC = "http://purl.org/dc/elements/1.1/"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_THES = "http://purl.org/iso25964/skos-thes#"
_ESCO = "http://data.europa.eu/esco/model#"
_ISCO_CONCEPTS = "http://data.europa.eu/esco/isco/"

_CONCEPT, _SCHEME, _COLLECTION = f"{SKOS}Concept", f"{SKOS}ConceptScheme", f"{SKOS}Collection"
_IN_SCHEME, _BROADER, _NARROWER = f"{SKOS}inScheme", f"{SKOS}broader", f"{SKOS}narrower"
_PREF, _ALT, _HIDDEN = f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}hiddenLabel"
_TOP_OF, _HAS_TOP = f"{SKOS}topConceptOf", f"{SKOS}hasTopConcept"
_NOTATION, _SCOPE_NOTE, _MEMBER = f"{SKOS}notation", f"{SKOS}scopeNote", f"{SKOS}member"
_SKILL_TYPE, _REUSE_LEVEL = f"{_ESCO}skillType", f"{_ESCO}skillReuseLevel"
_DEPRECATED, _LITERAL_FORM = f"{_OWL}deprecated", f"{_XL}literalForm"

# Property, kind, and whether the property is read from its value to its subject.
_LINKS: tuple[tuple[str, RelationKind, bool], ...] = (
    (_BROADER, RelationKind.BROADER, False),
    (_NARROWER, RelationKind.BROADER, True),
    (f"{_THES}broaderGeneric", RelationKind.BROADER, False),
    (f"{_THES}narrowerGeneric", RelationKind.BROADER, True),
    (f"{SKOS}related", RelationKind.RELATED, False),
    *((prop, kind, False) for kind, prop in MAPPINGS.items()),
    (f"{SKOS}relatedMatch", RelationKind.RELATED, False),
    (f"{_DCT}isReplacedBy", RelationKind.REPLACED_BY, False),
    (f"{_DCT}replaces", RelationKind.REPLACED_BY, True),
    (f"{_ESCO}isEssentialSkillFor", RelationKind.ESSENTIAL_FOR, False),
    (f"{_ESCO}isOptionalSkillFor", RelationKind.OPTIONAL_FOR, False),
    (f"{_ESCO}relatedEssentialSkill", RelationKind.ESSENTIAL_FOR, True),
    (f"{_ESCO}relatedOptionalSkill", RelationKind.OPTIONAL_FOR, True),
)
# What only concepts have, so that a subject without a type is known by it.
_OF_CONCEPTS = (_IN_SCHEME, _TOP_OF, _BROADER, _NARROWER, f"{SKOS}related", *MAPPINGS.values())
_LABELS = {_PREF: f"{_XL}prefLabel", _ALT: f"{_XL}altLabel", _HIDDEN: f"{_XL}hiddenLabel"}
_TITLES = (_PREF, f"{_DCT}title", f"{_DC}title", f"{_RDFS}label")
_DESCRIPTIONS = (
    f"{SKOS}definition",
    f"{_DCT}description",
    f"{_DC}description",
    f"{_RDFS}comment",
    _SCOPE_NOTE,
)
_NODE_TEXTS = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    f"{_ESCO}nodeLiteral",
    _LITERAL_FORM,
)
_LANGUAGES = (f"{_DCT}language", f"{_DC}language", f"{_ESCO}referenceLanguage")
_DETAILS = (_SCOPE_NOTE, f"{SKOS}example", _REUSE_LEVEL, f"{_THES}status", _DEPRECATED)
_TYPES = {"knowledge": SkillType.KNOWLEDGE, "skill": SkillType.SKILL}
_OCCUPATIONS = (f"{_ESCO}Occupation", f"{_ESCO}ISCOGroup", "https://schema.org/Occupation")
_CONCEPTS = (_CONCEPT, f"{_ESCO}Skill", *_OCCUPATIONS)
_VERSIONS = (f"{_OWL}versionInfo", f"{_DCT}hasVersion")

_PROPERTIES = frozenset(
    (
        *(RDF_TYPE, _TOP_OF, _HAS_TOP, _IN_SCHEME, _NOTATION, _MEMBER, _SKILL_TYPE),
        *(prop for prop, _, _ in _LINKS),
        *(*_LABELS, *_LABELS.values(), *_TITLES, *_DESCRIPTIONS, *_NODE_TEXTS),
        *(*_LANGUAGES, *_DETAILS, *_VERSIONS),
    )
)

_XML_ROOT = re.compile(rb"<(?:\w+:)?RDF[\s>]")
_TURTLE_START = re.compile(
    rb"\s*(?:#[^\n]*\n\s*)*(?:@?(?:prefix|base)\b|<[^>\s]*>\s|_:\w|[\w.-]*:[\w.-]+\s)", re.IGNORECASE
)
_PREFIX = re.compile(rb"prefix\s+([\w.-]*):\s*<%b>" % re.escape(SKOS.encode()), re.IGNORECASE)
_JSON_CONCEPT = re.compile(rb'"(?:[\w.-]*:|%b)?Concept(?:Scheme)?"' % re.escape(SKOS.encode()))
_SEVERAL = 3


def sniff(name: str, head: bytes) -> bool:
    """Return True for RDF whose first statements speak of SKOS concepts."""
    syntax = _syntax_of(head)
    if syntax is Syntax.JSON_LD:
        return _is_json_ld_of_concepts(head)
    if syntax is None or SKOS.encode() not in head:
        return False
    if syntax is Syntax.RDF_XML:
        return re.search(rb"[:#]Concept(?:Scheme)?\b|:prefLabel\b", head) is not None
    prefixes = b"|".join(re.escape(found) + b":" for found in _PREFIX.findall(head)) or b"skos:"
    concept, label = (
        rb"(?:<%b%b>|(?:%b)%b\b)" % (re.escape(SKOS.encode()), last, prefixes, last)
        for last in (rb"Concept(?:Scheme)?", b"prefLabel")
    )
    # Shapes and ontologies speak of concepts without having any: "sh:class skos:Concept".
    return re.search(rb"(?:\ba\s+|type>?\s+|,\s*)%b|%b\s+[\"']" % (concept, label), head) is not None


def read(name: str, content: bytes) -> Document:
    """Read concepts as skills, ESCO's and schema.org's occupations as occupations, and all links.

    Raises:
        FormatError: no RDF, or RDF without a concept.
        LimitError: more than a few seconds and 512 MB hold.
    """
    syntax = _syntax_of(content)
    if syntax is None:
        raise FormatError(name, "", "expected RDF as Turtle, N-Triples, RDF/XML or JSON-LD")
    source = Source(name, NAME, sha256_of(content))
    return _Vocabulary(source, read_graph(name, content, syntax, _PROPERTIES)).document()


def _syntax_of(content: bytes) -> Syntax | None:
    start = content[: 1 << 16].removeprefix(b"\xef\xbb\xbf")
    if looks_like_json(start):
        return Syntax.JSON_LD
    if start.lstrip().startswith(b"<") and _XML_ROOT.search(start):
        return Syntax.RDF_XML
    return Syntax.TURTLE if _TURTLE_START.match(start) else None


def _is_json_ld_of_concepts(head: bytes) -> bool:
    known = SKOS.encode() in head or b'"skos:' in head
    if not known or b"credreg.net" in head or not _JSON_CONCEPT.search(head):
        return False
    top = top_level(head)
    is_credential = "credentialSubject" in top.keys or "VerifiableCredential" in top.types
    # A file of nothing but a context defines terms and uses none.
    return not is_credential and top.keys != {"@context"}


class _Vocabulary:
    """The concepts of one graph on the way to skills."""

    def __init__(self, source: Source, graph: Graph) -> None:
        self._source = source
        self._graph = graph
        self._findings = Findings()
        self._tally = Tally()
        self._primary = ""
        self._unkept: Counter[str] = Counter()
        """Labels by language that are not kept."""

    def document(self) -> Document:
        concepts = self._concepts()
        self._primary = self._own_language(concepts)
        relations = tuple(dict.fromkeys(self._relations(concepts)))
        broader: dict[str, list[str]] = {}
        for relation in relations:
            if relation.kind is RelationKind.BROADER:
                broader.setdefault(relation.origin, []).append(relation.target)
        collections = self._collections()
        read_ones = [
            self._concept(concept, tuple(broader.get(concept, ())), collections.get(concept, ()))
            for concept in concepts
        ]
        jobs = {concept for concept in concepts if self._is_occupation(concept)}
        self._report(concepts, broader)
        return Document(
            source=self._source,
            skills=tuple(one for one in read_ones if one.id not in jobs),
            occupations=tuple(_as_occupation(one) for one in read_ones if one.id in jobs),
            relations=relations,
            findings=self._findings.all(),
            framework_title=self._title(concepts),
        )

    def _concepts(self) -> dict[str, None]:
        """Return the concepts in the order of the file."""
        graph = self._graph
        # The values of these properties are concepts, too, but of how ESCO describes skills.
        kinds = {kind for prop in (_SKILL_TYPE, _REUSE_LEVEL) for kind in self._all_things(prop)}
        concepts: dict[str, None] = {}
        for subject, place in graph.subjects.items():
            types = graph.things(subject, RDF_TYPE)
            is_typed = any(kind in types for kind in _CONCEPTS)
            if subject in kinds or not (is_typed or self._is_used_as_concept(subject, types)):
                continue
            if not is_typed:
                self._tally.note(place, "It has no type, but is used as a concept and was read as one.")
            concepts[subject] = None
            if len(concepts) > MAX_CONCEPTS:
                raise LimitError(f"{self._source.name} holds more than {MAX_CONCEPTS:,} concepts; split it")
        if not concepts:
            raise FormatError(self._source.name, "", f"holds no SKOS concept{self._what_else()}")
        return concepts

    def _is_used_as_concept(self, subject: str, types: Sequence[str]) -> bool:
        if _SCHEME in types or _COLLECTION in types or not self._labels(subject, _PREF):
            return False
        return any(self._graph.values(subject, prop) for prop in _OF_CONCEPTS)

    def _all_things(self, prop: str) -> Iterator[str]:
        for values in self._graph.said[prop].values():
            yield from (value for value in values if isinstance(value, str))

    def _what_else(self) -> str:
        kinds = Counter(_short(kind) for kind in self._all_things(RDF_TYPE))
        named = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common(_SEVERAL))
        return f", but {named}" if named else ""

    def _concept(self, concept: str, broader: tuple[str, ...], collections: Sequence[str]) -> Skill:
        place = self._graph.subjects[concept]
        label, others = self._names(concept, place)
        descriptions = {prop: self._text(concept, prop, label.language) for prop in _DESCRIPTIONS}
        described_by = next((prop for prop in _DESCRIPTIONS if descriptions[prop]), None)
        codes = [clean(text.text) for text in self._graph.texts(concept, _NOTATION)]
        details = [(_short(_NOTATION), code) for code in codes[1:] if code]
        details += self._details(concept, label.language, described_by)
        details += [("collection", title) for title in collections]
        return Skill(
            id=concept,
            label=label.text,
            alt_labels=others,
            description=descriptions[described_by] if described_by else "",
            type=self._type(concept),
            broader=broader,
            code=(codes[0] if codes else "") or None,
            language=label.language,
            place=place,
            details=tuple(dict.fromkeys(details)),
        )

    def _is_occupation(self, concept: str) -> bool:
        types = self._graph.things(concept, RDF_TYPE)
        return any(kind in types for kind in _OCCUPATIONS) or concept.startswith(_ISCO_CONCEPTS)

    def _type(self, concept: str) -> SkillType:
        kinds = [_short(kind) for kind in self._graph.things(concept, _SKILL_TYPE)]
        return next((_TYPES[kind] for kind in kinds if kind in _TYPES), SkillType.UNKNOWN)

    def _details(
        self, concept: str, language: str | None, described_by: str | None
    ) -> Iterator[tuple[str, str]]:
        for prop in _DETAILS:
            if prop == described_by:
                continue
            for value in self._graph.values(concept, prop):
                text = _short(value) if isinstance(value, str) and not value.startswith("_:") else ""
                if isinstance(value, Literal) and _base(value.language) in ("", _base(language)):
                    text = clean(value.text)
                if text:
                    yield _short(prop), text

    def _names(self, concept: str, place: str) -> tuple[Literal, tuple[str, ...]]:
        preferred = self._labels(concept, _PREF)
        if not preferred:
            preferred = self._graph.texts(concept, f"{_RDFS}label") or self._labels(concept, _ALT)
            self._tally.warn(
                place, "A concept has no preferred label; another name or its address was taken."
            )
        label = self._chosen(preferred) or Literal(_short(concept))
        same = [text for text in preferred if text.language == label.language and text != label]
        if same and self._labels(concept, _PREF):
            self._tally.warn(
                place, "A concept has two preferred labels in one language; the first was taken."
            )
        others = [text for text in preferred if text != label]
        others += [*self._labels(concept, _ALT), *self._labels(concept, _HIDDEN)]
        understood = ("", _base(label.language))
        self._unkept.update(
            _base(text.language) for text in dict.fromkeys(others) if _base(text.language) not in understood
        )
        names = dict.fromkeys(clean(text.text) for text in others if _base(text.language) in understood)
        return Literal(clean(label.text), label.language), tuple(
            name for name in names if name and name != clean(label.text)
        )

    def _labels(self, concept: str, prop: str) -> list[Literal]:
        """Return labels in every language, those that are nodes of their own included."""
        labels = [text for text in self._graph.texts(concept, prop) if clean(text.text)]
        for node in self._graph.things(concept, _LABELS[prop]):
            labels += [text for text in self._graph.texts(node, _LITERAL_FORM) if clean(text.text)]
        return list(dict.fromkeys(labels))

    def _text(self, concept: str, prop: str, language: str | None) -> str:
        """Return what a property says in the language of the label, or in the best other one."""
        texts = list(self._graph.texts(concept, prop))
        for node in self._graph.things(concept, prop):
            texts += [text for inner in _NODE_TEXTS for text in self._graph.texts(node, inner)]
        alike = [text for text in texts if _base(text.language) == _base(language)]
        chosen = self._chosen(alike or texts)
        return clean(chosen.text) if chosen else ""

    def _chosen(self, texts: Iterable[Literal]) -> Literal | None:
        """Return the English text, or that in the vocabulary's own language, or without one, or any."""

        def rank(text: Literal) -> tuple[int, str]:
            wanted = ("en", self._primary, "")
            base = _base(text.language)
            return (wanted.index(base) if base in wanted else len(wanted), text.language or "")

        return min(texts, key=rank, default=None)

    def _own_language(self, concepts: Iterable[str]) -> str:
        for scheme in self._schemes():
            for prop in _LANGUAGES:
                for value in self._graph.values(scheme, prop):
                    stated = two_letter_tag(value) if isinstance(value, str) else value.text
                    if stated:
                        return _base(stated)
        spoken = Counter(
            _base(text.language) for concept in concepts for text in self._graph.texts(concept, _PREF)
        )
        return min(spoken, key=lambda tag: (-spoken[tag], tag), default="")

    def _schemes(self) -> list[str]:
        typed = [subject for subject, values in self._graph.said[RDF_TYPE].items() if _SCHEME in values]
        return list(dict.fromkeys((*typed, *self._graph.said[_HAS_TOP])))

    def _title(self, concepts: Iterable[str]) -> str | None:
        """Return the title of the scheme that most concepts are in, with its version."""
        members = Counter(
            scheme
            for concept in concepts
            for prop in (_IN_SCHEME, _TOP_OF)
            for scheme in self._graph.things(concept, prop)
        )
        schemes = sorted(self._schemes(), key=lambda scheme: (-members[scheme], scheme))
        for scheme in schemes:
            titles = (text for prop in _TITLES for text in self._graph.texts(scheme, prop))
            if (title := self._chosen(titles)) and clean(title.text):
                version = next((t.text for prop in _VERSIONS for t in self._graph.texts(scheme, prop)), "")
                return clean(f"{title.text} {version}")
        return None

    def _collections(self) -> dict[str, list[str]]:
        """Return the titles of the collections that each concept is in."""
        held: dict[str, list[str]] = {}
        for collection in self._graph.said[_MEMBER]:
            title = self._chosen(text for prop in _TITLES for text in self._graph.texts(collection, prop))
            for member in self._graph.things(collection, _MEMBER):
                held.setdefault(member, []).append(clean(title.text) if title else collection)
        return held

    def _relations(self, concepts: dict[str, None]) -> Iterator[Relation]:
        for prop, kind, is_inverted in _LINKS:
            for subject, values in self._graph.said[prop].items():
                for value in values:
                    if isinstance(value, Literal):
                        message = f"{_short(prop)} leads to a text, not to a concept; it was not read."
                        self._tally.warn(self._graph.subjects[subject], message)
                        continue
                    origin, target = (value, subject) if is_inverted else (subject, value)
                    if origin in concepts or target in concepts:
                        yield Relation(origin, kind, target)

    def _report(self, concepts: dict[str, None], broader: dict[str, list[str]]) -> None:
        for concept in concepts:
            place = self._graph.subjects[concept]
            if concept.startswith("_:"):
                self._tally.warn(place, "A concept has no address; nothing outside the file can name it.")
            if any(text.text in ("true", "1") for text in self._graph.texts(concept, _DEPRECATED)):
                self._tally.note(place, "A concept is marked as deprecated.")
            if any(above not in concepts for above in broader.get(concept, ())):
                self._tally.warn(place, "A concept stands under one that is not in this file.")
        report_loops(broader, "skos:broader", self._source.name, self._findings)
        self._tally.report(self._findings)
        if self._unkept:
            counts = ", ".join(f"{tag} {count:,}" for tag, count in self._unkept.most_common(_SEVERAL))
            more = ", ..." if len(self._unkept) > _SEVERAL else ""
            message = f"Labels in other languages were not kept ({counts}{more})."
            self._findings.note(self._source.name, message)
        if self._graph.unread:
            ranked = sorted(self._graph.unread, key=lambda prop: (-self._graph.unread[prop], prop))
            named = ", ".join(f"{_short(prop)} {self._graph.unread[prop]:,}" for prop in ranked[:_SEVERAL])
            message = f"{len(ranked):,} propert{'y was' if len(ranked) == 1 else 'ies were'} not read"
            self._findings.note(
                self._source.name, f"{message} ({named}{', ...' * (len(ranked) > _SEVERAL)})."
            )


def _as_occupation(concept: Skill) -> Occupation:
    return Occupation(
        concept.id,
        concept.label,
        concept.alt_labels,
        concept.description,
        concept.code,
        broader=concept.broader,
        language=concept.language,
        place=concept.place,
        details=concept.details,
    )


def _base(language: str | None) -> str:
    return (language or "").lower().partition("-")[0]


def _short(address: str) -> str:
    """Return the last part of an address, which is what people know it by."""
    return re.split(r"[/#]", address.rstrip("/#"))[-1][:100]


readers.register(NAME)(Reader("a SKOS vocabulary (Turtle, N-Triples, RDF/XML or JSON-LD)", sniff, read))
