"""Names of our own for things that their sources give no address."""

from __future__ import annotations

import uuid

from skillmap.text import neutral


def urn_of(*facts: str) -> str:
    """Return a name that leads nowhere and is the same for the same facts (a version 5 UUID as URN)."""
    # Half a character pair, which JSON can smuggle in, has no bytes to be hashed.
    name = "\x1f".join(neutral(fact) for fact in facts)
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
