"""Whether an occupation needs a skill, as far as its taxonomy says so.

ESCO says essential or optional. O*NET sets no such mark: it rates skills and knowledge from 1 to 5, and in
its questionnaires 2 is "somewhat important" and 3 "important"
(https://www.onetcenter.org/questionnaires.html). Here what O*NET calls important is essential, and what it
calls somewhat important is optional; that is our reading of the scale, and whoever shows a target says so.
Abilities and work styles are traits, and work activities are what is done; none of them is a skill to be
shown. Technologies are named without a rating, so that none of them can be called essential.
"""

from __future__ import annotations

import re

from skillmap.domain import Occupation, Origin, Relation, RelationKind, SkillNeed

IMPORTANT = 3.0
"""O*NET importance from which a skill is essential: "important" in its questionnaires, 50 on its pages."""
SOMEWHAT_IMPORTANT = 2.0
"""O*NET importance from which a skill is optional: "somewhat important" in its questionnaires."""

_STATED = {RelationKind.ESSENTIAL_FOR: True, RelationKind.OPTIONAL_FOR: False}
_SOC_CODE = re.compile(r"\d\d-\d{4}\.\d\d$")
_ELEMENT = re.compile(r"\d\.[A-Z](?:\.|$)")
"""An id of the content model of O*NET; a technology has its name for an id."""
_SKILLS_AND_KNOWLEDGE = ("2.A", "2.B", "2.C")

RATED_NOTE = (
    f"O*NET rates importance from 1 to 5: from {IMPORTANT:g} (important) a skill stands as essential, from "
    f"{SOMEWHAT_IMPORTANT:g} (somewhat important) as optional; technologies, which it does not rate, as "
    "optional"
)
TASKS_NOTE = (
    "This installation of O*NET rates no skill as important for the occupation: its tasks stand as needs, "
    "all of them as essential, since which of them are core was not kept; technologies stand as optional"
)


def is_of_onet(occupation_id: str) -> bool:
    """Return True for an O*NET-SOC code."""
    return _SOC_CODE.match(occupation_id) is not None


def is_essential(relation: Relation) -> bool | None:
    """Return whether the origin is essential (or optional) for the target; None where it is not a need.

    A rating that O*NET asks not to be shown has no weight here, and makes no need.
    """
    if relation.kind in _STATED:
        return _STATED[relation.kind]
    if relation.kind is not RelationKind.RELATED or not is_of_onet(relation.target):
        return None
    if is_of_onet(relation.origin):  # a related occupation
        return None
    if _ELEMENT.match(relation.origin) is None:
        return False
    if relation.weight is None or not relation.origin.startswith(_SKILLS_AND_KNOWLEDGE):
        return None
    if relation.weight < SOMEWHAT_IMPORTANT:
        return None
    return relation.weight >= IMPORTANT


def said_of(relation: Relation) -> str:
    """Return what the taxonomy says of the need, e.g. ``essential for`` or ``importance 3.75``."""
    if relation.kind in _STATED:
        return relation.kind.value
    return "technology of" if relation.weight is None else f"importance {relation.weight:g} for"


def task_needs(occupation: Occupation, source: str) -> tuple[SkillNeed, ...]:
    """Return the tasks of an O*NET occupation as needs, in order."""
    origin = Origin("tasks", f"{source}: tasks of {occupation.label}")
    return tuple(
        SkillNeed(f"{occupation.id}#task-{number}", task, origin=origin)
        for number, task in enumerate(occupation.tasks, 1)
    )
