"""The service over HTTP, with the real engine and the shipped examples."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

import skillmap
from skillmap.examples import credential_files, programme_file
from skillmap_api import create_app


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(skillmap.Engine(on=date(2026, 11, 23))))


def upload(path) -> dict[str, str]:
    return {"name": path.name, "content": path.read_text(encoding="utf-8")}


def test_recommend_gives_the_same_advice_as_the_engine(client: TestClient) -> None:
    body = {
        "credentials": [upload(path) for path in credential_files()],
        "programme": upload(programme_file()),
    }

    answer = client.post("/v1/recommend", json=body).json()

    engine = skillmap.Engine(on=date(2026, 11, 23))
    documents = skillmap.read_credentials(*credential_files())
    programme, _ = skillmap.read_programme(programme_file())
    advice = engine.recommend([c for d in documents for c in d.credentials], programme)
    assert [(r["module_id"], r["award"]) for r in answer["recommendations"]] == [
        (r.module_id, r.award.value) for r in advice.recommendations
    ]
    assert answer["fingerprint"] == advice.fingerprint


@pytest.mark.parametrize(
    ("credential", "status", "told"),
    [
        ({"name": "b.json", "content": "{"}, 422, "b.json"),
        ({"name": "b.json", "content": ""}, 422, "empty"),
        (
            {
                "name": "b.json",
                "content": '{"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}',
            },
            422,
            "b.json",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_in_one_line(client, credential, status, told) -> None:
    answer = client.post(
        "/v1/recommend", json={"credentials": [credential], "programme": upload(programme_file())}
    )

    assert answer.status_code == status
    assert told in answer.json()["detail"]
    assert "\n" not in answer.json()["detail"]


def test_a_catalogue_in_place_of_a_credential_is_refused(client: TestClient) -> None:
    catalogue = upload(programme_file())

    answer = client.post("/v1/recommend", json={"credentials": [catalogue], "programme": catalogue})

    assert answer.status_code == 422
    assert "holds no credential" in answer.json()["detail"]


def test_the_route_is_documented_with_its_docstring(client: TestClient) -> None:
    document = client.get("/openapi.json").json()

    route = document["paths"]["/v1/recommend"]["post"]
    assert "A suggestion is never a decision" in route["description"]
    assert {"Advice", "Recommendation", "RuleResult", "Upload"} <= set(document["components"]["schemas"])
