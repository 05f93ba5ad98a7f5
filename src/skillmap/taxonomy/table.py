"""The skills of a taxonomy on disk: one line for each, and where each line starts.

A line holds URI, type, description, label and any number of alternative labels, separated by tabs; lines
are sorted by URI. A skill is decoded when it is asked for, so opening costs the same for ten skills and
for ten thousand, and the file can still be read with any tool.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import Skill, SkillType
from skillmap.errors import FormatError
from skillmap.resources import replace_file

TEXT_FILE = "skills.tsv"
STARTS_FILE = "starts.npy"


class SkillLines:
    """Lines of skills by row."""

    def __init__(self, text: bytes | mmap.mmap, starts: NDArray[np.int64]) -> None:
        self._text = text
        self._starts = starts

    @classmethod
    def open(cls, folder: Path, expected_bytes: int) -> SkillLines:
        """Map the file of a folder into memory.

        Raises:
            OSError: a file cannot be opened.
            ValueError: a file is not what the install writes.
            EOFError: a file is empty.
        """
        starts = np.load(folder / STARTS_FILE, allow_pickle=False)
        with (folder / TEXT_FILE).open("rb") as stream:
            text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        if starts.size == 0 or not len(text) == expected_bytes == starts[-1]:
            raise ValueError(f"{folder}: {len(text)} bytes, expected {expected_bytes}")
        return cls(text, starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def fields(self, row: int) -> list[str]:
        """Return URI, type, description, label and alternative labels.

        Raises:
            IndexError: there is no such row.
        """
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self._line(self._starts[row], self._starts[row + 1]).split("\t")

    def skill(self, row: int) -> Skill:
        """Return the skill of a row; names that it has twice are given once."""
        uri, kind, description, *names = self.fields(row)
        label, *others = dict.fromkeys(names)
        return Skill(uri, label, tuple(others), description, SkillType(kind))

    def row_of(self, uri: str) -> int | None:
        """Return the row of a skill, or None."""
        row = bisect_left(range(len(self)), uri, key=self._uri)
        return row if row < len(self) and self._uri(row) == uri else None

    def _uri(self, row: int) -> str:
        return self.fields(row)[0]

    def _line(self, start: int, end: int) -> str:
        return self._text[start : end - 1].decode("utf-8")


def table_of(skills: Iterable[Skill]) -> bytes:
    """Return the text file of skills.

    Raises:
        FormatError: they are not sorted by URI, a URI comes twice, or a field holds a tab or a line break.
    """
    lines = []
    previous = ""
    for skill in skills:
        if skill.id <= previous:
            raise FormatError(skill.id, "", f"comes after {previous}; skills are sorted by URI, each once")
        previous = skill.id
        fields = (skill.id, skill.type.value, skill.description, skill.label, *skill.alt_labels)
        line = "\t".join(fields)
        if line.count("\t") != len(fields) - 1 or "\n" in line:
            raise FormatError(skill.id, "", "holds a tab or a line break")
        lines.append(line + "\n")
    return "".join(lines).encode("utf-8")


def line_starts(table: bytes) -> NDArray[np.int64]:
    """Return the offset in bytes at which each line starts, and at last the length of the file."""
    ends = np.flatnonzero(np.frombuffer(table, np.uint8) == ord("\n"))
    return np.concatenate(([0], ends + 1)).astype(np.int64)


def write_table(folder: Path, table: bytes) -> None:
    """Write a table and its line starts into a folder."""
    replace_file(folder / TEXT_FILE, table)
    with (folder / STARTS_FILE).open("wb") as stream:
        np.save(stream, line_starts(table), allow_pickle=False)
