"""Recorded figures, and what makes the gate fail."""

from dataclasses import replace
from pathlib import Path

import pytest

from made_up_runs import make_run, make_task
from skillmap.errors import FormatError
from skillmap_eval.baseline import Baseline, failures, read_baselines, record
from skillmap_eval.result import Run
from skillmap_eval.run import score

METRICS = ("mrr", "rp@5")
TASK = make_task("toy", queries=30)
PERFECT = make_run(TASK, "perfect", skill=5.0, metrics=METRICS)
MIDDLING = make_run(TASK, "middling", skill=0.4, metrics=METRICS)


def recorded(made: Run, path: Path) -> Baseline:
    record([made], path)
    return read_baselines(path)[0]


def with_first_query_turned_over(made: Run) -> Run:
    first, *rest = made.rankings
    turned = replace(first, target_ids=first.target_ids[::-1])
    return score(replace(made, rankings=(turned, *rest)), TASK, METRICS)


def test_recorded_figures_read_back_sorted_by_task_and_system(tmp_path: Path) -> None:
    record([PERFECT, MIDDLING], tmp_path / "new" / "baselines.json")

    assert read_baselines(tmp_path / "new" / "baselines.json") == (
        Baseline("middling", "toy", TASK.sha256, MIDDLING.metrics),
        Baseline("perfect", "toy", TASK.sha256, PERFECT.metrics),
    )


def test_a_baseline_holds_neither_ids_of_queries_nor_texts(tmp_path: Path) -> None:
    record([PERFECT], tmp_path / "baselines.json")

    written = (tmp_path / "baselines.json").read_text()

    assert "q001" not in written
    assert TASK.queries[0].text not in written


@pytest.mark.parametrize("made", [PERFECT, MIDDLING], ids=lambda made: made.system)
def test_the_run_that_was_recorded_holds(made: Run, tmp_path: Path) -> None:
    assert failures(recorded(made, tmp_path / "b.json"), made) == ()


def test_a_lowered_rank_of_one_query_is_reported_where_all_were_right(tmp_path: Path) -> None:
    found = failures(recorded(PERFECT, tmp_path / "b.json"), with_first_query_turned_over(PERFECT))

    assert [line.split(", below")[0].rsplit(" ", 1)[0] for line in found] == [
        "perfect on toy: mrr is",
        "perfect on toy: rp@5 is",
    ]


def test_a_figure_above_its_interval_asks_for_a_new_baseline(tmp_path: Path) -> None:
    found = failures(recorded(MIDDLING, tmp_path / "b.json"), PERFECT)

    assert len(found) == 2
    assert all("above the recorded interval" in line and "record a new" in line for line in found)


def test_a_changed_task_is_reported_and_nothing_else(tmp_path: Path) -> None:
    changed = replace(TASK, queries=(replace(TASK.queries[0], text="other"), *TASK.queries[1:]))

    found = failures(recorded(PERFECT, tmp_path / "b.json"), replace(MIDDLING, task_sha256=changed.sha256))

    assert found == ("toy: the task has changed since the baseline was recorded",)


def test_a_metric_that_was_not_measured_is_reported(tmp_path: Path) -> None:
    found = failures(recorded(PERFECT, tmp_path / "b.json"), score(PERFECT, TASK, ("mrr",)))

    assert found == ("perfect on toy: rp@5 was not measured",)


@pytest.mark.parametrize("content", ["", "3", "[3]", '[{"system": "s"}]', '{"system": "s"}'])
def test_a_file_without_baselines_is_refused_in_one_line(content: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(content)

    with pytest.raises(FormatError, match=r"b.json: does not hold baselines"):
        read_baselines(tmp_path / "b.json")
