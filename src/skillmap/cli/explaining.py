"""``policy list``, ``show``, ``explain`` and ``check``: a policy in plain words, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, say, table
from skillmap.domain import Effect

if TYPE_CHECKING:
    from skillmap.recognition import Policy, PolicyRule, Rule
    from skillmap.recognition.policy import Limit, LimitValue, Setting, SettingData, SettingValue

    _Dated = TypeVar("_Dated", bound=LimitValue | SettingValue)

DEFAULT_POLICY = "example-university"
_EFFECTS = {
    Effect.BLOCK: '"no" means that the evidence cannot support an award',
    Effect.REFER: '"no" means that a person must look',
    Effect.INFO: "shown, with no effect on the award",
}

policy_option = click.option(
    "--policy",
    "name",
    default=DEFAULT_POLICY,
    show_default=True,
    help="Name of a shipped policy, or a TOML file.",
)
on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the application; today if left out."
)


@click.command("list")
@json_option
def list_all(json: bool) -> None:
    """List the policies that ship with skillmap."""
    from skillmap.recognition import list_policies, load_policy

    found = [load_policy(name) for name in list_policies()]
    if json:
        keys = ("name", "version", "status", "title")
        as_json([{key: getattr(policy, key) for key in keys} for policy in found])
        return
    rows = [(policy.name, policy.version, policy.status, policy.title) for policy in found]
    table("policies", ("name", "version", "status", "title"), rows)


@click.command()
@policy_option
@on_option
@json_option
def show(name: str, on: datetime | None, json: bool) -> None:
    """Show a policy at a glance: its rules with their effect, and its numbers and settings in force."""
    policy, day = _loaded(name), _day(on)
    if json:
        as_json(policy)
        return
    _say_head(policy, day)
    rows = [
        (_rule(entry).code, entry.name, _effect_word(entry), _rule(entry).question) for entry in policy.rules
    ]
    table(f"{len(rows)} rules", ("code", "rule", "effect", "asks"), rows)
    limits = [
        (each, f"{value.value:g}", policy.limits[each].unit, value.reference)
        for each in policy.limits
        if (value := _in_force(policy.limits[each].values, day)) is not None
    ]
    table(f"{len(limits)} limits", ("limit", "value", "unit", "source"), limits)
    settings = [
        (each, words_of(said.value), policy.settings[each].meaning, said.reference)
        for each in policy.settings
        if (said := _in_force(policy.settings[each].values, day)) is not None
    ]
    table(f"{len(settings)} settings", ("setting", "value", "meaning", "source"), settings)


@click.command()
@policy_option
@click.argument("rule", required=False)
@on_option
@json_option
def explain(name: str, rule: str | None, on: datetime | None, json: bool) -> None:
    """Explain a policy in plain words: each rule, or one by name or code such as R05.

    The name of a policy, or its TOML file, in place of RULE explains that policy.
    """
    if rule is not None and _names_policy(rule):
        name, rule = rule, None
    policy, day = _loaded(name), _day(on)
    entries = _entries(policy, rule)
    if json:
        as_json([_as_value(policy, entry, day) for entry in entries])
        return
    _say_head(policy, day)
    for entry in entries:
        _say_rule(policy, entry, day)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@on_option
def check(file: Path, on: datetime | None) -> None:
    """Say whether a policy in a TOML FILE is whole: every rule exists and finds what it needs.

    The exit code is 1 where a number or setting is not in force on the date.
    """
    from skillmap.recognition.award_kinds import AwardKinds
    from skillmap.recognition.catalogue_units import CREDIT, LEVELS
    from skillmap.recognition.general_awards import ENTRY_LEVEL

    policy, day = _loaded(str(file) if file.suffix == ".toml" else f"{file}.toml"), _day(on)
    asked = {name for entry in policy.rules for name in _needs(entry)}
    asked |= {ENTRY_LEVEL, "appeal", LEVELS, CREDIT, *(kind.name for kind in fields(AwardKinds))}
    values: dict[str, Limit | Setting] = {**policy.limits, **policy.settings}
    waiting = [
        f"{each} begins on {values[each].values[0].start}"
        for each in values
        if _in_force(values[each].values, day) is None
    ]
    counts = f"{len(policy.rules)} rules, {len(policy.limits)} limits, {len(policy.settings)} settings"
    say(f"{policy.name} {policy.version} ({policy.status}): {counts}")
    for each in sorted(set(values) - asked):
        say(f"note: no rule of this policy asks for {each}")
    for told in waiting:
        say(f"not in force on {day}: {told}")
    if waiting:
        raise click.exceptions.Exit(NOTHING_FOUND)
    say("whole: every rule exists and finds what it needs")


def words_of(value: SettingData) -> str:
    """Return a setting as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return (
            ", ".join(f"{key}: {v if isinstance(v, str) else f'{v:g}'}" for key, v in value.items()) or "none"
        )
    return ", ".join(value) or "none"


def _names_policy(word: str) -> bool:
    from skillmap.recognition import list_policies

    return word in list_policies() or word.endswith(".toml")


def _loaded(name: str) -> Policy:
    from skillmap.recognition import load_policy

    return load_policy(name)


def _day(on: datetime | None) -> date:
    return on.date() if on is not None else date.today()


def _rule(entry: PolicyRule) -> Rule:
    from skillmap.recognition import rules

    return rules.get(entry.name)


def _entries(policy: Policy, wanted: str | None) -> tuple[PolicyRule, ...]:
    from skillmap.errors import UnknownNameError

    if wanted is None:
        return policy.rules
    plain = wanted.casefold()
    found = tuple(e for e in policy.rules if plain in (e.name.casefold(), _rule(e).code.casefold()))
    if not found:
        raise UnknownNameError(
            f"rule of policy {policy.name}", wanted, [entry.name for entry in policy.rules]
        )
    return found


def _needs(entry: PolicyRule) -> tuple[str, ...]:
    needs = _rule(entry).needs
    return (*needs.limits, *needs.settings)


def _effect_word(entry: PolicyRule) -> str:
    shown = entry.when_unknown is Effect.INFO and entry.effect is not Effect.INFO
    return f"{entry.effect.value}; unknown: info" if shown else entry.effect.value


def _unknown_words(entry: PolicyRule) -> str:
    if entry.effect is Effect.INFO:
        return "shown"
    if entry.when_unknown is Effect.INFO:
        return "shown; the office settles it before a decision"
    return "a person must look; it never passes"


def _in_force(values: Sequence[_Dated], day: date) -> _Dated | None:
    return next((value for value in reversed(values) if value.start <= day), None)


def _shown(value: LimitValue | SettingValue) -> str:
    return f"{value.value:g}" if isinstance(value.value, float) else words_of(value.value)


def _say_head(policy: Policy, day: date) -> None:
    say(f"{policy.title} ({policy.name} {policy.version}, {policy.status}), as of {day}")
    if policy.status == "example":
        say("An example: nobody's regulation.")
    if policy.status == "sample":
        say("A sample of a published policy: check with the institution.")


def _say_rule(policy: Policy, entry: PolicyRule, day: date) -> None:
    rule = _rule(entry)
    say("")
    say(f"{rule.code}  {entry.name}  ({rule.scope.value})")
    say(f"  asks: {rule.question}")
    say(f"  effect: {entry.effect.value}: {_EFFECTS[entry.effect]}")
    say(f"  unknown: {_unknown_words(entry)}")
    say(f"  source: {entry.reference}")
    for name in _needs(entry):
        _say_value(policy, name, day)


def _say_value(policy: Policy, name: str, day: date) -> None:
    is_limit = name in policy.limits
    values: Sequence[LimitValue | SettingValue] = (
        policy.limits[name].values if is_limit else policy.settings[name].values
    )
    about = policy.limits[name].unit if is_limit else policy.settings[name].meaning
    current = _in_force(values, day)
    if current is None:
        say(f"  {name}: not in force before {values[0].start} ({about})")
    else:
        say(f"  {name} = {_shown(current)}  ({about}; {current.reference}; since {current.start})")
    for value in values:
        if value is not current:
            word = "from" if value.start > day else "before, from"
            say(f"    {word} {value.start}: {_shown(value)}  ({value.reference})")


def _as_value(policy: Policy, entry: PolicyRule, day: date) -> dict[str, object]:
    rule = _rule(entry)
    needed = [policy.limits.get(name) or policy.settings[name] for name in _needs(entry)]
    return {
        "code": rule.code,
        "rule": entry.name,
        "scope": rule.scope,
        "question": rule.question,
        "effect": entry.effect,
        "unknown": _unknown_words(entry),
        "reference": entry.reference,
        "in_force": {each.name: _in_force(each.values, day) for each in needed},
        "history": needed,
    }
