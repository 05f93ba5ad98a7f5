"""The nearest targets of statements, kept on disk: one catalogue is asked about again and again.

They are found by the whole recipe, which takes tens of milliseconds for each statement against a taxonomy;
the outcomes of a catalogue stay the same from one learner to the next. Kept are ids of targets, by a hash of
the statement, for one fingerprint of the matcher: with another nothing kept is used, and it is deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from skillmap.domain import Statement
from skillmap.matching.matcher import Matcher
from skillmap.resources import replace_file

AT_ONCE = 64
"""Statements after which what was found is written: a stopped run goes on from there."""
MOST = 50_000
"""Statements kept, some 40 MB; past that the file begins anew."""


def nearest_kept(
    matcher: Matcher, limit: int, folder: Path, statements: Sequence[Statement]
) -> dict[str, frozenset[str]]:
    """Return the ids of the best targets of each statement, by its id; new ones are found and kept."""
    path = folder / f"nearest-{limit}-{matcher.fingerprint}.json"
    kept = _read(path)
    keys = {one.id: _key(one) for one in statements}
    by_key = {keys[one.id]: one for one in statements}
    if len(kept) + len(by_key) > MOST:
        kept = {}
    missing = [one for key, one in by_key.items() if key not in kept]
    for start in range(0, len(missing), AT_ONCE):
        found = matcher.nearest(missing[start : start + AT_ONCE], limit)
        kept |= {keys[id]: sorted(targets) for id, targets in found.items()}
        # A disk that is full costs time at the next run and no answer now.
        with contextlib.suppress(OSError):
            _write(path, kept)
    return {id: frozenset(kept[key]) for id, key in keys.items()}


def _key(statement: Statement) -> str:
    said = f"{statement.language or ''}\x1f{statement.text}"
    return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _read(path: Path) -> dict[str, list[str]]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(kept, dict) and all(
        isinstance(ids, list) and all(isinstance(id, str) for id in ids) for ids in kept.values()
    )
    return kept if is_whole else {}


def _write(path: Path, kept: Mapping[str, Sequence[str]]) -> None:
    replace_file(path, json.dumps(kept, separators=(",", ":")).encode())
    for other in path.parent.glob("nearest-*.json"):
        if other != path:
            other.unlink(missing_ok=True)
