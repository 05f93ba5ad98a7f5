"""The door to HiGHS, held against trying every choice."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from itertools import product

import pytest

from skillmap.optimum import LinearModel, OptimumState


def _by_trying(costs: list[float], rows: list[tuple[list[float], float]]) -> float:
    best = math.inf
    for chosen in product((0, 1), repeat=len(costs)):
        if all(sum(w * x for w, x in zip(weights, chosen, strict=True)) >= least for weights, least in rows):
            best = min(best, sum(c * x for c, x in zip(costs, chosen, strict=True)))
    return best


@pytest.mark.parametrize("seed", range(30))
def test_the_answer_is_the_best_of_all_choices(seed: int) -> None:
    draw = random.Random(seed)
    costs = [float(draw.randint(-3, 9)) for _ in range(8)]
    rows = [([float(draw.randint(0, 3)) for _ in costs], float(draw.randint(0, 6))) for _ in range(4)]
    model = LinearModel()
    places = [model.choice(cost) for cost in costs]
    for number, (weights, least) in enumerate(rows):
        model.row(f"row {number}", zip(places, weights, strict=True), low=least)

    found = model.solve()

    wanted = _by_trying(costs, rows)
    if math.isinf(wanted):
        assert found.state is OptimumState.INFEASIBLE
    else:
        assert found.state is OptimumState.PROVEN
        assert found.cost == pytest.approx(wanted)
        assert found.gap == 0


@pytest.mark.parametrize("seed", [3, 24, 27, 36, 40])
def test_a_poor_start_is_left_for_the_best(seed: int) -> None:
    """HiGHS 1.16 gave these starts back as proven best, while it reported the cost of a better answer."""
    draw = random.Random(seed)
    offers, needs = draw.randint(8, 40), draw.randint(6, 20)
    soft = draw.randint(0, needs // 2)
    model = LinearModel()
    places = [model.choice(1.0) for _ in range(offers)]
    left_open = [model.variable(0.0, 0.0, 1.0) for _ in range(soft)]
    taught = [sorted(draw.sample(range(offers), draw.randint(1, min(6, offers)))) for _ in range(needs)]
    for need, by in enumerate(taught):
        spared = [(left_open[need], 1.0)] if need < soft else []
        model.row("needs", [*((places[offer], 1.0) for offer in by), *spared], low=1.0)
    taken = {draw.choice(by) for by in taught}
    start = [*(float(offer in taken) for offer in range(offers)), *([0.0] * soft)]

    found = model.solve(start=start)

    assert found.state is OptimumState.PROVEN
    assert found.cost == model.solve().cost < sum(start)


def test_a_row_that_names_a_variable_twice_adds_up() -> None:
    model = LinearModel()
    place = model.variable(1.0, 0, 10, whole=True)
    model.row("twice", [(place, 1.0), (place, 1.0)], low=7)

    assert model.solve().values == (4.0,)


def test_rows_that_cannot_all_be_kept_are_named_and_no_others() -> None:
    model = LinearModel()
    one, two = model.choice(1.0), model.choice(1.0)
    model.row("at least two", [(one, 1), (two, 1)], low=2)
    model.row("harmless", [(one, 1)], high=5)
    model.row("at most one", [(one, 1), (two, 1)], high=1)

    assert model.solve().state is OptimumState.INFEASIBLE
    assert model.conflict() == ("at least two", "at most one")


def test_only_the_rows_that_are_asked_about_are_named() -> None:
    model = LinearModel()
    one, two = model.choice(1.0), model.choice(1.0)
    model.row("at least two", [(one, 1), (two, 1)], low=2)
    model.row("not the first", [(one, 1)], high=0)
    model.row("not the second", [(two, 1)], high=0)

    assert model.conflict(among=("not the first",)) == ()
    assert model.conflict(among=("at least two",)) == ("at least two",)


@pytest.mark.parametrize("seed", range(10))
def test_the_relaxed_bound_and_its_reduced_costs_hold_for_every_whole_answer(seed: int) -> None:
    draw = random.Random(seed)
    model = LinearModel()
    places = [model.choice(float(draw.randint(1, 9))) for _ in range(8)]
    for number in range(4):
        model.row(
            f"row {number}", [(place, 1.0) for place in draw.sample(places, 4)], low=float(draw.randint(1, 2))
        )
    relaxed, best = model.relax(), model.solve()

    assert relaxed.bound <= best.cost + 1e-6
    for place in places:
        forced = model.solve(without=[other for other in places if other != place])
        with_it = LinearModel(model._variables, [*model._rows])
        with_it.row("this one", [(place, 1.0)], low=1.0)
        assert with_it.solve().cost >= relaxed.bound + relaxed.reduced[place] - 1e-6
        assert forced.cost >= best.cost


def test_a_model_without_conflict_names_no_rows() -> None:
    model = LinearModel()
    model.row("fine", [(model.choice(1.0), 1)], low=1)

    assert model.conflict() == ()


def test_no_variables_at_all_is_an_answer_or_a_conflict() -> None:
    empty, impossible = LinearModel(), LinearModel()
    impossible.row("something", [], low=1)

    assert empty.solve().state is OptimumState.PROVEN
    assert impossible.solve().state is OptimumState.INFEASIBLE


def test_a_start_is_taken_and_a_worse_one_is_improved() -> None:
    model = LinearModel()
    cheap, dear = model.choice(1.0), model.choice(5.0)
    model.row("one of them", [(cheap, 1), (dear, 1)], low=1)

    assert model.solve(start=[0, 1]).values == (1.0, 0.0)


def test_nothing_is_printed_by_the_solver() -> None:
    # highspy 1.16.0 printed a banner to standard output, in front of the JSON of a command.
    told = (
        "from skillmap.optimum import LinearModel\nm = LinearModel()\nm.choice(-1.0)\nprint(m.solve().values)"
    )

    done = subprocess.run(
        [sys.executable, "-c", told], check=True, capture_output=True, text=True, timeout=60
    )

    assert (done.stdout, done.stderr) == ("(1.0,)\n", "")
