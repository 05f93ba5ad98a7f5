"""How vacancies ask for skills: counted as a slow version does, and true to the judged sentences."""

from __future__ import annotations

import numpy as np
import pytest

import skillmap
from skillmap.domain import Statement, Target
from skillmap.errors import FormatError
from skillmap.matching import STATEMENT_TO_SKILL_IN_CONTEXT, Learned, Matcher, build_index
from skillmap.matching.mentions import UNASKED, WHOLE, Mention, Mentions, read_mentions
from skillmap.matching.query import prepare
from skillmap.matching.reranking import MENTIONS, NAME, Reranker, Step
from skillmap.resources import data_root

FOLDER = data_root() / "models" / NAME
STATEMENT = Statement("s", "A team player who bakes bread.", "en")
KNOWN = Mentions(
    [
        Mention("work in teams", "team player", "A-1"),
        Mention("work in teams", "team player", "B-7"),
        Mention("work in teams", "pull together", "B-8"),
        Mention("bake bread", WHOLE, "B-9"),
        Mention("fly to the moon", "moon flight", "B-9"),
    ]
)


@pytest.fixture(scope="module")
def encoder():
    return skillmap.make_encoder("minilm")


@pytest.fixture(scope="module")
def index(encoder, tmp_path_factory):
    names = ("play the flute", "work in teams", "bake bread", "repair clocks")
    targets = [Target(f"t:{number}", (name,)) for number, name in enumerate(names)]
    return build_index(targets, skillmap.VectorStore(encoder, tmp_path_factory.mktemp("vectors")))


def test_each_target_is_counted_and_keeps_its_words_once(index) -> None:
    asked = KNOWN.at(index)

    assert asked.counts.tolist() == [0, 3, 1, 0]
    assert asked.words == ("pull together", "team player")
    assert asked.targets.tolist() == [1, 1]


def test_words_of_skills_that_are_no_target_are_not_encoded(index) -> None:
    KNOWN.at(index)

    assert index.store.known_rows(["moon flight"]).tolist() == [-1]


def test_likeness_is_the_obvious_slow_version(index, encoder) -> None:
    asked = KNOWN.at(index)
    (query,) = prepare([STATEMENT], encoder)

    found = asked.likeness(query)

    words = np.asarray(encoder.encode(["pull together", "team player"]))
    slow = max(float(word @ window) for word in words for window in query.vectors)
    assert found[1] == pytest.approx(slow, abs=1e-5)
    assert [found[row] for row in (0, 2, 3)] == [UNASKED] * 3


def test_the_nearest_words_are_told_with_those_of_the_statement(index, encoder) -> None:
    asked = KNOWN.at(index)
    (query,) = prepare([STATEMENT], encoder)

    nearest = asked.nearest(query, 1)

    assert nearest is not None
    assert nearest.words == "team player"
    assert "team player" in nearest.window.text.lower()
    assert asked.nearest(query, 2) is None
    assert asked.nearest_rows(query, 5).tolist() == [1]


def test_no_target_no_mention(encoder, tmp_path) -> None:
    empty = build_index([], skillmap.VectorStore(encoder, tmp_path / "vectors"))

    assert len(KNOWN.at(empty).words) == 0


def test_a_match_shows_the_words_that_ask_for_it_elsewhere(index, encoder) -> None:
    step = Step("asked for elsewhere", np.array([0.5], np.float32), np.array([-1, 1], np.float32))
    learned = Learned(
        context=skillmap.context_of(encoder), reranker=Reranker([step], -2.0, 0.5, "made up", KNOWN)
    )
    matcher = Matcher(index, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, learned)

    (found,) = matcher.match([STATEMENT])

    match = next(match for match in found.candidates if match.target == "work in teams")
    reason = next(reason for reason in match.reasons if reason.scorer == NAME)
    assert reason.target_text == "team player"
    assert "team player" in reason.source_text.lower()
    assert [(one.name, one.amount) for one in reason.influences] == [("asked for elsewhere", 1.0)]


def test_what_ships_is_true_to_the_judged_sentences() -> None:
    rows = [
        line.split("\t")
        for file in sorted((FOLDER / "vacancies").glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    sentences = {name: text for name, text, *_ in rows}
    right = {name: len(keys.split()) for name, _, keys, _ in rows}
    labels = {skill.label for skill in skillmap.Taxonomy.open("esco")}

    mentions = read_mentions(FOLDER / MENTIONS).mentions

    assert len(sentences) == len(rows)
    assert all(mention.label in labels for mention in mentions)
    assert all(mention.words == WHOLE or mention.words in sentences[mention.sentence] for mention in mentions)
    assert len(mentions) == sum(right.values())


def test_a_line_with_other_columns_is_told(tmp_path) -> None:
    path = tmp_path / "mentions.tsv"
    path.write_text("work in teams\tteam player\tA-1\nbake bread\n", encoding="utf-8")

    with pytest.raises(FormatError, match=r"mentions\.tsv, line 2: expected label, words and sentence"):
        read_mentions(path)


def test_new_words_are_encoded_with_progress(index, encoder, tmp_path) -> None:
    store = skillmap.VectorStore(encoder, tmp_path / "vectors")
    fresh = build_index(list(index.targets), store)
    learned = Learned(reranker=Reranker([], -2.0, 0.5, "made up", KNOWN))
    matcher = Matcher(fresh, encoder, STATEMENT_TO_SKILL_IN_CONTEXT, learned)
    seen: list[str] = []

    asked = matcher.read_mentions(lambda job, done, total: seen.append(job))

    assert seen
    assert set(seen) == {"words that ask for skills"}
    assert matcher.read_mentions() is asked
