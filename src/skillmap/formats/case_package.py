"""CASE 1.0 and 1.1: a competency framework as a CFPackage in JSON.

Field names after the 1EdTech standard (https://www.imsglobal.org/spec/CASE/v1p1); both versions and the
drafts before them are read alike. Nothing is written: a CFPackage asks for a creator, a date of change and a
UUID for each item and link, which a credential does not have and which we would have to make up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from skillmap.domain import Document, Relation, RelationKind, Skill, SkillType, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats import wording
from skillmap.formats.facts import Findings
from skillmap.formats.hierarchy import report_loops
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.tally import Tally
from skillmap.resources import sha256_of

NAME = "case-package"

MAX_ITEMS = 60_000
"""Items in one package; the largest sets of school standards have some tens of thousands."""

MAX_ASSOCIATIONS = 200_000

_PACKAGE_KEYS = frozenset(("CFPackage", "CFDocument", "CFItems"))
_KEYS_OF_A_SCHEMA = frozenset(("$schema", "properties", "openapi", "swagger"))
_RELATIONS = {
    "isChildOf": RelationKind.BROADER,
    "isPartOf": RelationKind.PART_OF,
    "exactMatchOf": RelationKind.EXACT_MATCH,
    "isRelatedTo": RelationKind.RELATED,
    # No noun of ours for peers; all they share in the standard is that they are related.
    "isPeerOf": RelationKind.RELATED,
    "precedes": RelationKind.PRECEDES,
    "replacedBy": RelationKind.REPLACED_BY,
}
_TYPES = {
    "knowledge": SkillType.KNOWLEDGE,
    "skill": SkillType.SKILL,
    "skills": SkillType.SKILL,
    "competency": SkillType.SKILL,
    "competence": SkillType.SKILL,
}
_DETAILS = (
    "CFItemType",
    "educationLevel",
    "educationalLevel",
    "subject",
    "conceptKeywords",
    "statusStartDate",
    "statusEndDate",
)
"""Fields of an item that a skill has no field for."""

_FRAMEWORK = ""
"""Stands for the framework as a whole where an association links to it."""


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON whose outermost object has the members of a CFPackage."""
    keys = top_level(head).keys
    return bool(keys & _PACKAGE_KEYS) and not keys & _KEYS_OF_A_SCHEMA


def read(name: str, content: bytes) -> Document:
    """Read the items of a CFPackage as skills, and its associations as relations.

    Raises:
        FormatError: not JSON, or without items.
        LimitError: more items or associations than any framework has.
    """
    source = Source(name, NAME, sha256_of(content))
    root = Node(load_json(name, content))
    package = root.get("CFPackage") or root
    if not isinstance(package.value, dict) or not package.value.keys() & _PACKAGE_KEYS:
        raise FormatError(name, package.place, "expected a CFPackage with CFDocument and CFItems")
    return _Package(source, package).document()


class _Package:
    """One framework on the way to skills and relations."""

    def __init__(self, source: Source, package: Node) -> None:
        self._source = source
        self._package = package
        self._framework = package.get("CFDocument").one()
        self._findings = Findings()
        self._tally = Tally()
        self._items: dict[str, Node] = {}
        self._labels: dict[str, str] = {}
        self._ids = dict.fromkeys(_names_of(self._framework.value), _FRAMEWORK)
        """Id of the item for every URI and identifier that names it."""
        self._named_outside: dict[str, list[tuple[str, str]]] = {}

    def document(self) -> Document:
        self._describe()
        self._list_items()
        relations = tuple(dict.fromkeys(self._relations()))
        broader: dict[str, list[str]] = {}
        for relation in relations:
            if relation.kind is RelationKind.BROADER:
                broader.setdefault(relation.origin, []).append(relation.target)
        skills = tuple(self._skill(uri, node, broader.get(uri, ())) for uri, node in self._items.items())
        self._check_hierarchy(broader)
        self._tally.report(self._findings)
        return Document(
            source=self._source,
            skills=skills,
            relations=relations,
            findings=self._findings.all(),
            framework_title=self._title(),
        )

    def _title(self) -> str | None:
        title, version = (self._framework.get(key).text() for key in ("title", "version"))
        return " ".join(filter(None, (title, version))) or None

    def _describe(self) -> None:
        version = _case_version(self._framework)
        said = f"This is a CASE {version} package." if version else "The package names no version of CASE."
        self._findings.note(self._framework.place, said)
        status = self._framework.get("adoptionStatus")
        if status.text() and status.text() != "Adopted":
            message = f"Its publisher gives the framework the status {status.text()[:40]!r}."
            self._findings.note(status.place, message)
        rubrics = self._package.get("CFRubrics")
        if count := sum(1 for _ in rubrics.each()):
            self._findings.note(rubrics.place, f"{count:,} rubric(s) were not read.")

    def _list_items(self) -> None:
        items = self._package.get("CFItems")
        for position, node in enumerate(items.each()):
            if position >= MAX_ITEMS:
                raise LimitError(f"{self._source.name} holds more than {MAX_ITEMS:,} items; split it")
            names = _names_of(node.value)
            label = _label(node)
            if not names or not label:
                self._tally.warn(node.place, "An item without an identifier or a statement was not read.")
            elif names[0] in self._items:
                self._tally.warn(node.place, "An item has the identifier of an earlier one; it was not read.")
            else:
                self._items[names[0]] = node
                self._labels[names[0]] = label
                for alias in names:
                    self._ids.setdefault(alias, names[0])
        if not self._items:
            raise FormatError(self._source.name, items.place, "expected the items of a framework, found none")

    def _skill(self, uri: str, node: Node, broader: Sequence[str]) -> Skill:
        label, full = self._labels[uri], wording.plain_line(node.get("fullStatement").raw_text())
        if not full:
            self._tally.warn(node.place, "An item has no fullStatement; what else names it was taken.")
        other = node.get("alternativeLabel").text()
        kind = node.get("CFItemType").text()
        language = (node.get("language") or self._framework.get("language")).text().lower()
        notes = wording.plain_line(node.get("notes").raw_text())
        return Skill(
            id=uri,
            label=label,
            alt_labels=(other,) if other and other != label else (),
            description=full if full != label else "",
            type=_TYPES.get(kind.lower(), SkillType.UNKNOWN),
            broader=tuple(broader),
            code=node.get("humanCodingScheme").text() or None,
            language=language or None,
            place=node.place,
            details=(
                *((key, text) for key in _DETAILS for text in node.get(key).texts()),
                *((("notes", notes),) if notes else ()),
                *self._named_outside.get(uri, ()),
            ),
        )

    def _relations(self) -> Iterator[Relation]:
        associations = self._package.get("CFAssociations")
        for position, node in enumerate(associations.each()):
            if position >= MAX_ASSOCIATIONS:
                message = f"holds more than {MAX_ASSOCIATIONS:,} associations; split it"
                raise LimitError(f"{self._source.name} {message}")
            origin = self._end(node.get("originNodeURI"))
            target = self._end(node.get("destinationNodeURI"))
            if origin is None or target is None:
                self._tally.warn(node.place, "An association does not say what it links; it was not read.")
            elif _FRAMEWORK in (origin, target):
                # The framework itself is no concept: what stands under it stands at the top.
                continue
            elif relation := self._relation(node, origin, target):
                yield relation

    def _relation(self, node: Node, origin: str, target: str) -> Relation | None:
        stated = node.get("associationType").text()
        kind = _RELATIONS.get(stated)
        if kind is None:
            message = f"The kind of association {stated[:40]!r} has no counterpart here; it was not read."
            self._tally.note(node.place, message)
            return None
        if stated == "isPeerOf":
            self._tally.note(node.place, "An association isPeerOf was kept as related.")
        here = [end for end in (origin, target) if end in self._items]
        if not here:
            self._tally.warn(node.place, "An association links two items of other packages; it was not read.")
            return None
        if target not in self._items:
            self._name_outside(node, stated, origin)
        return Relation(origin, kind, target)

    def _name_outside(self, node: Node, stated: str, origin: str) -> None:
        if stated == "isChildOf":
            self._tally.warn(node.place, "An item stands under one that is not in this package.")
        if title := node.get("destinationNodeURI", "title").text():
            self._named_outside.setdefault(origin, []).append((stated, title))

    def _end(self, node: Node) -> str | None:
        """Return the id of what an association links; that of another package where it is not here."""
        names = _names_of(node.one().value)
        known = [self._ids[name] for name in names if name in self._ids]
        return next(iter((*known, *names)), None)

    def _check_hierarchy(self, broader: dict[str, list[str]]) -> None:
        report_loops(broader, "isChildOf", f"{self._package.place}.CFAssociations", self._findings)


def _names_of(value: Any) -> list[str]:
    """Return what identifies a node, the URI first."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if not isinstance(value, dict):
        return []
    # Plain look-ups: a large package asks this a million times.
    named = (value.get("uri"), value.get("identifier") or value.get("sourcedId"))
    return [name.strip() for name in named if isinstance(name, str) and name.strip()]


def _label(node: Node) -> str:
    full, short = (
        wording.plain_line(node.get(key).raw_text()) for key in ("fullStatement", "abbreviatedStatement")
    )
    # Some tools fill the short statement with the first characters of the full one.
    if full and full.startswith(short.rstrip(" .…")):
        return full
    return short or node.get("humanCodingScheme").text()


def _case_version(framework: Node) -> str | None:
    stated = framework.get("caseVersion").text()
    if stated:
        return stated[:20]
    addresses = " ".join(framework.get(key).text() for key in ("uri", "CFPackageURI"))
    addresses += framework.get("CFPackageURI", "uri").text()
    return next((v for part, v in (("/v1p1/", "1.1"), ("/v1p0/", "1.0")) if part in addresses), None)


readers.register(NAME)(Reader("a CASE competency framework (CFPackage, JSON)", sniff, read))
