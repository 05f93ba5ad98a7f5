"""Open Badges 3.0: a credential, or the definition of an achievement, as JSON or in any envelope.

The standard has no field for learning outcomes, level or hours, and no unit for credit; see the
specification at https://www.imsglobal.org/spec/ob/v3p0. Signatures are not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from skillmap.domain import Alignment, Assessment, Credential, Document, Source
from skillmap.errors import FormatError
from skillmap.formats import wording
from skillmap.formats.badge_facts import (
    BadgeFacts,
    Part,
    criteria_in,
    limited,
    party_in,
    said,
    shown,
)
from skillmap.formats.companions import Companions
from skillmap.formats.facts import Findings
from skillmap.formats.holder import holder_of, without_holder
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.formats.writing import achievement_json, must_read_back
from skillmap.resources import sha256_of

NAME = "open-badges-3"
TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})

_DEFINITION = "Achievement"
_ISCED_CODE = re.compile(r"(?:http://data\.europa\.eu/snb/isced-f/)?(\d{3,4})$")
_FAILED = frozenset({"failed", "withdrew", "inprogress", "enrolled", "onhold", "probationary"})
_MOST_CREDENTIALS = 200

# Members that a field was made from, or that say nothing about learning.
_FORM = frozenset({"@context", "type", "@type", "id", "@id", "image", "name", "description"})
_READ_OF_ROOT = _FORM | {
    *("credentialSubject", "issuer", "awardedDate", "validFrom", "issuanceDate", "validUntil", "inLanguage"),
    *("expirationDate", "evidence", "endorsement", "endorsementJwt", "credentialSchema", "issued"),
}
_READ_OF_SUBJECT = _FORM | {
    *("achievement", "creditsEarned", "result", "source", "activityEndDate", "term", "narrative"),
    *("verifiableCredential", "association"),
}
_READ_OF_ACHIEVEMENT = _FORM | {
    *("achievementType", "criteria", "alignment", "creditsAvailable", "ECTS", "resultDescription", "creator"),
    *(
        "inLanguage",
        "language",
        "humanCode",
        "fieldOfStudy",
        "endorsement",
        "endorsementJwt",
        "participationType",
    ),
}


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON whose own type (not that of a part) is one of Open Badges 3.0."""
    types = top_level(head).types
    return (bool(types & TYPES) and "ClrCredential" not in types) or types == {_DEFINITION}


def read(name: str, content: bytes) -> Document:
    """Read an Open Badges 3.0 credential, or what can be earned; the holder is dropped.

    Raises:
        FormatError: not JSON, or without the achievement and its name.
    """
    return read_with(name, content, Companions())


def read_with(name: str, content: bytes, companions: Companions) -> Document:
    """Read as ``read`` does; an achievement or issuer named by its address may stand in another file."""
    source = Source(name, NAME, sha256_of(content))
    value = load_json(name, content)
    node = Node(value)
    findings = Findings()
    if isinstance(value, dict) and _DEFINITION in node.types():
        offers = (read_definition(source, node, findings),)
        return Document(source=source, offers=offers, findings=findings.all())
    if not isinstance(value, dict) or not node.types() & TYPES:
        raise FormatError(name, "$.type", f"expected one of {', '.join(sorted((*TYPES, _DEFINITION)))}")
    unheld = without_holder(name, value)
    if unheld.was_named:
        findings.note("$", "A text named the holder; the name was taken out.")
    is_held = bool(holder_of(name, value))
    badges = read_badges(source, Node(unheld.value), findings, is_held=is_held, companions=companions)
    return Document(source=source, credentials=tuple(badges), findings=findings.all())


def write(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Write a credential as an achievement with skills linked: unsigned, and nobody's.

    Raises:
        FormatError: title, outcomes or links would not read back as they are.
    """
    content = achievement_json(credential, alignments)
    (again,) = read(credential.source.name, content).offers
    must_read_back(NAME, credential, alignments, again)
    return content


def read_badges(
    source: Source, root: Node, findings: Findings, *, is_held: bool, companions: Companions
) -> Iterator[Credential]:
    """Yield a credential for each achievement of a badge from which the holder has been taken out.

    Raises:
        FormatError: there is none, or one without a name.
    """
    found = [
        (subject, companions.whole(achievement))
        for subject in root.get("credentialSubject").each()
        for achievement in subject.get("achievement").each()
    ]
    if not found:
        place = root.get("credentialSubject", "achievement").place
        raise FormatError(source.name, place, "is missing; expected what was achieved")
    if len(found) > _MOST_CREDENTIALS:
        problem = f"names {len(found)} achievements; at most {_MOST_CREDENTIALS} are read"
        raise FormatError(source.name, root.get("credentialSubject").place, problem)
    for position, (subject, achievement) in enumerate(found):
        badge = _Badge(root, subject, achievement, findings, companions)
        yield badge.credential(source, f"#{position + 1}" if position else "", is_held=is_held)


def read_definition(source: Source, achievement: Node, findings: Findings) -> Credential:
    """Return an achievement that can be earned as a credential that nobody holds.

    Raises:
        FormatError: it has no name.
    """
    nothing = Node(None, achievement.place)
    badge = _Badge(achievement, nothing, achievement, findings, Companions())
    findings.note(achievement.place, "This describes what can be earned; nobody is said to hold it.")
    return badge.offer(source)


class _Badge:
    """One achievement of one subject, on the way to a credential."""

    def __init__(
        self, root: Node, subject: Node, achievement: Node, findings: Findings, companions: Companions
    ) -> None:
        self._root = root
        self._subject = subject
        self._achievement = achievement
        self._criteria = criteria_in(achievement.get("criteria"))
        self._findings = findings
        self._companions = companions
        self._facts = BadgeFacts(findings, companions)
        self._results = _results_of(subject, achievement, findings)

    def credential(self, source: Source, suffix: str, *, is_held: bool) -> Credential:
        self._add_definition(source, suffix)
        self._facts.add("holder_identified", is_held or None, self._root.get("credentialSubject").place)
        self._add_issuer()
        self._add_dates()
        self._facts.add_evidence(self._root.get("evidence").each(), self._subject.get("narrative"))
        self._facts.note_unread(
            [
                Part("achievement", self._achievement, _READ_OF_ACHIEVEMENT, may_be_quoted=True),
                Part("subject", self._subject, _READ_OF_SUBJECT),
                Part("credential", self._root, _READ_OF_ROOT),
            ]
        )
        return self._facts.credential(source)

    def offer(self, source: Source) -> Credential:
        self._add_definition(source, "")
        self._facts.add("holder_identified", False, self._achievement.get("type").place)
        self._facts.add_quality_assurance((self._achievement,))
        self._facts.note_unread(
            [Part("achievement", self._achievement, _READ_OF_ACHIEVEMENT, may_be_quoted=True)]
        )
        return self._facts.credential(source)

    def _add_definition(self, source: Source, suffix: str) -> None:
        self._add_names(source, suffix)
        description = said(self._achievement.get("description"))
        self._facts.add_outcomes_said(self._criteria, description, said(Node(None)))
        self._facts.add_alignments(*self._alignments())
        self._add_credit()
        self._add_assessment()
        creator = self._achievement.get("creator").one()
        self._facts.add("awarding_body", party_in(creator), creator.place)
        self._facts.add_page(self._criteria.page, self._achievement.get("id"))

    def _add_names(self, source: Source, suffix: str) -> None:
        title = self._achievement.get("name")
        if not said(title):
            given_as = f"is given as {shown(self._achievement)} only" if self._is_address() else "is missing"
            raise FormatError(source.name, title.place, f"{given_as}; a badge needs a name")
        identifier = self._root.get("id")
        place = identifier.place if identifier.text() else "file name"
        self._facts.add("id", (identifier.text() or source.name) + suffix, place)
        self._facts.add_text("title", title)
        self._facts.add_text("description", self._achievement.get("description"))
        self._add_word("kind", self._achievement.get("achievementType"))
        self._add_word("code", self._achievement.get("humanCode"))
        self._add_word("mode", self._achievement.get("participationType"))
        language = self._achievement.any_of("inLanguage", "language") or self._root.get("inLanguage")
        self._add_word("language", language)
        self._add_fields(self._achievement.get("fieldOfStudy"))

    def _is_address(self) -> bool:
        return isinstance(self._achievement.value, str)

    def _add_word(self, field: str, node: Node) -> None:
        self._facts.add(field, node.text(), node.place)

    def _add_fields(self, node: Node) -> None:
        codes = [(_ISCED_CODE.match(text), text) for text in node.texts()]
        self._facts.add("fields", tuple(found[1] for found, _ in codes if found), node.place)
        words = [text for found, text in codes if not found]
        if words:
            self._findings.note(
                node.place, f"The field of study is given in words: {', '.join(words)[:80]!r}."
            )

    def _alignments(self) -> Iterator[Iterable[Node]]:
        """Yield those of the achievement, then those of the results that were reached."""
        yield self._achievement.get("alignment").each()
        for result in self._results:
            if result.is_passed:
                yield result.node.get("alignment").each()
                yield result.description.get("alignment").each()
                yield result.level.get("alignment").each()

    def _add_credit(self) -> None:
        earned, offered = self._subject.get("creditsEarned"), self._achievement.get("creditsAvailable")
        ects = self._achievement.get("ECTS")
        if not offered and ects:
            self._facts.add_credit("credit_offered" if earned else "credit", ects, "ECTS")
        elif earned or offered:
            self._facts.add_credit("credit", earned or offered, None)
            self._facts.add_credit("credit_offered", offered if earned else Node(None), None)
        if self._facts.value("credit") is not None and self._facts.value("credit").scheme is None:
            message = "Open Badges 3.0 has no unit for credit, so the scheme is unknown."
            self._findings.warn(self._facts.place_of("credit"), message)

    def _add_assessment(self) -> None:
        result = self._best_result()
        described = [node for node in self._achievement.get("resultDescription").each() if _demands(node)]
        narrative = self._criteria.narrative
        places = [node.place for node in (result.node if result else None, *described) if node is not None]
        place = next(iter(places), narrative.place)
        assessed = True if places else wording.says_assessed(narrative.lines)
        self._facts.add("assessed", assessed, place)
        assessor = party_in(self._subject.get("source").one())
        kinds = ", ".join(dict.fromkeys(_kind_of_result(node) for node in described))
        grade = (result.grade if result else "") or None
        if kinds or grade or assessor:
            name = assessor.name if assessor else None
            self._facts.add("assessment", Assessment(kinds, grade, assessor=name), place)
        kind, title = self._achievement.get("achievementType"), self._achievement.get("name")
        self._facts.add_participation(kind, title, narrative)

    def _best_result(self) -> _Result | None:
        """Return the first result that was reached, one with a grade before others; tell of the rest."""
        results = self._results
        reached = [result for result in results if result.is_passed and result.says_something]
        best = next((result for result in reached if result.grade), next(iter(reached), None))
        for result in results:
            if not result.is_passed:
                status = result.node.get("status")
                self._findings.warn(status.place, f"A result is {shown(status)}.")
            elif result is not best and result.says_something:
                words = result.grade or result.node.get("status").text() or "a level"
                self._findings.note(result.node.place, f"A further result, {words[:80]!r}, was not used.")
        return best

    def _add_issuer(self) -> None:
        issuer = self._companions.whole(self._root.get("issuer").one())
        self._facts.add("issuer", party_in(issuer), issuer.place)
        if isinstance(issuer.value, str):
            self._findings.note(issuer.place, "The issuer is given as an address only, without a name.")
        self._facts.add_quality_assurance((self._root, self._achievement, issuer))

    def _add_dates(self) -> None:
        self._facts.add_date("awarded", self._root.get("awardedDate"))
        self._facts.add_date("valid_from", self._root.any_of("validFrom", "issuanceDate"))
        self._facts.add_date("expires", self._root.any_of("validUntil", "expirationDate"))
        self._facts.add_date("activity_end", self._subject.get("activityEndDate"))
        self._add_word("term", self._subject.get("term"))


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    """One result of the holder, with what was asked for and the level of the rubric reached."""

    node: Node
    description: Node
    level: Node

    @property
    def is_passed(self) -> bool:
        return self.node.get("status").text().lower() not in _FAILED

    @property
    def says_something(self) -> bool:
        return any(self.node.get(key) for key in ("value", "achievedLevel", "status"))

    @property
    def grade(self) -> str:
        return self.node.get("value").text() or self.level.any_of("name", "level").text()


def _results_of(subject: Node, achievement: Node, findings: Findings) -> list[_Result]:
    nothing = Node(None)
    described = list(limited(achievement.get("resultDescription").each(), findings))
    levels = {
        level.get("id").text(): level
        for node in described
        for level in limited(node.get("rubricCriterionLevel").each(), findings)
    } | {"": nothing}
    descriptions = {node.get("id").text(): node for node in described} | {"": nothing}
    return [
        _Result(
            node,
            descriptions.get(node.get("resultDescription").text(), nothing),
            levels.get(node.get("achievedLevel").text(), nothing),
        )
        for node in limited(subject.get("result").each(), findings)
    ]


def _kind_of_result(node: Node) -> str:
    return node.get("resultType").text() or said(node.get("name")).text


def _demands(node: Node) -> bool:
    """Return True when a result description sets something to be reached, so that somebody looked."""
    keys = ("requiredValue", "requiredLevel", "rubricCriterionLevel", "value")
    return any(node.get(key) for key in keys)


readers.register(NAME)(
    Reader("an Open Badges 3.0 credential (JSON)", sniff, read, read_with=read_with, write=write)
)
