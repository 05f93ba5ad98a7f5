"""Credentials with embedded proofs: the attacks that a check of the signature alone lets through."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

import skillmap.verification.data_integrity as data_integrity
import skillmap.verification.verify as verify
from badge_images import baked_png, baked_svg
from skillmap.domain import Check, CheckState, Verification
from skillmap.errors import FormatError, LimitError
from skillmap.verification import KnownDocuments, VerificationSettings, verify_document
from throwaway_issuer import OB3, SCHOOL, V2, badge, did_document, did_key, proven, token

AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ed25519.Ed25519PrivateKey.generate()
DID = did_key(KEY)
SIGNED = proven(badge(DID), KEY)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED


def verified(credential: dict[str, Any] | bytes, *keys: Any, **settings: Any) -> Verification:
    content = credential if isinstance(credential, bytes) else json.dumps(credential).encode()
    files = [(f"{number}.json", json.dumps(key).encode()) for number, key in enumerate(keys)]
    (verification,) = verify_document(
        content, VerificationSettings(**({"keys": KnownDocuments(files), "at": AT} | settings))
    )
    return verification


def state(credential: Any, check: Check, *keys: Any) -> CheckState:
    return verified(credential, *keys).state_of(check)


def test_a_credential_of_an_issuer_that_is_its_own_key_passes_what_can_be_known_offline() -> None:
    found = verified(SIGNED)

    assert [(result.check, result.state) for result in found.results] == [
        (Check.PARSED, PASS),
        (Check.SCHEMA, PASS),
        (Check.INTEGRITY, PASS),
        (Check.KEY_BOUND, PASS),
        (Check.IN_DATE, PASS),
        (Check.NOT_REVOKED, NOT_CHECKED),
        (Check.ISSUER_TRUSTED, NOT_CHECKED),
        (Check.HOLDER_BOUND, NOT_CHECKED),
    ]
    assert found.title == "Welding"


def test_a_proof_in_a_list_is_read_as_one_that_stands_alone() -> None:
    assert state(SIGNED | {"proof": [SIGNED["proof"]]}, Check.INTEGRITY) is PASS


def test_of_several_proofs_one_that_holds_is_enough() -> None:
    proofs = [{"type": "MadeUpProof2031", "proofPurpose": "assertionMethod"}, SIGNED["proof"]]

    assert state(SIGNED | {"proof": proofs}, Check.INTEGRITY) is PASS


def test_a_changed_credit_value_breaks_the_proof() -> None:
    changed = deepcopy(SIGNED)
    changed["credentialSubject"]["creditsEarned"] = 30

    assert state(changed, Check.INTEGRITY) is FAIL
    assert state(changed, Check.KEY_BOUND) is NOT_CHECKED


def test_a_term_that_no_context_defines_cannot_be_slipped_in() -> None:
    changed = deepcopy(SIGNED)
    changed["credentialSubject"]["achievement"]["hours"] = 400

    assert state(changed, Check.INTEGRITY) is FAIL


def test_a_proof_by_another_key_does_not_speak_for_the_issuer_it_names() -> None:
    attacker = ed25519.Ed25519PrivateKey.generate()
    forged = proven(badge(DID), attacker)

    assert state(forged, Check.INTEGRITY) is PASS
    assert state(forged, Check.KEY_BOUND) is FAIL


def test_a_proof_by_another_key_does_not_speak_for_an_issuer_at_an_address() -> None:
    assert state(proven(badge(SCHOOL), KEY), Check.KEY_BOUND) is FAIL


def test_a_status_that_was_not_looked_up_is_never_clear() -> None:
    from throwaway_issuer import status_entry

    credential = proven(badge(DID, credentialStatus=status_entry()), KEY)

    assert state(credential, Check.NOT_REVOKED) is NOT_CHECKED


def test_a_did_on_the_web_counts_only_by_a_document_that_was_given() -> None:
    did = "did:web:school.example"
    credential = proven(badge(did), KEY, f"{did}#key-1")

    assert state(credential, Check.INTEGRITY) is NOT_CHECKED
    assert state(credential, Check.KEY_BOUND) is NOT_CHECKED
    assert state(credential, Check.INTEGRITY, did_document(KEY, did)) is PASS
    assert state(credential, Check.KEY_BOUND, did_document(KEY, did)) is PASS


def test_an_unsigned_credential_is_not_checked_and_not_failed() -> None:
    found = verified(badge(DID))

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


@pytest.mark.parametrize(
    ("dates", "expected", "words"),
    [
        ({"validUntil": "2025-12-31T23:59:59Z"}, FAIL, "expired on 2025-12-31"),
        ({"validFrom": "2026-02-01T00:00:00Z"}, FAIL, "not valid before 2026-02-01"),
        ({"validUntil": "2027-01-01T00:00:00Z"}, PASS, "until 2027-01-01"),
        (
            {"validFrom": "2023-01-01T00:00:00Z", "validUntil": "2022-01-01T00:00:00Z"},
            FAIL,
            "before it begins",
        ),
        ({"validUntil": "next year"}, NOT_CHECKED, "cannot be read"),
        ({"validFrom": None}, NOT_CHECKED, "no date"),
        ({"validUntil": "2026-01-01T01:00:00+02:00"}, FAIL, "expired"),
    ],
    ids=["expired", "not yet", "in date", "ends before it begins", "unreadable", "none", "time zone"],
)
def test_dates_are_judged_for_the_moment_asked_for(dates, expected, words) -> None:
    found = verified(badge(DID, **dates))

    assert found.state_of(Check.IN_DATE) is expected
    assert words in found.results[list(Check).index(Check.IN_DATE)].reason


def test_the_proof_of_a_baked_image_is_checked_like_any_other() -> None:
    text = json.dumps(SIGNED)

    for image in (baked_png(text), baked_svg(text)):
        assert state(image, Check.INTEGRITY) is PASS
    assert verified(baked_png(text)).source.envelope == "baked PNG"
    broken = text.replace('"creditsEarned": 3', '"creditsEarned": 9')
    assert state(baked_png(broken), Check.INTEGRITY) is FAIL


def test_without_the_extra_the_proof_is_not_checked_and_the_rest_still_is(monkeypatch) -> None:
    monkeypatch.setattr(data_integrity, "find_spec", lambda name: None)

    found = verified(SIGNED)

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert "skillmap[verify]" in found.results[list(Check).index(Check.INTEGRITY)].reason
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED
    assert [found.state_of(check) for check in (Check.PARSED, Check.SCHEMA, Check.IN_DATE)] == [PASS] * 3


def record(*inner: Any, issuer: str = DID) -> dict[str, Any]:
    return {
        "@context": [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", OB3],
        "id": "urn:uuid:record",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example School"},
        "validFrom": "2024-05-01T00:00:00Z",
        "name": "Transcript",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["ClrSubject"],
            "verifiableCredential": [*inner],
        },
    }


def test_a_record_and_each_credential_in_it_get_eight_answers_of_their_own() -> None:
    from throwaway_issuer import RSA, claims, jwk

    inner = token(claims(badge()), RSA, jwk=jwk(RSA))
    content = json.dumps(record(SIGNED, inner, badge(DID))).encode()

    found = verify_document(content, VerificationSettings(at=AT))

    assert [one.part for one in found] == [
        "$",
        "$.credentialSubject.verifiableCredential[0]",
        "$.credentialSubject.verifiableCredential[1]",
        "$.credentialSubject.verifiableCredential[2]",
    ]
    assert [one.state_of(Check.INTEGRITY) for one in found] == [NOT_CHECKED, PASS, PASS, NOT_CHECKED]
    assert [one.state_of(Check.KEY_BOUND) for one in found] == [NOT_CHECKED, PASS, FAIL, NOT_CHECKED]
    assert found[0].state_of(Check.SCHEMA) is PASS


def test_signatures_that_take_too_long_are_left_unchecked_and_said_to_be(monkeypatch) -> None:
    monkeypatch.setattr(verify, "MOST_SECONDS", -1.0)

    found = verified(SIGNED)

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert "verify it on its own" in found.results[list(Check).index(Check.INTEGRITY)].reason


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(badge(DID, evidence=[{}] * 200_001)),
        json.dumps(badge(DID, evidence=[1] * 1_000_001)),
        json.dumps({"type": "VerifiablePresentation", "verifiableCredential": [badge(DID)] * 501}),
    ],
    ids=["objects", "members", "credentials"],
)
def test_a_document_with_too_many_parts_is_refused_in_one_line(content) -> None:
    with pytest.raises(LimitError) as refused:
        verify_document(content.encode())

    assert "\n" not in str(refused.value)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(FormatError, match="half a character"):
        verify_document(json.dumps(badge(DID, name="\ud800")).encode())


def test_each_credential_of_a_presentation_is_verified() -> None:
    presentation = {"type": "VerifiablePresentation", "verifiableCredential": [SIGNED]}

    found = verified(presentation)

    assert found.part == "$.verifiableCredential[0]"
    assert found.state_of(Check.INTEGRITY) is PASS


def test_no_answer_repeats_anything_about_the_holder() -> None:
    named = deepcopy(badge(DID))
    named["credentialSubject"] |= {
        "name": "Ada Invented",
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "emailAddress",
                "hashed": False,
                "identityHash": "ada@invented.example",
            }
        ],
    }
    settings = {"applicant": ("ada@invented.example", "Ada Invented", "bob@invented.example")}

    found = verified(proven(named, KEY), **settings)

    words = json.dumps([[result.reason, str(result.evidence)] for result in found.results]) + found.title
    for secret in ("Ada", "invented", "did:example:learner"):
        assert secret not in words
    assert found.state_of(Check.HOLDER_BOUND) is PASS
