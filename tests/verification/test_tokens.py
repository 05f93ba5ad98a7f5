"""Signed tokens: what the signature covers, whose the key is, and what the header may say."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from skillmap.domain import Check, CheckState, Verification
from skillmap.errors import FormatError
from skillmap.verification import KnownDocuments, VerificationSettings, verify_document
from throwaway_issuer import (
    OTHER_RSA,
    RSA,
    SCHOOL,
    Authority,
    assertion,
    b64,
    badge,
    badge_class,
    badge_issuer,
    claims,
    der,
    did_document,
    did_key,
    jwk,
    pem,
    profile,
    token,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED


def documents(*values: Any) -> KnownDocuments:
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return KnownDocuments((f"{number}.json", text.encode()) for number, text in enumerate(texts))


def verified(text: str, *documents_: Any, **settings: Any) -> Verification:
    settings = {"keys": documents(*documents_), "at": AT} | settings
    (verification,) = verify_document(text.encode(), VerificationSettings(**settings))
    return verification


def state(text: str, check: Check, *keys: Any, **settings: Any) -> CheckState:
    return verified(text, *keys, **settings).state_of(check)


def reason(verification: Verification, check: Check) -> str:
    return verification.results[list(Check).index(check)].reason


@pytest.mark.parametrize("under_vc", [False, True], ids=["flat", "vc"])
@pytest.mark.parametrize(
    ("private", "alg"),
    [
        (RSA, "RS256"),
        (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ec.generate_private_key(ec.SECP384R1()), "ES384"),
    ],
    ids=["RS256", "EdDSA", "ES256", "ES384"],
)
def test_a_token_in_either_layout_passes_with_a_key_that_the_issuer_lists(private, alg, under_vc) -> None:
    text = token(claims(badge(), under_vc=under_vc), private, alg, kid=f"{SCHOOL}#key-1")

    found = verified(text, profile(private))

    assert [found.state_of(check) for check in (Check.INTEGRITY, Check.KEY_BOUND)] == [PASS, PASS]
    assert found.source.envelope == "JWT"


@pytest.mark.parametrize(
    ("private", "alg"),
    [
        (RSA, "RS256"),
        (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ec.generate_private_key(ec.SECP384R1()), "ES384"),
    ],
    ids=["RS256", "EdDSA", "ES256", "ES384"],
)
def test_an_issuer_that_is_its_own_key_needs_no_document(private, alg) -> None:
    did = did_key(private)

    found = verified(token(claims(badge(did)), private, alg, kid=f"{did}#{did.removeprefix('did:key:')}"))

    assert [found.state_of(check) for check in (Check.INTEGRITY, Check.KEY_BOUND)] == [PASS, PASS]


def test_a_token_that_names_no_key_is_held_against_the_keys_of_its_issuer() -> None:
    found = verified(token(claims(badge())), profile())

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is PASS


def test_a_token_without_a_known_key_is_not_checked_and_says_which_document_is_wanted() -> None:
    found = verified(token(claims(badge()), kid=f"{SCHOOL}#key-1"))

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED
    assert SCHOOL in reason(found, Check.INTEGRITY)


def test_a_changed_credit_value_breaks_the_signature() -> None:
    head, _, signature = token(claims(badge())).split(".")
    changed = claims(badge())
    changed["credentialSubject"]["creditsEarned"] = 30

    text = ".".join((head, b64(json.dumps(changed).encode()), signature))

    found = verified(text, profile())
    assert found.state_of(Check.INTEGRITY) is FAIL
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_key_that_the_token_brings_along_proves_nothing_about_its_issuer() -> None:
    text = token(claims(badge()), OTHER_RSA, jwk=jwk(OTHER_RSA))

    found = verified(text)

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is FAIL
    assert "brought its own key" in reason(found, Check.KEY_BOUND)


def test_a_key_that_the_token_brings_along_fails_when_the_issuer_is_known_to_have_another() -> None:
    found = verified(token(claims(badge()), OTHER_RSA, jwk=jwk(OTHER_RSA)), profile(RSA))

    assert found.state_of(Check.KEY_BOUND) is FAIL
    assert "are others" in reason(found, Check.KEY_BOUND)


def test_a_key_that_the_token_brings_along_counts_when_the_issuer_lists_the_very_same() -> None:
    assert state(token(claims(badge()), jwk=jwk(RSA)), Check.KEY_BOUND, profile(RSA)) is PASS


def test_a_key_in_the_header_never_stands_for_the_one_that_kid_names() -> None:
    text = token(claims(badge()), OTHER_RSA, kid=f"{SCHOOL}#key-1", jwk=jwk(OTHER_RSA))

    found = verified(text, profile(RSA))

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert "not the key that the header names" in reason(found, Check.INTEGRITY)


def test_a_kid_of_another_party_is_not_the_issuers_even_if_the_signature_fits() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    did = did_key(private)
    text = token(claims(badge()), private, "EdDSA", kid=f"{did}#{did.removeprefix('did:key:')}")

    found = verified(text, profile(RSA))

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is FAIL


def test_a_kid_of_the_issuers_key_with_another_signature_fails() -> None:
    assert (
        state(token(claims(badge()), OTHER_RSA, kid=f"{SCHOOL}#key-1"), Check.INTEGRITY, profile(RSA)) is FAIL
    )


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", None])
def test_a_token_without_an_algorithm_is_refused(alg) -> None:
    header = b64(json.dumps({"alg": alg, "typ": "JWT"}).encode())
    text = f"{header}.{b64(json.dumps(claims(badge())).encode())}."

    found = verified(text, profile())

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_public_key_is_never_taken_for_a_shared_secret() -> None:
    head = b64(json.dumps({"alg": "HS256", "kid": f"{SCHOOL}#key-1"}).encode())
    signed = f"{head}.{b64(json.dumps(claims(badge())).encode())}"
    mac = hmac.new(pem(RSA).encode(), signed.encode(), hashlib.sha256).digest()

    found = verified(f"{signed}.{b64(mac)}", profile())

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert "shared secret" in reason(found, Check.INTEGRITY)


def test_an_algorithm_of_another_kind_of_key_is_refused() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    text = token(claims(badge()), private, "ES256", kid=f"{SCHOOL}#key-1")

    assert state(text, Check.INTEGRITY, profile(RSA)) is FAIL


def test_an_algorithm_that_is_not_done_is_unsupported() -> None:
    assert state(token(claims(badge()), RSA, "RS512"), Check.INTEGRITY, profile()) is CheckState.UNSUPPORTED


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"jku": "https://school.example/keys"},
        {"x5u": "https://school.example/certificate"},
        {"zip": "DEF"},
        {"enc": "A128GCM"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_header_may_carry_nothing_that_changes_what_is_verified(header) -> None:
    found = verified(token(claims(badge()), RSA, **header), profile())

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert "no place in it" in reason(found, Check.INTEGRITY)


@pytest.mark.parametrize("under_vc", [False, True], ids=["flat", "vc"])
@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example/issuers/1"},
        {"sub": "did:example:somebody-else"},
        {"jti": "urn:uuid:another"},
        {"nbf": 1},
        {"exp": 4102444800},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_claim_that_contradicts_the_credential_fails(changed, under_vc) -> None:
    credential = badge(validUntil="2030-01-01T00:00:00Z")
    text = token(claims(credential, under_vc=under_vc, **changed), kid=f"{SCHOOL}#key-1")

    found = verified(text, profile())

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert next(iter(changed)) in reason(found, Check.INTEGRITY)
    assert "somebody-else" not in reason(found, Check.INTEGRITY)


def test_an_expiry_that_only_the_token_says_counts() -> None:
    text = token(claims(badge(), under_vc=True, exp=1735689600), kid=f"{SCHOOL}#key-1")

    assert state(text, Check.IN_DATE, profile()) is FAIL


def test_a_token_that_cannot_be_taken_apart_is_refused_in_one_line() -> None:
    with pytest.raises(FormatError, match="token") as refused:
        verify_document(b"eyJhbGciOiJSUzI1NiJ9..c2ln")

    assert "\n" not in str(refused.value)


def test_a_did_document_counts_only_for_keys_that_it_lists_for_assertions() -> None:
    did = "did:web:school.example"
    text = token(claims(badge(did)), kid=f"{did}#key-1")
    document = did_document(RSA, did)

    assert state(text, Check.KEY_BOUND, document) is PASS
    assert state(text, Check.KEY_BOUND, document | {"assertionMethod": []}) is FAIL


def test_a_document_cannot_speak_for_the_keys_of_another() -> None:
    did = "did:web:school.example"
    attacker = did_document(OTHER_RSA, "did:web:attacker.example")
    attacker["verificationMethod"][0]["id"] = f"{did}#key-1"

    text = token(claims(badge(did)), OTHER_RSA, kid=f"{did}#key-1")

    assert state(text, Check.INTEGRITY, attacker) is NOT_CHECKED


def test_a_key_document_that_names_the_issuer_is_not_enough_until_the_issuer_names_the_key() -> None:
    key = {
        "id": "https://school.example/keys/1",
        "type": "CryptographicKey",
        "owner": SCHOOL,
        "publicKeyPem": pem(RSA),
    }
    text = token(claims(badge()), kid=key["id"])

    assert state(text, Check.INTEGRITY, key) is PASS
    assert state(text, Check.KEY_BOUND, key) is NOT_CHECKED
    assert state(text, Check.KEY_BOUND, key, badge_issuer(publicKey=key["id"])) is PASS
    assert state(text, Check.KEY_BOUND, key, badge_issuer(publicKey="https://school.example/keys/2")) is FAIL


def test_a_bare_key_verifies_the_signature_but_not_whose_it_is() -> None:
    found = verified(token(claims(badge())), pem(RSA))

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_bare_key_of_somebody_else_says_nothing_about_the_signature() -> None:
    assert state(token(claims(badge())), Check.INTEGRITY, pem(OTHER_RSA)) is NOT_CHECKED


def test_a_jwk_is_bound_when_it_stands_under_the_issuers_own_address() -> None:
    keys = {"keys": [jwk(RSA, kid=f"{SCHOOL}/keys/1")]}
    neighbour = {"keys": [jwk(RSA, kid="https://school.example/issuers/10/keys/1")]}

    assert state(token(claims(badge()), kid=f"{SCHOOL}/keys/1"), Check.KEY_BOUND, keys) is PASS
    text = token(claims(badge()), kid="https://school.example/issuers/10/keys/1")
    assert state(text, Check.KEY_BOUND, neighbour) is NOT_CHECKED


@pytest.mark.parametrize("bits", [1024, 9000], ids=["short", "endless"])
def test_an_rsa_key_that_is_too_short_or_too_long_is_not_used(bits) -> None:
    numbers = rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) | 1)
    key = {
        "kty": "RSA",
        "n": b64(numbers.n.to_bytes((bits + 7) // 8, "big")),
        "e": "AQAB",
    }
    found = verified(token(claims(badge()), RSA, jwk=key))

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert f"{bits} bits" in reason(found, Check.INTEGRITY)


def test_a_certificate_in_the_header_counts_only_with_a_given_authority_above_it() -> None:
    authority = Authority()
    chain = [der(authority.certify(OTHER_RSA, "Example School"))]
    text = token(claims(badge()), OTHER_RSA, x5c=chain)
    ca = KnownDocuments([("ca.der", base64.b64decode(der(authority.certificate)))])

    assert state(text, Check.INTEGRITY) is PASS
    assert state(text, Check.KEY_BOUND) is NOT_CHECKED
    assert verified(text, keys=ca).state_of(Check.KEY_BOUND) is PASS


def signed_badge(private=RSA, **changes: Any) -> str:
    return token(
        assertion(verification={"type": "signed", "creator": "https://school.example/keys/1"}, **changes),
        private,
    )


KEY = {
    "id": "https://school.example/keys/1",
    "type": "CryptographicKey",
    "owner": SCHOOL,
    "publicKeyPem": pem(RSA),
}
ISSUER = badge_issuer(publicKey=KEY["id"])


def test_a_signed_badge_of_open_badges_2_passes_with_the_issuers_key() -> None:
    found = verified(signed_badge(), KEY, ISSUER, badge_class())

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is PASS


def test_a_signed_badge_cannot_bring_the_profile_that_lists_its_key() -> None:
    own = badge_issuer(publicKey={"id": "https://school.example/keys/9", "publicKeyPem": pem(OTHER_RSA)})
    text = signed_badge(OTHER_RSA, badge=badge_class(issuer=own))

    found = verified(text, KEY, ISSUER)

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert state(text, Check.INTEGRITY) is NOT_CHECKED
    assert state(text, Check.KEY_BOUND) is NOT_CHECKED


def test_a_key_that_the_profile_does_not_list_is_not_the_issuers() -> None:
    other = badge_issuer(publicKey="https://school.example/keys/2")

    assert state(signed_badge(), Check.KEY_BOUND, KEY, other, badge_class()) is FAIL
