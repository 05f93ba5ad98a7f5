"""Files about an application beside its documents: earlier decisions and circumstances."""

from __future__ import annotations

from datetime import date

import pytest

from skillmap.domain import Credit, PriorUse
from skillmap.errors import FormatError, LimitError
from skillmap.formats.circumstances_file import circumstances_from
from skillmap.formats.forms import form_in
from skillmap.formats.precedent_table import precedents_from

HEAD = "id,credential_title,issuer,module,award,decided,credits,credit_scheme\n"


def test_the_form_of_precedents_is_read() -> None:
    first, second = precedents_from("p.csv", form_in("precedents", ".csv"))

    assert (first.id, first.module_id, first.award) == ("2025-014", "DAT101", "specified credit")
    assert (first.credit, first.decided) == (Credit(15, "CATS"), date(2025, 3, 31))
    assert (second.award, second.credit, second.policy) == ("refused", None, "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,award\n1,refused\n", "no column credential_title, issuer, module, decided"),
        (HEAD, "has a header but no rows"),
        (HEAD + "1,A,B,M,granted,2025-01-01,,\n", "row 2, column award: 'granted' is not one of"),
        (HEAD + "1,A,B,M,refused,,,\n", "row 2, column decided: is empty"),
        (HEAD + "1,A,B,M,refused,soon,,\n", "row 2, column decided: 'soon' is not a date"),
        (HEAD + "1,A,B,M,refused,2025-01-01,lots,\n", "row 2, column credits: 'lots' is not a number"),
    ],
)
def test_a_precedent_that_cannot_be_read_is_one_line(content: str, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        precedents_from("p.csv", content.encode())

    assert says in str(caught.value)


def test_the_form_of_circumstances_is_read() -> None:
    found = circumstances_from("c.toml", form_in("circumstances", ".csv"))

    assert (found.applied, found.module_starts) == (date(2026, 10, 1), date(2026, 10, 5))
    assert found.credit_elsewhere == Credit(30, "CATS")
    assert found.used == (PriorUse("Data Stewardship", "Certificate in Data", date(2024, 6, 30)),)
    assert (found.failed_modules, found.none_used) == (("DAT205",), False)


def test_what_circumstances_leave_out_stays_unknown() -> None:
    found = circumstances_from("c.toml", b"")

    assert (found.applied, found.credit_elsewhere, found.none_used) == (None, None, None)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"applied = [", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b"name = 'somebody'", "name: is not known here; expected applied"),
        (b"applied = 'today'", "applied: is 'today', expected a date like"),
        (b"applied = 2026-01-01T00:00:00", "applied: is"),
        (b"none_used = 'no'", "none_used: is 'no', expected true or false"),
        (b"consents = [1]", "consents[1]: is 1, expected a text"),
        (b"credit_elsewhere = {amount = -1}", "credit_elsewhere.amount: is -1, expected a number"),
        (b"credit_elsewhere = {amount = inf}", "credit_elsewhere.amount: is inf"),
        (b"used = [{credential = 'A'}]", "used[1].towards: is None, expected a text"),
        (b"a = " + b"[" * 5000, "is not TOML"),
        (b"applied = " + b"9" * 6_000, "is not TOML"),
        (b"applied = 0x" + b"f" * 6_000, "more than 64 bits"),
        (b"a" + b".a" * 40_000 + b" = 1", "line 1: more than 200 full stops"),
        (b'"a\\nb" = 1', "a b: is not known here"),
        (b"credit_elsewhere = {amount = 1, scheeme = 'CATS'}", "credit_elsewhere.scheeme: is not known here"),
        (b"used = [{credential = 'A', towards = 'B', when = 2026-01-01}]", "used[1].when: is not known here"),
    ],
)
def test_circumstances_that_cannot_be_read_are_one_line(content: bytes, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        circumstances_from("c.toml", content)

    assert says in str(caught.value)
    assert str(caught.value).isprintable()


def test_circumstances_may_begin_with_a_byte_order_mark_as_notepad_writes_it() -> None:
    assert circumstances_from("c.toml", b"\xef\xbb\xbfnone_used = true").none_used is True


def test_circumstances_larger_than_any_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(LimitError, match="at most 100,000"):
        circumstances_from("c.toml", b"#" * 100_001)


def test_a_precedent_table_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(LimitError, match="at most 10,000,000"):
        precedents_from("p.csv", b"#" * 10_000_001)
