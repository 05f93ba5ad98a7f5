"""Candidates in the order of criteria that were stated beforehand, with how sure each place is."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import (
    CandidateEvidence,
    CriterionValue,
    EvidenceKind,
    NeedEvidence,
    PlacedCandidate,
    Ranking,
    Showing,
)
from skillmap.pathways.criterion import STATED, Criterion, criteria

DRAWS = 2000
"""How often the needs are drawn by their chances for the range of places."""
SHARE = 0.9
"""How much of the chance the range of places covers."""
_Keys = NDArray[np.signedinteger[Any]]
_NOT_USED = (
    "Names, pronouns, titles of address, countries and issuers are not used: "
    "they are taken out of what is compared."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed before anyone was seen."""

    criteria: tuple[str, ...] = STATED
    """Names of criteria in the order in which they count."""
    chances: bool = True
    """Whether fitted chances may be used for the range of places; False switches the trained part off."""


def rank(
    role: str, table: Sequence[CandidateEvidence], fingerprint: str, terms: Terms | None = None
) -> Ranking:
    """Put candidates in the order of the stated criteria; equal ones share a place.

    Args:
        role: title of the role.
        table: the evidence of each candidate.
        fingerprint: of the matcher that made the table.
        terms: the criteria and whether trained parts may be used.

    Raises:
        UnknownNameError: a criterion that nobody knows.
    """
    agreed = terms or Terms()
    asked = [(name, criteria.get(name)) for name in dict.fromkeys(agreed.criteria)]
    values = [tuple(_count(criterion, row.needs) for _, criterion in asked) for row in table]
    places = _Places(values)
    equals = _equals(table, values)
    ranges = _ranges(table, [criterion for _, criterion in asked]) if agreed.chances else None
    placed = [
        PlacedCandidate(
            evidence=row,
            place=places.of(values[number]),
            tied_with=tuple(id for id in equals[values[number]] if id != row.candidate_id),
            values=tuple(
                _told(name, value, row) for (name, _), value in zip(asked, values[number], strict=True)
            ),
            places=ranges[number] if ranges is not None else None,
            changes=_changes(row, [criterion for _, criterion in asked], values[number], places),
        )
        for number, row in enumerate(table)
    ]
    return Ranking(
        role=role,
        criteria=tuple((name, criterion.question) for name, criterion in asked),
        placed=tuple(sorted(placed, key=lambda each: (each.place, each.evidence.candidate_id))),
        share=SHARE,
        trained=ranges is not None,
        notes=_notes(table, ranges is not None, agreed),
        fingerprint=_fingerprint(fingerprint, agreed, table),
    )


def _count(criterion: Criterion, needs: Sequence[NeedEvidence]) -> int:
    return sum(criterion.counts(need) for need in needs)


class _Places:
    """The place of any values of the criteria among those of the candidates."""

    def __init__(self, values: Sequence[tuple[int, ...]]) -> None:
        self._ascending = sorted(values)

    def of(self, own: tuple[int, ...]) -> int:
        """Return 1 and one more for each candidate with greater values."""
        return 1 + len(self._ascending) - bisect_right(self._ascending, own)


def _equals(
    table: Sequence[CandidateEvidence], values: Sequence[tuple[int, ...]]
) -> dict[tuple[int, ...], list[str]]:
    found: dict[tuple[int, ...], list[str]] = {}
    for row, own in sorted(zip(table, values, strict=True), key=lambda pair: pair[0].candidate_id):
        found.setdefault(own, []).append(row.candidate_id)
    return found


def _told(name: str, value: int, row: CandidateEvidence) -> CriterionValue:
    essential = sum(need.essential for need in row.needs)
    of = {"essential": essential, "optional": len(row.needs) - essential}.get(
        name.partition("_")[0], len(row.needs)
    )
    return CriterionValue(name, value, f"{value} of {of} ({name.replace('_', ' ')})")


def _ranges(table: Sequence[CandidateEvidence], asked: Sequence[Criterion]) -> list[tuple[int, int]] | None:
    """Return the range of places of each candidate, or None where a match has no fitted chance.

    Each need is drawn as shown with the chance of its best match, on its own; where something could not be
    read, every need that is not shown is taken as shown for the best place and as not shown for the worst.
    """
    compared = [need.match for row in table for need in row.needs if need.match is not None]
    if not compared or any(match.confidence is None for match in compared):
        return None
    worst, best = _drawn_keys(table, asked)
    first, last = np.empty_like(worst), np.empty_like(worst)
    for number, (low, high) in enumerate(zip(worst, best, strict=True)):
        first[number] = _places_among(low, high)
        last[number] = _places_among(high, low)
    tail = (1 - SHARE) / 2
    ends = (
        np.quantile(first, tail, axis=0, method="lower"),
        np.quantile(last, 1 - tail, axis=0, method="higher"),
    )
    return [(int(best_place), int(worst_place)) for best_place, worst_place in zip(*ends, strict=True)]


def _places_among(others: _Keys, own: _Keys) -> _Keys:
    """Return the place of each candidate's own key among the keys that the others have."""
    ahead = len(others) - np.searchsorted(np.sort(others), own, side="right")
    # Nobody stands before themselves.
    return (1 + ahead - (others > own)).astype(own.dtype)


def _drawn_keys(table: Sequence[CandidateEvidence], asked: Sequence[Criterion]) -> tuple[_Keys, _Keys]:
    """Return a number for each draw and candidate, at worst and at best; the greater stands first."""
    base = 1 + max(len(row.needs) for row in table)
    # Seven counts of five hundred needs fit; what criteria beyond those would settle is taken as equal.
    asked = asked[: int(63 / math.log2(base))]
    small = base ** len(asked) < 2**31
    shape = (DRAWS, len(table))
    worst = np.zeros(shape, np.int32 if small else np.int64)
    best = np.zeros_like(worst)
    for number, row in enumerate(table):
        for keys, counts in zip((worst, best), _drawn(row, asked), strict=True):
            # Criterion by criterion, as the digits of a number are compared.
            for column in range(len(asked)):
                keys[:, number] = keys[:, number] * base + counts[:, column]
    return worst, best


def _drawn(row: CandidateEvidence, asked: Sequence[Criterion]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the values of the criteria in each draw, of shape (DRAWS, n_criteria), at worst and at best."""
    # Drawn by who it is, not by when their turn comes: the order of the candidates never counts.
    draw = np.random.default_rng(list(hashlib.sha256(row.candidate_id.encode("utf-8", "replace")).digest()))
    worst = np.zeros((DRAWS, len(asked)), np.int64)
    best = worst.copy()
    for need in row.needs:
        chance = (need.match.confidence or 0.0) if need.match is not None else 0.0
        shown = draw.random(DRAWS) < chance
        kind = need.kind or EvidenceKind.CLAIMED
        partly = need.showing in (Showing.SHOWN, Showing.PARTLY)
        as_shown = _counted(replace(need, showing=Showing.SHOWN, kind=kind), asked)
        as_not = _counted(replace(need, showing=Showing.PARTLY if partly else Showing.NOT_SHOWN), asked)
        worst += np.where(shown[:, None], as_shown, as_not)
        best += np.where((shown | bool(row.unread))[:, None], as_shown, as_not)
    return worst, best


def _counted(need: NeedEvidence, asked: Sequence[Criterion]) -> NDArray[np.int64]:
    return np.array([int(criterion.counts(need)) for criterion in asked], np.int64)


def _changes(
    row: CandidateEvidence, asked: Sequence[Criterion], values: tuple[int, ...], places: _Places
) -> tuple[str, ...]:
    """Say what further evidence would do to a candidate's place, the most telling first."""
    place = places.of(values)
    found: list[tuple[int, str]] = []
    for position, need in enumerate(row.needs):
        if need.showing is Showing.SHOWN and need.kind is not EvidenceKind.CLAIMED:
            continue
        shown = replace(need, showing=Showing.SHOWN, kind=EvidenceKind.DOCUMENTED)
        needs = (*row.needs[:position], shown, *row.needs[position + 1 :])
        after = tuple(_count(criterion, needs) for criterion in asked)
        if after == values and need.showing is Showing.SHOWN:
            continue
        # What they have now stands behind them then, unless further evidence counts for less.
        moved = places.of(after) - (values > after)
        what = "A document for the claim" if need.showing is Showing.SHOWN else "Evidence"
        told = f"place {moved} instead of {place}" if moved < place else f"still place {place}"
        found.append((moved, f"{what} that shows {need.need!r}: {told}"))
    if row.unread:
        unread = _many(len(row.unread), "statement or file", "statements or files")
        found.append((0, f"{unread} in a form that can be read"))
    return tuple(told for _, told in sorted(found, key=lambda pair: pair[0]))


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _notes(table: Sequence[CandidateEvidence], ranged: bool, agreed: Terms) -> tuple[str, ...]:
    notes = [_NOT_USED, "The order follows the stated criteria alone; a person decides whom to invite."]
    unread = [row for row in table if row.unread]
    if unread:
        told = ", ".join(f"{row.candidate_id} ({len(row.unread)})" for row in unread)
        notes.append(f"Could not read everything of: {told}. That is no low score: see the range of places.")
    if not agreed.chances:
        notes.append("Trained parts are switched off; no range of places is given.")
    elif not ranged:
        notes.append("No chance was fitted for these matches, so no range of places is given.")
    return tuple(notes)


def _fingerprint(matcher: str, agreed: Terms, table: Sequence[CandidateEvidence]) -> str:
    facts = (matcher, *agreed.criteria, str(agreed.chances), *sorted(row.candidate_id for row in table))
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]
