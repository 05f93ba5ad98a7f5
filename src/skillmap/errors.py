"""Every error that skillmap raises for bad input or a bad installation.

SkillmapError
├── FormatError          a file cannot be read: which, where in it, what was expected
├── UnknownNameError     no encoder, reader, taxonomy ... of that name; lists those there are
├── ChecksumError        a file is not the one that its manifest names
├── NotInstalledError    a taxonomy or model is not in the cache; says which command brings it
├── InstallError         a download or build did not succeed
├── MissingExtraError    an optional package is needed; says which extra brings it
├── LanguageError        an encoder is not made for the language of a taxonomy; says what covers it
├── PolicyError          a policy file does not say what a rule needs
└── LimitError           an input is larger than a guard allows; says how to raise it
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "ChecksumError",
    "FormatError",
    "InstallError",
    "LanguageError",
    "LimitError",
    "MissingExtraError",
    "NotInstalledError",
    "PolicyError",
    "SkillmapError",
    "UnknownNameError",
]


class SkillmapError(Exception):
    """Something a user can put right; the message is one line and says how."""


class FormatError(SkillmapError):
    """A file that cannot be read: what, where and what was expected."""

    def __init__(self, source: str, place: str, problem: str) -> None:
        self.source = source
        self.place = place
        self.problem = problem
        where = f"{source}, {place}" if place else source
        super().__init__(f"{where}: {problem}")


class UnknownNameError(SkillmapError):
    """A name that nothing is filed under; the message lists the names that exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        super().__init__(f"no {kind} {name!r}; there are: {', '.join(self.known) or 'none'}")


class ChecksumError(SkillmapError):
    """A file whose bytes are not those that the manifest names."""

    def __init__(self, path: str, actual: str, expected: str) -> None:
        self.path = path
        self.actual = actual
        self.expected = expected
        super().__init__(f"{path}: sha256 is {actual}, expected {expected}")


class NotInstalledError(SkillmapError):
    """A taxonomy or model that is known but not in the cache yet."""


class InstallError(SkillmapError):
    """A download or build that did not succeed; nothing half-made is left in use."""


class MissingExtraError(SkillmapError):
    """An optional package that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'skillmap[{extra}]'")


class LanguageError(SkillmapError):
    """A taxonomy in a language that the encoder is not made for."""


class PolicyError(SkillmapError):
    """A policy file that names no such rule, or lacks a limit that a rule needs."""


class LimitError(SkillmapError):
    """An input above a guard; the message names the limit and how to raise it."""
