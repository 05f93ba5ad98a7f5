"""European Digital Credentials for Learning: JSON-LD of the European Learning Model, version 3.

Paths follow the application profile at https://github.com/european-commission-empl/European-Learning-Model.
A sealed file (JAdES, a JSON Web Signature around the credential) is read, but its seal is not checked here.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from skillmap.domain import Alignment, Assessment, Credential, Document, Evidence, HoursBasis, Party, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, wording
from skillmap.formats.duration import NotHoursError, hours_in
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.holder import without_holder
from skillmap.formats.json_text import Node, load_json, top_level
from skillmap.formats.language_map import Languages, two_letter_tag
from skillmap.formats.reader import Reader, readers
from skillmap.resources import sha256_of

NAME = "european-digital-credential"

_TYPE = "EuropeanDigitalCredential"
_MANDATE = "http://data.europa.eu/snb/evidence-type/c_18016257"
_ISCED = "http://data.europa.eu/snb/isced-f/"
_ESCO = "http://data.europa.eu/esco/"
_DIGCOMP = "http://data.europa.eu/snb/dcf/"
# The Commission's own sample writes eIDASIdentifier with a Greek capital iota, which no program matches.
_LOOKALIKES = str.maketrans({"\u0399": "I", "\u0391": "A", "\u0395": "E", "\u039f": "O"})


def sniff(name: str, head: bytes) -> bool:
    """Return True for a European Digital Credential, bare, sealed, or in the upload wrapper."""
    top = top_level(head)
    if top.types:
        return _TYPE in top.types
    return {"payload", "signatures"} & top.keys == {"payload", "signatures"} or (
        bool(top.keys & {"payload", "credential"}) and _TYPE.encode() in head
    )


def read(name: str, content: bytes) -> Document:
    """Read a European Digital Credential, one credential for each claim; the holder is dropped.

    Raises:
        FormatError: not JSON, not of this type, or without a claim that has a title.
    """
    source = Source(name, NAME, sha256_of(content))
    findings = Findings()
    root = _repaired(_unwrapped(name, load_json(name, content), findings), findings)
    if not isinstance(root.value, dict) or _TYPE not in root.types():
        raise FormatError(name, root.get("type").place, f"expected {_TYPE}")
    languages = Languages(two_letter_tag(root.get("displayParameter", "primaryLanguage", "id").text()))
    unheld = without_holder(name, root.value)
    if unheld.was_named:
        findings.note(root.place, "A text named the holder; the name was taken out.")
    root = Node(unheld.value, root.place)
    claims = list(_claims(root, findings))
    if not claims:
        raise FormatError(
            name, root.get("credentialSubject", "hasClaim").place, "holds no claim about learning"
        )
    credentials = tuple(
        _Claim(root, claim, languages, findings).credential(source, position)
        for position, claim in enumerate(claims)
    )
    return Document(source=source, credentials=credentials, findings=findings.all())


def _unwrapped(name: str, value: Any, findings: Findings) -> Node:
    node = Node(value)
    if node.get("credential", "type"):
        return node.get("credential")
    payload = node.get("payload").value
    if not isinstance(payload, str):
        return node
    findings.warn("$.signatures", "The seal (signature) was not checked.")
    if not payload.lstrip().startswith("{"):
        try:
            payload = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError(name, "$.payload", "is neither JSON nor Base64") from error
    content = payload if isinstance(payload, bytes) else payload.encode("utf-8", "replace")
    return Node(load_json(f"{name}, $.payload", content), "$.payload")


def _repaired(node: Node, findings: Findings) -> Node:
    repaired: set[str] = set()

    def repair(value: Any) -> Any:
        if isinstance(value, list):
            return [repair(item) for item in value]
        if not isinstance(value, dict):
            return value
        repaired.update(key for key in value if key != key.translate(_LOOKALIKES))
        return {key.translate(_LOOKALIKES): repair(item) for key, item in value.items()}

    whole = Node(repair(node.value), node.place)
    for key in sorted(repaired):
        latin = key.translate(_LOOKALIKES)
        findings.note(node.place, f"A key with Greek letters that look Latin was read as {latin}.")
    return whole


def _claims(root: Node, findings: Findings) -> Iterator[Node]:
    for subject in root.get("credentialSubject").each():
        for claim in subject.get("hasClaim").each():
            if "LearningEntitlement" in claim.types():
                findings.note(claim.place, "An entitlement says nothing about learning and was not read.")
            elif isinstance(claim.value, dict):
                yield claim


class _Claim:
    """One claim of a credential, on the way to a credential of its own."""

    def __init__(self, root: Node, claim: Node, languages: Languages, findings: Findings) -> None:
        self._root = root
        self._claim = claim
        self._specification = claim.get("specifiedBy").one()
        self._activities = list(claim.get("influencedBy").each())
        self._languages = languages
        self._findings = findings
        self._facts = Facts()

    def credential(self, source: Source, position: int) -> Credential:
        self._add_names(source, position)
        self._add_outcomes()
        self._add_alignments()
        self._add_level()
        self._add_hours()
        self._add_credit()
        self._add_assessment()
        self._add_parties()
        self._add_quality_assurance()
        self._add_form()
        self._add_dates()
        self._add_evidence()
        return self._facts.credential(source)

    def _add_names(self, source: Source, position: int) -> None:
        title = self._first_wording(self._claim.get("title"), self._specification.get("title"))
        if title is None:
            raise FormatError(
                source.name, self._claim.get("title").place, "is missing; a claim needs a title"
            )
        identifier = self._root.get("id")
        place = identifier.place if identifier.text() else "file name"
        suffix = f"#{position + 1}" if position else ""
        self._facts.add("id", (identifier.text() or source.name) + suffix, place)
        self._facts.add("title", title.text, title.place)
        self._facts.add("language", title.language, title.place)
        if title.language and not title.language.startswith("en"):
            message = f"The texts are in the language {title.language!r}; there is no English version."
            self._findings.warn(title.place, message)
        self._add_label("description", self._claim.get("description"), self._specification.get("description"))

    def _first_wording(self, *nodes: Node) -> Any:
        return next((found for node in nodes if (found := self._languages.wording(node))), None)

    def _add_label(self, field: str, *nodes: Node) -> None:
        found = self._first_wording(*nodes)
        if found:
            self._facts.add(field, wording.plain_line(found.text), found.place)

    def _add_outcomes(self) -> None:
        owner = self._facts.value("id")
        language = self._facts.value("language")
        kept = []
        for node in self._specification.get("learningOutcome").each():
            note = node.get("additionalNote", "noteLiteral")
            found = self._first_wording(node.get("title"), note, node.get("description"))
            if found is None:
                self._findings.warn(node.place, "A learning outcome without a text was not read.")
                continue
            language = found.language or language
            kept.append((wording.plain_line(found.text), found.place))
        if not kept:
            kept = self._outcomes_of_summary()
        if not kept:
            place = self._specification.get("learningOutcome").place
            self._findings.warn(place, f"{self._facts.value('title')!r} has no learning outcome to compare.")
        self._facts.add_outcomes(owner, kept, language)

    def _outcomes_of_summary(self) -> list[tuple[str, str]]:
        node = self._specification.get("learningOutcomeSummary", "noteLiteral")
        found = self._languages.wording(node)
        if not found:
            return []
        self._findings.note(found.place, "There is no list of learning outcomes; the summary was taken.")
        return [(text, found.place) for text in wording.outcomes_in(found.lines)]

    def _add_alignments(self) -> None:
        kept = []
        for outcome in self._specification.get("learningOutcome").each():
            for key in ("relatedESCOSkill", "relatedSkill"):
                for node in outcome.get(key).each():
                    uri = node.get("id").text() or node.text()
                    label = self._languages.label(node).text or uri
                    if label:
                        kept.append(
                            Alignment(label, uri if uri.startswith("http") else None, _framework(uri))
                        )
        place = self._specification.get("learningOutcome").place
        self._facts.add("alignments", tuple(dict.fromkeys(kept)), place)

    def _add_level(self) -> None:
        for node in self._nodes("eqfLevel", "educationLevel"):
            level = ladders.level_from_uri(node.get("id").text() or node.text())
            if level is not None:
                self._add_once("level", level, node.place)
        for node in self._nodes("nqfLevel", "educationLevel"):
            label = self._languages.label(node)
            level = ladders.level_from_words(label.text)
            if level is not None and level.framework and not self._facts.value("level"):
                self._facts.add("level", level, label.place)
            elif label and not ladders.level_from_uri(node.get("id").text()):
                self._findings.note(label.place, f"The national level is given as {label.text!r}.")

    def _add_once(self, field: str, value: object, place: str) -> None:
        held = self._facts.value(field)
        if held is None:
            self._facts.add(field, value, place)
        elif held != value:
            self._findings.warn(place, f"A second {field}, {value}, was not used.")

    def _nodes(self, *keys: str) -> Iterator[Node]:
        for key in keys:
            yield from self._specification.get(key).each()

    def _add_credit(self) -> None:
        for node in (*self._claim.get("creditReceived").each(), *self._nodes("creditPoint")):
            point = node.get("point")
            amount = ladders.number(point.text())
            if amount is None:
                self._findings.warn(point.place, f"{point.text()[:40]!r} is not a number of credits.")
                continue
            framework = node.get("framework")
            named = ladders.scheme_name(framework.get("id").text())
            scheme = named if named == "ECTS" else ladders.scheme_name(self._languages.label(framework).text)
            credit = ladders.credit(amount, scheme)
            contact = ladders.contact_hours(credit)
            if contact is None:
                self._add_once("credit", credit, point.place)
            else:
                told = f"{credit} counts hours of contact and is no credit; it was read as {contact}."
                self._findings.note(point.place, told)
                if self._facts.value("hours") is None:
                    self._facts.add("hours", contact, point.place)

    def _add_hours(self) -> None:
        """Take the first usable duration; what is odd about the others is told."""
        learning = [self._specification.get("volumeOfLearning"), self._claim.get("workload")]
        for activity in self._activities:
            learning += [activity.get("workload"), activity.get("specifiedBy", "volumeOfLearning")]
        for node in learning:
            if not node.text():
                continue
            try:
                amount = hours_in(node.text())
            except NotHoursError as error:
                self._findings.warn(node.place, f"{error}; it was not used.")
            else:
                if self._facts.value("hours") is None:
                    self._facts.add("hours", ladders.same_hours(amount, HoursBasis.NOTIONAL), node.place)
        contact = self._specification.get("contactHour")
        if self._facts.value("hours") is None and contact.text():
            amount_of_contact = ladders.number(contact.text())
            hours = ladders.same_hours(amount_of_contact, HoursBasis.CONTACT)
            self._facts.add("hours", hours, contact.place)

    def _add_assessment(self) -> None:
        proofs = [*self._claim.get("provenBy").each(), *self._claim.get("awardedBy", "used").each()]
        is_activity = "LearningActivity" in self._claim.types()
        if "LearningAssessment" in self._claim.types():
            proofs.append(self._claim)
        if proofs:
            self._facts.add("assessed", True, proofs[0].place)
            self._facts.add("assessment", self._assessment(proofs[0]), proofs[0].place)
            self._facts.add("participation_only", False, proofs[0].place)
        elif is_activity:
            # The model's own way of saying "took part": an activity that nothing proves.
            place = self._claim.get("type").place
            self._facts.add("assessed", False, place)
            self._facts.add("participation_only", True, place)
        for proof in proofs:
            status = self._languages.label(proof.get("gradeStatus"))
            if status.text.lower().startswith("fail"):
                self._findings.warn(status.place, "The assessment was failed.")
        for proof in proofs[1:]:
            self._findings.note(proof.place, f"A further assessment: {self._assessment(proof).kind!r}.")

    def _assessment(self, node: Node) -> Assessment:
        specification = node.get("specifiedBy").one()
        titles = (node.get("title"), specification.get("title"))
        kind = self._languages.label(specification.get("dcType")) or self._first_wording(*titles)
        grade = self._first_wording(node.get("grade", "noteLiteral"), node.get("gradeStatus", "prefLabel"))
        verification = self._languages.label(node.get("idVerification")).text.lower()
        assessor = self._party(node.get("assessedBy").one())
        return Assessment(
            kind=kind.text if kind else "",
            grade=grade.text if grade else None,
            supervised=_either(verification, yes="supervised", no="unsupervised"),
            identity_verified=_either(verification, yes="with id", no="without id"),
            assessor=assessor.name if assessor else None,
        )

    def _add_parties(self) -> None:
        issuer = self._root.get("issuer").one()
        self._facts.add("issuer", self._party(issuer), issuer.place)
        awarding = self._claim.get("awardedBy", "awardingBody").one()
        self._facts.add("awarding_body", self._party(awarding), awarding.place)

    def _party(self, node: Node) -> Party | None:
        name = self._first_wording(*(node.get(key) for key in ("legalName", "prefLabel", "altLabel")))
        if name is None:
            return Party(node.text(), node.text()) if node.text() else None
        keys = ("eIDASIdentifier", "registration", "vatIdentifier", "taxIdentifier", "identifier")
        numbers = [node.get(key, "notation").text() for key in keys]
        own = node.get("id").text()
        identifier = own if own.startswith(("http", "did:")) else next(filter(None, numbers), own)
        country = node.get("location", "address", "countryCode", "id").text().rpartition("/")[2]
        return Party(name.text, identifier or None, country or None)

    def _add_quality_assurance(self) -> None:
        awarding = self._claim.get("awardedBy", "awardingBody")
        nodes = [*self._nodes("accreditation"), *awarding.get("accreditation").each()]
        words = [text for text in map(self._accreditation, nodes) if text]
        self._facts.add("quality_assurance", tuple(dict.fromkeys(words)), nodes[0].place if nodes else "")

    def _accreditation(self, node: Node) -> str:
        title = self._first_wording(node.get("title"), node.get("dcType", "prefLabel"))
        agent = self._party(node.get("accreditingAgent").one())
        parts = [title.text if title else "accredited", f"by {agent.name}" if agent else ""]
        return " ".join(filter(None, parts)) if title or agent else node.get("id").text() or node.text()

    def _add_form(self) -> None:
        kind = self._languages.label(self._specification.get("dcType"))
        class_name = next(iter(sorted(self._claim.types())), "")
        self._facts.add(
            "kind", kind.text or class_name, kind.place if kind else self._claim.get("type").place
        )
        modes = [
            self._specification.get("mode"),
            *(item.get("specifiedBy", "mode") for item in self._activities),
        ]
        self._add_label("mode", *(mode.get("prefLabel") for mode in modes))
        areas = list(self._nodes("thematicArea", "ISCEDFCode"))
        uris = [area.get("id").text() for area in areas]
        codes = tuple(uri.removeprefix(_ISCED) for uri in uris if uri.startswith(_ISCED))
        self._facts.add("fields", codes, areas[0].place if areas else "")
        for part in self._claim.get("hasPart").each():
            self._findings.note(part.place, "A part of this claim was not read on its own.")

    def _add_dates(self) -> None:
        ends = [activity.get("temporal", "endDate") for activity in (self._claim, *self._activities)]
        issued = (self._root.get("issued"), self._root.get("issuanceDate"))
        self._add_date("awarded", self._claim.get("awardedBy", "awardingDate"), *issued)
        self._add_date("valid_from", self._root.get("validFrom"))
        self._add_date(
            "expires", *(self._root.get(key) for key in ("validUntil", "expirationDate", "expires"))
        )
        self._add_date("activity_end", *ends)

    def _add_date(self, field: str, *nodes: Node) -> None:
        for node in nodes:
            found: date | None = ladders.day(node.text())
            if found is not None:
                self._facts.add(field, found, node.place)
                return
            if node.text():
                self._findings.warn(node.place, f"{node.text()[:40]!r} is not a date.")

    def _add_evidence(self) -> None:
        kept, places = [], []
        for node in self._root.get("evidence").each():
            if node.get("dcType", "id").text() == _MANDATE:
                self._findings.note(node.place, "Issued by mandate: the issuer seals for the awarding body.")
                continue
            title = self._first_wording(node.get("title"), node.get("dcType", "prefLabel"))
            statement = self._languages.wording(node.get("evidenceStatement")).text
            kept.append(Evidence(title.text if title else "", None, statement))
            places.append(node.place)
        self._facts.add("evidence", _filled(kept), next(iter(places), ""))


def _filled(kept: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(evidence for evidence in kept if evidence != Evidence())


def _framework(uri: str) -> str | None:
    if uri.startswith(_ESCO):
        return "ESCO"
    return "DigComp" if uri.startswith(_DIGCOMP) else None


def _either(text: str, *, yes: str, no: str) -> bool | None:
    if no in text:
        return False
    return True if yes in text else None


readers.register(NAME)(Reader("a European Digital Credential (JSON)", sniff, read))
