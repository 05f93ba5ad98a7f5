"""Runs: interrupted, taken up again, saved and read back."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from made_up_runs import make_task
from skillmap.errors import FormatError, UnknownNameError
from skillmap_eval.result import Ranked, Run
from skillmap_eval.run import CHUNK, METRICS, load_run, run
from skillmap_eval.task import Query, Task

TASK = make_task("toy", queries=50)
WHOLE = len(TASK.queries)


class Counting:
    """Ranks the targets by how near they stand to the query's number; says what it was asked."""

    name = "counting"

    def __init__(self, stop_after: int = WHOLE, fingerprint: str = "counting-1") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []
        self._stop_after = stop_after

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        for done, query in enumerate(queries):
            if done == self._stop_after:
                raise KeyboardInterrupt
            self.asked.append(query.id)
            start = int(query.id[1:]) % len(task.targets)
            ids = [item.id for item in (*task.targets[start:], *task.targets[:start])][:depth]
            yield Ranked(query.id, tuple(ids), tuple(1 / (place + 1) for place in range(len(ids))))


def timeless(made: Run) -> Run:
    return replace(made, seconds=0.0)


def interrupt(folder: Path, after: int, task: Task = TASK) -> Path:
    with pytest.raises(KeyboardInterrupt):
        run(Counting(stop_after=after), task, folder=folder)
    (partial,) = folder.glob(".*.partial.jsonl")
    return partial


@pytest.mark.parametrize("after", [1, CHUNK - 1, CHUNK, WHOLE - 1])
def test_an_interrupted_run_is_taken_up_where_it_stopped(tmp_path: Path, after: int) -> None:
    interrupt(tmp_path, after)
    system = Counting()

    made = run(system, TASK, folder=tmp_path)

    assert system.asked == [query.id for query in TASK.queries[after:]]
    assert timeless(made) == timeless(run(Counting(), TASK))


def test_a_run_interrupted_twice_asks_no_query_again(tmp_path: Path) -> None:
    interrupt(tmp_path, 10)
    interrupt(tmp_path, 10)
    system = Counting()

    run(system, TASK, folder=tmp_path)

    assert system.asked[0] == TASK.queries[20].id


def test_a_finished_run_leaves_one_file(tmp_path: Path) -> None:
    interrupt(tmp_path, 10)

    run(Counting(), TASK, folder=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["toy--counting.json"]


def test_half_a_line_that_a_killed_run_left_is_asked_again(tmp_path: Path) -> None:
    partial = interrupt(tmp_path, 10)
    partial.write_bytes(partial.read_bytes()[:-30])
    interrupt(tmp_path, 5)
    system = Counting()

    made = run(system, TASK, folder=tmp_path)

    assert system.asked == [query.id for query in TASK.queries[14:]]
    assert timeless(made) == timeless(run(Counting(), TASK))


def with_other_text() -> Task:
    first, *rest = TASK.queries
    return replace(TASK, queries=(replace(first, text=f"{first.text}!"), *rest))


CHANGES = {
    "system": (Counting(fingerprint="counting-2"), TASK),
    "query": (Counting(), with_other_text()),
    "target": (Counting(), replace(TASK, targets=TASK.targets[::-1])),
    "kind": (Counting(), replace(TASK, kind="statement-to-skill")),
    "relevant grade": (Counting(), replace(TASK, relevant=2)),
    "pool": (Counting(), replace(TASK, pools={TASK.queries[0].id: ("t000",)})),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_system_or_task_takes_up_no_old_run(tmp_path: Path, change: str) -> None:
    interrupt(tmp_path, 10)
    system, task = CHANGES[change]

    run(system, task, folder=tmp_path)

    assert len(system.asked) == WHOLE


def test_a_run_read_back_is_the_run_that_was_saved(tmp_path: Path) -> None:
    made = run(Counting(), TASK, folder=tmp_path)

    assert load_run(tmp_path / "toy--counting.json") == made


@pytest.mark.parametrize("content", ["", "null", "[]", "{}", '{"format": 2}', '{"format": 1, "rankings": 3}'])
def test_a_file_that_is_no_run_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)

    with pytest.raises(FormatError, match=r"other.json: is not a run of skillmap eval"):
        load_run(path)


def test_a_saved_run_holds_no_text_of_the_task(tmp_path: Path) -> None:
    run(Counting(), TASK, folder=tmp_path)
    interrupt(tmp_path, 10, with_other_text())
    saved = "".join(path.read_text() for path in tmp_path.iterdir())

    texts = {query.text for query in TASK.queries}
    texts |= {text for item in TASK.targets for text in (*item.names, item.description)}

    assert [text for text in sorted(texts) if text in saved] == []


def test_queries_without_a_match_are_ranked_but_not_scored() -> None:
    made = run(Counting(), TASK)

    assert [ranked.query_id for ranked in made.rankings] == [query.id for query in TASK.queries]
    assert made.scored_queries == tuple(
        query.id for query in TASK.queries if query.id not in {"q009", "q019", "q029", "q039", "q049"}
    )
    assert {len(values) for values in made.per_query.values()} == {45}


def test_a_task_of_no_match_queries_has_no_figures() -> None:
    assert run(Counting(), replace(TASK, judgements={})).metrics == {}


def test_every_metric_comes_with_an_interval_around_it() -> None:
    made = run(Counting(), TASK)

    assert tuple(made.metrics) == METRICS
    for figure in made.metrics.values():
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
        assert figure.queries == 45


def test_a_query_without_a_ranking_counts_as_a_miss() -> None:
    class Silent(Counting):
        def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
            return (Ranked(query.id, (), ()) for query in queries)

    assert {figure.value for figure in run(Silent(), TASK).metrics.values()} == {0.0}


def test_a_misspelt_metric_is_refused_before_the_work() -> None:
    system = Counting()

    with pytest.raises(UnknownNameError, match="ncdg@10"):
        run(system, TASK, metrics=("mrr", "ncdg@10"))

    assert system.asked == []


def test_a_run_says_what_made_it(tmp_path: Path) -> None:
    run(Counting(), TASK, folder=tmp_path)

    saved = json.loads((tmp_path / "toy--counting.json").read_text())

    assert (saved["fingerprint"], saved["task_sha256"]) == ("counting-1", TASK.sha256)
    assert {"python", "machine", "system", "numpy", "skillmap"} <= saved["environment"].keys()


def test_progress_ends_with_all_queries() -> None:
    told: list[tuple[str, int, int]] = []

    run(Counting(), TASK, progress=lambda *step: told.append(step))

    assert told == [("counting on toy", CHUNK, WHOLE), ("counting on toy", WHOLE, WHOLE)]
