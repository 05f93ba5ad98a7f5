"""Plans against judged coverage of the gold set."""

from __future__ import annotations

import pytest

import skillmap
from skillmap_eval.pathways import PathTask, figures, path_tasks, planners, run_planner

TASKS = path_tasks("fit")


def test_targets_are_the_modules_of_which_something_can_be_closed() -> None:
    assert len(TASKS) == 27
    assert len(path_tasks("test")) == 25
    assert all(len(task.needs) == 5 and task.closable for task in TASKS)
    assert all(len(task.offers) >= 9 for task in TASKS)


def test_the_best_planner_closes_all_with_the_fewest_offers() -> None:
    results = run_planner(TASKS, planners(skillmap.Engine())["best"])

    assert all(result.closed == result.right == 1 for result in results)
    assert [len(result.chosen) for result in results] == [task.fewest for task in TASKS]


def test_claiming_more_than_is_closed_lowers_what_is_right() -> None:
    closes = {"a": frozenset({"1"}), "b": frozenset({"2"})}
    task = PathTask("M", "field", (), (), closes)

    (result,) = run_planner([task], lambda _: (("a",), 2))

    assert (result.closed, result.right) == (0.5, 0.5)
    assert run_planner([task], lambda _: ((), None))[0].right is None


def test_the_planner_of_skillmap_is_far_above_chance() -> None:
    made = planners(skillmap.Engine())
    few = [task for task in TASKS if task.field == "computing"]

    ours, chance = (figures(run_planner(few, made[name]))["closed"].value for name in ("skillmap", "random"))

    assert ours >= 0.6
    assert ours > chance + 0.3


def test_an_offer_in_no_plan_is_no_error() -> None:
    assert figures(run_planner(TASKS[:2], lambda _: ((), None)))["closed"].value == pytest.approx(0)
