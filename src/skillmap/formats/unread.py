"""What a file is that no reader reads, in words that help whoever sent it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from skillmap.formats import compact_token
from skillmap.formats.json_text import Node, is_utf16, load_json, looks_like_json
from skillmap.formats.reader import HEAD_BYTES
from skillmap.formats.svg_badge import is_svg, outermost_tag

_LONGEST_IN_OUTLINE = 200

_TYPES = {
    "Clr": "a Comprehensive Learner Record of version 1.0 (ask for it in version 2.0)",
    "CLR": "a Comprehensive Learner Record of version 1.0 (ask for it in version 2.0)",
    "EndorsementCredential": "an Endorsement credential",
    "Endorsement": "an Open Badges 2.0 endorsement",
    "Issuer": "an Open Badges 2.0 issuer profile",
    "RevocationList": "an Open Badges 2.0 revocation list",
    "CryptographicKey": "a public key of an Open Badges 2.0 issuer",
    "AlignmentObject": "an alignment of an Open Badges 2.0 badge",
    "EndorsementSubject": "an Endorsement without its credential",
    "BlockcertsCredential": "a Blockcerts 3 certificate",
    "Profile": "an issuer profile",
    "BitstringStatusListCredential": "a status list, which says what was revoked",
    "StatusList2021Credential": "a status list, which says what was revoked",
    "1EdTechRevocationList": "a status list, which says what was revoked",
    "VerifiablePresentation": "a verifiable presentation (a wrapper around credentials)",
    "LER-RS VC": "a learning and employment record (LER-RS)",
    "CFDocument": "a CASE competency framework",
}
_SIGNATURES = (
    (b"\x89PNG", "a PNG image without a badge baked into it"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive, such as a Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd9\xd9\xf7", "CBOR, as in a mobile document or a credential in a QR code"),
    (b"{\\rtf", "a rich text (RTF) file"),
)
_TURTLE = re.compile(r"(?:#[^\n]*\n\s*)*@?prefix\s+[\w.-]*:\s*<", re.IGNORECASE)
_SAMPLE = 4096
# A mobile document (ISO/IEC 18013-5) is CBOR with these two names near its beginning.
_MOBILE_DOCUMENT = (b"nameSpaces", b"issuerAuth")
_HEADER_ONLY = re.compile(rb"\s*eyJ[\w+/-]+={0,2}\s*")
_XML_NAMES = (
    ("data.europa.eu/snb", "a European Digital Credential in XML (ELM v2; ask for ELM v3 as JSON)"),
    ("europass", "a Europass CV or profile in XML"),
    ("skillspassport", "a Europass CV or profile in XML"),
    ("elmo-schemas", "a transcript in ELMO (EMREX)"),
    ("urn:org:pesc:", "a transcript in PESC XML"),
    ("imsglobal.org", "an XML document of 1EdTech (IMS), such as a content package"),
    ("hropenstandards.org", "a CV in HR Open XML"),
)
_VAGUE = "a verifiable credential that does not say of which kind"


def outline(name: str, content: bytes) -> bytes:
    """Return a JSON file with its long texts cut, for a second look by the sniffers.

    Empty for anything but a JSON object.

    Raises:
        FormatError: the file begins like JSON but is not.
    """
    if not looks_like_json(content) or content.startswith((b"{\\rtf", b"[")):
        return b""
    return json.dumps(_cut(load_json(name, content))).encode()


def refusal(name: str, content: bytes, known: Sequence[str]) -> str:
    """Return one line: what the file seems to be, and what could have been read."""
    seen = describe(name, content)
    what = f"this is {seen}, which is not read yet" if seen else "the format was not recognised"
    return f"{what}; expected {', '.join(known[:-1])} or {known[-1]}"


def describe(name: str, content: bytes) -> str:
    """Return what a file seems to be, or nothing."""
    for start, what in _SIGNATURES:
        if content.startswith(start):
            return what
    if all(name in content[:HEAD_BYTES] for name in _MOBILE_DOCUMENT):
        return "a mobile document (mdoc, ISO/IEC 18013-5)"
    if is_utf16(content):
        return "text in UTF-16 (save it as UTF-8)"
    if looks_like_json(content):
        return _describe_json(Node(load_json(name, content)))
    token = compact_token.other_token(content)
    if token:
        return token
    if _HEADER_ONLY.fullmatch(content):
        return "a piece of a signed token, without its other parts (they are joined by dots)"
    sample = content[:_SAMPLE].decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t")
    if sample.startswith("<"):
        return _describe_markup(content)
    if _TURTLE.match(sample):
        return "RDF in Turtle that begins with no SKOS concept"
    if _is_binary(sample):
        return "not text"
    return _describe_header(sample)


def _describe_json(node: Node) -> str:
    if isinstance(node.value, list):
        return f"a JSON list of {len(node.value)} items"
    types = node.types()
    for known, what in _TYPES.items():
        if known in types:
            return what
    for applies, what in _SHAPES:
        if applies(node.value):
            return what
    if "VerifiableCredential" in types:
        other = ", ".join(sorted(types - {"VerifiableCredential"}))
        return f"a verifiable credential of type {other}" if other else _VAGUE
    if any("ceterms:" in key for key in node.value) or any("ceterms:" in kind for kind in types):
        return "a description in CTDL (Credential Engine)"
    return (
        f"JSON of type {', '.join(sorted(types))}"[:200]
        if types
        else "JSON without a type that says what it is"
    )


# In this order: a schema or context may itself talk about credentials.
_SHAPES: tuple[tuple[Callable[[dict[str, Any]], bool], str], ...] = (
    (lambda value: "$schema" in value or {"type", "properties"} <= set(value), "a JSON Schema"),
    (lambda value: set(value) == {"@context"}, "a JSON-LD context"),
    (lambda value: {"payload", "protected"} <= set(value), "a signed JSON document (JWS)"),
    (lambda value: {"document", "receipt"} <= set(value), "a Blockcerts 1 certificate"),
    (
        lambda value: {"assertions", "learner"} <= set(value),
        "a Comprehensive Learner Record of version 1.0 (ask for it in version 2.0)",
    ),
    (lambda value: "hropenstandards" in str(value.get("schemaId")).lower(), "a CV (HR Open)"),
    (lambda value: "SkillsPassport" in value, "a Europass CV (JSON)"),
    (lambda value: isinstance(value.get("vp"), dict), "a verifiable presentation as a token"),
    (lambda value: "vct" in value, "a credential for selective disclosure (SD-JWT VC)"),
    (lambda value: str(value.get("id")).startswith("did:"), "a DID document (public keys)"),
    (
        lambda value: "badge" in value and "recipient" in value,
        "an Open Badges assertion whose type is not Assertion",
    ),
    (lambda value: "elm" in value, "a European Learning Model record without its credential wrapper"),
    (lambda value: "narrative" in value, "the criteria of a badge"),
)


def _describe_markup(content: bytes) -> str:
    if is_svg(content):
        return "an SVG image without a badge baked into it"
    start = content[:1000].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "a web page"
    tag = outermost_tag(content).lower()
    return next((what for name, what in _XML_NAMES if name in tag), "an XML file")


def _is_binary(sample: str) -> bool:
    hidden = sum(not (character.isprintable() or character in "\r\n\t") for character in sample)
    return hidden * 20 > len(sample)


def _describe_header(sample: str) -> str:
    line = next((line for line in sample.splitlines() if line.strip()), "").strip()
    if not re.search("[,;\t]", line):
        return ""
    return f"a table whose first row is {line[:80]!r} and not one of the headers that we know"


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cut(item) for item in value]
    return value[:_LONGEST_IN_OUTLINE] if isinstance(value, str) else value
