"""``skillmap eval pathways``: what plans say they close, and what they truly close."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.show import as_json, json_option, table
from skillmap_eval.awards import SPLITS
from skillmap_eval.pathways import figures, path_tasks, planners, run_planner
from skillmap_eval.result import Figure

HEADS = ("planner", "closable needs truly closed", "claimed needs truly closed", "offers in a plan")


@click.command("pathways")
@click.option("--split", type=click.Choice([*SPLITS, "all"]), default="all", show_default=True)
@click.option(
    "--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder with a gold set."
)
@json_option
def pathways_command(split: str, data: Path | None, json: bool) -> None:
    """Plan the way to each module of the gold set with the credentials of its field, and judge the plans.

    Figures are means over modules with 95 % intervals. The fit fields were looked at when the bounds of the
    recipe were chosen; the test fields are for reporting only.
    """
    import skillmap

    engine = skillmap.Engine()
    found: dict[str, dict[str, dict[str, Figure]]] = {}
    for name in SPLITS if split == "all" else (split,):
        tasks = path_tasks(name, data)
        found[f"{name}, {len(tasks)} modules"] = {
            planner: figures(run_planner(tasks, make)) for planner, make in planners(engine).items()
        }
    if json:
        as_json(found)
        return
    for name, by_planner in found.items():
        rows = [
            (planner, _percent(of["closed"]), _percent(of.get("right")), _plain(of["offers"]))
            for planner, of in by_planner.items()
        ]
        table(f"{name} (percent, 95 % interval): {' | '.join(HEADS)}", HEADS, rows)


def _percent(figure: Figure | None) -> str:
    if figure is None:
        return "says nothing"
    return f"{100 * figure.value:.1f} [{100 * figure.low:.1f}, {100 * figure.high:.1f}]"


def _plain(figure: Figure) -> str:
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]"
