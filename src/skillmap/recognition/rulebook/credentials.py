"""Rules about one credential as evidence of learning, before any module is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from skillmap.domain import Credential, RuleInput, Verdict
from skillmap.recognition.learning_hours import hours_held
from skillmap.recognition.policy import SettingKind
from skillmap.recognition.rule import Answer, Facts, Needs, Scope, anniversary, fact_of, rule

DEFAULT = "default"
"""Key of a table of years for every field of study that has no entry of its own."""


@rule("credential_is_assessed", Scope.CREDENTIAL, "R09")
def credential_is_assessed(facts: Facts) -> Answer:
    """The learning behind the credential was assessed; taking part is not enough."""
    (credential,) = facts.credentials
    inputs = (
        fact_of(credential, "participation_only", _word(credential.participation_only)),
        fact_of(credential, "assessed", _word(credential.assessed)),
    )
    other = "An assessed credential for the same learning, or a portfolio or challenge assessment."
    if credential.participation_only:
        return Answer(
            Verdict.NO,
            inputs,
            "This document shows that you took part. It does not show that your learning was assessed.",
            "Participation only: it records taking part, not learning shown.",
            other,
        )
    if credential.assessed is None:
        return Answer(
            Verdict.UNKNOWN,
            inputs,
            "The document does not say whether your learning was assessed.",
            "Assessment is not stated.",
            f"A statement from the issuer on how {credential.title!r} was assessed.",
        )
    if credential.assessed:
        return Answer(Verdict.YES, inputs, "Your learning was assessed.", "Assessed.")
    told = "The document says that the learning was not assessed."
    return Answer(Verdict.NO, inputs, told, "Not assessed.", other)


@rule(
    "learning_was_passed",
    Scope.CREDENTIAL,
    "R11",
    Needs(settings={"failing_grades": SettingKind.WORDS, "unclear_grades": SettingKind.WORDS}),
)
def learning_was_passed(facts: Facts) -> Answer:
    """No grade or status says that the assessment was failed."""
    (credential,) = facts.credentials
    grade = credential.assessment.grade if credential.assessment is not None else None
    inputs = (fact_of(credential, "assessment", grade, "grade"),)
    if grade is None:
        told = "Nothing in the document says that the assessment was failed."
        return Answer(Verdict.YES, inputs, told, "No failing grade or status is stated.")
    if _is_among(grade, facts.words("failing_grades")):
        told = f"The document gives the result {grade!r}, which is not a pass."
        return Answer(
            Verdict.NO, inputs, told, told, f"A passed assessment in place of {credential.title!r}."
        )
    if _is_among(grade, facts.words("unclear_grades")):
        told = f"The result {grade!r} is a pass in one grading scale and none in another."
        return Answer(
            Verdict.UNKNOWN, inputs, told, told, f"The issuer's grading scale for {credential.title!r}."
        )
    return Answer(Verdict.YES, inputs, f"Result: {grade}.", f"Result {grade!r} is no failing grade.")


@rule("credential_is_in_date", Scope.CREDENTIAL, "R13")
def credential_is_in_date(facts: Facts) -> Answer:
    """The credential has begun to be valid and has not expired."""
    (credential,) = facts.credentials
    inputs = (
        fact_of(credential, "valid_from", credential.valid_from, "start of validity"),
        fact_of(credential, "expires", credential.expires, "end of validity"),
        RuleInput("date of application", facts.on.isoformat()),
    )
    if credential.expires is not None and credential.expires < facts.on:
        told = f"The credential expired on {credential.expires}."
        current = f"A current credential or other recent evidence in place of {credential.title!r}."
        return Answer(Verdict.NO, inputs, f"{told} A person will look at it.", told, current)
    if credential.valid_from is not None and credential.valid_from > facts.on:
        told = f"The credential is valid only from {credential.valid_from}."
        return Answer(Verdict.NO, inputs, told, told, f"An application on or after {credential.valid_from}.")
    if credential.expires is None and _learned(credential)[0] is None:
        told = "The document states neither a date of award nor how long it is valid."
        return Answer(
            Verdict.UNKNOWN, inputs, told, told, f"The dates of award and validity of {credential.title!r}."
        )
    until = f"valid until {credential.expires}" if credential.expires is not None else "no end is stated"
    return Answer(Verdict.YES, inputs, "The credential is in date.", f"In date: {until}.")


@rule(
    "learning_is_current",
    Scope.CREDENTIAL,
    "R12",
    Needs(settings={"current_years": SettingKind.NUMBERS}),
)
def learning_is_current(facts: Facts) -> Answer:
    """The learning is not older than the policy allows in its field of study."""
    (credential,) = facts.credentials
    learned, field = _learned(credential)
    allowed = _years_allowed(credential, facts.numbers("current_years"))
    inputs = (
        fact_of(credential, field, learned, "date of learning"),
        fact_of(credential, "fields", ", ".join(credential.fields), "fields of study (ISCED-F)"),
        RuleInput("date of application", facts.on.isoformat()),
        RuleInput("greatest age", _span_of_years(allowed)),
    )
    if learned is None:
        told = "The document does not say when the learning ended or was awarded."
        change = f"The date on which {credential.title!r} was awarded."
        return Answer(Verdict.UNKNOWN, inputs, told, "No date of award or of learning is stated.", change)
    if learned > facts.on:
        told = f"The date of learning, {learned}, lies after the application."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The right date of {credential.title!r}.")
    if not allowed:
        told = "The policy names no greatest age for this field of study."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The field of study of {credential.title!r}.")
    within = [facts.on <= anniversary(learned, years) for years in allowed]
    told = f"The learning dates from {learned}; the policy allows {_span_of_years(allowed)}."
    if all(within):
        return Answer(Verdict.YES, inputs, "Your learning is recent enough.", told)
    if any(within):
        told = f"{told} Which holds depends on the field of study, which is not stated."
        return Answer(
            Verdict.UNKNOWN, inputs, told, told, f"The field of study (ISCED-F) of {credential.title!r}."
        )
    current = f"A current credential or other recent evidence in place of {credential.title!r}."
    return Answer(Verdict.NO, inputs, f"{told} A person will look at it.", told, current)


@rule(
    "evidence_is_in_accepted_language",
    Scope.CREDENTIAL,
    "R14",
    Needs(settings={"evidence_languages": SettingKind.WORDS}),
)
def evidence_is_in_accepted_language(facts: Facts) -> Answer:
    """The document is in a language that the institution accepts as evidence."""
    (credential,) = facts.credentials
    accepted = facts.words("evidence_languages")
    languages = _languages(credential)
    inputs = (
        fact_of(credential, "language", ", ".join(languages), "language"),
        RuleInput("languages accepted", ", ".join(accepted)),
    )
    if not languages:
        told = "The language of the document is not stated."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The language of {credential.title!r}.")
    foreign = [tag for tag in languages if _primary(tag) not in {_primary(each) for each in accepted}]
    if foreign:
        told = f"The document is in {', '.join(foreign)}; evidence is accepted in {', '.join(accepted)}."
        return Answer(Verdict.NO, inputs, told, told, f"A certified translation of {credential.title!r}.")
    told = f"The document is in an accepted language ({', '.join(languages)})."
    return Answer(Verdict.YES, inputs, told, told)


@rule(
    "learning_is_quality_assured",
    Scope.CREDENTIAL,
    "R10",
    Needs(
        settings={
            "recognised_quality_assurance": SettingKind.WORDS,
            "recognised_issuers": SettingKind.WORDS,
            "any_named_accreditation": SettingKind.SWITCH,
        }
    ),
)
def learning_is_quality_assured(facts: Facts) -> Answer:
    """The issuer or the course is quality assured by a body that the institution recognises."""
    (credential,) = facts.credentials
    stated = "; ".join(credential.quality_assurance)
    issuers = _issuers(credential)
    inputs = (
        fact_of(credential, "quality_assurance", stated, "quality assurance"),
        fact_of(credential, "issuer", ", ".join(issuers), "issuer"),
    )
    known = [name for name in issuers if _is_among(name, facts.words("recognised_issuers"))]
    if known:
        return Answer(
            Verdict.YES, inputs, "The issuer is recognised.", f"{known[0]} is on the policy's list."
        )
    bodies = [body for body in facts.words("recognised_quality_assurance") if _speaks_of(stated, body)]
    if bodies:
        told = f"Quality assured by {bodies[0]}, which the policy recognises."
        return Answer(Verdict.YES, inputs, "The learning is quality assured.", told)
    if not stated:
        told = "The document does not say who assures the quality of the learning."
        change = f"A statement from the issuer of {credential.title!r} on its quality assurance."
        return Answer(Verdict.UNKNOWN, inputs, told, "Quality assurance is not stated.", change)
    if facts.says("any_named_accreditation"):
        told = f"Quality assurance is named: {stated}"
        return Answer(Verdict.YES, inputs, "The learning is quality assured.", told)
    told = "The quality assurance that the document names is not on the institution's list."
    return Answer(Verdict.NO, inputs, told, f"{told} Stated: {stated}", "Recognised quality assurance.")


@rule(
    "grade_is_reached",
    Scope.CREDENTIAL,
    "R11",
    Needs(
        settings={
            "grade_scale_of": SettingKind.WORDS_BY_NAME,
            "grade_order": SettingKind.WORDS_BY_NAME,
            "min_grade": SettingKind.WORDS_BY_NAME,
        }
    ),
)
def grade_is_reached(facts: Facts) -> Answer:
    """The grade reaches the policy's minimum on the scale that the issuer uses."""
    (credential,) = facts.credentials
    grade = credential.assessment.grade if credential.assessment is not None else None
    least = facts.words_by_name("min_grade")
    scale = _scale(credential, facts.words_by_name("grade_scale_of"), least)
    inputs = (
        fact_of(credential, "assessment", grade, "grade"),
        RuleInput("scale of the issuer", scale or "not known"),
        RuleInput("least grade", least.get(scale or "", "not known")),
    )
    if grade is None:
        told = "The document states no grade."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The grade of {credential.title!r}.")
    if scale is None or scale not in least:
        told = f"It is not known on which scale the grade {grade!r} was given."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The grading scale of {credential.title!r}.")
    order = [word.strip() for word in facts.words_by_name("grade_order").get(scale, "").split("<")]
    places = _place(grade, order), _place(least[scale], order)
    if places[0] is None or places[1] is None:
        told = f"The grade {grade!r} is not one of the scale {scale!r}."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The grading scale of {credential.title!r}.")
    told = f"Grade {grade} against at least {least[scale]} on the scale {scale!r}."
    if places[0] >= places[1]:
        return Answer(Verdict.YES, inputs, told, told)
    return Answer(
        Verdict.NO, inputs, told, told, f"Evidence of the same learning with {least[scale]} or better."
    )


@rule("learning_is_long_enough", Scope.CREDENTIAL, "R24", Needs(limits=("min_hours",)))
def learning_is_long_enough(facts: Facts) -> Answer:
    """The credential stands for at least the hours of learning that make it a micro-credential."""
    (credential,) = facts.credentials
    least = facts.limit("min_hours").value
    # Hours of any kind are learning; only a measure of the whole asks for notional ones.
    held = hours_held(credential) or credential.hours
    inputs = (
        fact_of(credential, "hours" if credential.hours is not None else "credit", held, "hours of learning"),
        RuleInput("least hours", f"{least:g} h"),
    )
    if held is None:
        told = "The document states no hours of learning."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The hours of learning of {credential.title!r}.")
    told = f"{held} against at least {least:g} h."
    if held.low >= least:
        return Answer(Verdict.YES, inputs, told, told)
    if held.high >= least:
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The exact hours of {credential.title!r}.")
    return Answer(Verdict.NO, inputs, told, told, "Evidence of more learning.")


@rule("size_is_of_micro_credential", Scope.CREDENTIAL, "R24", Needs(limits=("max_micro_credential_hours",)))
def size_is_of_micro_credential(facts: Facts) -> Answer:
    """The credential is no larger than a micro-credential can be; a larger one is a qualification."""
    (credential,) = facts.credentials
    most = facts.limit("max_micro_credential_hours").value
    held = hours_held(credential)
    inputs = (
        fact_of(credential, "credit" if credential.credit is not None else "hours", held, "notional hours"),
        RuleInput("most hours", f"{most:g} h"),
    )
    if held is None:
        told = "The notional hours of the learning are not stated."
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The notional hours of {credential.title!r}.")
    told = f"{held} against at most {most:g} h."
    if held.high <= most:
        return Answer(Verdict.YES, inputs, told, told)
    if held.low <= most:
        return Answer(Verdict.UNKNOWN, inputs, told, told, f"The exact hours of {credential.title!r}.")
    return Answer(Verdict.NO, inputs, told, told, "A procedure for qualifications instead.")


def _word(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def _learned(credential: Credential) -> tuple[date | None, str]:
    """Return when the learning ended, else was awarded, else became valid; and the field that says so."""
    for day, field in (
        (credential.activity_end, "activity_end"),
        (credential.awarded, "awarded"),
        (credential.valid_from, "valid_from"),
    ):
        if day is not None:
            return day, field
    return None, "awarded"


def _years_allowed(credential: Credential, table: Mapping[str, float]) -> tuple[float, ...]:
    """Return the greatest age; all that come into question where no field of study is stated."""
    if not credential.fields:
        return tuple(sorted(set(table.values())))
    found = [years for field in credential.fields if (years := _years_for(field, table)) is not None]
    return (min(found),) if found else ()


def _years_for(field: str, table: Mapping[str, float]) -> float | None:
    """Return the entry for the narrowest field of study that holds a field."""
    holding = [key for key in table if key != DEFAULT and field.startswith(key)]
    return table[max(holding, key=len)] if holding else table.get(DEFAULT)


def _span_of_years(allowed: tuple[float, ...]) -> str:
    return " or ".join(f"{years:g}" for years in allowed) + " years" if allowed else "not stated"


def _languages(credential: Credential) -> tuple[str, ...]:
    if credential.language:
        return (credential.language,)
    return tuple(sorted({outcome.language for outcome in credential.outcomes if outcome.language}))


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].casefold()


def _issuers(credential: Credential) -> tuple[str, ...]:
    parties = [party for party in (credential.issuer, credential.awarding_body) if party is not None]
    return tuple(dict.fromkeys(name for party in parties for name in (party.name, party.id) if name))


def _scale(credential: Credential, scales: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    """Return the scale that a credential states, else the one that its issuer is known to use."""
    kind = credential.assessment.kind if credential.assessment is not None else ""
    stated = kind.rpartition("scale:")[2].strip() if "scale:" in kind else ""
    for name in (stated, *_issuers(credential)):
        for scale in known:
            if name and _plain(name) == _plain(scale):
                return scale
        for owner, scale in scales.items():
            if name and _plain(name) == _plain(owner):
                return scale
    return None


def _place(grade: str, order: list[str]) -> float | None:
    """Return where a grade stands, lowest first; a number stands for itself where no order is given."""
    if order != [""]:
        plain = [_plain(word) for word in order]
        return float(plain.index(_plain(grade))) if _plain(grade) in plain else None
    try:
        return float(grade.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        return None


def _is_among(name: str, names: tuple[str, ...]) -> bool:
    return _plain(name) in {_plain(each) for each in names}


def _speaks_of(text: str, name: str) -> bool:
    return f" {_plain(name)} " in f" {' '.join(_plain(text).replace(',', ' ').replace(';', ' ').split())} "


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
