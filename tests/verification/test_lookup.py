"""Documents that are not at hand: fetched only if the institution says so, and each only once."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skillmap.domain import Check, CheckEvidence, CheckState, Verification
from skillmap.verification import KnownDocuments, VerificationSettings, verify_document
from skillmap.verification.fetch import Fetched, FetchError
from skillmap.verification.lookup import MOST_FETCHES
from throwaway_issuer import (
    LIST,
    RSA,
    SCHOOL,
    assertion,
    badge,
    badge_class,
    badge_issuer,
    claims,
    did_document,
    jwk,
    profile,
    status_entry,
    status_list,
    token,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED
DID = "did:web:school.example"


@dataclass
class Web:
    """What stands on the web in a test; no network is touched."""

    pages: dict[str, Any]
    asked: list[tuple[str, int]] = field(default_factory=list)

    def fetch_json(self, url: str, *, redirects: int = 0) -> Fetched:
        self.asked.append((url, redirects))
        if url not in self.pages:
            raise FetchError(f"{url}: 404", status=404)
        value = self.pages[url]
        evidence = CheckEvidence("fetched", url, "0" * 64, AT)
        content = json.dumps(value).encode()
        return Fetched(url, content, value, 410 if value is None else 200, evidence)


def verified(presented: Any, web: Web | None, **settings: Any) -> Verification:
    content = presented.encode() if isinstance(presented, str) else json.dumps(presented).encode()
    (verification,) = verify_document(content, VerificationSettings(at=AT, fetcher=web, **settings))
    return verification


def test_a_did_on_the_web_is_fetched_from_the_address_of_its_method_without_redirection() -> None:
    web = Web({"https://school.example/.well-known/did.json": did_document(RSA, DID)})

    found = verified(token(claims(badge(DID)), kid=f"{DID}#key-1"), web)

    assert found.state_of(Check.KEY_BOUND) is PASS
    assert found.results[list(Check).index(Check.INTEGRITY)].evidence[0].obtained == AT
    assert set(web.asked) == {("https://school.example/.well-known/did.json", 0)}


def test_a_document_under_an_address_that_says_another_id_is_not_taken_for_it() -> None:
    other = did_document(RSA, "did:web:other.example")
    web = Web({"https://school.example/.well-known/did.json": other})

    found = verified(token(claims(badge(DID)), kid=f"{DID}#key-1"), web)

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert found.state_of(Check.KEY_BOUND) is NOT_CHECKED


def test_a_jwk_at_the_address_that_kid_names_is_found_and_bound_only_under_the_issuers_own() -> None:
    own, foreign = f"{SCHOOL}/keys/1", "https://keys.example/1"
    web = Web({own: jwk(RSA), foreign: jwk(RSA), f"{SCHOOL}/set": {"keys": [jwk(RSA, kid="a")]}})

    for kid, expected in ((own, PASS), (f"{SCHOOL}/set#a", PASS), (foreign, NOT_CHECKED)):
        found = verified(token(claims(badge()), kid=kid), web)
        assert (found.state_of(Check.INTEGRITY), found.state_of(Check.KEY_BOUND)) == (PASS, expected)


def test_what_is_given_goes_before_what_could_be_fetched() -> None:
    file = ("did.json", json.dumps(did_document(RSA, DID)).encode())
    web = Web({})

    found = verified(token(claims(badge(DID)), kid=f"{DID}#key-1"), web, keys=KnownDocuments([file]))

    assert found.state_of(Check.KEY_BOUND) is PASS
    assert web.asked == []


def test_a_hosted_badge_is_fetched_with_its_parts() -> None:
    pages = {one["id"]: one for one in (assertion(), badge_class(), badge_issuer())}
    web = Web(pages)

    found = verified(assertion(), web)

    assert found.state_of(Check.INTEGRITY) is PASS
    assert found.state_of(Check.NOT_REVOKED) is PASS
    assert ("https://school.example/assertions/1", 3) in web.asked
    assert len(web.asked) == len(set(web.asked))


def test_a_hosted_badge_that_is_gone_is_revoked() -> None:
    found = verified(assertion(), Web({"https://school.example/assertions/1": None}))

    assert found.state_of(Check.NOT_REVOKED) is FAIL
    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED


def test_a_status_list_is_fetched_and_verified_as_a_token() -> None:
    listed = token(status_list(SCHOOL, 7), RSA, kid=f"{SCHOOL}#key-1")
    web = Web({LIST: listed, SCHOOL: profile()})

    found = verified(token(claims(badge(credentialStatus=status_entry(7)))), web)

    assert found.state_of(Check.NOT_REVOKED) is FAIL


def test_an_address_that_does_not_answer_is_named_in_the_reason() -> None:
    found = verified(assertion(), Web({}))

    assert found.state_of(Check.INTEGRITY) is NOT_CHECKED
    assert "404" in found.results[list(Check).index(Check.INTEGRITY)].reason


def test_a_document_that_names_thousands_of_addresses_does_not_send_us_to_all() -> None:
    inner = [token(claims(badge()), kid=f"https://victim.example/{number}") for number in range(60)]
    web = Web({})

    content = {"type": "VerifiablePresentation", "verifiableCredential": inner}
    verify_document(json.dumps(content).encode(), VerificationSettings(at=AT, fetcher=web))

    assert len(web.asked) == MOST_FETCHES
