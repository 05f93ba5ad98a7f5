"""``rank`` and ``targets`` as a user runs them. Candidates and roles are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import UsageError

from skillmap.cli.app import app
from skillmap.errors import FormatError, UnknownNameError

HEADER = "id,title,issuer,assessed,outcomes"
ROLE = """title = "Data clerk"
[[needs]]
label = "query relational databases with SQL"
[[needs]]
label = "clean and prepare raw data for analysis"
[[needs]]
label = "bake bread"
essential = false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "role.toml").write_text(ROLE, encoding="utf-8")
    outcomes = {
        "zoe": "Write SQL queries over tables of a relational database. | Clean raw data before analysis.",
        "adam": "Bake bread from sourdough.",
    }
    for name, text in outcomes.items():
        (tmp_path / name).mkdir()
        row = f'{name},Invented certificate,Invented College,yes,"{text}"'
        (tmp_path / name / "certificate.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    return tmp_path


def run(*words: object) -> None:
    app([str(word) for word in words], standalone_mode=False)


def ranked(folder: Path, capsys: pytest.CaptureFixture[str], *more: object) -> dict:
    run("rank", folder / "zoe", folder / "adam", "--role", folder / "role.toml", "--json", *more)
    return json.loads(capsys.readouterr().out)


def test_candidates_are_letters_by_path_and_the_evidence_decides(folder: Path, capsys) -> None:
    found = ranked(folder, capsys)

    assert [(each["evidence"]["candidate_id"], each["place"]) for each in found["placed"]] == [
        ("B", 1),
        ("A", 2),
    ]
    assert [need["showing"] for need in found["placed"][0]["evidence"]["needs"]] == [
        "shown",
        "shown",
        "not shown",
    ]


def test_no_name_of_a_person_is_written(folder: Path, capsys) -> None:
    run("rank", folder / "zoe", folder / "adam", "--role", folder / "role.toml", "--html", folder / "r.html")

    shown = capsys.readouterr().out + (folder / "r.html").read_text(encoding="utf-8")
    assert "Suggested, not decided" in shown
    # The name of the folder of the report itself may hold anything.
    assert "adam" not in shown.replace(str(folder), "")


def test_the_key_says_who_is_who_in_a_file_of_its_own(folder: Path, capsys) -> None:
    ranked(folder, capsys, "--key", folder / "key.csv")

    lines = (folder / "key.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["candidate,path", f"A,{folder / 'adam'}", f"B,{folder / 'zoe'}"]


def test_a_file_that_cannot_be_read_is_no_low_score(folder: Path, capsys) -> None:
    (folder / "adam" / "adam.json").write_text("{", encoding="utf-8")
    last = ranked(folder, capsys)["placed"][1]["evidence"]

    assert last["unread"][0][0].startswith("file ")
    assert "adam" not in last["unread"][0][1]
    assert {need["showing"] for need in last["needs"]} == {"could not read", "shown"}


def test_a_file_that_cannot_be_checked_stops_nobody_and_is_not_named(folder: Path, capsys) -> None:
    (folder / "adam" / "adam.json").write_text("{", encoding="utf-8")
    (folder / "adam" / "adam.txt").write_text("Adam Invented, baker", encoding="utf-8")

    last = ranked(folder, capsys, "--verify")["placed"][1]["evidence"]

    assert [name for name, _ in last["unread"]] == ["file 1", "file 2"]
    assert "shown" in [need["showing"] for need in last["needs"]]


def test_no_id_of_an_award_is_shown(folder: Path, capsys) -> None:
    run("rank", folder / "zoe", folder / "adam", "--role", folder / "role.toml", "--json")

    assert "zoe" not in capsys.readouterr().out


def test_a_path_that_is_given_twice_is_one_candidate(folder: Path, capsys) -> None:
    assert len(ranked(folder, capsys, folder / "zoe")["placed"]) == 2


def test_the_key_is_for_whoever_wrote_it_and_replaces_nothing(folder: Path, capsys) -> None:
    key = folder / "key.csv"
    ranked(folder, capsys, "--key", key)

    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="exists already"):
        ranked(folder, capsys, "--key", key)


def test_no_name_of_a_folder_is_a_formula_in_the_key(folder: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(folder)
    Path("adam").rename("=HYPERLINK(1)")
    run("rank", "=HYPERLINK(1)", "--role", "role.toml", "--json", "--key", "key.csv")
    capsys.readouterr()

    assert Path("key.csv").read_text(encoding="utf-8").splitlines()[1] == "A,./=HYPERLINK(1)"
    Path("groups.csv").write_text("path,group\n./=HYPERLINK(1),x\n", encoding="utf-8")
    run("rank", "=HYPERLINK(1)", "--role", "role.toml", "--groups", "groups.csv")
    assert "1 of 1" in capsys.readouterr().out


def test_groups_are_reported_after_the_order_was_made(folder: Path, capsys) -> None:
    (folder / "groups.csv").write_text(
        f"path,group\n{folder / 'zoe'},x\n{folder / 'adam'},y\n", encoding="utf-8"
    )
    run(
        *("rank", folder / "zoe", folder / "adam", "--role", folder / "role.toml"),
        *("--groups", folder / "groups.csv"),
    )

    shown = capsys.readouterr().out
    assert "1 of 1" in shown
    assert "A ratio is a reason to look, not a proof" in shown


def test_an_unknown_criterion_names_those_there_are(folder: Path) -> None:
    with pytest.raises(UnknownNameError, match="essential_verified"):
        run("rank", folder / "zoe", "--role", folder / "role.toml", "--by", "charm")


def test_groups_of_strangers_are_refused_with_the_row(folder: Path) -> None:
    (folder / "groups.csv").write_text("path,group\nnobody,x\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"row 2: is no path of a candidate"):
        run("rank", folder / "zoe", "--role", folder / "role.toml", "--groups", folder / "groups.csv")


def test_an_advertisement_becomes_a_role_profile_that_rank_reads(folder: Path, capsys) -> None:
    (folder / "ad.txt").write_text("You query databases with SQL.\nBaking is a plus.\n", encoding="utf-8")
    run("targets", "advertisement", folder / "ad.txt", "--title", "Clerk", "-o", folder / "new.toml")
    capsys.readouterr()
    run("targets", "role", folder / "new.toml", "--json")

    read = json.loads(capsys.readouterr().out)
    assert read["title"] == "Clerk"
    assert read["needs"][0]["label"] == "SQL"
    assert read["needs"][0]["basis"] == "inferred"


def test_a_report_beside_json_leaves_the_json_whole(folder: Path, capsys) -> None:
    assert ranked(folder, capsys, "--html", folder / "r.html")["placed"]
    assert (folder / "r.html").is_file()
