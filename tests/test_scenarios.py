"""Scenarios: every shipped policy has its own, and a policy that changes makes them fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from skillmap.cli.scenarios import scenarios_of
from skillmap.errors import PolicyError
from skillmap.recognition import (
    Scenario,
    list_policies,
    load_policy,
    policy_file,
    read_scenarios,
    run_scenarios,
    scenario_file,
)

FEWEST = 8
SHIPPED = list_policies()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_policy_passes_at_least_eight_scenarios_in_plain_words(name: str) -> None:
    scenarios = read_scenarios(scenario_file(policy_file(name)))
    results = run_scenarios(load_policy(name), scenarios)

    assert [(result.title, result.failures) for result in results if not result.passed] == []
    assert len({result.title for result in results}) == len(results) >= FEWEST
    assert all(len(result.title.split()) >= 4 for result in results)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "example-university"])
def test_a_published_policy_is_a_named_sample_to_be_checked(name: str) -> None:
    policy = load_policy(name)

    assert policy.status == "sample"
    assert policy.title.endswith("(sample, check with the institution)")
    assert re.search(r"\d{4}-\d{2}", policy.version)
    assert all(rule.reference for rule in policy.rules)
    published = [rule for rule in policy.rules if "skillmap's own default" not in rule.reference]
    assert published, "a sample states at least one thing that was read"


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "example-university"])
def test_the_scenarios_of_a_policy_use_each_rule_that_was_read(name: str) -> None:
    """A rule of a sample that no scenario sees say no, unknown or yes could be left out unnoticed."""
    policy = load_policy(name)
    text = scenario_file(policy_file(name)).read_text(encoding="utf-8")
    read = {
        rule.name
        for rule in policy.rules
        if "skillmap's own default" not in rule.reference and rule.effect.value != "info"
    }

    unseen = {rule for rule in read if rule not in text}
    # Shown through the award that comes out, since nothing in the case makes them say otherwise.
    assert unseen <= {
        "award_is_for_whole_module",
        "learning_counts_once",
        "evidence_is_judged_sufficient",
        "outcomes_are_covered",
    }


def changed(tmp_path: Path, old: str, new: str) -> tuple[Scenario, ...]:
    text = scenario_file(policy_file("example-university")).read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "own.scenarios.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return read_scenarios(file)


def test_a_wrong_expectation_says_what_came_out_instead(tmp_path: Path) -> None:
    scenarios = changed(
        tmp_path,
        '"none found" }\n\n[[scenarios]]\ntitle = "Taking',
        '"assess" }\n\n[[scenarios]]\ntitle = "Taking',
    )

    (failed,) = [r for r in run_scenarios(load_policy("example-university"), scenarios) if not r.passed]
    assert failed.failures[0].startswith("M1: assess was expected, none found came out: 1 of 5 outcomes met")


def test_a_scenario_that_expects_nothing_fails(tmp_path: Path) -> None:
    file = tmp_path / "p.scenarios.toml"
    file.write_text(
        'on = 2026-10-01\n[[scenarios]]\ntitle = "Nothing at all is expected"\n', encoding="utf-8"
    )

    (result,) = run_scenarios(load_policy("example-university"), read_scenarios(file))
    assert result.failures == ("nothing is expected of it",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1", "no scenario; expected tables"),
        ("[", "not TOML"),
        ("[[scenarios]]\non = 2026-01-01", "scenario 1: has no title"),
        ('[[scenarios]]\ntitle = "t"', "has no date"),
        ('on = 2026-01-01\n[[scenarios]]\ntitle = "t"\nstudents = 1', "'students' is not known"),
        ('on = 2026-01-01\n[[scenarios]]\ntitle = "t"\ncredentials = ["c"]', "no credential 'c'"),
        ('on = 2026-01-01\n[[scenarios]]\ntitle = "t"\nmodules = { M9 = {} }', "no module 'M9'"),
        (
            'on = 2026-01-01\n[[scenarios]]\ntitle = "t"\ncredentials = [{ id = "c", colour = "red" }]',
            "'colour' is not known",
        ),
        ('on = 2026-01-01\n[[scenarios]]\ntitle = "t"\ncovers = { M1 = { c = "all" } }', "no module 'M1'"),
        (
            'on = 2026-01-01\n[[scenarios]]\ntitle = "t"\ncircumstances = { age = 3 }',
            "age: is not known here",
        ),
    ],
)
def test_a_wrong_scenario_is_refused_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "p.scenarios.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(PolicyError, match=told) as error:
        read_scenarios(file)
    assert "\n" not in str(error.value)


def test_the_command_counts_what_passed_and_fails_with_one_that_does_not(tmp_path: Path) -> None:
    done = CliRunner().invoke(scenarios_of, ["example-university", "exeter-uk"])
    assert re.fullmatch(r"\d+ scenarios passed\n", done.output)

    policy = tmp_path / "ours.toml"
    own = policy_file("exeter-uk").read_text(encoding="utf-8").replace('"default" = 5', '"default" = 3')
    policy.write_text(own, encoding="utf-8")
    beside = scenario_file(policy_file("exeter-uk")).read_text(encoding="utf-8")
    scenario_file(policy).write_text(beside, encoding="utf-8")
    failed = CliRunner().invoke(scenarios_of, [str(policy)])

    assert failed.exit_code == 1
    assert "Learning of four years ago is current: FAILED" in failed.output
    assert "1 failed" in failed.output


def test_a_policy_without_scenarios_says_which_file_is_expected(tmp_path: Path) -> None:
    policy = tmp_path / "ours.toml"
    policy.write_bytes(policy_file("exeter-uk").read_bytes())

    with pytest.raises(PolicyError, match=r"expected a file ours\.scenarios\.toml beside it"):
        CliRunner().invoke(scenarios_of, [str(policy)], catch_exceptions=False)
