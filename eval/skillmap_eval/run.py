"""Running a system on a task: resumable, and kept with everything needed to repeat it."""

from __future__ import annotations

import dataclasses
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from skillmap.errors import FormatError
from skillmap_eval.bootstrap import interval
from skillmap_eval.metrics import parse_metric
from skillmap_eval.result import Figure, Ranked, Run
from skillmap_eval.system import System
from skillmap_eval.task import Task

DEPTH = 100
"""How many targets of each ranking are kept."""
METRICS = ("mrr", "rp@5", "rp@10", "ndcg@10", "recall@10", "recall@100", "map")
CHUNK = 32
"""Queries between two writes; what a killed run can lose."""
FORMAT = 1
_PACKAGES = (
    "skillmap",
    "numpy",
    "onnxruntime",
    "rapidfuzz",
    "scikit-learn",
    "bm25s",
    "sentence-transformers",
    "torch",
)

Progress = Callable[[str, int, int], None]


def run(
    system: System,
    task: Task,
    *,
    metrics: Sequence[str] = METRICS,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Rank every query of a task and compute figures with intervals.

    Args:
        system: what is measured.
        task: what it is measured on.
        metrics: names as in ``ndcg@10``.
        folder: where to keep the run; an interrupted one is taken up again there.
        progress: called with the job, the queries done and all queries.
    """
    for name in metrics:
        parse_metric(name)  # a misspelt name shows before the work, not after it
    started = time.perf_counter()
    partial = None if folder is None else _partial_path(folder, system, task)
    rankings = _rank_all(system, task, partial, progress)
    done = score(
        Run(
            system=system.name,
            task=task.name,
            split=task.split,
            task_sha256=task.sha256,
            fingerprint=system.fingerprint,
            rankings=rankings,
            per_query={},
            scored_queries=(),
            metrics={},
            environment=_environment(),
            seconds=round(time.perf_counter() - started, 3),
        ),
        task,
        metrics,
    )
    if folder is not None:
        save_run(done, folder / f"{_file_name(system.name, task.name)}.json")
    if partial is not None:
        partial.unlink(missing_ok=True)
    return done


def score(made: Run, task: Task, metrics: Sequence[str]) -> Run:
    """Return a run with its figures: values by query, means and intervals.

    No-match queries have no relevant target; they are left out here and measured by abstention.
    """
    parsed = [parse_metric(name) for name in metrics]
    scored = [ranked for ranked in made.rankings if ranked.query_id not in task.no_match]
    values = {
        str(metric): tuple(
            metric.score(ranked.target_ids, task.judgements[ranked.query_id], task.relevant)
            for ranked in scored
        )
        for metric in parsed
    }
    return dataclasses.replace(
        made,
        per_query=values,
        scored_queries=tuple(ranked.query_id for ranked in scored),
        metrics={name: interval(found) for name, found in values.items() if found},
    )


def save_run(made: Run, path: Path) -> None:
    """Write a run as JSON: ids, hashes and numbers, no text of the task."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".tmp")
    partial.write_text(
        json.dumps({"format": FORMAT, **dataclasses.asdict(made)}, ensure_ascii=False, indent=None) + "\n",
        encoding="utf-8",
    )
    partial.replace(path)


def load_run(path: Path) -> Run:
    """Read a run back.

    Raises:
        FormatError: the file is not a run.
    """
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw.pop("format") != FORMAT:
            raise ValueError("another format of run files")
        rankings = tuple(
            Ranked(row["query_id"], tuple(row["target_ids"]), tuple(row["scores"]))
            for row in raw.pop("rankings")
        )
        per_query = {name: tuple(values) for name, values in raw.pop("per_query").items()}
        figures = {name: Figure(**figure) for name, figure in raw.pop("metrics").items()}
        scored = tuple(raw.pop("scored_queries"))
        return Run(rankings=rankings, per_query=per_query, metrics=figures, scored_queries=scored, **raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(path.name, "", f"is not a run of skillmap eval: {error}") from error


def _rank_all(
    system: System, task: Task, partial: Path | None, progress: Progress | None
) -> tuple[Ranked, ...]:
    kept = _kept(partial)
    waiting = [query for query in task.queries if query.id not in kept]
    job = f"{system.name} on {task.name}"
    fresh: list[Ranked] = []
    try:
        for ranked in system.rank(task, waiting, DEPTH) if waiting else ():
            kept[ranked.query_id] = ranked
            fresh.append(ranked)
            if len(fresh) >= CHUNK:
                _append(partial, fresh)
                fresh = []
                if progress is not None:
                    progress(job, len(kept), len(task.queries))
    finally:
        # An interrupted run keeps what was finished; only a killed one loses its last chunk.
        _append(partial, fresh)
    if progress is not None:
        progress(job, len(task.queries), len(task.queries))
    return tuple(kept[query.id] for query in task.queries)


def _kept(partial: Path | None) -> dict[str, Ranked]:
    if partial is None or not partial.is_file():
        return {}
    kept = {}
    for line in partial.read_text(encoding="utf-8").splitlines():
        try:
            query_id, target_ids, scores = json.loads(line)
        except ValueError:
            continue  # half a line that a killed run left
        kept[query_id] = Ranked(query_id, tuple(target_ids), tuple(scores))
    return kept


def _append(partial: Path | None, fresh: Sequence[Ranked]) -> None:
    if partial is None or not fresh:
        return
    partial.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps([found.query_id, found.target_ids, found.scores]) + "\n" for found in fresh]
    before = partial.read_bytes() if partial.is_file() else b""
    # A half line of a killed run is closed, so that the next line stands alone.
    start = "\n" if before and not before.endswith(b"\n") else ""
    with partial.open("a", encoding="utf-8") as stream:
        stream.write(start + "".join(lines))


def _partial_path(folder: Path, system: System, task: Task) -> Path:
    # Named by what shapes the rankings: a changed system or task never takes up an old run.
    import hashlib

    facts = "\x1f".join((system.fingerprint, task.kind, task.sha256, str(DEPTH)))
    digest = hashlib.sha256(facts.encode()).hexdigest()[:12]
    return folder / f".{_file_name(system.name, task.name)}.{digest}.partial.jsonl"


def _file_name(system: str, task: str) -> str:
    return f"{task}--{system}".replace("/", "_").replace(":", "_")


def _environment() -> dict[str, str]:
    found = {"python": sys.version.split()[0], "machine": platform.machine(), "system": platform.system()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
