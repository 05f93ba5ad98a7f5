"""Open Badges 2.0: the parts that an assertion refers to, and whether it is what its issuer hosts.

Of a hosted badge only the address counts: what stands there is the badge, whatever the copy presented says
(Open Badges 2.0, "Hosted Verification"). And the address counts only if the issuer's profile lets badges be
hosted there: otherwise anybody could host a badge that names the issuer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from skillmap.domain.verification import CheckEvidence, CheckState
from skillmap.verification.known_documents import KnownDocument
from skillmap.verification.lookup import REDIRECTS_OF_BADGES, Lookup
from skillmap.verification.signing import Signing, failed, not_checked

_MOST_DIFFERENCES = 3
_ALIASES = {"verify": "verification"}
_RENAMED = {"HostedBadge": "hosted", "SignedBadge": "signed"}
# The hosted copy may say more than the one presented only where the issuer took the badge back since.
_OF_REVOCATION = frozenset({"revoked", "revocationReason"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assertion refers to, as far as it was found."""

    badge: dict[str, Any] | None
    issuer_id: str | None
    """Address of the issuer's profile."""
    profile: KnownDocument | None
    """The profile that stands under that address; never one that the assertion brought along."""
    missing: str = ""
    """Why something was not found, as a clause."""


def parts_of(assertion: dict[str, Any], lookup: Lookup) -> Parts:
    """Return badge class, issuer and profile of an assertion."""
    badge, missing = _object(assertion.get("badge"), "badge class", lookup)
    # Two versions of a badge class that name one issuer leave no doubt about the issuer.
    reference = assertion.get("badge")
    named = badge if badge is not None else lookup.agreed(reference) if isinstance(reference, str) else {}
    if badge is None and not named:
        return Parts(None, None, None, missing)
    issuer = named.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(issuer_id, str):
        return Parts(badge, None, None, "the badge class does not name its issuer by an id")
    profile = lookup.document(issuer_id, redirects=REDIRECTS_OF_BADGES)
    return Parts(badge, issuer_id, profile, "" if profile else lookup.why_not(issuer_id))


def verification_of(assertion: dict[str, Any]) -> dict[str, Any]:
    """Return how an assertion says that it is verified."""
    value = assertion.get("verification", assertion.get("verify"))
    return value if isinstance(value, dict) else {}


def is_hosted(assertion: dict[str, Any]) -> bool:
    """Return whether an assertion says that its issuer hosts it."""
    kind = verification_of(assertion).get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(_RENAMED.get(str(name), name) == "hosted" for name in kinds)


def creator_of(assertion: dict[str, Any]) -> str | None:
    """Return the id of the key that a signed assertion names."""
    verification = verification_of(assertion)
    creator = verification.get("creator", verification.get("url"))
    return creator if isinstance(creator, str) else None


def check_hosted(assertion: dict[str, Any], lookup: Lookup) -> Signing:
    """Return whether an assertion is what its issuer hosts under its id, at an address of the issuer's."""
    address = assertion.get("id", verification_of(assertion).get("url"))
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        return failed("It is said to be hosted, but its id is no web address.")
    hosted = lookup.document(address, redirects=REDIRECTS_OF_BADGES)
    if hosted is None:
        reason = f"It is hosted, not signed, and the hosted copy is not at hand: {lookup.why_not(address)}."
        return not_checked(reason, gone=address in lookup.gone)
    evidence = (CheckEvidence("hosted copy", address, hosted.evidence.sha256, hosted.evidence.obtained),)
    found: dict[str, Any] = {"evidence": evidence, "hosted": hosted.value}
    differences = _differences(_plain(assertion), _plain(hosted.value), lookup)
    if differences:
        more = len(differences) - _MOST_DIFFERENCES
        places = ", ".join(differences[:_MOST_DIFFERENCES]) + (f" and {more} more" if more > 0 else "")
        return failed(f"It differs from the copy that is hosted under its id, in {places}.", **found)
    return _at_home(address, hosted.value, found, lookup)


def _at_home(address: str, hosted: dict[str, Any], found: dict[str, Any], lookup: Lookup) -> Signing:
    parts = parts_of(hosted, lookup)
    if parts.issuer_id is None or parts.profile is None:
        reason = (
            "It is the same as the hosted copy, but whether the issuer hosts there is not known: "
            f"{parts.missing}."
        )
        return not_checked(reason, **found)
    found["evidence"] = (*found["evidence"], CheckEvidence("issuer profile", *_identity(parts.profile)))
    if not _may_host(address, parts.issuer_id, parts.profile.value):
        return failed("It is hosted at an address that is not among those of the issuer's profile.", **found)
    reason = "It is what is hosted under its id, at an address that the issuer's profile allows."
    return Signing(CheckState.PASS, reason, **found)


def _identity(given: KnownDocument) -> tuple[str, str | None]:
    return given.evidence.id, given.evidence.sha256


def _may_host(address: str, issuer_id: str, profile: dict[str, Any]) -> bool:
    """Return whether a profile lets badges be hosted at an address; by default at its own origin."""
    rules = verification_of(profile)
    starts, origins = _texts(rules.get("startsWith")), _texts(rules.get("allowedOrigins"))
    if starts and not any(_begins_with(address, start) for start in starts):
        return False
    if origins:
        return any(_is_origin(address, origin) for origin in origins)
    return bool(starts) or _origin(address) == _origin(issuer_id) != ("", "", None)


def _begins_with(address: str, start: str) -> bool:
    """Return whether an address begins as a rule says, host for host: example.org is not example.org.evil."""
    return address.startswith(start) and _origin(address) == _origin(start)


def _is_origin(address: str, origin: str) -> bool:
    scheme, host, port = _origin(address)
    if "://" in origin:
        return _origin(origin) == (scheme, host, port)
    return origin.strip().rstrip("/").lower() in (host, f"{host}:{port}")


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None
    return parts.scheme, parts.hostname or "", port


def _object(value: Any, what: str, lookup: Lookup) -> tuple[dict[str, Any] | None, str]:
    if isinstance(value, dict):
        return value, ""
    if not isinstance(value, str):
        return None, f"it names no {what}"
    given = lookup.document(value, redirects=REDIRECTS_OF_BADGES)
    return (given.value, "") if given else (None, lookup.why_not(value))


def _differences(copy: Any, hosted: Any, lookup: Lookup, place: str = "$") -> list[str]:
    """Return the places in which a copy says something else than what is hosted; never what they say."""
    if isinstance(copy, dict) and isinstance(hosted, str) and copy.get("id") == hosted:
        # Embedded in the copy, referred to in the hosted one: what stands under the id is compared.
        given = lookup.document(hosted, redirects=REDIRECTS_OF_BADGES)
        return [place] if given is None else _differences(copy, _plain(given.value), lookup, place)
    if isinstance(copy, str) and isinstance(hosted, dict) and hosted.get("id") == copy:
        return []
    if isinstance(copy, dict) and isinstance(hosted, dict):
        names = [*copy, *(name for name in hosted if name not in copy and name not in _OF_REVOCATION)]
        pairs = ((copy.get(name), hosted.get(name), f"{place}.{name}") for name in names)
        return [found for one, other, at in pairs for found in _differences(one, other, lookup, at)]
    return [] if copy == hosted else [place]


def _plain(value: Any) -> Any:
    """Return a value with the freedoms of the standard taken out: lists of one, and older names."""
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        return {_ALIASES.get(name, name): _plain(item) for name, item in value.items()}
    return _RENAMED.get(value, value) if isinstance(value, str) else value


def _texts(value: Any) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
