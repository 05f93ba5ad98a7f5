"""Open Badges 2.0 (and 1.1): an assertion, or a badge class, as JSON or in any envelope.

An assertion may hold its badge class and the issuer or only name them by address; then they are taken from
the other files given with it. The standard has no field for outcomes, credit, level or hours; extensions in
wide use have. See https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final. Nothing is verified here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from skillmap.domain import Alignment, Assessment, Credential, Document, HoursBasis, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, wording
from skillmap.formats.badge_facts import BadgeFacts, Part, criteria_in, party_in, said, shown
from skillmap.formats.companions import Companions, local_name
from skillmap.formats.facts import Findings
from skillmap.formats.holder import holder_of, without_holder
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.writing import badge_class_json, must_read_back
from skillmap.resources import sha256_of

NAME = "open-badges-2"

_ASSERTION, _BADGE_CLASS = "Assertion", "BadgeClass"
_SHAPE = frozenset({"badge", "recipient"})
_LATEST = 253_402_300_799  # the last second of the year 9999
# Two programs use the same extension names, one for hours and one for minutes; its context tells which.
_IN_HOURS = re.compile(r"^https?://(?:[\w.-]+\.)?edubadges\.nl(?:[:/]|$)")
_TAG = re.compile(r"[A-Za-z]{2,3}(?=_|$)")

_FORM = frozenset(
    {"@context", "type", "@type", "id", "@id", "uid", "image", "@language", "name", "description"}
)
_READ_OF_ASSERTION = _FORM | {
    *("badge", "issuedOn", "expires", "evidence", "narrative", "verification", "verify", "revoked"),
    *("revocationReason", "endorsement"),
}
_READ_OF_BADGE = _FORM | {"criteria", "issuer", "alignment", "alignments", "endorsement"}
_READ_EXTENSIONS = frozenset(
    {"ects", "eqf", "learningoutcome", "language", "studyload", "timeinvestment", "competency"}
    | {"category", "assessment", "issueraccreditation"}
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON that is an assertion or a badge class by its own type, or by its members."""
    top = top_level(head)
    kinds = {local_name(kind) for kind in top.types}
    return bool(kinds & {_ASSERTION, _BADGE_CLASS}) or (not kinds and top.keys >= _SHAPE)


def read(name: str, content: bytes) -> Document:
    """Read an assertion, or a badge class as what is on offer; the recipient is dropped.

    Raises:
        FormatError: not JSON, neither of the two, from before Open Badges 1.1, or without a badge.
    """
    return read_with(name, content, Companions())


def read_with(name: str, content: bytes, companions: Companions) -> Document:
    """Read as ``read`` does; badge class, issuer and endorsements may stand in other files."""
    source = Source(name, NAME, sha256_of(content))
    value = load_json(name, content)
    findings = Findings()
    kinds = {local_name(kind) for kind in Node(value).types()} if isinstance(value, dict) else set()
    if _BADGE_CLASS in kinds:
        findings.note("$", "This describes what can be earned; nobody is said to hold it.")
        offer = _Badge(Node(None), Node(value), findings, companions).credential(source, holder=False)
        return Document(source=source, offers=(offer,), findings=findings.all())
    if not isinstance(value, dict) or not (_ASSERTION in kinds or (not kinds and value.keys() >= _SHAPE)):
        raise FormatError(name, "$.type", f"expected {_ASSERTION} or {_BADGE_CLASS}")
    if isinstance(value.get("recipient"), str):
        problem = "is a text, as in Open Badges 0.5 and 1.0, which are not read; expected an object"
        raise FormatError(name, "$.recipient", problem)
    unheld = without_holder(name, value)
    if unheld.was_named:
        findings.note("$", "A text named the holder; the name was taken out.")
    assertion = Node(unheld.value)
    badge = companions.whole(assertion.get("badge").one())
    holder = bool(holder_of(name, value)) or None
    credential = _Badge(assertion, badge, findings, companions).credential(source, holder=holder)
    return Document(source=source, credentials=(credential,), findings=findings.all())


def write(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Write a credential as a badge class with skills linked: unsigned, and nobody's.

    Raises:
        FormatError: title, outcomes or links would not read back as they are.
    """
    content = badge_class_json(credential, alignments)
    (again,) = read(credential.source.name, content).offers
    must_read_back(NAME, credential, alignments, again)
    return content


class _Badge:
    """A badge class, and the assertion that somebody earned it if there is one."""

    def __init__(self, assertion: Node, badge: Node, findings: Findings, companions: Companions) -> None:
        self._assertion = assertion
        self._badge = badge
        self._issuer = companions.whole(badge.get("issuer").one())
        self._criteria = criteria_in(badge.get("criteria"))
        self._extensions = _extensions_of(badge) | _extensions_of(assertion)
        self._findings = findings
        self._facts = BadgeFacts(findings, companions)

    def credential(self, source: Source, *, holder: bool | None) -> Credential:
        self._add_names(source)
        owner = self._assertion if self._assertion else self._badge
        self._facts.add("holder_identified", holder, owner.get("recipient" if holder else "type").place)
        self._add_outcomes()
        self._facts.add_alignments(
            self._badge.any_of("alignment", "alignments").each(), self._competencies(), self._rubrics()
        )
        self._add_volume()
        self._add_assessment()
        self._add_parties()
        self._add_dates()
        self._facts.add_evidence(self._assertion.get("evidence").each(), self._assertion.get("narrative"))
        self._note_rest()
        return self._facts.credential(source)

    def _extension(self, name: str, member: str) -> Node:
        return self._extensions.get(name, Node(None)).get(member)

    def _add_names(self, source: Source) -> None:
        owner = self._assertion if self._assertion else self._badge
        identifier = owner.any_of("id", "@id", "uid")
        place = identifier.place if identifier.text() else "file name"
        self._facts.add("id", identifier.text() or source.name, place)
        title = self._badge.get("name")
        if said(title):
            self._facts.add_text("title", title)
        elif isinstance(self._badge.value, str) and self._badge.text():
            self._facts.add("title", self._badge.text(), self._badge.place)
            message = (
                f"The badge is given only by its address {self._badge.text()[:200]}, and nothing is fetched: "
                "give its file as well for title, criteria and issuer."
            )
            self._findings.warn(self._badge.place, message)
        else:
            raise FormatError(source.name, title.place, "is missing; a badge needs a name")
        self._facts.add_text("description", self._badge.get("description"))
        self._facts.add_page(self._criteria.page)
        category = self._extension("category", "Category")
        self._facts.add("kind", category.text(), category.place)
        self._add_language()

    def _add_language(self) -> None:
        node = self._badge.get("@language") or self._assertion.get("@language")
        extension = self._extension("language", "Language")
        if node.text():
            self._facts.add("language", node.text(), node.place)
        elif found := _TAG.match(extension.text()):
            # The extension writes nl_NL, and en_EN, which is no tag: only the language counts.
            self._facts.add("language", found[0].lower(), extension.place)

    def _add_outcomes(self) -> None:
        stated = said(self._extension("learningoutcome", "LearningOutcome"))
        if self._badge.value is None or isinstance(self._badge.value, str):
            self._facts.add_outcomes(self._facts.value("id"), [])
            return
        self._facts.add_outcomes_said(self._criteria, said(self._badge.get("description")), stated)

    def _competencies(self) -> Iterator[Node]:
        """Yield the skills of the competency extension in the shape of alignments."""
        for node in self._extensions.get("competency", Node(None)).each():
            if isinstance(node.value, dict):
                identifier = node.get("framework_identifier").text()
                shape = {
                    "targetName": node.get("name").value,
                    "targetUrl": identifier if identifier.startswith("http") else None,
                    "targetFramework": node.get("framework").value,
                    "targetDescription": node.get("description").value,
                    "targetType": node.get("category").value,
                }
                yield Node(shape, node.place)

    def _rubrics(self) -> Iterator[Node]:
        """Yield the rubrics of the assessment extension that a CASE framework holds."""
        for assessment in self._extensions.get("assessment", Node(None)).get("assessments").each():
            for rubric in assessment.get("rubrics").each():
                yield from _in_case(rubric, "title", "CFRubric")
                for criterion in rubric.get("rubricCriteria").each():
                    yield from _in_case(criterion, "description", "CFRubricCriterion")

    def _add_volume(self) -> None:
        self._facts.add_credit("credit", self._extension("ects", "ECTS"), "ECTS")
        level = self._extension("eqf", "EQF")
        found = ladders.level_from_words(level.text(), "EQF")
        if found is not None and 1 <= found.value <= 8:
            self._facts.add_level(found, level.place)
        elif level:
            self._findings.unparsable("level", level.place, f"{shown(level)} is no level of the EQF.")
        for name, member in (("studyload", "StudyLoad"), ("timeinvestment", "TimeInvestment")):
            self._add_hours(self._extensions.get(name, Node(None)), member)

    def _add_hours(self, extension: Node, member: str) -> None:
        node = extension.get(member)
        if not node or self._facts.value("hours") is not None:
            return
        amount = ladders.number(node.text())
        in_hours = any(_IN_HOURS.match(text) for text in extension.get("@context").texts())
        if amount is not None and in_hours:
            self._facts.add("hours", ladders.same_hours(amount, HoursBasis.SELF_DECLARED), node.place)
        else:
            message = f"{shown(node)} has no unit here: some issuers mean hours, others minutes."
            self._findings.unparsable("hours", node.place, message)

    def _add_assessment(self) -> None:
        narrative = self._criteria.narrative
        extension = self._extensions.get("assessment", Node(None))
        assessments = list(extension.get("assessments").each())
        place = extension.place if assessments else narrative.place
        assessed = True if assessments else wording.says_assessed(narrative.lines)
        self._facts.add("assessed", assessed, place)
        kinds = [
            ": ".join(filter(None, (_kinds(node), said(node.any_of("assessmentOutput", "description")).text)))
            for node in assessments
        ]
        kind = "; ".join(filter(None, dict.fromkeys(kinds)))
        if kind:
            self._facts.add("assessment", Assessment(kind), place)
        category = self._extension("category", "Category")
        self._facts.add_participation(category, self._badge.get("name"), narrative)

    def _add_parties(self) -> None:
        self._facts.add("issuer", party_in(self._issuer), self._issuer.place)
        if isinstance(self._issuer.value, str):
            message = f"The issuer is given only by its address {self._issuer.text()[:200]}, without a name."
            self._findings.note(self._issuer.place, message)
        accreditations = _extensions_of(self._issuer).get("issueraccreditation", Node(None))
        owners = (self._assertion, self._badge, self._issuer)
        self._facts.add_quality_assurance(owners, accreditations.each())

    def _add_dates(self) -> None:
        issued = self._assertion.get("issuedOn")
        seconds = issued.value
        if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 <= seconds <= _LATEST:
            # Open Badges 1.x allows the seconds of Unix time.
            self._facts.add("awarded", datetime.fromtimestamp(seconds, UTC).date(), issued.place)
        else:
            self._facts.add_date("awarded", issued)
        self._facts.add_date("expires", self._assertion.get("expires"))
        revoked = self._assertion.get("revoked")
        if revoked.value is True:
            reason = self._assertion.get("revocationReason").text()
            message = f"The issuer says that it was revoked{f': {reason[:80]!r}' if reason else ''}."
            self._findings.warn(revoked.place, message)

    def _note_rest(self) -> None:
        known = frozenset(
            key
            for owner in (self._assertion, self._badge)
            for key in (owner.value if isinstance(owner.value, dict) else ())
            if _extension_name(key) in _READ_EXTENSIONS
        )
        self._facts.note_unread(
            [
                Part("badge", self._badge, _READ_OF_BADGE | known, may_be_quoted=True),
                Part("assertion", self._assertion, _READ_OF_ASSERTION | known),
            ]
        )


def _extensions_of(node: Node) -> dict[str, Node]:
    """Return the known extensions of an object by name, in small letters and without the word extension."""
    keys = node.value if isinstance(node.value, dict) else {}
    return {name: node.get(key) for key in keys if (name := _extension_name(key)) in _READ_EXTENSIONS}


def _extension_name(key: str) -> str:
    if "xtension" not in key:
        return ""
    return local_name(key).lower().removesuffix("extension")


def _kinds(node: Node) -> str:
    return ", ".join(sorted(local_name(kind) for kind in node.types()))


def _in_case(node: Node, name: str, kind: str) -> Iterator[Node]:
    address = node.get("caseUri").text()
    if address:
        shape = {"targetName": node.get(name).value, "targetUrl": address, "targetType": kind}
        yield Node(shape, node.place)


readers.register(NAME)(
    Reader(
        "an Open Badges 2.0 assertion or badge class (JSON)", sniff, read, read_with=read_with, write=write
    )
)
