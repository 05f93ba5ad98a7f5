"""The schemas: a required member that is missing or of another kind is named with its path."""

from copy import deepcopy
from typing import Any

import pytest

from skillmap.verification.structure import problems_of
from throwaway_issuer import OB3, V1, V2, assertion, badge, badge_class, badge_issuer, european

CLR = {
    "@context": [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", OB3],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": {"id": "did:web:school.example", "type": ["Profile"]},
    "validFrom": "2024-05-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:1", "type": ["ClrSubject"], "verifiableCredential": []},
}
GOOD = {
    "open-badges-3": badge(),
    "clr-2": CLR,
    "european-digital-credential": european(),
    "open-badges-2-assertion": assertion(),
    "open-badges-2-badge-class": badge_class(),
    "open-badges-2-issuer": badge_issuer(),
    "verifiable-credential": {
        "@context": V2,
        "type": "VerifiableCredential",
        "issuer": "did:web:school.example",
        "credentialSubject": {},
    },
}
MISSING = object()


def changed(schema: str, path: str, value: Any) -> Any:
    whole = deepcopy(GOOD[schema])
    *above, last = path.split(".")
    place = whole
    for key in above:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if value is MISSING:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return whole


@pytest.mark.parametrize("schema", GOOD)
def test_a_credential_with_all_that_is_required_has_no_problem(schema) -> None:
    assert problems_of(schema, GOOD[schema]) == []


@pytest.mark.parametrize(
    ("schema", "path", "value", "problem"),
    [
        ("open-badges-3", "issuer", MISSING, "$.issuer is missing"),
        ("open-badges-3", "@context", [OB3, V2], "$.@context[0] is not"),
        ("open-badges-3", "@context", [V2], "$.@context has fewer than 2 items"),
        ("open-badges-3", "type", ["VerifiableCredential"], "$.type lacks"),
        ("open-badges-3", "validFrom", MISSING, "$ lacks validFrom or issuanceDate"),
        ("open-badges-3", "validFrom", "1 May 2024", "$.validFrom is no date with a time"),
        ("open-badges-3", "validFrom", 2024, "$.validFrom is a number, expected a text"),
        ("open-badges-3", "issuer.type", "Organization", "$.issuer.type lacks Profile"),
        ("open-badges-3", "credentialSubject.id", MISSING, "$.credentialSubject lacks id or identifier"),
        (
            "open-badges-3",
            "credentialSubject.achievement.name",
            MISSING,
            "$.credentialSubject.achievement.name is missing",
        ),
        (
            "open-badges-3",
            "credentialSubject.achievement.criteria",
            "Weld.",
            "$.credentialSubject.achievement.criteria is a text, expected an object",
        ),
        (
            "open-badges-3",
            "credentialSubject.creditsEarned",
            "3",
            "$.credentialSubject.creditsEarned is a text, expected a number",
        ),
        (
            "open-badges-3",
            "credentialSubject.result",
            [{"type": "Result"}, {"type": "Grade"}],
            "$.credentialSubject.result[1].type lacks Result",
        ),
        ("open-badges-3", "evidence", {"type": "Proof"}, "$.evidence.type lacks Evidence"),
        (
            "clr-2",
            "credentialSubject.verifiableCredential",
            MISSING,
            "$.credentialSubject.verifiableCredential is missing",
        ),
        (
            "clr-2",
            "credentialSubject.association",
            [{"type": "Association"}],
            "$.credentialSubject.association[0].associationType is missing",
        ),
        ("european-digital-credential", "issued", MISSING, "$.issued is missing"),
        (
            "european-digital-credential",
            "credentialSubject.hasClaim.awardedBy",
            MISSING,
            "$.credentialSubject.hasClaim.awardedBy is missing",
        ),
        (
            "european-digital-credential",
            "credentialSubject.hasClaim.creditReceived",
            {"framework": {"id": "x"}, "point": 3},
            "$.credentialSubject.hasClaim.creditReceived.point is a number, expected a text",
        ),
        ("open-badges-2-assertion", "recipient", MISSING, "$.recipient is missing"),
        (
            "open-badges-2-assertion",
            "recipient.hashed",
            "true",
            "$.recipient.hashed is a text, expected",
        ),
        ("open-badges-2-assertion", "verification", MISSING, "$ lacks verification or verify"),
        ("open-badges-2-assertion", "type", "Award", "$.type lacks Assertion"),
        ("open-badges-2-badge-class", "criteria", MISSING, "$.criteria is missing"),
        ("open-badges-2-issuer", "email", MISSING, "$.email is missing"),
        ("verifiable-credential", "@context", [V1], "$.issuanceDate is missing"),
    ],
)
def test_what_is_missing_or_of_another_kind_is_named_with_its_path(schema, path, value, problem) -> None:
    (first, *_) = problems_of(schema, changed(schema, path, value))

    assert first.startswith(problem)


@pytest.mark.parametrize(
    ("schema", "path", "value"),
    [
        ("open-badges-3", "issuer", "did:web:school.example"),
        ("open-badges-3", "issuer.type", "Profile"),
        ("open-badges-3", "credentialSubject", [badge()["credentialSubject"]]),
        ("open-badges-3", "evidence", [{"type": ["Evidence"]}]),
        ("open-badges-3", "credentialStatus", [{"type": "BitstringStatusListEntry"}]),
        ("open-badges-2-assertion", "type", ["Assertion", "Extension"]),
        ("open-badges-2-badge-class", "criteria", "https://school.example/criteria"),
        ("european-digital-credential", "credentialSubject.hasClaim", []),
    ],
)
def test_one_or_several_are_accepted_where_the_standard_accepts_both(schema, path, value) -> None:
    assert problems_of(schema, changed(schema, path, value)) == []


def test_a_value_is_never_repeated() -> None:
    value = changed("open-badges-3", "credentialSubject.id", {"name": "Ada Invented"})

    assert "Ada" not in " ".join(problems_of("open-badges-3", value))


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"type": {}}, {"@context": {"a": []}}])
def test_any_json_value_gets_an_answer(value) -> None:
    for schema in GOOD:
        assert problems_of(schema, value)
