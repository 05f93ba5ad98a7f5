"""Proofs embedded in a credential: W3C Data Integrity, and the older Ed25519Signature2020.

Specifications: https://www.w3.org/TR/vc-data-integrity/, https://www.w3.org/TR/vc-di-eddsa/ and
https://www.w3.org/TR/vc-di-ecdsa/. A proof says that the document is what the holder of a key signed; whose
key that is, and whether the credential is in date, are other checks.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib.util import find_spec
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence, CheckState
from skillmap.errors import MissingExtraError, SkillmapError
from skillmap.verification.contexts import Context, known_contexts
from skillmap.verification.key import Key
from skillmap.verification.linked_data import (
    MOST_SECONDS,
    Effort,
    NotLinkedDataError,
    Reading,
    TooMuchWorkError,
    context_addresses,
    refuse_heavy,
)
from skillmap.verification.signed_terms import Fault

if TYPE_CHECKING:
    from skillmap.verification.key import PublicKey

FindKey = Callable[[str], Key | None]

MOST_PROOFS = 10
MOST_READINGS = 6
"""Choices of texts for the contexts of one document that a signature is held against."""
CLOCKS_DIFFER = timedelta(minutes=5)

_SELECTIVE = "ecdsa-sd-2023"
# What the proof begins with that only the holder should have: its header, in base64url.
_BASE_PROOF = "u2V0A"
_SECONDS_BEFORE_OPENVC = 0.5
# For selective disclosure openvc compacts; PyLD's cache for that is shared by threads, and not made for it.
_ONE_AT_A_TIME = threading.Lock()
_LONGEST_SIGNATURE = 200
_LONGEST_SELECTIVE = 400_000
_SIGNATURE_BYTES = {"Ed25519": 64, "P-256": 64, "P-384": 96}
_UNPRINTABLE = re.compile(r"[^\x21-\x7e\xa1-\uffff]+")


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What became of the proofs of one document."""

    state: CheckState
    reason: str
    """One sentence for staff; it names nothing about the holder."""
    key: Key | None
    """The key that made the signature; None unless one matched."""
    suite: str
    """Name of the signature suite that the answer is about; empty where there is no proof."""
    evidence: tuple[CheckEvidence, ...] = ()
    """The key, and each context text that the signature was held against."""


def check_proofs(credential: dict[str, Any], find_key: FindKey, *, at: datetime | None = None) -> ProofResult:
    """Return whether a document is what was signed in the proofs that it carries.

    Of several proofs one that holds is enough; each is over the document without any proof. One by a key of
    the issuer goes before others.

    Args:
        credential: the document with its ``proof``, one or several.
        find_key: gives the key of a verification method, or None where none is known.
        at: the moment for which an expiry of the proof is judged; now, if not given.
    """
    proofs = credential.get("proof")
    proofs = proofs if isinstance(proofs, list) else [] if proofs is None else [proofs]
    if not proofs:
        return ProofResult(CheckState.NOT_CHECKED, "The document carries no proof of its own.", None, "")
    if len(proofs) > MOST_PROOFS:
        return ProofResult(CheckState.UNSUPPORTED, f"More than {MOST_PROOFS} proofs are not read.", None, "")
    signed = _Signed({key: value for key, value in credential.items() if key != "proof"})
    results = [_judge(signed, proof, find_key, at or datetime.now(UTC)) for proof in proofs]
    return _foremost(results, _id_of(credential.get("issuer")))


def _foremost(results: list[ProofResult], issuer: str) -> ProofResult:
    order = (CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED, CheckState.UNSUPPORTED)

    def rank(result: ProofResult) -> tuple[int, bool]:
        return order.index(result.state), result.key is None or result.key.controller != issuer

    return min(results, key=rank)


def _id_of(party: Any) -> str:
    named = party.get("id") if isinstance(party, dict) else party
    return named if isinstance(named, str) else ""


class _Answer(Exception):
    """The answer to one proof, found before all of it was looked at."""

    def __init__(self, state: CheckState, reason: str) -> None:
        super().__init__(reason)
        self.state = state


def _judge(signed: _Signed, proof: Any, find_key: FindKey, at: datetime) -> ProofResult:
    suite = _suite_of(proof)
    evidence: tuple[CheckEvidence, ...] = ()
    try:
        checked = _checked(proof, suite)
        key = _known_key(find_key, checked)
        evidence = (key.evidence,)
        texts = _SUITES[suite].check(signed, checked, key)
        _refuse_dates(checked, at)
    except _Answer as answer:
        return ProofResult(answer.state, _sentence(str(answer)), None, suite, evidence)
    return ProofResult(
        CheckState.PASS, f"The document is what was signed ({suite}).", key, suite, (*evidence, *texts)
    )


@dataclass(frozen=True, slots=True)
class _Proof:
    """A proof with the members that every suite needs, each of the kind it must be."""

    members: Mapping[str, Any]
    suite: str
    method: str
    value: str

    @property
    def options(self) -> dict[str, Any]:
        """What is signed of the proof itself."""
        return {key: value for key, value in self.members.items() if key != "proofValue"}

    @property
    def mismatch(self) -> _Answer:
        """The answer where the signature is not over this document by this key."""
        return _Answer(CheckState.FAIL, f"the signature ({self.suite}) does not match the document")


def _suite_of(proof: Any) -> str:
    """Return the name of a suite: of a DataIntegrityProof its cryptosuite, of others their type."""
    if not isinstance(proof, dict):
        return ""
    name = proof.get("cryptosuite") if proof.get("type") == "DataIntegrityProof" else proof.get("type")
    return _printable(name) if isinstance(name, str) else ""


def _checked(proof: Any, suite: str) -> _Proof:
    if not suite:
        raise _Answer(CheckState.FAIL, "a proof names no signature suite")
    if suite not in _SUITES:
        raise _Answer(CheckState.UNSUPPORTED, f"signatures of the suite {suite} are not done")
    if (purpose := proof.get("proofPurpose")) != "assertionMethod":
        said = _printable(purpose) if isinstance(purpose, str) else "nothing"
        raise _Answer(CheckState.FAIL, f"the proof was made for {said}, expected assertionMethod")
    method, value = proof.get("verificationMethod"), proof.get("proofValue")
    if isinstance(method, dict):
        raise _Answer(CheckState.UNSUPPORTED, "a key that the proof brings along itself is not taken")
    if not isinstance(method, str) or not method:
        raise _Answer(CheckState.FAIL, "the proof does not name its key (verificationMethod)")
    longest = _LONGEST_SELECTIVE if suite == _SELECTIVE else _LONGEST_SIGNATURE
    if not isinstance(value, str) or not value.startswith(_SUITES[suite].begins) or len(value) > longest:
        raise _Answer(CheckState.FAIL, f"the proof holds no signature of the suite {suite} (proofValue)")
    for member, held in proof.items():
        if member in ("previousProof", "@context") or not _is_plain(held):
            raise _Answer(CheckState.UNSUPPORTED, f"proofs with {_printable(member)} are not done")
    return _Proof(proof, suite, method, value)


def _is_plain(value: Any) -> bool:
    """Tell whether a member of a proof is a text, or one of several: all that the specifications have."""
    items = value if isinstance(value, list) else [value]
    return len(items) <= MOST_PROOFS and all(isinstance(item, str) for item in items)


def _known_key(find_key: FindKey, proof: _Proof) -> Key:
    """Return the key that a proof names, if it is known and of a kind that the suite uses."""
    for module in ("pyld", "openvc"):
        if find_spec(module) is None:
            raise _Answer(CheckState.NOT_CHECKED, str(MissingExtraError(module, "verify")))
    try:
        key = find_key(proof.method)
    except SkillmapError as error:
        raise _Answer(CheckState.NOT_CHECKED, str(error)) from error
    if key is None:
        raise _Answer(CheckState.NOT_CHECKED, f"the key {_printable(proof.method)} is not known")
    if (kind := _kind_of(key.public)) not in _SUITES[proof.suite].kinds:
        raise _Answer(CheckState.FAIL, f"a key of the kind {kind} makes no {proof.suite} signatures")
    return key


def _kind_of(public: PublicKey) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if isinstance(public, Ed25519PublicKey):
        return "Ed25519"
    return f"P-{public.key_size}" if isinstance(public, EllipticCurvePublicKey) else "RSA"


def _refuse_dates(proof: _Proof, at: datetime) -> None:
    created, expires = (_moment(proof.members.get(member)) for member in ("created", "expires"))
    if "expires" in proof.members and expires is None:
        raise _Answer(CheckState.FAIL, "the signature matches, but the date it expires on cannot be read")
    if expires is not None and expires < at:
        raise _Answer(CheckState.FAIL, f"the signature matches, but it expired on {expires.date()}")
    if created is not None and created > datetime.now(UTC) + CLOCKS_DIFFER:
        raise _Answer(CheckState.FAIL, f"the proof says that it was made in the future, on {created.date()}")


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Signed:
    """A document without its proofs, read once for all of them."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._readings: list[Reading] = []

    def with_proof(self, proof: _Proof) -> dict[str, Any]:
        """Return the document with one proof alone, as openvc takes it."""
        return {**self.document, "proof": dict(proof.members)}

    def readings(self) -> Iterator[Reading]:
        """Yield the document under each choice of texts for its contexts, likeliest first."""
        yield from tuple(self._readings)
        for texts in self._choices:
            reading = Reading(self.document, texts, self.effort)
            self._readings.append(reading)
            yield reading

    @cached_property
    def effort(self) -> Effort:
        """The work that all proofs together may cost; TooMuchWorkError for a document that is too large."""
        refuse_heavy(self.document)
        return Effort()

    @cached_property
    def _choices(self) -> Iterator[tuple[Context, ...]]:
        self.effort.spend()
        addresses = context_addresses(self.document)
        if isinstance(addresses, Fault):
            raise _Answer(addresses.state, _at_fault(addresses))
        known = known_contexts()
        return islice(product(*[known.texts(address) for address in addresses]), MOST_READINGS)


_Evidence = tuple[CheckEvidence, ...]


def _over_linked_data(signed: _Signed, proof: _Proof, key: Key) -> _Evidence:
    """Check a signature over the hash of the proof's options and that of the document, in this order."""
    signature = _decoded(proof, key)

    def matches(reading: Reading) -> bool:
        parts = (reading.canonical_options(proof.options), reading.canonical)
        return _is_signed(b"".join(_digest(key, part) for part in parts), signature, key)

    return _first_that_matches(signed, proof, matches)


def _over_shown_statements(signed: _Signed, proof: _Proof, key: Key) -> _Evidence:
    """Check the signatures over those statements of a document that its holder chose to show."""
    from openvc.errors import OpenvcError
    from openvc.proof.ecdsa_sd import EcdsaSdProofSuite, ProofValueMalformed
    from openvc.proof.errors import MalformedTimestamp, SignatureInvalid

    if proof.value.startswith(_BASE_PROOF):
        raise _Answer(CheckState.UNSUPPORTED, "the proof is the one that the holder keeps (a base proof)")

    def matches(reading: Reading) -> bool:
        # Ahead of openvc, which sets no bound on this work and does it several times over.
        _ = reading.canonical
        signed.effort.spend(seconds_to_come=MOST_SECONDS - _SECONDS_BEFORE_OPENVC)
        texts = {text.url: text.document for text in reading.texts}
        try:
            with _ONE_AT_A_TIME:
                EcdsaSdProofSuite().verify(
                    signed.with_proof(proof),
                    public_key_jwk=_jwk_of(key),
                    extra_contexts=texts,
                    check_temporal=False,
                )
        except (SignatureInvalid, ProofValueMalformed):
            return False
        except MalformedTimestamp:
            # Raised after the signatures have matched; dates are another check.
            return True
        except OpenvcError as error:
            if reading.fault is None:
                raise _unjudged(error) from error
        return True

    return _first_that_matches(signed, proof, matches)


def _over_json(signed: _Signed, proof: _Proof, key: Key) -> _Evidence:
    """Check a signature over the document's JSON in the canonical form of RFC 8785."""
    from openvc.errors import OpenvcError
    from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
    from openvc.proof.errors import MalformedTimestamp, SignatureInvalid

    _decoded(proof, key)
    try:
        signed.effort.spend()
    except TooMuchWorkError as error:
        raise _Answer(CheckState.NOT_CHECKED, str(error)) from error
    suite = EddsaJcsProofSuite() if proof.suite.startswith("eddsa") else EcdsaJcsProofSuite()
    try:
        suite.verify(signed.with_proof(proof), public_key_jwk=_jwk_of(key), check_temporal=False)
    except SignatureInvalid as error:
        raise proof.mismatch from error
    except MalformedTimestamp:
        # Raised after the signature has matched; dates are another check.
        return ()
    except OpenvcError as error:
        raise _unjudged(error) from error
    return ()


def _first_that_matches(signed: _Signed, proof: _Proof, matches: Callable[[Reading], bool]) -> _Evidence:
    """Return the context texts of the first reading that a signature matches and covers whole."""
    problem = proof.mismatch
    try:
        for reading in signed.readings():
            try:
                if not matches(reading):
                    continue
                fault = reading.fault or reading.fault_of_options(proof.options)
            except NotLinkedDataError as error:
                problem = _Answer(CheckState.FAIL, f"no signature can hold, since {error}")
                continue
            if fault is None:
                return tuple(
                    CheckEvidence("JSON-LD context", text.url, text.sha256) for text in reading.texts
                )
            problem = _Answer(fault.state, _at_fault(fault))
    except SkillmapError as error:
        # A context that is not at hand, or a document too large: nothing is known against the signature.
        raise _Answer(CheckState.NOT_CHECKED, str(error)) from error
    raise problem


def _decoded(proof: _Proof, key: Key) -> bytes:
    from openvc.multibase import MultibaseError, decode_multibase

    try:
        signature: bytes = decode_multibase(proof.value)
    except MultibaseError as error:
        raise _Answer(CheckState.FAIL, "the signature (proofValue) is not base58btc") from error
    if len(signature) != (expected := _SIGNATURE_BYTES[_kind_of(key.public)]):
        problem = f"the signature (proofValue) has {len(signature)} bytes, expected {expected}"
        raise _Answer(CheckState.FAIL, problem)
    return signature


def _digest(key: Key, part: bytes) -> bytes:
    return (hashlib.sha384 if _kind_of(key.public) == "P-384" else hashlib.sha256)(part).digest()


def _is_signed(content: bytes, signature: bytes, key: Key) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384

    try:
        if isinstance(key.public, Ed25519PublicKey):
            key.public.verify(signature, content)
        elif isinstance(key.public, EllipticCurvePublicKey):
            half = len(signature) // 2
            pair = (int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
            hashing = SHA384() if key.public.key_size == 384 else SHA256()
            key.public.verify(encode_dss_signature(*pair), content, ECDSA(hashing))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _jwk_of(key: Key) -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from jwt.algorithms import ECAlgorithm, OKPAlgorithm

    if isinstance(key.public, EllipticCurvePublicKey):
        return ECAlgorithm.to_jwk(key.public, as_dict=True)
    return OKPAlgorithm.to_jwk(key.public, as_dict=True) if isinstance(key.public, Ed25519PublicKey) else {}


def _unjudged(error: Exception) -> _Answer:
    # What openvc says can repeat values of the document, and so name the holder.
    return _Answer(
        CheckState.UNSUPPORTED, f"the proof is of a form that is not done ({type(error).__name__})"
    )


def _at_fault(fault: Fault) -> str:
    return f"{_printable(fault.place)} {fault.problem}"


def _printable(text: str) -> str:
    """Return a name out of a document, short and on one line."""
    shown = _UNPRINTABLE.sub("?", text)
    return shown if len(shown) <= 160 else f"{shown[:159]}…"


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}{'' if clause.endswith('.') else '.'}"


@dataclass(frozen=True, slots=True)
class _Suite:
    """How signatures of one suite are checked."""

    check: Callable[[_Signed, _Proof, Key], _Evidence]
    kinds: tuple[str, ...]
    """Kinds of key that make them."""
    begins: str = "z"
    """What the text of a signature begins with: its base."""


_SUITES = {
    "eddsa-rdfc-2022": _Suite(_over_linked_data, ("Ed25519",)),
    "Ed25519Signature2020": _Suite(_over_linked_data, ("Ed25519",)),
    "ecdsa-rdfc-2019": _Suite(_over_linked_data, ("P-256", "P-384")),
    "eddsa-jcs-2022": _Suite(_over_json, ("Ed25519",)),
    "ecdsa-jcs-2019": _Suite(_over_json, ("P-256", "P-384")),
    _SELECTIVE: _Suite(_over_shown_statements, ("P-256",), "u"),
}
