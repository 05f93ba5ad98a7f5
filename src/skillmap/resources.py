"""Where shipped data, the user's cache and hashes live."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

CHUNK = 1 << 20


def data_root() -> Path:
    """Return the folder that holds ``taxonomies/`` and ``models/``.

    ``$SKILLMAP_DATA`` wins; then the copy inside the installed package; then the checkout.
    """
    if override := os.environ.get("SKILLMAP_DATA"):
        return Path(override)
    here = Path(__file__).parent
    packaged = here / "_data"
    return packaged if packaged.is_dir() else here.parents[1]


def cache_root() -> Path:
    """Return the folder for what is downloaded or computed: ``$SKILLMAP_CACHE`` or the user's own."""
    if override := os.environ.get("SKILLMAP_CACHE"):
        return Path(override)
    # Imported here: most runs name the cache, and platformdirs costs start-up time.
    from platformdirs import user_cache_path

    return user_cache_path("skillmap")


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces of one mebibyte."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: under a temporary name first, then renamed over ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
