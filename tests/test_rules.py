from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from skillmap.domain import (
    Assessment,
    Award,
    Check,
    CheckResult,
    CheckState,
    Circumstances,
    Coverage,
    Credential,
    Credit,
    DecidedCase,
    Effect,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Match,
    Module,
    OutcomeCoverage,
    Party,
    Portfolio,
    Precedent,
    PriorUse,
    Programme,
    RuleResult,
    Source,
    Stage,
    Verdict,
    Verification,
)
from skillmap.errors import PolicyError
from skillmap.recognition import DecidedCases, Facts, PolicyRule, Scope, load_policy, rules
from skillmap.recognition.caps import caps_of
from skillmap.recognition.policy import Policy, Setting, SettingData, SettingValue
from skillmap.recognition.rule import AwardCandidate, apply_rules

ON = date(2026, 10, 1)
NOTIONAL = HoursBasis.NOTIONAL
POLICY = load_policy("example-university")
CREDENTIAL = Credential(
    id="c",
    title="Bread",
    source=Source("c.json", "open-badges-3", "0" * 64),
    assessed=True,
    participation_only=False,
    awarded=date(2025, 6, 1),
    level=Level("EQF", 5),
    credit=Credit(5, "ECTS"),
)
MODULE = Module(
    "M1", "Baking", (), credit=Credit(5, "ECTS"), level=Level("EQF", 5), hours=Hours(125, 125, NOTIONAL)
)
OTHER = replace(MODULE, id="M2", title="Pastry")
PROGRAMME = Programme("p", "BSc Baking", (MODULE, OTHER), Credit(180, "ECTS"))
YEARS = (
    Stage("Year 1", Credit(60, "ECTS"), counts_for_class=False, final=False),
    Stage("Year 3", Credit(60, "ECTS"), counts_for_class=True, final=True),
)
STAGED = replace(PROGRAMME, stages=YEARS)


def coverage(met: int, of: int, partly: int = 0) -> Coverage:
    extents = [Extent.MET] * met + [Extent.PARTLY] * partly + [Extent.MISSING] * (of - met - partly)
    return Coverage(
        "M1", tuple(OutcomeCoverage(LearningOutcome(str(n), "x"), e) for n, e in enumerate(extents))
    )


def facts(credential: Credential = CREDENTIAL, module: Module = MODULE, **changes) -> Facts:
    known = {"coverage": coverage(4, 5), "programme": PROGRAMME, "policy": POLICY, **changes}
    return Facts(on=ON, credentials=(credential,), module=module, **known)


def credential(**changes) -> Facts:
    return facts(replace(CREDENTIAL, **changes))


def after_cases(cases: int, similarity: float = 0.8) -> Facts:
    """Cases decided right at 0.7, forty decided wrong at 0.4, and a module whose one outcome is so near."""
    known = (*[DecidedCase(0.7, right=True)] * cases, *[DecidedCase(0.4, right=False)] * 40)
    seen = Match("o", "", "t", "", similarity, None, (), "f")
    covered = Coverage("M1", (OutcomeCoverage(LearningOutcome("1", "x"), Extent.MET, seen),))
    return facts(coverage=covered, decided=DecidedCases("module", "", "Invented.", known))


def module(**changes) -> Facts:
    return facts(module=replace(MODULE, **changes))


def having(policy: Policy = POLICY, **settings: SettingData) -> Policy:
    """The example policy with other settings."""
    changed = {
        name: Setting(name, "changed", (SettingValue(date(2024, 9, 1), value, "changed"),))
        for name, value in settings.items()
    }
    return replace(policy, settings={**policy.settings, **changed})


def graded(grade: str | None, kind: str = "", issuer: str = "Example Evening School", **changes) -> Facts:
    given = replace(CREDENTIAL, assessment=Assessment(kind, grade), issuer=Party(issuer))
    return facts(given, **changes)


def checked(check: Check, state: CheckState) -> Facts:
    results = tuple(
        CheckResult(each, state if each is check else CheckState.NOT_CHECKED, "As stated in the test.")
        for each in Check
    )
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return facts(verifications={"c": Verification(CREDENTIAL.source, "$", "Bread", results, at)})


def aged(**changes) -> Facts:
    return facts(replace(CREDENTIAL, **changes), policy=having(current_years={"default": 10.0, "09": 5.0}))


def circumstances(**known) -> Facts:
    return facts(circumstances=Circumstances(**known))


def candidate(
    code: str = "M1", amount: float = 5.0, names: tuple[str, ...] = ("c",), **changes
) -> AwardCandidate:
    known = {"module": replace(MODULE, id=code), "award": Award.SPECIFIED_CREDIT, **changes}
    return AwardCandidate(credential_ids=names, amount=amount, **known)


def beside(
    amount: float, own: AwardCandidate | None = None, programme: Programme = PROGRAMME, **changes
) -> Facts:
    """One award of 5 ECTS beside another of so much credit, which rests on another credential."""
    stage = own.module.stage if own is not None else ""
    other = candidate("M2", amount, ("d",), module=replace(OTHER, stage=stage))
    known = {"candidate": own or candidate(), "chosen": (other,), "programme": programme, **changes}
    return facts(**known)


def by_experience(amount: float, **changes) -> Facts:
    other = replace(candidate("M2", amount, ()), by_experience=True)
    return facts(candidate=replace(candidate(), by_experience=True), chosen=(other,), **changes)


UNTOLD = replace(PROGRAMME, stages=(Stage("Year 2", Credit(60, "ECTS")),))
"""Whether the class of the award rests on the stage is not stated."""


def in_year(year: str, amount: float, programme: Programme = STAGED) -> Facts:
    own = candidate(module=replace(MODULE, stage=year))
    return replace(beside(amount, own, programme), module=own.module)


def shared(hours: float | None, others: int = 1, **changes) -> Facts:
    """Awards that all rest on one credential of so many hours; each module asks for 125 h less a fifth."""
    held = Hours(hours, hours, NOTIONAL) if hours is not None else None
    given = replace(CREDENTIAL, credit=None, hours=held)
    chosen = tuple(candidate(f"M{number}") for number in range(2, 2 + others))
    return facts(given, candidate=candidate(), chosen=chosen, **changes)


def with_item(answers: dict[EvidenceRule, Verdict] | None) -> Facts:
    shown = replace(coverage(1, 1).outcomes[0], evidence_ids=("menu",))
    judged = ()
    if answers is not None:
        judged = (EvidenceJudgement("menu", "M1/0", tuple(answers.items()), "module leader", ON),)
    portfolio = Portfolio(items=(EvidenceItem("menu", "A menu"),), judgements=judged)
    return facts(coverage=Coverage("M1", (shown,)), portfolio=portfolio)


def only_experience(answers: dict[EvidenceRule, Verdict] | None) -> Facts:
    return replace(with_item(answers), credentials=())


def decided(award: str, on: date = date(2025, 3, 1), module_id: str = "M1") -> Facts:
    given = replace(CREDENTIAL, issuer=Party("Example Evening School"))
    return facts(given, precedents=(Precedent("7", "Bread", "Example Evening School", module_id, award, on),))


YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
ALL_YES = dict.fromkeys(EvidenceRule, YES)
CHECKED = {
    "credential_is_authentic": Check.INTEGRITY,
    "key_belongs_to_issuer": Check.KEY_BOUND,
    "credential_is_not_revoked": Check.NOT_REVOKED,
    "issuer_is_trusted": Check.ISSUER_TRUSTED,
    "holder_is_applicant": Check.HOLDER_BOUND,
}
WAIVED = candidate(award=Award.EXEMPTION, amount=0)
CASES = [
    ("credential_is_assessed", facts(), YES),
    ("credential_is_assessed", credential(participation_only=True, assessed=None), NO),
    ("credential_is_assessed", credential(assessed=False), NO),
    ("credential_is_assessed", credential(assessed=None, participation_only=None), UNKNOWN),
    ("learning_was_passed", facts(), YES),
    ("learning_was_passed", graded("72"), YES),
    ("learning_was_passed", graded("FX"), NO),
    ("learning_was_passed", graded("Not passed"), NO),
    ("learning_was_passed", graded("e"), UNKNOWN),
    ("credential_is_in_date", facts(), YES),
    ("credential_is_in_date", credential(expires=date(2026, 9, 30)), NO),
    ("credential_is_in_date", credential(expires=ON), YES),
    ("credential_is_in_date", credential(valid_from=date(2026, 10, 2)), NO),
    ("credential_is_in_date", credential(awarded=None), UNKNOWN),
    ("credential_is_in_date", credential(awarded=None, valid_from=date(2026, 1, 1)), YES),
    ("learning_is_current", facts(), YES),
    ("learning_is_current", credential(awarded=date(2016, 9, 30)), NO),
    ("learning_is_current", credential(awarded=date(2016, 10, 1), fields=("0613",)), YES),
    ("learning_is_current", aged(awarded=date(2018, 1, 1), fields=("0913",)), NO),
    ("learning_is_current", aged(awarded=date(2018, 1, 1), fields=("0613", "0913")), NO),
    ("learning_is_current", aged(awarded=date(2018, 1, 1)), UNKNOWN),
    ("learning_is_current", aged(awarded=date(2018, 1, 1), fields=("0613",)), YES),
    ("learning_is_current", aged(awarded=date(2010, 1, 1)), NO),
    (
        "learning_is_current",
        facts(replace(CREDENTIAL, fields=("01",)), policy=having(current_years={"09": 5.0})),
        UNKNOWN,
    ),
    ("learning_is_current", credential(awarded=None), UNKNOWN),
    ("learning_is_current", credential(awarded=date(2026, 10, 2)), UNKNOWN),
    ("learning_is_current", credential(awarded=date(2010, 1, 1), activity_end=date(2025, 1, 1)), YES),
    ("evidence_is_in_accepted_language", credential(language="en-GB"), YES),
    ("evidence_is_in_accepted_language", credential(outcomes=(LearningOutcome("1", "x", "en"),)), YES),
    ("evidence_is_in_accepted_language", credential(language="fi"), NO),
    ("evidence_is_in_accepted_language", facts(), UNKNOWN),
    ("learning_is_quality_assured", credential(quality_assurance=("Listed in DEQAR, 2024",)), YES),
    ("learning_is_quality_assured", credential(quality_assurance=("Some Agency",)), YES),
    (
        "learning_is_quality_assured",
        facts(
            replace(CREDENTIAL, quality_assurance=("Some Agency",)),
            policy=having(any_named_accreditation=False),
        ),
        NO,
    ),
    (
        "learning_is_quality_assured",
        facts(
            replace(CREDENTIAL, issuer=Party("A", "did:x:a")), policy=having(recognised_issuers=("did:x:a",))
        ),
        YES,
    ),
    ("learning_is_quality_assured", facts(), UNKNOWN),
    ("grade_is_reached", graded("60 %"), YES),
    ("grade_is_reached", graded("59,9"), NO),
    ("grade_is_reached", graded("B", "graded on the scale: letters", "Elsewhere"), YES),
    ("grade_is_reached", graded("d", "graded on the scale: Letters", "Elsewhere"), NO),
    ("grade_is_reached", graded("pass"), UNKNOWN),
    ("grade_is_reached", graded("B", "", "Elsewhere"), UNKNOWN),
    ("grade_is_reached", graded(None), UNKNOWN),
    ("learning_is_long_enough", facts(), YES),
    ("learning_is_long_enough", credential(credit=None, hours=Hours(1, 1, HoursBasis.CONTACT)), YES),
    ("learning_is_long_enough", credential(credit=None, hours=Hours(0.5, 0.5)), NO),
    ("learning_is_long_enough", credential(credit=None, hours=Hours(0.5, 2)), UNKNOWN),
    ("learning_is_long_enough", credential(credit=None), UNKNOWN),
    ("size_is_of_micro_credential", facts(), YES),
    ("size_is_of_micro_credential", credential(credit=Credit(60, "ECTS")), NO),
    ("size_is_of_micro_credential", credential(credit=Credit(15, "ECTS")), UNKNOWN),
    ("size_is_of_micro_credential", credential(credit=Credit(16, "ECTS")), UNKNOWN),
    ("size_is_of_micro_credential", credential(credit=Credit(5, None)), UNKNOWN),
    *((name, checked(check, CheckState.PASS), YES) for name, check in CHECKED.items()),
    *((name, checked(check, CheckState.FAIL), NO) for name, check in CHECKED.items()),
    *((name, checked(check, CheckState.NOT_CHECKED), UNKNOWN) for name, check in CHECKED.items()),
    *((name, checked(check, CheckState.UNSUPPORTED), UNKNOWN) for name, check in CHECKED.items()),
    *((name, facts(), UNKNOWN) for name in CHECKED),
    ("credential_was_not_used_before", circumstances(none_used=True), YES),
    ("credential_was_not_used_before", circumstances(used=(PriorUse("bread ", "a diploma"),)), NO),
    ("credential_was_not_used_before", circumstances(used=(PriorUse("0" * 64, "a diploma"),)), NO),
    ("credential_was_not_used_before", circumstances(used=(PriorUse("cake", "a diploma"),)), UNKNOWN),
    ("credential_was_not_used_before", facts(), UNKNOWN),
    ("outcomes_are_covered", facts(), YES),
    ("outcomes_are_covered", facts(coverage=coverage(3, 5)), YES),
    ("outcomes_are_covered", facts(coverage=coverage(2, 5)), NO),
    ("outcomes_are_covered", facts(coverage=coverage(0, 0)), UNKNOWN),
    (
        "outcomes_are_covered",
        facts(module=replace(MODULE, core=True), policy=having(all_outcomes_of_core_modules=True)),
        NO,
    ),
    (
        "outcomes_are_covered",
        facts(module=replace(MODULE, core=False), policy=having(all_outcomes_of_core_modules=True)),
        YES,
    ),
    ("outcomes_are_covered", facts(policy=having(all_outcomes_of_core_modules=True)), UNKNOWN),
    ("module_is_worth_assessing", facts(coverage=coverage(1, 5, partly=2)), YES),
    ("module_is_worth_assessing", facts(coverage=coverage(1, 5, partly=1)), NO),
    ("module_is_worth_assessing", facts(coverage=None), UNKNOWN),
    ("each_outcome_is_covered", facts(coverage=coverage(4, 5, partly=1)), YES),
    ("each_outcome_is_covered", facts(), NO),
    (
        "each_outcome_is_covered",
        facts(coverage=coverage(4, 5, partly=1), policy=having(least_extent_of_each_outcome="met")),
        NO,
    ),
    ("each_outcome_is_covered", facts(coverage=None), UNKNOWN),
    (
        "each_outcome_is_covered",
        facts(coverage=Coverage("M1", (OutcomeCoverage(LearningOutcome("1", "x"), Extent.UNREAD),))),
        UNKNOWN,
    ),
    ("level_is_reached", facts(), YES),
    ("level_is_reached", credential(level=Level("SCQF", 8)), YES),
    ("level_is_reached", credential(level=Level("SCQF", 6)), NO),
    ("level_is_reached", credential(level=None), UNKNOWN),
    ("level_is_reached", credential(level=Level(None, 5)), UNKNOWN),
    ("level_is_reached", credential(level=Level("NZQCF", 8)), UNKNOWN),
    ("level_is_reached", module(level=None), UNKNOWN),
    ("level_is_reached", only_experience(ALL_YES), YES),
    ("level_is_reached", only_experience({**ALL_YES, EvidenceRule.VALID: NO}), NO),
    ("level_is_reached", only_experience(None), UNKNOWN),
    ("level_is_reached", replace(facts(), credentials=()), UNKNOWN),
    ("volume_is_reached", only_experience(ALL_YES), YES),
    ("volume_is_reached", only_experience({**ALL_YES, EvidenceRule.SUFFICIENT: NO}), NO),
    ("volume_is_reached", only_experience({EvidenceRule.VALID: YES}), UNKNOWN),
    (
        "volume_is_reached",
        replace(with_item(ALL_YES), credentials=(replace(CREDENTIAL, credit=Credit(2, "ECTS")),)),
        UNKNOWN,
    ),
    ("volume_is_reached", facts(), YES),
    ("volume_is_reached", credential(credit=Credit(4, "ECTS")), YES),
    ("volume_is_reached", credential(credit=Credit(3.5, "ECTS")), NO),
    ("volume_is_reached", credential(credit=Credit(2, "ECTS")), NO),
    ("volume_is_reached", credential(credit=Credit(5, None)), UNKNOWN),
    ("volume_is_reached", credential(credit=None, hours=Hours(125, 125, HoursBasis.CONTACT)), UNKNOWN),
    ("volume_is_reached", credential(credit=None, hours=Hours(100, 100, NOTIONAL)), YES),
    ("module_may_be_awarded", facts(), YES),
    ("module_may_be_awarded", module(tags=("Capstone",)), NO),
    ("module_may_be_awarded", module(title="Dissertation in Baking"), UNKNOWN),
    ("module_is_before_final_stage", in_year("Year 1", 0), YES),
    ("module_is_before_final_stage", in_year("year 3", 0), NO),
    ("module_is_before_final_stage", facts(programme=STAGED), UNKNOWN),
    ("module_is_before_final_stage", facts(), UNKNOWN),
    ("professional_body_consents", facts(), YES),
    ("professional_body_consents", module(professional_body="Guild of Bakers"), NO),
    (
        "professional_body_consents",
        facts(
            module=replace(MODULE, professional_body="Guild of Bakers"),
            circumstances=Circumstances(consents=("guild of bakers",)),
        ),
        YES,
    ),
    ("professional_body_consents", module(tags=("psrb",)), UNKNOWN),
    ("module_was_not_failed_here", circumstances(failed_modules=("M9",)), YES),
    ("module_was_not_failed_here", circumstances(failed_modules=("m1",)), NO),
    ("module_was_not_failed_here", facts(), UNKNOWN),
    ("application_is_in_time", module(starts=date(2026, 9, 21)), YES),
    ("application_is_in_time", module(starts=date(2026, 9, 20)), NO),
    ("application_is_in_time", circumstances(module_starts=date(2027, 1, 11)), YES),
    (
        "application_is_in_time",
        circumstances(module_starts=date(2026, 9, 1), applied=date(2026, 9, 5)),
        YES,
    ),
    ("application_is_in_time", facts(), UNKNOWN),
    (
        "applied_before_final_stage",
        facts(programme=STAGED, circumstances=Circumstances(stage="year 1")),
        YES,
    ),
    (
        "applied_before_final_stage",
        facts(programme=STAGED, circumstances=Circumstances(stage="Year 3")),
        NO,
    ),
    ("applied_before_final_stage", facts(programme=STAGED), UNKNOWN),
    ("evidence_is_judged_sufficient", facts(), YES),
    ("evidence_is_judged_sufficient", with_item(ALL_YES), YES),
    ("evidence_is_judged_sufficient", with_item({**ALL_YES, EvidenceRule.CURRENT: NO}), NO),
    ("evidence_is_judged_sufficient", with_item({EvidenceRule.VALID: YES}), UNKNOWN),
    ("evidence_is_judged_sufficient", with_item(None), UNKNOWN),
    ("earlier_decision_was_an_award", decided("specified credit"), YES),
    ("earlier_decision_was_an_award", decided("refused"), NO),
    ("earlier_decision_was_an_award", decided("specified credit", date(2021, 9, 30)), UNKNOWN),
    ("earlier_decision_was_an_award", decided("specified credit", date(2026, 10, 2)), UNKNOWN),
    ("earlier_decision_was_an_award", decided("specified credit", module_id="M2"), UNKNOWN),
    ("earlier_decision_was_an_award", facts(), UNKNOWN),
    ("share_of_programme", facts(), YES),
    ("share_of_programme", facts(suggested_before=85), YES),
    ("share_of_programme", facts(suggested_before=86), NO),
    ("share_of_programme", beside(85), YES),
    ("share_of_programme", beside(85.5), NO),
    ("share_of_programme", beside(80, circumstances=Circumstances(credit_elsewhere=Credit(5, "ECTS"))), YES),
    ("share_of_programme", beside(80, circumstances=Circumstances(credit_elsewhere=Credit(6, "ECTS"))), NO),
    (
        "share_of_programme",
        beside(80, circumstances=Circumstances(credit_elsewhere=Credit(6, "CATS"))),
        UNKNOWN,
    ),
    (
        "share_of_programme",
        beside(
            80,
            circumstances=Circumstances(credit_elsewhere=Credit(60, "CATS")),
            policy=having(share_counts_credit_granted_before=False),
        ),
        YES,
    ),
    ("share_of_programme", by_experience(86), NO),
    ("share_of_programme", by_experience(86, policy=having(share_counts_experience=False)), YES),
    ("share_of_programme", facts(programme=replace(PROGRAMME, credit=None)), UNKNOWN),
    ("share_of_programme", module(credit=Credit(10, "CATS")), UNKNOWN),
    ("share_by_experience", by_experience(49), YES),
    ("share_by_experience", by_experience(50), NO),
    ("share_by_experience", beside(500), YES),
    (
        "share_by_experience",
        beside(1, candidate(module=replace(MODULE, credit=Credit(10, "CATS")), amount=10)),
        YES,
    ),
    (
        "share_by_experience",
        beside(1, candidate(module=replace(MODULE, credit=None), amount=0)),
        UNKNOWN,
    ),
    (
        "share_of_programme",
        beside(80, circumstances=Circumstances(credit_elsewhere=Credit(5, None))),
        UNKNOWN,
    ),
    ("share_by_experience", by_experience(1, programme=replace(PROGRAMME, credit=None)), UNKNOWN),
    ("credit_by_kind_of_award", beside(85), YES),
    ("credit_by_kind_of_award", beside(86), NO),
    ("credit_by_kind_of_award", beside(41, programme=replace(PROGRAMME, kind="Taught master")), NO),
    (
        "credit_by_kind_of_award",
        beside(1, programme=replace(PROGRAMME, credit=Credit(360, "CATS"))),
        UNKNOWN,
    ),
    (
        "credit_by_kind_of_award",
        beside(1, policy=having(max_credit_by_kind_of_award={"diploma": 60.0})),
        UNKNOWN,
    ),
    ("share_of_stage", in_year("Year 1", 55), YES),
    ("share_of_stage", in_year("Year 1", 56), NO),
    ("share_of_stage", in_year("Year 3", 25), YES),
    ("share_of_stage", in_year("Year 3", 26), NO),
    ("share_of_stage", beside(1, programme=STAGED), UNKNOWN),
    ("share_of_stage", facts(), UNKNOWN),
    ("share_of_stage", in_year("Year 2", 25, UNTOLD), YES),
    ("share_of_stage", in_year("Year 2", 26, UNTOLD), UNKNOWN),
    ("share_of_stage", in_year("Year 2", 56, UNTOLD), NO),
    ("credit_taken_here", beside(115), YES),
    ("credit_taken_here", beside(116), NO),
    ("credit_taken_here", beside(90, circumstances=Circumstances(credit_elsewhere=Credit(26, "ECTS"))), NO),
    ("credit_taken_here", facts(programme=replace(PROGRAMME, credit=None)), UNKNOWN),
    ("learning_counts_once", facts(), YES),
    ("learning_counts_once", shared(200), YES),
    ("learning_counts_once", shared(199), NO),
    ("learning_counts_once", shared(200, others=2), NO),
    ("learning_counts_once", shared(None), NO),
    ("learning_counts_once", shared(None, policy=having(reuse_with_unknown_hours=True)), YES),
    (
        "learning_counts_once",
        facts(candidate=candidate(), chosen=(candidate("M2", names=("c", "not told")),)),
        UNKNOWN,
    ),
    ("award_is_for_whole_module", facts(), YES),
    ("award_is_for_whole_module", facts(candidate=WAIVED), YES),
    ("award_is_for_whole_module", facts(candidate=candidate(amount=3)), NO),
    ("award_is_for_whole_module", module(credit=None), UNKNOWN),
    ("prerequisites_are_met", facts(), YES),
    ("prerequisites_are_met", facts(module=replace(MODULE, prerequisites=("M2",))), UNKNOWN),
    (
        "prerequisites_are_met",
        facts(module=replace(MODULE, prerequisites=("M2",)), chosen=(candidate("M2"),)),
        YES,
    ),
    (
        "prerequisites_are_met",
        facts(
            module=replace(MODULE, prerequisites=("M2",)),
            chosen=(candidate("M2"),),
            policy=having(credited_modules_satisfy_prerequisites=False),
        ),
        NO,
    ),
    ("error_is_bounded", after_cases(60, similarity=0.8), YES),
    ("error_is_bounded", after_cases(60, similarity=0.3), NO),
    ("error_is_bounded", after_cases(5, similarity=0.8), UNKNOWN),
    ("error_is_bounded", facts(), UNKNOWN),
    ("error_is_bounded", replace(with_item(ALL_YES), decided=after_cases(60).decided), UNKNOWN),
    ("award_leaves_marks_alone", facts(), YES),
    ("award_leaves_marks_alone", graded("72", policy=having(mark_of_credited_modules="transferred")), NO),
    ("award_leaves_marks_alone", facts(policy=having(mark_of_credited_modules="transferred")), UNKNOWN),
]


@pytest.mark.parametrize(("name", "given", "verdict"), CASES)
def test_a_rule_answers_yes_no_or_unknown(name: str, given: Facts, verdict: Verdict) -> None:
    answer = rules.get(name).ask(given)

    assert answer.verdict is verdict
    assert answer.for_staff
    assert answer.for_applicant
    assert bool(answer.change) is (verdict is not YES)


@pytest.mark.parametrize("name", rules.names())
def test_every_rule_has_a_yes_a_no_and_an_unknown_case(name: str) -> None:
    assert {verdict for rule, _, verdict in CASES if rule == name} == {YES, NO, UNKNOWN}


def test_the_example_policy_uses_every_rule_and_names_a_source_for_each() -> None:
    assert {rule.name for rule in POLICY.rules} == set(rules.names())
    assert all(rule.reference for rule in POLICY.rules)


@pytest.mark.parametrize("scope", Scope)
def test_every_result_names_its_source_and_the_facts_that_it_used(scope: Scope) -> None:
    references = {rule.name: rule.reference for rule in POLICY.rules}

    asked = [given for _, given, _ in CASES if given.credentials or scope is not Scope.CREDENTIAL]
    results = [result for given in asked for result in apply_rules(scope, given)]

    assert results
    assert all(result.reference == references[result.rule] for result in results)
    assert all(fact.name and fact.value for result in results for fact in result.inputs)


@pytest.mark.parametrize("name", rules.names())
def test_a_rule_asks_the_policy_for_what_it_declares_and_nothing_else(name: str) -> None:
    asked: set[str] = set()

    class Watched(dict):
        def __getitem__(self, key):
            asked.add(key)
            return super().__getitem__(key)

    for rule, given, _ in CASES:
        if rule == name:
            policy = given.policy
            watched = replace(policy, limits=Watched(policy.limits), settings=Watched(policy.settings))
            rules.get(name).ask(replace(given, policy=watched))

    needs = rules.get(name).needs
    assert asked == {*needs.limits, *needs.settings}


@pytest.mark.parametrize("name", ["credential_is_authentic", "holder_is_applicant"])
def test_what_the_office_confirms_is_shown_while_unknown_and_blocks_when_it_fails(name: str) -> None:
    def result(given: Facts) -> RuleResult:
        return next(found for found in apply_rules(Scope.CREDENTIAL, given) if found.rule == name)

    unknown, failed = result(facts()), result(checked(CHECKED[name], CheckState.FAIL))

    assert (unknown.verdict, unknown.blocks, unknown.refers) == (UNKNOWN, False, False)
    assert failed.blocks


def test_limits_are_given_to_the_optimiser_in_the_order_of_the_policy() -> None:
    limits = caps_of(replace(facts(programme=STAGED), module=None))

    assert [(cap.rule, cap.code, cap.allowed, cap.unit) for cap in limits] == [
        ("share_of_programme", "R01", 90, "ECTS"),
        ("share_by_experience", "R01", 54, "ECTS"),
        ("credit_by_kind_of_award", "R01", 90, "ECTS"),
        ("share_of_stage", "R02", 60, "ECTS"),
        ("share_of_stage", "R02", 30, "ECTS"),
        ("credit_taken_here", "R03", 120, "ECTS"),
    ]
    assert all(cap.reference for cap in limits)


@pytest.mark.parametrize("effect", Effect)
def test_a_limit_tells_the_optimiser_what_passing_it_leads_to(effect: Effect) -> None:
    policy = replace(POLICY, rules=(PolicyRule("share_of_programme", effect, "1"),))

    (limit,) = caps_of(facts(policy=policy))

    assert limit.effect is effect
    assert limit.counted(candidate(amount=7)) == 7


def test_a_limit_of_an_unknown_whole_is_given_as_unknown() -> None:
    limits = caps_of(facts(programme=replace(PROGRAMME, credit=None)))

    assert {cap.allowed for cap in limits} == {None}


@pytest.mark.parametrize("amount", [0, 40, 85, 86, 200])
def test_the_rule_and_the_optimiser_agree_on_what_passes_a_limit(amount: float) -> None:
    given = beside(amount)
    names = ("share_of_programme", "credit_by_kind_of_award", "credit_taken_here")
    for limit in caps_of(given):
        if limit.rule in names:
            used = sum(limit.counted(each) for each in (*given.chosen, given.candidate))
            assert (rules.get(limit.rule).ask(given).verdict is YES) is (used <= limit.allowed)


def test_every_rule_says_in_its_own_words_what_it_asks() -> None:
    docstrings = [rules.get(name).ask.__doc__ for name in rules.names()]

    assert all(docstrings)
    assert len(set(docstrings)) == len(docstrings)


@pytest.mark.parametrize(
    ("effect", "verdict", "blocks", "refers"),
    [
        (Effect.BLOCK, NO, True, False),
        (Effect.BLOCK, UNKNOWN, False, True),
        (Effect.BLOCK, YES, False, False),
        (Effect.REFER, NO, False, True),
        (Effect.REFER, UNKNOWN, False, True),
        (Effect.REFER, YES, False, False),
        (Effect.INFO, NO, False, False),
        (Effect.INFO, UNKNOWN, False, False),
    ],
)
def test_unknown_refers_and_never_passes(
    effect: Effect, verdict: Verdict, blocks: bool, refers: bool
) -> None:
    result = RuleResult("r", "c", verdict, effect, (), "", "", "")

    assert (result.blocks, result.refers) == (blocks, refers)


@pytest.mark.parametrize(
    ("method", "verdict"), [("hours", NO), ("year_share", YES), ("lower_of", NO), ("reviewer", UNKNOWN)]
)
def test_the_policy_says_which_way_of_comparing_volumes_binds_and_both_are_shown(
    method: str, verdict: Verdict
) -> None:
    given = credential(credit=Credit(8, "CATS"))

    answer = rules.get("volume_is_reached").ask(replace(given, policy=having(credit_method=method)))

    shown = {fact.name: fact.value for fact in answer.inputs}
    assert answer.verdict is verdict
    assert shown["by hours"] == "no: 80 h of 125 h"
    assert shown["by share of a full-time year"] == "yes: 0.0667 of 0.0833"
    assert any(fact.value.startswith("CATS: 10 h per credit") for fact in answer.inputs)
    assert "The two do not agree." in answer.for_staff


@pytest.mark.parametrize("country", ["DE", "de", " DE "])
def test_hours_of_credit_are_those_of_the_country_that_awarded_it(country: str) -> None:
    school = Party("Invented School", country="NL")
    given = credential(
        credit=Credit(4, "ECTS"), awarding_body=Party("Invented Body", country=country), issuer=school
    )

    answer = rules.get("volume_is_reached").ask(replace(given, module=replace(MODULE, credit=None)))

    assert any(fact.value.startswith("ECTS in DE:") for fact in answer.inputs)


@pytest.mark.parametrize("country", [None, "", "Germany", "DEU", "4D", "http://publications.europa.eu/DEU"])
def test_a_country_that_is_not_two_letters_is_not_guessed(country: str | None) -> None:
    given = credential(credit=Credit(4, "ECTS"), issuer=Party("Invented School", country=country))

    answer = rules.get("volume_is_reached").ask(given)

    assert not any("ECTS in" in fact.value for fact in answer.inputs)


def test_levels_are_shown_with_the_way_they_were_compared_and_its_source() -> None:
    answer = rules.get("level_is_reached").ask(credential(level=Level("SCQF", 8)))

    shown = {fact.name: fact.value for fact in answer.inputs}
    assert shown["compared by"] == "EQF"
    assert any(f.name == "source of the comparison" and "SCQF 8" in f.value for f in answer.inputs)
    assert "SCQF 8 is compared to EQF 5" in answer.for_staff


def test_a_share_that_may_be_missing_beyond_the_whole_is_refused() -> None:
    limit = POLICY.limits["volume_tolerance"]
    beyond = replace(limit, values=(replace(limit.values[-1], value=1.5),))
    policy = replace(POLICY, limits={**POLICY.limits, "volume_tolerance": beyond})

    with pytest.raises(PolicyError, match=r"'volume_tolerance' is 1\.5; a share from 0 to 1"):
        rules.get("volume_is_reached").ask(facts(policy=policy))


@pytest.mark.parametrize("method", ["hours", "year_share", "lower_of", "reviewer"])
def test_a_credential_of_unknown_size_never_passes_beside_one_that_is_large_enough(method: str) -> None:
    silent = replace(CREDENTIAL, id="d", title="Silent", credit=None)
    given = replace(facts(), credentials=(CREDENTIAL, silent), policy=having(credit_method=method))

    answer = rules.get("volume_is_reached").ask(given)

    assert answer.verdict is UNKNOWN
    assert "The volume of 'Silent' is not stated" in answer.for_staff
    assert answer.change == "The notional hours of 'Silent'."


def test_a_module_level_without_a_framework_is_said_once_for_all_credentials() -> None:
    other = replace(CREDENTIAL, id="d", level=Level("SCQF", 10))
    bare = replace(MODULE, level=Level(None, 5))

    answer = rules.get("level_is_reached").ask(replace(facts(), module=bare, credentials=(CREDENTIAL, other)))

    assert answer.for_staff == "The module states level 5 without a framework: it compares with nothing."
