"""How far credentials cover modules, outcome by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skillmap.domain import (
    Coverage,
    Credential,
    Extent,
    Finding,
    Match,
    Module,
    OutcomeCoverage,
    Programme,
    Severity,
    Statement,
    Target,
)
from skillmap.matching import Comparison, Matcher
from skillmap.recognition.joint_cover import smallest_cover
from skillmap.recognition.learning_hours import hours_held
from skillmap.recognition.thresholds import Thresholds


class Cover(Protocol):
    """How far credentials cover the modules of a programme, wherever that is known from.

    A pool is a set of positions of credentials. The order of credentials changes no answer.
    """

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """What the applicant brings."""

    @property
    def programme(self) -> Programme:
        """What it is compared with."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What could not be compared."""

    @property
    def thresholds(self) -> Thresholds:
        """From which strength an outcome is met or partly met."""

    def reads(self, position: int) -> bool:
        """Return whether a credential has an outcome that can be compared."""

    def strengths(self, module: Module) -> NDArray[np.float32]:
        """Return one row per credential and one column per outcome of a module, in [0, 1]."""

    def coverage(self, module: Module, pool: Sequence[int]) -> Coverage:
        """Return a module outcome by outcome, as covered by the credentials of a pool."""

    def smallest_set(self, module: Module, pool: Sequence[int]) -> tuple[int, ...]:
        """Return the fewest credentials of a pool that meet as many outcomes as all of it together."""

    def nearness(self, module: Module, pool: Sequence[int]) -> float:
        """Return how close a pool of credentials comes to a module, in [0, 1]; for ordering only."""


def smallest_set(cover: Cover, module: Module, pool: Sequence[int]) -> tuple[int, ...]:
    """Return the fewest credentials of a pool that meet as many outcomes as all of it together."""
    rows = list(pool)
    names = [cover.credentials[position].id for position in rows]
    chosen = smallest_cover(cover.strengths(module)[rows], cover.thresholds, names)
    return tuple(rows[place] for place in chosen)


def by_strength(cover: Cover, pool: Sequence[int], strengths: NDArray[np.float32]) -> list[int]:
    """Return the positions of a pool, the strongest for one outcome first, equals by id."""
    return sorted(pool, key=lambda position: (-strengths[position], cover.credentials[position].id, position))


def outcome_targets(programme: Programme) -> tuple[Target, ...]:
    """Return every module outcome of a programme as a target, in order."""
    return tuple(
        Target(f"{module.id}/{outcome.id}", (outcome.text,))
        for module in programme.modules
        for outcome in module.outcomes
    )


def module_targets(programme: Programme) -> tuple[Target, ...]:
    """Return every module of a programme as a target: title, description and outcomes, in order."""
    return tuple(
        Target(module.id, (module.title,), module.description, tuple(each.text for each in module.outcomes))
        for module in programme.modules
    )


def course_statement(course: Credential | Module) -> Statement:
    """Return a credential or a module as a statement: its title, description and outcomes."""
    outcomes = tuple(outcome.text for outcome in course.outcomes)
    text = "\n".join(filter(None, (course.title, course.description, *outcomes)))
    language = next((outcome.language for outcome in course.outcomes if outcome.language), None)
    return Statement(course.id, text, language, course.title, outcomes)


@dataclass(frozen=True)
class Grid:
    """Every outcome of the credentials against every outcome of the programme."""

    credentials: tuple[Credential, ...]
    programme: Programme
    thresholds: Thresholds
    comparison: Comparison
    scores: NDArray[np.float32]
    """Similarities as they count, of shape (n_rows, n_outcomes): below ``met`` where the words show that the
    two outcomes are not the same but wider, narrower or only related."""
    owners: tuple[int, ...]
    """For each row of the comparison, the position of its credential."""
    titles: NDArray[np.float32]
    """Cosine of titles, of shape (n_credentials, n_modules)."""
    findings: tuple[Finding, ...]
    """Outcomes that could not be compared."""

    @cached_property
    def _columns(self) -> dict[str, slice]:
        starts = np.cumsum([0, *(len(module.outcomes) for module in self.programme.modules)])
        return {
            module.id: slice(int(starts[place]), int(starts[place + 1]))
            for place, module in enumerate(self.programme.modules)
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        return {module.id: place for place, module in enumerate(self.programme.modules)}

    @cached_property
    def _best(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Per credential and programme outcome: the best similarity and the row that gives it."""
        scores = self.scores
        best = np.zeros((len(self.credentials), scores.shape[1]), np.float32)
        rows = np.full(best.shape, -1, np.int64)
        for position in range(len(self.credentials)):
            own = [row for row, owner in enumerate(self.owners) if owner == position]
            if own and scores.shape[1]:
                best[position] = scores[own].max(axis=0)
                rows[position] = np.asarray(own)[scores[own].argmax(axis=0)]
        return best, rows

    def reads(self, position: int) -> bool:
        """Return whether a credential has an outcome that can be compared."""
        return position in self.owners

    def strengths(self, module: Module) -> NDArray[np.float32]:
        """Return the best similarity of each credential to each outcome of a module."""
        return self._best[0][:, self._columns[module.id]]

    def nearness(self, module: Module, pool: Sequence[int]) -> float:
        """Return how close a pool of credentials comes to a module, in [0, 1]; for ordering only.

        Half the mean over the module's outcomes of the best similarity, half the best cosine of titles.
        """
        if not pool or not module.outcomes:
            return 0.0
        outcomes = self._best[0][list(pool), self._columns[module.id]].max(axis=0).mean()
        titles = max(0.0, float(self.titles[list(pool), self._places[module.id]].max()))
        return round((float(outcomes) + titles) / 2, 5)

    def smallest_set(self, module: Module, pool: Sequence[int]) -> tuple[int, ...]:
        """Return the fewest credentials of the pool that meet as many outcomes as all of it together.

        Among sets of one size the one with the greater mean similarity wins, then the one first by id.
        """
        return smallest_set(self, module, pool)

    def coverage(self, module: Module, pool: Sequence[int]) -> Coverage:
        """Return a module outcome by outcome, as covered by the credentials of a pool."""
        columns = self._columns[module.id]
        return Coverage(
            module.id,
            tuple(
                self._outcome(module, number, column, pool)
                for number, column in enumerate(range(columns.start, columns.stop))
            ),
        )

    def _outcome(self, module: Module, number: int, column: int, pool: Sequence[int]) -> OutcomeCoverage:
        best, rows = self._best
        ranked = by_strength(self, [p for p in pool if rows[p, column] >= 0], best[:, column])
        if not ranked:
            readable = bool(self.owners) or not self.findings
            extent = Extent.MISSING if readable else Extent.UNREAD
            return OutcomeCoverage(module.outcomes[number], extent)
        first = ranked[0]
        others = [p for p in ranked[1:] if best[p, column] >= self.thresholds.partly]
        return OutcomeCoverage(
            outcome=module.outcomes[number],
            extent=self.thresholds.extent(float(best[first, column])),
            match=self._match(first, column),
            credential_id=self.credentials[first].id,
            others=tuple((self.credentials[p].id, self._match(p, column)) for p in others),
            level=self.credentials[first].level,
            hours=hours_held(self.credentials[first]),
        )

    def _match(self, position: int, column: int) -> Match:
        return self.comparison.match(int(self._best[1][position, column]), column)


def counted(comparison: Comparison, thresholds: Thresholds) -> NDArray[np.float32]:
    """Return the similarities, held below ``met`` where one outcome is only a part of the other."""
    scores = comparison.scores.copy()
    below = np.nextafter(np.float32(thresholds.met), np.float32(0))
    for row, column in np.argwhere(scores >= thresholds.met):
        relation = comparison.relation(int(row), int(column))
        if relation is not None and not relation.is_the_whole:
            scores[row, column] = below
    return scores


def compare(
    credentials: tuple[Credential, ...], programme: Programme, matcher: Matcher, thresholds: Thresholds
) -> Grid:
    """Compare all outcomes of the credentials with all outcomes of the programme."""
    statements = [
        (position, Statement(f"{credential.id}/{outcome.id}", outcome.text, outcome.language))
        for position, credential in enumerate(credentials)
        for outcome in credential.outcomes
    ]
    comparison = matcher.compare([statement for _, statement in statements])
    read = {query.statement.id for query in comparison.queries}
    findings = [
        Finding(
            Severity.WARNING,
            f"{credentials[position].source.name}, {statement.id}",
            f"could not read: {matcher.unread(statement)}",
        )
        for position, statement in statements
        if statement.id not in read
    ]
    findings += [
        Finding(
            Severity.WARNING,
            f"{credentials[position].source.name}, {statement.id}",
            f"compared all the same, but {seems}",
        )
        for position, statement in statements
        if statement.id in read and (seems := matcher.seems_foreign(statement))
    ]
    titles = matcher.encoder.encode(
        [credential.title for credential in credentials] + [module.title for module in programme.modules]
    )
    return Grid(
        credentials,
        programme,
        thresholds,
        comparison,
        counted(comparison, thresholds),
        tuple(position for position, statement in statements if statement.id in read),
        np.asarray(titles[: len(credentials)] @ titles[len(credentials) :].T),
        tuple(findings),
    )
