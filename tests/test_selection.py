"""The best legal set of awards and the smallest joint cover, held against trying every set."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import Award, Credit, Effect, Module
from skillmap.recognition.caps import CapOf
from skillmap.recognition.joint_cover import smallest_cover
from skillmap.recognition.rule import AwardCandidate
from skillmap.recognition.selection import Choice, Question, is_legal, select
from skillmap.recognition.thresholds import Thresholds

ABOUT = 1e-5


def choice(
    code: str, names: tuple[str, ...], credit: float, hours: float | None, share: float = 1.0
) -> Choice:
    module = Module(code, code, (), Credit(credit, "ECTS"))
    return Choice(AwardCandidate(module, Award.SPECIFIED_CREDIT, names, credit), share, hours)


def cap(allowed: float | None, name: str = "share", effect: Effect = Effect.REFER, only: str = "") -> CapOf:
    return CapOf(
        name,
        "R01",
        "Test policy 1",
        effect,
        allowed,
        lambda c: c.amount if c.module.id.startswith(only) else 0.0,
        "ECTS",
        "At most so much.",
    )


def feasible_hours(question: Question, chosen: tuple[int, ...]) -> bool:
    """Hall's condition for a flow of hours, over every set of awards: independent of the solver."""
    picked = [question.choices[place] for place in chosen]
    users: dict[str, list[Choice]] = {}
    for each in picked:
        for name in each.candidate.credential_ids:
            users.setdefault(name, []).append(each)
    if not question.reuse_with_unknown_hours:
        for name, group in users.items():
            unknown = question.supply.get(name) is None or any(each.hours is None for each in group)
            if len(group) > 1 and unknown:
                return False
    for size in range(1, len(picked) + 1):
        for group in combinations(picked, size):
            names = {name for each in group for name in each.candidate.credential_ids}
            held = [question.supply.get(name) for name in names]
            asked = [each.hours for each in group]
            if None in held or None in asked:
                continue
            if sum(asked) > sum(held) + ABOUT:
                return False
    return True


def legal(question: Question, chosen: tuple[int, ...]) -> bool:
    picked = [question.choices[place].candidate for place in chosen]
    if len({each.module.id for each in picked}) < len(picked):
        return False
    for each in question.caps:
        if each.allowed is None or each.effect is Effect.INFO:
            continue
        if sum(map(each.counted, picked)) > each.allowed + ABOUT:
            return False
    return feasible_hours(question, chosen)


def worth(question: Question, chosen: tuple[int, ...]) -> tuple[float, float, int]:
    picked = [question.choices[place] for place in chosen]
    return (
        round(sum(each.candidate.amount for each in picked), 3),
        round(sum(each.coverage for each in picked), 3),
        -sum(len(each.candidate.credential_ids) for each in picked),
    )


def tried(question: Question) -> tuple[float, float, int]:
    places = range(len(question.choices))
    sets = (chosen for size in range(len(places) + 1) for chosen in combinations(places, size))
    return max(worth(question, chosen) for chosen in sets if legal(question, chosen))


CREDENTIALS = ("a", "b", "c")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    choices = {
        (code, names): choice(code, names, draw(st.sampled_from([0, 5, 7.5, 10])), draw(hours), draw(share))
        for code, names in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["M1", "M2", "M3", "N4"]),
                    st.sampled_from([("a",), ("b",), ("c",), ("a", "b"), ("b", "c")]),
                ),
                min_size=1,
                max_size=7,
                unique=True,
            )
        )
        for hours, share in [(st.sampled_from([None, 50.0, 100.0, 125.0]), st.sampled_from([0.6, 0.8, 1.0]))]
    }
    supply = {name: draw(st.sampled_from([None, 60.0, 125.0, 250.0])) for name in CREDENTIALS}
    # No single award takes up more than its credentials hold, see ``together``.
    kept = [
        each
        for each in choices.values()
        if None in (held := [supply[name] for name in each.candidate.credential_ids])
        or each.hours is None
        or each.hours <= sum(held)
    ]
    caps = draw(
        st.lists(
            st.sampled_from([cap(10), cap(15, only="M"), cap(None), cap(0, effect=Effect.INFO)]), max_size=3
        )
    )
    return Question(tuple(kept), tuple(caps), supply, draw(st.booleans()))


@settings(max_examples=150, deadline=None)
@given(questions())
def test_the_best_legal_set_is_what_trying_every_set_finds(question: Question) -> None:
    selection = select(question)

    assert legal(question, selection.chosen)
    assert worth(question, selection.chosen) == tried(question)
    assert selection.best_proven is not False


@settings(max_examples=60, deadline=None)
@given(questions(), st.data())
def test_a_set_is_called_legal_when_it_is(question: Question, data: st.DataObject) -> None:
    places = range(len(question.choices))
    chosen = tuple(sorted(data.draw(st.sets(st.sampled_from(places)) if places else st.just(set()))))

    assert is_legal(question, chosen) == legal(question, chosen)


def test_a_cap_is_binding_when_raising_it_would_add_an_award() -> None:
    choices = (choice("M1", ("a",), 5, 125), choice("M2", ("b",), 5, 125))
    supply = {"a": 125.0, "b": 125.0}

    selection = select(Question(choices, (cap(5, "tight"), cap(60, "loose")), supply))

    assert [(state.rule, state.binding, state.used) for state in selection.caps] == [
        ("tight", True, 5),
        ("loose", False, 5),
    ]


def test_two_caps_that_only_together_hold_an_award_back_are_both_binding() -> None:
    choices = (choice("M1", ("a",), 5, 125), choice("M2", ("b",), 5, 125))

    selection = select(Question(choices, (cap(5, "one"), cap(5, "two")), {"a": 125.0, "b": 125.0}))

    assert [state.binding for state in selection.caps] == [True, True]


def test_what_fits_needs_no_solver() -> None:
    told = "\n".join(
        [
            "import sys",
            "from test_selection import cap, choice",
            "from skillmap.recognition.selection import Question, select",
            "q = Question((choice('M1', ('a',), 5, 125),), (cap(60),), {'a': 125.0})",
            "found = select(q)",
            "assert found.chosen == (0,) and found.best_proven is None",
            "assert 'highspy' not in sys.modules",
        ]
    )

    subprocess.run([sys.executable, "-c", told], check=True, cwd=__file__.rpartition("/")[0], timeout=60)


MET = Thresholds(met=0.6, partly=0.3)


def covers(strengths: np.ndarray, chosen: tuple[int, ...]) -> tuple[int, int]:
    best = strengths[list(chosen)].max(axis=0) if chosen else np.zeros(strengths.shape[1])
    return int((best >= MET.met).sum()), int((best >= MET.partly).sum())


@settings(max_examples=80, deadline=None)
@given(
    rows=st.integers(1, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([0.0, 0.2, 0.3, 0.5, 0.6, 0.7, 1.0]), min_size=5, max_size=5),
            min_size=n,
            max_size=n,
        )
    ),
    most_tried=st.sampled_from([0, 5_000]),
)
def test_the_smallest_cover_is_what_trying_every_set_finds(rows: list[list[float]], most_tried: int) -> None:
    strengths = np.asarray(rows, np.float32)
    names = [f"c{number}" for number in range(len(rows))]
    places = range(len(rows))

    found = smallest_cover(strengths, MET, names, most_tried)

    everything = covers(strengths, tuple(places))
    enough = [
        chosen
        for size in range(len(rows) + 1)
        for chosen in combinations(places, size)
        if covers(strengths, chosen) == everything
    ]
    smallest = [chosen for chosen in enough if len(chosen) == len(enough[0])]
    means = [strengths[list(c)].max(axis=0).sum() if c else 0.0 for c in smallest]
    assert found in smallest
    assert means[smallest.index(found)] == pytest.approx(max(means), abs=1e-5)
    best = [c for c, mean in zip(smallest, means, strict=True) if mean >= max(means) - 1e-6]
    assert found == min(best)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 10_000), st.sampled_from([0, 5_000]))
def test_the_smallest_cover_does_not_depend_on_the_order(
    order: list[int], seed: int, most_tried: int
) -> None:
    rng = np.random.default_rng(seed)
    strengths = rng.choice(np.asarray([0, 0.3, 0.6, 0.9], np.float32), (5, 4))
    names = [f"c{number}" for number in range(5)]

    first = [names[row] for row in smallest_cover(strengths, MET, names, most_tried)]
    mixed = [names[row] for row in order]
    second = [mixed[row] for row in smallest_cover(strengths[order], MET, mixed, most_tried)]

    assert first == second
