import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from skillmap.matching.terms import LETTER_RUNS, TOKEN, NameTerms, build_terms

NAMES = [
    "bake bread",
    "bake cakes",
    "C# programming",
    "build brick walls",
    "gather data",
    "data ethics",
    "sing",
]
TEXTS = ["Bake BREAD and cakes", "programming in C#", "a", "", "walls, walls, walls and data", "naïve café"]


@pytest.mark.parametrize("text", TEXTS)
def test_scores_equal_those_of_scikit_learn(text: str) -> None:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english", token_pattern=TOKEN)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTER_RUNS, sublinear_tf=True, min_df=2)
    expected = sum(
        (vectorizer.fit(NAMES).transform([text]) @ vectorizer.transform(NAMES).T).toarray()[0] / 2
        for vectorizer in (words, letters)
    )

    assert np.allclose(build_terms(NAMES).scores(text), expected, atol=1e-6)


def test_a_saved_table_gives_the_same_scores(tmp_path) -> None:
    table = build_terms(NAMES)
    table.save(tmp_path)

    assert np.array_equal(NameTerms.load(tmp_path).scores("bake data"), table.scores("bake data"))


@pytest.mark.parametrize("names", [("bake", "sing"), ("the", "of"), ("+", "-")])
def test_a_few_names_that_share_nothing_give_a_table_and_no_error(names, tmp_path) -> None:
    build_terms(names).save(tmp_path)

    scores = NameTerms.load(tmp_path).scores("bake the cake")

    assert scores.shape == (2,)
    assert scores[0] >= scores[1]
