"""Where in a programme a badge, a module or a role would fit: the modules that are about the same skills.

What is shared is counted, skill by skill; whether anything is awarded is for ``recommend`` and a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillmap.domain import (
    Credential,
    Module,
    ModulePlace,
    PathTarget,
    Placement,
    Programme,
    SkillComparison,
    SkillSet,
)
from skillmap.matching import Hierarchy, Matcher
from skillmap.pathways.skill_sets import (
    compare_skills,
    distinct_sets,
    levels_of,
    module_sets,
    programme_set,
    skill_set,
    wider_skills,
)

SHOWN = 5
"""Modules that are shown: a programme has tens, and a person looks at a few."""
_BY_SKILLS = "By skills shared, then by wider and narrower ones; nothing here is an award."
_BY_TEXT = "No module is about one of these skills: in the order of the whole texts, which says little."
_NOWHERE = "No module is about one of these skills, and the whole texts were not compared."

Thing = Credential | Module | Programme | PathTarget
Nearness = Callable[[Credential | Module, Programme], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class SkillReading:
    """How the skills of things are read."""

    matcher: Matcher
    """Over the skills of a taxonomy."""
    threshold: float
    """Similarity from which a skill counts."""
    hierarchy: Hierarchy | None
    """Of that taxonomy; without it only the very skill is looked at."""
    nearness: Nearness
    """Similarity of a whole text to the nearest modules, by their ids."""


def side_by_side(things: Sequence[Thing], reading: SkillReading) -> SkillComparison:
    """Return what two or three things share, and where in each programme the others would fit.

    Raises:
        ValueError: fewer than two or more than three.
    """
    modules = {
        place: module_sets(thing, reading.matcher, reading.threshold)
        for place, thing in enumerate(things)
        if isinstance(thing, Programme)
    }
    sets = distinct_sets(
        [
            programme_set(thing, modules[place])
            if isinstance(thing, Programme)
            else skill_set(thing, reading.matcher, reading.threshold)
            for place, thing in enumerate(things)
        ]
    )
    found = compare_skills(sets, reading.hierarchy)
    placements = [
        replace(
            placement(
                one, programme, modules[place], _similarities(thing, programme, reading), reading.hierarchy
            ),
            programme_id=sets[place].id,
        )
        for place, programme in enumerate(things)
        if isinstance(programme, Programme)
        for one, thing in zip(sets, things, strict=True)
        if not isinstance(thing, Programme)
    ]
    return replace(found, placements=tuple(placements))


def _similarities(
    thing: Credential | Module | PathTarget, programme: Programme, reading: SkillReading
) -> Mapping[str, float]:
    # A role has no text as a course has.
    return {} if isinstance(thing, PathTarget) else reading.nearness(thing, programme)


def placement(
    thing: SkillSet,
    programme: Programme,
    modules: Sequence[SkillSet],
    similarities: Mapping[str, float],
    hierarchy: Hierarchy | None = None,
) -> Placement:
    """Return the modules of a programme where a thing would fit, and what no module is about.

    Args:
        thing: the skills of a badge, a module or a role.
        programme: where it might fit.
        modules: the skills of its modules, in their order.
        similarities: of the whole texts, by id of the module; those of modules far away are left out.
        hierarchy: of the taxonomy of the skills.
    """
    stages = {module.id: module.stage for module in programme.modules}
    wider = wider_skills([thing, *modules], hierarchy) if hierarchy is not None else None
    places = [
        _place(thing, module, stages.get(module.id, ""), similarities.get(module.id), wider)
        for module in modules
    ]
    by_skills = [place for place in places if place.shared or place.near]
    by_text = [place for place in places if place.similarity is not None]
    shown = sorted(by_skills or by_text, key=_order)
    taught = {id for module in modules for id, _ in module.skills}
    adds = tuple(skill for skill in thing.skills if skill[0] not in taught)
    note = _BY_SKILLS if by_skills else _BY_TEXT if by_text else _NOWHERE
    return Placement(
        thing.id,
        programme.id,
        tuple(shown[:SHOWN]),
        len(thing.skills) - len(adds),
        len(thing.skills),
        adds,
        note,
    )


def _order(place: ModulePlace) -> tuple[int, int, float, str]:
    return -len(place.shared), -len(place.near), -(place.similarity or 0.0), place.module_id


def _place(
    thing: SkillSet,
    module: SkillSet,
    stage: str,
    similarity: float | None,
    wider: Mapping[str, frozenset[str]] | None,
) -> ModulePlace:
    taught = dict(module.skills)
    return ModulePlace(
        module.id,
        module.title,
        tuple(skill for skill in thing.skills if skill[0] in taught),
        _near(thing, module, wider) if wider is not None else (),
        len(module.skills),
        similarity,
        module.hours,
        levels_of(thing, module),
        stage,
    )


def _near(
    thing: SkillSet, module: SkillSet, wider: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, taught)
        for id, label in thing.skills
        for other, taught in module.skills
        if other != id and (other in wider[id] or id in wider[other])
    )
