"""Badges, modules, programmes and roles side by side by the skills they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    if isinstance(thing, Programme):
        return programme_set(thing, module_sets(thing, matcher, threshold))
    return _sets([thing], matcher, threshold)[0]


def module_sets(programme: Programme, matcher: Matcher, threshold: float) -> tuple[SkillSet, ...]:
    """Return the skills of each module of a programme, in its order."""
    return _sets(programme.modules, matcher, threshold)


def programme_set(programme: Programme, modules: Sequence[SkillSet]) -> SkillSet:
    """Return the skills of a programme: those of its modules together."""
    return SkillSet(
        programme.id,
        programme.title,
        "programme",
        tuple({id: label for module in reversed(modules) for id, label in module.skills}.items()),
        _sum([module.hours for module in modules]),
        programme.level,
        tuple(text for module in modules for text in module.unmatched),
    )


def _sets(things: Sequence[Credential | Module], matcher: Matcher, threshold: float) -> tuple[SkillSet, ...]:
    statements = [
        Statement(f"{place}/{outcome.id}", outcome.text, outcome.language)
        for place, each in enumerate(things)
        for outcome in each.outcomes
    ]
    found = iter(matcher.match(statements, limit=1, threshold=threshold))
    return tuple(_set_of(each, [next(found) for _ in each.outcomes]) for each in things)


def _set_of(thing: Credential | Module, found: Sequence[StatementMatches]) -> SkillSet:
    kind = "credential" if isinstance(thing, Credential) else "module"
    shown = replace(
        _set(thing.id, thing.title, kind, found), hours=_hours(thing.credit, thing.hours), level=thing.level
    )
    if isinstance(thing, Module):
        return shown
    named = {link.uri: link.label for link in thing.alignments if link.names_a_skill and link.uri}
    return replace(shown, skills=tuple((named | dict(shown.skills)).items()))


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


def distinct_sets(sets: Sequence[SkillSet]) -> tuple[SkillSet, ...]:
    """Return sets with ids of their own: a later one of the same id gets a number, e.g. ``DS101 (2)``."""
    seen: Counter[str] = Counter()
    found = []
    for each in sets:
        seen[each.id] += 1
        number = f" ({seen[each.id]})" if seen[each.id] > 1 else ""
        found.append(replace(each, id=each.id + number, title=each.title + number))
    return tuple(found)


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
    wider = wider_skills(sets, hierarchy) if hierarchy is not None else None
    rows = [
        ComparedSkill(
            id,
            label,
            tuple(each.id for each in sets if id in dict(each.skills)),
            _near(id, sets, wider) if wider is not None else (),
        )
        for id, label in sorted(labels.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    ]
    return SkillComparison(
        tuple(sets),
        tuple(row for row in rows if len(row.within) == len(sets)),
        tuple(row for row in rows if 1 < len(row.within) < len(sets)),
        tuple((each.id, tuple(row for row in rows if row.within == (each.id,))) for each in sets),
        tuple(dict.fromkeys(levels_of(one, other) for one, other in combinations(sets, 2))),
        _notes(sets),
    )


def wider_skills(sets: Iterable[SkillSet], hierarchy: Hierarchy) -> Mapping[str, frozenset[str]]:
    """Return what stands above each skill of some sets."""
    return {id: above(id, hierarchy) for id in {id for each in sets for id, _ in each.skills}}


def _near(
    id: str, sets: Sequence[SkillSet], wider: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.id, label)
        for each in sets
        if id not in dict(each.skills)
        for other, label in each.skills
        if other in wider[id] or id in wider[other]
    )


def levels_of(one: SkillSet, other: SkillSet) -> str:
    """Return how the levels of two things compare, in words."""
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
