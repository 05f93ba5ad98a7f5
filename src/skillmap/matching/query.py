"""A statement made ready for scoring: its windows and their vectors."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from skillmap.domain import Span, Statement
from skillmap.matching.context import Context, ContextModel
from skillmap.matching.course_names import NO_COURSE_NAMES, CourseNames
from skillmap.matching.encoder import Encoder, Vectors
from skillmap.matching.index import Rows, TargetIndex, unit
from skillmap.matching.reading import Reading, cut, name_text, turned
from skillmap.matching.reranking import Standings
from skillmap.text import NO_PROSE, Prose, Window

BLOCK = 4096
"""Names scored in one product: the result stays in the processor's cache."""
WINDOWS_AT_ONCE = 512
"""Windows scored in one pass over the names; more of them would need more memory, not less time."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of words and the name of a target that mean most alike, the whole counting half."""

    window: Window
    name: str
    score: float
    """Half the cosine of the window, half that of the whole statement."""


@dataclass(frozen=True)
class Query:
    """One statement, its windows (the whole first) and one vector for each.

    What was computed against an index is kept, since several scorers ask for it.
    """

    statement: Statement
    windows: tuple[Window, ...]
    vectors: Vectors
    context: Context | None = None
    """The statement read in context; None without the model for that."""
    context_model: ContextModel | None = None
    _context_scores: dict[int, Vectors] = field(default_factory=dict)
    _label_scores: dict[int, tuple[Vectors, Vectors]] = field(default_factory=dict)
    _description_scores: dict[int, Vectors] = field(default_factory=dict)
    _alignments: dict[tuple[int, int], Alignment] = field(default_factory=dict)
    _term_scores: dict[int, Vectors] = field(default_factory=dict)
    standings: dict[int, Standings] = field(default_factory=dict)
    """What the re-ranker made of its candidates, by the id of the index."""
    likeness: dict[int, Vectors] = field(default_factory=dict)
    """How near it comes to the mentions of each target, by the id of the mentions."""
    reading: Reading = Reading.STATEMENT
    turned: Vectors | None = None
    """For an outcome: vector of the whole with its clauses turned round."""
    other_names: tuple[str, ...] = ()
    """For a course: what it is called elsewhere."""
    other_name_vectors: Vectors | None = None
    """One row for each of ``other_names``."""

    @property
    def any_order(self) -> Vectors:
        """One unit vector for the whole, its clauses read in both orders."""
        whole = self.vectors[0]
        return whole if self.turned is None else unit(whole + self.turned)

    @property
    def passages(self) -> Vectors:
        """For a course: vectors of what it says besides its title, or else of the title."""
        return self.vectors[1:] if len(self.windows) > 1 else self.vectors[:1]

    def gist(self, centre: Vectors) -> Vectors:
        """For a course: one unit vector of title and passages, less what the catalogue has in common."""
        bare = unit(unit(self.passages.mean(axis=0)) + self.vectors[0])
        return unit(bare - centre)

    @property
    def _spoken(self) -> str:
        """The words that are looked for."""
        if self.reading is Reading.COURSE:
            return "\n".join(window.text for window in self.windows)
        return self.statement.text

    def label_scores(self, index: TargetIndex) -> tuple[Vectors, Vectors]:
        """Return, for each target's preferred name, the cosine of the best window and of the whole."""
        if id(index) not in self._label_scores:
            score_labels([self], index)
        return self._label_scores[id(index)]

    def term_scores(self, index: TargetIndex) -> Vectors:
        """Return the TF-IDF cosine with each target; zeros where the index has no term table."""
        if id(index) not in self._term_scores:
            terms = index.terms
            none = np.zeros(len(index), np.float32)
            self._term_scores[id(index)] = none if terms is None else terms.scores(self._spoken)
        return self._term_scores[id(index)]

    def description_scores(self, index: TargetIndex) -> Vectors:
        """Return, for each target's description, the cosine of the whole."""
        if id(index) not in self._description_scores:
            score_labels([self], index)
        return self._description_scores[id(index)]

    def context_scores(self, index: TargetIndex) -> Vectors:
        """Return what the words in context say for each target, in [0, 1]; zeros without the model."""
        if self.context is None or self.context_model is None or not len(index):
            return np.zeros(len(index), np.float32)
        if id(index) not in self._context_scores:
            _score_contexts([self], index)
        return self._context_scores[id(index)]

    def telling_word(self, index: TargetIndex, row: int) -> Span | None:
        """Return where the word stands that speaks most for a target; None without the model."""
        if self.context is None:
            return None
        cosines = self.context.tokens @ index.label_vectors[row]
        order = np.argsort(-cosines, kind="stable")
        # The marks of beginning and end stand for no word.
        found = next(
            (span for span in (self.context.spans[place] for place in order) if span.end > span.start), None
        )
        return None if found is None else whole_word(self.statement.text, found)

    def alignments(self, index: TargetIndex, rows: Rows) -> list[Alignment]:
        """Return, for some targets, the window and the name that are nearest."""
        key = id(index)
        missing = np.array([row for row in rows if (key, int(row)) not in self._alignments], np.int64)
        if len(missing):
            names, begins = index.names_at(missing)
            cosines = self.vectors @ names.T
            best, whole = cosines.argmax(axis=0), cosines[0]
            mixed = (cosines.max(axis=0) + whole) / 2
            for row, (low, high) in zip(missing, itertools.pairwise(begins), strict=True):
                column = low + int(mixed[low:high].argmax())
                name = name_text(index.targets[int(row)].names[column - low], index.reading, index.prose)
                window = self.windows[int(best[column])]
                self._alignments[key, int(row)] = Alignment(window, name, float(mixed[column]))
        return [self._alignments[key, int(row)] for row in rows]


def score_labels(queries: Sequence[Query], index: TargetIndex) -> None:
    """Compute what several statements score against the vectors of every target, in one pass over these.

    One product for all of them costs a third of one for each.
    """
    waiting = [query for query in queries if id(index) not in query._label_scores]
    while waiting:
        batch = [waiting.pop(0)]
        while waiting and sum(len(query.windows) for query in (*batch, waiting[0])) <= WINDOWS_AT_ONCE:
            batch.append(waiting.pop(0))
        best, whole = _scored(batch, index.label_vectors)
        for query, row, own in zip(batch, best, whole, strict=True):
            query._label_scores[id(index)] = row, own
        wholes = np.stack([query.vectors[0] for query in batch])
        for query, row in zip(batch, wholes @ index.description_vectors.T, strict=True):
            query._description_scores[id(index)] = row
        _score_contexts(batch, index)


def _score_contexts(queries: Sequence[Query], index: TargetIndex) -> None:
    for model in {query.context_model for query in queries if query.context_model is not None}:
        read = {
            place: query.context
            for place, query in enumerate(queries)
            if query.context is not None and query.context_model is model
        }
        found = model.scores_together(list(read.values()), index.label_vectors, index.description_vectors)
        for place, row in zip(read, np.clip(found, 0, 1), strict=True):
            queries[place]._context_scores[id(index)] = row


def _scored(batch: Sequence[Query], names: Vectors) -> tuple[Vectors, Vectors]:
    """Return the best window's and the whole statement's cosine, each of shape (queries, names)."""
    vectors = np.concatenate([query.vectors for query in batch])
    starts = np.cumsum([0, *(len(query.windows) for query in batch)])
    best = np.empty((len(batch), len(names)), np.float32)
    whole = np.empty_like(best)
    # One buffer for all blocks: fresh pages for each cost more than the product itself.
    buffer = np.empty((len(vectors), min(BLOCK, len(names))), np.float32)
    for low in range(0, len(names), BLOCK):
        block = names[low : low + BLOCK]
        cosines = np.matmul(vectors, block.T, out=buffer[:, : len(block)])
        for row, (first, last) in enumerate(itertools.pairwise(starts)):
            cosines[first:last].max(axis=0, out=best[row, low : low + BLOCK])
            whole[row, low : low + BLOCK] = cosines[first]
    return best, whole


def whole_word(text: str, span: Span) -> Span:
    """Return the span of the whole word that a piece of it stands in."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return Span(start, end)


def in_context(queries: Sequence[Query], model: ContextModel) -> list[Query]:
    """Return prepared statements read in context as well."""
    read = model.read([query.statement.text for query in queries])
    return [
        replace(query, context=context, context_model=model)
        for query, context in zip(queries, read, strict=True)
    ]


def prepare(
    statements: Sequence[Statement],
    encoder: Encoder,
    reading: Reading = Reading.STATEMENT,
    prose: Prose = NO_PROSE,
    names: CourseNames = NO_COURSE_NAMES,
) -> list[Query]:
    """Cut statements into windows and encode each distinct window once.

    The vectors are not stored: what an applicant brings leaves no trace in the cache.
    """
    stretches = [cut(statement, reading, prose) for statement in statements]
    texts = dict.fromkeys(window.text for found in stretches for window in found)
    if reading is Reading.OUTCOME:
        texts |= dict.fromkeys(turned(found[0].text) for found in stretches)
    others = [names.others(statement.title or statement.text) for statement in statements]
    texts |= dict.fromkeys(name_text(name, reading) for elsewhere in others for name in elsewhere)
    vectors = encoder.encode(list(texts))
    row = {text: position for position, text in enumerate(texts)}

    def query(statement: Statement, found: tuple[Window, ...], elsewhere: tuple[str, ...]) -> Query:
        own = np.asarray(vectors[[row[window.text] for window in found]])
        back = vectors[row[turned(found[0].text)]] if reading is Reading.OUTCOME else None
        named = vectors[[row[name_text(name, reading)] for name in elsewhere]] if elsewhere else None
        return Query(
            statement,
            found,
            own,
            reading=reading,
            turned=back,
            other_names=elsewhere,
            other_name_vectors=named,
        )

    return [query(*each) for each in zip(statements, stretches, others, strict=True)]
