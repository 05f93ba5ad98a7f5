"""Writing a credential with its skills as an unsigned record of the European Learning Model.

The record is a LearningAchievement (a LearningActivity where taking part is all that is certified) whose
specification holds the learning outcomes; a skill stands under the outcome that it is linked to. What the
model has no place for is left out: an interval of hours, hours that no one calls notional, the dates of
validity, which belong to the credential around a claim, and the kind of thing that a skill link points to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from skillmap.domain import (
    Alignment,
    Assessment,
    Credential,
    Credit,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Party,
)
from skillmap.formats.duration import duration_of
from skillmap.formats.european_outcomes import ESCO, ESCO_SKILLS, WHOLE

CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"

_ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
_EQF = "http://data.europa.eu/snb/eqf/"
_ISCED = "http://data.europa.eu/snb/isced-f/"
_COUNTRY = "http://publications.europa.eu/resource/authority/country/"
_NO_LANGUAGE = "und"

Json = dict[str, Any]


def write(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Return an unsigned record of the European Learning Model, JSON-LD in UTF-8.

    An alignment without an outcome is written under an outcome of its own whose id ends in ``#whole``: the
    model links skills to learning outcomes only.
    """
    record = _filled(
        {
            "@context": [CONTEXT],
            "id": credential.id,
            "type": "LearningActivity" if credential.participation_only else "LearningAchievement",
            "title": _text(credential.title, credential.language),
            "description": _text(credential.description, credential.language),
            "awardedBy": _awarding(credential),
            "creditReceived": _credit(credential.credit) if credential.credit_offered else None,
            "provenBy": _assessment(credential),
            "influencedBy": _taught(credential.hours),
            "specifiedBy": _specification(credential, alignments),
        }
    )
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _specification(credential: Credential, alignments: Sequence[Alignment]) -> Json:
    level = credential.level
    # Only a qualification can carry a level of the EQF or of a national framework, and an accreditation.
    is_qualified = level is not None or bool(credential.quality_assurance)
    is_qualification = is_qualified and not credential.participation_only
    activity = "LearningActivitySpecification" if credential.participation_only else None
    kind = "Qualification" if is_qualification else "LearningAchievementSpecification"
    outcomes = [_outcome(outcome, alignments, credential.language) for outcome in credential.outcomes]
    whole = _whole(credential, alignments)
    return _filled(
        {
            "type": activity or kind,
            "title": _text(credential.title, credential.language),
            "dcType": _concept(credential.kind, credential.language),
            "mode": _concept(credential.mode, credential.language),
            "qualificationCode": _filled({"type": "Concept", "notation": credential.code})
            if credential.code
            else None,
            "thematicArea": [{"id": _ISCED + code, "type": "Concept"} for code in credential.fields],
            "homepage": {"type": "WebResource", "contentURL": credential.homepage}
            if credential.homepage
            else None,
            "entryRequirement": _note(credential.entry_requirements, credential.language),
            "accreditation": [
                {"type": "Accreditation", "title": _text(said, credential.language)}
                for said in credential.quality_assurance
            ],
            "creditPoint": _credit(credential.credit_offered or credential.credit),
            "volumeOfLearning": _volume(credential.hours),
            "learningOutcome": [*outcomes, *whole],
            **_level(level),
        }
    )


def _outcome(outcome: LearningOutcome, alignments: Sequence[Alignment], language: str | None) -> Json:
    linked = [alignment for alignment in alignments if alignment.outcome == outcome.id]
    title = _text(outcome.text, outcome.language or language)
    return {"id": outcome.id, "type": "LearningOutcome", "title": title} | _skills(linked)


def _whole(credential: Credential, alignments: Sequence[Alignment]) -> list[Json]:
    ids = {outcome.id for outcome in credential.outcomes}
    linked = [alignment for alignment in alignments if alignment.outcome not in ids]
    if not linked:
        return []
    title = _text("Skills of the credential as a whole", "en")
    return [{"id": credential.id + WHOLE, "type": "LearningOutcome", "title": title} | _skills(linked)]


def _skills(alignments: Sequence[Alignment]) -> Json:
    skills: dict[str, list[Json]] = {"relatedESCOSkill": [], "relatedSkill": []}
    for alignment in dict.fromkeys(alignments):
        is_esco = bool(alignment.uri and alignment.uri.startswith(ESCO))
        skills["relatedESCOSkill" if is_esco else "relatedSkill"].append(_skill(alignment, is_esco=is_esco))
    return _filled(skills)


def _skill(alignment: Alignment, *, is_esco: bool) -> Json:
    scheme: Json | None = {"id": ESCO_SKILLS, "type": "ConceptScheme"} if is_esco else None
    if scheme is None and alignment.framework:
        is_address = alignment.framework.startswith(("http://", "https://"))
        named = (
            {"id": alignment.framework} if is_address else {"prefLabel": {_NO_LANGUAGE: alignment.framework}}
        )
        scheme = {"type": "ConceptScheme"} | named
    return _filled(
        {
            "id": alignment.uri,
            "type": "Concept",
            "prefLabel": {_NO_LANGUAGE: alignment.label},
            "definition": {_NO_LANGUAGE: alignment.description} if alignment.description else None,
            "notation": alignment.code or alignment.kind,
            "inScheme": scheme,
        }
    )


def _level(level: Level | None) -> Json:
    if level is None:
        return {}
    if level.framework == "EQF" and level.value in range(1, 9):
        return {"eqfLevel": {"id": f"{_EQF}{level.value:g}", "type": "Concept"}}
    if level.framework is None:
        return {"educationLevel": _concept(f"Level {level.value:g}", "en")}
    return {"nqfLevel": _concept(f"{level.framework} Level {level.value:g}", "en")}


def _credit(credit: Credit | None) -> Json | None:
    if credit is None:
        return None
    framework: Json | None = None
    if credit.scheme == "ECTS":
        framework = {"id": _ECTS, "type": "Concept"}
    elif credit.scheme is not None:
        framework = {"type": "Concept", "prefLabel": {_NO_LANGUAGE: credit.scheme}}
    # A text by the application profile.
    return _filled({"type": "CreditPoint", "framework": framework, "point": f"{credit.amount:g}"})


def _volume(hours: Hours | None) -> str | None:
    if hours is None or hours.low != hours.high or hours.basis is not HoursBasis.NOTIONAL or not hours.low:
        return None
    return duration_of(hours.low)


def _taught(hours: Hours | None) -> Json | None:
    if hours is None or hours.basis is not HoursBasis.CONTACT or not hours.low:
        return None
    figure = f"{hours.low:g}" if hours.low == hours.high else f"{hours.low:g}-{hours.high:g}"
    return {
        "type": "LearningActivity",
        "specifiedBy": {"type": "LearningActivitySpecification", "contactHour": figure},
    }


def _assessment(credential: Credential) -> Json | None:
    if not credential.assessed or credential.assessment is None:
        return None
    assessment: Assessment = credential.assessment
    return _filled(
        {
            "type": "LearningAssessment",
            "title": _text(assessment.kind or credential.title, credential.language),
            "grade": _note(assessment.grade or "", credential.language),
            "idVerification": _supervision(assessment),
            "assessedBy": {"type": "Organisation", "legalName": {_NO_LANGUAGE: assessment.assessor}}
            if assessment.assessor
            else None,
        }
    )


def _supervision(assessment: Assessment) -> Json | None:
    if assessment.supervised is None and assessment.identity_verified is None:
        return None
    parts = {
        True: ("Supervised", "with ID Verification"),
        False: ("Unsupervised", "without ID Verification"),
        None: ("", ""),
    }
    label = f"{parts[assessment.supervised][0]} {parts[assessment.identity_verified][1]}".strip()
    return _concept(label, "en")


def _awarding(credential: Credential) -> Json | None:
    body = credential.awarding_body or credential.issuer
    if body is None and credential.awarded is None:
        return None
    return _filled(
        {
            "type": "AwardingProcess",
            "awardingBody": _organisation(body),
            "awardingDate": f"{credential.awarded.isoformat()}T00:00:00" if credential.awarded else None,
        }
    )


def _organisation(body: Party | None) -> Json | None:
    if body is None:
        return None
    is_address = bool(body.id and body.id.startswith(("http", "did:")))
    country = {"id": _COUNTRY + body.country, "type": "Concept"} if body.country else None
    address = {"type": "Address", "countryCode": country} if country else None
    identifier = {"type": "Identifier", "notation": body.id} if body.id and not is_address else None
    return _filled(
        {
            "id": body.id if is_address else None,
            "type": "Organisation",
            "legalName": {_NO_LANGUAGE: body.name},
            "identifier": identifier,
            "location": {"type": "Location", "address": address} if address else None,
        }
    )


def _text(text: str, language: str | None) -> Json | None:
    return {language or _NO_LANGUAGE: text} if text else None


def _note(text: str, language: str | None) -> Json | None:
    return {"type": "Note", "noteLiteral": _text(text, language)} if text else None


def _concept(label: str | None, language: str | None) -> Json | None:
    return {"type": "Concept", "prefLabel": _text(label, language)} if label else None


def _filled(members: Json) -> Json:
    return {key: value for key, value in members.items() if value not in (None, "", [])}
