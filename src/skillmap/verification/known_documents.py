"""Documents that an institution has at hand, found by the ids inside them and never by their file names.

A file name is whatever the sender chose; the id inside is what a credential refers to. Where two files hold
different documents of one id, neither is used, as which of them is the true one cannot be known from here;
only what all of them say alike is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillmap.domain.verification import CheckEvidence
from skillmap.errors import FormatError, SkillmapError
from skillmap.formats.envelope import unwrap
from skillmap.formats.json_text import Node, looks_like_json
from skillmap.resources import sha256_of
from skillmap.verification import key_material
from skillmap.verification.json_documents import load_whole_json
from skillmap.verification.presented import Kind, kind_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from skillmap.verification.key import PublicKey

MOST_FILES = 5000
LARGEST = 5_000_000
"""Bytes; the largest status list allowed is far smaller."""

_SHOWN = 200
_NEVER_REFERRED_TO = (Kind.OPEN_BADGE_3, Kind.CLR_2, Kind.EUROPEAN, Kind.OTHER)
_STATUS_LISTS = frozenset(
    {"BitstringStatusListCredential", "StatusList2021Credential", "BitstringStatusList"}
)
_BARE_TOKEN = re.compile(rb"\s*eyJ[\w-]*\.[\w-]*\.[\w-]*\s*")


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that was given or fetched."""

    value: dict[str, Any]
    evidence: CheckEvidence
    token: str | None = None
    """The signed token that it came in, if it came in one."""
    name: str = ""
    """File name, for messages."""


@dataclass(frozen=True, slots=True)
class BareKey:
    """A public key in a file that does not say whose it is."""

    id: str
    """Its ``kid``, or its JWK thumbprint where it has none."""
    public: PublicKey
    evidence: CheckEvidence


class KnownDocuments:
    """Documents by id, and the keys and certificates that have none."""

    def __init__(self, files: Iterable[tuple[str, bytes]] = ()) -> None:
        self._by_id: dict[str, KnownDocument] = {}
        self._conflicts: dict[str, str] = {}
        self._versions: dict[str, list[dict[str, Any]]] = {}
        self.bare_keys: list[BareKey] = []
        self.certificates: list[tuple[Certificate, CheckEvidence]] = []
        self.unread: list[tuple[str, str]] = []
        """File name and reason of each file that holds nothing to look up."""
        for name, content in files:
            try:
                self._add(name, content)
            except SkillmapError as error:
                self.unread.append((name, str(error)))

    def find(self, identifier: str) -> KnownDocument | None:
        """Return the document of an id; None where there is none, or where two differ."""
        return None if identifier in self._conflicts else self._by_id.get(identifier)

    def agreed(self, identifier: str) -> dict[str, Any]:
        """Return the members that all given documents of an id have alike, where there are several."""
        versions = self._versions.get(identifier, [])
        if identifier not in self._conflicts or not versions:
            return {}
        first, *others = versions
        return {name: value for name, value in first.items() if all(o.get(name) == value for o in others)}

    def conflict(self, identifier: str) -> str:
        """Return why no document of an id can be used although there are some; empty if that is not so."""
        return self._conflicts.get(identifier, "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know: ids that two documents share, and files that were not read."""
        lines = sorted(self._conflicts.values())
        if self.unread:
            name, reason = self.unread[0]
            others = len(self.unread) - 1
            more = f"; so do {others} other file(s)" if others else ""
            lines.append(f"{name} holds nothing to look up ({reason}){more}")
        return tuple(lines)

    def __iter__(self) -> Iterator[KnownDocument]:
        return (given for key, given in self._by_id.items() if key not in self._conflicts)

    def __len__(self) -> int:
        return len(self._by_id) + len(self.bare_keys) + len(self.certificates)

    def _add(self, name: str, content: bytes) -> None:
        if len(content) > LARGEST:
            raise FormatError(name, "", f"has more than {LARGEST:,} bytes")
        sha256 = sha256_of(content)
        if looks_like_json(content):
            self._add_json(name, load_whole_json(name, content), sha256)
        elif b"-----BEGIN " in content:
            self._add_pem(name, content, sha256)
        elif content[:2] == b"\x30\x82":
            evidence = CheckEvidence("certificate", name, sha256)
            self.certificates.append((key_material.certificate_in_der(content), evidence))
        elif _BARE_TOKEN.fullmatch(content):
            envelope = unwrap(name, content)
            self._add_json(name, load_whole_json(name, envelope.payload), sha256, envelope.token)
        else:
            raise FormatError(name, "", "is neither JSON, a signed token, PEM nor a certificate")

    def _add_pem(self, name: str, content: bytes, sha256: str) -> None:
        try:
            text = content.decode("ascii")
        except UnicodeDecodeError as error:
            raise FormatError(name, "", "is no PEM text") from error
        if "PRIVATE KEY" in text:
            raise FormatError(name, "", "holds a private key; only public keys belong here")
        elif "-----BEGIN CERTIFICATE-----" in text:
            evidence = CheckEvidence("certificate", name, sha256)
            self.certificates += [(one, evidence) for one in key_material.certificates_in_pem(text)]
        else:
            public = key_material.from_pem(text)
            self._add_bare(name, key_material.thumbprint(public), public, sha256)

    def _add_json(self, name: str, value: Any, sha256: str, token: str | None = None) -> None:
        if not isinstance(value, dict):
            raise FormatError(name, "$", "is no JSON object")
        if isinstance(value.get("keys"), list):
            for jwk in value["keys"]:
                self._add_jwk(name, jwk, sha256)
        elif isinstance(value.get("kty"), str):
            self._add_jwk(name, value, sha256)
        else:
            self._add_document(name, value, sha256, token)

    def _add_document(self, name: str, value: dict[str, Any], sha256: str, token: str | None) -> None:
        if kind_of(value) in _NEVER_REFERRED_TO and not _STATUS_LISTS & Node(value).types():
            raise FormatError(name, "", "is a credential, which no other refers to")
        identifier = value.get("id", value.get("@id"))
        if not isinstance(identifier, str) or not identifier.strip():
            raise FormatError(name, "$.id", "is missing; a document is found by its id")
        given = KnownDocument(value, CheckEvidence("document", identifier, sha256), token, name)
        held = self._by_id.setdefault(identifier, given)
        self._versions.setdefault(identifier, []).append(value)
        if (held.value, held.token) != (value, token) and identifier not in self._conflicts:
            self._conflicts[identifier] = (
                f"{held.name} and {name} hold different documents of the id {short(identifier)}, "
                "so neither is used"
            )

    def _add_jwk(self, name: str, jwk: Any, sha256: str) -> None:
        if not isinstance(jwk, dict):
            raise FormatError(name, "$.keys", "holds something that is no JWK")
        if "d" in jwk or jwk.get("kty") == "oct":
            raise FormatError(name, "", "holds a secret key; only public keys belong here")
        public = key_material.from_jwk(jwk)
        kid = jwk.get("kid")
        self._add_bare(name, kid if isinstance(kid, str) else key_material.thumbprint(public), public, sha256)

    def _add_bare(self, name: str, identifier: str, public: PublicKey, sha256: str) -> None:
        self.bare_keys.append(BareKey(identifier, public, CheckEvidence("key", name, sha256)))


def short(identifier: str) -> str:
    """Return an id as it is shown in a message; whoever wrote it also chose how long it is."""
    return identifier if len(identifier) <= _SHOWN else identifier[: _SHOWN - 1] + "…"


def load_known_documents(folder: str | os.PathLike[str]) -> KnownDocuments:
    """Read every file of a folder and of the folders in it.

    Files that hold nothing to look up are named in ``unread``; hidden files are passed over.

    Raises:
        FormatError: there is no such folder, or it holds too many files.
    """
    place = Path(folder)
    if not place.is_dir():
        raise FormatError(str(place), "", "is no folder; expected a folder of key or status documents")
    return KnownDocuments(_contents(place))


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of the folders in it, by path; hidden ones are passed over."""
    found = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            found.append(path)
            if len(found) > MOST_FILES:
                raise FormatError(folder.name or str(folder), "", f"holds more than {MOST_FILES:,} files")
    return found


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in files_in(folder):
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST + 1)
        except OSError as error:
            raise FormatError(path.name, "", f"cannot be read: {error.strerror}") from error
        yield path.relative_to(folder).as_posix(), content
