"""What a transcript calls things: its columns, grades that are none, terms, and lines that are no course."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

_TITLES: dict[str, str] = {
    "code": "course code|module code|unit code|subject code|course number|course no|course id|module number|"
    "module no|module id|catalog number|catalogue number|class code|code",
    "title": "title|course title|module title|unit title|subject title|course name|module name|unit name|"
    "subject name|class title",
    "grade": "grade|final grade|mark|final mark|course grade|module mark|overall mark|score|final score|"
    "letter grade|local grade|grade awarded|ects grade",
    "status": "status|result|outcome|course status|completion status|module result|pass fail|decision",
    "credit": "credits|credit|credit points|credit hours|units|cr|ects|ects credits|ects points|cats|"
    "cats credits|cats points|scqf credits|scqf points|uk credits|semester hours|semester credits|"
    "semester units|quarter credits|quarter units|credits ects|credits cats|credits scqf",
    "credit_earned": "credits earned|credit earned|earned|earned credits|earned hours|hours earned|"
    "units earned|credit hours earned|credits awarded|credit awarded|credits achieved|ects earned|"
    "ects credits earned|earned ects|credits obtained|credits gained|units completed",
    "credit_offered": "credits attempted|attempted|attempted credits|attempted hours|hours attempted|"
    "units attempted|credit value|credits offered|credits registered|credit hours attempted",
    "credit_scheme": "credit scheme|credit system|credit type|credit unit",
    "term": "term|semester|session|academic term|period|teaching period|term taken|semester taken",
    "year": "year|academic year|year taken",
    "level": "level|course level|module level|level of study|fheq level|scqf level|eqf level|rqf level|"
    "cqfw level|nfq level|aqf level|academic level",
    "level_framework": "level framework|qualifications framework",
    "institution": "institution|university|college|provider|institution name|transfer institution|"
    "institution attended|awarding institution",
    "grade_scale": "grade scale|grading scale|scale|marking scale|grading system|grading basis|grade basis|"
    "grading scheme",
    "awarded": "date|date awarded|award date|awarded|completion date|date completed|completed on|"
    "date of completion|exam date|examination date|date of examination|result date",
    "language": "language|language of instruction|language of teaching",
    "holder": "name|student name|student|first name|last name|surname|given name|given names|family name|"
    "full name|learner|learner name|candidate|candidate name|candidate number|student id|student number|"
    "student no|learner id|learner number|id number|matriculation number|matriculation no|matric no|"
    "matric number|registration number|registration no|email|e mail|email address|student email|"
    "date of birth|dob|birth date|birthdate|place of birth|address|home address|phone|telephone|"
    "national id|ssn|social security number|uln|gender|sex|nationality|citizenship",
}
_COLUMNS = {title: column for column, titles in _TITLES.items() for title in titles.split("|")}
_COURSE = frozenset(("course", "module", "unit", "subject", "class"))
_DESCRIPTION = frozenset(("description", "course description", "module description"))
_DEPARTMENT = frozenset(("subject", "subj", "department", "dept", "discipline"))
# "Course" is a code in one transcript and a title in the next: which, the columns beside it say. In order,
# as (titles, what they are if nothing is called so yet, what must be there).
_RIVALS: tuple[tuple[frozenset[str], str, frozenset[str]], ...] = (
    (_COURSE - _DEPARTMENT, "title", frozenset(("code",))),
    (_DESCRIPTION, "title", frozenset()),
    (_COURSE, "title", frozenset(("code",))),
    (_COURSE - _DEPARTMENT, "code", frozenset(("title",))),
    (_COURSE, "code", frozenset(("title",))),
    (_COURSE, "title", frozenset()),
    (_DEPARTMENT, "subject", frozenset(("code", "title"))),
)
_NOT_READ = frozenset(("points", "quality points", "grade points", "gpa", "qpts", "gp", "remarks", "type"))
_LONGEST_TITLE = 4
_ONCE = frozenset(_TITLES) - {"holder"}
_NOT_ONE_PERSONS = re.compile(
    "registration|address|phone|gender|sex|nationality|citizenship|place|candidate n"
)
_SCHEMES = {
    "ects": "ECTS",
    "cats": "CATS",
    "uk": "CATS",
    "scqf": "SCQF",
    "semester": "semester credit",
    "quarter": "quarter credit",
}
_FRAMEWORKS = frozenset(("fheq", "scqf", "eqf", "rqf", "cqfw", "nfq", "aqf"))

_SEASON = (
    r"fall|autumn|winter|spring|summer|semester|term|trimester|quarter|session|block|academic year|year|"
    r"stage|michaelmas|hilary|trinity|lent|easter|wintersemester|sommersemester|january|february|march|april|may|"
    r"june|july|august|september|october|november|december"
)
_TERM = re.compile(
    rf"(?=.*\d)(?=.{{4,60}}$)(?:.*\b(?:{_SEASON})\b.*|(?:19|20)\d\d\s*[/–-]\s*\d{{2,4}})$", re.I
)
_SUM = re.compile(
    r"(?:(?:term|semester|year|session|cumulative|overall|grand|programme|program|degree|institution|transfer|"
    r"career|current|credits?)\s+)*(?:sub-?)?(?:totals?|c?gpa|average|cumulative|statistics)"
    r"(?=\s*(?:[:=\d(]|$)|\s+(?:credits?|c?gpa|earned|attempted|points|units|hours|for|of|ects|average|totals?)\b)",
    re.I,
)
_REMARK = re.compile(
    r"(?:end of|beginning of|page \d|continued|dean'?s list|(?:good )?academic standing|good standing|"
    r"probation|degree awarded|major:|minor:|programme:|program:)",
    re.I,
)


class Standing(Enum):
    """What a grade or status says about a course, apart from how good it was."""

    TAKEN = "taken"
    """Graded, and not known to have been failed."""
    FAILED = "not passed"
    WITHDRAWN = "withdrawn from"
    UNFINISHED = "not finished"
    AUDITED = "attended without assessment"
    RECOGNISED = "credited from elsewhere"
    UNKNOWN = "unknown"


# Only words that mean one thing wherever they are used: "E" is a pass in one country and none in another.
_WORDS = {
    Standing.FAILED: "f|fx|ff|fail|failed|not passed|not pass|np|no pass|nc|no credit|u|unsatisfactory|"
    "nicht bestanden|refer|referred|resit",
    Standing.WITHDRAWN: "w|wd|wn|wp|wf|wu|withdrawn|withdrew|withdrawal|dropped",
    Standing.UNFINISHED: "ip|in progress|i|inc|incomplete|deferred|enrolled|registered|current|pending|"
    "ongoing|not yet graded",
    Standing.AUDITED: "au|aud|audit|audited|attended|attendance only",
    Standing.RECOGNISED: "tr|transfer|transferred|transfer credit|ex|exempt|exempted|exemption|apl|apel|rpl|"
    "recognised|recognized|credit transfer",
}
_STANDINGS = {word: standing for standing, words in _WORDS.items() for word in words.split("|")}


def plain_title(title: str) -> str:
    """Return a column title in small letters and without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", title.lower()))


def columns(header: Sequence[str]) -> list[str]:
    """Return what each column of a header is called here; empty for an unknown or a second one of a name."""
    plain = [plain_title(title) for title in header]
    found = [_COLUMNS.get(title, "") for title in plain]
    for titles, name, needs in _RIVALS:
        for position, title in enumerate(plain):
            if not found[position] and title in titles and name not in found and needs <= set(found):
                found[position] = name
    return ["" if name in _ONCE and name in found[:position] else name for position, name in enumerate(found)]


def is_header(header: Sequence[str]) -> bool:
    """Return True for the columns of a transcript: which course, and what became of it."""
    found = set(columns(header))
    result = found & {"grade", "status", "credit_earned"}
    which = found & {"code", "term", "credit", "credit_earned", "credit_offered"}
    others = {"outcomes", "learning outcomes"} & {plain_title(title) for title in header}
    return "title" in found and bool(result) and len(which | result) > 1 and not others


def titles_in(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return which words of a line make column titles, as (first, after last); others stand alone.

    The longest title wins: ``Credits earned`` is one, ``Grade Credits`` two.
    """
    found = []
    position = 0
    while position < len(words):
        ends = range(min(position + _LONGEST_TITLE, len(words)), position, -1)
        end = next((end for end in ends if is_title(" ".join(words[position:end]))), position + 1)
        found.append((position, end))
        position = end
    return found


def is_title(text: str) -> bool:
    """Return True for a title that some column of a transcript has."""
    plain = plain_title(text)
    return plain in _COLUMNS or plain in _COURSE | _DESCRIPTION | _DEPARTMENT or plain in _NOT_READ


def tells_people_apart(title: str) -> bool:
    """Return True for a column of the holder that has one value for one person, e.g. ``Student ID``."""
    return not _NOT_ONE_PERSONS.match(plain_title(title))


def scheme_of(title: str) -> str | None:
    """Return the credit system that a column title names, e.g. ``ECTS credits``; else None."""
    return next((_SCHEMES[word] for word in plain_title(title).split() if word in _SCHEMES), None)


def framework_of(title: str) -> str | None:
    """Return the qualifications framework that a column title names, e.g. ``FHEQ level``; else None."""
    return next((word.upper() for word in plain_title(title).split() if word in _FRAMEWORKS), None)


def standing_of(grade: str, status: str) -> Standing:
    """Return what is said of a course; the status wins, and any other word for a grade is a grade."""
    for text in (status, grade):
        known = _STANDINGS.get(plain_title(text))
        if known is not None:
            return known
    return Standing.TAKEN if grade or status else Standing.UNKNOWN


def is_term(text: str) -> bool:
    """Return True for a line such as ``Autumn Semester 2023`` or ``2023/24``."""
    return bool(_TERM.match(text))


def is_sum(text: str) -> bool:
    """Return True for a total, an average or a remark such as ``Term GPA 3.4``."""
    return bool(_SUM.match(text) or _REMARK.match(text))
