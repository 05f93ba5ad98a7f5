"""The O*NET database as tab-separated text files, one table at a time or a whole release together.

Columns after the data dictionary at https://www.onetcenter.org/dictionary/. O*NET rates every element for
every occupation on an importance scale from 1 ("not important") to 5 and sets no mark above which an element
counts as needed. So a rated skill is *related* to its occupation, with the importance as weight, and no more
is made of it. A rating that O*NET flags as too imprecise to show gives no weight, and an element flagged as
not relevant for an occupation gives no relation. Level ratings have no place in a relation; they are counted.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

from skillmap.domain import Document, Source
from skillmap.errors import FormatError, LimitError
from skillmap.formats import table, zip_guard
from skillmap.formats.onet_tables import Picture, header_of, table_of
from skillmap.formats.reader import HEAD_BYTES, Reader, readers
from skillmap.resources import sha256_of

NAME = "onet"

MAX_FILE_BYTES = 60_000_000
"""Size of one table of a release, or of its ZIP archive; the largest table that is read has 10 MB."""

Opener = Callable[[], BinaryIO]

_README_TITLE = re.compile(r"O\*NET\s+\d[\d.]*")
_RELEASE_FOLDER = re.compile(r"db_(\d+)_(\d+)_text")
_ZIP_MEMBER = re.compile(
    rb"PK\x03\x04.{26}(?:db_\d+_\d+_text/|(?:[^\x00/]{0,60}/)?"
    rb"(?:Abilities|Alternate Titles|Content Model Reference|DWA Reference|Occupation Data|Read Me)\.txt)",
    re.DOTALL,
)


def sniff(name: str, head: bytes) -> bool:
    """Return True for the header of an O*NET table, or for a ZIP archive of them."""
    if head.startswith(b"PK\x03\x04"):
        return _ZIP_MEMBER.search(head) is not None
    return table_of(header_of(head)) is not None


def read(name: str, content: bytes) -> Document:
    """Read one table, or a ZIP archive of several together."""
    return read_stream(name, io.BytesIO(content))


def read_stream(name: str, stream: BinaryIO) -> Document:
    """Read one table row by row, or a ZIP archive of several together.

    Raises:
        FormatError: no O*NET table, one that holds neither skills nor occupations, or not UTF-8.
        LimitError: more rows than any release has.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _read_zip(name, head + stream.read())
    kind = table_of(header_of(head))
    if kind is None:
        raise FormatError(name, "row 1", "expected the header of an O*NET table, separated by tabs")
    if kind.take is None:
        raise FormatError(name, "", f"is O*NET's table of {kind.what}, from which nothing is read")
    picture = Picture(table.table_source(name, NAME, stream))
    picture.read_table(kind, stream, "")
    return picture.document("O*NET")


def read_onet_folder(path: str | PathLike[str]) -> Document:
    """Read the tables of one O*NET release together, from a folder or a ZIP archive.

    Titles, tasks, ratings, technology and detailed work activities are joined by their codes; how many tables
    hold none of these is said in a finding. The hash of a folder is that of the hashes of its files.

    Raises:
        FormatError: there is no such folder or archive, or no O*NET table in it.
        LimitError: the tables are larger than any release is.
    """
    place = Path(path)
    if not place.is_dir():
        if not place.is_file():
            raise FormatError(place.name or str(place), "", "there is no such folder or ZIP archive")
        _check_size(place)
        return _read_zip(place.name, place.read_bytes())
    found = (*place.glob("*.txt"), *place.glob("db_*_text/*.txt"))
    files = sorted(file for file in found if file.is_file())
    digests = {file.relative_to(place).as_posix(): _digest(file) for file in files}
    told = "".join(f"{name} {digest}\n" for name, digest in digests.items())
    picture = Picture(Source(place.resolve().name, NAME, sha256_of(told.encode()), "folder"))
    return _read_release(picture, {name: _opener(place / name) for name in digests})


def _check_size(file: Path) -> None:
    if file.stat().st_size > MAX_FILE_BYTES:
        raise LimitError(f"{file.name} has more than {MAX_FILE_BYTES / 1e6:g} MB, more than O*NET needs")


def _digest(file: Path) -> str:
    _check_size(file)
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _opener(file: Path) -> Opener:
    return lambda: file.open("rb")


def _read_zip(name: str, content: bytes) -> Document:
    zip_guard.check_zip(name, content)
    picture = Picture(Source(name, NAME, sha256_of(content), "ZIP archive"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = sorted(member for member in archive.namelist() if member.lower().endswith(".txt"))
        return _read_release(picture, {member: _member_opener(archive, member) for member in members})


def _member_opener(archive: zipfile.ZipFile, member: str) -> Opener:
    return lambda: cast(BinaryIO, archive.open(member))


def _read_release(picture: Picture, files: Mapping[str, Opener]) -> Document:
    unread: list[str] = []
    title = "O*NET"
    for file, opened in files.items():
        with _unpacking(picture.source.name, file), opened() as stream:
            head = stream.read(HEAD_BYTES)
            kind = table_of(header_of(head))
            if kind is not None and kind.take is not None:
                picture.read_table(kind, stream, file)
            elif found := _README_TITLE.match(head.decode("utf-8-sig", errors="replace").lstrip()):
                title = found[0]
            else:
                unread.append(file)
            if title == "O*NET" and (release := _RELEASE_FOLDER.search(f"{picture.source.name}/{file}")):
                title = f"O*NET {release[1]}.{release[2]}"
    if unread:
        message = f"{len(unread)} file(s) say nothing of skills and occupations that is read."
        picture.findings.note(unread[0], message)
    return picture.document(title)


@contextmanager
def _unpacking(name: str, file: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise FormatError(name, file, "cannot be read; the file may be damaged") from error


readers.register(NAME)(
    Reader("a table of the O*NET database (tab-separated text, or a ZIP)", sniff, read, read_stream)
)
