"""Comparing over HTTP, with the real engine, on the shipped examples."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap.examples import credential_files, programme_file
from skillmap_api import create_app

(BADGE_FILE,) = [file for file in credential_files() if file.name == "data-stewardship.jsonld"]
BADGE = {"document": {"name": BADGE_FILE.name, "content": BADGE_FILE.read_text(encoding="utf-8")}}
CATALOGUE = {"document": {"name": "catalogue.csv", "content": programme_file().read_text(encoding="utf-8")}}
MODULE = CATALOGUE | {"part": "DS101"}
ROLE = {"document": {"name": "role.toml", "content": 'title = "Clerk"\n[[needs]]\nlabel = "use SQL"\n'}}


JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(skillmap.Engine()))


def test_a_badge_beside_a_programme_is_placed_in_it(client: TestClient) -> None:
    answer = client.post("/v1/compare", json={"things": [BADGE, CATALOGUE]}).json()

    (placement,) = answer["placements"]
    assert placement["places"][0]["module_id"] == "DS101"
    assert placement["places"][0]["shared"]
    assert placement["covered"] + len(placement["adds"]) == placement["of"]


def test_a_badge_a_module_and_a_role_stand_side_by_side(client: TestClient) -> None:
    answer = client.post("/v1/compare", json={"things": [BADGE, MODULE, ROLE]}).json()

    assert [each["kind"] for each in answer["sets"]] == ["credential", "module", "role profile"]
    assert answer["placements"] == []


def test_one_thing_twice_is_all_shared(client: TestClient) -> None:
    answer = client.post("/v1/compare", json={"things": [MODULE, MODULE]}).json()

    assert [each["id"] for each in answer["sets"]] == ["DS101", "DS101 (2)"]
    assert len(answer["shared"]) == len(answer["sets"][0]["skills"])


@pytest.mark.parametrize(
    ("things", "status", "told"),
    [
        ([BADGE], 422, "at least 2"),
        ([BADGE] * 4, 422, "at most 3"),
        ([BADGE, CATALOGUE | {"part": "DS999"}], 404, "DS101"),
        ([BADGE, ROLE | {"part": "x"}], 422, "compared as a whole"),
        ([BADGE, {"document": {"name": "half.json", "content": "{\ud800"}}], 422, "half.json"),
    ],
)
def test_wrong_requests_are_refused(client: TestClient, things: list[object], status: int, told: str) -> None:
    # As JSON writes it: half a character pair has no bytes of its own.
    answer = client.post("/v1/compare", content=json.dumps({"things": things}), headers=JSON)

    assert answer.status_code == status
    assert told in answer.text
