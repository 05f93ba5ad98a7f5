"""Levels and credit that a catalogue states as bare numbers, where the policy names what they are counted in.

Nothing is taken for granted: without the setting a bare level compares with nothing, and bare credit is not
counted in the programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from skillmap.domain import Credit, Finding, Level, Module, Programme, Severity
from skillmap.errors import PolicyError
from skillmap.frameworks import credit_schemes, level_frameworks
from skillmap.recognition.policy import Policy

LEVELS = "framework_of_module_levels"
"""A word: the framework in which the institution's own catalogue counts levels."""
CREDIT = "scheme_of_module_credit"
"""A word: the scheme in which it counts credit."""


def with_stated_units(
    programme: Programme, policy: Policy, on: date
) -> tuple[Programme, tuple[Finding, ...]]:
    """Return a programme with the policy's names for bare levels and credit, and findings that say so.

    What states its framework or scheme keeps it; without the settings the programme is returned as it is.

    Raises:
        PolicyError: no framework or scheme of that name is known.
    """
    framework = _named(policy, on, LEVELS, level_frameworks())
    scheme = _named(policy, on, CREDIT, credit_schemes())
    modules = tuple(_with_scheme(_with_level(each, framework), scheme) for each in programme.modules)
    pairs = list(zip(programme.modules, modules, strict=True))
    counts = (
        (LEVELS, framework, "a level without a framework", sum(a.level != b.level for a, b in pairs)),
        (CREDIT, scheme, "credit without a scheme", sum(a.credit != b.credit for a, b in pairs)),
    )
    findings = tuple(
        _finding(programme, policy, f"{what}: read as {name}", (count, policy.setting(setting, on).reference))
        for setting, name, what, count in counts
        if name is not None and count
    )
    return (replace(programme, modules=modules), findings) if findings else (programme, ())


def _named(policy: Policy, on: date, setting: str, known: Sequence[str]) -> str | None:
    if setting not in policy.settings:
        return None
    value = policy.setting(setting, on).value
    found = {name.casefold(): name for name in known}.get(str(value).casefold())
    if found is None:
        told = f"the setting {setting!r} is {value!r}; one of {', '.join(known)} is expected"
        raise PolicyError(f"policy {policy.name!r}: {told}")
    return found


def _with_level(module: Module, framework: str | None) -> Module:
    if framework is None or module.level is None or module.level.framework is not None:
        return module
    return replace(module, level=Level(framework, module.level.value))


def _with_scheme(module: Module, scheme: str | None) -> Module:
    if scheme is None or module.credit is None or module.credit.scheme is not None:
        return module
    return replace(module, credit=Credit(module.credit.amount, scheme))


def _finding(programme: Programme, policy: Policy, read: str, known: tuple[int, str]) -> Finding:
    count, reference = known
    modules = "1 module" if count == 1 else f"{count} modules"
    told = f"{modules} with {read}, as policy {policy.name} says ({reference})."
    return Finding(Severity.INFO, programme.title, told)
