"""From credentials to skills held, with what supports each."""

from __future__ import annotations

from collections.abc import Sequence

from skillmap.domain import (
    Credential,
    Holding,
    HoldingBasis,
    Match,
    MatchState,
    Profile,
    Skill,
    Statement,
)
from skillmap.errors import UnknownNameError
from skillmap.matching import Matcher
from skillmap.taxonomy import Taxonomy


def build_profile(
    credentials: Sequence[Credential],
    taxonomy: Taxonomy,
    matcher: Matcher,
    *,
    threshold: float,
    limit: int = 5,
) -> Profile:
    """Return the skills that the issuers assert and those that the outcomes point to, kept apart.

    Args:
        credentials: what a person brings.
        taxonomy: where skills come from.
        matcher: over the skills of that taxonomy, in its order.
        threshold: similarity from which the best candidate of an outcome counts.
        limit: how many candidates to keep for each outcome.
    """
    owners = [credential for credential in credentials for _ in credential.outcomes]
    statements = [
        Statement(f"{credential.id}/{outcome.id}", outcome.text, outcome.language)
        for credential in credentials
        for outcome in credential.outcomes
    ]
    found = matcher.match(statements, limit=limit, threshold=threshold)
    inferred: dict[str, list[tuple[Credential, Match]]] = {}
    for owner, result in zip(owners, found, strict=True):
        if result.state is MatchState.MATCHED:
            best = result.candidates[0]
            inferred.setdefault(best.target_id, []).append((owner, best))
    holdings = [_inferred(taxonomy.get(uri), pairs) for uri, pairs in inferred.items()]
    holdings.sort(key=lambda holding: (-holding.matches[0].similarity, holding.skill.id))
    return Profile(
        credentials=tuple(credentials),
        holdings=(*_asserted(credentials, taxonomy), *holdings),
        statements=found,
        taxonomy=f"{taxonomy.name} {taxonomy.version}",
        fingerprint=matcher.fingerprint,
    )


def _inferred(skill: Skill, pairs: list[tuple[Credential, Match]]) -> Holding:
    ranked = sorted(pairs, key=lambda pair: (-pair[1].similarity, pair[1].statement_id))
    ids = tuple(dict.fromkeys(credential.id for credential, _ in ranked))
    return Holding(skill, HoldingBasis.INFERRED, ids, tuple(match for _, match in ranked))


def _asserted(credentials: Sequence[Credential], taxonomy: Taxonomy) -> list[Holding]:
    """Skills named by issuers, by label; one that the taxonomy does not know keeps the issuer's words."""
    skills: dict[str, tuple[Skill, list[str]]] = {}
    for credential in credentials:
        for alignment in filter(lambda link: link.names_a_skill, credential.alignments):
            skill = _known(taxonomy, alignment.uri) or Skill(
                alignment.uri or f"urn:label:{alignment.label}", alignment.label, (), alignment.description
            )
            skills.setdefault(skill.id, (skill, []))[1].append(credential.id)
    listed = [
        Holding(skill, HoldingBasis.ASSERTED, tuple(dict.fromkeys(ids)), ()) for skill, ids in skills.values()
    ]
    return sorted(listed, key=lambda holding: (holding.skill.label, holding.skill.id))


def _known(taxonomy: Taxonomy, uri: str | None) -> Skill | None:
    try:
        return taxonomy.get(uri) if uri is not None else None
    except UnknownNameError:
        return None
