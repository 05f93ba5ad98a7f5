"""The needs of many roles in three columns (role, need, essential), so that thousands are counted at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import PathTarget, SkillType, TargetKind
from skillmap.errors import NotInstalledError
from skillmap.pathways.occupation_needs import is_essential, is_of_onet
from skillmap.taxonomy import Taxonomy

Column = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class NeedTable:
    """The needs of many roles, one row for each need of each role."""

    source: str
    roles: tuple[tuple[str, str, TargetKind], ...]
    """Id, title and kind."""
    needs: tuple[tuple[str, str], ...]
    """Distinct needs of all roles, as (id, label)."""
    role: Column
    need: Column
    essential: Flags

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The place of each need by its id."""
        return {id: row for row, (id, _) in enumerate(self.needs)}

    def counted(self, rows: Flags) -> Column:
        """Return how many of the marked rows each role has."""
        return np.bincount(self.role[rows], minlength=len(self.roles))


def needs_of_taxonomy(taxonomy: Taxonomy) -> NeedTable:
    """Return the needs of every occupation of a taxonomy, as its relations state them.

    Raises:
        NotInstalledError: it states no essential skill for any occupation.
    """
    occupations = {occupation.id: row for row, occupation in enumerate(taxonomy.occupations)}
    labels = {skill.id: skill.label for skill in taxonomy if skill.type is not SkillType.GROUP}
    rows = [
        (occupations[link.target], link.origin, essential)
        for link in taxonomy.relations
        if link.target in occupations and link.origin in labels
        for essential in (is_essential(link),)
        if essential is not None
    ]
    if not any(essential for *_, essential in rows):
        raise NotInstalledError(_why_none(taxonomy))
    roles = tuple((each.id, each.label, TargetKind.OCCUPATION) for each in taxonomy.occupations)
    return _table(f"{taxonomy.name} {taxonomy.version}", roles, rows, labels)


def _why_none(taxonomy: Taxonomy) -> str:
    if any(is_of_onet(occupation.id) for occupation in taxonomy.occupations[:1]):
        why = "rates no skills; install a whole release, with Skills.txt and Knowledge.txt"
    else:
        why = (
            "states no skills of occupations; install it from the publisher's file: skillmap taxonomies "
            "install NAME --file ZIP"
        )
    return f"{taxonomy.title} {taxonomy.version} {why}"


def needs_of_targets(targets: Sequence[PathTarget], source: str) -> NeedTable:
    """Return the needs of role profiles, modules or programmes; needs in the same words are one.

    Needs that are skills of a taxonomy keep its URI; others are known by their words.
    """
    labels: dict[str, str] = {}
    rows = []
    for place, target in enumerate(targets):
        for need in target.needs:
            id = need.id if ":" in need.id else " ".join(need.label.lower().split())
            labels.setdefault(id, need.label)
            rows.append((place, id, need.essential))
    roles = tuple((target.id, target.title, target.kind) for target in targets)
    return _table(source, roles, rows, labels)


def _table(
    source: str,
    roles: tuple[tuple[str, str, TargetKind], ...],
    rows: Iterable[tuple[int, str, bool]],
    labels: Mapping[str, str],
) -> NeedTable:
    # A need that stands twice in a role counts once, as essential if it is so anywhere.
    stated: dict[tuple[int, str], bool] = {}
    for role, need, essential in rows:
        stated[role, need] = stated.get((role, need), False) or essential
    needs = sorted({need for _, need in stated})
    row_of = {need: row for row, need in enumerate(needs)}
    return NeedTable(
        source,
        roles,
        tuple((need, labels[need]) for need in needs),
        np.array([role for role, _ in stated], np.int64),
        np.array([row_of[need] for _, need in stated], np.int64),
        np.array(list(stated.values()), np.bool_),
    )
