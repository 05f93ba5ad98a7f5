"""The reverse over HTTP, with the real engine. Roles, credentials and catalogues are invented."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap_api import create_app


def role(title: str, *needs: str) -> dict[str, str]:
    listed = "".join(f'[[needs]]\nlabel = "{need}"\n' for need in needs)
    return {"name": f"{title}.toml", "content": f'title = "{title}"\n{listed}'}


CLERK = role("clerk", "query relational databases with SQL", "bake bread from sourdough")
COOK = role("cook", "season soups with herbs")
HELD = {
    "name": "ana.csv",
    "content": "id,title,issuer,assessed,outcomes\nc,Invented,Invented College,yes,"
    '"Query relational databases with SQL."\n',
}
CATALOGUE = {
    "name": "catalogue.csv",
    "content": "code,title,outcomes\nB1,Baking,Bake bread from sourdough\nW1,Walls,Lay bricks in mortar\n",
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(skillmap.Engine()))


def test_the_role_whose_needs_are_shown_is_listed_with_what_opens_it(client: TestClient) -> None:
    body = {"documents": [HELD], "roles": [CLERK, COOK], "modules": [CATALOGUE], "reach": 1}
    answer = client.post("/v1/fitting", json=body).json()

    assert [(fit["title"], fit["essential_shown"], fit["essential_of"]) for fit in answer["fits"]] == [
        ("clerk", 1, 2)
    ]
    assert answer["skills"][0]["label"] == "bake bread from sourdough"
    assert [one["id"] for one in answer["modules"]] == ["B1"]


def test_modules_of_a_catalogue_can_be_the_roles(client: TestClient) -> None:
    baker = {
        "name": "b.csv",
        "content": HELD["content"].replace("Query relational databases with SQL", "Bake"),
    }
    baker["content"] = baker["content"].replace('"Bake."', '"Bake bread from sourdough."')
    answer = client.post("/v1/fitting", json={"documents": [baker], "roles": [CATALOGUE]}).json()

    assert [(fit["id"], fit["kind"]) for fit in answer["fits"]] == [("B1", "module")]


def test_a_document_that_cannot_be_read_is_told_without_its_name(client: TestClient) -> None:
    broken = {"name": "ana.json", "content": "{"}
    answer = client.post("/v1/fitting", json={"documents": [broken, HELD], "roles": [CLERK]}).json()

    ((which, why),) = answer["unread"]
    assert which == "document 1"
    assert "ana" not in why
    assert answer["fits"][0]["essential_shown"] == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"limit": 0}, 422),
        ({"reach": 0}, 422),
        ({"roles": [HELD]}, 422),
        ({"modules": [HELD]}, 422),
        ({"roles": [{"name": "r.toml", "content": "x"}]}, 422),
    ],
)
def test_wrong_requests_are_refused(client: TestClient, change: dict[str, object], status: int) -> None:
    answer = client.post("/v1/fitting", json={"documents": [HELD], "roles": [CLERK]} | change)

    assert answer.status_code == status


def test_a_taxonomy_without_occupations_says_what_to_install(client: TestClient) -> None:
    answer = client.post("/v1/fitting", json={"documents": [HELD]})

    assert answer.status_code == 503
    assert "states no skills of occupations" in answer.json()["detail"]
