"""A credential with skills linked, as a definition that an issuer can take over: unsigned, naming nobody.

What is written is what can be earned (a badge class, an achievement). Whom it was awarded to, when and with
which grade is no part of it, and no proof is ever made here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Alignment,
    Credential,
    Extent,
    Holding,
    HoldingBasis,
    LearningOutcome,
    Level,
    Match,
    OutcomeCoverage,
    Party,
    Profile,
    Programme,
    Recommendation,
)
from skillmap.errors import FormatError
from skillmap.formats.badge_facts import OUTCOME_LINK
from skillmap.formats.own_names import urn_of
from skillmap.formats.wording import with_marks_escaped

_CONTEXT_2 = "https://w3id.org/openbadges/v2"
_CONTEXT_3 = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_EQF = "http://data.europa.eu/snb/eqf/"
_MEMBERS = (
    ("targetName", "label"),
    ("targetUrl", "uri"),
    ("targetFramework", "framework"),
    ("targetCode", "code"),
    ("targetType", "kind"),
)
# The vocabulary of Open Badges 3.0 for what an achievement is.
_KINDS = frozenset(
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree "
    "Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular "
    "Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate License "
    "LearningProgram Membership ProfessionalDoctorate QualityAssuranceCredential MasterCertificate "
    "MasterDegree MicroCredential ResearchDoctorate SecondarySchoolDiploma".split()
)
_ABOUT_THE_FILE = frozenset({"id", "source", "origins", "holder_identified"})


def alignments_from(credential: Credential, profile: Profile) -> tuple[Alignment, ...]:
    """Return the links of a credential to skills: the issuer's own, then those that a profile infers.

    An inferred one says in its description that it is a suggestion, from which outcome and how similar; a
    skill that the issuer names already is not linked again.
    """
    named = {alignment.uri for alignment in credential.alignments}
    inferred = [
        _alignment(holding, match, credential, profile.taxonomy)
        for holding in profile.holdings
        if holding.basis is HoldingBasis.INFERRED and holding.skill.id not in named
        for match in holding.matches
        if match.statement_id.startswith(f"{credential.id}/")
    ]
    return (*credential.alignments, *inferred)


def _said_of(match: Match) -> str:
    confidence = "" if match.confidence is None else f", confidence {match.confidence:.2f}"
    relation = (
        f", and only {match.relation}: {match.relation_reason}"
        if match.relation is not None and not match.relation.is_the_whole
        else ""
    )
    return (
        f"Suggested by skillmap {__version__} for the outcome '{match.statement}' "
        f"(similarity {match.similarity:.2f}{confidence}{relation}); not confirmed by a person."
    )


def _alignment(holding: Holding, match: Match, credential: Credential, framework: str) -> Alignment:
    outcome = match.statement_id.removeprefix(f"{credential.id}/")
    description = f"{_said_of(match)} {holding.skill.description}".strip()
    return Alignment(
        holding.skill.label, holding.skill.id, framework, description, holding.skill.code, None, outcome
    )


def alignments_to_modules(credential: Credential, advice: Advice) -> tuple[Alignment, ...]:
    """Return links from a credential's outcomes to the module outcomes that they meet or partly meet.

    Each says in its description that it is a suggestion, how far the outcome is met and how similar the two
    are. The address is a name of our own that leads nowhere: a catalogue gives its outcomes none.
    """
    return tuple(
        _module_alignment(credential, covered, match, (found, advice.programme))
        for found in advice.recommendations
        for covered in found.coverage.outcomes
        for credential_id, match in mapped_pairs(covered)
        if credential_id == credential.id
    )


def mapped_pairs(covered: OutcomeCoverage) -> tuple[tuple[str, Match], ...]:
    """Return the matches that meet or partly meet a module outcome, with the id of the credential of each.

    The strongest match of an outcome is named also where it falls short, and where judged experience shows
    the outcome instead; there it is left out.
    """
    meets = covered.extent in (Extent.MET, Extent.PARTLY) and not covered.evidence_ids
    if not meets or covered.match is None or covered.credential_id is None:
        return covered.others
    return ((covered.credential_id, covered.match), *covered.others)


def credential_address(credential: Credential) -> str:
    """Return a name for what a credential is awarded for, the same for all who hold it.

    It is made of issuer, code, title and home page; the id of an award, which can lead to its holder, is no
    part of it. A credential on offer has its own.
    """
    if credential.holder_identified is False and ":" in credential.id:
        return credential.id
    party = credential.awarding_body or credential.issuer
    issuer = (party.id or party.name) if party is not None else ""
    return urn_of(issuer, credential.code or "", credential.title, credential.homepage or "")


def outcome_address(programme: Programme, module_id: str, outcome: LearningOutcome) -> str:
    """Return a name for a module outcome that stays the same as long as its programme, place and words do."""
    return urn_of(programme.id, programme.title, module_id, outcome.id, outcome.text)


def _module_alignment(
    credential: Credential,
    covered: OutcomeCoverage,
    match: Match,
    place: tuple[Recommendation, Programme],
) -> Alignment:
    found, programme = place
    extent = covered.extent.value if match is covered.match else "further evidence"
    module = f"{found.module_title} ({found.module_id})"
    return Alignment(
        covered.outcome.text,
        outcome_address(programme, found.module_id, covered.outcome),
        f"{programme.title}: {module}",
        f"{_said_of(match)} Module outcome: {extent}.",
        f"{found.module_id}/{covered.outcome.id}",
        "ceasn:Competency",
        match.statement_id.removeprefix(f"{credential.id}/"),
    )


def badge_class_json(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Return a credential as a badge class of Open Badges 2.0."""
    value = {
        "@context": _CONTEXT_2,
        "type": "BadgeClass",
        "id": _id_of(credential),
        "name": with_marks_escaped(credential.title),
        "description": with_marks_escaped(credential.description),
        "@language": credential.language,
        "criteria": _criteria(credential),
        "alignment": [*_alignments(credential, alignments), *_level(credential.level)],
        "issuer": _profile("Issuer", credential.issuer or credential.awarding_body),
    }
    return _as_json(value)


def achievement_json(credential: Credential, alignments: Sequence[Alignment]) -> bytes:
    """Return a credential as an achievement of Open Badges 3.0."""
    offered = credential.credit_offered or credential.credit
    links = [*_alignments(credential, alignments), *_level(credential.level)]
    value = {
        "@context": list(_CONTEXT_3),
        "id": _id_of(credential),
        "type": ["Achievement"],
        "achievementType": credential.kind if _is_kind(credential.kind) else None,
        "name": with_marks_escaped(credential.title),
        "description": with_marks_escaped(credential.description),
        "inLanguage": credential.language,
        "humanCode": credential.code,
        "fieldOfStudy": next(iter(credential.fields), None),
        "creditsAvailable": offered.amount if offered else None,
        "criteria": _criteria(credential),
        "alignment": [{"type": ["Alignment"]} | link for link in links],
        "creator": _profile("Profile", credential.awarding_body or credential.issuer),
    }
    return _as_json(value)


def must_read_back(
    format_name: str, credential: Credential, alignments: Sequence[Alignment], again: Credential
) -> None:
    """Raise FormatError unless title, outcomes and alignments were read back as they are."""
    pairs = {
        "title": (credential.title, again.title),
        "outcomes": (_texts(credential), _texts(again) if credential.outcomes else []),
        "alignments": (_by_place(credential, alignments), _by_place(again, again.alignments)),
    }
    for field, (written, read) in pairs.items():
        if written != read:
            problem = f"cannot be written as {format_name} in a way that reads back alike"
            raise FormatError(credential.source.name, field, problem)


def unwritten(credential: Credential, again: Credential) -> tuple[str, ...]:
    """Return the fields that a credential has and that what was written does not, in order."""
    return tuple(
        field.name
        for field in fields(Credential)
        if field.name not in _ABOUT_THE_FILE | {"outcomes", "alignments"}
        and getattr(credential, field.name) not in (None, "", ())
        and getattr(credential, field.name) != getattr(again, field.name)
    )


def _texts(credential: Credential) -> list[str]:
    return [outcome.text for outcome in credential.outcomes]


def _by_place(credential: Credential, alignments: Sequence[Alignment]) -> list[tuple[Alignment, int | None]]:
    """Return alignments, each once, with the number of their outcome in place of its id."""
    numbers = {outcome.id: number for number, outcome in enumerate(credential.outcomes, 1)}
    pairs = [(replace(item, outcome=None), numbers.get(item.outcome or "")) for item in alignments]
    return list(dict.fromkeys(pairs))


def _id_of(credential: Credential) -> str:
    """Return the id of a definition; that of an award is no id for what was awarded."""
    if credential.holder_identified is False and ":" in credential.id:
        return credential.id
    return urn_of(credential.homepage or "", credential.id, credential.title)


def _criteria(credential: Credential) -> dict[str, str] | None:
    parts = [_list_of("The learner can:", _texts(credential))]
    kind = credential.assessment.kind if credential.assessment else ""
    if credential.assessed:
        parts.append(_list_of("## Assessment", [kind or "The learning is assessed."]))
    elif credential.assessed is False:
        parts.append("## Assessment\n\nThere is no assessment.")
    if credential.entry_requirements:
        parts.append(_list_of("## Entry requirements", [credential.entry_requirements]))
    value = {"id": credential.homepage, "narrative": "\n\n".join(filter(None, parts))}
    return {key: item for key, item in value.items() if item} or None


def _list_of(heading: str, items: Sequence[str]) -> str:
    return f"{heading}\n\n" + "\n".join(f"- {with_marks_escaped(item)}" for item in items) if items else ""


def _alignments(credential: Credential, alignments: Sequence[Alignment]) -> Iterator[dict[str, Any]]:
    for item, number in _by_place(credential, alignments):
        members = {key: getattr(item, field) for key, field in _MEMBERS}
        members["targetDescription"] = with_marks_escaped(item.description)
        members[OUTCOME_LINK] = number
        yield {key: value for key, value in members.items() if value}


def _level(level: Level | None) -> Iterator[dict[str, str]]:
    """Yield a link to a level that has an address; others have no place in a badge."""
    if level is not None and level.framework == "EQF" and level.value in range(1, 9):
        name = f"{level.value:g}"
        yield {
            "targetName": f"EQF Level {name}",
            "targetUrl": f"{_EQF}{name}",
            "targetFramework": "European Qualifications Framework",
            "targetCode": name,
        }


def _profile(kind: str, party: Party | None) -> dict[str, Any] | None:
    if party is None:
        return None
    country = {"type": ["Address"], "addressCountryCode": party.country} if party.country else None
    value = {"id": party.id, "type": [kind], "name": party.name, "address": country}
    return {key: item for key, item in value.items() if item}


def _is_kind(kind: str | None) -> bool:
    return kind is not None and (kind in _KINDS or kind.startswith("ext:"))


def _as_json(value: dict[str, Any]) -> bytes:
    filled = {key: item for key, item in value.items() if item not in (None, "", [])}
    text = json.dumps(filled, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")
