"""skillmap as a model of WorkRB, TechWolf's benchmark of the work domain; needs ``skillmap[workrb]``.

>>> import workrb                                                       # doctest: +SKIP
>>> from skillmap_eval.workrb_model import SkillmapModel                # doctest: +SKIP
>>> task = workrb.tasks.TechSkillExtractRanking(languages=["en"], split="test")         # doctest: +SKIP
>>> workrb.evaluate(SkillmapModel(), [task], output_folder="results")   # doctest: +SKIP

WorkRB: https://github.com/techwolf-ai/workrb. Its data sets come from a model hub on first use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from workrb.models import ModelInterface
from workrb.registry import register_model
from workrb.types import ModelInputType

import skillmap

BATCH = 16
"""Queries compared at a time: against 14,000 skills their alignments take some 100 MB."""


@register_model()
class SkillmapModel(ModelInterface):  # type: ignore[misc] # WorkRB is not there when types are checked
    """The matcher that users get, on WorkRB's texts: a target has one name and no description.

    Every pair is scored in full, also where the engine would re-score a short list only. What kind of text
    WorkRB says it hands over is not looked at.
    """

    def __init__(
        self, encoder: str = "minilm", recipe: skillmap.Recipe = skillmap.STATEMENT_TO_SKILL_IN_CONTEXT
    ) -> None:
        self._encoder = skillmap.make_encoder(encoder)
        self._context = skillmap.context_of(self._encoder) if recipe.needs_context else None
        self._reranker = skillmap.reranker_of(self._encoder, self._context)
        self._recipe = recipe

    @property
    def name(self) -> str:
        """Version, encoder and recipe, as a name that a folder can have."""
        words = f"skillmap-{skillmap.__version__}-{self._encoder.name}-{self._recipe.name}"
        return re.sub(r"[^\w.-]+", "_", words)

    @property
    def description(self) -> str:
        """The recipe's scorers and weights, and the encoder's fingerprint."""
        weights = (*self._recipe.weights, *self._recipe.short_list_weights)
        shares = ", ".join(f"{scorer} {weight:g}" for scorer, weight in weights)
        return f"Weighted mean of {shares}; encoder {self._encoder.fingerprint}"

    @property
    def classification_label_space(self) -> list[str] | None:
        """None: it has no labels of its own."""
        return None

    def _compute_rankings(
        self,
        queries: list[str],
        targets: list[str],
        query_input_type: ModelInputType | None = None,
        target_input_type: ModelInputType | None = None,
    ) -> torch.Tensor:
        """Return similarities of shape (n_queries, n_targets); 0 for all of a query that cannot be read."""
        return torch.from_numpy(self._similarities(queries, targets))

    def _compute_classification(
        self,
        texts: list[str],
        targets: list[str],
        input_type: ModelInputType | None = None,
        target_input_type: ModelInputType | None = None,
    ) -> torch.Tensor:
        """Return similarities of texts and the names of classes, of shape (n_texts, n_targets)."""
        return torch.from_numpy(self._similarities(texts, targets))

    def _similarities(self, queries: Sequence[str], names: Sequence[str]) -> NDArray[np.float32]:
        targets = [skillmap.Target(str(number), (name,)) for number, name in enumerate(names)]
        store = skillmap.VectorStore(self._encoder)
        index = skillmap.build_index(
            targets, store, with_terms=self._recipe.needs_terms, reading=self._recipe.reading
        )
        learned = skillmap.Learned(context=self._context, reranker=self._reranker)
        matcher = skillmap.Matcher(index, self._encoder, self._recipe, learned)
        # WorkRB does not say the language of a text, so only its script decides whether it is read.
        statements = [skillmap.Statement(str(row), text, None) for row, text in enumerate(queries)]
        found = np.zeros((len(queries), len(names)), np.float32)
        for start in range(0, len(statements), BATCH):
            compared = matcher.compare(statements[start : start + BATCH])
            for query, scores in zip(compared.queries, compared.scores, strict=True):
                found[int(query.statement.id)] = scores
        return found
