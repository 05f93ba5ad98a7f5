"""Which scorers count, and how much: similarity is their weighted mean, times what objects to it."""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.matching.course_names import course_names
from skillmap.matching.reading import Reading


@dataclass(frozen=True, slots=True)
class Recipe:
    """Weights of scorers; those of the short list are too slow for every target."""

    name: str
    weights: tuple[tuple[str, float], ...]
    """Scorers that rank every target."""
    short_list_weights: tuple[tuple[str, float], ...] = ()
    """Scorers that re-score the best ``short_list`` targets."""
    short_list: int = 100
    factors: tuple[str, ...] = ()
    """Scorers whose score multiplies the similarity: 1 where they have nothing to object."""
    reading: Reading = Reading.STATEMENT
    """How the texts of both sides are cut."""

    def __post_init__(self) -> None:
        total = sum(weight for _, weight in (*self.weights, *self.short_list_weights))
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the weights of recipe {self.name!r} add up to {total:g}, not to 1")

    @property
    def needs_context(self) -> bool:
        """True when statements must be read in context."""
        return any(scorer == "context" for scorer, _ in self.weights)

    @property
    def tables(self) -> tuple[str, ...]:
        """Fingerprints of the tables that ship with skillmap and shape its similarities."""
        named = any(scorer == "same-course" for scorer, _ in self.weights)
        return (f"course-names-{course_names().fingerprint}",) if named else ()

    @property
    def needs_terms(self) -> bool:
        """True when a term table must be built for the targets."""
        return any(scorer == "terms" for scorer, _ in self.weights)


STATEMENT_TO_SKILL = Recipe(
    "statement-to-skill",
    weights=(("label", 0.28), ("whole", 0.24), ("terms", 0.21), ("description", 0.10)),
    short_list_weights=(("names", 0.13), ("letters", 0.02), ("sorted-words", 0.02)),
    short_list=200,
)
"""For skills of a taxonomy: short names, several for each target.

The weights were chosen on the 136 validation sentences of TECH and HOUSE, never on a test set. Scoring the
other names on the short list only gives the same figures there as scoring all of them, for a seventh of the
vectors.
"""

STATEMENT_TO_SKILL_IN_CONTEXT = Recipe(
    "statement-to-skill-in-context",
    weights=(
        ("label", 0.207),
        ("context", 0.185),
        ("whole", 0.178),
        ("terms", 0.156),
        ("description", 0.074),
    ),
    short_list_weights=(("names", 0.096), ("name-words", 0.074), ("letters", 0.015), ("sorted-words", 0.015)),
    short_list=200,
)
"""For skills of a taxonomy, with the model ``context``.

The weights of ``context`` and ``name-words`` were chosen on the 136 validation sentences of TECH and HOUSE,
never on a test set; the others stand to each other as in ``STATEMENT_TO_SKILL``.
"""

OUTCOME_TO_OUTCOME = Recipe(
    "outcome-to-outcome",
    weights=(("any-order", 0.50), ("parts", 0.38)),
    short_list_weights=(("sorted-words", 0.12),),
    factors=("denied", "depth", "fewer-things"),
    reading=Reading.OUTCOME,
)
"""For learning outcomes of modules: one sentence each, on both sides.

The weights and the costs of the factors were chosen on the fit fields of the project's own gold set
``recognition`` and on the cases of the perturbation suite.
"""

COURSE_TO_COURSE = Recipe(
    "course-to-course",
    weights=(
        ("gist", 0.35),
        ("passages", 0.30),
        ("same-course", 0.15),
        ("terms", 0.12),
        ("title-words", 0.08),
    ),
    factors=("course-level",),
    reading=Reading.COURSE,
)
"""For courses on both sides: title, description and outcomes each count where they are there.

The weights were chosen on the fit fields of the project's own gold sets ``courses`` and ``recognition``, on
titles of occupations in two classifications, and on summaries of modules to the outcomes of the same modules;
never on credit decisions. Title words count little there, where few titles share them. The names that a
course has elsewhere stand in the place of the whole title and have its weight.
"""
