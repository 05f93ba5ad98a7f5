"""Where an award counts in a programme, and why there."""

from __future__ import annotations

from dataclasses import dataclass, field

from skillmap.domain import Credit, Landing, LandingPlace, Module, Programme

CATALOGUE = "the catalogue of the programme"
_ABOUT = 1e-6
"""Sums of credit that differ by less are equal."""


@dataclass(slots=True)
class Electives:
    """How much free choice is left while awards are placed, the strongest first."""

    programme: Programme
    used: float = 0.0
    modules: list[str] = field(default_factory=list)

    def place(self, module: Module) -> Landing:
        """Return where an award for a module counts."""
        if module.core is not False and not module.pool:
            return Landing(
                LandingPlace.NAMED_MODULE, module.id, "It stands for the module itself.", CATALOGUE
            )
        whole = self.programme.electives
        if whole is None or module.credit is None or module.credit.scheme != whole.scheme:
            return self._in_pool(module, "how many electives count is not stated in one scheme")
        if self.used + module.credit.amount > whole.amount + _ABOUT:
            told = f"The electives are full: {self.used:g} of {whole} are taken by other awards."
            return Landing(LandingPlace.NOT_COUNTING, module.id, told, CATALOGUE)
        self.used += module.credit.amount
        return self._in_pool(module, f"{self.used:g} of {whole} of electives taken up")

    def place_general(self, credit: Credit | None) -> tuple[Landing, Credit | None]:
        """Return where credit without a module counts, and how much of it does."""
        whole = self.programme.electives
        if whole is None:
            told = "The programme states no electives that credit without a module could count towards."
            return Landing(LandingPlace.NOT_COUNTING, "", told, CATALOGUE), None
        left = whole.amount - self.used
        if left <= _ABOUT:
            told = f"The electives are full: all {whole} are taken by other awards."
            return Landing(LandingPlace.NOT_COUNTING, "", told, CATALOGUE), None
        if credit is None or credit.scheme != whole.scheme:
            told = f"It counts towards the electives ({whole}); a person says how much of it."
            return Landing(LandingPlace.ELECTIVE_POOL, "electives", told, CATALOGUE), None
        counted = min(left, credit.amount)
        self.used += counted
        told = f"It counts towards the electives ({self.used:g} of {whole} taken up)."
        if counted < credit.amount:
            told += f" {credit.amount - counted:g} {credit.scheme} more than there is room for do not count."
        return Landing(LandingPlace.ELECTIVE_POOL, "electives", told, CATALOGUE), Credit(
            counted, credit.scheme
        )

    def free(self, amount: float) -> None:
        """Give back room that was taken for an award which something else held back."""
        self.used -= amount

    def _in_pool(self, module: Module, how_full: str) -> Landing:
        name = module.pool or "electives"
        told = f"An elective module, from the pool {name!r}; {how_full}."
        return Landing(LandingPlace.ELECTIVE_POOL, name, told, CATALOGUE)


def not_counting(module: Module, why: str, reference: str) -> Landing:
    """Return that an award for a module is earned, but held back, and by what."""
    return Landing(LandingPlace.NOT_COUNTING, module.id, why, reference)
