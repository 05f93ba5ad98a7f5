"""Candidates in the order of criteria that were stated beforehand, with how sure each place is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    asked = [(name, criteria.get(name)) for name in agreed.criteria]
    values = [tuple(_count(criterion, row.needs) for _, criterion in asked) for row in table]
    ranges = _ranges(table, [criterion for _, criterion in asked]) if agreed.chances else None
    placed = [
        PlacedCandidate(
            evidence=row,
            place=_place(values[number], values),
            tied_with=tuple(
                other.candidate_id
                for position, other in enumerate(table)
                if position != number and values[position] == values[number]
            ),
            values=tuple(
                _told(name, value, row) for (name, _), value in zip(asked, values[number], strict=True)
            ),
            places=ranges[number] if ranges is not None else None,
            changes=_changes(row, [criterion for _, criterion in asked], number, values),
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


def _place(own: tuple[int, ...], values: Sequence[tuple[int, ...]]) -> int:
    return 1 + sum(other > own for other in values)


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
    draw = np.random.default_rng(0)
    drawn = [_drawn(row, asked, draw) for row in table]
    found = []
    for number in range(len(table)):
        best = 1 + sum(
            _beats(drawn[other][0], drawn[number][1]) for other in range(len(table)) if other != number
        )
        worst = 1 + sum(
            _beats(drawn[other][1], drawn[number][0]) for other in range(len(table)) if other != number
        )
        tail = (1 - SHARE) / 2
        found.append(
            (
                int(np.quantile(best, tail, method="lower")),
                int(np.quantile(worst, 1 - tail, method="higher")),
            )
        )
    return found


def _drawn(
    row: CandidateEvidence, asked: Sequence[Criterion], draw: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the values of the criteria in each draw, of shape (DRAWS, n_criteria), at worst and at best."""
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


def _beats(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 1 for each draw in which one stands before the other, criterion by criterion."""
    decided = np.zeros(len(one), bool)
    ahead = np.zeros(len(one), bool)
    for column in range(one.shape[1]):
        ahead |= ~decided & (one[:, column] > other[:, column])
        decided |= one[:, column] != other[:, column]
    return ahead.astype(np.int64)


def _changes(
    row: CandidateEvidence, asked: Sequence[Criterion], number: int, values: Sequence[tuple[int, ...]]
) -> tuple[str, ...]:
    """Say what further evidence would do to a candidate's place, the most telling first."""
    place = _place(values[number], values)
    found: list[tuple[int, str]] = []
    for position, need in enumerate(row.needs):
        if need.showing is Showing.SHOWN and need.kind is not EvidenceKind.CLAIMED:
            continue
        shown = replace(need, showing=Showing.SHOWN, kind=EvidenceKind.DOCUMENTED)
        needs = (*row.needs[:position], shown, *row.needs[position + 1 :])
        after = tuple(_count(criterion, needs) for criterion in asked)
        if after == values[number] and need.showing is Showing.SHOWN:
            continue
        moved = _place(after, [*values[:number], *values[number + 1 :]])
        what = "A document for the claim" if need.showing is Showing.SHOWN else "Evidence"
        told = f"place {moved} instead of {place}" if moved < place else f"still place {place}"
        found.append((moved, f"{what} that shows {need.need!r}: {told}"))
    if row.unread:
        found.append((0, f"{_many(len(row.unread), 'statement')} in a language that can be read"))
    return tuple(told for _, told in sorted(found, key=lambda pair: pair[0]))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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
