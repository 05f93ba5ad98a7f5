"""Taking a run-together text apart into label, alternative labels and description.

The wheel that ESCO is taken from holds one text for each skill: label, alternative labels and
description, with one blank between them. A boundaries file says how long each name is; what is left is
the description. It holds no word of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skillmap.domain import Skill, SkillType
from skillmap.errors import FormatError

TYPES = {"s": SkillType.SKILL, "k": SkillType.KNOWLEDGE, "-": SkillType.UNKNOWN}
GAP = re.compile(r"[\s\u200b]*")
"""What may lie between two pieces: blanks, and in one row of ESCO a zero-width space."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where the names of one skill end."""

    key: str
    """First eight hexadecimal digits of the skill's UUID: checks that row and text belong together."""
    type: SkillType
    lengths: tuple[int, ...]
    """Length in characters of the label and of each alternative label."""


def read_boundaries(text: str, source: str = "boundaries.tsv") -> Iterator[Boundary]:
    """Yield the rows of a boundaries file, in order; lines that start with ``#`` are comments."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        try:
            key, letter, label, others = line.split("\t")
            lengths = (int(label), *map(int, others.split()))
            yield Boundary(key, TYPES[letter], lengths)
        except (ValueError, KeyError) as error:
            wanted = "eight digits, s, k or -, a length, and lengths, separated by tabs"
            raise FormatError(source, f"line {number}", f"expected {wanted}") from error


def cut(uri: str, text: str, boundary: Boundary) -> Skill:
    """Return the skill whose names and description a text runs together.

    Raises:
        FormatError: the boundary is that of another skill, or the text is too short.
    """
    if not uri.rpartition("/")[2].startswith(boundary.key):
        raise FormatError(uri, "", f"its boundary is that of {boundary.key}")
    names = []
    start = 0
    for length in boundary.lengths:
        name = text[start : start + length]
        end = start + length
        is_whole = end == len(text) or GAP.fullmatch(text, end, end + 1) is not None
        if len(name) < length or name != name.strip() or not name or not is_whole:
            raise FormatError(uri, f"character {start}", "the lengths do not fit the text")
        names.append(name)
        start = _after_gap(text, end)
    return Skill(uri, names[0], tuple(names[1:]), text[start:].rstrip(), boundary.type)


def boundary_of(uri: str, text: str, skill_type: SkillType, pieces: Sequence[str]) -> Boundary:
    """Return the boundary at which ``cut`` finds the names again; ``pieces`` ends with the description.

    Raises:
        FormatError: the text is not the pieces one after the other.
    """
    start = 0
    for piece in pieces:
        if not text.startswith(piece, start):
            raise FormatError(uri, f"character {start}", f"expected {piece!r}")
        start = _after_gap(text, start + len(piece))
    if start != len(text):
        raise FormatError(uri, f"character {start}", "there is more text")
    return Boundary(uri.rpartition("/")[2][:8], skill_type, tuple(map(len, pieces[:-1])))


def _after_gap(text: str, start: int) -> int:
    gap = GAP.match(text, start)
    return gap.end() if gap is not None else start
