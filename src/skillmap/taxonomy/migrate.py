"""Stored matches carried from one version of a taxonomy to the next: by what is stated, never by likeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skillmap.domain import (
    ConceptChange,
    ConceptDifference,
    ConceptKind,
    Migration,
    MigrationOutcome,
    MigrationStep,
    StoredLink,
    StoredMatches,
    Successor,
    TaxonomyDifference,
)
from skillmap.errors import FormatError

Answer = tuple[StoredLink, MigrationOutcome, str, tuple[Successor, ...]]
"""The link now, what was done, why, and what a person may choose."""


def migrate(stored: StoredMatches, difference: TaxonomyDifference) -> StoredMatches:
    """Return the links as they stand in the new version, each with what was done and why.

    A link stays with its concept, takes its new name, or goes to the one successor that the publisher
    states. Everything else is left to a person, with suggestions. Nothing is matched again: the match is kept
    as it was measured, and ``is_as_measured`` is False where its words are no longer those of then.

    Raises:
        FormatError: the links belong to another taxonomy than the old one.
    """
    old = difference.old.words
    if stored.taxonomy is not None and stored.taxonomy != old:
        problem = (
            f"belongs to {stored.taxonomy}, not to {old}; give --from {stored.taxonomy.partition(' ')[0]}"
        )
        raise FormatError(stored.origin or "the file of matches", "", problem)
    known = {concept.id: concept for concept in difference.concepts}
    statements = tuple(
        replace(statement, links=tuple(_moved(link, known, difference) for link in statement.links))
        for statement in stored.statements
    )
    return replace(
        stored,
        taxonomy=difference.new.words,
        statements=statements,
        asserted=tuple(_moved(link, known, difference) for link in stored.asserted),
        migrations=(
            *stored.migrations,
            Migration(difference.old, difference.new, difference.notes),
        ),
    )


def _moved(
    link: StoredLink, known: Mapping[str, ConceptDifference], difference: TaxonomyDifference
) -> StoredLink:
    if link.concept_id is None:
        return link  # an earlier migration left it to a person
    concept = known.get(link.concept_id)
    if concept is None or concept.old_label is None:
        reason = f"{difference.old.words} does not hold it; it was left as it is."
        answer: Answer = (link, MigrationOutcome.UNKNOWN, reason, ())
    else:
        answer = _answer(link, concept)
    moved, outcome, reason, suggestions = answer
    step = MigrationStep(
        old=difference.old.words,
        new=difference.new.words,
        outcome=outcome,
        concept_id=link.concept_id,
        concept=link.concept or "",
        reason=reason,
        suggestions=suggestions,
    )
    return replace(moved, steps=(*link.steps, step))


def _answer(link: StoredLink, concept: ConceptDifference) -> Answer:
    if concept.change is ConceptChange.REPLACED:
        return _replaced(link, concept.successors)
    if concept.change is ConceptChange.GONE:
        return _left(link), MigrationOutcome.GONE, _why_gone(concept), concept.successors
    if concept.new_kind is not ConceptKind.SKILL:
        reason = f"It is no skill any more but a {concept.new_kind}; a person decides."
        return _left(link), MigrationOutcome.GONE, reason, ()
    return _kept(link, concept)


def _kept(link: StoredLink, concept: ConceptDifference) -> Answer:
    # A file made with a third version shows by the name that it gave the concept.
    is_other_text = concept.is_text_changed or " ".join((link.concept or "").split()) != concept.old_label
    kept = replace(link, concept=concept.new_label, is_as_measured=link.is_as_measured and not is_other_text)
    fields = ", ".join(change.field for change in concept.fields)
    reason = f"The same concept; changed: {fields}." if fields else "The concept is unchanged."
    if concept.change is ConceptChange.RENAMED:
        return kept, MigrationOutcome.RENAMED, reason, ()
    return kept, MigrationOutcome.STAYS, reason, ()


def _replaced(link: StoredLink, stated: tuple[Successor, ...]) -> Answer:
    one = stated[0]
    if len(stated) > 1:
        reason = f"The publisher states {len(stated)} successors; a person chooses."
        return _left(link), MigrationOutcome.AMBIGUOUS, reason, stated
    if one.kind is not ConceptKind.SKILL:
        reason = f"The stated successor is no skill but a {one.kind}; a person decides."
        return _left(link), MigrationOutcome.AMBIGUOUS, reason, stated
    moved = replace(link, concept_id=one.id, concept=one.label, is_as_measured=False)
    reason = "The publisher states this one successor; the match was measured on the concept before it."
    return moved, MigrationOutcome.MOVED, reason, ()


def _left(link: StoredLink) -> StoredLink:
    return replace(link, concept_id=None, concept=None, is_as_measured=False)


def _why_gone(concept: ConceptDifference) -> str:
    status = f"It has the status {concept.status!r}" if concept.status else "It is no longer there"
    suggested = "; what might be is suggested by name" if concept.successors else ""
    return f"{status}, and no successor in use is stated{suggested}."
