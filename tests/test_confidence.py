"""Confidence: fitted for one recipe and encoder, told with its reason, never mixed with similarity."""

import dataclasses
import hashlib
import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing_encoder import HashingEncoder
from skillmap.domain import (
    LearningOutcome,
    MatchRelation,
    MatchState,
    Module,
    Programme,
    Statement,
    Target,
)
from skillmap.engine import Engine
from skillmap.errors import FormatError, SkillmapError, UnknownNameError
from skillmap.matching import (
    COURSE_TO_COURSE,
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    STATEMENT_TO_SKILL_IN_CONTEXT,
    Candidate,
    Confidence,
    ConfidenceModel,
    Costs,
    Course,
    Learned,
    Matcher,
    build_index,
    by_cost,
    confidence_of,
    confidence_tasks,
    context_of,
    make_encoder,
    read_confidence,
    recipe_fingerprint,
    reranker_of,
    shipped_confidence,
)
from skillmap.recognition import bound_for, decided_cases
from skillmap.resources import data_root

FOLDER = data_root() / "models" / "confidence"
SHARES = st.floats(0, 1).map(lambda value: round(value, 4))
RECIPES = {
    "statement-to-skill": STATEMENT_TO_SKILL_IN_CONTEXT,
    "outcome-to-outcome": OUTCOME_TO_OUTCOME,
    "credential-to-module": COURSE_TO_COURSE,
}
MADE_UP = ConfidenceModel(
    "statement-to-skill",
    "f",
    "a baker would agree",
    "ten loaves",
    ("similarity", "behind"),
    (6.0, -8.0),
    -3.0,
)
SURE = Confidence(MADE_UP, "probability that a baker would agree; fitted on ten loaves")


REFIT = "run: skillmap eval calibrate --task all --write models/confidence"


def in_use(task: str) -> str:
    encoder = make_encoder("minilm")
    learned = Learned()
    if RECIPES[task].needs_context:
        context = context_of(encoder)
        learned = Learned(context=context, reranker=reranker_of(encoder, context))
    return recipe_fingerprint(RECIPES[task], encoder, learned.fingerprints)


def matcher_with(confidence: Confidence, targets, store, encoder) -> Matcher:
    index = build_index(targets, store, with_terms=True)
    return Matcher(index, encoder, STATEMENT_TO_SKILL, Learned(confidence=confidence))


def test_the_engine_gives_every_kind_of_match_a_confidence() -> None:
    """Fails when a recipe or a learned model changed and the confidence was not fitted anew."""
    engine = Engine()
    outcome = LearningOutcome("o", "Write a program that reads a file")
    programme = Programme("p", "Computing", (Module("m", "Programming", (outcome,)),))
    matchers = (engine.skill_matcher, engine.outcome_matcher(programme), engine.course_matcher(programme))

    for matcher in matchers:
        assert matcher.confidence.model is not None, REFIT
    (found,) = engine.match([Statement("s", "analyse data with Python")], limit=3)
    assert all(0 < (match.confidence or 0) < 1 for match in found.candidates)


@pytest.mark.parametrize("task", RECIPES)
def test_what_ships_was_fitted_for_the_recipe_and_encoder_that_the_engine_uses(task: str) -> None:
    """Fails when a recipe changed and the confidence was not fitted anew; the card has the command."""
    found = confidence_of(task, in_use(task))

    assert found.model is not None, REFIT
    assert "fitted on" in found.why


def test_every_kind_of_match_has_a_confidence() -> None:
    assert set(confidence_tasks()) == set(RECIPES)


def test_another_recipe_or_encoder_has_none_and_says_why() -> None:
    found = confidence_of("outcome-to-outcome", recipe_fingerprint(OUTCOME_TO_OUTCOME, HashingEncoder()))

    assert found.of(Candidate(0.9, 0.9)) is None
    assert found.why == "no confidence was fitted for this recipe and encoder"


def test_an_unknown_task_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="outcome-to-outcome"):
        confidence_of("essay-to-mark", "f")


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(OUTCOME_TO_OUTCOME, name="other"),
        dataclasses.replace(OUTCOME_TO_OUTCOME, weights=(("any-order", 0.51), ("parts", 0.37))),
        dataclasses.replace(OUTCOME_TO_OUTCOME, factors=("denied",)),
        dataclasses.replace(OUTCOME_TO_OUTCOME, short_list=50),
    ],
    ids=["name", "weights", "factors", "short list"],
)
def test_a_changed_recipe_has_another_fingerprint(changed) -> None:
    assert recipe_fingerprint(changed, HashingEncoder()) != recipe_fingerprint(
        OUTCOME_TO_OUTCOME, HashingEncoder()
    )


def test_a_learned_model_changes_the_fingerprint() -> None:
    plain = recipe_fingerprint(OUTCOME_TO_OUTCOME, HashingEncoder())

    assert recipe_fingerprint(OUTCOME_TO_OUTCOME, HashingEncoder(), ["ranker-1"]) != plain


@given(SHARES, SHARES, SHARES, st.sampled_from([None, *MatchRelation]), st.sampled_from(sorted(RECIPES)))
def test_a_more_similar_candidate_is_never_less_sure(one, other, best, relation, task) -> None:
    model = shipped_confidence(task)
    low, high = sorted((one, other))
    top = max(best, high)

    chances = [model.chance(Candidate(value, top, relation)) for value in (low, high)]

    assert 0 <= chances[0] <= chances[1] <= 1


def test_the_chance_is_the_logistic_curve_of_the_facts() -> None:
    # 6 * 0.5 - 8 * 0.25 - 3 = -2, and 1 / (1 + e^2) is 0.1192.
    assert MADE_UP.chance(Candidate(0.5, 0.75)) == pytest.approx(0.11920292)


def test_a_matcher_gives_each_candidate_its_confidence_and_its_reason(toy_targets, store, encoder) -> None:
    (found,) = matcher_with(SURE, toy_targets, store, encoder).match([Statement("s", "bake bread")])

    best = found.candidates[0].similarity
    for match in found.candidates:
        assert match.confidence == round(MADE_UP.chance(Candidate(match.similarity, best)), 4)
        assert match.confidence_reason == SURE.why


def test_a_comparison_gives_the_confidence_that_a_match_has(toy_targets, store, encoder) -> None:
    matcher = matcher_with(SURE, toy_targets, store, encoder)
    (found,) = matcher.match([Statement("s", "bake bread")])
    compared = matcher.compare([Statement("s", "bake bread")])

    places = {target.id: place for place, target in enumerate(matcher.index.targets)}
    for match in found.candidates:
        assert compared.match(0, places[match.target_id]).confidence == match.confidence


def test_a_confidence_changes_no_similarity_but_the_fingerprint(toy_targets, store, encoder) -> None:
    plain = matcher_with(Confidence(None, "none"), toy_targets, store, encoder)
    sure = matcher_with(SURE, toy_targets, store, encoder)
    (one,), (other,) = (each.match([Statement("s", "bake bread")]) for each in (plain, sure))

    assert [match.similarity for match in one.candidates] == [match.similarity for match in other.candidates]
    assert plain.fingerprint != sure.fingerprint
    assert plain.recipe_fingerprint == sure.recipe_fingerprint


def test_without_a_confidence_the_reason_is_told(toy_targets, store, encoder) -> None:
    (found,) = matcher_with(Confidence(None, "none was fitted"), toy_targets, store, encoder).match(
        [Statement("s", "bake bread")]
    )

    assert found.candidates[0].confidence is None
    assert found.candidates[0].confidence_reason == "none was fitted"


@pytest.mark.parametrize(
    "content",
    ["no JSON", "{}", '{"task": "t"}', "[]"],
    ids=["not JSON", "empty", "parts missing", "a list"],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(FormatError, match=r"broken\.json.*is not a fitted confidence"):
        read_confidence(path)


@pytest.mark.parametrize(
    ("field", "value"), [("features", ["luck"]), ("coefficients", [1.0]), ("intercept", float("nan"))]
)
def test_a_file_that_does_not_hang_together_is_refused(tmp_path, field: str, value: object) -> None:
    raw = json.loads((FOLDER / "outcome-to-outcome.json").read_text(encoding="utf-8"))
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(raw | {field: value}), encoding="utf-8")

    with pytest.raises(FormatError, match="is not a fitted confidence"):
        read_confidence(path)


def test_the_manifest_names_every_file_with_its_hash() -> None:
    manifest = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))

    assert {file["path"] for file in manifest["files"]} == {path.name for path in FOLDER.glob("*.json")}
    for file in manifest["files"]:
        content = (FOLDER / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


# Decided cases that ship


@pytest.mark.parametrize(("kind", "count"), [("outcome", 360), ("award", 252)])
def test_the_decided_cases_are_those_of_the_fit_fields_alone(kind: str, count: int) -> None:
    found = decided_cases(kind, in_use("outcome-to-outcome"))

    assert found is not None
    assert len(found.cases) == count
    fields = {case.group.rpartition("-")[0] for case in found.cases}
    assert fields == {"computing", "business", "health", "education"}


def test_there_are_no_decided_cases_for_another_recipe() -> None:
    assert decided_cases("outcome", "another") is None


@pytest.mark.parametrize(("kind", "missing"), [("outcome", 25), ("award", 27)])
def test_thirty_six_applicants_are_too_few_for_ten_percent_and_the_bound_says_so(kind, missing) -> None:
    found = decided_cases(kind, in_use("outcome-to-outcome"))
    assert found is not None

    bound = bound_for(found.cases, 0.1)

    assert (bound.enough, bound.decided, bound.missing) == (False, 36, missing)
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"| `{kind}` | {len(found.cases)} | 36 | {missing} more |" in card


# No match by cost


@pytest.mark.parametrize(
    ("costs", "below", "suggest"),
    [
        (Costs(1, 1), 0.5, 0.5),
        (Costs(3, 1), 0.75, 0.75),
        (Costs(1, 1, review=0.2), 0.2, 0.8),
        (Costs(4, 1, review=0.4), 0.4, 0.9),
        (Costs(1, 1, review=2), 0.5, 0.5),
        (Costs(1, 1, review=0), 0, 1),
    ],
)
def test_the_thresholds_are_those_of_chow(costs: Costs, below: float, suggest: float) -> None:
    assert costs.no_match_below == pytest.approx(below)
    assert costs.suggest_from == pytest.approx(suggest)


@given(SHARES, st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0, 10))
def test_the_course_taken_is_never_dearer_than_another(confidence, wrong, missed, review) -> None:
    costs = Costs(wrong, missed, review)

    def expected(course: Course) -> float:
        return confidence * costs.of(course, True) + (1 - confidence) * costs.of(course, False)

    assert expected(costs.course(confidence)) <= min(map(expected, Course)) + 1e-9


@pytest.mark.parametrize(
    "costs", [(0, 1, 1), (1, -1, 1), (float("inf"), 1, 1), (1, 1, -1), (1, 1, float("nan"))]
)
def test_a_cost_that_is_none_is_refused(costs) -> None:
    with pytest.raises(SkillmapError, match="costs: a "):
        Costs(*costs)


def test_a_best_candidate_that_is_not_worth_it_is_no_match_with_the_candidates_still_listed(
    toy_targets, store, encoder
) -> None:
    (found,) = matcher_with(SURE, toy_targets, store, encoder).match([Statement("s", "bake bread")])
    confidence = found.candidates[0].confidence

    dear, cheap = by_cost(found, Costs(1000, 1)), by_cost(found, Costs(1, 1000))

    assert (dear.state, dear.candidates) == (MatchState.NO_MATCH, found.candidates)
    assert f"confidence {confidence:.2f} is below 1.00" in dear.note
    assert cheap == found


def test_between_the_two_thresholds_a_review_is_asked_for(toy_targets, store, encoder) -> None:
    (found,) = matcher_with(SURE, toy_targets, store, encoder).match([Statement("s", "bake bread")])

    asked = by_cost(found, Costs(1, 1, review=0))

    assert asked.state is MatchState.MATCHED
    assert "worth a review" in asked.note


def test_without_a_confidence_costs_change_nothing(toy_targets, store, encoder) -> None:
    (found,) = matcher_with(Confidence(None, "none"), toy_targets, store, encoder).match(
        [Statement("s", "bake bread")]
    )

    assert by_cost(found, Costs(1000, 1)) == found


def test_a_remark_is_given_no_confidence(store, encoder) -> None:
    class NeverBears:
        def chances(self, vectors):
            return vectors[:, 0] * 0

    index = build_index([Target("t", ("bake bread",))], store, with_terms=True)
    learned = Learned(NeverBears(), confidence=SURE)
    (found,) = Matcher(index, encoder, STATEMENT_TO_SKILL, learned).match([Statement("s", "bake bread")])

    assert found.state is MatchState.NO_MATCH
    assert found.candidates[0].confidence is None
