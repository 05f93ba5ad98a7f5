"""ZIP archives from strangers (Excel, Word and the like): looked at before any library opens them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from skillmap.errors import FormatError, LimitError

MAX_ENTRIES = 5_000
"""Parts in one archive; a Word file full of pictures has some hundreds."""

MAX_UNPACKED = 150_000_000
"""Bytes of all parts together when unpacked."""

MAX_RATIO = 150
"""Unpacked bytes for each packed one; tables of equal rows reach about 60, a bomb 1,000."""

ALWAYS_FINE = 5_000_000
"""Unpacked bytes up to which the ratio does not matter."""

_CHUNK = 1 << 18
_ENTRY = b"PK\x01\x02"
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!")
# Office files carry other Office files here, e.g. the table behind a chart; nobody opens those.
_CARRIED = "/embeddings/"

_XML_ENDINGS = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!doctype".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_LONGEST_DOCTYPE = max(map(len, _DOCTYPES))
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})""", re.IGNORECASE)
_ENCODINGS = frozenset((b"utf-8", b"utf-16", b"us-ascii", b"ascii"))

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def check_zip(name: str, content: bytes) -> None:
    """Return when an archive is safe to unpack part by part; its parts are not unpacked for this.

    Python's ``zipfile`` never gives more bytes of a part than its directory announces, so the announced
    sizes are what counts.

    Raises:
        LimitError: too many parts, too large when unpacked, or packed too tightly to be honest.
        FormatError: damaged, protected by a password, packed in a way that is not read, two parts of one
            name, parts that overlap, or an archive in the archive.
    """
    # Counted in the bytes: half a million entries take Python seconds to list.
    if content.count(_ENTRY) > MAX_ENTRIES:
        raise LimitError(f"{name} holds more than {MAX_ENTRIES:,} parts; save it as smaller files")
    with _opened(name, content) as archive:
        entries = archive.infolist()
        _check_sizes(name, entries)
        _check_entries(name, entries, len(content))
        for entry in entries:
            if _CARRIED not in f"/{entry.filename}" and _start(name, archive, entry).startswith(
                _ARCHIVE_STARTS
            ):
                raise FormatError(name, _part(entry), "is an archive in the archive, which is not opened")


def check_xml_parts(name: str, content: bytes) -> None:
    """Return when no XML part of a checked archive declares a document type, and so no entities.

    Raises:
        FormatError: a part has a document type, or an encoding other than UTF-8 and UTF-16.
    """
    with _opened(name, content) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith(_XML_ENDINGS):
                _check_xml(name, archive, entry)


def _opened(name: str, content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise _damaged(name, "") from error


def _check_sizes(name: str, entries: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise LimitError(
            f"{name} unpacks to {unpacked / 1e6:,.0f} MB, more than the limit of {MAX_UNPACKED / 1e6:g} MB; "
            "save it as smaller files"
        )
    for entry in entries:
        if entry.file_size > ALWAYS_FINE and entry.file_size > MAX_RATIO * entry.compress_size:
            raise _too_tight(name, entry.file_size, entry.compress_size)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > ALWAYS_FINE and unpacked > MAX_RATIO * packed:
        raise _too_tight(name, unpacked, packed)


def _check_entries(name: str, entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FormatError(name, "", "is protected by a password; save it without one")
        if entry.compress_type not in _READABLE:
            raise FormatError(name, _part(entry), "is packed in a way that is not read (expected deflate)")
        # Which of two parts of one name is read depends on the program, so neither can be trusted.
        if entry.filename in seen:
            raise FormatError(name, _part(entry), "stands twice in the archive")
        seen.add(entry.filename)
    if sum(entry.compress_size for entry in entries) > size:
        raise FormatError(name, "", "parts of the archive overlap, as in a zip bomb")


def _start(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as part:
            return part.read(8)
    except _BROKEN as error:
        raise _damaged(name, _part(entry)) from error


def _check_xml(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    end = b""
    for piece in _pieces(name, archive, entry):
        if not end:
            _check_encoding(name, entry, piece)
        seen = (end + piece).lower()
        if any(doctype in seen for doctype in _DOCTYPES):
            raise FormatError(name, _part(entry), "declares a document type or entities, which is refused")
        end = seen[-_LONGEST_DOCTYPE:]


def _check_encoding(name: str, entry: zipfile.ZipInfo, start: bytes) -> None:
    # Any other encoding could hide a document type from a search in the bytes.
    declared = _ENCODING.search(start[:400])
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        encoding = declared[1].decode("ascii", errors="replace")
        raise FormatError(name, _part(entry), f"is XML in the encoding {encoding!r}, expected UTF-8")


def _pieces(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as part:
            while piece := part.read(_CHUNK):
                yield piece
    except _BROKEN as error:
        raise _damaged(name, _part(entry)) from error


def _too_tight(name: str, unpacked: int, packed: int) -> LimitError:
    ratio = unpacked / max(packed, 1)
    return LimitError(
        f"{name} unpacks to {ratio:,.0f} times its size, more than the limit of {MAX_RATIO}, as a zip bomb "
        "does; save the file anew with the program that made it"
    )


def _damaged(name: str, place: str) -> FormatError:
    return FormatError(name, place, "cannot be unpacked; the file may be damaged or cut off")


def _part(entry: zipfile.ZipInfo) -> str:
    return f"part {entry.filename[:80]!a}"
