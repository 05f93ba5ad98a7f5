"""Decentralised identifiers: those that hold their own key, and the address of those that are hosted.

A DID that holds its key (did:key, did:jwk) proves control of that key only, never who controls it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from skillmap.domain.verification import CheckEvidence
from skillmap.verification import key_material
from skillmap.verification.key import Key
from skillmap.verification.key_material import KeyMaterialError

if TYPE_CHECKING:
    from skillmap.verification.key import PublicKey

_LONGEST = 8192


def key_of_did(method_id: str) -> Key | None:
    """Return the key that a did:key or did:jwk holds; None for another method.

    Args:
        method_id: the DID, with or without the fragment that names its one key.

    Raises:
        KeyMaterialError: the DID is damaged, of a kind of key that is not done, or the fragment names a key
            that it does not hold.
    """
    did, _, fragment = method_id.partition("#")
    if len(method_id) > _LONGEST:
        raise KeyMaterialError("a DID is too long")
    if did.startswith("did:key:"):
        text = did.removeprefix("did:key:")
        public, fragments = key_material.from_multibase(text), ("", text)
    elif did.startswith("did:jwk:"):
        public, fragments = _of_did_jwk(did.removeprefix("did:jwk:")), ("", "0")
    else:
        return None
    if fragment not in fragments:
        raise KeyMaterialError(f"{did[:80]} does not hold the key that is named after #")
    return Key(method_id, did, public, CheckEvidence("key inside its DID", did))


def web_address(did: str) -> str | None:
    """Return the HTTPS address of the document of a did:web; None for another DID, or a malformed one."""
    if not did.startswith("did:web:"):
        return None
    parts = did.removeprefix("did:web:").split(":")
    host, path = unquote(parts[0]), [unquote(part) for part in parts[1:]]
    # A part that itself holds a slash or the like would lead to another document than the DID says.
    if not host or any(mark in text for text in (host, *path) for mark in "/?#@\\ ") or "" in path:
        return None
    return f"https://{host}/{'/'.join(path) if path else '.well-known'}/did.json"


def host_of(identifier: str) -> str | None:
    """Return the host that an http(s) address or a did:web stands on, in small letters without port."""
    from urllib.parse import urlsplit

    address = web_address(identifier) or identifier
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def _of_did_jwk(text: str) -> PublicKey:
    content = key_material.decoded(text)
    try:
        jwk = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise KeyMaterialError("a did:jwk holds no JWK") from error
    if not isinstance(jwk, dict):
        raise KeyMaterialError("a did:jwk holds no JWK")
    return key_material.from_jwk(jwk)
