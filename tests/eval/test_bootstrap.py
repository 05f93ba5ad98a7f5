"""Bootstrap intervals: the same each time, around the mean, as wide as theory says."""

import math

import numpy as np
import pytest

from skillmap.errors import SkillmapError
from skillmap_eval import bootstrap
from skillmap_eval.bootstrap import interval, interval_of
from skillmap_eval.result import Figure


def draws(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random(count)


def slow_interval(values: list[float], resamples: int, seed: int) -> tuple[float, float]:
    """The same draws, one resample and one value at a time."""
    generator = np.random.default_rng(seed)
    means = []
    for _ in range(resamples):
        picked = generator.integers(0, len(values), len(values))
        means.append(sum(values[place] for place in picked) / len(values))
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def test_the_same_values_give_the_same_interval() -> None:
    assert interval(draws(40)) == interval(draws(40))


def test_another_seed_gives_another_interval() -> None:
    assert interval(draws(40)) != interval(draws(40), seed=14)


def test_the_interval_agrees_with_a_slow_reference() -> None:
    values = draws(25).tolist()

    figure = interval(values, resamples=300)

    assert (figure.low, figure.high) == pytest.approx(slow_interval(values, 300, seed=13))


def test_the_interval_of_many_queries_is_that_of_the_normal_distribution() -> None:
    values = draws(2000)
    half = 1.96 * values.std() / math.sqrt(len(values))

    figure = interval(values)

    assert figure.value == pytest.approx(values.mean())
    assert (figure.low, figure.high) == pytest.approx(
        (figure.value - half, figure.value + half), abs=0.1 * half
    )


def test_a_lower_level_gives_a_narrower_interval() -> None:
    wide, narrow = interval(draws(60)), interval(draws(60), level=0.8)

    assert wide.low < narrow.low < narrow.high < wide.high


def test_one_query_has_an_interval_without_width() -> None:
    assert interval([0.25]) == Figure(0.25, 0.25, 0.25, 1)


def test_the_size_of_a_batch_does_not_change_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = interval(draws(33))
    monkeypatch.setattr(bootstrap, "LARGEST_BATCH", 100)

    assert interval(draws(33)) == whole


def test_batches_add_up_to_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LARGEST_BATCH", 30)

    assert list(bootstrap.batches(8, 10)) == [3, 3, 2]


def test_the_mean_as_a_statistic_gives_the_interval_of_the_mean() -> None:
    values = draws(30)

    figure, expected = interval_of(lambda rows: float(rows.mean()), values), interval(values)

    assert (figure.low, figure.high) == pytest.approx((expected.low, expected.high))


def test_the_columns_of_a_query_are_drawn_together() -> None:
    rows = np.column_stack((draws(20), draws(20)))

    figure = interval_of(lambda some: float(np.abs(some[:, 0] - some[:, 1]).max()), rows)

    assert figure == Figure(0.0, 0.0, 0.0, 20)


@pytest.mark.parametrize(
    ("values", "message"),
    [([], "no values"), ([0.5, math.nan], "not a finite number"), ([[0.5, 0.5]], "one value per query")],
    ids=["none", "nan", "two columns"],
)
def test_values_that_have_no_mean_are_refused(values: list, message: str) -> None:
    with pytest.raises(SkillmapError, match=message):
        interval(values)
