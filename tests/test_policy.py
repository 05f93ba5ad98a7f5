from datetime import date
from pathlib import Path

import pytest

from skillmap.errors import PolicyError, UnknownNameError
from skillmap.recognition import list_policies, load_policy, rules

TWO_VALUES = """
name = "p"
title = "P"
version = "1"
status = "example"
[[rules]]
name = "credential_is_in_date"
effect = "refer"
reference = "1"
[limits.max_age_years]
unit = "years"
[[limits.max_age_years.values]]
from = 2025-01-01
value = 5
reference = "new"
[[limits.max_age_years.values]]
from = 2020-01-01
value = 10
reference = "old"
"""


def policy_file(folder: Path, text: str) -> str:
    path = folder / "p.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", list_policies())
def test_a_shipped_policy_names_only_rules_that_exist_and_has_every_limit(name: str) -> None:
    policy = load_policy(name)

    assert {rule.name for rule in policy.rules} <= set(rules.names())
    assert policy.status in {"example", "sample"}
    for limit in policy.limits:
        assert policy.limit(limit, date(2026, 1, 1)).reference


@pytest.mark.parametrize(("on", "value"), [(date(2024, 12, 31), 10), (date(2025, 1, 1), 5)])
def test_a_limit_is_the_one_in_force_on_the_date(tmp_path: Path, on: date, value: float) -> None:
    assert load_policy(policy_file(tmp_path, TWO_VALUES)).limit("max_age_years", on).value == value


def test_a_date_before_the_first_value_says_when_the_limit_begins(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="begins on 2020-01-01, after 2019-12-31"):
        load_policy(policy_file(tmp_path, TWO_VALUES)).limit("max_age_years", date(2019, 12, 31))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name =", "not TOML"),
        (TWO_VALUES.replace('title = "P"', ""), "'title' is missing"),
        (TWO_VALUES.replace('"refer"', '"perhaps"'), "'perhaps' is not a valid Effect"),
        (TWO_VALUES.replace("value = 5", 'value = "five"'), "could not convert"),
        (TWO_VALUES.replace("from = 2025-01-01", 'from = "soon"'), "not supported between"),
    ],
)
def test_a_broken_policy_says_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        load_policy(policy_file(tmp_path, text))


def test_an_unknown_policy_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="example-university"):
        load_policy("exmaple")


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.toml: there is no such file"):
        load_policy("nowhere.toml")
