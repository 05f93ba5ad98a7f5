"""Folders of keys and status documents: found by the ids inside, never by file names."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from skillmap.errors import FormatError
from skillmap.verification import KnownDocuments, load_known_documents
from skillmap.verification.did import web_address
from skillmap.verification.key_material import from_jwk, thumbprint
from skillmap.verification.keyring import Keyring
from skillmap.verification.lookup import Lookup
from throwaway_issuer import (
    OTHER_RSA,
    RSA,
    SCHOOL,
    Authority,
    b64,
    badge,
    did_document,
    jwk,
    pem,
    profile,
    status_list,
    token,
)

PRIVATE = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"


def documents(**files: object) -> KnownDocuments:
    contents = {
        name: value if isinstance(value, bytes) else json.dumps(value).encode()
        for name, value in files.items()
    }
    return KnownDocuments(contents.items())


def test_a_document_is_found_by_its_id_whatever_its_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "holiday.txt").write_text(json.dumps(profile()))

    given = load_known_documents(tmp_path).find(SCHOOL)

    assert given is not None
    assert given.name == "deep/holiday.txt"


def test_the_same_document_twice_is_no_conflict() -> None:
    both = documents(one=profile(), two=json.dumps(profile(), indent=2).encode())

    assert both.find(SCHOOL) is not None
    assert both.notes == ()


def test_two_documents_of_one_id_that_differ_are_both_refused_in_one_line() -> None:
    both = documents(one=profile(RSA), two=profile(OTHER_RSA), three=profile(RSA))

    assert both.find(SCHOOL) is None
    (note,) = both.notes
    assert "one and two" in note
    assert SCHOOL in note


def test_two_folders_that_differ_on_one_id_are_not_used_either() -> None:
    lookup = Lookup(documents(one=profile(RSA)), documents(two=profile(OTHER_RSA)))

    assert lookup.document(SCHOOL) is None
    assert "two different" in lookup.why_not(SCHOOL)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"{",
        b"[]",
        b"{}",
        b'{"id": 7}',
        b'{"keys": ["x"]}',
        b'{"kty": "oct", "k": "c2VjcmV0"}',
        PRIVATE.encode(),
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"\x30\x82\x00\x00",
        json.dumps(jwk(RSA) | {"d": "AQAB"}).encode(),
        json.dumps(badge()).encode(),
        b'{"id": "x", "a": ' + b"[" * 200 + b"]" * 200 + b"}",
    ],
    ids=range(15),
)
def test_a_file_that_holds_nothing_to_look_up_is_told_and_does_no_harm(content) -> None:
    both = documents(odd=content, good=profile())

    assert both.find(SCHOOL) is not None
    assert len(both.unread) == 1
    assert "odd" in both.notes[0]
    assert "\n" not in both.notes[0]


def test_a_private_key_is_refused_in_words() -> None:
    assert "private key" in documents(key=PRIVATE.encode()).notes[0]


@pytest.mark.parametrize(
    "content",
    [
        pem(RSA).encode(),
        jwk(RSA),
        {"keys": [jwk(RSA), jwk(OTHER_RSA)]},
    ],
    ids=["PEM", "JWK", "JWKS"],
)
def test_a_key_without_an_id_is_found_by_its_thumbprint(content) -> None:
    keyring = Keyring(Lookup(documents(key=content), KnownDocuments()))

    name = thumbprint(RSA.public_key())
    assert keyring.find(name) is not None
    assert keyring.find(f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{name}") is not None
    assert keyring.find("something else") is None


@pytest.mark.parametrize(
    ("private", "members"),
    [
        (RSA, ("e", "kty", "n")),
        (ec.generate_private_key(ec.SECP256R1()), ("crv", "kty", "x", "y")),
        (ec.generate_private_key(ec.SECP384R1()), ("crv", "kty", "x", "y")),
        (ed25519.Ed25519PrivateKey.generate(), ("crv", "kty", "x")),
    ],
    ids=["RSA", "P-256", "P-384", "Ed25519"],
)
def test_the_thumbprint_is_that_of_the_standard(private, members) -> None:
    """RFC 7638, section 3: the required members of PyJWT's JWK alone, sorted, without spaces."""
    whole = jwk(private)
    text = "{" + ",".join(f'"{name}":"{whole[name]}"' for name in members) + "}"

    expected = b64(hashlib.sha256(text.encode()).digest())

    assert thumbprint(private.public_key()) == expected
    assert thumbprint(from_jwk(whole)) == expected


def test_two_keys_of_one_name_are_not_used() -> None:
    keyring = Keyring(
        Lookup(documents(a=jwk(RSA, kid="key-1"), b=jwk(OTHER_RSA, kid="key-1")), KnownDocuments())
    )

    assert keyring.find("key-1") is None
    assert "two different keys" in keyring.why_not("key-1")


def test_a_status_list_in_a_token_is_found_by_its_id() -> None:
    text = token(status_list(SCHOOL))

    given = documents(jwt=text.encode()).find("https://school.example/status/1")

    assert given is not None
    assert given.token == text


def test_certificates_are_kept_from_pem_and_der() -> None:
    certificate = Authority().certificate
    both = documents(pem=certificate.public_bytes(Encoding.PEM), der=certificate.public_bytes(Encoding.DER))

    assert [held for held, _ in both.certificates] == [certificate, certificate]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="is no folder"):
        load_known_documents(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:school.example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example:issuers:1", "https://school.example/issuers/1/did.json"),
        ("did:web:school.example%3A8443:1", "https://school.example:8443/1/did.json"),
        ("did:web:school.example:..%2Fx", None),
        ("did:web:user%40school.example", None),
        ("did:web:school.example%2Fevil:1", None),
        ("did:web:", None),
        ("did:key:z6Mk", None),
    ],
)
def test_the_address_of_a_did_on_the_web_is_the_one_of_its_method(did, address) -> None:
    assert web_address(did) == address


@pytest.mark.parametrize(
    "identifier",
    [
        "did:key:z6Mk",
        "did:key:",
        "did:key:zIIII",
        "did:key:z" + "2" * 5000,
        "did:key:z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG#other",
        "did:jwk:e30",
        "did:jwk:" + "W" * 3000,
        "did:jwk:***",
        "did:example:1",
        "",
        "#key-1",
    ],
)
def test_an_id_that_holds_no_key_finds_none_and_says_why(identifier) -> None:
    keyring = Keyring(Lookup(KnownDocuments(), KnownDocuments()))

    assert keyring.find(identifier) is None
    assert keyring.why_not(identifier)


def test_a_did_that_is_its_own_jwk_holds_its_key() -> None:
    text = base64.urlsafe_b64encode(json.dumps(jwk(RSA)).encode()).decode().rstrip("=")

    key = Keyring(Lookup(KnownDocuments(), KnownDocuments())).find(f"did:jwk:{text}#0")

    assert key is not None
    assert key.controller == f"did:jwk:{text}"


def test_a_key_document_of_a_did_names_its_controller() -> None:
    did = "did:web:school.example"
    key = Keyring(Lookup(documents(did=did_document(RSA, did)), KnownDocuments())).find(f"{did}#key-1")

    assert key is not None
    assert (key.controller, key.self_asserted) == (did, False)


def test_what_two_documents_of_one_id_say_alike_is_known(tmp_path: Path) -> None:
    for name, image in (("one.json", "a.png"), ("two.json", "b.png")):
        badge = {"id": "https://x.example/badge", "issuer": "https://x.example/issuer", "image": image}
        (tmp_path / name).write_text(json.dumps(badge))

    known = load_known_documents(tmp_path)

    assert known.find("https://x.example/badge") is None
    assert known.agreed("https://x.example/badge") == {
        "id": "https://x.example/badge",
        "issuer": "https://x.example/issuer",
    }
    assert known.agreed("https://x.example/other") == {}
