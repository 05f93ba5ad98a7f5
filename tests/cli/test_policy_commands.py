"""``skillmap policy`` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from skillmap.recognition import load_policy, rules

EXAMPLE = Path(__file__).parents[2] / "src/skillmap/recognition/policies/example-university.toml"


def policy(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from skillmap.cli import main; main()", "policy", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def changed(folder: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_every_shipped_policy_is_listed_with_its_status() -> None:
    done = policy("list")

    assert "example-university" in done.stdout
    assert "| example |" in done.stdout


def test_a_policy_is_shown_with_every_rule_limit_and_setting() -> None:
    done = policy("show")

    example = load_policy("example-university")
    for name in (*(rule.name for rule in example.rules), *example.limits, *example.settings):
        assert name in done.stdout


def test_the_name_of_a_policy_explains_that_policy() -> None:
    done = policy("explain", "bristol-uk")

    assert done.stdout.startswith("University of Bristol, United Kingdom (sample")
    assert done.stdout == policy("explain", "--policy", "bristol-uk").stdout


def test_every_rule_is_explained_in_its_own_words_with_its_source() -> None:
    done = policy("explain")

    for rule in load_policy("example-university").rules:
        assert rules.get(rule.name).question in done.stdout
        assert rule.reference in done.stdout


@pytest.mark.parametrize("asked", ["R08", "r08", "volume_is_reached"])
def test_one_rule_is_explained_by_name_or_code(asked: str) -> None:
    done = policy("explain", asked)

    assert "volume_is_reached" in done.stdout
    assert "a person must look; it never passes" in done.stdout
    assert "volume_tolerance = 0.2  (share of the module's hours that may be missing" in done.stdout
    assert "level_is_reached" not in done.stdout


def test_the_value_in_force_on_a_date_is_shown_with_its_history(tmp_path: Path) -> None:
    older = 'from = 2020-01-01\nvalue = 0.3\nreference = "old text"\n[[limits.max_share.values]]\n'
    own = changed(tmp_path, "[[limits.max_share.values]]\n", f"[[limits.max_share.values]]\n{older}")

    now = policy("explain", "share_of_programme", "--policy", own, "--on", "2026-01-01").stdout
    then = policy("explain", "share_of_programme", "--policy", own, "--on", "2021-01-01", "--json").stdout

    assert "max_share = 0.5" in now
    assert "before, from 2020-01-01: 0.3  (old text)" in now
    (found,) = json.loads(then)
    assert found["in_force"]["max_share"]["value"] == 0.3
    assert found["in_force"]["share_counts_experience"] is None


def test_an_unknown_that_the_office_settles_is_told_apart() -> None:
    done = policy("explain", "R23")

    assert "unknown: shown; the office settles it before a decision" in done.stdout


def test_a_whole_policy_is_checked() -> None:
    done = policy("check", EXAMPLE)

    assert done.returncode == 0
    assert "38 rules" in done.stdout
    assert "whole" in done.stdout
    assert "note:" not in done.stdout


def test_a_number_that_no_rule_asks_for_is_told(tmp_path: Path) -> None:
    more = '[limits.max_shares]\nunit = "1"\nvalues = [{ from = 2024-09-01, value = 1, reference = "1" }]\n'
    own = changed(tmp_path, "[limits.max_share]\n", f"{more}[limits.max_share]\n")

    assert "note: no rule of this policy asks for max_shares" in policy("check", own).stdout


def test_a_number_that_is_not_in_force_yet_fails_the_check() -> None:
    done = policy("check", EXAMPLE, "--on", "2020-01-01")

    assert done.returncode == 1
    assert "not in force on 2020-01-01: max_share begins on 2024-09-01" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("explain", "R99"), "no rule of policy example-university 'R99'"),
        (("show", "--policy", "nowhere"), "no policy 'nowhere'; there are: aberystwyth-uk"),
        (("check", "nowhere.toml"), "nowhere.toml: there is no such file"),
    ],
)
def test_wrong_use_is_one_line(arguments: tuple[str, ...], told: str) -> None:
    done = policy(*arguments)

    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_policy_that_lacks_what_a_rule_needs_is_refused_in_one_line(tmp_path: Path) -> None:
    done = policy("check", changed(tmp_path, "limits.min_hours", "limits.min_ours"))

    assert done.returncode == 2
    assert "rule 'learning_is_long_enough': the limit 'min_hours' is missing" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_the_policy_says_of_appeals_is_shown() -> None:
    done = policy("show", "--policy", "example-university")

    assert done.returncode == 0
    assert "Invented for this example" in done.stdout
