"""Metrics against ir_measures (trec_eval inside), a slow reference, and what must always hold."""

import math
import random

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import AP, RR, P, Qrel, R, Rprec, ScoredDoc, Success, nDCG

from skillmap.errors import SkillmapError, UnknownNameError
from skillmap_eval.metrics import Metric, metric_names, parse_metric

TARGETS = [f"t{number:02}" for number in range(30)]
WRITTEN = [name.replace("@k", "@3") for name in metric_names()]
SHARED = {
    "ndcg": lambda rel: nDCG,
    "ndcg@3": lambda rel: nDCG @ 3,
    "ndcg@10": lambda rel: nDCG @ 10,
    "rp": lambda rel: Rprec(rel=rel),
    "p@1": lambda rel: P(rel=rel) @ 1,
    "p@5": lambda rel: P(rel=rel) @ 5,
    "recall@10": lambda rel: R(rel=rel) @ 10,
    "hit@1": lambda rel: Success(rel=rel) @ 1,
    "hit@5": lambda rel: Success(rel=rel) @ 5,
    "mrr": lambda rel: RR(rel=rel),
    "mrr@3": lambda rel: RR(rel=rel) @ 3,
    "map": lambda rel: AP(rel=rel),
    "map@5": lambda rel: AP(rel=rel) @ 5,
}

rankings = st.lists(st.sampled_from(TARGETS), unique=True, max_size=12)
judgement_sets = st.dictionaries(st.sampled_from(TARGETS), st.integers(-1, 3), max_size=12)


def random_runs(seed: int, queries: int = 60) -> tuple[dict, dict]:
    """Rankings of 0 to 30 targets and judgements of grade 0 to 3, by query; each query has a grade 3."""
    chance = random.Random(seed)
    ranked, judged = {}, {}
    for number in range(queries):
        ranked[f"q{number}"] = chance.sample(TARGETS, chance.randint(0, len(TARGETS)))
        judged[f"q{number}"] = {target: chance.randint(0, 3) for target in chance.sample(TARGETS, 8)}
        judged[f"q{number}"][chance.choice(TARGETS)] = 3
    return ranked, judged


def by_ir_measures(measure, ranked: dict, judged: dict) -> dict[str, float]:
    qrels = [Qrel(query, target, grade) for query in judged for target, grade in judged[query].items()]
    run = [
        ScoredDoc(query, target, float(-place))
        for query in ranked
        for place, target in enumerate(ranked[query])
    ]
    return {found.query_id: found.value for found in ir_measures.iter_calc([measure], qrels, run)}


def slow_rp(ranking: list[str], relevant: set[str], k: int) -> float:
    found = 0
    for place in range(k):
        if place < len(ranking) and ranking[place] in relevant:
            found += 1
    return found / min(k, len(relevant))


def slow_f1(ranking: list[str], relevant: set[str], k: int) -> float:
    precision = len(set(ranking[:k]) & relevant) / k
    recall = len(set(ranking[:k]) & relevant) / len(relevant)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@pytest.mark.parametrize("lowest", [1, 2, 3])
@pytest.mark.parametrize("written", SHARED)
def test_a_shared_metric_agrees_with_ir_measures(written: str, lowest: int) -> None:
    ranked, judged = random_runs(seed=7)
    expected = by_ir_measures(SHARED[written](lowest), ranked, judged)

    values = {query: parse_metric(written).score(ranked[query], judged[query], lowest) for query in ranked}

    assert values == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", [1, 3, 5, 10, 40])
def test_r_precision_at_k_agrees_with_a_slow_reference(k: int) -> None:
    ranked, judged = random_runs(seed=11)
    relevant = {query: {target for target, grade in judged[query].items() if grade >= 2} for query in judged}

    values = [Metric("rp", k).score(ranked[query], judged[query], 2) for query in ranked]

    assert values == [slow_rp(ranked[query], relevant[query], k) for query in ranked]


@pytest.mark.parametrize("k", [1, 3, 10])
def test_f1_at_k_agrees_with_a_slow_reference(k: int) -> None:
    ranked, judged = random_runs(seed=5)
    relevant = {query: {target for target, grade in judged[query].items() if grade >= 1} for query in judged}

    values = [Metric("f1", k).score(ranked[query], judged[query]) for query in ranked]

    assert values == pytest.approx([slow_f1(ranked[query], relevant[query], k) for query in ranked])


def test_one_relevant_target_in_second_place_gives_the_values_of_the_textbook() -> None:
    values = {name: parse_metric(name).score(["a", "b", "c"], {"b": 1}) for name in ("mrr", "map", "rp@5")}

    assert values == {"mrr": 0.5, "map": 0.5, "rp@5": 1.0}


def test_the_gain_of_ndcg_is_the_grade_itself() -> None:
    value = parse_metric("ndcg").score(["a", "b"], {"a": 1, "b": 2})

    assert value == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))


@pytest.mark.parametrize("written", WRITTEN)
def test_a_metric_is_written_as_it_is_read(written: str) -> None:
    assert str(parse_metric(written)) == written


@pytest.mark.parametrize("written", WRITTEN)
def test_a_metric_says_what_it_measures(written: str) -> None:
    assert len(parse_metric(written).description) > 40


@pytest.mark.parametrize(
    "written", ["bleu@3", "ndcg@", "ndcg@0", "ndcg@05", "nDCG@10", "p", "hit", " map", ""]
)
def test_an_unknown_metric_is_refused_with_the_names_there_are(written: str) -> None:
    with pytest.raises(UnknownNameError, match=r"no metric .* there are: f1@k, hit@k, map, map@k, mrr"):
        parse_metric(written)


@pytest.mark.parametrize("written", WRITTEN)
def test_an_empty_ranking_scores_zero(written: str) -> None:
    assert parse_metric(written).score([], {"a": 1}) == 0.0


@pytest.mark.parametrize("written", WRITTEN)
def test_a_query_with_nothing_relevant_scores_zero(written: str) -> None:
    assert parse_metric(written).score(["a", "b"], {"a": 1}, relevant=2) == 0.0


def test_a_target_ranked_twice_is_refused() -> None:
    with pytest.raises(SkillmapError, match="target 'a' stands 2 times"):
        parse_metric("recall@3").score(["a", "b", "a"], {"a": 1})


@pytest.mark.parametrize("written", WRITTEN)
@settings(deadline=None)
@given(ranking=rankings, judgements=judgement_sets, lowest=st.integers(1, 3))
def test_a_value_stands_between_0_and_1(written: str, ranking: list, judgements: dict, lowest: int) -> None:
    assert 0 <= parse_metric(written).score(ranking, judgements, lowest) <= 1


@pytest.mark.parametrize("written", WRITTEN)
@settings(deadline=None)
@given(ranking=rankings, judgements=judgement_sets, place=st.integers(0, 12))
def test_a_best_target_put_in_never_lowers_a_value(
    written: str, ranking: list, judgements: dict, place: int
) -> None:
    judgements = {**judgements, "new": 3}
    with_new = [*ranking[:place], "new", *ranking[place:]]

    lift = parse_metric(written).score(with_new, judgements) - parse_metric(written).score(
        ranking, judgements
    )

    assert lift >= -1e-12


@pytest.mark.parametrize("written", WRITTEN)
@settings(deadline=None)
@given(judgements=judgement_sets.filter(lambda graded: 3 in graded.values()), data=st.data())
def test_a_relevant_target_moved_up_never_lowers_a_value(written: str, judgements: dict, data) -> None:
    ranking = data.draw(st.permutations(sorted(judgements)))
    best = next(target for target in ranking if judgements[target] == 3)
    place = data.draw(st.integers(0, ranking.index(best)))
    rest = [target for target in ranking if target != best]
    moved = [*rest[:place], best, *rest[place:]]

    assert parse_metric(written).score(moved, judgements) >= (
        parse_metric(written).score(ranking, judgements) - 1e-12
    )
