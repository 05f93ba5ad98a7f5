"""The bound on wrong suggestions beside awards: shown, at most a reason to look, never a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import (
    Award,
    Credential,
    Credit,
    DecidedCase,
    Effect,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    Precedent,
    Programme,
    Source,
)
from skillmap.errors import PolicyError
from skillmap.recognition import (
    DecidedCases,
    Dossier,
    StatedCover,
    bound_of,
    consider,
    decided_by,
    list_policies,
    load_policy,
    suggest_all,
)
from skillmap.recognition.rule import check_needs
from skillmap.report.words import bound_words

ON = date(2026, 10, 1)
POLICY = load_policy("example-university")
NOTIONAL = Hours(125, 125, HoursBasis.NOTIONAL)
MODULE = Module(
    "M",
    "Baking",
    tuple(LearningOutcome(str(n), f"outcome {n}") for n in range(3)),
    credit=Credit(5, "ECTS"),
    level=Level("EQF", 5),
    hours=NOTIONAL,
)
PROGRAMME = Programme("p", "Trades", (MODULE,), Credit(180, "ECTS"))
COURSE = Credential(
    "a",
    "A",
    Source("a.csv", "credential-table", "0" * 64),
    assessed=True,
    awarded=date(2025, 6, 1),
    level=Level("EQF", 5),
    credit=Credit(5, "ECTS"),
    hours=NOTIONAL,
)


def with_effect(effect: Effect, when_unknown: Effect = Effect.REFER):
    changed = [
        replace(each, effect=effect, when_unknown=when_unknown) if each.name == "error_is_bounded" else each
        for each in POLICY.rules
    ]
    return replace(POLICY, rules=tuple(changed))


def decided(right: int, wrong: int = 0) -> DecidedCases:
    cases = (*[DecidedCase(0.4, right=True)] * right, *[DecidedCase(0.4, right=False)] * wrong)
    return DecidedCases("module", "", "Invented.", cases)


def suggested(policy, known: DecidedCases | None):
    stated = {"M": {"a": [Extent.MET] * 3}}
    application = consider(StatedCover((COURSE,), PROGRAMME, stated), policy, ON, Dossier(decided=known))
    (found,) = suggest_all(application).recommendations
    return found


def test_too_few_decided_cases_are_counted_and_the_award_stands_under_the_example_policy() -> None:
    found = suggested(POLICY, decided(7))

    (said,) = [rule for rule in found.rules if rule.rule == "error_is_bounded"]
    assert found.award is Award.SPECIFIED_CREDIT
    assert "at least 22 more" in said.for_staff
    assert said.change == "At least 22 more decided cases, all of them right."
    assert bound_words(found) == "No bound on wrong suggestions covers it (score 0.00): review it."


@pytest.mark.parametrize(
    ("effect", "when_unknown", "award"),
    [
        (Effect.INFO, Effect.REFER, Award.SPECIFIED_CREDIT),
        (Effect.REFER, Effect.INFO, Award.SPECIFIED_CREDIT),
        (Effect.REFER, Effect.REFER, Award.ASSESS),
    ],
)
def test_the_policy_says_whether_too_few_cases_make_a_person_look(effect, when_unknown, award) -> None:
    assert suggested(with_effect(effect, when_unknown), None).award is award


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([Effect.INFO, Effect.REFER]))
def test_whatever_was_decided_a_suggestion_is_never_turned_down(right, wrong, effect) -> None:
    found = suggested(with_effect(effect), decided(right, wrong))

    assert found.award in (Award.SPECIFIED_CREDIT, Award.ASSESS)


def test_a_policy_cannot_make_the_bound_speak_against_an_applicant() -> None:
    with pytest.raises(PolicyError, match="'refer' or 'info' is expected"):
        check_needs(with_effect(Effect.BLOCK))


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0])
def test_a_risk_that_is_no_share_is_an_error_of_the_policy(value: float) -> None:
    limit = POLICY.limits["risk_of_wrong_award"]
    wrong = replace(limit, values=(replace(limit.values[-1], value=value),))

    with pytest.raises(PolicyError, match="a share between 0 and 1 is expected"):
        bound_of(replace(POLICY, limits={**POLICY.limits, limit.name: wrong}), ON, None)


def test_a_policy_that_states_no_risk_has_no_bound() -> None:
    silent = replace(POLICY, rules=tuple(r for r in POLICY.rules if r.name != "error_is_bounded"))

    assert bound_of(silent, ON, None) is None


@pytest.mark.parametrize("name", [name for name in list_policies() if name != "example-university"])
def test_a_sample_keeps_the_default_risk_and_says_that_it_is_one(name: str) -> None:
    policy = load_policy(name)

    bound = bound_of(policy, ON, None)

    assert bound is not None
    assert (bound.risk, bound.delta) == (0.1, 0.05)
    assert "skillmap's own default" in policy.limit("risk_of_wrong_award", ON).reference


def test_earlier_decisions_that_keep_a_score_are_decided_cases() -> None:
    told = ("1", "A", "Invented School", "M")
    earlier = (
        Precedent(*told, "specified credit", ON, score=0.7),
        Precedent(*told, "refused", ON, score=0.5),
        Precedent(*told, "refused", ON),
    )

    found = decided_by((DecidedCase(0.9, right=True),), earlier, "ours.csv")

    assert [(case.score, case.right) for case in found.cases] == [(0.9, True), (0.7, True), (0.5, False)]
    assert found.about == "1 from ours.csv and 2 earlier decisions that keep a score."
    assert decided_by((), earlier[2:]) is None


def test_the_bound_says_where_its_cases_come_from() -> None:
    bound = bound_of(POLICY, ON, decided(60))

    assert bound.enough
    assert bound.assumptions[0] == "The decided cases: Invented."
