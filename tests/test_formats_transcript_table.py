"""Transcripts as tables: each course a credential. Every person, number and college here is invented."""

from __future__ import annotations

from datetime import date

import pytest

from skillmap.domain import Assessment, Credit, Level, Party, Severity
from skillmap.errors import FormatError
from skillmap.formats import read_document_from, transcript_table, workbook
from skillmap.formats.transcript import Standing, columns, is_header, is_sum, is_term, standing_of
from workbook_writer import workbook as written

HEADER = "Course code,Course title,Grade,ECTS credits,Term\n"


def read(rows: str, header: str = HEADER):
    return transcript_table.read("transcript.csv", (header + rows).encode())


def only(rows: str, header: str = HEADER):
    (credential,) = read(rows, header).credentials
    return credential


def messages(document, severity: Severity = Severity.WARNING) -> list[str]:
    return [finding.message for finding in document.findings if finding.severity is severity]


def test_a_course_is_a_credential() -> None:
    credential = only("MAT 101,Linear Algebra,B,7.5,Autumn 2023\n")

    assert (credential.id, credential.code, credential.title) == ("MAT 101", "MAT 101", "Linear Algebra")
    assert credential.kind == "completed module"
    assert credential.assessed is True
    assert credential.assessment == Assessment("", "B")
    assert credential.credit == Credit(7.5, "ECTS")
    assert credential.term == "Autumn 2023"
    assert credential.origin_of("assessment").place == "row 2, column Grade"
    assert credential.origin_of("credit").place == "row 2, column ECTS credits"


def test_a_transcript_says_that_outcomes_come_from_elsewhere() -> None:
    document = read("MAT 101,Linear Algebra,B,5,\n")

    assert document.credentials[0].outcomes == ()
    assert "take those of each course from its descriptor" in document.findings[-1].message


def test_what_is_not_stated_stays_unknown() -> None:
    credential = only("MAT 101,Linear Algebra,B,5,\n", "code,title,grade,credits,term\n")

    assert credential.credit == Credit(5, None)
    unknown = (credential.term, credential.awarded, credential.level, credential.awarding_body)
    assert unknown == (None, None, None, None)
    assert credential.holder_identified is None


def test_every_column_of_the_form_is_read() -> None:
    document = read_document_from("t.csv", transcript_table.template().encode())
    first = document.credentials[0]

    assert messages(document) == []
    assert first.level == Level("FHEQ", 4)
    assert (first.credit, first.credit_offered) == (Credit(15, "CATS"), Credit(15, "CATS"))
    assert first.awarding_body == Party("Harbour University College")
    assert first.awarded == date(2024, 2, 9)
    assert first.assessment == Assessment("graded on the scale: 0 to 100, pass mark 40", "64")
    assert (first.term, first.language) == ("2023-24 Semester 1", "en")


@pytest.mark.parametrize(
    ("grade", "kind", "assessed", "participation"),
    [
        ("F", "module not completed", True, None),
        ("Fail", "module not completed", True, None),
        ("W", "module not completed", False, None),
        ("in progress", "module not completed", False, None),
        ("I", "module not completed", False, None),
        ("AU", "module not completed", False, True),
        ("TR", "module recognised from elsewhere", None, None),
    ],
)
def test_a_course_that_was_not_passed_is_kept_and_marked(grade, kind, assessed, participation) -> None:
    document = read(f"MAT 101,Linear Algebra,{grade},5,\n")
    (credential,) = document.credentials

    assert credential.kind == kind
    assert (credential.assessed, credential.participation_only) == (assessed, participation)
    assert credential.assessment.grade == grade
    assert len(messages(document)) == 1


def test_credit_of_a_failed_course_is_what_it_carries_and_not_earned() -> None:
    credential = only("MAT 101,Linear Algebra,F,5,\n")

    assert (credential.credit, credential.credit_offered) == (None, Credit(5, "ECTS"))


def test_no_credit_earned_is_a_credit_of_zero_and_a_finding() -> None:
    document = read("MAT 101,Linear Algebra,38,5,0\n", "code,title,mark,credits attempted,credits earned\n")
    (credential,) = document.credentials

    assert (credential.credit, credential.credit_offered) == (Credit(0, None), Credit(5, None))
    assert credential.kind == "module not completed"
    assert messages(document) == ["No credit was earned."]


def test_a_module_that_carries_no_credit_may_be_completed() -> None:
    credential = only("SAF 1,Safety,P,0,0\n", "code,title,grade,credits attempted,credits earned\n")

    assert (credential.kind, credential.credit) == ("completed module", Credit(0, None))


def test_a_status_wins_over_a_grade() -> None:
    credential = only("A1,Baking,40,fail\n", "code,title,mark,result\n")

    assert (credential.kind, credential.assessment.grade) == ("module not completed", "40")


def test_a_course_without_a_result_is_not_called_completed() -> None:
    document = read("A1,Baking,,5,\n")

    assert document.credentials[0].kind == "module, result not stated"
    assert document.credentials[0].assessed is None
    assert "No grade or status" in messages(document, Severity.INFO)[0]


@pytest.mark.parametrize("grade", ["E", "D", "4.0", "72", "P", "1.0", "3+", "Distinction"])
def test_a_grade_of_no_known_word_is_just_a_grade(grade: str) -> None:
    assert standing_of(grade, "") is Standing.TAKEN


def test_totals_averages_and_term_lines_are_no_courses() -> None:
    document = read(
        "Autumn 2022,,,,\nMAT 101,Algebra,B,5,\n,Term GPA,3.0,5,\nSpring 2023,,,,\nMAT 102,Calculus,C,5,\n"
        ",Total,,10,\nCumulative GPA: 2.5,,,,\n"
    )

    assert [(c.code, c.term) for c in document.credentials] == [
        ("MAT 101", "Autumn 2022"),
        ("MAT 102", "Spring 2023"),
    ]
    assert document.credentials[1].origin_of("term").place == "row 5"
    assert "3 line(s) with totals" in messages(document, Severity.INFO)[0]
    assert messages(document) == []


@pytest.mark.parametrize("title", ["Total Quality Management", "Average Case Analysis", "Summary Writing"])
def test_a_title_that_begins_like_a_total_is_a_course(title: str) -> None:
    assert only(f"QM 1,{title},B,5,\n").title == title


def test_a_line_that_is_no_course_is_counted_and_not_shown() -> None:
    document = read("MAT 101,Algebra,B,5,\nRosa Invented,,,,\n")

    assert messages(document) == ["1 line(s) could not be read as a course and were left out."]
    assert "Rosa" not in repr(document)


def test_a_course_taken_again_has_its_own_id() -> None:
    document = read(
        "A1,Baking,F,5,Autumn 2022\nA1,Baking,B,5,Spring 2023\nA1,Baking,A,5,Spring 2023\nA1,B,A,5,\n"
    )

    ids = [credential.id for credential in document.credentials]
    assert ids == ["A1", "A1 (Spring 2023)", "A1 (3)", "A1 (4)"]
    assert {credential.code for credential in document.credentials} == {"A1"}


def test_who_holds_it_is_dropped() -> None:
    document = read(
        "Rosa Invented,S-99887,2001-02-03,A1,Project of Rosa Invented,B,5\n",
        "Student name,Student ID,Date of birth,code,title,grade,credits\n",
    )
    (credential,) = document.credentials

    assert credential.holder_identified is True
    assert credential.title == "Project of the holder"
    assert all(word not in repr(document) for word in ("Rosa", "99887", "2001-02-03"))
    assert len(messages(document, Severity.INFO)) == 4


def test_a_holder_in_a_term_line_is_dropped() -> None:
    document = read("S99887,Autumn 2022,,\nS99887,A1,Baking,B\n", "Student ID,code,title,grade\n")

    assert document.credentials[0].term == "Autumn 2022"
    assert "99887" not in repr(document)


def test_the_courses_of_two_people_are_refused_without_saying_who() -> None:
    with pytest.raises(FormatError) as error:
        read("S1,A1,Baking,B\nS2,A1,Baking,C\n", "Student ID,code,title,grade\n")

    assert str(error.value) == (
        "transcript.csv, row 3, column Student ID: names another person than the rows above; expected one "
        "person's transcript in a file"
    )


def test_an_unknown_column_is_a_finding() -> None:
    document = read("A1,Baking,B,red\n", "code,title,grade,colour\n")

    assert messages(document) == ["There is no column 'colour' in this format; it was not read."]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Course,Title,Grade", "code,title,grade"),
        ("Course,Grade,Units", "title,grade,credit"),
        ("Code,Course,Mark", "code,title,grade"),
        (
            "Course,Description,Attempted,Earned,Grade,Points",
            "code,title,credit_offered,credit_earned,grade,",
        ),
        ("Subject,Course No.,Description,Grade", "subject,code,title,grade"),
        ("Subject,Course,Description,Grade", "subject,code,title,grade"),
        ("Module Code,Module Name,Result,Credits (ECTS),ECTS", "code,title,status,credit,"),
        ("Name,Code,Grade", "holder,code,grade"),
        ("Year,Semester,Unit code,Unit title,Mark", "year,term,code,title,grade"),
    ],
)
def test_what_a_column_is_depends_on_those_beside_it(header: str, names: str) -> None:
    assert columns(header.split(",")) == names.split(",")


def test_a_department_and_a_number_make_a_code() -> None:
    assert only("MATH,101,Algebra,B\n", "Subject,Course No.,Description,Grade\n").code == "MATH 101"


@pytest.mark.parametrize(
    "header", ["code,title,outcomes,grade", "Name,Code,Grade", "title,level", "title,grade", "a,b", ""]
)
def test_other_tables_are_no_transcripts(header: str) -> None:
    assert not is_header(header.split(","))


def test_a_year_and_a_semester_are_one_term() -> None:
    credential = only("2023/24,Semester 1,A1,Baking,60\n", "Year,Semester,code,title,mark\n")

    assert credential.term == "2023/24 Semester 1"


@pytest.mark.parametrize(
    ("cell", "credit"),
    [
        ("5", Credit(5, None)),
        ("7,5", Credit(7.5, None)),
        ("15.00", Credit(15, None)),
        ("5 ECTS", Credit(5, "ECTS")),
        ("20 CATS", Credit(20, "CATS")),
        ("3 credits", Credit(3, None)),
    ],
)
def test_an_amount_may_name_its_scheme(cell: str, credit: Credit) -> None:
    assert only(f'A1,Baking,B,"{cell}"\n', "code,title,grade,credits\n").credit == credit


@pytest.mark.parametrize(
    ("header", "scheme"),
    [
        ("ECTS", "ECTS"),
        ("CATS points", "CATS"),
        ("Semester hours", "semester credit"),
        ("Credit hours", None),
        ("Quarter units", "quarter credit"),
    ],
)
def test_a_column_title_may_name_the_scheme(header: str, scheme: str | None) -> None:
    assert only("A1,Baking,B,5\n", f"code,title,grade,{header}\n").credit == Credit(5, scheme)


@pytest.mark.parametrize(
    ("column", "cell", "field"),
    [
        ("credits", "many", "credit"),
        ("level", "high up", "level"),
        ("date", "03/04/2026", "awarded"),
    ],
)
def test_a_value_that_cannot_be_read_is_said_of_its_field(column: str, cell: str, field: str) -> None:
    document = read(f"A1,Baking,B,{cell}\n", f"code,title,grade,{column}\n")

    (finding,) = [finding for finding in document.findings if finding.field]
    assert (finding.field, finding.place) == (field, f"row 2, column {column}")
    assert cell not in finding.message


@pytest.mark.parametrize("cell", ["2026-03-31", "31 March 2026", "March 31, 2026", "31 Mar 2026"])
def test_a_date_in_words_is_read(cell: str) -> None:
    assert only(f'A1,Baking,B,"{cell}"\n', "code,title,grade,date\n").awarded == date(2026, 3, 31)


@pytest.mark.parametrize(
    "line", ["Autumn Semester 2023", "Fall 2022", "2023/24", "Semester 2", "Session 2021-22"]
)
def test_a_term_is_recognised(line: str) -> None:
    assert is_term(line)


@pytest.mark.parametrize(
    "line", ["Linear Algebra", "Springer Theory 2023 and its uses in the wide world of the sea and the sky"]
)
def test_a_title_is_no_term(line: str) -> None:
    assert not is_term(line)


@pytest.mark.parametrize(
    "line",
    ["Total", "Term GPA 3.4", "Cumulative GPA: 3.1", "Total credits 60", "Average 64.5", "End of transcript"],
)
def test_a_sum_is_recognised(line: str) -> None:
    assert is_sum(line)


def test_a_header_without_courses_is_refused() -> None:
    with pytest.raises(FormatError, match="names the columns of a transcript but no course"):
        read("Total,,,,\n")


def test_an_excel_transcript_reads_alike_and_a_broken_cell_is_told() -> None:
    rows = [
        ["Course code", "Course title", "Grade", "Credits", "Date"],
        ["A1", "Baking", "B", 5, date(2026, 3, 31)],
    ]
    rows.append(["A2", "Brewing", "C", "#REF!", None])
    document = workbook.read("t.xlsx", written(("Record", [["Transcript of records"], *rows])))

    assert document.credentials[0].credit == Credit(5, None)
    assert document.credentials[0].awarded == date(2026, 3, 31)
    (finding,) = [finding for finding in document.findings if finding.field]
    assert (finding.field, finding.place) == ("credit", "sheet 'Record', row 4, column Credits")
