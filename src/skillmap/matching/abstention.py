"""When to say "no match": from what a wrong suggestion, a missed one and a person's look cost.

Chow, On optimum recognition error and reject tradeoff, IEEE Transactions on Information Theory 16, 1970.
With a calibrated confidence p, suggesting costs (1 - p) times a wrong suggestion, saying "no match" costs p
times a missed one, and review costs what it costs: the cheapest of the three is chosen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from skillmap.domain import MatchState, StatementMatches
from skillmap.errors import SkillmapError


class Course(StrEnum):
    """What is cheapest to do with a best candidate."""

    SUGGEST = "suggest"
    REVIEW = "review"
    NO_MATCH = "no match"


@dataclass(frozen=True, slots=True)
class Costs:
    """What each mistake costs, in any one unit: only their ratios count."""

    wrong: float
    """A suggestion that a person would not agree with."""
    missed: float
    """A match that is there and is not suggested."""
    review: float = math.inf
    """A person's look before anything is suggested; infinite where nobody is there to look."""

    def __post_init__(self) -> None:
        for name, value in (("wrong", self.wrong), ("missed", self.missed)):
            if not 0 < value < math.inf:
                raise SkillmapError(f"costs: a {name} suggestion at {value:g}; expected a number above 0")
        if not self.review >= 0:
            raise SkillmapError(f"costs: a review at {self.review:g}; expected 0 or more")

    @property
    def suggest_from(self) -> float:
        """The confidence from which suggesting is cheapest."""
        return max(self._even, 1 - self.review / self.wrong)

    @property
    def no_match_below(self) -> float:
        """The confidence below which "no match" is cheapest; between the two, review is."""
        return min(self._even, self.review / self.missed)

    @property
    def _even(self) -> float:
        """The confidence at which a wrong suggestion and a missed one cost the same."""
        return self.wrong / (self.wrong + self.missed)

    def course(self, confidence: float) -> Course:
        """Return what is cheapest at a confidence; where two cost the same, suggesting comes first."""
        if confidence >= self.suggest_from:
            return Course.SUGGEST
        return Course.NO_MATCH if confidence < self.no_match_below else Course.REVIEW

    def of(self, course: Course, right: bool) -> float:
        """Return what a course costs when the best candidate is, or is not, right."""
        if course is Course.REVIEW:
            return self.review
        if course is Course.SUGGEST:
            return 0.0 if right else self.wrong
        return self.missed if right else 0.0


def by_cost(result: StatementMatches, costs: Costs) -> StatementMatches:
    """Return a result with the state that costs least, and a note where that changes what is said.

    The candidates stay as they are. A result without a confidence is left alone: nothing tells its cost.
    """
    best = result.candidates[0] if result.candidates else None
    if best is None or best.confidence is None or result.state is not MatchState.MATCHED:
        return result
    course = costs.course(best.confidence)
    if course is Course.SUGGEST:
        return result
    if course is Course.REVIEW:
        said = f"confidence {best.confidence:.2f} lies between {costs.no_match_below:.2f} and "
        return replace(result, note=_and(f"{said}{costs.suggest_from:.2f}: worth a review", result.note))
    said = f"confidence {best.confidence:.2f} is below {costs.no_match_below:.2f}, where no match costs least"
    return replace(result, state=MatchState.NO_MATCH, note=_and(said, result.note))


def _and(said: str, note: str) -> str:
    return f"{said}; {note}" if note else said
