"""Comprehensive Learner Record 2.0: credentials of several issuers in a wrapper of its own.

Each credential inside is read as in Open Badges 3.0 and keeps its own issuer: who put the record together
does not vouch for it. See https://www.imsglobal.org/spec/clr/v2p0. Nothing is verified here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from skillmap.domain import Credential, Document, Origin, Source
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats import open_badges_3
from skillmap.formats.badge_facts import limited, party_in, said
from skillmap.formats.companions import Companions, Part
from skillmap.formats.envelope import unwrap
from skillmap.formats.facts import Findings
from skillmap.formats.holder import Holder, holder_of, without_holder
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.resources import sha256_of

NAME = "comprehensive-learner-record"

MOST_CREDENTIALS = 2_000
"""Credentials read from one record."""
MOST_WORDS = 8_000_000
"""Characters of criteria in one record; a real one has some thousands for each credential."""
_TYPE = "ClrCredential"
_DEEPEST = 3
"""Records in records that are opened."""
_INSIDE = "verifiableCredential"

# Words for *source* ... *target*, and for the other end.
_RELATIONS = {
    "isChildOf": ("child of", "parent of"),
    "isParentOf": ("parent of", "child of"),
    "isPartOf": ("part of", "has as a part"),
    "isPeerOf": ("peer of", "peer of"),
    "isRelatedTo": ("related to", "related to"),
    "precedes": ("comes before", "comes after"),
    "replacedBy": ("replaced by", "replaces"),
    "exactMatchOf": ("the same as", "the same as"),
}


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON whose own type is that of a record."""
    return _TYPE in top_level(head).types


def read(name: str, content: bytes) -> Document:
    """Read a record, one credential for each inside it; the holder is dropped.

    What is described without being awarded is on offer. A credential inside that cannot be read is a finding.

    Raises:
        FormatError: not JSON, not of this type, or without a credential that can be read.
    """
    source = Source(name, NAME, sha256_of(content))
    value = load_json(name, content)
    if not isinstance(value, dict) or _TYPE not in Node(value).types():
        raise FormatError(name, "$.type", f"expected {_TYPE}")
    findings = Findings()
    opened = _with_tokens_opened(name, value, "$", findings)
    unheld = without_holder(name, opened)
    if unheld.was_named:
        findings.note("$", "A text named the holder; the name was taken out.")
    record = _Record(source, Node(unheld.value), findings)
    record.read(Node(opened))
    return record.document()


def _with_tokens_opened(name: str, record: dict[str, Any], place: str, findings: Findings) -> dict[str, Any]:
    """Return a record in which credentials given as signed tokens are objects like the others."""
    subject = record.get("credentialSubject")
    if isinstance(subject, list):
        subject = next((item for item in subject if isinstance(item, dict)), None)
        findings.note(f"{place}.credentialSubject", "A list of subjects; only the first was read.")
    if not isinstance(subject, dict) or _INSIDE not in subject:
        return record | {"credentialSubject": subject}
    inside = subject[_INSIDE] if isinstance(subject[_INSIDE], list) else [subject[_INSIDE]]
    opened: list[Any] = []
    for position, item in enumerate(inside):
        where = f"{place}.credentialSubject.{_INSIDE}[{position}]"
        try:
            opened.append(_opened(name, where, item))
        except SkillmapError as error:
            findings.warn(where, f"This credential was not read: {error}.")
            opened.append(None)
    return record | {"credentialSubject": subject | {_INSIDE: opened}}


def _opened(name: str, place: str, item: Any) -> Any:
    if isinstance(item, dict) and "EnvelopedVerifiableCredential" not in Node(item).types():
        return item
    text = item if isinstance(item, str) else json.dumps(item)
    envelope = unwrap(f"{name}, {place}", text.encode("utf-8", "replace"))
    if not envelope.layers:
        raise FormatError(name, place, "is neither a credential nor a signed token")
    return load_json(f"{name}, {place}", envelope.payload)


@dataclass(frozen=True, slots=True)
class _Known:
    """A credential that was read, with the names by which associations speak of it."""

    credential: Credential
    names: frozenset[str]


class _Record:
    """A record on the way to credentials."""

    def __init__(self, source: Source, root: Node, findings: Findings) -> None:
        self._source = source
        self._root = root
        self._findings = findings
        self._known: list[_Known] = []
        self._ids: Counter[str] = Counter()
        self._offers: list[Credential] = []
        definitions = root.get("credentialSubject", "achievement").each()
        self._definitions = Companions({node.get("id").text(): Part("", node) for node in definitions})

    def read(self, held: Node) -> None:
        """Read what is inside; ``held`` is the record with its holder, to compare who is meant."""
        pairs = list(self._inside(self._root, held, 1))
        if len(pairs) > MOST_CREDENTIALS:
            problem = f"holds {len(pairs)} credentials; at most {MOST_CREDENTIALS:,} are read"
            raise FormatError(self._source.name, "$.credentialSubject", problem)
        narratives = (found.get("criteria", "narrative") for found in _achievements(pairs))
        said = sum(len(narrative.raw_text()) for narrative in narratives)
        if said > MOST_WORDS:
            problem = f"holds criteria of {said:,} characters; at most {MOST_WORDS:,} are read"
            raise FormatError(self._source.name, "$.credentialSubject", problem)
        holder = holder_of(self._source.name, held.value)
        for node, its_own in pairs:
            self._read_one(node, its_own, holder)
        if not self._known:
            place = f"$.credentialSubject.{_INSIDE}"
            raise FormatError(self._source.name, place, "holds no credential that can be read")
        self._read_definitions()
        self._note_issuer()
        self._relate()

    def document(self) -> Document:
        return Document(
            source=self._source,
            credentials=tuple(known.credential for known in self._known),
            offers=tuple(self._offers),
            findings=self._findings.all(),
        )

    def _inside(self, record: Node, held: Node, depth: int) -> Iterator[tuple[Node, Node]]:
        """Yield each credential inside, without and with its holder, those of records inside included."""
        of_record = record.get("credentialSubject", _INSIDE)
        for node, its_own in zip(
            of_record.each(), held.get("credentialSubject", _INSIDE).each(), strict=True
        ):
            if _TYPE not in node.types():
                yield node, its_own
            elif depth < _DEEPEST:
                self._findings.note(node.place, "A record inside the record; what it holds was read alike.")
                yield from self._inside(node, its_own, depth + 1)
            else:
                self._findings.warn(node.place, "A record inside records this deep was not read.")

    def _read_one(self, node: Node, held: Node, holder: Holder) -> None:
        if not node.types() & open_badges_3.TYPES:
            kinds = ", ".join(sorted(node.types()))[:80] or "no type"
            self._findings.warn(node.place, f"A credential of {kinds} was not read: it is no achievement.")
            return
        try:
            self._keep(node, held, holder)
        except FormatError as error:
            self._findings.warn(error.place, f"This credential was not read: {error.problem}.")

    def _keep(self, node: Node, held: Node, holder: Holder) -> None:
        own = holder_of(self._source.name, held.value)
        if own and holder and not _may_be_same(own, holder):
            self._findings.warn(node.place, "This credential names another holder than the record does.")
        badges = open_badges_3.read_badges(
            self._source, node, self._findings, is_held=bool(own or holder), companions=self._definitions
        )
        names = {node.get("id").text()} | {
            achievement.get("id").text() or achievement.text()
            for subject in node.get("credentialSubject").each()
            for achievement in subject.get("achievement").each()
        }
        for badge in badges:
            self._known.append(_Known(self._distinct(badge), frozenset(names - {""})))

    def _distinct(self, credential: Credential) -> Credential:
        """Return a credential whose id, and those of its outcomes, no other of the record has."""
        self._ids[credential.id] += 1
        count = self._ids[credential.id]
        return credential if count == 1 else _renamed(credential, f"{credential.id}#{count}")

    def _read_definitions(self) -> None:
        awarded = {name for known in self._known for name in known.names}
        definitions = self._root.get("credentialSubject", "achievement").each()
        for node in limited(definitions, self._findings):
            if node.get("id").text() in awarded or not said(node.get("name")):
                continue
            offer = open_badges_3.read_definition(self._source, node, self._findings)
            self._offers.append(offer)

    def _note_issuer(self) -> None:
        issuer = party_in(self._root.get("issuer").one())
        others = {known.credential.issuer for known in self._known} - {issuer}
        if issuer is not None and others:
            message = (
                f"The record was put together by {issuer.name}; {len(others)} other issuer(s) stand inside."
            )
            self._findings.note("$.issuer", message)

    def _relate(self) -> None:
        """Give each credential the words for what it is a part of or comes before."""
        words: list[dict[str, str]] = [{} for _ in self._known]
        named: dict[str, list[int]] = {}
        for position, known in enumerate(self._known):
            for name in known.names:
                named.setdefault(name, []).append(position)
        titles = {name: self._known[positions[0]].credential.title for name, positions in named.items()}
        titles |= {offer.id: offer.title for offer in self._offers}
        for node in limited(self._root.get("credentialSubject", "association").each(), self._findings):
            source, target = node.get("sourceId").text(), node.get("targetId").text()
            kind = node.get("associationType").text()
            forth, back = _RELATIONS.get(kind, (kind, ""))
            if not (kind and source in titles and target in titles):
                message = f"A relation, {kind[:40]!r}, names something that is not in the record."
                self._findings.note(node.place, message)
            for name, word, other in ((source, forth, target), (target, back, source)):
                for position in named.get(name, ()) if word and other else ():
                    words[position].setdefault(f"{word} {titles.get(other, other)}", node.place)
        self._known = [_related(known, said) for known, said in zip(self._known, words, strict=True)]


def _achievements(pairs: Sequence[tuple[Node, Node]]) -> Iterator[Node]:
    for node, _ in pairs:
        for subject in node.get("credentialSubject").each():
            yield from subject.get("achievement").each()


def _related(known: _Known, words: dict[str, str]) -> _Known:
    if not words:
        return known
    origin = Origin("stackability", next(iter(words.values())))
    credential = replace(
        known.credential, stackability="; ".join(words), origins=(*known.credential.origins, origin)
    )
    return replace(known, credential=credential)


def _renamed(credential: Credential, name: str) -> Credential:
    outcomes = tuple(
        replace(outcome, id=name + outcome.id.removeprefix(credential.id)) for outcome in credential.outcomes
    )
    alignments = tuple(
        replace(item, outcome=name + item.outcome.removeprefix(credential.id)) if item.outcome else item
        for item in credential.alignments
    )
    return replace(credential, id=name, outcomes=outcomes, alignments=alignments)


def _may_be_same(one: Holder, other: Holder) -> bool:
    """Return False when two holders have identifiers of one kind and none in common."""
    for kind in {found.kind for found in one.identifiers} & {found.kind for found in other.identifiers}:
        ours = {found for found in one.identifiers if found.kind == kind}
        theirs = {found for found in other.identifiers if found.kind == kind}
        # Hashes with different salts cannot be compared.
        if not any(found.hashed for found in ours | theirs) and not ours & theirs:
            return False
    return True


readers.register(NAME)(Reader("a Comprehensive Learner Record 2.0 (JSON)", sniff, read))
