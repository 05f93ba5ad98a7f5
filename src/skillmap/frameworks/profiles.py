"""Completeness profiles as data: what a document asks of a micro-credential, and how it is found."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillmap.domain import Requirement
from skillmap.errors import FormatError, UnknownNameError
from skillmap.frameworks.item_tests import kind_of_test
from skillmap.frameworks.table import manifests_of
from skillmap.resources import data_root

KIND = "profile"
SEEN = "seen"
"""Status of an item whose wording was read in the document or in a quotation of it."""
UNCONFIRMED = "unconfirmed"
"""Status of an item that stands on memory."""
DATA_FILE = "items.toml"


@dataclass(frozen=True, slots=True)
class ItemTest:
    """One way in which a credential can answer an item."""

    test: str
    """Name of a test kind, e.g. ``has_unit``."""
    field: str
    """Field of the credential that is looked at."""
    options: Mapping[str, Any]
    """What this kind of test is told, e.g. ``{"low": 1}``."""


@dataclass(frozen=True, slots=True)
class ProfileItem:
    """One piece of information that a document asks for."""

    number: str
    key: str
    name: str
    requirement: Requirement
    tests: tuple[ItemTest, ...]
    """Any one suffices; empty where no field of a credential can hold the item."""
    hints: tuple[str, ...]
    """Words of the description that make an empty item unclear; ``accredit*`` stands for every ending."""
    unless: tuple[str, ...]
    """Words that take a hint of the same sentence back."""
    denials: tuple[str, ...]
    """Words that say the contrary, e.g. ``non-credit``."""
    inapplicable: ItemTest | None
    """The item cannot arise where this test finds something."""
    inapplicable_because: str
    question: str
    reference: str
    confirmed: bool
    named_by: tuple[str, ...]
    """Codes of the variants that name the item; empty where a profile has none."""
    note: str


@dataclass(frozen=True, slots=True)
class CompletenessProfile:
    """A list of information that a micro-credential should carry, and who asks for it."""

    name: str
    title: str
    document: str
    """The document, with its date."""
    items: tuple[ProfileItem, ...]
    variants: Mapping[str, str]
    """Parts of the profile by code, e.g. the definition of one country, with their titles."""


def completeness_profile_names() -> tuple[str, ...]:
    """Return the names of the profiles that ship, sorted, without their variants."""
    return tuple(manifests_of(KIND))


def load_completeness_profile(name: str) -> CompletenessProfile:
    """Return a shipped profile by name, or one from a TOML file by path.

    A variant is named after a colon: ``ecctis-aspects:NZ``.

    Raises:
        UnknownNameError: there is no such profile or variant.
        FormatError: the file is not a profile; says where.
    """
    if name.endswith(".toml"):
        return _read(Path(name), Path(name).stem)
    base, _, variant = name.partition(":")
    if base not in completeness_profile_names():
        raise UnknownNameError("completeness profile", base, completeness_profile_names())
    profile = _read(data_root() / "taxonomies" / base / DATA_FILE, base)
    return _variant(profile, variant) if variant else profile


def _variant(profile: CompletenessProfile, code: str) -> CompletenessProfile:
    known = {known.lower(): known for known in profile.variants}
    if code.lower() not in known:
        raise UnknownNameError(f"variant of {profile.name}", code, profile.variants)
    code = known[code.lower()]
    items = tuple(
        replace(item, requirement=Requirement.MANDATORY) for item in profile.items if code in item.named_by
    )
    title = f"{profile.title}: {profile.variants[code]}"
    return replace(profile, name=f"{profile.name}:{code}", title=title, items=items)


def _read(path: Path, name: str) -> CompletenessProfile:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FormatError(str(path), "", "there is no such file") from error
    except OSError as error:
        raise FormatError(str(path), "", f"cannot be opened: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormatError(path.name, "", f"not TOML: {error}") from error
    try:
        variants = {str(variant["code"]): str(variant["title"]) for variant in raw.get("variants", ())}
        document = f"{raw['document']} ({raw['date']})"
        items = tuple(_item(path.name, number, item) for number, item in enumerate(raw["items"], 1))
        return CompletenessProfile(name, str(raw["title"]), document, items, variants)
    except KeyError as error:
        raise FormatError(path.name, "", f"{error.args[0]!r} is missing") from error
    except (TypeError, AttributeError) as error:
        raise FormatError(path.name, "", f"is not a completeness profile: {error}") from error


def _item(file: str, position: int, raw: dict[str, Any]) -> ProfileItem:
    place = f"item {position}"
    try:
        inapplicable = raw.get("not_applicable", {})
        return ProfileItem(
            number=str(raw["number"]),
            key=str(raw["key"]),
            name=str(raw["name"]),
            requirement=Requirement(raw["requirement"]),
            tests=tuple(_test(test) for test in raw.get("tests", ())),
            hints=_words(raw, "hints"),
            unless=_words(raw, "unless"),
            denials=_words(raw, "denials"),
            inapplicable=_test(inapplicable) if inapplicable else None,
            inapplicable_because=str(inapplicable["because"]) if inapplicable else "",
            question=str(raw["question"]),
            reference=f"{raw['source']} ({raw['date']})",
            confirmed=_is_confirmed(raw["status"]),
            named_by=_words(raw, "named_by"),
            note=str(raw.get("note", "")),
        )
    except KeyError as error:
        raise FormatError(file, place, f"{error.args[0]!r} is missing") from error
    except ValueError as error:
        raise FormatError(file, place, str(error)) from error


def _test(raw: dict[str, Any]) -> ItemTest:
    options = {key: value for key, value in raw.items() if key not in ("test", "field", "because")}
    kind_of_test(raw["test"])  # a misspelt name is told on loading
    return ItemTest(str(raw["test"]), str(raw["field"]), options)


def _words(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in raw.get(key, ()))


def _is_confirmed(status: str) -> bool:
    if status not in (SEEN, UNCONFIRMED):
        raise ValueError(f"status {status!r} is neither {SEEN!r} nor {UNCONFIRMED!r}")
    return status == SEEN
