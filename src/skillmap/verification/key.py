"""A public key, and who is said to control it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillmap.domain.verification import CheckEvidence

if TYPE_CHECKING:
    from typing import TypeAlias

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    PublicKey: TypeAlias = RSAPublicKey | Ed25519PublicKey | EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the party that is said to control it.

    A key says who signed only as far as its document comes from that party; what the signed document brings
    along about its own key proves nothing, since whoever signs can write any name beside any key.
    """

    id: str
    """Verification method id, ``kid`` or URL of the key."""
    controller: str | None
    """DID or URL of the party that controls it; None where no document says."""
    public: PublicKey
    """The key itself: RSA, Ed25519, or EC on P-256 or P-384."""
    evidence: CheckEvidence
    """The document that it came from."""
    self_asserted: bool = False
    """It was brought along by the very document that it signed (``jwk`` or ``x5c`` in the header, or
    spelled out in the address of the key)."""


def same_public(one: PublicKey, other: PublicKey) -> bool:
    """Tell whether two keys are one, whatever ids they go by."""
    return der_of(one) == der_of(other)


def der_of(public: PublicKey) -> bytes:
    """Return the one way of writing a public key that does not depend on where it came from."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
