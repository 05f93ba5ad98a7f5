"""What was found out about the signature of a credential, or about its hosted copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence, CheckState
from skillmap.verification.key import Key

if TYPE_CHECKING:
    from skillmap.verification.certificates import Chain


@dataclass(frozen=True, slots=True)
class Signing:
    """The answer to the integrity check, and what the other checks need of it."""

    state: CheckState
    reason: str
    evidence: tuple[CheckEvidence, ...] = ()
    key: Key | None = None
    """The key that made the signature; None where none is shown to have made one."""
    named_key: str = ""
    """Id of the key that the signature names."""
    chain: Chain | None = None
    """The certificates that the signature brought along."""
    hosted: dict[str, Any] | None = None
    """The copy that the issuer hosts, where there is one; it counts, not the copy presented."""
    gone: bool = False
    """The issuer's server says that the hosted copy was taken away."""

    @property
    def holds(self) -> bool:
        """Return True when the text is shown to be what was signed or hosted."""
        return self.state is CheckState.PASS


def failed(reason: str, **found: Any) -> Signing:
    """Return that the text is not what was signed."""
    return Signing(CheckState.FAIL, reason, **found)


def not_checked(reason: str, **found: Any) -> Signing:
    """Return that something is missing for the check."""
    return Signing(CheckState.NOT_CHECKED, reason, **found)


def unsupported(reason: str, **found: Any) -> Signing:
    """Return that the signature is of a form that is not done."""
    return Signing(CheckState.UNSUPPORTED, reason, **found)
