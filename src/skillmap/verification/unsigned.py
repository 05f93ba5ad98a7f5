"""Documents that can be read but carry no signature that is checked: tables, texts, and XML.

They get the same eight answers, so that a folder of everything an applicant sent gives one table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from skillmap.domain import Credential, Document
from skillmap.domain.verification import Check, CheckResult, CheckState, Verification
from skillmap.errors import FormatError
from skillmap.formats import read_document_from
from skillmap.verification.binding import Binding
from skillmap.verification.certificates import plain_name, plain_number
from skillmap.verification.dates import check_in_date
from skillmap.verification.issuer import Issuer
from skillmap.verification.presented import MOST_CREDENTIALS, Kind
from skillmap.verification.signing import Signing, not_checked, unsupported
from skillmap.verification.trust import TrustList, check_issuer_trusted


def verify_unsigned(
    name: str, content: bytes, trust: Iterable[TrustList], at: datetime
) -> tuple[Verification, ...]:
    """Return the checks of a document in a form without a signature that is checked.

    Raises:
        FormatError: it cannot be read, or holds no credential.
    """
    document = read_document_from(name, content)
    credentials = document.credentials[:MOST_CREDENTIALS]
    if not credentials:
        raise FormatError(name, "", "holds no credential, so there is nothing to verify")
    signing = _signing(content)
    lists = tuple(trust)
    return tuple(
        Verification(
            document.source,
            _part(credential) if len(credentials) > 1 else "$",
            credential.title,
            _results(document, credential, signing, lists, at),
            at,
        )
        for credential in credentials
    )


def _signing(content: bytes) -> Signing:
    if content.lstrip()[:1] == b"<" and b"Signature>" in content:
        return unsupported("It has a signature in XML (XAdES), which is not done.")
    return not_checked("A document of this form carries no signature.")


def _results(
    document: Document, credential: Credential, signing: Signing, trust: tuple[TrustList, ...], at: datetime
) -> tuple[CheckResult, ...]:
    party = credential.issuer
    issuer = Issuer(missing="the document names none")
    if party is not None:
        issuer = Issuer(party.id, frozenset({plain_name(party.name)}), _numbers(party.id))
    no_key = CheckResult(
        Check.KEY_BOUND, CheckState.NOT_CHECKED, "No signature was checked, so that no key is involved."
    )
    return (
        CheckResult(Check.PARSED, CheckState.PASS, f"It was read as {document.source.format}."),
        CheckResult(Check.SCHEMA, CheckState.UNSUPPORTED, "There is no schema for documents of this form."),
        CheckResult(Check.INTEGRITY, signing.state, signing.reason),
        no_key,
        check_in_date(Kind.OTHER, _dates(credential), at),
        CheckResult(Check.NOT_REVOKED, CheckState.NOT_CHECKED, "A document of this form names no list."),
        check_issuer_trusted(issuer, signing, Binding(no_key), trust),
        CheckResult(
            Check.HOLDER_BOUND, CheckState.NOT_CHECKED, "Who holds it was not compared in this form."
        ),
    )


def _dates(credential: Credential) -> dict[str, str | None]:
    return {"validFrom": _text(credential.valid_from), "validUntil": _text(credential.expires)}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _numbers(identifier: str | None) -> frozenset[str]:
    return frozenset() if identifier is None or ":" in identifier else frozenset({plain_number(identifier)})


def _part(credential: Credential) -> str:
    places = (origin.place for origin in credential.origins if origin.field in ("title", "id"))
    return next(places, "$")
