"""CLR 2.0: each credential inside for itself, what hangs together, what is on offer, and nobody named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badge_images import token
from skillmap.domain import Credit
from skillmap.errors import FormatError
from skillmap.formats import read_document, read_document_from

SAMPLE = Path(__file__).parent / "data/samples/comprehensive-learner-record.json"
INSIDE = "$.credentialSubject.verifiableCredential"


def credential(number: int, **achievement) -> dict:
    base = {
        "id": f"urn:achievement:{number}",
        "name": f"Bread {number}",
        "criteria": {"narrative": "- Bake bread"},
    }
    return {
        "id": f"urn:credential:{number}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"name": "Oven School"},
        "credentialSubject": {"id": "did:x:1", "achievement": base | achievement},
    }


def read(*inside, subject: dict | None = None, **root):
    held = {"id": "did:x:1", "type": ["ClrSubject"], "verifiableCredential": list(inside)} | (subject or {})
    record = {
        "id": "urn:record",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"name": "Oven School"},
        "credentialSubject": held,
    }
    return read_document_from("record.json", json.dumps(record | root).encode())


def relation(kind: str, source: str, target: str) -> dict:
    return {"association": [{"associationType": kind, "sourceId": source, "targetId": target}]}


def test_each_credential_inside_is_read_with_its_full_path() -> None:
    document = read(credential(1), credential(2))

    assert [found.title for found in document.credentials] == ["Bread 1", "Bread 2"]
    assert (
        document.credentials[1].origin_of("title").place == f"{INSIDE}[1].credentialSubject.achievement.name"
    )
    assert {found.source for found in document.credentials} == {document.source}
    assert document.findings == ()


def test_a_credential_that_stands_alone_is_a_list_of_one() -> None:
    document = read(subject={"verifiableCredential": credential(1)})

    assert [found.title for found in document.credentials] == ["Bread 1"]


def test_a_signed_token_inside_is_read_like_an_object() -> None:
    under_vc = token({"vc": credential(1), "sub": "did:x:1"})
    flat = token(credential(2) | {"iss": "https://x.example"})
    enveloped = {
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token(credential(3))}",
    }

    document = read(under_vc, flat, enveloped)

    assert [found.title for found in document.credentials] == ["Bread 1", "Bread 2", "Bread 3"]
    assert document.credentials[0].origin_of("id").place == f"{INSIDE}[0].id"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("eyJ.x.y", "This credential was not read: record.json"),
        ("https://x.example/credential", "neither a credential nor a signed token"),
        (7, "neither a credential nor a signed token"),
        ({"id": "urn:x"}, "of no type"),
        ({"type": "EndorsementCredential"}, "of EndorsementCredential was not read: it is no achievement"),
        (credential(3, name=""), "is missing; a badge needs a name"),
        (credential(3) | {"credentialSubject": {}}, "expected what was achieved"),
    ],
    ids=range(7),
)
def test_a_credential_inside_that_cannot_be_read_is_a_finding(inside, words: str) -> None:
    document = read(inside, credential(2))

    assert [found.title for found in document.credentials] == ["Bread 2"]
    assert words in document.findings[0].message
    assert f"{INSIDE}[0]" in document.findings[0].place
    assert document.credentials[0].origin_of("id").place == f"{INSIDE}[1].id"


@pytest.mark.parametrize("subject", [{"verifiableCredential": []}, {"verifiableCredential": None}])
def test_a_record_without_a_readable_credential_is_refused(subject: dict) -> None:
    with pytest.raises(FormatError, match="holds no credential that can be read"):
        read(subject=subject)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("isPartOf", "part of Bread 2", "has as a part Bread 1"),
        ("isChildOf", "child of Bread 2", "parent of Bread 1"),
        ("isParentOf", "parent of Bread 2", "child of Bread 1"),
        ("precedes", "comes before Bread 2", "comes after Bread 1"),
        ("ext:unlocks", "ext:unlocks Bread 2", ""),
    ],
)
@pytest.mark.parametrize("what", ["credential", "achievement"])
def test_how_credentials_hang_together_is_kept_in_words(
    kind: str, first: str, second: str, what: str
) -> None:
    document = read(credential(1), credential(2), subject=relation(kind, f"urn:{what}:1", f"urn:{what}:2"))

    assert [found.stackability for found in document.credentials] == [first, second]
    assert document.credentials[0].origin_of("stackability").place == "$.credentialSubject.association[0]"


def test_a_relation_to_something_outside_the_record_is_kept_and_told() -> None:
    document = read(credential(1), subject=relation("isPartOf", "urn:achievement:1", "urn:other"))

    assert document.credentials[0].stackability == "part of urn:other"
    assert "names something that is not in the record" in document.findings[0].message


def test_what_is_described_but_not_awarded_is_on_offer() -> None:
    defined = [{"id": "urn:achievement:1", "name": "Bread 1"}, {"id": "urn:achievement:9", "name": "Cake"}]
    document = read(credential(1), subject={"achievement": defined})

    assert [found.title for found in document.credentials] == ["Bread 1"]
    assert [(offer.title, offer.holder_identified) for offer in document.offers] == [("Cake", False)]
    assert [finding.place for finding in document.findings if "nobody" in finding.message] == [
        "$.credentialSubject.achievement[1]"
    ]


def test_a_credential_may_name_an_achievement_that_the_record_defines() -> None:
    named = credential(1)
    named["credentialSubject"]["achievement"] = "urn:achievement:9"
    document = read(named, subject={"achievement": [{"id": "urn:achievement:9", "name": "Cake"}]})

    assert [found.title for found in document.credentials] == ["Cake"]
    assert document.offers == ()


def test_credentials_with_one_id_keep_distinct_ids_for_themselves_and_their_outcomes() -> None:
    document = read(credential(1), credential(1), credential(1))

    assert [found.id for found in document.credentials] == [
        "urn:credential:1",
        "urn:credential:1#2",
        "urn:credential:1#3",
    ]
    assert len({outcome.id for found in document.credentials for outcome in found.outcomes}) == 3


def test_the_issuer_of_the_record_is_not_that_of_what_is_inside() -> None:
    document = read(credential(1), issuer={"name": "Registrar"})

    assert document.credentials[0].issuer.name == "Oven School"
    assert "Registrar" in document.findings[0].message


def test_a_credential_of_another_holder_is_told_without_naming_either() -> None:
    other = credential(1)
    other["credentialSubject"]["id"] = "did:x:somebody-else"
    document = read(other)

    assert document.findings[0].message == "This credential names another holder than the record does."
    assert "somebody-else" not in repr(document)


def test_records_in_records_are_opened_three_deep() -> None:
    def record(*inside) -> dict:
        return {"type": "ClrCredential", "credentialSubject": {"verifiableCredential": list(inside)}}

    document = read(credential(1), record(credential(2), record(credential(3), record(credential(4)))))

    assert [found.title for found in document.credentials] == ["Bread 1", "Bread 2", "Bread 3"]
    assert any("this deep was not read" in finding.message for finding in document.findings)


def test_a_record_of_more_credentials_than_are_read_is_refused() -> None:
    with pytest.raises(FormatError, match="holds 2001 credentials; at most 2,000"):
        read(*[credential(1)] * 2_001)


def test_holders_are_nowhere_in_the_document() -> None:
    inner = credential(1, description="Nora Ficticia bakes; so does Ivo Inventado.")
    inner["credentialSubject"] |= {"id": "did:x:1", "name": "Ivo Inventado", "email": "ivo@post.example"}
    document = read(inner, subject={"name": "Nora Ficticia"}, name="Nora Ficticia")

    shown = repr(document).lower()
    for secret in ("nora", "ficticia", "ivo", "inventado", "post.example", "did:x"):
        assert secret not in shown
    assert document.credentials[0].holder_identified is True


def test_everything_of_the_sample_is_read() -> None:
    document = read_document(SAMPLE)

    tides, signals = document.credentials
    assert (tides.credit, tides.credit_offered, tides.code) == (Credit(6, None), Credit(6, None), "HBR-114")
    assert tides.term == "2025-26 Term 3"
    assert tides.assessment.grade == "Merit"
    assert tides.stackability == "part of Coastal Skipper; comes after Signals at Sea"
    assert signals.issuer.name == "Lighthouse Trust"
    assert [offer.title for offer in document.offers] == ["Coastal Skipper"]
    for secret in ("Ines", "Ficticia", "learner-5521"):
        assert secret not in repr(document)
