"""Certificates that a signature brings along, and whether one that was given stands behind them.

No list of authorities is built in: an institution puts the certificates that it trusts, of the issuer itself
or of an authority, into its folder of keys. Revocation of certificates is not looked at.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence
from skillmap.resources import sha256_of
from skillmap.verification import key_material
from skillmap.verification.key_material import KeyMaterialError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LONGEST_CHAIN = 10
_ORGANISATION_IDENTIFIER = "2.5.4.97"


@dataclass(frozen=True, slots=True)
class Chain:
    """The certificate of the key that signed, and those that the signature names above it."""

    leaf: Certificate
    above: tuple[Certificate, ...] = ()
    signed_at: datetime | None = None
    """When the signature says that it was made; None where it does not say."""

    @property
    def evidence(self) -> CheckEvidence:
        """Return the leaf as evidence."""
        return CheckEvidence("certificate", subject_of(self.leaf).words, sha256_of(_der(self.leaf)))


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate names."""

    words: str
    names: frozenset[str]
    """Names of the organisation, in small letters and single spaces."""
    numbers: frozenset[str]
    """Organisation identifiers, letters and digits only, e.g. ``VATSI43353126``."""
    hosts: frozenset[str]

    @property
    def number_forms(self) -> frozenset[str]:
        """Return the numbers as they stand, and without the scheme and the country before them.

        An organisation identifier is a scheme, a country, a hyphen and the number (ETSI EN 319 412-1).
        """
        return frozenset(number[start:] for number in self.numbers for start in (0, 3, 5))


def chain_of(x5c: Any, signed_at: datetime | None = None) -> Chain:
    """Return the chain of an ``x5c`` header (RFC 7515, section 4.1.6); else raise KeyMaterialError."""
    if not isinstance(x5c, list) or not 0 < len(x5c) <= LONGEST_CHAIN:
        raise KeyMaterialError(f"x5c is no list of 1 to {LONGEST_CHAIN} certificates")
    certificates = []
    for text in x5c:
        try:
            content = base64.b64decode(text if isinstance(text, str) else "*", validate=True)
        except (binascii.Error, ValueError) as error:
            raise KeyMaterialError("x5c holds something that is not Base64") from error
        certificates.append(key_material.certificate_in_der(content))
    return Chain(certificates[0], tuple(certificates[1:]), signed_at)


def validity(chain: Chain) -> str:
    """Return how the certificate's validity stands to the signing time, as a clause for a reason."""
    start, end = chain.leaf.not_valid_before_utc, chain.leaf.not_valid_after_utc
    span = f"valid from {start:%Y-%m-%d} to {end:%Y-%m-%d}"
    if chain.signed_at is None:
        return f"{span}; the signature does not say when it was made"
    within = "lies within" if start <= chain.signed_at <= end else "lies outside"
    return f"{span}, and the signing time that it claims, {chain.signed_at:%Y-%m-%d}, {within} that"


def was_valid(certificate: Certificate, at: datetime) -> bool:
    """Return whether a moment lies within the validity of a certificate."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def trusted_by(
    chain: Chain, given: list[tuple[Certificate, CheckEvidence]], at: datetime
) -> CheckEvidence | None:
    """Return which given certificate stands behind the chain; None if none does.

    That is the leaf itself, or an authority that issued it, directly or through the certificates above it,
    each valid at the signing time (``at`` where the signature does not say).
    """
    when = chain.signed_at or at
    if not was_valid(chain.leaf, when):
        return None
    current, remaining = chain.leaf, list(chain.above)
    for _ in range(LONGEST_CHAIN + 1):
        for certificate, evidence in given:
            if certificate == current or (_may_issue(certificate, when) and _issued(current, certificate)):
                return evidence
        following = next((one for one in remaining if _may_issue(one, when) and _issued(current, one)), None)
        if following is None:
            return None
        remaining.remove(following)
        current = following
    return None


def subject_of(certificate: Certificate) -> Subject:
    """Return whom a certificate names."""
    from cryptography import x509

    oid = x509.NameOID
    try:
        attributes = list(certificate.subject)
    except ValueError:
        attributes = []
    texts = [(one.oid.dotted_string, str(one.value)) for one in attributes]
    organisations = [text for number, text in texts if number == oid.ORGANIZATION_NAME.dotted_string]
    common = [text for number, text in texts if number == oid.COMMON_NAME.dotted_string]
    numbers = [text for number, text in texts if number == _ORGANISATION_IDENTIFIER]
    return Subject(
        words=(organisations or common or ["a certificate without a name"])[0][:120],
        names=frozenset(plain_name(text) for text in organisations),
        numbers=frozenset(plain_number(text) for text in numbers),
        hosts=frozenset(_hosts(certificate)),
    )


def plain_name(text: str) -> str:
    """Return a name in the form in which two are compared."""
    return " ".join(text.casefold().split())


def plain_number(text: str) -> str:
    """Return a registration number in the form in which two are compared: letters and digits only."""
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _hosts(certificate: Certificate) -> list[str]:
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [host.lower() for host in names.get_values_for_type(x509.DNSName)]
    except (x509.ExtensionNotFound, ValueError):
        return []


def _may_issue(certificate: Certificate, at: datetime) -> bool:
    from cryptography import x509

    try:
        limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return limits.ca and was_valid(certificate, at)


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _der(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)
