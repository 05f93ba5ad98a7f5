"""Signed tokens (JSON Web Signature, compact): Open Badges 2.0 and credentials as JWT.

The signature is PyJWT's work; what is ours is the rules around it. The algorithm must be the one of the key's
kind, so that a public key is never taken for a shared secret; the header may carry nothing that would change
what is verified; and the token's claims must say the same as the credential inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence, CheckState
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats.compact_token import Token, take_apart
from skillmap.resources import sha256_of
from skillmap.verification import certificates, key_material
from skillmap.verification.certificates import Chain
from skillmap.verification.claims import disagreement
from skillmap.verification.json_documents import load_whole_json
from skillmap.verification.key import Key, der_of, same_public
from skillmap.verification.moments import moment_of_seconds
from skillmap.verification.signing import Signing, failed, not_checked, unsupported

if TYPE_CHECKING:
    from skillmap.verification.key import PublicKey
    from skillmap.verification.keyring import Keyring

_HEADER = frozenset({"alg", "typ", "cty", "kid", "jwk", "x5c", "x5t", "x5t#S256"})
_SECRET = ("HS256", "HS384", "HS512")
_DONE = ("RS256", "EdDSA", "ES256", "ES384")
_MOST_TRIED = 20
_NO_BARE_KEY = "The token names no key, and no key that was given made its signature."


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Keys that may have signed, and the certificates that one of them came in."""

    keys: tuple[Key, ...] = ()
    chain: Chain | None = None
    problem: str = ""
    """Why there is none."""


def check_token(token: str, keyring: Keyring, issuer: str | None, creator: str | None = None) -> Signing:
    """Return whether a token is what its key signed, and whether its claims agree with the credential.

    Args:
        token: header, payload and signature in compact form.
        keyring: where keys are found.
        issuer: id of the issuer that the credential names.
        creator: id of the key that an Open Badges 2.0 assertion names.
    """
    try:
        parts = take_apart("token", token.encode())
        refused = _refusal(parts.header)
        if refused is not None:
            return refused
        candidates = _candidates(parts, keyring, issuer, creator)
    except FormatError as error:
        return failed(f"The token cannot be taken apart: {error.problem}.")
    except SkillmapError as error:
        return failed(f"The key in the token's header cannot be used: {error}.")
    return _checked(parts, candidates, str(parts.header.get("kid", creator or "")))


def _refusal(header: dict[str, Any]) -> Signing | None:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        return failed("The token is not signed: its header names no algorithm.")
    if algorithm in _SECRET:
        return failed(
            f"The token is signed with a shared secret ({algorithm}): whoever can check it could also have "
            "written it."
        )
    unexpected = sorted(str(name)[:40] for name in header.keys() - _HEADER)
    if unexpected:
        return failed(f"The token's header carries {', '.join(unexpected[:3])}, which has no place in it.")
    if algorithm not in _DONE:
        return unsupported(f"The algorithm {algorithm[:40]} is not done; done are {', '.join(_DONE)}.")
    return None


def _candidates(token: Token, keyring: Keyring, issuer: str | None, creator: str | None) -> _Candidates:
    """Return the keys that may have signed; a key in the header never stands for the one that it names."""
    brought, chain = _brought(token)
    name = token.header.get("kid", creator)
    if isinstance(name, str) and name:
        absolute = f"{issuer}{name}" if issuer and name.startswith("#") else name
        found = keyring.find(absolute)
        if found is not None and brought is not None and not same_public(found.public, brought.public):
            raise key_material.KeyMaterialError("it is not the key that the header names")
        if found is not None:
            return _Candidates((found,), chain)
        if brought is None:
            return _Candidates(problem=f"The key {absolute[:200]} is not known: {keyring.why_not(absolute)}.")
    if brought is not None:
        return _Candidates((brought,), chain)
    if issuer is None:
        return _Candidates(problem="The token names neither a key nor an issuer.")
    keys = (*keyring.of_issuer(issuer), *keyring.bare())
    problem = f"The token names no key, and none of the issuer is known: {keyring.why_no_document(issuer)}."
    return _Candidates(keys[:_MOST_TRIED], problem=problem)


def _brought(token: Token) -> tuple[Key | None, Chain | None]:
    header = token.header
    chain = None
    key = None
    if "x5c" in header:
        chain = certificates.chain_of(header["x5c"], _signed_at(token))
        key = brought_key(chain)
    if "jwk" in header:
        jwk = header["jwk"]
        if not isinstance(jwk, dict):
            raise key_material.KeyMaterialError("jwk is no JSON object")
        public = key_material.from_jwk(jwk)
        if key is not None and not same_public(key.public, public):
            raise key_material.KeyMaterialError("jwk and x5c hold different keys")
        evidence = CheckEvidence("key in the token's header", "jwk", sha256_of(der_of(public)))
        key = key or Key("jwk", None, public, evidence, self_asserted=True)
    return key, chain


def brought_key(chain: Chain) -> Key:
    """Return the key of a chain's first certificate, which the document itself brought along."""
    public = key_material.of_certificate(chain.leaf)
    return Key("x5c", None, public, chain.evidence, self_asserted=True)


def _signed_at(token: Token) -> Any:
    claims = load_whole_json("token payload", token.payload)
    if not isinstance(claims, dict):
        return None
    return moment_of_seconds(claims.get("iat", claims.get("nbf")))


def _checked(token: Token, candidates: _Candidates, named_key: str) -> Signing:
    if not candidates.keys:
        return not_checked(candidates.problem, named_key=named_key)
    algorithm = token.header["alg"]
    fitting = [key for key in candidates.keys if algorithm in algorithms_of(key.public)]
    if not (fitting or named_key) and all(_is_bare(key) for key in candidates.keys):
        return not_checked(_NO_BARE_KEY, named_key=named_key)
    if not fitting:
        kind = ", ".join(algorithms_of(candidates.keys[0].public))
        return failed(f"The header says {algorithm}, but the key is one for {kind}.", named_key=named_key)
    key = _signer(token.text, fitting, algorithm)
    found: dict[str, Any] = {"named_key": named_key, "chain": candidates.chain}
    if key is None and not named_key and all(_is_bare(key) for key in fitting):
        return not_checked(_NO_BARE_KEY, **found)
    if key is None:
        return failed(
            "The signature does not fit: the token was changed, or another key signed it.",
            evidence=(fitting[0].evidence,),
            **found,
        )
    claims = load_whole_json("token payload", token.payload)
    problem = disagreement(claims) if isinstance(claims, dict) else "The token's payload is no JSON object."
    if problem:
        return failed(problem, evidence=(key.evidence,), **found)
    words = f"The signature ({algorithm}) fits"
    if key.self_asserted:
        words += " the key that the token itself brought along; whose key that is, it cannot say"
    if candidates.chain is not None:
        words += f"; certificate of {candidates.chain.evidence.id}, {certificates.validity(candidates.chain)}"
    return replace(Signing(CheckState.PASS, f"{words}.", (key.evidence,), key), **found)


def _is_bare(key: Key) -> bool:
    return key.controller is None and not key.self_asserted


def _signer(token: str, keys: Iterable[Key], algorithm: str) -> Key | None:
    return next((key for key in keys if _fits(token, key.public, algorithm)), None)


def _fits(token: str, public: PublicKey, algorithm: str) -> bool:
    import jwt

    try:
        jwt.PyJWS(algorithms=[algorithm]).decode_complete(token, public, algorithms=[algorithm])
    except jwt.PyJWTError:
        return False
    return True


def algorithms_of(public: PublicKey) -> tuple[str, ...]:
    """Return the algorithms that a key of this kind is used with; any other is refused."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(public, rsa.RSAPublicKey):
        return ("RS256",)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return ("ES256",) if isinstance(public.curve, ec.SECP256R1) else ("ES384",)
    return ("EdDSA",)
