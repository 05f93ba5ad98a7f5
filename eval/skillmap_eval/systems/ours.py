"""skillmap itself, through its public names: what is measured is what users get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import skillmap
from skillmap.domain import (
    CandidateStatement,
    EvidenceKind,
    PathTarget,
    RoleCandidate,
    SkillNeed,
    TargetKind,
)
from skillmap.matching import Encoder, bearing_of
from skillmap.pathways import (
    FitTerms,
    evidence_table,
    fitting,
    likeness_of,
    need_targets,
    needs_of_targets,
    rank,
    said_by,
    skills_shown,
    table_targets,
)
from skillmap.text import impersonal
from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.systems.scored import ranked
from skillmap_eval.task import Query, Task

BATCH = 64
SMALL = 2_000
"""Targets up to which every pair is scored in full, as for a programme; above it only the short list is."""
RECIPES = {
    "statement-to-skill": skillmap.STATEMENT_TO_SKILL_IN_CONTEXT,
    "course-to-course": skillmap.COURSE_TO_COURSE,
    "credential-to-module": skillmap.COURSE_TO_COURSE,
    "outcome-to-outcome": skillmap.OUTCOME_TO_OUTCOME,
}
"""Recipe by kind of task, as the engine chooses it."""
ROLES = "role-to-candidate"
"""The kind of task that is answered by ordering candidates, not by one similarity."""

FROM_TASKS = "profile-to-role"
"""The kind of task that is answered by the roles that ask for what a profile shows."""


@systems.register("skillmap")
class SkillmapSystem:
    """The default encoder and the recipe that the engine uses for this kind of task."""

    name = "skillmap"
    recipes: Mapping[str, skillmap.Recipe] = RECIPES
    reranks = True

    def __init__(self) -> None:
        self._encoder = skillmap.make_encoder("minilm")
        self._context = skillmap.context_of(self._encoder)
        self._reranker = skillmap.reranker_of(self._encoder, self._context) if self.reranks else None

    @property
    def fingerprint(self) -> str:
        """Changes with the version, the encoder, the learned model and the recipes."""
        context = self._context.fingerprint if self._context is not None else "none"
        reranker = "" if self._reranker is None else f"-{self._reranker.fingerprint}"
        facts = f"{self._encoder.fingerprint}-{context}{reranker}-{hash_of(self.recipes)}"
        return f"{self.name}-{skillmap.__version__}-{facts}"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query."""
        if task.kind == ROLES:
            for query in queries:
                yield _placed(self._encoder, task, query, depth)
            return
        if task.kind == FROM_TASKS:
            recipe = self.recipes["statement-to-skill"]
            context = self._context if recipe.needs_context else None
            fitter = Fitter(self._encoder, recipe, skillmap.Learned(bearing_of(self._encoder), context))
            yield from _fitted(fitter, task, queries, depth)
            return
        recipe = self.recipes[task.kind]
        targets = [
            skillmap.Target(item.id, item.names, item.description, item.parts) for item in task.targets
        ]
        store = skillmap.VectorStore(self._encoder)
        index = skillmap.build_index(targets, store, with_terms=recipe.needs_terms, reading=recipe.reading)
        context = self._context if recipe.needs_context else None
        learned = skillmap.Learned(context=context, reranker=self._reranker if context else None)
        matcher = skillmap.Matcher(index, self._encoder, recipe, learned)
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            # A short list of all targets may miss a query's pool.
            if len(targets) <= SMALL or task.pools:
                yield from _compared(matcher, task, batch, depth)
            else:
                yield from _matched(matcher, batch, depth)


@systems.register("skillmap-untrained")
class UntrainedSystem(SkillmapSystem):
    """skillmap without what it learned from sentences: the encoder as published, and chosen weights only."""

    name = "skillmap-untrained"
    recipes = RECIPES | {"statement-to-skill": skillmap.STATEMENT_TO_SKILL}
    reranks = False


@systems.register("skillmap-scorers")
class ScorersSystem(SkillmapSystem):
    """skillmap without the re-ranker: the scorers alone, the learned one among them."""

    name = "skillmap-scorers"
    reranks = False


def _placed(encoder: Encoder, task: Task, query: Query, depth: int) -> Ranked:
    """Return the candidates for one role in the order of the shipped criteria; ties go by target id."""
    essential = int(query.slices["essential"])
    needs = [SkillNeed(str(n), text, essential=n < essential) for n, text in enumerate(query.parts)]
    recipe = skillmap.OUTCOME_TO_OUTCOME
    index = skillmap.build_index(need_targets(needs), skillmap.VectorStore(encoder), reading=recipe.reading)
    matcher = skillmap.Matcher(index, encoder, recipe)
    pool = set(task.pools.get(query.id, [item.id for item in task.targets]))
    candidates = [
        RoleCandidate(
            item.id,
            tuple(
                CandidateStatement(
                    skillmap.Statement(f"{item.id}/{n}", impersonal(part)), EvidenceKind.DOCUMENTED
                )
                for n, part in enumerate(item.parts)
            ),
        )
        for item in task.targets
        if item.id in pool
    ]
    table = evidence_table(candidates, needs, matcher)
    placed = rank(query.title, table, matcher.fingerprint).placed[:depth]
    ids = tuple(each.evidence.candidate_id for each in placed)
    return Ranked(query.id, ids, tuple(float(-each.place) for each in placed))


@dataclass(frozen=True)
class Fitter:
    """What finds the skills of a profile, as the engine puts it together."""

    encoder: Encoder
    recipe: skillmap.Recipe
    learned: skillmap.Learned


def _fitted(fitter: Fitter, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
    """Yield for each profile the roles that come nearest to it, in the order of the shortlist."""
    roles = [
        PathTarget(item.id, item.names[0], TargetKind.OCCUPATION, tuple(SkillNeed(p, p) for p in item.parts))
        for item in task.targets
    ]
    table = needs_of_targets(roles, task.name)
    store = skillmap.VectorStore(fitter.encoder)
    index = skillmap.build_index(table_targets(table), store, with_terms=fitter.recipe.needs_terms)
    matcher = skillmap.Matcher(index, fitter.encoder, fitter.recipe, fitter.learned)
    for query in queries:
        said = [skillmap.Statement(str(n), part, query.language) for n, part in enumerate(query.parts)]
        person = RoleCandidate(query.id, tuple(CandidateStatement(s, EvidenceKind.CLAIMED) for s in said))
        shown = skills_shown(person, matcher, skillmap.SKILL_THRESHOLD)
        readable = said_by(person, (), shown)
        alike = likeness_of(table, readable, fitter.encoder.encode, store.vectors_of)
        fits = fitting(table, shown.evidence, FitTerms(limit=depth), likeness=alike).fits
        yield Ranked(query.id, tuple(fit.id for fit in fits), tuple(float(-fit.place) for fit in fits))


def _statements(queries: Sequence[Query]) -> list[skillmap.Statement]:
    return [
        skillmap.Statement(query.id, query.text, query.language, query.title, query.parts)
        for query in queries
    ]


def _compared(
    matcher: skillmap.Matcher, task: Task, queries: Sequence[Query], depth: int
) -> Iterator[Ranked]:
    compared = matcher.compare(_statements(queries))
    rows = {
        query.statement.id: scores for query, scores in zip(compared.queries, compared.scores, strict=True)
    }
    for query in queries:
        # A statement that could not be read has no row, and so no ranking.
        scores = rows.get(query.id)
        yield Ranked(query.id, (), ()) if scores is None else ranked(task, query, scores, depth)


def _matched(matcher: skillmap.Matcher, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
    for query, found in zip(queries, matcher.match(_statements(queries), limit=depth), strict=True):
        ids = tuple(match.target_id for match in found.candidates)
        yield Ranked(query.id, ids, tuple(match.similarity for match in found.candidates))


def hash_of(value: object) -> str:
    """Return 12 hexadecimal digits that change with a value's text."""
    import hashlib

    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]
