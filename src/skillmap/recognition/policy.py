"""Policies as data: named rules with their effect, and dated limits with unit and reference."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from skillmap.domain import Effect
from skillmap.errors import PolicyError, UnknownNameError
from skillmap.resources import sha256_of

_SHIPPED = Path(__file__).parent / "policies"


@dataclass(frozen=True, slots=True)
class LimitValue:
    """A limit as it stands from one date on."""

    start: date
    value: float
    reference: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a rule needs, with its history."""

    name: str
    unit: str
    values: tuple[LimitValue, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule of a policy: which, what it leads to, where the text stands."""

    name: str
    effect: Effect
    reference: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What an institution asks of prior learning."""

    name: str
    title: str
    version: str
    status: str
    """``example``, ``sample`` (of a published policy, to be checked) or ``adopted``."""
    rules: tuple[PolicyRule, ...]
    limits: Mapping[str, Limit]
    sha256: str
    """Hash of the file."""

    def limit(self, name: str, on: date) -> LimitValue:
        """Return the value of a limit in force on a date.

        Raises:
            PolicyError: the policy has no such limit, or none in force on that date.
        """
        if name not in self.limits:
            raise PolicyError(f"policy {self.name!r} has no limit {name!r}, which one of its rules needs")
        valid = [value for value in self.limits[name].values if value.start <= on]
        if not valid:
            first = self.limits[name].values[0].start
            raise PolicyError(f"policy {self.name!r}: limit {name!r} begins on {first}, after {on}")
        return valid[-1]


def list_policies() -> tuple[str, ...]:
    """Return the names of the policies that ship with skillmap."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.toml")))


def load_policy(name: str) -> Policy:
    """Return a shipped policy by name, or one from a TOML file by path.

    Raises:
        UnknownNameError: no shipped policy of that name.
        PolicyError: the file is not a policy; says where.
    """
    path = Path(name) if name.endswith(".toml") else _SHIPPED / f"{name}.toml"
    if not path.is_file():
        if name.endswith(".toml"):
            raise PolicyError(f"{name}: there is no such file")
        raise UnknownNameError("policy", name, list_policies())
    content = path.read_bytes()
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path.name}: not TOML: {error}") from error
    return _parsed(raw, path.name, sha256_of(content))


def _parsed(raw: dict[str, Any], file: str, sha256: str) -> Policy:
    try:
        rules = tuple(
            PolicyRule(rule["name"], Effect(rule["effect"]), rule["reference"]) for rule in raw["rules"]
        )
        limits = {name: _limit(name, limit) for name, limit in raw.get("limits", {}).items()}
        return Policy(raw["name"], raw["title"], str(raw["version"]), raw["status"], rules, limits, sha256)
    except KeyError as error:
        raise PolicyError(f"{file}: {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise PolicyError(f"{file}: {error}") from error


def _limit(name: str, raw: dict[str, Any]) -> Limit:
    values = sorted(
        (LimitValue(value["from"], float(value["value"]), value["reference"]) for value in raw["values"]),
        key=lambda value: value.start,
    )
    if not values or not all(isinstance(value.start, date) for value in values):
        raise ValueError(f"limit {name!r} needs at least one value with a date in 'from'")
    return Limit(name, raw["unit"], tuple(values))
