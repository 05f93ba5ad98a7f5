"""Gap and pathway over HTTP, with the real engine. Roles, credentials and catalogues are invented."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap_api import create_app

ROLE = {
    "name": "role.toml",
    "content": 'title = "Clerk"\n[[needs]]\nid = "sql"\nlabel = "query relational databases with SQL"\n'
    '[[needs]]\nid = "bread"\nlabel = "bake bread from sourdough"\n',
}
HELD = {
    "name": "ana.csv",
    "content": "id,title,issuer,assessed,outcomes\nc,Invented,Invented College,yes,"
    '"Query relational databases with SQL."\n',
}
OFFERS = {
    "name": "catalogue.csv",
    "content": "code,title,outcomes\nB1,Baking,Bake bread from sourdough\nW1,Walls,Lay bricks in mortar\n",
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(skillmap.Engine()))


def test_the_gap_says_what_is_held_and_what_is_missing(client: TestClient) -> None:
    answer = client.post("/v1/gap", json={"target": ROLE, "documents": [HELD]}).json()

    assert {item["need"]["id"]: item["state"] for item in answer["items"]} == {
        "sql": "have",
        "bread": "missing",
    }


def test_the_pathway_takes_the_offer_that_closes_the_gap(client: TestClient) -> None:
    body = {"target": ROLE, "documents": [HELD], "offers": [OFFERS], "by": "fewest"}
    answer = client.post("/v1/pathway", json=body).json()

    assert [item["offer"]["id"] for item in answer["pathway"]["items"]] == ["B1"]
    assert answer["pathway"]["state"] == "proven best"


def test_a_catalogue_without_offers_is_refused_in_one_line(client: TestClient) -> None:
    answer = client.post("/v1/pathway", json={"target": ROLE, "offers": [HELD]})

    assert answer.status_code == 422
    assert "holds no modules and no credentials on offer" in answer.json()["detail"]
