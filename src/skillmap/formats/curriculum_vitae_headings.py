"""The sections of a CV by their headings, in English, German, French, Spanish and Italian."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from skillmap.formats.document_text import Line


class Topic(Enum):
    """What a section of a CV is about."""

    EXPERIENCE = auto()
    VOLUNTEERING = auto()
    PROJECTS = auto()
    EDUCATION = auto()
    TRAINING = auto()
    SKILLS = auto()
    LANGUAGES = auto()
    DRIVING = auto()
    PERSONAL = auto()
    """Who the person is: never read."""
    UNREAD = auto()
    """A profile, publications, hobbies, referees: full of names, and not of skills."""
    UNKNOWN = auto()


_WITH_ENTRIES = frozenset(
    (Topic.EXPERIENCE, Topic.VOLUNTEERING, Topic.PROJECTS, Topic.EDUCATION, Topic.TRAINING)
)
_ALWAYS_OWN = frozenset((Topic.LANGUAGES, Topic.DRIVING))
_BESIDE_CONTENT = _ALWAYS_OWN | {Topic.SKILLS, Topic.PERSONAL, Topic.UNREAD}
"""Topics whose heading may stand on one line with what it announces."""
_AND = r"(?:,| and| &| und| et| y| e| /)"
_SKILL_WORDS = (
    r"(?:my|other|key|core|main|personal|technical|professional|digital|computer|it|ict|soft|hard|social|"
    r"communication|communicative|organi[sz]ational|job-related|managerial|interpersonal|management|leadership|"
    r"transferable|relevant|additional|specialist|practical|software|programming|information)"
)
_FERTIGKEITEN = r"(?:kenntnisse|fähigkeiten|kompetenz(?:en)?|fertigkeiten)"
_WORDS: tuple[tuple[str, Topic, str], ...] = (
    (
        "en",
        Topic.EXPERIENCE,
        r"(?:(?:relevant|previous|other|selected|further) )?(?:work|professional|employment|working|industry|"
        r"practical|job|career)? ?experiences?|employment(?: history| record)?|"
        r"(?:work|career|professional) (?:history|background)|internships?|positions? held",
    ),
    (
        "en",
        Topic.VOLUNTEERING,
        r"volunteer(?:ing)?(?: work| experience)?|volunt(?:ary|eer) (?:work|activities)",
    ),
    ("en", Topic.PROJECTS, r"(?:(?:selected|personal|academic|own|key) )?projects?(?: experience)?"),
    (
        "en",
        Topic.EDUCATION,
        rf"education(?:{_AND} (?:training|qualifications))?|academic (?:background|qualifications|education)|"
        r"educational background|qualifications|studies",
    ),
    (
        "en",
        Topic.TRAINING,
        r"(?:(?:further|additional|professional|online) )?(?:training|courses?|certifications?|certificates?|"
        rf"licen[cs]es)(?:{_AND} (?:training|courses?|certifications?|certificates?|licen[cs]es))*|"
        r"training courses?|professional development",
    ),
    (
        "en",
        Topic.SKILLS,
        rf"(?:{_SKILL_WORDS}(?:{_AND})? )*(?:skills|competenc(?:es?|ies)|abilities)"
        rf"(?:{_AND} (?:skills|competenc(?:es|ies)|knowledge|abilities|expertise))*|areas of expertise|"
        r"expertise|technologies|programming languages|strengths",
    ),
    (
        "en",
        Topic.LANGUAGES,
        r"(?:foreign )?languages?(?: skills| knowledge)?|linguistic skills|mother tongues?(?:\(s\))?|"
        r"other languages?(?:\(s\))?",
    ),
    ("en", Topic.DRIVING, r"driving licen[cs]es?"),
    ("en", Topic.PERSONAL, r"personal (?:information|details|data)|contact(?: information| details)?"),
    (
        "en",
        Topic.UNREAD,
        r"(?:(?:professional|personal|career|executive) )?(?:profile|summary|statement|objective)|about me|"
        r"(?:selected )?publications|(?:honou?rs and )?awards(?: and .{1,30})?|"
        r"hobbies(?: and interests)?|interests(?: and hobbies)?|references|referees|"
        r"conferences(?: and seminars)?|(?:networks and )?memberships|creative works|recommendations|"
        r"(?:additional|other) information|annexes|social and political activities|patents|presentations",
    ),
    (
        "de",
        Topic.EXPERIENCE,
        r"(?:berufs|arbeits|praxis)erfahrung(?:en)?|praktische erfahrung(?:en)?|"
        r"beruflicher? (?:werdegang|erfahrung(?:en)?|laufbahn|stationen|tätigkeit(?:en)?|praxis)|"
        r"berufs(?:praxis|tätigkeit(?:en)?|weg)|praktika",
    ),
    (
        "de",
        Topic.VOLUNTEERING,
        r"ehrenamt(?:liche[sr]? (?:tätigkeit(?:en)?|engagement))?|freiwilligen(?:arbeit|tätigkeit)|"
        r"(?:soziales |gesellschaftliches )?engagement",
    ),
    ("de", Topic.PROJECTS, r"projekte|projekterfahrung"),
    (
        "de",
        Topic.EDUCATION,
        r"(?:schul- und |hochschul- und )?(?:berufs|schul|hochschul)?(?:aus)?bildung(?:sweg|sgang)?|"
        r"(?:allgemeine und berufliche|schulische) bildung|studium|"
        r"akademischer? (?:werdegang|ausbildung|laufbahn)|"
        r"ausbildung und studium|studium und ausbildung|schul- und berufsausbildung",
    ),
    (
        "de",
        Topic.TRAINING,
        r"(?:fort|weiter)- und (?:weiter|fort)bildung(?:en)?|(?:fort|weiter)bildung(?:en)?|zertifikate?|"
        r"zertifizierungen|kurse|lehrgänge|schulungen|seminare",
    ),
    (
        "de",
        Topic.SKILLS,
        rf"(?:(?:persönliche|fachliche|digitale|kommunikative|berufliche|soziale|weitere|sonstige|"
        rf"besondere|technische|methodische) )?{_FERTIGKEITEN}(?: und {_FERTIGKEITEN})?|"
        r"(?:edv|it|fach|computer|pc|software|programmier)-?kenntnisse|stärken|"
        r"organisations- und führungstalent",
    ),
    (
        "de",
        Topic.LANGUAGES,
        r"(?:fremd)?sprach(?:en|kenntnisse)|muttersprache(?:\(n\)|n)?|(?:weitere|andere|sonstige) "
        r"sprache(?:n|\(n\))",
    ),
    ("de", Topic.DRIVING, r"führerschein(?:e|klassen?)?"),
    (
        "de",
        Topic.PERSONAL,
        r"persönliche (?:daten|angaben|informationen)|(?:angaben )?zur person|kontakt(?:daten)?",
    ),
    (
        "de",
        Topic.UNREAD,
        r"(?:persönliches |kurz)?profil|über mich|zusammenfassung|berufsziel|"
        r"veröffentlichungen|publikationen|auszeichnungen(?: und .{1,30})?|stipendien|hobb(?:y|ie)s|"
        r"interessen|(?:hobbys|interessen) und (?:interessen|hobbys)|referenzen|mitgliedschaften|konferenzen|"
        r"anlagen|sonstiges",
    ),
    ("fr", Topic.EXPERIENCE, r"expériences?(?: professionnelles?)?|parcours professionnel|stages"),
    ("fr", Topic.VOLUNTEERING, r"bénévolat|volontariat|activités bénévoles"),
    ("fr", Topic.PROJECTS, r"projets"),
    (
        "fr",
        Topic.EDUCATION,
        r"(?:éducation et )?formations?|études|diplômes|parcours académique",
    ),
    ("fr", Topic.TRAINING, r"formations? (?:continue|complémentaires?)|certificats|cours"),
    (
        "fr",
        Topic.SKILLS,
        r"compétences(?: (?:personnelles|professionnelles|techniques|numériques|informatiques|sociales|"
        r"clés|organisationnelles|de communication))?|savoir-faire",
    ),
    (
        "fr",
        Topic.LANGUAGES,
        r"langues(?: étrangères)?|compétences linguistiques|langues? maternelles?(?:\(s\))?|"
        r"autres? langues?(?:\(s\))?",
    ),
    ("fr", Topic.DRIVING, r"permis de conduire"),
    ("fr", Topic.PERSONAL, r"informations? personnelles?|état civil|coordonnées"),
    (
        "fr",
        Topic.UNREAD,
        r"profil|à propos(?: de moi)?|centres d['\u2019]intérêt|loisirs|références",
    ),
    ("es", Topic.EXPERIENCE, r"experiencias? (?:laboral(?:es)?|profesional(?:es)?)|experiencia"),
    ("es", Topic.VOLUNTEERING, r"voluntariado"),
    ("es", Topic.PROJECTS, r"proyectos"),
    (
        "es",
        Topic.EDUCATION,
        r"educación(?: y formación)?|formación(?: académica)?|estudios",
    ),
    ("es", Topic.TRAINING, r"formación complementaria|cursos|certificaciones|certificados"),
    (
        "es",
        Topic.SKILLS,
        r"(?:competencias|habilidades|capacidades)(?: (?:personales|profesionales|técnicas|digitales|"
        r"informáticas|sociales|de comunicación|de organización))?",
    ),
    (
        "es",
        Topic.LANGUAGES,
        r"idiomas|lenguas|competencias lingüísticas|lenguas? maternas?(?:\(s\))?|otros? idiomas?(?:\(s\))?",
    ),
    ("es", Topic.DRIVING, r"permiso de conducir|carné de conducir"),
    ("es", Topic.PERSONAL, r"información personal|datos personales|contacto"),
    (
        "es",
        Topic.UNREAD,
        r"perfil(?: profesional)?|sobre mí|publicaciones|aficiones|intereses|referencias",
    ),
    ("it", Topic.EXPERIENCE, r"esperienz[ae] (?:lavorativ[ae]|professional[ei])|esperienz[ae]"),
    ("it", Topic.PROJECTS, r"progetti"),
    ("it", Topic.VOLUNTEERING, r"volontariato"),
    ("it", Topic.EDUCATION, r"istruzione(?: e formazione)?|formazione|titoli di studio|studi"),
    ("it", Topic.TRAINING, r"corsi(?: di formazione)?|certificazioni|certificati"),
    (
        "it",
        Topic.SKILLS,
        r"(?:competenze|capacità)(?: (?:personali|professionali|tecniche|digitali|informatiche|sociali|"
        r"comunicative|organizzative(?: e gestionali)?))?",
    ),
    (
        "it",
        Topic.LANGUAGES,
        r"lingue(?: straniere)?|(?:competenze|conoscenze) linguistiche|lingua madre|lingue madri|"
        r"altr[ae] lingu[ae](?:\(e\))?",
    ),
    ("it", Topic.DRIVING, r"patente(?: di guida)?"),
    ("it", Topic.PERSONAL, r"informazioni personali|dati personali|contatti"),
    ("it", Topic.UNREAD, r"profilo(?: professionale)?|pubblicazioni|interessi|hobby|referenze"),
)
# Languages before skills ("language skills"), everything else in the order above.
_PATTERNS = tuple(
    (language, topic, re.compile(rf"(?:{words})$", re.IGNORECASE))
    for language, topic, words in sorted(_WORDS, key=lambda entry: entry[1] is not Topic.LANGUAGES)
)
# In the Europass of 2013 these stand on the line with what they announce, without a colon.
_BESIDE = re.compile(
    r"(?P<heading>Mother tongue\(s\)|Other language\(s\)|Communication skills|Job-related skills|"
    r"Organisational ?/ ?managerial skills|Digital (?:skills|competence)|Computer skills|Other skills|"
    r"Driving licence|Muttersprache\(n\)|Weitere Sprache\(n\)|Kommunikative Fähigkeiten|"
    r"Berufliche Fähigkeiten|Digitale Kompetenz|Sonstige Fähigkeiten|Führerschein)\s+(?P<rest>\S.*)$"
)
_COLON = re.compile(r"(?P<heading>[^:]{3,60}):\s+(?P<rest>\S.*)$")
_LONGEST_HEADING = 60
_NUMBERING = re.compile(r"^(?:\d{1,2}[.)]|[IVX]{1,4}\.)\s+")
_CALLED_CV = re.compile(
    r"curriculum\s+vitae|\brésumé\b|\blebenslauf\b|\beuropass\b|\bCV\b|\bresume\b|\bhoja de vida\b",
    re.IGNORECASE,
)
_LINES_AT_TOP = 6


@dataclass(frozen=True, slots=True)
class CvSection:
    """The lines below one heading of a CV."""

    topic: Topic
    heading: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CvParts:
    """A CV in its parts."""

    top: tuple[Line, ...]
    """What stands above the first section: who the person is."""
    sections: tuple[CvSection, ...]
    language: str | None
    """Language of most of its headings; None where two are as frequent."""
    language_place: str


def cv_parts(lines: Sequence[Line]) -> CvParts:
    """Return the sections of a CV in order."""
    top: list[Line] = []
    found: list[tuple[Topic, Line, list[Line]]] = []
    spoken: Counter[str] = Counter()
    first_of: dict[str, str] = {}
    for line in lines:
        opened = _opened(line, (found[-1][0], found[-1][1].heading) if found else (None, 0))
        if opened is not None:
            language, topic, heading, beside = opened
            found.append((topic, heading, beside))
            if language:
                spoken[language] += 1
                first_of.setdefault(language, heading.place)
        elif found:
            found[-1][2].append(line)
        else:
            top.append(line)
    most = _most(spoken)
    sections = tuple(CvSection(topic, heading, tuple(below)) for topic, heading, below in found)
    return CvParts(tuple(top), sections, most, first_of.get(most or "", ""))


def is_called_cv(name: str, lines: Sequence[Line]) -> bool:
    """Return True when the file name or a line at the top says that this is a CV."""
    texts = [name, *(line.text[:200] for line in lines[:_LINES_AT_TOP])]
    return any(_CALLED_CV.search(re.sub(r"[_.-]", " ", text)) for text in texts)


def topic_of(text: str) -> tuple[str, Topic] | None:
    """Return the language and topic that a heading announces, or None when we know no such heading."""
    heading = _NUMBERING.sub("", text).strip().rstrip(":").strip()
    if not 3 <= len(heading) <= _LONGEST_HEADING:
        return None
    for language, topic, pattern in _PATTERNS:
        if pattern.match(heading):
            return language, topic
    return None


def _opened(line: Line, open_section: tuple[Topic | None, int]) -> tuple[str, Topic, Line, list[Line]] | None:
    """Return the language and topic of a heading, the heading, and what stands beside it."""
    if line.item:
        return None
    heading, rest = line.text, ""
    if line.cells:
        heading, rest = line.cells[0], " ".join(cell for cell in line.cells[1:] if cell)
    known = topic_of(heading)
    if known is None and not line.cells:
        known, heading, rest = _split_heading(line, open_section[0])
    if known is None:
        is_section = 0 < line.heading <= open_section[1] and not _has_date(line.text)
        return ("", Topic.UNKNOWN, line, []) if is_section else None
    below = [replace(line, text=rest, cells=(), heading=0)] if rest else []
    return (*known, replace(line, text=heading, cells=()), below)


def _split_heading(line: Line, open_topic: Topic | None) -> tuple[tuple[str, Topic] | None, str, str]:
    """Return what ``Languages: English, German`` announces, with its heading and the rest."""
    colon = _COLON.match(line.text)
    beside = _BESIDE.match(line.text) if line.page else None
    for found in (colon, beside):
        known = topic_of(found["heading"]) if found is not None else None
        if found is None or known is None or known[1] not in _BESIDE_CONTENT:
            continue
        # "Technologies: Java" below a position belongs to the position.
        if open_topic not in _WITH_ENTRIES or known[1] in _ALWAYS_OWN:
            return known, found["heading"], found["rest"]
    return None, line.text, ""


def _has_date(text: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d", text))


def _most(spoken: Counter[str]) -> str | None:
    ranked = spoken.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
