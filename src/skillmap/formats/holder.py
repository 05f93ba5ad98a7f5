"""Who holds a credential: taken out before anything else looks at it, and told only when asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from skillmap.errors import FormatError
from skillmap.formats import compact_token
from skillmap.formats.envelope import unwrap
from skillmap.formats.json_text import load_json, looks_like_json

STAND_IN = "the holder"
"""Written where a text named the holder."""

_IDENTIFYING = frozenset(
    (
        *("id", "identifier", "nationalID", "studentId", "sourcedId", "licenseNumber", "alsoKnownAs"),
        *("owner", "email", "emailAddress", "mbox", "phone", "telephone", "contactPoint", "url"),
    )
)
_IDENTITY = _IDENTIFYING | frozenset(
    (
        *("name", "fullName", "givenName", "familyName", "familyNamePrefix", "additionalName", "birthName"),
        *("patronymicName", "honorificPrefix", "honorificSuffix", "altLabel", "prefLabel", "image"),
        *("dateOfBirth", "birthDate", "placeOfBirth", "citizenshipCountry", "gender"),
        *("address", "location"),
        *("identity", "salt"),
    )
)
"""Members of a credential's subject that say who it is."""
# Of an identifier object, or of a place or country, these say what kind of thing it is, not who holds it.
_KIND_OF_THING = frozenset(
    ("type", "identityType", "schemeName", "inScheme", "prefLabel", "spatial", "countryCode", "salt")
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
        "salt",
    )
)
_TELLING = _IDENTITY - _NOT_TELLING
_NEVER_READ = frozenset(("proof", "credentialStatus", "displayParameter", "termsOfUse", "refreshService"))
_WORD = re.compile(r"\w+")
_SHORTEST = 3
_MOST_IDENTITIES = 500
_NAMES = ("fullName", "name", "prefLabel", "altLabel", "birthName")
_NAME_PARTS = ("givenName", "additionalName", "familyNamePrefix", "familyName")
_HASHES = {"sha256": hashlib.sha256, "md5": hashlib.md5}


@dataclass(frozen=True, slots=True)
class Identifier:
    """One way in which a credential says who holds it."""

    kind: str
    """The source's word for it, e.g. ``emailAddress`` or ``id``."""
    value: str
    """Plain, or ``sha256$`` and the hash of the plain text with the salt behind it."""
    hashed: bool = False
    salt: str = ""

    def names(self, text: str) -> bool | None:
        """Return whether it stands for a text such as an email address; None for an unknown hash."""
        wanted = text.strip().removeprefix("mailto:")
        if not self.hashed:
            return self.value.removeprefix("mailto:").casefold() == wanted.casefold()
        algorithm, _, digest = self.value.partition("$")
        if algorithm not in _HASHES:
            return None
        # The standards hash an address as its owner writes it; issuers are known to write it small first.
        tried = {wanted, wanted.lower()}
        hashes = {_HASHES[algorithm](f"{form}{self.salt}".encode()).hexdigest() for form in tried}
        return digest.lower() in hashes


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a credential says holds it; kept apart from every other object, and from messages and logs."""

    names: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.identifiers)


@dataclass(frozen=True, slots=True)
class Unheld:
    """A credential without its holder."""

    value: Any
    was_named: bool
    """True when a text elsewhere named the holder and was changed."""


def without_holder(source: str, credential: dict[str, Any]) -> Unheld:
    """Return a copy in which no subject or recipient says who it is, nor any text elsewhere.

    Names are replaced as whole words; an address or URI that holds an identity is emptied. Credentials inside
    a credential are treated alike.

    Raises:
        FormatError: the holder is identified in more ways than can be looked for.
    """
    rest = _stripped(credential)
    identities = {text for person in _everyone(credential) for text in _identities(person)}
    if not identities:
        return Unheld(rest, False)
    if len(identities) > _MOST_IDENTITIES:
        place = "$.recipient" if "recipient" in credential else "$.credentialSubject"
        problem = f"has {len(identities)} names and identifiers; at most {_MOST_IDENTITIES} can be taken out"
        raise FormatError(source, place, problem)
    eraser = _Eraser(identities)
    return Unheld(eraser.erase(rest), eraser.found)


def _everyone(credential: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield who holds a credential and the credentials inside it."""
    for person in _people(credential):
        yield person
        for inner in _listed(person.get("verifiableCredential")):
            yield from _everyone(inner)


def _stripped(credential: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: item for key, item in credential.items() if key not in _NEVER_READ and not _is_recipient(key)
    }
    if "recipient" in credential:
        kept.pop("salt", None)
    if "credentialSubject" in credential:
        subjects = credential["credentialSubject"]
        people = [_stripped_subject(person) for person in _listed(subjects)]
        kept["credentialSubject"] = people if isinstance(subjects, list) else next(iter(people), None)
    return kept


def _stripped_subject(person: dict[str, Any]) -> dict[str, Any]:
    kept = {key: item for key, item in person.items() if key not in _IDENTITY}
    inner = kept.get("verifiableCredential")
    if isinstance(inner, dict):
        kept["verifiableCredential"] = _stripped(inner)
    elif isinstance(inner, list):
        # The place of each credential in the list is part of its path.
        kept["verifiableCredential"] = [_stripped(item) if isinstance(item, dict) else item for item in inner]
    return kept


def _is_recipient(key: str) -> bool:
    return key == "recipient" or key.endswith("recipientProfile")


def _listed(value: Any) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def holder_of(name: str, value: Any) -> Holder:
    """Return who one credential says holds it, from its JSON value; an empty holder where it does not say.

    Reads the subject of a verifiable credential or the recipient of an Open Badges 2.0 assertion; not the
    subjects of credentials inside it.

    Raises:
        FormatError: the value is no JSON object, or identifies its subject in more ways than are looked at.
    """
    if not isinstance(value, dict):
        raise FormatError(name, "$", "expected a JSON object")
    people = _people(value)
    names = [text for person in people for text in _names(person)]
    identifiers = [found for person in people for found in _identifiers(person)]
    if len(names) + len(identifiers) > _MOST_IDENTITIES:
        raise FormatError(name, "$", f"names its holder in more than {_MOST_IDENTITIES} ways")
    return Holder(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(identifiers)))


def holder_in(name: str, content: bytes) -> Holder:
    """Return who the credential in a file says holds it; image, token and seal are opened, not checked.

    Raises:
        FormatError: the file is no credential as JSON, or not one that can be opened.
    """
    value = load_json(name, unwrap(name, content).payload)
    sealed = value.get("payload") if isinstance(value, dict) else None
    if isinstance(sealed, str):
        plain = sealed.encode("utf-8", "replace")
        bare = plain if looks_like_json(plain) else compact_token.decoded(name, "$.payload", sealed)
        value = load_json(f"{name}, $.payload", bare)
    inside = value.get("credential") if isinstance(value, dict) else None
    return holder_of(name, inside if isinstance(inside, dict) else value)


def _people(credential: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects of a credential that say who holds it."""
    found = []
    for key, member in credential.items():
        if key == "credentialSubject" or _is_recipient(key):
            members = member if isinstance(member, list) else [member]
            found += [{"identity": item} if isinstance(item, str) else item for item in members]
    people = [person for person in found if isinstance(person, dict)]
    # Open Badges before 1.1 has the recipient's salt beside it.
    salt = credential.get("salt")
    return [{"salt": salt} | person if isinstance(salt, str) else person for person in people]


def _names(person: dict[str, Any]) -> list[str]:
    whole = [text.strip() for key in _NAMES for text in _texts(person.get(key))]
    parts = [" ".join(text.strip() for text in _texts(person.get(key))) for key in _NAME_PARTS]
    joined = " ".join(part for part in parts if part)
    return [text for text in (*whole, joined) if text]


def _identifiers(person: dict[str, Any]) -> Iterable[Identifier]:
    if isinstance(person.get("identity"), str):
        yield _identifier(person, person["identity"], str(person.get("type") or "identity"))
    for key in sorted(_IDENTIFYING & person.keys()):
        items = person[key] if isinstance(person[key], list) else [person[key]]
        for item in items:
            if isinstance(item, dict) and isinstance(item.get("identityHash"), str):
                kind = item.get("identityType")
                yield _identifier(item, item["identityHash"], kind if isinstance(kind, str) else key)
            else:
                yield from (Identifier(key, text.strip()) for text in _texts(item) if text.strip())


def _identifier(item: dict[str, Any], value: str, kind: str) -> Identifier:
    salt = item.get("salt")
    begins_hashed = value.partition("$")[0] in _HASHES and "$" in value
    hashed = item.get("hashed")
    return Identifier(
        kind,
        value.strip(),
        hashed=hashed if isinstance(hashed, bool) else begins_hashed,
        salt=salt if isinstance(salt, str) else "",
    )


class _Eraser:
    """Takes identities out of texts, in time that grows with the text and not with the identities."""

    def __init__(self, identities: Iterable[str]) -> None:
        # By their first word, and the longest first.
        self._known: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        for text in sorted(identities, key=lambda text: (-len(text), text)):
            first = _WORD.search(text)
            if first is not None:
                entry = (first.start(), re.compile(_whole(text)))
                self._known.setdefault(first[0].casefold(), []).append(entry)
        self.found = False

    def erase(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.erase(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.erase(item) for item in value]
        return self._erased(value) if isinstance(value, str) else value

    def _erased(self, text: str) -> str:
        places = list(self._places(text))
        if not places:
            return text
        if ":" in text and not re.search(r"\s", text):
            return ""
        self.found = True
        pieces, done = [], 0
        for start, end in places:
            pieces += [text[done:start], STAND_IN]
            done = end
        return "".join([*pieces, text[done:]])

    def _places(self, text: str) -> Iterable[tuple[int, int]]:
        done = 0
        for word in _WORD.finditer(text):
            for offset, pattern in self._known.get(word[0].casefold(), ()):
                start = word.start() - offset
                found = pattern.match(text, start) if start >= done else None
                if found is not None:
                    done = found.end()
                    yield found.span()
                    break


def _identities(person: dict[str, Any]) -> set[str]:
    members = [item for key, item in person.items() if key in _TELLING]
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
