"""Continuing education units count hours of contact: no reader makes them credit."""

import json
from pathlib import Path

import pytest

from skillmap.domain import Credit, Hours, HoursBasis
from skillmap.formats import ladders, read_document_from

SAMPLE = Path(__file__).parent / "data/samples/european-digital-credential.jsonld"


@pytest.mark.parametrize(
    "scheme", ["CEU", "ceus", "C.E.U.", "continuing education units", "IACET Continuing Education Unit (CEU)"]
)
def test_a_continuing_education_unit_is_ten_hours_of_contact(scheme: str) -> None:
    assert ladders.contact_hours(Credit(1.5, scheme)) == Hours(15, 15, HoursBasis.CONTACT)


@pytest.mark.parametrize("volume", [None, Credit(1, None), Credit(1, "ECTS"), Credit(1, "CEUX")])
def test_other_units_are_left_alone(volume: Credit | None) -> None:
    assert ladders.contact_hours(volume) is None


def test_a_table_with_ceu_gives_contact_hours_and_says_so() -> None:
    table = b"id,title,outcomes,credits,credit_scheme\na,A,Teach a class,2,CEU\n"

    document = read_document_from("table.csv", table)

    (credential,) = document.credentials
    assert (credential.credit, credential.hours) == (None, Hours(20, 20, HoursBasis.CONTACT))
    assert credential.origin_of("hours").place == "row 2, column credits"
    assert any("is no credit" in finding.message for finding in document.findings)


def test_hours_of_the_table_win_over_those_of_its_ceu() -> None:
    table = (
        b"id,title,outcomes,credits,credit_scheme,hours,hours_basis\na,A,Teach a class,2,CEU,24,notional\n"
    )

    (credential,) = read_document_from("table.csv", table).credentials

    assert credential.hours == Hours(24, 24, HoursBasis.NOTIONAL)
    assert [origin.place for origin in credential.origins if origin.field == "hours"] == [
        "row 2, column hours"
    ]


@pytest.mark.parametrize("states_hours", [True, False])
def test_a_european_credential_in_ceu_has_no_credit(states_hours: bool) -> None:
    value = json.loads(SAMPLE.read_text(encoding="utf-8"))
    specification = value["credentialSubject"]["hasClaim"]["specifiedBy"]
    framework = {"id": "https://units.example/ceu", "prefLabel": {"en": "CEU"}}
    specification["creditPoint"] = {"framework": framework, "point": "1"}
    if not states_hours:
        del specification["volumeOfLearning"]

    (credential,) = read_document_from("a.jsonld", json.dumps(value).encode()).credentials

    assert credential.credit is None
    assert credential.hours == (
        Hours(50, 50, HoursBasis.NOTIONAL) if states_hours else Hours(10, 10, HoursBasis.CONTACT)
    )
    assert sum(origin.field == "hours" for origin in credential.origins) == 1
