"""One course or credential of schema.org, on the way to a credential that nobody holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from skillmap.domain import Alignment, Credential, Credit, HoursBasis, Level, Party, Source
from skillmap.formats import ladders, wording
from skillmap.formats.contact_units import kept_as_hours
from skillmap.formats.ctdl_terms import TAXONOMIES
from skillmap.formats.duration import NotHoursError, hours_in
from skillmap.formats.facts import Facts, Findings
from skillmap.formats.json_text import Node
from skillmap.formats.language_map import Languages, Wording, joined, language_tag
from skillmap.formats.linked_json import LinkedObjects, address
from skillmap.formats.offered import Listed

_TEACHING = ("teaches", "assesses", "competencyRequired")
_TEACHES = frozenset(("teaches", "assesses"))
_WORKLOAD = re.compile(
    r"(?P<low>\d{1,4}(?:\.\d{1,2})?)(?:\s*(?:-|\u2013|to)\s*(?P<high>\d{1,4}(?:\.\d{1,2})?))?\s*(?:h|hrs?|hours?)\b",
    re.IGNORECASE,
)
_WEEKLY = re.compile(r"\b(?:per|a|each|every)\s+week\b|/\s*w(?:ee)?k\b|\bweekly\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:in total|total|overall|altogether)\b", re.IGNORECASE)
_WEEK = frozenset(("p1w", "p7d", "weekly"))
_DAY = frozenset(("p1d", "pt24h", "daily"))
_TOLD = {
    "keywords": "Keywords",
    "about": "Subjects",
    "validFor": "Valid for, once awarded",
    "validIn": "Valid in",
    "occupationalCategory": "Occupations",
    "availableLanguage": "Language of instruction",
    "dateCreated": "Described on",
    "alternateName": "Also called",
    "audience": "Audience",
}
_LONGEST_TOLD = 500


@dataclass(frozen=True, slots=True)
class _Taught:
    text: str
    place: str
    language: str | None
    alignment: Alignment | None
    is_taught: bool = True
    """False for a link of which nobody says that it is taught."""

    @property
    def is_skill(self) -> bool:
        """True for an entry of a taxonomy."""
        return self.alignment is not None and _taxonomy(self.alignment.uri or "") is not None


class SchemaOffer:
    """A course or credential on offer, field by field."""

    def __init__(self, node: Node, objects: LinkedObjects, findings: Findings) -> None:
        self._node = node
        self._objects = objects
        self._findings = findings
        self._languages = Languages()
        self._facts = Facts()

    def credential(self, source: Source, position: int) -> Credential:
        """Return the offer; the object must have a name."""
        self._add_names(source, position)
        self._add_taught()
        self._add_level()
        self._add_hours()
        credit = credit_of(self._node.get("numberOfCredits"), self._objects, self._findings)
        if credit is not None and not kept_as_hours(*credit, self._facts, self._findings):
            self._facts.add("credit", *credit)
        self._add_assessment()
        self._add_parties()
        self._add_requirements()
        self._add_mode()
        self._add_place_among_others()
        self._facts.add("holder_identified", False, self._node.place)
        self._tell_the_rest()
        return self._facts.credential(source)

    def identity(self) -> tuple[str, str]:
        """Return what tells this offer from others of its document: its address or place, and its name."""
        own = self._wording(self._node, "@id", "url", "courseCode")
        return own.text or self._node.place, self._wording(self._node, "name").text

    def prerequisites(self) -> Listed:
        """Return the codes of the courses to be taken first, where they are given as courses with a code."""
        found = [
            (self._wording(self._objects.follow(item), "courseCode").text, item.place)
            for item in self._node.get("coursePrerequisites").each()
        ]
        coded = [(code, place) for code, place in found if code]
        return tuple(code for code, _ in coded), coded[0][1] if coded else ""

    def tags(self) -> Listed:
        """Return the keywords, of one text those between commas."""
        found = self._languages.wordings(self._node.get("keywords"))
        words = [word.strip() for item in found for word in item.text.split(",")]
        return tuple(dict.fromkeys(filter(None, words))), found[0].place if found else ""

    def _wording(self, node: Node, *keys: str) -> Wording:
        found = Wording("", None, node.place)
        for key in keys:
            found = self._languages.wording(node.get(key))
            if found:
                break
        return found

    def _name(self, node: Node) -> Wording:
        """Return the text of a value that may be a text, an address or an object with a name."""
        held = self._objects.follow(node)
        return self._languages.wording(held) or self._wording(held, "name", "url", "@id")

    def _add_names(self, source: Source, position: int) -> None:
        title = self._wording(self._node, "name")
        page = self._wording(self._node, "url", "mainEntityOfPage", "sameAs")
        identifier = self._wording(self._node, "@id", "identifier") or page
        place = identifier.place if identifier else "file name"
        suffix = f"#{position + 1}" if position and not identifier else ""
        self._facts.add("id", (identifier.text or source.name) + suffix, place)
        self._facts.add("title", title.text, title.place)
        description = self._wording(self._node, "description")
        self._facts.add("description", wording.plain_line(description.lines), description.place)
        code = self._wording(self._node, "courseCode")
        self._facts.add("code", code.text, code.place)
        spoken = self._wording(self._node, "inLanguage")
        written = (
            (title.language, title.place) if title.language else (language_tag(spoken.text), spoken.place)
        )
        self._facts.add("language", *written)
        is_web = page.text.startswith(("http://", "https://"))
        self._facts.add("homepage", page.text if is_web else "", page.place)
        kind = self._name(self._node.get("credentialCategory").one())
        types = ", ".join(sorted(self._node.types()))
        self._facts.add("kind", kind.text or types, kind.place if kind else self._node.get("@type").place)

    def _add_taught(self) -> None:
        everything = [*self._taught()]
        said = [found for found in everything if found.is_taught and found.text]
        # An entry of a taxonomy is a skill; only where nothing else is said it stands for a statement.
        chosen = [found for found in said if not found.is_skill] or said
        distinct = {found.text: found for found in reversed(chosen)}
        outcomes = list(dict.fromkeys(found.text for found in chosen))
        owner = self._facts.value("id")
        language = next((distinct[text].language for text in outcomes), None) or self._facts.value("language")
        self._facts.add_outcomes(owner, [(text, distinct[text].place) for text in outcomes], language)
        ids = {text: f"{owner}.{position + 1}" for position, text in enumerate(outcomes)}
        linked = [(found.alignment, found) for found in everything if found.alignment]
        kept = tuple(
            dict.fromkeys(replace(alignment, outcome=ids.get(found.text)) for alignment, found in linked)
        )
        self._facts.add("alignments", kept, linked[0][1].place if linked else "")
        if not outcomes:
            message = (
                f"{self._facts.value('title')!r} does not say what is taught, so nothing can be compared."
            )
            self._findings.warn(self._node.place, message)

    def _taught(self) -> Iterator[_Taught]:
        for key in _TEACHING:
            for item in self._node.get(key).each():
                yield from self._terms(item)
        for item in self._node.get("educationalAlignment").each():
            kind = self._wording(item, "alignmentType").text
            if kind not in ("educationalLevel", "requires"):
                yield from self._aligned(item, is_taught=kind in _TEACHES)

    def _terms(self, item: Node) -> Iterator[_Taught]:
        held = self._objects.follow(item)
        if isinstance(held.value, str):
            yield from self._texts(held)
            return
        name, described = self._wording(held, "name"), self._wording(held, "description")
        if not name:
            # JSON-LD gives a text as a value with its language.
            spoken = self._languages.wording(held)
            if spoken:
                yield from self._texts(held)
            elif address(held):
                yield self._linked(address(held), held.place)
            return
        uri = self._wording(held, "url", "@id", "sameAs").text
        vocabulary = held.get("inDefinedTermSet")
        framework = self._name(vocabulary.one()).text or _taxonomy(uri)
        code = self._wording(held, "termCode").text or None
        alignment = Alignment(name.text, _web(uri), framework, wording.plain_line(described.lines), code)
        is_linked = bool(alignment.uri or framework or code)
        text = joined(name.text, *filter(None, (wording.plain_line(described.lines),)))
        yield _Taught(text, name.place, name.language, alignment if is_linked else None)

    def _texts(self, node: Node) -> Iterator[_Taught]:
        found = self._languages.wording(node)
        if _web(found.text):
            yield self._linked(found.text, found.place)
            return
        lines = [wording.plain_line(found.lines)]
        if len(found.lines.strip().splitlines()) > 1 or "<li" in found.lines.lower():
            lines = wording.outcomes_in(found.lines) or lines
        for line in lines:
            yield _Taught(line, found.place, found.language, None)

    def _linked(self, uri: str, place: str) -> _Taught:
        return _Taught("", place, None, Alignment(uri, uri, _taxonomy(uri)))

    def _aligned(self, item: Node, *, is_taught: bool) -> Iterator[_Taught]:
        name, uri = self._wording(item, "targetName", "name"), self._wording(item, "targetUrl", "url").text
        described = wording.plain_line(self._wording(item, "targetDescription", "description").lines)
        if not name and not uri:
            return
        framework = self._wording(item, "educationalFramework").text or _taxonomy(uri)
        kind = self._wording(item, "alignmentType").text or None
        alignment = Alignment(name.text or uri, _web(uri), framework, described, kind=kind)
        text = joined(*filter(None, (name.text, described)))
        place = name.place if name else item.place
        yield _Taught(text, place, name.language, alignment, is_taught)

    def _add_level(self) -> None:
        said = []
        nodes = [*self._node.get("educationalLevel").each()]
        aligned = [
            item
            for item in self._node.get("educationalAlignment").each()
            if self._wording(item, "alignmentType").text == "educationalLevel"
        ]
        for node in (*nodes, *aligned):
            level, words, place = self._level(node)
            if level is not None and self._facts.value("level") is None:
                self._facts.add("level", level, place)
            elif level is None and words:
                said.append((words, place))
        if said and self._facts.value("level") is None:
            message = f"{said[0][0][:80]!r} is not a level of a qualifications framework."
            self._findings.unparsable("level", said[0][1], message)

    def _level(self, node: Node) -> tuple[Level | None, str, str]:
        held = self._objects.follow(node)
        name = self._languages.wording(held) or self._wording(held, "name", "targetName")
        uri = self._wording(held, "url", "@id", "targetUrl").text or name.text
        framework = (
            self._wording(held, "educationalFramework").text or self._name(held.get("inDefinedTermSet")).text
        )
        code = self._wording(held, "termCode").text
        known = ladders.framework_name(framework)
        by_words = ladders.level_from_words(name.text, known) or ladders.level_from_words(code, known)
        level = ladders.level_from_uri(uri) or (by_words if by_words and by_words.framework else None)
        return level, name.text or uri, name.place if name else held.place

    def _add_hours(self) -> None:
        for node, hours in self._stated_hours():
            if self._facts.value("hours") is None:
                self._facts.add("hours", ladders.hours(*hours, HoursBasis.SELF_DECLARED), node.place)
        for instance in self._node.get("hasCourseInstance").each():
            workload = self._wording(instance, "courseWorkload")
            if workload and self._facts.value("hours") is None:
                self._add_workload(workload, instance)
            elif workload:
                self._findings.note(workload.place, f"The workload is given as {workload.text[:80]!r}.")

    def _stated_hours(self) -> Iterator[tuple[Node, tuple[float, float]]]:
        """Yield the totals of learning time, and each sitting times its number."""
        required = self._node.get("timeRequired")
        text = self._languages.wording(required).text
        if text:
            hours = _hours(text)
            if hours is None:
                self._findings.unparsable(
                    "hours", required.place, f"{text[:40]!r} does not say how many hours."
                )
            else:
                yield required, (hours, hours)
        for instance in self._node.get("hasCourseInstance").each():
            schedule = instance.get("courseSchedule").one()
            sitting = _hours(self._wording(schedule, "duration").text)
            count = ladders.number(self._wording(schedule, "repeatCount").text)
            rhythm = self._wording(schedule, "repeatFrequency").text.lower()
            if sitting is not None and count and rhythm in _WEEK | _DAY:
                yield schedule, (sitting * count, sitting * count)

    def _add_workload(self, workload: Wording, instance: Node) -> None:
        """Keep a workload that is clearly a total, or weekly for a known number of weeks.

        schema.org leaves open whether the figure is for a week, a month or the whole, so a bare PT22H is
        neither.
        """
        found = [*_WORKLOAD.finditer(workload.text)]
        weeks = self._weeks(instance)
        factor = None
        if len(found) == 1 and _WEEKLY.search(workload.text) and weeks:
            factor = weeks
        elif len(found) == 1 and _TOTAL.search(workload.text) and not _WEEKLY.search(workload.text):
            factor = 1.0
        if factor is None:
            message = (
                f"The workload {workload.text[:80]!r} does not say whether it is for a week or in total."
            )
            self._findings.unparsable("hours", workload.place, message)
            return
        low, high = float(found[0]["low"]), float(found[0]["high"] or found[0]["low"])
        if 0 < low <= high:
            hours = ladders.hours(low * factor, high * factor, HoursBasis.SELF_DECLARED)
            self._facts.add("hours", hours, workload.place)

    def _weeks(self, instance: Node) -> float | None:
        schedule = instance.get("courseSchedule").one()
        rhythm = self._wording(schedule, "repeatFrequency").text.lower()
        return ladders.number(self._wording(schedule, "repeatCount").text) if rhythm in _WEEK else None

    def _add_assessment(self) -> None:
        assesses = self._node.get("assesses")
        awarded = self._name(self._node.get("educationalCredentialAwarded").one())
        title = self._facts.value("title")
        if assesses:
            self._facts.add("assessed", True, assesses.place)
            self._facts.add("participation_only", False, assesses.place)
        elif wording.says_participation(f"{title} {awarded.text}", ""):
            self._facts.add(
                "participation_only", True, awarded.place if awarded else self._node.get("name").place
            )

    def _add_parties(self) -> None:
        found = [
            (party, item.place)
            for key in ("provider", "offeredBy", "sourceOrganization", "publisher")
            for item in self._node.get(key).each()
            if (party := self._party(item))
        ]
        if found:
            self._facts.add("issuer", *found[0])
            self._facts.add("awarding_body", *found[0])
        bodies = [
            (f"recognised by {party.name}", item.place)
            for item in self._node.get("recognizedBy").each()
            if (party := self._party(item))
        ]
        texts = tuple(dict.fromkeys(text for text, _ in bodies))
        self._facts.add("quality_assurance", texts, bodies[0][1] if bodies else "")

    def _party(self, item: Node) -> Party | None:
        held = self._objects.follow(item)
        if "Person" in held.types():
            return None
        name = self._name(held).text
        uri = self._wording(held, "@id", "url", "sameAs").text or None
        country = self._name(held.get("address", "addressCountry")).text
        return Party(name, uri, country or None) if name else None

    def _add_requirements(self) -> None:
        asked = [
            (self._name(item).text, item.place)
            for key in ("coursePrerequisites", "educationRequirements", "qualifications")
            for item in self._node.get(key).each()
        ]
        asked += [
            (self._wording(item, "targetName", "targetDescription").text, item.place)
            for item in self._node.get("educationalAlignment").each()
            if self._wording(item, "alignmentType").text == "requires"
        ]
        asked = [(text, place) for text, place in asked if text]
        texts = "; ".join(dict.fromkeys(text for text, _ in asked))
        self._facts.add("entry_requirements", texts, asked[0][1] if asked else "")

    def _add_mode(self) -> None:
        nodes = [self._node.get("courseMode"), self._node.get("educationalProgramMode")]
        nodes += [instance.get("courseMode") for instance in self._node.get("hasCourseInstance").each()]
        modes = [
            (found.text, found.place) for node in nodes for item in node.each() if (found := self._name(item))
        ]
        texts = dict.fromkeys(text.rpartition("/")[2] for text, _ in modes)
        self._facts.add("mode", ", ".join(texts), modes[0][1] if modes else "")

    def _add_place_among_others(self) -> None:
        said = []
        for key, words in (("isPartOf", "part of"), ("educationalCredentialAwarded", "awards")):
            for item in self._node.get(key).each():
                name = self._name(item)
                said += [(f"{words} {name.text}", name.place)] if name else []
        texts = "; ".join(dict.fromkeys(text for text, _ in said))
        self._facts.add("stackability", texts, said[0][1] if said else "")

    def _tell_the_rest(self) -> None:
        for key, words in _TOLD.items():
            said = [found.text for item in self._node.get(key).each() if (found := self._name(item))]
            if said:
                listed = "; ".join(dict.fromkeys(said))[:_LONGEST_TOLD]
                self._findings.note(self._node.get(key).place, f"{words}: {listed}")


def credit_of(node: Node, objects: LinkedObjects, findings: Findings) -> tuple[Credit, str] | None:
    """Return a number of credits with its place; a number without a unit has no scheme, and that is told."""
    held = objects.follow(node)
    languages = Languages()
    place = held.place
    if isinstance(held.value, dict) and "@value" not in held.value:
        value = languages.wording(held.get("value"))
        units = [
            languages.wording(held.get(key)).text for key in ("unitText", "unitCode", "name", "description")
        ]
        scheme = next(filter(None, units), "")
        amount = ladders.number(value.text)
        credit = None if amount is None else ladders.credit(amount, ladders.scheme_name(scheme))
        place, said = (value.place if value else place), value.text or "no value"
    else:
        said = languages.wording(held).text
        credit = ladders.credit_in_words(said)
    if not node:
        return None
    if credit is None:
        findings.unparsable("credit", place, f"{said[:40]!r} is not a number of credits.")
        return None
    if credit.scheme is None:
        findings.warn(place, "The number of credits names no unit, so its scheme is unknown.")
    return credit, place


def _hours(text: str) -> float | None:
    try:
        return hours_in(text)
    except NotHoursError:
        return None


def _web(text: str) -> str | None:
    return text if text.startswith(("http://", "https://")) and not re.search(r"\s", text) else None


def _taxonomy(uri: str) -> str | None:
    return next((name for start, name in TAXONOMIES.items() if uri.startswith(start)), None)
