"""The text chunks of a PNG image, as the PNG specification (third edition, section 5) lays them out."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from skillmap.errors import FormatError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_CHUNKS = 50_000
"""Chunks allowed in one image; an image of 25 MB in the usual chunks of 8 KiB has some 3,000."""
MAX_TEXT = 8_000_000
"""Bytes that a compressed text may have when it is inflated."""

_OVERHEAD = 12  # length, type and checksum, four bytes each


@dataclass(frozen=True, slots=True)
class TextChunk:
    """One text of an image, still without a meaning."""

    kind: str
    """``iTXt``, ``tEXt`` or ``zTXt``."""
    keyword: str
    text: bytes


def text_chunks(name: str, content: bytes, keywords: frozenset[str]) -> tuple[TextChunk, ...]:
    """Return the texts of an image under some keywords, in the order of the file.

    Raises:
        FormatError: the chunks do not fit into each other, or one of those texts is damaged or too large.
    """
    return tuple(
        TextChunk(kind, keyword, _text(name, kind, rest))
        for kind, keyword, rest in _keyed(name, content)
        if keyword in keywords
    )


def _keyed(name: str, content: bytes) -> Iterator[tuple[str, str, bytes]]:
    for kind, start, end in _bounds(name, content):
        if kind not in (b"iTXt", b"tEXt", b"zTXt"):
            continue
        # A keyword has at most 79 bytes, so nothing large is copied for a text that nobody wants.
        keyword, separator, _ = content[start : min(end, start + 80)].partition(b"\0")
        if separator:
            checksum = int.from_bytes(content[end : end + 4], "big")
            rest = content[start + len(keyword) + 1 : end]
            label = keyword.decode("latin-1")
            if _wrong_checksum(kind + keyword + b"\0" + rest, checksum) and label.startswith("openbadge"):
                raise _refused(name, "the chunk with the badge is damaged: its checksum is wrong")
            yield kind.decode("ascii"), label, rest


def _bounds(name: str, content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of the content of each chunk up to the end of the image."""
    place = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        length = int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if place + _OVERHEAD + length > len(content):
            raise _refused(name, "a chunk is longer than the file; the file may be cut off")
        yield kind, place + 8, place + 8 + length
        if kind == b"IEND":
            return
        place += _OVERHEAD + length
    raise _refused(name, f"the image has more than {MAX_CHUNKS:,} chunks")


def _wrong_checksum(covered: bytes, checksum: int) -> bool:
    return zlib.crc32(covered) != checksum


def _text(name: str, kind: str, rest: bytes) -> bytes:
    if kind == "tEXt":
        return rest
    if kind == "zTXt":
        return _inflated(name, rest[1:])
    compressed, method = rest[:1], rest[1:2]
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3 or compressed not in (b"\0", b"\1") or (compressed == b"\1" and method != b"\0"):
        raise _refused(name, "the text chunk with the badge is not laid out as iTXt")
    return _inflated(name, parts[2]) if compressed == b"\1" else parts[2]


def _inflated(name: str, packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(packed, MAX_TEXT)
    except zlib.error as error:
        raise _refused(name, "the compressed text with the badge is damaged") from error
    if inflater.unconsumed_tail or not inflater.eof:
        raise _refused(name, f"the compressed text with the badge is cut off or above {MAX_TEXT:,} bytes")
    return text


def _refused(name: str, problem: str) -> FormatError:
    return FormatError(name, "PNG image", problem)
