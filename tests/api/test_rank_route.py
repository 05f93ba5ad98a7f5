"""Candidates beside a role over HTTP, with the real engine. Candidates and roles are invented."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap_api import create_app

ROLE = {
    "name": "role.toml",
    "content": 'title = "Clerk"\n[[needs]]\nlabel = "query relational databases with SQL"\n',
}
JSON = {"content-type": "application/json"}
HEADER = "id,title,issuer,assessed,outcomes"


def csv(text: str) -> dict[str, str]:
    return {"name": "ana.csv", "content": f'{HEADER}\nc,Invented,Invented College,yes,"{text}"\n'}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(skillmap.Engine()))


def test_evidence_decides_and_what_cannot_be_read_is_told(client: TestClient) -> None:
    body = {
        "candidates": [
            {"pseudonym": "A", "documents": [{"name": "ana.json", "content": "{"}]},
            {"pseudonym": "B", "documents": [csv("Query relational databases with SQL.")]},
        ],
        "role": ROLE,
    }

    answer = client.post("/v1/rank", json=body).json()

    assert [each["evidence"]["candidate_id"] for each in answer["placed"]] == ["B", "A"]
    (unread,) = answer["placed"][1]["evidence"]["unread"]
    assert "ana" not in unread[1]
    assert answer["placed"][1]["evidence"]["needs"][0]["showing"] == "could not read"


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"criteria": ["charm"]}, 404, "essential_shown"),
        ({"role": {"name": "r.toml", "content": "x"}}, 422, "r.toml"),
        ({"role": {"name": "r.toml", "content": 'title = "\ud800"'}}, 422, "r.toml"),
        ({"candidates": [{"pseudonym": "A", "documents": []}] * 2}, 422, "one stands twice"),
    ],
)
def test_wrong_requests_are_refused_in_one_line(
    client: TestClient, change: dict[str, object], status: int, told: str
) -> None:
    # As JSON writes it: half a character pair has no bytes of its own.
    body = json.dumps({"candidates": [], "role": ROLE} | change)
    answer = client.post("/v1/rank", content=body, headers=JSON)

    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_a_document_without_a_name_is_told_in_plain_words(client: TestClient) -> None:
    documents = [{"name": "", "content": "{"}, {"name": "half.csv", "content": "id\ud800"}]
    body = {"candidates": [{"pseudonym": "A", "documents": documents}], "role": ROLE}

    # As JSON writes it: half a pair has no bytes of its own.
    answer = client.post("/v1/rank", content=json.dumps(body), headers=JSON).json()

    unread = answer["placed"][0]["evidence"]["unread"]
    assert [name for name, _ in unread] == ["document 1", "document 2"]
    assert not any("itoit" in why or "ititit" in why for _, why in unread)
