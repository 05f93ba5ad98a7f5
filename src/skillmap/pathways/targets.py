"""What can be aimed at: an occupation, a job advertisement, a module, a programme, a role profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skillmap.domain import (
    MatchState,
    Module,
    NeedBasis,
    Occupation,
    Origin,
    PathTarget,
    Programme,
    SkillNeed,
    Statement,
    StatementMatches,
    TargetKind,
)
from skillmap.errors import NotInstalledError, UnknownNameError
from skillmap.matching import Matcher
from skillmap.pathways.occupation_needs import (
    RATED_NOTE,
    TASKS_NOTE,
    is_essential,
    is_of_onet,
    said_of,
    task_needs,
)
from skillmap.taxonomy import Taxonomy
from skillmap.text import sentences

_OPTIONAL = re.compile(
    r"\b(?:desirable|nice to have|nice-to-have|a plus|an advantage|advantageous|preferred|preferably|ideally|"
    r"optional|bonus|would be welcome|is welcome)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"^\W*(?:what we offer|we offer|our offer|benefits|perks|about us|who we are|how to apply|salary|"
    r"contact)\b",
    re.IGNORECASE,
)
_HEADING_WORDS = 8
_BULLET = re.compile(r"^\s*(?:[-*•–·▪]|\d+[.)])\s+")
NEAREST = 3
"""Occupations that are named where none has the name that was asked for."""


def occupation_in(taxonomy: Taxonomy, wanted: str) -> Occupation:
    """Return the occupation of a taxonomy with a URI, a code or a name.

    Raises:
        NotInstalledError: the taxonomy came without occupations.
        UnknownNameError: none has that name; names the nearest.
    """
    occupations = taxonomy.occupations
    if not occupations:
        raise NotInstalledError(
            f"{taxonomy.title} {taxonomy.version} came without occupations; install it from the publisher's "
            "file: skillmap taxonomies install NAME --file ZIP"
        )
    asked = wanted.strip().lower()
    for names_of in (_ids, _labels, _names):
        found = [occupation for occupation in occupations if asked in names_of(occupation)]
        if found:
            return min(found, key=lambda occupation: occupation.id)
    from rapidfuzz import process

    named = {name: occupation.label for occupation in occupations for name in _names(occupation)}
    near = process.extract(asked, list(named), limit=NEAREST * 3)
    labels = list(dict.fromkeys(named[name] for name, _, _ in near))[:NEAREST]
    raise UnknownNameError("occupation", wanted, labels)


def _ids(occupation: Occupation) -> tuple[str, ...]:
    return (occupation.id.lower(), occupation.id.lower().rpartition("/")[2], (occupation.code or "").lower())


def _labels(occupation: Occupation) -> tuple[str, ...]:
    return (occupation.label.lower(),)


def _names(occupation: Occupation) -> tuple[str, ...]:
    return tuple(name.lower() for name in (occupation.label, *occupation.alt_labels))


def occupation_target(taxonomy: Taxonomy, wanted: str, matcher: Matcher, threshold: float) -> PathTarget:
    """Return an occupation as a target: its stated skills, or those inferred from what it says of its tasks.

    Args:
        taxonomy: where the occupation and its skills are from.
        wanted: URI, code or name of the occupation.
        matcher: over the skills of the taxonomy; asked only where no skill is stated.
        threshold: similarity from which an inferred skill counts.

    Raises:
        NotInstalledError: the taxonomy came without occupations.
        UnknownNameError: no occupation of that name.
    """
    occupation = occupation_in(taxonomy, wanted)
    source = f"{taxonomy.name} {taxonomy.version}"
    if stated := _stated(taxonomy, occupation):
        notes = _notes_of_onet(occupation, stated)
        return PathTarget(occupation.id, occupation.label, TargetKind.OCCUPATION, stated, source, notes)
    said = occupation.tasks or tuple(each.text for each in sentences(occupation.description))
    statements = [Statement(f"{occupation.id}#{n}", text, occupation.language) for n, text in enumerate(said)]
    needs = inferred_needs(matcher.match(statements, limit=1, threshold=threshold), occupation.label)
    note = (
        f"{taxonomy.name} states no skills for {occupation.label!r}: inferred from what it says of the tasks"
    )
    return PathTarget(occupation.id, occupation.label, TargetKind.OCCUPATION, needs, source, (note,))


def _stated(taxonomy: Taxonomy, occupation: Occupation) -> tuple[SkillNeed, ...]:
    needs = []
    for relation in taxonomy.relations_of(occupation.id):
        essential = is_essential(relation) if relation.target == occupation.id else None
        if essential is None:
            continue
        try:
            skill = taxonomy.get(relation.origin)
        except UnknownNameError:
            continue
        needs.append(
            SkillNeed(
                skill.id,
                skill.label,
                essential,
                names=skill.alt_labels,
                description=skill.description,
                origin=Origin("needs", f"{taxonomy.name}: {said_of(relation)} {occupation.label}"),
            )
        )
    if is_of_onet(occupation.id) and not any(need.essential for need in needs):
        needs += task_needs(occupation, taxonomy.name)
    return tuple(sorted(needs, key=lambda need: (not need.essential, need.label, need.id)))


def _notes_of_onet(occupation: Occupation, needs: Sequence[SkillNeed]) -> tuple[str, ...]:
    if not is_of_onet(occupation.id):
        return ()
    has_tasks = any(need.id.startswith(f"{occupation.id}#") for need in needs)
    return (TASKS_NOTE if has_tasks else RATED_NOTE,)


def module_target(module: Module) -> PathTarget:
    """Return a module as a target: its learning outcomes, all of them essential."""
    needs = _outcome_needs(module)
    return PathTarget(module.id, module.title, TargetKind.MODULE, needs, _source_of(module))


def programme_target(programme: Programme) -> PathTarget:
    """Return a programme as a target: the outcomes of its modules, essential where a module is core."""
    needs = tuple(need for module in programme.modules for need in _outcome_needs(module))
    return PathTarget(programme.id, programme.title, TargetKind.PROGRAMME, needs)


def _outcome_needs(module: Module) -> tuple[SkillNeed, ...]:
    origin = Origin("outcomes", f"{module.id} {module.title}")
    return tuple(
        SkillNeed(
            f"{module.id}/{outcome.id}",
            outcome.text,
            module.core is not False,
            level=module.level,
            origin=origin,
        )
        for outcome in module.outcomes
    )


def _source_of(module: Module) -> str:
    return module.source.name if module.source is not None else ""


def advertisement_statements(text: str) -> tuple[tuple[Statement, bool], ...]:
    """Return what a job advertisement asks for, as statements with whether each is essential.

    What stands under a heading on the employer, the benefits or the way to apply is left out. Essential is
    what nothing marks as desirable, in the sentence or in the heading above it.
    """
    found: list[tuple[Statement, bool]] = []
    skipped, optional = False, False
    for number, line in enumerate(text.splitlines(), 1):
        bare = _BULLET.sub("", line).strip()
        if not bare:
            continue
        if bare == line.strip() and _is_heading(bare):
            skipped, optional = bool(_OFFERS.match(bare)), bool(_OPTIONAL.search(bare))
            continue
        if skipped or _OFFERS.match(bare):
            continue
        for part, sentence in enumerate(sentences(bare), 1):
            essential = not optional and not _OPTIONAL.search(sentence.text)
            found.append((Statement(f"line {number}, {part}", sentence.text), essential))
    return tuple(found)


def _is_heading(line: str) -> bool:
    short = len(line.split()) <= _HEADING_WORDS
    return short and (line.endswith(":") or line.isupper() or bool(_OFFERS.match(line)) or line.istitle())


def advertisement_target(text: str, title: str, matcher: Matcher, threshold: float) -> PathTarget:
    """Return a job advertisement as a target: the skills that its statements point to, marked as inferred.

    Args:
        text: the advertisement.
        title: what to call it.
        matcher: over the skills of a taxonomy.
        threshold: similarity from which a skill counts.
    """
    asked = advertisement_statements(text)
    found = matcher.match([statement for statement, _ in asked], limit=1, threshold=threshold)
    essential = {statement.id: is_essential for statement, is_essential in asked}
    needs = inferred_needs(found, title, essential)
    left = [each.statement.text for each in found if each.state is not MatchState.MATCHED]
    notes = ["The skills are inferred from the text: read them before anyone is compared with them"]
    if left:
        shown = "; ".join(repr(one[:60]) for one in left[:NEAREST])
        notes.append(f"{len(left)} statements point to no skill, e.g. {shown}")
    return PathTarget(title, title, TargetKind.ADVERTISEMENT, needs, title, tuple(notes))


def inferred_needs(
    found: Sequence[StatementMatches], source: str, essential: dict[str, bool] | None = None
) -> tuple[SkillNeed, ...]:
    """Return the best skill of each matched statement once, essential ones first, nearest first."""
    best: dict[str, SkillNeed] = {}
    for result in found:
        if result.state is not MatchState.MATCHED:
            continue
        match = result.candidates[0]
        is_essential = True if essential is None else essential[result.statement.id]
        known = best.get(match.target_id)
        if known is not None and (known.similarity or 0) >= match.similarity:
            best[match.target_id] = _with_essential(known, is_essential)
            continue
        best[match.target_id] = SkillNeed(
            match.target_id,
            match.target,
            is_essential or (known is not None and known.essential),
            NeedBasis.INFERRED,
            origin=Origin("needs", f"{source}: {result.statement.text}"),
            similarity=match.similarity,
        )
    return tuple(
        sorted(best.values(), key=lambda need: (not need.essential, -(need.similarity or 0), need.id))
    )


def _with_essential(need: SkillNeed, essential: bool) -> SkillNeed:
    return replace(need, essential=need.essential or essential)
