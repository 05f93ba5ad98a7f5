"""Earlier decisions of people, given to the engine as values; it stores none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skillmap.domain.volume import Credit


@dataclass(frozen=True, slots=True)
class Precedent:
    """What a person decided before on a credential and a module."""

    id: str
    """Number of the case or decision."""
    credential_title: str
    issuer: str
    module_id: str
    award: str
    """Value of ``Award``, or ``refused``, which only a person says."""
    decided: date
    credential_code: str = ""
    credential_version: str = ""
    """Shown beside the decision; no document says its version, so it is not compared."""
    module_version: str = ""
    """A decision about another version of the module is shown and not called a departure."""
    credit: Credit | None = None
    policy: str = ""
    """Name and version of the policy it was decided under."""
    reason: str = ""
    score: float | None = None
    """Score of what was suggested then, in [0, 1], where it was kept: such decisions bound the error."""


@dataclass(frozen=True, slots=True)
class PrecedentNote:
    """An earlier decision beside a suggestion."""

    precedent: Precedent
    agrees: bool | None
    """None where the suggestion is that a person should look, or where versions cannot be compared."""
    words: str
    """One sentence; it says how a suggestion departs."""
