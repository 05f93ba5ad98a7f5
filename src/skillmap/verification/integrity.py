"""Whether a credential is what was signed, sealed or hosted, asked in the form that it came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmap.domain.verification import CheckState
from skillmap.verification import open_badges_2
from skillmap.verification.issuer import Issuer
from skillmap.verification.key import Key
from skillmap.verification.keyring import Keyring
from skillmap.verification.lookup import Lookup
from skillmap.verification.presented import Kind, Presented
from skillmap.verification.seal import check_seal
from skillmap.verification.signing import Signing, not_checked
from skillmap.verification.token import check_token


def check_integrity(
    presented: Presented, issuer: Issuer, lookup: Lookup, keyring: Keyring, at: datetime
) -> Signing:
    """Return whether a credential is what was signed or hosted, with the key that signed it."""
    if presented.seal is not None:
        return check_seal(presented.seal)
    if presented.token is not None:
        creator = None
        if presented.kind is Kind.OPEN_BADGE_2:
            creator = open_badges_2.creator_of(presented.value)
        return check_token(presented.token, keyring, issuer.id, creator)
    if presented.kind is Kind.BADGE_CLASS:
        return not_checked("It describes a badge and was awarded to nobody, so there is nothing to sign.")
    if presented.kind is Kind.OPEN_BADGE_2:
        return _of_badge(presented, lookup)
    if not presented.value.get("proof"):
        return not_checked(_without_proof(presented))
    return _of_proofs(presented.value, keyring, at)


def _of_badge(presented: Presented, lookup: Lookup) -> Signing:
    if open_badges_2.is_hosted(presented.value):
        return open_badges_2.check_hosted(presented.value, lookup)
    if open_badges_2.creator_of(presented.value) is not None:
        return not_checked("It is said to be signed, but its signature is not in the file.")
    return not_checked("It does not say whether it is hosted or signed, so there is nothing to check.")


def _without_proof(presented: Presented) -> str:
    if presented.wrapper is not None and presented.wrapper.kind is Kind.CLR_2:
        return (
            "It has no signature of its own. One of the record around it covers its text, but is that of the "
            "record's issuer."
        )
    return "It carries no signature."


def _of_proofs(credential: dict[str, Any], keyring: Keyring, at: datetime) -> Signing:
    from skillmap.verification.data_integrity import check_proofs

    unknown: dict[str, str] = {}

    def find(identifier: str) -> Key | None:
        key = keyring.find(identifier)
        if key is None:
            unknown[identifier] = keyring.why_not(identifier)
        return key

    result = check_proofs(credential, find, at=at)
    key, reason = result.key, result.reason
    if result.state is CheckState.NOT_CHECKED and unknown:
        reason = f"{reason.rstrip('.')}: {'; '.join(unknown.values())}."
    named = key.id if key is not None else _named_key(credential)
    return Signing(result.state, reason, result.evidence, key, named_key=named)


def _named_key(credential: dict[str, Any]) -> str:
    """Return the key that the proofs name, if all of them name one and the same."""
    proofs = credential["proof"] if isinstance(credential["proof"], list) else [credential["proof"]]
    names = set()
    for proof in proofs:
        method = proof.get("verificationMethod") if isinstance(proof, dict) else None
        method = method.get("id") if isinstance(method, dict) else method
        if isinstance(method, str):
            names.add(method)
    return names.pop() if len(names) == 1 else ""
