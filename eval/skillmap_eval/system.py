"""What a system under test offers, and the registry of systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from skillmap.registry import Registry
from skillmap_eval.result import Ranked
from skillmap_eval.task import Query, Task


class System(Protocol):
    """Ranks the targets of a task for its queries."""

    @property
    def name(self) -> str:
        """What a user types to choose it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when its rankings would."""
        ...

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give each query's best ``depth`` targets, in the order of the queries; ties go by target id."""
        ...


systems: Registry[Callable[[], System]] = Registry("system", "skillmap_eval.systems")
"""Every system by name, as a function that makes it."""


def make_system(name: str) -> System:
    """Return a system by name; ``sentence-transformers:MODEL`` and ``run:FILE`` name a model or a TREC run.

    Raises:
        UnknownNameError: no system of that name.
    """
    kind, _, argument = name.partition(":")
    if argument and kind == "sentence-transformers":
        from skillmap_eval.systems.sentences import SentenceSystem

        return SentenceSystem(name)
    if argument and kind == "run":
        from skillmap_eval.systems.run_file import RunFileSystem

        return RunFileSystem(argument)
    return systems.get(name)()
