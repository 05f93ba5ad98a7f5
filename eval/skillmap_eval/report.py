"""Runs as one HTML page for a researcher: leaderboards, slices, calibration, comparisons, mistakes."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from skillmap import __version__
from skillmap.text import clipped, neutral
from skillmap_eval import report_views as views
from skillmap_eval.calibration import FittedOn, ReliabilityBin, RiskCoverage, RiskPoint, WronglySuggested
from skillmap_eval.compare import Comparison, compare_many, holm
from skillmap_eval.result import Figure, Run
from skillmap_eval.task import Task

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_POINTS = 400
"""Points drawn of a risk-coverage curve; more would not be seen."""
SHORT_HASH = 16
"""Figures of a hash that are shown in tables."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class TaskComparison:
    """A comparison and the task that it was made on."""

    task: str
    split: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class CalibrationResult:
    """How well the probabilities of one system hold on one task."""

    task: str
    split: str
    system: str
    kind: str
    """Of the calibrator: ``isotonic`` or ``platt``."""
    fitted_on: FittedOn
    reliability: tuple[ReliabilityBin, ...]
    brier: Figure
    ece: Figure
    risk_coverage: RiskCoverage
    wrongly_suggested: tuple[WronglySuggested, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """What goes into the page."""

    with_texts: bool = True
    """False leaves out every text of queries and targets, for a file that is committed or published: the
    texts of a task may stand under somebody's licence."""
    worst: int = 30
    """Queries listed for each task and system."""
    metric: str | None = None
    """Orders systems, slices and mistakes; None takes the first of the runs."""


WITH_TEXTS = Show()
WITHOUT_TEXTS = Show(with_texts=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns values into places of a plot, in units of its viewBox."""

    left: float
    top: float
    width: float
    height: float
    x_low: float = 0.0
    x_high: float = 1.0
    y_high: float = 1.0

    def x(self, value: float) -> float:
        """Return how far from the left edge a value stands."""
        return round(self.left + self.width * (value - self.x_low) / (self.x_high - self.x_low), 2)

    def y(self, value: float) -> float:
        """Return how far from the top edge a value stands; values begin at 0."""
        return round(self.top + self.height * (1 - value / self.y_high), 2)


@dataclass(frozen=True, slots=True)
class _CalibrationView:
    result: CalibrationResult
    points: tuple[RiskPoint, ...]
    """Those that are drawn."""
    risk_frame: Frame
    is_own_judge: bool
    """Fitted on the very task that it is judged on."""


@dataclass(frozen=True, slots=True)
class _TaskView:
    anchor: str
    group: views.Group
    board: views.Leaderboard
    slices: tuple[views.Slice, ...]
    compared: tuple[views.Compared, ...]
    difference_frame: Frame
    calibrations: tuple[_CalibrationView, ...]
    mistakes: tuple[views.Mistakes, ...]
    query_texts: Mapping[str, str]
    query_ids: Mapping[str, str]
    """What to show in place of an id that must not be shown."""
    target_ids: Mapping[str, str]


def render_report(
    runs: Sequence[Run],
    tasks: Mapping[str, Task],
    comparisons: Sequence[TaskComparison] = (),
    calibrations: Sequence[CalibrationResult] = (),
    show: Show = WITH_TEXTS,
) -> str:
    """Return the runs as one HTML page that loads nothing; the same values give the same bytes.

    Args:
        runs: systems on tasks; runs on one task stand in one table if they share split and hash.
        tasks: by name. Without the task of a run, or with another hash, its figures are shown and its slices
            and mistakes are not.
        comparisons: mark systems that cannot be told apart from the best, and fill the table of comparisons.
        calibrations: one for each system and task that was calibrated.
        show: ``WITHOUT_TEXTS`` for a page that leaves this machine.

    Raises:
        SkillmapError: a system stands twice on a task, or a run does not hang together.
        UnknownNameError: a run does not have the metric that ``show`` names.
    """
    groups = views.group_runs(runs, tasks, show.metric)
    shown = tuple(
        _task_view(number, group, comparisons, calibrations, show) for number, group in enumerate(groups, 1)
    )
    environments = tuple(dict.fromkeys(tuple(sorted(run.environment.items())) for run in runs))
    metrics = dict.fromkeys(name for view in shown for name in view.board.metrics)
    return _page(
        shown=shown,
        with_texts=show.with_texts,
        environments=environments,
        environment_of={
            (run.task, run.split, run.task_sha256, run.system): environments.index(
                tuple(sorted(run.environment.items()))
            )
            + 1
            for run in runs
        },
        descriptions={name: views.description_of(name) for name in metrics},
        licences=dict.fromkeys(view.group.known.licence for view in shown if view.group.known is not None),
    )


def compare_with_best(
    runs: Sequence[Run], metrics: Sequence[str] | None = None
) -> tuple[TaskComparison, ...]:
    """Compare, on each task and by each metric, every other system with the best one.

    Holm's correction is over all comparisons on one task. That the best was found on the same queries makes
    p a little too small for it; what is not told apart stays so.
    """
    made: list[TaskComparison] = []
    for group in views.group_runs(runs, {}, None):
        family = [one for name in metrics or _metrics_of(group) for one in _with_best(group, name)]
        adjusted = holm([one.p for one in family])
        made += (
            TaskComparison(group.task, group.split, replace(one, adjusted_p=p))
            for one, p in zip(family, adjusted, strict=True)
        )
    return tuple(made)


def _metrics_of(group: views.Group) -> tuple[str, ...]:
    return tuple(name for name in group.runs[0].per_query if all(name in run.per_query for run in group.runs))


def _with_best(group: views.Group, metric: str) -> tuple[Comparison, ...]:
    best = min(group.runs, key=lambda run: (-run.metrics[metric].value, run.system))
    return compare_many([(best, run) for run in group.runs if run is not best], [metric])


def _task_view(
    number: int,
    group: views.Group,
    comparisons: Sequence[TaskComparison],
    calibrations: Sequence[CalibrationResult],
    show: Show,
) -> _TaskView:
    own = tuple(one.comparison for one in comparisons if (one.task, one.split) == (group.task, group.split))
    ends = [abs(end) for one in own for end in (one.low, one.high, one.difference)]
    widest = max(ends, default=0.0) or 1.0
    texts = {q.id: q.text for q in group.known.queries} if group.known is not None and show.with_texts else {}
    query_ids, target_ids = ({}, {}) if show.with_texts else views.ids_without_texts(group)
    return _TaskView(
        anchor=f"task-{number}",
        group=group,
        board=views.leaderboard(group, own),
        slices=views.slices(group),
        compared=views.compared(group, own),
        difference_frame=Frame(4, 0, 112, 10, x_low=-widest, x_high=widest),
        calibrations=tuple(
            _calibration_view(one)
            for one in calibrations
            if (one.task, one.split) == (group.task, group.split)
        ),
        mistakes=views.mistakes(group, show.worst),
        query_texts=texts,
        query_ids=query_ids,
        target_ids=target_ids,
    )


def risk_view(curve: RiskCoverage) -> tuple[tuple[RiskPoint, ...], Frame]:
    """Return the points of a risk-coverage curve that are drawn, and the frame to draw them in."""
    points = curve.points
    step = max(1, math.ceil(len(points) / MOST_POINTS))
    # The last point, everything answered, is always drawn.
    drawn = (*points[:-1:step], *points[-1:])
    highest = max((point.risk for point in points), default=0.0)
    # Up to the next fifth, so that ticks at quarters of the axis are round numbers.
    y_high = min(1.0, max(0.2, math.ceil(highest * 5) / 5))
    frame = Frame(44, 10, 290, 220, y_high=y_high)
    return drawn, frame


def _calibration_view(result: CalibrationResult) -> _CalibrationView:
    drawn, frame = risk_view(result.risk_coverage)
    return _CalibrationView(
        result, drawn, frame, bool(result.fitted_on.task) and result.fitted_on.task == result.task
    )


def _language_tag(tag: str | None) -> str:
    """Return a language tag that is safe and well formed, else an empty text."""
    return tag if tag is not None and _LANGUAGE_TAG.fullmatch(tag) else ""


def _signed(value: float) -> str:
    """Return a difference with its sign, minus as U+2212 and none on what rounds to 0."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "\u2212")


def _p_words(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _finalised(value: object) -> object:
    """Clean whatever a template prints, unless the template itself made it."""
    return value if hasattr(value, "__html__") else neutral(str(value))


@cache
def _environment() -> Environment:
    # Imported here: a run that prints no page need not load a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("skillmap_eval"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalised,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clipped=clipped, language_tag=_language_tag, signed=_signed, p_words=_p_words)
    environment.globals.update(
        FEWEST=views.FEWEST,
        SHORT_HASH=SHORT_HASH,
        SIGNIFICANT=views.SIGNIFICANT,
        bar=Frame(0, 0, 96, 10),
        square=Frame(44, 10, 220, 220),
    )
    return environment


def _page(**values: object) -> str:
    return page_of("report.html", **values)


def page_of(template: str, **values: object) -> str:
    """Return a page with the style and script of all reports, and their hashes."""
    environment = _environment()
    style = environment.get_template("report.css").render()
    script = environment.get_template("report.js").render()
    return environment.get_template(template).render(
        version=__version__,
        style=style,
        style_hash=_content_hash(style),
        script=script,
        script_hash=_content_hash(script),
        **values,
    )


def _content_hash(text: str) -> str:
    """Return the hash under which a browser admits an inline block (CSP Level 3, source expressions)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
