"""Exports of other systems, read by column maps. Sources, courses and people here are invented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from skillmap.domain import Alignment, Assessment, Credit, Hours, HoursBasis, Level, Party, Severity
from skillmap.errors import FormatError, SkillmapError, UnknownNameError
from skillmap.formats import column_map, read_document, read_document_from, read_programme, readers
from skillmap.formats.catalogue_export import kinds
from skillmap.formats.column_map import EXAMPLE, FIELDS, available_maps, find_map, parse_map
from workbook_writer import workbook as written

SHIPPED = (
    "coursera-courses",
    "edinburgh-courses",
    "glasgow-courses",
    "ofqual-qualifications",
    "ucsd-catalog",
)
HEAD = """
title = "an invented source"
kind = "{kind}"
[recognised]
header = ["Nr", "Name"]
[fields]
id = "Nr"
title = "Name"
"""


def toml(fields: str = "", kind: str = "modules", after: str = "") -> str:
    return HEAD.format(kind=kind) + fields + "\n" + after


def read(tmp_path: Path, export: str | bytes, map_text: str, name: str = "export.csv"):
    file = tmp_path / "ours.toml"
    file.write_text(map_text, encoding="utf-8")
    content = export.encode() if isinstance(export, str) else export
    return read_document_from(name, content, columns=file)


def first(tmp_path: Path, export: str, map_text: str):
    document = read(tmp_path, export, map_text)
    return [*document.modules, *document.credentials][0]


def messages(document, severity: Severity = Severity.WARNING) -> list[str]:
    return [finding.message for finding in document.findings if finding.severity is severity]


def refusal(map_text: str) -> str:
    with pytest.raises(FormatError) as error:
        parse_map("ours.toml", map_text.encode())
    assert "\n" not in str(error.value)
    return str(error.value)


# What ships


def test_the_shipped_maps_are_these() -> None:
    assert tuple(found.name for found in available_maps()) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_map_knows_its_own_columns_and_no_other_reader_does(name: str) -> None:
    titles = sorted(find_map(name).header)
    files = [
        ("export.csv", ",".join(titles) + "\n"),
        ("export.json", json.dumps([dict.fromkeys(titles, "x")])),
        ("export.jsonl", json.dumps(dict.fromkeys(titles, "x")) + "\n"),
    ]

    for file, text in files:
        known = [other for other in readers.names() if readers.get(other).sniff(file, text.encode())]
        assert known == ["catalogue-export"]


def test_a_course_platform_is_read() -> None:
    document = read_document(Path(__file__).parent / "data/samples/catalogue-export.csv")
    course = document.credentials[0]

    assert (course.id, course.kind, course.mode, course.language) == ("1", "course", "Online", "en")
    assert [outcome.text for outcome in course.outcomes] == [
        "Choose a chart that suits a question",
        "Build a dashboard from a spreadsheet",
    ]
    assert course.outcomes[0].language == "en"
    assert course.alignments[0] == Alignment("Charts", None, "Coursera skills")
    assert course.homepage == "https://courses.example/learn/dashboards"
    assert (course.credit, course.hours, course.level, course.assessed, course.issuer) == (None,) * 5
    assert messages(document, Severity.INFO)[1] == "The cell says the same twice or more; each was read once."


def test_a_university_catalogue_in_json_lines_is_read() -> None:
    record = {
        "code": "TEST08001",
        "title": "Invented Course",
        "level": "SCQF Level 8 (Year 2 Undergraduate)",
        "scqf_credits": "20",
        "ects_credits": "10",
        "summary": "Not entered",
        "keywords": "bread,dough,Bread",
        "prerequisites": "Students MUST have passed: First (TEST08002) AND Second (TEST08003)",
        "learning_outcomes": ["Mix dough.", "Bake bread."],
    }
    other = record | {"code": "TEST08002", "prerequisites": "First (TEST08003) OR Second (TEST08004)"}
    lines = "\n".join(json.dumps(item) for item in (record, other))

    document = read_document_from("courses.jsonl", lines.encode())
    module = document.modules[0]

    assert (module.level, module.credit) == (Level("SCQF", 8), Credit(20, "SCQF"))
    assert module.prerequisites == ("TEST08002", "TEST08003")
    assert (module.tags, module.description) == (("bread", "dough"), "")
    assert [outcome.text for outcome in module.outcomes] == ["Mix dough.", "Bake bread."]
    assert module.origins[1].place == "line 1, $.title"
    assert document.modules[1].prerequisites == ()
    (finding,) = [finding for finding in document.findings if finding.field]
    assert (finding.field, finding.place) == ("prerequisites", "line 2, $.prerequisites")


def test_outcomes_numbered_within_one_text_are_told_apart() -> None:
    record = {
        "course_code": "INV1001",
        "name": "Invented Systems INV1001",
        "aims": "To invent.",
        "ilos": "By the end of this course students will be able to:1.Mix 2.5 kg of dough;2.Bake bread: "
        "1) by hand 2) by machine.3.Sell it.",
    }

    module = read_document_from("c.json", json.dumps([record]).encode()).modules[0]

    assert module.title == "Invented Systems"
    assert [outcome.text for outcome in module.outcomes] == [
        "Mix 2.5 kg of dough",
        "Bake bread: 1) by hand 2) by machine.",
        "Sell it.",
    ]
    assert module.origins[0].place == "$[0].course_code"


REGISTER = (
    "Qualification Number,Qualification Title,Owner Organisation Name,Qualification Level,Total Credits,"
    "Total Qualification Time,Guided Learning Hours,Colour\n"
)


@pytest.mark.parametrize(
    ("row", "level", "credit", "hours"),
    [
        ("Level 3,12,120,60", Level("RQF", 3), Credit(12, "CATS"), Hours(120, 120, HoursBasis.NOTIONAL)),
        ("Level 3,,,60", Level("RQF", 3), None, Hours(60, 60, HoursBasis.CONTACT)),
        ("Entry Level,0,0,", None, None, None),
    ],
)
def test_taught_hours_of_a_register_never_become_all_hours(row: str, level, credit, hours) -> None:
    document = read_document_from(
        "q.csv", (REGISTER + f"INV/1,Invented Award,Invented Awards,{row},red\n").encode()
    )
    (credential,) = document.credentials

    assert (credential.level, credential.credit, credential.hours) == (level, credit, hours)
    assert credential.awarding_body == Party("Invented Awards")
    assert "says nothing about column 'colour'" in messages(document)[0]


# What a map can say


def test_the_annotated_example_is_a_map_that_reads(tmp_path: Path) -> None:
    export = (
        "Department,Module,Module title,Outcomes,Level,Credit points,Notional hours,Hours a week,Weeks,"
        "Status,Requires,Summary,Room,Convenor\n"
        "DAT,101,Working with Data,Students will be able to:Clean data; Chart data,Level 4,15,150,3,12,"
        "Compulsory,,A start.,B1,x\n"
        "DAT,205,Models,Fit a model,n/a,,,3-5,10,Option,DAT101 and DAT102,,B2,x\n"
        "DAT,300,Old,Do it,Level 6,15,150,,,Withdrawn 2024,,,,\n"
    )
    file = tmp_path / "example.toml"
    file.write_bytes(EXAMPLE.read_bytes())

    document = read_document_from("export.csv", export.encode(), columns=file)
    one, two = document.modules

    assert (one.id, one.title, one.description) == ("DAT101", "Working with Data", "A start.")
    assert [outcome.text for outcome in one.outcomes] == ["Clean data", "Chart data"]
    assert (one.level, one.credit, one.core) == (Level("FHEQ", 4), Credit(15, "CATS"), True)
    assert one.hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert two.hours == Hours(30, 50, HoursBasis.CONTACT)
    assert (two.level, two.credit, two.core, two.prerequisites) == (None, None, False, ("DAT101", "DAT102"))
    assert document.programme_title == "BSc Data Practice"
    assert messages(document) == []
    assert "1 row(s) were skipped, as the column map says." in messages(document, Severity.INFO)


def test_every_key_of_the_example_that_is_commented_out_is_known() -> None:
    text = re.sub(
        r"^# (encoding|whole|numbered|holder) =", r"\1 =", EXAMPLE.read_text(encoding="utf-8"), flags=re.M
    )

    found = parse_map("example.toml", text.encode())

    assert (found.encoding, found.holder) == ("cp1252", {"student name", "student number"})
    assert found.rules["outcomes"][0].numbered


@pytest.mark.parametrize(
    ("keys", "cell", "hours"),
    [
        ("", "60", Hours(60, 60)),
        ("", "18-30 hours", Hours(18, 30)),
        ('unit = "minutes"', "90", Hours(1.5, 1.5)),
        ('unit = "minutes"', "90 min", Hours(1.5, 1.5)),
        ('unit = "CEU"', "1.5", Hours(15, 15, HoursBasis.CONTACT)),
        ('unit = "ISO 8601"', "PT1H30M", Hours(1.5, 1.5)),
        ('basis = "contact"', "36", Hours(36, 36, HoursBasis.CONTACT)),
        ('basis = "self_declared"', "10 to 12", Hours(10, 12, HoursBasis.SELF_DECLARED)),
        ("", "90 minutes", None),
        ("", "6 weeks", None),
        ("", "about 10", None),
        ('unit = "ISO 8601"', "P60M", None),
    ],
)
def test_learning_time_is_read_in_its_unit(tmp_path: Path, keys: str, cell: str, hours) -> None:
    rule = f'hours = {{ column = "Time"{", " if keys else ""}{keys} }}'

    document = read(tmp_path, f"Nr,Name,Time\n1,Baking,{cell}\n", toml(rule))

    assert document.modules[0].hours == hours
    unread = [finding.field for finding in document.findings if finding.field]
    assert unread == ([] if hours else ["hours"])


def test_hours_a_week_without_weeks_are_no_hours(tmp_path: Path) -> None:
    rule = 'hours = { column = "Weekly", unit = "hours per week", weeks = "Weeks" }'

    document = read(tmp_path, "Nr,Name,Weekly,Weeks\n1,A,3,\n2,B,3,4-6 weeks\n", toml(rule))

    assert [module.hours for module in document.modules] == [None, Hours(12, 18)]


def test_a_scheme_and_a_framework_may_stand_in_columns(tmp_path: Path) -> None:
    rules = (
        'credit = { column = "Cr", scheme_column = "Scheme" }\n'
        'level = { column = "Lv", framework_column = "Frame" }'
    )

    modules = read(tmp_path, "Nr,Name,Cr,Scheme,Lv,Frame\n1,A,5,ects,6,eqf\n2,B,5,,6,\n", toml(rules)).modules

    assert [module.credit for module in modules] == [Credit(5, "ECTS"), Credit(5, None)]
    assert [module.level for module in modules] == [Level("EQF", 6), Level(None, 6)]


def test_words_are_read_as_what_they_stand_for_and_others_are_told(tmp_path: Path) -> None:
    rule = 'core = { column = "Type", values = { Pflicht = "yes", Wahl = "no" } }'

    document = read(tmp_path, "Nr,Name,Type\n1,A,pflicht\n2,B,Wahl\n3,C,vielleicht\n", toml(rule))

    assert [module.core for module in document.modules] == [True, False, None]
    (finding,) = [finding for finding in document.findings if finding.field]
    assert (finding.field, finding.place) == ("core", "row 4, column Type")


def test_an_item_that_holds_a_separator_stays_whole(tmp_path: Path) -> None:
    rule = 'tags = { column = "T", separators = [", "], whole = ["Bread, Cakes, and Pies"] }'
    export = 'Nr,Name,T\n1,A,"Dough, Bread, Cakes, and Pies, Salt"\n2,B,"Salt, Sand, and Sea"\n'

    document = read(tmp_path, export, toml(rule))

    assert document.modules[0].tags == ("Dough", "Bread, Cakes, and Pies", "Salt")
    assert ["torn" in message for message in messages(document)] == [True]


def test_dates_are_read_as_the_map_says(tmp_path: Path) -> None:
    rule = 'awarded = { column = "On", format = "%d/%m/%Y" }'
    document = read(tmp_path, "Nr,Name,On\n1,A,03/04/2026\n2,B,2026-04-03\n", toml(rule, "credentials"))

    assert [str(item.awarded) for item in document.credentials] == ["2026-04-03", "None"]


def test_fields_of_a_credential_are_read(tmp_path: Path) -> None:
    rules = (
        'issuer = "By"\ngrade = "Mark"\nassessment = "How"\nhomepage = "Web"\nterm = "T"\n'
        'alignments = { column = "S", separators = ["; "], framework = "Ours" }'
    )
    constants = "[constants]\nassessed = true\nkind = 'badge'"
    export = "Nr,Name,By,Mark,How,Web,T,S\n1,A,College,B,exam,example.org,Spring,https://s.example/1; Bake\n"

    document = read(tmp_path, export, toml(rules, "credentials", constants))
    (credential,) = document.credentials

    assert (credential.issuer, credential.assessment) == (Party("College"), Assessment("exam", "B"))
    assert (credential.assessed, credential.kind, credential.term) == (True, "badge", "Spring")
    assert [(link.uri, link.framework) for link in credential.alignments] == [
        ("https://s.example/1", "Ours"),
        (None, "Ours"),
    ]
    assert credential.homepage is None
    assert credential.origin_of("kind").place == "column map ours, kind"
    assert [finding.field for finding in document.findings if finding.field] == ["homepage"]


def test_who_holds_a_credential_is_dropped_and_two_people_are_refused(tmp_path: Path) -> None:
    map_text = toml(kind="credentials", after='[rows]\nholder = ["Student"]')

    document = read(tmp_path, "Nr,Name,Student\n1,A,Rosa Invented\n2,B,Rosa Invented\n", map_text)
    assert [credential.holder_identified for credential in document.credentials] == [True, True]
    assert "Rosa" not in repr(document)

    with pytest.raises(FormatError, match="names another person") as error:
        read(tmp_path, "Nr,Name,Student\n1,A,Rosa Invented\n2,B,Tom Invented\n", map_text)
    assert "Invented" not in str(error.value)


def test_rows_that_say_the_same_are_one_and_others_get_a_number(tmp_path: Path) -> None:
    export = "Nr,Name,Out\n1,A,x y z\n1,A,x y z\n1,B,x y z\n1,B,x y z\n"

    document = read(tmp_path, export, toml('outcomes = "Out"'))

    assert [(module.id, module.title) for module in document.modules] == [("1", "A"), ("1 (2)", "B")]
    assert document.modules[1].outcomes[0].id == "1 (2).1"
    assert "(2 rows; the first is named.)" in messages(document, Severity.INFO)[1]
    assert "a number was added" in messages(document)[0]


def test_a_row_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, "Nr,Name\n,A\n1,\n2,B\n3,C,stray\n", toml())

    assert [module.id for module in document.modules] == ["2"]
    assert messages(document) == [
        "Has no id; the row was not read.",
        "Has no title; the row was not read.",
        "Has more cells than the header; the row was not read.",
    ]


def test_columns_of_the_map_that_are_missing_are_told(tmp_path: Path) -> None:
    document = read(tmp_path, "Nr,Name\n1,A\n", toml('level = "Stufe"'))

    assert messages(document, Severity.INFO)[0] == "Columns of the map that are not there: stufe."


def test_nested_objects_are_reached_by_a_dotted_name(tmp_path: Path) -> None:
    record = {"Nr": 7, "Name": "A", "Course": {"Level": {"eqf": 6}}, "Core": True, "Out": [{"no": "text"}]}
    rules = 'level = { column = "course.level.EQF", framework = "EQF" }\ncore = "Core"\noutcomes = "Out"'

    document = read(tmp_path, json.dumps([record]), toml(rules), "export.json")

    assert (document.modules[0].id, document.modules[0].level) == ("7", Level("EQF", 6))
    assert document.modules[0].core is True
    assert [finding.field for finding in document.findings if finding.field] == ["outcomes"]


def test_an_excel_file_is_read_by_a_map(tmp_path: Path) -> None:
    rows = [["Our catalogue"], ["Nr", "Name", "Level"], [1, "Baking", 6], [2, "Brewing", "#N/A"]]
    rule = 'level = { column = "Level", framework = "EQF" }'

    document = read(tmp_path, written(("List", rows)), toml(rule), "export.xlsx")

    assert [(module.id, module.level) for module in document.modules] == [("1", Level("EQF", 6)), ("2", None)]
    assert document.modules[0].origins[0].place == "sheet 'List', row 3, column Nr"
    (finding,) = [finding for finding in document.findings if finding.field]
    assert (finding.field, finding.place) == ("level", "sheet 'List', row 4, column Level")


def test_an_excel_file_with_known_columns_needs_no_map_named() -> None:
    header = ["course_id", "name", "skills", "what_you_learn", "url"]
    rows = [header, [1, "Baking", "Dough", "Mix dough", "https://c.example"]]

    document = read_document_from("export.xlsx", written(("L", rows)))

    assert document.credentials[0].title == "Baking"
    assert document.source.format == "workbook"
    assert len(kinds()) == len(SHIPPED)


def test_an_export_in_another_encoding_is_read_when_the_map_says_so(tmp_path: Path) -> None:
    export = "Nr;Name\n1;Bäckerei\n".encode("cp1252")

    assert read(tmp_path, export, 'encoding = "cp1252"\n' + toml()).modules[0].title == "Bäckerei"
    with pytest.raises(FormatError, match="not UTF-8"):
        read(tmp_path, export, toml())


# The user's own folder


def test_a_map_in_the_users_folder_is_used_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Nr,Name\n1,Baking\n")
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "ours.toml").write_text(toml())
    with pytest.raises(FormatError, match="first row is"):
        read_document(export)

    monkeypatch.setenv(column_map.FOLDER_VARIABLE, str(folder))

    assert read_document(export).modules[0].title == "Baking"
    assert read_document(export, columns="ours").modules[0].title == "Baking"


def test_a_map_of_the_users_takes_the_place_of_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ucsd-catalog.toml").write_text(toml())
    monkeypatch.setenv(column_map.FOLDER_VARIABLE, str(tmp_path))

    assert find_map("ucsd-catalog").title == "an invented source"
    assert len(available_maps()) == len(SHIPPED)


def test_two_maps_for_one_header_are_told_apart_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.toml").write_text(toml())
    (tmp_path / "b.toml").write_text(toml())
    monkeypatch.setenv(column_map.FOLDER_VARIABLE, str(tmp_path))

    with pytest.raises(FormatError, match="fits the column maps a and b; say which with --columns"):
        read_document_from("export.csv", b"Nr,Name\n1,Baking\n")


def test_a_missing_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(column_map.FOLDER_VARIABLE, "nowhere")

    with pytest.raises(FormatError, match="nowhere: is no folder; SKILLMAP_COLUMN_MAPS names one"):
        find_map("ours")


def test_an_unknown_map_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="no column map 'ours'; there are: coursera-courses, "):
        find_map("ours")


def test_a_catalogue_is_a_programme_by_a_map(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Nr,Name\n1,Baking\n")
    file = tmp_path / "ours.toml"
    file.write_text(toml())

    programme, _ = read_programme(export, columns=file)

    assert [module.title for module in programme.modules] == ["Baking"]


# Errors


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kind = 'modules'", "ours.toml, title: is missing, expected a text"),
        ("title = 3", "ours.toml, title: is 3, expected a text"),
        (
            "title = 'x'\nkind = 'badges'",
            "ours.toml, kind: is 'badges', expected one of modules, credentials",
        ),
        ("title = ", "ours.toml: not TOML: "),
        (toml("colour = 'x'"), "ours.toml, fields.colour: is not a key here; there are: core, credit, "),
        (toml("tags = 3"), "ours.toml, fields.tags: is 3, expected a table of keys and values"),
        (toml("tags = []"), "ours.toml, fields.tags: is an empty list, expected a column"),
        (
            toml("tags = { pattern = 'x' }"),
            "ours.toml, fields.tags.column: is missing, expected the title of",
        ),
        (toml("tags = { column = 3 }"), "ours.toml, fields.tags.column: is 3, expected a text or a list of"),
        (toml("tags = { column = 'T', unit = 'hours' }"), "ours.toml, fields.tags.unit: is not a key here"),
        (
            toml("level = { column = 'L', framework = 3 }"),
            "ours.toml, fields.level.framework: is 3, expected",
        ),
        (
            toml("level = { column = 'L', pattern = '(' }"),
            "ours.toml, fields.level.pattern: '(' is not a regular",
        ),
        (
            toml("core = { column = 'C', values = { P = 'ja' } }"),
            "ours.toml, fields.core.values.p: is 'ja', expe",
        ),
        (
            toml("hours = { column = 'H', unit = 'weeks' }"),
            "ours.toml, fields.hours.unit: is 'weeks', which is",
        ),
        (
            toml("hours = { column = 'H', unit = 'ells' }"),
            "ours.toml, fields.hours.unit: is 'ells', expected on",
        ),
        (
            toml("hours = { column = 'H', basis = 'x' }"),
            "ours.toml, fields.hours.basis: is 'x', expected one of",
        ),
        (
            toml("hours = { column = 'H', unit = 'hours per week' }"),
            "ours.toml, fields.hours.weeks: expected together with unit = 'hours per week'",
        ),
        (
            toml("hours = { column = 'H', unit = 'CEU', basis = 'notional' }"),
            "ours.toml, fields.hours.basis: is 'notional'; a CEU is ten contact hours, expected 'contact'",
        ),
        (
            toml("credit = { column = 'C', scheme = 'CEU' }"),
            "ours.toml, fields.credit.scheme: is 'CEU', which counts contact hours and is never credit; give",
        ),
        (
            toml("hours = ['A', { column = 'B', basis = 'x' }]"),
            "ours.toml, fields.hours[1].basis: is 'x', expected one of notional, contact",
        ),
        (
            toml(after="[constants]\nissuer = 'x'"),
            "ours.toml, constants.issuer: is not a key here; there are: core",
        ),
        (
            toml("core = 'C'", after="[constants]\ncore = true"),
            "ours.toml, constants.core: stands under fields, too",
        ),
        (
            toml(after="[constants]\ncore = 'yes'"),
            "ours.toml, constants.core: is 'yes', expected true or false",
        ),
        (
            toml(after="[rows]\nskip = [{ column = 'A' }]"),
            "ours.toml, rows.skip[0].pattern: is missing, expected",
        ),
        (
            toml(after="[rows]\nleft = 'A'"),
            "ours.toml, rows.left: is not a key here; there are: holder, skip, un",
        ),
        (
            toml(after="[other]\na = 1"),
            "ours.toml, other: is not a key here; there are: constants, encoding, ",
        ),
        (
            "title = 'x'\nkind = 'modules'\n[recognised]\nheader = 'A'\n[fields]\nid = 'A'",
            "ours.toml, fields.title: is missing; every one of the modules needs it",
        ),
        (
            "title = 'x'\nkind = 'modules'\n[fields]\nid = 'A'\ntitle = 'B'",
            "ours.toml, recognised.header: is missing, expected the columns by which",
        ),
        ("encoding = 'ebcdic'\n" + toml(), "ours.toml, encoding: is 'ebcdic', expected one of utf-8, cp1252"),
    ],
)
def test_a_mistake_in_a_map_names_file_key_and_what_was_expected(text: str, line: str) -> None:
    assert refusal(text).startswith(line)


def test_a_huge_map_is_refused() -> None:
    assert "has at most 200,000" in refusal("# " + "x" * 300_000)


@pytest.mark.parametrize(
    ("name", "export", "words"),
    [
        ("e.csv", "Other,Columns\n1,2\n", "row 1: no column name, nr, by which an invented source is known"),
        ("e.csv", "Nr,Name,Name\n1,2,3\n", "row 1: column name stands twice"),
        ("e.csv", "Nr,Name\n", "holds no row that can be read as one of the modules"),
        ("e.json", '[{"a": 1}]', "$[0]: no column name, nr, by which"),
        ("e.json", "[]", "holds no JSON objects"),
        ("e.json", "[1]", "$[0]: is not a JSON object, expected one for each course or credential"),
        ("e.jsonl", '{"Nr": 1, "Name": "A"}\n{"Nr": ', "line 2: the JSON text ends too early"),
        (
            "e.json",
            '{"Nr": 1,\n "Name": "A"}',
            "line 1: the JSON text ends too early; the file may be cut off; expec",
        ),
        ("e.jsonl", '{"Nr": 1, "Name": "A"}\n3\n', "line 2, $: is not a JSON object"),
    ],
)
def test_an_export_that_the_map_does_not_fit_is_refused(
    tmp_path: Path, name: str, export: str, words: str
) -> None:
    with pytest.raises(FormatError) as error:
        read(tmp_path, export, toml(), name)

    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("cell", ["", "x", "-1", "1e999", "\0", "9" * 400, "2026-99-99", "PT", "nan"])
def test_any_cell_under_any_field_is_read_or_told(tmp_path: Path, kind: str, cell: str) -> None:
    names = sorted(FIELDS[kind] - {"id", "title"})
    rules = "\n".join(f'{name} = "c{number}"' for number, name in enumerate(names))
    header = ["Nr", "Name", *(f"c{number}" for number in range(len(names)))]
    export = ",".join(header) + "\n1,A" + f",{cell}" * len(names) + "\n"

    try:
        document = read(tmp_path, export, toml(rules, kind))
    except SkillmapError as error:
        document, line = None, str(error)
        assert "\n" not in line
    assert document is None or len([*document.modules, *document.credentials]) == 1


def test_the_command_line_takes_a_map_and_writes_an_example(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Module,Module title,Outcomes\n101,Baking,Mix dough; Bake bread\n")
    run = [sys.executable, "-m", "skillmap"]

    wrote = subprocess.run([*run, "template", "columns", "-o", "x.toml"], cwd=tmp_path, check=False)
    read_ = subprocess.run(
        [*run, "read", str(export), "--columns", "x.toml", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    assert wrote.returncode == 0
    module = json.loads(read_.stdout)["modules"][0]
    assert [outcome["text"] for outcome in module["outcomes"]] == ["Mix dough", "Bake bread"]


MEASURE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from peak_memory import peak_mb
from skillmap.formats import read_document
document = read_document(sys.argv[1])
print(len(document.credentials), int(peak_mb() * 1024))
"""


def test_a_large_export_is_read_row_by_row(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("w") as stream:
        stream.write("course_id,name,category,language,skills,what_you_learn,url,content_length\n")
        for number in range(20_000):
            lines = "\n".join(
                f"Explain part {part} of the invented subject number {number}" for part in range(5)
            )
            url = f"https://c.example/{number}"
            stream.write(f'{number},Course {number},Any,English,"A, B","{lines}",{url},1\n')
    environment = os.environ | {"SKILLMAP_MAX_MB": "60"}

    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    count, kilobytes = map(int, run.stdout.split())
    assert count == 20_000
    assert kilobytes * 1024 < 10 * file.stat().st_size + 60_000_000
