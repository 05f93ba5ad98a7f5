"""The reverse: which roles ask for what a profile shows, and which one skill or module opens most of them.

Where a taxonomy states its relations, a need is shown by the very skill, by its id; where roles have
needs in words, by statements that come near enough. Roles are in the order of the lower end of the 95 %
interval of the share of essential needs shown (Wilson 1927): two of two shown say less than nine of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skillmap.domain import (
    EvidenceKind,
    FitEvidence,
    Fitting,
    Opening,
    RoleFit,
)
from skillmap.pathways.fairness import wilson
from skillmap.pathways.likeness import NEAR, Likeness
from skillmap.pathways.need_table import NeedTable

REACH = 0.5
"""Share of essential needs from which a role counts as open where nothing else is asked: a way to count."""
_OPENINGS = 10
_STRONGEST = tuple(EvidenceKind)
_ORDER = (
    "The order follows how near the words come, in both directions; counts are of needs that something shows."
)
_SHORTLIST = "A shortlist to talk about: a need that nothing shows may well be met, and a person decides."


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
    likeness: Likeness | None = None,
) -> Fitting:
    """Return the roles that come nearest to a profile, and what would open more of them.

    A role is listed where an essential need of it is shown, or where something comes near to one.

    Args:
        table: the needs of the roles.
        evidence: what shows a need, by its id in the table; what no role needs is left out.
        terms: how many roles to show, and from which share one counts as open.
        modules: what could be taken next.
        likeness: of the same table, for the order; counts alone give it where left out.
    """
    asked = terms or FitTerms()
    shown = _strongest(evidence, table)
    counts = _Counts(table, shown, asked.reach, likeness)
    order = counts.order()[: asked.limit]
    keys = [counts.key(role) for role in order]
    fits = tuple(_fit(table, counts, shown, role) for role in order)
    return Fitting(
        source=table.source,
        considered=int((counts.of > 0).sum()),
        fits=tuple(replace(fit, place=1 + keys.index(key)) for fit, key in zip(fits, keys, strict=True)),
        reach=asked.reach,
        open_now=int(counts.is_open.sum()),
        skills=_skills(table, counts, order),
        modules=_modules(table, counts, order, modules),
        unread=(),
        notes=(_SHORTLIST, *((_ORDER,) if likeness is not None else ()), *_none_shown(shown)),
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

    def __init__(
        self, table: NeedTable, shown: Mapping[int, FitEvidence], reach: float, likeness: Likeness | None
    ) -> None:
        self.likeness = likeness
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
        """Return the roles that show an essential need or come near to one, best first."""
        is_listed = self.shown > 0
        if self.likeness is not None:
            is_listed = is_listed | ((self.of > 0) & (self.likeness.near >= NEAR))
        some = map(int, np.flatnonzero(is_listed))
        return sorted(some, key=lambda role: (*(-part for part in self.key(role)), self._ids[role]))

    def key(self, role: int) -> tuple[float, float, int]:
        """Return what a role is ordered by."""
        low, _ = wilson(int(self.shown[role]), int(self.of[role]))
        alike = float(self.likeness.values[role]) if self.likeness is not None else 0.0
        return round(alike, 6), round(low, 9), int(self.optional_shown[role])


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
        counts.likeness.of(role) if counts.likeness is not None else None,
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
