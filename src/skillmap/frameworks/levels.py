"""Comparing qualification levels: inside one framework, by a published pair of frameworks, or by the EQF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from skillmap.domain import Level, LevelComparison, LevelPath, Verdict
from skillmap.frameworks.table import rows_of

_CONVENTION = "convention"
_UNLEVELLED = "unlevelled"

Interval = tuple[int, int]
_Pairs = Mapping[float, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class FrameworkLevel:
    """One level of a framework, with the EQF levels that it is compared to."""

    framework: str
    value: float
    name: str
    """What the framework calls it, where that is not its number; else empty."""
    eqf: Interval | None
    """None for a level that its framework leaves unlevelled to the EQF."""
    status: str
    source: str

    def __str__(self) -> str:
        called = f" ({self.name})" if self.name else ""
        compared = "not levelled to the EQF" if self.eqf is None else f"EQF {_span(self.eqf)}"
        return f"{self.framework} {self.value:g}{called}: {compared} ({self.status}; {self.source})"


def level_frameworks() -> tuple[str, ...]:
    """Return the short names of the frameworks whose levels are known."""
    return tuple(dict.fromkeys(one.framework for one in _levels().values()))


def framework_level(level: Level) -> FrameworkLevel | None:
    """Return what is known of a level, or None for a level or framework that the table does not have."""
    return _levels().get(_key(level))


def level_named(name: str) -> Level | None:
    """Return the level that only one framework calls so, e.g. ``first cycle``; else None."""
    wanted = " ".join(name.split()).casefold()
    found = [one for one in _levels().values() if one.name and one.name.casefold() == wanted]
    return Level(found[0].framework, found[0].value) if len(found) == 1 else None


def eqf_interval(level: Level) -> Interval | None:
    """Return the lowest and highest EQF level it is compared to, or None where no comparison is published."""
    known = framework_level(level)
    return None if known is None or known.status == _CONVENTION else known.eqf


def is_at_least(level: Level, required: Level) -> bool | None:
    """Say whether a level reaches another; None when the frameworks cannot tell."""
    verdict = compare_levels(level, required).verdict
    return None if verdict is Verdict.UNKNOWN else verdict is Verdict.YES


def compare_levels(held: Level, asked: Level) -> LevelComparison:
    """Say whether a level reaches another, by what and why.

    Numbers decide inside one framework. Then a comparison decides that the two frameworks' own bodies
    published. Everything else goes through the EQF: wholly below is no; levels that meet in one EQF level
    are yes only where the held one is the highest of its framework there and the asked one the lowest of
    its own, since the EQF says nothing of the order inside a level.
    """
    if held.framework is None or asked.framework is None:
        return _told(held, asked, (Verdict.UNKNOWN, "A level states no framework, so it cannot be compared."))
    if held.framework.casefold() == asked.framework.casefold():
        return _in_one_framework(held, asked)
    return _by_published_pair(held, asked) or _by_eqf(held, asked)


def _in_one_framework(held: Level, asked: Level) -> LevelComparison:
    for level in (held, asked):
        if framework_level(level) is None and _framework_name(level) in level_frameworks():
            return _told(held, asked, (Verdict.UNKNOWN, f"No level {level} is known in that framework."))
    reached = held.value >= asked.value
    why = f"{held} {'reaches' if reached else 'is below'} {asked} in the same framework."
    verdict = Verdict.YES if reached else Verdict.NO
    return _told(held, asked, (verdict, why), LevelPath.SAME_FRAMEWORK)


def _by_published_pair(held: Level, asked: Level) -> LevelComparison | None:
    forth = _pairs().get((_framework_name(held), _framework_name(asked)))
    back = _pairs().get((_framework_name(asked), _framework_name(held)))
    if forth is None or back is None or held.value not in forth or asked.value not in back:
        return None
    image = forth[held.value]
    pair = f"{held.framework} and {asked.framework} are compared by a published table"
    matched = f"{held} goes with {asked.framework} {' and '.join(f'{one:g}' for one in image)}"
    if min(image) > asked.value:
        verdict, why = Verdict.YES, f"{matched}, above {asked}."
    elif max(image) < asked.value:
        verdict, why = Verdict.NO, f"{matched}, below {asked}."
    elif held.value == max(back[asked.value]) and asked.value == min(image):
        verdict, why = Verdict.YES, f"{matched}."
    else:
        also = [f"{held.framework} {one:g}" for one in back[asked.value] if one > held.value]
        also += [f"{asked.framework} {one:g}" for one in image if one < asked.value]
        why = f"{held} goes with {asked}, and {_joined(also)} too: the table does not say which is higher."
        verdict = Verdict.UNKNOWN
    sources = (f"{pair} ({_pair_source(held, asked)})",)
    return _told(held, asked, (verdict, why), LevelPath.PUBLISHED_PAIR, sources)


def _by_eqf(held: Level, asked: Level) -> LevelComparison:
    own, other = framework_level(held), framework_level(asked)
    if own is None or other is None:
        unknown = held if own is None else asked
        why = f"{unknown} is not compared to the EQF here; known: {', '.join(level_frameworks())}."
        return _told(held, asked, (Verdict.UNKNOWN, why))
    if own.eqf is None or other.eqf is None:
        why = _unlevelled(own if own.eqf is None else other)
        return _told(held, asked, (Verdict.UNKNOWN, why), LevelPath.EQF)
    if _CONVENTION in (own.status, other.status):
        why = f"{_compared(own, other)}, by convention only: a person compares them."
        return _told(held, asked, (Verdict.UNKNOWN, why), LevelPath.EQF)
    if own.eqf[0] == other.eqf[1]:
        return _told(held, asked, _where_they_meet(own, other, own.eqf[0]), LevelPath.EQF)
    if own.eqf[0] > other.eqf[1]:
        verdict, ending = Verdict.YES, "wholly above"
    elif own.eqf[1] < other.eqf[0]:
        verdict, ending = Verdict.NO, "wholly below"
    else:
        verdict, ending = Verdict.UNKNOWN, "the two overlap, so a person compares them"
    return _told(held, asked, (verdict, f"{_compared(own, other)}: {ending}."), LevelPath.EQF)


def _where_they_meet(own: FrameworkLevel, other: FrameworkLevel, eqf: int) -> tuple[Verdict, str]:
    """The EQF does not order what it holds in one level, so any level beside the two leaves it open."""
    above = [f"{own.framework} {one:g}" for one in _at(own.framework, eqf) if one > own.value]
    below = [f"{other.framework} {one:g}" for one in _at(other.framework, eqf) if one < other.value]
    pair = _compared(own, other)
    if not above and not below:
        return Verdict.YES, f"{pair}: level reached."
    beside = _joined(above + below)
    return Verdict.UNKNOWN, f"{pair}; EQF {eqf} also holds {beside}, so it does not say which is higher."


def _compared(own: FrameworkLevel, other: FrameworkLevel) -> str:
    """Return the EQF levels of two levels in words; a level of the EQF needs none."""
    return " and ".join(
        f"{one.framework} {one.value:g} is compared to EQF {_span(one.eqf)}"
        for one in (own, other)
        if one.eqf is not None and one.framework != "EQF"
    )


def _unlevelled(known: FrameworkLevel) -> str:
    neighbours = [
        f"{one.framework} {one.value:g} is compared to EQF {_span(one.eqf)}"
        for one in sorted(_levels().values(), key=lambda one: one.value)
        if one.framework == known.framework and abs(one.value - known.value) == 1 and one.eqf is not None
    ]
    beside = f" ({', '.join(neighbours)})" if neighbours else ""
    return f"{known.framework} {known.value:g} is not levelled to the EQF{beside}; a person compares it."


def _told(
    held: Level,
    asked: Level,
    answer: tuple[Verdict, str],
    via: LevelPath = LevelPath.NONE,
    sources: tuple[str, ...] = (),
) -> LevelComparison:
    known = [framework_level(level) for level in (held, asked)]
    figures = [None if one is None else one.eqf for one in known]
    if via is LevelPath.EQF:
        sources = tuple(dict.fromkeys(str(one) for one in known if one is not None))
    verdict, why = answer
    return LevelComparison(held, asked, verdict, via, why, figures[0], figures[1], sources)


def _at(framework: str, eqf: int) -> list[float]:
    """Return the levels of a framework that are compared to an EQF level."""
    return sorted(
        one.value
        for one in _levels().values()
        if one.framework == framework and one.eqf is not None and one.eqf[0] <= eqf <= one.eqf[1]
    )


def _framework_name(level: Level) -> str:
    return _spelling().get((level.framework or "").casefold(), level.framework or "")


def _key(level: Level) -> tuple[str, float]:
    return (level.framework or "").casefold(), level.value


def _span(interval: Interval) -> str:
    return f"{interval[0]}" if interval[0] == interval[1] else f"{interval[0]}-{interval[1]}"


def _joined(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


@cache
def _levels() -> dict[tuple[str, float], FrameworkLevel]:
    found = {}
    for row in rows_of("levels", "levels.csv"):
        eqf = None if row["status"] == _UNLEVELLED else (int(row["eqf_low"]), int(row["eqf_high"]))
        value = float(row["level"])
        found[row["framework"].casefold(), value] = FrameworkLevel(
            row["framework"], value, row["name"], eqf, row["status"], row["source"]
        )
    return found


@cache
def _spelling() -> dict[str, str]:
    return {one.framework.casefold(): one.framework for one in _levels().values()}


@cache
def _pairs() -> dict[tuple[str, str], _Pairs]:
    found: dict[tuple[str, str], dict[float, tuple[float, ...]]] = {}
    for row in rows_of("levels", "pairs.csv"):
        one, other = row["framework"], row["other"]
        level, matched = float(row["level"]), float(row["other_level"])
        for pair, left, right in (((one, other), level, matched), ((other, one), matched, level)):
            images = found.setdefault(pair, {})
            images[left] = (*images.get(left, ()), right)
    return dict(found)


@cache
def _sources() -> dict[frozenset[str], str]:
    return {
        frozenset((row["framework"], row["other"])): f"{row['status']}; {row['source']}"
        for row in rows_of("levels", "pairs.csv")
    }


def _pair_source(held: Level, asked: Level) -> str:
    return _sources()[frozenset((_framework_name(held), _framework_name(asked)))]
