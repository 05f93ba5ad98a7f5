"""Whom a credential names as its issuer, in the ways in which that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillmap.formats.json_text import Node
from skillmap.verification import open_badges_2
from skillmap.verification.certificates import Subject, plain_name, plain_number
from skillmap.verification.did import host_of
from skillmap.verification.lookup import Lookup
from skillmap.verification.presented import Kind, Presented

_NUMBERS = (
    "eIDASIdentifier",
    "registration",
    "vatIdentifier",
    "taxIdentifier",
    "identifier",
    "otherIdentifier",
)
_SHORTEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer that a credential names; none of it is shown to be true by being written there."""

    id: str | None = None
    """DID or address."""
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    missing: str = ""
    """Why the id is not known, as a clause, where the credential only refers to it."""

    @property
    def host(self) -> str | None:
        """Return the host that its address or did:web stands on."""
        return host_of(self.id) if self.id else None

    def is_named_by(self, subject: Subject) -> bool:
        """Return whether a certificate is made out to it: by number, by name, or by its host."""
        if self.numbers and subject.numbers:
            # Numbers tell organisations of one name apart, so where both have some they decide.
            return bool(self.numbers & subject.number_forms)
        return bool(self.names & subject.names) or (self.host is not None and self.host in subject.hosts)


def issuer_of(presented: Presented, lookup: Lookup) -> Issuer:
    """Return the issuer that a credential names."""
    if presented.kind in (Kind.OPEN_BADGE_2, Kind.BADGE_CLASS):
        return _of_badge(presented, lookup)
    node = presented.root.get("issuer").one()
    if isinstance(node.value, str):
        return Issuer(node.value or None)
    identifier = node.get("id").value
    return Issuer(
        identifier if isinstance(identifier, str) and identifier else None,
        frozenset(plain_name(text) for key in ("legalName", "name") for text in _texts(node.get(key).value)),
        frozenset(_numbers(node)),
        "" if identifier else "the credential names no issuer",
    )


def _of_badge(presented: Presented, lookup: Lookup) -> Issuer:
    value: dict[str, Any] = presented.value
    parts = open_badges_2.parts_of({"badge": value} if presented.kind is Kind.BADGE_CLASS else value, lookup)
    if parts.issuer_id is None:
        return Issuer(missing=parts.missing)
    name = parts.profile.value.get("name") if parts.profile else None
    return Issuer(parts.issuer_id, frozenset(plain_name(text) for text in _texts(name)))


def _numbers(node: Node) -> Iterator[str]:
    for key in _NUMBERS:
        for item in node.get(key).each():
            texts = [item.value] if isinstance(item.value, str) else _notations(item)
            for text in texts:
                number = plain_number(text)
                if len(number) >= _SHORTEST_NUMBER:
                    yield number


def _notations(item: Node) -> list[str]:
    values = (item.get(key).value for key in ("notation", "identifier", "skos:notation"))
    return [value for value in values if isinstance(value, str)]


def _texts(value: Any) -> list[str]:
    """Return a text, the texts of a list, or those of a map of languages."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    flat = [part for item in items for part in (item if isinstance(item, list) else [item])]
    return [text for text in flat if isinstance(text, str) and text.strip()]
