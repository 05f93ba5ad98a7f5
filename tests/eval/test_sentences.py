"""Training sentences: how they are read, and what is measured of them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from skillmap.errors import FormatError
from skillmap_eval.sentences import (
    SkillSentence,
    near_duplicates,
    read_column,
    read_sentences,
    sheet,
    words_of,
)

BREAD, DOUGH, OVEN = "0000000a", "0000000b", "0000000c"
NAMES = {BREAD: ("bake bread", "make loaves"), DOUGH: ("knead dough",), OVEN: ("oven types",)}


def sentence(text: str, *, explicit: str = "", implicit: str = "", near: str = "") -> SkillSentence:
    marks = [tuple(marked.split()) for marked in (explicit, implicit, near)]
    return SkillSentence("made:1", "duty", text, *marks)


def test_skills_are_read_with_how_they_are_expressed(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(f"duty\t{BREAD}:e {DOUGH}:i !{OVEN}\tBake bread from our own dough.\n\n")

    (found,) = read_sentences(tmp_path)

    assert (found.id, found.voice, found.text) == ("a:1", "duty", "Bake bread from our own dough.")
    assert (found.explicit, found.implicit, found.near) == ((BREAD,), (DOUGH,), (OVEN,))
    assert found.skills == (BREAD, DOUGH)


@pytest.mark.parametrize(
    "line",
    [
        f"duty\t{BREAD}:e",
        f"shout\t{BREAD}:e\ttext",
        "duty\t\ttext",
        f"duty\t{BREAD}\ttext",
        f"duty\t{BREAD}:x\ttext",
        "duty\tbread:e\ttext",
        f"duty\t{BREAD}:e\ttext\tmore",
    ],
)
def test_a_line_that_is_not_a_sentence_is_refused_with_its_number(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(f"duty\t{BREAD}:e\tfine\n{line}\n")

    with pytest.raises(FormatError, match=r"a\.tsv, line 2: expected"):
        read_sentences(tmp_path)


def test_a_folder_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="holds no sentences"):
        read_sentences(tmp_path)


def test_near_duplicates_are_those_that_share_most_of_their_runs_of_five_words() -> None:
    one = "Mix flour water salt and yeast and leave the dough to rise overnight"
    almost = "Mix flour water salt and yeast and leave the dough to rise slowly"
    other = "Leave the dough to rise and mix flour with water"

    assert near_duplicates([one, other, almost, one]) == [2, 3]
    assert near_duplicates([almost, other], earlier=[one]) == [0]
    assert near_duplicates(["Bake bread", "bake BREAD!", "Bake rolls"]) == [1]


def test_near_duplicates_equal_those_found_by_comparing_every_pair() -> None:
    words = "red green blue dark light grey".split()
    texts = [" ".join(chosen) for chosen in combinations(words * 2, 7)][::17]

    def alike(one: str, other: str) -> bool:
        first, second = ({tuple(words_of(t)[i : i + 5]) for i in range(3)} for t in (one, other))
        return len(first & second) > 0.5 * len(first | second)

    slowly = [i for i in range(len(texts)) if any(alike(texts[i], texts[j]) for j in range(i))]
    assert near_duplicates(texts) == slowly


def test_a_frame_is_what_is_left_when_the_words_of_the_skills_are_masked() -> None:
    framed = [
        sentence("You will bake bread every day.", explicit=BREAD),
        sentence("You will knead dough every day!", explicit=DOUGH),
        sentence("You will clean the oven every day.", implicit=BREAD),
    ]

    assert sheet(framed, NAMES).most_of_a_frame == 2


def test_the_shares_count_sentences() -> None:
    found = sheet(
        [
            sentence("Bake bread at dawn.", explicit=BREAD),
            sentence("Loaves, made at dawn, from dough kneaded by hand.", implicit=f"{BREAD} {DOUGH}"),
            sentence("Our team MAKES LOAVES.", implicit=BREAD, near=OVEN),
            sentence("We make loaves.", explicit=BREAD),
        ],
        NAMES,
        groups={BREAD: "K07", DOUGH: "K07"},
        benchmark=["We make loaves", "Nothing alike"],
        verdicts={"made:1": "right", "made:2": "wrong"},
    )

    assert (found.sentences, found.skills, found.groups) == (4, 2, 1)
    assert found.name_absent == 0.5
    assert found.several_skills == 0.25
    assert found.with_near_miss == 0.25
    assert found.like_a_benchmark == 1
    assert (found.judged, found.wrong.count) == (2, 1)


def test_what_was_not_given_is_not_claimed(tmp_path: Path) -> None:
    found = sheet([sentence("Bake bread.", explicit=BREAD)], NAMES)

    assert (found.like_a_benchmark, found.wrong, found.groups, found.judged) == (None, None, 0, 0)
    assert read_column(tmp_path / "none.csv", "a", "b") == {}
