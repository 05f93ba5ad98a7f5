"""``gap`` and ``pathway`` as a user runs them, with their pages. What they read is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmap.cli.app import app

ROLE = """title = "Clerk"
[[needs]]
id = "sql"
label = "query relational databases with SQL"
[[needs]]
id = "bread"
label = "bake bread from sourdough"
[[needs]]
id = "soup"
label = "season soups with herbs"
essential = false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "role.toml").write_text(ROLE, encoding="utf-8")
    (tmp_path / "held.csv").write_text(
        "id,title,issuer,assessed,outcomes\n"
        "c,Invented,Invented College,yes,Query relational databases with SQL.\n",
        encoding="utf-8",
    )
    (tmp_path / "offers.csv").write_text(
        "code,title,credits,credit_scheme,outcomes\n"
        "B1,Baking,5,ECTS,Bake bread from sourdough | Season soups with herbs\n"
        "W1,Walls,5,ECTS,Lay bricks in mortar\n",
        encoding="utf-8",
    )
    return tmp_path


def run(*words: object) -> int | None:
    return app([*map(str, words)], standalone_mode=False)


def test_the_page_of_a_gap_draws_it_and_keeps_json_whole(folder: Path, capsys) -> None:
    run("gap", folder / "held.csv", "--target", folder / "role.toml", "--html", folder / "g.html", "--json")

    assert json.loads(capsys.readouterr().out)["target"]["title"] == "Clerk"
    page = (folder / "g.html").read_text(encoding="utf-8")
    assert "Essential needs: 1 have, 1 missing" in page
    assert "bake bread from sourdough" in page


def test_a_plan_names_what_is_optional_and_where_the_report_is(folder: Path, capsys) -> None:
    files = (folder / "held.csv", "--target", folder / "role.toml", "--offers", folder / "offers.csv")
    run("pathway", *files, "--html", folder / "p.html")

    out = capsys.readouterr().out
    assert "bake bread from sourdough; season soups with herbs (optional)" in out
    assert "and no plan has less" in out
    assert "1 term" in out
    assert f"report: {folder / 'p.html'}" in out
    page = (folder / "p.html").read_text(encoding="utf-8")
    assert "After term 1: 2 of 2" in page
    assert "Offers by term" in page
