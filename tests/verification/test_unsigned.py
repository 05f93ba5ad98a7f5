"""Documents in forms that carry no signature get the same eight answers, and files of no use are refused."""

from datetime import UTC, datetime

import pytest

from skillmap.domain import Check, CheckState
from skillmap.errors import FormatError
from skillmap.verification import TrustEntry, TrustList, VerificationSettings, verify_document

TABLE = (
    "id,title,outcomes,issuer,expires\n"
    "1,Welding,Weld steel plates,Example School,2025-01-01\n"
    "2,Baking,Bake bread,Example School,2030-01-01\n"
)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_each_row_of_a_table_of_credentials_gets_eight_answers(tmp_path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(TABLE)

    found = verify_document(file, VerificationSettings(at=AT))

    assert [one.title for one in found] == ["Welding", "Baking"]
    assert [one.state_of(Check.PARSED) for one in found] == [CheckState.PASS] * 2
    assert [one.state_of(Check.INTEGRITY) for one in found] == [CheckState.NOT_CHECKED] * 2
    assert [one.state_of(Check.IN_DATE) for one in found] == [CheckState.FAIL, CheckState.PASS]
    assert found[0].part != found[1].part


def test_the_issuer_of_a_table_is_never_trusted_by_being_named(tmp_path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(TABLE)
    trust = (TrustList("partners", (TrustEntry(domain="school.example"),)),)

    (first, _) = verify_document(file, VerificationSettings(trust=trust))

    assert first.state_of(Check.ISSUER_TRUSTED) is not CheckState.PASS


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"<svg/>",
        b"\0\0\0",
        b"{}",
        b"[]",
        b"7",
        b'{"type": "Dog"}',
    ],
)
def test_what_holds_no_credential_is_refused_in_one_line(content) -> None:
    with pytest.raises(FormatError) as refused:
        verify_document(content)

    assert "\n" not in str(refused.value)
