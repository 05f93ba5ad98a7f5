"""Whether a credential is the applicant's: what may be compared with what, and how little a name says."""

from typing import Any

import pytest

from skillmap.domain import CheckState
from skillmap.verification.applicant import check_holder_bound
from skillmap.verification.signing import Signing, failed, not_checked

PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED
SIGNED = Signing(PASS, "The signature fits.")
HASH = "sha256$" + "0" * 64


def identity(value: str, kind: str = "emailAddress", hashed: bool = False, **more: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": kind, "identityHash": value, "hashed": hashed} | more


def subject(**members: Any) -> dict[str, Any]:
    return {"type": ["VerifiableCredential"], "credentialSubject": members}


@pytest.mark.parametrize(
    ("credential", "given", "expected"),
    [
        (subject(id="did:example:Ada"), "did:example:Ada", PASS),
        (subject(id="did:example:Ada"), "did:example:ada", FAIL),
        (subject(id="did:example:Ada"), "ada@invented.example", NOT_CHECKED),
        (subject(id="mailto:ada@invented.example"), "Ada@invented.example", PASS),
        (subject(id="mailto:ada@invented.example"), "bob@invented.example", FAIL),
        (subject(identifier=[identity("ada@invented.example")]), "ada@invented.example", PASS),
        (subject(identifier=[identity("ada@invented.example")]), "bob@invented.example", FAIL),
        (subject(identifier=[identity("12345", "sourcedId")]), "12345", PASS),
        (subject(identifier=[identity("12345", "sourcedId")]), "ada@invented.example", NOT_CHECKED),
        (subject(name="Ada Žižková"), "zizkova, ada", PASS),
        (subject(name="Ada Invented"), "Bob Invented", FAIL),
        (subject(name="Ada Invented"), "12345", NOT_CHECKED),
        (subject(name="Ada Invented"), "did:example:Ada", NOT_CHECKED),
        (subject(fullName={"en": "Ada Invented"}), "Ada Invented", PASS),
        (subject(), "Ada Invented", NOT_CHECKED),
        ({"recipient": {"type": "telephone", "hashed": True, "identity": HASH}}, "a@b.example", NOT_CHECKED),
        ({"recipient": {"type": "email", "hashed": True, "identity": HASH}}, "a@b.example", FAIL),
        ({"recipient": {"type": "email", "hashed": True, "identity": "sha3$00"}}, "a@b.example", NOT_CHECKED),
    ],
)
def test_an_identifier_is_compared_with_those_of_its_kind(credential, given, expected) -> None:
    found = check_holder_bound(credential, SIGNED, [given])

    assert found.state is expected
    assert given not in found.reason
    assert "nvented" not in found.reason


def test_one_identifier_that_is_the_holders_is_enough() -> None:
    credential = subject(id="did:example:Ada", name="Ada Invented")

    assert check_holder_bound(credential, SIGNED, ["Another Spelling", "did:example:Ada"]).state is PASS


def test_a_name_alone_passes_with_the_remark_that_others_may_share_it() -> None:
    found = check_holder_bound(subject(name="Ada Invented"), SIGNED, ["Ada Invented"])

    assert "others may share" in found.reason


def test_a_credential_that_was_changed_is_nobodys() -> None:
    changed = failed("The signature does not fit.")

    assert (
        check_holder_bound(subject(id="did:example:Ada"), changed, ["did:example:Ada"]).state is NOT_CHECKED
    )


def test_a_credential_that_was_not_verified_says_so_beside_its_holder() -> None:
    found = check_holder_bound(subject(id="did:example:Ada"), not_checked("No key."), ["did:example:Ada"])

    assert found.state is PASS
    assert "was not shown" in found.reason


def test_nothing_given_is_nothing_compared() -> None:
    assert check_holder_bound(subject(id="did:example:Ada"), SIGNED, ["  "]).state is NOT_CHECKED
