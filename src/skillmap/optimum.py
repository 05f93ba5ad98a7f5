"""The one door to HiGHS: a linear objective over bounded variables, some of them whole, under linear rows.

Solved on one thread with a fixed seed, so that equal models give equal answers.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from threading import Lock

WHOLE_WITHIN = 1e-6
"""How far from a whole number a whole variable may come out; HiGHS's own tolerance."""
_SAME = 1e-4
"""Share of a cost by which two ways to sum it may differ."""


_WAKING = Lock()


class OptimumState(StrEnum):
    """What is known of an answer."""

    PROVEN = "proven best"
    FOUND = "found, not proven best"
    INFEASIBLE = "no answer keeps all rows"
    NOT_FOUND = "none found in the time given"


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best answer found, and how good it is known to be."""

    state: OptimumState
    cost: float
    """Of the answer; infinite where there is none."""
    bound: float
    """No answer costs less than this."""
    values: tuple[float, ...]
    """One for each variable in the order they were added, whole ones rounded; empty without an answer."""

    @property
    def gap(self) -> float:
        """Return by how much of its cost the answer may be worse than the best, in [0, 1]."""
        if not self.values:
            return math.inf
        return max(0.0, (self.cost - self.bound) / max(abs(self.cost), 1e-9))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What the model costs where no variable need be whole: a bound, and what each variable adds to it."""

    bound: float
    """No answer costs less; minus infinity where the time did not suffice."""
    reduced: tuple[float, ...]
    """By how much the bound rises with each unit of a variable at its lowest; empty without a bound."""


@dataclass(frozen=True, slots=True)
class _Variable:
    cost: float
    low: float
    high: float
    whole: bool


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


@dataclass(slots=True)
class LinearModel:
    """Variables and rows, added one by one; ``solve`` finds the values of least cost."""

    _variables: list[_Variable] = field(default_factory=list)
    _rows: list[_Row] = field(default_factory=list)

    def choice(self, cost: float = 0.0) -> int:
        """Add a yes-or-no variable and return its position."""
        return self.variable(cost, 0.0, 1.0, whole=True)

    def variable(
        self, cost: float = 0.0, low: float = 0.0, high: float = math.inf, *, whole: bool = False
    ) -> int:
        """Add a variable and return its position."""
        self._variables.append(_Variable(cost, low, high, whole))
        return len(self._variables) - 1

    def row(
        self,
        name: str,
        terms: Iterable[tuple[int, float]],
        *,
        low: float = -math.inf,
        high: float = math.inf,
    ) -> None:
        """Ask that the weighted sum of variables lies between two numbers; rows may share a name."""
        self._rows.append(_Row(name, tuple(terms), low, high))

    def solve(
        self,
        *,
        seconds: float = 60.0,
        start: Sequence[float] | None = None,
        without: Collection[int] = (),
    ) -> Optimum:
        """Return the values of least cost that keep every row.

        Args:
            seconds: when to stop and return the best found so far with its bound.
            start: one value for each variable to begin from, e.g. from a greedy search.
            without: variables held at 0; the answer and its bound are those of what is left.
        """
        return self._solve(self._rows, seconds, start, frozenset(without))

    def relax(self, *, seconds: float = 60.0) -> Relaxation:
        """Return the bound that holds where no variable need be whole, and what each variable adds to it."""
        import highspy

        solver = _solver(seconds)
        loose = [_Variable(each.cost, each.low, each.high, False) for each in self._variables]
        solver.passModel(_as_highs(loose, self._rows))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Relaxation(-math.inf, ())
        return Relaxation(
            solver.getInfo().objective_function_value, tuple(map(float, solver.getSolution().col_dual))
        )

    def conflict(self, *, seconds: float = 60.0, among: Collection[str] | None = None) -> tuple[str, ...]:
        """Return names of rows that cannot all be kept, none of which can be left out; empty if all can.

        Rows of one name are taken or left together, tried in the order in which the names first came. Where
        the time does not suffice, a name that could perhaps be left out stays.

        Args:
            seconds: for all of it.
            among: names that are looked at; all other rows are always kept and not named.
        """
        ends = time.monotonic() + seconds
        fixed = [] if among is None else [row.name for row in self._rows if row.name not in among]
        kept = [name for name in dict.fromkeys(row.name for row in self._rows) if name not in fixed]
        if not self._infeasible([*fixed, *kept], seconds):
            return ()
        for name in tuple(kept):
            without = [other for other in kept if other != name]
            left = ends - time.monotonic()
            if left > 0 and self._infeasible([*fixed, *without], left):
                kept = without
        return tuple(kept)

    def _infeasible(self, names: Collection[str], seconds: float) -> bool:
        wanted = frozenset(names)
        rows = [row for row in self._rows if row.name in wanted]
        return self._solve(rows, seconds, None).state is OptimumState.INFEASIBLE

    def _solve(
        self,
        rows: Sequence[_Row],
        seconds: float,
        start: Sequence[float] | None,
        without: frozenset[int] = frozenset(),
    ) -> Optimum:
        if not self._variables:
            kept = all(row.low <= 0 <= row.high for row in rows)
            return (
                Optimum(OptimumState.PROVEN, 0.0, 0.0, ())
                if kept
                else Optimum(OptimumState.INFEASIBLE, math.inf, math.inf, ())
            )
        import highspy

        solver = _solver(seconds)
        variables = [
            _Variable(each.cost, 0.0, 0.0, each.whole) if place in without else each
            for place, each in enumerate(self._variables)
        ]
        solver.passModel(_as_highs(variables, rows))
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = list(start)
            solver.setSolution(given)
        began = time.monotonic()
        solver.run()
        found = _answer(solver, self._variables)
        if start is not None and not _is_told(solver, found):
            again = self._solve(rows, seconds - (time.monotonic() - began), None, without)
            bound = solver.getInfo().mip_dual_bound
            unproven = Optimum(OptimumState.FOUND, found.cost, bound, found.values)
            return again if again.cost <= unproven.cost else unproven
        return found


def _is_told(solver, found: Optimum) -> bool:  # type: ignore[no-untyped-def]
    """Return whether the values cost what HiGHS says that they cost.

    HiGHS 1.16 can hand back the start in place of the better answer that it reports the cost of: where
    presolve turns the start into an answer of the smaller model that costs less than the start does.
    """
    told: float = solver.getInfo().objective_function_value
    return not found.values or abs(found.cost - told) <= _SAME * max(1.0, abs(told))


def _solver(seconds: float):  # type: ignore[no-untyped-def]
    solver = _quiet_solver()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in (("threads", 1), ("random_seed", 0), ("time_limit", float(max(seconds, 0.0)))):
        solver.setOptionValue(option, value)
    for option in ("mip_rel_gap", "mip_abs_gap"):
        solver.setOptionValue(option, WHOLE_WITHIN)
    return solver


def _quiet_solver():  # type: ignore[no-untyped-def]
    """Return a solver; the first one of a process prints a banner in highspy 1.16, which would spoil JSON."""
    import highspy

    with _WAKING:
        _wake()
    return highspy.Highs()  # type: ignore[no-untyped-call]


@cache
def _wake() -> None:
    import highspy

    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output to spoil
        highspy.Highs()  # type: ignore[no-untyped-call]
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        # The banner is written by C code, below sys.stdout, before any option can be set.
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _as_highs(variables: Sequence[_Variable], rows: Sequence[_Row]):  # type: ignore[no-untyped-def]
    import highspy
    import numpy as np

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(variables), len(rows)
    model.col_cost_ = np.array([variable.cost for variable in variables])
    model.col_lower_ = np.array([variable.low for variable in variables])
    model.col_upper_ = np.array([variable.high for variable in variables])
    model.row_lower_ = np.array([row.low for row in rows])
    model.row_upper_ = np.array([row.high for row in rows])
    model.integrality_ = [
        highspy.HighsVarType.kInteger if variable.whole else highspy.HighsVarType.kContinuous
        for variable in variables
    ]
    merged = [_merged(row.terms) for row in rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms in merged)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([place for terms in merged for place in terms], np.int32)
    model.a_matrix_.value_ = np.array([weight for terms in merged for weight in terms.values()], float)
    return model


def _merged(terms: tuple[tuple[int, float], ...]) -> dict[int, float]:
    # HiGHS refuses a row that names a variable twice.
    total: dict[int, float] = {}
    for place, weight in terms:
        total[place] = total.get(place, 0.0) + weight
    return total


def _answer(solver, variables: Sequence[_Variable]) -> Optimum:  # type: ignore[no-untyped-def]
    import highspy

    status, info = solver.getModelStatus(), solver.getInfo()
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return Optimum(OptimumState.INFEASIBLE, math.inf, math.inf, ())
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Optimum(OptimumState.NOT_FOUND, math.inf, info.mip_dual_bound, ())
    proven = status == highspy.HighsModelStatus.kOptimal
    values = tuple(
        float(round(value)) if variable.whole else float(value)
        for value, variable in zip(solver.getSolution().col_value, variables, strict=True)
    )
    cost = sum(value * variable.cost for value, variable in zip(values, variables, strict=True))
    bound = cost if proven else info.mip_dual_bound
    return Optimum(OptimumState.PROVEN if proven else OptimumState.FOUND, cost, bound, values)
