"""``skillmap eval calibrate``: fit probabilities, and show how far they can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skillmap.cli.show import as_json, json_option, say, table
from skillmap.matching import Costs
from skillmap_eval.catalogue import TaskAbsentError, tasks
from skillmap_eval.judged_pairs import TASKS, ConfidenceTask, JudgedPairs, confidence_task
from skillmap_eval.run import run as run_system
from skillmap_eval.system import make_system

if TYPE_CHECKING:
    from skillmap_eval.calibration import Share
    from skillmap_eval.confidence_cost import CostResult
    from skillmap_eval.confidence_measures import ConfidenceResult
    from skillmap_eval.result import Figure

ALL = "all"
COVERAGES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares answered at which the risk is printed; the page draws the whole curve."""


@click.command("calibrate")
@click.option(
    "--task",
    "name",
    required=True,
    help=f"{', '.join(TASKS)} or all: the confidences that ship; with --fit, any task to measure on.",
)
@click.option("--fit", "fit_name", help="Task to fit a run's own scores on; never a test split.")
@click.option("--system", "system_name", default="skillmap", show_default=True, help="With --fit.")
@click.option(
    "--kind",
    type=click.Choice(["isotonic", "platt"]),
    default="platt",
    show_default=True,
    help="With --fit.",
)
@click.option("--save", "path", type=click.Path(path_type=Path), help="With --fit: keep it as JSON.")
@click.option("--split", "splits", multiple=True, help="E.g. fit or test; all, if left out.")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path),
    help="Fit the confidence anew and write it into this folder, e.g. models/confidence.",
)
@click.option("--html", type=click.Path(path_type=Path), help="Write the curves as a page.")
@click.option("--cost-wrong", type=float, default=1.0, show_default=True, help="Of a wrong suggestion.")
@click.option("--cost-missed", type=float, default=1.0, show_default=True, help="Of a missed one.")
@click.option("--cost-review", type=float, default=math.inf, help="Of a person's look; none, if left out.")
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder with data sets."
)
@json_option
def calibrate_command(
    name: str,
    fit_name: str | None,
    system_name: str,
    kind: str,
    path: Path | None,
    splits: tuple[str, ...],
    folder: Path | None,
    html: Path | None,
    cost_wrong: float,
    cost_missed: float,
    cost_review: float,
    data: Path | None,
    json: bool,
) -> None:
    """Show how far confidences can be trusted, and what "no match" by cost saves.

    Without --fit, the confidences that ship are measured on pairs that no choice has looked at (and, to
    compare, on those that they were fitted on); --write fits them anew first. With --fit, the scores of a
    system on one task are made probabilities and measured on another.
    """
    if fit_name is not None:
        if folder is not None or html is not None:
            raise click.UsageError("--write and --html are for the confidences that ship; leave --fit out")
        _calibrate_run(fit_name, name, system_name, kind, path, data=data, json=json)
        return
    chosen = list(TASKS.values()) if name == ALL else [confidence_task(name)]
    costs = Costs(cost_wrong, cost_missed, cost_review)
    if folder is not None:
        _write(chosen, folder, data)
    _confidences(chosen, splits, costs, data, folder=folder, html=html, json=json)


def _write(chosen: Sequence[ConfidenceTask], folder: Path, data: Path | None) -> None:
    from skillmap_eval.confidence_fit import refit

    for written in refit(chosen, folder, data):
        say(f"wrote {written}")


def _confidences(
    chosen: Sequence[ConfidenceTask],
    splits: Sequence[str],
    costs: Costs,
    data: Path | None,
    *,
    folder: Path | None,
    html: Path | None,
    json: bool,
) -> None:
    from skillmap_eval.confidence_cost import cost_of
    from skillmap_eval.confidence_fit import measure_confidence, model_in_use

    measured: list[ConfidenceResult] = []
    priced: list[CostResult] = []
    for task in chosen:
        model = model_in_use(task, folder)
        for split in _wanted(task, splits):
            pairs = _pairs_of(task, split, data)
            if pairs is None:
                continue
            measured += measure_confidence(model, pairs)
            priced.append(cost_of(model, pairs, costs))
    if html is not None:
        from skillmap_eval.confidence_page import render_confidences

        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(render_confidences(measured), encoding="utf-8")
    if json:
        as_json({"confidence": measured, "costs": priced})
        return
    for one in measured:
        _show(one)
    _show_costs(priced, costs)
    if html is not None:
        say(f"wrote {html}")


def _wanted(task: ConfidenceTask, splits: Sequence[str]) -> list[str]:
    wanted = [split for split in task.splits if not splits or split in splits]
    if not wanted:
        raise click.UsageError(f"--split: {task.name} has {', '.join(task.splits)}")
    return wanted


def _pairs_of(task: ConfidenceTask, split: str, data: Path | None) -> JudgedPairs | None:
    try:
        return task.gather(split, data)
    except TaskAbsentError as error:
        click.echo(f"absent: {error}", err=True)
        return None


def _show(one: ConfidenceResult) -> None:
    say("")
    say(f"{one.task}, {one.split}: {one.population} ({one.pairs})")
    say(f"{one.n} pairs of {one.groups} statements or applicants, {one.right} right")
    say(
        f"ECE {_figure(one.ece)}, by the percentile interval at most {one.ece_at_most:.3f}; "
        f"were every confidence exact it would come to {one.ece_by_chance:.3f}"
    )
    say(f"Brier {_figure(one.brier)}, base rate {_figure(one.base)}, gain {_figure(one.gain)}, p {one.p:.4f}")
    table(
        "reliability",
        ("mean confidence", "came true", "pairs"),
        [
            (f"{row.mean_probability:.2f}", _share(row.observed), str(row.observed.of))
            for row in one.reliability
        ],
    )
    risks = ", ".join(f"{share:.0%}: {_risk_at(one, share):.0%}" for share in COVERAGES)
    say(f"wrong among the surest {risks}; area {_figure(one.risk_coverage.aurc)}")


def _risk_at(one: ConfidenceResult, share: float) -> float:
    return next(point.risk for point in one.risk_coverage.points if point.coverage >= share)


def _show_costs(priced: Sequence[CostResult], costs: Costs) -> None:
    say("")
    table(
        f"wrong costs {costs.wrong:g}, missed {costs.missed:g}, review {costs.review:g}: "
        f"suggest from confidence {costs.suggest_from:.2f}, no match below {costs.no_match_below:.2f}",
        ("task", "split", "suggested", "wrong", "review", "no match", "missed", "mean cost", "all suggested"),
        [
            (
                *(row.task, row.split, str(row.suggested), str(row.wrong), str(row.review)),
                *(str(row.no_match), str(row.missed), f"{row.mean_cost:.3f}", f"{row.all_suggested:.3f}"),
            )
            for row in priced
        ],
    )


def _calibrate_run(
    fit_name: str,
    test_name: str,
    system_name: str,
    kind: str,
    path: Path | None,
    *,
    data: Path | None,
    json: bool,
) -> None:
    from skillmap_eval.calibrate import abstain, fit, measure
    from skillmap_eval.calibration import save

    fit_task, test_task = tasks.get(fit_name)(data), tasks.get(test_name)(data)
    system = make_system(system_name)
    basis, tested = (run_system(system, task, metrics=("mrr",)) for task in (fit_task, test_task))
    calibrator = fit(basis, fit_task, kind)
    if path is not None:
        save(calibrator, path)
    found = measure(calibrator, tested, test_task)
    silent = abstain((basis, fit_task), (tested, test_task)) if fit_task.no_match else None
    if json:
        as_json({"calibration": found, "abstention": silent})
        return
    click.echo(f"{system_name}: {kind} fitted on {fit_name}, measured on {test_name}")
    click.echo(f"Brier {_figure(found.brier)}, ECE {_figure(found.ece)}")
    click.echo(f"area under the risk-coverage curve {_figure(found.risk_coverage.aurc)}")
    table(
        "reliability",
        ("mean probability", "observed", "cases"),
        [
            (f"{row.mean_probability:.2f}", _share(row.observed), str(row.observed.of))
            for row in found.reliability
        ],
    )
    table(
        "wrongly suggested, by threshold",
        ("from", "suggested", "wrong"),
        [(f"{row.threshold:g}", str(row.suggested), _share(row.wrong)) for row in found.wrongly_suggested],
    )
    if silent is not None:
        click.echo(
            f"no match below {silent.threshold:.2f}: {silent.both} right of {silent.abstained} said, "
            f"of {silent.no_match} there are"
        )


def _figure(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _share(share: Share) -> str:
    if share.value is None:
        return "none"
    return f"{share.count} of {share.of}, {share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"
