import copy
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from proof_signer import (
    CREATED,
    OpenvcKey,
    Signer,
    badge,
    old_badge,
    proof_of,
    signed,
)
from skillmap.domain.verification import CheckEvidence, CheckState
from skillmap.errors import SkillmapError
from skillmap.verification.data_integrity import check_proofs
from skillmap.verification.key import Key

Json = dict[str, Any]


def signed_by_openvc(suite: str) -> Callable[[Json, Signer], Json]:
    """Return a function that signs with another library than the tests otherwise do."""

    def sign(document: Json, signer: Signer) -> Json:
        from openvc.proof.data_integrity import DataIntegrityProofSuite
        from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
        from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite

        suites = {
            "eddsa-rdfc-2022": DataIntegrityProofSuite,
            "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
            "eddsa-jcs-2022": EddsaJcsProofSuite,
            "ecdsa-jcs-2019": EcdsaJcsProofSuite,
        }
        contexts = {} if "jcs" in suite else {"extra_contexts": context_texts(document)}
        return suites[suite]().add_proof(
            document, signing_key=OpenvcKey(signer), verification_method=signer.method, **contexts
        )

    return sign


def context_texts(document: Json) -> dict[str, Any]:
    from skillmap.verification.contexts import known_contexts

    return {url: known_contexts().texts(url)[0].document for url in document["@context"]}


def derived(document: Json, signer: Signer) -> Json:
    """Return a document with an ecdsa-sd-2023 proof that shows all but the tags."""
    from openvc.proof.ecdsa_sd import EcdsaSdProofSuite

    texts = context_texts(document)
    key = OpenvcKey(signer)
    base = EcdsaSdProofSuite().add_base_proof(
        document,
        signing_key=key,
        verification_method=signer.method,
        mandatory_pointers=["/issuer", "/validFrom", "/validUntil", "/credentialStatus"],
        extra_contexts=texts,
    )
    shown = ["/credentialSubject/achievement/name", "/credentialSubject/achievement/creditsAvailable"]
    return EcdsaSdProofSuite().derive_proof(base, selective_pointers=shown, extra_contexts=texts)


SUITES = [
    pytest.param(Signer.ed25519, badge, lambda d, s: signed(d, s, "eddsa-rdfc-2022"), id="eddsa-rdfc-2022"),
    pytest.param(
        Signer.p256, badge, lambda d, s: signed(d, s, "ecdsa-rdfc-2019"), id="ecdsa-rdfc-2019 P-256"
    ),
    pytest.param(
        Signer.p384, badge, lambda d, s: signed(d, s, "ecdsa-rdfc-2019"), id="ecdsa-rdfc-2019 P-384"
    ),
    pytest.param(
        Signer.ed25519,
        old_badge,
        lambda d, s: signed(d, s, "Ed25519Signature2020"),
        id="Ed25519Signature2020",
    ),
    pytest.param(Signer.ed25519, badge, signed_by_openvc("eddsa-rdfc-2022"), id="eddsa-rdfc-2022 openvc"),
    pytest.param(Signer.p256, badge, signed_by_openvc("ecdsa-rdfc-2019"), id="ecdsa-rdfc-2019 openvc"),
    pytest.param(Signer.ed25519, badge, signed_by_openvc("eddsa-jcs-2022"), id="eddsa-jcs-2022 openvc"),
    pytest.param(Signer.p256, badge, signed_by_openvc("ecdsa-jcs-2019"), id="ecdsa-jcs-2019 openvc"),
    pytest.param(Signer.p256, badge, derived, id="ecdsa-sd-2023 openvc"),
]


@pytest.mark.parametrize(("make", "document", "sign"), SUITES)
def test_a_document_as_it_was_signed_passes(make: Any, document: Any, sign: Any) -> None:
    signer = make()
    credential = sign(document(signer.did), signer)
    before = copy.deepcopy(credential)

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.PASS, result.reason
    assert result.key == signer.key
    assert result.evidence[0] == signer.key.evidence
    assert credential == before


@pytest.mark.parametrize(("make", "document", "sign"), SUITES)
def test_a_document_with_another_number_of_credits_fails(make: Any, document: Any, sign: Any) -> None:
    signer = make()
    credential = sign(document(signer.did), signer)
    credential["credentialSubject"]["achievement"]["creditsAvailable"] = 50.0

    result = check_proofs(credential, signer.find_key)

    assert (result.state, result.key) == (CheckState.FAIL, None)
    assert "does not match the document" in result.reason


@pytest.mark.parametrize(("make", "document", "sign"), SUITES)
def test_a_signature_by_another_key_fails(make: Any, document: Any, sign: Any) -> None:
    signer = make()
    credential = sign(document(signer.did), signer)
    other = replace(make().key, id=signer.method)

    assert check_proofs(credential, lambda method: other).state is CheckState.FAIL


@pytest.mark.parametrize(("make", "document", "sign"), SUITES)
def test_a_term_that_was_not_signed_fails_with_its_place(make: Any, document: Any, sign: Any) -> None:
    signer = make()
    credential = sign(document(signer.did), signer)
    credential["credentialSubject"]["achievement"]["workload"] = 400

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.FAIL
    assert "workload" in result.reason or "jcs" in result.suite


def test_openvc_accepts_what_the_signer_of_these_tests_makes() -> None:
    """Guards the tests: a signer that is wrong in the way the check is would prove nothing."""
    from openvc.proof.data_integrity import DataIntegrityProofSuite

    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")

    verified = DataIntegrityProofSuite().verify(
        credential,
        public_key_jwk=OpenvcKey(signer).public_jwk(),
        extra_contexts=context_texts(credential),
        now=datetime(2026, 6, 1, tzinfo=UTC),
    )

    assert verified.issuer == signer.did


def test_the_contexts_that_the_signature_was_held_against_are_evidence() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")

    _, *contexts = check_proofs(credential, signer.find_key).evidence

    assert [context.id for context in contexts] == credential["@context"]
    assert all(context.what == "JSON-LD context" and len(context.sha256 or "") == 64 for context in contexts)


def test_every_value_and_every_member_of_a_document_is_covered() -> None:
    """Each is changed, and each object given one more member, one at a time: none of it passes."""
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    changed = [*_with_one_value_changed(credential), *_with_one_member_more(credential)]

    passed = [place for place, one in changed if check_proofs(one, signer.find_key).state is CheckState.PASS]

    assert len(changed) >= 40
    assert passed == []


def _with_one_value_changed(credential: Json) -> list[tuple[str, Json]]:
    changed = []
    for path in _paths(credential):
        one = copy.deepcopy(credential)
        *above, last = path
        held: Any = one
        for step in above:
            held = held[step]
        if not isinstance(held[last], dict | list) and path[0] != "@context":
            held[last] = f"{held[last]}x" if isinstance(held[last], str) else 4711
            changed.append((".".join(map(str, path)), one))
    return changed


def _with_one_member_more(credential: Json) -> list[tuple[str, Json]]:
    changed = []
    for path in [(), *_paths(credential)]:
        one = copy.deepcopy(credential)
        held: Any = one
        for step in path:
            held = held[step]
        if isinstance(held, dict):
            held["hours"] = 400
            changed.append((".".join(map(str, path)), one))
    return changed


def _paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, item in items for path in [(*above, key), *_paths(item, (*above, key))]]


def test_a_document_without_proof_is_not_checked() -> None:
    for proof in ({}, {"proof": None}, {"proof": []}):
        result = check_proofs({**badge("did:example:a"), **proof}, lambda method: None)

        assert (result.state, result.suite) == (CheckState.NOT_CHECKED, "")


def test_a_key_that_is_not_known_leaves_the_proof_unchecked_and_is_named() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")

    result = check_proofs(credential, lambda method: None)

    assert result.state is CheckState.NOT_CHECKED
    assert signer.method[:80] in result.reason


def test_why_a_key_cannot_be_had_is_passed_on() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")

    def find_key(method: str) -> Key:
        raise SkillmapError("the DID document was not given")

    result = check_proofs(credential, find_key)

    assert result.state is CheckState.NOT_CHECKED
    assert result.reason == "The DID document was not given."


@pytest.mark.parametrize(
    ("suite", "other"),
    [
        ("eddsa-rdfc-2022", Signer.p256),
        ("Ed25519Signature2020", Signer.p384),
        ("ecdsa-rdfc-2019", Signer.ed25519),
    ],
)
def test_a_key_of_a_kind_that_the_suite_does_not_use_fails(suite: str, other: Any) -> None:
    signer = Signer.p256() if suite.startswith("ecdsa") else Signer.ed25519()
    make = old_badge if suite == "Ed25519Signature2020" else badge
    credential = signed(make(signer.did), signer, suite)

    result = check_proofs(credential, lambda method: other().key)

    assert result.state is CheckState.FAIL
    assert "makes no" in result.reason


def test_an_rsa_key_makes_none_of_these_signatures() -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    signer = Signer.ed25519()
    public = rsa.generate_private_key(65537, 2048).public_key()
    key = Key("k", None, public, CheckEvidence("key", "k"))

    result = check_proofs(signed(badge(signer.did), signer, "eddsa-rdfc-2022"), lambda method: key)

    assert (result.state, "RSA" in result.reason) == (CheckState.FAIL, True)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ({"type": "RsaSignature2018"}, "RsaSignature2018"),
        ({"type": "Ed25519Signature2018"}, "Ed25519Signature2018"),
        ({"type": "JcsEd25519Signature2020"}, "JcsEd25519Signature2020"),
        ({"type": "BbsBlsSignature2020"}, "BbsBlsSignature2020"),
        ({"type": "DataIntegrityProof", "cryptosuite": "eddsa-2022"}, "eddsa-2022"),
        ({"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}, "bbs-2023"),
    ],
)
def test_a_suite_that_is_not_done_is_named(kind: Json, name: str) -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"] = {**credential["proof"], "cryptosuite": None, **kind}

    result = check_proofs(credential, signer.find_key)

    assert (result.state, result.suite) == (CheckState.UNSUPPORTED, name)
    assert name in result.reason


@pytest.mark.parametrize(
    "change",
    [
        {"proofValue": f"z{'3MvGcVxzRz' * 8}"},
        {"proofValue": "z1111"},
        {"proofValue": "z0OIl"},
        {"proofValue": ""},
        {"proofValue": "z"},
        {"proofValue": 5},
        {"proofValue": ["z11"]},
        {"proofValue": None},
        {"proofValue": f"z{'1' * 100_000}"},
        {"proofPurpose": "authentication"},
        {"proofPurpose": None},
        {"verificationMethod": None},
        {"verificationMethod": ""},
        {"type": "DataIntegrityProof", "cryptosuite": None},
        {"type": None},
        {"type": ["DataIntegrityProof"]},
    ],
    ids=str,
)
def test_a_malformed_proof_fails(change: Json) -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"] |= change

    result = check_proofs(credential, signer.find_key)

    assert (result.state, result.key) == (CheckState.FAIL, None)


@pytest.mark.parametrize("proof", ["text", 5, True, {}, [[]], ["text"], [{}, {}]], ids=str)
def test_something_else_in_the_place_of_a_proof_fails(proof: Any) -> None:
    result = check_proofs({**badge("did:example:a"), "proof": proof}, lambda method: None)

    assert result.state is CheckState.FAIL


@pytest.mark.parametrize(
    "change",
    [{"previousProof": "urn:1"}, {"@context": "https://www.w3.org/ns/credentials/v2"}, {"nonce": {"a": 1}}],
)
def test_chains_of_proofs_and_proofs_with_more_than_texts_are_not_done(change: Json) -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"] |= change

    assert check_proofs(credential, signer.find_key).state is CheckState.UNSUPPORTED


def test_a_key_that_the_proof_brings_along_is_not_taken() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"]["verificationMethod"] = {"id": signer.method, "publicKeyMultibase": signer.did[8:]}

    assert check_proofs(credential, signer.find_key).state is CheckState.UNSUPPORTED


def test_a_member_added_to_the_proof_fails() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"]["witness"] = "somebody"

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.FAIL
    assert "$.proof.witness is not covered" in result.reason


def test_a_proof_in_a_list_of_one_is_read() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"] = [credential["proof"]]

    assert check_proofs(credential, signer.find_key).state is CheckState.PASS


def test_one_proof_of_a_set_that_holds_is_enough() -> None:
    signer, stranger = Signer.ed25519(), Signer.ed25519()
    document = badge(signer.did)
    unsupported = {"type": "BbsBlsSignature2020", "proofPurpose": "assertionMethod"}
    damaged = proof_of(document, signer, "eddsa-rdfc-2022") | {"created": "2025-01-01T00:00:00Z"}
    proofs = [
        unsupported,
        proof_of(document, stranger, "eddsa-rdfc-2022"),
        damaged,
        proof_of(document, signer, "eddsa-rdfc-2022"),
    ]

    result = check_proofs({**document, "proof": proofs}, signer.find_key)

    assert (result.state, result.key) == (CheckState.PASS, signer.key)


def test_proofs_of_two_suites_over_one_document_are_both_read() -> None:
    signer, other = Signer.ed25519(), Signer.p256()
    document = old_badge(signer.did)
    document["@context"].append("https://w3id.org/security/data-integrity/v2")
    proofs = [
        proof_of(document, signer, "Ed25519Signature2020"),
        proof_of(document, other, "ecdsa-rdfc-2019"),
    ]
    credential = {**document, "proof": proofs}

    assert check_proofs(credential, signer.find_key).suite == "Ed25519Signature2020"
    assert check_proofs(credential, other.find_key).suite == "ecdsa-rdfc-2019"
    assert check_proofs({**credential, "id": "urn:x"}, other.find_key).state is CheckState.FAIL


def test_of_several_proofs_that_hold_the_one_by_the_issuer_counts() -> None:
    issuer, notary = Signer.ed25519(), Signer.ed25519()
    document = badge(issuer.did)
    proofs = [proof_of(document, one, "eddsa-rdfc-2022") for one in (notary, issuer)]

    result = check_proofs(
        {**document, "proof": proofs}, lambda method: issuer.find_key(method) or notary.find_key(method)
    )

    assert result.key == issuer.key


def test_of_proofs_that_do_not_hold_a_failure_counts_before_what_could_not_be_checked() -> None:
    signer, stranger = Signer.ed25519(), Signer.ed25519()
    document = badge(signer.did)
    proofs = [proof_of(document, one, "eddsa-rdfc-2022") for one in (stranger, signer)]

    result = check_proofs({**document, "name": "Other", "proof": proofs}, signer.find_key)

    assert result.state is CheckState.FAIL


def test_more_proofs_than_anybody_needs_are_not_read() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    credential["proof"] = [credential["proof"]] * 11

    assert check_proofs(credential, signer.find_key).state is CheckState.UNSUPPORTED


def test_a_proof_that_has_expired_fails_from_that_moment() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022", expires="2026-06-01T00:00:00Z")

    before = check_proofs(credential, signer.find_key, at=datetime(2026, 5, 31, tzinfo=UTC))
    after = check_proofs(credential, signer.find_key, at=datetime(2026, 6, 2, tzinfo=UTC))

    assert before.state is CheckState.PASS
    assert (after.state, after.reason) == (
        CheckState.FAIL,
        "The signature matches, but it expired on 2026-06-01.",
    )


def test_an_expiry_that_cannot_be_read_fails() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022", expires="never")

    assert check_proofs(credential, signer.find_key).state is CheckState.FAIL


def test_a_proof_from_the_future_fails() -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022", created="2999-01-01T00:00:00Z")

    result = check_proofs(credential, signer.find_key)

    assert (result.state, "in the future" in result.reason) == (CheckState.FAIL, True)


@pytest.mark.parametrize(
    "created", [CREATED, "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05.123+02:00"]
)
def test_the_date_of_a_proof_may_be_written_in_any_form_of_iso_8601(created: str) -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022", created=created)

    assert check_proofs(credential, signer.find_key).state is CheckState.PASS


def test_a_base_proof_is_not_done_and_said_to_be_the_holders() -> None:
    from openvc.proof.ecdsa_sd import EcdsaSdProofSuite

    signer = Signer.p256()
    document = badge(signer.did)
    credential = EcdsaSdProofSuite().add_base_proof(
        document,
        signing_key=OpenvcKey(signer),
        verification_method=signer.method,
        mandatory_pointers=["/issuer"],
        extra_contexts=context_texts(document),
    )

    result = check_proofs(credential, signer.find_key)

    assert (result.state, "base proof" in result.reason) == (CheckState.UNSUPPORTED, True)


def test_a_shown_statement_that_is_left_out_again_fails() -> None:
    signer = Signer.p256()
    credential = derived(badge(signer.did), signer)
    del credential["credentialSubject"]["achievement"]["creditsAvailable"]

    assert check_proofs(credential, signer.find_key).state is CheckState.FAIL


def test_an_unversioned_context_is_tried_with_each_text_that_stood_at_its_address() -> None:
    """Issuers signed documents that name it with 3.0.0, and beside VCDM 2.0 with 3.0.3."""
    signer = Signer.ed25519()
    document = badge(signer.did)
    credential = signed(document, signer, "eddsa-rdfc-2022")
    credential["@context"][1] = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.PASS
    assert (
        result.evidence[2].sha256
        == check_proofs(signed(document, signer, "eddsa-rdfc-2022"), signer.find_key).evidence[2].sha256
    )


@pytest.mark.parametrize("module", ["pyld", "openvc"])
def test_without_the_extra_nothing_is_checked_and_the_way_to_install_it_named(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = Signer.ed25519()
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    monkeypatch.setitem(sys.modules, module, None)

    result = check_proofs(credential, signer.find_key)

    assert result.state is CheckState.NOT_CHECKED
    assert "pip install 'skillmap[verify]'" in result.reason


def test_importing_the_check_loads_none_of_the_libraries_of_the_extra() -> None:
    import subprocess

    code = "import sys, skillmap.verification.data_integrity; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"pyld", "openvc", "openbadgeslib", "cryptography", "jwt"}.isdisjoint(done.stdout.split())


def test_no_reason_says_anything_of_the_holder() -> None:
    signer = Signer.ed25519()
    holder = "urn:uuid:0c2e7d6a-58de-4a3a-9d52-6d4b2c9f0222"
    credential = signed(badge(signer.did), signer, "eddsa-rdfc-2022")
    changed = [*_with_one_value_changed(credential), *_with_one_member_more(credential)]

    reasons = {check_proofs(one, signer.find_key).reason for _, one in changed}

    assert len(reasons) > 3
    assert all(holder not in reason and "\n" not in reason and len(reason) < 400 for reason in reasons)
