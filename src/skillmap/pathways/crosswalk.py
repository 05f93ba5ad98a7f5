"""The concepts of one taxonomy matched to those of another; everything in it is inferred."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from skillmap.domain import (
    Crosswalk,
    CrosswalkKind,
    CrosswalkRow,
    Match,
    MatchState,
    Occupation,
    Skill,
    Statement,
    StatementMatches,
    Target,
)
from skillmap.errors import NotInstalledError
from skillmap.matching import Hierarchy, Matcher, relation_of
from skillmap.matching.relation import placed
from skillmap.pathways.occupation_needs import is_essential
from skillmap.taxonomy import Taxonomy

OCCUPATION_THRESHOLD = 0.6
"""Similarity from which an occupation counts as a match of another.

The lowest of the steps of 0.05 from which, on the half for choices of the official crosswalk from O*NET to
ESCO, at least 85 of 100 nearest ones are linked: 342 of 452 have one, and 302 of these are linked.
"""
_BATCH = 64
"""Concepts between two signs of life, and at most what an interruption loses."""

Concept = Skill | Occupation


@dataclass(frozen=True, slots=True)
class CrosswalkTerms:
    """How far a concept may lie, and how many matches of it are kept."""

    threshold: float
    limit: int = 1


def concepts_of(taxonomy: Taxonomy, kind: CrosswalkKind) -> tuple[Concept, ...]:
    """Return the concepts of one kind, by id.

    Groups that only hold occupations, as those of ISCO in ESCO, are none: a group is no job that anyone has.

    Raises:
        NotInstalledError: the taxonomy came without occupations.
    """
    if kind is CrosswalkKind.SKILLS:
        return tuple(taxonomy)
    if not taxonomy.occupations:
        raise NotInstalledError(
            f"{taxonomy.title} {taxonomy.version} came without occupations; install it from the publisher's "
            "file: skillmap taxonomies install NAME --file ZIP"
        )
    groups = _groups(taxonomy)
    jobs = (occupation for occupation in taxonomy.occupations if occupation.id not in groups)
    return tuple(sorted(jobs, key=lambda occupation: occupation.id))


def _groups(taxonomy: Taxonomy) -> set[str]:
    """Return what stands above an occupation and needs no skill, while others of the taxonomy do."""
    needing = {link.target for link in taxonomy.relations if is_essential(link) is not None}
    above = {parent for occupation in taxonomy.occupations for parent in occupation.broader}
    return above - needing if any(each.id in needing for each in taxonomy.occupations) else set()


def occupation_targets(taxonomy: Taxonomy) -> tuple[Target, ...]:
    """Return occupations as targets: label and description; their other names only show relations."""
    occupations = concepts_of(taxonomy, CrosswalkKind.OCCUPATIONS)
    return tuple(Target(each.id, (each.label,), each.description) for each in occupations)


def as_statement(concept: Concept) -> Statement:
    """Return a concept to be matched: an occupation with its description, a skill by its name."""
    if isinstance(concept, Skill):
        return Statement(concept.id, concept.label, concept.language)
    text = "\n".join(filter(None, (concept.label, concept.description)))
    return Statement(concept.id, text, concept.language, concept.label)


class OccupationHierarchy:
    """What stands above the occupations of a taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the groups that an occupation or group belongs to."""
        return self._occupations[concept].broader if concept in self._occupations else ()

    def related(self, concept: str) -> tuple[str, ...]:
        """Return nothing: what else links occupations is not asked."""
        return ()

    def label(self, concept: str) -> str | None:
        """Return the label of an occupation or group."""
        return self._occupations[concept].label if concept in self._occupations else None

    @cached_property
    def _occupations(self) -> Mapping[str, Occupation]:
        return {occupation.id: occupation for occupation in self._taxonomy.occupations}


@dataclass(frozen=True)
class Crossing:
    """Everything that matches the concepts of one taxonomy to another."""

    concepts: Sequence[Concept]
    matcher: Matcher
    """Over the concepts of the other taxonomy."""
    names: Mapping[str, tuple[str, ...]]
    """Every name of each concept of the other taxonomy, which show how two concepts relate."""
    hierarchy: Hierarchy | None
    """Of the other taxonomy."""
    terms: CrosswalkTerms
    kind: CrosswalkKind
    origin: str
    """Name and version of the taxonomy of the concepts."""
    target: str
    """Name and version of the other taxonomy."""

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything that shapes the rows."""
        facts = [self.matcher.fingerprint, self.kind.value, repr(self.terms), self.origin, self.target]
        for concept in self.concepts:
            facts += (concept.id, concept.label, concept.description)
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]

    def crosswalk(self, rows: Iterable[CrosswalkRow] | None = None) -> Crosswalk:
        """Return the whole crosswalk, from rows that were made before or from new ones."""
        made = tuple(sorted(self.rows() if rows is None else rows, key=lambda row: row.concept_id))
        kept = (self.origin, self.target, self.kind, self.terms.threshold)
        return Crosswalk(*kept, made, self.fingerprint)

    def rows(self, done: frozenset[str] = frozenset()) -> Iterator[CrosswalkRow]:
        """Yield the row of each concept that is not done yet, a batch at a time."""
        waiting = [concept for concept in self.concepts if concept.id not in done]
        for start in range(0, len(waiting), _BATCH):
            batch = waiting[start : start + _BATCH]
            found = self.matcher.match(
                [as_statement(concept) for concept in batch],
                limit=self.terms.limit,
                threshold=self.terms.threshold,
            )
            yield from map(self._row, batch, found)

    def _row(self, concept: Concept, found: StatementMatches) -> CrosswalkRow:
        if found.state is not MatchState.MATCHED:
            return CrosswalkRow(concept.id, concept.label, found.state, (), found.note)
        near = [match for match in found.candidates if match.similarity >= self.terms.threshold]
        related = [self._related(concept, match) for match in near]
        if self.hierarchy is not None:
            related = list(placed(related, self.hierarchy))
        return CrosswalkRow(concept.id, concept.label, found.state, tuple(related))

    def _related(self, concept: Concept, match: Match) -> Match:
        # The names alone are compared: a description speaks of other concepts, too.
        target = Target(match.target_id, self.names[match.target_id])
        shown = relation_of(concept.label, target)
        return replace(
            match, statement=concept.label, reasons=(), relation=shown.relation, relation_reason=shown.reason
        )


def names_of(concepts: Sequence[Concept]) -> dict[str, tuple[str, ...]]:
    """Return every name of each concept, its label first."""
    return {concept.id: (concept.label, *concept.alt_labels) for concept in concepts}
