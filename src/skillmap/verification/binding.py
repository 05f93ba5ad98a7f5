"""Whether the key that signed a credential is the named issuer's.

A signature that fits shows only that the owner of a key wrote the text. Anyone can make a key and write any
issuer's name into a credential, so the issuer itself has to say that the key is its own: by a DID that is
made of the key, in its DID document or profile, or by a certificate that the institution trusts. The document
that was signed cannot say it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from skillmap.domain.verification import Check, CheckEvidence, CheckResult, CheckState
from skillmap.verification import certificates
from skillmap.verification.issuer import Issuer
from skillmap.verification.key import Key, same_public
from skillmap.verification.keyring import Keyring, keys_in, listed_by
from skillmap.verification.known_documents import KnownDocument
from skillmap.verification.lookup import Lookup
from skillmap.verification.signing import Signing

_SHORT = 200


@dataclass(frozen=True, slots=True)
class Binding:
    """The answer, and what it rests on."""

    result: CheckResult
    by_certificate: bool = False
    """It rests on a certificate, which names an organisation and so shows nothing about the issuer's id."""

    @property
    def holds(self) -> bool:
        """Return True when the key is shown to be the issuer's."""
        return self.result.state is CheckState.PASS


def check_key_bound(
    signing: Signing, issuer: Issuer, lookup: Lookup, keyring: Keyring, at: datetime
) -> Binding:
    """Return whether the key that signed is under the control of the issuer that the credential names."""
    if signing.hosted is not None or signing.gone:
        return _result(
            CheckState.NOT_CHECKED,
            "It is hosted, not signed: no key is involved, and the address was checked instead.",
        )
    if signing.key is None or not signing.holds:
        return _without_signer(signing, issuer, keyring)
    if issuer.id is None and not issuer.names:
        if issuer.missing:
            return _result(CheckState.NOT_CHECKED, f"Its issuer is not known: {issuer.missing}.")
        return _result(CheckState.FAIL, "It names no issuer whose key it could be.")
    if signing.key.self_asserted:
        return _of_brought_key(signing, issuer, lookup, keyring, at)
    return _of_named_key(signing.key, issuer.id or "", keyring)


def _without_signer(signing: Signing, issuer: Issuer, keyring: Keyring) -> Binding:
    """Answer where no signature is shown to fit: only that the key named is another's can be said."""
    did = signing.named_key.partition("#")[0]
    is_other = did.startswith("did:") and issuer.id is not None and did != issuer.id
    if is_other and signing.named_key not in listed_by(keyring.document_of(issuer.id or "")):
        return _result(
            CheckState.FAIL, f"The key that it names is that of {did[:_SHORT]}, not of its issuer."
        )
    if signing.state is CheckState.FAIL:
        reason = "No signature fits, so that no key is shown to have signed it."
    elif signing.named_key and signing.key is None and keyring.find(signing.named_key) is None:
        reason = f"The key that signed it is not known: {keyring.why_not(signing.named_key)}."
    else:
        reason = "No signature was checked, so that no key is shown to have signed it."
    return _result(CheckState.NOT_CHECKED, reason)


def _of_named_key(key: Key, issuer: str, keyring: Keyring) -> Binding:
    document = keyring.document_of(issuer)
    if key.controller == issuer and _holds_own_key(issuer):
        reason = (
            "The issuer's DID is made of the key that signed it; who stands behind it, that does not show."
        )
        return _result(CheckState.PASS, reason, key.evidence)
    if document is not None and _lists(document, key):
        reason = "The issuer's own document lists the key that signed it."
        return _result(CheckState.PASS, reason, key.evidence, _as_evidence(document))
    if document is not None and key.controller in (issuer, None):
        reason = "The issuer's own document does not list the key that signed it as one for credentials."
        return _result(CheckState.FAIL, reason, key.evidence, _as_evidence(document))
    if key.controller is None:
        return _of_unclaimed_key(key, issuer)
    if key.controller != issuer:
        reason = f"The key that signed it is that of {key.controller[:_SHORT]}, not of its issuer."
        return _result(CheckState.FAIL, reason, key.evidence)
    reason = (
        "The document of the key names the issuer, but whether the issuer names the key is not known: "
        f"{keyring.why_no_document(issuer)}."
    )
    return _result(CheckState.NOT_CHECKED, reason, key.evidence)


def _of_unclaimed_key(key: Key, issuer: str) -> Binding:
    if _is_under(key.id, issuer):
        reason = "The key that signed it stands under the issuer's own address."
        return _result(CheckState.PASS, reason, key.evidence)
    reason = "The key that signed it was given, but no document says whose it is."
    return _result(CheckState.NOT_CHECKED, reason, key.evidence)


def _of_brought_key(
    signing: Signing, issuer: Issuer, lookup: Lookup, keyring: Keyring, at: datetime
) -> Binding:
    """Answer for a key that the document itself brought along, which proves nothing by itself."""
    key, identifier = signing.key, issuer.id
    if key is None:
        return _result(CheckState.NOT_CHECKED, "No key is shown to have signed it.")
    known = keyring.of_issuer(identifier) if identifier else []
    same = [one for one in known if same_public(one.public, key.public)]
    if same and identifier:
        return _of_named_key(same[0], identifier, keyring)
    if signing.chain is not None:
        return _of_certificate(signing, issuer, lookup, at)
    if known:
        reason = "It brought its key along, and the keys that are known of its issuer are others."
        return _result(CheckState.FAIL, reason, *(one.evidence for one in known[:3]))
    if "#" in key.id:
        reason = (
            "It spells its key out in the key's own address, as any writer could; whether that address "
            f"holds the key is not known: {keyring.why_no_document(key.id.partition('#')[0])}."
        )
        return _result(CheckState.NOT_CHECKED, reason, key.evidence)
    reason = "It brought its own key along, as any writer could; no key of its issuer was given to compare."
    return _result(CheckState.FAIL, reason, key.evidence)


def _of_certificate(signing: Signing, issuer: Issuer, lookup: Lookup, at: datetime) -> Binding:
    chain = signing.chain
    if chain is None:
        return _result(CheckState.NOT_CHECKED, "It brought no certificate along.")
    given = lookup.keys.certificates
    trusted = certificates.trusted_by(chain, given, at)
    subject = certificates.subject_of(chain.leaf)
    if trusted is None:
        missing = (
            "does not lead to one that was given" if given else "was not checked: none was given to compare"
        )
        reason = f"Its certificate, of {subject.words}, {missing}."
        return _result(CheckState.NOT_CHECKED, reason, chain.evidence)
    if issuer.is_named_by(subject):
        reason = (
            f"A certificate that was given vouches for {subject.words}, which is the issuer that it names."
        )
        return replace(_result(CheckState.PASS, reason, chain.evidence, trusted), by_certificate=True)
    reason = (
        f"A certificate that was given vouches for {subject.words}, which is not the issuer that it names."
    )
    return _result(CheckState.FAIL, reason, chain.evidence, trusted)


def _lists(document: KnownDocument, key: Key) -> bool:
    """Return whether a party's document lists a key, and the key there is the very one."""
    names = listed_by(document)
    if key.id not in names:
        return any(one.id in names and same_public(one.public, key.public) for one in keys_in(document))
    own = [one for one in keys_in(document) if one.id == key.id]
    return all(same_public(one.public, key.public) for one in own)


def _holds_own_key(issuer: str) -> bool:
    return issuer.startswith(("did:key:", "did:jwk:"))


def _is_under(identifier: str, issuer: str) -> bool:
    """Return whether a key's address lies under that of the issuer, not only on the same host."""
    # Of a DID, only its document says which keys are for credentials.
    if not issuer.startswith("https://"):
        return False
    return identifier.partition("#")[0] == issuer or identifier.startswith(issuer.rstrip("/") + "/")


def _as_evidence(document: KnownDocument) -> CheckEvidence:
    return CheckEvidence(
        "issuer document", document.evidence.id, document.evidence.sha256, document.evidence.obtained
    )


def _result(state: CheckState, reason: str, *evidence: CheckEvidence) -> Binding:
    return Binding(CheckResult(Check.KEY_BOUND, state, reason, tuple(dict.fromkeys(evidence))))
