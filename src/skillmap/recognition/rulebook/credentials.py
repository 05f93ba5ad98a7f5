"""Rules about one credential, before any module is looked at."""

from __future__ import annotations

from datetime import date

from skillmap.domain import RuleInput, Verdict
from skillmap.recognition.rule import Answer, Facts, Scope, fact_of, rule

DAYS_PER_YEAR = 365.25


@rule("credential_is_assessed", Scope.CREDENTIAL)
def credential_is_assessed(facts: Facts) -> Answer:
    """The learning behind the credential was assessed; taking part is not enough."""
    (credential,) = facts.credentials
    inputs = (
        fact_of(credential, "participation_only", _word(credential.participation_only)),
        fact_of(credential, "assessed", _word(credential.assessed)),
    )
    if credential.participation_only:
        return Answer(
            Verdict.NO,
            inputs,
            "This document shows that you took part. It does not show that your learning was assessed.",
            "Participation only: it records taking part, not learning shown.",
            "An assessed credential for the same learning, or a portfolio or challenge assessment.",
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
    return Answer(
        Verdict.NO,
        inputs,
        "The document says that the learning was not assessed.",
        "Not assessed.",
        "An assessed credential for the same learning, or a portfolio or challenge assessment.",
    )


@rule("credential_is_in_date", Scope.CREDENTIAL)
def credential_is_in_date(facts: Facts) -> Answer:
    """The credential has begun, has not expired, and the learning is not older than the policy allows."""
    (credential,) = facts.credentials
    limit = facts.limit("max_age_years")
    learned = credential.activity_end or credential.awarded or credential.valid_from
    inputs = (
        fact_of(credential, "expires", credential.expires),
        fact_of(credential, _date_field(facts), learned, "date of learning"),
        RuleInput("date of application", facts.on.isoformat()),
        RuleInput("greatest age", f"{limit.value:g} years"),
    )
    current = f"A current credential or other recent evidence in place of {credential.title!r}."
    if credential.expires is not None and credential.expires < facts.on:
        told = f"The credential expired on {credential.expires}."
        return Answer(Verdict.NO, inputs, f"{told} A person will look at it.", told, current)
    if credential.valid_from is not None and credential.valid_from > facts.on:
        told = f"The credential is valid only from {credential.valid_from}."
        return Answer(Verdict.NO, inputs, told, told, f"An application on or after {credential.valid_from}.")
    if learned is None:
        return Answer(
            Verdict.UNKNOWN,
            inputs,
            "The document does not say when the credential was awarded.",
            "No date of award or of learning is stated.",
            f"The date on which {credential.title!r} was awarded.",
        )
    age = _years(learned, facts.on)
    if age > limit.value:
        told = f"The learning is {age:.1f} years old; the policy allows {limit.value:g}."
        return Answer(Verdict.NO, inputs, f"{told} A person will look at it.", told, current)
    return Answer(Verdict.YES, inputs, "The credential is in date.", f"In date: {age:.1f} years old.")


@rule("credential_is_authentic", Scope.CREDENTIAL)
def credential_is_authentic(facts: Facts) -> Answer:
    """The document comes from its issuer unchanged and belongs to this applicant; not checked yet."""
    (credential,) = facts.credentials
    issuer = credential.issuer.name if credential.issuer is not None else None
    return Answer(
        Verdict.UNKNOWN,
        (fact_of(credential, "issuer", issuer),),
        "The authenticity of the document has not been checked by this software.",
        "Signature, issuer and holder are not checked by this version: confirm them before deciding.",
        "Confirmation of the document with its issuer.",
    )


def _word(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def _date_field(facts: Facts) -> str:
    credential = facts.credentials[0]
    if credential.activity_end is not None:
        return "activity_end"
    return "awarded" if credential.awarded is not None else "valid_from"


def _years(start: date, end: date) -> float:
    return (end - start).days / DAYS_PER_YEAR
