"""Awards together, where they land and those without a module; coverage is stated in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmap.domain import (
    AssessmentRoute,
    Award,
    Check,
    CheckResult,
    CheckState,
    Credential,
    Credit,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    Extent,
    Hours,
    HoursBasis,
    LandingPlace,
    LearningOutcome,
    Level,
    Module,
    Party,
    Portfolio,
    Precedent,
    Programme,
    Source,
    Stage,
    Standing,
    Verdict,
    Verification,
)
from skillmap.errors import PolicyError, SkillmapError, UnknownNameError
from skillmap.recognition import Dossier, StatedCover, consider, load_policy, standings, suggest_all
from skillmap.recognition.policy import Limit, LimitValue, Setting, SettingValue
from skillmap.recognition.precedents import speaks_of

ON = date(2026, 10, 1)
POLICY = load_policy("example-university")
MET, PARTLY, MISSING = Extent.MET, Extent.PARTLY, Extent.MISSING


def module(code: str, outcomes: int = 3, **changes) -> Module:
    known = {
        "credit": Credit(5, "ECTS"),
        "level": Level("EQF", 5),
        "hours": Hours(125, 125, HoursBasis.NOTIONAL),
    }
    texts = tuple(LearningOutcome(str(n), f"{code} outcome {n}") for n in range(1, outcomes + 1))
    return Module(code, code, texts, **{**known, **changes})


def credential(name: str, **changes) -> Credential:
    known = {
        "assessed": True,
        "participation_only": False,
        "awarded": date(2025, 6, 1),
        "level": Level("EQF", 5),
        "credit": Credit(5, "ECTS"),
        "hours": Hours(125, 125, HoursBasis.NOTIONAL),
        "issuer": Party("Invented School"),
    }
    return Credential(name, name, Source(f"{name}.csv", "credential-table", "0" * 64), **{**known, **changes})


def programme(*modules: Module, credit: float = 180, **changes) -> Programme:
    return Programme("p", "Trades", modules, Credit(credit, "ECTS"), **changes)


def with_limit(name: str, value: float):
    limit = Limit(name, "", (LimitValue(date(2000, 1, 1), value, f"Test policy, {name}"),))
    return replace(POLICY, limits={**POLICY.limits, name: limit})


def with_setting(name: str, value: bool | str):
    setting = Setting(name, "", (SettingValue(date(2000, 1, 1), value, f"Test policy, {name}"),))
    return replace(POLICY, settings={**POLICY.settings, name: setting})


def advise(credentials, modules, stated, policy=POLICY, dossier=None):
    application = consider(StatedCover(tuple(credentials), modules, stated), policy, ON, dossier)
    found = suggest_all(application)
    return {each.module_id: each for each in found.recommendations}, found, application


def test_an_award_for_a_core_module_lands_in_the_module() -> None:
    found, _, _ = advise([credential("a")], programme(module("M")), {"M": {"a": [MET] * 3}})

    assert found["M"].award is Award.SPECIFIED_CREDIT
    assert found["M"].landing.place is LandingPlace.NAMED_MODULE


def test_an_award_for_an_elective_counts_only_while_the_pool_has_room() -> None:
    trades = programme(
        module("M1", core=False, pool="crafts"),
        module("M2", core=False, pool="crafts"),
        electives=Credit(5, "ECTS"),
    )
    stated = {"M1": {"a": [MET] * 3}, "M2": {"b": [MET] * 3}}

    found, _, _ = advise([credential("a"), credential("b")], trades, stated)

    assert found["M1"].landing.place is LandingPlace.ELECTIVE_POOL
    assert found["M1"].landing.name == "crafts"
    assert found["M2"].landing.place is LandingPlace.NOT_COUNTING
    assert "electives are full" in found["M2"].landing.reason


@pytest.mark.parametrize(
    ("electives", "place", "credit", "says"),
    [
        (None, LandingPlace.NOT_COUNTING, None, "states no electives"),
        (Credit(30, "ECTS"), LandingPlace.ELECTIVE_POOL, Credit(5, "ECTS"), "5 of 30 ECTS"),
        (Credit(3, "ECTS"), LandingPlace.ELECTIVE_POOL, Credit(3, "ECTS"), "2 ECTS more than there is room"),
        (Credit(20, "CATS"), LandingPlace.ELECTIVE_POOL, None, "a person says how much"),
    ],
    ids=["none stated", "room", "room for a part", "another scheme"],
)
def test_clear_learning_that_covers_no_module_may_count_as_elective(electives, place, credit, says) -> None:
    _, all_found, _ = advise([credential("a")], programme(module("M"), electives=electives), {})

    (general,) = all_found.general
    assert general.award is Award.UNSPECIFIED_CREDIT
    assert (general.landing.place, general.credit) == (place, credit)
    assert says in general.landing.reason


def test_unspecified_credit_refers_where_the_level_is_unknown() -> None:
    trades = programme(module("M"), electives=Credit(30, "ECTS"))

    _, all_found, _ = advise([credential("a", level=None)], trades, {})

    (general,) = all_found.general
    assert general.award is Award.ASSESS
    assert "level of 'a'" in general.changes[-1]


@pytest.mark.parametrize(
    "changes",
    [{"level": Level("EQF", 3)}, {"credit": None}, {"assessed": None}, {"participation_only": True}],
    ids=str,
)
def test_unspecified_credit_needs_assessed_learning_with_credit_at_a_level_of_the_programme(changes) -> None:
    trades = programme(module("M"), electives=Credit(30, "ECTS"))

    _, all_found, _ = advise([credential("a", **changes)], trades, {})

    assert all_found.general == ()


def test_a_policy_may_offer_no_unspecified_credit() -> None:
    trades = programme(module("M"), electives=Credit(30, "ECTS"))

    _, all_found, _ = advise([credential("a")], trades, {}, with_setting("general_credit", False))

    assert all_found.general == ()


def test_an_offer_that_is_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(PolicyError, match="'general_credit' is 'perhaps'; true or false is expected"):
        advise([credential("a")], programme(module("M")), {}, with_setting("general_credit", "perhaps"))


def test_unspecified_credit_counts_towards_the_limit_of_the_programme() -> None:
    trades = programme(module("M"), credit=8, electives=Credit(8, "ECTS"))

    _, all_found, _ = advise([credential("a")], trades, {})

    (general,) = all_found.general
    assert general.landing.place is LandingPlace.NOT_COUNTING
    assert "limit" in general.landing.reason
    assert general.landing.reference == "Example policy 4.1: most credit that prior learning can bring"


STAGES = (Stage("year 1", Credit(10, "ECTS")), Stage("year 2", Credit(10, "ECTS"), final=True))


def test_a_stage_of_which_every_module_is_covered_is_a_block_and_gives_entry_to_the_next() -> None:
    trades = programme(
        module("M1", stage="year 1"),
        module("M2", stage="year 1"),
        module("M3", stage="year 2"),
        stages=STAGES,
    )
    stated = {"M1": {"a": [MET] * 3}, "M2": {"b": [MET] * 3}}

    _, all_found, _ = advise([credential("a"), credential("b")], trades, stated)

    block, entry = all_found.general
    assert (block.award, block.credit, block.landing.name) == (
        Award.BLOCK_CREDIT,
        Credit(10, "ECTS"),
        "year 1",
    )
    assert (entry.award, entry.landing.name) == (Award.ADVANCED_STANDING, "year 2")
    assert entry.module_ids == ("M1", "M2")
    assert entry.credential_ids == ("a", "b")
    assert all(rule.reference for rule in block.rules)


def test_a_stage_with_one_module_open_is_no_block() -> None:
    trades = programme(module("M1", stage="year 1"), module("M2", stage="year 1"), stages=STAGES)

    _, all_found, _ = advise([credential("a")], trades, {"M1": {"a": [MET] * 3}})

    assert all_found.general == ()


def test_of_a_stage_with_choice_the_core_and_enough_credit_make_a_block() -> None:
    trades = programme(
        module("M1", stage="year 1"),
        module("E1", stage="year 1", core=False),
        module("E2", stage="year 1", core=False),
        stages=STAGES,
    )
    stated = {"M1": {"a": [MET] * 3}, "E1": {"b": [MET] * 3}}

    _, all_found, _ = advise([credential("a"), credential("b")], trades, stated)

    assert [each.award for each in all_found.general] == [Award.BLOCK_CREDIT, Award.ADVANCED_STANDING]


def test_a_stage_of_which_the_catalogue_lists_less_than_its_credit_is_no_block() -> None:
    trades = programme(
        module("M1", stage="Year 1"), stages=(Stage("year 1", Credit(60, "ECTS")), Stage("year 2"))
    )

    found, all_found, _ = advise([credential("a")], trades, {"M1": {"a": [MET] * 3}})

    assert found["M1"].award is Award.SPECIFIED_CREDIT
    assert all_found.general == ()


def test_a_stage_with_an_exemption_carries_no_credit_as_a_whole() -> None:
    trades = programme(
        module("M1", stage="year 1"), stages=(Stage("year 1", Credit(5, "ECTS")), Stage("year 2"))
    )

    found, all_found, _ = advise([credential("a", credit=None)], trades, {"M1": {"a": [MET] * 3}})

    assert found["M1"].award is Award.EXEMPTION
    assert [(each.award, each.credit) for each in all_found.general] == [(Award.ADVANCED_STANDING, None)]


def test_an_elective_that_does_not_count_makes_up_no_stage_that_counts() -> None:
    trades = programme(
        module("E1", stage="year 1", core=False),
        stages=(Stage("year 1", Credit(5, "ECTS")), Stage("year 2")),
        electives=Credit(2, "ECTS"),
    )

    found, all_found, _ = advise([credential("a")], trades, {"E1": {"a": [MET] * 3}})

    assert found["E1"].landing.place is LandingPlace.NOT_COUNTING
    assert [(each.award, each.landing.place) for each in all_found.general] == [
        (Award.BLOCK_CREDIT, LandingPlace.NOT_COUNTING),
        (Award.ADVANCED_STANDING, LandingPlace.NOT_COUNTING),
    ]
    assert all("E1 cannot count: The electives are full" in e.landing.reason for e in all_found.general)


def test_a_document_handed_in_twice_is_credited_once() -> None:
    trades = programme(module("M"), electives=Credit(30, "ECTS"))

    _, all_found, _ = advise([credential("a"), credential("a")], trades, {})

    assert [each.credit for each in all_found.general] == [Credit(5, "ECTS")]


def test_credit_that_a_limit_holds_back_takes_up_no_electives() -> None:
    trades = programme(module("M"), credit=20, electives=Credit(10, "ECTS"))
    brought = [credential("a", credit=Credit(15, "ECTS")), credential("b", credit=Credit(4, "ECTS"))]

    _, all_found, _ = advise(brought, trades, {}, with_limit("max_share", 0.25))

    assert [each.landing.place for each in all_found.general] == [
        LandingPlace.NOT_COUNTING,
        LandingPlace.ELECTIVE_POOL,
    ]
    assert all_found.general[1].credit == Credit(4, "ECTS")


def test_electives_of_tenths_of_a_credit_fill_exactly() -> None:
    codes = ("E1", "E2", "E3")
    trades = programme(
        *(module(code, core=False, credit=Credit(1.1, "ECTS")) for code in codes),
        electives=Credit(3.3, "ECTS"),
    )

    found, _, _ = advise(map(credential, codes), trades, {code: {code: [MET] * 3} for code in codes})

    assert {each.landing.place for each in found.values()} == {LandingPlace.ELECTIVE_POOL}


def test_admission_is_suggested_only_where_the_policy_has_an_entry_level_and_nothing_else_is_found() -> None:
    low = [credential("a", level=Level("EQF", 4), credit=None)]

    _, without, _ = advise(low, programme(module("M")), {})
    _, with_entry, _ = advise(low, programme(module("M")), {}, with_limit("entry_level", 4))
    _, too_low, _ = advise(low, programme(module("M")), {}, with_limit("entry_level", 5))

    assert without.general == too_low.general == ()
    assert [each.award for each in with_entry.general] == [Award.ADMISSION_ONLY]
    assert with_entry.general[0].landing.place is LandingPlace.ENTRY
    assert with_entry.general[0].landing.reference == "Test policy, entry_level"


@pytest.mark.parametrize(
    ("extents", "changes", "route"),
    [
        ([MET, MET, MET], {"level": None}, AssessmentRoute.FACTS),
        ([MET, PARTLY, MISSING], {}, AssessmentRoute.PART),
        ([PARTLY, PARTLY, PARTLY], {}, AssessmentRoute.CHALLENGE),
    ],
    ids=["a fact", "the rest", "nothing for certain"],
)
def test_an_assessment_says_by_which_route(extents, changes, route) -> None:
    found, _, _ = advise([credential("a", **changes)], programme(module("M")), {"M": {"a": extents}})

    assert found["M"].award is Award.ASSESS
    assert found["M"].route is route


def test_coverage_carries_level_and_hours_of_the_evidence() -> None:
    found, _, _ = advise([credential("a")], programme(module("M")), {"M": {"a": [MET, MET, MISSING]}})

    first, _, last = found["M"].coverage.outcomes
    assert (first.level, first.hours) == (Level("EQF", 5), Hours(125, 125, HoursBasis.NOTIONAL))
    assert (last.level, last.hours) == (None, None)


def test_one_credential_is_not_credited_for_more_hours_than_it_holds() -> None:
    stated = {"M1": {"a": [MET] * 3}, "M2": {"a": [MET] * 3}}

    found, all_found, _ = advise([credential("a")], programme(module("M1"), module("M2")), stated)

    assert {each.award for each in found.values()} == {Award.SPECIFIED_CREDIT}
    (held,) = [each for each in found.values() if not each.counts]
    (rule,) = [rule for rule in held.rules if rule.rule == "learning_counts_once"]
    assert rule.reference
    assert "75 more hours" in rule.change
    assert held.landing.place is LandingPlace.NOT_COUNTING
    assert all_found.best_proven is True


def test_one_large_credential_may_stand_for_two_modules() -> None:
    stated = {"M1": {"a": [MET] * 3}, "M2": {"a": [MET] * 3}}
    large = credential("a", credit=Credit(10, "ECTS"), hours=Hours(250, 250, HoursBasis.NOTIONAL))

    found, all_found, _ = advise([large], programme(module("M1"), module("M2")), stated)

    assert {each.award for each in found.values()} == {Award.SPECIFIED_CREDIT}
    assert all_found.best_proven is None


@pytest.mark.parametrize("basis", [HoursBasis.CONTACT, HoursBasis.UNKNOWN])
def test_contact_hours_of_modules_do_not_make_one_credential_go_further(basis: HoursBasis) -> None:
    few = Hours(30, 30, basis)
    trades = programme(module("M1", hours=few), module("M2", hours=few))

    found, _, _ = advise([credential("a")], trades, {code: {"a": [MET] * 3} for code in ("M1", "M2")})

    assert sorted(each.counts for each in found.values()) == [False, True]


def test_another_credential_is_relied_on_where_that_adds_an_award() -> None:
    stated = {"M1": {"a": [MET] * 3, "b": [MET, MET, PARTLY]}, "M2": {"a": [MET] * 3}}

    found, _, _ = advise([credential("a"), credential("b")], programme(module("M1"), module("M2")), stated)

    assert {each.award for each in found.values()} == {Award.SPECIFIED_CREDIT}
    assert (found["M1"].credential_ids, found["M2"].credential_ids) == (("b",), ("a",))


def test_the_limit_takes_the_set_with_most_credit_and_names_itself() -> None:
    trades = programme(
        module("BIG", credit=Credit(10, "ECTS"), hours=Hours(250, 250, HoursBasis.NOTIONAL)),
        module("M1"),
        credit=24,
    )
    big = credential("a", credit=Credit(10, "ECTS"), hours=Hours(250, 250, HoursBasis.NOTIONAL))
    stated = {"BIG": {"a": [MET, MET, PARTLY]}, "M1": {"b": [MET] * 3}}

    found, all_found, _ = advise([big, credential("b")], trades, stated)

    assert found["BIG"].counts
    assert found["M1"].is_held_back
    assert [(cap.rule, cap.binding, cap.used, cap.allowed) for cap in all_found.caps if cap.binding] == [
        ("share_of_programme", True, 10, 12)
    ]
    assert any("limit" in change for change in found["M1"].changes)
    assert found["M1"].landing.reference == "Example policy 4.1: most credit that prior learning can bring"


def test_a_limit_that_is_loosened_may_trade_two_awards_for_a_larger_one_and_keeps_them_in_sight() -> None:
    twelve = Hours(300, 300, HoursBasis.NOTIONAL)
    trades = programme(
        module("BIG", credit=Credit(12, "ECTS"), hours=twelve), module("M1"), module("M2"), credit=100
    )
    brought = [credential("a", credit=Credit(12, "ECTS"), hours=twelve), credential("b"), credential("c")]
    stated = {"BIG": {"a": [MET] * 3}, "M1": {"b": [MET] * 3}, "M2": {"c": [MET] * 3}}

    tight, _, _ = advise(brought, trades, stated, with_limit("max_share", 0.10))
    loose, _, _ = advise(brought, trades, stated, with_limit("max_share", 0.12))

    assert {code for code, each in tight.items() if each.counts} == {"M1", "M2"}
    assert {code for code, each in loose.items() if each.counts} == {"BIG"}
    assert {each.award for found in (tight, loose) for each in found.values()} == {Award.SPECIFIED_CREDIT}
    assert loose["M1"].credit == Credit(5, "ECTS")
    assert loose["M1"].landing.place is LandingPlace.NOT_COUNTING
    assert loose["M1"].landing.reference == "Example policy 4.1: most credit that prior learning can bring"
    assert loose["M1"].landing.reason == (
        "With this award 17 of at most 12 ECTS. At most 12% of the programme by prior learning. Preferred "
        "to it: the award for BIG; no other set of awards is worth more."
    )
    assert "by itself" in tight["BIG"].landing.reason.lower()


def test_evidence_that_was_set_aside_is_named_where_it_would_add_outcomes() -> None:
    brought = [credential("a"), credential("talk", participation_only=True, assessed=None)]
    stated = {"M": {"a": [MET, MISSING, MISSING], "talk": [MISSING, MET, MET]}}

    found, _, _ = advise(brought, programme(module("M")), stated)

    assert any("'talk' would meet 2 more" in change for change in found["M"].changes)


def test_credit_of_another_scheme_is_never_added_to_that_of_the_programme() -> None:
    brought = [credential("a"), credential("b")]
    trades = programme(module("M1"), module("M2", credit=Credit(10, "CATS")), credit=10)
    stated = {"M1": {"a": [MET] * 3}, "M2": {"b": [MET] * 3}}

    found, all_found, _ = advise(brought, trades, stated, with_limit("max_share", 0.5))

    assert found["M1"].award is Award.SPECIFIED_CREDIT
    assert found["M2"].award is Award.ASSESS
    assert "stated as 10 CATS, so it cannot be counted" in found["M2"].reason
    assert next(cap.used for cap in all_found.caps if cap.rule == "share_of_programme") == 5


def judged(verdict: Verdict, on: date = ON) -> EvidenceJudgement:
    answers = tuple((rule, Verdict.YES) for rule in EvidenceRule if rule is not EvidenceRule.VALID)
    return EvidenceJudgement("i", "M/3", ((EvidenceRule.VALID, verdict), *answers), "assessor", on)


def with_portfolio(*judgements: EvidenceJudgement) -> Dossier:
    return Dossier(portfolio=Portfolio((), (EvidenceItem("i", "A wall", outcomes=("M/3",)),), judgements))


def test_judged_experience_counts_apart_from_credentials_and_a_contradiction_lowers_coverage() -> None:
    stated = {"M": {"a": [MET, MET, MISSING]}}
    told = [credential("a")], programme(module("M")), stated, POLICY

    shown, _, _ = advise(*told, with_portfolio(judged(Verdict.YES)))
    taken_back, _, _ = advise(
        *told, with_portfolio(judged(Verdict.YES), judged(Verdict.NO, date(2026, 10, 2)))
    )

    assert shown["M"].coverage.count(Extent.MET) == 3
    assert (shown["M"].credential_ids, shown["M"].evidence_ids) == (("a",), ("i",))
    assert shown["M"].coverage.outcomes[2].evidence_ids == ("i",)
    assert taken_back["M"].coverage.count(Extent.MET) == 2
    assert any("'A wall' does not show" in change for change in taken_back["M"].changes)


def test_experience_that_assessors_differ_on_counts_as_unknown_whoever_spoke_last() -> None:
    yes, no = judged(Verdict.YES), replace(judged(Verdict.NO), assessor="another assessor")
    told = [credential("a")], programme(module("M")), {"M": {"a": [MET, MET, MISSING]}}, POLICY

    for said in ((yes, no), (no, yes), (yes, replace(no, on=date(2026, 10, 2)))):
        found, _, _ = advise(*told, with_portfolio(*said))
        assert found["M"].coverage.count(Extent.MET) == 2
        assert found["M"].evidence_ids == ()


def test_judged_experience_alone_carries_an_exemption_under_a_policy_that_allows_it() -> None:
    items = tuple(EvidenceItem(f"i{n}", f"Wall {n}", outcomes=(f"M/{n}",)) for n in (1, 2, 3))
    yes = tuple((rule, Verdict.YES) for rule in EvidenceRule)
    said = tuple(EvidenceJudgement(i.id, i.outcomes[0], yes, "assessor", ON) for i in items)

    found, _, _ = advise(
        [], programme(module("M")), {}, POLICY, Dossier(portfolio=Portfolio((), items, said))
    )
    held, _, _ = advise(
        *([], programme(module("M"), credit=10), {}), POLICY, Dossier(portfolio=Portfolio((), items, said))
    )

    assert found["M"].award is Award.EXEMPTION
    assert (found["M"].credential_ids, found["M"].evidence_ids) == ((), ("i1", "i2", "i3"))
    assert held["M"].is_held_back  # 5 of 10 ECTS are more than experience may bring


def test_evidence_that_nobody_judged_yet_leads_to_a_portfolio_assessment() -> None:
    found, _, _ = advise([], programme(module("M")), {}, POLICY, with_portfolio())

    assert (found["M"].award, found["M"].route) == (Award.ASSESS, AssessmentRoute.PORTFOLIO)


def precedent(award: str, **changes) -> Precedent:
    known = {"credential_title": " A ", "issuer": "invented school", "module_id": "m", "award": award}
    return Precedent(id="D-1", decided=date(2025, 1, 1), **{**known, **changes})


@pytest.mark.parametrize(
    ("earlier", "agrees"),
    [
        (precedent("specified credit"), True),
        (precedent("specified credit", credit=Credit(5, "ECTS")), True),
        (precedent("specified credit", credit=Credit(2, "ECTS")), False),
        (precedent("specified credit", credit=Credit(10, "CATS")), None),
        (precedent("specified credit", credit=Credit(5, None)), None),
        (precedent("refused"), False),
        (precedent("exemption"), False),
        (precedent("specified credit", module_version="2019"), None),
        (precedent("assess"), None),
    ],
)
def test_an_earlier_decision_stands_beside_the_suggestion(earlier, agrees) -> None:
    (found, _, _) = advise(
        [credential("a")],
        programme(module("M", version="2026")),
        {"M": {"a": [MET] * 3}},
        POLICY,
        Dossier(precedents=(earlier,)),
    )

    (note,) = found["M"].precedents
    assert note.agrees is agrees
    assert note.words.startswith("The suggestion departs") == (agrees is False)
    assert "D-1" in note.words


def test_an_earlier_grant_beside_an_award_that_does_not_count_is_no_departure_and_no_agreement() -> None:
    dossier = Dossier(precedents=(precedent("specified credit", credit=Credit(5, "ECTS")),))
    full = with_limit("max_share", 0.01)

    found, _, _ = advise([credential("a")], programme(module("M")), {"M": {"a": [MET] * 3}}, full, dossier)

    (note,) = found["M"].precedents
    assert note.agrees is None
    assert note.words.endswith(
        "now specified credit (5 ECTS) could be suggested, but does not count beside the other awards."
    )


def test_the_version_of_a_credential_that_was_decided_on_is_named() -> None:
    dossier = Dossier(precedents=(precedent("specified credit", credential_version="2"),))

    found, _, _ = advise([credential("a")], programme(module("M")), {"M": {"a": [MET] * 3}}, POLICY, dossier)

    assert "on ' A ', version 2: specified credit" in found["M"].precedents[0].words


def test_two_modules_of_one_id_are_refused() -> None:
    with pytest.raises(SkillmapError, match="'M' is the id of two modules; each needs its own"):
        advise([credential("a")], programme(module("M"), module("M")), {})


def test_an_earlier_refusal_is_not_what_the_software_says_too() -> None:
    dossier = Dossier(precedents=(precedent("refused"),))

    found, _, _ = advise([credential("a")], programme(module("M")), {}, POLICY, dossier)

    (note,) = found["M"].precedents
    assert note.agrees is True
    assert "same" not in note.words
    assert note.words.endswith("nothing is suggested now; a person decides.")


@pytest.mark.parametrize(
    ("issuer", "speaks"), [(Party("Invented School"), True), (Party("Another School"), False), (None, True)]
)
def test_a_code_of_another_issuer_is_another_credential(issuer, speaks) -> None:
    earlier = precedent("exemption", credential_code="101", credential_title="Its name then")

    assert speaks_of(earlier, credential("a", code="101", issuer=issuer)) is speaks


def test_an_earlier_grant_is_named_where_nothing_is_suggested_now() -> None:
    dossier = Dossier(precedents=(precedent("exemption"), precedent("exemption", issuer="Another School")))

    found, _, _ = advise([credential("a")], programme(module("M")), {}, POLICY, dossier)

    assert [note.agrees for note in found["M"].precedents] == [False]


EXTENTS = st.lists(st.sampled_from([MET, MET, PARTLY, MISSING]), min_size=3, max_size=3)
NAMES = ("a", "b", "c", "d")
MODULES = ("M1", "M2", "M3")


@st.composite
def cases(draw: st.DrawFn):
    facts = {
        "level": st.sampled_from([Level("EQF", 5), Level("EQF", 6), None, Level("EQF", 4)]),
        "hours": st.sampled_from(
            [Hours(125, 125, HoursBasis.NOTIONAL), Hours(250, 250, HoursBasis.NOTIONAL), None]
        ),
        "participation_only": st.sampled_from([False, False, True]),
        "credit": st.sampled_from([Credit(5, "ECTS"), None]),
    }
    brought = [
        credential(name, **{key: draw(value) for key, value in facts.items()})
        for name in NAMES[: draw(st.integers(1, 4))]
    ]
    stated = {code: {each.id: draw(EXTENTS) for each in brought} for code in MODULES}
    return brought, stated


def trades_of(credit: float) -> Programme:
    return programme(*(module(code) for code in MODULES), credit=credit)


def without(stated, name):
    return {code: {key: v for key, v in by.items() if key != name} for code, by in stated.items()}


def awarded(found) -> set[str]:
    return {code for code, each in found.items() if each.counts}


@settings(max_examples=60, deadline=None)
@given(cases(), st.permutations(range(4)), st.sampled_from([12, 20, 180]))
def test_the_order_of_credentials_never_matters(case, order, credit) -> None:
    brought, stated = case
    mixed = [brought[place] for place in order if place < len(brought)]

    _, first, one = advise(brought, trades_of(credit), stated)
    _, second, other = advise(mixed, trades_of(credit), stated)

    assert first == second
    kept = standings(one, first.recommendations, first.general)
    again = standings(other, second.recommendations, second.general)
    assert {s.credential.id: s for s in kept} == {s.credential.id: s for s in again}


@settings(max_examples=60, deadline=None)
@given(cases())
def test_adding_evidence_never_lowers_coverage_nor_credit(case) -> None:
    brought, stated = case
    few = brought[:-1]

    _, fewer, less = advise(few, trades_of(180), without(stated, brought[-1].id))
    _, more, all_of_it = advise(brought, trades_of(180), stated)

    usable = (Standing.CLEAR, Standing.REFER)
    for each in all_of_it.programme.modules:
        before = less.cover.coverage(each, less.pool(*usable))
        after = all_of_it.cover.coverage(each, all_of_it.pool(*usable))
        assert after.count(MET) >= before.count(MET)
        assert after.count(MET) + after.count(PARTLY) >= before.count(MET) + before.count(PARTLY)
    assert len(awarded({r.module_id: r for r in more.recommendations})) >= len(
        awarded({r.module_id: r for r in fewer.recommendations})
    )


def revoked(name: str, check: Check) -> Dossier:
    states = {each: CheckState.FAIL if each is check else CheckState.NOT_CHECKED for each in Check}
    results = tuple(CheckResult(each, state, "An invented reason.") for each, state in states.items())
    source = Source(f"{name}.json", "open-badges-3", "0" * 64)
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return Dossier(verifications={name: Verification(source, "$", name, results, at)})


@settings(max_examples=60, deadline=None)
@given(cases(), st.sampled_from([Check.NOT_REVOKED, Check.INTEGRITY]))
def test_a_revoked_or_altered_credential_is_set_aside_lowers_coverage_and_says_so(case, check) -> None:
    brought, stated = case
    lost = brought[-1]

    _, before, counted = advise(brought, trades_of(180), stated)
    _, after, without_it = advise(brought, trades_of(180), stated, POLICY, revoked(lost.id, check))

    usable = (Standing.CLEAR, Standing.REFER)
    told = {each.module_id: each for each in after.recommendations}
    last = len(brought) - 1
    assert without_it.standing(last) is Standing.SET_ASIDE
    note = standings(without_it, after.recommendations, after.general)[last].note
    assert "revoked" in note or "not what its issuer signed" in note or lost.participation_only
    for each in without_it.programme.modules:
        more, less = (
            [o.extent for o in one.cover.coverage(each, one.pool(*usable)).outcomes]
            for one in (counted, without_it)
        )
        gone = sum(m is MET and n is not MET for m, n in zip(more, less, strict=True))
        assert less.count(MET) == more.count(MET) - gone
        if gone:
            assert any(repr(lost.title) in c and "set aside" in c for c in told[each.id].changes)
    assert len(awarded(told)) <= len(awarded({each.module_id: each for each in before.recommendations}))


@settings(max_examples=60, deadline=None)
@given(
    cases(),
    st.sampled_from([("min_coverage", 0.6, 0.3), ("max_age_years", 1.0, 10.0), ("max_share", 0.05, 0.5)]),
)
def test_loosening_a_limit_never_lowers_the_credit_suggested(case, limit) -> None:
    brought, stated = case
    name, tight, loose = limit

    found = [advise(brought, trades_of(100), stated, with_limit(name, v))[0] for v in (tight, loose)]

    modules = [len(awarded(each)) for each in found]
    assert modules[1] >= modules[0]


def test_loosening_a_limit_removes_no_award_where_nothing_has_to_be_chosen() -> None:
    brought = [credential(name) for name in NAMES[:3]]
    stated = {code: {name: [MET, MET, MISSING]} for code, name in zip(MODULES, NAMES, strict=False)}

    tight, _, _ = advise(brought, trades_of(180), stated, with_limit("min_coverage", 0.66))
    loose, _, _ = advise(brought, trades_of(180), stated, with_limit("min_coverage", 0.3))

    assert awarded(tight) == awarded(loose) == set(MODULES)


@pytest.mark.parametrize(
    ("stated", "error"),
    [
        ({"X": {}}, UnknownNameError),
        ({"M": {"nobody": [MET] * 3}}, UnknownNameError),
        ({"M": {"a": [MET]}}, ValueError),
        ({"M": {"a": ["met", "met", "perhaps"]}}, ValueError),
    ],
    ids=["module", "credential", "count", "word"],
)
def test_coverage_that_cannot_be_is_refused(stated, error) -> None:
    with pytest.raises(error):
        StatedCover((credential("a"),), programme(module("M")), stated).coverage(module("M"), [0])
