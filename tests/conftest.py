"""Which fixture to use.

``encoder`` is a deterministic stand-in of 256 dimensions (hashed words): fast, no model, real vectors whose
cosine grows with shared words. Use it for everything but quality. ``store`` keeps its vectors in a temporary
folder. ``toy_targets`` are five skills with other names and descriptions. ``installed`` marks tests that read
what ``make install`` brought into the cache (ESCO, MiniLM): they fail, and do not skip, when it is absent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hashing_encoder import HashingEncoder
from skillmap.domain import Target
from skillmap.matching import VectorStore


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def store(encoder: HashingEncoder, tmp_path: Path) -> VectorStore:
    return VectorStore(encoder, tmp_path / "vectors")


@pytest.fixture
def toy_targets() -> tuple[Target, ...]:
    return (
        Target("t:bread", ("bake bread", "make loaves"), "Mix, prove and bake dough in an oven."),
        Target("t:data", ("gather data", "collect data"), "Bring together data from several sources."),
        Target("t:ethics", ("data ethics",), "Moral questions about the use of data."),
        Target("t:wall", ("build walls", "lay bricks", "masonry"), ""),
        Target("t:sing", ("sing", "perform songs"), "Use the voice to make music."),
    )
