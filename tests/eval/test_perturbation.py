"""The perturbation cases, the rule that judges them, and what is reached today."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from hashing_encoder import HashingEncoder
from skillmap.errors import FormatError, SkillmapError, UnknownNameError
from skillmap.matching import VectorStore
from skillmap_eval.catalogue import TaskAbsentError
from skillmap_eval.cli import app
from skillmap_eval.perturbation import (
    COLUMNS,
    KINDS,
    REPOSITORY,
    Case,
    CaseResult,
    Expected,
    MatcherScorer,
    SentenceScorer,
    cases_file,
    judge,
    make_scorer,
    read_cases,
    report_of,
    sha256_of,
)

CASES = read_cases(REPOSITORY / "cases.tsv")
ROOT = Path(__file__).parents[2]
RECORDED = {
    row["system"]: row
    for row in json.loads((ROOT / "eval/baselines/perturbation.json").read_text(encoding="utf-8"))
}
SLACK = 2
"""Cases of a kind that may be lost before the test fails: similarities near the limit tip over easily."""


def case(kind: str, original: str, perturbed: str, target: str = "bake bread") -> Case:
    return Case(f"{kind}-x", kind, original, perturbed, target, KINDS[kind])


def write_cases(folder: Path, *rows: str) -> Path:
    path = folder / "perturbation" / "cases.tsv"
    path.parent.mkdir()
    path.write_text("\n".join(("\t".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    return path


# The cases


def test_every_kind_has_twenty_cases() -> None:
    assert Counter(one.kind for one in CASES) == dict.fromkeys(KINDS, 20)


def test_ids_are_the_kind_and_a_number() -> None:
    assert [one.id for one in CASES] == [f"{kind}-{number:02}" for kind in KINDS for number in range(1, 21)]


def test_no_text_stands_twice() -> None:
    texts = Counter(
        " ".join(re.findall(r"\w+", text.lower()))
        for one in CASES
        for text in (one.original, one.perturbed, one.target)
    )

    assert [text for text, count in texts.items() if count > 1] == []


def test_the_first_tenth_and_last_case_are_the_ones_that_were_written() -> None:
    assert CASES[0].perturbed == "Does not draw blood from adult patients or label the samples."
    assert CASES[9].target == "Design and prepare vegan dishes in a hotel."
    assert CASES[-1].original == "Calculate the field around a conductor that carries current."


@pytest.mark.parametrize(
    "one", [one for one in CASES if one.kind == "letters-of-and-or"], ids=lambda one: one.id
)
def test_words_with_the_letters_of_and_or_give_way_to_words_without(one: Case) -> None:
    before, after = (set(re.findall(r"\w+", text.lower())) for text in (one.original, one.perturbed))

    assert any(re.search("and|or", word) for word in before - after)
    assert not any(re.search("and|or", word) for word in after - before)


@pytest.mark.parametrize("one", [one for one in CASES if one.kind == "boilerplate"], ids=lambda one: one.id)
def test_boilerplate_keeps_the_text_whole(one: Case) -> None:
    assert one.perturbed.lower().endswith(one.original.lower())


# Reading them


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a\tnegation\tx\ty\tz\tsame", "expected 'same', but negation asks for 'lower'"),
        ("a\tirony\tx\ty\tz\tlower", "kind 'irony' is none of negation, depth"),
        ("a\tnegation\tx\t \tz\tlower", "column 'perturbed' is empty"),
        ("a\tpart\tx\ty\tz\tlower\na\tpart\tu\tv\tw\tlower", "row 3: id 'a' stands twice"),
        ("", "holds no case"),
    ],
    ids=["other expectation", "unknown kind", "empty cell", "doubled id", "no case"],
)
def test_a_case_that_cannot_be_right_is_an_error(row: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=problem):
        read_cases(write_cases(tmp_path, row))


def test_the_users_own_cases_win_over_the_repositorys(tmp_path: Path) -> None:
    assert cases_file(tmp_path) == REPOSITORY / "cases.tsv"

    own = write_cases(tmp_path, "a\tpart\tx\ty\tz\tlower")

    assert cases_file(tmp_path) == own


def test_a_folder_without_cases_is_said_to_be_absent(tmp_path: Path) -> None:
    write_cases(tmp_path).unlink()

    with pytest.raises(TaskAbsentError, match=r"no cases\.tsv under "):
        cases_file(tmp_path)


# The rule


@pytest.mark.parametrize(
    ("expected", "original", "perturbed", "holds"),
    [
        (Expected.SAME, 0.70, 0.70, True),
        (Expected.SAME, 0.30, 0.25, True),
        (Expected.SAME, 0.30, 0.35, True),
        (Expected.SAME, 0.30, 0.24, False),
        (Expected.SAME, 0.30, 0.36, False),
        (Expected.LOWER, 0.30, 0.25, True),
        (Expected.LOWER, 0.80, 0.75, True),
        (Expected.LOWER, 0.30, 0.2501, False),
        (Expected.LOWER, 0.30, 0.60, False),
    ],
)
def test_the_limit_itself_holds_on_both_sides(
    expected: Expected, original: float, perturbed: float, holds: bool
) -> None:
    kind = next(kind for kind, asked in KINDS.items() if asked is expected)

    assert CaseResult(case(kind, "x", "y"), original, perturbed).holds is holds


def test_the_sentence_baseline_is_the_cosine_of_both_texts(encoder: HashingEncoder) -> None:
    (result,) = judge([case("part", "bake bread", "bake cakes")], SentenceScorer("hashing", encoder))

    assert (result.original, result.perturbed) == (1.0, 0.5)
    assert result.difference == -0.5
    assert result.holds


def test_words_in_another_order_are_the_same_to_an_encoder_without_order(encoder: HashingEncoder) -> None:
    (result,) = judge([case("reordered", "bake bread", "bread bake")], SentenceScorer("hashing", encoder))

    assert result.difference == 0
    assert result.holds


def test_our_similarity_is_that_of_the_matcher_whatever_the_other_cases(
    encoder: HashingEncoder, store: VectorStore
) -> None:
    ours = MatcherScorer(encoder, store)
    cases = [
        case("part", "bake bread and sing", "sing", "bake bread and sing"),
        case("negation", "build walls", "does not build walls", "build walls"),
    ]

    together = judge(cases, ours)

    assert together == tuple(judge([one], ours)[0] for one in cases)
    assert together[0].original == pytest.approx(1, abs=1e-4)
    assert together[0].holds


def test_a_text_that_is_not_read_is_an_error_and_not_a_fall(
    encoder: HashingEncoder, store: VectorStore
) -> None:
    with pytest.raises(SkillmapError, match="is not read: language unknown is not covered"):
        judge([case("part", "bake bread", "печь хлеб")], MatcherScorer(encoder, store))


def test_cases_that_hold_are_counted_by_kind_with_an_interval(encoder: HashingEncoder) -> None:
    scorer = SentenceScorer("hashing", encoder)
    cases = [
        case("reordered", "bake bread", "bread bake"),
        case("part", "bake bread", "bake cakes"),
        case("part", "bake", "bake bread"),
    ]

    report = report_of(judge(cases, scorer), scorer)

    held = {row.kind: (row.held.count, row.held.of) for row in report.kinds}
    assert held == {"reordered": (1, 1), "part": (1, 2)}
    assert report.kinds[1].held.low < 0.5 < report.kinds[1].held.high
    assert report.system == "hashing"


def test_an_unknown_system_is_named() -> None:
    with pytest.raises(UnknownNameError, match="no encoder 'nonesuch'"):
        make_scorer("nonesuch-sentence")


# The command


@pytest.fixture
def two_cases(tmp_path: Path) -> Path:
    write_cases(
        tmp_path,
        "p1\tpart\tsing\tsing songs by heart\tsing songs by heart\tlower",
        "r1\treordered\tbake bread\tbake bread\tbake loaves\tsame",
    )
    return tmp_path


def test_the_command_prints_every_kind_with_what_holds(two_cases: Path) -> None:
    done = CliRunner().invoke(app, ["perturb", "--data", str(two_cases), "--cases"])

    assert done.exit_code == 0, done.output
    assert "reordered | same | 1 of 1, 100%" in done.output
    assert "part | lower | 0 of 1, 0%" in done.output
    assert "p1 | lower |" in done.output
    assert "r1 | same |" not in done.output


def test_the_command_writes_numbers_and_with_cases_the_failed_ones(two_cases: Path) -> None:
    asked = ["perturb", "--system", "minilm-sentence", "--data", str(two_cases), "--json"]

    (report,) = json.loads(CliRunner().invoke(app, asked).output)
    (with_failed,) = json.loads(CliRunner().invoke(app, [*asked, "--cases"]).output)

    assert [row["kind"] for row in report["kinds"]] == ["reordered", "part"]
    assert with_failed["report"] == report
    assert [row["case"]["id"] for row in with_failed["failed"]] == ["p1"]


# What is reached today. To record again: the command at the end of eval/gold/perturbation/README.md.


def test_the_recorded_figures_are_of_these_cases_and_of_both_systems() -> None:
    assert set(RECORDED) == {"skillmap", "minilm-sentence"}
    assert {row["cases_sha256"] for row in RECORDED.values()} == {sha256_of(CASES)}
    assert all([row["kind"] for row in one["kinds"]] == list(KINDS) for one in RECORDED.values())


@pytest.mark.parametrize("system", ["skillmap", "minilm-sentence"])
def test_no_kind_falls_more_than_two_cases_below_what_was_recorded(system: str) -> None:
    scorer = make_scorer(system)

    report = report_of(judge(CASES, scorer), scorer)

    recorded = {row["kind"]: row["held"]["count"] for row in RECORDED[system]["kinds"]}
    fallen = {
        row.kind: (row.held.count, recorded[row.kind])
        for row in report.kinds
        if row.held.count < recorded[row.kind] - SLACK
    }
    assert fallen == {}
