"""Issuers that live as long as a test: keys made on the spot, and credentials signed with them.

Every name and address here is invented.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHOOL = "https://school.example/issuers/1"
LIST = "https://school.example/status/1"
LEARNER = "did:example:learner"

# Making an RSA key takes a while, and which one it is does not matter.
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def base58(content: bytes) -> str:
    number, text = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def did_key(private: Any) -> str:
    public = private.public_key()
    if isinstance(private, ed25519.Ed25519PrivateKey):
        content = b"\xed\x01" + public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    elif isinstance(private, rsa.RSAPrivateKey):
        content = b"\x85\x24" + public.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    else:
        point = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        content = {256: b"\x80\x24", 384: b"\x81\x24"}[private.key_size] + point
    return "did:key:z" + base58(content)


def pem(private: Any) -> str:
    spki = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.public_key().public_bytes(*spki).decode()


def jwk(private: Any, **more: str) -> dict[str, str]:
    kinds = {
        rsa.RSAPrivateKey: jwt.algorithms.RSAAlgorithm,
        ec.EllipticCurvePrivateKey: jwt.algorithms.ECAlgorithm,
        ed25519.Ed25519PrivateKey: jwt.algorithms.OKPAlgorithm,
    }
    algorithm = next(kind for base, kind in kinds.items() if isinstance(private, base))
    return json.loads(algorithm.to_jwk(private.public_key())) | more


def badge(issuer: str = SCHOOL, **changes: Any) -> dict[str, Any]:
    """An Open Badges 3.0 credential; a change of None takes the member away."""
    credential: dict[str, Any] = {
        "@context": [V2, OB3],
        "id": "urn:uuid:6f0c",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example School"},
        "validFrom": "2024-05-01T00:00:00Z",
        "name": "Welding",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "creditsEarned": 3,
            "achievement": {
                "id": "https://school.example/achievements/welding",
                "type": ["Achievement"],
                "name": "Welding",
                "description": "Weld steel plates.",
                "criteria": {"narrative": "Weld two plates under supervision."},
                "creditsAvailable": 3,
            },
        },
    }
    credential |= changes
    return {key: value for key, value in credential.items() if value is not None}


def claims(credential: dict[str, Any], *, under_vc: bool = False, **changes: Any) -> dict[str, Any]:
    """The claims of a token around a credential, in either layout."""
    seconds = int(datetime.fromisoformat(credential["validFrom"]).timestamp())
    registered: dict[str, Any] = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": seconds,
    }
    inner = {"vc": credential} if under_vc else credential
    return {key: value for key, value in (inner | registered | changes).items() if value is not None}


def token(payload: dict[str, Any] | bytes, private: Any = RSA, alg: str = "RS256", **header: Any) -> str:
    """A signed token in compact form."""
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return jwt.api_jws.encode(content, private, alg, headers=header)


def profile(private: Any = RSA, issuer: str = SCHOOL, **changes: Any) -> dict[str, Any]:
    """An issuer's document that lists its key."""
    key = {"id": f"{issuer}#key-1", "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": jwk(private)}
    return {"id": issuer, "type": "Profile", "name": "Example School", "verificationMethod": [key]} | changes


def did_document(private: Any, did: str) -> dict[str, Any]:
    key = {"id": f"{did}#key-1", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk(private)}
    return {"id": did, "verificationMethod": [key], "assertionMethod": [key["id"]]}


def proven(credential: dict[str, Any], private: ed25519.Ed25519PrivateKey, did: str = "") -> dict[str, Any]:
    """A credential with an eddsa-rdfc-2022 proof, made with PyLD and not with what checks it."""
    method = did or did_key(private)
    fragment = method.removeprefix("did:key:")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2024-05-01T00:00:00Z",
        "verificationMethod": method if "#" in method else f"{method}#{fragment}",
        "proofPurpose": "assertionMethod",
    }
    parts = ({"@context": credential["@context"], **options}, credential)
    hashed = b"".join(hashlib.sha256(canonical(part)).digest() for part in parts)
    return credential | {"proof": options | {"proofValue": "z" + base58(private.sign(hashed))}}


def canonical(document: dict[str, Any]) -> bytes:
    from pyld import jsonld

    from skillmap.verification.contexts import known_contexts

    def load(url: str, options: Any) -> dict[str, Any]:
        text = dict(known_contexts().texts(url)[0].document)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": text,
        }

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return jsonld.normalize(document, options).encode()


def status_entry(index: int | str = 7, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    } | changes


def packed(bits: bytes, prefix: str = "u") -> str:
    return prefix + b64(gzip.compress(bits, mtime=0))


def status_list(issuer: str, *revoked: int, **changes: Any) -> dict[str, Any]:
    """A status list credential of 131,072 entries, unsigned."""
    bits = bytearray(16384)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    credential = {
        "@context": [V2],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": packed(bytes(bits)),
        },
    }
    return deepcopy(credential | changes)


class Authority:
    """A certificate authority, and certificates for organisations that it issues."""

    def __init__(self, name: str = "Example Trust Services") -> None:
        self.private = RSA
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, name)])
        self.certificate = self._certificate(self.name, RSA.public_key(), is_authority=True)

    def certify(
        self, private: Any, organisation: str, number: str = "", **dates: datetime
    ) -> x509.Certificate:
        attributes = [x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organisation)]
        if number:
            attributes.append(x509.NameAttribute(x509.NameOID.ORGANIZATION_IDENTIFIER, number))
        return self._certificate(x509.Name(attributes), private.public_key(), **dates)

    def _certificate(
        self, subject: x509.Name, public: Any, *, is_authority: bool = False, **dates: datetime
    ) -> x509.Certificate:
        start = dates.get("start", datetime(2024, 1, 1, tzinfo=UTC))
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(dates.get("end", start + timedelta(days=3650)))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        return builder.sign(self.private, hashes.SHA256())


def der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def sealed(
    payload: str, certificate: x509.Certificate, private: Any = OTHER_RSA, alg: str = "RS256", **header: Any
) -> dict[str, Any]:
    """A JAdES seal in JSON around a payload that is signed as it stands, or in Base64 with ``b64=True``."""
    in_base64 = header.pop("b64", False)
    members = {"alg": alg, "x5c": [der(certificate)], "sigT": "2025-03-01T10:00:00Z", "crit": ["sigT"]}
    if not in_base64:
        members |= {"b64": False, "crit": ["b64", "sigT"]}
    members = {key: value for key, value in (members | header).items() if value is not None}
    protected = b64(json.dumps(members).encode())
    text = b64(payload.encode()) if in_base64 else payload
    signature = b64(raw_signature(private, f"{protected}.{text}".encode(), alg))
    return {"payload": text, "signatures": [{"protected": protected, "signature": signature}]}


def raw_signature(private: Any, content: bytes, alg: str) -> bytes:
    if alg == "ES256":
        halves = utils.decode_dss_signature(private.sign(content, ec.ECDSA(hashes.SHA256())))
        return b"".join(half.to_bytes(32, "big") for half in halves)
    if alg == "PS256":
        return private.sign(content, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return private.sign(content, padding.PKCS1v15(), hashes.SHA256())


def european(**changes: Any) -> dict[str, Any]:
    """A European Digital Credential about an invented course."""
    body = {"id": "urn:epass:org:1", "type": "Organisation", "legalName": {"en": "Example School"}}
    return {
        "@context": [V1, "http://data.europa.eu/snb/model/context/edc-ap"],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": body | {"eIDASIdentifier": {"notation": "VATXX-1234567"}},
        "issuanceDate": "2025-03-01T10:00:00+00:00",
        "issued": "2025-03-01T10:00:00+00:00",
        "validFrom": "2025-03-01T10:00:00+00:00",
        "displayParameter": {"title": {"en": "Welding"}},
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "fullName": {"en": "Ada Invented"},
            "hasClaim": {
                "id": "urn:epass:achievement:1",
                "type": "LearningAchievement",
                "title": {"en": "Welding"},
                "awardedBy": {"awardingBody": body, "awardingDate": "2025-03-01T10:00:00+00:00"},
                "specifiedBy": {
                    "id": "urn:epass:spec:1",
                    "type": "Qualification",
                    "title": {"en": "Welding"},
                    "learningOutcome": [{"id": "urn:epass:lo:1", "title": {"en": "Weld steel plates"}}],
                },
            },
        },
    } | changes


def assertion(**changes: Any) -> dict[str, Any]:
    """An Open Badges 2.0 assertion whose recipient is hashed; nobody@school.example with the salt pepper."""
    digest = hashlib.sha256(b"nobody@school.examplepepper").hexdigest()
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://school.example/assertions/1",
        "recipient": {"type": "email", "hashed": True, "salt": "pepper", "identity": f"sha256${digest}"},
        "issuedOn": "2024-05-01T00:00:00Z",
        "badge": "https://school.example/badges/welding",
        "verification": {"type": "hosted"},
    } | changes


def badge_class(**changes: Any) -> dict[str, Any]:
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": "https://school.example/badges/welding",
        "name": "Welding",
        "description": "Weld steel plates.",
        "image": "https://school.example/badges/welding.png",
        "criteria": {"narrative": "Weld two plates under supervision."},
        "issuer": SCHOOL,
    } | changes


def badge_issuer(**changes: Any) -> dict[str, Any]:
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": SCHOOL,
        "name": "Example School",
        "url": "https://school.example",
        "email": "office@school.example",
    } | changes
