"""European Digital Credentials for Learning: JSON-LD of the European Learning Model, version 3.

Paths follow the application profile at https://github.com/european-commission-empl/European-Learning-Model.
A credential comes unsigned, in the upload wrapper of the Commission's issuer, or sealed (JAdES, a JSON Web
Signature around the credential; the seal is not checked here). Records of the model without a credential
around them are read too: an achievement, an activity, or what a provider offers (a qualification, the
specification of an achievement, a learning opportunity).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillmap.domain import Credential, Document, Source
from skillmap.errors import FormatError
from skillmap.formats.european_claim import (
    ACTIVITY,
    ASSESSMENT,
    OPPORTUNITY,
    EuropeanClaim,
    Position,
    Reading,
)
from skillmap.formats.european_party import evidence
from skillmap.formats.european_writing import write
from skillmap.formats.facts import Findings
from skillmap.formats.holder import without_holder
from skillmap.formats.json_text import Node, load_json, looks_like_json, top_level
from skillmap.formats.language_map import Languages, Wording, two_letter_tag
from skillmap.formats.linked_json import count_values
from skillmap.formats.reader import Reader, readers
from skillmap.resources import sha256_of

NAME = "european-digital-credential"
SEAL = "JAdES seal"

_TYPE = "EuropeanDigitalCredential"
_CLAIMS = frozenset(("LearningAchievement", ACTIVITY, ASSESSMENT))
_OFFERS = frozenset(("Qualification", "LearningAchievementSpecification", OPPORTUNITY))
_WRAPPERS = {"credential": "upload wrapper", "elm": "ELM record", "document_data": "document store"}
_OTHER_PAYLOADS = ("OpenBadgeCredential", "AchievementCredential", "ClrCredential")
_SEALED = frozenset(("payload", "signatures"))
_MOST_CLAIMS = 500
# The largest real credential seen has 7,000.
_MOST_VALUES = 50_000
# The Commission's own sample writes eIDASIdentifier with a Greek capital iota, which no program matches.
_LOOKALIKES = str.maketrans({"\u0399": "I", "\u0391": "A", "\u0395": "E", "\u039f": "O"})
# Members of a credential's subject of which each says who it is.
_TELLING = (
    *("fullName", "givenName", "familyName", "birthName", "patronymicName"),
    *("nationalID", "identifier", "dateOfBirth", "contactPoint", "email", "emailAddress"),
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for a European Digital Credential, bare, sealed or wrapped, or a record of its model."""
    top = top_level(head)
    if top.types:
        return bool(top.types & {_TYPE, *_CLAIMS, *_OFFERS})
    if top.keys >= _SEALED:
        return not any(other in _visible(head) for other in _OTHER_PAYLOADS)
    named = _TYPE.encode() in head
    return named and bool(top.keys & {"@graph", "payload", *_WRAPPERS} or b'"document_data"' in head)


def read(name: str, content: bytes) -> Document:
    """Read a European Digital Credential, one credential for each claim and part; the holder is dropped.

    Raises:
        FormatError: not JSON, not of this model, about several people, or without a claim that has a title.
    """
    findings = Findings()
    opened = _opened(name, load_json(name, content), findings)
    source = Source(name, NAME, sha256_of(content), ", ".join(opened.envelope))
    count_values(name, opened.node.value, _MOST_VALUES, opened.node.place)
    root = _repaired(opened.node, findings)
    if _TYPE in root.types():
        credentials = _of_credential(source, root, findings)
    elif root.types() & (_CLAIMS | _OFFERS):
        credentials = _of_record(source, root, findings)
    else:
        raise FormatError(name, root.get("type").place, f"expected {_TYPE}")
    return Document(source=source, credentials=credentials, findings=findings.all())


@dataclass(frozen=True, slots=True)
class _Opened:
    node: Node
    envelope: tuple[str, ...] = ()


def _visible(head: bytes) -> str:
    """Return what the head of a sealed file shows of its payload, which may be Base64."""
    text = head.decode("utf-8", "replace")
    start = text.partition('"payload"')[2].partition(":")[2].lstrip()[1:].partition('"')[0]
    try:
        decoded = base64.urlsafe_b64decode(start[: len(start) // 4 * 4]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        decoded = ""
    return text + decoded


def _opened(name: str, value: Any, findings: Findings) -> _Opened:
    node = Node(value)
    for key, envelope in _WRAPPERS.items():
        if node.get(key, "type"):
            return _Opened(node.get(key), (envelope,))
    if isinstance(value, dict) and "@graph" in value and not node.types():
        problem = "is flattened JSON-LD; expected the nested form, as the Commission's issuer writes it"
        raise FormatError(name, "$.@graph", problem)
    if _is_store(value):
        problem = f"is a store of {len(value)} documents about several people; expected one document"
        raise FormatError(name, "$", problem)
    payload = node.get("payload").value
    if not isinstance(payload, str):
        return _Opened(node)
    findings.warn("$.signatures", "The seal (signature) was not checked.")
    inside = load_json(f"{name}, $.payload", _payload(name, payload))
    return _Opened(Node(inside, "$.payload"), (SEAL,))


def _is_store(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) < 2:
        return False
    return all(isinstance(item, dict) and "document_data" in item for item in value.values())


def _payload(name: str, payload: str) -> bytes:
    if looks_like_json(payload[:100].encode("utf-8", "replace")):
        return payload.encode("utf-8", "replace")
    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError(name, "$.payload", "is neither JSON nor Base64") from error


def _repaired(node: Node, findings: Findings) -> Node:
    repaired: set[str] = set()

    def repair(value: Any) -> Any:
        if isinstance(value, list):
            return [repair(item) for item in value]
        if not isinstance(value, dict):
            return value
        repaired.update(key for key in value if key != key.translate(_LOOKALIKES))
        return {key.translate(_LOOKALIKES): repair(item) for key, item in value.items()}

    whole = Node(repair(node.value), node.place)
    for key in sorted(repaired):
        latin = key.translate(_LOOKALIKES)
        findings.note(node.place, f"A key with Greek letters that look Latin was read as {latin}.")
    return whole


def _of_credential(source: Source, root: Node, findings: Findings) -> tuple[Credential, ...]:
    subject = root.get("credentialSubject")
    holder = (any(_is_identified(person) for person in subject.each()), subject.place)
    languages = Languages(two_letter_tag(root.get("displayParameter", "primaryLanguage", "id").text()))
    unheld = without_holder(source.name, root.value)
    if unheld.was_named:
        findings.note(root.place, "A text named the holder; the name was taken out.")
    root = Node(unheld.value, root.place)
    reading = Reading(root, languages, findings, holder, tuple(evidence(root, languages, findings)))
    claims = list(_claims(root, findings))
    if not claims:
        place = root.get("credentialSubject", "hasClaim").place
        raise FormatError(source.name, place, "holds no claim about learning")
    return _credentials(source, claims, reading)


def _of_record(source: Source, record: Node, findings: Findings) -> tuple[Credential, ...]:
    is_offer = bool(record.types() & _OFFERS)
    if is_offer:
        findings.warn(record.place, "This is what a provider offers; nobody holds it.")
    else:
        findings.warn(
            record.place, "The record stands without a credential: no issuer and no holder is named."
        )
    reading = Reading(Node(None, record.place), Languages(), findings, (False, record.place))
    return _credentials(source, [record], reading, is_offer=is_offer)


def _is_identified(person: Node) -> bool:
    return any(_has_text(person.get(key).value) for key in _TELLING)


def _has_text(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_text(item) for item in value.values())
    if isinstance(value, list):
        return any(_has_text(item) for item in value)
    return isinstance(value, str | int) and bool(str(value).strip())


def _claims(root: Node, findings: Findings) -> Iterator[Node]:
    subjects = list(root.get("credentialSubject").each())
    if len(subjects) > 1:
        findings.warn(
            root.get("credentialSubject").place, f"{len(subjects)} subjects are named, expected one."
        )
    for subject in subjects:
        for claim in subject.get("hasClaim").each():
            if "LearningEntitlement" in claim.types():
                findings.note(claim.place, "An entitlement says nothing about learning and was not read.")
            elif isinstance(claim.value, dict):
                yield claim


def _credentials(
    source: Source, claims: list[Node], reading: Reading, *, is_offer: bool = False
) -> tuple[Credential, ...]:
    read: list[Credential] = []
    for claim, within in _with_parts(claims, reading):
        found = EuropeanClaim(claim, reading, is_offer=is_offer)
        if not found.title():
            reading.findings.warn(claim.get("title").place, "A claim without a title was not read.")
            continue
        if len(read) == _MOST_CLAIMS:
            raise FormatError(
                source.name, claim.place, f"is one claim more than the {_MOST_CLAIMS:,} allowed"
            )
        read.append(found.credential(source, Position(len(read), within)))
    if not read:
        raise FormatError(source.name, claims[0].get("title").place, "is missing; a claim needs a title")
    return tuple(read)


def _with_parts(claims: list[Node], reading: Reading) -> Iterator[tuple[Node, Wording | None]]:
    """Yield each claim and, after it, its parts, each with the title of what it is a part of."""
    waiting: list[tuple[Node, Wording | None]] = [(claim, None) for claim in reversed(claims)]
    while waiting:
        claim, within = waiting.pop()
        yield claim, within
        parts = [part for part in claim.get("hasPart").each() if isinstance(part.value, dict)]
        if ASSESSMENT in claim.types() or not parts:
            continue
        title = EuropeanClaim(claim, reading).title() or Wording("a claim without a title", None, claim.place)
        message = (
            f"{title.text!r} has {len(parts)} part{'s' if len(parts) > 1 else ''}, read as credentials of "
            "their own; its credit may include theirs."
        )
        reading.findings.note(claim.get("hasPart").place, message)
        waiting += [(part, title) for part in reversed(parts)]


readers.register(NAME)(Reader("a European Digital Credential (JSON)", sniff, read, write=write))
