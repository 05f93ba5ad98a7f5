"""The kinds of test that an item of a completeness profile can ask for, each a small named function.

A profile names them, so that a new profile is one file and no code. Each looks at one field of a credential
and says present, unclear, not met or empty; what the readers could not parse is told by their findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from skillmap.domain import (
    Alignment,
    Assessment,
    Credential,
    Credit,
    Evidence,
    Hours,
    HoursBasis,
    ItemState,
    LearningOutcome,
    Level,
    Party,
)
from skillmap.errors import UnknownNameError
from skillmap.frameworks.credit import hours_of
from skillmap.text.verbs import says_what_is_done

NOT_SAID = "The source does not say."
_MOST_OUTCOMES = 1000
_LONGEST_STATEMENT = 2000
"""Characters of a statement that are looked at; only hostile files go beyond it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The field that a test looks at."""

    credential: Credential
    field: str
    options: Mapping[str, Any]
    """What the profile tells the test, e.g. ``{"low": 1}``."""

    @property
    def value(self) -> Any:
        """The field's value; None where there is none."""
        value = getattr(self.credential, self.field, None)
        return None if value in ("", ()) else value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a test found."""

    state: ItemState
    value: str = ""
    """On one line."""
    reason: str = ""
    field: str = ""
    """Field that the answer is from, where it is another than the one asked for."""


ItemTestKind = Callable[[Asked], Answer]
_KINDS: dict[str, ItemTestKind] = {}


def item_test(kind: ItemTestKind) -> ItemTestKind:
    """Decorate a function to file it under its own name as a kind of test."""
    _KINDS[kind.__name__] = kind
    return kind


def kind_of_test(name: str) -> ItemTestKind:
    """Return a kind of test, or raise UnknownNameError."""
    if name not in _KINDS:
        raise UnknownNameError("kind of test", name, kinds_of_test())
    return _KINDS[name]


def kinds_of_test() -> tuple[str, ...]:
    """Return every kind of test, sorted."""
    return tuple(sorted(_KINDS))


@item_test
def present(asked: Asked) -> Answer:
    """The field has a value."""
    if asked.value is None:
        return _empty()
    return Answer(ItemState.PRESENT, _shown(asked.value))


@item_test
def is_true(asked: Asked) -> Answer:
    """The field says yes."""
    return Answer(ItemState.PRESENT, "yes") if asked.value is True else _empty()


@item_test
def is_false(asked: Asked) -> Answer:
    """The field says no."""
    return Answer(ItemState.PRESENT, "no") if asked.value is False else _empty()


@item_test
def identifies_holder(asked: Asked) -> Answer:
    """The source says who holds it; who that is, was not kept."""
    if asked.value is True:
        return Answer(ItemState.PRESENT, "yes (who it is, was not kept)")
    unknown = "Whether the source names a holder is not known."
    return _empty("The source names no holder." if asked.value is False else unknown)


@item_test
def has_country(asked: Asked) -> Answer:
    """An organisation is given with its country."""
    party = asked.value
    if not isinstance(party, Party) or not party.country:
        return _empty()
    return Answer(ItemState.PRESENT, party.country)


@item_test
def names_body(asked: Asked) -> Answer:
    """An organisation is named, not only an address or a phrase."""
    if isinstance(asked.value, Party):
        return _named_party(asked.value)
    if asked.value is None:
        return _empty()
    statements = asked.value if isinstance(asked.value, tuple) else (asked.value,)
    naming = [said for said in map(_shown, statements) if _NAMES_A_BODY.search(said)]
    if naming:
        return Answer(ItemState.PRESENT, "; ".join(naming))
    return Answer(ItemState.UNCLEAR, _shown(asked.value), "It names no body that stands behind it.")


@item_test
def has_unit(asked: Asked) -> Answer:
    """An amount of credit is given with its scheme."""
    credit = asked.value
    if not isinstance(credit, Credit):
        return _empty()
    if credit.amount == 0:
        return Answer(ItemState.NOT_MET, "0 credits", "The source says that it carries no credit.")
    if credit.scheme is None:
        return Answer(ItemState.UNCLEAR, str(credit), "A number of credits without the scheme it counts in.")
    return Answer(ItemState.PRESENT, str(credit))


@item_test
def has_unit_of(asked: Asked) -> Answer:
    """An amount of credit is given in the scheme that the profile names (option ``scheme``)."""
    answer = has_unit(asked)
    wanted = str(asked.options["scheme"])
    if answer.state is ItemState.PRESENT and asked.value.scheme.upper() != wanted.upper():
        return Answer(ItemState.NOT_MET, answer.value, f"Stated, but not in {wanted}.")
    return answer


@item_test
def counts_all_learning(asked: Asked) -> Answer:
    """Hours are given that count all learning, assessment included."""
    hours = asked.value
    if not isinstance(hours, Hours):
        return _empty()
    if hours.basis is HoursBasis.NOTIONAL:
        return Answer(ItemState.PRESENT, str(hours))
    if hours.basis is HoursBasis.SELF_DECLARED:
        return Answer(ItemState.PRESENT, str(hours), "The provider's own estimate.")
    if hours.basis is HoursBasis.CONTACT:
        return Answer(
            ItemState.UNCLEAR, str(hours), "Contact hours only: they are not workload and never credit."
        )
    return Answer(ItemState.UNCLEAR, str(hours), "It is not said whether the hours count all learning.")


@item_test
def within_hours(asked: Asked) -> Answer:
    """The volume lies between hours (options ``low``, ``high``); credit counts by its notional hours."""
    hours = hours_of(asked.value) if isinstance(asked.value, Credit) else asked.value
    if asked.value is None:
        return _empty()
    shown = _shown(asked.value)
    if not isinstance(hours, Hours):
        return Answer(ItemState.UNCLEAR, shown, "How many hours that is, is not known.")
    low, high = float(asked.options.get("low", 0)), float(asked.options.get("high", "inf"))
    span = f"{low:g} h or more" if high == float("inf") else f"at most {high:g} h"
    if hours.low >= low and hours.high <= high:
        return Answer(ItemState.PRESENT, shown)
    if hours.high < low or hours.low > high:
        return Answer(ItemState.NOT_MET, shown, f"Asked for: {span}.")
    return Answer(ItemState.UNCLEAR, shown, f"Asked for: {span}; it may be more or less.")


@item_test
def has_framework(asked: Asked) -> Answer:
    """A level is given with its framework; with option ``frameworks``, one of those."""
    level = asked.value
    if not isinstance(level, Level):
        return _empty()
    if level.framework is None:
        return Answer(ItemState.UNCLEAR, str(level), "A level without the framework it belongs to.")
    wanted = [str(name) for name in asked.options.get("frameworks", ())]
    if wanted and level.framework.upper() not in (name.upper() for name in wanted):
        return Answer(ItemState.UNCLEAR, str(level), f"Not stated in {' or '.join(wanted)}.")
    return Answer(ItemState.PRESENT, str(level))


@item_test
def has_national_framework(asked: Asked) -> Answer:
    """A level is given in a national framework; a European meta-framework alone is not one."""
    answer = has_framework(asked)
    if answer.state is ItemState.PRESENT and asked.value.framework.upper() in ("EQF", "QF-EHEA"):
        return Answer(ItemState.UNCLEAR, answer.value, "The European level is stated, not the national one.")
    return answer


@item_test
def has_verb(asked: Asked) -> Answer:
    """At least one learning outcome says what the learner does; only English is looked at."""
    outcomes: tuple[LearningOutcome, ...] = (asked.value or ())[:_MOST_OUTCOMES]
    if not outcomes:
        return _empty()
    shown = _shown(asked.value)
    if _is_read_from_description(asked.credential):
        return Answer(ItemState.UNCLEAR, shown, "No outcomes are listed; these are words of the description.")
    foreign = {outcome.language for outcome in outcomes if not _may_be_english(outcome)}
    if any(_may_be_english(outcome) and says_what_is_done(outcome.text) for outcome in outcomes):
        return Answer(ItemState.PRESENT, shown)
    if foreign:
        told = (
            f"Whether they have a verb was not checked: they are in {', '.join(sorted(map(str, foreign)))}."
        )
        return Answer(ItemState.PRESENT, shown, told)
    return Answer(ItemState.UNCLEAR, shown, "None of them has a verb that says what the learner can do.")


@item_test
def is_assessed(asked: Asked) -> Answer:
    """The learning was assessed, and how; taking part is not enough."""
    credential = asked.credential
    assessment = credential.assessment or Assessment()
    if credential.participation_only:
        return Answer(ItemState.NOT_MET, "not assessed", "It records taking part.", "participation_only")
    if credential.assessed is False:
        return Answer(ItemState.NOT_MET, "not assessed", "The source says so.", "assessed")
    if assessment.kind:
        return Answer(ItemState.PRESENT, assessment.kind)
    if credential.assessed or assessment.grade:
        field = "assessment" if assessment.grade else "assessed"
        return Answer(ItemState.UNCLEAR, "assessed", "In which way is not said.", field)
    return _empty()


@item_test
def says_supervision(asked: Asked) -> Answer:
    """It is said whether the assessment was supervised or the learner's identity checked."""
    assessment = asked.value
    if not isinstance(assessment, Assessment):
        return _empty()
    words = [
        yes if said else no
        for said, yes, no in (
            (assessment.supervised, "supervised", "unsupervised"),
            (assessment.identity_verified, "identity checked", "identity not checked"),
        )
        if said is not None
    ]
    return Answer(ItemState.PRESENT, ", ".join(words)) if words else _empty()


@item_test
def has_grade(asked: Asked) -> Answer:
    """The result of the assessment is given."""
    assessment = asked.value
    if not isinstance(assessment, Assessment) or not assessment.grade:
        return _empty()
    return Answer(ItemState.PRESENT, assessment.grade)


@item_test
def is_online(asked: Asked) -> Answer:
    """The form of participation is online, at least in part."""
    if asked.value is None:
        return _empty()
    if re.search(r"online|blended|hybrid|distance|virtual", str(asked.value), re.IGNORECASE):
        return Answer(ItemState.PRESENT, str(asked.value))
    return Answer(ItemState.NOT_MET, str(asked.value), "Not online.")


@item_test
def avoids_words(asked: Asked) -> Answer:
    """The field has none of the words that the profile sets aside (option ``words``)."""
    if asked.value is None:
        return _empty()
    shown = _shown(asked.value)
    found = [
        word for word in asked.options["words"] if re.search(rf"\b{re.escape(word)}", shown, re.IGNORECASE)
    ]
    if not found:
        return Answer(ItemState.PRESENT, shown)
    return Answer(ItemState.UNCLEAR, shown, f"It has {', '.join(map(repr, found))}; a person must look.")


@item_test
def mentions(asked: Asked) -> Answer:
    """The field has one of the words that the profile names (option ``words``)."""
    if asked.value is None:
        return _empty()
    shown = "; ".join(map(_shown, asked.value)) if isinstance(asked.value, tuple) else _shown(asked.value)
    words = [str(word) for word in asked.options["words"]]
    if any(re.search(rf"\b{re.escape(word)}\b", shown, re.IGNORECASE) for word in words):
        return Answer(ItemState.PRESENT, shown)
    return Answer(ItemState.UNCLEAR, shown, f"It does not mention {' or '.join(words)}.")


@item_test
def left_to_a_person(asked: Asked) -> Answer:
    """The field bears on the item, but only a person can say whether it meets it."""
    if asked.value is None:
        return _empty()
    return Answer(ItemState.UNCLEAR, _shown(asked.value), "Whether this is enough, a person must say.")


def _empty(reason: str = NOT_SAID) -> Answer:
    return Answer(ItemState.EMPTY, "", reason)


# A name of a body, or words that lead to one; "by the tutor" names none.
_NAMES_A_BODY = re.compile(
    r"\bby (?:the )?[A-ZÀ-Þ]|\b(?:Agency|Authority|Commission|Council|Board|Association|Ministry|Department|"
    r"Universit\w+|College|Institute|Organisation|Organization|Foundation|Institut|Agentur|Agence)\b|"
    r"\b(?!(?:ECTS|EQF|ESG|ISO|MOOC|NQF|PDF|RPL)\b)[A-Z]{3,}\b"
)


def _named_party(party: Party) -> Answer:
    if re.match(r"(?:https?|did|urn|mailto):", party.name):
        return Answer(ItemState.UNCLEAR, _shown(party), "Only an address is given, no name.")
    return Answer(ItemState.PRESENT, _shown(party))


def _may_be_english(outcome: LearningOutcome) -> bool:
    return outcome.language is None or outcome.language.lower().partition("-")[0] == "en"


def _is_read_from_description(credential: Credential) -> bool:
    described, listed = credential.origin_of("description"), credential.origin_of("outcomes[0]")
    return described is not None and listed is not None and described.place == listed.place


def _shown(value: object) -> str:
    """Return a field's value on one line, without the end of what is too long to be shown."""
    return " ".join(_words_of(value)[:_LONGEST_STATEMENT].split())


def _words_of(value: object) -> str:
    if isinstance(value, tuple):
        first = _words_of(value[0])
        return first if len(value) == 1 else f"{len(value)}, the first: {first}"
    if isinstance(value, Party):
        return value.name
    if isinstance(value, LearningOutcome):
        return value.text
    if isinstance(value, Alignment):
        return value.label
    if isinstance(value, Evidence):
        return value.title or value.uri or value.description
    if isinstance(value, Assessment):
        return value.kind or value.grade or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
