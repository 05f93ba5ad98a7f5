"""Status and revocation lists: believed only when they are sound, and never taken for clear otherwise."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from skillmap.domain import Check, CheckResult, CheckState
from skillmap.verification import KnownDocuments, VerificationSettings, verify_document
from skillmap.verification.bitstring import BitstringError, status_at
from throwaway_issuer import (
    LIST,
    OB3,
    RSA,
    SCHOOL,
    V2,
    assertion,
    b64,
    badge,
    badge_class,
    badge_issuer,
    claims,
    did_key,
    packed,
    pem,
    profile,
    proven,
    status_entry,
    status_list,
    token,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ed25519.Ed25519PrivateKey.generate()
DID = did_key(KEY)
PASS, FAIL, NOT_CHECKED = CheckState.PASS, CheckState.FAIL, CheckState.NOT_CHECKED


def revocation(credential: Any, *lists: Any, keys: Any = ()) -> CheckResult:
    def documents(values: Any) -> KnownDocuments:
        texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
        return KnownDocuments((f"{number}.json", text.encode()) for number, text in enumerate(texts))

    content = credential.encode() if isinstance(credential, str) else json.dumps(credential).encode()
    settings = VerificationSettings(keys=documents(keys), statuses=documents(lists), at=AT)
    (verification,) = verify_document(content, settings)
    return verification.results[list(Check).index(Check.NOT_REVOKED)]


def listed(*entries: dict[str, Any]) -> dict[str, Any]:
    context = {"@context": [V2, OB3, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]}
    status = list(entries) if len(entries) > 1 else entries[0]
    return proven(badge(DID, credentialStatus=status, **context), KEY)


def test_a_clear_bit_of_a_sound_list_is_not_revoked() -> None:
    found = revocation(listed(status_entry(7)), proven(status_list(DID, 6, 8), KEY))

    assert found.state is PASS
    assert found.evidence[0].id == LIST
    assert found.evidence[0].sha256


def test_a_set_bit_is_revoked() -> None:
    assert revocation(listed(status_entry(7)), proven(status_list(DID, 7), KEY)).state is FAIL


def test_a_suspended_credential_fails_and_says_suspended() -> None:
    sound = status_list(DID, 3)
    sound["credentialSubject"]["statusPurpose"] = "suspension"

    found = revocation(listed(status_entry(3, statusPurpose="suspension")), proven(sound, KEY))

    assert found.state is FAIL
    assert "suspended" in found.reason


def test_one_set_bit_of_two_entries_is_enough() -> None:
    entries = (status_entry(1), status_entry(7))

    assert revocation(listed(*entries), proven(status_list(DID, 7), KEY)).state is FAIL


def test_an_entry_for_messages_does_not_judge() -> None:
    message = status_entry(7, statusPurpose="message")

    assert revocation(listed(message), proven(status_list(DID, 7), KEY)).state is NOT_CHECKED
    both = listed(message, status_entry(1))
    assert revocation(both, proven(status_list(DID, 7), KEY)).state is PASS


OTHER = ed25519.Ed25519PrivateKey.generate()


def changed_list() -> dict[str, Any]:
    sound = proven(status_list(DID, 7), KEY)
    sound["credentialSubject"]["encodedList"] = packed(bytes(16384))
    return sound


@pytest.mark.parametrize(
    ("unsound", "words"),
    [
        (status_list(DID), "could not be verified"),
        (changed_list(), "was changed"),
        (proven(status_list(did_key(OTHER)), OTHER), "not by the issuer"),
        (proven(status_list(DID), OTHER), "not shown to be the issuer's"),
        (proven(status_list(DID, validUntil="2025-01-01T00:00:00Z"), KEY), "out of date"),
        (proven(status_list(DID, validFrom="2027-01-01T00:00:00Z"), KEY), "out of date"),
        (proven(status_list(DID, type=["VerifiableCredential"]), KEY), None),
    ],
    ids=["unsigned", "tampered", "other issuer", "other key", "expired", "not yet valid", "no type"],
)
def test_a_list_that_is_not_sound_answers_nothing(unsound, words) -> None:
    found = revocation(listed(status_entry(7)), unsound)

    assert found.state is NOT_CHECKED
    assert words is None or words in found.reason


def test_a_list_for_another_purpose_answers_nothing() -> None:
    found = revocation(listed(status_entry(7, statusPurpose="suspension")), proven(status_list(DID, 7), KEY))

    assert found.state is NOT_CHECKED


def test_a_list_in_a_token_is_verified_as_one() -> None:
    credential = token(claims(badge(credentialStatus=status_entry(7))), RSA)
    text = token(status_list(SCHOOL, 7), RSA, kid=f"{SCHOOL}#key-1")

    assert revocation(credential, text, keys=[profile()]).state is FAIL


def test_the_older_list_of_2021_is_read_without_the_u_in_front() -> None:
    sound = status_list(SCHOOL, 7, type=["VerifiableCredential", "StatusList2021Credential"])
    sound["credentialSubject"] |= {
        "type": "StatusList2021",
        "encodedList": packed(b"\x01" + bytes(16383), ""),
    }
    credential = token(claims(badge(credentialStatus=status_entry(7, type="StatusList2021Entry"))))

    found = revocation(credential, token(sound, RSA, kid=f"{SCHOOL}#key-1"), keys=[profile()])

    assert found.state is FAIL


def test_an_unknown_kind_of_status_is_unsupported() -> None:
    found = revocation(badge(DID, credentialStatus={"id": "urn:x", "type": "LedgerStatus"}))

    assert found.state is CheckState.UNSUPPORTED
    assert "LedgerStatus" in found.reason


def test_a_clear_bit_does_not_clear_a_credential_that_was_changed() -> None:
    changed = listed(status_entry(7))
    changed["credentialStatus"] = status_entry(9)

    assert revocation(changed, proven(status_list(DID, 7), KEY)).state is NOT_CHECKED


def test_a_bomb_in_a_list_is_stopped_and_answers_nothing() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    sound = status_list(DID)
    sound["credentialSubject"]["encodedList"] = "u" + b64(bomb)

    found = revocation(listed(status_entry(7)), proven(sound, KEY))

    assert len(bomb) < 100_000
    assert found.state is NOT_CHECKED
    assert "16 MiB" in found.reason


@pytest.mark.parametrize("index", [0, 1, 7, 8, 9, 131_071])
def test_bits_count_from_the_left(index) -> None:
    bits = bytearray(16384)
    bits[index // 8] |= 0x80 >> index % 8

    places = [place for place in {0, 1, 7, 8, 9, 131_071} if status_at(packed(bytes(bits)), str(place))]

    assert places == [index]


def test_wide_entries_are_read_whole() -> None:
    assert [status_at(packed(bytes([0b00011011])), index, 2) for index in range(4)] == [0, 1, 2, 3]
    assert status_at(packed(bytes([0b00000001, 0b10000000])), 1, 5) == 0b00110


@pytest.mark.parametrize(
    ("encoded", "index", "size"),
    [
        (packed(b"\0"), 8, 1),
        (packed(b"\0"), -1, 1),
        (packed(b"\0"), "1.5", 1),
        (packed(b"\0"), True, 1),
        (packed(b"\0"), "9" * 5000, 1),
        (packed(b"\0"), 0, 0),
        (packed(b"\0"), 0, 99),
        (packed(bytes(10))[:-8], 0, 1),
        ("u" + b64(zlib.compress(b"\0")), 0, 1),
        ("u***", 0, 1),
        (None, 0, 1),
    ],
)
def test_a_place_that_is_not_in_the_list_is_an_error(encoded, index, size) -> None:
    with pytest.raises(BitstringError):
        status_at(encoded, index, size)


EDTECH = {"id": "https://school.example/revocations", "type": "1EdTechRevocationList"}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], PASS),
        ([{"id": "urn:uuid:other"}], PASS),
        ([{"id": "urn:uuid:6f0c", "revocationReason": "withdrawn"}], FAIL),
        ([{"id": "urn:uuid:6f0c", "revoked": False}], PASS),
        (None, NOT_CHECKED),
    ],
)
def test_a_revocation_list_of_1edtech_is_searched_for_the_credentials_id(entries, expected) -> None:
    credential = listed(EDTECH)

    assert revocation(credential, {"id": EDTECH["id"], "revokedCredentials": entries}).state is expected


def test_a_revocation_list_by_somebody_else_answers_nothing() -> None:
    other = {"id": EDTECH["id"], "issuer": "did:web:other.example", "revokedCredentials": []}

    assert revocation(listed(EDTECH), other).state is NOT_CHECKED


def test_an_unsigned_credential_cannot_choose_its_revocation_list() -> None:
    chosen = {"id": EDTECH["id"], "revokedCredentials": []}

    assert revocation(badge(DID, credentialStatus=EDTECH), chosen).state is NOT_CHECKED


SIGNED = token(assertion(verification={"type": "signed", "creator": "https://school.example/keys/1"}), RSA)
BADGE_KEY = {"id": "https://school.example/keys/1", "owner": SCHOOL, "publicKeyPem": pem(RSA)}
ISSUER = badge_issuer(publicKey=BADGE_KEY["id"], revocationList="https://school.example/revoked")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], PASS),
        (["https://school.example/assertions/1"], FAIL),
        ([{"id": "https://school.example/assertions/1"}], FAIL),
        ([{"uid": "other"}, "urn:uuid:other"], PASS),
    ],
)
def test_a_signed_badge_is_looked_for_in_the_list_of_its_issuers_profile(entries, expected) -> None:
    revoked = {"id": "https://school.example/revoked", "type": "RevocationList", "revokedAssertions": entries}

    assert revocation(SIGNED, revoked, badge_class(), keys=[BADGE_KEY, ISSUER]).state is expected


def test_a_signed_badge_whose_issuer_names_no_list_is_not_checked() -> None:
    without = badge_issuer(publicKey=BADGE_KEY["id"])

    assert revocation(SIGNED, badge_class(), keys=[BADGE_KEY, without]).state is NOT_CHECKED
