"""Oddities that may recur thousands of times in one file, told once each with their number."""

from __future__ import annotations

from skillmap.domain import Severity
from skillmap.formats.facts import Findings


class Tally:
    """Counts findings with equal words and keeps the place of the first."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Severity, str], int] = {}
        self._places: dict[tuple[Severity, str], str] = {}

    def note(self, place: str, message: str) -> None:
        """Count something worth knowing that changes no answer."""
        self._add(Severity.INFO, place, message)

    def warn(self, place: str, message: str) -> None:
        """Count something that a person who relies on the document should look at."""
        self._add(Severity.WARNING, place, message)

    def report(self, findings: Findings) -> None:
        """Make one finding of each kind, in the order in which the kinds were met."""
        for key, count in self._counts.items():
            severity, message = key
            words = message if count == 1 else f"{message} ({count:,} times; the first is here.)"
            add = findings.note if severity is Severity.INFO else findings.warn
            add(self._places[key], words)

    def _add(self, severity: Severity, place: str, message: str) -> None:
        key = (severity, message)
        self._places.setdefault(key, place)
        self._counts[key] = self._counts.get(key, 0) + 1
