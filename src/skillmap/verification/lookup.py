"""Where the documents that a credential refers to are found: among those given; fetched only if allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skillmap.errors import SkillmapError
from skillmap.formats.envelope import unwrap
from skillmap.verification.json_documents import load_whole_json
from skillmap.verification.known_documents import KnownDocument, KnownDocuments, short

if TYPE_CHECKING:
    from skillmap.verification.fetch import Fetched, Fetcher

REDIRECTS_OF_BADGES = 3
"""Open Badges 2.0 allows a hosted badge to be redirected; nothing else may be."""
_GONE = 410
MOST_FETCHES = 25
"""For one document: its writer chooses the addresses in it, and how many there are."""


class Lookup:
    """Documents by id or address, each asked for once in a run."""

    def __init__(
        self, keys: KnownDocuments, statuses: KnownDocuments, fetcher: Fetcher | None = None
    ) -> None:
        self.keys = keys
        self.statuses = statuses
        self._fetcher = fetcher
        self._fetched: dict[tuple[str, int], KnownDocument | None] = {}
        self._failures: dict[str, str] = {}
        self._asked = 0
        self.judged: dict[tuple[object, ...], str] = {}
        """What keeps a list from being relied on, by list, issuer and purpose; empty where nothing does."""
        self.gone: set[str] = set()
        """Addresses whose server says that the document was taken away (HTTP 410)."""

    def begin_document(self) -> None:
        """Count what is fetched from here on for another document; what was fetched is kept."""
        self._asked = 0

    def document(
        self, identifier: str, *, address: str | None = None, redirects: int = 0
    ) -> KnownDocument | None:
        """Return a document by its id; None where there is none that can be used (see ``why_not``).

        Args:
            identifier: the id that the document has inside.
            address: where to fetch it, if that is not the id itself.
            redirects: how many redirections are followed.
        """
        if self._conflict(identifier):
            return None
        given = self.keys.find(identifier) or self.statuses.find(identifier)
        return given or self._fetch(identifier, address or identifier, redirects)

    def agreed(self, identifier: str) -> dict[str, Any]:
        """Return what several given documents of one id say alike; empty where there are not several."""
        return self.keys.agreed(identifier) or self.statuses.agreed(identifier)

    def why_not(self, identifier: str) -> str:
        """Return why a document was not found, as a clause for a reason."""
        if conflict := self._conflict(identifier):
            return conflict
        return self._failures.get(identifier, f"no document of the id {short(identifier)} was given")

    def _conflict(self, identifier: str) -> str:
        for documents in (self.keys, self.statuses):
            if conflict := documents.conflict(identifier):
                return conflict
        one, other = self.keys.find(identifier), self.statuses.find(identifier)
        if one is not None and other is not None and one.value != other.value:
            return f"two different documents of the id {short(identifier)} were given, so neither is used"
        return ""

    def _fetch(self, identifier: str, address: str, redirects: int) -> KnownDocument | None:
        if self._fetcher is None or not address.startswith(("https://", "http://")):
            return None
        wanted = identifier, redirects
        if wanted in self._fetched:
            return self._fetched[wanted]
        if self._asked >= MOST_FETCHES:
            # Not kept as what became of this address: another document may ask for it first.
            self._failures[identifier] = f"more than {MOST_FETCHES} documents would have to be fetched"
            return None
        self._asked += 1
        self._fetched[wanted] = self._ask(self._fetcher, identifier, address, redirects)
        return self._fetched[wanted]

    def _ask(self, fetcher: Fetcher, identifier: str, address: str, redirects: int) -> KnownDocument | None:
        try:
            return self._opened(identifier, fetcher.fetch_json(address, redirects=redirects))
        except SkillmapError as error:
            self._failures[identifier] = str(error)
            return None

    def _opened(self, identifier: str, fetched: Fetched) -> KnownDocument | None:
        if fetched.status == _GONE:
            self.gone.add(identifier)
            self._failures[identifier] = f"{fetched.url} says that it was taken away (410)"
            return None
        value, token = fetched.value, None
        if isinstance(value, str):
            envelope = unwrap(fetched.url, value.encode())
            value, token = load_whole_json(fetched.url, envelope.payload), envelope.token
        if not isinstance(value, dict):
            self._failures[identifier] = f"{fetched.url} holds no JSON object"
            return None
        if isinstance(value.get("id"), str) and value["id"] != identifier:
            self._failures[identifier] = f"{fetched.url} holds a document of another id"
            return None
        return KnownDocument(value, fetched.evidence, token, fetched.url)
