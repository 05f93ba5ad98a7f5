"""One status out of a compressed list of bits (W3C Bitstring Status List 1.0, StatusList2021)."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from skillmap.errors import SkillmapError

LARGEST = 16 * 1024 * 1024
"""Bytes of a list when unpacked: 134 million credentials; a small file can unpack to far more."""
LONGEST = 4_000_000
"""Characters of a list as it stands in the file."""
_WIDEST = 8
"""Bits of one status; lists with more kinds of status are not known."""
_GZIP = 31


class BitstringError(SkillmapError):
    """A list of bits that is damaged, too large, or too short for the entry."""


def status_at(encoded: Any, index: Any, size: Any = 1) -> int:
    """Return the status at a place of a list; 0 means that nothing is set.

    Args:
        encoded: the list as it stands in the credential: GZIP in base64url, with or without the ``u`` of
            multibase before it.
        index: place of the entry, a number or its digits.
        size: bits of each entry.

    Raises:
        BitstringError: any of them is not what it should be, or the place lies outside the list.
    """
    width = _whole_number(1 if size is None else size, "statusSize")
    place = _whole_number(index, "statusListIndex")
    if not 1 <= width <= _WIDEST:
        raise BitstringError(f"statusSize is {width}, expected 1 to {_WIDEST}")
    bits = _unpacked(encoded)
    first, last = place * width, (place + 1) * width
    if last > 8 * len(bits):
        raise BitstringError(f"the entry {place} lies outside the list of {8 * len(bits) // width:,} entries")
    window = int.from_bytes(bits[first // 8 : (last + 7) // 8], "big")
    return (window >> (-last % 8)) & ((1 << width) - 1)


def _unpacked(encoded: Any) -> bytes:
    if not isinstance(encoded, str) or not encoded:
        raise BitstringError("encodedList is missing")
    if len(encoded) > LONGEST:
        raise BitstringError(f"encodedList has more than {LONGEST:,} characters")
    text = encoded.removeprefix("u").translate(str.maketrans("+/", "-_")).rstrip("=")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BitstringError("encodedList is not base64url") from error
    unpacker = zlib.decompressobj(_GZIP)
    try:
        bits = unpacker.decompress(packed, LARGEST + 1)
    except zlib.error as error:
        raise BitstringError("encodedList is no GZIP data, or damaged") from error
    if len(bits) > LARGEST:
        raise BitstringError(f"encodedList unpacks to more than {LARGEST // 1024**2} MiB")
    if not unpacker.eof or unpacker.unused_data:
        raise BitstringError("encodedList is cut off, or goes on after its end")
    return bits


def _whole_number(value: Any, name: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        return value
    raise BitstringError(f"{name} is no whole number")
