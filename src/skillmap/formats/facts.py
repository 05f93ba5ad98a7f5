"""The fields of one domain object while they are read, each with its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from skillmap.domain import Claim, Credential, Finding, LearningOutcome, Module, Origin, Severity, Source


class Facts:
    """Collects fields; a field that the source leaves empty is not collected."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._origins: list[Origin] = []

    def add(self, field: str, value: object, place: str) -> None:
        """Keep a field and where it was read; None, an empty text and an empty tuple are not kept."""
        if value is None or value == "" or value == ():
            return
        self._values[field] = value
        self._origins.append(Origin(field, place))

    def add_outcomes(
        self, owner: str, statements: Sequence[tuple[str, str]], language: str | None = None
    ) -> None:
        """Keep learning outcomes given as (text, place), numbered from one after their owner's id."""
        outcomes = []
        for position, (text, place) in enumerate(statements):
            outcomes.append(LearningOutcome(f"{owner}.{position + 1}", text, language))
            self._origins.append(Origin(_outcome_field(position), place))
        self._values["outcomes"] = tuple(outcomes)

    def value(self, field: str) -> Any:
        """Return a field kept so far, or None."""
        return self._values.get(field)

    def place_of(self, field: str) -> str:
        """Return where a field kept so far was read; empty when it was not."""
        return next((origin.place for origin in self._origins if origin.field == field), "")

    def credential(self, source: Source) -> Credential:
        """Return the credential; ``id`` and ``title`` must have been added."""
        return Credential(source=source, origins=tuple(self._origins), **self._values)

    def claim(self, source: Source) -> Claim:
        """Return the claim; ``id``, ``text`` and ``kind`` must have been added."""
        return Claim(source=source, origins=tuple(self._origins), **self._values)

    def module(self, source: Source) -> Module:
        """Return the module; ``id`` and ``title`` must have been added."""
        return Module(**{"outcomes": ()} | self._values, source=source, origins=tuple(self._origins))


class Findings:
    """Collects what a reader noticed."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []

    def note(self, place: str, message: str) -> None:
        """Keep something worth knowing that changes no answer."""
        self._kept.append(Finding(Severity.INFO, place, message))

    def warn(self, place: str, message: str) -> None:
        """Keep something that a person who relies on the document should look at."""
        self._kept.append(Finding(Severity.WARNING, place, message))

    def unparsable(self, field: str, place: str, message: str) -> None:
        """Keep that a value stands there for a field, but cannot be read."""
        self._kept.append(Finding(Severity.WARNING, place, message, field))

    def all(self) -> tuple[Finding, ...]:
        """Return the findings in the order of reading."""
        return tuple(self._kept)


@cache
def _outcome_field(position: int) -> str:
    # Shared: a large catalogue has hundreds of thousands of these.
    return f"outcomes[{position}]"
