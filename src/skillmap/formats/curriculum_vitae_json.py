"""CVs as JSON Resume, the format of many CV builders (jsonresume.org, schema 1.0.0)."""

from __future__ import annotations

from collections.abc import Iterator

from skillmap.domain import ClaimKind, Document, Source
from skillmap.errors import FormatError
from skillmap.formats.curriculum_vitae import NOT_EVIDENCE, CvClaims, Said, add_entry
from skillmap.formats.curriculum_vitae_dates import Period, widest
from skillmap.formats.curriculum_vitae_entries import Entry, statements_of
from skillmap.formats.document_text import Line
from skillmap.formats.facts import Findings
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.redaction import Redactor
from skillmap.formats.text import clean
from skillmap.resources import sha256_of

NAME = "json-resume"

_SECTIONS = frozenset(("work", "volunteer", "education", "skills", "languages", "projects", "certificates"))
_UNREAD = ("awards", "publications", "interests", "references")
_DESCRIPTIONS = ("summary", "description")


def sniff(name: str, head: bytes) -> bool:
    """Return True for a JSON object with ``basics`` and a section of JSON Resume."""
    keys = top_level(head).keys
    return "@context" not in keys and "basics" in keys and bool(_SECTIONS & keys)


def read(name: str, content: bytes) -> Document:
    """Read one CV; ``basics``, who the person is, is not read.

    Raises:
        FormatError: not JSON, or no section of JSON Resume with anything in it.
    """
    root = Node(load_json(name, content))
    if not isinstance(root.value, dict) or not _SECTIONS & root.value.keys():
        raise FormatError(name, "$", f"is not a JSON Resume; it has none of {', '.join(sorted(_SECTIONS))}")
    source = Source(name, NAME, sha256_of(content))
    findings = Findings()
    holder = root.get("basics", "name").text()
    claims = CvClaims(source, findings, Redactor([holder] if holder else []))
    _read_work(root, claims)
    _read_education(root, claims)
    _read_skills(root, claims)
    if not claims.all():
        raise FormatError(name, "$", "this JSON Resume says nothing about work, education or skills")
    findings.note("document", NOT_EVIDENCE)
    if root.get("basics"):
        findings.note("$.basics", "Who the person is was not read.")
    for key in _UNREAD:
        if root.get(key).value:
            findings.note(f"$.{key}", "The section was not read.")
    return Document(source=source, claims=claims.all(), findings=findings.all())


def _read_work(root: Node, claims: CvClaims) -> None:
    for key in ("work", "volunteer", "projects"):
        for item in root.get(key).each():
            title = item.any_of("position", "name") if key != "projects" else item.get("name")
            organisation = item.any_of("organization", "company", "name", "entity")
            duties = [
                *_described(item, claims),
                *_texts(item.get("highlights")),
                *_texts(item.get("keywords")),
            ]
            _add(claims, item, ClaimKind.EXPERIENCE, (title.text(), organisation.text()), duties)


def _read_education(root: Node, claims: CvClaims) -> None:
    for item in root.get("education").each():
        degree = f"{item.get('studyType').text()} {item.get('area').text()}".strip()
        names = (degree, item.get("institution").text())
        _add(claims, item, ClaimKind.EDUCATION, names, list(_texts(item.get("courses"))))
    for item in root.get("certificates").each():
        entry = Entry([item.get("name").text(), item.get("issuer").text()], item.place)
        entry.headers = [header for header in entry.headers if header]
        add_entry(claims, entry, ClaimKind.EDUCATION)


def _read_skills(root: Node, claims: CvClaims) -> None:
    for item in root.get("skills").each():
        name, level = item.get("name"), item.get("level").text()
        keywords = list(_texts(item.get("keywords")))
        for text, place in keywords:
            claims.add(Said(text, place, ClaimKind.SKILL, name.text(), name.place, level))
        if not keywords:
            claims.add(Said(name.text(), name.place, ClaimKind.SKILL, level=level))
    for item in root.get("languages").each():
        language = item.get("language")
        level = item.get("fluency").text()
        claims.add(Said(language.text(), language.place, ClaimKind.LANGUAGE, level=level))


def _add(
    claims: CvClaims, item: Node, kind: ClaimKind, names: tuple[str, ...], duties: list[tuple[str, str]]
) -> None:
    headers = list(dict.fromkeys(name for name in names if name))
    add_entry(claims, Entry(headers, item.place, _period(item), item.get("startDate").place, duties), kind)


def _period(item: Node) -> Period | None:
    begun, ended = item.get("startDate").text(), item.get("endDate").text()
    return widest(begun, ended) if begun or ended else None


def _described(item: Node, claims: CvClaims) -> Iterator[tuple[str, str]]:
    for key in _DESCRIPTIONS:
        node = item.get(key)
        lines = [Line(clean(text), node.place, is_apart=True) for text in node.raw_text().splitlines()]
        yield from ((text, node.place) for text in statements_of(claims.kept_lines(lines)))


def _texts(node: Node) -> Iterator[tuple[str, str]]:
    for item in node.each():
        if item.text():
            yield item.text(), item.place


readers.register(NAME)(Reader("a CV as JSON Resume", sniff, read))
