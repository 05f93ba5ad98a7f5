"""What a run leaves behind: rankings and figures, by query, with everything needed to repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """The targets that a system gave for one query, best first."""

    query_id: str
    target_ids: tuple[str, ...]
    scores: tuple[float, ...]
    """Falling; comparable within one system only."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over queries with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    queries: int


@dataclass(frozen=True)
class Run:
    """One system on one task."""

    system: str
    task: str
    split: str
    task_sha256: str
    fingerprint: str
    """The system's own: what shaped its scores."""
    rankings: tuple[Ranked, ...]
    """One for each query, in the order of the task; cut at the depth that was asked."""
    per_query: Mapping[str, tuple[float, ...]]
    """Values by metric, in the order of ``rankings``; no-match queries have none and are left out."""
    scored_queries: tuple[str, ...]
    """Ids of the queries that ``per_query`` is over."""
    metrics: Mapping[str, Figure]
    environment: Mapping[str, str]
    """Package versions, Python, machine."""
    seconds: float
