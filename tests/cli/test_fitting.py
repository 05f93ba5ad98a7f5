"""``targets fitting`` as a user runs it. Credentials and roles are invented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from skillmap.cli.app import app
from skillmap.errors import NotInstalledError

NEEDS = {
    "clerk": ("query relational databases with SQL", "clean and prepare raw data for analysis"),
    "cook": ("bake bread", "season soups"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "roles").mkdir()
    for title, needs in NEEDS.items():
        listed = "".join(f'[[needs]]\nlabel = "{need}"\n' for need in needs)
        (tmp_path / f"roles/{title}.toml").write_text(f'title = "{title}"\n{listed}', encoding="utf-8")
    (tmp_path / "badge.csv").write_text(
        "id,title,issuer,assessed,outcomes\n"
        "b1,Invented certificate,Invented College,yes,Write SQL queries over a relational database.\n",
        encoding="utf-8",
    )
    return tmp_path


def run(*words: object) -> int | None:
    return app(["targets", "fitting", *map(str, words)], standalone_mode=False)


def test_the_role_whose_needs_are_shown_is_listed_with_what_it_misses(folder: Path, capsys) -> None:
    run(folder / "badge.csv", "--roles", folder / "roles", "--reach", "1", "--json")

    found = json.loads(capsys.readouterr().out)
    assert [(fit["title"], fit["essential_shown"], fit["essential_of"]) for fit in found["fits"]] == [
        ("clerk", 1, 2)
    ]
    assert found["fits"][0]["shown"][0]["statement"] == "Write SQL queries over a relational database."
    assert [label for _, label in found["fits"][0]["missing"]] == ["clean and prepare raw data for analysis"]
    assert found["skills"][0]["opens"] == [["clerk.toml", "clerk"]]


def test_the_table_says_that_a_person_decides_and_what_could_not_be_read(folder: Path, capsys) -> None:
    (folder / "more").mkdir()
    (folder / "more/badge.csv").write_bytes((folder / "badge.csv").read_bytes())
    (folder / "more/notes.xyz").write_bytes(b"\x00\x01")

    run(folder / "more", "--roles", folder / "roles")

    out = capsys.readouterr().out
    assert re.search(r"1 \| clerk \| 0\.\d\d \| 1 of 2", out)
    assert "could not read: notes.xyz" in out
    assert "a person decides" in out


def test_the_page_has_the_shortlist_the_evidence_and_nothing_that_runs(folder: Path, capsys) -> None:
    (folder / "roles/evil.toml").write_text(
        'title = "<script>alert(1)</script>"\n[[needs]]\nlabel = "query relational databases with SQL"\n',
        encoding="utf-8",
    )

    run(folder / "badge.csv", "--roles", folder / "roles", "--html", folder / "r.html", "--json")

    json.loads(capsys.readouterr().out)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "A shortlist to talk about." in page
    assert "1 of 2" in page
    assert "Write SQL queries over a relational database." in page
    assert "1 essential needs that nothing shows" in page
    assert "<script>alert(1)" not in page


def test_nothing_that_fits_ends_with_one(folder: Path) -> None:
    (folder / "roles/clerk.toml").unlink()

    ended = run(folder / "badge.csv", "--roles", folder / "roles")

    assert ended == 1


def test_a_taxonomy_without_relations_says_what_to_install(folder: Path, monkeypatch) -> None:
    from skillmap.domain import Document, Skill, Source
    from skillmap.taxonomy import install_framework

    monkeypatch.setenv("SKILLMAP_CACHE", str(folder / "cache"))
    source = Source("invented.ttl", "0" * 64, "skos")
    install_framework(Document(source, skills=(Skill("s:weld", "weld"),)), "bare", "1")

    with pytest.raises(NotInstalledError, match="states no skills of occupations"):
        run(folder / "badge.csv", "--taxonomy", "bare")
