"""Fit the model again: python models/rerank/train.py --data DATA.

Writes weights.json and the manifest beside this file and prints the figures of README.md that need no test
set: seven minutes on two cores. DATA holds skill-extraction-gold: its validation part chose the settings.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

import skillmap
from skillmap.engine import SkillTargets
from skillmap.matching import TargetIndex
from skillmap.matching.mentions import Asked, Mentions, read_mentions
from skillmap.matching.pair_features import pair_features
from skillmap.matching.reranking import MENTIONS, WEIGHTS, Reranker, read_reranker
from skillmap_eval.task import Task
from skillmap_eval.tasks.skill_extraction import house_validation, tech_validation
from skillmap_eval.training import key_of

FOLDER = Path(__file__).parent
ROUNDS, RATE, LEAF, PENALTY = 600, 0.08, 40, 5.0
SHARE = 0.7
"""How much of the similarity the re-ranker decides."""
BATCH = 20
SEED = 7
DIGITS = 5


@dataclasses.dataclass(frozen=True)
class Candidates:
    """What is looked at for one sentence."""

    part: str
    """Which judge read it; "" for a validation sentence."""
    similarities: np.ndarray
    columns: dict[str, np.ndarray]
    right: np.ndarray
    acceptable: np.ndarray
    """Another judge might have chosen it: not fitted on, and wrong where it is measured."""
    labelled: int


@dataclasses.dataclass(frozen=True)
class Judged:
    """One judged sentence of a vacancy."""

    id: str
    text: str
    right: frozenset[str]
    acceptable: frozenset[str]

    @property
    def part(self) -> str:
        """Who judged it."""
        return self.id.partition("-")[0]


class Reader:
    """Reads statements against an index."""

    def __init__(
        self, index: TargetIndex, encoder: skillmap.Encoder, key: Callable[[str], str] = str
    ) -> None:
        self._key = key
        learned = skillmap.Learned(context=skillmap.context_of(encoder))
        assert learned.context is not None, "the encoder is not the one that context was trained with"
        self._matcher = skillmap.Matcher(index, encoder, skillmap.STATEMENT_TO_SKILL_IN_CONTEXT, learned)

    def read(self, sentences: Sequence[Judged], asked: Asked, part: str) -> Iterator[Candidates]:
        """Yield the candidates of each sentence."""
        index = self._matcher.index
        for start in range(0, len(sentences), BATCH):
            batch = sentences[start : start + BATCH]
            queries = self._matcher.prepared([skillmap.Statement(one.id, one.text, "en") for one in batch])
            for query, one in zip(queries, batch, strict=True):
                rows, similarities = self._matcher.looked_at(query, asked)
                columns = pair_features(query, index, rows, similarities, asked)
                keys = [self._key(index.targets[int(row)].id) for row in rows]
                right = np.array([key in one.right for key in keys])
                acceptable = np.array([key in one.acceptable for key in keys]) & ~right
                yield Candidates(part, similarities, columns, right, acceptable, len(one.right))


def vacancies(encoder: skillmap.Encoder, store: skillmap.VectorStore, mentions: Mentions) -> list[Candidates]:
    """Return the candidates of the judged sentences; each part as if its own judge had not been asked."""
    index = skillmap.build_index(SkillTargets(skillmap.Taxonomy.open("esco")), store, with_terms=True)
    reader = Reader(index, encoder, key_of)
    found: list[Candidates] = []
    for file in sorted((FOLDER / "vacancies").glob("*.tsv")):
        sentences = read_judged(file)
        part = sentences[0].part
        others = Mentions([one for one in mentions.mentions if one.sentence.partition("-")[0] != part])
        found += reader.read(sentences, others.at(index), part)
        print(f"{file.name}: {len(sentences)} sentences", flush=True)
    return found


def validation(
    data: Path, encoder: skillmap.Encoder, store: skillmap.VectorStore, mentions: Mentions
) -> list[Candidates]:
    """Return the candidates of the validation sentences of TECH and HOUSE."""
    found: list[Candidates] = []
    for task in (tech_validation(data), house_validation(data)):
        targets = [skillmap.Target(item.id, item.names, item.description) for item in task.targets]
        index = skillmap.build_index(targets, store, with_terms=True)
        found += Reader(index, encoder).read(judged_of(task), mentions.at(index), "")
    return found


def judged_of(task: Task) -> list[Judged]:
    """Return the sentences of a task."""
    return [Judged(one.id, one.text, task.relevant_of(one.id), frozenset()) for one in task.queries]


def read_judged(file: Path) -> list[Judged]:
    """Return the sentences of a file with the columns id, sentence, right, acceptable."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return [Judged(name, text, *(frozenset(each.split()) for each in keys)) for name, text, *keys in rows]


def fit(found: Sequence[Candidates]) -> dict[str, object]:
    """Return the model as it is saved."""
    names = list(found[0].columns)
    rows = [np.column_stack([one.columns[name] for name in names]) for one in found]
    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=RATE,
        max_depth=1,
        min_samples_leaf=LEAF,
        l2_regularization=PENALTY,
        early_stopping=False,
        random_state=SEED,
    )
    right = np.concatenate([one.right for one in found])
    counted = ~np.concatenate([one.acceptable for one in found])
    model.fit(np.concatenate(rows)[counted], right[counted])
    return as_steps(model, names, np.concatenate([row[:10] for row in rows]))


def as_steps(model: HistGradientBoostingClassifier, names: list[str], usual: np.ndarray) -> dict[str, object]:
    """Return boosted stumps as one step function for each feature; each is 0 on average over ``usual``."""
    stumps: dict[str, list[tuple[float, float, float]]] = {}
    intercept = float(np.ravel(model._baseline_prediction)[0])
    for (tree,) in model._predictors:
        root = tree.nodes[0]
        if root["is_leaf"]:
            intercept += float(root["value"])
            continue
        low, high = (float(tree.nodes[root[side]]["value"]) for side in ("left", "right"))
        stumps.setdefault(names[root["feature_idx"]], []).append((float(root["num_threshold"]), low, high))
    steps = []
    for name, found in sorted(stumps.items()):
        thresholds = np.array(sorted({np.float32(at) for at, *_ in found}), np.float32)
        # The value of each stretch: of its upper end, and of anything above the last threshold.
        ends = [*thresholds, np.float32(np.inf)]
        values = np.array(
            [sum(low if end <= np.float32(at) else high for at, low, high in found) for end in ends]
        )
        column = usual[:, names.index(name)].astype(np.float32)
        mean = float(values[np.searchsorted(thresholds, column, side="left")].mean())
        intercept += mean
        rounded = [round(float(value - mean), DIGITS) for value in values]
        steps.append({"feature": name, "thresholds": [float(at) for at in thresholds], "values": rounded})
    return {"intercept": round(intercept, DIGITS), "share": SHARE, "steps": steps}


def figures(one: Candidates, scores: np.ndarray) -> tuple[float, float, float]:
    """Return reciprocal rank, RP@5 and RP@10."""
    right = one.right[np.argsort(-scores, kind="stable")]
    first = np.flatnonzero(right)
    reached = [right[:depth].sum() / min(depth, one.labelled) for depth in (5, 10)]
    return (1 / (first[0] + 1) if len(first) else 0.0, *reached)


def mixed(one: Candidates, model: Reranker, share: float) -> np.ndarray:
    """Return the similarities with the re-ranker in."""
    scores = model.look(np.arange(len(one.right)), one.columns).scores
    return (1 - share) * one.similarities + share * scores


def show(name: str, found: Sequence[Candidates], after: Callable[[Candidates], np.ndarray]) -> None:
    """Print the figures before and after, and the difference with its 95 % bootstrap interval."""
    found = [one for one in found if one.labelled]
    old = 100 * np.array([figures(one, one.similarities) for one in found])
    new = 100 * np.array([figures(one, after(one)) for one in found])
    drawn = np.random.default_rng(SEED).integers(0, len(found), (2000, len(found)))
    low, high = np.percentile((new - old)[drawn].mean(axis=1), (2.5, 97.5), axis=0)
    cells = [
        f"{a:.1f} -> {b:.1f} ({b - a:+.1f} [{c:+.1f}, {d:+.1f}])"
        for a, b, c, d in zip(old.mean(axis=0), new.mean(axis=0), low, high, strict=True)
    ]
    print(f"{name} ({len(found)}): MRR {cells[0]}; RP@5 {cells[1]}; RP@10 {cells[2]}", flush=True)


def model_of(saved: dict[str, object]) -> Reranker:
    """Return the model that is saved so."""
    return read_reranker(saved | {"fingerprint": "new"})


def check(judged: list[Candidates], valid: list[Candidates]) -> None:
    """Print how it fares on the sentences of judges that it was not fitted on, and on validation."""
    by_part = {}
    for part in sorted({one.part for one in judged}):
        by_part[part] = model_of(fit([one for one in judged if one.part != part]))
    by_part[""] = model_of(fit(judged))
    for share in (0.2, 0.35, 0.5, SHARE, 0.85):
        after = partial(_left_out, by_part, share)
        show(f"share {share}, judges left out", judged, after)
        show(f"share {share}, validation", valid, after)


def _left_out(by_part: dict[str, Reranker], share: float, one: Candidates) -> np.ndarray:
    return mixed(one, by_part[one.part], share)


def main() -> None:
    """Fit, check, save."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="Folder with skill-extraction-gold.")
    given = arguments.parse_args()
    encoder = skillmap.make_encoder("minilm")
    context = skillmap.context_of(encoder)
    assert context is not None, "the encoder is not the one that context was trained with"
    store = skillmap.VectorStore(encoder)
    mentions = read_mentions(FOLDER / MENTIONS)
    judged = vacancies(encoder, store, mentions)
    valid = validation(given.data, encoder, store, mentions)
    check(judged, valid)
    weights = {"encoder": encoder.fingerprint, "context": context.fingerprint}
    saved = weights | fit(judged)
    (FOLDER / WEIGHTS).write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")
    record_files()


def record_files() -> None:
    """Write size and hash of every file of the model into its manifest."""
    manifest = FOLDER / "manifest.toml"
    about = manifest.read_text(encoding="utf-8").partition("[[files]]")[0].rstrip()
    data = [*FOLDER.glob("*.tsv"), *(FOLDER / "vacancies").glob("*.tsv")]
    paths = [*sorted(data), FOLDER / WEIGHTS]
    for path in paths:
        content = path.read_bytes()
        about += f'\n\n[[files]]\npath = "{path.relative_to(FOLDER).as_posix()}"'
        about += f'\nbytes = {len(content)}\nsha256 = "{hashlib.sha256(content).hexdigest()}"'
    manifest.write_text(about + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
