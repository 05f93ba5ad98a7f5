"""Each number of the example policy moved across its boundary: one rule changes its answer, no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from skillmap.domain import (
    Assessment,
    Award,
    Circumstances,
    Coverage,
    Credential,
    Credit,
    DecidedCase,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Match,
    Module,
    OutcomeCoverage,
    Party,
    Precedent,
    Programme,
    Source,
    Stage,
    Verdict,
)
from skillmap.recognition import DecidedCases, Facts, load_policy, rules
from skillmap.recognition.policy import Policy
from skillmap.recognition.rule import AwardCandidate

ON = date(2026, 10, 1)
POLICY = load_policy("example-university")
MODULE = Module(
    "M1",
    "Baking",
    (),
    credit=Credit(5, "ECTS"),
    level=Level("EQF", 5),
    hours=Hours(125, 125, HoursBasis.NOTIONAL),
    stage="Year 1",
    starts=date(2026, 9, 21),
)
STAGES = (
    Stage("Year 1", Credit(60, "ECTS"), counts_for_class=False, final=False),
    Stage("Year 2", Credit(60, "ECTS"), counts_for_class=True, final=False),
)
PROGRAMME = Programme("p", "BSc Baking", (MODULE,), Credit(180, "ECTS"), stages=STAGES)
CREDENTIAL = Credential(
    "c",
    "Bread",
    Source("c.json", "open-badges-3", "0" * 64),
    issuer=Party("Example Evening School"),
    assessed=True,
    assessment=Assessment(grade="75"),
    awarded=date(2025, 6, 1),
    level=Level("EQF", 5),
    hours=Hours(125, 125, HoursBasis.NOTIONAL),
    language="en",
    quality_assurance=("DEQAR",),
    fields=("1013",),
)

Given = Callable[[Policy], Facts]


def at(*similarities: float, **changes: object) -> Given:
    """One applicant whose outcomes come so near to the module's; all the rest is in order."""

    def facts(policy: Policy) -> Facts:
        met, partly = (policy.limit(name, ON).value for name in ("outcome_met", "outcome_partly"))
        extents = [
            Extent.MET if each >= met else Extent.PARTLY if each >= partly else Extent.MISSING
            for each in similarities
        ]
        outcomes = [OutcomeCoverage(LearningOutcome(str(n), "x"), e) for n, e in enumerate(extents)]
        known = {"credentials": (CREDENTIAL,), "module": MODULE, "programme": PROGRAMME, **changes}
        known.setdefault("candidate", award("M1", known["module"], 5))
        return Facts(policy, ON, coverage=Coverage("M1", tuple(outcomes)), **known)

    return facts


def award(code: str, module: Module, amount: float, *, by_experience: bool = False) -> AwardCandidate:
    own = replace(module, id=code, credit=Credit(amount, "ECTS"))
    names = ("c",) if code == "M1" else ("other",)
    return AwardCandidate(own, Award.SPECIFIED_CREDIT, names, amount, by_experience)


def beside(amount: float, stage: str = "Year 1", *, by_experience: bool = False, **changes: object) -> Given:
    module = replace(MODULE, stage=stage)
    own = award("M1", module, 5, by_experience=by_experience)
    other = award("M2", replace(module, stage=stage), amount, by_experience=by_experience)
    return at(1, module=module, candidate=own, chosen=(other,), **changes)


def brings(**changes: object) -> Given:
    return at(1, credentials=(replace(CREDENTIAL, **changes),))


def decided(cases: int) -> Given:
    """Awards of the very score of the case, all of them decided right."""
    known = DecidedCases("module", "", "Invented cases.", tuple(DecidedCase(0.9, True) for _ in range(cases)))
    seen = Match("o", "", "t", "", 0.9, None, (), "f")

    def facts(policy: Policy) -> Facts:
        covered = OutcomeCoverage(LearningOutcome("1", "x"), Extent.MET, seen)
        return replace(at(1)(policy), coverage=Coverage("M1", (covered,)), decided=known)

    return facts


# By limit, or by setting and key: a case that just holds, the number just beyond it, and the rule.
ROWS: dict[tuple[str, str], tuple[Given, float, str]] = {
    ("outcome_met", ""): (at(1, 1, 0.48, 0.4), 0.4801, "outcomes_are_covered"),
    ("outcome_partly", ""): (at(1, 1, 1, 0.40), 0.4001, "each_outcome_is_covered"),
    ("min_coverage", ""): (at(1, 1, 1, 0.4, 0.4), 0.61, "outcomes_are_covered"),
    ("assess_coverage", ""): (at(1, 0.45, 0.45, 0, 0), 0.41, "module_is_worth_assessing"),
    ("volume_tolerance", ""): (
        brings(hours=Hours(100, 100, HoursBasis.NOTIONAL)),
        0.19,
        "volume_is_reached",
    ),
    ("min_hours", ""): (
        at(
            1,
            credentials=(replace(CREDENTIAL, hours=Hours(1, 1, HoursBasis.NOTIONAL)),),
            module=replace(MODULE, hours=Hours(1, 1, HoursBasis.NOTIONAL)),
        ),
        1.01,
        "learning_is_long_enough",
    ),
    ("max_micro_credential_hours", ""): (
        brings(hours=Hours(400, 400, HoursBasis.NOTIONAL)),
        399,
        "size_is_of_micro_credential",
    ),
    ("max_days_after_start", ""): (at(1), 9, "application_is_in_time"),
    ("precedent_years", ""): (
        at(
            1,
            precedents=(
                Precedent(
                    "7", "Bread", "Example Evening School", "M1", "specified credit", date(2021, 10, 1)
                ),
            ),
        ),
        4.9,
        "earlier_decision_was_an_award",
    ),
    ("risk_of_wrong_award", ""): (decided(40), 0.05, "error_is_bounded"),
    ("chance_decided_cases_mislead", ""): (decided(40), 0.01, "error_is_bounded"),
    ("max_share", ""): (beside(85, "Year 9"), 0.499, "share_of_programme"),
    ("max_share_by_experience", ""): (
        beside(49, "Year 9", by_experience=True),
        0.299,
        "share_by_experience",
    ),
    ("max_share_of_stage", ""): (beside(55), 0.99, "share_of_stage"),
    ("max_share_of_award_stage", ""): (beside(25, "Year 2"), 0.49, "share_of_stage"),
    ("min_credit_here", ""): (
        beside(15, "Year 9", programme=replace(PROGRAMME, credit=Credit(80, "ECTS"))),
        61,
        "credit_taken_here",
    ),
    ("current_years", "default"): (brings(awarded=date(2016, 10, 1)), 9.9, "learning_is_current"),
    ("min_grade", "percent"): (brings(assessment=Assessment(grade="60")), 61, "grade_is_reached"),
    ("max_credit_by_kind_of_award", "default"): (beside(85, "Year 9"), 89.9, "credit_by_kind_of_award"),
    ("max_credit_by_kind_of_award", "taught master"): (
        beside(40, "Year 9", programme=replace(PROGRAMME, kind="Taught master")),
        44.9,
        "credit_by_kind_of_award",
    ),
}


def numbers_of(policy: Policy) -> set[tuple[str, str]]:
    """Every number that the policy states: its limits, and the numbers in the tables of its settings."""
    tables = {name: policy.setting(name, ON).value for name in policy.settings}
    return {(name, "") for name in policy.limits} | {
        (name, key)
        for name, table in tables.items()
        if isinstance(table, dict)
        for key, value in table.items()
        if isinstance(value, float)
    }


def moved(policy: Policy, name: str, key: str, number: float) -> Policy:
    if not key:
        limit = policy.limits[name]
        values = (replace(limit.values[-1], value=float(number)),)
        return replace(policy, limits={**policy.limits, name: replace(limit, values=values)})
    setting = policy.settings[name]
    table = {**setting.values[-1].value, key: float(number)}
    values = (replace(setting.values[-1], value=table),)
    return replace(policy, settings={**policy.settings, name: replace(setting, values=values)})


def verdicts(given: Given, policy: Policy) -> dict[str, Verdict]:
    facts = given(policy)
    return {entry.name: rules.get(entry.name).ask(facts).verdict for entry in policy.rules}


def test_every_number_of_the_example_policy_has_a_row() -> None:
    assert set(ROWS) == numbers_of(POLICY)


@pytest.mark.parametrize(("name", "key"), ROWS, ids=lambda part: part or "-")
def test_a_number_moved_across_its_boundary_changes_one_rule_and_no_other(name: str, key: str) -> None:
    given, beyond, rule = ROWS[name, key]

    before, after = verdicts(given, POLICY), verdicts(given, moved(POLICY, name, key, beyond))

    assert before[rule] is Verdict.YES
    assert after[rule] is not Verdict.YES
    assert {other for other in before if before[other] is not after[other]} == {rule}


@pytest.mark.parametrize(("name", "key"), ROWS, ids=lambda part: part or "-")
def test_a_number_that_is_loosened_takes_no_yes_away(name: str, key: str) -> None:
    given, beyond, _ = ROWS[name, key]
    value = POLICY.setting(name, ON).value[key] if key else POLICY.limit(name, ON).value
    looser = value + (value - beyond)

    before, after = verdicts(given, POLICY), verdicts(given, moved(POLICY, name, key, looser))

    assert [rule for rule in before if before[rule] is Verdict.YES and after[rule] is not Verdict.YES] == []


def test_the_case_on_the_boundary_is_else_in_order() -> None:
    """What is not under test says yes or lacks a fact, so that a change elsewhere would be seen."""
    said = verdicts(at(1, circumstances=Circumstances(none_used=True, failed_modules=("M9",))), POLICY)

    assert [rule for rule, verdict in said.items() if verdict is Verdict.NO] == []
