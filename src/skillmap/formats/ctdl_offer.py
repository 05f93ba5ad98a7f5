"""One offer in CTDL, on the way to a credential that nobody holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from skillmap.domain import Assessment, Credential, Credit, HoursBasis, Level, Party, Source
from skillmap.errors import FormatError
from skillmap.formats import ladders, wording
from skillmap.formats.contact_units import kept_as_hours
from skillmap.formats.ctdl_competencies import Taught, taught
from skillmap.formats.ctdl_terms import ASSESSMENTS, CREDENTIALS, OPPORTUNITIES, PARTICIPATION
from skillmap.formats.duration import NotHoursError, hours_in
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, Wording, language_tag, tags_of
from skillmap.formats.linked_json import LinkedObjects, address
from skillmap.formats.offered import Listed

_ASSURED = {
    "accredited": "accredited",
    "approved": "approved",
    "recognized": "recognised",
    "regulated": "regulated",
}
_LEVELS = ("ceterms:educationLevelType", "ceterms:atLevel", "ceterms:audienceLevelType")
_CONDITIONS = ("ceterms:requires", "ceterms:entryCondition", "ceterms:corequisite", "ceterms:coPrerequisite")
_TARGETS = ("ceterms:targetAssessment", "ceterms:targetLearningOpportunity")
_TAKES_TIME = {"ClockHour": HoursBasis.UNKNOWN, "ContactHour": HoursBasis.CONTACT}
_BELONGS = {
    "ceterms:isPartOf": "part of",
    "ceterms:isPreparationFor": "prepares for",
    "ceterms:isAdvancedStandingFor": "gives advanced standing for",
    "ceterms:resultsInCredential": "results in",
    "ceterms:isRequiredFor": "required for",
}
# Facts that no rule asks for yet, told so that a reader of the offer misses nothing.
_TOLD = {
    "ceterms:hasPart": "Has part",
    "ceterms:keyword": "Keywords",
    "ceterms:subject": "Subjects",
    "ceterms:occupationType": "Occupations",
    "ceterms:industryType": "Industries",
    "ceterms:instructionalProgramType": "Instructional programme",
    "ceterms:audienceType": "Audience",
    "ceterms:learningMethodType": "Learning method",
    "ceterms:learningMethodDescription": "Learning method",
    "ceterms:creditUnitTypeDescription": "On its credit",
    "ceterms:dateEffective": "Offered from",
    "ceterms:expirationDate": "Offered until",
    "ceterms:renewalFrequency": "To be renewed every",
    "ceterms:renewal": "To renew it",
    "ceterms:revocation": "Revoked when",
    "ceterms:alternateName": "Also called",
}
_PLACEHOLDER = re.compile(r"\*{3}.*MISSING.*\*{3}", re.DOTALL)
_LONGEST_TOLD = 500
_MOST_TAUGHT = 5_000
_ABOUT_ENTRY = re.compile(r"prerequisit|admission|eligib|enrol|entry", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Concept:
    """An entry of one of the language's lists, e.g. a unit of credit."""

    node: Node
    name: str
    local: str
    """Last part of its address, e.g. ``SemesterHour``."""
    place: str


class Offer:
    """A credential, learning opportunity or assessment, field by field."""

    def __init__(self, node: Node, objects: LinkedObjects, findings: Findings) -> None:
        self._node = node
        self._objects = objects
        self._findings = findings
        self._languages = Languages()
        self._facts = Facts()
        self._types = node.types()
        self.is_course = bool(self._types & OPPORTUNITIES)

    def credential(self, source: Source, position: int) -> Credential:
        """Return the offer; the object must have a name.

        Raises:
            FormatError: it teaches more than anything real does.
        """
        self._add_names(source, position)
        self._add_taught(source.name)
        self._add_level()
        self._add_hours()
        self._add_credit()
        self._add_assessment()
        self._add_parties()
        self._add_requirements()
        self._add_place_among_others()
        self._facts.add("holder_identified", False, self._node.place)
        self._tell_status()
        self._tell_the_rest()
        return self._facts.credential(source)

    def prerequisites(self) -> Listed:
        """Return the codes of the courses to be taken first, or their names where they have no code."""
        found = [
            (self._code_of(course), item.place)
            for item in self._node.get("ceterms:prerequisite").each()
            for course in [self._objects.follow(item)]
        ]
        named = [(code, place) for code, place in found if code]
        return tuple(code for code, _ in named), named[0][1] if named else ""

    def tags(self) -> Listed:
        """Return the keywords."""
        found = self._languages.wordings(self._node.get("ceterms:keyword"))
        return tuple(dict.fromkeys(item.text for item in found)), found[0].place if found else ""

    def _wording(self, key: str) -> Wording:
        return self._languages.wording(self._node.get(key))

    def _code_of(self, course: Node) -> str:
        code = self._languages.wording(course.get("ceterms:codedNotation")).text
        return code or self._languages.wording(course.get("ceterms:name")).text

    def _add_names(self, source: Source, position: int) -> None:
        title, node = self._wording("ceterms:name"), self._node
        identifier = node.get("@id") if address(node) else node.get("ceterms:ctid")
        place = identifier.place if identifier.text() else "file name"
        suffix = f"#{position + 1}" if position and not identifier.text() else ""
        self._facts.add("id", (identifier.text() or source.name) + suffix, place)
        self._facts.add("title", title.text, title.place)
        description = self._wording("ceterms:description")
        self._facts.add("description", wording.plain_line(description.lines), description.place)
        self._facts.add(
            "kind", ", ".join(sorted(self._types)).replace("ceterms:", ""), node.get("@type").place
        )
        code = self._wording("ceterms:codedNotation")
        self._facts.add("code", code.text, code.place)
        spoken = self._wording("ceterms:inLanguage")
        language = (
            (title.language, title.place) if title.language else (language_tag(spoken.text), spoken.place)
        )
        self._facts.add("language", *language)
        page = self._wording("ceterms:subjectWebpage") or Wording(
            address(node.get("ceterms:subjectWebpage").one()), None, node.get("ceterms:subjectWebpage").place
        )
        self._facts.add("homepage", page.text, page.place)
        given = tags_of(node.get("ceterms:name"))
        if len(given) > 1:
            self._findings.note(title.place, f"The name is given in {', '.join(given)}; one was taken.")

    def _add_taught(self, name: str) -> None:
        items = {self._objects.follow(item).place: item for item in self._taught_items()}
        if len(items) > _MOST_TAUGHT:
            raise FormatError(
                name, self._node.place, f"teaches more than the {_MOST_TAUGHT:,} things allowed"
            )
        everything = [found for item in items.values() if (found := self._taught(item))]
        statements = [found for found in everything if found.text and not found.is_skill]
        # The entries of a taxonomy are skills; only where nothing else is said they stand for statements.
        chosen = statements or [found for found in everything if found.text]
        distinct = {found.text: found for found in reversed(chosen)}
        outcomes = [found for found in dict.fromkeys(found.text for found in chosen)]
        owner = self._facts.value("id")
        language = next((distinct[text].language for text in outcomes), None) or self._facts.value("language")
        self._facts.add_outcomes(owner, [(text, distinct[text].place) for text in outcomes], language)
        ids = {text: f"{owner}.{position + 1}" for position, text in enumerate(outcomes)}
        self._add_alignments(everything, ids)
        if not outcomes:
            message = f"{self._facts.value('title')!r} names no competency, so nothing can be compared."
            self._findings.warn(self._node.place, message)

    def _add_alignments(self, everything: list[Taught], ids: dict[str, str]) -> None:
        kept = [
            replace(alignment, outcome=ids.get(found.text))
            for found in everything
            for alignment in found.alignments
        ]
        places = [found.place for found in everything if found.alignments]
        self._facts.add("alignments", tuple(dict.fromkeys(kept)), places[0] if places else "")

    def _taught(self, item: Node) -> Taught | None:
        found = taught(item, self._objects, self._languages)
        if found is None:
            self._findings.warn(item.place, "A competency without a name and an address was not read.")
        elif not found.text and not found.alignments:
            self._findings.note(item.place, "A competency is given as an address only.")
        return found

    def _taught_items(self) -> Iterator[Node]:
        yield from self._items_of(self._node)
        targets = [self._node.get("ceterms:targetAssessment")]
        for condition in self._node.get("ceterms:requires").each():
            yield from condition.get("ceterms:targetCompetency").each()
            # What is asked of those who enrol is not what they learn, so only a credential is followed.
            if self._types & CREDENTIALS:
                targets += [condition.get(key) for key in _TARGETS]
        followed = [found for target in targets for found in self._objects.each(target)]
        for found in {found.place: found for found in followed}.values():
            yield from self._items_of(found)

    def _items_of(self, node: Node) -> Iterator[Node]:
        for key in ("ceterms:teaches", "ceterms:assesses", "ceterms:targetCompetency"):
            yield from node.get(key).each()

    def _concepts(self, node: Node) -> Iterator[_Concept]:
        for item in node.each():
            held = self._objects.follow(item)
            named = self._languages.wording(held.get("ceterms:targetNodeName"))
            named = named or self._languages.wording(held.get("ceterms:name"))
            uri = address(held.get("ceterms:targetNode").one()) or ("" if named else address(held))
            local = re.split(r"[:/#]", uri)[-1]
            name = named.text or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local)
            if name:
                yield _Concept(held, name, local, named.place if named else item.place)

    def _add_level(self) -> None:
        concepts = [concept for key in _LEVELS for concept in self._concepts(self._node.get(key))]
        for value in self._values():
            concepts += self._concepts(value.get("ceterms:creditLevelType"))
        for concept in concepts:
            level = self._level(concept)
            if level is not None:
                self._add_once("level", level, concept.place)
        if concepts and self._facts.value("level") is None:
            names = ", ".join(dict.fromkeys(concept.name for concept in concepts))
            message = f"{names!r} is not a level of a qualifications framework."
            self._findings.unparsable("level", concepts[0].place, message)

    def _level(self, concept: _Concept) -> Level | None:
        by_uri = ladders.level_from_uri(address(concept.node.get("ceterms:targetNode").one()))
        named = self._languages.wording(concept.node.get("ceterms:frameworkName")).text
        return by_uri or ladders.level_from_words(concept.name, ladders.framework_name(named))

    def _values(self) -> list[Node]:
        values = [*self._node.get("ceterms:creditValue").each()]
        if self._types & CREDENTIALS:
            for condition in self._node.get("ceterms:requires").each():
                values += condition.get("ceterms:creditValue").each()
        return values

    def _add_credit(self) -> None:
        for value in self._values():
            self._add_value(value)
        for number, unit in (("creditUnitValue", "creditUnitType"), ("creditHourValue", "creditHourType")):
            amount = ladders.number(self._wording(f"ceterms:{number}").text)
            if amount is not None:
                units = [*self._concepts(self._node.get(f"ceterms:{unit}"))]
                named = units[0].name if units else self._wording(f"ceterms:{unit}").text
                place = self._node.get(f"ceterms:{number}").place
                self._add_credit_once(ladders.credit(amount, named or None), place)
        carried = self._node.get("ceterms:isNonCredit")
        if _is_true(carried):
            self._findings.note(carried.place, "By its provider it carries no academic credit.")

    def _add_value(self, value: Node) -> None:
        low, high = self._amounts(value)
        place = value.get("schema:value").place if value.get("schema:value") else value.place
        described = self._languages.wording(value.get("schema:description"))
        units = [*self._concepts(value.get("ceterms:creditUnitType"))]
        if low is None or high is None:
            said = described.text or "no number"
            self._findings.unparsable(
                "credit", place, f"A credit value says {said[:80]!r}, which is not a number."
            )
        elif units and units[0].local in _TAKES_TIME:
            self._add_once("hours", ladders.hours(low, high, _TAKES_TIME[units[0].local]), place)
        elif low != high:
            message = f"The credit is {low:g} to {high:g}; which of it is earned is not said."
            self._findings.unparsable("credit", place, message)
        else:
            scheme = units[0].name if units else ladders.known_scheme(described.text)
            self._add_credit_once(ladders.credit(low, scheme), place)
            if scheme is None:
                self._findings.warn(place, "The credit names no unit, so its scheme is unknown.")

    def _amounts(self, value: Node) -> tuple[float | None, float | None]:
        exact, low, high = (
            ladders.number(self._languages.wording(value.get(f"schema:{key}")).text)
            for key in ("value", "minValue", "maxValue")
        )
        if exact is not None:
            return exact, exact
        return (low if low is not None else high), (high if high is not None else low)

    def _add_credit_once(self, credit: Credit, place: str) -> None:
        if not kept_as_hours(credit, place, self._facts, self._findings):
            self._add_once("credit", credit, place)

    def _add_once(self, field: str, value: object, place: str) -> None:
        held = self._facts.value(field)
        if held is None:
            self._facts.add(field, value, place)
        elif held != value:
            self._findings.warn(place, f"A second {field}, {value}, was not used.")

    def _add_hours(self) -> None:
        for profile in self._node.get("ceterms:estimatedDuration").each():
            described = self._languages.wording(profile.get("ceterms:description"))
            if described:
                self._findings.note(
                    described.place, f"On the time it takes: {described.text[:_LONGEST_TOLD]}"
                )
            low, high, place = self._span(profile)
            if low is not None and high is not None and low <= high:
                self._add_once("hours", ladders.hours(low, high, HoursBasis.SELF_DECLARED), place)

    def _span(self, profile: Node) -> tuple[float | None, float | None, str]:
        for keys in (("timeRequired",), ("exactDuration",), ("minimumDuration", "maximumDuration")):
            nodes = [node for key in keys if (node := profile.get(f"ceterms:{key}"))]
            read = [self._hours(node) for node in nodes]
            if nodes and None not in read:
                return read[0], read[-1], nodes[0].place
        return None, None, profile.place

    def _hours(self, node: Node) -> float | None:
        text = self._languages.wording(node).text
        try:
            return hours_in(text)
        except NotHoursError as error:
            if self._facts.value("hours") is None:
                self._findings.unparsable("hours", node.place, f"{error}; it was not used.")
            return None

    def _add_assessment(self) -> None:
        assessed = [node for node in self._assessments() if node is not None]
        methods = [
            concept
            for node in (self._node, *assessed)
            for concept in self._concepts(node.get("ceterms:assessmentMethodType"))
        ]
        tests = self._node.get("ceterms:assesses")
        place = methods[0].place if methods else assessed[0].place if assessed else tests.place
        if self._types & ASSESSMENTS or assessed or methods or tests:
            self._facts.add("assessed", True, place)
            self._facts.add(
                "assessment", self._described(assessed, [concept.name for concept in methods]), place
            )
        self._add_participation()

    def _assessments(self) -> Iterator[Node]:
        if self._types & ASSESSMENTS:
            yield self._node
        conditions = [self._node]
        if self._types & CREDENTIALS:
            conditions += self._node.get("ceterms:requires").each()
        for condition in conditions:
            yield from self._objects.each(condition.get("ceterms:targetAssessment"))

    def _described(self, assessed: Iterable[Node], methods: list[str]) -> Assessment | None:
        nodes = [self._node, *assessed]
        names = [
            self._languages.wording(node.get("ceterms:name")).text
            for node in assessed
            if node is not self._node
        ]
        words = [
            self._languages.wording(node.get("ceterms:assessmentMethodDescription")).text for node in nodes
        ]
        kind = (
            ", ".join(dict.fromkeys(methods))
            or ", ".join(filter(None, names))
            or " ".join(filter(None, words))
        )
        proctored = [node.get("ceterms:isProctored").value for node in nodes]
        supervised = next((value for value in proctored if isinstance(value, bool)), None)
        found = Assessment(kind[:_LONGEST_TOLD], supervised=supervised)
        return found if found != Assessment() else None

    def _add_participation(self) -> None:
        title = self._facts.value("title")
        if PARTICIPATION in self._types:
            self._facts.add("participation_only", True, self._node.get("@type").place)
        elif not self._facts.value("assessed") and wording.says_participation(title, ""):
            self._facts.add("participation_only", True, self._node.get("ceterms:name").place)
        elif self._facts.value("assessed"):
            self._facts.add("participation_only", False, self._facts.place_of("assessed"))

    def _add_parties(self) -> None:
        owned, offered = (self._party(f"ceterms:{key}") for key in ("ownedBy", "offeredBy"))
        for field, found in (("issuer", offered or owned), ("awarding_body", owned or offered)):
            if found is not None:
                self._facts.add(field, *found)
        if owned and owned[0].name == owned[0].id:
            self._findings.note(owned[1], "The owner is given as an address only, without a name.")
        words = [*self._assurances()]
        texts = tuple(dict.fromkeys(text for text, _ in words))
        self._facts.add("quality_assurance", texts, words[0][1] if words else "")

    def _assurances(self) -> Iterator[tuple[str, str]]:
        for key, word in _ASSURED.items():
            bodies = [*self._node.get(f"ceterms:{key}By").each()]
            for profile in self._node.get(f"ceterms:{key}In").each():
                bodies += profile.get("ceterms:assertedBy").each()
            for body in bodies:
                party = self._party_of(body)
                if party is not None:
                    yield f"{word} by {party.name}", body.place

    def _party(self, key: str) -> tuple[Party, str] | None:
        found = [
            (party, item.place) for item in self._node.get(key).each() if (party := self._party_of(item))
        ]
        for party, place in found[1:]:
            self._findings.note(place, f"Also {key.removeprefix('ceterms:')[:-2]} by {party.name}.")
        return found[0] if found else None

    def _party_of(self, item: Node) -> Party | None:
        held = self._objects.follow(item)
        identifier = address(held) or held.get("ceterms:ctid").text() or None
        name = self._languages.wording(held.get("ceterms:name")).text or identifier
        if name is None:
            return None
        country = self._languages.wording(held.get("ceterms:address").get("ceterms:addressCountry")).text
        return Party(name, identifier, country or None)

    def _add_requirements(self) -> None:
        asked = [*self._asked()]
        texts = "; ".join(dict.fromkeys(text for text, _ in asked))
        self._facts.add("entry_requirements", texts, asked[0][1] if asked else "")
        modes = [
            concept
            for key in (
                "ceterms:deliveryType",
                "ceterms:learningDeliveryType",
                "ceterms:assessmentDeliveryType",
            )
            for concept in self._concepts(self._node.get(key))
        ]
        names = dict.fromkeys(concept.name for concept in modes)
        self._facts.add("mode", ", ".join(names), modes[0].place if modes else "")

    def _asked(self) -> Iterator[tuple[str, str]]:
        for key in _CONDITIONS:
            for condition in self._node.get(key).each():
                text = self._condition(condition)
                # Of a credential "requires" says how it is earned; of a course, who may take it.
                is_earning = key == "ceterms:requires" and bool(self._types & CREDENTIALS)
                if text and is_earning and not _ABOUT_ENTRY.search(text):
                    self._findings.note(condition.place, f"To be earned: {text[:_LONGEST_TOLD]}")
                elif text:
                    yield text, condition.place
        first, place = self.prerequisites()
        yield from ((text, place) for text in first)

    def _condition(self, condition: Node) -> str:
        keys = ("description", "condition", "experience", "submissionOfDescription")
        texts = [
            item.text for key in keys for item in self._languages.wordings(condition.get(f"ceterms:{key}"))
        ]
        for key in ("targetCredential", "targetLearningOpportunity", "targetAssessment"):
            for target in self._objects.each(condition.get(f"ceterms:{key}")):
                texts.append(self._languages.wording(target.get("ceterms:name")).text)
        for key, words in (("minimumAge", "minimum age"), ("yearsOfExperience", "years of experience:")):
            figure = self._languages.wording(condition.get(f"ceterms:{key}")).text
            texts += [f"{words} {figure}"] if figure else []
        texts = [text for text in texts if text and not _PLACEHOLDER.match(text)]
        return ", ".join(dict.fromkeys(texts)) or self._languages.wording(condition.get("ceterms:name")).text

    def _add_place_among_others(self) -> None:
        said = []
        for key, words in _BELONGS.items():
            for item in self._node.get(key).each():
                held = self._objects.follow(item)
                name = self._languages.wording(held.get("ceterms:name")).text or address(held)
                said += [(f"{words} {name}", item.place)] if name else []
        self._facts.add(
            "stackability", "; ".join(dict.fromkeys(text for text, _ in said)), said[0][1] if said else ""
        )

    def _tell_status(self) -> None:
        for key in ("ceterms:credentialStatusType", "ceterms:lifeCycleStatusType"):
            for concept in self._concepts(self._node.get(key)):
                if concept.name.lower() != "active":
                    self._findings.warn(concept.place, f"Its status is {concept.name!r}.")

    def _tell_the_rest(self) -> None:
        for key, words in _TOLD.items():
            said = [text for item in self._node.get(key).each() for text in self._told(item)]
            if said:
                listed = "; ".join(dict.fromkeys(said))[:_LONGEST_TOLD]
                self._findings.note(self._node.get(key).place, f"{words}: {listed}")

    def _told(self, item: Node) -> list[str]:
        held = self._objects.follow(item)
        texts = [found.text for found in self._languages.wordings(item)]
        if texts and held is item:
            return texts
        condition = self._condition(held) if held.get("ceterms:description") else ""
        named = [concept.name for concept in self._concepts(item)]
        return [condition] if condition else named


def _is_true(node: Node) -> bool:
    value = node.get("@value").value if isinstance(node.one().value, dict) else node.one().value
    return value is True or str(value).lower() == "true"
