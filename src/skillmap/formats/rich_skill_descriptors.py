"""Rich skill descriptors of the Open Skills Network: the CSV and the JSON that OSMT writes.

Field names after https://github.com/wgu-opensource/osmt, versions 2 and 3 and the sheet for batch import. The
JSON names a remote context; it is not needed and never fetched. Authors are kept where the name is plainly
that of an organisation, as people are named there as well.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

from skillmap.domain import Document, Occupation, Relation, RelationKind, Skill, SkillType, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats import table
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node, load_json, looks_like_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.table import Layout, Problems, Row, Table, TableKind
from skillmap.formats.tally import Tally
from skillmap.formats.text import clean
from skillmap.resources import sha256_of

NAME = "rich-skill-descriptors"

MAX_SKILLS = 60_000
"""Descriptors in one file; the largest library known has some 30,000."""

MAX_OCCUPATIONS = 20_000
"""Codes of occupations and of groups of them; all of SOC and O*NET have some 3,000."""

MAX_RELATIONS = 600_000
"""Links to occupations and alignments; a descriptor has about fifteen."""

MAX_DETAILS = 1_000
"""Keywords and the like that are kept of one descriptor."""

_LISTS = {
    "category": ("category", "categories", "skill_category", "skill_categories"),
    "keyword": ("keywords",),
    "standard": ("standards", "professional_standards"),
    "certification": ("certifications",),
    "employer": ("employers", "employer"),
    "collection": ("collections", "collection"),
}
"""What a descriptor is filed under, by the word we keep it with, and its columns."""

_AUTHORS = ("authors", "author")
_OCCUPATIONS = (
    *("occupation_major_groups", "occupation_minor_groups", "broad_occupations", "detailed_occupations"),
    *("bls_major_group", "bls_minor_group", "bls_broad_occupation", "bls_detailed_occupation"),
    *("bls_major_groups", "bls_minor_groups", "bls_broad_occupations", "bls_detailed_occupations"),
    *("o*net_job_codes", "o*net_job_role", "o*net_job_roles"),
)
_MOST_ALIGNMENTS = 30
# The first alignment has no number. Columns of name, address and framework.
_ALIGNMENTS = (
    ("alignment_title", "alignment", "alignment_framework"),
    ("alignment_name", "alignment_url", "alignment_framework"),
    *(
        (f"alignment_{number}_name", f"alignment_{number}_url", f"alignment_{number}_framework")
        for number in range(2, _MOST_ALIGNMENTS + 1)
    ),
)
_OPTIONAL = (
    *("canonical_url", *_AUTHORS, *_OCCUPATIONS),
    *(column for columns in _LISTS.values() for column in columns),
    *dict.fromkeys(column for columns in _ALIGNMENTS for column in columns),
)
_LAYOUTS = (
    Layout("rich skill descriptor", ("rsd_name", "skill_statement"), _OPTIONAL),
    Layout("rich skill descriptor", ("skill_name", "contextualized_skill_statement"), _OPTIONAL),
)
_TYPES = frozenset(("RichSkillDescriptor", "RichSkillCollection"))
_OF_A_SKILL = frozenset(("skillName", "skillStatement"))
_PARENTS = ("detailedCode", "broadCode", "minorCode", "majorCode")
_ORGANISATION = re.compile(
    r"\b(?:universit\w+|colleges?|institut\w+|schools?|academ\w+|polytechnic|foundation|association|council|"
    r"board|network|alliance|consortium|society|department|ministry|bureau|agency|commission|federation|"
    r"union|chamber|cent(?:er|re)|system|district|state of|government|inc|ltd|llc|llp|plc|gmbh|corp\w*|"
    r"compan\w+|group|partners|services?|solutions|technologies|labs?|press|project|program(?:me)?)\b",
    re.IGNORECASE,
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for the header of OSMT's table, or for JSON of descriptors or of a collection of them."""
    if not looks_like_json(head):
        return any(table.sniff_table(head, layout) for layout in _LAYOUTS)
    top = top_level(_first_object(head))
    return bool(top.types & _TYPES) or top.keys >= _OF_A_SKILL


def read(name: str, content: bytes) -> Document:
    """Read descriptors from a table or from JSON, with the occupations and alignments they name.

    Raises:
        FormatError: neither, or without a descriptor.
        LimitError: more descriptors than any library has.
    """
    if looks_like_json(content):
        return _read_json(name, content)
    return _read_table(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read descriptors; a table is read row by row."""
    stream.seek(0)
    head = stream.read(1024)
    if not looks_like_json(head):
        return _read_table(name, stream)
    return _read_json(name, head + stream.read())


def _first_object(head: bytes) -> bytes:
    # Of a list, the first descriptor says what all are.
    listed = re.match(rb"(?:\xef\xbb\xbf)?\s*\[\s*", head)
    return head[listed.end() :] if listed else head


def _read_table(name: str, stream: BinaryIO) -> Document:
    source = table.table_source(name, NAME, stream)
    with table.open_csv(name, stream) as opened:
        return read_table(opened, source, Findings())


def read_table(opened: Table, source: Source, findings: Findings) -> Document:
    """Read descriptors from a table in any kind of file.

    Raises:
        FormatError: a column is missing, or there is no descriptor.
        LimitError: more descriptors than any library has.
    """
    layout = next((one for one in _LAYOUTS if one.fits(opened.header)), _LAYOUTS[0])
    library = _Library(source, findings)
    problems = Problems(source.name)
    for row in table.rows_of(opened, layout, findings, problems):
        library.add(_from_row(row, layout))
    problems.raise_any()
    return library.document(None)


def _from_row(row: Row, layout: Layout) -> _Descriptor:
    name, statement = layout.required
    described = _Descriptor(
        id=row.text("canonical_url") or row.at,
        name=row.text(name),
        statement=row.text(statement),
        place=row.at,
        authors=[author for column in _AUTHORS for author in row.parts(column)],
        details=[
            (word, text)
            for word, columns in _LISTS.items()
            for column in columns
            for text in row.parts(column)
        ],
        occupations=[
            Occupation(code, code, code=code, place=row.place(column))
            for column in _OCCUPATIONS
            for code in row.parts(column)
        ],
    )
    for columns in _ALIGNMENTS:
        described.align("alignment", *(row.text(column) for column in columns))
    return described


def _read_json(name: str, content: bytes) -> Document:
    source = Source(name, NAME, sha256_of(content))
    root = Node(load_json(name, content))
    is_collection = "RichSkillCollection" in root.types() and isinstance(root.value, dict)
    listed = root.get("skills") if is_collection else root
    library = _Library(source, Findings())
    for node in listed.each():
        if isinstance(node.value, dict) and node.value.keys() & _OF_A_SKILL:
            library.add(_from_json(node))
        else:
            library.tally.warn(node.place, "It is no rich skill descriptor and was not read.")
    return library.document(root.get("name").text() or None if is_collection else None)


def _from_json(node: Node) -> _Descriptor:
    described = _Descriptor(
        id=(node.any_of("id", "@id").text() or node.get("uuid").text() or node.place),
        name=node.get("skillName").text(),
        statement=node.get("skillStatement").text(),
        place=node.place,
        authors=[name for key in _AUTHORS for name in _named(node.get(key))],
        details=[
            (word, text)
            for word, keys in _LISTS.items()
            if word != "standard"
            for key in keys
            for text in islice(_named(node.get(key)), MAX_DETAILS + 1)
        ],
        occupations=[job for item in node.get("occupations").each() if (job := _occupation(item))],
    )
    if status := node.any_of("status", "publishStatus").text():
        described.details.append(("status", status))
    for word, key in (("standard", "standards"), ("alignment", "alignments")):
        for item in node.get(key).each():
            label = item.any_of("skillName", "name").text() or item.text()
            described.align(word, label, item.get("id").text(), item.get("isPartOf", "name").text())
    return described


def _named(node: Node) -> Iterator[str]:
    """Yield the names of a list of texts, or of objects with a name; OSMT 2 puts several into one text."""
    for item in node.each():
        text = item.get("name").text() if isinstance(item.value, dict) else item.text()
        yield from filter(None, (clean(part) for part in text.split(";")))


def _occupation(node: Node) -> Occupation | None:
    code = node.get("code").text()
    if not code:
        return None
    parents = [node.get(key).text() for key in _PARENTS]
    parents += [parent.get("code").text() for parent in reversed(list(node.get("parents").each()))]
    above = next((parent for parent in parents if parent and parent != code), None)
    return Occupation(
        code,
        node.any_of("name", "targetNodeName").text() or code,
        description=node.get("description").text(),
        code=code,
        broader=(above,) if above else (),
        place=node.place,
    )


@dataclass(slots=True)
class _Descriptor:
    """What one descriptor says."""

    id: str
    name: str
    statement: str
    place: str
    authors: list[str]
    details: list[tuple[str, str]]
    occupations: list[Occupation]
    aligned: list[str] = field(default_factory=list)
    """Addresses of what it is aligned with."""

    def align(self, word: str, label: str, address: str, framework: str) -> None:
        """Keep an alignment; its name goes to the details, its address to the relations."""
        if label or address:
            shown = label or address
            self.details.append((word, f"{shown} ({framework})" if framework else shown))
        if address:
            self.aligned.append(address)


class _Library:
    """Descriptors on the way to skills, occupations and relations."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.findings = findings
        self.tally = Tally()
        self._source = source
        self._skills: dict[str, Skill] = {}
        self._occupations: dict[str, Occupation] = {}
        self._relations: dict[Relation, None] = {}

    def add(self, described: _Descriptor) -> None:
        place = described.place
        if not described.name and not described.statement:
            self.tally.warn(place, "A descriptor without a name and a statement was not read.")
            return
        if not described.name or not described.statement:
            self.tally.warn(place, "A descriptor has no name, or no statement.")
        if len(described.details) > MAX_DETAILS:
            self.tally.warn(place, f"Only the first {MAX_DETAILS:,} of its keywords and the like were kept.")
        skill = Skill(
            described.id,
            described.name or described.statement,
            description=described.statement if described.name else "",
            type=SkillType.SKILL,
            place=place,
            details=tuple(dict.fromkeys((*self._authors(described), *described.details[:MAX_DETAILS]))),
        )
        if self._is_known(skill):
            return
        self._skills[skill.id] = skill
        self._relate(skill, described)
        self._check_size()

    def document(self, title: str | None) -> Document:
        if not self._skills:
            raise FormatError(self._source.name, "", "expected rich skill descriptors, found none")
        unnamed = [job for job in self._occupations.values() if job.label == job.id]
        if unnamed:
            message = f"{len(unnamed):,} occupation(s) are given by their code only."
            self.findings.note(unnamed[0].place, message)
        self.tally.report(self.findings)
        return Document(
            source=self._source,
            skills=tuple(self._skills.values()),
            occupations=tuple(self._occupations.values()),
            relations=tuple(self._relations),
            findings=self.findings.all(),
            framework_title=title,
        )

    def _check_size(self) -> None:
        sizes = (
            (len(self._skills), MAX_SKILLS, "descriptors"),
            (len(self._occupations), MAX_OCCUPATIONS, "codes of occupations"),
            (len(self._relations), MAX_RELATIONS, "links"),
        )
        for count, most, what in sizes:
            if count > most:
                raise LimitError(f"{self._source.name} holds more than {most:,} {what}; split it")

    def _authors(self, described: _Descriptor) -> Iterator[tuple[str, str]]:
        for author in described.authors:
            if _ORGANISATION.search(author):
                yield "author", author
            else:
                self.tally.note(described.place, "An author that may be a person was left out.")

    def _is_known(self, skill: Skill) -> bool:
        earlier = self._skills.get(skill.id)
        if earlier is None:
            return False
        if replace(earlier, place=skill.place) == skill:
            self.tally.note(skill.place, "It stands in the file twice, in the same words.")
        else:
            self.tally.warn(skill.place, "It has the address of an earlier one and says otherwise; not read.")
        return True

    def _relate(self, skill: Skill, described: _Descriptor) -> None:
        targets: Iterable[str] = (*described.aligned, *self._known_jobs(described.occupations))
        for target in targets:
            self._relations[Relation(skill.id, RelationKind.RELATED, target)] = None
        for status in (text for word, text in described.details if word == "status"):
            if status.lower() != "published":
                self.tally.note(skill.place, f"It has the status {status[:40]!r}.")

    def _known_jobs(self, jobs: Sequence[Occupation]) -> Iterator[str]:
        for job in jobs:
            known = self._occupations.get(job.id)
            if known is None or (known.label == known.id and job.label != job.id):
                self._occupations[job.id] = job
            yield self._occupations[job.id].id


KIND = TableKind(
    "rich skill descriptors", lambda header: any(layout.fits(header) for layout in _LAYOUTS), read_table
)

readers.register(NAME)(
    Reader("rich skill descriptors of the Open Skills Network (CSV or JSON)", sniff, read, read_stream)
)
