"""A crosswalk between two taxonomies as a mapping set in SSSOM/TSV."""

from __future__ import annotations

import re
from datetime import date

from skillmap.domain import Crosswalk, MatchState
from skillmap.formats.own_names import urn_of
from skillmap.report.sssom import Prefixes, mapping_of, mapping_set

_SOC_CODE = re.compile(r"\d\d-\d{4}\.\d\d$")
_ONET_PAGE = "https://www.onetonline.org/link/summary/"


def crosswalk_sssom(crosswalk: Crosswalk, on: date) -> bytes:
    """Return a crosswalk as the bytes of a mapping set; concepts without a match are counted in it.

    Args:
        crosswalk: what was matched.
        on: the date to state.
    """
    prefixes = Prefixes()
    category = {"object_category": f"{crosswalk.kind.value} of {crosswalk.target}"}
    mappings = [
        mapping_of(match, prefixes.curie(_address(row.concept_id)), prefixes.curie(_address(match.target_id)))
        | category
        | {"comment": match.relation_reason}
        for row in crosswalk.rows
        for match in row.matches
    ]
    slots = {
        "mapping_set_id": urn_of(crosswalk.fingerprint, crosswalk.origin, crosswalk.target, crosswalk.kind),
        "mapping_set_title": f"{crosswalk.kind.value.capitalize()}: {crosswalk.origin} to {crosswalk.target}",
        "subject_source_version": crosswalk.origin,
        "object_source_version": crosswalk.target,
        "comment": _comment(crosswalk),
    }
    return mapping_set(mappings, prefixes, slots, on)


def _comment(crosswalk: Crosswalk) -> str:
    none = crosswalk.count(MatchState.NO_MATCH)
    unread = crosswalk.count(MatchState.UNREAD)
    return (
        f"Inferred by software and checked by nobody. Of {len(crosswalk.rows)} concepts, {none} have no "
        f"match from a similarity of {crosswalk.threshold:g} on, and {unread} could not be read; they are "
        "left out. skos:mappingRelation says that a likeness was measured and no more."
    )


def _address(id: str) -> str:
    # The code of an O*NET occupation is no address; its page is.
    return f"{_ONET_PAGE}{id}" if _SOC_CODE.match(id) else id
