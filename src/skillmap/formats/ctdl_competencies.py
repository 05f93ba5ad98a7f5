"""Competencies of CTDL-ASN: as the skills of a framework, and as what an offer teaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillmap.domain import Alignment, Document, Relation, RelationKind, Skill, Source
from skillmap.errors import FormatError
from skillmap.formats import wording
from skillmap.formats.ctdl_terms import COMPETENCY, FRAMEWORK, TAXONOMIES, WHOLE
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, joined
from skillmap.formats.linked_json import LinkedObjects, address

# Read as: the competency KIND the target; the second flag turns it round.
_RELATIONS = {
    "ceasn:isChildOf": (RelationKind.BROADER, False),
    "ceasn:hasChild": (RelationKind.BROADER, True),
    "ceasn:exactAlignment": (RelationKind.EXACT_MATCH, False),
    "ceasn:majorAlignment": (RelationKind.CLOSE_MATCH, False),
    "ceasn:minorAlignment": (RelationKind.RELATED, False),
    "ceasn:broadAlignment": (RelationKind.BROAD_MATCH, False),
    "ceasn:narrowAlignment": (RelationKind.NARROW_MATCH, False),
    "ceasn:alignTo": (RelationKind.RELATED, False),
    "ceasn:prerequisiteAlignment": (RelationKind.PRECEDES, True),
    "ceasn:comprisedOf": (RelationKind.PART_OF, True),
}
_LINKS = (
    *("ceasn:exactAlignment", "ceasn:majorAlignment", "ceasn:minorAlignment", "ceasn:broadAlignment"),
    *("ceasn:narrowAlignment", "ceasn:alignTo", "ceasn:skillEmbodied", "ceasn:knowledgeEmbodied"),
    *("ceasn:abilityEmbodied",),
)


@dataclass(frozen=True, slots=True)
class Taught:
    """One thing that an offer teaches or assesses."""

    text: str
    """The statement, with the label before it where the two differ; empty for a bare address."""
    place: str
    language: str | None
    alignments: tuple[Alignment, ...]
    """Links to the competency itself and to what the competency is aligned to."""
    is_skill: bool
    """True for an entry of a taxonomy, which is no statement of the offer's own."""


def read_framework(
    source: Source, members: list[Node], objects: LinkedObjects, findings: Findings
) -> Document:
    """Read competencies as the skills of a framework, with the relations that it states.

    Raises:
        FormatError: there is no competency with an id and a text.
    """
    languages = Languages()
    skills: list[Skill] = []
    relations: list[Relation] = []
    for node in members:
        if COMPETENCY not in node.types():
            continue
        skill = _skill(node, objects, languages)
        if skill is None:
            findings.warn(node.place, "A competency without an id or a text was not read.")
            continue
        skills.append(skill)
        relations += _relations(node, skill.id, objects)
    if not skills:
        raise FormatError(
            source.name, "", "holds a competency framework without a competency that has a text"
        )
    titles = [languages.wording(node.get("ceasn:name")).text for node in members if FRAMEWORK in node.types()]
    return Document(
        source=source,
        skills=tuple(skills),
        relations=tuple(dict.fromkeys(relations)),
        findings=findings.all(),
        framework_title=" / ".join(filter(None, titles)) or None,
    )


def taught(item: Node, objects: LinkedObjects, languages: Languages) -> Taught | None:
    """Return what an alignment object, a competency or a reference to one says, or None for nothing."""
    held = objects.follow(item)
    target = objects.follow(held.get("ceterms:targetNode")) if held.get("ceterms:targetNode") else held
    is_competency = COMPETENCY in target.types()
    name = languages.wording(held.get("ceterms:targetNodeName")) or languages.wording(
        held.get("ceterms:targetName")
    )
    label = languages.wording(target.get("ceasn:competencyLabel"))
    statement = languages.wording(target.get("ceasn:competencyText"))
    explained = languages.wording(held.get("ceterms:targetNodeDescription"))
    texts = [found for found in (name, label, statement, explained) if found]
    uri = _web(address(target)) or _web(address(held))
    if not texts and not uri:
        return None
    # A competency of ours that only carries the skills of the offer as a whole is no statement.
    text = joined(*(wording.plain_line(found.lines) for found in texts)) if address(target) != WHOLE else ""
    alignment = Alignment(
        label=texts[0].text if texts else uri,
        uri=uri or None,
        framework=_framework(held, target, uri, objects, languages),
        description=wording.plain_line((explained or statement).lines) if len(texts) > 1 else "",
        code=languages.wording(held.get("ceterms:codedNotation")).text or _code(target, languages),
        kind=COMPETENCY if is_competency else None,
    )
    own = [alignment] if alignment.uri or alignment.framework or alignment.code else []
    further = _links(target, objects, languages) if is_competency else []
    return Taught(
        text,
        texts[0].place if texts else item.place,
        texts[0].language if texts else None,
        (*own, *further),
        is_skill=_taxonomy(uri) is not None,
    )


def _skill(node: Node, objects: LinkedObjects, languages: Languages) -> Skill | None:
    uri = address(node) or node.get("ceterms:ctid").text()
    statement = languages.wording(node.get("ceasn:competencyText"))
    label = languages.wording(node.get("ceasn:competencyLabel")) or statement
    if not uri or not label:
        return None
    return Skill(
        id=uri,
        label=label.text,
        description=wording.plain_line(statement.lines) if statement.text != label.text else "",
        broader=tuple(dict.fromkeys(_ids(node.get("ceasn:isChildOf"), objects))),
        code=_code(node, languages),
        language=label.language,
        place=label.place,
    )


def _relations(node: Node, origin: str, objects: LinkedObjects) -> Iterator[Relation]:
    for key, (kind, is_turned) in _RELATIONS.items():
        for target in _ids(node.get(key), objects):
            if FRAMEWORK in objects.follow(Node(target)).types():
                continue
            yield Relation(target, kind, origin) if is_turned else Relation(origin, kind, target)


def _ids(node: Node, objects: LinkedObjects) -> list[str]:
    return [name for name in (address(objects.follow(item)) or address(item) for item in node.each()) if name]


def _links(competency: Node, objects: LinkedObjects, languages: Languages) -> list[Alignment]:
    kept = []
    for key in _LINKS:
        for item in competency.get(key).each():
            target = objects.follow(item)
            uri = _web(address(target)) or _web(address(item))
            statement = languages.wording(target.get("ceasn:competencyText"))
            label = languages.wording(target.get("ceasn:competencyLabel")) or statement
            if not uri and not label:
                continue
            framework = _framework(target, target, uri, objects, languages)
            described = wording.plain_line(statement.lines) if statement.text != label.text else ""
            kept.append(
                Alignment(label.text or uri, uri or None, framework, described, code=_code(target, languages))
            )
    return kept


def _framework(
    held: Node, target: Node, uri: str, objects: LinkedObjects, languages: Languages
) -> str | None:
    named = languages.wording(held.get("ceterms:frameworkName")).text
    parents = [objects.follow(node) for node in (held.get("ceterms:framework"), target.get("ceasn:isPartOf"))]
    titles = [languages.wording(parent.get("ceasn:name")).text for parent in parents]
    addresses = [_web(address(parent)) for parent in parents]
    return next(filter(None, (named, *titles, _taxonomy(uri), *addresses)), None)


def _code(node: Node, languages: Languages) -> str | None:
    return languages.wording(node.get("ceasn:codedNotation")).text or None


def _taxonomy(uri: str) -> str | None:
    return next((name for start, name in TAXONOMIES.items() if uri.startswith(start)), None)


def _web(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
