"""A bound on wrong suggestions, from decided cases: learn, then test.

Angelopoulos, Bates, Candes, Jordan and Lei, Learn then test: calibrating predictive algorithms to achieve
risk control, 2021. For each score of a fixed grid the hypothesis is that suggestions from it on are wrong
more often than the stated risk; its p-value is the exact binomial one, and scores are tested from the top
down until one is not rejected. The lowest score that was rejected, and at which there is a case, is the
threshold: with probability 1 - delta over the decided cases, suggestions from it on are wrong at most as
often as the risk.

Testing begins at the first score with enough cases above it to be rejected at all. That start depends on how
many cases lie above each score but on no outcome. It keeps the guarantee where a higher score is never more
often wrong: given the counts, each case above a score at fault is then wrong with more than the risk, so that
its p-value is at most delta with a chance of at most delta, whichever score comes first.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from skillmap.domain import Coverage, DecidedCase, ErrorBound, OutcomeCoverage
from skillmap.errors import SkillmapError
from skillmap.resources import data_root

STEPS = 100
"""The grid has this many steps between 0 and 1; it was fixed before any case was looked at."""
SUGGESTION, APPLICANT = "suggestion", "applicant"

ASSUMPTIONS = (
    "Future applications are like the decided ones: the same kinds of credential, module and applicant.",
    "The decided cases were decided rightly, and were not picked by how they ended.",
    "A case counts once and does not depend on another: several of one applicant are counted together.",
    "Recipe, encoder and programme catalogue are those that gave the decided cases their scores.",
    "A higher score is never more often wrong than a lower one.",
    "The bound is on the share over many suggestions; it says nothing about one person.",
)


@dataclass(frozen=True, slots=True)
class _Level:
    """What lies at or above one score of the grid."""

    score: float
    cases: int
    wrong: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked, and of what."""

    risk: float
    delta: float
    unit: str
    decided: int

    @property
    def counted(self) -> str:
        return "cases" if self.unit == SUGGESTION else "applicants"


def bound_for(cases: Iterable[DecidedCase], risk: float, delta: float = 0.05) -> ErrorBound:
    """Return the lowest score from which suggestions keep to a risk, or how many cases are missing.

    An applicant with several suggestions counts as wrong when one of them is: the share that is bounded is
    then that of applicants with a wrong suggestion among those who get any.

    Args:
        cases: decided ones, in any order.
        risk: share of wrong suggestions that is put up with, in (0, 1).
        delta: chance that the decided cases mislead, in (0, 1).

    Raises:
        SkillmapError: risk or delta is not between 0 and 1, or a score is not within 0 and 1.
    """
    for name, value in (("risk", risk), ("delta", delta)):
        if not 0 < value < 1:
            raise SkillmapError(f"bound on error: {name} {value:g} is not between 0 and 1")
    grouped = _grouped(cases)
    levels = _levels(grouped)
    passed = _tested(levels, len(grouped), risk, delta)
    unit = APPLICANT if any(len(group) > 1 for group in grouped) else SUGGESTION
    asked = _Asked(risk, delta, unit, len(grouped))
    if passed is not None:
        return _made(asked, passed, 0)
    return _made(asked, *_nearest(levels, len(grouped), risk, delta))


@cache
def least_cases(wrong: int, risk: float, delta: float) -> int:
    """Return how few cases are enough to keep to a risk when this many of them are wrong."""
    low, high = wrong, wrong + 1
    while binomial_tail(wrong, high, risk) > delta:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if binomial_tail(wrong, middle, risk) > delta:
            low = middle
        else:
            high = middle
    return high


def binomial_tail(wrong: int, cases: int, risk: float) -> float:
    """Return the chance of this few wrong ones or fewer among the cases, were each wrong at the risk.

    It is the exact p-value of the hypothesis that the risk is higher. ``risk`` is in (0, 1).
    """
    if wrong >= cases:
        return 1.0
    logs = [
        math.lgamma(cases + 1)
        - math.lgamma(k + 1)
        - math.lgamma(cases - k + 1)
        + k * math.log(risk)
        + (cases - k) * math.log1p(-risk)
        for k in range(wrong + 1)
    ]
    top = max(logs)
    return min(1.0, math.exp(top) * math.fsum(math.exp(value - top) for value in logs))


def _grouped(cases: Iterable[DecidedCase]) -> list[list[DecidedCase]]:
    groups: dict[str, list[DecidedCase]] = {}
    alone: list[list[DecidedCase]] = []
    for case in cases:
        if not 0 <= case.score <= 1:
            raise SkillmapError(f"bound on error: score {case.score:g} is not within 0 and 1")
        if case.group:
            groups.setdefault(case.group, []).append(case)
        else:
            alone.append([case])
    return [*groups.values(), *alone]


def _levels(groups: Sequence[Sequence[DecidedCase]]) -> tuple[_Level, ...]:
    """Return every score of the grid, the highest first, with the groups and the wrong ones above it."""
    tops = [max(case.score for case in group) for group in groups]
    worst = [max((case.score for case in group if not case.right), default=-1.0) for group in groups]
    grid = [step / STEPS for step in range(STEPS, -1, -1)]
    return tuple(
        _Level(score, sum(top >= score for top in tops), sum(high >= score for high in worst))
        for score in grid
    )


def _tested(levels: Sequence[_Level], groups: int, risk: float, delta: float) -> _Level | None:
    """Return the lowest score that is rejected, from the start down; None where the first is not.

    It ends at the lowest case behind it: of scores below that nothing is known, although the test would pass.
    """
    start = _start(groups, risk, delta)
    passed = None
    for level in levels:
        if level.cases < start:
            continue
        if binomial_tail(level.wrong, level.cases, risk) > delta:
            break
        if passed is None or level.cases > passed.cases:
            passed = level
    return passed


def _start(groups: int, risk: float, delta: float) -> int:
    """Return how many cases must lie above the first score: with many, one wrong one does not end it."""
    forgiving = least_cases(1, risk, delta)
    return forgiving if groups >= 2 * forgiving else least_cases(0, risk, delta)


def _nearest(levels: Sequence[_Level], groups: int, risk: float, delta: float) -> tuple[_Level, int]:
    """Return how many further cases, sure and right, would be enough, and the score that would be tested."""
    missing = 1
    while True:
        start = _start(groups + missing, risk, delta)
        first = next((level for level in levels if level.cases + missing >= start), None)
        if first is not None and binomial_tail(first.wrong, first.cases + missing, risk) <= delta:
            return first, missing
        # Nothing changes before another score comes first, this one has enough, or the start moves.
        nexts = [start - level.cases for level in levels]
        nexts.append(2 * least_cases(1, risk, delta) - groups)
        if first is not None:
            nexts.append(least_cases(first.wrong, risk, delta) - first.cases)
        missing = min((count for count in nexts if count > missing), default=missing + 1)


def _made(asked: _Asked, level: _Level, missing: int) -> ErrorBound:
    enough = missing == 0
    return ErrorBound(
        risk=asked.risk,
        delta=asked.delta,
        enough=enough,
        threshold=level.score if enough else None,
        bound=asked.risk if enough else None,
        decided=asked.decided,
        behind=level.cases,
        wrong=level.wrong,
        missing=missing,
        unit=asked.unit,
        assumptions=ASSUMPTIONS,
        words=_promise(asked, level) if enough else _shortage(asked, level, missing),
    )


def _promise(asked: _Asked, level: _Level) -> str:
    risk, misled = _percent(asked.risk), _percent(asked.delta)
    if asked.unit == SUGGESTION:
        promised = f"Of suggestions from {level.score:.2f} up, at most {risk} are wrong in the long run"
    else:
        promised = (
            f"Of applicants with a suggestion from {level.score:.2f} up, at most {risk} get a wrong one in "
            "the long run"
        )
    return (
        f"{promised}; the chance that the decided cases mislead about this is at most {misled}. "
        f"{level.cases} decided {asked.counted} stand behind it, {level.wrong} of them wrong."
    )


def _shortage(asked: _Asked, level: _Level, missing: int) -> str:
    return (
        f"Too few decided cases for a limit of {_percent(asked.risk)} wrong: of the {level.cases} "
        f"{asked.counted} that come nearest to showing it, {level.wrong} went wrong; at least {missing} "
        "more, as sure as the surest and decided right, are missing. "
        "Until then every suggestion needs review."
    )


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def outcome_score(outcome: OutcomeCoverage) -> float:
    """Return the score that decided cases of the kind ``outcome`` are about: how similar the evidence is."""
    return min(1.0, max(0.0, outcome.match.similarity)) if outcome.match is not None else 0.0


def module_score(coverage: Coverage) -> float:
    """Return the score that decided cases of the kind ``award`` are about.

    It is the mean similarity of the strongest evidence for each outcome; 0 where there is none.
    """
    if not coverage.outcomes:
        return 0.0
    return math.fsum(outcome_score(outcome) for outcome in coverage.outcomes) / len(coverage.outcomes)


@dataclass(frozen=True, slots=True)
class DecidedCases:
    """The decided cases that ship with skillmap for one kind of suggestion."""

    kind: str
    """What was suggested, e.g. ``module outcome met``."""
    fitted_for: str
    """Hash of the recipe and encoder that gave the scores."""
    about: str
    """Where the cases come from and what their score is, in one sentence."""
    cases: tuple[DecidedCase, ...]


def decided_cases(kind: str, fitted_for: str) -> DecidedCases | None:
    """Return the shipped decided cases of a kind, or None where their scores come from another recipe.

    Args:
        kind: ``outcome`` for a module outcome called met, ``award`` for an award for a whole module.
        fitted_for: ``Matcher.recipe_fingerprint`` of the matcher that is in use.
    """
    return _shipped().get((kind, fitted_for))


@cache
def _shipped() -> dict[tuple[str, str], DecidedCases]:
    path = data_root() / "models" / "confidence" / "decided.json"
    found = {}
    for raw in json.loads(path.read_text(encoding="utf-8"))["sets"]:
        cases = tuple(DecidedCase(score, bool(right), group) for score, right, group in raw["cases"])
        found[raw["kind"], raw["fitted_for"]] = DecidedCases(
            raw["kind"], raw["fitted_for"], raw["about"], cases
        )
    return found
