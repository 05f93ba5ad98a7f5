"""What can stand side by side by its skills: a credential, a module, a programme, a role profile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from skillmap.domain import Credential, Document, Module, PathTarget, Programme
from skillmap.errors import FormatError, UnknownNameError
from skillmap.formats.reading import programme_of, read_document, read_document_from, read_programme
from skillmap.formats.role_file import read_role, role_from

Compared = Credential | Module | Programme | PathTarget
Part = TypeVar("Part", Credential, Module)
_ROLE = ".toml"


def read_compared(path: str | Path, part: str = "") -> Compared:
    """Return what a file (or a folder of modules) holds as one thing to compare.

    Args:
        path: a role profile (TOML), a catalogue, a folder of one, or a file with credentials.
        part: the code of one module, or the id of one credential; the whole catalogue or the only credential
            where left out.

    Raises:
        FormatError: the file cannot be read, or holds several credentials and none is named.
        UnknownNameError: it holds no such part.
    """
    place = Path(path)
    if place.suffix.lower() == _ROLE and not place.is_dir():
        return _whole(read_role(place), part, place.name)
    if place.is_dir():
        return _in_programme(read_programme(place)[0], part, place.name)
    document = read_document(place)
    if document.modules:
        return _in_programme(read_programme(place)[0], part, place.name)
    return _credential(document, part, place.name)


def compared_from(name: str, content: bytes, part: str = "") -> Compared:
    """Return the same from bytes in memory; see ``read_compared``."""
    if name.lower().endswith(_ROLE):
        return _whole(role_from(name, content), part, name)
    document = read_document_from(name, content)
    if not document.modules:
        return _credential(document, part, name)
    programme = programme_of([document], Path(name).stem)
    return _in_programme(programme, part, name)


def _whole(role: PathTarget, part: str, name: str) -> PathTarget:
    if part:
        raise FormatError(name, "", f"is a role profile, which is compared as a whole; leave out {part!r}")
    return role


def _in_programme(programme: Programme, code: str, name: str) -> Module | Programme:
    return _one_of(programme.modules, code, name) if code else programme


def _credential(document: Document, id: str, name: str) -> Credential:
    credentials = (*document.credentials, *document.offers)
    if id:
        return _one_of(credentials, id, name)
    if len(credentials) != 1:
        raise FormatError(name, "", f"holds {len(credentials)} credentials; name one of them by its id")
    return credentials[0]


def _one_of(parts: Sequence[Part], code: str, name: str) -> Part:
    for part in parts:
        if part.id == code:
            return part
    raise UnknownNameError(f"part of {name}", code, [part.id for part in parts])
