"""Candidates beside a role: evidence first, then an order by stated criteria. All candidates are invented."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    CandidateEvidence,
    Claim,
    ClaimKind,
    Credential,
    EvidenceKind,
    LearningOutcome,
    Match,
    NeedEvidence,
    Party,
    RoleCandidate,
    Showing,
    SkillNeed,
    Source,
)
from skillmap.errors import UnknownNameError
from skillmap.matching import OUTCOME_TO_OUTCOME, Matcher, Reading, VectorStore, build_index
from skillmap.pathways import (
    STATED,
    Bounds,
    Terms,
    adverse_impact,
    candidate_of,
    criteria,
    evidence_table,
    need_targets,
    rank,
)
from skillmap.pathways.fairness import fisher, wilson
from skillmap.pathways.rank import DRAWS, _drawn

NEEDS = (
    SkillNeed("sql", "query relational databases"),
    SkillNeed("clean", "clean raw data"),
    SkillNeed("charts", "present findings with charts", essential=False),
)
SOURCE = Source("invented.json", "0" * 64, "invented")


def credential(
    *texts: str, id: str = "c", issuer: str = "Example College", country: str = "IE", **known: object
) -> Credential:
    outcomes = tuple(LearningOutcome(f"o{n}", text) for n, text in enumerate(texts))
    return Credential(id, "Invented", SOURCE, outcomes, issuer=Party(issuer, country=country), **known)


def matcher(needs: tuple[SkillNeed, ...] = NEEDS) -> Matcher:
    encoder = HashingEncoder()
    index = build_index(need_targets(needs), VectorStore(encoder), reading=Reading.OUTCOME)
    return Matcher(index, encoder, OUTCOME_TO_OUTCOME)


def table(*candidates: RoleCandidate) -> tuple[CandidateEvidence, ...]:
    return evidence_table(candidates, NEEDS, matcher(), Bounds(0.8, 0.5))


def row(id: str, *showings: Showing, kind: EvidenceKind = EvidenceKind.DOCUMENTED, chance=None, unread=()):
    needs = tuple(
        NeedEvidence(
            need.id,
            need.label,
            need.essential,
            showing,
            kind if showing in (Showing.SHOWN, Showing.PARTLY) else None,
            None if chance is None else Match("s", "s", need.id, need.label, 0.5, chance[number], (), "f"),
        )
        for number, (need, showing) in enumerate(zip(NEEDS, showings, strict=True))
    )
    return CandidateEvidence(id, needs, unread)


YES, PART, NO = Showing.SHOWN, Showing.PARTLY, Showing.NOT_SHOWN


def test_each_need_has_its_nearest_statement_and_what_stands_behind_it() -> None:
    claim = Claim("claim", "clean raw data", ClaimKind.SKILL)
    (found,) = table(candidate_of("A", [credential("query relational databases")], [claim]))

    assert [need.showing for need in found.needs] == [YES, YES, NO]
    assert [need.kind for need in found.needs] == [EvidenceKind.DOCUMENTED, EvidenceKind.CLAIMED, None]
    assert found.needs[0].match is not None
    assert found.needs[0].match.statement == "query relational databases"


def test_a_document_stands_before_a_claim_that_says_the_same() -> None:
    claim = Claim("a-claim", "clean raw data", ClaimKind.SKILL)
    (found,) = table(candidate_of("A", [credential("clean raw data")], [claim]))

    assert found.needs[1].kind is EvidenceKind.DOCUMENTED
    assert [match.statement_id for match in found.needs[1].others] == ["claim 1"]


def test_two_credentials_of_one_id_keep_what_stands_behind_each() -> None:
    twins = [credential("clean raw data", id="x"), credential("query relational databases", id="x")]
    (found,) = table(candidate_of("A", twins))

    assert [need.showing for need in found.needs] == [YES, YES, NO]
    assert len({match.statement_id for need in found.needs[:2] if (match := need.match)}) == 2


def test_taking_part_shows_nothing() -> None:
    assert candidate_of("A", [credential("clean raw data", participation_only=True)]).statements == ()


def test_what_cannot_be_read_is_said_and_is_not_a_no() -> None:
    text = "Die Teilnehmenden können rohe Daten bereinigen und für die Auswertung vorbereiten."
    (found,) = table(candidate_of("A", [credential(text)]))

    assert {need.showing for need in found.needs} == {Showing.UNREAD}
    assert "German" in found.unread[0][1]


def test_more_essential_needs_come_first_whatever_the_optional_ones_say() -> None:
    ranking = rank("role", [row("B", YES, NO, YES), row("A", YES, YES, NO)], "f")

    assert [(each.evidence.candidate_id, each.place) for each in ranking.placed] == [("A", 1), ("B", 2)]


def test_equal_candidates_share_a_place_and_the_next_place_is_left_out() -> None:
    ranking = rank("role", [row("C", NO, NO, NO), row("B", YES, NO, NO), row("A", NO, YES, NO)], "f")

    assert [(each.evidence.candidate_id, each.place, each.tied_with) for each in ranking.placed] == [
        ("A", 1, ("B",)),
        ("B", 1, ("A",)),
        ("C", 3, ()),
    ]


def test_an_order_by_verified_evidence_alone_can_be_stated() -> None:
    rows = [row("A", YES, YES, YES), row("B", YES, NO, NO, kind=EvidenceKind.VERIFIED)]

    ranking = rank("role", rows, "f", Terms(("essential_verified",)))

    assert ranking.placed[0].evidence.candidate_id == "B"
    assert ranking.criteria[0][1].startswith("How many essential needs")


def test_an_unknown_criterion_is_refused_with_those_known() -> None:
    with pytest.raises(UnknownNameError, match="essential_shown"):
        rank("role", [row("A", YES, YES, YES)], "f", Terms(("charm",)))


def test_without_fitted_chances_there_is_no_range_of_places_and_it_is_said() -> None:
    ranking = rank("role", [row("A", YES, YES, YES), row("B", NO, NO, NO)], "f")

    assert all(each.places is None for each in ranking.placed)
    assert any("No chance was fitted" in note for note in ranking.notes)


def test_the_range_of_places_follows_the_chances() -> None:
    sure = [row("A", YES, YES, NO, chance=(1, 1, 0)), row("B", YES, NO, NO, chance=(1, 0, 0))]
    unsure = [row("A", YES, YES, NO, chance=(0.5, 0.5, 0)), row("B", YES, NO, NO, chance=(0.5, 0.4, 0))]

    assert [each.places for each in rank("role", sure, "f").placed] == [(1, 1), (2, 2)]
    assert [each.places for each in rank("role", unsure, "f").placed] == [(1, 2), (1, 2)]


def test_the_trained_part_can_be_switched_off_without_changing_the_order() -> None:
    rows = [row("A", YES, NO, NO, chance=(0.6, 0.1, 0)), row("B", NO, NO, NO, chance=(0.3, 0.1, 0))]
    on, off = rank("role", rows, "f"), rank("role", rows, "f", Terms(chances=False))

    assert [each.place for each in on.placed] == [each.place for each in off.placed]
    assert on.trained
    assert not off.trained
    assert all(each.places is None for each in off.placed)


def test_evidence_that_could_not_be_read_widens_the_range_upwards() -> None:
    rows = [
        row("A", YES, NO, NO, chance=(1, 0, 0)),
        row("B", NO, NO, NO, chance=(0, 0, 0), unread=(("s", "language"),)),
    ]

    assert {e.evidence.candidate_id: e.places for e in rank("role", rows, "f").placed} == {
        "A": (1, 2),
        "B": (1, 2),
    }


def test_what_would_change_a_place_says_to_which() -> None:
    ranking = rank("role", [row("A", YES, YES, NO), row("B", YES, NO, YES)], "f")

    assert ranking.placed[1].changes[0] == "Evidence that shows 'clean raw data': place 1 instead of 2"


def test_a_claim_that_counts_can_be_strengthened_where_documents_count_more() -> None:
    rows = [row("A", YES, YES, NO), row("B", YES, YES, NO, kind=EvidenceKind.CLAIMED)]
    ranking = rank("role", rows, "f", Terms(("essential_documented",)))

    assert any(change.startswith("A document for the claim") for change in ranking.placed[1].changes)


def slow_ranges(rows, names) -> dict[str, tuple[int, int]]:
    """Every candidate against every other, draw by draw."""
    asked = [criteria.get(name) for name in names]
    drawn = {each.candidate_id: _drawn(each, asked) for each in rows}
    found = {}
    for own in drawn:
        firsts, lasts = [], []
        for draw in range(DRAWS):
            worst, best = (tuple(values[draw]) for values in drawn[own])
            others = [drawn[other] for other in drawn if other != own]
            firsts.append(1 + sum(tuple(other[0][draw]) > best for other in others))
            lasts.append(1 + sum(tuple(other[1][draw]) > worst for other in others))
        found[own] = sorted(firsts)[int(0.05 * (DRAWS - 1))], sorted(lasts)[math.ceil(0.95 * (DRAWS - 1))]
    return found


@pytest.mark.parametrize("names", [STATED, ("essential_partly", "all_shown"), ("essential_shown",) * 30])
def test_ranges_of_places_are_those_of_every_pair_in_every_draw(names: tuple[str, ...]) -> None:
    rows = [
        row("A", YES, NO, PART, chance=(0.9, 0.2, 0.5)),
        row("B", NO, YES, NO, chance=(0.2, 0.7, 0.1), unread=(("s", "language"),)),
        row("C", YES, PART, YES, chance=(0.8, 0.4, 0.7)),
        row("D", NO, NO, NO, chance=(0.1, 0.1, 0.1)),
    ]

    ranking = rank("role", rows, "f", Terms(names))

    assert {each.evidence.candidate_id: each.places for each in ranking.placed} == slow_ranges(rows, names)


def test_a_range_of_places_does_not_depend_on_the_order_of_the_candidates() -> None:
    chances = [(0.05 * number, 1 - 0.07 * number, 0.5) for number in range(12)]
    rows = [row(f"{number:02}", YES, PART, NO, chance=chance) for number, chance in enumerate(chances)]

    assert rank("role", rows, "f") == rank("role", rows[::-1], "f")


def seconds_for(candidates: int) -> float:
    rows = [row(f"{n:04}", YES, PART, NO, chance=(n / candidates, 0.5, 0.1)) for n in range(candidates)]
    started = time.process_time()
    rank("role", rows, "f")
    return time.process_time() - started


def test_four_times_the_candidates_take_about_four_times_as_long() -> None:
    seconds_for(10)

    # Every pair of candidates would take sixteen times as long.
    assert seconds_for(800) < 9 * seconds_for(200)


@given(st.permutations(range(4)))
def test_the_order_of_candidates_does_not_matter(order: list[int]) -> None:
    rows = [
        row("A", YES, NO, NO, chance=(0.9, 0.2, 0.1)),
        row("B", NO, YES, NO, chance=(0.2, 0.7, 0.1)),
        row("C", YES, PART, YES, chance=(0.8, 0.4, 0.7)),
        row("D", NO, NO, NO, chance=(0.1, 0.1, 0.1)),
    ]
    straight = {e.evidence.candidate_id: e.place for e in rank("role", rows, "f").placed}

    assert {
        e.evidence.candidate_id: e.place for e in rank("role", [rows[n] for n in order], "f").placed
    } == straight


SAME_EVIDENCE = [
    (
        "Mr Adeyemi cleaned raw data. He can query relational databases.",
        "Ms Novak cleaned raw data. She can query relational databases.",
    ),
    (
        "In Nigeria he learnt to query relational databases.",
        "In Sweden she learnt to query relational databases.",
    ),
    ("His work: clean raw data at Lagos Tech.", "Her work: clean raw data at Uppsala Tech."),
]


@pytest.mark.parametrize(("one", "other"), SAME_EVIDENCE)
def test_names_pronouns_issuers_countries_and_tags_leave_scores_and_order_unchanged(
    one: str, other: str
) -> None:
    tagged = credential(one, issuer="Lagos Tech", country="NG")
    swapped = credential(other, issuer="Uppsala Tech", country="SE")
    swapped = replace(swapped, outcomes=tuple(replace(o, language="en-GB") for o in swapped.outcomes))
    first, second = table(candidate_of("A", [tagged]), candidate_of("B", [swapped]))

    assert [(n.showing, n.match and n.match.similarity) for n in first.needs] == [
        (n.showing, n.match and n.match.similarity) for n in second.needs
    ]
    assert {each.place for each in rank("role", [first, second], "f").placed} == {1}


def test_an_english_text_with_a_foreign_tag_is_read_by_its_words() -> None:
    text = "The learner is able to clean raw data and to query relational databases with care."
    plain = credential(text)
    tagged = replace(plain, outcomes=tuple(replace(o, language="ro") for o in plain.outcomes))
    one, other = table(candidate_of("A", [plain]), candidate_of("B", [tagged]))

    assert not other.unread
    assert [n.showing for n in one.needs] == [n.showing for n in other.needs]


def test_who_else_is_there_changes_no_evidence() -> None:
    lonely = table(candidate_of("A", [credential("clean raw data")]))
    crowded = table(
        candidate_of("B", [credential("query relational databases")]),
        candidate_of("A", [credential("clean raw data")]),
    )

    assert crowded[1] == lonely[0]


def test_every_criterion_has_a_question_and_counts_only_evidence() -> None:
    for name in criteria.names():
        assert criteria.get(name).question.endswith("?")


def test_adverse_impact_names_groups_under_four_fifths() -> None:
    rows = [row(f"a{n}", YES, YES, NO) for n in range(6)] + [row(f"b{n}", NO, NO, NO) for n in range(6)]
    groups = {each.candidate_id: each.candidate_id[0] for each in rows}

    impact = adverse_impact(rank("role", rows, "f"), groups, attribute="group", selected_up_to=1)

    assert impact.reference == "a"
    assert impact.below_four_fifths == ("b",)
    assert impact.ratios[0][1] == 0
    assert impact.ratios[0][2] == pytest.approx(2 / 924)


def test_small_groups_are_said_to_say_next_to_nothing() -> None:
    rows = [row("a", YES, YES, NO), row("b", NO, NO, NO)]
    impact = adverse_impact(rank("role", rows, "f"), {"a": "x", "b": "y"}, attribute="sex", selected_up_to=1)

    assert "next to nothing" in impact.words


def test_fisher_and_wilson_give_published_values() -> None:
    # Fisher's tea: 3 of 4 against 1 of 4; Wilson of 0 of 10 and of 5 of 10.
    assert fisher(3, 4, 1, 4) == pytest.approx(0.4857, abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_the_date_of_birth_or_a_name_has_no_field() -> None:
    fields = {*RoleCandidate.__dataclass_fields__, *CandidateEvidence.__dataclass_fields__}

    assert fields == {"id", "statements", "candidate_id", "needs", "unread", "unreadable"}
