"""Plain text and Markdown: what the marks that people type say about a line."""

from __future__ import annotations

import pytest

from skillmap.errors import FormatError
from skillmap.formats.document_text import MAX_LINES
from skillmap.formats.plain_text import read_text


def marks(text: str) -> list[tuple[str, str, int, int]]:
    return [
        (line.text, line.place, line.heading, line.item) for line in read_text("x.md", text.encode()).lines
    ]


def test_headings_lists_and_emphasis_of_markdown() -> None:
    text = "# One\n\nTwo\n===\n**Three**\n\n- **four** and [five](http://x.example)\n  - `six`\n- seven\n"

    assert marks(text) == [
        ("One", "line 1", 1, 0),
        ("Two", "line 3", 1, 0),
        ("Three", "line 5", 6, 0),
        ("four and five", "line 7", 0, 1),
        ("six", "line 8", 0, 2),
        ("seven", "line 9", 0, 1),
    ]


def test_a_list_that_is_indented_as_a_whole_begins_at_depth_one() -> None:
    assert [item for _, _, _, item in marks("       • a\n       • b\n         • c\n")] == [1, 1, 2]


def test_a_line_goes_on_from_the_one_above_unless_something_parts_them() -> None:
    text = read_text("x.txt", b"- a\n  b\n\nc\nd\n")

    assert [(line.text, line.is_apart) for line in text.lines] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("d", False),
    ]


def test_a_table_of_markdown_is_a_table() -> None:
    text = read_text("x.md", b"| Module code | BRD101 |\n|---|:-:|\n| Credits | **10** |\n\nEnd\n")

    assert text.tables[0].rows == (("Module code", "BRD101"), ("Credits", "10"))
    assert [(line.text, line.place) for line in text.lines] == [
        ("Module code BRD101", "line 1"),
        ("Credits 10", "line 3"),
        ("End", "line 5"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert read_text("x.txt", "Käse – 5 €".encode(encoding)).lines[0].text == "Käse – 5 €"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FormatError, match=r"x.bin: is not text"):
        read_text("x.bin", bytes(range(256)) * 9)


def test_of_a_very_long_text_the_beginning_is_read_and_a_remark_says_so() -> None:
    text = read_text("x.txt", b"line\n" * (MAX_LINES + 5))

    assert len(text.lines) == MAX_LINES
    assert text.remarks == (
        (f"line {MAX_LINES}", "The document is longer than what is read; the rest was left out."),
    )
