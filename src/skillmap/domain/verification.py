"""How far a document can be trusted: eight separate checks, never one flag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skillmap.domain.source import Source


class Check(StrEnum):
    """One question about a credential; the answers are never merged.

    None of them says that a claim is true, at which level it is, or that learning was assessed.
    """

    PARSED = "parsed"
    """It was read as a credential of a known format."""
    SCHEMA = "schema"
    """It has the members that its standard requires, each of the kind required."""
    INTEGRITY = "integrity"
    """It is, byte for byte or term for term, what was signed, or what the issuer hosts."""
    KEY_BOUND = "key bound to issuer"
    """The key that signed it is under the control of the issuer that it names."""
    IN_DATE = "in date"
    """It has begun to be valid and has not expired."""
    NOT_REVOKED = "not revoked"
    """The issuer's own list does not name it as revoked or suspended."""
    ISSUER_TRUSTED = "issuer trusted"
    """The issuer is on a list that the institution chose."""
    HOLDER_BOUND = "holder bound"
    """It was issued to the person who presents it."""


class CheckState(StrEnum):
    """What became of a check."""

    PASS = "pass"
    FAIL = "fail"
    NOT_CHECKED = "not checked"
    """Something that the check needs is missing: a key, a list, a name; the reason says which."""
    UNSUPPORTED = "unsupported"
    """It is there, but in a form that this version does not do, such as an unknown signature suite."""


@dataclass(frozen=True, slots=True)
class CheckEvidence:
    """Something that a check relied on."""

    what: str
    """What it is, e.g. ``key``, ``status list``, ``trust list``."""
    id: str
    """Its URL, DID or file name; never a folder of the machine."""
    sha256: str | None = None
    """Hash of its bytes where it came as a file or over the network."""
    obtained: datetime | None = None
    """When it was fetched; None for a file."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to one check."""

    check: Check
    state: CheckState
    reason: str
    """One sentence for staff; it names nothing about the holder."""
    evidence: tuple[CheckEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The eight checks of one credential of a document."""

    source: Source
    part: str
    """JSON path of the credential inside its document; ``$`` for the whole."""
    title: str
    results: tuple[CheckResult, ...]
    """One for each check, in the order of ``Check``."""
    at: datetime
    """The moment for which dates were judged."""

    def __post_init__(self) -> None:
        if tuple(result.check for result in self.results) != tuple(Check):
            raise ValueError("a verification has one result for each check, in order")

    def state_of(self, check: Check) -> CheckState:
        """Return what became of one check."""
        return self.results[list(Check).index(check)].state
