"""Changes to a signed document that leave its signature whole, and so pass a check of the signature alone."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proof_signer import Signer, badge, canonical, old_badge, signed
from skillmap.domain.verification import CheckState
from skillmap.resources import sha256_of
from skillmap.verification.data_integrity import ProofResult, check_proofs

Json = dict[str, Any]
CREDENTIALS = "https://www.w3.org/2018/credentials#"
OWN = "https://college.test/context"


@pytest.fixture
def signer() -> Signer:
    return Signer.ed25519()


def achievement(document: Json) -> Json:
    return document["credentialSubject"]["achievement"]


def with_term_beside_the_achievement(document: Json) -> None:
    document["credentialSubject"]["hours"] = 400


def with_term_in_a_nested_object(document: Json) -> None:
    achievement(document)["alignment"][0]["level"] = "EQF 7"


def with_term_at_the_top(document: Json) -> None:
    document["grade"] = "with distinction"


def with_object_under_a_new_term(document: Json) -> None:
    achievement(document)["workload"] = {"type": ["Achievement"], "name": "400 hours"}


def with_list_under_a_new_term(document: Json) -> None:
    achievement(document)["outcomes"] = ["surgery", "dentistry"]


def with_term_in_an_object_without_type(document: Json) -> None:
    achievement(document)["criteria"]["assessment"] = "supervised"


def with_unknown_type(document: Json) -> None:
    document["type"].append("EuropeanDigitalCredential")


def with_type_on_an_object_without_one(document: Json) -> None:
    achievement(document)["criteria"]["type"] = "Supervised"


def with_type_known_elsewhere_only(document: Json) -> None:
    document["type"].append("ClrCredential")


def with_keyword_like_member(document: Json) -> None:
    achievement(document)["@hours"] = 400


def with_undeclared_prefix(document: Json) -> None:
    achievement(document)["ceterms:name"] = "Surgery"


def with_relative_reference(document: Json) -> None:
    achievement(document)["image"] = {"id": "other.png", "type": "Image"}


def with_status_in_a_list_in_a_list(document: Json) -> None:
    document["credentialStatus"] = [[document["credentialStatus"]]]


def with_expiry_under_its_address(document: Json) -> None:
    moment = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": document.pop("validUntil")}
    document[f"{CREDENTIALS}validUntil"] = moment


def with_status_under_its_address(document: Json) -> None:
    document[f"{CREDENTIALS}credentialStatus"] = document.pop("credentialStatus")


def with_type_under_the_keyword(document: Json) -> None:
    document["credentialStatus"]["@type"] = document["credentialStatus"].pop("type")


def with_id_under_the_keyword(document: Json) -> None:
    document["issuer"]["@id"] = document["issuer"].pop("id")


def with_expiry_as_an_object(document: Json) -> None:
    moment = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": document["validUntil"]}
    document["validUntil"] = moment


FAILING = [
    (with_term_beside_the_achievement, "$.credentialSubject.hours"),
    (with_term_in_a_nested_object, "$.credentialSubject.achievement.alignment[0].level"),
    (with_term_at_the_top, "$.grade"),
    (with_object_under_a_new_term, "$.credentialSubject.achievement.workload"),
    (with_list_under_a_new_term, "$.credentialSubject.achievement.outcomes[0]"),
    (with_term_in_an_object_without_type, "$.credentialSubject.achievement.criteria.assessment"),
    (with_unknown_type, "$.type"),
    (with_type_on_an_object_without_one, "$.credentialSubject.achievement.criteria.type"),
    (with_type_known_elsewhere_only, "$.type"),
    (with_keyword_like_member, "$.credentialSubject.achievement.@hours"),
    (with_status_in_a_list_in_a_list, "$.credentialStatus"),
    (with_expiry_under_its_address, f"$.{CREDENTIALS}validUntil"),
    (with_status_under_its_address, f"$.{CREDENTIALS}credentialStatus"),
    (with_type_under_the_keyword, "$.credentialStatus.@type"),
    (with_id_under_the_keyword, "$.issuer.@id"),
]


@pytest.mark.parametrize(("change", "place"), FAILING, ids=[change.__name__ for change, _ in FAILING])
@pytest.mark.parametrize(("suite", "make"), [("eddsa-rdfc-2022", badge), ("Ed25519Signature2020", old_badge)])
def test_a_change_that_the_signature_does_not_see_fails_with_its_place(
    change: Callable[[Json], None], place: str, suite: str, make: Any, signer: Signer
) -> None:
    if make is old_badge and "Until" in place:
        place = ""
    document = make(signer.did)
    credential = signed(document, signer, suite)
    before = canonical(document)

    if make is old_badge:
        _as_new(credential)
        change(credential)
        _as_old(credential)
    else:
        change(credential)

    assert canonical(without_proof(credential)) == before, "the attack must leave the signature whole"
    result = check_proofs(credential, signer.find_key)
    assert result.state is CheckState.FAIL
    assert result.reason.startswith(place)
    assert "does not match" not in result.reason


def _as_new(credential: Json) -> None:
    credential["validUntil"] = credential.pop("expirationDate")


def _as_old(credential: Json) -> None:
    for name in ("validUntil", f"{CREDENTIALS}validUntil"):
        if name in credential:
            credential[name.replace("validUntil", "expirationDate")] = credential.pop(name)


def without_proof(credential: Json) -> Json:
    return {key: value for key, value in credential.items() if key != "proof"}


@pytest.mark.parametrize(
    "change", [with_undeclared_prefix, with_relative_reference], ids=lambda one: one.__name__
)
def test_other_additions_do_not_pass_either(change: Callable[[Json], None], signer: Signer) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")

    change(credential)

    assert check_proofs(credential, signer.find_key).state is CheckState.FAIL


def test_an_expiry_in_a_form_that_readers_do_not_know_does_not_pass(signer: Signer) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    before = canonical(without_proof(credential))

    with_expiry_as_an_object(credential)

    assert canonical(without_proof(credential)) == before
    assert check_proofs(credential, signer.find_key).state is CheckState.UNSUPPORTED


def test_a_relative_reference_that_the_issuer_signed_over_fails(signer: Signer) -> None:
    document = badge(signer.did)
    achievement(document)["image"] = {"id": "picture.png", "type": "Image"}
    credential = signed(document, signer, "eddsa-rdfc-2022")
    achievement(credential)["image"]["id"] = "other.png"

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.FAIL
    assert result.reason.startswith("$.credentialSubject.achievement.image.id is not an absolute address")


def test_an_issuer_whose_id_is_no_address_fails(signer: Signer) -> None:
    """Otherwise anyone could write another name there: the statement is dropped."""
    document = badge("college")
    document["issuer"] = "college"
    credential = signed(document, signer, "eddsa-rdfc-2022")
    credential["issuer"] = "another college"

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.FAIL
    assert result.reason.startswith("$.issuer")


@pytest.mark.parametrize(
    "entry",
    [
        {"hours": "https://college.test/hours"},
        {"validUntil": None},
        {"@vocab": "https://college.test/vocabulary#"},
        {"achievement": "https://college.test/another"},
        None,
        5,
    ],
    ids=str,
)
def test_a_context_of_the_documents_own_is_not_taken_at_its_word(entry: Any, signer: Signer) -> None:
    document = badge(signer.did)
    credential = signed(document, signer, "eddsa-rdfc-2022")
    credential["@context"].append(entry)

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.UNSUPPORTED
    assert result.reason.startswith("$.@context")


def test_a_context_in_a_part_of_the_document_is_looked_at_too(signer: Signer) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    achievement(credential)["@context"] = {"hours": "https://college.test/hours"}

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.UNSUPPORTED
    assert result.reason.startswith("$.credentialSubject.achievement.@context")


@pytest.mark.parametrize(
    "context", ["https://college.test/unknown", "HTTPS://www.w3.org/ns/credentials/v2", "v2"]
)
def test_a_context_that_is_not_known_leaves_the_proof_unchecked_and_is_named(
    context: str, signer: Signer
) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["@context"].append(context)

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.NOT_CHECKED
    assert repr(context) in result.reason


@pytest.mark.parametrize("context", [None, [], "missing"])
def test_a_document_without_context_fails(context: Any, signer: Signer) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    if context == "missing":
        del credential["@context"]
    else:
        credential["@context"] = context

    assert check_proofs(credential, signer.find_key).state in (CheckState.FAIL, CheckState.UNSUPPORTED)


def moved_into_a_second_description(document: Json) -> None:
    """Say the same of the credential, but its expiry where no reader looks."""
    endorsement = document["endorsement"][0]
    endorsement["validUntil"] = document.pop("validUntil")


def endorsed(signer: Signer) -> Json:
    document = badge(signer.did)
    document["endorsement"] = [
        {
            "id": document["id"],
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement of the badge",
        }
    ]
    return document


def test_an_expiry_moved_into_another_description_of_the_credential_does_not_pass(signer: Signer) -> None:
    credential = signed(endorsed(signer), signer, "eddsa-rdfc-2022")
    before = canonical(without_proof(credential))

    moved_into_a_second_description(credential)

    assert canonical(without_proof(credential)) == before
    result = check_proofs(credential, signer.find_key)
    assert result.state is CheckState.UNSUPPORTED
    assert result.reason.startswith("$ is described a second time")


def test_a_status_moved_out_of_its_place_does_not_pass(signer: Signer) -> None:
    document = badge(signer.did)
    status = document["credentialStatus"]
    document["credentialStatus"] = [status, {"id": "https://college.test/status/2#7", "type": status["type"]}]
    achievement(document)["related"] = [{"id": status["id"], "type": ["Related"]}]
    credential = signed(document, signer, "eddsa-rdfc-2022")

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.UNSUPPORTED
    assert result.reason.startswith("$.credentialStatus is described a second time")


def test_a_result_moved_to_an_issuer_who_is_the_subject_does_not_pass(signer: Signer) -> None:
    document = badge(signer.did)
    document["credentialSubject"]["id"] = signer.did
    document["credentialSubject"]["result"] = [{"type": ["Result"], "status": "Failed"}]
    document["issuer"]["type"] = ["Profile", "AchievementSubject"]
    credential = signed(document, signer, "eddsa-rdfc-2022")
    before = canonical(without_proof(credential))

    credential["issuer"]["result"] = credential["credentialSubject"].pop("result")

    assert canonical(without_proof(credential)) == before
    assert check_proofs(credential, signer.find_key).state is CheckState.UNSUPPORTED


def test_an_issuer_who_is_also_the_subject_passes(signer: Signer) -> None:
    document = badge(signer.did)
    document["credentialSubject"]["id"] = signer.did

    assert check_proofs(signed(document, signer, "eddsa-rdfc-2022"), signer.find_key).state is CheckState.PASS


def test_a_copy_of_a_description_passes(signer: Signer) -> None:
    document = badge(signer.did)
    document["endorsement"] = [{"id": document["id"], "type": ["VerifiableCredential"]}]

    assert check_proofs(signed(document, signer, "eddsa-rdfc-2022"), signer.find_key).state is CheckState.PASS


def test_an_embedded_credential_with_contexts_of_its_own_passes(signer: Signer) -> None:
    document = badge(signer.did)
    inner = badge(signer.did)
    inner["id"] = "urn:uuid:57c0c7a4-66a7-4c2b-9b1b-9a8f0c1a9333"
    inner["type"] = ["VerifiableCredential", "EndorsementCredential"]
    inner["credentialSubject"] = {
        "id": document["issuer"]["id"],
        "type": ["EndorsementSubject"],
        "endorsementComment": "A college of good name.",
    }
    document["endorsement"] = [signed(inner, signer, "eddsa-rdfc-2022")]
    credential = signed(document, signer, "eddsa-rdfc-2022")

    result = check_proofs(credential, signer.find_key)
    credential["endorsement"][0]["credentialSubject"]["stars"] = 5
    changed = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.PASS, result.reason
    assert changed.reason.startswith("$.endorsement[0].credentialSubject.stars is not covered")


def test_texts_with_a_language_and_a_direction_pass(signer: Signer) -> None:
    document = badge(signer.did)
    document["name"] = {"@value": "تحليل التربة", "@language": "ar", "@direction": "rtl"}
    credential = signed(document, signer, "eddsa-rdfc-2022")

    result = check_proofs(credential, signer.find_key)
    credential["name"]["@language"] = "fa"

    assert result.state is CheckState.PASS, result.reason
    assert check_proofs(credential, signer.find_key).state is CheckState.FAIL


def test_members_that_hold_nothing_pass(signer: Signer) -> None:
    document = badge(signer.did)
    achievement(document).update({"related": [], "humanCode": None})

    assert check_proofs(signed(document, signer, "eddsa-rdfc-2022"), signer.find_key).state is CheckState.PASS


@pytest.fixture
def own_terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Json], None]:
    """Give a function that makes a context known as an operator does."""

    def make_known(terms: Json) -> None:
        text = json.dumps({"@context": {"@version": 1.1, **terms}}).encode()
        folder = tmp_path / sha256_of(text)[:8]
        folder.mkdir()
        (folder / "own.json").write_bytes(text)
        lines = ["[[context]]", f'url = "{OWN}"', 'file = "own.json"', f'sha256 = "{sha256_of(text)}"']
        (folder / "contexts.toml").write_text("\n".join(lines))
        monkeypatch.setenv("SKILLMAP_CONTEXTS", str(folder))

    return make_known


def with_own(document: Json, **members: Any) -> Json:
    changed = copy.deepcopy(document)
    changed["@context"].append(OWN)
    achievement(changed).update(members)
    return changed


def check(document: Json, change: Callable[[Json], None], signer: Signer) -> tuple[ProofResult, ProofResult]:
    """Return the results for a document as signed, and after a change."""
    credential = signed(document, signer, "eddsa-rdfc-2022")
    before = check_proofs(credential, signer.find_key)
    change(credential)
    return before, check_proofs(credential, signer.find_key)


def test_json_literals_are_covered_whole_whatever_they_hold(own_terms: Any, signer: Signer) -> None:
    own_terms({"plan": {"@id": "https://college.test/plan", "@type": "@json"}})
    document = with_own(badge(signer.did), plan={"weeks": [1, {"hours": 4, "type": "Free"}], "none": None})

    before, after = check(document, lambda one: achievement(one)["plan"].update(hours=400), signer)

    assert before.state is CheckState.PASS, before.reason
    assert (after.state, "does not match" in after.reason) == (CheckState.FAIL, True)


def test_language_maps_are_covered(own_terms: Any, signer: Signer) -> None:
    own_terms({"title": {"@id": "https://college.test/title", "@container": "@language"}})
    document = with_own(badge(signer.did), title={"en": "Soil", "de": ["Boden", "Erde"]})

    before, after = check(document, lambda one: achievement(one)["title"].update(fr="Chirurgie"), signer)

    assert before.state is CheckState.PASS, before.reason
    assert (after.state, "does not match" in after.reason) == (CheckState.FAIL, True)


def test_a_term_that_a_context_gives_no_meaning_is_not_covered(own_terms: Any, signer: Signer) -> None:
    own_terms({"hours": None})
    document = with_own(badge(signer.did))

    before, after = check(document, lambda one: achievement(one).update(hours=400), signer)

    assert before.state is CheckState.PASS, before.reason
    assert after.reason.startswith("$.credentialSubject.achievement.hours is not covered")


def test_with_a_vocabulary_every_term_is_covered(own_terms: Any, signer: Signer) -> None:
    own_terms({"@vocab": "https://college.test/vocabulary#"})
    document = with_own(badge(signer.did), hours=4)

    before, after = check(document, lambda one: achievement(one).update(hours=400), signer)

    assert before.state is CheckState.PASS, before.reason
    assert (after.state, "does not match" in after.reason) == (CheckState.FAIL, True)


@pytest.mark.parametrize("container", ["@index", "@id", "@type"])
def test_maps_whose_keys_are_not_covered_do_not_pass(own_terms: Any, container: str, signer: Signer) -> None:
    own_terms({"parts": {"@id": "https://college.test/parts", "@container": container}})
    document = with_own(badge(signer.did), parts={"urn:first": {"name": "A part"}})

    result = check_proofs(signed(document, signer, "eddsa-rdfc-2022"), signer.find_key)

    assert result.state in (CheckState.FAIL, CheckState.UNSUPPORTED)


def test_a_context_that_contradicts_another_fails(own_terms: Any, signer: Signer) -> None:
    own_terms({"name": "https://college.test/other"})
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["@context"].append(OWN)

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.FAIL
    assert "protected term redefinition" in result.reason


@pytest.mark.parametrize(
    "change",
    [
        {"type": 5},
        {"type": [{}]},
        {"type": ["VerifiableCredential", "@unknown"]},
        {"type": "@json"},
        {"id": "@unknown"},
        {"issuer": "@unknown"},
        {"issuer": ""},
        {"type": {"a": 1}},
        {"id": 5},
        {"id": None},
        {"id": ["urn:a", "urn:b"]},
        {"issuer": [[]]},
        {"credentialSubject": "\ud800"},
        {"name": "\ud800"},
        {"credentialSubject": {"@value": {"a": 1}}},
        {"evidence": {"@value": None}},
        {"credentialSubject": {"@value": "a", "@language": 5}},
        {"credentialSubject": {"@list": [1]}},
        {"@graph": [{"id": "urn:x"}]},
        {"@included": {"id": "urn:x"}},
        {"evidence": {"@reverse": {"a": "b"}}},
        {"validFrom": 10**400},
        {"validFrom": float("inf")},
        {"validFrom": True},
        {"": 1},
        {" ": 1},
    ],
    ids=repr,
)
def test_no_value_of_a_kind_that_nobody_expects_ends_in_anything_but_an_answer(
    change: Json, signer: Signer
) -> None:
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022") | change

    assert check_proofs(credential, signer.find_key).state in (CheckState.FAIL, CheckState.UNSUPPORTED)
