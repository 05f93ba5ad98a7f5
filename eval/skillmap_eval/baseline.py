"""Committed figures, and the gate that derives them again.

A baseline holds ids, hashes and numbers, never text. It fails when the task or the figures changed: a figure
below the committed interval is a loss of quality; one above it asks for a new baseline.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.result import Figure, Run

ROUNDING = 1e-9
"""Means of the same values on another machine differ by far less."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What one system reached on one task when it was recorded."""

    system: str
    task: str
    task_sha256: str
    metrics: Mapping[str, Figure]


def record(runs: Sequence[Run], path: Path) -> None:
    """Write the figures of some runs, sorted by task and system."""
    rows = [
        asdict(Baseline(run.system, run.task, run.task_sha256, run.metrics))
        for run in sorted(runs, key=lambda run: (run.task, run.system))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def read_baselines(path: Path) -> tuple[Baseline, ...]:
    """Read recorded figures.

    Raises:
        FormatError: the file does not hold baselines.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Baseline(
                row["system"],
                row["task"],
                row["task_sha256"],
                {name: Figure(**figure) for name, figure in row["metrics"].items()},
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(path.name, "", f"does not hold baselines: {error}") from error


def failures(baseline: Baseline, made: Run) -> tuple[str, ...]:
    """Return one line for each way in which a run departs from its baseline; none when it holds."""
    if made.task_sha256 != baseline.task_sha256:
        return (f"{baseline.task}: the task has changed since the baseline was recorded",)
    lines = (_departure(made.metrics.get(name), figure) for name, figure in baseline.metrics.items())
    return tuple(
        f"{baseline.system} on {baseline.task}: {name} {line}"
        for name, line in zip(baseline.metrics, lines, strict=True)
        if line
    )


def _departure(found: Figure | None, recorded: Figure) -> str:
    if found is None:
        return "was not measured"
    interval = f"the recorded interval {recorded.low:.4f} to {recorded.high:.4f}"
    if found.value < recorded.low - ROUNDING:
        return f"is {found.value:.4f}, below {interval}"
    if found.value > recorded.high + ROUNDING:
        return f"is {found.value:.4f}, above {interval}: record a new baseline"
    return ""
