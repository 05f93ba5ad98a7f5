"""What changed between two versions of a taxonomy, concept by concept."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

from skillmap.domain import (
    ConceptChange,
    ConceptDifference,
    ConceptKind,
    Document,
    FieldChange,
    Successor,
    SuccessorBasis,
    TaxonomyDifference,
)
from skillmap.errors import FormatError
from skillmap.taxonomy.contents import Concept, Contents, contents_of, without_links
from skillmap.taxonomy.taxonomy import Taxonomy

_MOST_SUGGESTED = 5
_MOST_ALIKE = 20
"""Concepts kept of one name; in a sound taxonomy a name has one or two."""
_MOST_STEPS = 100
"""Stated successors that are followed from one concept; no chain seen has more than a few."""


def diff(old: Taxonomy | Document, new: Taxonomy | Document) -> TaxonomyDifference:
    """Return what became of each concept of ``old``, and which are new in ``new``.

    Successors come from what the publisher states (``isReplacedBy`` and ``replaces`` of Dublin Core in SKOS,
    ``replacedBy`` in CASE), followed from step to step. ESCO's CSV files and the ESCO that comes by wheel do
    not say them: there, a concept that is gone has suggestions by name at most. Groups, occupations and
    relations are compared only where both versions have them; the notes say what was not.

    Raises:
        FormatError: a document holds no skills, or the two are in different languages.
    """
    return _Comparison(contents_of(old), contents_of(new)).difference()


class _Comparison:
    """Two versions side by side."""

    def __init__(self, old: Contents, new: Contents) -> None:
        self._notes: list[str] = []
        _refuse_two_languages(old, new)
        if not (old.has_relations and new.has_relations):
            bare = [side.version.words for side in (old, new) if not side.has_relations]
            self._notes.append(f"Relations were not compared: {' and '.join(bare)} came without.")
            old, new = without_links(old), without_links(new)
        self._old, self._new = old, new
        self._kinds = self._comparable_kinds()
        self._by_label: dict[tuple[ConceptKind, str], list[Concept]] = {}
        self._by_other: dict[tuple[ConceptKind, str], list[Concept]] = {}
        for concept in sorted(new.in_use, key=lambda concept: concept.id):
            _keep(self._by_label, concept, concept.label)
            for other in concept.others:
                _keep(self._by_other, concept, other)

    def difference(self) -> TaxonomyDifference:
        found = [
            self._of(concept) for concept in self._old.concepts.values() if self._is_compared(concept.id)
        ]
        found += [
            _new(concept)
            for concept in self._new.in_use
            if concept.id not in self._old.concepts and concept.kind in self._kinds
        ]
        kinds = list(ConceptKind)
        found.sort(key=lambda one: (kinds.index(one.kind), one.id))
        return TaxonomyDifference(self._old.version, self._new.version, tuple(found), tuple(self._notes))

    def _comparable_kinds(self) -> set[ConceptKind]:
        counts = [
            Counter(concept.kind for concept in side.concepts.values()) for side in (self._old, self._new)
        ]
        for kind in ConceptKind:
            for here, there, side in ((0, 1, self._new), (1, 0, self._old)):
                if counts[here][kind] and not counts[there][kind]:
                    message = (
                        f"{counts[here][kind]:,} {kind}(s) were not compared: {side.version.words} has none."
                    )
                    self._notes.append(message)
        return {kind for kind in ConceptKind if counts[0][kind] and counts[1][kind]}

    def _is_compared(self, uri: str) -> bool:
        sides = [side.concepts[uri].kind for side in (self._old, self._new) if uri in side.concepts]
        return len(sides) == 2 or sides[0] in self._kinds

    def _of(self, old: Concept) -> ConceptDifference:
        new = self._new.concepts.get(old.id)
        fields = tuple(_field_changes(old, new)) if new is not None else ()
        stated = self._stated(old.id)
        status = self._new.retired.get(old.id, ("", ""))[1]
        if stated:
            change, successors = ConceptChange.REPLACED, stated
        elif new is None or (status and old.id not in self._old.retired):
            change, successors = ConceptChange.GONE, self._suggested(old)
        else:
            change, successors = _change(old, new, fields), ()
        return ConceptDifference(
            id=old.id,
            kind=old.kind,
            change=change,
            old_label=old.label,
            new_label=new.label if new is not None else None,
            fields=fields,
            successors=successors,
            status=status,
            new_kind=new.kind if new is not None else None,
        )

    def _stated(self, uri: str) -> tuple[Successor, ...]:
        """Return the concepts in use at the ends of the chains of stated successors."""
        ends: dict[str, None] = {}
        seen = {uri}
        waiting = deque(self._next(uri))
        while waiting and len(seen) <= _MOST_STEPS:
            step = waiting.popleft()
            if step in seen:
                continue
            seen.add(step)
            further = self._next(step)
            waiting.extend(further)
            if not further and step in self._new.concepts and step not in self._new.retired:
                ends[step] = None
        return tuple(self._successor(self._new.concepts[end], SuccessorBasis.STATED) for end in sorted(ends))

    def _next(self, uri: str) -> tuple[str, ...]:
        # What the old version said of it still stands where the new one no longer speaks of it.
        stated = self._new.successors.get(uri) or self._old.successors.get(uri, ())
        return stated[:_MOST_STEPS]

    def _suggested(self, old: Concept) -> tuple[Successor, ...]:
        """Return the concepts of the best basis only; each is a suggestion."""
        label = (old.kind, old.label.casefold())
        former = [(old.kind, other.casefold()) for other in sorted(old.others)]
        by_former = [one for name in former for one in self._by_label.get(name, ())]
        for basis, concepts in (
            (SuccessorBasis.SAME_LABEL, self._by_label.get(label, [])),
            (SuccessorBasis.OTHER_NAME, self._by_other.get(label, [])),
            (SuccessorBasis.FORMER_NAME, by_former),
        ):
            alike = {one.id: one for one in concepts if one.id != old.id}
            if alike:
                return tuple(self._successor(alike[uri], basis) for uri in sorted(alike))[:_MOST_SUGGESTED]
        return ()

    @staticmethod
    def _successor(concept: Concept, basis: SuccessorBasis) -> Successor:
        return Successor(concept.id, concept.label, concept.kind, basis)


def _keep(kept: dict[tuple[ConceptKind, str], list[Concept]], concept: Concept, name: str) -> None:
    alike = kept.setdefault((concept.kind, name.casefold()), [])
    if len(alike) < _MOST_ALIKE:
        alike.append(concept)


def _new(concept: Concept) -> ConceptDifference:
    return ConceptDifference(
        concept.id, concept.kind, ConceptChange.NEW, None, concept.label, new_kind=concept.kind
    )


def _change(old: Concept, new: Concept, fields: tuple[FieldChange, ...]) -> ConceptChange:
    if old.label != new.label:
        return ConceptChange.RENAMED
    return ConceptChange.CHANGED if fields else ConceptChange.UNCHANGED


def _field_changes(old: Concept, new: Concept) -> Iterator[FieldChange]:
    pairs: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
        ("label", frozenset({old.label}), frozenset({new.label})),
        ("other names", old.others, new.others),
        ("description", frozenset({old.description}), frozenset({new.description})),
        ("type", frozenset({old.type or old.kind.value}), frozenset({new.type or new.kind.value})),
        ("relations", old.links, new.links),
    )
    for field, before, after in pairs:
        if before != after:
            yield FieldChange(field, tuple(sorted(before - after)), tuple(sorted(after - before)))


def _refuse_two_languages(old: Contents, new: Contents) -> None:
    languages = [side.version.language.lower().partition("-")[0] for side in (old, new)]
    if all(languages) and languages[0] != languages[1]:
        problem = f"is in {languages[1]}, {old.version.words} in {languages[0]}"
        raise FormatError(
            new.version.words, "", f"{problem}: their names cannot be compared; take one language"
        )
