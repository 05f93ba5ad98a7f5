"""The claims of a token beside the credential inside it: both must say the same.

A reader of the token and a reader of the credential would otherwise see two different documents, each signed.
Open Badges 3.0 puts the members of the credential among the claims; the W3C data model 1.1 under ``vc``.
"""

from __future__ import annotations

from typing import Any

from skillmap.formats.json_text import Node
from skillmap.verification.moments import moment, moment_of_seconds

_DATES = (
    ("nbf", ("validFrom", "issuanceDate"), "begins to be valid"),
    ("exp", ("validUntil", "expirationDate"), "expires"),
)


def disagreement(claims: dict[str, Any]) -> str:
    """Return a sentence on the first claim that contradicts the credential; empty if none does.

    A claim that is absent contradicts nothing: the credential's own member is signed as well.
    """
    credential = claims["vc"] if isinstance(claims.get("vc"), dict) else claims
    if "credentialSubject" not in credential:
        return ""
    root = Node(credential)
    for claim, said, words in (
        ("iss", _ids(root.get("issuer")), "issuer"),
        ("sub", _ids(root.get("credentialSubject")), "holder"),
        ("jti", _ids(Node(credential)), "id of the credential"),
    ):
        if claim in claims and said and claims[claim] not in said:
            return f"The token's claim {claim} and the credential inside name a different {words}."
    return next((text for date in _DATES if (text := _other_date(claims, credential, *date))), "")


def _ids(node: Node) -> list[str]:
    texts = []
    for item in node.each():
        identifier = item.value.get("id") if isinstance(item.value, dict) else item.value
        if isinstance(identifier, str):
            texts.append(identifier)
    return texts


def _other_date(claims: dict[str, Any], credential: dict[str, Any], claim: str, *rest: Any) -> str:
    members, words = rest
    if claim not in claims:
        return ""
    at = moment_of_seconds(claims[claim])
    if at is None:
        return f"The token's claim {claim} is no date."
    said = [text for member in members if (text := credential.get(member)) is not None]
    moments = [moment(text) for text in said]
    if not said or any(found is not None and found.replace(microsecond=0) == at for found in moments):
        return ""
    return f"The token's claim {claim} and the credential inside differ on when it {words}."
