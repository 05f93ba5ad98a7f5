"""Whether an issuer is on a list that the institution chose.

There is no list of our own. An issuer that is on none is unknown to the institution, which says nothing
against it. A name on a list helps only an issuer who is shown to have signed or hosted the credential.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillmap.domain.verification import Check, CheckEvidence, CheckResult, CheckState
from skillmap.errors import FormatError
from skillmap.formats.json_text import decode
from skillmap.resources import sha256_of
from skillmap.toml_tables import tables_in
from skillmap.verification import certificates
from skillmap.verification.binding import Binding
from skillmap.verification.certificates import Subject, plain_number
from skillmap.verification.issuer import Issuer
from skillmap.verification.json_documents import load_whole_json
from skillmap.verification.signing import Signing

LARGEST = 25_000_000
_COLUMNS = ("id", "domain", "number")


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One issuer on a list, by any of the three."""

    id: str = ""
    """DID or web address."""
    domain: str = ""
    """Host of its address or did:web; ``*.example.edu`` for all hosts under one, but not that one itself."""
    number: str = ""
    """Registration number; it counts only where a trusted certificate carries it."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Issuers that an institution chose to trust."""

    name: str
    """File name, or what the institution calls it."""
    entries: tuple[TrustEntry, ...]
    sha256: str | None = None

    @property
    def evidence(self) -> CheckEvidence:
        """Return the list as evidence."""
        return CheckEvidence("trust list", self.name, self.sha256)


def load_trust_list(path: str | os.PathLike[str]) -> TrustList:
    """Read a trust list: TOML, JSON (also the legacy DCC ``registry.json``) or CSV.

    TOML holds ``[[issuer]]`` tables, JSON a list or ``{"issuers": [...]}``, CSV a header line; each issuer
    has one or more of ``id`` (DID or address), ``domain`` and ``number``. A JSON list may hold plain texts.

    Raises:
        FormatError: the file is missing, of none of these forms, or names no issuer.
    """
    place = Path(path)
    try:
        with place.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise FormatError(place.name or str(place), "", f"cannot be read: {error.strerror}") from error
    return trust_list_from(place.name, content)


def trust_list_from(name: str, content: bytes) -> TrustList:
    """Read a trust list that is in memory; raises as ``load_trust_list`` does."""
    if len(content) > LARGEST:
        raise FormatError(name, "", f"has more than {LARGEST:,} bytes")
    suffix = Path(name).suffix.lower()
    if suffix == ".toml":
        rows = _toml_rows(name, content)
    elif suffix == ".csv":
        rows = _csv_rows(name, content)
    elif suffix == ".json":
        rows = _json_rows(name, load_whole_json(name, content))
    else:
        raise FormatError(name, "", "expected a trust list that ends in .toml, .json or .csv")
    entries = tuple(_entry(name, row) for row in rows)
    if not entries:
        raise FormatError(name, "", "names no issuer")
    return TrustList(name, entries, sha256_of(content))


def check_issuer_trusted(
    issuer: Issuer, signing: Signing, binding: Binding, lists: Iterable[TrustList]
) -> CheckResult:
    """Return whether the issuer is on one of the lists, and is shown to be the one who issued."""
    chosen = tuple(lists)
    if not chosen:
        return _result(CheckState.NOT_CHECKED, "No list of trusted issuers was given.")
    if issuer.id is None and issuer.missing and not issuer.numbers:
        return _result(CheckState.NOT_CHECKED, f"Its issuer is not known: {issuer.missing}.")
    naming = [(one, entry) for one in chosen for entry in one.entries if _names(entry, issuer)]
    if not naming:
        reason = "The issuer is not on your list; that says nothing against the issuer."
        return _result(CheckState.FAIL, reason, *(one.evidence for one in chosen))
    evidence = tuple(dict.fromkeys(one.evidence for one, _ in naming))
    shown = binding.holds or (signing.hosted is not None and signing.holds)
    if not shown:
        reason = "The issuer that it names is on your list, but is not shown to have issued it."
        return _result(CheckState.NOT_CHECKED, reason, *evidence)
    certified = certificates.subject_of(signing.chain.leaf) if signing.chain is not None else None
    if any(_is_shown(entry, issuer, binding, certified) for _, entry in naming):
        return _result(
            CheckState.PASS, "The issuer is on your list, and is shown to have issued it.", *evidence
        )
    reason = (
        "Your list has the issuer by something that the credential only claims: what was shown about the one "
        "who issued it is something else."
    )
    return _result(CheckState.NOT_CHECKED, reason, *evidence)


def _names(entry: TrustEntry, issuer: Issuer) -> bool:
    number = plain_number(entry.number)
    return _is_address_of(entry, issuer) or bool(number and number in issuer.numbers)


def _is_shown(entry: TrustEntry, issuer: Issuer, binding: Binding, certified: Subject | None) -> bool:
    """Return whether what the list has is the very thing that was shown about the issuer.

    A certificate shows a name, a number and perhaps a host; the id beside it in the credential is a claim.
    """
    if certified is not None and plain_number(entry.number) in certified.number_forms:
        return True
    if binding.by_certificate and (certified is None or issuer.host not in certified.hosts):
        return False
    return _is_address_of(entry, issuer)


def _is_address_of(entry: TrustEntry, issuer: Issuer) -> bool:
    if entry.id and issuer.id is not None and entry.id.rstrip("/") == issuer.id.rstrip("/"):
        return True
    host, domain = issuer.host, entry.domain.lower().strip()
    if host is None or not domain:
        return False
    return host.endswith(domain[1:]) if domain.startswith("*.") else host == domain


def _json_rows(name: str, value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("registry"), dict):
        return list(value["registry"])
    rows = value.get("issuers") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise FormatError(name, "$", "expected a list of issuers, or an object with issuers or registry")
    return rows


def _toml_rows(name: str, content: bytes) -> list[Any]:
    try:
        rows = tables_in(content).get("issuer", [])
    except ValueError as error:
        raise FormatError(name, "", f"not TOML: {error}") from error
    if not isinstance(rows, list):
        raise FormatError(name, "issuer", "expected [[issuer]] tables")
    return rows


def _csv_rows(name: str, content: bytes) -> list[Any]:
    try:
        reader = csv.DictReader(io.StringIO(decode(name, content)))
        columns = {column.strip().lower() for column in reader.fieldnames or () if column}
        if not columns & set(_COLUMNS):
            raise FormatError(
                name, "line 1", f"expected a column {', '.join(_COLUMNS[:-1])} or {_COLUMNS[-1]}"
            )
        return [{(key or "").strip().lower(): value for key, value in row.items()} for row in reader]
    except csv.Error as error:
        raise FormatError(name, "", f"not CSV: {error}") from error


def _entry(name: str, row: Any) -> TrustEntry:
    if isinstance(row, str):
        text = row.strip()
        if text.startswith(("did:", "https://", "http://")):
            return TrustEntry(id=text)
        return TrustEntry(domain=text) if "." in text and " " not in text else TrustEntry(number=text)
    if isinstance(row, dict):
        values = {key: str(row.get(key) or "").strip() for key in _COLUMNS}
        if any(values.values()):
            return TrustEntry(**values)
    raise FormatError(name, "", f"an issuer has none of {', '.join(_COLUMNS)}")


def _result(state: CheckState, reason: str, *evidence: CheckEvidence) -> CheckResult:
    return CheckResult(Check.ISSUER_TRUSTED, state, reason, evidence)
