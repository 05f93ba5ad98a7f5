"""Statements against targets: the one call behind skills, modules and coverage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from skillmap import __version__
from skillmap.domain import Match, MatchState, Reason, Statement, StatementMatches
from skillmap.matching.bearing import THRESHOLD, Bearing
from skillmap.matching.encoder import Encoder
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.query import Query, prepare, score_labels
from skillmap.matching.recipe import Recipe
from skillmap.matching.scorer import Scores, scorers
from skillmap.text import is_covered

DIGITS = 5
"""Scores are rounded so that a result does not turn on the last bits of a float."""


class Matcher:
    """Finds the targets that statements speak of, and says what it saw.

    It knows neither taxonomy nor module: targets are ids with names.
    """

    def __init__(
        self, index: TargetIndex, encoder: Encoder, recipe: Recipe, bearing: Bearing | None = None
    ) -> None:
        if index.reading is not recipe.reading:
            raise ValueError(
                f"recipe {recipe.name!r} reads {recipe.reading.value}s, the index {index.reading.value}s"
            )
        self.index = index
        self.encoder = encoder
        self.recipe = recipe
        self.bearing = bearing
        """Says which statements bear a skill at all; None where every statement is taken to."""

    @property
    def fingerprint(self) -> str:
        """Hash of the version, encoder, recipe and targets: same fingerprint, same similarities."""
        facts = (__version__, self.encoder.fingerprint, repr(self.recipe), self.index.fingerprint)
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]

    def match(
        self, statements: Sequence[Statement], *, limit: int = 10, threshold: float = 0.0
    ) -> tuple[StatementMatches, ...]:
        """Return the best targets of each statement, in the order of the statements.

        Args:
            statements: texts with an id and, where known, a language.
            limit: how many candidates to return for each.
            threshold: similarity from which the best candidate counts as a match; below it the state is
                ``no match`` and the nearest candidates are still listed.
        """
        notes = [self.unread(statement) for statement in statements]
        readable = [statement for statement, note in zip(statements, notes, strict=True) if not note]
        queries = prepare(readable, self.encoder, self.index.reading, self.index.prose)
        score_labels(queries, self.index)
        waiting = iter(queries)
        return tuple(
            StatementMatches(statement, MatchState.UNREAD, (), note)
            if note
            else self._result(next(waiting), limit, threshold)
            for statement, note in zip(statements, notes, strict=True)
        )

    def compare(self, statements: Sequence[Statement]) -> Comparison:
        """Score every statement against every target; meant for a programme, not for a taxonomy."""
        readable = [statement for statement in statements if not self.unread(statement)]
        queries = prepare(readable, self.encoder, self.index.reading, self.index.prose)
        score_labels(queries, self.index)
        everything = np.arange(len(self.index))
        grid = [
            np.round(
                (self._ranking(query) + self._rescored(query, everything)) * self._factor(query, everything),
                DIGITS,
            )
            for query in queries
        ]
        return Comparison(
            self, queries, np.stack(grid) if grid else np.zeros((0, len(self.index)), np.float32)
        )

    def unread(self, statement: Statement) -> str:
        """Return why a statement cannot be read, or an empty text when it can."""
        if not statement.text.strip():
            return "the statement is empty"
        if not is_covered(statement.text, statement.language, self.encoder.languages):
            known = ", ".join(sorted(self.encoder.languages))
            return (
                f"language {statement.language or 'unknown'} is not covered by {self.encoder.name} ({known})"
            )
        return ""

    def _result(self, query: Query, limit: int, threshold: float) -> StatementMatches:
        rows, similarities = self._best(query, limit)
        found = tuple(
            self.explain(query, int(row), float(score)) for row, score in zip(rows, similarities, strict=True)
        )
        if not found:
            return StatementMatches(
                query.statement, MatchState.NO_MATCH, (), "there is nothing to match against"
            )
        if remark := self._remark(query):
            return StatementMatches(query.statement, MatchState.NO_MATCH, found, remark)
        if found[0].similarity < threshold:
            note = f"the nearest reaches {found[0].similarity:.2f}, below {threshold:.2f}"
            return StatementMatches(query.statement, MatchState.NO_MATCH, found, note)
        return StatementMatches(query.statement, MatchState.MATCHED, found)

    def _remark(self, query: Query) -> str:
        if self.bearing is None:
            return ""
        chance = float(self.bearing.chances(query.vectors[:1])[0])
        if chance >= THRESHOLD:
            return ""
        return (
            f"the statement does not seem to speak of something a person can do or know (chance {chance:.2f})"
        )

    def _best(self, query: Query, limit: int) -> tuple[Rows, Scores]:
        ranking = self._ranking(query)
        size = min(max(limit, self.recipe.short_list), len(ranking))
        short = np.argsort(-ranking, kind="stable")[:size]
        scores = np.round(
            (ranking[short] + self._rescored(query, short)) * self._factor(query, short), DIGITS
        )
        # Ties by id, so that the order does not depend on the order of the targets.
        order = sorted(
            range(size), key=lambda place: (-scores[place], self.index.targets[int(short[place])].id)
        )
        chosen = order[:limit]
        return short[chosen], scores[chosen]

    def _ranking(self, query: Query) -> Scores:
        total = np.zeros(len(self.index), np.float32)
        if not len(self.index):
            return total
        for name, weight in self.recipe.weights:
            total += np.float32(weight) * scorers.get(name).scores(query, self.index)
        return total

    def _rescored(self, query: Query, rows: Rows) -> Scores:
        total = np.zeros(len(rows), np.float32)
        if not len(rows):
            return total
        for name, weight in self.recipe.short_list_weights:
            total += np.float32(weight) * scorers.get(name).scores(query, self.index, rows)
        return total

    def _factor(self, query: Query, rows: Rows) -> Scores:
        product = np.ones(len(rows), np.float32)
        if not len(rows):
            return product
        for name in self.recipe.factors:
            product *= scorers.get(name).scores(query, self.index, rows)
        return product

    def explain(self, query: Query, row: int, similarity: float) -> Match:
        """Return the match of one prepared statement and one target, with the reason of each scorer."""
        target = self.index.targets[row]
        weighted = [*self.recipe.weights, *self.recipe.short_list_weights]
        reasons: list[tuple[float, Reason]] = []
        for name, weight in weighted:
            reason = scorers.get(name).reason(query, self.index, row)
            reasons.append((weight * reason.score, reason))
        reasons.sort(key=lambda pair: -pair[0])
        # What objects comes last, and only where it does.
        objections = [scorers.get(name).reason(query, self.index, row) for name in self.recipe.factors]
        reasons += [(0.0, replace(objection, lowers=True)) for objection in objections if objection.score < 1]
        return Match(
            statement_id=query.statement.id,
            statement=query.statement.text,
            target_id=target.id,
            target=target.names[0],
            similarity=round(similarity, DIGITS),
            confidence=None,
            reasons=tuple(reason for _, reason in reasons),
            fingerprint=self.fingerprint,
        )


@dataclass(frozen=True)
class Comparison:
    """Every readable statement against every target."""

    matcher: Matcher
    queries: Sequence[Query]
    """The statements that could be read, in order."""
    scores: Scores
    """Similarities of shape (n_queries, n_targets)."""

    def match(self, query: int, target: int) -> Match:
        """Return the match of one statement and one target, with its reasons."""
        return self.matcher.explain(self.queries[query], target, float(self.scores[query, target]))
