import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.errors import PolicyError, SkillmapError, UnknownNameError
from skillmap.recognition import list_policies, load_policy, rules
from skillmap.recognition.policy import SettingKind, parse_policy
from skillmap.recognition.rule import Facts, check_needs

TWO_VALUES = """
name = "p"
title = "P"
version = "1"
status = "example"
[[rules]]
name = "learning_is_long_enough"
effect = "refer"
reference = "1"
[limits.min_hours]
unit = "hours"
[[limits.min_hours.values]]
from = 2025-01-01
value = 5
reference = "new"
[[limits.min_hours.values]]
from = 2020-01-01
value = 10
reference = "old"
"""
SETTING = """
name = "p"
title = "P"
version = "1"
status = "example"
[[rules]]
name = "module_may_be_awarded"
effect = "block"
reference = "1"
[settings.modules_taken_here]
meaning = "tags"
[[settings.modules_taken_here.values]]
from = 2020-01-01
value = ["capstone"]
reference = "old"
[[settings.modules_taken_here.values]]
from = 2025-01-01
value = ["capstone", "thesis"]
reference = "new"
"""
EXAMPLE = (Path(__file__).parents[1] / "src/skillmap/recognition/policies/example-university.toml").read_text(
    encoding="utf-8"
)


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
    for setting in policy.settings:
        assert policy.setting(setting, date(2026, 1, 1)).reference


@pytest.mark.parametrize(("on", "value"), [(date(2024, 12, 31), 10), (date(2025, 1, 1), 5)])
def test_a_limit_is_the_one_in_force_on_the_date(tmp_path: Path, on: date, value: float) -> None:
    assert load_policy(policy_file(tmp_path, TWO_VALUES)).limit("min_hours", on).value == value


def test_a_date_before_the_first_value_says_when_the_limit_begins(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="begins on 2020-01-01, after 2019-12-31"):
        load_policy(policy_file(tmp_path, TWO_VALUES)).limit("min_hours", date(2019, 12, 31))


@pytest.mark.parametrize(("on", "tags"), [(date(2024, 12, 31), 1), (date(2025, 1, 1), 2)])
def test_a_setting_is_the_one_in_force_on_the_date(tmp_path: Path, on: date, tags: int) -> None:
    policy = load_policy(policy_file(tmp_path, SETTING))

    found = Facts(policy, on, ()).setting("modules_taken_here")

    assert isinstance(found.value, tuple)
    assert len(found.value) == tags
    assert found.reference == ("new" if tags == 2 else "old")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name =", "not TOML"),
        ("name = " + "[" * 100_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "not TOML"),
        ("name = 1\na" + ".a" * 100_000 + " = 1", "line 2: more than 200 full stops"),
        (TWO_VALUES.replace('title = "P"', ""), "'title' is missing"),
        (TWO_VALUES.replace('title = "P"', "title = 5"), "'title' is '5'; words in quotes"),
        (TWO_VALUES.replace('"refer"', '"perhaps"'), "'effect' is 'perhaps'; one of block, refer, info"),
        (TWO_VALUES.replace('status = "example"', 'status = "x"'), "one of example, sample, adopted"),
        (TWO_VALUES.replace("value = 5", 'value = "five"'), "limit 'min_hours': 'value' is 'five'; a number"),
        (TWO_VALUES.replace("value = 5", "value = nan"), "'value' is 'nan'; a number is expected"),
        (TWO_VALUES.replace("value = 5", "value = true"), "'value' is 'True'; a number is expected"),
        (TWO_VALUES.replace("value = 5", "value = 1" + "0" * 400), "a whole number has more than 64 bits"),
        (TWO_VALUES.replace("from = 2025-01-01", 'from = "soon"'), "'from' is 'soon'; a date such as"),
        (TWO_VALUES.replace("from = 2025-01-01", "from = 2025-01-01T00:00:00"), "a date such as"),
        (TWO_VALUES.replace("2025-01-01", "2020-01-01"), "two values begin on 2020-01-01"),
        (TWO_VALUES.replace("limits.", "limit."), "'limit' is not known here; there are: name"),
        (TWO_VALUES.replace('unit = "hours"', 'units = "hours"'), "'units' is not known here"),
        (
            TWO_VALUES.replace("min_hours", "min_ours"),
            "'learning_is_long_enough': the limit 'min_hours' is miss",
        ),
        (TWO_VALUES.replace("learning_is_long_enough", "is_long"), "no rule 'is_long'; there are:"),
        (
            TWO_VALUES + TWO_VALUES.partition("[limits")[0].partition("[[")[2].join(("[[", "")),
            "more than once",
        ),
        (
            TWO_VALUES.replace('reference = "1"', 'reference = "1"\nwhen_unknown = "info"'),
            "about the evidence and always refers",
        ),
        (
            SETTING.replace("modules_taken_here", "modules_taken"),
            "setting 'modules_taken_here' is missing; a list",
        ),
        (SETTING.replace('value = ["capstone"]', "value = true"), "another form; a list of words in quotes"),
        (SETTING.replace('value = ["capstone"]', "value = 5"), "a number alone is a limit"),
        (SETTING.replace('value = ["capstone"]', "value = [5]"), "setting 'modules_taken_here': 'value' is"),
    ],
)
def test_a_broken_policy_says_in_one_line_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SkillmapError, match=re.escape(told)) as caught:
        load_policy(policy_file(tmp_path, text))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rule", load_policy("example-university").rules, ids=lambda rule: rule.name)
def test_a_policy_without_what_a_rule_needs_names_policy_rule_and_need(rule) -> None:
    policy = load_policy("example-university")
    needs = rules.get(rule.name).needs

    for limit in needs.limits:
        without = replace(
            policy, rules=(rule,), limits={n: v for n, v in policy.limits.items() if n != limit}
        )
        with pytest.raises(
            PolicyError, match=f"'example-university', rule '{rule.name}': the limit '{limit}'"
        ):
            check_needs(without)
    for name, kind in needs.settings.items():
        rest = {n: v for n, v in policy.settings.items() if n != name}
        with pytest.raises(
            PolicyError, match=re.escape(f"'{rule.name}': the setting '{name}' is missing; {kind}")
        ):
            check_needs(replace(policy, rules=(rule,), settings=rest))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SettingKind.WORD, "hours"),
        (SettingKind.SWITCH, False),
        (SettingKind.WORDS, ("a", "b")),
        (SettingKind.WORDS, ()),
        (SettingKind.NUMBERS, {"default": 10.0}),
        (SettingKind.WORDS_BY_NAME, {"percent": 60.0, "letters": "C"}),
    ],
)
def test_a_setting_fits_its_own_form_only(kind: SettingKind, value: object) -> None:
    fitting = {each for each in SettingKind if each.fits(value)}

    assert kind in fitting
    assert fitting - {kind} <= {SettingKind.WORDS_BY_NAME}


def test_a_rule_asked_with_a_word_that_it_does_not_know_lists_those_it_does(tmp_path: Path) -> None:
    text = EXAMPLE.replace('value = "hours"', 'value = "by eye"')

    policy = load_policy(policy_file(tmp_path, text))

    with pytest.raises(PolicyError, match="'credit_method' is 'by eye'; one of hours, year_share"):
        Facts(policy, date(2026, 1, 1), (), asking="volume_is_reached").word(
            "credit_method", ("hours", "year_share")
        )


LINES = EXAMPLE.splitlines()
ODD = [
    "",
    "[",
    "]]",
    "= 5",
    'name = ""',
    "value = []",
    "value = inf",
    "from = 1",
    "[limits]",
    "[[rules]]",
    "\x00",
]


@given(st.data())
def test_a_changed_policy_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.sampled_from(LINES) | st.sampled_from(ODD) | st.text(max_size=30))
        lines[place : place + data.draw(st.integers(0, 3))] = [other]

    read_or_refused("\n".join(lines).encode("utf-8", "surrogatepass"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMED = [
    "name",
    "title",
    "version",
    "status",
    "rules",
    "limits",
    "settings",
    "values",
    "from",
    "value",
    "unit",
]


@given(st.dictionaries(st.sampled_from(NAMED), VALUES, max_size=8))
def test_a_table_of_anything_is_read_or_refused_in_one_line(raw: dict[str, object]) -> None:
    read_or_refused(as_toml(raw).encode("utf-8", "replace"))


@given(st.binary(max_size=200))
def test_bytes_of_anything_are_read_or_refused_in_one_line(content: bytes) -> None:
    read_or_refused(content)


def read_or_refused(content: bytes) -> None:
    said = ""
    try:
        check_needs(parse_policy(content, "p.toml"))
    except (PolicyError, UnknownNameError) as error:
        said = str(error)

    assert len(said.splitlines()) <= 1


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key} = {inline(inner)}" for key, inner in value.items())
    return inline(value)


def inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{inline(str(key))} = {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in value) + '"'
    return "''" if value is None else str(value)


def test_an_unknown_policy_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="example-university"):
        load_policy("exmaple")


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.toml: there is no such file"):
        load_policy("nowhere.toml")


def test_a_folder_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()

    with pytest.raises(PolicyError, match="cannot be opened"):
        load_policy(str(tmp_path / "folder.toml"))


def test_a_file_far_larger_than_any_policy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="more than 250,000 bytes"):
        load_policy(policy_file(tmp_path, "#" * 250_001))
