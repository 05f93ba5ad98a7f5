"""Matches as a mapping set in SSSOM/TSV: outcomes of credentials to module outcomes and to skills.

After the specification of SSSOM/TSV (mapping-commons, version 1.0): metadata in YAML behind ``#``,
identifiers as CURIEs that are all declared, no empty columns, no byte order mark.

A likeness without a relation that words or the taxonomy show is written as ``skos:mappingRelation``, the
property above the five of SKOS: which of them holds is not known. ``confidence`` stands only where it is
calibrated; ``similarity_score`` is measured and says nothing without the measure named beside it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Credential,
    HoldingBasis,
    Match,
    MatchRelation,
    Recommendation,
)
from skillmap.formats import credential_address, mapped_pairs, outcome_address
from skillmap.formats.own_names import urn_of
from skillmap.report.output import Output, outputs
from skillmap.report.words import A_PERSON_DECIDES
from skillmap.text import neutral

SLOTS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "object_category"),
    *("mapping_justification", "confidence", "similarity_score", "similarity_measure", "comment"),
)
"""Slots of a mapping that are written, in the order of the specification."""

_PREDICATES = {
    MatchRelation.EXACT: "skos:exactMatch",
    MatchRelation.CLOSE: "skos:closeMatch",
    MatchRelation.BROAD: "skos:broadMatch",
    MatchRelation.NARROW: "skos:narrowMatch",
    MatchRelation.RELATED: "skos:relatedMatch",
}
_URN = "urn:uuid:"
_UNSPECIFIED_LICENCE = "https://w3id.org/sssom/license/unspecified"
# A local part is cut off behind the last of these; what stands before it is the prefix.
_ENDS_OF_PREFIX = re.compile(r"^(?P<prefix>[a-z][a-z0-9+.-]*:.*[/#=:])(?P<local>[^/#=:]+)$", re.IGNORECASE)
_SAFE_LOCAL = "-._~"


def write(advice: Advice) -> bytes:
    """Return the matches behind every suggestion, and those to skills where a taxonomy was asked."""
    prefixes = _Prefixes()
    held = {standing.credential.id: standing.credential for standing in advice.standings}
    mappings = [*_to_modules(advice, held), *_to_skills(advice, prefixes, held)]
    mappings = sorted(map(dict, {tuple(row.items()): None for row in mappings}), key=_order)
    head = _metadata(advice, prefixes)
    return (head + _table(mappings)).encode()


class _Prefixes:
    """Names for the beginnings of addresses, given as they come up."""

    def __init__(self) -> None:
        self.known = {"uuid": _URN}

    def curie(self, address: str) -> str:
        """Return an address as a CURIE under a declared prefix."""
        found = _ENDS_OF_PREFIX.match(address)
        if found is None:
            return f"uuid:{urn_of(address).removeprefix(_URN)}"
        prefix = next((name for name, start in self.known.items() if start == found["prefix"]), "")
        if not prefix:
            prefix = f"ns{len(self.known)}"
            self.known[prefix] = found["prefix"]
        return f"{prefix}:{quote(found['local'], safe=_SAFE_LOCAL + '%')}"


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
                    yield _mapping(match, subject, f"uuid:{address.removeprefix(_URN)}") | extra


def _to_skills(advice: Advice, prefixes: _Prefixes, held: dict[str, Credential]) -> Iterator[dict[str, str]]:
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
                yield _mapping(match, _subject(owner, match), prefixes.curie(holding.skill.id)) | extra


def _mapping(match: Match, subject: str, target: str) -> dict[str, str]:
    lexical = match.relation is not None and match.relation.is_the_whole
    justification = "LexicalMatching" if lexical else "SemanticSimilarityThresholdMatching"
    predicate = "skos:mappingRelation" if match.relation is None else _PREDICATES[match.relation]
    return {
        "subject_id": subject,
        "subject_label": match.statement,
        "predicate_id": predicate,
        "object_id": target,
        "object_label": match.target,
        "mapping_justification": f"semapv:{justification}",
        "confidence": "" if match.confidence is None else f"{match.confidence:.5f}",
        "similarity_score": f"{match.similarity:.5f}",
        "similarity_measure": f"skillmap, fingerprint {match.fingerprint}",
    }


def _subject(credential: Credential, match: Match) -> str:
    outcome = match.statement_id.removeprefix(f"{credential.id}/")
    # Neither the id of an award nor that of its outcome is shown: they can lead to the holder.
    name = urn_of(credential_address(credential), outcome.removeprefix(credential.id), match.statement)
    return f"uuid:{name.removeprefix(_URN)}"


def _named(found: Recommendation) -> str:
    return f"{found.module_title} ({found.module_id})"


def _metadata(advice: Advice, prefixes: _Prefixes) -> str:
    comment = (
        f"{A_PERSON_DECIDES} Programme: {advice.programme.title}. Policy {advice.policy} (status: "
        f"{advice.policy_status}). Identifiers under the prefix uuid are names of outcomes that lead nowhere."
    )
    identifier = urn_of(advice.fingerprint, advice.programme.title)
    lines = ["curie_map:"]
    lines += [f"  {name}: {_quoted(start)}" for name, start in sorted(prefixes.known.items())]
    slots = {
        "mapping_set_id": identifier,
        "mapping_set_title": f"Outcomes of credentials and of {advice.programme.title}",
        "license": _UNSPECIFIED_LICENCE,
        "mapping_tool": "skillmap",
        "mapping_tool_version": __version__,
        "mapping_date": advice.on.isoformat(),
        "comment": comment,
    }
    lines += [
        f"{name}: {value if name == 'mapping_date' else _quoted(value)}" for name, value in slots.items()
    ]
    return "".join(f"#{line}\n" for line in lines)


def _quoted(text: str) -> str:
    # A JSON string is a double-quoted scalar of YAML 1.2, on one line.
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(neutral(text).split())


def _table(mappings: list[dict[str, str]]) -> str:
    used = [slot for slot in SLOTS if not mappings or any(row.get(slot) for row in mappings)]
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_one_line(row.get(slot, "")) for slot in used] for row in mappings)
    return written.getvalue()


def _order(row: dict[str, str]) -> tuple[str, ...]:
    return row["subject_id"], row["predicate_id"], row["object_id"], row["comment"]


outputs.register("sssom")(Output("a mapping set of the matches (SSSOM/TSV)", ".sssom.tsv", write, True))
