"""Needs that are skills of a taxonomy: a few words that many statements come near to.

A need in words of its own ("query relational databases with SQL") says enough to be compared alone. A skill
of a taxonomy ("query languages", "business analytics") is shown only where it is also among the nearest
skills of the whole taxonomy: what a statement speaks of more plainly must not be taken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from skillmap.domain import Statement
from skillmap.matching import Comparison, Encoder, Learned, Matcher, Recipe, TargetIndex
from skillmap.pathways.evidence_table import PARTLY, SHOWN

NEAREST = 10
"""How many skills of the taxonomy a statement may speak of; its shortlist for a person is as long."""
NearestSkills = Callable[[Sequence[Statement]], Mapping[str, Collection[str]]]
"""Gives the ids of the nearest skills of the taxonomy for each statement, by id of the statement."""


class SkillNeedMatcher(Matcher):
    """Compares statements with needs, and asks the whole taxonomy about those that are skills of it."""

    def __init__(
        self, index: TargetIndex, encoder: Encoder, recipe: Recipe, learned: Learned, nearest: NearestSkills
    ) -> None:
        super().__init__(index, encoder, recipe, learned)
        self.nearest_skills = nearest
        """Asks the taxonomy; may be replaced by something that keeps its answers."""
        self.skills: frozenset[str] = frozenset()
        """Ids of the needs that are skills of the taxonomy; the others are compared alone."""
        self.asks_from = PARTLY
        """Similarity from which the taxonomy is asked; lower ones stand as they are."""

    def compare(self, statements: Sequence[Statement]) -> Comparison:
        """Score every statement against every need.

        A skill that is not among the nearest of the taxonomy counts as partly shown at most, and only where
        its likeness alone would show it.
        """
        compared = super().compare(statements)
        columns = [place for place, need in enumerate(self.index.targets) if need.id in self.skills]
        if not columns or not len(compared.scores):
            return compared
        scores = compared.scores.copy()
        asked = [row for row in range(len(scores)) if scores[row, columns].max() >= self.asks_from]
        near = self.nearest_skills([compared.queries[row].statement for row in asked])
        for row in asked:
            known = near.get(compared.queries[row].statement.id, ())
            for column in columns:
                if self.index.targets[column].id not in known:
                    scores[row, column] = _held_back(float(scores[row, column]))
        return Comparison(self, compared.queries, scores)


def _held_back(score: float) -> np.float32:
    limit = SHOWN if score >= SHOWN else PARTLY
    return np.float32(min(score, np.nextafter(np.float32(limit), np.float32(0))))
