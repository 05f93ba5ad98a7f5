"""Matches that somebody kept: as ``match --json``, ``profile --json`` or a migration writes them.

A migrated file holds every match as it was measured, where its link leads now, and each migration with both
versions. It is read again, so that it can be migrated further.
"""

from __future__ import annotations

import json
from typing import Any

from skillmap.domain import (
    HoldingBasis,
    Profile,
    StatementMatches,
    StoredLink,
    StoredMatches,
    StoredStatement,
)
from skillmap.errors import FormatError
from skillmap.formats.json_text import load_json
from skillmap.formats.typed_json import value_of
from skillmap.json_values import plain
from skillmap.resources import sha256_of

MARK = "skillmap_stored_matches"
"""Member whose value is the version of this layout."""
VERSION = 1

_EXPECTED = "expected what skillmap match --json, profile --json or taxonomies migrate wrote"


def read_stored_matches(name: str, content: bytes) -> StoredMatches:
    """Return the links that a file of matches, a profile or a migrated file holds.

    Raises:
        FormatError: not JSON, none of these, or with a member or value that has no place in it.
        LimitError: more values than memory is kept for.
    """
    value = load_json(name, content)
    sha256 = sha256_of(content)
    if isinstance(value, list):
        found: tuple[StatementMatches, ...] = value_of(tuple[StatementMatches, ...], value, name, "$")
        return StoredMatches(None, tuple(map(_stored, found)), origin=name, origin_sha256=sha256)
    if isinstance(value, dict) and MARK in value:
        return _own(name, value)
    if isinstance(value, dict) and {"holdings", "statements", "taxonomy"} <= value.keys():
        return _of_profile(value_of(Profile, value, name, "$"), name, sha256)
    raise FormatError(name, "$", f"holds no matches; {_EXPECTED}")


def write_stored_matches(stored: StoredMatches) -> bytes:
    """Return stored matches as JSON from which ``read_stored_matches`` makes equal ones."""
    value = plain(stored)
    members = value if isinstance(value, dict) else {}
    text = json.dumps({MARK: VERSION, **members}, ensure_ascii=False, indent=1) + "\n"
    # A lone surrogate cannot be written in UTF-8; its escape is what JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def _own(name: str, value: dict[str, Any]) -> StoredMatches:
    if value[MARK] != VERSION or isinstance(value[MARK], bool):
        raise FormatError(name, f"$.{MARK}", f"is {value[MARK]!r:.40}; this version reads {VERSION}")
    members = {key: item for key, item in value.items() if key != MARK}
    stored: StoredMatches = value_of(StoredMatches, members, name, "$")
    return stored


def _of_profile(profile: Profile, name: str, sha256: str) -> StoredMatches:
    asserted = tuple(
        StoredLink(holding.skill.id, holding.skill.label, credential_ids=holding.credential_ids)
        for holding in profile.holdings
        if holding.basis is HoldingBasis.ASSERTED
    )
    statements = tuple(map(_stored, profile.statements))
    return StoredMatches(profile.taxonomy, statements, asserted, name, sha256)


def _stored(found: StatementMatches) -> StoredStatement:
    links = tuple(StoredLink(match.target_id, match.target, match) for match in found.candidates)
    return StoredStatement(found.statement, found.state, links, found.note)
