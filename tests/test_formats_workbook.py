"""Lists of modules, credentials and courses in Excel files, made here with openpyxl."""

from __future__ import annotations

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from skillmap.domain import Credit, Hours, HoursBasis, Level, Severity
from skillmap.errors import FormatError, LimitError, SkillmapError
from skillmap.formats import (
    credential_table,
    module_table,
    read_document_from,
    read_programme,
    spreadsheet,
    workbook,
)
from skillmap.formats.forms import FORMS, form_in
from workbook_writer import SHEET, part_of, sheet_of, with_part
from workbook_writer import workbook as written

HEADER = ["code", "title", "outcomes"]
MODULES = [HEADER, ["A1", "Baking", "Mix dough | Bake bread"]]


def read(*sheets, change=None):
    return workbook.read("list.xlsx", written(*sheets, change=change))


def refusal(content: bytes, error: type[SkillmapError] = FormatError) -> str:
    with pytest.raises(error) as refused:
        workbook.read("list.xlsx", content)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def told(document) -> list[tuple[str, str]]:
    return [(finding.place, finding.message) for finding in document.findings]


def test_a_sheet_is_read_like_the_same_list_in_a_csv_file() -> None:
    for form, kind in ((module_table.FORM, module_table), (credential_table.FORM, credential_table)):
        in_excel = workbook.read("list.xlsx", spreadsheet.as_workbook(form, "List"))
        in_csv = kind.read("list.csv", kind.template().encode())

        for one, other in zip(
            (*in_excel.modules, *in_excel.credentials), (*in_csv.modules, *in_csv.credentials), strict=True
        ):
            assert without_source(one) == without_source(other)
        assert in_excel.findings == in_csv.findings
        assert in_excel.programme_credit == in_csv.programme_credit


def without_source(item) -> dict:
    left_out = ("source", "origins")
    return {name: getattr(item, name) for name in item.__dataclass_fields__ if name not in left_out}


def test_a_place_names_sheet_row_and_column() -> None:
    (module,) = read(("Year 1", MODULES)).modules

    assert module.origins[1].place == "sheet 'Year 1', row 2, column title"
    assert module.source.format == "workbook"


def test_cells_are_read_by_their_type() -> None:
    header = [*HEADER, "credits", "core", "hours", "level"]
    (module,) = read(
        ("M", [header, ["A1", "Baking", "Mix dough", 7.5, True, timedelta(hours=60), 4]])
    ).modules

    assert (module.credit, module.core, module.level) == (Credit(7.5, None), True, Level(None, 4))
    assert module.hours == Hours(60, 60, HoursBasis.NOTIONAL)


@pytest.mark.parametrize("day", [date(2026, 3, 31), datetime(2026, 3, 31), datetime(2026, 3, 31, 14, 5)])
def test_a_date_of_excel_is_a_day(day) -> None:
    (credential,) = read(
        ("C", [["id", "title", "outcomes", "awarded"], ["c", "Bread", "Mix", day]])
    ).credentials

    assert credential.awarded == date(2026, 3, 31)


def test_a_code_that_excel_made_a_date_of_is_refused() -> None:
    line = refusal(written(("M", [HEADER, [date(2026, 9, 2), "Baking", "Mix dough"]])))

    assert line == (
        "list.xlsx, sheet 'M', row 2, column code: is the date 2026-09-02, expected a text (did the "
        "spreadsheet change it?)"
    )


def test_a_code_is_read_with_the_zeros_that_the_cell_shows() -> None:
    def pad(book) -> None:
        book["M"]["A2"].number_format = "00000"

    assert read(("M", [HEADER, [123, "Baking", "Mix dough"]]), change=pad).modules[0].id == "00123"


@pytest.mark.parametrize(
    ("value", "text"),
    [(15, "15"), (0.1 + 0.2, "0.3"), (12345678901234567, "12345678901234567"), (1e-7, "0.0000001")],
)
def test_a_number_is_written_out(value: float, text: str) -> None:
    assert spreadsheet._number_text(value, "General") == text


def test_a_percentage_is_read_as_shown() -> None:
    assert spreadsheet._number_text(0.655, "0.0%") == "65.5%"


def test_a_bad_cell_is_named_by_sheet_row_and_column() -> None:
    line = refusal(written(("M", [[*HEADER, "credits"], ["A1", "B", "x", "ten"], ["A2", "B", "x", "two"]])))

    assert line.startswith("list.xlsx, sheet 'M', row 2, column credits: 'ten' is not a number (and one more")


def test_an_error_of_the_spreadsheet_is_named() -> None:
    line = refusal(written(("M", [HEADER, ["A1", "#N/A", "x"]])))

    assert line == "list.xlsx, sheet 'M', row 2, column title: holds the error #N/A of the spreadsheet"


def test_a_formula_that_was_never_worked_out_is_named() -> None:
    line = refusal(written(("M", [[*HEADER, "credits"], ["A1", "B", "x", "=5+10"]])))

    assert line.startswith("list.xlsx, sheet 'M', row 2, column credits: holds a formula without a value")


def test_a_formula_in_a_column_that_is_not_read_does_no_harm() -> None:
    document = read(("M", [[*HEADER, "sum"], ["A1", "B", "x", "=5+10"]]))

    assert [place for place, _ in told(document)] == ["sheet 'M', row 1, column sum"]


def test_a_formula_with_a_value_is_its_value() -> None:
    content = written(("M", [[*HEADER, "credits"], ["A1", "B", "x", "=5+10"]]))
    body = (
        part_of(content)
        .replace("<v></v>", "<v>15</v>")
        .replace("<v />", "<v>15</v>")
        .replace("<v/>", "<v>15</v>")
    )

    assert workbook.read("list.xlsx", with_part(content, SHEET, body)).modules[0].credit == Credit(15, None)


def test_rows_above_the_header_are_told() -> None:
    document = read(("M", [["Catalogue of courses"], [], [None, "printed in May"], *MODULES]))

    assert document.modules[0].origins[0].place == "sheet 'M', row 5, column code"
    assert told(document) == [("sheet 'M'", "The header stands in row 4; rows above it were not read.")]


def test_the_first_sheet_that_fits_is_read_and_the_others_are_told() -> None:
    document = read(
        ("Notes", [["Read me"]]),
        ("Empty", []),
        ("One", MODULES),
        ("Two", [HEADER, ["B1", "Brewing", "Brew"]]),
    )

    assert [module.id for module in document.modules] == ["A1"]
    assert told(document) == [
        ("sheet 'Notes'", "The sheet holds no list of a known kind; it was not read."),
        (
            "sheet 'Two'",
            "Only the first sheet with a known header is read; its list of modules was not read. Save it as "
            "its own file.",
        ),
    ]


def test_a_hidden_sheet_is_passed_over_and_told() -> None:
    def hide(book) -> None:
        book["Old"].sheet_state = "hidden"

    document = read(("Old", [HEADER, ["Z", "Old", "x"]]), ("New", MODULES), change=hide)

    assert [module.id for module in document.modules] == ["A1"]
    assert "The sheet is hidden" in document.findings[0].message


def test_a_list_on_a_hidden_sheet_alone_is_refused() -> None:
    def hide(book) -> None:
        book["Old"].sheet_state = "veryHidden"

    line = refusal(written(("Cover", [["x"]]), ("Old", MODULES), change=hide))

    assert line.startswith("list.xlsx, sheet 'Old': holds a table but is hidden")


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hide(book) -> None:
        book["M"].row_dimensions[2].hidden = True
        book["M"].column_dimensions["C"].hidden = True

    document = read(("M", [*MODULES, ["A2", "Brewing", "Brew"]]), change=hide)

    assert [module.id for module in document.modules] == ["A1", "A2"]
    assert [finding.message for finding in document.findings] == [
        "1 hidden row(s) were read like the others; the first is row 2.",
        "Hidden columns were read like the others.",
    ]
    assert {finding.severity for finding in document.findings} == {Severity.WARNING}


def test_a_cell_merged_over_rows_counts_in_each_of_them() -> None:
    def merge(book) -> None:
        book["M"].merge_cells("D2:D4")

    rows = [[*HEADER, "level"], ["A1", "a", "x", 4], ["A2", "b", "y"], ["A3", "c", "z"], ["A4", "d", "w"]]
    document = read(("M", rows), change=merge)

    assert [module.level and module.level.value for module in document.modules] == [4, 4, 4, None]
    assert "1 merged cell(s) span several rows" in document.findings[0].message


def test_a_cell_merged_over_columns_counts_in_the_first() -> None:
    def merge(book) -> None:
        book["M"].merge_cells("C2:D2")

    document = read(("M", [[*HEADER, "description"], ["A1", "a", "x"]]), change=merge)

    assert (document.modules[0].description, len(document.modules[0].outcomes)) == ("", 1)
    assert "in the first one only" in document.findings[0].message


def test_line_breaks_that_excel_escapes_are_breaks() -> None:
    (module,) = read(("M", [HEADER, ["A1", "Baking", "Mix dough_x000D_\nBake bread"]])).modules

    assert [outcome.text for outcome in module.outcomes] == ["Mix dough", "Bake bread"]


def test_macros_are_told_and_not_read() -> None:
    document = workbook.read("list.xlsm", with_part(written(("M", MODULES)), "xl/vbaProject.bin", b"macro"))

    assert ("workbook", "The file holds macros; they were neither read nor run.") in told(document)


def test_a_workbook_without_a_known_list_says_what_was_looked_for() -> None:
    line = refusal(written(("Cover", [["a", "b"]])))

    assert "no header that is known in the first 30 rows of 'Cover'" in line
    assert "modules, credentials, courses of a transcript" in line


def zip_start(part: str) -> bytes:
    return b"PK\x03\x04" + bytes(22) + len(part).to_bytes(4, "little") + part.encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "save it as .xlsx without"),
        (zip_start("mimetype") + b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (zip_start("xl/workbook.bin"), "binary Excel file"),
    ],
)
@pytest.mark.parametrize("by_name", [True, False])
def test_relatives_of_the_format_are_refused_by_name(content: bytes, words: str, by_name: bool) -> None:
    with pytest.raises(FormatError, match=words):
        read_document_from("list.xls", content, reader=None if by_name else "workbook")


def test_a_word_file_with_a_table_in_it_is_no_workbook() -> None:
    head = zip_start("word/document.xml") + zip_start("xl/workbook.xml")

    assert not workbook.sniff("text.docx", head)
    assert workbook.sniff("no name", written(("M", MODULES)))


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("body", ["", "<", "<a/>", "no xml", "\0"])
def test_a_damaged_part_is_refused_in_one_line(part: str, body: str) -> None:
    content = with_part(written(("M", MODULES)), part, body)

    lines = []
    try:
        workbook.read("list.xlsx", content)
    except SkillmapError as error:
        lines.append(str(error))
    assert all("\n" not in line for line in lines)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>' + sheet_of("<row><c><v>&d;</v></c></row>")

    assert "document type" in refusal(with_part(written(("M", MODULES)), SHEET, bomb))


CELL = '<c r="A{n}" t="inlineStr"><is><t>x</t></is></c>'
BOMBS = {
    "a row of two million cells": lambda: sheet_of("<row>" + "<c/>" * 2_000_000 + "</row>"),
    "many cells in wide rows": lambda: sheet_of(
        "".join(f'<row r="{n}"><c r="ZZZ{n}"><v>1</v></c></row>' for n in range(1, 100_000))
    ),
    "a million merged cells": lambda: sheet_of(
        "", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_000_000 + "</mergeCells>"
    ),
    "rich text": lambda: sheet_of(
        '<row><c t="inlineStr"><is>' + "<r><rPr><b/></rPr><t>x</t></r>" * 200_000 + "</is></c></row>"
    ),
    "a row at the end of the sheet": lambda: sheet_of(
        "".join(f'<row r="{n}">{CELL.format(n=n)}</row>' for n in (1, 1_048_576, 999_999_999))
    ),
    "zeros": lambda: "0" * 200_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_seconds(name: str) -> None:
    content = with_part(written(("M", MODULES)), SHEET, BOMBS[name]())
    assert len(content) < 2_000_000

    begun = time.perf_counter()
    refusal(content, SkillmapError)
    assert time.perf_counter() - begun < 5


def test_a_large_sheet_is_read_whole() -> None:
    rows = [
        [*HEADER, "credits"],
        *([f"M{n}", f"Module {n}", f"Do {n} | Explain {n}", n % 60] for n in range(5_000)),
    ]

    document = read(("M", rows))

    assert len(document.modules) == 5_000
    assert [document.modules[n].id for n in (0, 9, -1)] == ["M0", "M9", "M4999"]


def test_more_sheets_than_the_limit_are_refused() -> None:
    content = written(*((f"S{n}", []) for n in range(spreadsheet.MAX_SHEETS + 1)))

    assert "201 sheets" in refusal(content, LimitError)


@pytest.mark.parametrize("kind", ["modules", "credentials", "transcript"])
def test_a_form_for_excel_reads_without_warnings(kind: str) -> None:
    document = read_document_from("form.xlsx", form_in(kind, ".xlsx"))

    assert len([*document.modules, *document.credentials]) == len(FORMS[kind].examples) == 2
    assert [finding for finding in document.findings if finding.severity is Severity.WARNING] == []


def test_a_catalogue_in_excel_is_a_programme(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.xlsx"
    file.write_bytes(form_in("modules", ".xlsx"))

    alone, _ = read_programme(file)
    in_folder, findings = read_programme(tmp_path)

    assert (
        [module.id for module in alone.modules] == ["DAT101", "DAT205"] == [m.id for m in in_folder.modules]
    )
    assert findings == ()


def test_nothing_of_a_cell_that_is_not_read_is_kept() -> None:
    document = read(("M", [[*HEADER, "teacher"], ["A1", "Baking", "Mix dough", "Unread Words"]]))

    assert "Unread" not in json.dumps(repr(document))
