import dataclasses

import numpy as np
import pytest

from hashing_encoder import HashingEncoder
from skillmap.domain import MatchState, Statement, Target
from skillmap.matching import (
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    Matcher,
    Recipe,
    VectorStore,
    build_index,
    load_index,
    save_index,
)


def matcher_of(
    targets, store: VectorStore, encoder: HashingEncoder, recipe: Recipe = STATEMENT_TO_SKILL
) -> Matcher:
    return Matcher(
        build_index(targets, store, with_terms=recipe.needs_terms, reading=recipe.reading), encoder, recipe
    )


def test_another_name_of_a_target_finds_it(toy_targets, store, encoder) -> None:
    (found,) = matcher_of(toy_targets, store, encoder).match([Statement("s", "They had to lay bricks")])

    assert found.candidates[0].target_id == "t:wall"


def test_below_the_threshold_the_state_is_no_match_and_the_nearest_are_listed(
    toy_targets, store, encoder
) -> None:
    (found,) = matcher_of(toy_targets, store, encoder).match([Statement("s", "violet")], threshold=0.4)

    assert found.state is MatchState.NO_MATCH
    assert len(found.candidates) == len(toy_targets)
    assert "below 0.40" in found.note


@pytest.mark.parametrize(
    ("text", "language", "note"), [("  ", None, "empty"), ("Brot backen", "de", "language de")]
)
def test_what_cannot_be_read_says_why(toy_targets, store, encoder, text, language, note) -> None:
    (found,) = matcher_of(toy_targets, store, encoder).match([Statement("s", text, language)])

    assert found.state is MatchState.UNREAD
    assert found.candidates == ()
    assert note in found.note


def test_results_keep_the_order_of_the_statements_also_with_equal_ids(toy_targets, store, encoder) -> None:
    statements = [Statement("s", "bake bread"), Statement("s", ""), Statement("s", "sing songs")]

    found = matcher_of(toy_targets, store, encoder).match(statements)

    assert [result.statement for result in found] == statements
    assert [len(result.candidates) > 0 for result in found] == [True, False, True]


def test_a_match_does_not_depend_on_its_neighbours(toy_targets, store, encoder) -> None:
    matcher = matcher_of(toy_targets, store, encoder)
    alone = matcher.match([Statement("s", "gather data about bread")])

    among = matcher.match([Statement("a", "sing"), Statement("s", "gather data about bread")])

    assert among[1:] == alone


def test_the_similarity_is_the_weighted_mean_of_the_reasons(toy_targets, store, encoder) -> None:
    for recipe in (STATEMENT_TO_SKILL, OUTCOME_TO_OUTCOME):
        weights = dict((*recipe.weights, *recipe.short_list_weights))
        (found,) = matcher_of(toy_targets, store, encoder, recipe).match(
            [Statement("s", "collect data, bake")]
        )

        for match in found.candidates:
            expected = sum(weights[reason.scorer] * reason.score for reason in match.reasons)
            assert match.similarity == pytest.approx(expected, abs=1e-4)


def test_the_spans_of_a_reason_are_the_words_it_names(toy_targets, store, encoder) -> None:
    (found,) = matcher_of(toy_targets, store, encoder).match(
        [Statement("s", "often had to collect data, and sing")]
    )

    for match in found.candidates:
        for reason in match.reasons:
            if reason.source_span is not None:
                span = reason.source_span
                assert match.statement[span.start : span.end] == reason.source_text
            if reason.target_span is not None:
                span = reason.target_span
                assert match.target[span.start : span.end] == reason.target_text


def test_ties_go_by_id_whatever_the_order_of_the_targets(store, encoder) -> None:
    twins = [Target(f"t:{letter}", ("sing",)) for letter in "cab"]

    (found,) = matcher_of(twins, store, encoder, OUTCOME_TO_OUTCOME).match([Statement("s", "sing")])

    assert [match.target_id for match in found.candidates] == ["t:a", "t:b", "t:c"]


def test_compare_gives_the_same_similarities_as_match(toy_targets, store, encoder) -> None:
    matcher = matcher_of(toy_targets, store, encoder, OUTCOME_TO_OUTCOME)
    statements = [Statement("1", "bake bread"), Statement("2", "lay bricks and sing")]
    compared = matcher.compare(statements)

    for row, result in enumerate(matcher.match(statements)):
        for match in result.candidates:
            column = [target.id for target in toy_targets].index(match.target_id)
            assert compared.match(row, column) == match


def test_the_fingerprint_changes_with_a_target_and_with_the_recipe(toy_targets, store, encoder) -> None:
    other = (dataclasses.replace(toy_targets[0], description="x"), *toy_targets[1:])

    prints = {
        matcher_of(toy_targets, store, encoder).fingerprint,
        matcher_of(other, store, encoder).fingerprint,
        matcher_of(toy_targets, store, encoder, OUTCOME_TO_OUTCOME).fingerprint,
    }

    assert len(prints) == 3


def test_a_saved_index_gives_the_same_matches(toy_targets, store, encoder, tmp_path) -> None:
    matcher = matcher_of(toy_targets, store, encoder)
    save_index(matcher.index, tmp_path / "index")
    loaded = load_index(toy_targets, VectorStore(HashingEncoder(), store.folder), tmp_path / "index")
    statements = [Statement("s", "collect data for a song")]

    assert loaded is not None
    assert Matcher(loaded, encoder, STATEMENT_TO_SKILL).match(statements) == matcher.match(statements)


def test_an_index_whose_vectors_were_replaced_is_not_used(toy_targets, store, encoder, tmp_path) -> None:
    save_index(build_index(toy_targets, store), tmp_path / "index")
    other = VectorStore(encoder, tmp_path / "other")
    other.rows_of(["something else", *[target.names[0] for target in toy_targets]])

    assert load_index(toy_targets, other, tmp_path / "index") is None


def test_names_that_lie_far_apart_in_the_store_score_the_same(toy_targets, encoder, tmp_path) -> None:
    scattered = VectorStore(encoder, tmp_path / "scattered")
    for target in toy_targets:
        scattered.rows_of([*target.names, *(f"filler {target.id} {n}" for n in range(20))])
    statement = [Statement("s", "collect songs in walls")]

    one = matcher_of(toy_targets, scattered, encoder).match(statement)
    other = matcher_of(toy_targets, VectorStore(encoder, tmp_path / "close"), encoder).match(statement)

    assert one == other


def test_no_targets_give_no_match(store, encoder) -> None:
    (found,) = matcher_of((), store, encoder, OUTCOME_TO_OUTCOME).match([Statement("s", "sing")])

    assert found.state is MatchState.NO_MATCH
    assert matcher_of((), store, encoder, OUTCOME_TO_OUTCOME).compare([Statement("s", "x")]).scores.shape == (
        1,
        0,
    )


def test_weights_must_add_up_to_one() -> None:
    with pytest.raises(ValueError, match=r"add up to 0\.5"):
        Recipe("half", (("whole", 0.5),))


def test_half_a_target_scores_lower_on_parts_than_the_whole(store, encoder) -> None:
    target = (Target("t", ("bake bread and lay bricks",)),)
    recipe = Recipe("parts", (("parts", 1.0),))
    matcher = matcher_of(target, store, encoder, recipe)

    half, whole = matcher.match([Statement("h", "bake bread"), Statement("w", "lay bricks, bake bread")])

    assert np.isclose(whole.candidates[0].similarity, 1.0)
    assert half.candidates[0].similarity < 0.8
