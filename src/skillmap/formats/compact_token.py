"""Signed tokens in the compact form (RFC 7515): taken apart, never trusted."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError
from skillmap.formats.json_text import load_json

_COMPACT = re.compile(rb"eyJ[\w-]*\.[\w-]*\.[\w-]*")
_ENCRYPTED = re.compile(rb"eyJ[\w-]*(?:\.[\w-]*){4}")
_DISCLOSURES = re.compile(rb"eyJ[\w-]*\.[\w-]*\.[\w-]*~")
_REGISTERED = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf")
"""Claims of the token itself (RFC 7519, RFC 7800), which are no part of a credential."""
_LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True, slots=True)
class Token:
    """A compact token without a look at its signature."""

    text: str
    header: dict[str, Any]
    payload: bytes


def is_token(content: bytes) -> bool:
    """Return True when the whole content is one signed token in compact form."""
    return _COMPACT.fullmatch(content.strip()) is not None


def other_token(content: bytes) -> str:
    """Return what a content is that looks like a token but is none of the signed compact ones, or nothing."""
    start = content.strip()
    if _ENCRYPTED.fullmatch(start):
        return "an encrypted token (JWE), which only its addressee can open"
    return "a credential for selective disclosure (SD-JWT)" if _DISCLOSURES.match(start) else ""


def take_apart(name: str, content: bytes) -> Token:
    """Return header and payload of a compact token.

    Raises:
        FormatError: a part is not Base64, the header is no JSON object, or the payload is not inside.
    """
    text = content.strip().decode("ascii", errors="replace")
    parts = text.split(".")
    if len(parts) != 3:
        raise FormatError(name, "token", f"has {len(parts)} parts, expected header, payload and signature")
    header = load_json(f"{name}, token header", decoded(name, "token header", parts[0]))
    if not isinstance(header, dict):
        raise FormatError(name, "token header", "is no JSON object")
    if not parts[1]:
        raise FormatError(name, "token", "is signed apart from its payload, which is not in the file")
    return Token(text, header, decoded(name, "token payload", parts[1]))


def decoded(name: str, place: str, text: str) -> bytes:
    """Return the bytes of base64url without padding, or raise FormatError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise FormatError(name, place, "is not Base64") from error


def credential_in(claims: dict[str, Any]) -> dict[str, Any]:
    """Return the credential that the claims of a token hold, in either of the two layouts.

    Under the claim ``vc`` (W3C data model 1.1, section 6.3.1), or the claims themselves (Open Badges 3.0).
    What the credential leaves to the token's own claims (issuer, id, dates, id of the holder) is put back;
    where both say something the credential keeps its own word.
    """
    inner = claims.get("vc")
    if isinstance(inner, dict):
        credential = dict(inner)
    elif "credentialSubject" in claims:
        credential = {key: item for key, item in claims.items() if key not in _REGISTERED}
    else:
        return claims
    said = {
        "issuer": claims.get("iss"),
        "id": claims.get("jti"),
        "issuanceDate": _moment(claims.get("nbf")) if "validFrom" not in credential else None,
        "expirationDate": _moment(claims.get("exp")) if "validUntil" not in credential else None,
    }
    credential = {key: item for key, item in said.items() if item is not None} | credential
    subject = credential.get("credentialSubject")
    if isinstance(subject, dict) and isinstance(claims.get("sub"), str):
        credential["credentialSubject"] = {"id": claims["sub"]} | subject
    return credential


def _moment(seconds: Any) -> str | None:
    """Return the time of a numeric date; None for anything else."""
    from datetime import UTC, datetime

    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _LATEST:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
