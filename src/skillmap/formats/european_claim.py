"""One claim of the European Learning Model, on the way to a credential."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from skillmap.domain import Credential, Evidence, Source
from skillmap.formats import ladders, wording
from skillmap.formats.european_assessment import add_assessment, assessment
from skillmap.formats.european_outcomes import add_outcomes
from skillmap.formats.european_party import accreditation, first_wording, party, web_address
from skillmap.formats.european_volume import Volumes, add_credit, add_hours
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, Wording, tags_of

ACTIVITY = "LearningActivity"
ASSESSMENT = "LearningAssessment"
OPPORTUNITY = "LearningOpportunity"

_ISCED = "http://data.europa.eu/snb/isced-f/"
_MODES = {
    "http://data.europa.eu/snb/learning-assessment/729f3bed4b": "Workbased",
    "http://data.europa.eu/snb/learning-assessment/7813801c77": "Project based",
    "http://data.europa.eu/snb/learning-assessment/9191af2ed9": "Presential",
    "http://data.europa.eu/snb/learning-assessment/920fbb3cbe": "Online",
    "http://data.europa.eu/snb/learning-assessment/e92d221e4d": "Blended",
    "http://data.europa.eu/snb/learning-assessment/ed4c557045": "Research-Lab based",
}
# Of a claim, an identifier may be that of the certificate, so only those of what was learned are codes.
_CODE_SCHEMES = ("local", "course", "module", "programme", "isat", "course code")
# Facts that no rule asks for yet, told so that a reader of the credential misses nothing.
_TOLD = {
    "learningSetting": "Learning setting",
    "language": "Language of instruction",
    "maximumDuration": "Longest time allowed",
    "educationSubject": "Subject",
    "targetGroup": "Target group",
    "category": "Category",
    "status": "Status",
    "additionalNote": "Note",
    "supplementaryDocument": "Further document",
}
_LONGEST_TOLD = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What all claims of one document share."""

    root: Node
    """The credential around the claims; without a value for a bare record."""
    languages: Languages
    findings: Findings
    holder: tuple[bool, str]
    """Whether the document says who holds it, and where it would."""
    evidence: tuple[tuple[Evidence, str], ...] = ()
    """What the credential as a whole points to, each with its place."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a claim stands among the claims of its document."""

    number: int
    """From zero."""
    within: Wording | None = None
    """Title of the claim that it is a part of."""


class EuropeanClaim:
    """An achievement, activity, assessment or offer, field by field."""

    def __init__(self, claim: Node, reading: Reading, *, is_offer: bool = False) -> None:
        self._claim = claim
        self._root = reading.root
        self._reading = reading
        self._languages = reading.languages
        self._findings = reading.findings
        self._facts = Facts()
        self._is_offer = is_offer
        self._specification = _specification(claim, is_offer=is_offer)
        taken = [*claim.get("influencedBy").each()] if not is_offer else []
        self._activities = [claim, *taken] if ACTIVITY in claim.types() else taken
        followed = [activity.get("specifiedBy").one() for activity in self._activities]
        self._activity_specifications = [*filter(None, followed), *self._planned_activities()]

    def credential(self, source: Source, position: Position) -> Credential:
        """Return the credential; the claim must have a title."""
        self._add_names(source, position)
        add_outcomes(self._specification, self._languages, self._facts, self._findings)
        self._add_level()
        volumes = self._volumes()
        add_hours(volumes, self._facts, self._findings)
        add_credit(volumes, self._languages, self._facts, self._findings)
        self._add_assessment()
        self._add_parties()
        self._add_form()
        self._add_place_among_others(position)
        self._add_dates()
        self._add_evidence()
        self._facts.add("holder_identified", *self._reading.holder)
        self._tell_the_rest()
        return self._facts.credential(source)

    def title(self) -> Wording:
        """Return the title of the claim; empty when it has none."""
        return first_wording(self._languages, self._claim.get("title"), self._specification.get("title"))

    def _add_names(self, source: Source, position: Position) -> None:
        title = self.title()
        identifier = (self._root if self._root else self._claim).get("id")
        place = identifier.place if identifier.text() else "file name"
        suffix = f"#{position.number + 1}" if position.number else ""
        self._facts.add("id", (identifier.text() or source.name) + suffix, place)
        self._facts.add("title", title.text, title.place)
        self._facts.add("language", title.language, title.place)
        self._tell_languages(title)
        specified = self._languages.wording(self._specification.get("title"))
        if specified and specified.text.casefold() != title.text.casefold():
            self._findings.note(
                specified.place, f"By its specification it is called {specified.text[:200]!r}."
            )
        descriptions = [node.get("description") for node in (self._claim, self._specification)]
        self._add_words("description", *descriptions, *(node.get("description") for node in self._activities))
        self._add_code()

    def _tell_languages(self, title: Wording) -> None:
        if title.language and not title.language.startswith("en"):
            message = f"The texts are in the language {title.language!r}; there is no English version."
            self._findings.warn(title.place, message)
        given = tags_of(self._claim.get("title")) or tags_of(self._specification.get("title"))
        if len(given) > 1:
            self._findings.note(title.place, f"The title is given in {', '.join(given)}; one was taken.")

    def _add_code(self) -> None:
        codes = [*self._specification.get("qualificationCode").each()]
        for node in codes:
            text = node.get("notation").text() or self._languages.label(node).text or node.text()
            if text:
                self._facts.add("code", text, node.place)
                return
        for owner in (self._specification, self._claim):
            for node in owner.get("identifier").each():
                scheme = self._languages.wording(node.get("schemeName")).text.casefold()
                if scheme in _CODE_SCHEMES and node.get("notation").text():
                    self._facts.add("code", node.get("notation").text(), node.get("notation").place)
                    return

    def _add_words(self, field: str, *nodes: Node) -> None:
        found = first_wording(self._languages, *nodes)
        self._facts.add(field, wording.plain_line(found.lines), found.place)

    def _nodes(self, *keys: str) -> Iterator[Node]:
        for key in keys:
            yield from self._specification.get(key).each()

    def _add_level(self) -> None:
        for node in self._nodes("eqfLevel", "EQFLevel"):
            self._add_level_of(node, "EQF")
        for node in self._nodes("educationLevel"):
            uri = node.get("id").text() or node.text()
            label = self._languages.label(node)
            level = ladders.level_from_uri(uri) or ladders.national_level(label.text)
            if level is not None:
                self._add_once("level", level, node.place)
            elif label or node.text():
                self._findings.note(node.place, f"The level of education is {label.text or node.text()!r}.")
        for node in self._nodes("nqfLevel", "NQFLevel"):
            self._add_national_level(node)

    def _add_level_of(self, node: Node, framework: str) -> None:
        uri, label = node.get("id").text() or node.text(), self._languages.label(node).text
        level = ladders.level_from_uri(uri) or ladders.level_from_words(label, framework)
        if level is None:
            self._findings.unparsable("level", node.place, f"{label or uri!r} is not a level of the EQF.")
        else:
            self._add_once("level", level, node.place)

    def _add_national_level(self, node: Node) -> None:
        label = self._languages.label(node)
        said = label.text or node.text() or node.get("id").text()
        level = ladders.national_level(label.text)
        place = label.place if label else node.place
        if self._facts.value("level") is not None:
            self._findings.note(place, f"The national level is given as {said!r}.")
        elif level is None:
            self._findings.unparsable("level", place, f"The national level is given as {said!r}.")
        else:
            self._facts.add("level", level, place)

    def _add_once(self, field: str, value: object, place: str) -> None:
        held = self._facts.value(field)
        if held is None:
            self._facts.add(field, value, place)
        elif held != value:
            self._findings.warn(place, f"A second {field}, {value}, was not used.")

    def _planned_activities(self) -> list[Node]:
        planned = [*self._nodes("influencedBy")]
        if self._is_offer:
            planned += self._claim.get("learningActivitySpecification").each()
        return planned

    def _volumes(self) -> Volumes:
        taken = [
            (activity.get("workload"), activity.get("specifiedBy", "volumeOfLearning"))
            for activity in self._activities
            if activity is not self._claim
        ]
        planned = [(activity.get("volumeOfLearning"),) for activity in self._planned_activities()]
        is_taken = any(node.text() for group in taken for node in group)
        contact = [self._specification, *self._activity_specifications]
        return Volumes(
            received=self._claim.get("creditReceived"),
            offered=self._specification.get("creditPoint"),
            own=(self._specification.get("volumeOfLearning"), self._claim.get("workload")),
            of_activities=tuple(taken if is_taken else planned),
            contact=tuple(
                {node.place: node for owner in contact for node in owner.get("contactHour").each()}.values()
            ),
        )

    def _add_assessment(self) -> None:
        proofs = [*self._claim.get("awardedBy", "used").each()]
        planned = [*self._nodes("provenBy")]
        if self._is_offer:
            planned = planned or [*self._claim.get("provenBy").each()]
        else:
            proofs = [*self._claim.get("provenBy").each(), *proofs]
        if ASSESSMENT in self._claim.types():
            proofs.append(self._claim)
        if proofs:
            add_assessment(proofs, self._languages, self._facts, self._findings)
        elif ACTIVITY in self._claim.types():
            # The model's own way of saying "took part": an activity that nothing proves.
            place = self._claim.get("type").place
            self._facts.add("assessed", False, place)
            self._facts.add("participation_only", True, place)
        elif planned:
            self._facts.add("assessment", assessment(planned[0], self._languages), planned[0].place)
            self._findings.note(
                planned[0].place, "The assessment is planned; none is said to have taken place."
            )

    def _add_parties(self) -> None:
        issuer = self._root.get("issuer").one()
        self._facts.add("issuer", party(issuer, self._languages), issuer.place)
        bodies = [
            *self._claim.get("awardedBy", "awardingBody").each(),
            *self._claim.get("providedBy").each(),
            *(
                body
                for node in self._nodes("awardingOpportunity")
                for body in node.get("awardingBody").each()
            ),
        ]
        named = [(found, node) for node in bodies if (found := party(node, self._languages))]
        for found, node in named[:1]:
            self._facts.add("awarding_body", found, node.place)
        for found, node in named[1:]:
            self._findings.note(node.place, f"Awarded together with {found.name}.")
        self._add_quality_assurance(bodies)

    def _add_quality_assurance(self, bodies: list[Node]) -> None:
        nodes = [
            *self._nodes("accreditation"),
            *(node for body in bodies for node in body.get("accreditation").each()),
            *(
                node
                for piece in self._root.get("evidence").each()
                for node in piece.get("accreditation").each()
            ),
        ]
        words = [(text, node.place) for node in nodes if (text := accreditation(node, self._languages))]
        texts = tuple(dict.fromkeys(text for text, _ in words))
        self._facts.add("quality_assurance", texts, words[0][1] if words else "")

    def _add_form(self) -> None:
        kind = self._languages.label(self._specification.get("dcType"))
        class_name = next(iter(sorted(self._claim.types())), "")
        place = kind.place if kind else self._claim.get("type").place
        self._facts.add("kind", kind.text or class_name, place)
        self._add_mode()
        areas = [*self._nodes("thematicArea", "ISCEDFCode")]
        read = [(area.get("id").text() or area.text(), area) for area in areas]
        codes = [(uri.removeprefix(_ISCED), area.place) for uri, area in read if uri.startswith(_ISCED)]
        self._facts.add("fields", tuple(code for code, _ in codes), codes[0][1] if codes else "")
        for uri, area in read:
            if not uri.startswith(_ISCED):
                said = self._languages.label(area).text or uri
                self._findings.note(area.place, f"The field of study {said!r} is not of ISCED-F.")

    def _add_mode(self) -> None:
        for owner in (self._specification, *self._activity_specifications, self._claim):
            said = [(self._mode(node), node.place) for node in owner.get("mode").each()]
            said = [(text, place) for text, place in said if text]
            if said:
                self._facts.add("mode", ", ".join(dict.fromkeys(text for text, _ in said)), said[0][1])
                return

    def _mode(self, node: Node) -> str:
        return self._languages.label(node).text or _MODES.get(node.get("id").text() or node.text(), "")

    def _add_place_among_others(self, position: Position) -> None:
        requirement = self._specification.get("entryRequirement", "noteLiteral")
        self._add_words(
            "entry_requirements", requirement, self._claim.get("admissionProcedure", "noteLiteral")
        )
        said = [*self._stackability(position)]
        self._facts.add(
            "stackability", "; ".join(dict.fromkeys(text for text, _ in said)), said[0][1] if said else ""
        )
        owners = (self._specification, self._claim, *self._activity_specifications)
        page = next(filter(None, (web_address(owner.get("homepage")) for owner in owners)), None)
        if page is not None:
            self._facts.add("homepage", page.text, page.place)

    def _stackability(self, position: Position) -> Iterator[tuple[str, str]]:
        if position.within:
            yield f"part of {position.within.text}", position.within.place
        for owner in (self._claim, self._specification):
            for key, words in (("isPartOf", "part of"), ("entitlesTo", "entitles to")):
                for node in owner.get(key).each():
                    title = first_wording(
                        self._languages, node.get("title"), node.get("specifiedBy", "title")
                    )
                    if title:
                        yield f"{words} {title.text}", title.place
        partial = self._specification.get("isPartialQualification")
        said = str(partial.one().value).lower()
        if said in ("true", "false"):
            yield f"{'a' if said == 'true' else 'not a'} partial qualification", partial.place

    def _add_dates(self) -> None:
        root = self._root
        self._add_date(
            "awarded",
            self._claim.get("awardedBy", "awardingDate"),
            *(root.get(key) for key in ("issued", "issuanceDate")),
        )
        self._add_date("valid_from", root.get("validFrom"))
        self._add_date("expires", *(root.get(key) for key in ("validUntil", "expirationDate", "expires")))
        periods = [period for node in self._activities for period in node.get("temporal").each()]
        ends = [
            (day, node.place)
            for node in (p.get("endDate") for p in periods)
            if (day := self._day("activity_end", node))
        ]
        if ends:
            self._facts.add("activity_end", *max(ends))

    def _add_date(self, field: str, *nodes: Node) -> None:
        for node in nodes:
            found = self._day(field, node)
            if found is not None:
                self._facts.add(field, found, node.place)
                return

    def _day(self, field: str, node: Node) -> date | None:
        found = ladders.day(node.text())
        if found is None and node.text():
            self._findings.unparsable(field, node.place, f"{node.text()[:40]!r} is not a date.")
        return found

    def _add_evidence(self) -> None:
        pieces = self._reading.evidence
        self._facts.add("evidence", tuple(piece for piece, _ in pieces), pieces[0][1] if pieces else "")

    def _tell_the_rest(self) -> None:
        owners = [self._specification, self._claim, *self._activities]
        for owner in {owner.place: owner for owner in owners}.values():
            for key, name in _TOLD.items():
                said = [text for node in owner.get(key).each() if (text := self._told(node))]
                if said:
                    listed = "; ".join(dict.fromkeys(said))[:_LONGEST_TOLD]
                    self._findings.note(owner.get(key).place, f"{name}: {listed}")
        for activity in self._activities:
            self._tell_activity(activity)

    def _tell_activity(self, activity: Node) -> None:
        title = self._languages.wording(activity.get("title")).text or "without a title"
        kind = first_wording(
            self._languages,
            activity.get("specifiedBy", "dcType", "prefLabel"),
            activity.get("dcType", "prefLabel"),
        )
        director = party(activity.get("directedBy"), self._languages)
        days = [
            f"from {period.get('startDate').text()[:10] or 'an unknown day'}"
            f" to {period.get('endDate').text()[:10] or 'an unknown day'}"
            for period in activity.get("temporal").each()
        ]
        parts = (repr(title), kind.text, f"directed by {director.name}" if director else "", *days)
        self._findings.note(activity.place, f"Activity: {', '.join(filter(None, parts))[:_LONGEST_TOLD]}.")
        done = ladders.number(activity.get("levelOfCompletion").text())
        if done is not None and done < 100:
            place = activity.get("levelOfCompletion").place
            self._findings.warn(place, f"An activity was completed to {done:g} % only.")

    def _told(self, node: Node) -> str:
        title = self._languages.wording(node.get("title")).text
        address = web_address(node).text if "contentURL" in _keys(node) or "contentUrl" in _keys(node) else ""
        words = first_wording(self._languages, node.get("prefLabel"), node.get("noteLiteral"), node).lines
        return " ".join(filter(None, (title, wording.plain_line(words), address)))


def _specification(claim: Node, *, is_offer: bool) -> Node:
    if not is_offer:
        return claim.get("specifiedBy").one()
    if OPPORTUNITY in claim.types():
        return claim.get("learningAchievementSpecification").one()
    return claim


def _keys(node: Node) -> set[str]:
    return set(node.value) if isinstance(node.value, dict) else set()
