"""The concepts of a taxonomy as matching sees them: skills as targets, links as a hierarchy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from typing import overload

from skillmap.domain import Relation, RelationKind, Target
from skillmap.errors import UnknownNameError
from skillmap.taxonomy import Taxonomy
from skillmap.text import detected

_TARGETS_KEPT = 4096
"""Targets that are kept in memory: the short lists of some statements, and a few megabytes at most."""
_SAMPLED = 100
"""Labels that are looked at together for their language."""
_LINKED = (
    *(RelationKind.RELATED, RelationKind.PART_OF, RelationKind.PRECEDES),
    *(RelationKind.ESSENTIAL_FOR, RelationKind.OPTIONAL_FOR),
)
"""Links between skills that say that they have to do with each other."""


def language_of(taxonomy: Taxonomy) -> str | None:
    """Return the language that the names of a taxonomy show together, where its file states none."""
    step = max(1, len(taxonomy) // _SAMPLED)
    return detected(" ".join(taxonomy.names_of(row)[0] for row in range(0, len(taxonomy), step)))


class TaxonomyHierarchy:
    """The links of an installed taxonomy, read concept by concept when they are asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._links: dict[str, tuple[Relation, ...]] = {}

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the parents of a skill or group."""
        return self._targets(concept, (RelationKind.BROADER,))

    def related(self, concept: str) -> tuple[str, ...]:
        """Return the concepts that a skill is linked to otherwise."""
        return self._targets(concept, _LINKED)

    def label(self, concept: str) -> str | None:
        """Return the label of a skill or group."""
        if concept in self._groups:
            return self._groups[concept]
        try:
            return self._taxonomy.get(concept).label
        except UnknownNameError:
            return None

    @cached_property
    def _groups(self) -> dict[str, str]:
        return {group.id: group.label for group in self._taxonomy.groups}

    def _targets(self, concept: str, kinds: Collection[RelationKind]) -> tuple[str, ...]:
        if concept not in self._links:
            self._links[concept] = self._taxonomy.relations_from(concept)
        return tuple(link.target for link in self._links[concept] if link.kind in kinds)


class SkillTargets(Sequence[Target]):
    """The skills of a taxonomy as targets, read when asked for; those asked for last are kept."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        # Several scorers ask for the same short list.
        self._at = lru_cache(maxsize=_TARGETS_KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._taxonomy)

    @overload
    def __getitem__(self, row: int) -> Target: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Target]: ...

    def __getitem__(self, row: int | slice) -> Target | Sequence[Target]:
        if isinstance(row, slice):
            return [self[place] for place in range(*row.indices(len(self)))]
        return self._at(row)

    def _read(self, row: int) -> Target:
        skill = self._taxonomy.skill_at(row)
        return Target(skill.id, (skill.label, *skill.alt_labels), skill.description)
