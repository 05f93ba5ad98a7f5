"""How often a suggestion may be wrong, as far as decided cases can tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A suggestion that a person has decided on."""

    score: float
    """What the software gave it, in [0, 1]; higher means surer."""
    right: bool
    """True when the person awarded, or agreed."""
    group: str = ""
    """The applicant, where one has several cases: those are counted together. Empty: a case by itself."""


@dataclass(frozen=True, slots=True)
class ErrorBound:
    """From which score on suggestions are wrong at most as often as the stated risk, if anything tells it."""

    risk: float
    """Share of wrong suggestions that is put up with, in (0, 1)."""
    delta: float
    """Chance, in (0, 1), that the decided cases mislead and the share is higher all the same."""
    enough: bool
    """True when the decided cases carry a threshold; False asks for review of every suggestion."""
    threshold: float | None
    """Lowest score from which suggestions keep to the risk; None where too few cases are decided."""
    bound: float | None
    """The risk where it is kept; None where nothing can be promised."""
    decided: int
    """Decided cases, or applicants with decided cases, in all."""
    behind: int
    """Those of them at or above the threshold, or above the one that came nearest to being one."""
    wrong: int
    """How many of ``behind`` hold a wrong suggestion."""
    missing: int
    """How many more must be decided, at least and all of them right, before a threshold can be given."""
    unit: str
    """What is counted: ``suggestion``, or ``applicant`` with one or more suggestions."""
    assumptions: tuple[str, ...]
    """What must hold for the bound to hold, a sentence each."""
    words: str
    """The bound in plain words, for a registrar."""

    def suggests(self, score: float) -> bool:
        """Return whether a score is high enough to be suggested without asking for review first."""
        return self.threshold is not None and score >= self.threshold
