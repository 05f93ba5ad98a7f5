"""What the report shows of each task, as values: no HTML here, no figure that the runs do not bear out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillmap.errors import SkillmapError, UnknownNameError
from skillmap_eval.bootstrap import interval
from skillmap_eval.compare import ChangedQuery, Comparison, changed_queries
from skillmap_eval.metrics import parse_metric
from skillmap_eval.result import Figure, Ranked, Run
from skillmap_eval.task import Item, Query, Task

SIGNIFICANT = 0.05
"""Adjusted p below which two systems are told apart."""
SLICE_RESAMPLES = 1000
"""Fewer than for the leaderboard: there are many slices and their intervals are wide."""
FEWEST = 5
"""Queries of a slice from which an interval is shown: resampling fewer looks surer than it is."""
MOST_VALUES = 20
"""Values of one slice that are listed, the most frequent ones."""
MOST_EXPECTED = 10
"""Expected targets listed for one query, the best ranked first."""
MOST_GIVEN = 5
MOST_CHANGED = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure of one system by one metric."""

    figure: Figure
    mark: str
    """``best``, ``highest`` (where nothing was compared with it), ``level`` (not told apart) or nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One system; a cell is None where its run has no such figure."""

    run: Run
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Systems by metrics, best by the main metric first."""

    metrics: tuple[str, ...]
    rows: tuple[Row, ...]
    is_tested: bool
    """Whether any system was compared with a best one, by any metric."""


@dataclass(frozen=True, slots=True)
class SliceRow:
    """The queries that share one value."""

    value: str
    queries: int
    figures: tuple[Figure | None, ...]
    """One for each system, in the order of the leaderboard."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A property of queries, its most frequent values first."""

    name: str
    rows: tuple[SliceRow, ...]
    left_out: int
    """Values beyond the first twenty."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with the queries that changed."""

    comparison: Comparison
    verdict: str
    """``better``, ``worse`` or ``not told apart``, of the second against the first."""
    better: int | None
    """Queries where the second is better; None when its run or the other's is not on the page."""
    worse: int | None
    changed: tuple[ChangedQuery, ...]
    """The largest changes."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target in the ranking for a query, or expected in it."""

    id: str
    item: Item | None
    rank: int | None
    """From 1; None when it is not among the ranked."""
    score: float | None
    grade: str | None
    """The name of its grade; None when nobody judged it."""
    is_relevant: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """A query that a system answers badly."""

    query: Query
    value: float
    expected: tuple[Target, ...]
    more_expected: int
    given: tuple[Target, ...]
    depth: int
    """How many targets were ranked."""


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The worst answered queries of one system, the worst first."""

    system: str
    worst: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that share task, split and hash: only these may stand in one table."""

    task: str
    split: str
    sha256: str
    runs: tuple[Run, ...]
    known: Task | None
    """The task itself; None when it is not at hand or has another hash."""
    has_other_hash: bool
    metric: str
    """The main one: orders systems, slices and mistakes."""


def group_runs(runs: Sequence[Run], tasks: Mapping[str, Task], metric: str | None) -> tuple[Group, ...]:
    """Return the runs by task, split and hash, in order of first appearance.

    Raises:
        SkillmapError: a system stands twice on one task, or values and queries of a run differ in number.
        UnknownNameError: a run does not have the metric.
    """
    hashes = {name: task.sha256 for name, task in tasks.items()}
    together: dict[tuple[str, str, str], list[Run]] = {}
    for run in runs:
        _check(run)
        together.setdefault((run.task, run.split, run.task_sha256), []).append(run)
    return tuple(_group(key, tuple(found), tasks, hashes, metric) for key, found in together.items())


def leaderboard(group: Group, comparisons: Sequence[Comparison]) -> Leaderboard:
    """Return systems by metrics; the best by each metric, and those not told apart from it, are marked."""
    metrics = tuple(dict.fromkeys(name for run in group.runs for name in run.metrics))
    p_values = {(one.metric, frozenset((one.first, one.second))): one.adjusted_p for one in comparisons}
    best = {name: _best(group.runs, name) for name in metrics}
    rows = tuple(
        Row(run, tuple(_cell(run, name, best[name], p_values) for name in metrics)) for run in group.runs
    )
    is_tested = any(cell is not None and cell.mark == "best" for row in rows for cell in row.cells)
    return Leaderboard(metrics, rows, is_tested)


def slices(group: Group) -> tuple[Slice, ...]:
    """Return the main metric by each property of the queries, sorted by name; none without the task."""
    if group.known is None:
        return ()
    values_of: dict[str, dict[str, set[str]]] = {}
    scored = {query_id for run in group.runs for query_id in run.scored_queries}
    for query in group.known.queries:
        properties = dict(query.slices)
        if query.language is not None:
            properties.setdefault("language", query.language)
        for name, value in properties.items():
            if query.id in scored:
                values_of.setdefault(name, {}).setdefault(value, set()).add(query.id)
    return tuple(_slice(group, name, values_of[name]) for name in sorted(values_of))


def compared(group: Group, comparisons: Iterable[Comparison]) -> tuple[Compared, ...]:
    """Return comparisons with the queries that changed, in the order given."""
    by_system = {run.system: run for run in group.runs}
    return tuple(_compared(one, by_system.get(one.first), by_system.get(one.second)) for one in comparisons)


def mistakes(group: Group, most: int) -> tuple[Mistakes, ...]:
    """Return, for each system, its worst queries by the main metric; none without the task.

    Ties: the query whose first relevant target stands further down comes first, then by id.
    """
    if group.known is None:
        return ()
    queries = {query.id: query for query in group.known.queries}
    items = {item.id: item for item in group.known.targets}
    return tuple(
        Mistakes(run.system, _worst(group.known, run, group.metric, (queries, items), most))
        for run in group.runs
    )


def ids_without_texts(group: Group) -> tuple[dict[str, str], dict[str, str]]:
    """Return what to show for the ids of queries and of targets that are themselves texts.

    Such an id has white space or is one of the texts that it stands for, e.g. the label of a skill; its place
    in the task is shown instead.
    """
    if group.known is None:
        scored = dict.fromkeys(query_id for run in group.runs for query_id in run.scored_queries)
        return _places("query", {query_id: () for query_id in scored}), {}
    queries = _places("query", {query.id: (query.text,) for query in group.known.queries})
    return queries, _places("target", {t.id: (*t.names, t.description) for t in group.known.targets})


def description_of(metric: str) -> str:
    """Return what a metric measures, or nothing for one that is not ours."""
    try:
        return parse_metric(metric).description
    except UnknownNameError:
        return ""


def _check(run: Run) -> None:
    for name, values in run.per_query.items():
        if len(values) != len(run.scored_queries):
            counts = f"{len(values)} values for {len(run.scored_queries)} scored queries"
            raise SkillmapError(f"run of {run.system} on {run.task}, {name}: {counts}; expected one each")


def _places(what: str, texts_of: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {
        id: f"{what} {number}"
        for number, (id, texts) in enumerate(texts_of.items(), 1)
        if any(map(str.isspace, id)) or id.lower() in {text.lower() for text in texts}
    }


def _group(
    key: tuple[str, str, str],
    runs: tuple[Run, ...],
    tasks: Mapping[str, Task],
    hashes: Mapping[str, str],
    metric: str | None,
) -> Group:
    task, split, sha256 = key
    names = [run.system for run in runs]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise SkillmapError(f"report: {doubled[0]} stands {names.count(doubled[0])} times on {task}")
    known = tuple(dict.fromkeys(name for run in runs for name in run.metrics))
    if metric is not None and metric not in known:
        raise UnknownNameError(f"metric in the runs on {task}", metric, known)
    main = metric or (known[0] if known else "")
    ordered = sorted(runs, key=lambda run: (-_value(run, main), run.system))
    is_same = hashes.get(task) == sha256
    return Group(
        task,
        split,
        sha256,
        tuple(ordered),
        tasks[task] if is_same else None,
        task in tasks and not is_same,
        main,
    )


def _value(run: Run, metric: str) -> float:
    return run.metrics[metric].value if metric in run.metrics else float("-inf")


def _best(runs: Sequence[Run], metric: str) -> frozenset[str]:
    """The systems with the highest value; none when all have it."""
    values = {run.system: run.metrics[metric].value for run in runs if metric in run.metrics}
    if len(set(values.values())) < 2:
        return frozenset()
    return frozenset(system for system, value in values.items() if value == max(values.values()))


def _cell(
    run: Run, metric: str, best: frozenset[str], p_values: Mapping[tuple[str, frozenset[str]], float]
) -> Cell | None:
    if metric not in run.metrics:
        return None
    if run.system in best:
        is_tested = any(name == metric and pair & best for name, pair in p_values)
        return Cell(run.metrics[metric], "best" if is_tested else "highest")
    tested = [p_values.get((metric, frozenset((run.system, top)))) for top in best]
    is_level = any(p is not None and p >= SIGNIFICANT for p in tested)
    return Cell(run.metrics[metric], "level" if is_level else "")


def _slice(group: Group, name: str, members: Mapping[str, set[str]]) -> Slice:
    ordered = sorted(members, key=lambda value: (-len(members[value]), value))
    values = [
        dict(zip(run.scored_queries, run.per_query.get(group.metric, ()), strict=False)) for run in group.runs
    ]
    rows = tuple(
        SliceRow(value, len(members[value]), tuple(_figure(found, members[value]) for found in values))
        for value in ordered[:MOST_VALUES]
    )
    return Slice(name, rows, max(0, len(ordered) - MOST_VALUES))


def _figure(values: Mapping[str, float], members: set[str]) -> Figure | None:
    # Sorted, because the interval depends on the order and a set has none.
    inside = [values[query_id] for query_id in sorted(members) if query_id in values]
    return interval(inside, resamples=SLICE_RESAMPLES) if inside else None


def _compared(comparison: Comparison, first: Run | None, second: Run | None) -> Compared:
    verdict = "not told apart"
    if comparison.adjusted_p < SIGNIFICANT:
        verdict = "better" if comparison.difference > 0 else "worse"
    if first is None or second is None:
        return Compared(comparison, verdict, None, None, ())
    changed = changed_queries(first, second, comparison.metric)
    better = sum(query.difference > 0 for query in changed)
    return Compared(comparison, verdict, better, len(changed) - better, changed[:MOST_CHANGED])


def _worst(
    task: Task, run: Run, metric: str, known: tuple[Mapping[str, Query], Mapping[str, Item]], most: int
) -> tuple[Mistake, ...]:
    queries, items = known
    rankings = {ranked.query_id: ranked for ranked in run.rankings}
    valued = [
        (value, -_first_relevant(task, rankings.get(query_id), query_id), query_id)
        for query_id, value in zip(run.scored_queries, run.per_query.get(metric, ()), strict=False)
        if value < 1 and query_id in queries
    ]
    return tuple(
        _mistake(task, queries[query_id], rankings.get(query_id), items, value)
        for value, _, query_id in sorted(valued)[:most]
    )


def _first_relevant(task: Task, ranked: Ranked | None, query_id: str) -> float:
    relevant = task.relevant_of(query_id)
    places = (rank for rank, id in enumerate(ranked.target_ids if ranked else (), 1) if id in relevant)
    return next(places, float("inf"))


def _mistake(
    task: Task, query: Query, ranked: Ranked | None, items: Mapping[str, Item], value: float
) -> Mistake:
    ids = ranked.target_ids if ranked is not None else ()
    scores = dict(zip(ids, ranked.scores, strict=True)) if ranked is not None else {}
    ranks = {id: rank for rank, id in enumerate(ids, 1)}
    grades = task.judgements.get(query.id, {})

    def target(id: str) -> Target:
        grade = task.grades.get(grades[id], str(grades[id])) if id in grades else None
        return Target(
            id, items.get(id), ranks.get(id), scores.get(id), grade, grades.get(id, 0) >= task.relevant
        )

    expected = sorted(task.relevant_of(query.id), key=lambda id: (ranks.get(id, float("inf")), id))
    return Mistake(
        query=query,
        value=value,
        expected=tuple(target(id) for id in expected[:MOST_EXPECTED]),
        more_expected=max(0, len(expected) - MOST_EXPECTED),
        given=tuple(target(id) for id in ids[:MOST_GIVEN]),
        depth=len(ids),
    )
