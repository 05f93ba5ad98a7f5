"""What candidates can be ordered by: counts of needs, each a question stated before anyone is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillmap.domain import NeedEvidence
from skillmap.registry import Registry

STATED = ("essential_shown", "essential_partly", "optional_shown", "optional_partly")
"""The criteria that count, in this order, where nothing else is stated."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A count over the needs of a role; more is first."""

    question: str
    counts: Callable[[NeedEvidence], bool]
    """Whether a need counts; it may look at the evidence for that need and at nothing else."""


criteria: Registry[Criterion] = Registry("criterion", "skillmap.pathways.criteria")
"""Every criterion by name."""


def file_criterion(name: str, question: str, counts: Callable[[NeedEvidence], bool]) -> None:
    """File a criterion by name."""
    criteria.register(name)(Criterion(question, counts))
