"""The official ESCO data set: the ZIP of CSV files that the Commission gives out, any version and language.

Headers as published at https://esco.ec.europa.eu/en/use-esco/download. Columns are found by name, as their
order differs from file to file and from version to version. Concepts that are not released are no skills or
occupations; they are kept as retired, since old links lead to them. The CSV files do not say which concept
replaced another.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from sys import intern

from skillmap.domain import (
    Document,
    Occupation,
    Relation,
    RelationKind,
    RetiredConcept,
    Skill,
    SkillType,
    Source,
)
from skillmap.errors import FormatError
from skillmap.formats.facts import Findings
from skillmap.formats.reader import Reader, readers
from skillmap.formats.text import clean
from skillmap.formats.zip_guard import check_zip
from skillmap.resources import sha256_of

NAME = "esco-dataset"

_SKILLS = ("conceptUri", "preferredLabel")
_STEMS = {
    "skills": _SKILLS,
    "occupations": _SKILLS,
    "skillGroups": _SKILLS,
    "ISCOGroups": _SKILLS,
    "occupationSkillRelations": ("occupationUri", "relationType", "skillUri"),
    "skillSkillRelations": ("originalSkillUri", "relationType", "relatedSkillUri"),
    "broaderRelationsSkillPillar": ("conceptUri", "broaderUri"),
    "broaderRelationsOccPillar": ("conceptUri", "broaderUri"),
}
"""Files that are read, by the first part of their name, with the columns each must have."""

_NOT_NEEDED = re.compile(r"(?:Collection|skillsHierarchy|conceptSchemes|dictionary|greenShareOcc)")
_FILE = re.compile(r"(?:^|/)(?P<stem>[A-Za-z]+)_(?P<language>[a-z]{2,3}(?:-[A-Za-z]+)?)\.csv$")
# A local header of the archive: 30 bytes, then the name of the member.
_MEMBER = re.compile(
    rb"PK\x03\x04.{26}(?:[^\x00]{0,100}/)?(?:skills|ISCOGroups|occupations|conceptSchemes|skillGroups|dictionary|"
    rb"skillsHierarchy|skillSkillRelations|occupationSkillRelations|broaderRelations\w+|\w+Collection)_"
    rb"[a-z]{2}(?:-[A-Za-z]+)?\.csv",
    re.DOTALL,
)
_VERSION = re.compile(r"v?(\d+\.\d+(?:\.\d+)?)")
_NAME_BREAK = re.compile(r"\s*[\r\n]+\s*|\s\|\s")
_RELATIONS = {"essential": RelationKind.ESSENTIAL_FOR, "optional": RelationKind.OPTIONAL_FOR}
_TYPES = {kind.value: kind for kind in SkillType}
_MOST_CELL = 200_000
"""Characters of one cell; the list of all top concepts of a scheme is the longest."""


def sniff(name: str, head: bytes) -> bool:
    """Return True for a ZIP archive that begins with one of the files of the ESCO data set."""
    return head.startswith(b"PK\x03\x04") and _MEMBER.search(head) is not None


def read(name: str, content: bytes) -> Document:
    """Read skills, skill groups, occupations and every relation between them.

    Raises:
        FormatError: no skills file, two languages, a column is missing, or a row cannot be read.
        LimitError: the archive unpacks to too much.
    """
    check_zip(name, content)
    source = Source(name, NAME, sha256_of(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _Dataset(name, archive, source).document()


class _Dataset:
    """One archive, file by file."""

    def __init__(self, name: str, archive: zipfile.ZipFile, source: Source) -> None:
        self._name = name
        self._archive = archive
        self._source = source
        self._findings = Findings()
        self._files: dict[str, str] = {}
        self._language = ""
        self._retired: dict[str, RetiredConcept] = {}

    def document(self) -> Document:
        self._list_files()
        skills = [*self._skills("skills", _TYPES), *self._skills("skillGroups", {})]
        occupations = [*self._occupations("occupations"), *self._occupations("ISCOGroups")]
        known = {skill.id for skill in skills} | {occupation.id for occupation in occupations}
        relations = tuple(self._known(self._relations(), known))
        return Document(
            source=self._source,
            skills=tuple(skills),
            occupations=tuple(occupations),
            relations=relations,
            retired=tuple(concept for uri, concept in self._retired.items() if uri not in known),
            findings=self._findings.all(),
            framework_title=f"ESCO {version_in(self._name) or ''} ({self._language})".replace("  ", " "),
        )

    def _list_files(self) -> None:
        languages = set()
        for member in self._archive.namelist():
            found = _FILE.search(member)
            if found is None:
                continue
            if found["stem"] in _STEMS:
                self._files[found["stem"]] = member
                languages.add(found["language"])
            elif not _NOT_NEEDED.search(found["stem"]):
                self._findings.note(member, "This file of the data set is not known and was not read.")
        if "skills" not in self._files:
            raise FormatError(
                self._name, "", "holds no skills_LANGUAGE.csv; expected the ESCO data set as CSV"
            )
        if len(languages) > 1:
            named = ", ".join(sorted(languages))
            raise FormatError(self._name, "", f"holds several languages ({named}); expected one")
        (self._language,) = languages
        for stem in sorted(set(_STEMS) - set(self._files)):
            message = f"There is no file {stem}_{self._language}.csv; what it would say is missing."
            self._findings.warn(self._name, message)

    def _rows(self, stem: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each row of a file with its place."""
        member = self._files.get(stem)
        if member is None:
            return
        csv.field_size_limit(_MOST_CELL)
        with self._archive.open(member) as opened:
            text = io.TextIOWrapper(opened, encoding="utf-8-sig", newline="")
            rows = csv.DictReader(text)
            try:
                missing = [column for column in _STEMS[stem] if column not in (rows.fieldnames or ())]
                if missing:
                    problem = f"no column {', '.join(missing)}; expected the headers of the ESCO data set"
                    raise FormatError(self._name, f"{member}, row 1", problem)
                for number, row in enumerate(rows, start=2):
                    if any(row[column] is None for column in _STEMS[stem]):
                        raise FormatError(self._name, f"{member}, row {number}", "has too few cells")
                    yield f"{member}, row {number}", row
            except UnicodeDecodeError as error:
                raise FormatError(self._name, member, "is not UTF-8 text") from error
            except csv.Error as error:
                raise FormatError(self._name, member, f"cannot be read as a table: {error}") from error
            except (zipfile.BadZipFile, EOFError, OSError) as error:
                raise FormatError(
                    self._name, member, "cannot be unpacked; the file may be damaged"
                ) from error

    def _concepts(self, stem: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the released concepts of a file, each URI once."""
        dropped: Counter[str] = Counter()
        seen: set[str] = set()
        for place, row in self._rows(stem):
            status = (row.get("status") or "released").strip().lower()
            uri, label = clean(row["conceptUri"]), clean(row["preferredLabel"])
            if status != "released":
                dropped[status] += 1
                if uri:
                    self._retired.setdefault(uri, RetiredConcept(uri, label or uri, status[:40], place))
            elif not uri or not label:
                raise FormatError(self._name, place, "has no URI or no preferred label")
            elif uri in seen:
                raise FormatError(self._name, place, f"{uri} stands in an earlier row, too")
            else:
                seen.add(uri)
                yield place, row
        for status, count in sorted(dropped.items()):
            said = f"{count} concept(s) with the status {status[:40]!r}"
            message = f"{said} are no longer in use: kept, but never matched."
            self._findings.note(self._files[stem], message)

    def _skills(self, stem: str, types: Mapping[str, SkillType]) -> Iterator[Skill]:
        other = SkillType.UNKNOWN if types else SkillType.GROUP
        for place, row in self._concepts(stem):
            label = clean(row["preferredLabel"])
            yield Skill(
                clean(row["conceptUri"]),
                label,
                _names(row, label),
                _description(row),
                types.get(clean(row.get("skillType") or ""), other),
                code=clean(row.get("code") or "") or None,
                language=self._language,
                place=place,
            )

    def _occupations(self, stem: str) -> Iterator[Occupation]:
        for place, row in self._concepts(stem):
            label = clean(row["preferredLabel"])
            yield Occupation(
                clean(row["conceptUri"]),
                label,
                _names(row, label),
                _description(row),
                code=clean(row.get("code") or row.get("iscoGroup") or "") or None,
                language=self._language,
                place=place,
            )

    def _relations(self) -> Iterator[Relation]:
        for place, row in self._rows("occupationSkillRelations"):
            yield Relation(intern(row["skillUri"]), self._kind(place, row), intern(row["occupationUri"]))
        for place, row in self._rows("skillSkillRelations"):
            # ESCO: the related skill is essential or optional for the original one.
            yield Relation(
                intern(row["relatedSkillUri"]), self._kind(place, row), intern(row["originalSkillUri"])
            )
        for stem in ("broaderRelationsSkillPillar", "broaderRelationsOccPillar"):
            for _, row in self._rows(stem):
                yield Relation(intern(row["conceptUri"]), RelationKind.BROADER, intern(row["broaderUri"]))

    def _kind(self, place: str, row: dict[str, str]) -> RelationKind:
        kind = _RELATIONS.get(clean(row["relationType"]).lower())
        if kind is None:
            problem = f"relation {row['relationType']!r}, expected essential or optional"
            raise FormatError(self._name, place, problem)
        return kind

    def _known(self, relations: Iterator[Relation], known: set[str]) -> Iterator[Relation]:
        unknown: Counter[RelationKind] = Counter()
        for relation in dict.fromkeys(relations):
            if relation.origin in known and relation.target in known:
                yield relation
            else:
                unknown[relation.kind] += 1
        for kind, count in sorted(unknown.items()):
            message = f"{count} relation(s) '{kind}' name a concept that no file holds; they were left out."
            self._findings.warn(self._name, message)


def version_in(name: str) -> str | None:
    """Return the version that a file name such as ``ESCO dataset - v1.2.0 - classification`` gives."""
    found = _VERSION.search(name)
    return found[1] if found else None


def _names(row: dict[str, str], label: str) -> tuple[str, ...]:
    parts = _NAME_BREAK.split("\n".join(filter(None, (row.get("altLabels"), row.get("hiddenLabels")))))
    return tuple(name for name in dict.fromkeys(map(clean, parts)) if name and name != label)


def _description(row: dict[str, str]) -> str:
    return clean(row.get("description") or row.get("definition") or "")


readers.register(NAME)(Reader("the official ESCO data set (ZIP of CSV files)", sniff, read))
