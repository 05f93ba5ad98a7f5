"""Answers of servers, kept for a while in the user's cache: each question tells who is being checked."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from skillmap.resources import cache_root, replace_file, sha256_of

log = logging.getLogger(__name__)

MOST_FILES = 500
MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer to one question."""

    status: int
    content: bytes
    is_token: bool
    """It is a compact token, not JSON."""
    redirects: int
    """How many redirections led to it."""
    obtained: datetime


class FetchedFiles:
    """The answers in the cache, by URL; those older than some seconds do not count, and are removed."""

    def __init__(self, keep_seconds: float) -> None:
        self._keep = timedelta(seconds=keep_seconds)

    def find(self, url: str, *, most_redirects: int) -> Kept | None:
        """Return the answer kept for a URL, unless it is too old, damaged, or was redirected too often."""
        try:
            kept = _unpacked(_path_of(url).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        age = datetime.now(UTC) - kept.obtained
        is_current = timedelta(0) <= age <= self._keep
        return kept if is_current and kept.redirects <= most_redirects else None

    def keep(self, url: str, kept: Kept) -> None:
        """Keep an answer, and make room; a cache that cannot be written is no reason to fail."""
        path = _path_of(url)
        try:
            # A hosted badge names its holder: nobody else on this machine should read it here.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(path.parent)
            replace_file(path, _packed(kept))
        except OSError as error:
            log.warning("%s: what was fetched cannot be kept (%s)", path.parent, error.strerror or error)

    def _make_room(self, folder: Path) -> None:
        oldest = (datetime.now(UTC) - self._keep).timestamp()
        held = sorted((file.stat().st_mtime, file.stat().st_size, file) for file in folder.glob("*.fetched"))
        total = sum(size for _, size, _ in held)
        for position, (written, size, file) in enumerate(held):
            if written >= oldest and len(held) - position < MOST_FILES and total < MOST_BYTES:
                break
            total -= size
            with suppress(FileNotFoundError):
                file.unlink()


def _path_of(url: str) -> Path:
    # The URL itself is not written down: its query can name a person.
    return cache_root() / "fetched" / f"{sha256_of(url.encode())}.fetched"


def _packed(kept: Kept) -> bytes:
    head = {
        "status": kept.status,
        "is_token": kept.is_token,
        "redirects": kept.redirects,
        "obtained": kept.obtained.isoformat(),
        "sha256": sha256_of(kept.content),
    }
    return json.dumps(head).encode() + b"\n" + kept.content


def _unpacked(file: bytes) -> Kept:
    line, _, content = file.partition(b"\n")
    head = json.loads(line)
    if head["sha256"] != sha256_of(content):
        raise ValueError("the answer was changed after it was kept")
    obtained = datetime.fromisoformat(head["obtained"])
    return Kept(int(head["status"]), content, head["is_token"] is True, int(head["redirects"]), obtained)
