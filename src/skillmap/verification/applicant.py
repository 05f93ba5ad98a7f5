"""Whether a credential was issued to the person who presents it.

What the applicant gave (an email address, a DID, a name) is compared with what the credential says about its
holder, hashed or plain. Neither of the two is ever repeated in a reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from skillmap.domain.verification import Check, CheckResult, CheckState
from skillmap.errors import FormatError
from skillmap.formats.holder import Holder, Identifier, holder_of
from skillmap.verification.signing import Signing

_ADDRESSES = ("did:", "http://", "https://", "urn:")


def check_holder_bound(credential: dict[str, Any], signing: Signing, applicant: Iterable[str]) -> CheckResult:
    """Return whether one of the applicant's identifiers is that of the holder."""
    texts = [text.strip() for text in applicant if text.strip()]
    if not texts:
        return _result(CheckState.NOT_CHECKED, "Nothing about the applicant was given to compare.")
    try:
        holder = holder_of("credential", credential)
    except FormatError as error:
        return _result(CheckState.NOT_CHECKED, f"Its holder cannot be read: it {error.problem}.")
    if not holder:
        return _result(CheckState.NOT_CHECKED, "It does not say who holds it.")
    answers = {text: _compared(text, holder) for text in texts}
    matching = [text for text, same in answers.items() if same]
    if matching:
        return _matched(matching, signing)
    if any(same is False for same in answers.values()):
        return _result(
            CheckState.FAIL, "It was issued to somebody else than the applicant, by what was given."
        )
    reason = "It identifies its holder in another way than by what was given of the applicant."
    return _result(CheckState.NOT_CHECKED, reason)


def _matched(matching: list[str], signing: Signing) -> CheckResult:
    if signing.state is CheckState.FAIL:
        reason = "It names the applicant, but was changed since it was issued, perhaps in this."
        return _result(CheckState.NOT_CHECKED, reason)
    kinds = {_kind(text) for text in matching}
    if kinds == {"name"}:
        words = "It is made out to the applicant's name, which others may share"
    elif "email" in kinds:
        words = "It was issued to the applicant's email address"
    else:
        words = "It was issued to the applicant's identifier; that the applicant controls it was not checked"
    if not signing.holds:
        words += ", by its own word: that the issuer wrote so was not shown"
    return _result(CheckState.PASS, f"{words}.")


def _compared(text: str, holder: Holder) -> bool | None:
    """Return whether a text of the applicant's is one of the holder's; None where nothing is like it."""
    kind = _kind(text)
    if kind == "name":
        if any(_is_same(text, identifier) for identifier in holder.identifiers):
            return True
        return any(_words(text) == _words(name) for name in holder.names) if holder.names else None
    comparable = [
        one for one in holder.identifiers if one.hashed or _kind(one.value.removeprefix("mailto:")) == kind
    ]
    answers = [_is_same(text, one) for one in comparable]
    known = [same for same in answers if same is not None]
    if any(known):
        return True
    # A hash of something else than what was given looks like any other hash: a recipient that is the hash of
    # a telephone number does not speak against an email address.
    telling = [one for one in comparable if not one.hashed or _is_of_kind(one, kind)]
    return False if telling and known else None


def _is_same(text: str, identifier: Identifier) -> bool | None:
    if not identifier.hashed and _kind(text) == "address":
        return text == identifier.value
    return identifier.names(text)


def _is_of_kind(identifier: Identifier, kind: str) -> bool:
    said = identifier.kind.lower()
    if kind == "email":
        return "mail" in said or said == "mbox"
    return kind == "address" and said in ("id", "url", "did")


def _kind(text: str) -> str:
    if text.startswith(_ADDRESSES):
        return "address"
    if "@" in text and " " not in text:
        return "email"
    return "name" if any(letter.isalpha() for letter in text) else "number"


def _words(name: str) -> list[str]:
    """Return the words of a name without case, accents or order, since sources differ in all three."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return sorted(letters.replace(",", " ").split())


def _result(state: CheckState, reason: str) -> CheckResult:
    return CheckResult(Check.HOLDER_BOUND, state, reason)
