"""What a ranking task is: queries, targets, judgements with named grades, and the split they belong to."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from skillmap.errors import FormatError

MANIFEST = "manifest.toml"


@dataclass(frozen=True, slots=True)
class Query:
    """A text to be matched, with the properties that results are sliced by."""

    id: str
    text: str
    language: str | None = None
    slices: Mapping[str, str] = field(default_factory=dict)
    """E.g. ``{"field": "health", "issuer": "vendor"}``."""
    title: str = ""
    """What it is called, where it is a course or a credential."""
    parts: tuple[str, ...] = ()
    """Learning outcomes, where the text holds some; each stands in the text too."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text that a query can be matched to."""

    id: str
    names: tuple[str, ...]
    """Preferred name first."""
    description: str = ""
    parts: tuple[str, ...] = ()
    """Learning outcomes, where it has some; each stands in the description too."""


@dataclass(frozen=True)
class Task:
    """Queries against one list of targets."""

    name: str
    title: str
    kind: str
    """What is matched: ``statement-to-skill``, ``course-to-course``, ``credential-to-module`` or
    ``outcome-to-outcome``."""
    split: str
    """``fit`` (choices may look at it), ``validation`` or ``test`` (reporting only)."""
    licence: str
    queries: tuple[Query, ...]
    targets: tuple[Item, ...]
    judgements: Mapping[str, Mapping[str, int]]
    """Grade by query id and target id; a query without a row is a no-match query."""
    grades: Mapping[int, str]
    """What each grade means, e.g. ``{0: "not", 1: "partly", 2: "met"}``."""
    relevant: int = 1
    """The lowest grade that counts as relevant."""
    pools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Target ids that a query is ranked against, where that is not all of them."""

    @property
    def no_match(self) -> frozenset[str]:
        """Ids of the queries that have no relevant target: the right answer is to abstain."""
        return frozenset(query.id for query in self.queries if not self.relevant_of(query.id))

    def relevant_of(self, query_id: str) -> frozenset[str]:
        """Return the ids of the relevant targets of a query."""
        graded = self.judgements.get(query_id, {})
        return frozenset(target for target, grade in graded.items() if grade >= self.relevant)

    @property
    def sha256(self) -> str:
        """Hash of every query, target, judgement and pool, and what is relevant: what figures are about."""
        digest = hashlib.sha256()
        for query in self.queries:
            digest.update("\x1f".join(("q", query.id, query.text, query.language or "")).encode() + b"\x1e")
        for item in self.targets:
            digest.update("\x1f".join(("t", item.id, *item.names, item.description)).encode() + b"\x1e")
        for query_id in sorted(self.judgements):
            for target_id, grade in sorted(self.judgements[query_id].items()):
                digest.update(f"j\x1f{query_id}\x1f{target_id}\x1f{grade}\x1e".encode())
        for query_id in sorted(self.pools):
            digest.update("\x1f".join(("p", query_id, *self.pools[query_id])).encode() + b"\x1e")
        if self.relevant != 1:  # the usual grade adds nothing, so that older hashes stay
            digest.update(f"r\x1f{self.relevant}\x1e".encode())
        return digest.hexdigest()


def read_task(folder: Path) -> Task:
    """Read a task from a folder with ``manifest.toml``, ``queries.tsv``, ``targets.tsv``, ``judgements.tsv``.

    Columns: queries ``id text language`` and any further column as a slice; targets ``id name names
    description`` (other names separated by `` | ``); judgements ``query target grade``, the grade by name.

    Raises:
        FormatError: a file or column is missing, a grade is unknown, or an id does not resolve.
    """
    try:
        manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormatError(f"{folder.name}/{MANIFEST}", "", f"cannot be read as a task: {error}") from error
    grades = {name: int(value) for name, value in manifest["grades"].items()}
    queries = tuple(
        Query(
            row.pop("id"),
            row.pop("text"),
            row.pop("language", None) or None,
            {k: v for k, v in row.items() if v},
        )
        for row in _rows(folder, "queries.tsv", ("id", "text"))
    )
    targets = tuple(
        Item(
            row["id"],
            tuple(dict.fromkeys((row["name"], *_split(row.get("names", ""))))),
            row.get("description", ""),
        )
        for row in _rows(folder, "targets.tsv", ("id", "name"))
    )
    judgements: dict[str, dict[str, int]] = {}
    for number, row in enumerate(_rows(folder, "judgements.tsv", ("query", "target", "grade")), 2):
        if row["grade"] not in grades:
            known = ", ".join(grades)
            raise FormatError("judgements.tsv", f"row {number}", f"grade {row['grade']!r} is none of {known}")
        judgements.setdefault(row["query"], {})[row["target"]] = grades[row["grade"]]
    task = Task(
        name=manifest["name"],
        title=manifest["title"],
        kind=manifest["kind"],
        split=manifest["split"],
        licence=manifest["licence"],
        queries=queries,
        targets=targets,
        judgements=judgements,
        grades={value: name for name, value in grades.items()},
        relevant=int(manifest.get("relevant", 1)),
    )
    check_task(task)
    return task


def check_task(task: Task) -> None:
    """Raise FormatError when ids are doubled or a judgement names a query or target that is not there."""
    for what, ids in (("query", [q.id for q in task.queries]), ("target", [t.id for t in task.targets])):
        doubled = sorted({id for id in ids if ids.count(id) > 1}) if len(set(ids)) < len(ids) else []
        if doubled:
            raise FormatError(task.name, what, f"id {doubled[0]!r} stands {ids.count(doubled[0])} times")
    known_queries, known_targets = {q.id for q in task.queries}, {t.id for t in task.targets}
    for query_id, graded in task.judgements.items():
        if query_id not in known_queries:
            raise FormatError(task.name, "judgements", f"there is no query {query_id!r}")
        missing = graded.keys() - known_targets
        if missing:
            raise FormatError(task.name, "judgements", f"there is no target {min(missing)!r}")


def leaks(one: Task, other: Task) -> frozenset[str]:
    """Return the query texts that two tasks share, case and white space aside."""

    def texts(task: Task) -> set[str]:
        return {" ".join(query.text.lower().split()) for query in task.queries}

    return frozenset(texts(one) & texts(other))


def _rows(folder: Path, file: str, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise FormatError(f"{folder.name}/{file}", "row 1", f"column {missing[0]!r} is missing")
            return [{key: value or "" for key, value in row.items() if key is not None} for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{folder.name}/{file}", "", f"cannot be read: {error}") from error


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(" | ") if name.strip())
