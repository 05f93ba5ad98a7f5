"""Rules where awards are chosen: checks that failed, circumstances, learning that counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import (
    Award,
    Check,
    CheckResult,
    CheckState,
    Circumstances,
    Credential,
    Credit,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    Portfolio,
    Programme,
    Source,
    Standing,
    Verdict,
    Verification,
)
from skillmap.recognition import Dossier, Facts, StatedCover, consider, load_policy, rules, suggest_all
from skillmap.recognition.rule import AwardCandidate
from skillmap.recognition.selection import Choice, Question, is_legal

ON = date(2026, 10, 1)
POLICY = load_policy("example-university")
MET, MISSING = Extent.MET, Extent.MISSING


def credential(name: str, hours: float = 125) -> Credential:
    return Credential(
        name,
        name,
        Source(f"{name}.json", "open-badges-3", "0" * 64),
        (LearningOutcome("1", "x"),),
        assessed=True,
        participation_only=False,
        awarded=date(2025, 6, 1),
        level=Level("EQF", 5),
        credit=Credit(5, "ECTS"),
        hours=Hours(hours, hours, HoursBasis.NOTIONAL),
    )


def module(code: str, hours: float = 125) -> Module:
    outcomes = (LearningOutcome("1", f"{code} 1"), LearningOutcome("2", f"{code} 2"))
    stated = Hours(hours, hours, HoursBasis.NOTIONAL)
    return Module(code, code, outcomes, credit=Credit(5, "ECTS"), level=Level("EQF", 5), hours=stated)


def programme(*modules: Module) -> Programme:
    return Programme("p", "BSc Baking", modules, Credit(180, "ECTS"))


def verified(name: str, **failed: CheckState) -> Verification:
    results = tuple(
        CheckResult(check, failed.get(check.name, CheckState.NOT_CHECKED), "As the test says.")
        for check in Check
    )
    return Verification(credential(name).source, "$", name, results, datetime(2026, 10, 1, tzinfo=UTC))


def considered(dossier: Dossier):
    cover = StatedCover((credential("a"),), programme(module("M")), {"M": {"a": [MET, MET]}})
    return consider(cover, POLICY, ON, dossier)


@pytest.mark.parametrize("check", ["INTEGRITY", "NOT_REVOKED", "HOLDER_BOUND"])
def test_a_document_that_fails_a_check_supports_no_award(check: str) -> None:
    application = considered(Dossier(verifications={"a": verified("a", **{check: CheckState.FAIL})}))

    (found,) = suggest_all(application).recommendations

    assert application.standing(0) is Standing.SET_ASIDE
    assert found.award is Award.NONE_FOUND


def test_a_document_that_was_not_checked_is_suggested_and_shown_as_unconfirmed() -> None:
    application = considered(Dossier())

    (found,) = suggest_all(application).recommendations

    unknown = {result.rule for result in found.rules if result.verdict is Verdict.UNKNOWN}
    assert found.award is Award.SPECIFIED_CREDIT
    assert {"credential_is_authentic", "holder_is_applicant", "credential_was_not_used_before"} <= unknown


@pytest.mark.parametrize(
    ("known", "award", "counts"),
    [
        (Circumstances(failed_modules=("M",)), Award.NONE_FOUND, False),
        (Circumstances(module_starts=date(2026, 9, 1)), Award.ASSESS, False),
        (Circumstances(module_starts=date(2026, 9, 21)), Award.SPECIFIED_CREDIT, True),
        (Circumstances(credit_elsewhere=Credit(85, "ECTS")), Award.SPECIFIED_CREDIT, True),
        (Circumstances(credit_elsewhere=Credit(86, "ECTS")), Award.SPECIFIED_CREDIT, False),
    ],
    ids=["failed here", "too late", "in time", "room left", "no room left"],
)
def test_circumstances_reach_the_rules(known: Circumstances, award: Award, counts: bool) -> None:
    (found,) = suggest_all(considered(Dossier(circumstances=known))).recommendations

    assert found.award is award
    assert found.counts is counts


def test_awards_that_share_a_credential_among_several_are_worked_out_with_all_that_is_brought() -> None:
    credentials = tuple(credential(name, 100) for name in ("a", "b", "c"))
    stated = {
        "M1": {"a": [MET, MISSING], "b": [MISSING, MET]},
        "M2": {"b": [MET, MISSING], "c": [MISSING, MET]},
    }

    application = consider(
        StatedCover(credentials, programme(module("M1"), module("M2")), stated), POLICY, ON
    )
    found = suggest_all(application).recommendations

    assert {each.award for each in found} == {Award.SPECIFIED_CREDIT}


def judged(item: str, verdict: Verdict) -> EvidenceJudgement:
    return EvidenceJudgement(
        item, f"M/{item}", tuple((rule, verdict) for rule in EvidenceRule), "module leader", ON
    )


@pytest.mark.parametrize(
    ("verdict", "award"), [(Verdict.YES, Award.EXEMPTION), (Verdict.UNKNOWN, Award.ASSESS)]
)
def test_experience_that_an_assessor_found_good_for_every_outcome_earns_an_exemption(verdict, award) -> None:
    items = tuple(EvidenceItem(number, f"Work {number}", outcomes=(f"M/{number}",)) for number in "12")
    portfolio = Portfolio((), items, tuple(judged(item.id, verdict) for item in items))

    application = consider(
        StatedCover((), programme(module("M")), {}), POLICY, ON, Dossier(portfolio=portfolio)
    )
    (found,) = suggest_all(application).recommendations

    assert found.award is award


def test_an_award_on_two_credentials_takes_from_each_no_more_than_it_holds() -> None:
    """``b`` has one user only, and still gives no more than its 25 hours beside the 5 that ``a`` has left."""
    choices = (
        Choice(AwardCandidate(module("M1"), Award.SPECIFIED_CREDIT, ("a",), 5), 1.0, 20.0),
        Choice(AwardCandidate(module("M2"), Award.SPECIFIED_CREDIT, ("a", "b"), 5), 1.0, 40.0),
    )

    assert not is_legal(Question(choices, (), {"a": 25.0, "b": 25.0}), (0, 1))
    assert is_legal(Question(choices, (), {"a": 25.0, "b": 35.0}), (0, 1))


HOURS = st.sampled_from([25.0, 50.0, 100.0, 125.0, 200.0])
NAMES = st.sets(st.sampled_from("abc"), min_size=1, max_size=2).map(lambda names: tuple(sorted(names)))


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(dict.fromkeys("abc", HOURS)),
    st.lists(st.tuples(HOURS, NAMES), min_size=1, max_size=4),
)
def test_the_rule_and_the_optimiser_agree_on_which_learning_counts_once(
    held: dict[str, float], awards: list[tuple[float, tuple[str, ...]]]
) -> None:
    brought = tuple(credential(name, hours) for name, hours in held.items())
    candidates = [
        AwardCandidate(module(f"M{number}", hours), Award.SPECIFIED_CREDIT, names, 5)
        for number, (hours, names) in enumerate(awards)
    ]
    choices = tuple(
        Choice(each, 1.0, min(0.8 * each.module.hours.low, sum(held[name] for name in each.credential_ids)))
        for each in candidates
    )
    base = Facts(POLICY, ON, (), programme(), brought=brought)

    said = [
        rules.get("learning_counts_once").ask(
            replace(
                base,
                credentials=tuple(c for c in brought if c.id in each.credential_ids),
                module=each.module,
                candidate=each,
                chosen=tuple(other for other in candidates if other is not each),
            )
        )
        for each in candidates
    ]

    legal = is_legal(Question(choices, (), held), range(len(choices)))
    assert all(answer.verdict is Verdict.YES for answer in said) is legal
