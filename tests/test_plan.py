"""Plans held against trying everything, and what must be true of any of them. Every offer is invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan_checker import faults, least
from skillmap.domain import (
    Cost,
    Credit,
    Objective,
    Offer,
    Pathway,
    PlanLimits,
    PlanState,
    SkillNeed,
    Taught,
)
from skillmap.pathways import alternatives, plan, plan_model
from skillmap.pathways.plan import measures
from skillmap.pathways.plan_ask import sift
from skillmap.pathways.plan_model import Search, quick_bound

TERMS = 3


def offer(id: str, *teaches: str, cost: float | None = 10, **values: object) -> Offer:
    priced = Cost(cost, "EUR") if cost is not None else None
    return Offer(id, id.title(), tuple(map(Taught, teaches)), cost=priced, **values)  # type: ignore[arg-type]


def needs(*ids: str, optional: str = "") -> list[SkillNeed]:
    return [SkillNeed(id, id) for id in ids] + [SkillNeed(id, id, essential=False) for id in optional]


def ids(found: Pathway) -> list[str]:
    return [item.offer.id for item in found.items]


def drawn(seed: int) -> tuple[list[SkillNeed], list[Offer], PlanLimits]:
    draw = random.Random(seed)
    asked = needs("a", "b", optional="c") if draw.random() < 0.4 else needs("a", "b", "c")
    names = ["m", "n", "o", "p", "q"]
    offers = [
        offer(
            name,
            *draw.sample("abc", draw.randint(0, 2)),
            cost=draw.choice([0, 5, 10, 10, 20]),
            credit=draw.choice([None, Credit(5, "ECTS"), Credit(10, "ECTS")]),
            terms=draw.choice([1, 1, 1, 2]),
            starts=draw.choice([(), (), (1,), (2,), (1, 3)]),
            prerequisites=tuple(
                tuple(draw.sample([other for other in [*names, "gone"] if other != name], draw.randint(1, 2)))
                for _ in range(draw.choice([0, 0, 1, 1, 2]))
            ),
            excludes=(draw.choice(names),) if draw.random() < 0.15 else (),
        )
        for name in names
    ]
    limits = PlanLimits(
        credits_per_term=draw.choice([None, Credit(10, "ECTS"), Credit(15, "ECTS")]),
        cost=draw.choice([None, None, Cost(20, "EUR"), Cost(35, "EUR")]),
        last_term=TERMS,
        held=draw.choice([(), (), ("p",), ("gone",)]),
        most_items=draw.choice([None, None, 2, 3]),
        optional_worth=draw.choice([0.0, 7.0]),
    )
    return asked, offers, limits


@pytest.mark.parametrize("seed", range(60))
def test_every_objective_is_as_good_as_trying_everything(seed: int) -> None:
    asked, offers, limits = drawn(seed)
    for by in Objective:
        found = plan(asked, offers, limits, by=by)
        best = least(_closable(asked, found), offers, limits, by.value, TERMS)

        assert faults(found, asked, offers, limits) == []
        if found.state is PlanState.PARTIAL and best is None:
            continue
        assert best is not None
        assert found.value == pytest.approx(best), by
        assert found.gap == 0


def _closable(asked: Sequence[SkillNeed], found: Pathway) -> list[SkillNeed]:
    """Leave out needs that nothing which can be taken teaches; whether that is so is checked apart."""
    nothing = {
        each.need.id for each in found.uncovered if "ruled out" in each.why or "nothing on offer" in each.why
    }
    return [need for need in asked if need.id not in nothing]


@pytest.mark.parametrize("seed", range(60))
def test_a_need_that_is_told_to_be_out_of_reach_is_in_no_plan(seed: int) -> None:
    asked, offers, limits = drawn(seed)
    found = plan(asked, offers, limits)

    for need in {need.id: need for need in asked}.keys() - {n.id for n in _closable(asked, found)}:
        assert least(needs(need), offers, limits, "fewest", TERMS) is None


@pytest.mark.parametrize("seed", range(60))
def test_a_partial_plan_closes_as_many_essential_needs_as_can_be(seed: int) -> None:
    asked, offers, limits = drawn(seed)
    found = plan(asked, offers, limits)
    if found.state is not PlanState.PARTIAL:
        return
    open_now = sum(each.need.essential for each in found.uncovered)

    for left_out in range(open_now):
        for dropped in _sets(asked, left_out):
            rest = [replace(need, essential=need.essential and need.id not in dropped) for need in asked]
            assert least(rest, offers, limits, "fewest", TERMS) is None


def _sets(asked: Sequence[SkillNeed], size: int) -> list[tuple[str, ...]]:
    from itertools import combinations

    return list(combinations([need.id for need in asked if need.essential], size))


@pytest.mark.parametrize(
    "ways", [{"LARGE": 0, "CORE": 1}, {"ROUNDS": 0}], ids=["near offers first", "terms in the model"]
)
@pytest.mark.parametrize("seed", range(100, 140))
def test_the_ways_of_large_and_crowded_questions_lead_to_the_same_best(
    seed: int, ways: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, offers, limits = drawn(seed)
    usual = plan(asked, offers, limits)
    for name, value in ways.items():
        monkeypatch.setattr(plan_model, name, value)

    found = plan(asked, offers, limits)

    assert (found.value, found.gap) == (pytest.approx(usual.value), 0)
    assert faults(found, asked, offers, limits) == []


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_bound_is_never_above_the_best(seed: int) -> None:
    asked, offers, limits = drawn(seed)
    ask = sift(asked, offers, limits).ask
    soft = frozenset(number for number, need in enumerate(ask.needs) if not need.essential)
    best = plan(asked, offers, limits)
    if best.state is PlanState.PARTIAL:
        return

    assert quick_bound(Search(ask, soft, 0.0), measures(ask, Objective.CHEAPEST)[0]) <= best.value + 1e-9


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_what_is_given_changes_nothing(seed: int, shuffle: random.Random) -> None:
    asked, offers, limits = drawn(seed)
    first = plan(asked, offers, limits)
    shuffle.shuffle(offers)
    mixed = list(asked)
    shuffle.shuffle(mixed)

    again = plan(mixed, offers, limits)

    assert (again.items, again.value) == (first.items, first.value)


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_another_offer_never_makes_the_cheapest_plan_dearer(seed: int) -> None:
    asked, offers, drawn_limits = drawn(seed)
    # An optional need that has a worth may rightly make a plan dearer.
    limits = replace(drawn_limits, optional_worth=0)
    before = plan(asked, offers[1:], limits)
    if before.state is PlanState.PARTIAL:
        return

    after = plan(asked, offers, limits)

    assert after.state is PlanState.PROVEN
    assert after.value <= before.value + 1e-6


@given(st.integers(0, 10_000), st.sampled_from(["credits_per_term", "cost", "most_items"]))
@settings(max_examples=40, deadline=None)
def test_loosening_a_limit_never_makes_the_cheapest_plan_dearer(seed: int, name: str) -> None:
    asked, offers, limits = drawn(seed)
    before = plan(asked, offers, limits)
    if before.state is PlanState.PARTIAL:
        return

    after = plan(asked, offers, replace(limits, **{name: None}))

    assert after.value <= before.value + 1e-6


def test_the_cheapest_the_fastest_and_the_fewest_differ_where_they_must() -> None:
    offers = [
        offer("first", "a", cost=5),
        offer("second", "b", cost=5, prerequisites=(("first",),)),
        offer("third", "c", cost=5, prerequisites=(("second",),)),
        offer("quick-a", "a", "b", cost=20, credit=Credit(5, "ECTS")),
        offer("quick-b", "c", cost=15, credit=Credit(5, "ECTS")),
        offer("all", "a", "b", "c", cost=90, terms=2),
    ]
    found = alternatives(needs("a", "b", "c"), offers)

    assert {each.by: ids(each) for each in found.pathways} == {
        Objective.CHEAPEST: ["first", "second", "third"],
        Objective.FASTEST: ["quick-a", "quick-b"],
        Objective.FEWEST: ["all"],
        Objective.CREDIT: ["quick-a", "quick-b"],
    }
    assert (Objective.FASTEST, Objective.CREDIT) in found.same
    assert [item.term for item in found.pathways[0].items] == [1, 2, 3]


def test_each_item_says_what_it_is_the_first_to_close() -> None:
    offers = [offer("one", "a", "b"), offer("two", "b", "c", prerequisites=(("one",),))]
    found = plan(needs("a", "b", "c"), offers)

    assert [item.adds for item in found.items] == [("a", "b"), ("c",)]


def test_prerequisites_that_wait_for_each_other_are_not_taken() -> None:
    offers = [
        offer("one", "a", cost=1, prerequisites=(("two", "dear"),)),
        offer("two", cost=1, prerequisites=(("one", "dear"),)),
        offer("dear", cost=50),
        offer("other", "a", cost=30),
    ]

    assert ids(plan(needs("a"), offers)) == ["other"]


def test_what_is_held_counts_as_a_prerequisite_and_is_not_planned() -> None:
    offers = [offer("one", "a"), offer("two", "b", prerequisites=(("one",),))]
    found = plan(needs("b"), offers, PlanLimits(held=("one",)))

    assert ids(found) == ["two"]


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        (PlanLimits(cost=Cost(15, "EUR")), "cost at most 15 EUR"),
        (PlanLimits(most_items=1), "at most 1 items"),
        (PlanLimits(credits_per_term=Credit(10, "ECTS"), last_term=1), "at most 10 ECTS a term"),
    ],
    ids=["cost", "items", "credits"],
)
def test_where_no_plan_fits_the_limit_that_binds_is_named_and_a_part_is_planned(
    limits: PlanLimits, word: str
) -> None:
    offers = [offer("one", "a", credit=Credit(10, "ECTS")), offer("two", "b", credit=Credit(10, "ECTS"))]
    found = plan(needs("a", "b"), offers, limits)

    assert found.state is PlanState.PARTIAL
    assert len(found.items) == 1
    assert any(word in each for each in found.binding)
    assert (found.measure, found.value) == ("essential needs left open", 1)
    assert [each.why for each in found.uncovered] == [
        "what teaches it does not fit into the limits beside what closes the other needs"
    ]


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (PlanLimits(languages=("en",)), "one is in fr, not in en"),
        (PlanLimits(modes=("online",)), "one is taught on campus, not online"),
        (PlanLimits(last_term=1), "one does not end by term 1"),
        (PlanLimits(held=("one",)), "one is held already"),
    ],
    ids=["language", "mode", "term", "held"],
)
def test_a_need_says_why_nothing_closes_it(limits: PlanLimits, why: str) -> None:
    offers = [offer("one", "a", language="fr", mode="on campus", terms=2)]
    found = plan(needs("a"), offers, limits)

    assert found.items == ()
    assert why in found.uncovered[0].why


@pytest.mark.parametrize(("cap", "told"), [(None, True), (Credit(10, "ECTS"), False)])
def test_a_plan_without_a_limit_on_credits_says_why_all_stands_in_the_first_term(
    cap: Credit | None, told: bool
) -> None:
    offers = [offer(id, id, credit=Credit(10, "ECTS")) for id in ("a", "b")]
    found = plan(needs("a", "b"), offers, PlanLimits(credits_per_term=cap))

    assert any("No limit on the credits of a term" in note for note in found.notes) is told
    assert found.terms == (1 if told else 2)


def test_nothing_on_offer_is_said_so() -> None:
    assert plan(needs("a"), []).uncovered[0].why == "nothing on offer teaches it"


def test_an_optional_need_is_closed_where_it_is_worth_it() -> None:
    offers = [offer("one", "a"), offer("two", "c", cost=8)]
    asked = needs("a", optional="c")

    assert ids(plan(asked, offers)) == ["one"]
    assert ids(plan(asked, offers, PlanLimits(optional_worth=8.5))) == ["one", "two"]


def test_an_optional_need_that_costs_nothing_more_is_closed() -> None:
    offers = [offer("one", "a"), offer("better", "a", "c")]

    assert ids(plan(needs("a", optional="c"), offers)) == ["better"]


def test_of_equals_the_one_whose_outcome_is_nearer_is_taken() -> None:
    offers = [
        Offer("a-far", "", (Taught("a", 0.42),), cost=Cost(10, "EUR")),
        Offer("b-near", "", (Taught("a", 0.9),), cost=Cost(10, "EUR")),
        Offer("c-far", "", (Taught("a", 0.5),), cost=Cost(10, "EUR")),
    ]

    assert ids(plan(needs("a"), offers)) == ["b-near"]


def test_an_offer_without_a_price_is_not_taken_for_free() -> None:
    offers = [offer("unpriced", "a", cost=None), offer("priced", "a", cost=500)]
    found = plan(needs("a"), offers)

    assert (ids(found), found.unpriced) == (["priced"], 0)


def test_prices_in_another_currency_are_not_added() -> None:
    offers = [
        offer("one", "a"),
        offer("two", "b"),
        Offer("dollars", "", (Taught("b"),), cost=Cost(1, "USD")),
    ]
    found = plan(needs("a", "b"), offers)

    assert ids(found) == ["one", "two"]


def test_a_plan_says_how_far_it_gets_in_a_larger_award() -> None:
    parts = [offer(name, name, part_of="Certificate of Paper") for name in "abcd"]
    found = plan(needs("a", "b"), parts, PlanLimits(held=("c",)))

    assert [str(each) for each in found.stacks] == ["3 of 4 parts on offer of Certificate of Paper"]


def test_a_search_that_is_cut_short_still_gives_a_plan_with_its_gap() -> None:
    draw = random.Random(4)
    asked = needs(*(f"n{number}" for number in range(150)))
    offers = [
        offer(f"m{number}", *(f"n{draw.randrange(150)}" for _ in range(6)), cost=draw.choice([5, 10, 15, 30]))
        for number in range(900)
    ]
    found = plan(asked, offers, seconds=0.3)

    assert found.state is PlanState.FOUND
    assert 0 < found.gap < 1
    assert faults(found, asked, offers, PlanLimits()) == []
    assert "no plan has less than" in " ".join(found.notes)
