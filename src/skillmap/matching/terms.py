"""TF-IDF over target names: built once with scikit-learn, read with numpy alone.

scikit-learn takes most of a second to import, so the query side repeats its two analysers (words and pairs
of words; runs of 3 to 5 letters inside a word) and its weights from stored arrays. A test holds the result
to scikit-learn's own within 1e-5.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmap.matching.vectors import mapped
from skillmap.resources import replace_file

TOKEN = r"(?u)[\w#+.]*[\w#+]"
"""Keeps C#, C++ and node.js whole."""
LETTER_RUNS = (3, 5)
_KINDS = ("words", "letters")


@dataclass(frozen=True, slots=True)
class TermTable:
    """One TF-IDF table in columns: for each term the targets that hold it, with their weights."""

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    starts: NDArray[np.int64]
    """Where each term's column begins in ``targets`` and ``weights``; one more entry than terms."""
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int
    """Number of targets."""

    def scores(self, terms: Iterator[str]) -> NDArray[np.float32]:
        """Return the cosine between a text's terms and every target, of shape (size,)."""
        counts = Counter(row for term in terms if (row := self.vocabulary.get(term)) is not None)
        scores = np.zeros(self.size, np.float32)
        if not counts:
            return scores
        rows = np.fromiter(counts, np.int64, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))) * self.idf[rows]
        weights /= np.linalg.norm(weights)
        for row, weight in zip(rows, weights, strict=True):
            column = slice(self.starts[row], self.starts[row + 1])
            scores[self.targets[column]] += np.float32(weight) * self.weights[column]
        return scores


@dataclass(frozen=True, slots=True)
class NameTerms:
    """The table of words and the table of letter runs, over the same targets."""

    words: TermTable
    letters: TermTable
    stop_words: frozenset[str]

    def scores(self, text: str) -> NDArray[np.float32]:
        """Return the mean of the word and the letter cosine with every target, in [0, 1]."""
        words = self.words.scores(word_terms(text, self.stop_words))
        letters = self.letters.scores(letter_terms(text))
        return np.float32(0.5) * (words + letters)

    def save(self, folder: Path) -> None:
        """Write the tables as arrays and JSON; nothing is pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        for kind, table in zip(_KINDS, (self.words, self.letters), strict=True):
            for name in ("idf", "starts", "targets", "weights"):
                np.save(folder / f"terms-{kind}-{name}.npy", getattr(table, name), allow_pickle=False)
        facts = {
            "vocabularies": {"words": list(self.words.vocabulary), "letters": list(self.letters.vocabulary)},
            "stop_words": sorted(self.stop_words),
            "size": self.words.size,
        }
        replace_file(folder / "terms.json", json.dumps(facts, ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path) -> NameTerms:
        """Read the tables back; the arrays are mapped, not copied."""
        facts = json.loads((folder / "terms.json").read_text(encoding="utf-8"))

        def table(kind: str) -> TermTable:
            arrays = {
                name: mapped(folder / f"terms-{kind}-{name}.npy")
                for name in ("idf", "starts", "targets", "weights")
            }
            vocabulary = {term: row for row, term in enumerate(facts["vocabularies"][kind])}
            return TermTable(vocabulary=vocabulary, size=facts["size"], **arrays)

        return cls(table("words"), table("letters"), frozenset(facts["stop_words"]))


def build_terms(names: Sequence[str]) -> NameTerms:
    """Fit both tables on one name per target."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    words = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, stop_words=list(ENGLISH_STOP_WORDS), token_pattern=TOKEN
    )
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTER_RUNS, sublinear_tf=True, min_df=2)
    stop_words = frozenset(ENGLISH_STOP_WORDS)
    return NameTerms(_fit(words, names), _fit(letters, names), stop_words)


def _fit(vectorizer: Any, names: Sequence[str]) -> TermTable:
    try:
        columns = vectorizer.fit_transform(names).tocsc()
    except ValueError:
        # No term is left: a few names that share nothing, or names of small words only.
        return _empty(len(names))
    return TermTable(
        {str(term): row for row, term in enumerate(vectorizer.get_feature_names_out())},
        vectorizer.idf_.astype(np.float32),
        columns.indptr.astype(np.int64),
        columns.indices.astype(np.int32),
        columns.data.astype(np.float32),
        len(names),
    )


def _empty(size: int) -> TermTable:
    nothing, none = np.zeros(0, np.float32), np.zeros(0, np.int32)
    return TermTable({}, nothing, np.zeros(1, np.int64), none, nothing, size)


def word_terms(text: str, stop_words: frozenset[str]) -> Iterator[str]:
    """Give the words of a text, then its pairs of neighbouring words, without stop words."""
    words = [word for word in re.findall(TOKEN, text.lower()) if word not in stop_words]
    yield from words
    yield from map(" ".join, itertools.pairwise(words))


def letter_terms(text: str) -> Iterator[str]:
    """Give the runs of 3 to 5 letters inside each word, the word's edges marked by a blank."""
    shortest, longest = LETTER_RUNS
    for word in text.lower().split():
        padded = f" {word} "
        for size in range(shortest, longest + 1):
            yield padded[:size]
            if len(padded) <= size:
                break  # a short word counts once, as in scikit-learn
            yield from (padded[start : start + size] for start in range(1, len(padded) - size + 1))
