"""Whether the issuer has taken a credential back, by the issuer's own list.

A list is believed only after it was verified itself: signed with a key of the issuer whose credential it
judges, of the right type and purpose, and in date. One that is not sound answers nothing, either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmap.domain.verification import Check, CheckEvidence, CheckResult, CheckState
from skillmap.formats.json_text import Node
from skillmap.verification import open_badges_2
from skillmap.verification.binding import check_key_bound
from skillmap.verification.bitstring import BitstringError, status_at
from skillmap.verification.dates import check_in_date
from skillmap.verification.integrity import check_integrity
from skillmap.verification.issuer import Issuer, issuer_of
from skillmap.verification.keyring import Keyring
from skillmap.verification.known_documents import KnownDocument
from skillmap.verification.lookup import Lookup
from skillmap.verification.presented import Kind, Presented
from skillmap.verification.signing import Signing

_LISTS = {
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList"),
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021"),
}
_WORDS = {"revocation": "revoked", "suspension": "suspended"}
_MOST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one list says."""

    state: CheckState
    reason: str
    evidence: tuple[CheckEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A credential whose status is asked, with what the earlier checks found."""

    presented: Presented
    issuer: Issuer
    signing: Signing
    key_bound: bool
    at: datetime


def check_not_revoked(case: Case, lookup: Lookup, keyring: Keyring) -> CheckResult:
    """Return whether the issuer's own list names a credential as revoked or suspended."""
    if case.presented.kind is Kind.BADGE_CLASS:
        answer = _Answer(
            CheckState.NOT_CHECKED, "It describes a badge; only a badge that was awarded is revoked."
        )
    elif case.presented.kind is Kind.OPEN_BADGE_2:
        answer = _of_badge(case, lookup)
    else:
        answer = _of_entries(case, lookup, keyring)
    if answer.state is CheckState.PASS and not case.signing.holds:
        answer = _Answer(
            CheckState.NOT_CHECKED,
            "Nothing says that it is revoked, but what tells where to look is not shown to be the issuer's.",
            answer.evidence,
        )
    return CheckResult(Check.NOT_REVOKED, answer.state, answer.reason, answer.evidence)


def _of_entries(case: Case, lookup: Lookup, keyring: Keyring) -> _Answer:
    entries = list(case.presented.root.get("credentialStatus").each())
    if not entries:
        return _Answer(CheckState.NOT_CHECKED, "It names no list in which it would stand if it were revoked.")
    if len(entries) > _MOST_ENTRIES:
        return _Answer(CheckState.UNSUPPORTED, f"It names more than {_MOST_ENTRIES} status entries.")
    answers = [_of_entry(entry, case, lookup, keyring) for entry in entries]
    judging = [answer for answer in answers if answer is not None]
    if not judging:
        reason = "Its status entries carry messages only, nothing about revocation."
        return _Answer(CheckState.NOT_CHECKED, reason)
    # The least favourable answer counts.
    order = (CheckState.FAIL, CheckState.UNSUPPORTED, CheckState.NOT_CHECKED, CheckState.PASS)
    return min(judging, key=lambda answer: order.index(answer.state))


def _of_entry(entry: Node, case: Case, lookup: Lookup, keyring: Keyring) -> _Answer | None:
    types = entry.types()
    if "1EdTechRevocationList" in types:
        return _of_revocation_list(entry, case, lookup)
    known = next((name for name in _LISTS if name in types), None)
    if known is None:
        named = ", ".join(sorted(types))[:80] or "no type"
        return _Answer(CheckState.UNSUPPORTED, f"Its status is of a type that is not done: {named}.")
    purpose = entry.get("statusPurpose").text()
    if purpose not in _WORDS:
        return None
    return _of_bitstring(entry, purpose, _LISTS[known], _Finder(case, lookup, keyring))


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds a status list and tells what keeps it from being believed."""

    case: Case
    lookup: Lookup
    keyring: Keyring

    def unsound_once(self, given: KnownDocument, types: tuple[str, str], purpose: str) -> str:
        """Return what ``unsound`` does; of one list and issuer it is found out once in a run."""
        asked = (given.evidence.id, given.evidence.sha256, self.case.issuer.id, types, purpose, self.case.at)
        if asked not in self.lookup.judged:
            self.lookup.judged[asked] = self.unsound(given, types, purpose)
        return self.lookup.judged[asked]

    def unsound(self, given: KnownDocument, types: tuple[str, str], purpose: str) -> str:
        """Return the first thing that is wrong with a status list, as a clause; empty if nothing is."""
        listed = Presented("status list", "$", Kind.OTHER, given.value, given.token)
        issuer = issuer_of(listed, self.lookup)
        if issuer.id is None or issuer.id != self.case.issuer.id:
            return "it is not by the issuer of the credential"
        subject = listed.root.get("credentialSubject").one()
        if types[0] not in listed.root.types() or types[1] not in subject.types():
            return f"it is not of the type {types[0]}"
        if purpose not in subject.get("statusPurpose").texts():
            return f"it is not for the purpose of {purpose}"
        return self._unsigned(listed, issuer) or self._out_of_date(listed)

    def _unsigned(self, listed: Presented, issuer: Issuer) -> str:
        signing = check_integrity(listed, issuer, self.lookup, self.keyring, self.case.at)
        if not signing.holds:
            words = "was changed" if signing.state is CheckState.FAIL else "could not be verified"
            return f"it {words} ({signing.reason.rstrip('.')})"
        bound = check_key_bound(signing, issuer, self.lookup, self.keyring, self.case.at)
        if not bound.holds or bound.by_certificate:
            return f"its key is not shown to be the issuer's ({bound.result.reason.rstrip('.')})"
        return ""

    def _out_of_date(self, listed: Presented) -> str:
        in_date = check_in_date(Kind.OTHER, listed.value, self.case.at)
        return (
            ""
            if in_date.state is not CheckState.FAIL
            else f"it is out of date ({in_date.reason.rstrip('.')})"
        )


def _of_bitstring(entry: Node, purpose: str, types: tuple[str, str], finder: _Finder) -> _Answer:
    address = entry.get("statusListCredential").value
    if not isinstance(address, str):
        return _Answer(CheckState.NOT_CHECKED, "Its status entry names no list.")
    given = finder.lookup.document(address)
    if given is None:
        reason = f"The list that it names is not at hand: {finder.lookup.why_not(address)}."
        return _Answer(CheckState.NOT_CHECKED, reason)
    evidence = (_as_evidence(given),)
    if problem := finder.unsound_once(given, types, purpose):
        return _Answer(
            CheckState.NOT_CHECKED, f"The list that it names cannot be relied on: {problem}.", evidence
        )
    subject = Node(given.value).get("credentialSubject").one()
    size = entry.get("statusSize").value or subject.get("statusSize").value
    try:
        status = status_at(subject.get("encodedList").value, entry.get("statusListIndex").value, size)
    except BitstringError as error:
        reason = f"The list that it names cannot be relied on: {error}."
        return _Answer(CheckState.NOT_CHECKED, reason, evidence)
    if status:
        return _Answer(CheckState.FAIL, f"The issuer's list says that it is {_WORDS[purpose]}.", evidence)
    return _Answer(CheckState.PASS, f"The issuer's list does not say that it is {_WORDS[purpose]}.", evidence)


def _of_revocation_list(entry: Node, case: Case, lookup: Lookup) -> _Answer:
    """Answer by a 1EdTech list, which is not signed: it stands for the issuer by its address alone."""
    given = lookup.document(entry.get("id").text())
    if given is None:
        reason = f"The list that it names is not at hand: {lookup.why_not(entry.get('id').text())}."
        return _Answer(CheckState.NOT_CHECKED, reason)
    identifier = case.presented.value.get("id")
    root = Node(given.value)
    problem = _list_problem(root, "revokedCredentials", case.issuer)
    if not problem and not isinstance(identifier, str):
        problem = "the credential has no id to look for in it"
    if problem:
        reason = f"The list that it names cannot be relied on: {problem}."
        return _Answer(CheckState.NOT_CHECKED, reason, (_as_evidence(given),))
    if any(_is_revoked(item, (identifier,)) for item in root.get("revokedCredentials").each()):
        return _Answer(CheckState.FAIL, "The issuer's list says that it is revoked.", (_as_evidence(given),))
    if not case.key_bound:
        reason = (
            "The list that it names is not signed, and that its issuer wrote which list it is, is not shown."
        )
        return _Answer(CheckState.NOT_CHECKED, reason, (_as_evidence(given),))
    return _Answer(
        CheckState.PASS, "The issuer's list does not say that it is revoked.", (_as_evidence(given),)
    )


def _of_badge(case: Case, lookup: Lookup) -> _Answer:
    hosted, signing = case.signing.hosted, case.signing
    if case.presented.value.get("revoked") is True or (hosted or {}).get("revoked") is True:
        return _Answer(CheckState.FAIL, "It says itself that it is revoked.", signing.evidence)
    if signing.gone:
        return _Answer(
            CheckState.FAIL, "The issuer's server says that it was taken away (410), which means revoked."
        )
    if hosted is not None:
        reason = "The copy that the issuer hosts does not say that it is revoked."
        return _Answer(CheckState.PASS, reason, signing.evidence)
    if open_badges_2.is_hosted(case.presented.value):
        reason = "It is hosted, and the hosted copy, which would say so if it were revoked, is not at hand."
        return _Answer(CheckState.NOT_CHECKED, reason)
    return _of_signed_badge(case, lookup)


def _of_signed_badge(case: Case, lookup: Lookup) -> _Answer:
    parts = open_badges_2.parts_of(case.presented.value, lookup)
    if parts.profile is None:
        reason = f"The issuer's profile, which would name a list, is not at hand: {parts.missing}."
        return _Answer(CheckState.NOT_CHECKED, reason)
    address = parts.profile.value.get("revocationList")
    if not isinstance(address, str):
        return _Answer(CheckState.NOT_CHECKED, "The issuer's profile names no list of revoked badges.")
    given = lookup.document(address)
    if given is None:
        reason = f"The issuer's list of revoked badges is not at hand: {lookup.why_not(address)}."
        return _Answer(CheckState.NOT_CHECKED, reason)
    root = Node(given.value)
    if problem := _list_problem(root, "revokedAssertions", case.issuer):
        reason = f"The issuer's list of revoked badges cannot be relied on: {problem}."
        return _Answer(CheckState.NOT_CHECKED, reason, (_as_evidence(given),))
    names = tuple(case.presented.value.get(name) for name in ("id", "uid"))
    if any(_is_revoked(item, names) for item in root.get("revokedAssertions").each()):
        return _Answer(CheckState.FAIL, "The issuer's list says that it is revoked.", (_as_evidence(given),))
    return _Answer(
        CheckState.PASS, "The issuer's list does not say that it is revoked.", (_as_evidence(given),)
    )


def _list_problem(root: Node, member: str, issuer: Issuer) -> str:
    named = root.get("issuer").one()
    by = named.value if isinstance(named.value, str) else named.get("id").value
    if by is not None and by != issuer.id:
        return "it is not by the issuer of the credential"
    if not isinstance(root.get(member).value, list):
        return f"it has no list {member}"
    return ""


def _is_revoked(item: Node, names: Iterable[Any]) -> bool:
    wanted = {name for name in names if isinstance(name, str) and name}
    if isinstance(item.value, str):
        return item.value in wanted
    listed = {item.get(key).value for key in ("id", "uid") if isinstance(item.get(key).value, str)}
    return bool(wanted & listed) and item.get("revoked").value is not False


def _as_evidence(given: KnownDocument) -> CheckEvidence:
    return CheckEvidence("status list", given.evidence.id, given.evidence.sha256, given.evidence.obtained)
