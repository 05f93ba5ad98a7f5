"""A skills framework read from a file, kept in the cache as a taxonomy of its own.

Any reader that gives skills will do: the official ESCO data set, a CASE package, SKOS, skill descriptors.
What is written is one text file each for skills, groups, occupations, relations and retired concepts, and
``installed.json``, which says what they are and holds the hash of each.
"""

from __future__ import annotations

import io
import json
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from skillmap.domain import Document, Occupation, Relation, RelationKind, RetiredConcept, Skill, SkillType
from skillmap.errors import FormatError, UnknownNameError
from skillmap.resources import cache_root, replace_file, sha256_of
from skillmap.taxonomy.table import STARTS_FILE, TEXT_FILE, line_starts, table_of
from skillmap.wheels import InstallProgress, check_file, exclusive, say_nothing, staged_folder

FACTS_FILE = "installed.json"
GROUPS_FILE = "groups.tsv"
OCCUPATIONS_FILE = "occupations.tsv"
RELATIONS_FILE = "relations.tsv"
RETIRED_FILE = "retired.tsv"

ESCO_ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
"""The sentence that the Commission asks for wherever ESCO is shown."""

ONET_ATTRIBUTION = (
    "This page includes information from the O*NET Database by the U.S. Department of Labor, Employment and "
    "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of "
    "USDOL/ETA."
)
"""The sentence that the licence of O*NET asks for."""

_ATTRIBUTIONS = {"esco-dataset": ESCO_ATTRIBUTION, "onet": ONET_ATTRIBUTION}

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}$")
_TRUE = ("true", "1")
_RETIRED = frozenset(("obsolete", "deprecated", "retired", "archived", "withdrawn"))
"""What SKOS vocabularies and skill descriptors call a concept that is no longer in use."""
_FORBIDDEN = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


@dataclass(frozen=True, slots=True)
class InstalledFramework:
    """What ``installed.json`` says of a taxonomy that came from a file."""

    name: str
    title: str
    version: str
    language: str
    attribution: str
    origin: str
    """Name of the file it came from; never a folder of the machine."""
    origin_sha256: str
    skills: int
    groups: int
    occupations: int
    relations: int
    bytes: int
    """Size of the table of skills."""
    files: dict[str, str]
    """SHA-256 by file name."""
    retired: int = 0
    """Concepts that are no longer in use; 0 also where an older skillmap installed it."""


def install_framework(
    document: Document, name: str, version: str, progress: InstallProgress | None = None
) -> InstalledFramework:
    """Keep the skills of a document as the taxonomy ``name``; an earlier one of that name is replaced.

    Args:
        document: what a reader made of the file.
        name: small letters, digits, ``.``, ``_`` and ``-``; not that of a taxonomy that ships.
        version: of the framework, as its publisher counts.
        progress: called with what is being done, how much of it is done, and how much there is.

    Raises:
        FormatError: the document has no skills, or the name is not one.
        InstallError: the cache cannot be written.
    """
    if not _NAME.match(name):
        raise FormatError(
            name, "", "is no name for a taxonomy; expected small letters, digits, '.', '_' and '-'"
        )
    skills = [skill for skill in document.skills if skill.type is not SkillType.GROUP]
    if not skills:
        raise FormatError(document.source.name, "", "holds no skills")
    report = progress or say_nothing
    folder = framework_folder(name)
    with exclusive(folder, report):
        report(f"writing {name}", 0, len(skills))
        contents = _contents(document, skills)
        facts = _facts(document, name, version, contents, len(skills))
        with staged_folder(folder) as staged:
            for file, content in contents.items():
                replace_file(staged / file, content)
            replace_file(
                staged / FACTS_FILE, json.dumps(asdict(facts), ensure_ascii=False, indent=1).encode()
            )
        report(f"writing {name}", len(skills), len(skills))
    return facts


def framework_folder(name: str) -> Path:
    """Return where a taxonomy that came from a file lies, or would lie."""
    return cache_root() / "frameworks" / name


def framework_names() -> tuple[str, ...]:
    """Return the names of the taxonomies that were installed from files, sorted."""
    return tuple(sorted(path.parent.name for path in (cache_root() / "frameworks").glob(f"*/{FACTS_FILE}")))


def read_framework(name: str) -> InstalledFramework:
    """Return what is known of a taxonomy that came from a file.

    Raises:
        UnknownNameError: none of that name is installed.
        FormatError: its facts cannot be read.
    """
    # Compared with the names there are, so that a name is never followed as a path.
    if name not in framework_names():
        raise UnknownNameError("installed framework", name, framework_names())
    path = framework_folder(name) / FACTS_FILE
    try:
        return InstalledFramework(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise FormatError(
            f"{name}/{FACTS_FILE}", "", "cannot be read; install the framework again"
        ) from error


def verify_framework(name: str) -> InstalledFramework:
    """Check the files of a taxonomy that came from a file against the hashes of its install.

    Raises:
        UnknownNameError: none of that name is installed.
        ChecksumError: a file was changed.
        FormatError: a file is missing.
    """
    facts = read_framework(name)
    for file, expected in facts.files.items():
        path = framework_folder(name) / file
        if not path.is_file():
            raise FormatError(f"{name}/{file}", "", "is missing; install the framework again")
        check_file(path, expected)
    return facts


def read_groups(name: str) -> tuple[Skill, ...]:
    """Return the groups that hold the skills of an installed framework."""
    return tuple(
        Skill(uri, label, tuple(others), description, SkillType.GROUP, code=code or None)
        for uri, code, description, label, *others in _lines(name, GROUPS_FILE)
    )


def read_occupations(name: str) -> tuple[Occupation, ...]:
    """Return the occupations of an installed framework, by URI; they know the groups they belong to."""
    broader: dict[str, list[str]] = {}
    for relation in read_relations(name):
        if relation.kind is RelationKind.BROADER:
            broader.setdefault(relation.origin, []).append(relation.target)
    occupations = []
    for uri, code, description, tasks, label, *others in _lines(name, OCCUPATIONS_FILE):
        tasks_kept = tuple(task for task in tasks.split("\x1f") if task)
        parents = tuple(broader.get(uri, ()))
        occupations.append(
            Occupation(uri, label, tuple(others), description, code or None, tasks_kept, parents)
        )
    return tuple(occupations)


def read_relations(name: str) -> tuple[Relation, ...]:
    """Return the relations of an installed framework, sorted by origin, kind and target."""
    return tuple(map(_relation, _lines(name, RELATIONS_FILE)))


def read_relations_from(name: str, origin: str) -> tuple[Relation, ...]:
    """Return the relations that start at one concept, without reading those of the others."""
    prefix = f"{origin}\t".encode()
    try:
        with (framework_folder(name) / RELATIONS_FILE).open("rb") as stream:
            if stream.seek(0, io.SEEK_END) == 0:
                return ()
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
                lines = list(_lines_with(text, prefix))
    except OSError as error:
        raise FormatError(
            f"{name}/{RELATIONS_FILE}", "", "is missing; install the framework again"
        ) from error
    return tuple(map(_relation, lines))


def _lines_with(text: mmap.mmap, prefix: bytes) -> Iterator[list[str]]:
    """Yield the cells of the lines that begin with some bytes; the lines are sorted."""
    low, high = 0, len(text)  # where the first such line may start
    while low < high:
        start = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = text.find(b"\n", start) + 1 or len(text)
        if text[start:end] < prefix:
            low = end
        else:
            high = start
    while text[low : low + len(prefix)] == prefix:
        end = text.find(b"\n", low) + 1 or len(text)
        yield text[low:end].decode("utf-8").rstrip("\n").split("\t")
        low = end


def _relation(cells: Sequence[str]) -> Relation:
    origin, kind, target, weight = cells
    return Relation(origin, RelationKind(kind), target, float(weight) if weight else None)


def read_retired(name: str) -> tuple[RetiredConcept, ...]:
    """Return the concepts that an installed framework no longer uses, by id."""
    if RETIRED_FILE not in read_framework(name).files:
        return ()
    return tuple(RetiredConcept(uri, label, status) for uri, status, label in _lines(name, RETIRED_FILE))


def retired_in(document: Document) -> tuple[RetiredConcept, ...]:
    """Return the concepts that a framework marks as no longer in use, those among its skills included."""
    concepts: tuple[Skill | Occupation, ...] = (*document.skills, *document.occupations)
    marked = (
        RetiredConcept(
            concept.id, concept.label, "deprecated" if value in _TRUE else value[:40], concept.place
        )
        for concept in concepts
        for key, value in concept.details
        if (key == "deprecated" and value.lower() in _TRUE) or (key == "status" and value.lower() in _RETIRED)
    )
    return tuple({concept.id: concept for concept in (*marked, *document.retired)}.values())


def _contents(document: Document, skills: Sequence[Skill]) -> dict[str, bytes]:
    groups = [skill for skill in document.skills if skill.type is SkillType.GROUP]
    table = table_of(map(_on_one_line, sorted(_distinct(document, skills), key=lambda skill: skill.id)))
    starts = io.BytesIO()
    np.save(starts, line_starts(table), allow_pickle=False)
    return {
        TEXT_FILE: table,
        STARTS_FILE: starts.getvalue(),
        GROUPS_FILE: _table(
            (group.id, group.code or "", group.description, group.label, *group.alt_labels)
            for group in groups
        ),
        OCCUPATIONS_FILE: _table(
            (
                *(job.id, job.code or "", job.description, "\x1f".join(job.tasks)),
                *(job.label, *job.alt_labels),
            )
            for job in document.occupations
        ),
        RELATIONS_FILE: _table(
            (link.origin, link.kind.value, link.target, "" if link.weight is None else f"{link.weight:g}")
            for link in relations_in(document)
        ),
        RETIRED_FILE: _table((gone.id, gone.status, gone.label) for gone in retired_in(document)),
    }


def relations_in(document: Document) -> Iterable[Relation]:
    """Return every relation of a framework, each once; those that its concepts hold themselves included."""
    above = [(skill.id, skill.broader) for skill in document.skills]
    above += [(occupation.id, occupation.broader) for occupation in document.occupations]
    stated = {Relation(uri, RelationKind.BROADER, parent) for uri, parents in above for parent in parents}
    return dict.fromkeys((*document.relations, *sorted(stated, key=lambda link: (link.origin, link.target))))


def _distinct(document: Document, skills: Sequence[Skill]) -> Sequence[Skill]:
    seen: set[str] = set()
    for skill in skills:
        if skill.id in seen:
            raise FormatError(document.source.name, skill.place, f"{skill.id} stands for two skills")
        seen.add(skill.id)
    return skills


def _on_one_line(skill: Skill) -> Skill:
    return replace(
        skill,
        label=skill.label.translate(_FORBIDDEN),
        alt_labels=tuple(label.translate(_FORBIDDEN) for label in skill.alt_labels),
        description=skill.description.translate(_FORBIDDEN),
    )


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    lines = sorted("\t".join(cell.translate(_FORBIDDEN) for cell in row) + "\n" for row in rows)
    return "".join(lines).encode("utf-8")


def _lines(name: str, file: str) -> list[list[str]]:
    path = framework_folder(name) / file
    try:
        return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    except OSError as error:
        raise FormatError(f"{name}/{file}", "", "is missing; install the framework again") from error


def _facts(
    document: Document, name: str, version: str, contents: dict[str, bytes], skills: int
) -> InstalledFramework:
    languages = {skill.language for skill in document.skills if skill.language}
    return InstalledFramework(
        name=name,
        title=document.framework_title or name,
        version=version,
        language=languages.pop() if len(languages) == 1 else "",
        attribution=_ATTRIBUTIONS.get(document.source.format, ""),
        origin=document.source.name,
        origin_sha256=document.source.sha256,
        skills=skills,
        groups=len(document.skills) - skills,
        occupations=len(document.occupations),
        relations=contents[RELATIONS_FILE].count(b"\n"),
        bytes=len(contents[TEXT_FILE]),
        files={file: sha256_of(content) for file, content in contents.items()},
        retired=contents[RETIRED_FILE].count(b"\n"),
    )
