"""Suggested credit for named modules as transfer value profiles of CTDL.

The evidence is what the two teach: each outcome is a competency, and one of a credential points to the module
outcomes that it meets or partly meets. CTDL has no property yet for the process behind a value, so the words
of the suggestion stand in the description. What is suggested is marked as in development: only who decides
can make it active, own it and give it a date to begin. An earlier decision is named as what it derives from
where its number is an address. There is no CTID: only the registry gives those.
"""

from __future__ import annotations

import json
from typing import Any

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Award,
    Credential,
    LearningOutcome,
    MatchRelation,
    Module,
    Recommendation,
)
from skillmap.formats import credential_address, mapped_pairs, outcome_address
from skillmap.formats.ctdl_terms import COMPETENCY, CREDENTIALS, OPPORTUNITIES
from skillmap.formats.ctdl_writing import CONTEXT, credit_value, filled, level_reached, organisation
from skillmap.formats.own_names import urn_of
from skillmap.report.output import Output, outputs
from skillmap.report.words import A_PERSON_DECIDES, coverage_words, landing_words
from skillmap.text import neutral

Json = dict[str, Any]

_STATUS = {
    "@type": "ceterms:CredentialAlignmentObject",
    "ceterms:framework": "https://credreg.net/ctdl/terms/LifeCycleStatus",
    "ceterms:targetNode": "lifeCycle:Developing",
    "ceterms:targetNodeName": {"en": "Developing"},
}
_ALIGNMENTS: dict[MatchRelation | None, str] = {
    MatchRelation.EXACT: "ceasn:exactAlignment",
    MatchRelation.CLOSE: "ceasn:majorAlignment",
    MatchRelation.BROAD: "ceasn:broadAlignment",
    MatchRelation.NARROW: "ceasn:narrowAlignment",
    MatchRelation.RELATED: "ceasn:minorAlignment",
}
"""As the reader takes them; a likeness without a known relation is the general ``ceasn:alignTo``."""
_NO_LANGUAGE = "und"


def write(advice: Advice) -> bytes:
    """Return a profile for each module with specified credit that counts, and what it goes from and to."""
    held = {standing.credential.id: standing.credential for standing in advice.standings}
    modules = {module.id: module for module in advice.programme.modules}
    graph: dict[str, Json] = {}
    for found in advice.recommendations:
        # What does not count in the programme is no value that transfers.
        if found.award is not Award.SPECIFIED_CREDIT or found.credit is None or not found.counts:
            continue
        sources = [held[name] for name in found.credential_ids if name in held]
        target = _module(advice, found, modules.get(found.module_id))
        outcomes = (*_module_outcomes(advice, found), *(n for source in sources for n in _taught_by(source)))
        for node in (_profile(advice, found, sources, target), *map(_source, sources), target, *outcomes):
            graph.setdefault(node["@id"], node)
        _align(advice, found, held, graph)
    document = {"@context": CONTEXT, "@graph": list(graph.values())}
    text = neutral(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
    return text.encode()


def _profile(advice: Advice, found: Recommendation, sources: list[Credential], target: Json) -> Json:
    titles = " and ".join(f"“{credential.title}”" for credential in sources) or "evidence of experience"
    names = [credential_address(credential) for credential in sources]
    derived = [note.precedent.id for note in found.precedents if ":" in note.precedent.id]
    return filled(
        {
            "@id": urn_of(advice.policy, advice.on.isoformat(), target["@id"], *names),
            "@type": "ceterms:TransferValueProfile",
            "ceterms:name": {"en": f"Suggested credit from {titles} for {found.module_title}"},
            "ceterms:description": {"en": _description(advice, found)},
            "ceterms:lifeCycleStatusType": _STATUS,
            "ceterms:transferValue": credit_value(found.credit),
            "ceterms:transferValueFrom": names,
            "ceterms:transferValueFor": [target["@id"]],
            "ceasn:derivedFrom": derived,
        }
    )


def _description(advice: Advice, found: Recommendation) -> str:
    landing = landing_words(found.landing) if found.landing is not None else ""
    made = (
        f"Made by skillmap {__version__} on {advice.on.isoformat()} under policy {advice.policy} "
        f"(status: {advice.policy_status}), fingerprint {advice.fingerprint}."
    )
    parts = (
        A_PERSON_DECIDES,
        found.reason,
        f"Module outcomes: {coverage_words(found.coverage)}.",
        landing,
        made,
    )
    return " ".join(part for part in parts if part)


def _source(credential: Credential) -> Json:
    party = credential.awarding_body or credential.issuer
    kind = f"ceterms:{credential.kind}"
    known = kind in CREDENTIALS | OPPORTUNITIES
    return filled(
        {
            "@id": credential_address(credential),
            "@type": kind if known else "ceterms:LearningOpportunityProfile",
            "ceterms:name": {credential.language or _NO_LANGUAGE: credential.title},
            "ceterms:codedNotation": credential.code,
            "ceterms:subjectWebpage": credential.homepage,
            "ceterms:ownedBy": [organisation(party.name, party.id)] if party is not None else None,
            "ceterms:creditValue": credit_value(credential.credit),
            "ceterms:atLevel": level_reached(credential.level),
            "ceterms:teaches": [_taught(node) for node in _taught_by(credential)],
        }
    )


def _module(advice: Advice, found: Recommendation, module: Module | None) -> Json:
    programme = advice.programme
    language = (module.language if module is not None else None) or _NO_LANGUAGE
    return filled(
        {
            "@id": urn_of(programme.id, programme.title, found.module_id),
            "@type": "ceterms:Course",
            "ceterms:name": {language: found.module_title},
            "ceterms:codedNotation": found.module_id,
            "ceterms:creditValue": credit_value(module.credit) if module is not None else None,
            "ceterms:atLevel": level_reached(module.level) if module is not None else None,
            "ceterms:teaches": [_taught(node) for node in _module_outcomes(advice, found)],
        }
    )


def _module_outcomes(advice: Advice, found: Recommendation) -> list[Json]:
    return [
        _competency(outcome_address(advice.programme, found.module_id, covered.outcome), covered.outcome)
        for covered in found.coverage.outcomes
    ]


def _taught_by(credential: Credential) -> list[Json]:
    return [
        _competency(_numbered(credential, place), outcome, credential.language)
        for place, outcome in enumerate(credential.outcomes)
    ]


def _outcome_id(credential: Credential, outcome: str) -> str:
    place = next((n for n, known in enumerate(credential.outcomes) if known.id == outcome), -1)
    return _numbered(credential, place)


def _numbered(credential: Credential, place: int) -> str:
    # By place, since two outcomes may have one text; the ids of a source can lead to the holder.
    return urn_of(credential_address(credential), str(place))


def _competency(name: str, outcome: LearningOutcome, language: str | None = None) -> Json:
    text = {outcome.language or language or _NO_LANGUAGE: outcome.text}
    return {"@id": name, "@type": COMPETENCY, "ceasn:competencyText": text}


def _taught(competency: Json) -> Json:
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNode": competency["@id"],
        "ceterms:targetNodeName": competency["ceasn:competencyText"],
    }


def _align(
    advice: Advice, found: Recommendation, held: dict[str, Credential], graph: dict[str, Json]
) -> None:
    """Point from the outcomes of the credentials to the module outcomes that they meet or partly meet."""
    for covered in found.coverage.outcomes:
        target = outcome_address(advice.programme, found.module_id, covered.outcome)
        for credential_id, match in mapped_pairs(covered):
            if credential_id in held:
                credential = held[credential_id]
                outcome = match.statement_id.removeprefix(f"{credential_id}/")
                node = graph.get(_outcome_id(credential, outcome))
                if node is not None:
                    pointed = node.setdefault(_ALIGNMENTS.get(match.relation, "ceasn:alignTo"), [])
                    pointed += [] if target in pointed else [target]


outputs.register("ctdl")(
    Output("suggested credit as transfer value profiles (CTDL, JSON-LD)", ".jsonld", write)
)
