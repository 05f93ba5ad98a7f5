"""Recognition by experience: judgements joined, gaps named, claims kept apart. All names are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmap.domain import (
    Claim,
    ClaimKind,
    EvidenceItem,
    EvidenceJudgement,
    EvidenceRule,
    EvidenceState,
    LearningOutcome,
    Module,
    Portfolio,
    Programme,
    Verdict,
)
from skillmap.errors import UnknownNameError
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, build_index
from skillmap.recognition import (
    Nearness,
    evidence_sheets,
    outcome_evidence,
    outcome_targets,
    placed_in,
    settled,
)
from skillmap.recognition.challenge import challenge_for
from skillmap.recognition.experience import joined
from skillmap.recognition.experience_cover import shown_outcomes
from skillmap.text import Deed, deed_of

ON = date(2026, 11, 24)
PLAN = "Draw up a data management plan for a project."
BAKE = "Bake bread in a commercial oven."
MODULE = Module("DM1", "Data", (LearningOutcome("DM1.1", PLAN, "en"), LearningOutcome("DM1.2", BAKE, "en")))
OTHER = Module("DM2", "Ethics", (LearningOutcome("DM2.1", "Discuss the ethics of data use.", "en"),))
PROGRAMME = Programme("P", "Invented programme", (MODULE, OTHER))
WORK = EvidenceItem("E1", "Plan for the archive", "work product", outcomes=("DM1/DM1.1",))
LETTER = EvidenceItem("E2", "Letter of the manager", "reference", outcomes=("DM1/DM1.1",))
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
RULES = tuple(EvidenceRule)


def judgement(answers: str, item: str = "E1", by: str = "assessor 1", on: int = 1) -> EvidenceJudgement:
    """A judgement from four letters: y, n or a dot for valid, authentic, current, sufficient."""
    said = {"y": YES, "n": NO}
    given_answers = tuple((rule, said[one]) for rule, one in zip(RULES, answers, strict=True) if one in said)
    return EvidenceJudgement(item, "DM1/DM1.1", given_answers, by, date(2026, 5, on))


def evidence(*judgements: EvidenceJudgement, items=(WORK,)):
    return outcome_evidence(Portfolio((), tuple(items), judgements), MODULE, 0)


def nearness(encoder, store, least: float = 0.2) -> Nearness:
    recipe = OUTCOME_TO_OUTCOME
    index = build_index(outcome_targets(PROGRAMME), store, reading=recipe.reading)
    return Nearness(Matcher(index, encoder, recipe), least)


def test_four_yes_from_a_person_show_an_outcome_and_ask_for_no_task() -> None:
    found = evidence(judgement("yyyy"))

    assert found.state is EvidenceState.SHOWN
    assert (found.gaps, found.challenge) == ((), None)


@pytest.mark.parametrize("position", range(4))
def test_a_rule_without_an_answer_is_unknown_and_is_named(position: int) -> None:
    answers = "yyyy"[:position] + "." + "yyyy"[position + 1 :]

    found = evidence(judgement(answers))

    assert found.state is EvidenceState.OPEN
    assert found.gaps == (f"“Plan for the archive” is not judged yet: {RULES[position]}.",)
    assert found.challenge is not None


@pytest.mark.parametrize("position", range(4))
def test_a_single_no_means_that_the_item_does_not_show_it_and_says_who_said_so(position: int) -> None:
    answers = "yyyy"[:position] + "n" + "yyyy"[position + 1 :]

    found = evidence(replace(judgement(answers), note="too old"))

    assert found.state is EvidenceState.NOT_SHOWN
    assert found.items[0].state is EvidenceState.NOT_SHOWN
    said = f"{RULES[position]}: no (assessor 1, 2026-05-01: too old)"
    assert found.gaps == (f"“Plan for the archive” does not show it: {said}.",)


def test_two_assessors_who_differ_leave_it_unknown_and_both_are_quoted() -> None:
    found = evidence(judgement("yyyy"), judgement("yyny", by="assessor 2", on=2))

    answer = found.items[0].answers[2]
    assert (answer.verdict, answer.disputed) == (UNKNOWN, True)
    assert found.state is EvidenceState.DISPUTED
    assert "assessors differ" in found.gaps[0]
    assert "yes (assessor 1, 2026-05-01); no (assessor 2, 2026-05-02)" in found.gaps[0]


def test_a_later_judgement_by_the_same_assessor_replaces_the_earlier_one() -> None:
    assert evidence(judgement("ynyy"), judgement("yyyy", on=9)).state is EvidenceState.SHOWN
    assert evidence(judgement("yyyy"), judgement("ynyy", on=9)).state is EvidenceState.NOT_SHOWN


def test_one_assessor_who_says_both_on_one_day_is_a_contradiction() -> None:
    assert evidence(judgement("yyyy"), judgement("ynyy")).state is EvidenceState.DISPUTED


def test_one_item_that_is_enough_shows_it_beside_one_that_is_not_valid() -> None:
    found = evidence(judgement("yyyy"), judgement("nyyn", item="E2"), items=(WORK, LETTER))

    assert found.state is EvidenceState.SHOWN


def test_enough_and_not_enough_of_the_same_good_items_contradict_each_other() -> None:
    found = evidence(judgement("yyyy"), judgement("yyyn", item="E2"), items=(WORK, LETTER))

    assert found.state is EvidenceState.DISPUTED
    assert found.gaps[0] == "Of the items together it is said that they are sufficient and that they are not."


def test_answers_of_two_items_never_add_up_to_one() -> None:
    found = evidence(judgement("yyn."), judgement("..yy", item="E2"), items=(WORK, LETTER))

    assert found.state is EvidenceState.OPEN


def test_references_alone_are_remarked_on() -> None:
    assert "words about the applicant" in evidence(items=(LETTER,)).gaps[-1]
    assert "words about the applicant" not in evidence(items=(LETTER, WORK)).gaps[-1]


answers_of = st.text("yn.", min_size=4, max_size=4)
judgements_of = st.lists(
    st.builds(
        judgement,
        answers_of,
        st.sampled_from(["E1", "E2"]),
        st.sampled_from(["assessor 1", "assessor 2"]),
        st.integers(1, 3),
    ),
    max_size=6,
)


@given(judgements_of, st.randoms(use_true_random=False))
def test_the_order_of_judgements_and_items_never_matters(judgements, shuffler) -> None:
    before = evidence(*judgements, items=(WORK, LETTER))
    shuffler.shuffle(judgements)
    after = evidence(*judgements, items=(WORK, LETTER))

    assert after == before
    assert evidence(*judgements, items=(LETTER, WORK)).state is before.state


@given(judgements_of)
def test_an_outcome_is_shown_only_where_one_item_has_four_undisputed_yes(judgements) -> None:
    """Held against the rule written out slowly: each answer of each assessor's last day."""
    found = evidence(*judgements, items=(WORK, LETTER))

    if found.state is EvidenceState.SHOWN:
        assert any(_four_undisputed_yes(item, judgements) for item in ("E1", "E2"))


def _four_undisputed_yes(item: str, judgements) -> bool:
    own = [j for j in judgements if j.item_id == item]
    last = {j.assessor: max(k.on for k in own if k.assessor == j.assessor) for j in own}
    standing = [j for j in own if j.on == last[j.assessor]]
    return all({j.verdict(rule) for j in standing} - {UNKNOWN} == {YES} for rule in RULES)


@given(judgements_of, answers_of)
def test_a_further_yes_never_takes_away_what_is_shown(judgements, answers) -> None:
    before = evidence(*judgements, items=(WORK, LETTER))
    further = judgement(answers.replace("n", "."), by="assessor 3", item="E2")
    after = evidence(*judgements, further, items=(WORK, LETTER))

    if before.state is EvidenceState.SHOWN and after.state is not EvidenceState.SHOWN:
        # Only where the further item is good by itself and somebody had said that it is not enough.
        assert after.state is EvidenceState.DISPUTED
        assert "sufficient and that they are not" in after.gaps[0]


@given(judgements_of)
def test_what_recommend_counts_of_a_settled_portfolio_is_what_the_sheet_shows(judgements) -> None:
    portfolio = settled(Portfolio((), (WORK, LETTER), tuple(judgements)))

    counted = "DM1.1" in shown_outcomes(portfolio, MODULE)

    assert counted is (evidence(*judgements, items=(WORK, LETTER)).state is EvidenceState.SHOWN)
    keys = [(judgement.item_id, judgement.outcome) for judgement in portfolio.judgements]
    assert len(keys) == len(set(keys))


def test_joining_nothing_leaves_four_unknowns() -> None:
    assert [(a.rule, a.verdict, a.disputed) for a in joined([])] == [(r, UNKNOWN, False) for r in RULES]


def test_claims_come_near_with_a_measured_similarity_and_never_count(encoder, store) -> None:
    claims = (
        Claim("c1", "Drew up a data management plan for a museum project", ClaimKind.EXPERIENCE),
        Claim("c2", "Repaired bicycles", ClaimKind.EXPERIENCE),
        Claim("c3", "MSc in data management plan for a project", ClaimKind.EDUCATION),
    )

    (sheet,) = evidence_sheets(Portfolio(claims), PROGRAMME, nearness(encoder, store), ON, ["dm1"])

    first = sheet.outcomes[0]
    assert [match.statement_id for match in first.claims] == ["c1"]
    assert 0.2 <= first.claims[0].similarity <= 1
    assert first.state is EvidenceState.NONE_OFFERED
    assert first.gaps == ("No evidence is offered for it.",)
    assert sheet.fingerprint


def test_an_item_that_shows_a_near_claim_is_named_but_not_taken_for_offered(encoder, store) -> None:
    claim = Claim("c1", "Drew up a data management plan for a museum project", ClaimKind.EXPERIENCE)
    item = EvidenceItem("E3", "The museum's plan", claims=("c1",))

    (sheet,) = evidence_sheets(
        Portfolio((claim,), (item,)), PROGRAMME, nearness(encoder, store, 0.5), ON, ["DM1"]
    )

    (judged,) = sheet.outcomes[0].items
    assert not judged.offered
    assert sheet.outcomes[0].state is EvidenceState.NONE_OFFERED
    assert "is not offered for it" in sheet.outcomes[0].gaps[1]
    assert sheet.outcomes[1].items == ()


def test_a_claim_in_another_language_is_reported_as_unread(encoder, store) -> None:
    encoder.languages = frozenset({"en"})
    claim = Claim("c9", "Plante des données", ClaimKind.SKILL, language="fr")

    (sheet,) = evidence_sheets(Portfolio((claim,)), PROGRAMME, nearness(encoder, store), ON, ["DM1"])

    assert [finding.place for finding in sheet.findings] == ["claim c9"]


def test_an_unknown_module_is_named_with_those_that_there_are(encoder, store) -> None:
    with pytest.raises(UnknownNameError, match="DM1, DM2"):
        evidence_sheets(Portfolio(), PROGRAMME, nearness(encoder, store), ON, ["XX"])


@pytest.mark.parametrize("name", ["DM1/DM1.1", "dm1/1", "DM1.1", " DM1 / 1 "])
def test_an_outcome_may_be_named_in_full_by_number_or_by_its_own_id(name: str) -> None:
    placed, findings = placed_in(Portfolio((), (replace(WORK, outcomes=(name,)),)), PROGRAMME)

    assert placed.items[0].outcomes == ("DM1/DM1.1",)
    assert findings == ()


def test_what_has_no_place_in_the_programme_is_told_and_kept() -> None:
    item = replace(WORK, outcomes=("DM7/1",), claims=("c5",))
    lost = replace(judgement("yyyy"), item_id="E9")

    placed, findings = placed_in(Portfolio((), (item,), (lost,)), PROGRAMME)

    assert placed.items[0].outcomes == ("DM7/1",)
    assert [finding.message for finding in findings] == [
        "is offered for 'DM7/1', which is no module outcome",
        "names claims that are in no file given: c5",
        "is about an item that is not in the portfolio",
    ]


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("Students will be able to design a data model.", Deed("design", "a data model")),
        ("Critically evaluate sources of data", Deed("evaluate", "sources of data")),
        ("On completion, learners can explain the water cycle", Deed("explain", "the water cycle")),
        ("The learner applies tests to data", Deed("apply", "tests to data")),
        ("Types of grain", None),
        ("Knowledge of databases", None),
        ("Describe.", None),
        ("", None),
    ],
)
def test_the_deed_of_an_outcome_is_its_first_verb_and_what_follows(text: str, deed: Deed | None) -> None:
    assert deed_of(text) == deed


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("Design a data model for a shop.", "Bring a design", "gives: design a data model for a shop."),
        ("Plan a survey of readers.", "Bring a plan", "plan a survey of readers."),
        ("Conduct a survey of readers.", "Do it while the assessor watches", "conduct a survey of readers."),
        ("Calculate the load of a beam.", "Work on a case", "calculate the load of a beam."),
        ("Evaluate sources for bias.", "Take a case", "evaluate sources for bias."),
        ("Explain the water cycle.", "Explain it to the assessor", "explain the water cycle."),
        ("Embrace change in a team.", "Agree with the assessor", "embrace change in a team."),
    ],
)
def test_a_suggested_task_keeps_the_outcomes_own_words(text: str, begins: str, ends: str) -> None:
    challenge = challenge_for(LearningOutcome("o", text, "en"))

    assert challenge is not None
    assert challenge.task.startswith(begins)
    assert challenge.task.endswith(ends)
    assert len(challenge.questions) >= 2


@pytest.mark.parametrize(
    "outcome",
    [LearningOutcome("o", "Ethics of data"), LearningOutcome("o", "Design analysieren und bewerten", "de")],
)
def test_no_task_is_made_up_where_no_english_deed_is_named(outcome: LearningOutcome) -> None:
    assert challenge_for(outcome) is None
