"""The model that reads statements in context: its parts against slow versions, and what it adds."""

from __future__ import annotations

import numpy as np
import pytest

from hashing_encoder import HashingEncoder
from skillmap.domain import Span, Statement, Target
from skillmap.matching import (
    STATEMENT_TO_SKILL_IN_CONTEXT,
    Learned,
    Matcher,
    VectorStore,
    build_index,
    context_of,
    make_encoder,
)
from skillmap.matching.context import ContextModel
from skillmap.matching.onnx_graph import adapted
from skillmap.matching.query import prepare, whole_word
from skillmap.matching.scorer import scorers

STATEMENT = "Talk unhappy customers round and put the till right at closing time."


@pytest.fixture(scope="module")
def encoder():
    return make_encoder("minilm")


@pytest.fixture(scope="module")
def model(encoder) -> ContextModel:
    found = context_of(encoder)
    assert found is not None
    return found


def test_it_belongs_to_the_encoder_that_it_was_trained_with(encoder) -> None:
    assert context_of(encoder) is not None
    assert context_of(HashingEncoder()) is None


def test_the_weights_add_up_to_one(model: ContextModel) -> None:
    assert sum(model.weights) == pytest.approx(1)
    assert min(model.weights) >= 0


def test_each_token_has_a_vector_of_unit_length_and_a_place(model: ContextModel) -> None:
    (read,) = model.read([STATEMENT])

    assert np.linalg.norm(read.tokens, axis=1) == pytest.approx(1, abs=1e-5)
    assert len(read.spans) == len(read.tokens)
    assert "customers" in {STATEMENT[span.start : span.end] for span in read.spans}


def test_the_scores_are_those_of_the_obvious_slow_version(model: ContextModel) -> None:
    (read,) = model.read([STATEMENT])
    random = np.random.default_rng(3)
    labels, descriptions = random.normal(size=(2, 5, read.whole.size)).astype(np.float32)

    token, whole, described = model.weights
    for row, score in enumerate(model.scores(read, labels, descriptions)):
        cosines = [float(one @ labels[row]) for one in read.tokens]
        nearest = np.log(sum(np.exp(model.sharpness * cosine) for cosine in cosines)) / model.sharpness
        slow = token * nearest + whole * float(read.whole @ labels[row])
        slow += described * float(read.described @ descriptions[row])
        assert score == pytest.approx(slow, abs=1e-3)


def test_a_text_does_not_depend_on_its_neighbours(model: ContextModel) -> None:
    alone = model.read([STATEMENT])[0]
    among = model.read(["Bake bread.", STATEMENT, "word " * 80])[1]

    assert np.array_equal(alone.tokens, among.tokens)


def test_an_adapter_adds_the_product_of_its_matrices_and_nothing_else() -> None:
    weights = {"a.weight": np.ones((3, 2), np.float32), "b.weight": np.ones((2, 2), np.float32)}
    adapter = {"a.down": np.array([[1.0, 2.0]], np.float16), "a.up": np.array([[1], [0], [2]], np.float16)}

    changed = adapted(weights, adapter | {"head.scales": np.ones(4)})

    assert changed["a.weight"].tolist() == [[2, 3], [1, 1], [3, 5]]
    assert changed["b.weight"].tolist() == [[1, 1], [1, 1]]
    assert changed.keys() == weights.keys()


def test_without_the_model_the_scorer_gives_nothing(store: VectorStore, toy_targets) -> None:
    index = build_index(toy_targets, store)
    (query,) = prepare([Statement("s", STATEMENT)], HashingEncoder())

    assert not scorers.get("context").scores(query, index).any()
    assert query.telling_word(index, 0) is None


def test_the_word_that_speaks_for_a_skill_is_shown(encoder, model: ContextModel, tmp_path) -> None:
    targets = (Target("t:1", ("handle customer complaints",)), Target("t:2", ("operate cash register",)))
    store = VectorStore(encoder, tmp_path / "vectors")
    index = build_index(targets, store, with_terms=True)
    matcher = Matcher(index, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, Learned(context=model))

    (found,) = matcher.match([Statement("s", STATEMENT, "en")])

    words = {
        match.target_id: next(reason for reason in match.reasons if reason.scorer == "context").source_text
        for match in found.candidates
    }
    assert words["t:1"] in STATEMENT
    assert words["t:2"] in STATEMENT
    assert words["t:1"] != words["t:2"]


@pytest.mark.parametrize(
    ("start", "end", "word"), [(0, 4, "Talk"), (5, 7, "unhappy"), (8, 12, "unhappy"), (13, 22, "customers")]
)
def test_a_piece_of_a_word_is_shown_as_the_word(start: int, end: int, word: str) -> None:
    span = whole_word(STATEMENT, Span(start, end))

    assert STATEMENT[span.start : span.end] == word


def test_statements_read_and_scored_together_score_as_they_do_alone(model: ContextModel) -> None:
    texts = [STATEMENT, "Weld.", "Plan the rota of a small team so that every shift is staffed."]
    random = np.random.default_rng(5)
    labels, descriptions = random.normal(size=(2, 5_000, model.read(["a"])[0].whole.size)).astype(np.float32)

    together = model.scores_together(model.read(texts), labels, descriptions)

    alone = [model.scores(model.read([text])[0], labels, descriptions) for text in texts]
    assert together == pytest.approx(np.stack(alone), abs=1e-4)
