"""Lists of issuers that an institution trusts: what they may look like, and what a name on one is worth."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from skillmap.domain import Check, CheckResult, CheckState
from skillmap.errors import FormatError
from skillmap.verification import (
    TrustEntry,
    TrustList,
    VerificationSettings,
    load_trust_list,
    trust_list_from,
    verify_document,
)
from throwaway_issuer import badge, did_key, proven

KEY = ed25519.Ed25519PrivateKey.generate()
DID = did_key(KEY)


def trusted(credential: dict[str, Any], *entries: TrustEntry) -> CheckResult:
    trust = (TrustList("partners", entries),) if entries else ()
    (verification,) = verify_document(json.dumps(credential).encode(), VerificationSettings(trust=trust))
    return verification.results[list(Check).index(Check.ISSUER_TRUSTED)]


def test_an_issuer_on_the_list_that_is_shown_to_have_signed_is_trusted() -> None:
    found = trusted(proven(badge(DID), KEY), TrustEntry(id="did:key:zOther"), TrustEntry(id=DID))

    assert found.state is CheckState.PASS
    assert [one.id for one in found.evidence] == ["partners"]


def test_an_issuer_that_is_not_on_the_list_fails_without_a_word_against_it() -> None:
    found = trusted(proven(badge(DID), KEY), TrustEntry(domain="school.example"))

    assert found.state is CheckState.FAIL
    assert "says nothing against the issuer" in found.reason


def test_a_name_on_the_list_is_worth_nothing_to_who_only_writes_it() -> None:
    attacker = ed25519.Ed25519PrivateKey.generate()

    assert trusted(badge(DID), TrustEntry(id=DID)).state is CheckState.NOT_CHECKED
    assert trusted(proven(badge(DID), attacker), TrustEntry(id=DID)).state is CheckState.NOT_CHECKED


def test_a_registration_number_is_a_claim_of_whoever_signed() -> None:
    numbered = badge(DID)
    numbered["issuer"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifier": "REG-12345", "identifierType": "identifier"}
    ]

    found = trusted(proven(numbered, KEY), TrustEntry(number="REG-12345"))

    assert found.state is CheckState.NOT_CHECKED


def test_without_a_list_nothing_is_said() -> None:
    assert trusted(badge(DID)).state is CheckState.NOT_CHECKED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.toml", '[[issuer]]\nid = "did:web:a.example"\n[[issuer]]\ndomain = "b.example"\n'),
        ("list.json", '["did:web:a.example", "b.example"]'),
        ("list.json", '{"issuers": [{"id": "did:web:a.example"}, {"domain": "b.example", "name": "B"}]}'),
        ("list.csv", "Name,ID,Domain\nA,did:web:a.example,\nB,,b.example\n"),
    ],
    ids=["TOML", "JSON texts", "JSON objects", "CSV"],
)
def test_a_list_may_be_toml_json_or_csv(name, content) -> None:
    found = trust_list_from(name, content.encode())

    assert found.entries == (TrustEntry(id="did:web:a.example"), TrustEntry(domain="b.example"))
    assert found.sha256


def test_the_older_registry_of_dcc_is_a_list_of_dids() -> None:
    registry = {
        "meta": {"created": "2024"},
        "registry": {DID: {"name": "A"}, "did:web:b.example": {"name": "B"}},
    }

    found = trust_list_from("registry.json", json.dumps(registry).encode())

    assert [entry.id for entry in found.entries] == [DID, "did:web:b.example"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.txt", "did:web:a.example"),
        ("list.json", "{}"),
        ("list.json", "[]"),
        ("list.json", '[{"name": "only a name"}]'),
        ("list.json", "[7]"),
        ("list.toml", "issuer = 3"),
        ("list.toml", "[[issuer"),
        ("list.csv", "name\nA\n"),
        ("list.csv", "id\n"),
    ],
)
def test_a_list_that_names_no_issuer_is_refused_in_one_line(name, content) -> None:
    with pytest.raises(FormatError) as refused:
        trust_list_from(name, content.encode())

    assert "\n" not in str(refused.value)


def test_a_list_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        load_trust_list(tmp_path / "list.toml")


@pytest.mark.parametrize(
    ("domain", "did", "same"),
    [
        ("school.example", "did:web:school.example", True),
        ("School.Example", "did:web:school.example:issuers:1", True),
        ("school.example", "did:web:a.school.example", False),
        ("*.school.example", "did:web:a.school.example", True),
        ("*.school.example", "did:web:school.example", False),
        ("*.school.example", "did:web:evilschool.example", False),
        ("school.example", "https://school.example/issuers/1", True),
        ("school.example", "https://school.example.evil.example/1", False),
        ("school.example", "https://school.example@evil.example/1", False),
        ("school.example", "urn:school.example", False),
    ],
)
def test_a_domain_is_compared_host_for_host(domain, did, same) -> None:
    found = trusted(badge(did), TrustEntry(domain=domain))

    assert found.state is (CheckState.NOT_CHECKED if same else CheckState.FAIL)
