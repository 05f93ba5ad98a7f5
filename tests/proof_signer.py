"""Signs documents of the tests with throw-away keys, by PyLD and cryptography alone: none of our own code."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openvc.multibase import encode_multibase
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from skillmap.domain.verification import CheckEvidence
from skillmap.verification.contexts import known_contexts
from skillmap.verification.key import Key

CREATED = "2026-01-02T03:04:05Z"
PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Signer:
    """A private key with the did:key of its public half."""

    private: PrivateKey

    @classmethod
    def ed25519(cls) -> Signer:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def p256(cls) -> Signer:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def p384(cls) -> Signer:
        return cls(ec.generate_private_key(ec.SECP384R1()))

    @property
    def did(self) -> str:
        public = self.private.public_key()
        if isinstance(self.private, Ed25519PrivateKey):
            raw = b"\xed\x01" + public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            code = b"\x80\x24" if self.private.curve.name == "secp256r1" else b"\x81\x24"
            raw = code + public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return f"did:key:{encode_multibase(raw)}"

    @property
    def method(self) -> str:
        return f"{self.did}#{self.did.removeprefix('did:key:')}"

    @property
    def key(self) -> Key:
        return Key(self.method, self.did, self.private.public_key(), CheckEvidence("key of a test", self.did))

    def find_key(self, method: str) -> Key | None:
        return self.key if method == self.method else None

    def sign(self, content: bytes) -> bytes:
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(content)
        size = self.private.key_size // 8
        hashing = SHA384() if size == 48 else SHA256()
        pair = decode_dss_signature(self.private.sign(content, ec.ECDSA(hashing)))
        return b"".join(number.to_bytes(size, "big") for number in pair)


def canonical(document: Mapping[str, Any]) -> str:
    """Return the canonical N-Quads of a document, under the likeliest text of each of its contexts."""

    def load(url: str, _options: object = None) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": known_contexts().texts(url)[0].document}

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": load,
        "contextResolver": ContextResolver({}, load),
        "base": None,
    }
    return jsonld.normalize(copy.deepcopy(dict(document)), options)


def proof_of(document: Mapping[str, Any], signer: Signer, suite: str, **members: Any) -> dict[str, Any]:
    """Return a proof over a document without proofs, of a suite that signs linked data."""
    named = {"type": suite} if suite[0].isupper() else {"type": "DataIntegrityProof", "cryptosuite": suite}
    options = {**named, "created": CREATED, "verificationMethod": signer.method}
    options |= {"proofPurpose": "assertionMethod", **members}
    hashing = hashlib.sha384 if getattr(signer.private, "key_size", 0) == 384 else hashlib.sha256
    parts = (canonical({**options, "@context": document["@context"]}), canonical(document))
    content = b"".join(hashing(part.encode()).digest() for part in parts)
    return {**options, "proofValue": encode_multibase(signer.sign(content))}


def signed(document: Mapping[str, Any], signer: Signer, suite: str, **members: Any) -> dict[str, Any]:
    """Return a copy of a document with a proof."""
    return {**copy.deepcopy(dict(document)), "proof": proof_of(document, signer, suite, **members)}


class OpenvcKey:
    """A key in the form in which openvc signs with it."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.alg = "EdDSA" if isinstance(signer.private, Ed25519PrivateKey) else "ES256"
        self.kid = signer.method

    def sign(self, content: bytes) -> bytes:
        return self._signer.sign(content)

    def public_jwk(self) -> dict[str, Any]:
        from jwt.algorithms import ECAlgorithm, OKPAlgorithm

        algorithm = OKPAlgorithm if self.alg == "EdDSA" else ECAlgorithm
        return algorithm.to_jwk(self._signer.private.public_key(), as_dict=True)


def badge(issuer: str) -> dict[str, Any]:
    """Return an Open Badge 3.0 under VCDM 2.0; invented, like all that is signed here."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6c1d3ab3-1d8c-44b7-9c62-0a3df3b5a111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "College of a Test"},
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialStatus": {
            "id": "https://college.test/status/1#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://college.test/status/1",
        },
        "credentialSubject": {
            "id": "urn:uuid:0c2e7d6a-58de-4a3a-9d52-6d4b2c9f0222",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://college.test/achievements/soil",
                "type": ["Achievement"],
                "name": "Soil analysis",
                "description": "Takes and analyses samples of soil.",
                "criteria": {"narrative": "Three samples were analysed."},
                "creditsAvailable": 5.0,
                "tag": ["soil", "laboratory"],
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "analyse soil samples",
                        "targetUrl": "https://framework.test/soil",
                    }
                ],
            },
        },
    }


def old_badge(issuer: str) -> dict[str, Any]:
    """Return an Open Badge 3.0.0 under VCDM 1.1, as it was signed with Ed25519Signature2020."""
    document = badge(issuer)
    document["@context"] = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://www.w3.org/ns/credentials/status/v1",
    ]
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = document.pop("validUntil")
    return document
