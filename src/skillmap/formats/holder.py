"""Who holds a credential: taken out before anything else looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError

STAND_IN = "the holder"
"""Written where a text named the holder."""

_IDENTITY = frozenset(
    (
        *(
            "id",
            "identifier",
            "nationalID",
            "studentId",
            "sourcedId",
            "licenseNumber",
            "alsoKnownAs",
            "owner",
        ),
        *("name", "fullName", "givenName", "familyName", "familyNamePrefix", "additionalName", "birthName"),
        *("patronymicName", "honorificPrefix", "honorificSuffix", "altLabel", "prefLabel", "image"),
        *("dateOfBirth", "birthDate", "placeOfBirth", "citizenshipCountry", "gender"),
        *("email", "emailAddress", "mbox", "phone", "telephone", "contactPoint", "url"),
        *("address", "location"),
    )
)
"""Members of a credential's subject that say who it is."""
# Of an identifier object, or of a place or country, these say what kind of thing it is, not who holds it.
_KIND_OF_THING = frozenset(
    ("type", "identityType", "schemeName", "inScheme", "prefLabel", "spatial", "countryCode")
)
_NOT_TELLING = frozenset(
    (
        "citizenshipCountry",
        "gender",
        "placeOfBirth",
        "location",
        "address",
        "honorificPrefix",
        "honorificSuffix",
    )
)
_NEVER_READ = frozenset(("proof", "credentialStatus", "displayParameter", "termsOfUse", "refreshService"))
_SHORTEST = 3
_MOST_IDENTITIES = 500


@dataclass(frozen=True, slots=True)
class Unheld:
    """A credential without its holder."""

    value: Any
    was_named: bool
    """True when a text elsewhere named the holder and was changed."""


def without_holder(source: str, credential: dict[str, Any]) -> Unheld:
    """Return a copy in which no subject says who it is, nor any text elsewhere.

    Names are replaced as whole words; an address or URI that holds an identity is emptied.

    Raises:
        FormatError: the subjects are identified in more ways than can be looked for.
    """
    subjects = credential.get("credentialSubject")
    listed = subjects if isinstance(subjects, list) else [subjects]
    people = [subject for subject in listed if isinstance(subject, dict)]
    stripped = [{key: item for key, item in person.items() if key not in _IDENTITY} for person in people]
    read = {key: item for key, item in credential.items() if key not in _NEVER_READ}
    rest = read | {
        "credentialSubject": stripped if isinstance(subjects, list) else next(iter(stripped), None)
    }
    identities = {text for person in people for text in _identities(person)}
    if not identities:
        return Unheld(rest, False)
    if len(identities) > _MOST_IDENTITIES:
        problem = f"has {len(identities)} names and identifiers; at most {_MOST_IDENTITIES} can be taken out"
        raise FormatError(source, "$.credentialSubject", problem)
    eraser = _Eraser(identities)
    return Unheld(eraser.erase(rest), eraser.found)


class _Eraser:
    def __init__(self, identities: Iterable[str]) -> None:
        longest_first = sorted(identities, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(_whole(text) for text in longest_first))
        self.found = False

    def erase(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.erase(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.erase(item) for item in value]
        if not isinstance(value, str) or not self._pattern.search(value):
            return value
        if ":" in value and not re.search(r"\s", value):
            return ""
        self.found = True
        return self._pattern.sub(STAND_IN, value)


def _identities(person: dict[str, Any]) -> set[str]:
    members = [item for key, item in person.items() if key in _IDENTITY - _NOT_TELLING]
    found = {text.strip() for member in members for text in _texts(member)}
    found |= {text.partition(":")[2] for text in found if text.startswith(("mailto:", "tel:"))}
    return {text for text in found if len(text) >= _SHORTEST}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            # The id of a part is a label inside the file, unless it is an address of the person.
            is_label = key == "id" and not str(item).startswith(("mailto:", "tel:"))
            if key not in _KIND_OF_THING and not is_label:
                yield from _texts(item)


def _whole(text: str) -> str:
    before = r"(?<!\w)" if text[0].isalnum() else ""
    after = r"(?!\w)" if text[-1].isalnum() else ""
    pattern = before + r"\s+".join(re.escape(word) for word in text.split()) + after
    # A single name such as "Will" or "May" is also an ordinary word when it is written small.
    return pattern if text.isalpha() else f"(?i:{pattern})"
