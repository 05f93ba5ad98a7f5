"""A system that is only known by its TREC run file."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from skillmap.errors import FormatError
from skillmap_eval.result import Ranked, Run
from skillmap_eval.task import Query, Task

_FIELDS = 6


class RunFileSystem:
    """Rankings read from a file with lines ``query Q0 target rank score tag``."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._rankings, tag = read_run_file(self._path)
        self.name = tag
        self.fingerprint = "run-" + hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking that the file has for each query; an empty one where it has none."""
        targets = {_id(item.id): item.id for item in task.targets}
        for query in queries:
            found = self._rankings.get(_id(query.id), Ranked(query.id, (), ()))
            pool = frozenset(task.pools.get(query.id, targets.values()))
            kept = [
                (targets[target], score)
                for target, score in zip(found.target_ids, found.scores, strict=True)
                if targets.get(target) in pool
            ]
            # Again, since ids may sort otherwise with their blanks back.
            kept = sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:depth]
            yield Ranked(query.id, tuple(target for target, _ in kept), tuple(score for _, score in kept))


def read_run_file(path: Path) -> tuple[dict[str, Ranked], str]:
    """Return the rankings of a TREC run file by query, best first by score and then by target id.

    Raises:
        FormatError: a line has not six fields, its score is not a finite number, or its pair stood before.
    """
    rows: dict[str, dict[str, float]] = {}
    tag = path.stem
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(path.name, "", f"cannot be read as a run file: {error}") from error
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != _FIELDS:
            raise FormatError(path.name, f"line {number}", f"has {len(fields)} fields, expected {_FIELDS}")
        query_id, _, target_id, _, score, tag = fields
        found = rows.setdefault(query_id, {})
        if target_id in found:
            raise FormatError(path.name, f"line {number}", f"ranks {target_id!r} again for {query_id!r}")
        found[target_id] = _score(score, path, number)
    rankings = {}
    for query_id, scores in rows.items():
        ids = sorted(scores, key=lambda id: (-scores[id], id))
        rankings[query_id] = Ranked(query_id, tuple(ids), tuple(scores[id] for id in ids))
    return rankings, tag


def _score(text: str, path: Path, number: int) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise FormatError(path.name, f"line {number}", f"score {text!r} is not a finite number")
    return score


def write_run_file(made: Run, path: Path) -> None:
    """Write the rankings of a run in TREC form; blanks in ids become underscores, which TREC asks for.

    trec_eval puts tied targets by falling id and we by rising id: figures differ where there are ties.
    """
    lines = [
        f"{_id(ranked.query_id)} Q0 {_id(target)} {rank} {score:.6f} {_id(made.system)}"
        for ranked in made.rankings
        for rank, (target, score) in enumerate(zip(ranked.target_ids, ranked.scores, strict=True), 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_judgements(task: Task, path: Path) -> None:
    """Write the judgements of a task in TREC form: ``query 0 target grade``."""
    lines = [
        f"{_id(query_id)} 0 {_id(target_id)} {grade}"
        for query_id, graded in task.judgements.items()
        for target_id, grade in graded.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _id(text: str) -> str:
    return "_".join(text.split())
