"""Public keys by the names that signatures give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence
from skillmap.errors import SkillmapError
from skillmap.verification import did, key_material
from skillmap.verification.key import Key, same_public
from skillmap.verification.known_documents import KnownDocument
from skillmap.verification.lookup import Lookup

if TYPE_CHECKING:
    from skillmap.verification.key import PublicKey

_LISTS = ("assertionMethod", "verificationMethod", "publicKey")
_MATERIAL = ("publicKeyMultibase", "publicKeyJwk", "publicKeyPem", "publicKeyBase58")
_THUMBPRINT = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
_MOST_KEYS = 100
"""In one document; a real one has a handful."""


class Keyring:
    """Keys that are known from given documents, from names that hold their key, or from fetched ones."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._why_not: dict[str, str] = {}

    def find(self, identifier: str) -> Key | None:
        """Return the key of an id (verification method, ``kid`` or address); None where it is not known."""
        try:
            own = did.key_of_did(identifier)
        except SkillmapError as error:
            self._why_not[identifier] = str(error)
            return None
        if own is not None:
            return own
        found = [*self._in_documents(identifier), *self._bare(identifier)]
        if found and all(same_public(found[0].public, other.public) for other in found[1:]):
            # One that says who controls it tells more than the same key without.
            return next((key for key in found if key.controller is not None), found[0])
        if found:
            self._why_not[identifier] = f"two different keys are given under the name {identifier[:200]}"
            return None
        return _spelled_out(identifier)

    def why_not(self, identifier: str) -> str:
        """Return why a key was not found, as a clause for a reason."""
        if identifier in self._why_not:
            return self._why_not[identifier]
        if identifier.startswith("did:") and not identifier.startswith("did:web:"):
            method = ":".join(identifier.split(":")[:2])[:40]
            missing = self._lookup.why_not(identifier.partition("#")[0])
            return f"{method} is not resolved here and {missing}"
        return self._lookup.why_not(identifier.partition("#")[0])

    def of_issuer(self, issuer: str) -> list[Key]:
        """Return the keys that the issuer's own document lists, and those whose document names the issuer."""
        found = [key for name in listed_by(self.document_of(issuer)) if (key := self.find(name))]
        for documents in (self._lookup.keys, self._lookup.statuses):
            for given in documents:
                found += [key for key in keys_in(given) if key.controller == issuer]
        distinct: list[Key] = []
        for key in found:
            if not any(key.id == other.id and same_public(key.public, other.public) for other in distinct):
                distinct.append(key)
        return distinct

    def bare(self) -> list[Key]:
        """Return the given keys that do not say whose they are."""
        return [Key(held.id, None, held.public, held.evidence) for held in self._lookup.keys.bare_keys]

    def document_of(self, party: str) -> KnownDocument | None:
        """Return the document of a DID or of a profile at an address."""
        return self._lookup.document(party, address=did.web_address(party))

    def why_no_document(self, party: str) -> str:
        """Return why the document of a party was not found."""
        return self._lookup.why_not(party)

    def _in_documents(self, identifier: str) -> list[Key]:
        base = identifier.partition("#")[0]
        found = []
        for name in dict.fromkeys((identifier, base)):
            given = self.document_of(name)
            if given is not None:
                keys = [*keys_in(given), *_jwks_at(name, identifier, given)]
                exact = [key for key in keys if key.id == identifier]
                # A kid that is only the DID names its key where there is but one.
                found += exact or (keys if identifier == given.value.get("id") and len(keys) == 1 else [])
        return found

    def _bare(self, identifier: str) -> list[Key]:
        names = {identifier, identifier.removeprefix(_THUMBPRINT)}
        return [
            replace(key, id=identifier)
            for key in self.bare()
            if key.id in names or key_material.thumbprint(key.public) in names
        ]


def keys_in(given: KnownDocument) -> Iterator[Key]:
    """Yield the keys of a DID document, an issuer's profile or a key document; damaged ones are left out.

    A key whose id stands on another host or DID than the document is left out too: a document can speak for
    its own keys only.
    """
    own = given.value.get("id")
    if not isinstance(own, str):
        return
    entries = [(given.value, own)] if any(given.value.get(name) for name in _MATERIAL) else []
    for name in _LISTS:
        entries += [(entry, own) for entry in _each(given.value.get(name)) if isinstance(entry, dict)]
    for entry, owner in entries[:_MOST_KEYS]:
        identifier = _absolute(entry.get("id"), own)
        public = _public(entry)
        if identifier is None or public is None or not _same_place(identifier, own):
            continue
        controller = entry.get("controller", entry.get("owner"))
        if controller is None and entry is not given.value:
            controller = owner
        named = controller if isinstance(controller, str) else None
        yield Key(identifier, named, public, replace(given.evidence, what="key document"))


def _jwks_at(address: str, identifier: str, given: KnownDocument) -> Iterator[Key]:
    """Yield the keys of a JWK or JWKS that was fetched from an address, which is then their name."""
    listed = given.value.get("keys")
    jwks = listed[:_MOST_KEYS] if isinstance(listed, list) else [given.value]
    for jwk in jwks:
        if not isinstance(jwk, dict) or "kty" not in jwk or "id" in given.value:
            continue
        named = jwk.get("kid") in (identifier, identifier.partition("#")[2])
        try:
            public = key_material.from_jwk(jwk)
        except SkillmapError:
            continue
        if named or (address == identifier and len(jwks) == 1):
            yield Key(identifier, None, public, replace(given.evidence, what="key"))


def listed_by(given: KnownDocument | None) -> list[str]:
    """Return the ids of the keys with which a party says that it signs credentials.

    In a DID document that is ``assertionMethod`` alone; a key listed there only for signing in, say, does not
    speak for the party. An Open Badges profile has no such distinction.
    """
    if given is None:
        return []
    own = given.value.get("id")
    lists = _LISTS[:1] if isinstance(own, str) and own.startswith("did:") else _LISTS
    names = []
    for name in lists:
        for entry in list(_each(given.value.get(name)))[:_MOST_KEYS]:
            identifier = entry.get("id") if isinstance(entry, dict) else entry
            absolute = _absolute(identifier, own if isinstance(own, str) else "")
            if absolute is not None:
                names.append(absolute)
    return list(dict.fromkeys(names))


def _spelled_out(identifier: str) -> Key | None:
    """Return the key that an address such as ``https://issuer.example/1#z6Mk...`` holds after its ``#``.

    It tells whether the text is as it was signed. It tells nothing about the owner of the address, which
    anyone can write before any key. Of a DID only its own document says which keys it has.
    """
    address, _, fragment = identifier.partition("#")
    if not fragment.startswith("z") or address.startswith("did:") or not address:
        return None
    try:
        public = key_material.from_multibase(fragment)
    except SkillmapError:
        return None
    evidence = CheckEvidence("key spelled out in its own address", identifier)
    return Key(identifier, None, public, evidence, self_asserted=True)


def _public(entry: dict[str, Any]) -> PublicKey | None:
    readers = {
        "publicKeyMultibase": (str, key_material.from_multibase),
        "publicKeyJwk": (dict, key_material.from_jwk),
        "publicKeyPem": (str, key_material.from_pem),
        "publicKeyBase58": (str, key_material.from_base58),
    }
    for name, (kind, read) in readers.items():
        value = entry.get(name)
        if isinstance(value, kind):
            try:
                return read(value)
            except SkillmapError:
                return None
    return None


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _absolute(identifier: Any, own: str) -> str | None:
    if not isinstance(identifier, str) or not identifier:
        return None
    return own.partition("#")[0] + identifier if identifier.startswith("#") else identifier


def _same_place(identifier: str, own: str) -> bool:
    if identifier.partition("#")[0] == own.partition("#")[0]:
        return True
    if identifier.startswith("did:") or own.startswith("did:"):
        return False
    host = did.host_of(identifier)
    return host is not None and host == did.host_of(own)
