"""The reverse: which roles ask for what a profile shows, and which one skill or module opens most of them.

Needs of many roles stand in three columns (role, need, essential), so that thousands of roles are counted
at once. Where a taxonomy states its relations, a need is shown by the very skill, by its id; where roles have
needs in words, by statements that come near enough. Roles are in the order of the lower end of the 95 %
interval of the share of essential needs shown (Wilson 1927): two of two shown say less than nine of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import (
    EvidenceKind,
    FitEvidence,
    Fitting,
    Opening,
    PathTarget,
    RoleFit,
    SkillType,
    TargetKind,
)
from skillmap.errors import NotInstalledError
from skillmap.pathways.fairness import wilson
from skillmap.pathways.occupation_needs import is_essential, is_of_onet
from skillmap.taxonomy import Taxonomy

REACH = 0.5
"""Share of essential needs from which a role counts as open where nothing else is asked: a way to count."""
_OPENINGS = 10
_STRONGEST = tuple(EvidenceKind)
_SHORTLIST = "A shortlist to talk about: a need that nothing shows may well be met, and a person decides."

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


@dataclass(frozen=True, slots=True)
class FitTerms:
    """What is asked of a shortlist."""

    limit: int = 10
    """Roles to show."""
    reach: float = REACH
    """Share of essential needs from which a role counts as open."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module and the needs that it teaches, by id."""

    id: str
    title: str
    needs: frozenset[str]


def fitting(
    table: NeedTable,
    evidence: Iterable[FitEvidence],
    terms: FitTerms | None = None,
    modules: Sequence[Teaching] = (),
) -> Fitting:
    """Return the roles whose essential needs a profile shows most of, and what would open more of them.

    Args:
        table: the needs of the roles.
        evidence: what shows a need, by its id in the table; what no role needs is left out.
        terms: how many roles to show, and from which share one counts as open.
        modules: what could be taken next.
    """
    asked = terms or FitTerms()
    shown = _strongest(evidence, table)
    counts = _Counts(table, shown, asked.reach)
    order = counts.order()[: asked.limit]
    fits = tuple(_fit(table, counts, shown, int(role)) for role in order)
    places = {fit.id: 1 + sum(_key(other) > _key(fit) for other in fits) for fit in fits}
    return Fitting(
        source=table.source,
        considered=int((counts.of > 0).sum()),
        fits=tuple(replace(fit, place=places[fit.id]) for fit in fits),
        reach=asked.reach,
        open_now=int(counts.is_open.sum()),
        skills=_skills(table, counts, order),
        modules=_modules(table, counts, order, modules),
        unread=(),
        notes=(_SHORTLIST, *_none_shown(shown)),
        fingerprint="",
    )


def _none_shown(shown: Mapping[int, FitEvidence]) -> tuple[str, ...]:
    return () if shown else ("Nothing that was read shows a need of any of these roles.",)


def _strongest(evidence: Iterable[FitEvidence], table: NeedTable) -> dict[int, FitEvidence]:
    best: dict[int, FitEvidence] = {}
    for each in evidence:
        row = table.row_of.get(each.need_id)
        if row is not None and (row not in best or _strength(each) < _strength(best[row])):
            best[row] = each
    return best


def _strength(evidence: FitEvidence) -> tuple[int, float, str]:
    nearness = 1.0 if evidence.similarity is None else evidence.similarity
    return _STRONGEST.index(evidence.kind), -nearness, evidence.source_id


class _Counts:
    """For each role: how many needs it has, and how many are shown."""

    def __init__(self, table: NeedTable, shown: Mapping[int, FitEvidence], reach: float) -> None:
        held = np.zeros(len(table.needs), np.bool_)
        held[list(shown)] = True
        self.held = held[table.need]
        self.of = table.counted(table.essential)
        self.shown = table.counted(table.essential & self.held)
        self.optional_of = table.counted(~table.essential)
        self.optional_shown = table.counted(~table.essential & self.held)
        # The rounding keeps 0.3 of 10 needs at 3 and not at 4.
        self.wanted = np.ceil(np.round(reach * self.of, 9)).astype(np.int64)
        self.is_open = (self.of > 0) & (self.shown >= self.wanted)
        self._ids = [id for id, *_ in table.roles]

    def order(self) -> list[int]:
        """Return the roles that show an essential need, best first."""
        some = np.flatnonzero(self.shown > 0)
        return sorted(map(int, some), key=lambda role: (*(-part for part in self.key(role)), self._ids[role]))

    def key(self, role: int) -> tuple[float, int]:
        """Return what a role is ordered by."""
        low, _ = wilson(int(self.shown[role]), int(self.of[role]))
        return round(low, 9), int(self.optional_shown[role])


def _key(fit: RoleFit) -> tuple[float, int]:
    return round(wilson(fit.essential_shown, fit.essential_of)[0], 9), fit.optional_shown


def _fit(table: NeedTable, counts: _Counts, shown: Mapping[int, FitEvidence], role: int) -> RoleFit:
    id, title, kind = table.roles[role]
    rows = np.flatnonzero(table.role == role)
    found = [
        replace(shown[need], essential=bool(table.essential[row]))
        for row in rows
        if (need := int(table.need[row])) in shown
    ]
    missing = [table.needs[table.need[row]] for row in rows if table.essential[row] and not counts.held[row]]
    return RoleFit(
        id,
        title,
        kind,
        0,
        int(counts.shown[role]),
        int(counts.of[role]),
        int(counts.optional_shown[role]),
        int(counts.optional_of[role]),
        tuple(sorted(found, key=lambda each: (not each.essential, *_strength(each), each.need_id))),
        tuple(sorted(missing, key=lambda need: (need[1], need[0]))),
    )


def _skills(table: NeedTable, counts: _Counts, short: Sequence[int]) -> tuple[Opening, ...]:
    lacking = table.essential & ~counts.held
    one_short = lacking & ~counts.is_open[table.role] & (counts.wanted - counts.shown == 1)[table.role]
    opens = np.bincount(table.need[one_short], minlength=len(table.needs))
    asked = np.bincount(table.need[lacking & np.isin(table.role, short)], minlength=len(table.needs))
    worth = np.flatnonzero((opens > 0) | (asked > 0))
    first = sorted(map(int, worth), key=lambda need: (-opens[need], -asked[need], table.needs[need]))
    return tuple(
        Opening(
            *table.needs[need], _named(table, table.role[one_short & (table.need == need)]), int(asked[need])
        )
        for need in first[:_OPENINGS]
    )


def _modules(
    table: NeedTable, counts: _Counts, short: Sequence[int], modules: Sequence[Teaching]
) -> tuple[Opening, ...]:
    lacking = table.essential & ~counts.held
    is_short = np.isin(table.role, short)
    found = []
    for module in modules:
        taught = np.zeros(len(table.needs), np.bool_)
        taught[[table.row_of[need] for need in module.needs if need in table.row_of]] = True
        gained = lacking & taught[table.need]
        more = table.counted(gained)
        opened = np.flatnonzero(~counts.is_open & (counts.of > 0) & (counts.shown + more >= counts.wanted))
        asked = len(np.unique(table.role[gained & is_short]))
        if len(opened) or asked:
            found.append(Opening(module.id, module.title, _named(table, opened), asked))
    found.sort(key=lambda each: (-len(each.opens), -each.asked_by, each.label, each.id))
    return tuple(found[:_OPENINGS])


def _named(table: NeedTable, roles: Iterable[int]) -> tuple[tuple[str, str], ...]:
    named = [table.roles[role][:2] for role in roles]
    return tuple(sorted(named, key=lambda role: (role[1], role[0])))
