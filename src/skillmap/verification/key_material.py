"""Public keys in the forms that credentials name them: JWK, PEM, multibase, certificate."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any

from skillmap.errors import SkillmapError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from skillmap.verification.key import PublicKey

SHORTEST_RSA = 2048
"""Bits; a shorter RSA key can be broken (NIST SP 800-131A)."""
LONGEST_RSA = 8192
"""Bits; a longer one only serves to keep the verifier busy."""

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST_BASE58 = 1024
# https://github.com/multiformats/multicodec: the code of a kind of key as the varint that stands before it.
_ED25519, _P256, _P384, _RSA = b"\xed\x01", b"\x80\x24", b"\x81\x24", b"\x85\x24"
_OTHER_KINDS = {
    b"\xe7\x01": "secp256k1",
    b"\xec\x01": "X25519",
    b"\xeb\x01": "BLS12-381 G2",
    b"\x82\x24": "P-521",
}


class KeyMaterialError(SkillmapError):
    """A public key that is damaged, too short, or of a kind that is not done."""


def from_jwk(jwk: dict[str, Any]) -> PublicKey:
    """Return the key of a JWK (RFC 7517); else raise KeyMaterialError."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    kind = (jwk.get("kty"), jwk.get("crv"))
    try:
        if kind[0] == "RSA":
            modulus, exponent = _number(jwk, "n"), _number(jwk, "e")
            _check_rsa_size(modulus.bit_length())
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()
        if kind == ("OKP", "Ed25519"):
            return ed25519.Ed25519PublicKey.from_public_bytes(_bytes(jwk, "x"))
        curves = {("EC", "P-256"): ec.SECP256R1(), ("EC", "P-384"): ec.SECP384R1()}
        if kind in curves:
            numbers = ec.EllipticCurvePublicNumbers(_number(jwk, "x"), _number(jwk, "y"), curves[kind])
            return numbers.public_key()
    except ValueError as error:
        raise KeyMaterialError(f"a JWK is not a public key: {error}") from error
    named = " ".join(str(part)[:20] for part in kind if part is not None) or "no kind"
    raise KeyMaterialError(f"a JWK of {named}; expected RSA, OKP Ed25519, EC P-256 or EC P-384")


def from_pem(text: str) -> PublicKey:
    """Return the key of a PEM text, ``PUBLIC KEY`` or ``CERTIFICATE``; else raise KeyMaterialError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if "-----BEGIN CERTIFICATE-----" in text:
        return of_certificate(certificates_in_pem(text)[0])
    try:
        return _accepted(load_pem_public_key(text.encode()))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("a PEM text holds no public key that can be read") from error


def from_multibase(text: str) -> PublicKey:
    """Return the key of a Multikey text such as ``z6Mk...``; else raise KeyMaterialError."""
    if text.startswith("z"):
        content = _from_base58(text[1:])
    elif text.startswith("u"):
        content = decoded(text[1:])
    else:
        raise KeyMaterialError("a multibase key starts with neither z nor u")
    return _from_multicodec(content)


def from_base58(text: str) -> PublicKey:
    """Return the Ed25519 key of 32 bytes in Base58 (``publicKeyBase58``)."""
    return _from_multicodec(_ED25519 + _from_base58(text))


def of_certificate(certificate: Certificate) -> PublicKey:
    """Return the key that a certificate certifies."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _accepted(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("a certificate holds no public key that can be read") from error


def certificates_in_pem(text: str) -> list[Certificate]:
    """Return the certificates of a PEM text; at least one."""
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise KeyMaterialError("a PEM certificate cannot be read") from error


def certificate_in_der(content: bytes) -> Certificate:
    """Return the certificate of DER bytes."""
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise KeyMaterialError("a certificate cannot be read") from error


def thumbprint(public: PublicKey) -> str:
    """Return the JWK thumbprint (RFC 7638, SHA-256, base64url), a name that a key has of its own."""
    members = _thumbprint_members(public)
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(text.encode()).digest())


def _thumbprint_members(public: PublicKey) -> dict[str, str]:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", "e": _digits(numbers.e), "n": _digits(numbers.n)}
    if isinstance(public, ec.EllipticCurvePublicKey):
        point = public.public_numbers()
        size = (public.key_size + 7) // 8
        curve = {256: "P-256", 384: "P-384"}.get(public.key_size, public.curve.name)
        return {"kty": "EC", "crv": curve, "x": _digits(point.x, size), "y": _digits(point.y, size)}
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw)}


def _from_multicodec(content: bytes) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    kind, key = content[:2], content[2:]
    try:
        if kind == _ED25519:
            return ed25519.Ed25519PublicKey.from_public_bytes(key)
        if kind == _P256:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        if kind == _P384:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), key)
        if kind == _RSA:
            return _accepted(load_der_public_key(_subject_public_key_info(key)))
    except ValueError as error:
        raise KeyMaterialError("a multibase key is damaged") from error
    named = _OTHER_KINDS.get(kind, "an unknown kind")
    raise KeyMaterialError(f"a multibase key of {named}; expected Ed25519, P-256, P-384 or RSA")


def _subject_public_key_info(pkcs1: bytes) -> bytes:
    """Wrap a PKCS #1 RSA key, which is what the multicodec holds, the way cryptography reads it in DER."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    bits = _der(0x03, b"\0" + pkcs1)
    return _der(0x30, algorithm + bits)


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _accepted(public: object) -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(public, rsa.RSAPublicKey):
        _check_rsa_size(public.key_size)
        return public
    if isinstance(public, ed25519.Ed25519PublicKey):
        return public
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(
        public.curve, ec.SECP256R1 | ec.SECP384R1
    ):
        return public
    raise KeyMaterialError("a key of a kind that is not done; expected RSA, Ed25519, P-256 or P-384")


def _check_rsa_size(bits: int) -> None:
    if not SHORTEST_RSA <= bits <= LONGEST_RSA:
        raise KeyMaterialError(f"an RSA key of {bits} bits; expected {SHORTEST_RSA} to {LONGEST_RSA}")


def _from_base58(text: str) -> bytes:
    if len(text) > _LONGEST_BASE58:
        raise KeyMaterialError("a Base58 key is too long")
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            raise KeyMaterialError("a Base58 key holds a character that Base58 does not have")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding; else raise KeyMaterialError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyMaterialError("a key is not base64url") from error


def _bytes(jwk: dict[str, Any], member: str) -> bytes:
    text = jwk.get(member)
    if not isinstance(text, str):
        raise KeyMaterialError(f"a JWK lacks {member}")
    return decoded(text)


def _number(jwk: dict[str, Any], member: str) -> int:
    return int.from_bytes(_bytes(jwk, member), "big")


def _digits(number: int, size: int | None = None) -> str:
    return _base64url(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
