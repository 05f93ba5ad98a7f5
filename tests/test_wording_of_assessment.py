"""Sentences that tell how learning was assessed are no learning outcomes."""

import pytest

from skillmap.formats import wording


@pytest.mark.parametrize(
    "sentence",
    [
        "Assessed through reflection on the holder's own practice.",
        "The evidence is assessed by a trained reviewer against fixed criteria.",
        "Learners are assessed by an oral examination.",
        "- Assessed with a portfolio of three pieces.",
    ],
)
def test_a_sentence_that_tells_how_it_is_assessed_says_assessed_and_is_no_outcome(sentence: str) -> None:
    assert wording.outcomes_in(sentence) == []
    assert wording.says_assessed(sentence) is True


@pytest.mark.parametrize(
    "sentence", ["Assess the needs of a patient", "Assess evidence against published criteria"]
)
def test_assessing_can_be_what_a_learner_does(sentence: str) -> None:
    assert wording.outcomes_in(f"- {sentence}") == [sentence]
    assert wording.says_assessed(f"- {sentence}") is None
