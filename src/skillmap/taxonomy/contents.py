"""Everything of a taxonomy that can change from version to version, whether installed or just read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from skillmap.domain import (
    ConceptKind,
    Document,
    Occupation,
    Relation,
    RelationKind,
    Skill,
    SkillType,
    TaxonomyVersion,
)
from skillmap.errors import FormatError
from skillmap.taxonomy.framework import relations_in, retired_in
from skillmap.taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill, group or occupation as it is compared: blanks at edges and doubled ones do not count."""

    id: str
    kind: ConceptKind
    label: str
    others: frozenset[str]
    description: str
    type: str
    links: frozenset[str]
    """Relations that start here, as words."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The concepts of one version of a taxonomy."""

    version: TaxonomyVersion
    concepts: Mapping[str, Concept]
    retired: Mapping[str, tuple[str, str]]
    """Label and status of each concept no longer in use, by id; it may stand among the concepts, too."""
    successors: Mapping[str, tuple[str, ...]]
    """What the publisher states that a concept was replaced by."""
    has_relations: bool

    @property
    def in_use(self) -> Iterable[Concept]:
        """The concepts that are not retired."""
        return (concept for uri, concept in self.concepts.items() if uri not in self.retired)


def contents_of(source: Taxonomy | Document) -> Contents:
    """Return what an installed taxonomy holds, or a framework as a reader gave it.

    Raises:
        FormatError: the document holds no skills, or two concepts of one id.
    """
    if isinstance(source, Taxonomy):
        version = TaxonomyVersion(source.name, source.title, source.version, source.language, source.sha256)
        relations: Iterable[Relation] = source.relations
        skills: Iterable[Skill] = (*source, *source.groups)
        retired = source.retired
    else:
        version, relations, skills = _version(source), relations_in(source), source.skills
        retired = retired_in(source)
    links, successors = _links(relations)
    concepts: dict[str, Concept] = {}
    both: tuple[Skill | Occupation, ...] = (*skills, *source.occupations)
    for concept in both:
        if concept.id in concepts:
            raise FormatError(version.name, concept.place, f"{concept.id} stands for two concepts")
        concepts[concept.id] = _concept(concept, frozenset(links.get(concept.id, ())))
    if not concepts:
        raise FormatError(version.name, "", "holds no skills to compare")
    return Contents(
        version=version,
        concepts=concepts,
        retired={one.id: (one.label, one.status) for one in retired},
        successors={uri: tuple(dict.fromkeys(targets)) for uri, targets in successors.items()},
        has_relations=bool(links),
    )


def _version(document: Document) -> TaxonomyVersion:
    languages = {skill.language for skill in document.skills if skill.language}
    return TaxonomyVersion(
        document.source.name,
        document.framework_title or document.source.name,
        "",
        languages.pop() if len(languages) == 1 else "",
        document.source.sha256,
    )


def _links(relations: Iterable[Relation]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    links: dict[str, list[str]] = {}
    successors: dict[str, list[str]] = {}
    for relation in relations:
        if relation.kind is RelationKind.REPLACED_BY:
            successors.setdefault(relation.origin, []).append(relation.target)
        else:
            links.setdefault(relation.origin, []).append(f"{relation.kind.value} {relation.target}")
    return links, successors


def _concept(concept: Skill | Occupation, links: frozenset[str]) -> Concept:
    if isinstance(concept, Occupation):
        kind, type_ = ConceptKind.OCCUPATION, ""
    elif concept.type is SkillType.GROUP:
        kind, type_ = ConceptKind.GROUP, ""
    else:
        kind, type_ = ConceptKind.SKILL, concept.type.value
    label = _spaced(concept.label)
    others = frozenset(map(_spaced, concept.alt_labels)) - {label, ""}
    return Concept(concept.id, kind, label, others, _spaced(concept.description), type_, links)


def _spaced(text: str) -> str:
    return " ".join(text.replace("\u200b", " ").split())


def without_links(contents: Contents) -> Contents:
    """Return the contents as if the taxonomy had come without relations."""
    bare = {uri: replace(concept, links=frozenset()) for uri, concept in contents.concepts.items()}
    return replace(contents, concepts=bare)
