"""Web pages: what a reader of the page sees, in what order, and where it stands."""

from __future__ import annotations

import contextlib
import time

import pytest

from skillmap.errors import FormatError, LimitError
from skillmap.formats.html_text import fragment_lines, is_html, read_html


def lines(markup: str, name: str = "page.html") -> list[tuple[str, str]]:
    text = read_html(name, f"<!doctype html><html><body>{markup}</body></html>".encode())
    return [(line.text, line.place) for line in text.lines]


def texts(markup: str) -> list[str]:
    return [text for text, _ in lines(markup)]


def test_places_name_the_heading_and_count_below_it() -> None:
    assert lines("<p>Before</p><h2>Aims</h2><p>One</p><p>Two</p><ul><li>Three<li>Four</ul>") == [
        ("Before", "paragraph 1"),
        ("Aims", "h2 'Aims'"),
        ("One", "h2 'Aims', paragraph 1"),
        ("Two", "h2 'Aims', paragraph 2"),
        ("Three", "h2 'Aims', item 1"),
        ("Four", "h2 'Aims', item 2"),
    ]


def test_inline_marks_do_not_break_a_line_and_breaks_do() -> None:
    assert texts("<p>Credits: <b>20</b> <i>ECTS</i><br>Level: <span>5</span></p>") == [
        "Credits: 20 ECTS",
        "Level: 5",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>if (1 < 2) { document.write('<h2>Learning outcomes</h2>') }</script>",
        "<style>p::before { content: 'seen' }</style>",
        "<nav><a>Home</a></nav>",
        "<footer>Contact</footer>",
        "<template><p>Later</p></template>",
        "<p hidden>gone</p>",
        "<div style='color: red; display: none'>gone</div>",
        '<div aria-hidden="true">icon</div>',
        "<ul role=navigation><li>Home</ul>",
        "<!-- <p>gone</p> -->",
        "<p>1 <del>2</del></p>".replace("1 ", ""),
        "<svg><title>drawing</title></svg>",
        "<select><option>Choose</option></select>",
    ],
)
def test_what_nobody_sees_is_not_read(markup: str) -> None:
    assert texts(f"<p>A</p>{markup}<p>B</p>") == ["A", "B"]


def test_a_class_called_hidden_hides_nothing() -> None:
    assert texts('<h2 class="hidden md:block">Aims</h2><p data-hidden-note="x">Shown</p>') == [
        "Aims",
        "Shown",
    ]


def test_a_form_around_the_page_hides_nothing() -> None:
    assert texts("<form><p>One</p><button>Send</button></form>") == ["One"]


def test_items_of_an_inner_list_know_their_depth() -> None:
    text = read_html("x.html", b"<html><ul><li>Plan<ul><li>a garden</ul><li><p>Dig</p></ul>")

    assert [(line.text, line.item) for line in text.lines] == [("Plan", 1), ("a garden", 2), ("Dig", 1)]


def test_rows_of_a_table_are_lines_with_cells() -> None:
    text = read_html(
        "x.html",
        b"<html><table><tr><th>Module code<td>BRD101</tr><tr><th>Aims<td><p>One.</p><p>Two.</p></tr></table>",
    )

    assert text.tables[0].rows == (("Module code", "BRD101"), ("Aims", "One. Two."))
    assert [(line.text, line.place) for line in text.lines] == [
        ("Module code BRD101", "table 1, row 1"),
        ("Aims", "table 1, row 2"),
        ("One.", "table 1, row 2"),
        ("Two.", "table 1, row 2"),
    ]


def test_a_list_of_terms_is_a_table() -> None:
    text = read_html("x.html", b"<html><dl><dt>Credits<dd>20</dd><div><dt>Level<dd>5</div></dl>")

    assert text.tables[0].rows == (("Credits", "20"), ("Level", "5"))


def test_a_table_that_arranges_the_page_is_read_as_its_contents() -> None:
    markup = (
        "<table><tr><td><h2>Aims</h2><p>To bake.</p></td><td><table><tr><td>Level<td>5</table></td></table>"
    )

    assert texts(markup) == ["Aims", "To bake.", "Level 5"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<html><p>Käse</p>".encode(), "Käse"),
        ("<html><p>Käse</p>".encode("utf-8-sig"), "Käse"),
        ("<html><p>Käse</p>".encode("utf-16"), "Käse"),
        ("<html><p>Käse – 5 €</p>".encode("cp1252"), "Käse – 5 €"),
        ('<html><meta charset="iso-8859-1"><p>Käse – 5 €</p>'.encode("cp1252"), "Käse – 5 €"),
        ('<html><meta charset="koi8-r"><p>Хлеб</p>'.encode("koi8-r"), "Хлеб"),
        ('<html><meta charset="nonsense"><p>Käse</p>'.encode(), "Käse"),
        (
            "<?xml version='1.0' encoding='utf-8'?><html><p>Käse &amp; Brot&nbsp;&#233;</p>".encode(),
            "Käse & Brot é",
        ),
    ],
)
def test_encodings_are_taken_from_marks_declarations_or_the_bytes(content: bytes, expected: str) -> None:
    assert read_html("x.html", content).lines[0].text == expected


def test_the_language_is_the_one_that_the_page_states() -> None:
    assert read_html("x.html", b"<html class=a lang='de-AT'><p>Brot").language == "de-AT"
    assert read_html("x.html", b"<html><p lang=de>Brot").language is None


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\n <!-- saved --><html>", True),
        (b"<h1>A page</h1>", True),
        ("<html>".encode("utf-16"), True),
        (b"<?xml version='1.0'?><notes/>", False),
        (b"<svg>", False),
        (b"Learning outcomes: <html>", False),
    ],
)
def test_a_page_is_known_by_how_it_begins(content: bytes, answer: bool) -> None:
    assert is_html(content) is answer


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<html>" + b"<div>" * 2_000, FormatError),
        (b"<html>" + b"<p>a" * 400_000, LimitError),
        (b"<html><p>" + b"word " * 3_000_000, FormatError),
        (b"<html>" + b"\0" * 30 + b"<p>" + bytes(range(1, 9)) * 4_000, FormatError),
        (b"no page", FormatError),
    ],
    ids=["2,000 levels", "400,000 tags", "a text of 15 MB", "not text", "no page"],
)
def test_pages_that_are_too_much_are_refused_in_one_line(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        read_html("page.html", content)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "markup",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">x",
        '<a "' * 100_000,
        "<!-- " * 100_000,
        "<script>" * 100_000,
        "<p style='" + "display:" * 500_000 + "'>x",
        "<table><tr><td>" * 50 + "<p>y" * 50_000,
        "<dl><dt>a<dd>" * 100,
    ],
    ids=["attributes", "quotes", "comments", "scripts", "styles", "tables in tables", "terms in terms"],
)
def test_pages_made_to_be_slow_are_not(markup: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(FormatError):
        lines(markup)

    assert time.process_time() - begun < 5


def test_a_fragment_is_read_as_a_page_is() -> None:
    found = fragment_lines("cv.xml", "<p>Duties:</p><ol><li data-list='bullet'>Bake</li></ol>", "Description")

    assert [(line.text, line.place, line.item) for line in found] == [
        ("Duties:", "Description", 0),
        ("Bake", "Description", 1),
    ]
    assert fragment_lines("cv.xml", "  ", "Description") == []
