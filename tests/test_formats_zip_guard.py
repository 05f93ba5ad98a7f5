"""Archives made here, byte by byte where a library would refuse to write them."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from skillmap.errors import FormatError, LimitError
from skillmap.formats import zip_guard


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def refusal(error: type[Exception], content: bytes) -> str:
    with pytest.raises(error) as refused:
        zip_guard.check_zip("table.xlsx", content)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_an_ordinary_archive_passes() -> None:
    zip_guard.check_zip("table.xlsx", archive({"xl/workbook.xml": b"<workbook/>", "empty": b""}))


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = archive({"xl/worksheets/sheet1.xml": bytes(20_000_000)})

    assert "times its size" in refusal(LimitError, bomb)


def test_many_small_bombs_are_refused_by_their_sum() -> None:
    bomb = archive({f"part{number}": bytes(4_000_000) for number in range(10)})

    assert "times its size" in refusal(LimitError, bomb)


def test_more_bytes_than_the_limit_are_refused_whatever_the_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_guard, "MAX_UNPACKED", 1000)

    assert "limit of 0.001 MB" in refusal(LimitError, archive({"part": bytes(range(256)) * 4}))


def test_half_a_million_entries_are_refused_before_they_are_listed() -> None:
    content = b"PK\x03\x04" + (zip_guard._ENTRY + bytes(42)) * 500_000

    begun = time.perf_counter()
    assert "more than 5,000 parts" in refusal(LimitError, content)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("inner", [archive({"a": b"b"}), b"\x1f\x8b\x08rest", b"7z\xbc\xaf\x27\x1c"])
def test_an_archive_in_the_archive_is_refused(inner: bytes) -> None:
    assert "archive in the archive" in refusal(FormatError, archive({"xl/media/picture.png": inner}))


def test_the_table_behind_a_chart_in_a_word_file_is_left_alone() -> None:
    inner = archive({"a": b"b"})

    zip_guard.check_zip("text.docx", archive({"word/embeddings/Microsoft_Excel_Sheet.xlsx": inner}))


def test_a_protected_archive_is_refused() -> None:
    content = bytearray(archive({"a": b"b"}, zipfile.ZIP_STORED))
    content[content.index(zip_guard._ENTRY) + 8] |= 1

    assert "password" in refusal(FormatError, bytes(content))


def test_a_way_of_packing_that_office_does_not_use_is_refused() -> None:
    assert "expected deflate" in refusal(FormatError, archive({"a": b"b"}, zipfile.ZIP_BZIP2))


def test_two_parts_of_one_name_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("a", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a", b"two")

    assert "stands twice" in refusal(FormatError, written.getvalue())


def test_overlapping_parts_are_refused() -> None:
    content = bytearray(archive({"a": b"b" * 100, "c": b"d"}, zipfile.ZIP_STORED))
    for field in (20, 24):
        start = content.index(zip_guard._ENTRY) + field
        content[start : start + 4] = (5000).to_bytes(4, "little")

    assert "overlap" in refusal(FormatError, bytes(content))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"no archive", archive({"a": b"b"})[:-10]])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    assert "damaged" in refusal(FormatError, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", " " * zip_guard._CHUNK, " " * (zip_guard._CHUNK - 4)])
def test_a_document_type_is_refused_wherever_it_stands(encoding: str, before: str) -> None:
    text = f'{before}<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    with pytest.raises(FormatError, match="document type"):
        zip_guard.check_xml_parts("table.xlsx", archive({"xl/styles.xml": text.encode(encoding)}))


def test_xml_in_an_encoding_that_could_hide_a_document_type_is_refused() -> None:
    part = b"<?xml version='1.0' encoding='cp037'?>" + "<!DOCTYPE a><a/>".encode("cp037")

    with pytest.raises(FormatError, match="encoding 'cp037', expected UTF-8"):
        zip_guard.check_xml_parts("table.xlsx", archive({"a.xml": part}))


def test_xml_without_a_document_type_passes() -> None:
    part = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a/>'

    zip_guard.check_xml_parts("table.xlsx", archive({"a.xml": part, "picture.png": b"<!DOCTYPE"}))


def test_a_damaged_part_is_refused() -> None:
    content = bytearray(archive({"a.xml": b"<a>text text</a>"}, zipfile.ZIP_STORED))
    content[content.index(b"text")] ^= 1

    with pytest.raises(FormatError, match="damaged"):
        zip_guard.check_xml_parts("table.xlsx", bytes(content))
