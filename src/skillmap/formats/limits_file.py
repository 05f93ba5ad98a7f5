"""What a plan must keep to, as a TOML file, with what is known of offers beside their catalogue."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.domain import Cost, Credit, OfferFacts, PlanLimits
from skillmap.errors import FormatError
from skillmap.formats.reading import content_of

TEMPLATE = """# What a plan must keep to. Leave out what is not limited.
credits_per_term = 30
credit_scheme = "ECTS"
cost = 900                      # all offers together; what states no cost is then left out
currency = "EUR"
last_term = 4                   # terms count from 1, the next one
languages = ["en"]
modes = []                      # e.g. ["Online"], in the catalogue's words
held = []                       # ids of modules passed already
most_items = 8
optional_worth = 0              # how much more a plan may cost for each optional need that it closes

# What is known of an offer and its catalogue does not say; each id once.
# [offers."ABC101"]
# cost = 450
# starts = [1, 3]               # terms in which it begins
# terms = 2                     # how many it lasts
# mode = "Online"
# language = "en"
# prerequisites = [["ABC100", "XYZ100"], ["STA100"]]   # one of the first two, and the third
# excludes = ["ABC102"]
# part_of = "Certificate in Data"
"""
MOST_TERMS = 40
_KNOWN = (
    *("credits_per_term", "credit_scheme", "cost", "currency", "last_term", "languages", "modes", "held"),
    *("most_items", "optional_worth", "offers"),
)
_KNOWN_FACTS = ("cost", "starts", "terms", "mode", "language", "prerequisites", "excludes", "part_of")


@dataclass(frozen=True, slots=True)
class LimitsFile:
    """What was read from a file of limits."""

    limits: PlanLimits
    facts: tuple[OfferFacts, ...] = ()


def read_limits(path: str | Path) -> LimitsFile:
    """Return the limits in a TOML file.

    Raises:
        FormatError: it is not TOML, or a value is of another kind.
    """
    return limits_from(*content_of(path))


def limits_from(name: str, content: bytes) -> LimitsFile:
    """Return the limits in the bytes of a TOML file.

    Raises:
        FormatError: it is not TOML, or a value is of another kind.
    """
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormatError(name, "", f"is not TOML: {error}") from error
    read = _Table(name, "", raw, _KNOWN)
    currency = read.text("currency")
    limits = PlanLimits(
        credits_per_term=_credit(read),
        cost=_cost(read, currency),
        last_term=read.whole("last_term"),
        languages=read.texts("languages") or (),
        modes=read.texts("modes") or (),
        held=read.texts("held") or (),
        most_items=read.whole("most_items", MOST_TERMS**2),
        optional_worth=read.number("optional_worth") or 0.0,
    )
    offers = raw.get("offers", {})
    if not isinstance(offers, dict):
        raise FormatError(name, "offers", 'expected tables [offers."ID"]')
    return LimitsFile(limits, tuple(_facts(name, id, each, currency) for id, each in offers.items()))


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    at: str
    raw: dict[str, Any]
    known: tuple[str, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.raw, dict):
            raise FormatError(self.name, self.at, "expected a table")
        unknown = sorted(set(self.raw) - set(self.known))
        if unknown:
            raise self.fault(unknown[0], f"is not known here; expected {', '.join(self.known)}")

    def fault(self, key: str, problem: str) -> FormatError:
        return FormatError(self.name, f"{self.at}.{key}" if self.at else key, problem)

    def text(self, key: str) -> str | None:
        value = self.raw.get(key)
        if value is not None and not isinstance(value, str):
            raise self.fault(key, f"is {value!r:.40}, expected a text")
        return value

    def number(self, key: str) -> float | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise self.fault(key, f"is {value!r:.40}, expected a number from 0")
        return float(value) if math.isfinite(value) else None

    def whole(self, key: str, most: int = MOST_TERMS) -> int | None:
        value = self.raw.get(key)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most
        ):
            raise self.fault(key, f"is {value!r:.40}, expected a whole number from 1 to {most}")
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.fault(key, "expected a list of texts")
        return tuple(value)

    def terms(self, key: str) -> tuple[int, ...] | None:
        value = self.raw.get(key)
        if value is None:
            return None
        whole = isinstance(value, list) and all(
            type(each) is int and 1 <= each <= MOST_TERMS for each in value
        )
        if not whole:
            raise self.fault(key, f"expected a list of terms from 1 to {MOST_TERMS}")
        return tuple(value)

    def groups(self, key: str) -> tuple[tuple[str, ...], ...] | None:
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(
            isinstance(group, list) and group and all(isinstance(each, str) for each in group)
            for group in value
        ):
            raise self.fault(key, 'expected a list of groups, e.g. [["A", "B"], ["C"]]')
        return tuple(map(tuple, value))


def _credit(read: _Table) -> Credit | None:
    amount, scheme = read.number("credits_per_term"), read.text("credit_scheme")
    if amount is None:
        return None
    if not scheme:
        raise read.fault("credit_scheme", "is missing; expected the scheme of credits_per_term, e.g. ECTS")
    return Credit(amount, scheme)


def _cost(read: _Table, currency: str | None) -> Cost | None:
    amount = read.number("cost")
    if amount is None:
        return None
    if not currency:
        raise FormatError(read.name, "currency", "is missing; expected the currency of the costs, e.g. EUR")
    return Cost(amount, currency)


def _facts(name: str, id: str, raw: Any, currency: str | None) -> OfferFacts:
    read = _Table(name, f"offers.{id}", raw, _KNOWN_FACTS)
    return OfferFacts(
        id,
        _cost(read, currency),
        read.whole("terms"),
        read.terms("starts"),
        read.text("language"),
        read.text("mode"),
        read.groups("prerequisites"),
        read.texts("excludes"),
        read.text("part_of"),
    )
