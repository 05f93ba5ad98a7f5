"""skillmap as a model of WorkRB: its tasks, its metrics, invented texts."""

from pathlib import Path

import numpy as np
import pytest

import skillmap
from hashing_encoder import HashingEncoder

workrb = pytest.importorskip("workrb", reason="WorkRB is not installed: pip install 'skillmap[workrb]'")

from skillmap_eval.run import run  # noqa: E402
from skillmap_eval.system import make_system  # noqa: E402
from skillmap_eval.task import Item, Query, Task  # noqa: E402

TARGETS = (
    "bake bread",
    "gather data",
    "lay bricks",
    "test software",
    "report faults",
    "sing",
    "repair bicycles",
)
QUERIES = {
    "You will bake rye bread and sing every morning.": ("bake bread", "sing"),
    "Gather and clean measurements, then report data.": ("gather data",),
    "Garden walls and bread ovens: lay the bricks.": ("lay bricks",),
    "Write plans to test what was built, report software faults.": ("test software", "report faults"),
    "Ride to the shop and repair what software cannot.": ("repair bicycles",),
}
METRICS = ("map", "mrr", "rp@5", "recall@10")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from skillmap_eval.workrb_model import SkillmapModel

    skillmap.encoders.names()
    monkeypatch.setitem(skillmap.encoders._known, "minilm", HashingEncoder)
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    return SkillmapModel()


@pytest.fixture
def toy():
    """WorkRB's own task of skill extraction, with our texts in place of those it would download."""
    from workrb.tasks.abstract.ranking_base import RankingDataset

    class Toy(workrb.tasks.TechSkillExtractRanking):
        def load_dataset(self, dataset_id, split):
            relevant = [[TARGETS.index(name) for name in names] for names in QUERIES.values()]
            return RankingDataset(list(QUERIES), relevant, list(TARGETS), dataset_id)

    return Toy(languages=["en"], split="test")


def test_workrb_measures_what_our_own_run_measures(model, toy, tmp_path: Path) -> None:
    ours = Task(
        name="toy",
        title="",
        kind="statement-to-skill",
        split="fit",
        licence="",
        queries=tuple(Query(text, text) for text in QUERIES),
        targets=tuple(Item(name, (name,)) for name in TARGETS),
        judgements={text: dict.fromkeys(names, 1) for text, names in QUERIES.items()},
        grades={0: "not", 1: "met"},
    )

    found = workrb.evaluate(model, [toy], str(tmp_path / "out"), metrics={toy.name: list(METRICS)})

    expected = run(make_system("skillmap"), ours, metrics=METRICS).metrics
    (result,) = found.task_results[toy.name].datasetid_results.values()
    assert result.metrics_dict == pytest.approx({name: figure.value for name, figure in expected.items()})


def test_scores_have_a_row_for_each_query_and_a_column_for_each_target(model) -> None:
    texts = [*QUERIES, "", *QUERIES]

    scores = model.compute_rankings(texts, list(TARGETS), None, None).numpy()

    assert (scores.shape, scores.dtype) == ((11, 7), np.float32)
    assert not scores[5].any()
    assert np.array_equal(scores[:5], scores[6:])


def test_many_queries_score_as_each_alone(model) -> None:
    texts = [f"lay bricks in garden {number}" for number in range(40)]

    together = model.compute_rankings(texts, list(TARGETS), None, None)

    assert together[33].equal(model.compute_rankings(texts[33:34], list(TARGETS), None, None)[0])


def test_workrb_knows_the_model_by_name(model) -> None:
    from workrb.registry import ModelRegistry

    assert type(ModelRegistry.create("SkillmapModel")) is type(model)
    assert model.name == f"skillmap-{skillmap.__version__}-hashing-statement-to-skill"
    assert model.classification_label_space is None
