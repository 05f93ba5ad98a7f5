"""The eight checks of every credential in a document; they stay eight answers."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from skillmap.domain import Document, Source
from skillmap.domain.verification import Check, CheckResult, CheckState, Verification
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
from skillmap.formats.envelope import unwrap
from skillmap.formats.holder import without_holder
from skillmap.formats.json_text import Node, looks_like_json
from skillmap.formats.reading import check_size, content_of
from skillmap.resources import sha256_of
from skillmap.text import neutral
from skillmap.verification import open_badges_2
from skillmap.verification.applicant import check_holder_bound
from skillmap.verification.binding import check_key_bound
from skillmap.verification.dates import check_in_date
from skillmap.verification.integrity import check_integrity
from skillmap.verification.issuer import issuer_of
from skillmap.verification.keyring import Keyring
from skillmap.verification.lookup import Lookup
from skillmap.verification.presented import Kind, Presented, presented_in
from skillmap.verification.revocation import Case, check_not_revoked
from skillmap.verification.settings import VerificationSettings
from skillmap.verification.signing import not_checked
from skillmap.verification.structure import check_schema
from skillmap.verification.trust import check_issuer_trusted
from skillmap.verification.unsigned import verify_unsigned


def verify_document(
    document: str | os.PathLike[str] | bytes, settings: VerificationSettings | None = None
) -> tuple[Verification, ...]:
    """Return the eight checks of each credential of a document, a file or its bytes.

    A record (CLR) gives one for itself and one for each credential inside: who signed the record does not
    vouch for those. No check stands for another, and none says that a claim is true.

    Raises:
        FormatError: the file is missing, cannot be read, or holds no credential.
        LimitError: it is larger, or holds more credentials, than a guard allows.
    """
    name, content = ("document", document) if isinstance(document, bytes) else content_of(document)
    return Verifier(settings or VerificationSettings()).verify(name, content)


MOST_SECONDS = 2.0
"""Of work on the signatures of one document; whoever wrote it chooses how many there are and how hard."""
_LATE = "The credentials before it took all the time that one document is given; verify it on its own."


class Verifier:
    """Verifies many documents by the same settings; what was looked up or fetched once is kept."""

    def __init__(self, settings: VerificationSettings) -> None:
        self._settings = settings
        self._lookup = Lookup(settings.keys, settings.statuses, settings.fetcher)
        self._keyring = Keyring(self._lookup)

    def verify_file(self, path: str | os.PathLike[str]) -> tuple[Verification, ...]:
        """Return the checks of a file; raises as ``verify_document`` does."""
        return self.verify(*content_of(Path(path)))

    def verify(self, name: str, content: bytes) -> tuple[Verification, ...]:
        """Return the checks of a document that is in memory; raises as ``verify_document`` does."""
        check_size(name, len(content))
        at = self._settings.moment()
        envelope = unwrap(name, content)
        if not looks_like_json(envelope.payload):
            return verify_unsigned(name, content, self._settings.trust, at)
        self._lookup.begin_document()
        sha256, started = sha256_of(content), time.thread_time()
        found = []
        for presented in presented_in(name, envelope):
            read = _read(presented, self._lookup)
            source = Source(name, read.format, sha256, envelope.description)
            is_late = time.thread_time() - started > MOST_SECONDS
            results = self._results(presented, read, at, is_late)
            found.append(Verification(source, presented.part, read.title, results, at))
        return tuple(found)

    def _results(
        self, presented: Presented, read: _Read, at: datetime, is_late: bool
    ) -> tuple[CheckResult, ...]:
        issuer = issuer_of(presented, self._lookup)
        if is_late:
            signing = not_checked(_LATE)
        else:
            signing = check_integrity(presented, issuer, self._lookup, self._keyring, at)
        binding = check_key_bound(signing, issuer, self._lookup, self._keyring, at)
        # Of a hosted badge the copy that the issuer hosts counts, not the one presented.
        credential = signing.hosted or presented.value
        case = Case(presented, issuer, signing, binding.holds, at)
        results = (
            read.result,
            check_schema(presented, self._lookup),
            CheckResult(Check.INTEGRITY, signing.state, signing.reason, signing.evidence),
            binding.result,
            check_in_date(presented.kind, credential, at),
            check_not_revoked(case, self._lookup, self._keyring),
            check_issuer_trusted(issuer, signing, binding, self._settings.trust),
            check_holder_bound(credential, signing, self._settings.applicant),
        )
        # Ids and addresses in a reason are whatever the document's writer put there.
        return tuple(replace(one, reason=" ".join(neutral(one.reason).split())) for one in results)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reader made of a credential."""

    result: CheckResult
    format: str
    title: str


def _read(presented: Presented, lookup: Lookup) -> _Read:
    """Read a credential with the readers, without what it came in."""
    try:
        document = read_document_from(presented.name, _whole(presented, lookup))
    except FormatError as error:
        where = f"{error.place} " if error.place else ""
        # What else could have been read does not matter here.
        problem = error.problem.partition("; expected")[0]
        return _unread(presented, f"{where}{problem}".rstrip("."))
    held = (*document.credentials, *document.offers)
    if not held:
        return _unread(presented, "it holds no learning achievement")
    result = CheckResult(Check.PARSED, CheckState.PASS, f"It was read as {_words(document)}.")
    return _Read(result, document.source.format, held[0].title)


def _whole(presented: Presented, lookup: Lookup) -> bytes:
    """Return a credential as JSON; a badge that it only names by address is put in, for its title."""
    value = presented.value
    if presented.kind is Kind.OPEN_BADGE_2 and isinstance(value.get("badge"), str):
        badge = open_badges_2.parts_of(value, lookup).badge
        value = value if badge is None else value | {"badge": badge}
    return json.dumps(value).encode()


def _unread(presented: Presented, problem: str) -> _Read:
    if presented.kind is Kind.OTHER:
        reason = "It is a verifiable credential, but not of a type whose content is read here."
        state = CheckState.UNSUPPORTED
    else:
        reason, state = f"It could not be read as {presented.kind.value}: {problem}.", CheckState.FAIL
    return _Read(CheckResult(Check.PARSED, state, reason), _format_of(presented), _title(presented))


def _words(document: Document) -> str:
    count = len(document.credentials)
    return f"{document.source.format}{f', with {count} achievements' if count > 1 else ''}"


def _format_of(presented: Presented) -> str:
    return presented.kind.value.lower().replace(" ", "-").removesuffix(".0")


def _title(presented: Presented) -> str:
    """Return what a credential that no reader read calls itself, without its holder."""
    try:
        unheld = without_holder(presented.name, presented.value).value
    except FormatError:
        return ""
    root = Node(unheld)
    achievement = root.get("credentialSubject", "achievement", "name")
    return root.get("name").text() or achievement.text()
