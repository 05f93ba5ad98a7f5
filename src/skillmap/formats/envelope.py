"""What a credential travels in: a PNG or SVG image, a signed token; taken off, and never trusted for it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from skillmap.errors import FormatError
from skillmap.formats import compact_token, png_chunks, svg_badge
from skillmap.formats.json_text import load_json, looks_like_json, top_level

BAKED_PNG = "baked PNG"
BAKED_SVG = "baked SVG"
TOKEN = "JWT"
ENVELOPED = "enveloped credential"

MAX_LAYERS = 4
"""Envelopes in one another; a baked image around a token has two."""

_NEW, _OLD = "openbadgecredential", "openbadges"
_ENVELOPED_TYPE = "EnvelopedVerifiableCredential"
_KEYWORDS = frozenset({_NEW, _OLD})
_TOKEN_MEDIA = ("data:application/vc+jwt,", "data:application/vc-ld+jwt,", "data:application/jwt,")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A content without what it was wrapped in."""

    payload: bytes
    """The credential as JSON; the bytes as they came where they were wrapped in nothing known."""
    token: str | None = None
    """The signed token in compact form that the payload was in, if it was; its signature is not checked."""
    layers: tuple[str, ...] = ()
    """Outermost first."""
    notes: tuple[str, ...] = ()
    """What a person should know of the wrapping."""

    @property
    def description(self) -> str:
        """Words for ``Source.envelope``, e.g. ``baked PNG, JWT``."""
        return ", ".join(self.layers)


def may_be_wrapped(head: bytes) -> bool:
    """Return True when the beginning of a file looks like an envelope, so that it is worth unwrapping."""
    start = head[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")
    if head.startswith(png_chunks.SIGNATURE) or start.startswith((b"eyJ", b"<")):
        return True
    return looks_like_json(head) and _ENVELOPED_TYPE in top_level(head[:4096]).types


def unwrap(name: str, content: bytes) -> Envelope:
    """Return what an image or a token holds; anything else comes back as it is.

    Raises:
        FormatError: an image or token that is damaged, holds two badges, holds only an address (before Open
            Badges 1.0), or is wrapped more often than allowed.
    """
    envelope = Envelope(content)
    for _ in range(MAX_LAYERS + 1):
        opened = _opened(name, envelope)
        if opened is envelope:
            return envelope
        envelope = opened
    raise FormatError(name, "", f"is wrapped in more than {MAX_LAYERS} envelopes")


def _opened(name: str, envelope: Envelope) -> Envelope:
    content = envelope.payload
    if content.startswith(png_chunks.SIGNATURE):
        return _from_png(name, envelope)
    if compact_token.is_token(content):
        return _from_token(name, envelope)
    if svg_badge.is_svg(content):
        return _from_svg(name, envelope)
    if looks_like_json(content) and _ENVELOPED_TYPE in top_level(content[:4096]).types:
        return _from_data_uri(name, envelope)
    return envelope


def _from_png(name: str, envelope: Envelope) -> Envelope:
    chunks = png_chunks.text_chunks(name, envelope.payload, _KEYWORDS)
    found = {
        keyword: {chunk.text for chunk in chunks if chunk.keyword == keyword} for keyword in (_NEW, _OLD)
    }
    texts = found[_NEW] or found[_OLD]
    if not texts:
        return envelope
    notes = _note_on_the_other(bool(found[_NEW] and found[_OLD]), "image")
    return _wrapped(name, envelope, BAKED_PNG, texts, notes)


def _from_svg(name: str, envelope: Envelope) -> Envelope:
    badges = svg_badge.badges_in(name, envelope.payload)
    if not badges:
        return envelope
    standards = {badge.standard for badge in badges}
    newest = max(standards)
    texts = {(badge.verify or badge.text).encode() for badge in badges if badge.standard == newest}
    return _wrapped(name, envelope, BAKED_SVG, texts, _note_on_the_other(len(standards) > 1, "image"))


def _note_on_the_other(there: bool, what: str) -> tuple[str, ...]:
    if not there:
        return ()
    return (f"The {what} holds a badge of Open Badges 2.0 as well; the one of Open Badges 3.0 was read.",)


def _wrapped(
    name: str, envelope: Envelope, layer: str, texts: set[bytes], notes: tuple[str, ...]
) -> Envelope:
    if len(texts) > 1:
        raise FormatError(name, layer, f"holds {len(texts)} different badges; expected one")
    (text,) = texts
    text = text.strip()
    if text.startswith((b"http://", b"https://")):
        address = text[:200].split(b"?")[0].decode("ascii", errors="replace")
        problem = (
            f"holds only the address {address} (as before Open Badges 1.1), and nothing is fetched; "
            "save what stands at that address and read the file"
        )
        raise FormatError(name, layer, problem)
    if not text:
        raise FormatError(name, layer, "the place of the badge is empty")
    return Envelope(text, envelope.token, (*envelope.layers, layer), (*envelope.notes, *notes))


def _from_token(name: str, envelope: Envelope) -> Envelope:
    if envelope.token is not None:
        raise FormatError(name, "token payload", "is a token again; expected a credential")
    token = compact_token.take_apart(name, envelope.payload)
    layers = (*envelope.layers, TOKEN)
    if compact_token.is_token(token.payload):
        return Envelope(token.payload, token.text, layers, envelope.notes)
    claims = load_json(f"{name}, token payload", token.payload)
    if not isinstance(claims, dict):
        raise FormatError(name, "token payload", "is no JSON object")
    credential = compact_token.credential_in(claims)
    notes = envelope.notes
    if isinstance(claims.get("vc"), dict):
        notes = (*notes, "The credential stands in the claim vc of the token; places are paths inside it.")
    return Envelope(json.dumps(credential).encode(), token.text, layers, notes)


def _from_data_uri(name: str, envelope: Envelope) -> Envelope:
    value = load_json(name, envelope.payload)
    address = value.get("id") if isinstance(value, dict) else None
    if not isinstance(address, str) or not address.startswith(_TOKEN_MEDIA):
        raise FormatError(name, "$.id", f"expected a token after {' or '.join(_TOKEN_MEDIA[:1])}")
    token = address.partition(",")[2].encode("ascii", errors="replace")
    return Envelope(token, envelope.token, (*envelope.layers, ENVELOPED), envelope.notes)
