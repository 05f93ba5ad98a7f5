"""``skillmap policy what-if``: one case under two policies, dates or programmes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from skillmap.cli.what_if import what_if
from skillmap.examples import credential_files, programme_file
from skillmap.recognition import list_policies

SHIPPED = Path(__file__).parents[2] / "src/skillmap/recognition/policies/example-university.toml"


@pytest.fixture
def stricter(tmp_path: Path) -> str:
    """The example policy with a limit on the age of learning that the examples pass."""
    text = SHIPPED.read_text(encoding="utf-8").replace("example-university", "stricter")
    assert "value = { default = 10 }" in text
    text = text.replace("value = { default = 10 }", "value = { default = 0.1 }")
    path = tmp_path / "stricter.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def run(*arguments: object):
    command = [*credential_files(), "--programme", programme_file(), *arguments]
    return CliRunner().invoke(what_if, list(map(str, command)), catch_exceptions=False)


def test_two_policies_are_shown_side_by_side_with_the_first_rule_that_differs(stricter: str) -> None:
    assert "example-university" in list_policies()

    done = run("--policy", "example-university", "--policy", stricter, "--on", "2026-11-25")

    assert done.exit_code == 0
    (row,) = [line for line in done.output.splitlines() if line.strip().startswith("DS101")]
    assert "specified credit, 5 ECTS | assess | learning_is_current: yes" in row
    assert row.count("currency of learning") == 2


def test_two_dates_are_compared_as_values(stricter: str) -> None:
    done = run("--on", "2026-11-25", "--on", "2040-01-01", "--json")

    found = json.loads(done.output)
    (module,) = [each for each in found["modules"] if each["module_id"] == "DS101"]
    assert [each["award"] for each in module["outcomes"]] == ["specified credit", "assess"]
    assert module["difference"]["rule"] == "learning_is_current"
    assert module["difference"]["other"]["reference"].startswith("Example policy 2.2")


def test_a_rule_that_only_informs_is_never_named_as_what_makes_the_difference() -> None:
    done = run("--policy", "example-university", "--policy", "atu-ireland", "--on", "2026-11-25")

    (row,) = [line for line in done.output.splitlines() if line.strip().startswith("DS101")]
    assert "share_of_stage: unknown" in row
    assert "grade_is_reached" not in row


def test_an_award_that_counts_under_one_policy_only_differs(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("example-university", "narrow")
    limit = '"share of the programme\'s credit that prior learning can bring, in [0, 1]"'
    head, tail = text.split(f"unit = {limit}")
    path = tmp_path / "narrow.toml"
    path.write_text(f"{head}unit = {limit}{tail.replace('value = 0.5', 'value = 0.01', 1)}", encoding="utf-8")

    done = run("--policy", "example-university", "--policy", path, "--on", "2026-11-25")

    (row,) = [line for line in done.output.splitlines() if line.strip().startswith("DS101")]
    assert "specified credit, 5 ECTS | specified credit, 5 ECTS (not counting) | share_of_programme" in row


def test_one_variant_alone_is_wrong_use() -> None:
    done = run("--on", "2026-11-25")

    assert done.exit_code == 2
    assert "twice or more" in done.output
