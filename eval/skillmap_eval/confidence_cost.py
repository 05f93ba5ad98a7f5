"""What "no match" by stated costs saves, on the best candidate of each statement or applicant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from skillmap.matching import ConfidenceModel, Costs, Course
from skillmap_eval.judged_pairs import JudgedPairs


@dataclass(frozen=True, slots=True)
class CostResult:
    """What became of the best candidates when the cheapest course was taken with each."""

    task: str
    split: str
    suggested: int
    wrong: int
    """Suggested, and not right."""
    review: int
    no_match: int
    missed: int
    """Answered "no match" though the best candidate was right."""
    mean_cost: float
    all_suggested: float
    """Mean cost were every best candidate suggested."""


def cost_of(model: ConfidenceModel, pairs: JudgedPairs, costs: Costs) -> CostResult:
    """Take the cheapest course with the best candidate of each query, and count what it cost."""
    taken: Counter[tuple[Course, bool]] = Counter()
    for place in np.flatnonzero(pairs.best):
        course = costs.course(model.chance(pairs.candidates[place]))
        taken[course, bool(pairs.right[place])] += 1
    of = {course: taken[course, True] + taken[course, False] for course in Course}
    asked = sum(taken.values())
    total = sum(count * costs.of(course, right) for (course, right), count in taken.items() if count)
    wrong = sum(count for (_, right), count in taken.items() if not right)
    return CostResult(
        task=model.task,
        split=pairs.split,
        suggested=of[Course.SUGGEST],
        wrong=taken[Course.SUGGEST, False],
        review=of[Course.REVIEW],
        no_match=of[Course.NO_MATCH],
        missed=taken[Course.NO_MATCH, True],
        mean_cost=total / asked,
        all_suggested=wrong * costs.wrong / asked,
    )
