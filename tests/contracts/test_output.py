"""Every output, by existing: whatever the advice says, the file is whole, repeatable and names nobody."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pypdf
import pytest

from advice_values import ADVICE, CAPSTONE, DATA, PREPARE, PROFILE, WRANGLING, match_of, outcome, source
from skillmap.domain import Advice, Award, Coverage, Extent, Landing, LandingPlace, OutcomeCoverage
from skillmap.report import outputs

NAMES = outputs.own_names()
FULL = replace(ADVICE, profile=PROFILE)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1\t@SUM(A1)\r\n-2",
    "<script>alert(1)</script></style>{{ 7 * 7 }}",
    "\x00\x1b[31m\x07\u202eevil\u2066\ufeff",
    "نص عربي עברית 漢字 Žluťoučký",
    "x" * 10_000,
    "word " * 2_000,
    "\ud800 half a pair",
    '"quoted"\t\\ # : | %',
    "",
)


def with_text(text: str) -> Advice:
    """Advice in which every text that comes from a document or a catalogue is the given one."""
    match = match_of(text, text, 0.7, ())
    covered = (OutcomeCoverage(outcome(text, 1), Extent.MET, match, DATA.id),)
    landing = Landing(LandingPlace.NAMED_MODULE, text, text)
    advised = replace(
        WRANGLING, module_title=text, reason=text, changes=(text,), coverage=Coverage("DS101", covered)
    )
    credential = replace(DATA, title=text, code=text, source=source("a.json"))
    standing = replace(ADVICE.standings[0], credential=credential)
    return replace(
        ADVICE,
        recommendations=(replace(advised, landing=landing), replace(advised, award=Award.ASSESS), CAPSTONE),
        standings=(standing,),
        programme=replace(ADVICE.programme, title=text, id=text),
        policy=text,
    )


def read_csv(content: bytes) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows[1:] for cell in row)


def read_sssom(content: bytes) -> None:
    lines = content.decode("utf-8").split("\n")
    rows = list(csv.reader([line for line in lines if line and line[0] != "#"], delimiter="\t"))
    assert {len(row) for row in rows} == {len(rows[0])}


def read_json(content: bytes) -> None:
    assert isinstance(json.loads(content.decode("utf-8")), dict)


def read_page(content: bytes) -> None:
    text = content.decode("utf-8")
    assert text.count("<script>") == 1
    assert text.rstrip().endswith("</html>")


def read_pdf(content: bytes) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) >= 1


READERS = {
    ".csv": read_csv,
    ".sssom.tsv": read_sssom,
    ".jsonld": read_json,
    ".html": read_page,
    ".pdf": read_pdf,
}


@pytest.mark.parametrize("name", NAMES)
def test_an_output_says_what_it_is_and_how_its_files_end(name: str) -> None:
    output = outputs.get(name)

    assert output.title
    assert output.ending in READERS


@pytest.mark.parametrize("name", NAMES)
def test_the_same_advice_gives_the_same_bytes(name: str) -> None:
    assert outputs.get(name).write(FULL) == outputs.get(name).write(replace(FULL))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_a_file(name: str, text: str) -> None:
    output = outputs.get(name)

    READERS[output.ending](output.write(with_text(text)))


@pytest.mark.parametrize("name", NAMES)
def test_advice_without_modules_or_credentials_is_a_whole_file_too(name: str) -> None:
    output = outputs.get(name)

    READERS[output.ending](output.write(replace(ADVICE, recommendations=(), standings=())))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_that_it_only_suggests(name: str) -> None:
    content = outputs.get(name).write(FULL)
    if outputs.get(name).ending == ".pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text() for page in pages)
    else:
        text = content.decode("utf-8-sig")

    assert "a person decides" in " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_no_id_of_an_award_and_no_name_of_a_file_gets_out(name: str) -> None:
    """An award's id and the name of its file can lead to the holder."""
    holder = "holder-7731"
    credential = replace(DATA, id=f"urn:{holder}", source=source(f"{holder}.json"))
    text = match_of(PREPARE, PREPARE, 0.7, ())
    match = replace(text, statement_id=f"{credential.id}/o1")
    covered = (OutcomeCoverage(outcome(PREPARE, 1), Extent.MET, match, credential.id),)
    advised = replace(WRANGLING, credential_ids=(credential.id,), coverage=Coverage("DS101", covered))
    advice = replace(
        ADVICE,
        recommendations=(advised,),
        standings=(replace(ADVICE.standings[0], credential=credential),),
    )

    content = outputs.get(name).write(advice)

    if outputs.get(name).ending == ".pdf":
        content = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages).encode()
    assert holder.encode() not in content
