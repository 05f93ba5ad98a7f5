"""The best legal set of awards: most credit, then most covered, then fewest credentials; exact.

An hour of learning counts once, and no limit on all awards is passed. Where everything fits nothing
is solved; else HiGHS decides, and says whether the answer is proven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from skillmap.domain import Award, CapState, Effect
from skillmap.recognition.caps import CapOf
from skillmap.recognition.rule import AwardCandidate

SECONDS = 3.0
"""When a search, for one of its aims, stops with the best found so far; a case of a few modules takes
milliseconds."""
_ABOUT = 1e-6


@dataclass(frozen=True, slots=True)
class Choice:
    """An award that could be suggested for a module."""

    candidate: AwardCandidate
    coverage: float
    """Share of the outcomes met, in [0, 1]."""
    hours: float | None
    """Hours of learning it takes up; None where the module does not say."""


@dataclass(frozen=True, slots=True)
class Question:
    """What may be awarded, and what holds it back."""

    choices: tuple[Choice, ...]
    """In an order that does not depend on how the credentials were given; at most one counts for a module."""
    caps: tuple[CapOf, ...] = ()
    supply: Mapping[str, float | None] = field(default_factory=dict)
    """Hours of learning behind each credential, by id; None where not stated."""
    reuse_with_unknown_hours: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The awards that are suggested together."""

    chosen: tuple[int, ...]
    """Places in the choices."""
    caps: tuple[CapState, ...]
    best_proven: bool | None
    """None where nothing had to be chosen."""
    worth: tuple[float, float]
    """Credit, and the sum of the shares of outcomes met."""


def select(question: Question) -> Selection:
    """Return the legal set of awards with most credit, then most covered, then fewest credentials."""
    every = tuple(range(len(question.choices)))
    if _has_one_for_each_module(question.choices) and is_legal(question, every):
        caps = tuple(_state(cap, question, every, binding=False) for cap in question.caps)
        return Selection(every, caps, None, _worth(question, every))
    chosen, proven = _solved(question)
    worth = _worth(question, chosen)
    binding = _binding(question, chosen, worth)
    caps = tuple(
        _state(cap, question, chosen, binding=place in binding) for place, cap in enumerate(question.caps)
    )
    return Selection(chosen, caps, proven, worth)


def is_legal(question: Question, chosen: Sequence[int]) -> bool:
    """Return whether a set of choices passes no limit and counts no hour of learning twice."""
    within = all(_used(cap, question, chosen) <= cap.allowed + _ABOUT for cap in _limits(question))
    return (
        within and _has_one_for_each_module([question.choices[c] for c in chosen]) and _once(question, chosen)
    )


def can_stand_together(question: Question, modules: Collection[str], kinds: Collection[Award]) -> bool:
    """Return whether all of some modules have an award of a kind and learning enough, limits aside."""
    places = [
        place
        for place, each in enumerate(question.choices)
        if each.candidate.module.id in modules and each.candidate.award in kinds
    ]
    if {question.choices[place].candidate.module.id for place in places} != set(modules):
        return False
    unlimited = replace(question, caps=())
    return len(_solved(unlimited, only=places, all_of_them=True, aims=1)[0]) == len(set(modules))


def takes_up(choice: Choice) -> tuple[str, ...]:
    """Return the credentials whose hours an award takes up."""
    return tuple(dict.fromkeys(choice.candidate.credential_ids))


def _once(question: Question, chosen: Sequence[int]) -> bool:
    users = _users(question, chosen)
    shared = {name for name, places in users.items() if len(places) > 1}
    if not shared:
        return True
    choices = [question.choices[place] for place in chosen]
    if any(_must_stand_alone(question, name, question.choices[p]) for name in shared for p in users[name]):
        return False
    if all(len(takes_up(choice)) == 1 for choice in choices):
        return all(_fits(question, name, users[name]) for name in shared)
    return len(_solved(question, only=chosen, all_of_them=True)[0]) == len(chosen)


def _fits(question: Question, name: str, places: Sequence[int]) -> bool:
    held = question.supply.get(name)
    asked = sum(question.choices[place].hours or 0.0 for place in places)
    return held is None or asked <= held + _ABOUT


def _must_stand_alone(question: Question, name: str, choice: Choice) -> bool:
    """Return whether an award takes up all of a credential, as nothing says how much of it."""
    unknown = question.supply.get(name) is None or choice.hours is None
    return unknown and not question.reuse_with_unknown_hours


def _users(question: Question, places: Iterable[int]) -> Mapping[str, list[int]]:
    users: dict[str, list[int]] = defaultdict(list)
    for place in places:
        for name in takes_up(question.choices[place]):
            users[name].append(place)
    return users


_AIMS: tuple[Callable[[Choice], float], ...] = (
    lambda choice: -choice.candidate.amount,
    lambda choice: -choice.coverage,
    lambda choice: float(len(takes_up(choice))),
)
"""What is made small, one after another: credit left out, outcomes left out, credentials relied on."""


def _has_one_for_each_module(choices: Sequence[Choice]) -> bool:
    return len({choice.candidate.module.id for choice in choices}) == len(choices)


@dataclass(frozen=True, slots=True)
class _Limit:
    allowed: float
    counted: Callable[[AwardCandidate], float]


def _limits(question: Question) -> tuple[_Limit, ...]:
    """Return the limits that hold something back: those for information, or of an unknown whole, do not."""
    return tuple(
        _Limit(cap.allowed, cap.counted)
        for cap in question.caps
        if cap.allowed is not None and cap.effect is not Effect.INFO
    )


def _used(cap: CapOf | _Limit, question: Question, chosen: Iterable[int]) -> float:
    return sum(cap.counted(question.choices[place].candidate) for place in chosen)


def _worth(question: Question, chosen: Sequence[int]) -> tuple[float, float]:
    taken = [question.choices[place] for place in chosen]
    return sum(choice.candidate.amount for choice in taken), sum(choice.coverage for choice in taken)


def _solved(
    question: Question, *, only: Sequence[int] | None = None, all_of_them: bool = False, aims: int = 3
) -> tuple[tuple[int, ...], bool]:
    """Return the best legal choices among some, and whether they are proven to be the best."""
    # Imported here: the solver takes longer to load than most questions take to answer.
    from skillmap.optimum import LinearModel, OptimumState

    places = tuple(only if only is not None else range(len(question.choices)))
    reached: list[float] = []
    best: tuple[int, ...] = ()
    proven = True
    for number in range(aims):
        model = LinearModel()
        weights = [[aim(question.choices[place]) for place in places] for aim in _AIMS[: number + 1]]
        taken = [model.choice(weight) for weight in weights[number]]
        _add_rows(model, question, dict(zip(places, taken, strict=True)), all_of_them)
        for earlier, value in zip(weights, reached, strict=False):
            model.row("kept", list(zip(taken, earlier, strict=True)), high=value + _ABOUT)
        found = model.solve(seconds=SECONDS)
        if not found.values:
            return best, False
        best = tuple(place for place, each in zip(places, taken, strict=True) if found.values[each] > 0.5)
        proven = proven and found.state is OptimumState.PROVEN
        reached.append(found.cost)
    return best, proven


def _add_rows(model, question: Question, taken: Mapping[int, int], all_of_them: bool) -> None:  # type: ignore[no-untyped-def]
    by_module: dict[str, list[int]] = defaultdict(list)
    for place, variable in taken.items():
        by_module[question.choices[place].candidate.module.id].append(variable)
    for variables in by_module.values():
        low = 1.0 if all_of_them else 0.0
        model.row("one award for a module", [(each, 1.0) for each in variables], low=low, high=1.0)
    for cap in _limits(question):
        terms = [(v, cap.counted(question.choices[place].candidate)) for place, v in taken.items()]
        model.row("limit", terms, high=cap.allowed)
    _add_hours(model, question, taken)


def _add_hours(model, question: Question, taken: Mapping[int, int]) -> None:  # type: ignore[no-untyped-def]
    """An hour counts once: credentials give hours to the awards that rest on them, no more than they hold."""
    given: dict[int, list[int]] = defaultdict(list)
    for name, places in sorted(_users(question, taken).items()):
        held = question.supply.get(name)
        parts = []
        for place in places:
            if _must_stand_alone(question, name, question.choices[place]):
                others = [(taken[other], 1.0) for other in places if other != place]
                size = float(len(others))
                model.row("stands alone", [(taken[place], size), *others], high=size)
            part = model.variable()
            given[place].append(part)
            parts.append((part, 1.0))
        beside = any(len(takes_up(question.choices[place])) > 1 for place in places)
        # An award that rests on one credential alone, and is alone on it, asks for no more than that holds.
        if held is not None and (len(places) > 1 or beside):
            model.row("hours held", parts, high=held)
    for place, variables in given.items():
        asked = question.choices[place].hours or 0.0
        model.row("hours asked", [*((v, 1.0) for v in variables), (taken[place], -asked)], low=0.0)


def _binding(question: Question, chosen: Sequence[int], worth: tuple[float, float]) -> frozenset[int]:
    """Return the places of the caps without which more could be awarded.

    Where only several together hold an award back, all of those that the award would pass are named.
    """
    alone = [
        place
        for place, cap in enumerate(question.caps)
        if cap.allowed is not None
        and cap.effect is not Effect.INFO
        and _better_without(question, place, worth)
    ]
    if alone:
        return frozenset(alone)
    awarded = {question.choices[place].candidate.module.id for place in chosen}
    held_back = [c for c in question.choices if c.candidate.module.id not in awarded]
    return frozenset(
        place
        for place, cap in enumerate(question.caps)
        if cap.allowed is not None
        and cap.effect is not Effect.INFO
        and any(
            _used(cap, question, chosen) + cap.counted(c.candidate) > cap.allowed + _ABOUT for c in held_back
        )
    )


def _better_without(question: Question, place: int, worth: tuple[float, float]) -> bool:
    caps = question.caps[:place] + question.caps[place + 1 :]
    without = Question(question.choices, caps, question.supply, question.reuse_with_unknown_hours)
    if _most_possible(question, question.caps[place]) <= (question.caps[place].allowed or 0.0) + _ABOUT:
        return False
    other = _worth(without, _solved(without, aims=2)[0])
    more_credit = other[0] > worth[0] + _ABOUT
    return more_credit or (other[0] > worth[0] - _ABOUT and other[1] > worth[1] + _ABOUT)


def _most_possible(question: Question, cap: CapOf) -> float:
    """Return what a cap would count if every module had the award that counts most."""
    most: dict[str, float] = defaultdict(float)
    for choice in question.choices:
        code = choice.candidate.module.id
        most[code] = max(most[code], cap.counted(choice.candidate))
    return sum(most.values())


def _state(cap: CapOf, question: Question, chosen: Sequence[int], *, binding: bool) -> CapState:
    used = _used(cap, question, chosen)
    return CapState(cap.rule, cap.reference, cap.allowed, used, cap.unit, binding, cap.words)
