"""What a verification goes by: all of it chosen by the institution, none of it taken from the credential."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from skillmap.verification.known_documents import KnownDocuments
from skillmap.verification.trust import TrustList

if TYPE_CHECKING:
    from skillmap.verification.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class VerificationSettings:
    """Documents at hand, lists of trusted issuers, the applicant, and the moment to judge for.

    With none of them a credential is still parsed, compared with its schema and dates, and verified as far as
    it holds its own key. Nothing is fetched unless there is a fetcher.
    """

    keys: KnownDocuments = field(default_factory=KnownDocuments)
    """DID documents, issuer profiles, keys and certificates."""
    statuses: KnownDocuments = field(default_factory=KnownDocuments)
    """Status lists, and hosted assertions, badge classes and issuers."""
    trust: tuple[TrustList, ...] = ()
    applicant: tuple[str, ...] = ()
    """Email addresses, DIDs or names of the person who presents the credential."""
    at: datetime | None = None
    """The moment for which dates are judged; None for now."""
    fetcher: Fetcher | None = None

    def moment(self) -> datetime:
        """Return the moment for which dates are judged."""
        return self.at or datetime.now(UTC)
