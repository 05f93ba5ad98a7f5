"""What the kinds of test say of one credential, and how an item comes to its state."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.domain import (
    SETTLED,
    Alignment,
    Assessment,
    Completeness,
    CompletenessItem,
    Credential,
    Credit,
    Finding,
    Hours,
    HoursBasis,
    ItemState,
    LearningOutcome,
    Level,
    Origin,
    Party,
    Requirement,
    Severity,
    Source,
)
from skillmap.errors import UnknownNameError
from skillmap.frameworks import assess, completeness_profile_names

EU = "eu-recommendation-2022"
NZ = "new-zealand-micro-credential"
SOURCE = Source("badge.json", "open-badges-3", "0" * 64)
BARE = Credential("c1", "Dashboards for Beginners", SOURCE, origins=(Origin("title", "$.name"),))
FULL = replace(
    BARE,
    outcomes=(LearningOutcome("c1.1", "Choose a chart that suits a question", "en"),),
    issuer=Party("Harbour Learning Centre", country="IE"),
    awarding_body=Party("Lakeside College"),
    credit=Credit(2, "ECTS"),
    hours=Hours(50, 50, HoursBasis.NOTIONAL),
    level=Level("EQF", 4),
    assessed=True,
    assessment=Assessment("project", "pass", supervised=False, identity_verified=True),
    participation_only=False,
    mode="Blended",
    awarded=date(2026, 3, 31),
    quality_assurance=("institutional review by Coastal Quality Board",),
    entry_requirements="none",
    stackability="stands alone",
    homepage="https://harbour.example/dashboards",
    holder_identified=True,
)


def item(credential: Credential, key: str, profile: str = EU, findings: tuple = ()) -> CompletenessItem:
    return next(item for item in assess(credential, profile, findings).items if item.key == key)


def outcome(text: str, language: str | None = "en") -> tuple[LearningOutcome, ...]:
    return (LearningOutcome("c1.1", text, language),)


def test_a_credential_with_everything_has_every_item_of_annex_one() -> None:
    completeness = assess(FULL, EU)

    assert {item.state for item in completeness.items} == {ItemState.PRESENT}
    assert completeness.has_all_mandatory
    assert completeness.unsettled == ()


def test_a_credential_with_nothing_but_a_title_has_one_item_and_a_question_for_each_other() -> None:
    completeness = assess(BARE, EU)

    assert [item.key for item in completeness.items if item.state is ItemState.PRESENT] == ["title"]
    assert completeness.count(ItemState.EMPTY, Requirement.MANDATORY) == 10
    assert not completeness.has_all_mandatory
    assert all(item.question.endswith("?") or item.key == "outcomes" for item in completeness.unsettled)


@pytest.mark.parametrize(
    ("key", "change", "state", "said"),
    [
        ("learner", {"holder_identified": True}, "present", "was not kept"),
        ("learner", {"holder_identified": False}, "empty", "names no holder"),
        ("learner", {"holder_identified": None}, "empty", "is not known"),
        ("issuer-country", {"issuer": Party("X", country="IE")}, "present", "IE"),
        ("issuer-country", {"issuer": Party("X")}, "empty", ""),
        ("awarding-body", {"issuer": Party("Harbour Learning Centre")}, "present", "Harbour"),
        ("awarding-body", {"issuer": Party("https://harbour.example")}, "unclear", "Only an address"),
        ("date", {"valid_from": date(2026, 4, 1)}, "present", "2026-04-01"),
        ("outcomes", {"outcomes": outcome("Build a dashboard")}, "present", "Build a dashboard"),
        ("outcomes", {"outcomes": outcome("Dashboards")}, "unclear", "None of them has a verb"),
        (
            "outcomes",
            {"outcomes": outcome("Tableaux de bord", "fr")},
            "present",
            "not checked: they are in fr",
        ),
        ("workload", {"credit": Credit(2, "ECTS")}, "present", "2 ECTS"),
        ("workload", {"credit": Credit(2, None)}, "unclear", "without the scheme"),
        ("workload", {"credit": Credit(0, "ECTS")}, "not met", "carries no credit"),
        ("workload", {"hours": Hours(50, 50, HoursBasis.NOTIONAL)}, "present", "50 h"),
        ("workload", {"hours": Hours(18, 30, HoursBasis.SELF_DECLARED)}, "present", "own estimate"),
        ("workload", {"hours": Hours(10, 10, HoursBasis.CONTACT)}, "unclear", "never credit"),
        ("workload", {"hours": Hours(10, 10)}, "unclear", "not said whether"),
        ("level", {"level": Level("SCQF", 7)}, "present", "SCQF 7"),
        ("level", {"level": Level(None, 7)}, "unclear", "without the framework"),
        ("level", {"participation_only": True}, "not applicable", "taking part"),
        ("assessment", {"assessed": True}, "unclear", "In which way is not said"),
        ("assessment", {"assessment": Assessment("portfolio")}, "present", "portfolio"),
        ("assessment", {"assessment": Assessment(grade="B")}, "unclear", "In which way is not said"),
        ("assessment", {"assessed": False}, "not met", "The source says so"),
        ("assessment", {"participation_only": True}, "not met", "records taking part"),
        ("participation", {"participation_only": True}, "empty", ""),
        ("participation", {"mode": "Online"}, "present", "Online"),
        ("quality-assurance", {"quality_assurance": ("accredited by NVAO",)}, "present", "NVAO"),
        ("quality-assurance", {"quality_assurance": ("read by the tutor",)}, "unclear", "names no body"),
        ("quality-assurance", {"quality_assurance": ("in line with the ESG",)}, "unclear", "names no body"),
        ("supervision", {"assessment": Assessment(supervised=False)}, "present", "unsupervised"),
        ("supervision", {"assessed": False}, "not applicable", "nothing was assessed"),
        ("grade", {"assessment": Assessment(grade="B")}, "present", "B"),
    ],
)
def test_an_item_of_annex_one_is_judged_by_its_own_field(
    key: str, change: dict, state: str, said: str
) -> None:
    found = item(replace(BARE, **change), key)

    assert found.state == state
    assert said in f"{found.value} {found.reason}"


@pytest.mark.parametrize(
    ("key", "change", "state"),
    [
        ("credit", {"credit": Credit(20, "NZQCF")}, "present"),
        ("credit", {"credit": Credit(20, "ECTS")}, "not met"),
        ("credit", {"credit": Credit(20, None)}, "unclear"),
        ("size", {"credit": Credit(40, "NZQCF")}, "present"),
        ("size", {"credit": Credit(41, "NZQCF")}, "not met"),
        ("size", {"credit": Credit(14, "ECTS")}, "unclear"),
        ("size", {"credit": Credit(5, "house points")}, "unclear"),
        ("size", {"hours": Hours(9, 9, HoursBasis.NOTIONAL)}, "not met"),
        ("level", {"level": Level("NZQCF", 5)}, "present"),
        ("level", {"level": Level("EQF", 5)}, "unclear"),
        ("title-words", {"title": "Baking Bread"}, "present"),
        ("title-words", {"title": "National Diploma of Baking"}, "unclear"),
    ],
)
def test_new_zealand_asks_for_its_own_credit_level_and_size(key: str, change: dict, state: str) -> None:
    assert item(replace(BARE, **change), key, NZ).state == state


@pytest.mark.parametrize(
    ("profile", "key", "change", "state"),
    [
        ("australia-microcredentials", "volume", {"hours": Hours(1, 1, HoursBasis.CONTACT)}, "present"),
        ("australia-microcredentials", "volume", {"hours": Hours(0.5, 0.5)}, "not met"),
        ("australia-microcredentials", "below-award", {"title": "Diploma of Baking"}, "unclear"),
        ("microbol", "ects", {"credit": Credit(2, "CATS")}, "not met"),
        ("microbol", "esg", {"quality_assurance": ("reviewed under the ESG by QQI",)}, "present"),
        ("microbol", "esg", {"quality_assurance": ("reviewed by QQI",)}, "unclear"),
        ("microbol", "national-level", {"level": Level("EQF", 6)}, "unclear"),
        ("microbol", "national-level", {"level": Level("NFQ", 7)}, "present"),
        ("unesco-2022", "provider", {"issuer": Party("Harbour Learning Centre")}, "unclear"),
        ("unesco-2022", "standards", {"alignments": (Alignment("ICDL Spreadsheets"),)}, "unclear"),
        ("uk-qaa-micro-credential", "credit-bearing", {"credit": Credit(15, "CATS")}, "present"),
        ("ecctis-aspects", "online-modules", {"mode": "Presential"}, "not met"),
        ("ecctis-aspects", "online-modules", {"mode": "Blended"}, "present"),
    ],
)
def test_other_profiles_ask_for_what_their_documents_ask(
    profile: str, key: str, change: dict, state: str
) -> None:
    assert item(replace(BARE, **change), key, profile).state == state


def test_words_alone_make_an_item_unclear_and_are_quoted_with_their_place() -> None:
    described = replace(
        BARE,
        description="For beginners. The course takes six weeks.",
        origins=(*BARE.origins, Origin("description", "$.description")),
    )

    found = item(described, "workload")

    assert (found.state, found.value) == (ItemState.UNCLEAR, "The course takes six weeks.")
    assert found.origin == Origin("description", "$.description")
    assert found.question


def test_a_long_sentence_is_quoted_around_the_words() -> None:
    described = replace(
        BARE, description=f"{'Much is said here. ' * 3}{'very ' * 60}online {'and so on ' * 40}."
    )

    value = item(described, "participation").value

    assert "online" in value
    assert len(value) <= 162


def test_what_the_words_deny_is_no_hint() -> None:
    certificate = replace(BARE, description="A non-credit certificate.")

    assert item(certificate, "workload").state is ItemState.EMPTY
    assert item(certificate, "credit-bearing", "uk-qaa-micro-credential").state is ItemState.NOT_MET


def test_a_field_that_the_words_contradict_is_left_to_a_person() -> None:
    odd = replace(BARE, credit=Credit(3, "ECTS"), description="This is a non-credit certificate.")

    found = item(odd, "credit-bearing", "uk-qaa-micro-credential")

    assert found.state is ItemState.UNCLEAR
    assert "'3 ECTS'" in found.reason
    assert "non-credit" in found.reason


def test_a_field_that_denies_by_itself_is_not_met() -> None:
    odd = replace(BARE, stackability="It cannot be stacked towards a degree.")

    assert item(odd, "contributes", "unesco-2022").state is ItemState.NOT_MET
    assert item(odd, "stackability").state is ItemState.PRESENT


def test_accredited_is_not_read_as_credit() -> None:
    assert (
        item(replace(BARE, description="An accredited micro-credential."), "workload").state
        is ItemState.EMPTY
    )


def test_outcomes_that_are_words_of_the_description_are_unclear() -> None:
    place = "$.achievement.description"
    taken = replace(
        BARE,
        description="Build a dashboard.",
        outcomes=outcome("Build a dashboard."),
        origins=(*BARE.origins, Origin("description", place), Origin("outcomes[0]", place)),
    )

    assert item(taken, "outcomes").state is ItemState.UNCLEAR


def test_a_value_that_could_not_be_read_is_unparsable_and_not_empty() -> None:
    finding = Finding(Severity.WARNING, "$.credits", "'two' is not a number of credits.", "credit")

    found = item(BARE, "workload", findings=(finding,))

    assert (found.state, found.reason) == (ItemState.UNPARSABLE, finding.message)
    assert found.origin == Origin("credit", "$.credits")
    assert found.question


def test_a_value_that_was_read_outweighs_another_that_could_not_be() -> None:
    finding = Finding(Severity.WARNING, "$.hours", "'P60M' is calendar time.", "hours")

    assert item(replace(BARE, credit=Credit(2, "ECTS")), "workload", findings=(finding,)).state == "present"
    assert item(replace(BARE, credit=Credit(2, None)), "workload", findings=(finding,)).state == "unparsable"


@pytest.mark.parametrize(
    ("title_at", "finding_at", "state"),
    [
        ("row 2, column title", "row 2, column credits", "unparsable"),
        ("row 2, column title", "row 22, column credits", "empty"),
        ("row 2, column title", "row 3, column credits", "empty"),
        ("$.claims[1].title", "$.claims[1].credit", "unparsable"),
        ("$.claims[1].title", "$.claims[0].credit", "empty"),
        ("$.claims[1].title", "$.credit", "unparsable"),
        ("page 1, table 1", "page 2, table 1", "unparsable"),
    ],
)
def test_a_finding_about_another_credential_of_the_document_is_left_out(
    title_at: str, finding_at: str, state: str
) -> None:
    credential = replace(BARE, origins=(Origin("title", title_at),))
    finding = Finding(Severity.WARNING, finding_at, "Not a number.", "credit")

    assert item(credential, "workload", findings=(finding,)).state == state


def test_a_finding_without_a_field_changes_nothing() -> None:
    finding = Finding(Severity.WARNING, "$.credits", "Open Badges has no unit for credit.")

    assert assess(BARE, EU, (finding,)) == assess(BARE, EU)


def test_the_origin_of_an_item_is_that_of_the_field_that_answers_it() -> None:
    credential = replace(
        FULL,
        origins=(Origin("outcomes[0]", "$.outcomes[0]"), Origin("hours", "$.hours"), Origin("credit", "$.c")),
    )

    assert item(credential, "outcomes").origin == Origin("outcomes[0]", "$.outcomes[0]")
    assert item(credential, "workload").origin == Origin("credit", "$.c")


@pytest.mark.parametrize("field", ["assessed", "participation_only"])
def test_whether_it_was_assessed_has_the_place_of_the_field_that_says_so(field: str) -> None:
    credential = replace(BARE, **{field: True}, origins=(*BARE.origins, Origin(field, "$.said")))

    assert item(credential, "assessment").origin == Origin(field, "$.said")


def test_mandatory_items_come_first_among_the_unsettled() -> None:
    requirements = [item.requirement for item in assess(BARE, "australia-microcredentials").unsettled]

    assert requirements == sorted(requirements, key=list(Requirement).index)
    assert set(requirements) == {Requirement.MANDATORY, Requirement.RECOMMENDED}


def test_an_unknown_profile_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"no completeness profile 'iso'; there are: .*unesco-2022"):
        assess(BARE, "iso")


CHANGES = [
    field.name
    for field in fields(Credential)
    if field.name not in ("id", "title", "source", "origins")
    and getattr(FULL, field.name) not in (None, (), "")
]


@given(st.sets(st.sampled_from(CHANGES)), st.sampled_from(completeness_profile_names()))
def test_every_item_gets_a_state_and_every_open_one_a_question(known: set[str], profile: str) -> None:
    completeness = assess(replace(BARE, **{name: getattr(FULL, name) for name in known}), profile)

    for found in completeness.items:
        assert bool(found.question) is (found.state not in SETTLED), found.key
        assert found.reason or found.value, found.key


@given(
    st.sets(st.sampled_from(CHANGES)), st.sampled_from(CHANGES), st.sampled_from(completeness_profile_names())
)
def test_one_more_fact_never_unsettles_a_present_item(known: set[str], more: str, profile: str) -> None:
    before = replace(BARE, **{name: getattr(FULL, name) for name in known})
    after = replace(before, **{more: getattr(FULL, more)})

    assert present(assess(before, profile)) <= present(assess(after, profile))


def present(completeness: Completeness) -> set[str]:
    return {item.key for item in completeness.items if item.state is ItemState.PRESENT}
