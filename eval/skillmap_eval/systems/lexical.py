"""Words and letters without meaning: RapidFuzz, TF-IDF, BM25."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from skillmap.errors import MissingExtraError
from skillmap_eval.result import Ranked
from skillmap_eval.system import systems
from skillmap_eval.systems.scored import all_names, pooled_by_target, ranked
from skillmap_eval.task import Query, Task

BATCH = 32


@systems.register("rapidfuzz")
class RapidfuzzSystem:
    """RapidFuzz token_set_ratio against every name, the best name counting."""

    name = "rapidfuzz"
    fingerprint = f"rapidfuzz-{version('rapidfuzz')}-token_set_ratio"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query."""
        from rapidfuzz import fuzz, process

        names = [name.lower() for name in all_names(task)]
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            texts = [query.text.lower() for query in batch]
            scores = process.cdist(texts, names, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=-1)
            for query, row in zip(batch, pooled_by_target(task, scores), strict=True):
                yield ranked(task, query, row / 100, depth)


@systems.register("tfidf")
class TfidfSystem:
    """TF-IDF over words, pairs of words and runs of 3 to 5 letters of all names of a target together."""

    name = "tfidf"
    fingerprint = f"tfidf-scikit-learn-{version('scikit-learn')}"

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        documents = [" . ".join(item.names) for item in task.targets]
        token = r"(?u)[\w#+.]*[\w#+]"
        words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, stop_words="english", token_pattern=token
        )
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        tables = [(vectorizer, vectorizer.fit_transform(documents).T) for vectorizer in (words, letters)]
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            texts = [query.text for query in batch]
            scores = sum((vectorizer.transform(texts) @ table).toarray() for vectorizer, table in tables)
            for query, row in zip(batch, scores, strict=True):
                yield ranked(task, query, row / len(tables), depth)


@systems.register("bm25")
class Bm25System:
    """BM25 (k1 1.2, b 0.75) over the preferred name, twice, and the other names."""

    name = "bm25"

    def __init__(self) -> None:
        try:
            self.fingerprint = f"bm25s-{version('bm25s')}-k1-1.2-b-0.75"
        except PackageNotFoundError:
            raise MissingExtraError("bm25s", "eval") from None

    def rank(self, task: Task, queries: Sequence[Query], depth: int) -> Iterator[Ranked]:
        """Give the ranking of each query."""
        import bm25s

        index = bm25s.BM25(k1=1.2, b=0.75)
        documents = [_words(" . ".join((item.names[0], *item.names))) for item in task.targets]
        index.index(documents, show_progress=False)
        for query in queries:
            known = [word for word in _words(query.text) if word in index.vocab_dict]
            scores = index.get_scores(known) if known else np.zeros(len(task.targets), np.float32)
            yield ranked(task, query, scores, depth)


def _words(text: str) -> list[str]:
    # A plain suffix stripper, as in the measurements that this baseline repeats.
    words = re.findall(r"[a-z0-9#+.]*[a-z0-9#+]", text.lower())
    return [re.sub(r"(ing|ies|ed|es|s)$", "", word) if len(word) > 4 else word for word in words]
