"""Paired tests against slow references and worked examples."""

import itertools
import random

import pytest

from skillmap.errors import SkillmapError, UnknownNameError
from skillmap_eval.bootstrap import interval
from skillmap_eval.compare import ChangedQuery, changed_queries, compare, compare_many, holm, permutation_p
from skillmap_eval.result import Run


def run(system: str, per_query: dict, queries: tuple[str, ...] = (), sha256: str = "a" * 64) -> Run:
    count = len(next(iter(per_query.values())))
    return Run(
        system=system,
        task="esco-sentences",
        split="validation",
        task_sha256=sha256,
        fingerprint="",
        rankings=(),
        per_query={name: tuple(values) for name, values in per_query.items()},
        scored_queries=queries or tuple(f"q{number:03}" for number in range(count)),
        metrics={},
        environment={},
        seconds=0.0,
    )


def values(count: int, seed: int, lift: float = 0.0) -> list[float]:
    chance = random.Random(seed)
    return [round(min(1.0, chance.random() + lift), 3) for _ in range(count)]


def slow_permutation_p(differences: list[float]) -> float:
    seen = abs(sum(differences))
    flips = list(itertools.product((1, -1), repeat=len(differences)))
    sums = (abs(sum(sign * value for sign, value in zip(signs, differences, strict=True))) for signs in flips)
    return sum(total >= seen - 1e-9 for total in sums) / len(flips)


def slow_holm(p_values: list[float]) -> list[float]:
    adjusted = []
    for mine in p_values:
        lower = sorted(p for p in p_values if p <= mine)
        steps = [min(1.0, (len(p_values) - done) * p) for done, p in enumerate(lower)]
        adjusted.append(max(steps))
    return adjusted


@pytest.mark.parametrize("seed", range(6))
def test_p_of_few_differences_is_exact(seed: int) -> None:
    chance = random.Random(seed)
    differences = [chance.choice([-0.5, -0.25, 0.1, 0.25, 1.0]) for _ in range(3 + seed)]

    assert permutation_p(differences) == slow_permutation_p(differences)


def test_p_of_five_wins_of_one_size_is_one_in_sixteen() -> None:
    assert permutation_p([0.2] * 5) == 2 / 2**5


def test_p_of_many_differences_is_near_the_exact_one() -> None:
    differences = [value - 0.35 for value in values(14, seed=3)]

    assert permutation_p(differences) == pytest.approx(slow_permutation_p(differences), abs=0.015)


def test_p_is_never_zero() -> None:
    assert permutation_p([1.0] * 200) == 1 / 10_001


def test_queries_without_a_difference_do_not_change_p() -> None:
    assert permutation_p([0.2, 0.0, 0.1, 0.0, 0.4]) == permutation_p([0.2, 0.1, 0.4])


@pytest.mark.parametrize("differences", [[], [0.0, 0.0], [0.1, 0.2, -0.3]], ids=["none", "equal", "no sum"])
def test_no_difference_has_p_one(differences: list[float]) -> None:
    assert permutation_p(differences) == 1.0


def test_p_does_not_depend_on_which_run_comes_first() -> None:
    differences = [value - 0.4 for value in values(40, seed=8)]

    assert permutation_p(differences) == permutation_p([-value for value in differences])


def test_holm_gives_the_values_of_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@pytest.mark.parametrize("seed", range(5))
def test_holm_agrees_with_a_slow_reference(seed: int) -> None:
    p_values = values(9, seed)

    assert list(holm(p_values)) == pytest.approx(slow_holm(p_values))


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == ()


def test_the_difference_is_second_minus_first_with_the_interval_over_queries() -> None:
    before, after = values(50, seed=1), values(50, seed=2, lift=0.2)
    expected = interval([b - a for a, b in zip(before, after, strict=True)])

    (found,) = compare(run("lexical", {"rp@5": before}), run("ours", {"rp@5": after}))

    assert (found.metric, found.first, found.second, found.queries) == ("rp@5", "lexical", "ours", 50)
    assert (found.difference, found.low, found.high) == (expected.value, expected.low, expected.high)


def test_a_single_comparison_needs_no_correction() -> None:
    (found,) = compare(run("one", {"map": values(8, 1)}), run("other", {"map": values(8, 2)}))

    assert found.adjusted_p == found.p


def test_the_correction_is_over_all_metrics_and_systems_together() -> None:
    one, two, three = (
        run(f"s{seed}", {"map": values(30, seed, seed / 10), "mrr": values(30, seed + 9)})
        for seed in range(3)
    )

    found = compare_many([(one, two), (one, three)])

    assert [(each.second, each.metric) for each in found] == [
        ("s1", "map"), ("s1", "mrr"), ("s2", "map"), ("s2", "mrr"),
    ]  # fmt: skip
    assert [each.adjusted_p for each in found] == slow_holm([each.p for each in found])


def test_runs_in_another_order_of_queries_are_paired_by_id() -> None:
    one = run("one", {"map": [0.1, 0.9]}, queries=("a", "b"))
    other = run("other", {"map": [0.9, 0.1]}, queries=("b", "a"))

    assert compare(one, other)[0].difference == 0.0


def test_changed_queries_are_sorted_by_size_of_difference_then_id() -> None:
    one = run("one", {"map": [0.5, 0.5, 0.5, 0.5]})
    other = run("other", {"map": [0.75, 0.5, 0.0, 0.25]})

    assert changed_queries(one, other, "map") == (
        ChangedQuery("q002", 0.5, 0.0, -0.5),
        ChangedQuery("q000", 0.5, 0.75, 0.25),
        ChangedQuery("q003", 0.5, 0.25, -0.25),
    )


def test_runs_on_different_tasks_are_not_compared() -> None:
    one, other = run("one", {"map": [1.0]}), run("other", {"map": [1.0]}, sha256="b" * 64)

    with pytest.raises(SkillmapError, match=r"one and other cannot be compared.*aaaaaaaaaaaa.*bbbbbbbbbbbb"):
        compare(one, other)


def test_runs_over_different_queries_are_not_compared() -> None:
    one, other = run("one", {"map": [1.0, 0.0]}), run("other", {"map": [1.0]})

    with pytest.raises(SkillmapError, match="1 queries are scored in one run only, the first 'q001'"):
        changed_queries(one, other, "map")


def test_a_metric_that_a_run_lacks_is_refused_with_those_it_has() -> None:
    one, other = run("one", {"map": [1.0], "mrr": [1.0]}), run("other", {"map": [1.0]})

    with pytest.raises(UnknownNameError, match="no metric in the run of other 'mrr'; there are: map"):
        compare(one, other, ["mrr"])


def test_runs_without_a_common_metric_are_not_compared() -> None:
    with pytest.raises(SkillmapError, match="no metric in common"):
        compare(run("one", {"map": [1.0]}), run("other", {"mrr": [1.0]}))
