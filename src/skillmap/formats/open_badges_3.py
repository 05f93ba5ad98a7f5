"""Open Badges 3.0: an OpenBadgeCredential or AchievementCredential as JSON.

The standard has no field for learning outcomes, level or hours, and no unit for credit; see the
specification at https://www.imsglobal.org/spec/ob/v3p0. Signatures are not looked at here.
"""

from __future__ import annotations

import re
from datetime import date

from skillmap.domain import (
    Alignment,
    Assessment,
    Credential,
    Document,
    Evidence,
    Level,
    Party,
    Source,
)
from skillmap.errors import FormatError
from skillmap.formats import ladders, wording
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.holder import without_holder
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.reader import Reader, readers
from skillmap.resources import sha256_of

NAME = "open-badges-3"

_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_PARTICIPATION_KINDS = re.compile(r"participation|attendance|attendee", re.IGNORECASE)
_ISCED_CODE = re.compile(r"(?:http://data\.europa\.eu/snb/isced-f/)?(\d{3,4})$")
_FAILED = frozenset({"failed", "withdrew", "inprogress", "enrolled", "onhold", "probationary"})


def sniff(name: str, head: bytes) -> bool:
    """Return True for JSON whose own type (not that of a part) is one of Open Badges 3.0."""
    types = top_level(head).types
    return bool(types & _TYPES) and "ClrCredential" not in types


def read(name: str, content: bytes) -> Document:
    """Read an Open Badges 3.0 credential; the holder is dropped.

    Raises:
        FormatError: not JSON, or without the achievement and its name.
    """
    source = Source(name, NAME, sha256_of(content))
    value = load_json(name, content)
    if not isinstance(value, dict) or not Node(value).types() & _TYPES:
        raise FormatError(name, "$.type", f"expected one of {', '.join(sorted(_TYPES))}")
    unheld = without_holder(name, value)
    findings = Findings()
    if unheld.was_named:
        findings.note("$", "A text named the holder; the name was taken out.")
    root = Node(unheld.value)
    found = [
        (subject, achievement)
        for subject in root.get("credentialSubject").each()
        for achievement in subject.get("achievement").each()
    ]
    if not found:
        raise FormatError(name, "$.credentialSubject.achievement", "is missing; expected what was achieved")
    credentials = tuple(
        _Badge(root, subject, achievement, findings).credential(source, position)
        for position, (subject, achievement) in enumerate(found)
    )
    return Document(source=source, credentials=credentials, findings=findings.all())


class _Badge:
    """One achievement of one subject, on the way to a credential."""

    def __init__(self, root: Node, subject: Node, achievement: Node, findings: Findings) -> None:
        self._root = root
        self._subject = subject
        self._achievement = achievement
        self._findings = findings
        self._facts = Facts()

    def credential(self, source: Source, position: int) -> Credential:
        self._add_names(source, position)
        self._add_outcomes()
        self._add_alignments()
        self._add_credit()
        self._add_assessment()
        self._add_parties()
        self._add_dates()
        self._add_evidence()
        return self._facts.credential(source)

    def _add_names(self, source: Source, position: int) -> None:
        title = self._achievement.get("name")
        if not title.text():
            raise FormatError(source.name, title.place, "is missing; a badge needs a name")
        identifier = self._root.get("id")
        suffix = f"#{position + 1}" if position else ""
        place = identifier.place if identifier.text() else "file name"
        self._facts.add("id", (identifier.text() or source.name) + suffix, place)
        self._add_text("title", title)
        self._add_text("description", self._achievement.get("description"))
        self._facts.add("kind", *_text_at(self._achievement.get("achievementType")))
        language = self._achievement.any_of("inLanguage", "language") or self._root.get("inLanguage")
        self._facts.add("language", *_text_at(language))
        codes = [(_ISCED_CODE.match(text)) for text in self._achievement.get("fieldOfStudy").texts()]
        fields = tuple(code[1] for code in codes if code)
        self._facts.add("fields", fields, self._achievement.get("fieldOfStudy").place)

    def _add_text(self, field: str, node: Node) -> None:
        self._facts.add(field, wording.plain_line(node.raw_text()), node.place)

    def _narrative(self) -> Node:
        return self._achievement.get("criteria", "narrative")

    def _add_outcomes(self) -> None:
        node = self._narrative()
        if len(node.raw_text()) > wording.LONGEST_NARRATIVE:
            message = (
                f"Only the first {wording.LONGEST_NARRATIVE:,} characters of the criteria were looked at."
            )
            self._findings.warn(node.place, message)
        statements = wording.outcomes_in(node.raw_text())
        if not statements:
            node = self._achievement.get("description")
            title = self._facts.value("title")
            statements = [text for text in wording.outcomes_in(node.raw_text()) if text != title]
            if statements:
                self._findings.warn(
                    node.place, "The criteria name no learning outcome; the description was taken instead."
                )
            else:
                self._findings.warn(node.place, "Neither criteria nor description names a learning outcome.")
        places = [(text, node.place) for text in statements]
        self._facts.add_outcomes(self._facts.value("id"), places, self._facts.value("language"))

    def _add_alignments(self) -> None:
        kept, levels = [], []
        for node in self._achievement.get("alignment").each():
            level = _level(node)
            if level is not None:
                levels.append((level, node.place))
            elif alignment := _alignment(node):
                kept.append(alignment)
            else:
                self._findings.warn(node.place, "An alignment without targetName and targetUrl was not read.")
        for level, place in levels[:1]:
            self._facts.add("level", level, place)
        for level, place in levels[1:]:
            self._findings.warn(place, f"A second level, {level}, was not used.")
        self._facts.add("alignments", tuple(dict.fromkeys(kept)), self._achievement.get("alignment").place)

    def _add_credit(self) -> None:
        earned = self._subject.get("creditsEarned") or self._achievement.get("creditsAvailable")
        if not earned:
            return
        amount = ladders.number(earned.text())
        if amount is None:
            self._findings.warn(earned.place, f"{earned.text()[:40]!r} is not a number of credits.")
            return
        self._facts.add("credit", ladders.credit(amount, None), earned.place)
        self._findings.warn(earned.place, "Open Badges 3.0 has no unit for credit, so the scheme is unknown.")

    def _add_assessment(self) -> None:
        narrative = self._narrative()
        result = self._result()
        described = [node for node in self._achievement.get("resultDescription").each() if _demands(node)]
        said = wording.says_assessed(narrative.raw_text())
        place = result.place if result else described[0].place if described else narrative.place
        assessed = True if result or described else said
        self._facts.add("assessed", assessed, place)
        assessor = self._subject.get("source", "name").text() or None
        kinds = ", ".join(dict.fromkeys(_kind_of_result(node) for node in described))
        grade = (result.get("value").text() if result else "") or None
        if kinds or grade or assessor:
            self._facts.add("assessment", Assessment(kinds, grade, assessor=assessor), place)
        self._add_participation(assessed)

    def _result(self) -> Node | None:
        for node in self._subject.get("result").each():
            passed = node.get("status").text().lower() not in _FAILED
            if passed and any(node.get(key) for key in ("value", "achievedLevel", "status")):
                return node
        return None

    def _add_participation(self, assessed: bool | None) -> None:
        kind = self._achievement.get("achievementType")
        title, narrative = self._facts.value("title"), self._narrative()
        by_kind = bool(_PARTICIPATION_KINDS.search(kind.text()))
        by_title = wording.says_participation(title, "")
        place = kind.place if by_kind else self._achievement.get("name").place
        if assessed:
            if by_kind or by_title:
                self._findings.warn(place, "Called a certificate of participation, but assessed: left open.")
                return
            self._facts.add("participation_only", False, self._facts.place_of("assessed"))
        elif by_kind or by_title:
            self._facts.add("participation_only", True, place)
        elif wording.says_participation("", narrative.raw_text()):
            self._facts.add("participation_only", True, narrative.place)

    def _add_parties(self) -> None:
        issuer = self._root.get("issuer").one()
        self._facts.add("issuer", _party(issuer), issuer.place)
        if isinstance(issuer.value, str):
            self._findings.note(issuer.place, "The issuer is given as an address only, without a name.")
        creator = self._achievement.get("creator").one()
        self._facts.add("awarding_body", _party(creator), creator.place)
        words, places = [], []
        for endorsed in (self._root, self._achievement, issuer):
            for node in endorsed.get("endorsement").each():
                endorser = _party(node.get("issuer").one())
                if endorser is not None:
                    words.append(f"endorsed by {endorser.name}")
                    places.append(node.place)
            if endorsed.get("endorsementJwt"):
                self._findings.note(
                    endorsed.get("endorsementJwt").place, "A signed endorsement was not read."
                )
        self._facts.add("quality_assurance", tuple(dict.fromkeys(words)), next(iter(places), ""))

    def _add_dates(self) -> None:
        for field, node in (
            ("awarded", self._root.get("awardedDate")),
            ("valid_from", self._root.any_of("validFrom", "issuanceDate")),
            ("expires", self._root.any_of("validUntil", "expirationDate")),
            ("activity_end", self._subject.get("activityEndDate")),
        ):
            self._facts.add(field, self._date(node), node.place)

    def _date(self, node: Node) -> date | None:
        text = node.text()
        found = ladders.day(text)
        if text and found is None:
            self._findings.warn(node.place, f"{text[:40]!r} is not a date.")
        return found

    def _add_evidence(self) -> None:
        kept = []
        for node in self._root.get("evidence").each():
            words = " ".join(node.get(key).text() for key in ("description", "narrative"))
            uri = node.get("id").text() or None
            evidence = Evidence(node.get("name").text(), uri, wording.plain_line(words))
            if evidence != Evidence():
                kept.append(evidence)
        self._facts.add("evidence", tuple(kept), self._root.get("evidence").place)


def _text_at(node: Node) -> tuple[str, str]:
    return node.text(), node.place


def _party(node: Node) -> Party | None:
    if isinstance(node.value, str):
        return Party(node.text(), node.text()) if node.text() else None
    identifier = node.get("id").text() or None
    name = node.any_of("name", "prefLabel").text() or identifier
    if name is None:
        return None
    country = node.get("address").any_of("addressCountryCode", "addressCountry").text() or None
    return Party(name, identifier, country)


def _level(node: Node) -> Level | None:
    """Return the level that an alignment names; None for an alignment to a skill."""
    by_uri = ladders.level_from_uri(node.get("targetUrl").text())
    if by_uri is not None:
        return by_uri
    framework = ladders.framework_name(node.get("targetFramework").text())
    code, name = node.get("targetCode").text(), node.get("targetName").text()
    if framework is None:
        named = ladders.level_from_words(name)
        return named if named and named.framework else None
    return ladders.level_from_words(code, framework) or ladders.level_from_words(name, framework)


def _alignment(node: Node) -> Alignment | None:
    uri = node.get("targetUrl").text() or None
    label = node.get("targetName").text() or uri
    if label is None:
        return None
    framework = node.get("targetFramework").text() or None
    return Alignment(label, uri, framework, wording.plain_line(node.get("targetDescription").raw_text()))


def _kind_of_result(node: Node) -> str:
    return node.get("resultType").text() or node.get("name").text()


def _demands(node: Node) -> bool:
    """Return True when a result description sets something to be reached, so that somebody looked."""
    keys = ("requiredValue", "requiredLevel", "rubricCriterionLevel", "value")
    return any(node.get(key) for key in keys)


readers.register(NAME)(Reader("an Open Badges 3.0 credential (JSON)", sniff, read))
