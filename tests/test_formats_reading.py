"""The doors: what is picked, what is refused and in which words."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from badge_images import baked_png, png, token
from pdf_writer import DESCRIPTOR, pdf
from skillmap.domain import Credit
from skillmap.errors import FormatError, LimitError, UnknownNameError
from skillmap.formats import (
    module_table,
    read_credentials,
    read_document,
    read_document_from,
    read_programme,
)
from skillmap.formats.text import clean

SAMPLES = Path(__file__).parent / "data/samples"
BADGE = SAMPLES / "open-badges-3.json"
CATALOGUE = SAMPLES / "module-table.csv"
DESCRIPTOR_FILE = SAMPLES / "document-pdf.pdf"


def refusal(name: str, content: bytes | str) -> str:
    with pytest.raises(FormatError) as error:
        read_document_from(name, content.encode() if isinstance(content, str) else content)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(name)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "recognised"),
    [
        ({"type": "Issuer", "name": "x"}, "an Open Badges 2.0 issuer profile"),
        ({"type": "Endorsement", "claim": {}}, "an Open Badges 2.0 endorsement"),
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "an Endorsement credential"),
        (
            {"type": ["VerifiableCredential", "PermitCredential"]},
            "a verifiable credential of type PermitCredential",
        ),
        ({"type": "Clr", "learner": {}}, "a Comprehensive Learner Record of version 1.0"),
        ({"learner": {}, "assertions": [], "publisher": {}}, "a Comprehensive Learner Record of version 1.0"),
        ({"type": ["VerifiableCredential", "BlockcertsCredential"]}, "a Blockcerts 3 certificate"),
        ({"document": {}, "receipt": {}, "extensions": []}, "a Blockcerts 1 certificate"),
        ({"SkillsPassport": {}}, "a Europass CV (JSON)"),
        ({"type": "LER-RS VC"}, "a learning and employment record (LER-RS)"),
        ({"vct": "urn:x", "iss": "https://x.example"}, "a credential for selective disclosure (SD-JWT VC)"),
        ({"type": "VerifiablePresentation"}, "a verifiable presentation"),
        ({"type": ["VerifiableCredential"]}, "a verifiable credential that does not say of which kind"),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, "a JSON Schema"),
        ({"type": "object", "properties": {}}, "a JSON Schema"),
        ({"@context": {}}, "a JSON-LD context"),
        ({"id": "did:web:x.example", "assertionMethod": []}, "a DID document"),
        ([{"type": "Assertion"}], "a JSON list of 1 items"),
        ({"hello": 1}, "JSON without a type"),
    ],
    ids=str,
)
def test_json_of_another_kind_is_named_and_what_was_expected_is_listed(content, recognised: str) -> None:
    line = refusal("file.json", json.dumps(content))

    assert recognised in line
    assert "Open Badges 3.0 credential (JSON)" in line.partition("expected")[2]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("badge.png", png(), "a PNG image without a badge"),
        ("badge.svg", b"<svg xmlns='x'></svg>", "an SVG image without a badge"),
        ("page.html", b"<!doctype html><html></html>", "a web page"),
        ("list.xlsx", b"PK\x03\x04rest", "a ZIP archive, such as a Word or Excel file"),
        ("badge.jwt", token({"vc": {}}).encode(), "badge.jwt, JWT: this is JSON without a type"),
        ("badge.png", baked_png(token({"type": "Profile"})), "baked PNG, JWT: this is an issuer profile"),
        ("badge.txt", b"eyJhbGciOiJFUzI1NiJ9", "a piece of a signed token"),
        ("badge.jwt", b"eyJh.e30.c2ln~WyJz~", "for selective disclosure (SD-JWT)"),
        ("badge.jwt", b"eyJh.a.b.c.d", "an encrypted token (JWE)"),
        ("badge.mdoc", b"\xa2jnameSpaces\xa1jissuerAuth\x84", "a mobile document (mdoc"),
        ("badge.cbor", b"\xd9\xd9\xf7\xa1", "CBOR"),
        (
            "diploma.xml",
            b'<?xml version="1.0"?><vp:verifiablePresentation xmlns="http://data.europa.eu/snb">',
            "a European Digital Credential in XML (ELM v2",
        ),
        ("cv.xml", b'<SkillsPassport xmlns="http://europass.cedefop.europa.eu">', "a Europass CV"),
        ("toR.xml", b'<?xml?><elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1">', "in ELMO"),
        ("notes.xml", b"<?xml?><notes><europass/></notes>", "an XML file"),
        ("noise.bin", bytes(range(1, 32)) * 9, "not text"),
        ("list.csv", b"name;mark\nx;1\n", "a table whose first row is 'name;mark'"),
        ("notes.txt", b"hello", "the format was not recognised"),
        ("list.csv", "code,title,outcomes\nA,B,C\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_of_another_kind_is_named(name: str, content: bytes, words: str) -> None:
    assert words in refusal(name, content)


def test_a_cut_off_badge_gives_line_and_column() -> None:
    content = BADGE.read_bytes()

    line = refusal("badge.json", content[: len(content) // 2])

    assert "line 52, column 22" in line
    assert "cut off" in line


def test_a_syntax_error_gives_line_and_column() -> None:
    assert "line 2, column 7" in refusal("badge.json", '{"type":\n"x",  y}')


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(number: str) -> None:
    assert f"{number} is not a JSON number" in refusal("badge.json", f'{{"type": "x", "n": {number}}}')


@pytest.mark.parametrize("depth", [200, 5_000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert "levels deep" in refusal("deep.json", "[" * depth + "]" * depth)


def test_more_values_than_memory_allows_are_refused_before_they_are_made() -> None:
    with pytest.raises(LimitError, match="more than 1,500,000 values"):
        read_document_from("many.json", b"[" + b"[]," * 800_000 + b"1]")


def test_a_text_about_data_is_not_taken_for_a_file_inside() -> None:
    badge = json.loads(BADGE.read_text())
    badge["credentialSubject"]["achievement"]["name"] = "data: what it is"

    assert read_document_from("b.json", json.dumps(badge).encode()).credentials[0].title == "data: what it is"


@pytest.mark.parametrize("start", [" ", "a", "  a b\n"])
def test_a_long_text_is_put_on_one_line_like_a_short_one(start: str) -> None:
    for shift in range(4):
        text = start + "x" * shift + " word\tother  \n" * 200_000

        assert clean(text) == " ".join(text.split())


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert "not JSON that can be read" in refusal("badge.json", '{"n": ' + "9" * 5000 + "}")


def test_utf_16_is_refused_in_words_that_help() -> None:
    assert "UTF-8" in refusal("badge.json", BADGE.read_text().encode("utf-16"))


def test_a_byte_order_mark_does_no_harm() -> None:
    document = read_document_from("badge.json", b"\xef\xbb\xbf" + BADGE.read_bytes())

    assert document.credentials[0].title == "Dashboards for Beginners"


def test_a_large_image_before_the_type_does_not_hide_the_format() -> None:
    badge = json.loads(BADGE.read_text())
    reordered = {"image": "data:image/png;base64," + "A" * 100_000} | badge

    document = read_document_from("badge.json", json.dumps(reordered).encode())

    assert document.source.format == "open-badges-3"
    assert "AAAA" not in repr(document)


def test_an_empty_file_is_refused() -> None:
    assert refusal("empty.csv", b"") == "empty.csv: the file is empty"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="there is no such file"):
        read_document(tmp_path / "nowhere.csv")


def test_a_folder_is_refused_where_a_file_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="is a folder, expected a file"):
        read_document(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.touch(mode=0o000)

    with pytest.raises(FormatError, match="no permission"):
        read_document(file)


@pytest.mark.parametrize("name", ["a\0b", "n" * 300])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(FormatError, match="cannot be opened"):
        read_document(name)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(FormatError, match="not a regular file"):
        read_document(tmp_path / "pipe")


def test_a_named_reader_is_used_without_sniffing() -> None:
    with pytest.raises(FormatError, match="no column id"):
        read_document(CATALOGUE, reader="credential-table")


def test_an_unknown_reader_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="open-badges-3"):
        read_document(CATALOGUE, reader="open-badges-9")


def test_the_size_is_checked_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.truncate(26_000_000)

    with pytest.raises(LimitError, match=r"26.0 MB.*limit of 25 MB.*SKILLMAP_MAX_MB"):
        read_document(file)

    monkeypatch.setenv("SKILLMAP_MAX_MB", "30")
    with pytest.raises(FormatError, match="not text"):
        read_document(file)


def test_the_size_of_an_upload_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_MAX_MB", "0.001")

    with pytest.raises(LimitError, match=r"limit of 0.001 MB"):
        read_document_from("badge.json", BADGE.read_bytes())


@pytest.mark.parametrize("value", ["many", "-1", "0", "nan"])
def test_a_limit_that_is_no_number_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKILLMAP_MAX_MB", value)

    with pytest.raises(LimitError, match="expected a number of megabytes"):
        read_document(BADGE)


def test_credentials_come_in_the_order_given() -> None:
    table = SAMPLES / "credential-table.csv"

    documents = read_credentials(table, BADGE)

    assert [document.source.name for document in documents] == [table.name, BADGE.name]


def test_a_catalogue_holds_no_credential() -> None:
    with pytest.raises(FormatError, match="holds 2 modules but no credential"):
        read_credentials(CATALOGUE)


def test_a_badge_holds_no_module() -> None:
    with pytest.raises(FormatError, match="holds 1 credential but no module"):
        read_programme(BADGE)


def test_a_catalogue_names_its_programme() -> None:
    programme, findings = read_programme(CATALOGUE)

    assert (programme.id, programme.title) == ("bsc-data-practice", "BSc Data Practice")
    assert programme.credit == Credit(360, "CATS")
    assert [module.id for module in programme.modules] == ["DAT101", "DAT205"]
    assert findings == ()


def test_a_given_title_wins() -> None:
    assert read_programme(CATALOGUE, "My Plan")[0].title == "My Plan"


def test_one_specification_is_a_programme_of_one_module() -> None:
    programme, _ = read_programme(DESCRIPTOR_FILE)

    assert [module.id for module in programme.modules] == ["ENG2040"]
    assert programme.title == "document-pdf"


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    folder = tmp_path / "BSc Energy"
    folder.mkdir()
    (folder / "b.csv").write_text(module_table.template())
    (folder / "a.pdf").write_bytes(pdf(DESCRIPTOR))
    (folder / "notes.odt").write_text("not a module")

    programme, findings = read_programme(folder)

    assert [module.id for module in programme.modules] == ["ENG2040", "DAT101", "DAT205"]
    assert programme.title == "BSc Data Practice"
    assert [finding.message for finding in findings] == [
        "1 file(s) other than CSV, Excel, PDF, Word, HTML and text were not read, the first is notes.odt."
    ]


def test_a_folder_may_hold_descriptors_in_word_html_and_text(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes((SAMPLES / "document-word.docx").read_bytes())
    (tmp_path / "b.txt").write_bytes((SAMPLES / "document-text.md").read_bytes())
    (tmp_path / "c.html").write_text(
        "<html><h1>Baking</h1><p>Module code: BRD101</p><p>Credits: 10 ECTS</p>"
        "<h2>Learning outcomes</h2><ul><li>Bake bread</li></ul></html>"
    )

    programme, findings = read_programme(tmp_path)

    assert [module.id for module in programme.modules] == ["BIK1010", "BEE2001", "BRD101"]
    assert programme.modules[2].credit == Credit(10, "ECTS")
    assert findings == ()


def test_notes_in_a_folder_of_modules_are_told_and_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(module_table.template())
    (tmp_path / "readme.txt").write_text("Ask the office for more.")

    programme, findings = read_programme(tmp_path)

    assert [module.id for module in programme.modules] == ["DAT101", "DAT205"]
    assert [(finding.place, finding.message) for finding in findings] == [
        ("readme.txt", "No module was read here: the format was not recognised.")
    ]


def test_a_folder_of_notes_only_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("Ask the office for more.")

    with pytest.raises(FormatError, match="no file of the folder describes a module"):
        read_programme(tmp_path)


def test_findings_of_a_folder_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,title,outcomes,colour\nA1,One,Do a thing,red\n")
    (tmp_path / "b.csv").write_text("code,title,outcomes\nB1,Two,Do two things\n")

    _, findings = read_programme(tmp_path)

    assert [finding.place for finding in findings] == ["a.csv, row 1, column colour"]


def test_one_code_for_two_modules_is_refused(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(module_table.template())

    with pytest.raises(FormatError, match=r"b.csv: module 'DAT101' is already in a.csv"):
        read_programme(tmp_path)


def test_a_folder_without_modules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no CSV, Excel, PDF, Word, HTML or text file"):
        read_programme(tmp_path)


def test_a_programme_keeps_what_its_catalogue_says_of_stages_and_electives(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(module_table.template())

    programme, _ = read_programme(tmp_path / "a.csv")

    assert [stage.name for stage in programme.stages] == ["Year 1", "Year 2", "Year 3"]
    assert (programme.kind, str(programme.level), str(programme.electives)) == (
        "honours degree",
        "FHEQ 6",
        "30 CATS",
    )
