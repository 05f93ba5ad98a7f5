"""Tables of modules and of credentials."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from skillmap.domain import Assessment, Credit, Hours, HoursBasis, Level, Party, Stage
from skillmap.errors import FormatError
from skillmap.formats import credential_table, module_table, read_document, read_document_from

MODULES = "code,title,outcomes,level,level_framework,credits,credit_scheme,hours,core,prerequisites,tags\n"
CREDENTIALS = "id,title,outcomes,assessed,participation_only,hours,hours_basis,awarded,skills\n"


def modules(rows: str, header: str = MODULES):
    return module_table.read("catalogue.csv", (header + rows).encode())


def credentials(rows: str, header: str = CREDENTIALS):
    return credential_table.read("awards.csv", (header + rows).encode())


def test_a_row_is_a_module() -> None:
    (module,) = modules(
        "A1,Baking,Mix dough | Bake bread,4,FHEQ,15,CATS,150,yes,A0; B2,capstone;bread\n"
    ).modules

    assert (module.id, module.title) == ("A1", "Baking")
    assert [outcome.text for outcome in module.outcomes] == ["Mix dough", "Bake bread"]
    assert [outcome.id for outcome in module.outcomes] == ["A1.1", "A1.2"]
    assert module.level == Level("FHEQ", 4)
    assert module.credit == Credit(15, "CATS")
    assert module.hours == Hours(150, 150, HoursBasis.NOTIONAL)
    assert module.core is True
    assert module.prerequisites == ("A0", "B2")
    assert module.tags == ("capstone", "bread")
    assert module.origins[1].place == "row 2, column title"


PLACED = (
    "code,title,outcomes,credit_scheme,level_framework,stage,pool,professional_body,starts,fields,version,"
)
PLACED += "programme_kind,programme_level,programme_electives,programme_stages\n"


def test_a_row_may_say_where_the_module_stands_in_the_programme() -> None:
    stages = "Year 1: 60: not for class | Year 2: 60: counts for class, final | Year 3"
    row = (
        f'A1,Baking,Mix dough,ECTS,EQF,Year 1,crafts,Guild,2026-09-01,0721;111;10,3,honours,6,10,"{stages}"\n'
    )

    document = modules(row, PLACED)

    (module,) = document.modules
    assert (module.stage, module.pool, module.professional_body) == ("Year 1", "crafts", "Guild")
    assert (module.starts, module.version) == (date(2026, 9, 1), "3")
    assert module.fields == ("0721", "0111", "10")
    assert (document.programme_kind, document.programme_level) == ("honours", Level("EQF", 6))
    assert document.programme_electives == Credit(10, "ECTS")
    assert document.programme_stages == (
        Stage("Year 1", Credit(60, "ECTS"), False, None),
        Stage("Year 2", Credit(60, "ECTS"), True, True),
        Stage("Year 3"),
    )
    assert document.findings == ()


@pytest.mark.parametrize("stages", ["Year 1: many", "Year 1: 60: often", ": 60", "a: 1: final: more"])
def test_a_stage_that_cannot_be_read_is_refused_with_its_place(stages: str) -> None:
    with pytest.raises(FormatError, match=r"row 2, column programme_stages: .* is not a stage such as"):
        modules(f"A1,Baking,Mix dough,ECTS,EQF,,,,,,,,,,{stages}\n", PLACED)


def test_a_module_of_a_stage_that_the_programme_does_not_name_is_a_finding() -> None:
    (finding,) = modules("A1,Baking,Mix dough,ECTS,EQF,Year 9,,,,,,,,,Year 1: 60\n", PLACED).findings

    assert (finding.place, "'Year 9'" in finding.message) == ("row 2, column stage", True)


def test_what_is_empty_stays_unknown() -> None:
    (module,) = modules("A1,Baking,Mix dough,,,,,,,,\n").modules

    assert (module.level, module.credit, module.hours, module.core) == (None, None, None, None)


def test_a_level_without_a_framework_keeps_its_number() -> None:
    assert modules("A1,Baking,Mix dough,Level 4,,,,,,,\n").modules[0].level == Level(None, 4)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_header_case_do_not_matter(delimiter: str) -> None:
    rows = [["Title", " CODE ", "Outcomes", "Credits"], ["Baking", "A1", "Mix dough", "7.5"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig")

    document = read_document_from("c.csv", content)

    assert document.modules[0].id == "A1"
    assert document.modules[0].credit == Credit(7.5, None)


def test_a_decimal_comma_is_read_as_one() -> None:
    assert module_table.read("c.csv", b"code;title;outcomes;credits\nA;B;C d e;7,5\n").modules[
        0
    ].credit == Credit(7.5, None)


def test_outcomes_may_stand_on_lines_with_bullets() -> None:
    (module,) = modules('A1,Baking,"- Mix dough\n• Bake bread\n3) Sell it\n",,,,,,,,\n').modules

    assert [outcome.text for outcome in module.outcomes] == ["Mix dough", "Bake bread", "Sell it"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            "A1,Baking,x y z,,,,,,,,\n\nB1,B,x,,,ten,,,,,\n",
            "catalogue.csv, row 4, column credits: 'ten' is not a number",
        ),
        ("A1,B,x,,,1e3,,,,,\n", "catalogue.csv, row 2, column credits: '1e3' is not a number"),
        ("A1,B,x,,,-5,,,,,\n", "catalogue.csv, row 2, column credits: '-5' is not a number"),
        ("A1,B,x,,,nan,,,,,\n", "catalogue.csv, row 2, column credits: 'nan' is not a number"),
        ("A1,B,x,high,,,,,,,\n", "catalogue.csv, row 2, column level: 'high' is not a level"),
        ("A1,B,x,,,,,,perhaps,,\n", "catalogue.csv, row 2, column core: 'perhaps' is not yes or no"),
        ("A1,,x,,,,,,,,\n", "catalogue.csv, row 2, column title: is empty"),
        (",B,x,,,,,,,,\n", "catalogue.csv, row 2, column code: is empty"),
        ("A1,B,x,,,,,,,,,extra\n", "catalogue.csv, row 2: has 12 cells, but the header has 11"),
        (
            "A1,B,x,,,,,,,,\nA1,C,x,,,,,,,,\n",
            "catalogue.csv, row 3, column code: 'A1' stands in an earlier row, too",
        ),
        (
            "A1,B,x,,,a,,b,c,,\n",
            "catalogue.csv, row 2, column hours: 'b' is not a number (and 2 more bad cells)",
        ),
        ('A1,"B,x\n', "catalogue.csv, row 2: cannot be read as a table row"),
        ("", "catalogue.csv: the table has a header but no rows"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(rows: str, line: str) -> None:
    with pytest.raises(FormatError) as error:
        modules(rows)

    assert str(error.value).startswith(line)
    assert "\n" not in str(error.value)


def test_a_table_of_bad_cells_is_not_read_to_its_end() -> None:
    rows = "A1,Baking,Mix dough,,,ten,,,,,\n" * 11_000 + 'A1,"not closed'

    with pytest.raises(
        FormatError, match=r"row 2, .*'ten' is not a number \(and at least 9,999 more bad cells"
    ):
        modules(rows)


def test_a_table_in_another_encoding_is_refused() -> None:
    with pytest.raises(FormatError, match=r"0x92 that is not UTF-8; save the table as CSV UTF-8"):
        module_table.read("c.csv", b"code,title,outcomes\nA1,Baker\x92s,Mix dough\n")


def test_a_cell_of_a_megabyte_is_refused() -> None:
    with pytest.raises(FormatError, match="row 2"):
        modules("A1,B," + "x" * 1_000_000 + ",,,,,,,,\n")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(
        FormatError, match="row 1: no column outcomes; a module table needs code, title, outcomes"
    ):
        modules("A1,B\n", header="code,title\n")


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="column title stands twice"):
        modules("A1,B,C,D\n", header="code,title,title,outcomes\n")


def test_an_unknown_column_is_a_finding() -> None:
    document = modules("A1,B,C,red\n", header="code,title,outcomes,colour\n")

    assert [finding.place for finding in document.findings] == ["row 1, column colour"]


def test_a_prerequisite_that_is_no_module_is_a_finding() -> None:
    document = modules("A1,B,C,,,,,,,Z9,\n")

    assert [(finding.place, finding.message) for finding in document.findings] == [
        ("row 2, column prerequisites", "Names 'Z9', which is not a module of this table.")
    ]


def test_a_module_without_outcomes_is_kept_with_a_finding() -> None:
    document = modules("A1,Baking,,,,,,,,,\n")

    assert document.modules[0].outcomes == ()
    assert "no learning outcome" in document.findings[0].message


def test_two_programme_names_are_a_finding_and_the_first_counts() -> None:
    document = modules(
        "A,A,x,BSc One,360\nB,B,y,BSc Two,180\n", header="code,title,outcomes,programme,programme_credits\n"
    )

    assert (document.programme_title, document.programme_credit) == ("BSc One", Credit(360, None))
    assert len(document.findings) == 2


def test_a_row_is_a_credential() -> None:
    (credential,) = credentials(
        "c1,Bread,Mix dough,yes,no,50,notional,2026-03-31,https://s.example/1 https://s.example/2;https://s.example/3\n"
    ).credentials

    assert credential.assessed is True
    assert credential.participation_only is False
    assert credential.hours == Hours(50, 50, HoursBasis.NOTIONAL)
    assert credential.awarded == date(2026, 3, 31)
    assert [alignment.uri for alignment in credential.alignments] == [
        f"https://s.example/{n}" for n in (1, 2, 3)
    ]
    assert credential.origin_of("awarded").place == "row 2, column awarded"


def test_the_words_of_a_credential_are_kept() -> None:
    (credential, _) = credential_table.read("c.csv", credential_table.template().encode()).credentials

    assert credential.issuer == Party("Harbour Learning Centre")
    assert credential.assessment == Assessment("project, marked by the tutor", "pass")
    assert credential.level == Level("EQF", 4)
    assert (credential.mode, credential.language) == ("Blended", "en")


def test_an_empty_answer_is_unknown() -> None:
    (credential,) = credentials("c1,Bread,Mix dough,,,,,,\n").credentials

    assert (credential.assessed, credential.participation_only, credential.hours) == (None, None, None)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            "c1,B,x,,,,,31/03/2026,\n",
            "awards.csv, row 2, column awarded: '31/03/2026' is not a date like 2026-03-31",
        ),
        (
            "c1,B,x,,,,,2026-02-30,\n",
            "awards.csv, row 2, column awarded: '2026-02-30' is not a date like 2026-03-31",
        ),
        (
            "c1,B,x,,,9,weekly,,\n",
            "awards.csv, row 2, column hours_basis: 'weekly' is none of notional, contact",
        ),
        ("c1,B,x,,,,,,\nc1,B,x,,,,,,\n", "awards.csv, row 3, column id: 'c1' stands in an earlier row, too"),
    ],
)
def test_a_bad_cell_of_a_credential_is_named(rows: str, line: str) -> None:
    with pytest.raises(FormatError) as error:
        credentials(rows)

    assert str(error.value).startswith(line)


def test_assessed_and_participation_only_together_is_a_finding() -> None:
    document = credentials("c1,Bread,Mix dough,yes,yes,,,,\n")

    assert "both assessed and participation only" in document.findings[0].message


@pytest.mark.parametrize("kind", [module_table, credential_table])
def test_a_template_is_a_table_that_reads_without_findings(kind) -> None:
    document = read_document_from("template.csv", kind.template().encode())

    assert document.findings == ()
    assert len([*document.modules, *document.credentials]) == 2


SENTENCE = "Explain how a community plans, funds and looks after its shared workshop number {n}, step by step"
READ_AND_MEASURE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from peak_memory import peak_mb
from skillmap.formats import read_programme
programme, findings = read_programme(sys.argv[1])
print(len(programme.modules), int(peak_mb() * 1024))
"""


@pytest.fixture
def large_catalogue(tmp_path: Path) -> Path:
    """50 MB: modules of five outcomes and a description, about a kilobyte each."""
    file = tmp_path / "large.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("code,title,outcomes,level,credits,credit_scheme,hours,description\n")
        number = 0
        while stream.tell() < 50_000_000:
            number += 1
            outcomes = " | ".join(SENTENCE.format(n=number * 5 + n) for n in range(5))
            words = " ".join(SENTENCE.format(n=-number - n) for n in range(4))
            stream.write(f'M{number},Module {number},"{outcomes}",5,15,CATS,150,"{words}"\n')
    return file


def test_a_catalogue_of_50_mb_is_read_within_300_mb_of_memory(large_catalogue: Path) -> None:
    begun = time.monotonic()
    environment = os.environ | {"SKILLMAP_MAX_MB": "60"}

    run = subprocess.run(
        [sys.executable, "-c", READ_AND_MEASURE, str(large_catalogue)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    count, kilobytes = map(int, run.stdout.split())
    assert count > 40_000
    assert kilobytes * 1024 < 300_000_000
    assert time.monotonic() - begun < 120


def test_the_same_catalogue_is_refused_under_the_default_limit(large_catalogue: Path) -> None:
    with pytest.raises(Exception, match="SKILLMAP_MAX_MB"):
        read_document(large_catalogue)
