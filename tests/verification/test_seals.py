"""Electronic seals of European Digital Credentials, made here with a throw-away certificate."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from skillmap.domain import Check, CheckState, Verification
from skillmap.verification import KnownDocuments, TrustEntry, TrustList, VerificationSettings, verify_document
from throwaway_issuer import OTHER_RSA, Authority, b64, der, european, sealed

AT = datetime(2026, 1, 1, tzinfo=UTC)
NUMBER = "VATXX-1234567"
AUTHORITY = Authority()
LEAF = AUTHORITY.certify(OTHER_RSA, "Example School", NUMBER)
PAYLOAD = json.dumps(european(), ensure_ascii=False)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED


def verified(seal: dict[str, Any], *certificates: Any, **settings: Any) -> Verification:
    files = [
        (f"{number}.cer", base64.b64decode(der(certificate)))
        for number, certificate in enumerate(certificates)
    ]
    settings = {"keys": KnownDocuments(files), "at": AT} | settings
    (verification,) = verify_document(json.dumps(seal).encode(), VerificationSettings(**settings))
    return verification


def reason(verification: Verification, check: Check) -> str:
    return verification.results[list(Check).index(check)].reason


@pytest.mark.parametrize(
    ("alg", "private"),
    [("RS256", OTHER_RSA), ("PS256", OTHER_RSA), ("ES256", ec.generate_private_key(ec.SECP256R1()))],
    ids=["RS256", "PS256", "ES256"],
)
@pytest.mark.parametrize("in_base64", [False, True], ids=["as it stands", "Base64"])
def test_a_seal_fits_the_payload_that_it_was_made_over(alg, private, in_base64) -> None:
    leaf = AUTHORITY.certify(private, "Example School", NUMBER)

    found = verified(sealed(PAYLOAD, leaf, private, alg, b64=in_base64))

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED
    assert found.title == "Welding"


def test_one_changed_byte_breaks_the_seal() -> None:
    seal = sealed(PAYLOAD, LEAF)
    seal["payload"] = seal["payload"].replace("Welding", "Melding", 1)

    found = verified(seal)

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert "does not fit" in reason(found, Check.INTEGRITY)


def test_the_validity_of_the_certificate_is_told_for_the_time_of_sealing_and_not_for_today() -> None:
    old = AUTHORITY.certify(
        OTHER_RSA,
        "Example School",
        start=datetime(2024, 1, 1, tzinfo=UTC),
        end=datetime(2025, 6, 1, tzinfo=UTC),
    )

    inside = verified(sealed(PAYLOAD, old))
    outside = verified(sealed(PAYLOAD, old, sigT="2025-09-01T00:00:00Z"))

    assert "2025-03-01, lies within" in reason(inside, Check.INTEGRITY)
    assert "2025-09-01, lies outside" in reason(outside, Check.INTEGRITY)
    assert inside.state_of(Check.INTEGRITY) is outside.state_of(Check.INTEGRITY) is PASS


@pytest.mark.parametrize("given", [AUTHORITY.certificate, LEAF], ids=["authority", "leaf"])
def test_a_given_certificate_binds_the_seal_to_the_issuer_that_it_is_made_out_to(given) -> None:
    assert verified(sealed(PAYLOAD, LEAF), given).state_of(Check.KEY_BOUND) is PASS


def test_a_certificate_for_another_organisation_does_not_bind() -> None:
    other = AUTHORITY.certify(OTHER_RSA, "Diploma Mill", "VATXX-9999999")

    found = verified(sealed(PAYLOAD, other), AUTHORITY.certificate)

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is FAIL


def test_a_certificate_with_the_issuers_name_but_another_number_does_not_bind() -> None:
    namesake = AUTHORITY.certify(OTHER_RSA, "Example School", "VATXX-9999999")

    assert verified(sealed(PAYLOAD, namesake), AUTHORITY.certificate).state_of(Check.KEY_BOUND) is FAIL


def test_a_certificate_that_no_given_one_stands_behind_is_not_checked() -> None:
    found = verified(sealed(PAYLOAD, LEAF), AUTHORITY.certify(OTHER_RSA, "Somebody"))

    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_certificate_that_had_expired_when_it_sealed_is_not_vouched_for() -> None:
    seal = sealed(PAYLOAD, LEAF, sigT="2036-01-01T00:00:00Z")

    assert verified(seal, AUTHORITY.certificate).state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_registration_number_on_a_trust_list_counts_through_the_certificate_only() -> None:
    trust = (TrustList("partners", (TrustEntry(number=NUMBER),)),)

    shown = verified(sealed(PAYLOAD, LEAF), AUTHORITY.certificate, trust=trust)
    claimed = verified(sealed(PAYLOAD, LEAF), trust=trust)

    assert shown.state_of(Check.ISSUER_TRUSTED) is PASS
    assert claimed.state_of(Check.ISSUER_TRUSTED) is NOT_CHECKED


def test_an_address_beside_a_certified_name_is_only_a_claim() -> None:
    payload = european()
    payload["issuer"] = payload["issuer"] | {"id": "https://famous.example/issuer"}
    trust = (TrustList("partners", (TrustEntry(domain="famous.example"),)),)

    found = verified(sealed(json.dumps(payload), LEAF), AUTHORITY.certificate, trust=trust)

    assert found.state_of(Check.KEY_BOUND) is PASS
    assert found.state_of(Check.ISSUER_TRUSTED) is NOT_CHECKED


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"alg": "none"}, FAIL),
        ({"alg": "HS256"}, FAIL),
        ({"alg": "RS512"}, CheckState.UNSUPPORTED),
        ({"alg": "ES256"}, FAIL),
        ({"crit": ["b64", "sigD"], "sigD": {}}, CheckState.UNSUPPORTED),
        ({"crit": ["sigT"]}, FAIL),
        ({"x5c": None}, NOT_CHECKED),
        ({"x5c": []}, FAIL),
        ({"x5c": ["AAAA"]}, FAIL),
        ({"x5t#S256": "AAAA"}, FAIL),
    ],
    ids=str,
)
def test_a_header_that_is_not_right_never_passes(header, expected) -> None:
    seal = sealed(PAYLOAD, LEAF)
    members = json.loads(base64.urlsafe_b64decode(seal["signatures"][0]["protected"] + "=="))
    changed = {key: value for key, value in (members | header).items() if value is not None}
    seal["signatures"][0]["protected"] = b64(json.dumps(changed).encode())

    assert verified(seal).state_of(Check.INTEGRITY) is expected


def test_every_signature_of_a_seal_has_to_fit() -> None:
    seal, other = sealed(PAYLOAD, LEAF), sealed(PAYLOAD + " ", LEAF)
    seal["signatures"] += other["signatures"]

    assert verified(seal).state_of(Check.INTEGRITY) is FAIL


def test_a_seal_without_signatures_fails() -> None:
    assert verified({"payload": PAYLOAD, "signatures": []}).state_of(Check.INTEGRITY) is FAIL
