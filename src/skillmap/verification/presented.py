"""The credentials of a document as they were presented: taken apart, and nothing about them believed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skillmap.errors import FormatError, LimitError
from skillmap.formats.companions import local_name
from skillmap.formats.envelope import Envelope, unwrap
from skillmap.formats.json_text import Node
from skillmap.verification.json_documents import load_whole_json

MOST_CREDENTIALS = 500
"""In one document; a transcript of a whole degree has some dozens."""
_DEEPEST = 3


class Kind(StrEnum):
    """The standard that a credential says it follows."""

    OPEN_BADGE_2 = "Open Badges 2.0"
    BADGE_CLASS = "Open Badges 2.0 badge class"
    OPEN_BADGE_3 = "Open Badges 3.0"
    CLR_2 = "Comprehensive Learner Record 2.0"
    EUROPEAN = "European Digital Credential"
    OTHER = "verifiable credential"


# Looked for in this order: a transcript may also call itself an achievement credential.
_KINDS = (
    ("EuropeanDigitalCredential", Kind.EUROPEAN),
    ("ClrCredential", Kind.CLR_2),
    ("OpenBadgeCredential", Kind.OPEN_BADGE_3),
    ("AchievementCredential", Kind.OPEN_BADGE_3),
    ("VerifiableCredential", Kind.OTHER),
    ("Assertion", Kind.OPEN_BADGE_2),
    ("BadgeClass", Kind.BADGE_CLASS),
)


@dataclass(frozen=True, slots=True)
class Presented:
    """One credential of a document."""

    name: str
    """What messages call the document."""
    part: str
    """JSON path of the credential in the document; ``$`` for the whole."""
    kind: Kind
    value: dict[str, Any]
    token: str | None = None
    """The signed token that it came in."""
    seal: dict[str, Any] | None = None
    """The JSON Web Signature in JSON form that it came in."""
    wrapper: Presented | None = None
    """The credential that holds this one."""

    @property
    def root(self) -> Node:
        """Return the credential as a node."""
        return Node(self.value, self.part)


def presented_in(name: str, envelope: Envelope) -> tuple[Presented, ...]:
    """Return the credentials of a document without what it came in: the whole first, then those inside it.

    Raises:
        FormatError: the document cannot be read, or holds no credential.
        LimitError: it holds too many.
    """
    value = load_whole_json(name, envelope.payload)
    found: list[Presented] = []
    for credential in _credentials(name, "$", value, envelope.token):
        found.append(credential)
        if len(found) > MOST_CREDENTIALS:
            raise LimitError(f"{name} holds more than {MOST_CREDENTIALS} credentials; verify them one by one")
    if not found:
        expected = "an open badge, a learner record or another verifiable credential"
        raise FormatError(name, "$.type", f"names no credential that can be verified; expected {expected}")
    return tuple(found)


def kind_of(value: dict[str, Any]) -> Kind | None:
    """Return the standard that a JSON object says it follows; None for none that is known."""
    types = {local_name(text) for text in Node(value).types()}
    for type_, kind in _KINDS:
        if type_ in types:
            return kind
    # Open Badges before 1.1 has no types.
    return Kind.OPEN_BADGE_2 if {"recipient", "badge", "verify"} <= value.keys() else None


def _credentials(
    name: str, part: str, value: Any, token: str | None = None, wrapper: Presented | None = None
) -> Iterator[Presented]:
    if not isinstance(value, dict):
        return
    if isinstance(value.get("payload"), str) and value.keys() & {"signatures", "signature"}:
        inner = _sealed_value(name, value["payload"])
        kind = kind_of(inner)
        if kind is not None:
            yield Presented(name, part, kind, inner, seal=value, wrapper=wrapper)
        return
    kind = kind_of(value)
    if kind is None:
        yield from _inside(name, part, value, wrapper)
        return
    presented = Presented(name, part, kind, value, token, wrapper=wrapper)
    yield presented
    if kind is Kind.CLR_2:
        yield from _inner(presented)


def _inside(name: str, part: str, value: dict[str, Any], wrapper: Presented | None) -> Iterator[Presented]:
    """Yield the credentials of a presentation, or of the wrapper in which European ones are uploaded."""
    presentation = value.get("vp", value)
    if isinstance(presentation, dict) and "VerifiablePresentation" in Node(presentation).types():
        items = Node(presentation, part).get("verifiableCredential").each()
        for item in items:
            yield from _one(name, item, wrapper)
    elif isinstance(value.get("credential"), dict) and kind_of(value["credential"]) is Kind.EUROPEAN:
        yield from _credentials(name, f"{part}.credential", value["credential"], wrapper=wrapper)


def _inner(record: Presented) -> Iterator[Presented]:
    depth, above = 1, record.wrapper
    while above is not None:
        depth, above = depth + 1, above.wrapper
    if depth > _DEEPEST:
        raise LimitError(f"{record.name} holds records more than {_DEEPEST} deep in one another")
    for subject in record.root.get("credentialSubject").each():
        for item in subject.get("verifiableCredential").each():
            yield from _one(record.name, item, record)


def _one(name: str, item: Node, wrapper: Presented | None) -> Iterator[Presented]:
    """Yield a credential inside another document: an object, or a signed token as a text."""
    if isinstance(item.value, str):
        content = item.value.encode("utf-8", "replace")
    elif isinstance(item.value, dict) and "EnvelopedVerifiableCredential" in item.types():
        content = json.dumps(item.value).encode()
    else:
        yield from _credentials(name, item.place, item.value, wrapper=wrapper)
        return
    envelope = unwrap(f"{name}, {item.place}", content)
    value = load_whole_json(f"{name}, {item.place}", envelope.payload)
    yield from _credentials(name, item.place, value, envelope.token, wrapper)


def _sealed_value(name: str, payload: str) -> dict[str, Any]:
    text = payload.encode("utf-8", "replace")
    if not payload.lstrip().startswith("{"):
        try:
            text = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError(name, "$.payload", "is neither JSON nor Base64") from error
    value = load_whole_json(f"{name}, $.payload", text)
    return value if isinstance(value, dict) else {}
