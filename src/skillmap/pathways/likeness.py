"""How alike a profile and many roles are in words, in three parts that can each be read.

Counting needs by id is strict, and right for what is said to be shown, but it orders roles badly: many skills
of a taxonomy say nearly the same, a statement counts for the nearest of them only, and a skill that most
roles ask for counts as much as one that few do. So the order looks at nearness in both directions: what a
person does beside what the role asks for, what the role asks for beside what the person does (a rare need
counting more), and the profile as a whole beside the title. Nearness is the cosine of the encoder.

How the parts are weighed was chosen on 146 occupations of O*NET by their tasks, none of them among those that
``roles-from-tasks`` reports on, with all tasks and with five alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import FitLikeness, NearNeed, Statement
from skillmap.matching.encoder import Vectors
from skillmap.pathways.need_table import NeedTable

ASKED, SHOWN, TITLE = 0.5, 0.25, 0.25
"""How much each part counts; together 1."""
NEAR = 0.5
"""Nearness of one need from which a role may be listed, though no need of it is counted as shown."""
_NEAREST = 3

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """One number for each role of a table; of no meaning where a role has no essential need."""

    table: NeedTable
    statements: tuple[Statement, ...]
    asked: Numbers
    """Mean over the statements of the nearness of the nearest essential need."""
    shown: Numbers
    """Mean over the essential needs, weighed by their rarity, of the nearness of the nearest statement."""
    title: Numbers
    """Nearness of the title to all statements together."""
    near: Numbers
    """Nearness of the nearest essential need to any statement."""
    best: Numbers
    """For each need, nearness of the nearest statement."""
    by: NDArray[np.int64]
    """For each need, which statement that is."""

    @cached_property
    def values(self) -> Numbers:
        """The three parts together."""
        return ASKED * self.asked + SHOWN * self.shown + TITLE * self.title

    def of(self, role: int) -> FitLikeness:
        """Return the likeness of one role with the pairs that come nearest."""
        needs = self.table.need[(self.table.role == role) & self.table.essential]
        first = sorted(map(int, needs), key=lambda need: (-self.best[need], self.table.needs[need]))
        pairs = tuple(self._pair(need) for need in first[:_NEAREST])
        return FitLikeness(
            _short(self.values[role]),
            _short(self.asked[role]),
            _short(self.shown[role]),
            _short(self.title[role]),
            pairs,
        )

    def _pair(self, need: int) -> NearNeed:
        statement = self.statements[int(self.by[need])]
        return NearNeed(*self.table.needs[need], statement.text, statement.id, _short(self.best[need]))


def likeness_of(
    table: NeedTable,
    statements: Sequence[Statement],
    encode: Callable[[Sequence[str]], Vectors],
    known: Callable[[Sequence[str]], Vectors] | None = None,
) -> Likeness | None:
    """Return how alike what a person shows is to each role; None where there is nothing to compare.

    Args:
        table: the needs of the roles; only essential ones are looked at.
        statements: what a person shows, those that can be read.
        encode: gives one unit vector for each text.
        known: the same for names of needs and roles, which are the same for every person.
    """
    if not statements or not table.essential.any():
        return None
    known = known or encode
    said = encode([each.text for each in statements])
    needs, titles = (
        known([label for _, label in table.needs]),
        known([title for _, title, _ in table.roles]),
    )
    rows = np.flatnonzero(table.essential)
    rows = rows[np.argsort(table.role[rows], kind="stable")]
    roles, starts = np.unique(table.role[rows], return_index=True)
    columns = table.need[rows]
    best, by = np.full(len(table.needs), -1.0), np.zeros(len(table.needs), np.int64)
    asked = np.zeros(len(roles))
    for place, vector in enumerate(said):
        nearness = (needs @ vector).astype(np.float64)
        asked += np.maximum.reduceat(nearness[columns], starts)
        closer = nearness > best
        best[closer], by[closer] = nearness[closer], place
    rarity = _rarity(columns, len(table.needs), len(roles))[columns]
    shown = np.add.reduceat(best[columns] * rarity, starts) / np.add.reduceat(rarity, starts)
    whole = _unit(said.sum(axis=0))
    return Likeness(
        table,
        tuple(statements),
        _spread(asked / len(said), roles, table),
        _spread(shown, roles, table),
        (titles @ whole).astype(np.float64),
        _spread(np.maximum.reduceat(best[columns], starts), roles, table),
        best,
        by,
    )


def _short(value: float) -> float:
    return round(float(value), 4)


def _rarity(columns: NDArray[np.int64], needs: int, roles: int) -> Numbers:
    """Return for each need how much it says that a role asks for it: the fewer roles do, the more."""
    asking = np.bincount(columns, minlength=needs)
    return np.log1p(roles / np.maximum(asking, 1))


def _spread(values: Numbers, roles: NDArray[np.int64], table: NeedTable) -> Numbers:
    spread = np.full(len(table.roles), -1.0)
    spread[roles] = values
    return spread


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector if length == 0 else vector / np.float32(length)
