"""Hosted badges of Open Badges 2.0: what stands under the address counts, if it is one of the issuer's."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from badge_images import OB2, baked_png, baked_svg
from skillmap.domain import Check, CheckState, Verification
from skillmap.verification import KnownDocuments, TrustEntry, TrustList, VerificationSettings, verify_document
from throwaway_issuer import assertion, badge_class, badge_issuer

AT = datetime(2026, 1, 1, tzinfo=UTC)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED


def verified(presented: Any, *hosted: Any, **settings: Any) -> Verification:
    content = presented if isinstance(presented, bytes) else json.dumps(presented).encode()
    files = [(f"{number}.json", json.dumps(one).encode()) for number, one in enumerate(hosted)]
    (verification,) = verify_document(
        content, VerificationSettings(**({"statuses": KnownDocuments(files), "at": AT} | settings))
    )
    return verification


def reason(verification: Verification, check: Check) -> str:
    return verification.results[list(Check).index(check)].reason


def test_a_badge_that_is_the_same_as_its_hosted_copy_passes() -> None:
    found = verified(assertion(), assertion(), badge_class(), badge_issuer())

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED
    assert found.state_of(Check.NOT_REVOKED) is PASS
    assert found.title == "Welding"


def test_a_badge_without_its_hosted_copy_is_not_checked() -> None:
    found = verified(assertion())

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert found.state_of(Check.NOT_REVOKED) is NOT_CHECKED


@pytest.mark.parametrize(
    "changed",
    [
        {"issuedOn": "2025-05-01T00:00:00Z"},
        {"badge": "https://school.example/badges/surgery"},
        {"badge": badge_class(name="Surgery")},
        {"expires": "2030-01-01T00:00:00Z"},
        {"recipient": {"type": "email", "hashed": False, "identity": "thief@school.example"}},
    ],
    ids=["date", "badge", "embedded badge", "added", "recipient"],
)
def test_a_badge_that_differs_from_its_hosted_copy_fails_and_says_where(changed) -> None:
    found = verified(assertion(**changed), assertion(), badge_class(), badge_issuer())

    assert found.state_of(Check.INTEGRITY) is FAIL
    assert next(iter(changed)) in reason(found, Check.INTEGRITY)
    assert "thief" not in reason(found, Check.INTEGRITY)


def test_the_freedoms_of_the_standard_are_no_differences() -> None:
    copy = assertion(type=["Assertion"], badge=badge_class())
    copy["verify"] = {"type": "HostedBadge"}
    del copy["verification"]

    assert verified(copy, assertion(), badge_class(), badge_issuer()).state_of(Check.INTEGRITY) is PASS


def test_the_dates_and_the_recipient_of_the_hosted_copy_count() -> None:
    hosted = assertion(expires="2025-01-01T00:00:00Z")

    assert verified(assertion(), hosted, badge_class(), badge_issuer()).state_of(Check.IN_DATE) is FAIL


def test_a_badge_that_its_issuer_has_taken_back_is_revoked() -> None:
    hosted = assertion(revoked=True, revocationReason="withdrawn")

    found = verified(assertion(), hosted, badge_class(), badge_issuer())

    assert found.state_of(Check.NOT_REVOKED) is FAIL
    assert found.state_of(Check.INTEGRITY) is PASS


HERE = "https://school.example/assertions/1"


@pytest.mark.parametrize(
    ("address", "rules", "expected"),
    [
        (HERE, None, PASS),
        ("https://elsewhere.example/assertions/1", None, FAIL),
        ("http://school.example/assertions/1", None, FAIL),
        (HERE, {"startsWith": "https://school.example/assertions/"}, PASS),
        (HERE, {"startsWith": ["https://school.example/x", "https://school.example/assert"]}, PASS),
        (HERE, {"startsWith": "https://school.example/badges/"}, FAIL),
        ("https://school.example.evil.example/1", {"startsWith": "https://school.example"}, FAIL),
        ("https://cdn.example/1", {"allowedOrigins": ["cdn.example", "school.example"]}, PASS),
        ("https://cdn.example/1", {"allowedOrigins": "https://cdn.example"}, PASS),
        (HERE, {"allowedOrigins": "cdn.example"}, FAIL),
        ("https://cdn.example.evil.example/1", {"allowedOrigins": "cdn.example"}, FAIL),
    ],
)
def test_a_badge_counts_only_where_the_issuers_profile_lets_it_be_hosted(address, rules, expected) -> None:
    issuer = badge_issuer() if rules is None else badge_issuer(verification=rules)
    hosted = assertion(id=address)

    assert verified(hosted, hosted, badge_class(), issuer).state_of(Check.INTEGRITY) is expected


def test_a_hosted_copy_without_the_issuers_profile_is_not_checked() -> None:
    assert verified(assertion(), assertion(), badge_class()).state_of(Check.INTEGRITY) is NOT_CHECKED


def test_a_badge_cannot_bring_the_profile_that_lets_it_be_hosted() -> None:
    own = badge_issuer(verification={"allowedOrigins": "elsewhere.example"})
    hosted = assertion(id="https://elsewhere.example/1", badge=badge_class(issuer=own))

    assert verified(hosted, hosted).state_of(Check.INTEGRITY) is NOT_CHECKED
    assert verified(hosted, hosted, badge_issuer()).state_of(Check.INTEGRITY) is FAIL


def test_two_different_copies_of_one_address_are_not_used() -> None:
    other = assertion(issuedOn="2025-05-01T00:00:00Z")

    found = verified(assertion(), assertion(), other, badge_class(), badge_issuer())

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert "0.json and 1.json" in reason(found, Check.INTEGRITY)


def test_a_baked_badge_is_verified_by_its_hosted_copy() -> None:
    text = json.dumps(assertion())

    for image in (baked_png(text, "openbadges"), baked_svg(text, namespace=OB2)):
        found = verified(image, assertion(), badge_class(), badge_issuer())
        assert found.state_of(Check.INTEGRITY) is PASS


@pytest.mark.parametrize(
    ("applicant", "expected"),
    [
        ("nobody@school.example", PASS),
        (" Nobody@School.Example ", PASS),
        ("somebody@school.example", FAIL),
        ("did:example:nobody", NOT_CHECKED),
        ("", NOT_CHECKED),
    ],
)
def test_the_hash_of_the_recipient_is_compared_with_the_applicants_address(applicant, expected) -> None:
    found = verified(assertion(), applicant=(applicant,))

    assert found.state_of(Check.HOLDER_BOUND) is expected
    assert "school.example" not in reason(found, Check.HOLDER_BOUND)


def test_a_recipient_that_was_written_over_does_not_make_the_thief_the_holder() -> None:
    changed = assertion(recipient={"type": "email", "hashed": False, "identity": "thief@school.example"})

    found = verified(changed, assertion(), badge_class(), badge_issuer(), applicant=("thief@school.example",))

    assert found.state_of(Check.HOLDER_BOUND) is FAIL


def test_a_hosted_badge_is_trusted_by_the_domain_of_its_issuer() -> None:
    trust = (TrustList("partners", (TrustEntry(domain="school.example"),)),)

    shown = verified(assertion(), assertion(), badge_class(), badge_issuer(), trust=trust)
    claimed = verified(assertion(badge=badge_class()), trust=trust)

    assert shown.state_of(Check.ISSUER_TRUSTED) is PASS
    assert claimed.state_of(Check.ISSUER_TRUSTED) is NOT_CHECKED


def test_a_badge_class_alone_is_described_and_nothing_more() -> None:
    found = verified(badge_class())

    assert found.state_of(Check.SCHEMA) is PASS
    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert found.title == "Welding"
