"""Matches as a mapping set in SSSOM/TSV: outcomes of credentials to module outcomes and to skills."""

from __future__ import annotations

from collections.abc import Iterator

from skillmap.domain import Advice, Credential, HoldingBasis, Match, Recommendation
from skillmap.formats import credential_address, mapped_pairs, outcome_address
from skillmap.formats.own_names import urn_of
from skillmap.report.output import Output, outputs
from skillmap.report.sssom import URN, Prefixes, mapping_of, mapping_set
from skillmap.report.words import A_PERSON_DECIDES


def write(advice: Advice) -> bytes:
    """Return the matches behind every suggestion, and those to skills where a taxonomy was asked."""
    prefixes = Prefixes()
    held = {standing.credential.id: standing.credential for standing in advice.standings}
    mappings = [*_to_modules(advice, held), *_to_skills(advice, prefixes, held)]
    return mapping_set(mappings, prefixes, _slots(advice), advice.on)


def _to_modules(advice: Advice, held: dict[str, Credential]) -> Iterator[dict[str, str]]:
    for found in advice.recommendations:
        for covered in found.coverage.outcomes:
            address = outcome_address(advice.programme, found.module_id, covered.outcome)
            for credential_id, match in mapped_pairs(covered):
                if credential_id in held:
                    extent = covered.extent.value if match is covered.match else "further evidence"
                    comment = f"{_named(found)}, outcome {covered.outcome.id}: {extent}."
                    extra = {"object_category": f"outcome of module {found.module_id}", "comment": comment}
                    subject = _subject(held[credential_id], match)
                    yield mapping_of(match, subject, f"uuid:{address.removeprefix(URN)}") | extra


def _to_skills(advice: Advice, prefixes: Prefixes, held: dict[str, Credential]) -> Iterator[dict[str, str]]:
    if advice.profile is None:
        return
    for holding in advice.profile.holdings:
        if holding.basis is not HoldingBasis.INFERRED:
            continue
        for match in holding.matches:
            owners = [c for c in held.values() if match.statement_id.startswith(f"{c.id}/")]
            owner = max(owners, key=lambda credential: len(credential.id), default=None)
            if owner is not None:
                extra = {
                    "object_category": f"skill of {advice.profile.taxonomy}",
                    "comment": f"Credential “{owner.title}”.",
                }
                yield mapping_of(match, _subject(owner, match), prefixes.curie(holding.skill.id)) | extra


def _subject(credential: Credential, match: Match) -> str:
    outcome = match.statement_id.removeprefix(f"{credential.id}/")
    # Neither the id of an award nor that of its outcome is shown: they can lead to the holder.
    name = urn_of(credential_address(credential), outcome.removeprefix(credential.id), match.statement)
    return f"uuid:{name.removeprefix(URN)}"


def _named(found: Recommendation) -> str:
    return f"{found.module_title} ({found.module_id})"


def _slots(advice: Advice) -> dict[str, str]:
    comment = (
        f"{A_PERSON_DECIDES} Programme: {advice.programme.title}. Policy {advice.policy} (status: "
        f"{advice.policy_status}). Identifiers under the prefix uuid are names of outcomes that lead nowhere."
    )
    return {
        "mapping_set_id": urn_of(advice.fingerprint, advice.programme.title),
        "mapping_set_title": f"Outcomes of credentials and of {advice.programme.title}",
        "comment": comment,
    }


outputs.register("sssom")(Output("a mapping set of the matches (SSSOM/TSV)", ".sssom.tsv", write, True))
