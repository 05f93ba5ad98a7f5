"""The re-ranker: its terms against slow versions, what it may and may not do to an order, what it shows."""

from __future__ import annotations

import bisect
import itertools

import numpy as np
import pytest

import skillmap
from hashing_encoder import HashingEncoder
from skillmap.domain import Statement, Target
from skillmap.matching import STATEMENT_TO_SKILL, STATEMENT_TO_SKILL_IN_CONTEXT, Learned, Matcher, build_index
from skillmap.matching.pair_features import FEATURES, RELATIVE, pair_features
from skillmap.matching.query import prepare
from skillmap.matching.reranking import DEPTH, HIGHEST, LOWEST, Reranker, Standings, Step, chances, scaled

STATEMENT = Statement("s", "Collect data about bread and bake bread for the market.", "en")


@pytest.fixture(scope="module")
def encoder():
    return skillmap.make_encoder("minilm")


@pytest.fixture(scope="module")
def context(encoder):
    return skillmap.context_of(encoder)


@pytest.fixture(scope="module")
def reranker(encoder, context) -> Reranker:
    found = skillmap.reranker_of(encoder, context)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def index(encoder, tmp_path_factory):
    names = [
        ("bake bread", "make bread"),
        ("bread",),
        ("collect data", "gather data"),
        ("analyse data",),
        ("market analysis",),
        ("sell bread at the market",),
        ("play the flute",),
    ]
    targets = [Target(f"t:{number}", each, "Something done.") for number, each in enumerate(names)]
    store = skillmap.VectorStore(encoder, tmp_path_factory.mktemp("vectors"))
    return build_index(targets, store, with_terms=True)


@pytest.fixture
def matcher(index, encoder, context, reranker) -> Matcher:
    learned = Learned(context=context, reranker=reranker)
    return Matcher(index, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, learned)


def test_it_belongs_to_the_encoder_and_the_context_that_it_was_fitted_with(encoder, context) -> None:
    assert skillmap.reranker_of(encoder, context) is not None
    assert skillmap.reranker_of(encoder, None) is None
    assert skillmap.reranker_of(HashingEncoder(), context) is None


def test_every_feature_of_the_model_is_explained(reranker: Reranker) -> None:
    for step in reranker.steps:
        name, _, beside = step.feature.partition("@")
        assert name in FEATURES
        assert beside in ("", "lead", "spread")
        assert not beside or name in RELATIVE


def test_the_features_are_those_that_are_explained(matcher: Matcher) -> None:
    (query,) = matcher.prepared([STATEMENT])
    rows, similarities = matcher.best_by_scorers(query, DEPTH)

    columns = pair_features(query, matcher.index, rows, similarities)

    beside = {f"{name}@{kind}" for name in RELATIVE for kind in ("lead", "spread")}
    assert set(columns) == set(FEATURES) | beside
    assert all(column.shape == rows.shape and np.isfinite(column).all() for column in columns.values())


def test_a_step_is_the_obvious_slow_version(reranker: Reranker) -> None:
    for step in reranker.steps:
        for value in (*step.thresholds, step.thresholds[0] - 1, step.thresholds[-1] + 1):
            place = bisect.bisect_left(list(step.thresholds), value)
            assert step.of(np.array([value], np.float32))[0] == step.values[place]


def test_the_log_odds_are_the_sum_of_what_is_shown(matcher: Matcher, reranker: Reranker) -> None:
    (query,) = matcher.prepared([STATEMENT])
    rows, similarities = matcher.best_by_scorers(query, DEPTH)
    columns = pair_features(query, matcher.index, rows, similarities)

    found = reranker.look(rows, columns)

    for place in range(len(rows)):
        slow = reranker.intercept + sum(
            float(step.values[bisect.bisect_left(list(step.thresholds), columns[step.feature][place])])
            for step in reranker.steps
        )
        assert found.log_odds[place] == pytest.approx(slow, abs=1e-4)
        assert found.terms[place].sum() + reranker.intercept == pytest.approx(slow, abs=1e-4)


def test_the_facts_about_names_are_the_obvious_ones(index, encoder) -> None:
    (query,) = prepare([STATEMENT], encoder)

    columns = pair_features(query, index, np.array([0, 4, 5]), np.array([0.9, 0.5, 0.4], np.float32))

    assert columns["words of its name"].tolist() == [1, 0.5, pytest.approx(2 / 3)]
    assert columns["words not said"].tolist() == [0, 1, 1]
    assert columns["named outright"].tolist() == [1, 0, 0]
    assert columns["length of its name"].tolist() == [2, 2, 5]


def test_candidates_on_the_same_words_are_counted_from_the_best(encoder, tmp_path) -> None:
    targets = [Target(f"t:{n}", (name,)) for n, name in enumerate(("baking bread", "bread baking", "flute"))]
    index = build_index(targets, skillmap.VectorStore(encoder, tmp_path / "vectors"))
    (query,) = prepare([Statement("s", "baking bread, playing the flute", "en")], encoder)

    columns = pair_features(query, index, np.arange(3), np.array([0.9, 0.8, 0.7], np.float32))

    better = np.expm1(columns["better ones on the same words"])
    assert better == pytest.approx([0, 1, 0], abs=1e-5)
    assert columns["behind the best on the same words"] == pytest.approx([0, -0.1, 0], abs=1e-5)


def test_similarities_fall_from_candidate_to_candidate_and_stay_in_bounds(matcher: Matcher) -> None:
    (found,) = matcher.match([STATEMENT])

    similarities = [match.similarity for match in found.candidates]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 <= similarity <= 1 for similarity in similarities)


def test_the_similarity_is_the_weighted_mean_of_the_reasons(matcher: Matcher, reranker: Reranker) -> None:
    recipe = matcher.recipe
    weights = dict((*recipe.weights, *recipe.short_list_weights))
    shares = {name: (1 - reranker.share) * weight for name, weight in weights.items()}
    shares["rerank"] = reranker.share

    (found,) = matcher.match([STATEMENT])

    for match in found.candidates:
        mean = sum(shares[reason.scorer] * reason.score for reason in match.reasons)
        assert match.similarity == pytest.approx(mean, abs=1e-4)


def test_what_moved_a_candidate_is_shown_strongest_first(matcher: Matcher) -> None:
    (found,) = matcher.match([STATEMENT])

    for match in found.candidates:
        (reason,) = [each for each in match.reasons if each.scorer == "rerank"]
        amounts = [abs(influence.amount) for influence in reason.influences]
        assert amounts == sorted(amounts, reverse=True)
        assert {influence.name for influence in reason.influences} <= set(FEATURES)
        assert all(influence.name in skillmap.explain(match) for influence in reason.influences)
    assert any(reason.influences for match in found.candidates for reason in match.reasons)


def test_compared_in_full_and_matched_are_the_same(matcher: Matcher) -> None:
    (found,) = matcher.match([STATEMENT], limit=len(matcher.index))
    compared = matcher.compare([STATEMENT])

    ids = [target.id for target in matcher.index.targets]
    for match in found.candidates:
        assert compared.scores[0, ids.index(match.target_id)] == pytest.approx(match.similarity, abs=2e-5)


def test_without_it_the_scorers_alone_rank(matcher: Matcher, index, encoder, context) -> None:
    alone = Matcher(index, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, Learned(context=context))

    (found,) = alone.match([STATEMENT])

    assert alone.fingerprint != matcher.fingerprint
    for match in found.candidates:
        assert "rerank" not in {reason.scorer for reason in match.reasons}


def test_a_re_ranker_without_a_share_changes_nothing(index, encoder, context, reranker: Reranker) -> None:
    silent = Reranker(reranker.steps, reranker.intercept, 0.0, "silent")
    alone, beside = (
        Matcher(index, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, Learned(context=context, reranker=each))
        for each in (None, silent)
    )

    (old,), (new,) = alone.match([STATEMENT]), beside.match([STATEMENT])

    assert [(m.target_id, m.similarity) for m in new.candidates] == [
        (m.target_id, m.similarity) for m in old.candidates
    ]


def test_candidates_that_were_not_looked_at_keep_their_order(encoder, tmp_path) -> None:
    nouns = ("bread", "wine", "boats", "clocks", "maps", "shoes")
    verbs = ("bake", "sell", "paint", "repair", "store", "count", "carry", "weigh", "buy", "draw")
    things = ("old", "new", "small")
    targets = [
        Target(f"t:{verb}-{thing}-{noun}", (f"{verb} {thing} {noun}",))
        for verb, thing, noun in itertools.product(verbs, things, nouns)
    ]
    assert len(targets) > DEPTH
    index = build_index(targets, skillmap.VectorStore(encoder, tmp_path / "vectors"))
    # The better the scorers find a candidate, the worse this one.
    contrary = Reranker(
        [Step("better ones on the same words", np.array([0.1], np.float32), np.array([-9, 9], np.float32))],
        *(0.0, 0.5, "contrary"),
    )
    alone = Matcher(index, encoder, STATEMENT_TO_SKILL)
    beside = Matcher(index, encoder, STATEMENT_TO_SKILL, Learned(reranker=contrary))

    (old,), (new,) = (each.match([STATEMENT], limit=len(targets)) for each in (alone, beside))

    ids = [[match.target_id for match in each.candidates] for each in (old, new)]
    assert ids[1][DEPTH:] == ids[0][DEPTH:]
    assert set(ids[1][:DEPTH]) == set(ids[0][:DEPTH])
    assert ids[1][:DEPTH] != ids[0][:DEPTH]


def test_log_odds_are_scaled_in_a_straight_line_and_cut_at_both_ends() -> None:
    odds = np.array([LOWEST - 5, LOWEST, (LOWEST + HIGHEST) / 2, HIGHEST, HIGHEST + 5], np.float32)

    assert scaled(odds).tolist() == [0, 0, 0.5, 1, 1]
    assert chances(np.zeros(1, np.float32)).tolist() == [0.5]


def test_a_target_that_was_not_looked_at_has_no_score() -> None:
    standings = Standings(np.array([4]), np.zeros(1, np.float32), ("label",), np.ones((1, 1), np.float32))

    assert standings.of(4)[0] > 0
    assert standings.of(5) == (0.0, ())


def test_a_user_can_leave_the_order_to_the_scorers() -> None:
    engine = skillmap.Engine()
    engine.reranks = False

    assert engine.skill_matcher.reranker is None
    assert skillmap.Engine().skill_matcher.reranker is not None
