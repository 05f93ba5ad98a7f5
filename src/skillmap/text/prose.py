"""What catalogue prose says around its content: "on successful completion of this module, students will ...".

Such prose is the same in every entry of a catalogue, and says whose catalogue it is rather than what is
taught. Two things find it. A word list of the business of teaching (modules, credits, lectures, marks: no
institution, no subject) finds the lead-in of a single outcome. The catalogue itself tells what it repeats:
a sentence whose runs of words stand in many entries says nothing about one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from skillmap.domain import Span
from skillmap.text.level import opens_with_deed, subject_of
from skillmap.text.titles import expanded, vocabulary_of
from skillmap.text.windows import Window
from skillmap.text.words import words

RUN = 3
"""Words of a run that is counted over a catalogue."""
REPEATED = 3
"""Entries from which a run of words counts as repeated."""
SHARE = 0.01
"""Share of the entries that a repeated run stands in at least: a large catalogue repeats more by chance."""
SMALLEST = 12
"""Entries below which a catalogue is too small to tell what it repeats."""

_SMALL = frozenset(
    """a an the and or of in on to for with by at as is are be been being was were has have had having this
    that
    these those which who whom it its their them they he she his her you your we our us will would shall
    should may can could must do does did also both each every all any some other others such than then
    there here from into through during within upon after before until under over about between among one
    two three four five six seven eight nine ten first second third what so therefore thus where when if
    per etc up out own""".split()
)
_TEACHING = frozenset(
    """ability able academic access acquire acquired acquires achieve achieved achievement activities
    activity aim aimed aims allow allows approach assessed assessment assessments attend attendance
    available award awarded awards badge based become been begin blend blended block candidate
    candidates capable capability capacity certificate certificates certified classes class college
    combination competence competences competencies competency complete completed completes completing
    completion content contents core cover covered covers covering course courses coursework credit
    credits day days delivered delivery demonstrate demonstrated demonstrates department designed
    develop developed developing develops diploma discussion discussions distinction earn earned earns
    enable enabled enables encouraged end enrol enroll enrolled enrolment enrollment ensure equip
    equips essential evidence exam examination examinations examined exams exciting expect expected
    experience experienced expertise explore explores faculty field final focus focuses following
    follows form forms format full gain gained gaining gains general give given gives grade graded
    grades grounding group guided help helps highly holder holders hour hours include included
    includes including independent indicative individual instruction instructor intend intended
    introduce introduced introduces issued key knowledge laboratory lab leader learn learned learner
    learners learning learnt lecture lectures lecturer length level letter library limited lectured
    main make mark marks material materials meet meets merit met method methods minimum mode modular
    module modules necessary need needed needs note objective objectives offer offered offers online
    opportunities opportunity optional options order outcome outcomes overall overview page part
    participant participants participate pass passed passes passing permission person places please
    popular position practical practice prepared prescribed presented presents programme program
    programs programmes project provide provided provides providing purpose qualification qualified
    range reading readings receive received recommended relevant repeated require required requirement
    requirements requires result results scheme school section selected semester semesters seminar
    seminars series session sessions set short show shows shown skill skills specific staff standard
    standards student students studies study studying subject subjects submission submit success
    successful successfully suitable support supported syllabus take taken takes taught teaching team
    term terms test tests theoretical thorough time tools topic topics total training transferable
    tutor tutorial tutorials type understand understanding undertake unit units university use useful
    using valued variety various video virtual way week weekly weeks wide work workload workshop
    workshops worth written year years""".split()
)
# What a lead-in must speak of: without it, "make use of tools to ..." would be one.
_TAUGHT = frozenset(
    """module modules course courses unit units programme program student students learner learners
    participant
    participants candidate candidates holder holders badge certificate completion completing outcome outcomes
    award awarded semester class classes you trainee trainees graduate graduates attendance scheme able
    ability lecture lectures seminar seminars tutorial tutorials workshop workshops""".split()
)
# A lead-in by its grammar, whatever stands before it: who learns, and a form of being able.
_LEARNER = (
    r"(?:students?|learners?|participants?|candidates?|trainees?|graduates?|delegates?|apprentices?|pupils?|holders?|"
    r"attendees|members|you|they|he|she|them)"
)
_OFFER = (
    r"(?:modules?|courses?|units?|programmes?|programs?|workshops?|classe?s?|electives?|training|awards?|certificates?|"
    r"badges?|schemes?|sessions?|diplomas?|credentials?)"
)
_ABLE = re.compile(
    rf"\b{_LEARNER}\b[^.:;]{{0,80}}?(?:\bable to|\bhow to|\bin a position to|"
    r"\b(?:ability|confidence|capacity|competence|competency|skills?|knowledge|tools|"
    r"opportunity) (?:\w+ )?to)\s+|"
    rf"\b{_LEARNER}(?: or {_LEARNER})?\s+(?:can|will|should|is able to|are able to)\s+(?!be\b|have\b|"
    rf"come\b|gain\b|"
    r"learn\b|leave\b|know\b|develop the\b)|"
    rf"\b{_OFFER}\b[^.:;]{{0,60}}?\b(?:prepares?|enables?|equips?|allows?|trains?|teaches|helps?|qualif(?:y|ies)|"
    rf"certif(?:y|ies))\b[^.:;]{{0,40}}?\bto\s+",
    re.IGNORECASE,
)
_WHO = re.compile(rf"\b(?!(?:they|he|she|them)\b)(?:{_LEARNER}|{_OFFER})\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|no|never|nor|without|lacks?|unable|cannot|fail\w*|except)\b|n['’]t\b", re.IGNORECASE
)
_HINGES = frozenset("to can will should shall would that able".split())
_LIST_NUMBER = re.compile(r"\s*(?:[(\[]?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)\]]|[-*•–])\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9(\"'“‘•-])|\s*[\n•]\s*|;\s+")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|incl|approx|Dr|Mr|Ms|St|No|Vol)\.$")
_REQUIREMENT = re.compile(
    r"\s*(?:(?:pre|co|anti)-?\s?requisites?|(?:strongly )?recommended|(?:exclusions?|restrictions?)\b|"
    r"credit not (?:allowed|offered|given)|(?:may|can|must) (?:not )?be (?:taken|repeated)|restricted to|"
    r"(?:only )?open (?:only )?to|equivalent to|cross-?listed|formerly|same as|not open to|"
    r"students (?:may not|will not|cannot|must|should have|who have|continuing|with credit))\b",
    re.IGNORECASE,
)


def is_prose(word: str) -> bool:
    """Return True for a small word, a number, and a word of the business of teaching."""
    return word in _SMALL or word in _TEACHING or word.isdecimal() or len(word) == 1


@lru_cache(maxsize=16384)
def content_of(text: str) -> Window:
    """Return the stretch of an outcome that says what is learnt, without the lead-in before it.

    >>> content_of("On completion of this course, students will be able to bake bread.").text
    'bake bread.'

    A text of nothing but prose stays whole.
    """
    numbered = _LIST_NUMBER.match(text)
    start = numbered.end() if numbered else 0
    spoken, cut, hinged = False, start, start
    for word, span in words(text):
        if span.start < start:
            continue
        if not is_prose(word):
            cut = hinged if spoken else start
            break
        # A hinge belongs to the lead-in; so does whatever stands before a comma, colon or full stop.
        spoken = spoken or word in _TAUGHT
        following = text[span.end : span.end + 1]
        if word in _HINGES or following in (",", ":", ";", "."):
            hinged = span.end
    cut = max(cut, _grammatical_end(text, cut))
    while cut < len(text) and text[cut] in " \t\n,:;.":
        cut += 1
    return Window(text[cut:], Span(cut, len(text))) if cut < len(text) else Window(text, Span(0, len(text)))


def _grammatical_end(text: str, start: int) -> int:
    """Return where a lead-in that is known by its grammar ends, or 0.

    None where the text begins with what is done ("Assess whether learners are able to read"), or where the
    lead-in denies.
    """
    first = next((word for word, span in words(text) if span.start >= start), "")
    found = _ABLE.search(text, start)
    if found is None or opens_with_deed(first) or _DENIES.search(text, start, found.end()):
        return 0
    if _WHO.search(text, start, found.end()) is None:  # "she" may be anybody
        return 0
    return found.end() if any(not is_prose(word) for word, _ in words(text[found.end() :])) else 0


def sentences(text: str) -> tuple[Window, ...]:
    """Return the sentences and lines of a text, with their places."""
    found, start = [], 0
    for gap in _SENTENCE_END.finditer(text):
        if _ABBREVIATED.search(text[start : gap.start()]):
            continue
        found.append((start, gap.start()))
        start = gap.end()
    found.append((start, len(text)))
    return tuple(Window(text[low:high], Span(low, high)) for low, high in found if text[low:high].strip())


def is_requirement(sentence: str) -> bool:
    """Return True for a sentence on what must be held before, or on who may take the course."""
    return _REQUIREMENT.match(sentence) is not None


@dataclass(frozen=True, slots=True)
class Prose:
    """What a catalogue repeats."""

    repeated: frozenset[tuple[str, ...]] = frozenset()
    """Runs of words that stand in many entries."""
    vocabulary: Mapping[str, int] = field(default_factory=dict)
    """How often each word stands in its titles and texts: what a shortened word may stand for."""

    def subject(self, title: str) -> str:
        """Return a course title without its level, its shortened words written out."""
        return subject_of(expanded(title, self.vocabulary))

    def passages(self, text: str) -> tuple[Window, ...]:
        """Return the stretches of a text that say what is taught, in order.

        Left out: requirements, sentences made of the business of teaching only, sentences most of whose
        runs of words the catalogue repeats, and the lead-in of what is left.
        """
        return tuple(
            Window(content.text, Span(whole.span.start + content.span.start, whole.span.end))
            for whole in sentences(text)
            if not is_requirement(whole.text) and not self._says_nothing(whole.text)
            for content in (content_of(whole.text),)
        )

    def _says_nothing(self, sentence: str) -> bool:
        spoken = [word for word, _ in words(sentence)]
        # A code of the catalogue is no sentence: "ACCT 110."
        if all(map(is_prose, spoken)) or not any(letter.islower() for letter in sentence):
            return True
        runs = list(_runs(spoken))
        return len(runs) > 0 and 2 * sum(run in self.repeated for run in runs) >= len(runs)


NO_PROSE = Prose()
"""Of a catalogue that nothing is known of."""


def learn_prose(titles: Sequence[str], entries: Sequence[Sequence[str]]) -> Prose:
    """Return the words of a catalogue and what its entries repeat, where there are enough of them to tell.

    Args:
        titles: the title of each entry.
        entries: the other texts of each entry.
    """
    vocabulary = vocabulary_of([*titles, *(text for entry in entries for text in entry)])
    if len(entries) < SMALLEST:
        return Prose(vocabulary=vocabulary)
    counts: Counter[tuple[str, ...]] = Counter()
    for entry in entries:
        found = {run for text in entry for run in _runs([word for word, _ in words(text)])}
        counts.update(found)
    least = max(REPEATED, SHARE * len(entries))
    return Prose(frozenset(run for run, count in counts.items() if count >= least), vocabulary)


def _runs(spoken: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(spoken[start:] for start in range(RUN)), strict=False)
