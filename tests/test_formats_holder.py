"""The holder: told only when asked for, in every way a credential says it. All people are invented."""

from __future__ import annotations

import hashlib
import json
import time

import pytest

from skillmap.errors import FormatError
from skillmap.formats.holder import Holder, Identifier, holder_in, holder_of, without_holder

EMAIL = "nora@post.example"


def hashed(text: str, salt: str = "", algorithm: str = "sha256") -> str:
    return f"{algorithm}${hashlib.new(algorithm, f'{text}{salt}'.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("credential", "holder"),
    [
        (
            {"credentialSubject": {"id": "did:x:1", "name": "Nora Ficticia", "email": EMAIL}},
            Holder(("Nora Ficticia",), (Identifier("email", EMAIL), Identifier("id", "did:x:1"))),
        ),
        (
            {"credentialSubject": {"givenName": {"en": ["Nora"]}, "familyName": "Ficticia"}},
            Holder(("Nora Ficticia",)),
        ),
        (
            {
                "credentialSubject": [
                    {
                        "identifier": {
                            "identityType": "emailAddress",
                            "identityHash": "sha256$ab",
                            "hashed": True,
                            "salt": "s",
                        }
                    }
                ]
            },
            Holder((), (Identifier("emailAddress", "sha256$ab", True, "s"),)),
        ),
        (
            {"recipient": {"type": "email", "identity": EMAIL, "hashed": False}},
            Holder((), (Identifier("email", EMAIL),)),
        ),
        (
            {"recipient": "sha256$ab", "salt": "s"},
            Holder((), (Identifier("identity", "sha256$ab", True, "s"),)),
        ),
        (
            {"extensions:recipientProfile": {"name": "Nora Ficticia"}, "recipient": {"identity": EMAIL}},
            Holder(("Nora Ficticia",), (Identifier("identity", EMAIL),)),
        ),
        ({"credentialSubject": {"achievement": {"name": "Bread"}}}, Holder()),
        ({"credentialSubject": "did:x:1"}, Holder((), (Identifier("identity", "did:x:1"),))),
        ({"issuer": {"name": "Oven School"}}, Holder()),
    ],
    ids=range(9),
)
def test_a_credential_says_in_many_ways_who_holds_it(credential: dict, holder: Holder) -> None:
    assert holder_of("badge.json", credential) == holder
    assert bool(holder) is (holder != Holder())


def test_a_holder_of_a_credential_inside_is_not_the_holder_of_the_whole() -> None:
    inner = {"credentialSubject": {"name": "Someone Else"}}

    assert holder_of("record.json", {"credentialSubject": {"verifiableCredential": [inner]}}) == Holder()


@pytest.mark.parametrize(
    ("identifier", "text", "answer"),
    [
        (Identifier("email", EMAIL), "Nora@Post.example", True),
        (Identifier("id", f"mailto:{EMAIL}"), EMAIL, True),
        (Identifier("email", EMAIL), "else@post.example", False),
        (Identifier("email", hashed(EMAIL, "deadsea"), True, "deadsea"), EMAIL, True),
        (Identifier("email", hashed(EMAIL, "deadsea"), True, "deadsea"), f" {EMAIL.upper()} ", True),
        (Identifier("email", hashed(EMAIL, "deadsea"), True, "redsea"), EMAIL, False),
        (
            Identifier("email", hashed(EMAIL, algorithm="md5").upper().replace("MD5", "md5"), True),
            EMAIL,
            True,
        ),
        (Identifier("email", "crc$1234", True), EMAIL, None),
    ],
    ids=range(8),
)
def test_an_identifier_is_compared_as_its_standard_says(identifier, text: str, answer: bool | None) -> None:
    assert identifier.names(text) is answer


@pytest.mark.parametrize("value", [[], None, "text"])
def test_what_is_no_credential_is_refused(value) -> None:
    with pytest.raises(FormatError, match=r"file.json, \$: expected a JSON object"):
        holder_of("file.json", value)


def test_more_identities_than_are_looked_at_are_refused() -> None:
    with pytest.raises(FormatError, match="more than 500 ways"):
        holder_of("file.json", {"credentialSubject": {"email": [f"{n}@post.example" for n in range(501)]}})


@pytest.mark.parametrize(
    ("identity", "text", "left"),
    [
        ("+49 301 555", "call +49  301 555 now", "call the holder now"),
        ("Nora Ficticia", "NORA\nFICTICIA and Nora", "the holder and Nora"),
        ("Nora", "Nora, nora and Noras", "the holder, nora and Noras"),
        ("nora@post.example", "write to <nora@post.example>.", "write to <the holder>."),
        ("nora@post.example", "https://x.example/?of=nora@post.example", ""),
        ("S-4711", "S-4711 and S-47110 and XS-4711", "the holder and S-47110 and XS-4711"),
        ("did:x:1", "made by did:x:1; did:x:12 helped", "made by the holder; did:x:12 helped"),
        ("???", "nothing of words ???", "nothing of words ???"),
    ],
)
def test_an_identity_is_taken_out_where_it_stands_as_a_whole(identity: str, text: str, left: str) -> None:
    unheld = without_holder("b.json", {"credentialSubject": {"identifier": identity}, "description": text})

    assert unheld.value["description"] == left


def test_of_two_identities_that_begin_alike_the_longer_one_is_taken_out() -> None:
    subject = {"name": "Nora Ficticia", "givenName": "Nora"}
    unheld = without_holder("b.json", {"credentialSubject": subject, "text": "Nora Ficticia, called Nora"})

    assert unheld.value["text"] == "the holder, called the holder"


def test_the_time_to_take_names_out_does_not_grow_with_their_number() -> None:
    names = [f"name{number} surname" for number in range(490)]
    text = "name7 walked home with name8 surname; " * 100_000
    begun = time.process_time()

    unheld = without_holder("b.json", {"credentialSubject": {"identifier": names}, "description": text})

    assert time.process_time() - begun < 5
    assert "name8" not in unheld.value["description"]


def test_the_salt_of_an_identifier_is_no_name() -> None:
    subject = {"identifier": {"identityHash": "nora@post.example", "salt": "not-used"}}
    unheld = without_holder("b.json", {"credentialSubject": subject, "description": "It is not-used."})

    assert unheld.value["description"] == "It is not-used."


def test_a_file_is_asked_through_its_envelope_and_seal() -> None:
    value = {"credentialSubject": {"fullName": {"en": ["Nora Ficticia"]}}}
    sealed = {"payload": json.dumps(value), "signatures": []}
    encoded = {
        "payload": "eyJjcmVkZW50aWFsU3ViamVjdCI6eyJmdWxsTmFtZSI6Ik5vcmEgRmljdGljaWEifX0",
        "signatures": [],
    }

    for content in (value, sealed, encoded, {"credential": value}):
        assert holder_in("b.json", json.dumps(content).encode()).names == ("Nora Ficticia",)
