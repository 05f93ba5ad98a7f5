"""Writing a credential with its skills as a learning opportunity in CTDL.

CTDL describes offers, so what belongs to one holder (grade, dates, evidence) is left out. Each learning
outcome is a competency that the opportunity teaches; a skill stands beside it as one that it embodies.
Hours are read back as the provider's own estimate, since CTDL says no more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from skillmap.domain import Alignment, Credential, Credit, Hours, Level
from skillmap.formats.ctdl_terms import COMPETENCY, FRAMEWORK, OPPORTUNITIES, WHOLE
from skillmap.formats.duration import duration_of

CONTEXT = "https://credreg.net/ctdl/schema/context/json"

_UNITS = {
    "semester hour": "SemesterHour",
    "quarter hour": "QuarterHour",
    "continuing education unit": "ContinuingEducationUnit",
    "clock hour": "ClockHour",
    "contact hour": "ContactHour",
    "carnegie unit": "CarnegieUnit",
    "degree credit": "DegreeCredit",
}
_EQF = "http://data.europa.eu/snb/eqf/"
_NO_LANGUAGE = "und"

Json = dict[str, Any]


def write(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Return a description in CTDL, JSON-LD in UTF-8, without a CTID: only the registry gives those."""
    graph = _Graph(credential)
    offer = graph.offer(alignments)
    members = [offer, *graph.statements, *graph.skills.values(), *graph.frameworks.values()]
    document = {"@context": CONTEXT, "@graph": members}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


class _Graph:
    """The offer and the competencies it refers to, each under an id of its own."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._names: dict[Alignment, str] = {}
        self.statements: list[Json] = []
        self.skills: dict[str, Json] = {}
        self.frameworks: dict[str, Json] = {}

    def offer(self, alignments: Sequence[Alignment]) -> Json:
        credential = self._credential
        kind = f"ceterms:{credential.kind}"
        party = credential.awarding_body or credential.issuer
        return filled(
            {
                "@id": credential.id,
                "@type": kind if kind in OPPORTUNITIES else "ceterms:LearningOpportunityProfile",
                "ceterms:name": self._text(credential.title),
                "ceterms:description": self._text(credential.description),
                "ceterms:codedNotation": credential.code,
                "ceterms:subjectWebpage": credential.homepage,
                "ceterms:inLanguage": [credential.language] if credential.language else None,
                "ceterms:ownedBy": [organisation(party.name, party.id)] if party else None,
                "ceterms:deliveryType": [_named(credential.mode)] if credential.mode else None,
                "ceterms:entryCondition": self._condition(credential.entry_requirements),
                "ceterms:assessmentMethodDescription": self._assessment(),
                "ceterms:creditValue": credit_value(credential.credit),
                "ceterms:atLevel": level_reached(credential.level),
                "ceterms:estimatedDuration": _duration(credential.hours),
                "ceterms:teaches": self._taught(alignments),
            }
        )

    def _taught(self, alignments: Sequence[Alignment]) -> list[Json]:
        taught = []
        ids = {outcome.id for outcome in self._credential.outcomes}
        for position, outcome in enumerate(self._credential.outcomes):
            linked = [alignment for alignment in alignments if alignment.outcome == outcome.id]
            name = f"_:outcome-{position + 1}"
            text = self._text(outcome.text, outcome.language)
            self._keep(name, {"ceasn:competencyText": text}, linked)
            taught.append(_aligned(name, text))
        whole = [alignment for alignment in alignments if alignment.outcome not in ids]
        if whole:
            text = self._text("Skills of the credential as a whole", "en")
            self._keep(WHOLE, {"ceasn:competencyText": text}, whole)
            taught.append(_aligned(WHOLE, text))
        return taught

    def _keep(self, name: str, members: Json, alignments: Sequence[Alignment]) -> None:
        skills = list(dict.fromkeys(self._skill(alignment) for alignment in alignments))
        self.statements.append(
            filled({"@id": name, "@type": COMPETENCY, **members, "ceasn:skillEmbodied": skills})
        )

    def _skill(self, alignment: Alignment) -> str:
        known = alignment.uri or self._names.get(replace(alignment, outcome=None))
        name = known or f"_:skill-{len(self._names) + 1}"
        self._names[replace(alignment, outcome=None)] = name
        self.skills.setdefault(
            name,
            filled(
                {
                    "@id": name,
                    "@type": COMPETENCY,
                    "ceasn:competencyLabel": {_NO_LANGUAGE: alignment.label},
                    "ceasn:competencyText": self._text(alignment.description, _NO_LANGUAGE),
                    "ceasn:codedNotation": alignment.code,
                    "ceasn:isPartOf": self._framework(alignment.framework),
                }
            ),
        )
        return name

    def _framework(self, framework: str | None) -> str | None:
        if framework is None or framework.startswith(("http://", "https://")):
            return framework
        known = [name for name, node in self.frameworks.items() if framework in node["ceasn:name"].values()]
        name = known[0] if known else f"_:framework-{len(self.frameworks) + 1}"
        named = {_NO_LANGUAGE: framework}
        self.frameworks.setdefault(name, {"@id": name, "@type": FRAMEWORK, "ceasn:name": named})
        return name

    def _text(self, text: str, language: str | None = None) -> Json | None:
        return {language or self._credential.language or _NO_LANGUAGE: text} if text else None

    def _condition(self, requirements: str) -> list[Json] | None:
        if not requirements:
            return None
        return [{"@type": "ceterms:ConditionProfile", "ceterms:description": self._text(requirements)}]

    def _assessment(self) -> Json | None:
        assessment = self._credential.assessment
        return self._text(assessment.kind) if assessment else None


def _aligned(name: str, text: Json | None) -> Json:
    kind = "ceterms:CredentialAlignmentObject"
    return {"@type": kind, "ceterms:targetNode": name, "ceterms:targetNodeName": text}


def _named(name: str) -> Json:
    return {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {_NO_LANGUAGE: name}}


def organisation(name: str, identifier: str | None) -> Json:
    """Return an organisation by its name, and by its address where it has one."""
    is_address = bool(identifier and identifier.startswith(("http", "did:")))
    return filled(
        {
            "@id": identifier if is_address else None,
            "@type": "ceterms:CredentialOrganization",
            "ceterms:name": {_NO_LANGUAGE: name},
        }
    )


def credit_value(credit: Credit | None) -> list[Json] | None:
    """Return an amount of credit, with its unit where the language has a word for it."""
    if credit is None:
        return None
    unit = _UNITS.get((credit.scheme or "").lower())
    concept = _named(credit.scheme or "") | {"ceterms:targetNode": f"creditUnit:{unit}"}
    return [
        filled(
            {
                "@type": "ceterms:ValueProfile",
                "schema:value": credit.amount,
                "ceterms:creditUnitType": [concept] if unit else None,
                # The language's list of units knows no European credit.
                "schema:description": {_NO_LANGUAGE: credit.scheme} if credit.scheme and not unit else None,
            }
        )
    ]


def level_reached(level: Level | None) -> list[Json] | None:
    """Return a level by its name and framework."""
    if level is None:
        return None
    concept = _named(f"Level {level.value:g}")
    if level.framework is not None:
        concept["ceterms:frameworkName"] = {_NO_LANGUAGE: level.framework}
    if level.framework == "EQF":
        concept["ceterms:targetNode"] = f"{_EQF}{level.value:g}"
    return [concept]


def _duration(hours: Hours | None) -> list[Json] | None:
    if hours is None or not hours.low:
        return None
    ends: Json = {
        "ceterms:minimumDuration": duration_of(hours.low),
        "ceterms:maximumDuration": duration_of(hours.high),
    }
    exact: Json = {"ceterms:timeRequired": duration_of(hours.low)}
    return [{"@type": "ceterms:DurationProfile"} | (exact if hours.low == hours.high else ends)]


def filled(members: Json) -> Json:
    """Return the members that have a value."""
    return {key: value for key, value in members.items() if value not in (None, "", [])}
