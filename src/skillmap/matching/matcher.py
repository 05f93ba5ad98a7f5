"""Statements against targets: the one call behind skills, modules and coverage."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmap import __version__
from skillmap.domain import Match, MatchRelation, MatchState, Reason, Statement, StatementMatches
from skillmap.matching.bearing import THRESHOLD, Bearing
from skillmap.matching.confidence import NOT_ASKED, Confidence, candidate_of, recipe_fingerprint
from skillmap.matching.context import ContextModel
from skillmap.matching.encoder import Encoder
from skillmap.matching.hierarchy import NEAR, REACH, Hierarchy, shared_parent
from skillmap.matching.index import Rows, TargetIndex
from skillmap.matching.mentions import Asked
from skillmap.matching.pair_features import pair_features
from skillmap.matching.query import Query, in_context, prepare, score_labels
from skillmap.matching.recipe import Recipe
from skillmap.matching.relation import placed, relation_of
from skillmap.matching.reranking import ADDED, DEPTH, NAME, Reranker
from skillmap.matching.scorer import Scores, scorers
from skillmap.matching.vectors import Progress
from skillmap.text import LANGUAGE_NAMES, is_covered, seems_foreign

DIGITS = 5
"""Scores are rounded so that a result does not turn on the last bits of a float."""


@dataclass(frozen=True)
class Learned:
    """What was learned beside the encoder, for the encoder that a matcher uses."""

    bearing: Bearing | None = None
    """Says which statements bear a skill at all; None where every statement is taken to."""
    context: ContextModel | None = None
    """Reads statements in context; None where the recipe does without."""
    reranker: Reranker | None = None
    """Looks at the best candidates once more, beside each other; None where the scorers alone rank."""
    confidence: Confidence = NOT_ASKED
    """Says how likely a person would agree, where that was fitted for the recipe and the encoder."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return what tells the models apart that shape a similarity."""
        models = (getattr(self, each.name) for each in fields(self))
        return tuple(model.fingerprint for model in models if hasattr(model, "fingerprint"))


NOTHING_LEARNED = Learned()


class Matcher:
    """Finds the targets that statements speak of, and says what it saw.

    It knows neither taxonomy nor module: targets are ids with names.
    """

    def __init__(
        self,
        index: TargetIndex,
        encoder: Encoder,
        recipe: Recipe,
        learned: Learned = NOTHING_LEARNED,
        hierarchy: Hierarchy | None = None,
    ) -> None:
        if index.reading is not recipe.reading:
            raise ValueError(
                f"recipe {recipe.name!r} reads {recipe.reading.value}s, the index {index.reading.value}s"
            )
        self.index = index
        self.encoder = encoder
        self.recipe = recipe
        self.bearing = learned.bearing
        self.context = learned.context
        self.reranker = learned.reranker
        self.confidence = learned.confidence
        self.learned = learned
        """Everything learned that it was made with."""
        self.recipe_fingerprint = recipe_fingerprint(recipe, encoder, learned.fingerprints)
        """Hash of what shapes a similarity, whatever the targets and the version are."""
        self.hierarchy = hierarchy
        """How the targets hang together; None where nothing is known of it."""

    @cached_property
    def _asked(self) -> Asked | None:
        """How vacancies ask for the targets; None without a re-ranker, which alone makes use of it."""
        return self.read_mentions()

    def read_mentions(self, progress: Progress | None = None) -> Asked | None:
        """Read how vacancies ask for the targets, with progress where words are new to the store.

        Without it the same happens at the first match, and in silence.
        """
        if self.reranker is not None and "_asked" not in vars(self):
            self._asked = self.reranker.mentions.at(self.index, progress)
        return None if self.reranker is None else self._asked

    @property
    def fingerprint(self) -> str:
        """Hash of the version, encoder, recipe and targets: same fingerprint, same similarities."""
        context = self.context.fingerprint if self.context is not None else ""
        reranker = (self.reranker.fingerprint,) if self.reranker is not None else ()
        facts = (
            *(__version__, self.encoder.fingerprint, context),
            *(
                repr(self.recipe),
                self.index.course_names.fingerprint,
                self.index.fingerprint,
                self.confidence.facts,
                *reranker,
            ),
        )
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
        notes = [self.unread(statement) or self._foreign(statement) for statement in statements]
        readable = [statement for statement, note in zip(statements, notes, strict=True) if not note]
        queries = self.prepared(readable)
        score_labels(queries, self.index)
        waiting = iter(queries)
        return tuple(
            StatementMatches(statement, MatchState.UNREAD, (), note)
            if note
            else self._result(next(waiting), limit, threshold)
            for statement, note in zip(statements, notes, strict=True)
        )

    def nearest(self, statements: Sequence[Statement], limit: int) -> dict[str, frozenset[str]]:
        """Return the ids of the best targets of each statement, by its id; none of one that is not read."""
        readable = [one for one in statements if not self.unread(one) and not self._foreign(one)]
        queries = self.prepared(readable)
        score_labels(queries, self.index)
        found: dict[str, frozenset[str]] = {one.id: frozenset() for one in statements}
        for query in queries:
            rows = self._best(query, limit)[0]
            found[query.statement.id] = frozenset(self.index.targets[int(row)].id for row in rows)
        return found

    def compare(self, statements: Sequence[Statement]) -> Comparison:
        """Score every statement against every target; meant for a programme, not for a taxonomy."""
        readable = [statement for statement in statements if not self.unread(statement)]
        queries = self.prepared(readable)
        score_labels(queries, self.index)
        everything = np.arange(len(self.index))
        grid = [self._scored(query, everything, self._ranking(query)) for query in queries]
        return Comparison(
            self, queries, np.stack(grid) if grid else np.zeros((0, len(self.index)), np.float32)
        )

    def prepared(self, statements: Sequence[Statement]) -> list[Query]:
        """Return statements cut, encoded and, where the recipe wants it, read in context."""
        queries = prepare(
            statements, self.encoder, self.index.reading, self.index.prose, self.index.course_names
        )
        return queries if self.context is None else in_context(queries, self.context)

    def unread(self, statement: Statement) -> str:
        """Return why a statement cannot be read, or an empty text when it can."""
        if not statement.text.strip():
            return "the statement is empty"
        if not is_covered(statement.text, statement.language, self.encoder.languages):
            known = ", ".join(sorted(self.encoder.languages))
            language = statement.language or "unknown"
            return f"language {language} is not covered by {self.encoder.name} ({known})"
        return ""

    def seems_foreign(self, statement: Statement) -> str:
        """Return in which language an unlabelled statement seems to be when that is not covered, else "".

        It is a guess by the words: ``match`` heeds it, ``compare`` does not, since no guess should take a
        text out of a decision.
        """
        if statement.language is not None:
            return ""
        seems = seems_foreign(statement.text, self.encoder.languages)
        if not seems:
            return ""
        named = " or ".join(f"{LANGUAGE_NAMES[tag]} ({tag})" for tag in sorted(seems))
        known = ", ".join(sorted(self.encoder.languages))
        return f"it seems to be in {named}, which is not covered by {self.encoder.name} ({known})"

    def _foreign(self, statement: Statement) -> str:
        seems = self.seems_foreign(statement)
        return f"{seems}; state its language if it is not" if seems else ""

    def _result(self, query: Query, limit: int, threshold: float) -> StatementMatches:
        # However few are asked for, the same ones are looked at: a relation must not turn on the limit.
        near, scores = self._best(query, max(limit, NEAR))
        concepts = self._names(near[:NEAR])
        found = tuple(
            self.explain(query, int(row), float(score), concepts)
            for row, score in zip(near[:limit], scores[:limit], strict=True)
        )
        remark = self._remark(query)
        # The curve was fitted on statements that bear a skill: of a remark it knows nothing.
        if not remark:
            found = tuple(self.with_confidence(match, float(scores[0])) for match in found)
        if self.hierarchy is not None:
            found = placed(found, self.hierarchy)
        if not found:
            return StatementMatches(
                query.statement, MatchState.NO_MATCH, (), "there is nothing to match against"
            )
        if remark:
            return StatementMatches(query.statement, MatchState.NO_MATCH, found, remark)
        if found[0].similarity < threshold:
            note = f"the nearest reaches {found[0].similarity:.2f}, below {threshold:.2f}"
            result = StatementMatches(query.statement, MatchState.NO_MATCH, found, note)
            return self._with_wider(result, near[:NEAR], scores[:NEAR] >= threshold - REACH)
        return StatementMatches(query.statement, MatchState.MATCHED, found, _not_the_whole(found[0]))

    def _names(self, rows: Rows) -> frozenset[str]:
        return frozenset(name.lower() for row in rows for name in self.index.targets[int(row)].names)

    def _with_wider(
        self, result: StatementMatches, rows: Rows, is_near: NDArray[np.bool_]
    ) -> StatementMatches:
        """Add the concept above several near candidates, where no candidate is near enough."""
        if self.hierarchy is None:
            return result
        near = [self.index.targets[int(row)].id for row in rows[is_near]]
        wider = shared_parent(near, self.hierarchy)
        if wider is None:
            return result
        said = (
            f"{len(wider.shared_by)} of the {wider.of} nearest stand under {wider.label!r}, a broader concept"
        )
        return replace(result, note=f"{result.note}; {said}", wider=wider)

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
        short, ranking = self._short_list(query, limit, self._asked)
        size = len(short)
        scores = self._scored(query, short, ranking)
        # Ties by id, so that the order does not depend on the order of the targets.
        order = sorted(
            range(size), key=lambda place: (-scores[place], self.index.targets[int(short[place])].id)
        )
        chosen = order[:limit]
        return short[chosen], scores[chosen]

    def best_by_scorers(self, query: Query, limit: int) -> tuple[Rows, Scores]:
        """Return the best targets of a prepared statement and their similarities, without the re-ranker."""
        short, ranking = self._short_list(query, limit)
        scores = self._weighed(query, short, ranking)
        places = np.argsort(-scores, kind="stable")[:limit]
        return short[places], scores[places]

    def looked_at(self, query: Query, asked: Asked | None) -> tuple[Rows, Scores]:
        """Return what a re-ranker looks at, best of the scorers first: what one is fitted on."""
        short, ranking = self._short_list(query, DEPTH, asked)
        scores = self._weighed(query, short, ranking)
        places = _looked_at(query, short, scores, asked)
        return short[places], scores[places]

    def _short_list(self, query: Query, limit: int, asked: Asked | None = None) -> tuple[Rows, Scores]:
        ranking = self._ranking(query)
        short = np.argsort(-ranking, kind="stable")[: max(limit, self.recipe.short_list)]
        if asked is not None:
            short = np.concatenate([short, np.setdiff1d(asked.nearest_rows(query, ADDED), short)])
        return short, ranking[short]

    def _weighed(self, query: Query, rows: Rows, ranking: Scores) -> Scores:
        return (ranking + self._rescored(query, rows)) * self._factor(query, rows)

    def _scored(self, query: Query, rows: Rows, ranking: Scores) -> Scores:
        """Return the similarities of some targets, whose ranking by the scorers of all targets is known."""
        scores = self._weighed(query, rows, ranking)
        if self.reranker is not None and len(rows):
            scores = self._reranked(query, rows, scores, self.reranker)
        return np.round(scores, DIGITS)

    def _reranked(self, query: Query, rows: Rows, scores: Scores, reranker: Reranker) -> Scores:
        """Mix in what the re-ranker makes of the best; those behind them fall by what it could have given."""
        places = _looked_at(query, rows, scores, self._asked)
        columns = pair_features(query, self.index, rows[places], scores[places], self._asked)
        standings = reranker.look(rows[places], columns)
        query.standings[id(self.index)] = standings
        mixed = np.float32(1 - reranker.share) * scores
        mixed[places] += np.float32(reranker.share) * standings.scores
        return mixed

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

    def explain(self, query: Query, row: int, similarity: float, concepts: Collection[str] = ()) -> Match:
        """Return the match of one prepared statement and one target, with the reason of each scorer.

        ``concepts`` are the names of targets that the statement may speak of besides, in lower case.
        """
        target = self.index.targets[row]
        weighted = [*self.recipe.weights, *self.recipe.short_list_weights]
        reasons: list[tuple[float, Reason]] = []
        rest = 1.0 if self.reranker is None else 1 - self.reranker.share
        for name, weight in weighted:
            reason = scorers.get(name).reason(query, self.index, row)
            reasons.append((rest * weight * reason.score, reason))
        if self.reranker is not None:
            reason = self._second_look(query, row)
            reasons.append((self.reranker.share * reason.score, reason))
        reasons.sort(key=lambda pair: -pair[0])
        # What objects comes last, and only where it does.
        objections = [scorers.get(name).reason(query, self.index, row) for name in self.recipe.factors]
        reasons += [(0.0, replace(objection, lowers=True)) for objection in objections if objection.score < 1]
        related = relation_of(query.statement.text, target, concepts)
        return Match(
            statement_id=query.statement.id,
            statement=query.statement.text,
            target_id=target.id,
            target=target.names[0],
            similarity=round(similarity, DIGITS),
            confidence=None,
            reasons=tuple(reason for _, reason in reasons),
            fingerprint=self.fingerprint,
            relation=related.relation,
            relation_reason=related.reason,
        )

    def _second_look(self, query: Query, row: int) -> Reason:
        score, influences = query.standings[id(self.index)].of(row)
        seen = scorers.get("label").reason(query, self.index, row)
        nearest = self._asked.nearest(query, row) if self._asked is not None else None
        if nearest is not None and nearest.cosine > seen.score:
            seen = replace(
                seen,
                source_text=nearest.window.text,
                source_span=nearest.window.span,
                target_text=nearest.words,
                target_span=None,
            )
        return replace(seen, scorer=NAME, score=score, influences=influences)

    def with_confidence(self, match: Match, best: float) -> Match:
        """Return a match with its confidence, given the similarity of the statement's best candidate."""
        chance = self.confidence.of(candidate_of(match, round(best, DIGITS)))
        return replace(match, confidence=chance, confidence_reason=self.confidence.why)


def _looked_at(query: Query, rows: Rows, scores: Scores, asked: Asked | None) -> NDArray[np.int64]:
    """Return the places of what the re-ranker looks at, best of the scorers first."""
    order = np.argsort(-scores, kind="stable")
    if asked is None:
        return order[:DEPTH]
    added = np.isin(rows[order], asked.nearest_rows(query, ADDED))
    return order[added | (np.arange(len(order)) < DEPTH)]


def _not_the_whole(match: Match) -> str:
    if match.relation is None or match.relation.is_the_whole:
        return ""
    return f"the nearest is only {match.relation}: {match.relation_reason}"


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
        match = self.matcher.explain(self.queries[query], target, float(self.scores[query, target]))
        return self.matcher.with_confidence(match, float(self.scores[query].max()))

    def relation(self, query: int, target: int) -> MatchRelation | None:
        """Return how one target relates to what one statement says, by their words."""
        statement = self.queries[query].statement.text
        return relation_of(statement, self.matcher.index.targets[target]).relation
