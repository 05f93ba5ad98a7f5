"""Awards on tiny cases whose answers can be worked out by hand, with an encoder that counts words."""

from dataclasses import replace
from datetime import date

import pytest

from skillmap.domain import (
    Award,
    Credential,
    Credit,
    Extent,
    Hours,
    HoursBasis,
    LearningOutcome,
    Level,
    Module,
    Programme,
    Source,
    Standing,
)
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, build_index
from skillmap.recognition import apply, load_policy, outcome_targets, recommend, standings

ON = date(2026, 10, 1)
BAKE = ("bake sourdough bread", "knead wheat dough", "heat stone ovens")
BUILD = ("lay clay bricks", "mix lime mortar", "raise garden walls")
POLICY = load_policy("example-university")


def outcomes(*texts: str) -> tuple[LearningOutcome, ...]:
    return tuple(LearningOutcome(str(number), text) for number, text in enumerate(texts, 1))


def module(code: str, *texts: str, **changes) -> Module:
    known = {
        "credit": Credit(5, "ECTS"),
        "level": Level("EQF", 5),
        "hours": Hours(125, 125, HoursBasis.NOTIONAL),
    }
    return Module(code, code, outcomes(*texts), **{**known, **changes})


def credential(name: str, *texts: str, **changes) -> Credential:
    known = {
        "assessed": True,
        "participation_only": False,
        "awarded": date(2025, 6, 1),
        "level": Level("EQF", 5),
        "credit": Credit(5, "ECTS"),
    }
    source = Source(f"{name}.csv", "credential-table", "0" * 64)
    return Credential(name, name, source, outcomes(*texts), **{**known, **changes})


PROGRAMME = Programme("p", "Trades", (module("BAKE", *BAKE), module("BUILD", *BUILD)), Credit(180, "ECTS"))


@pytest.fixture
def suggest(store, encoder):
    def run(*credentials: Credential, programme: Programme = PROGRAMME):
        matcher = Matcher(
            build_index(outcome_targets(programme), store, reading=OUTCOME_TO_OUTCOME.reading),
            encoder,
            OUTCOME_TO_OUTCOME,
        )
        application = apply(credentials, programme, matcher, POLICY, ON)
        found = recommend(application)
        return {r.module_id: r for r in found}, standings(application, found)

    return run


def test_full_coverage_with_every_fact_in_order_suggests_credit(suggest) -> None:
    found, (standing,) = suggest(credential("bread", *BAKE))

    assert found["BAKE"].award is Award.SPECIFIED_CREDIT
    assert found["BAKE"].credit == Credit(5, "ECTS")
    assert found["BUILD"].award is Award.NONE_FOUND
    assert standing.standing is Standing.CLEAR
    assert standing.supports == ("BAKE",)


def test_a_credential_without_credit_suggests_an_exemption(suggest) -> None:
    found, _ = suggest(credential("bread", *BAKE, credit=None, hours=Hours(125, 125, HoursBasis.NOTIONAL)))

    assert found["BAKE"].award is Award.EXEMPTION
    assert found["BAKE"].credit is None


@pytest.mark.parametrize(
    "changes",
    [
        {"level": None},
        {"level": Level("EQF", 4)},
        {"credit": None},
        {"credit": Credit(1, "ECTS")},
        {"assessed": None, "participation_only": None},
        {"awarded": None},
        {"expires": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_a_missing_or_short_fact_refers_and_says_what_would_change_it(suggest, changes) -> None:
    found, _ = suggest(credential("bread", *BAKE, **changes))

    assert found["BAKE"].award is Award.ASSESS
    assert found["BAKE"].changes
    assert "refer to an assessor" in found["BAKE"].reason


def test_participation_only_suggests_nothing_but_names_the_nearest_module(suggest) -> None:
    found, (standing,) = suggest(credential("talk", *BAKE, assessed=None, participation_only=True))

    assert {r.award for r in found.values()} == {Award.NONE_FOUND}
    assert standing.standing is Standing.SET_ASIDE
    assert standing.nearest_module_id == "BAKE"
    assert standing.note.startswith("Participation only")


def test_half_of_a_module_is_for_an_assessor_with_the_rest_named(suggest) -> None:
    four = Programme("p", "Trades", (module("M", *BAKE, BUILD[0]),), Credit(180, "ECTS"))

    found, _ = suggest(credential("bread", *BAKE[:2]), programme=four)

    assert found["M"].award is Award.ASSESS
    assert found["M"].changes[-2:] == (f"Evidence for: {BAKE[2]}", f"Evidence for: {BUILD[0]}")


def test_two_credentials_cover_a_module_together(suggest) -> None:
    both = [credential("one", BAKE[0]), credential("two", *BAKE[1:])]

    found, kept = suggest(*both)

    assert found["BAKE"].award is Award.SPECIFIED_CREDIT
    assert found["BAKE"].credential_ids == ("one", "two")
    assert [standing.supports for standing in kept] == [("BAKE",), ("BAKE",)]


def test_a_credential_that_adds_nothing_is_not_relied_on(suggest) -> None:
    found, kept = suggest(credential("part", BAKE[0]), credential("whole", *BAKE))

    assert found["BAKE"].credential_ids == ("whole",)
    assert kept[0].supports == ()


def test_clear_evidence_is_preferred_to_evidence_that_must_be_referred(suggest) -> None:
    found, _ = suggest(credential("old", *BAKE, expires=date(2020, 1, 1)), credential("new", *BAKE))

    assert found["BAKE"].award is Award.SPECIFIED_CREDIT
    assert found["BAKE"].credential_ids == ("new",)


def test_a_capstone_is_never_suggested(suggest) -> None:
    capstone = Programme("p", "Trades", (module("END", *BAKE, tags=("capstone",)),), Credit(180, "ECTS"))

    found, _ = suggest(credential("bread", *BAKE), programme=capstone)

    assert found["END"].award is Award.NONE_FOUND
    assert "must be taken here" in found["END"].reason


def test_awards_stop_at_the_share_of_the_programme(suggest) -> None:
    small = replace(PROGRAMME, credit=Credit(18, "ECTS"))

    found, _ = suggest(credential("bread", *BAKE), credential("walls", *BUILD), programme=small)

    assert {r.award for r in found.values()} == {Award.SPECIFIED_CREDIT}
    assert sorted(r.counts for r in found.values()) == [False, True]


def test_more_evidence_never_lowers_coverage(suggest) -> None:
    few, _ = suggest(credential("one", BAKE[0]))
    more, _ = suggest(credential("one", BAKE[0]), credential("two", BAKE[1], BUILD[0]))

    for code in few:
        assert more[code].coverage.count(Extent.MET) >= few[code].coverage.count(Extent.MET)


def test_an_outcome_in_another_language_is_a_finding_and_not_a_low_score(suggest, store, encoder) -> None:
    german = replace(credential("brot"), outcomes=(LearningOutcome("1", "Brot backen", "de"),))
    matcher = Matcher(
        build_index(outcome_targets(PROGRAMME), store, reading=OUTCOME_TO_OUTCOME.reading),
        encoder,
        OUTCOME_TO_OUTCOME,
    )

    application = apply((german,), PROGRAMME, matcher, POLICY, ON)
    (standing,) = standings(application, recommend(application))

    assert "could not read: language de" in application.cover.findings[0].message
    assert standing.note.startswith("Could not read")
    assert {o.extent for o in recommend(application)[0].coverage.outcomes} == {Extent.UNREAD}


def test_a_credential_without_outcomes_could_not_be_read(suggest) -> None:
    _, (standing,) = suggest(credential("bare"))

    assert standing.note == "Could not read: no learning outcome that can be compared."
    assert standing.nearest_module_id is None


def test_a_programme_without_outcomes_suggests_nothing(suggest) -> None:
    found, _ = suggest(credential("bread", *BAKE), programme=Programme("p", "Empty", (module("M"),)))

    assert found["M"].award is Award.NONE_FOUND
