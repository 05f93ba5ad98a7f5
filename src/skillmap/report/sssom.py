"""Mapping sets in SSSOM/TSV: what advice and crosswalks share.

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
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from skillmap import __version__
from skillmap.domain import Match, MatchRelation
from skillmap.formats.own_names import urn_of
from skillmap.text import neutral

SLOTS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "object_category"),
    *("mapping_justification", "confidence", "similarity_score", "similarity_measure", "comment"),
)
"""Slots of a mapping that are written, in the order of the specification."""

URN = "urn:uuid:"

_SET_SLOTS = (
    *("mapping_set_id", "mapping_set_title", "license", "subject_source_version", "object_source_version"),
    *("mapping_tool", "mapping_tool_version", "mapping_date", "comment"),
)
"""Slots of a set that are written, in the order of the specification."""

_PREDICATES = {
    MatchRelation.EXACT: "skos:exactMatch",
    MatchRelation.CLOSE: "skos:closeMatch",
    MatchRelation.BROAD: "skos:broadMatch",
    MatchRelation.NARROW: "skos:narrowMatch",
    MatchRelation.RELATED: "skos:relatedMatch",
}
_UNSPECIFIED_LICENCE = "https://w3id.org/sssom/license/unspecified"
# A local part is cut off behind the last of these; what stands before it is the prefix.
_ENDS_OF_PREFIX = re.compile(r"^(?P<prefix>[a-z][a-z0-9+.-]*:.*[/#=:])(?P<local>[^/#=:]+)$", re.IGNORECASE)
_SAFE_LOCAL = "-._~"


class Prefixes:
    """Names for the beginnings of addresses, given as they come up."""

    def __init__(self) -> None:
        self.known = {"uuid": URN}

    def curie(self, address: str) -> str:
        """Return an address as a CURIE under a declared prefix."""
        found = _ENDS_OF_PREFIX.match(address)
        if found is None:
            return f"uuid:{urn_of(address).removeprefix(URN)}"
        prefix = next((name for name, start in self.known.items() if start == found["prefix"]), "")
        if not prefix:
            prefix = f"ns{len(self.known)}"
            self.known[prefix] = found["prefix"]
        return f"{prefix}:{quote(found['local'], safe=_SAFE_LOCAL + '%')}"


def mapping_of(match: Match, subject: str, target: str) -> dict[str, str]:
    """Return the slots of one match between two CURIEs."""
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


def mapping_set(
    mappings: Sequence[Mapping[str, str]], prefixes: Prefixes, slots: Mapping[str, str], on: date
) -> bytes:
    """Return a mapping set as the bytes of its file, each mapping once and in a fixed order.

    Args:
        mappings: slots by name; those that are empty everywhere get no column.
        prefixes: those that the mappings use.
        slots: of the set as a whole, by name; licence, tool and date are added.
        on: date of the mappings.
    """
    rows = sorted(map(dict, {tuple(row.items()): None for row in mappings}), key=_order)
    return (_metadata(prefixes, slots, on) + _table(rows)).encode()


def _metadata(prefixes: Prefixes, slots: Mapping[str, str], on: date) -> str:
    lines = ["curie_map:"]
    lines += [f"  {name}: {_quoted(start)}" for name, start in sorted(prefixes.known.items())]
    said = {name: _quoted(value) for name, value in slots.items()} | {
        "license": _quoted(_UNSPECIFIED_LICENCE),
        "mapping_tool": _quoted("skillmap"),
        "mapping_tool_version": _quoted(__version__),
        "mapping_date": on.isoformat(),
    }
    lines += [f"{name}: {said[name]}" for name in _SET_SLOTS if name in said]
    return "".join(f"#{line}\n" for line in lines)


def _quoted(text: str) -> str:
    # A JSON string is a double-quoted scalar of YAML 1.2, on one line.
    return json.dumps(_one_line(text), ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(neutral(text).split())


def _table(mappings: Sequence[Mapping[str, str]]) -> str:
    used = [slot for slot in SLOTS if not mappings or any(row.get(slot) for row in mappings)]
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow(used)
    writer.writerows([_one_line(row.get(slot, "")) for slot in used] for row in mappings)
    return written.getvalue()


def _order(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["subject_id"], row["predicate_id"], row["object_id"], row.get("comment", "")
