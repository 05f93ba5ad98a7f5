"""``compare`` as a user runs it, on the shipped examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from skillmap.cli.skill_comparison import compare
from skillmap.errors import UnknownNameError
from skillmap.examples import credential_files, programme_file

(BADGE,) = [file for file in credential_files() if file.name == "data-stewardship.jsonld"]


def run(*arguments: object):
    return CliRunner().invoke(compare, list(map(str, arguments)), catch_exceptions=False)


def test_a_badge_and_a_module_share_skills_and_each_has_its_own() -> None:
    found = json.loads(run(BADGE, f"{programme_file()}#DS101", "--json").output)

    assert [each["kind"] for each in found["sets"]] == ["credential", "module"]
    labels = [{label for _, label in each["skills"]} for each in found["sets"]]
    assert {each["label"] for each in found["shared"]} == labels[0] & labels[1]
    assert {name: {skill["label"] for skill in own} for name, own in found["only"]} == {
        one["id"]: labels[place] - labels[1 - place] for place, one in enumerate(found["sets"])
    }


def test_hours_and_levels_are_shown_beside_the_skills() -> None:
    shown = run(BADGE, f"{programme_file()}#DS101").output

    assert "EQF 5" in shown
    assert "125 h (notional)" in shown
    assert "shared by all" in shown


def test_beside_a_programme_it_says_in_which_modules_the_badge_fits_and_what_it_adds() -> None:
    shown = run(BADGE, programme_file()).output

    first = next(line for line in shown.splitlines() if "DS101" in line and "EQF" in line)
    assert "is above" in first or "of one level" in first
    assert "skills of Data Stewardship" in shown
    assert "nothing here is an award" in shown


def test_the_page_has_the_plot_and_where_the_badge_fits(tmp_path: Path) -> None:
    run(BADGE, programme_file(), "--html", tmp_path / "r.html", "--json")

    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Hours by shared skills" in page
    assert "would fit in" in page
    assert 'role="img"' in page


def test_an_unknown_module_names_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="DS101"):
        run(BADGE, f"{programme_file()}#DS999")


def test_one_thing_alone_is_wrong_use() -> None:
    done = run(BADGE)

    assert done.exit_code == 2
    assert "two or three" in done.output
