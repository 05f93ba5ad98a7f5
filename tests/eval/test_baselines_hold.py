"""The gate: the cheap figures on our own gold set are derived again, and quality must not fall."""

from dataclasses import replace
from pathlib import Path

import pytest

from skillmap_eval.baseline import failures, read_baselines
from skillmap_eval.catalogue import tasks
from skillmap_eval.run import run, score
from skillmap_eval.system import make_system

FOLDER = Path(__file__).parents[2] / "eval" / "baselines"
GOLD = read_baselines(FOLDER / "gold.json")


@pytest.mark.parametrize("baseline", GOLD, ids=lambda one: f"{one.system}-{one.task}")
def test_quality_on_the_gold_set_is_within_the_recorded_interval(baseline) -> None:
    task = tasks.get(baseline.task)(None)

    made = run(make_system(baseline.system), task, metrics=tuple(baseline.metrics))

    assert failures(baseline, made) == ()


def test_one_query_ranked_last_is_seen_when_the_interval_is_the_figure_itself() -> None:
    baseline = next(one for one in GOLD if (one.system, one.task) == ("skillmap", "gold-modules-fit"))
    task = tasks.get(baseline.task)(None)
    made = run(make_system("skillmap"), task, metrics=tuple(baseline.metrics))
    exact = replace(
        baseline,
        metrics={name: replace(figure, low=figure.value) for name, figure in made.metrics.items()},
    )
    assert failures(exact, made) == ()

    worst = next(place for place, r in enumerate(made.rankings) if r.query_id not in task.no_match)
    ranked = made.rankings[worst]
    lowered = replace(ranked, target_ids=ranked.target_ids[::-1])
    rankings = (*made.rankings[:worst], lowered, *made.rankings[worst + 1 :])
    fallen = score(replace(made, rankings=rankings), task, tuple(baseline.metrics))

    assert any("below the recorded interval" in line for line in failures(exact, fallen))


def test_every_committed_baseline_holds_numbers_and_hashes_only() -> None:
    for path in sorted(FOLDER.glob("*.json")):
        assert len(path.read_text(encoding="utf-8")) < 200_000
    for path in (FOLDER / "gold.json", FOLDER / "public.json"):
        for baseline in read_baselines(path):
            assert len(baseline.task_sha256) == 64
            assert set(baseline.metrics)
