"""``skillmap eval`` as a user runs it, in processes of its own, on our own gold set."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TASK = "gold-modules-fit"


def evaluate(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "skillmap", "eval", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def as_json(*arguments: object) -> dict:
    done = evaluate(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list]:
    folder = tmp_path_factory.mktemp("made") / "runs"
    return folder, as_json(
        "run", "--task", TASK, "--system", "random", "--system", "rapidfuzz", "--out", folder
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    (line,) = done.stderr.splitlines()
    return line


def test_list_shows_tasks_with_their_state_and_systems() -> None:
    found = as_json("list")

    states = {row["task"]: row["state"] for row in found["tasks"]}
    assert states["gold-modules-fit"] == states["gold-outcomes-fit"] == "present"
    assert states["tech"].startswith("task 'tech' is absent: no skill-extraction-gold/")
    assert {"bm25", "random", "rapidfuzz", "skillmap", "tfidf"} <= set(found["systems"])


def test_one_run_as_json_has_figures_with_intervals(tmp_path: Path) -> None:
    found = as_json("run", "--task", "gold-outcomes-fit", "--system", "random", "--out", tmp_path)

    assert found["metrics"]["mrr"].keys() == {"value", "low", "high"}
    assert 0 < found["metrics"]["mrr"]["low"] < found["metrics"]["mrr"]["value"] < 1
    assert (found["task"], found["split"], found["queries"]) == ("gold-outcomes-fit", "fit", 141)


def test_several_runs_as_json_are_a_list_and_stay_as_files(made: tuple[Path, list]) -> None:
    folder, rows = made

    assert [row["system"] for row in rows] == ["random", "rapidfuzz"]
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{TASK}--random.json",
        f"{TASK}--rapidfuzz.json",
    ]


def test_run_prints_a_leaderboard_with_the_best_first(tmp_path: Path) -> None:
    done = evaluate("run", "--task", TASK, "--system", "random", "--system", "rapidfuzz", "--out", tmp_path)

    title, first, second = done.stdout.splitlines()
    assert title == f"{TASK} (fit; 24 queries; percent, 95 % interval)"
    assert (first.split()[0], second.split()[0]) == ("rapidfuzz", "random")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--task", "tech", "--system", "random"), "task 'tech' is absent: no skill-extraction-gold/"),
        (("--task", "tehc", "--system", "random"), "no task 'tehc'; there are: "),
        (("--task", TASK, "--system", "randum"), "no system 'randum'; there are: bm25, "),
        (("--task", TASK, "--system", "random", "--metric", "mmr"), "no metric 'mmr'; there are: "),
    ],
    ids=["absent data", "task", "system", "metric"],
)
def test_what_is_not_there_is_one_line_and_exit_2(arguments: tuple, expected: str, tmp_path: Path) -> None:
    done = evaluate("run", *arguments, "--out", tmp_path)

    assert done.returncode == 2
    assert one_line(done).startswith(f"skillmap: {expected}")


def test_shuffled_judgements_leave_only_chance(tmp_path: Path, made: tuple[Path, list]) -> None:
    chance, rapidfuzz = (row["metrics"]["mrr"] for row in made[1])

    found = as_json("run", "--task", TASK, "--system", "rapidfuzz", "--shuffle-judgements", "--out", tmp_path)

    assert found["task"] == f"{TASK}-shuffled"
    assert chance["low"] < found["metrics"]["mrr"]["value"] < chance["high"] < rapidfuzz["value"]


def test_compare_says_which_is_better_and_where(made: tuple[Path, list]) -> None:
    folder, rows = made

    found = as_json("compare", folder / f"{TASK}--random.json", folder / f"{TASK}--rapidfuzz.json")

    first = found["comparisons"][0]
    values = [row["metrics"]["mrr"]["value"] for row in rows]
    assert (first["metric"], first["first"], first["second"]) == ("mrr", "random", "rapidfuzz")
    assert first["difference"] == pytest.approx(values[1] - values[0])
    assert found["changed"]["mrr"]


def test_report_writes_one_file_that_loads_nothing(made: tuple[Path, list], tmp_path: Path) -> None:
    done = evaluate("report", made[0], "--html", tmp_path / "page" / "report.html")

    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "page").iterdir()] == ["report.html"]
    page = (tmp_path / "page" / "report.html").read_text()
    assert "rapidfuzz" in page
    assert re.findall(r"""(?:src|href)=(?!["']?(?:#|data:))|url\((?!data:)""", page) == []


def test_report_shows_a_run_whose_task_is_not_here(made: tuple[Path, list], tmp_path: Path) -> None:
    raw = json.loads((made[0] / f"{TASK}--random.json").read_text())
    for name in ("tech", "gone"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**raw, "task": name}))

    done = evaluate("report", tmp_path, "--html", tmp_path / "report.html")

    assert done.returncode == 0, done.stderr


def test_report_of_a_folder_without_runs_is_one_line_and_exit_2(tmp_path: Path) -> None:
    done = evaluate("report", tmp_path, "--html", tmp_path / "report.html")

    assert done.returncode == 2
    assert one_line(done).startswith("skillmap: no runs in ")


def test_agreement_names_what_was_judged_twice() -> None:
    found = as_json("agreement", "recognition")

    assert {row["what"] for row in found} == {"outcomes", "awards"}
    assert all(-1 <= row["kappa"]["low"] <= row["kappa"]["high"] <= 1 for row in found)


def test_check_holds_for_what_was_recorded_and_fails_for_more(
    made: tuple[Path, list], tmp_path: Path
) -> None:
    path = tmp_path / "baselines.json"
    recorded = evaluate("record", made[0], "--to", path)
    rows = json.loads(path.read_text())
    rows[1]["metrics"]["mrr"].update(low=0.995, high=1.0)
    (tmp_path / "better.json").write_text(json.dumps(rows))

    holds, fails = evaluate("check", path), evaluate("check", tmp_path / "better.json")

    assert (recorded.returncode, holds.returncode, fails.returncode) == (0, 0, 1)
    assert holds.stdout == "every figure holds\n"
    assert fails.stdout.startswith(f"rapidfuzz on {TASK}: mrr is ")


def test_an_exported_run_scores_the_same_when_it_comes_back(made: tuple[Path, list], tmp_path: Path) -> None:
    folder, rows = made
    trec, judgements = tmp_path / "run.txt", tmp_path / "qrels.txt"
    done = evaluate("export", folder / f"{TASK}--rapidfuzz.json", "--trec", trec, "--judgements", judgements)
    assert done.returncode == 0, done.stderr

    again = as_json("run", "--task", TASK, "--system", f"run:{trec}", "--out", tmp_path / "again")

    assert again["metrics"]["mrr"] == rows[1]["metrics"]["mrr"]
    assert len(judgements.read_text(encoding="utf-8").splitlines()) == 252


def test_calibrate_measures_on_the_test_fields_what_it_fitted_on_the_fit_fields() -> None:
    done = evaluate(
        "calibrate",
        "--fit",
        "gold-outcomes-fit",
        "--task",
        "gold-outcomes-test",
        "--system",
        "minilm-sentence",
    )

    assert done.returncode == 0, done.stderr
    assert "Brier 0." in done.stdout
    assert "reliability" in done.stdout
    assert "no match below" in done.stdout


def test_calibrate_never_fits_on_a_test_split() -> None:
    done = evaluate(
        "calibrate", "--fit", "gold-outcomes-test", "--task", "gold-outcomes-fit", "--system", "rapidfuzz"
    )

    assert done.returncode == 2
    assert "is a test split" in done.stderr
