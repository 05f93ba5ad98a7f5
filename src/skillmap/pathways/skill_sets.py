"""Badges, modules, programmes and roles side by side by the skills they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from skillmap.domain import (
    ComparedSkill,
    Credential,
    Credit,
    Hours,
    MatchState,
    Module,
    PathTarget,
    Programme,
    SkillComparison,
    SkillSet,
    Statement,
    StatementMatches,
)
from skillmap.frameworks import hours_of, is_at_least
from skillmap.matching import Hierarchy, Matcher
from skillmap.matching.hierarchy import above

MOST = 3
"""Things that are put side by side; more are hard to read."""


def skill_set(
    thing: Credential | Module | Programme | PathTarget, matcher: Matcher, threshold: float
) -> SkillSet:
    """Return the skills of one thing: those that it names, else the best skill of each outcome.

    Args:
        thing: what to look at; a role with needs of a taxonomy is taken as it is.
        matcher: over the skills of a taxonomy.
        threshold: similarity from which a skill counts.
    """
    if isinstance(thing, PathTarget):
        named = [need for need in thing.needs if ":" in need.id]
        rest = [Statement(need.id, need.label) for need in thing.needs if ":" not in need.id]
        found = _set(
            thing.id, thing.title, thing.kind.value, matcher.match(rest, limit=1, threshold=threshold)
        )
        skills = dict((need.id, need.label) for need in named) | dict(found.skills)
        return replace(found, skills=tuple(skills.items()))
    modules = thing.modules if isinstance(thing, Programme) else (thing,)
    statements = [
        Statement(f"{each.id}/{outcome.id}", outcome.text, outcome.language)
        for each in modules
        for outcome in each.outcomes
    ]
    found = _set(thing.id, thing.title, _kind(thing), matcher.match(statements, limit=1, threshold=threshold))
    if isinstance(thing, Credential):
        named_skills = {link.uri: link.label for link in thing.alignments if link.names_a_skill and link.uri}
        found = replace(found, skills=tuple((named_skills | dict(found.skills)).items()))
    hours = _sum([_hours(each.credit, each.hours) for each in modules])
    return replace(found, hours=hours, level=thing.level)


def _kind(thing: Credential | Module | Programme) -> str:
    return type(thing).__name__.lower()


def _set(id: str, title: str, kind: str, found: Sequence[StatementMatches]) -> SkillSet:
    matched = [each for each in found if each.state is MatchState.MATCHED]
    skills = {each.candidates[0].target_id: each.candidates[0].target for each in matched}
    left = tuple(each.statement.text for each in found if each.state is not MatchState.MATCHED)
    return SkillSet(id, title, kind, tuple(skills.items()), unmatched=left)


def _hours(credit: Credit | None, hours: Hours | None) -> Hours | None:
    return hours or (hours_of(credit) if credit is not None else None)


def _sum(parts: Sequence[Hours | None]) -> Hours | None:
    """Return the sum; None where one part is not stated, since the whole is then not known."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or len({part.basis for part in known}) > 1:
        return None
    return Hours(sum(part.low for part in known), sum(part.high for part in known), known[0].basis)


def compare_skills(sets: Sequence[SkillSet], hierarchy: Hierarchy | None = None) -> SkillComparison:
    """Return what two or three things share and what is in one alone.

    Only the very skill is shared; a wider or narrower one is named beside it.

    Args:
        sets: two or three, with ids of their own.
        hierarchy: of the taxonomy of the skills.

    Raises:
        ValueError: fewer than two, more than three, or two of one id.
    """
    if not 2 <= len(sets) <= MOST or len({each.id for each in sets}) < len(sets):
        raise ValueError(f"expected two or three things with ids of their own, got {len(sets)}")
    labels = {id: label for each in reversed(sets) for id, label in each.skills}
    rows = [
        ComparedSkill(
            id,
            label,
            tuple(each.id for each in sets if id in dict(each.skills)),
            _near(id, sets, hierarchy) if hierarchy is not None else (),
        )
        for id, label in sorted(labels.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    ]
    return SkillComparison(
        tuple(sets),
        tuple(row for row in rows if len(row.within) == len(sets)),
        tuple(row for row in rows if 1 < len(row.within) < len(sets)),
        tuple((each.id, tuple(row for row in rows if row.within == (each.id,))) for each in sets),
        tuple(_levels(one, other) for one, other in combinations(sets, 2)),
        _notes(sets),
    )


def _near(id: str, sets: Sequence[SkillSet], hierarchy: Hierarchy) -> tuple[tuple[str, str], ...]:
    wider = above(id, hierarchy)
    return tuple(
        (each.id, label)
        for each in sets
        if id not in dict(each.skills)
        for other, label in each.skills
        if other in wider or id in above(other, hierarchy)
    )


def _levels(one: SkillSet, other: SkillSet) -> str:
    if one.level is None or other.level is None:
        bare = " and ".join(each.title for each in (one, other) if each.level is None)
        return f"{bare}: no level is stated"
    up, down = is_at_least(one.level, other.level), is_at_least(other.level, one.level)
    if up is None or down is None:
        return f"{one.level} and {other.level} cannot be compared"
    if up and down:
        return f"{one.title} ({one.level}) and {other.title} ({other.level}) are of one level"
    high, low = (one, other) if up else (other, one)
    return f"{high.title} ({high.level}) is above {low.title} ({low.level})"


def _notes(sets: Sequence[SkillSet]) -> tuple[str, ...]:
    notes = [
        f"{each.title}: {len(each.unmatched)} statements point to no skill and are not compared"
        for each in sets
        if each.unmatched
    ]
    if any(each.hours is not None for each in sets):
        notes.append("Hours are shared equally over the skills of each thing.")
    notes += [f"{each.title}: hours are not stated" for each in sets if each.hours is None]
    return tuple(notes)
