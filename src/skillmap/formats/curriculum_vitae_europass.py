"""Europass CVs as XML: the SkillsPassport of 2013 to 2020, and the Candidate that Europass PDFs carry since.

The second is not published; it is HR-XML 3 with additions, read as the Europass editor writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillmap.domain import ClaimKind, Document, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats.curriculum_vitae import (
    NOT_EVIDENCE,
    CvClaims,
    Said,
    add_entry,
    skills_in,
)
from skillmap.formats.curriculum_vitae_dates import Period, widest
from skillmap.formats.curriculum_vitae_entries import Entry, statements_of
from skillmap.formats.curriculum_vitae_headings import Topic, topic_of
from skillmap.formats.facts import Findings
from skillmap.formats.html_text import fragment_lines
from skillmap.formats.reader import Reader, readers
from skillmap.formats.redaction import Redactor
from skillmap.formats.text import clean
from skillmap.resources import sha256_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME = "europass-cv"

MOST_TAGS = 200_000
"""Tags of one CV; each costs some hundred bytes of memory."""

_MOTHER_TONGUE = "mother tongue"

_ROOT = re.compile(rb"<(?:\w+:)?(?P<root>SkillsPassport|Candidate)\b[^<>]{0,2000}?europass", re.IGNORECASE)
_START = 8_192
_SKILLS = {
    "CommunicationAndInterpersonalSkills": "Communication and interpersonal skills",
    "ManagementAndLeadershipSkills": "Management and leadership skills",
    "OrganisationalSkills": "Organisational skills",
    "DigitalSkills": "Digital skills",
}
_EVENTS = {
    "Projects": ClaimKind.EXPERIENCE,
    "VoluntaryWorks": ClaimKind.EXPERIENCE,
    "CourseCertifications": ClaimKind.EDUCATION,
    "Certifications": ClaimKind.EDUCATION,
}
_OLD_SKILLS = {
    "Communication": "Communication skills",
    "Organisational": "Organisational and managerial skills",
    "JobRelated": "Job-related skills",
    "Computer": "Digital competence",
    "Other": "Other skills",
}
_TOPIC_KINDS = {
    Topic.PROJECTS: ClaimKind.EXPERIENCE,
    Topic.EXPERIENCE: ClaimKind.EXPERIENCE,
    Topic.VOLUNTEERING: ClaimKind.EXPERIENCE,
    Topic.TRAINING: ClaimKind.EDUCATION,
    Topic.EDUCATION: ClaimKind.EDUCATION,
    Topic.SKILLS: ClaimKind.SKILL,
}
_UNREAD = (
    "PublicationHistory",
    "CreativeWorks",
    "SocialAndPoliticalActivities",
    "NetworksAndMemberships",
    "ConferencesAndSeminars",
    "HobbiesAndInterests",
    "EmploymentReferences",
    "ExecutiveSummary",
)
# ISO 639-2 codes as the Europass editor writes them; any other code is shown as it stands.
_LANGUAGES = dict(
    pair.split("=")
    for pair in (
        "alb=Albanian ara=Arabic baq=Basque bos=Bosnian bul=Bulgarian cat=Catalan chi=Chinese cze=Czech "
        "dan=Danish dut=Dutch eng=English est=Estonian fin=Finnish fre=French geo=Georgian ger=German "
        "gle=Irish glg=Galician gre=Greek heb=Hebrew hin=Hindi hrv=Croatian hun=Hungarian ice=Icelandic "
        "ita=Italian jpn=Japanese kor=Korean lav=Latvian lit=Lithuanian ltz=Luxembourgish mac=Macedonian "
        "mlt=Maltese nor=Norwegian per=Persian pol=Polish por=Portuguese rum=Romanian rus=Russian "
        "slo=Slovak slv=Slovenian spa=Spanish srp=Serbian swe=Swedish tur=Turkish ukr=Ukrainian wel=Welsh "
        "deu=German fra=French ces=Czech ell=Greek nld=Dutch ron=Romanian slk=Slovak zho=Chinese "
        "sqi=Albanian isl=Icelandic mkd=Macedonian fas=Persian eus=Basque kat=Georgian cym=Welsh"
    ).split()
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for XML whose root is a Europass CV."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_ROOT.search(head[:_START]))


def read(name: str, content: bytes) -> Document:
    """Read one CV.

    Raises:
        FormatError: not a Europass CV in XML, damaged, or with a document type.
        LimitError: more elements than a CV has.
    """
    if not sniff(name, content):
        raise FormatError(name, "", "is not a Europass CV (XML)")
    return europass_document(name, content, Source(name, NAME, sha256_of(content)))


def europass_document(name: str, content: bytes, source: Source) -> Document:
    """Return a Europass CV as a document of claims.

    Raises:
        FormatError: not XML, or nothing in it that we read.
        LimitError: more elements than a CV has.
    """
    root = _Node(_parsed(name, content), "")
    passport = root.first("LearnerInfo")
    person = passport.first("Identification") if passport else root.first("CandidatePerson")
    findings = Findings()
    claims = CvClaims(source, findings, Redactor(_names(person.first("PersonName"))))
    cv = _Cv(name, claims, findings)
    if passport:
        cv.read_passport(root, passport)
    else:
        cv.read_candidate(root, root.first("CandidateProfile"))
    if not claims.all():
        raise FormatError(name, "", "this Europass CV says nothing about work, education or skills")
    findings.note("document", NOT_EVIDENCE)
    findings.note("document", "Who the person is was not read.")
    return Document(source=source, claims=claims.all(), findings=findings.all())


@dataclass(frozen=True, slots=True)
class _Node:
    """An element and its path; asking for what is not there gives a node without an element."""

    element: Element | None
    place: str

    def __bool__(self) -> bool:
        return self.element is not None

    def children(self, *names: str) -> Iterator[_Node]:
        """Yield the children of these names, or all; namespaces are not looked at."""
        counts: dict[str, int] = {}
        for child in self.element if self.element is not None else ():
            name = _local(child)
            if name in names or not names:
                counts[name] = counts.get(name, 0) + 1
                path = f"{name}[{counts[name]}]" if counts[name] > 1 else name
                yield _Node(child, f"{self.place}/{path}" if self.place else path)

    def first(self, *path: str) -> _Node:
        """Return the first element down a path of names."""
        node = self
        for name in path:
            node = next(node.children(name), _Node(None, f"{node.place}/{name}"))
        return node

    def text(self) -> str:
        """Return the text of the element itself, on one line."""
        return clean(self.element.text or "") if self.element is not None else ""

    def raw(self) -> str:
        """Return the text of the element itself, with its marks of HTML."""
        return (self.element.text or "") if self.element is not None else ""

    def get(self, attribute: str) -> str:
        """Return an attribute, or an empty text."""
        return (self.element.get(attribute) or "").strip() if self.element is not None else ""

    def name(self) -> str:
        """Return the name without its namespace."""
        return _local(self.element) if self.element is not None else ""


def _parsed(name: str, content: bytes) -> Element:
    if content.count(b"<") > MOST_TAGS:
        raise LimitError(f"{name} has more than {MOST_TAGS:,} tags; a CV has some hundreds")
    # Imported here: reading a CSV or a badge must not wait for a parser of XML.
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FormatError(name, "", "declares a document type or entities, which is refused") from error
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise FormatError(
            name, f"line {line}", "a Europass CV that cannot be read as XML; it may be cut off"
        ) from error
    return root


def _names(person: _Node) -> list[str]:
    parts = [node.text() for node in person.children() if re.search(r"Name$|Surname$", node.name())]
    return [" ".join(part for part in parts if part)] if any(parts) else []


class _Cv:
    """A Europass CV while its claims are collected."""

    def __init__(self, name: str, claims: CvClaims, findings: Findings) -> None:
        self._name = name
        self._claims = claims
        self._findings = findings

    def read_candidate(self, root: _Node, profile: _Node) -> None:
        """Read the Candidate that Europass writes since 2020."""
        self._set_language(profile, "languageCode")
        for employer in profile.first("EmploymentHistory").children("EmployerHistory"):
            organisation = employer.first("OrganizationName").text()
            for position in employer.children("PositionHistory"):
                headers = (position.first("PositionTitle").text(), organisation)
                period = _period(position.first("EmploymentPeriod"))
                self._add(ClaimKind.EXPERIENCE, position.first("Description"), headers, period)
        for school in profile.first("EducationHistory").children("EducationOrganizationAttendance"):
            period = _period(school.first("AttendancePeriod"))
            for degree in school.children("EducationDegree"):
                headers = (degree.first("DegreeName").text(), school.first("OrganizationName").text())
                described = degree.first("OccupationalSkillsCovered")
                self._add(ClaimKind.EDUCATION, described, headers, period)
        for section, kind in _EVENTS.items():
            for event in profile.first(section).children():
                self._add_event(event, kind)
        self._read_languages(root, profile)
        self._read_skills(profile)
        for others in profile.children("Others"):
            self._read_others(others)
        for unread in _UNREAD:
            section_node = profile.first(unread)
            if section_node.text() or next(section_node.children(), None):
                self._findings.note(section_node.place, "The section was not read.")

    def read_passport(self, root: _Node, info: _Node) -> None:
        """Read the SkillsPassport that Europass wrote until 2020."""
        self._set_language(root, "locale")
        for work in info.first("WorkExperienceList").children("WorkExperience"):
            headers = (work.first("Position", "Label").text(), work.first("Employer", "Name").text())
            self._add(ClaimKind.EXPERIENCE, work.first("Activities"), headers, _old_period(work))
        for course in info.first("EducationList").children("Education"):
            headers = (course.first("Title").text(), course.first("Organisation", "Name").text())
            self._add(ClaimKind.EDUCATION, course.first("Activities"), headers, _old_period(course))
        skills = info.first("Skills")
        for tongue in skills.first("Linguistic", "MotherTongueList").children("MotherTongue"):
            self._add_language(tongue, tongue.first("Description", "Label").text(), _MOTHER_TONGUE)
        for foreign in skills.first("Linguistic", "ForeignLanguageList").children("ForeignLanguage"):
            levels = {level.name(): level.text() for level in foreign.first("ProficiencyLevel").children()}
            self._add_language(foreign, foreign.first("Description", "Label").text(), _level(levels))
        for section, heading in _OLD_SKILLS.items():
            self._add_skill(skills.first(section), heading)
        for licence in skills.first("Driving", "Description").children("Licence"):
            self._add_licence(licence, licence.text())
        for achievement in info.first("AchievementList").children("Achievement"):
            label = achievement.first("Title", "Label").text()
            kind = self._kind_of(label, achievement)
            if kind is not None:
                self._add(kind, achievement.first("Description"), (label,), None)

    def _set_language(self, node: _Node, attribute: str) -> None:
        stated = node.get(attribute)
        if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", stated):
            self._claims.language = stated
            self._claims.language_place = f"{node.place or node.name()}/@{attribute}"

    def _read_languages(self, root: _Node, profile: _Node) -> None:
        for tongue in root.first("CandidatePerson").children("PrimaryLanguageCode"):
            self._add_language(tongue, tongue.text(), _MOTHER_TONGUE)
        for competency in profile.first("PersonQualifications").children("PersonCompetency"):
            code = competency.first("CompetencyID").text()
            if competency.first("TaxonomyID").text() == "language":
                self._add_language(competency, code, _level(_dimensions(competency)))
                continue
            skill = competency.first("CompetencyName").text() or code
            if not skill.startswith("http"):
                self._claims.add(Said(skill, competency.place, ClaimKind.SKILL))

    def _read_skills(self, profile: _Node) -> None:
        for holder in (profile, profile.first("Skills")):
            for section, heading in _SKILLS.items():
                for skill in holder.first(section).children():
                    self._add_skill(skill, heading)
        for licence in profile.first("Licenses").children("License"):
            code = licence.first("LicenseTypeCode").text() or licence.first("LicenseName").text()
            self._add_licence(licence, code)

    def _read_others(self, others: _Node) -> None:
        kind = self._kind_of(others.first("Title").text(), others)
        if kind is not None:
            for other in others.children("Other"):
                self._add_event(other, kind)

    def _add_event(self, event: _Node, kind: ClaimKind) -> None:
        headers = (_title(event), event.first("Role").text(), event.first("Organisation").text())
        self._add(kind, event.first("Description"), headers, _period(event.first("Date")))

    def _kind_of(self, title: str, node: _Node) -> ClaimKind | None:
        """Return what a section of the person's own holds, by its title; None for a title not known."""
        known = topic_of(title)
        kind = _TOPIC_KINDS.get(known[1]) if known else None
        if kind is None:
            self._findings.note(node.place, "A section of the person's own was not read.")
        return kind

    def _add(self, kind: ClaimKind, described: _Node, headers: Sequence[str], period: Period | None) -> None:
        place = described.place.rpartition("/")[0]
        duties = [(text, described.place) for text in self._statements(described)]
        filled = [header for header in headers if header]
        add_entry(self._claims, Entry(filled, place, period, place, duties), kind)

    def _add_skill(self, node: _Node, heading: str) -> None:
        title = _title(node)
        listed = [item.text() for item in node.children("DigitalSkill") if item.text()]
        said = [*listed, *self._statements(node.first("Description"))]
        context = f"{heading}, {title}" if title and said else heading
        for text in said or [title]:
            for caption, skill, level in skills_in(text):
                under = f"{context}, {caption}" if caption else context
                self._claims.add(Said(skill, node.place, ClaimKind.SKILL, under, node.place, level))

    def _add_language(self, node: _Node, code: str, level: str) -> None:
        self._claims.add(Said(_LANGUAGES.get(code, code), node.place, ClaimKind.LANGUAGE, level=level))

    def _add_licence(self, node: _Node, category: str) -> None:
        if category:
            self._claims.add(Said(f"Driving licence {category}", node.place, ClaimKind.OTHER))

    def _statements(self, node: _Node) -> list[str]:
        return statements_of(self._claims.kept_lines(fragment_lines(self._name, node.raw(), node.place)))


def _title(node: _Node) -> str:
    return next((child.text() for child in node.children() if child.name().endswith(("Title", "Name"))), "")


def _period(node: _Node) -> Period | None:
    begun = node.first("StartDate", "FormattedDateTime").text()
    ended = node.first("EndDate", "FormattedDateTime").text()
    return widest(begun, ended) if begun or ended else None


def _old_period(node: _Node) -> Period | None:
    begun, ended = _old_date(node.first("Period", "From")), _old_date(node.first("Period", "To"))
    return widest(begun, ended) if begun or ended else None


def _old_date(node: _Node) -> str:
    """Return ``2013-03-09`` for ``year="2013" month="--03" day="---09"``."""
    parts = [node.get("year"), node.get("month").lstrip("-"), node.get("day").lstrip("-")]
    given = parts[: next((position for position, part in enumerate(parts) if not part), 3)]
    return "-".join(given)


def _dimensions(competency: _Node) -> dict[str, str]:
    return {
        dimension.first("CompetencyDimensionTypeCode").text(): dimension.first("Score", "ScoreText").text()
        for dimension in competency.children("CompetencyDimension")
    }


def _level(levels: dict[str, str]) -> str:
    """Return one level where all are the same, or else each with what it is the level of."""
    given = {key: value for key, value in levels.items() if value}
    if len(set(given.values())) <= 1 and len(given) == len(levels):
        return next(iter(given.values()), "")
    return ", ".join(f"{_dimension(key)} {value}" for key, value in given.items())


def _dimension(key: str) -> str:
    # "CEF-Speaking-Interaction" or "SpokenInteraction"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key.rpartition("-")[2] if "-" in key else key).lower()


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


readers.register(NAME)(Reader("a Europass CV (XML)", sniff, read))
