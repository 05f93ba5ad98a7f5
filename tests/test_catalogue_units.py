"""Bare levels and credit of a catalogue, and what a policy says they are counted in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skillmap.domain import Credit, Level, Module, Programme
from skillmap.errors import PolicyError
from skillmap.recognition import load_policy, with_stated_units
from skillmap.recognition.policy import Setting, SettingValue

ON = date(2026, 10, 1)
EXAMPLE = load_policy("example-university")
LEVELS = (Level(None, 5), Level("EQF", 4), None)
PROGRAMME = Programme(
    "p", "Trades", tuple(Module(f"M{n}", f"M{n}", (), level=level) for n, level in enumerate(LEVELS))
)


def naming(framework: str | bool, name: str = "framework_of_module_levels"):
    value = SettingValue(date(2024, 9, 1), framework, "Regulation 7")
    setting = Setting(name, "", (value,))
    return replace(EXAMPLE, settings={**EXAMPLE.settings, setting.name: setting})


def test_a_bare_level_gets_the_framework_that_the_policy_names_and_a_finding_says_so() -> None:
    placed, (finding,) = with_stated_units(PROGRAMME, naming("fheq"), ON)

    assert [module.level for module in placed.modules] == [Level("FHEQ", 5), Level("EQF", 4), None]
    assert finding.message == (
        "1 module with a level without a framework: read as FHEQ, as policy example-university says "
        "(Regulation 7)."
    )


def test_bare_credit_gets_the_scheme_that_the_policy_names() -> None:
    amounts = (Credit(15, None), Credit(5, "ECTS"), None)
    modules = tuple(Module(f"M{n}", f"M{n}", (), credit=credit) for n, credit in enumerate(amounts))
    policy = naming("CATS", "scheme_of_module_credit")

    placed, (finding,) = with_stated_units(replace(PROGRAMME, modules=modules), policy, ON)

    assert [module.credit for module in placed.modules] == [Credit(15, "CATS"), Credit(5, "ECTS"), None]
    assert finding.message.startswith("1 module with credit without a scheme: read as CATS")


def test_without_the_setting_a_bare_level_stays_bare() -> None:
    assert with_stated_units(PROGRAMME, EXAMPLE, ON) == (PROGRAMME, ())


@pytest.mark.parametrize("named", ["Klingon", True])
def test_a_framework_that_nobody_knows_is_refused_with_those_that_are_known(named: str | bool) -> None:
    with pytest.raises(PolicyError, match="one of EQF, QF-EHEA"):
        with_stated_units(PROGRAMME, naming(named), ON)
