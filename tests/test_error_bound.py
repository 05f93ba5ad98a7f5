"""The bound on wrong suggestions: exact, monotone, kept in simulation, and honest about too few cases."""

import random
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import DecidedCase
from skillmap.errors import SkillmapError
from skillmap.recognition import bound_for
from skillmap.recognition.bound import binomial_tail, least_cases

RISKS = st.sampled_from([0.01, 0.05, 0.1, 0.2, 0.5])
CASES = st.lists(
    st.builds(
        DecidedCase,
        st.floats(0, 1).map(lambda score: round(score, 3)),
        st.booleans(),
        st.sampled_from(["", "", "", "a", "b", "c"]),
    ),
    max_size=60,
)


def sure(count: int, *, right: bool = True, score: float = 0.95, group: str = "") -> list[DecidedCase]:
    return [DecidedCase(score, right, group and f"{group}{n}") for n in range(count)]


@pytest.mark.parametrize("cases", [1, 7, 40, 300])
@pytest.mark.parametrize("risk", [Fraction(1, 100), Fraction(1, 10), Fraction(1, 2)])
def test_the_tail_equals_the_sum_in_exact_fractions(cases: int, risk: Fraction) -> None:
    for wrong in {0, 1, cases // 3, cases - 1}:
        slow = sum(comb(cases, k) * risk**k * (1 - risk) ** (cases - k) for k in range(wrong + 1))
        assert binomial_tail(wrong, cases, float(risk)) == pytest.approx(float(slow), rel=1e-9)


def test_as_many_wrong_as_cases_rejects_nothing() -> None:
    assert binomial_tail(5, 5, 0.1) == 1.0


@pytest.mark.parametrize(("wrong", "cases"), [(0, 29), (1, 46), (2, 61)])
def test_the_least_number_of_cases_at_ten_percent_is_that_of_the_tables(wrong: int, cases: int) -> None:
    assert least_cases(wrong, 0.1, 0.05) == cases


@given(wrong=st.integers(0, 12), risk=RISKS, delta=st.sampled_from([0.01, 0.05, 0.2]))
def test_one_case_less_than_the_least_is_too_few(wrong: int, risk: float, delta: float) -> None:
    cases = least_cases(wrong, risk, delta)

    assert binomial_tail(wrong, cases, risk) <= delta
    assert cases == wrong + 1 or binomial_tail(wrong, cases - 1, risk) > delta


@pytest.mark.parametrize("grouped", [False, True], ids=["suggestions", "applicants"])
def test_the_share_of_wrong_suggestions_stays_below_the_risk_as_often_as_promised(grouped: bool) -> None:
    """A thousand seeded sets of decided cases from a population whose risk above every score is known."""
    generator = np.random.default_rng(20)
    risk, delta, repetitions, broken, given_one = 0.2, 0.1, 1000, 0, 0
    for _ in range(repetitions):
        scores = generator.random(150)
        right = generator.random(150) < 0.55 + 0.4 * scores
        cases = [
            DecidedCase(float(score), bool(truth), f"applicant {n}" if grouped else "")
            for n, (score, truth) in enumerate(zip(scores, right, strict=True))
        ]
        found = bound_for(cases, risk, delta)
        if found.threshold is not None:
            given_one += 1
            # The mean of 0.45 - 0.4 s over s from the threshold to 1.
            broken += 0.45 - 0.2 * (1 + found.threshold) > risk

    assert given_one > repetitions // 4
    # At most delta is promised; two standard errors of a thousand repetitions are allowed on top.
    assert broken / repetitions <= delta + 2 * (delta * (1 - delta) / repetitions) ** 0.5


def test_a_population_at_the_risk_itself_is_seldom_given_a_threshold() -> None:
    """The hardest case: every threshold breaks the promise by a hair; delta of the time is allowed."""
    chance = random.Random(3)
    given_one = sum(
        bound_for(
            [DecidedCase(chance.random(), chance.random() > 0.105) for _ in range(200)], 0.1, 0.1
        ).enough
        for _ in range(1000)
    )

    assert given_one / 1000 <= 0.1 + 2 * (0.1 * 0.9 / 1000) ** 0.5


@given(CASES, RISKS)
def test_the_order_of_the_cases_does_not_matter(cases: list[DecidedCase], risk: float) -> None:
    assert bound_for(cases, risk) == bound_for(cases[::-1], risk)


@given(CASES, st.sampled_from([0.02, 0.1, 0.3]))
@settings(max_examples=200)
def test_a_wrong_case_turned_right_never_takes_a_threshold_away_or_raises_it(cases, risk: float) -> None:
    before = bound_for(cases, risk)

    for place, case in enumerate(cases):
        if not case.right:
            mended = [*cases[:place], DecidedCase(case.score, True, case.group), *cases[place + 1 :]]
            after = bound_for(mended, risk)
            if before.threshold is not None:
                assert after.threshold is not None
                assert after.threshold <= before.threshold
            break


@given(CASES, RISKS)
def test_enough_and_missing_say_the_same(cases: list[DecidedCase], risk: float) -> None:
    found = bound_for(cases, risk)

    assert found.enough == (found.missing == 0) == (found.threshold is not None) == (found.bound is not None)
    assert 0 <= found.wrong <= found.behind <= found.decided <= len(cases)


@given(CASES, st.sampled_from([0.1, 0.3]))
@settings(max_examples=60)
def test_with_the_missing_cases_added_and_right_there_is_a_threshold_and_not_with_one_less(
    cases, risk
) -> None:
    missing = bound_for(cases, risk).missing
    if missing:
        added = sure(missing, score=1.0)

        assert bound_for([*cases, *added], risk).enough
        assert not bound_for([*cases, *added[1:]], risk).enough


def test_a_tiny_risk_is_answered_at_once() -> None:
    assert bound_for(sure(50, right=False), 1e-9).missing == least_cases(0, 1e-9, 0.05)


def test_no_case_at_all_asks_for_review_and_names_how_many_are_missing() -> None:
    found = bound_for([], 0.1)

    assert (found.enough, found.threshold, found.bound, found.missing) == (False, None, None, 29)
    assert "29 more" in found.words
    assert "every suggestion needs review" in found.words
    assert not found.suggests(1.0)


def test_enough_right_cases_give_the_lowest_score_that_still_holds() -> None:
    found = bound_for([*sure(60), *sure(40, right=False, score=0.4)], 0.1)

    assert found.enough
    assert (found.behind, found.wrong, found.unit) == (60, 0, "suggestion")
    # Only right ones are counted, and of scores below theirs nothing is known.
    assert found.threshold == 0.95
    assert found.suggests(0.95)
    assert not found.suggests(0.94)
    assert "60 decided cases stand behind it, 0 of them wrong" in found.words


def test_a_threshold_is_never_lower_than_every_decided_case() -> None:
    found = bound_for([*sure(40), *sure(40, score=0.7)], 0.1)

    assert found.threshold == 0.7
    assert found.behind == 80


def test_an_applicant_with_one_wrong_suggestion_of_several_counts_as_wrong_once() -> None:
    one = [DecidedCase(0.9, True, "a"), DecidedCase(0.9, False, "a"), DecidedCase(0.8, False, "a")]

    found = bound_for([*sure(60, group="b"), *one], 0.1)

    assert found.unit == "applicant"
    assert (found.decided, found.behind, found.wrong) == (61, 61, 1)
    assert "applicants with a suggestion" in found.words


def test_every_assumption_is_a_sentence_and_comes_with_the_bound() -> None:
    found = bound_for(sure(60), 0.1)

    assert len(found.assumptions) == 6
    assert all(said.endswith(".") for said in found.assumptions)


@pytest.mark.parametrize(("risk", "delta"), [(0, 0.05), (1, 0.05), (0.1, 0), (0.1, 1), (float("nan"), 0.1)])
def test_a_risk_or_delta_outside_is_refused(risk: float, delta: float) -> None:
    with pytest.raises(SkillmapError, match="is not between 0 and 1"):
        bound_for([], risk, delta)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_outside_is_refused(score: float) -> None:
    with pytest.raises(SkillmapError, match="is not within 0 and 1"):
        bound_for([DecidedCase(score, True)], 0.1)
