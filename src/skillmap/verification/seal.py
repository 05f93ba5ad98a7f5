"""Electronic seals of European Digital Credentials: JAdES (ETSI TS 119 182-1), a JSON Web Signature in JSON.

The payload is usually signed as it stands (RFC 7797) and not in Base64. The certificate comes with the seal,
so that a seal that fits shows only that nothing was changed since; who sealed it is asked elsewhere. The time
stamps for long-term validation are not checked.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckState
from skillmap.errors import SkillmapError
from skillmap.verification import certificates
from skillmap.verification.certificates import Chain
from skillmap.verification.json_documents import load_whole_json
from skillmap.verification.key_material import KeyMaterialError
from skillmap.verification.moments import moment, moment_of_seconds
from skillmap.verification.signing import Signing, failed, not_checked, unsupported
from skillmap.verification.token import brought_key

if TYPE_CHECKING:
    from skillmap.verification.key import PublicKey

MOST_SIGNATURES = 10
# Extensions that a verifier must understand where `crit` names them: these we do, or only report.
_UNDERSTOOD = frozenset({"b64", "sigT", "adoTst"})
_DONE = ("RS256", "PS256", "ES256")


def check_seal(seal: dict[str, Any]) -> Signing:
    """Return whether the payload of a sealed document is what each of its signatures signed."""
    signatures = seal.get("signatures", [seal])
    if not isinstance(signatures, list) or not 0 < len(signatures) <= MOST_SIGNATURES:
        return failed(f"The seal holds no list of 1 to {MOST_SIGNATURES} signatures.")
    checked = []
    for signature in signatures:
        try:
            checked.append(_check_one(seal["payload"], signature))
        except SkillmapError as error:
            checked.append(failed(f"The seal cannot be read: {error}."))
    # The least favourable answer counts: a second signature could be meant to hide the first.
    order = (CheckState.FAIL, CheckState.UNSUPPORTED, CheckState.NOT_CHECKED, CheckState.PASS)
    return min(checked, key=lambda signing: order.index(signing.state))


def _check_one(payload: str, signature: Any) -> Signing:
    if not isinstance(signature, dict) or not isinstance(signature.get("protected"), str):
        return failed("The seal has no protected header.")
    protected = signature["protected"]
    header = load_whole_json("seal header", _decoded(protected))
    if not isinstance(header, dict):
        return failed("The header of the seal is no JSON object.")
    refused = _refusal(header, signature.get("header"))
    if refused is not None:
        return refused
    chain = certificates.chain_of(header["x5c"], _signed_at(header))
    _check_thumbprint(header, chain)
    signed = f"{protected}.{payload}".encode("utf-8", "surrogatepass")
    key = brought_key(chain)
    found: dict[str, Any] = {"chain": chain, "named_key": "x5c", "evidence": (chain.evidence,)}
    problem = _misfit(key.public, header["alg"], _decoded(signature.get("signature")), signed)
    if problem:
        return failed(problem, **found)
    stamped = "; its time stamps were not checked" if _has_stamps(header, signature) else ""
    reason = (
        f"The seal ({header['alg']}) fits: nothing was changed since it was sealed with the certificate of "
        f"{chain.evidence.id}, {certificates.validity(chain)}{stamped}."
    )
    return Signing(CheckState.PASS, reason, key=key, **found)


def _refusal(header: dict[str, Any], unprotected: Any) -> Signing | None:
    critical = header.get("crit", [])
    if not isinstance(critical, list):
        return failed("The header of the seal is malformed: crit is no list.")
    foreign = sorted(str(name)[:40] for name in critical if name not in _UNDERSTOOD)
    if foreign:
        return unsupported(f"The seal asks for {', '.join(foreign[:3])} to be understood, which is not done.")
    plain = header.get("b64", True)
    if not isinstance(plain, bool) or (plain is False and "b64" not in critical):
        return failed("The header of the seal is malformed: b64 without crit (RFC 7797).")
    if isinstance(unprotected, dict) and unprotected.keys() & header.keys():
        return failed("The seal has header members both inside and outside its signature.")
    algorithm = header.get("alg")
    if algorithm not in _DONE:
        if not isinstance(algorithm, str) or algorithm.lower() == "none" or algorithm.startswith("HS"):
            return failed("The document is not sealed: its header names no algorithm of a public key.")
        return unsupported(f"The algorithm {algorithm[:40]} is not done; done are {', '.join(_DONE)}.")
    if "x5c" not in header:
        return not_checked("The seal does not bring its certificate along (x5c), so it cannot be checked.")
    return None


def _check_thumbprint(header: dict[str, Any], chain: Chain) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256

    said = header.get("x5t#S256")
    if said is not None and _decoded(said) != chain.leaf.fingerprint(SHA256()):
        raise KeyMaterialError("its certificate is not the one that x5t#S256 names")


def _misfit(public: PublicKey, algorithm: str, signature: bytes, signed: bytes) -> str:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    hash_ = SHA256()
    try:
        if algorithm in ("RS256", "PS256") and isinstance(public, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH)
            public.verify(signature, signed, padding.PKCS1v15() if algorithm == "RS256" else pss, hash_)
        elif algorithm == "ES256" and isinstance(public, ec.EllipticCurvePublicKey) and len(signature) == 64:
            halves = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            public.verify(utils.encode_dss_signature(*halves), signed, ec.ECDSA(hash_))
        else:
            return f"The header says {algorithm}, but key or signature are of another kind."
    except InvalidSignature:
        return (
            "The seal does not fit: the document was changed after it was sealed, or another key sealed it."
        )
    return ""


def _signed_at(header: dict[str, Any]) -> datetime | None:
    return moment(header.get("sigT")) or moment_of_seconds(header.get("iat"))


def _has_stamps(header: dict[str, Any], signature: dict[str, Any]) -> bool:
    unprotected = signature.get("header")
    return "adoTst" in header or (isinstance(unprotected, dict) and bool(unprotected.get("etsiU")))


def _decoded(text: Any) -> bytes:
    try:
        if isinstance(text, str):
            return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        pass
    raise KeyMaterialError("a part of it is not base64url")
