"""Candidates beside a role over HTTP, with the real engine. Candidates and roles are invented."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap_api import create_app

ROLE = {
    "name": "role.toml",
    "content": 'title = "Clerk"\n[[needs]]\nlabel = "query relational databases with SQL"\n',
}
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
    ],
)
def test_wrong_requests_are_refused_in_one_line(
    client: TestClient, change: dict[str, object], status: int, told: str
) -> None:
    answer = client.post("/v1/rank", json={"candidates": [], "role": ROLE} | change)

    assert answer.status_code == status
    assert told in answer.json()["detail"]
