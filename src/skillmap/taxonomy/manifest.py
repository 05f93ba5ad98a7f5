"""What ``taxonomies/<name>/manifest.toml`` says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.errors import UnknownNameError
from skillmap.resources import cache_root, data_root
from skillmap.wheels import Wheel

SKILLS = "skills"
"""Kind of a taxonomy whose concepts are skills; the others are small tables that ship whole."""


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """A file that lies beside the manifest."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SkillTable:
    """How the skills of a taxonomy are made from a wheel, and what must come out."""

    wheel: Wheel
    member: str
    """Path inside the wheel of the CSV file with the columns ``id`` and ``description``."""
    member_sha256: str
    boundaries: str
    """Shipped file that says where in each text the names end."""
    count: int
    counts_by_type: dict[str, int]
    bytes: int
    """Size of the table built."""
    sha256: str
    """Of the table built."""


@dataclass(frozen=True, slots=True)
class TaxonomyManifest:
    """A taxonomy that skillmap knows: whose it is, under which licence, and its files."""

    name: str
    kind: str
    """What its rows are: skills, levels, credit, profile or register."""
    title: str
    version: str
    language: str
    """BCP 47 tag; empty for a table without wording."""
    licence: str
    licence_url: str
    attribution: str
    """Sentence to show wherever the taxonomy is shown; empty where none is asked for."""
    origin: str
    files: tuple[ShippedFile, ...]
    skills: SkillTable | None
    """None for a kind other than skills."""

    @property
    def folder(self) -> Path:
        """Where it ships."""
        return data_root() / "taxonomies" / self.name

    @property
    def installed_folder(self) -> Path:
        """Where its skills lie once they are installed."""
        return cache_root() / "taxonomies" / f"{self.name}-{self.version}"


def taxonomy_names(kind: str | None = None) -> tuple[str, ...]:
    """Return the names of the taxonomies that ship, sorted; of one kind where it is given."""
    names = sorted(path.parent.name for path in (data_root() / "taxonomies").glob("*/manifest.toml"))
    return tuple(name for name in names if kind is None or read_manifest(name).kind == kind)


def read_manifest(name: str) -> TaxonomyManifest:
    """Return the manifest of a taxonomy.

    Raises:
        UnknownNameError: no taxonomy of that name ships.
    """
    # Compared with the names there are, so that a name is never followed as a path.
    if name not in taxonomy_names():
        raise UnknownNameError("taxonomy", name, taxonomy_names())
    path = data_root() / "taxonomies" / name / "manifest.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return TaxonomyManifest(
        name=table["name"],
        kind=table["kind"],
        title=table["title"],
        version=table["version"],
        language=table.get("language", ""),
        licence=table["licence"],
        licence_url=table["licence_url"],
        attribution=table["attribution"],
        origin=table["origin"],
        files=tuple(ShippedFile(file["path"], file["bytes"], file["sha256"]) for file in table["files"]),
        skills=_skill_table(table) if table["kind"] == SKILLS else None,
    )


def read_skills_manifest(name: str) -> tuple[TaxonomyManifest, SkillTable]:
    """Return the manifest of a skills taxonomy and how its table is made.

    Raises:
        UnknownNameError: no taxonomy of that name, or its rows are not skills.
    """
    manifest = read_manifest(name)
    if manifest.skills is None:
        raise UnknownNameError("skills taxonomy", name, taxonomy_names(SKILLS))
    return manifest, manifest.skills


def _skill_table(table: dict[str, Any]) -> SkillTable:
    source, built = table["wheel"], table["skills"]
    return SkillTable(
        wheel=Wheel.from_manifest(table),
        member=source["member"],
        member_sha256=source["member_sha256"],
        boundaries=built["boundaries"],
        count=built["count"],
        counts_by_type=built["counts_by_type"],
        bytes=built["bytes"],
        sha256=built["sha256"],
    )
