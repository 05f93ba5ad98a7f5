"""What a taxonomy says of how its concepts hang together, as far as matching asks for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from skillmap.domain import WiderConcept

NEAR = 10
"""Candidates that are looked at when none of them is near enough."""
FEWEST = 3
"""Candidates that must share a parent before it is suggested."""
REACH = 0.15
"""How far below the threshold a candidate may lie and still count as near."""
_HIGHEST = 12
"""Steps up; no taxonomy seen is deeper."""


class Hierarchy(Protocol):
    """The links of a taxonomy, by id."""

    def broader(self, concept: str) -> Sequence[str]:
        """Return the parents of a concept, groups included."""
        ...

    def related(self, concept: str) -> Collection[str]:
        """Return the concepts that a concept is linked to otherwise, skills only."""
        ...

    def label(self, concept: str) -> str | None:
        """Return the label of a concept or group; None for one that it does not hold."""
        ...


def above(concept: str, hierarchy: Hierarchy) -> frozenset[str]:
    """Return every concept above one; a loop ends where it began."""
    found: set[str] = set()
    level: set[str] = {concept}
    for _ in range(_HIGHEST):
        level = {parent for one in level for parent in hierarchy.broader(one)} - found
        if not level:
            break
        found |= level
    return frozenset(found - {concept})


def shared_parent(near: Sequence[str], hierarchy: Hierarchy) -> WiderConcept | None:
    """Return the concept that most of some candidates, by id, stand under, or None when too few share one.

    Parents alone are looked at, not their parents: the higher the concept, the less it says.
    """
    under: dict[str, list[str]] = {}
    for concept in near:
        for parent in dict.fromkeys(hierarchy.broader(concept)):
            under.setdefault(parent, []).append(concept)
    for parent in sorted(under, key=lambda parent: (-len(under[parent]), parent)):
        label = hierarchy.label(parent)
        if len(under[parent]) >= FEWEST and label is not None:
            return WiderConcept(parent, label, tuple(under[parent]), len(near))
    return None
