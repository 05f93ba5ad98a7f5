"""Documents that would keep a computer busy for hours are answered in seconds."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from proof_signer import Signer, badge, signed
from skillmap.domain.verification import CheckState
from skillmap.verification.data_integrity import check_proofs

Json = dict[str, Any]
MOST_SECONDS = 5.0


def related(document: Json, nodes: list[Any]) -> Json:
    document["credentialSubject"]["achievement"]["related"] = nodes
    return document


def node(number: int, neighbours: list[int]) -> Json:
    return {
        "id": f"_:n{number}",
        "type": ["Achievement"],
        "related": [{"id": f"_:n{neighbour}"} for neighbour in neighbours],
    }


def clique(document: Json) -> Json:
    """Nine blank nodes that all know each other: 9! orders, each again for every neighbour."""
    return related(document, [node(one, [other for other in range(9) if other != one]) for one in range(9)])


def ring(document: Json) -> Json:
    """No two look-alike nodes are neighbours of one, yet the whole ring is walked from each of its nodes."""
    return related(document, [node(one, [(one + 1) % 400]) for one in range(400)])


def circulant(document: Json) -> Json:
    return related(document, [node(one, [(one + 1) % 148, (one + 2) % 148]) for one in range(148)])


def many_small_rings(document: Json) -> Json:
    return related(document, [node(one, [one // 3 * 3 + (one + 1) % 3]) for one in range(900)])


def tree_of_twins(document: Json) -> Json:
    def branch(depth: int) -> Json:
        return {"type": ["Achievement"], "related": [branch(depth - 1) for _ in range(3)] if depth else []}

    return related(document, [branch(5)])


def members_of_many_values(document: Json) -> Json:
    document["credentialSubject"]["achievement"]["tag"] = [f"tag {number}" for number in range(8_000)]
    return document


def one_thing_described_often(document: Json) -> Json:
    return related(document, [{"id": "urn:one", "name": f"name {number}"} for number in range(2_000)])


def many_objects(document: Json) -> Json:
    return related(document, [{"type": ["Related"], "name": f"{number}"} for number in range(20_000)])


def many_members(document: Json) -> Json:
    return document | {f"member {number}": 1 for number in range(300_000)}


def deep(document: Json) -> Json:
    inner = document
    for _ in range(3_000):
        inner["evidence"] = {}
        inner = inner["evidence"]
    return document


def many_contexts(document: Json) -> Json:
    document["@context"] += document["@context"][1:] * 1_000
    return document


def contexts_in_many_orders(document: Json) -> Json:
    first, second = document["@context"]
    orders = [[first, second] * (1 + number % 40) for number in range(200)]
    return related(document, [{"@context": order, "id": f"urn:{i}"} for i, order in enumerate(orders)])


HOSTILE = [
    clique,
    ring,
    circulant,
    many_small_rings,
    tree_of_twins,
    members_of_many_values,
    one_thing_described_often,
    many_objects,
    many_members,
    deep,
    many_contexts,
    contexts_in_many_orders,
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_document_made_to_take_hours_is_not_checked_and_says_why(make: Callable[[Json], Json]) -> None:
    signer = Signer.ed25519()
    proof = signed(badge(signer.did), signer, "eddsa-rdfc-2022")["proof"]
    credential = make(badge(signer.did)) | {"proof": [proof] * 10}
    started = time.thread_time()

    result = check_proofs(credential, signer.find_key)

    assert time.thread_time() - started < MOST_SECONDS
    assert result.state is CheckState.NOT_CHECKED
    assert "canonicalise" in result.reason


# Blank nodes cost nothing where JSON itself is signed.
GIVEN_TO_OPENVC = [
    ("ecdsa-sd-2023", clique),
    ("ecdsa-sd-2023", members_of_many_values),
    ("ecdsa-sd-2023", deep),
    ("eddsa-jcs-2022", many_objects),
    ("eddsa-jcs-2022", deep),
]


@pytest.mark.parametrize(("suite", "make"), GIVEN_TO_OPENVC, ids=lambda one: getattr(one, "__name__", one))
def test_openvc_is_not_given_such_a_document(suite: str, make: Callable[[Json], Json]) -> None:
    signer = Signer.p256() if suite == "ecdsa-sd-2023" else Signer.ed25519()
    proof = signed(badge(signer.did), Signer.ed25519(), "eddsa-rdfc-2022")["proof"]
    proof |= {"cryptosuite": suite, "verificationMethod": signer.method}
    if suite == "ecdsa-sd-2023":
        proof["proofValue"] = "u2V0BhVhA"
    started = time.thread_time()

    result = check_proofs(make(badge(signer.did)) | {"proof": proof}, signer.find_key)

    assert time.thread_time() - started < MOST_SECONDS
    assert result.state is CheckState.NOT_CHECKED
    assert "canonicalise" in result.reason


def test_a_long_transcript_is_still_checked() -> None:
    signer = Signer.ed25519()
    document = badge(signer.did)
    document["credentialSubject"]["result"] = [
        {"type": ["Result"], "value": str(number % 5)} for number in range(300)
    ]
    related(document, [{"id": f"urn:{n}", "type": ["Related"], "name": f"course {n}"} for n in range(300)])

    credential = signed(document, signer, "eddsa-rdfc-2022")

    assert check_proofs(credential, signer.find_key).state is CheckState.PASS


def test_a_picture_of_some_megabytes_is_no_hindrance() -> None:
    signer = Signer.ed25519()
    document = badge(signer.did)
    document["credentialSubject"]["achievement"]["image"] = {
        "id": f"data:image/png;base64,{'A' * 5_000_000}",
        "type": "Image",
    }

    credential = signed(document, signer, "eddsa-rdfc-2022")

    assert check_proofs(credential, signer.find_key).state is CheckState.PASS
