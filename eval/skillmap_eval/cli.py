"""``skillmap eval``: measure, compare, report, label."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, progress_bar, table
from skillmap.errors import SkillmapError, UnknownNameError
from skillmap_eval.awards_command import awards_command
from skillmap_eval.calibrating import calibrate_command
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.pathways_command import pathways_command
from skillmap_eval.result import Figure, Run
from skillmap_eval.run import METRICS, load_run
from skillmap_eval.run import run as run_system
from skillmap_eval.system import make_system, systems
from skillmap_eval.task import Task
from skillmap_eval.training import sentences_command

if TYPE_CHECKING:
    from skillmap_eval.calibration import Share
    from skillmap_eval.report import CalibrationResult

FAMILIES = ("random", "rapidfuzz", "tfidf", "bm25", "minilm-sentence", "skillmap")
"""One system of each family: what ``--system all`` runs."""
SHOWN = ("mrr", "rp@5", "rp@10", "recall@100")

data_option = click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder with data sets."
)
task_option = click.option("--task", "task_names", multiple=True, default=("all",), help="Name, or all.")
system_option = click.option(
    "--system", "system_names", multiple=True, default=("all",), help="Name, run:FILE, or all."
)


@click.group()
def app() -> None:
    """Measure how good the matching is, with intervals."""


app.add_command(sentences_command)
app.add_command(awards_command)
app.add_command(pathways_command)
app.add_command(calibrate_command)


@app.command("list")
@data_option
@json_option
def list_all(data: Path | None, json: bool) -> None:
    """Show tasks, whether their data is present, and systems."""
    rows = [_described(name, data) for name in tasks.names()]
    if json:
        as_json({"tasks": rows, "systems": systems.names()})
        return
    columns = ("task", "state", "split", "kind", "queries", "targets")
    table("Tasks", columns, [tuple(str(row[column]) for column in columns) for row in rows])
    table("Systems", ("system",), [(name,) for name in systems.names()])


@app.command("run")
@task_option
@system_option
@data_option
@click.option("--metric", "metrics", multiple=True, default=METRICS, help="E.g. ndcg@10.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs"), show_default=True)
@click.option("--shuffle-judgements", is_flag=True, help="Give every query another's judgements: a check.")
@json_option
def run_command(
    task_names: tuple[str, ...],
    system_names: tuple[str, ...],
    data: Path | None,
    metrics: tuple[str, ...],
    out: Path,
    shuffle_judgements: bool,
    json: bool,
) -> None:
    """Run systems on tasks and print a leaderboard; an interrupted run is taken up again."""
    chosen = _tasks(task_names, data, with_absent=not json)
    if shuffle_judgements:
        chosen = [shuffled(task) for task in chosen]
    made = []
    with progress_bar() as progress:
        for task in chosen:
            for name in FAMILIES if "all" in system_names else system_names:
                made.append(
                    run_system(make_system(name), task, metrics=metrics, folder=out, progress=progress)
                )
    if json:
        as_json(_plain(made))
        return
    leaderboard(made, metrics)
    if not made:
        raise click.exceptions.Exit(NOTHING_FOUND)


@app.command("compare")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--metric", "metrics", multiple=True, help="All that both runs have, if left out.")
@click.option("--most", type=int, default=10, show_default=True, help="Changed queries to list.")
@json_option
def compare_command(first: Path, second: Path, metrics: tuple[str, ...], most: int, json: bool) -> None:
    """Compare two runs of one task: SECOND minus FIRST, paired by query."""
    from skillmap_eval.compare import changed_queries, compare

    one, other = load_run(first), load_run(second)
    found = compare(one, other, metrics or None)
    changed = {row.metric: changed_queries(one, other, row.metric) for row in found}
    if json:
        as_json({"comparisons": found, "changed": changed})
        return
    table(
        f"{other.system} minus {one.system} on {one.task} ({one.split})",
        ("metric", "difference", "95 %", "p", "adjusted p", "changed queries"),
        [
            (
                row.metric,
                f"{100 * row.difference:+.1f}",
                f"[{100 * row.low:+.1f}, {100 * row.high:+.1f}]",
                f"{row.p:.4f}",
                f"{row.adjusted_p:.4f}",
                str(len(changed[row.metric])),
            )
            for row in found
        ],
    )
    listed = changed[found[0].metric][:most] if found else ()
    rows = [(row.query_id, f"{row.first:.3f}", f"{row.second:.3f}") for row in listed]
    table(f"most changed by {found[0].metric}", ("query", one.system, other.system), rows)


@app.command("report")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path), required=True, help="File to write.")
@data_option
@click.option("--no-texts", is_flag=True, help="Leave texts out, for a file that is published.")
@click.option(
    "--calibrate", "fit_tasks", multiple=True, help="FIT=TEST: fit on one task, measure on another."
)
def report_command(
    runs: tuple[Path, ...], html: Path, data: Path | None, no_texts: bool, fit_tasks: tuple[str, ...]
) -> None:
    """Write RUNS (files, or folders of them) as one HTML page."""
    from skillmap_eval.report import WITH_TEXTS, WITHOUT_TEXTS, compare_with_best, render_report

    made = [load_run(path) for path in _run_files(runs)]
    known = _known(made, data)
    page = render_report(
        made,
        known,
        compare_with_best(made, [name for name in SHOWN if all(name in one.per_query for one in made)]),
        [result for pair in fit_tasks for result in _calibrated(pair, made, known, data)],
        WITHOUT_TEXTS if no_texts else WITH_TEXTS,
    )
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(page, encoding="utf-8")
    click.echo(f"wrote {html}")


@app.command("export")
@click.argument("run_file", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--trec", type=click.Path(path_type=Path), help="File to write the rankings to.")
@click.option("--judgements", type=click.Path(path_type=Path), help="File to write the task's judgements to.")
@data_option
def export_command(run_file: Path, trec: Path | None, judgements: Path | None, data: Path | None) -> None:
    """Write RUN, and the judgements of its task, in the form that trec_eval reads."""
    from skillmap_eval.systems.run_file import write_judgements, write_run_file

    if trec is None and judgements is None:
        raise click.UsageError("give --trec FILE, --judgements FILE, or both")
    made = load_run(run_file)
    if trec is not None:
        write_run_file(made, trec)
        click.echo(f"wrote {trec}")
    if judgements is not None:
        write_judgements(tasks.get(made.task)(data), judgements)
        click.echo(f"wrote {judgements}")


@app.command("agreement")
@click.argument("task", type=click.Choice(["recognition"]))
@data_option
@json_option
def agreement_command(task: str, data: Path | None, json: bool) -> None:
    """Show how far the two passes of our gold set agree."""
    from skillmap_eval.agreement import agreement
    from skillmap_eval.gold import gold_folder

    found = agreement(gold_folder(data))
    if json:
        as_json(found)
        return
    table(
        f"agreement of both passes of {task}",
        ("what", "field", "judgements", "same", "kappa", "weighted kappa", "alpha"),
        [
            (
                row.what,
                row.field,
                str(row.judgements),
                f"{row.same:.1%}",
                _interval(row.kappa),
                _interval(row.weighted_kappa),
                _interval(row.alpha),
            )
            for row in found
        ],
    )
    click.echo(
        "Both passes were made inside the project: an upper bound on what two institutions would show."
    )


@app.command("perturb")
@click.option(
    "--system",
    "system_names",
    multiple=True,
    default=("skillmap", "minilm-sentence"),
    show_default=True,
    help="skillmap, or ENCODER-sentence.",
)
@click.option("--cases", "with_cases", is_flag=True, help="Show every case that fails.")
@click.option("--set", "file", default="cases", show_default=True, help="cases, unseen, unseen-2, unseen-3.")
@data_option
@json_option
def perturb_command(
    system_names: tuple[str, ...], with_cases: bool, file: str, data: Path | None, json: bool
) -> None:
    """Change texts in known ways and count how often similarity falls, or stays, as it should.

    Kinds that expect "lower" lose meaning (negation, level, a part); kinds that expect "same" change the
    wording only. A system is good at both or at neither.
    """
    from skillmap_eval import perturbation

    cases = perturbation.read_cases(perturbation.cases_file(data, f"{file}.tsv"))
    scorers = [perturbation.make_scorer(name) for name in system_names]
    results = [perturbation.judge(cases, scorer) for scorer in scorers]
    reports = [perturbation.report_of(*pair) for pair in zip(results, scorers, strict=True)]
    failed = [[case for case in one if not case.holds] for one in results]
    if json:
        with_failed = [{"report": one, "failed": rest} for one, rest in zip(reports, failed, strict=True)]
        as_json(with_failed if with_cases else reports)
        return
    table(
        "cases that hold, by kind",
        ("kind", "expected", *(one.system for one in reports)),
        [
            (rows[0].kind, rows[0].expected.value, *(_share(row.held) for row in rows))
            for rows in zip(*(one.kinds for one in reports), strict=True)
        ],
    )
    for one, rest in zip(reports, failed, strict=True) if with_cases else ():
        table(
            f"{one.system}: cases that fail",
            ("id", "expected", "similarity", "original", "changed", "target"),
            [
                (
                    row.case.id,
                    row.case.expected.value,
                    f"{row.original:.2f} to {row.perturbed:.2f}",
                    row.case.original,
                    row.case.perturbed,
                    row.case.target,
                )
                for row in rest
            ],
        )


@app.command("label")
@click.argument("items", type=click.Path(path_type=Path))
@click.option("--rater", required=True, help="Your name or code; each rater has a file of their own.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("labels"), show_default=True)
@click.option("--finish", "other", help="Merge with this other rater's labels and show the agreement.")
def label_command(items: Path, rater: str, out: Path, other: str | None) -> None:
    """Judge pairs of texts blindly: y met, p partly, n not, u unsure, b back, q quit.

    ITEMS is a TSV file with the columns id, left, right and, if you like, context and group.
    """
    from skillmap_eval.label import LabelSession, finish, read_items, run_at_terminal

    pairs = read_items(items)
    if other is not None:
        finished = finish(pairs, out, (rater, other))
        as_json(finished)
        return
    done = run_at_terminal(LabelSession(pairs, out, rater))
    click.echo("all judged" if done else "stopped; start again to go on where you were")


@app.command("record")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", "path", type=click.Path(path_type=Path), required=True, help="File to write.")
def record_command(runs: tuple[Path, ...], path: Path) -> None:
    """Record the figures of RUNS as a baseline: ids, hashes and numbers only."""
    from skillmap_eval.baseline import record

    record([load_run(file) for file in _run_files(runs)], path)
    click.echo(f"wrote {path}")


@app.command("check")
@click.argument("path", type=click.Path(path_type=Path))
@data_option
def check_command(path: Path, data: Path | None) -> None:
    """Derive the figures of a baseline again and fail when one has left its interval."""
    from skillmap_eval.baseline import failures, read_baselines

    wrong: list[str] = []
    for baseline in read_baselines(path):
        task = tasks.get(baseline.task)(data)
        made = run_system(make_system(baseline.system), task, metrics=tuple(baseline.metrics))
        wrong += failures(baseline, made)
    for line in wrong:
        click.echo(line)
    if wrong:
        raise click.exceptions.Exit(NOTHING_FOUND)
    click.echo("every figure holds")


def leaderboard(made: Sequence[Run], metrics: Sequence[str]) -> None:
    """Print one table per task: systems by the first metric, with intervals."""
    shown = [name for name in SHOWN if name in metrics] or list(metrics)[:4]
    for task in dict.fromkeys(one.task for one in made):
        group = [one for one in made if one.task == task]
        group.sort(key=lambda one: -one.metrics[shown[0]].value if one.metrics else 0.0)
        rows = [
            (one.system, *(_interval(one.metrics[name]) for name in shown), f"{one.seconds:.1f} s")
            for one in group
            if one.metrics
        ]
        queries = len(group[0].scored_queries)
        title = f"{task} ({group[0].split}; {queries} queries; percent, 95 % interval)"
        table(title, ("system", *shown, "time"), rows)


def shuffled(task: Task) -> Task:
    """Return a task whose judgements belong to other queries: any figure on it is chance."""
    import random
    from dataclasses import replace

    ids = sorted(task.judgements)
    moved = ids[:]
    random.Random(13).shuffle(moved)
    judgements = {to: task.judgements[source] for source, to in zip(ids, moved, strict=True)}
    # Pools move along: against its own pool a query could not find another's targets even by chance.
    pools = {to: task.pools[source] for source, to in zip(ids, moved, strict=True) if source in task.pools}
    return replace(task, name=f"{task.name}-shuffled", judgements=judgements, pools=pools)


def _described(name: str, data: Path | None) -> dict[str, object]:
    try:
        task = tasks.get(name)(data)
    except TaskAbsentError as error:
        return {"task": name, "state": str(error), "split": "", "kind": "", "queries": "", "targets": ""}
    return {
        "task": name,
        "state": "present",
        "split": task.split,
        "kind": task.kind,
        "queries": len(task.queries),
        "targets": len(task.targets),
    }


def _tasks(names: Sequence[str], data: Path | None, *, with_absent: bool) -> list[Task]:
    everything = "all" in names
    found = []
    for name in tasks.names() if everything else names:
        try:
            found.append(tasks.get(name)(data))
        except TaskAbsentError as error:
            if not everything:
                raise
            if with_absent:
                click.echo(f"absent: {error}", err=True)
    return found


def _known(made: Sequence[Run], data: Path | None) -> dict[str, Task]:
    found = {}
    for name in dict.fromkeys(one.task for one in made):
        # A run whose task is not here is shown without slices and mistakes.
        with suppress(TaskAbsentError, UnknownNameError):
            found[name] = tasks.get(name)(data)
    return found


def _run_files(paths: Sequence[Path]) -> list[Path]:
    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    if not files:
        raise SkillmapError(f"no runs in {', '.join(str(path) for path in paths)}; expected files *.json")
    return files


def _calibrated(
    pair: str, made: Sequence[Run], known: dict[str, Task], data: Path | None
) -> list[CalibrationResult]:
    from skillmap_eval.calibrate import KINDS, fit, measure

    fitted_name, _, tested_name = pair.partition("=")
    if tested_name not in known:
        raise click.UsageError(f"--calibrate {pair}: give FIT=TEST, and a run on the task TEST")
    fit_task, test_task = tasks.get(fitted_name)(data), known[tested_name]
    results: list[CalibrationResult] = []
    for one in made:
        if one.task != tested_name or one.system == "random":
            continue
        basis = run_system(make_system(one.system), fit_task, metrics=("mrr",))
        results += [measure(fit(basis, fit_task, kind), one, test_task) for kind in KINDS]
    return results


def _plain(made: Sequence[Run]) -> object:
    rows = [
        {
            "system": one.system,
            "task": one.task,
            "split": one.split,
            "queries": len(one.scored_queries),
            "metrics": {
                name: {"value": figure.value, "low": figure.low, "high": figure.high}
                for name, figure in one.metrics.items()
            },
            "task_sha256": one.task_sha256,
            "fingerprint": one.fingerprint,
            "seconds": one.seconds,
        }
        for one in made
    ]
    return rows[0] if len(rows) == 1 else rows


def _share(share: Share) -> str:
    if share.value is None:
        return "none"
    return f"{share.count} of {share.of}, {share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"


def _interval(figure: Figure) -> str:
    return f"{100 * figure.value:.1f} [{100 * figure.low:.1f}, {100 * figure.high:.1f}]"


__all__ = ["app", "leaderboard", "shuffled"]
